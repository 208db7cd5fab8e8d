"""The five questions wherever a repository is and however it is set up."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from link import assert_linked, work
from merging import (
    RECORDED,
    assert_answers,
    assert_ended,
    assert_merged,
    document_of,
    feature,
    lines,
    plain,
    reasons,
)
from story import assert_recorded, begin, decisions, note, the_document, titles

from git_session.core import document

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[Path], Repo]

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


def fresh(top: Path, *words: str) -> Repo:
    """A repository on main with one commit."""
    top.mkdir(parents=True, exist_ok=True)
    repo = Repo(top)
    repo.git("init", "-q", "-b", "main", *words)
    repo.commit("First", {"code.py": "print('hello')\n", "sub/code.py": "sub\n"})
    return repo


def said(done_err: str) -> list[str]:
    """What we complained of while git did something else."""
    return [line for line in done_err.splitlines() if line.startswith("session:")]


def journey(repo: Repo) -> None:
    """A feature, an amend, a commit with nothing noted, all five questions; then its merge."""
    base = repo.branch
    feature(repo)
    note(repo, "reworded")
    repo.append("feat-b.py", "more = 1\n")
    repo.git("add", "feat-b.py")
    assert said(repo.git("commit", "-q", "--amend", "--no-edit").err) == []
    assert sorted(set(titles(repo))) == ["feat-a", "feat-b", "reworded"]
    plain(repo, "unexplained")
    work(repo, "feat-c")
    explained = {"feat-a.py": "feat-a", "feat-c.py": "feat-c"}
    both = {"feat-b.py": ["feat-b", "reworded"], "feat-b.py:2": ["feat-b", "reworded"]}
    assert_both(repo, both)
    assert repo.status() == ""
    assert_recorded(repo)
    assert decisions(repo) == ["feat-a", "feat-b", "feat-c", "reworded"]
    own = repo.git("rev-list", "--reverse", f"{base}..HEAD").lines
    repo.git("switch", "-q", base)
    assert repo.status() == ""
    assert said(repo.git("merge", "-q", "--no-edit", "feat").err) == []
    for place, title in explained.items():
        assert_both(repo, {place: [title]})
    assert_both(repo, both)
    assert_ended(repo, own, ["feat-a", "feat-b", "feat-c", "reworded"], into=base)
    assert repo.status() == ""


def assert_both(repo: Repo, explained: dict[str, list[str]]) -> None:
    """2. lines of a commit that carries more than one entry answer with all of them."""
    for place, expected in explained.items():
        assert reasons(repo, place) == (expected, RECORDED), f"2. why {place}"


def path_with_everything(place: Path) -> Repo:
    return fresh(place / """it's "a" $(path) `of` ünïcode; & 日本 \\ [x] *""")


def path_with_a_line_end(place: Path) -> Repo:
    return fresh(place / "two\nlines")


def path_with_a_dash(place: Path) -> Repo:
    return fresh(place / "-C" / "--help")


def symlinked_top(place: Path) -> Repo:
    fresh(place / "real" / "repo")
    (place / "link").symlink_to(place / "real")
    return Repo(place / "link" / "repo")


def environment_names_it(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.env = {"GIT_DIR": str(repo.top / ".git"), "GIT_WORK_TREE": str(repo.top)}
    return repo


def environment_names_it_relatively(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.env = {"GIT_DIR": ".git", "GIT_WORK_TREE": "."}
    return repo


def configured_worktree(place: Path) -> Repo:
    """The git directory is elsewhere and knows its worktree; nothing there leads back."""
    (place / "work").mkdir()
    git_dir = place / "elsewhere.git"
    repo = Repo(place / "work", {"GIT_DIR": str(git_dir)})
    repo.git("init", "-q", "-b", "main")
    repo.config("core.bare", "false")
    repo.config("core.worktree", str(repo.top))
    repo.commit("First", {"code.py": "print('hello')\n"})
    return repo


def separate_git_dir(place: Path) -> Repo:
    return fresh(place / "repo", f"--separate-git-dir={place / 'else where'}")


def alternates(place: Path) -> Repo:
    return fresh(place / "first").clone(place / "repo", "--shared")


def bare_with_worktrees(place: Path) -> Repo:
    first = fresh(place / "first")
    first.git("clone", "-q", "--bare", ".", str(place / "bare.git"))
    Repo(place / "bare.git").worktree(place / "other", "-b", "other")
    return Repo(place / "bare.git").worktree(place / "linked", "main")


def submodule(place: Path) -> Repo:
    inner = fresh(place / "inner")
    outer = fresh(place / "outer")
    outer.git("submodule", "add", "-q", str(inner.top), "deep/module")
    outer.git("commit", "-q", "-m", "Add it")
    return Repo(outer.top / "deep/module")


def partial_clone(place: Path) -> Repo:
    first = fresh(place / "first")
    first.config("uploadpack.allowFilter", "true")
    first.commit("Second", {"code.py": "print('again')\n"})
    words = ["--filter=blob:none", f"file://{first.top}", str(place / "repo")]
    first.git("clone", "-q", *words)
    return Repo(place / "repo", {"GIT_ALLOW_PROTOCOL": "none"})  # no hook may fetch anything


def shallow_clone(place: Path) -> Repo:
    first = fresh(place / "first")
    for number in range(3):
        first.commit(f"More {number}")
    first.git("clone", "-q", "--depth=1", f"file://{first.top}", str(place / "repo"))
    return Repo(place / "repo")


def sparse_cone(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.git("sparse-checkout", "set", "--cone", "elsewhere")
    return repo


def sparse_index(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "elsewhere")
    return repo


def sha256(place: Path) -> Repo:
    return fresh(place / "repo", "--object-format=sha256")


def ignored_by(name: str) -> Make:
    """`.sessions` is ignored by the project, by this clone or by the user."""

    def make(place: Path) -> Repo:
        repo = fresh(place / "repo")
        if name == "project":
            repo.commit("Ignore", {".gitignore": ".sessions\n/.sessions/\n**/journal/**\n"})
        elif name == "clone":
            repo.write(".git/info/exclude", ".sessions/\n")
        else:
            repo.config("core.excludesFile", str(repo.write("../ignored", ".sessions\n*.md\n")))
        return repo

    make.__name__ = f"ignored_by_{name}"
    return make


def attributes_of_the_project(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.config("filter.loud.clean", "tr a-z A-Z")
    repo.config("filter.loud.smudge", "tr A-Z a-z")
    text = "*.py text eol=crlf\n*.txt filter=loud\n*.md merge=union diff=none\n"
    repo.commit("Attributes", {".gitattributes": text})
    return repo


SIGNER = """\
#!/bin/sh
# stands in for gpg: git asks for `--status-fd=2 -bsau KEY`
cat >/dev/null
printf '[GNUPG:] SIG_CREATED \\n' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\nstub\\n-----END PGP SIGNATURE-----\\n'
"""


def signed(place: Path) -> Repo:
    signer = place / "signer"
    signer.write_text(SIGNER)
    signer.chmod(0o755)
    settings = {"gpg.program": str(signer), "commit.gpgSign": "true", "log.showSignature": "true"}
    return configured("signed", settings)(place)


def configured(name: str, settings: dict[str, str]) -> Make:
    """A repository with these settings."""

    def make(place: Path) -> Repo:
        repo = fresh(place / "repo")
        for key, value in settings.items():
            repo.config(key, value)
        return repo

    make.__name__ = name
    return make


PLACES: list[Make] = [
    path_with_everything,
    path_with_a_line_end,
    path_with_a_dash,
    symlinked_top,
    environment_names_it,
    environment_names_it_relatively,
    configured_worktree,
    separate_git_dir,
    alternates,
    bare_with_worktrees,
    submodule,
    partial_clone,
    shallow_clone,
    sparse_cone,
    sparse_index,
    sha256,
    ignored_by("project"),
    ignored_by("clone"),
    ignored_by("user"),
    attributes_of_the_project,
    signed,
]
SETTINGS: list[Make] = [
    configured("line ends", {"core.autocrlf": "true", "core.commentChar": "auto"}),
    configured("line ends in", {"core.autocrlf": "input", "core.safecrlf": "true"}),
    configured(
        "index",
        {
            "core.fsmonitor": "true",
            "core.untrackedCache": "true",
            "index.version": "4",
            "core.splitIndex": "true",
            "index.threads": "2",
        },
    ),
    configured(
        "messages",
        {
            "core.commentChar": "S",
            "commit.cleanup": "scissors",
            "commit.verbose": "true",
            "merge.log": "true",
            "i18n.commitEncoding": "ISO-8859-1",
        },
    ),
    configured("forward", {"merge.ff": "only", "pull.ff": "only", "pull.rebase": "true"}),
    configured("merges", {"merge.ff": "false", "rerere.enabled": "true", "gc.auto": "1"}),
    configured(
        "output",
        {
            "core.quotePath": "false",
            "status.short": "true",
            "status.branch": "true",
            "color.ui": "always",
            "diff.noprefix": "true",
            "diff.external": "false",
            "diff.renames": "copies",
            "log.date": "relative",
            "format.pretty": "oneline",
            "blame.coloring": "highlightRecent",
        },
    ),
    configured(
        "files",
        {
            "core.fileMode": "false",
            "core.symlinks": "false",
            "core.ignoreCase": "true",
            "core.logAllRefUpdates": "false",
        },
    ),
]


@pytest.mark.parametrize("make", [*PLACES, *SETTINGS], ids=lambda make: str(make.__name__))
def test_the_story_of_a_feature(tmp_path: Path, make: Make) -> None:
    journey(make(tmp_path))


def test_the_story_typed_below_the_top(tmp_path: Path) -> None:
    repo = fresh(tmp_path / "repo")
    below = Repo(repo.top, at="sub")
    below.session("init", "--name", "feat")
    for name in ("one", "two"):
        below.session("log", "--decision", name)
        repo.write(f"sub/{name}.py", f"{name} = 1\n")
        below.git("add", f"{name}.py")
        below.git("commit", "-q", "-m", f"Do {name}")
    assert_linked(repo, {"sub/one.py": "one", "sub/two.py": "two"})


@pytest.mark.parametrize(
    "name", [":(top)x", ":!x.py", "-x.py", "--all", "*.py", "[a-z].py", "a b\tc", "ü 日.py", '"q"']
)
def test_a_file_of_any_name(repo: Repo, name: str) -> None:
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "feat")
    work(repo, "plain")
    work(repo, "odd", file=name)
    note(repo, "more")
    repo.append(name, "more = 1\n")
    repo.git("commit", "-q", "-m", "By path", "--", f":(literal){name}")
    assert_answers(repo, {"plain.py": "plain", name: "odd", f"{name}:2": "more"})
    assert_recorded(repo)
    assert decisions(repo) == ["more", "odd", "plain"]


@pytest.mark.parametrize("name", ["HEAD-", "a.lock-", "refs/heads/x", "@", "日本/é", "a'$b"])
def test_a_branch_of_a_strange_name(repo: Repo, name: str) -> None:
    """Nothing takes it for a pattern, a path or an option."""
    repo.git("switch", "-q", "-c", name)
    begin(repo)
    work(repo, "one")
    assert_linked(repo, {"one.py": "one"})
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", f"refs/heads/{name}")
    doc = the_document(repo)
    assert (doc.get("git_branch"), doc.get("merged_into")) == (name, "main")
    assert doc.get("merge_commit") == repo.head


class TestIdentity:
    """Who commits, and what git asks of them."""

    def test_identity_from_the_configuration_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in list(os.environ):
            if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_")) and "DATE" not in name:
                monkeypatch.delenv(name)
        repo = fresh(tmp_path / "repo")
        repo.config("user.useConfigOnly", "true")
        journey(repo)

    def test_no_identity_at_all_stops_git_and_loses_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repo = fresh(tmp_path / "repo")
        repo.git("switch", "-q", "-c", "feat")
        begin(repo, "--name", "feat")
        with monkeypatch.context() as patch:
            for name in list(os.environ):
                if name.startswith(("GIT_AUTHOR_", "GIT_COMMITTER_")):
                    patch.delenv(name)
            patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
            repo.config("user.useConfigOnly", "true")
            note(repo, "one")
            repo.stage("one.py", "one = 1\n")
            assert repo.git("commit", "-q", "-m", "No one", check=False).code == 128
        repo.git("commit", "-q", "-m", "Do one")
        assert_linked(repo, {"one.py": "one"})

    def test_a_signer_that_fails_stops_git_and_loses_nothing(self, tmp_path: Path) -> None:
        repo = signed(tmp_path)
        repo.git("switch", "-q", "-c", "feat")
        begin(repo, "--name", "feat")
        work(repo, "one")
        note(repo, "two")
        repo.stage("two.py", "two = 1\n")
        failed = repo.git("-c", "gpg.program=false", "commit", "-q", "-m", "Two", check=False)
        assert failed.code == 128
        repo.git("commit", "-q", "-m", "Do two")
        assert_linked(repo, {"one.py": "one", "two.py": "two"})
        assert "gpgsig" in repo.git("cat-file", "commit", "HEAD").out

    def test_a_template_that_nobody_edits_aborts_and_loses_nothing(self, tmp_path: Path) -> None:
        repo = fresh(tmp_path / "repo")
        repo.config("commit.template", str(repo.write("../template", "Subject\n\n# why?\n")))
        repo.git("switch", "-q", "-c", "feat")
        name = begin(repo, "--name", "feat")
        note(repo, "one")
        repo.stage("one.py", "one = 1\n")
        untouched = repo.git("commit", "-q", check=False, env={"GIT_EDITOR": "true"})
        assert untouched.code == 1, "git's own rule holds: an untouched template aborts"
        repo.git("commit", "-q", env={"GIT_EDITOR": "sed -i -e 's/Subject/Do one/'"})
        assert repo.message().splitlines() == ["Do one", "", f"Session: {name}", ""]
        assert_linked(repo, {"one.py": "one"})


class TestClones:
    """More than one clone of one project."""

    def shared(self, place: Path) -> tuple[Repo, Repo]:
        """Two clones in the same session: one began it, the other resumed it."""
        first = fresh(place / "first")
        server = first.clone(place / "server.git", "--bare")
        first.git("remote", "add", "origin", str(server.top))
        first.git("switch", "-q", "-c", "feat")
        begin(first, "--name", "feat")
        work(first, "one")
        first.git("push", "-q", "-u", "origin", "feat")
        second = server.clone(place / "second", "--branch=feat")
        second.session("install")
        second.session("resume", "feat")
        return first, second

    @pytest.mark.parametrize("how", ["--rebase", "--no-rebase"])
    def test_both_journal_in_one_session(self, tmp_path: Path, how: str) -> None:
        first, second = self.shared(tmp_path)
        assert_linked(second, {"one.py": "one"})
        work(first, "here")
        first.git("push", "-q")
        second.tell("2026-01-15T14:45:00+01:00")
        work(second, "there")
        second.git("pull", "-q", how, "--no-edit")
        second.git("push", "-q")
        explained = {"one.py": "one", "here.py": "here", "there.py": "there"}
        assert_linked(second, explained)
        first.git("pull", "-q", how)
        assert_linked(first, explained)
        assert first.head == second.head
        assert titles(first) == titles(second)
        work(first, "again")
        assert_linked(first, {**explained, "again.py": "again"})

    @pytest.mark.parametrize("settings", [["pull.rebase=true"], ["pull.rebase=merges"], []])
    def test_pulls_as_they_are_set_up(self, tmp_path: Path, settings: list[str]) -> None:
        """Both have notes pending while they pull; each comes with its own clone's next commit."""
        first, second = self.shared(tmp_path)
        second.config("pull.rebase", "false")
        for setting in [*settings, "rebase.updateRefs=true"]:
            second.git("config", *setting.split("=", 1))
        work(first, "here")
        first.git("push", "-q")
        second.tell("2026-01-15T14:45:00+01:00")
        work(second, "there")
        note(second, "later")
        second.git("pull", "-q", "--no-edit")
        explained = {"one.py": "one", "here.py": "here", "there.py": "there"}
        assert titles(second) == ["here", "one", "there"]
        second.tell("2026-01-15T14:50:00+01:00")
        second.append("later.py", "later = 1\n")
        second.git("add", "later.py")
        second.git("commit", "-q", "-m", "Do later")
        assert_linked(second, {**explained, "later.py": "later"})

    def test_the_session_ends_in_both(self, tmp_path: Path) -> None:
        """Merged by the one and pulled by the other."""
        first, second = self.shared(tmp_path)
        work(second, "two")
        second.git("push", "-q")
        own = second.git("rev-list", "--reverse", "origin/main..feat").lines
        second.git("switch", "-q", "main")
        second.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        second.git("push", "-q", "origin", "main")
        explained = {"one.py": "one", "two.py": "two"}
        assert_merged(second, own, explained)
        first.git("pull", "-q")
        first.git("switch", "-q", "main")
        first.git("pull", "-q", "origin", "main")
        assert_merged(first, own, explained)

    def test_beyond_a_shallow_clone_s_end_nothing_is_guessed(self, tmp_path: Path) -> None:
        """What the clone has not is in the journal all the same; only its commits are unknown."""
        first, _ = self.shared(tmp_path)
        work(first, "two")
        first.git("clone", "-q", "--depth=1", f"file://{first.top}", str(tmp_path / "shallow"))
        clone = Repo(tmp_path / "shallow")
        clone.session("install")
        clone.session("resume", "feat")
        work(clone, "three")
        assert titles(clone) == ["one", "three", "two"], "1."
        assert reasons(clone, "three.py") == (["three"], RECORDED), "2."
        for place in ("one.py", "two.py"):
            assert reasons(clone, place) == ([], "history ends here (shallow clone)"), "2."
        assert clone.status() == "", "3."
        assert_recorded(clone)
        assert decisions(clone) == ["one", "three", "two"], "5."
        clone.git("fetch", "-q", "--unshallow")
        assert_linked(clone, {"one.py": "one", "two.py": "two", "three.py": "three"})

    def test_a_partial_clone_asks_the_server_for_nothing_but_pulls(self, tmp_path: Path) -> None:
        first, _ = self.shared(tmp_path)
        server = Repo(tmp_path / "server.git")
        server.config("uploadpack.allowFilter", "true")
        words = ["--filter=blob:none", "--branch=feat", f"file://{server.top}"]
        server.git("clone", "-q", *words, str(tmp_path / "partial"))
        clone = Repo(tmp_path / "partial")
        clone.session("install")
        clone.session("resume", "feat")
        work(first, "two")
        first.git("push", "-q")
        clone.git("pull", "-q")
        clone.env["GIT_ALLOW_PROTOCOL"] = "none"
        work(clone, "three")
        assert_linked(clone, {"one.py": "one", "two.py": "two", "three.py": "three"})

    def test_a_partial_clone_with_a_sparse_checkout(self, tmp_path: Path) -> None:
        """The journal is outside of the cone, so its blobs are first needed when it is read."""
        first, _ = self.shared(tmp_path)
        server = Repo(tmp_path / "server.git")
        server.config("uploadpack.allowFilter", "true")
        words = ["--filter=blob:none", "--branch=feat", "--sparse", f"file://{server.top}"]
        server.git("clone", "-q", *words, str(tmp_path / "partial"))
        clone = Repo(tmp_path / "partial")
        assert clone.files(".sessions") == []
        clone.session("install")
        clone.session("resume", "feat")
        work(clone, "two")
        work(first, "here")
        first.git("push", "-q")
        clone.git("pull", "-q", "--no-rebase", "--no-edit")
        assert_linked(clone, {"one.py": "one", "two.py": "two", "here.py": "here"})


class TestSubmodules:
    """A session in the module, one in the project around it, and both."""

    def test_each_has_its_own(self, tmp_path: Path) -> None:
        module = submodule(tmp_path)
        outer = Repo(tmp_path / "outer")
        outer.git("switch", "-q", "-c", "feat")
        begin(outer, "--name", "outer")
        module.git("switch", "-q", "-c", "feat")
        begin(module, "--name", "inner")
        work(module, "inside")
        note(outer, "bump it")
        outer.git("add", "deep/module")
        outer.git("commit", "-q", "-m", "Bump")
        work(outer, "outside")
        work(module, "more")
        assert_linked(module, {"inside.py": "inside", "more.py": "more"})
        assert outer.status() == " M deep/module\n", "the module's new commit, and nothing of ours"
        outer.git("commit", "-q", "-am", "Bump again")
        assert titles(outer) == ["bump it", "outside"]
        assert reasons(outer, "outside.py") == (["outside"], RECORDED)
        assert outer.status() == ""
        assert_recorded(outer)
        assert decisions(outer) == ["bump it", "outside"]

    def test_an_update_that_detaches_the_module(self, tmp_path: Path) -> None:
        """`git submodule update` checks out what the project wants; the branch is as it was."""
        module = submodule(tmp_path)
        outer = Repo(tmp_path / "outer")
        module.git("switch", "-q", "-c", "feat")
        begin(module, "--name", "inner")
        work(module, "inside")
        outer.git("submodule", "update", "-q")
        assert module.branch == ""
        assert module.status() == ""
        module.git("switch", "-q", "feat")
        work(module, "more")
        assert_linked(module, {"inside.py": "inside", "more.py": "more"})


class TestWorktrees:
    """Linked worktrees: each with sessions of its own, one journal for all."""

    def test_two_that_commit_at_the_same_time(self, repo: Repo, tmp_path: Path) -> None:
        """A commit whose hook found the lock taken leaves its notes to the next one."""
        pair = [repo.worktree(tmp_path / name, "-b", name) for name in ("left", "right")]
        for tree in pair:
            begin(tree, "--name", tree.branch)
        with ThreadPoolExecutor() as pool:
            list(pool.map(commit_often, pair))  # a fault in one of them is raised here
        for tree in pair:
            work(tree, f"{tree.branch}-calm")
            names = [f"{tree.branch}-{end}" for end in (0, 1, 2, 3, "calm")]
            assert titles(tree) == sorted(names), "1."
            assert_found(tree, names)
            assert tree.status() == "", "3."
            assert_recorded(tree)
            assert decisions(tree) == sorted(names), "5."

    def test_one_merged_in_another(self, repo: Repo, tmp_path: Path) -> None:
        """The document is the linked worktree's, so that is where the session ends: on leaving."""
        repo.session("install")
        linked = repo.worktree(tmp_path / "linked", "-b", "feat")
        begin(linked, "--name", "feat")
        work(linked, "one")
        own = [linked.head]
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        assert_answers(repo, {"one.py": "one"})
        assert_linked(linked, {"one.py": "one"})
        linked.git("switch", "-q", "-c", "next", "main")
        assert_merged(linked, own, {"one.py": "one"})

    def test_one_that_was_moved(self, repo: Repo, tmp_path: Path) -> None:
        linked = repo.worktree(tmp_path / "linked", "-b", "feat")
        begin(linked, "--name", "feat")
        work(linked, "one")
        note(linked, "two")
        repo.git("worktree", "move", str(linked.top), str(tmp_path / "moved here"))
        moved = Repo(tmp_path / "moved here")
        moved.append("two.py", "two = 1\n")
        moved.git("add", "two.py")
        moved.git("commit", "-q", "-m", "Do two")
        assert_linked(moved, {"one.py": "one", "two.py": "two"})

    def test_one_that_was_removed_leaves_its_journal(self, repo: Repo, tmp_path: Path) -> None:
        """Its document went with it; `resume` makes it again from what the branch carries."""
        linked = repo.worktree(tmp_path / "linked", "-b", "feat")
        begin(linked, "--name", "feat")
        work(linked, "one")
        repo.git("worktree", "remove", "--force", str(linked.top))
        repo.git("switch", "-q", "feat")
        repo.session("resume", "feat")
        assert_linked(repo, {"one.py": "one"})

    def test_a_repository_that_was_moved(self, tmp_path: Path) -> None:
        repo = fresh(tmp_path / "repo")
        repo.git("switch", "-q", "-c", "feat")
        begin(repo, "--name", "feat")
        work(repo, "one")
        note(repo, "two")
        moved = Repo(repo.top.rename(tmp_path / "moved here"))
        moved.append("two.py", "two = 1\n")
        moved.git("add", "two.py")
        moved.git("commit", "-q", "-m", "Do two")
        assert_linked(moved, {"one.py": "one", "two.py": "two"})

    def test_a_stacked_branch_rebased_with_all_that_stand_on_it(self, repo: Repo) -> None:
        """`rebase.updateRefs` moves the branch below, which nobody has checked out."""
        repo.config("rebase.updateRefs", "true")
        feature(repo, "one")
        feature(repo, "two")
        repo.git("switch", "-q", "main")
        plain(repo, "meanwhile")
        repo.git("switch", "-q", "two")
        repo.git("rebase", "-q", "main")
        assert repo.git("merge-base", "--is-ancestor", "one", "two").code == 0
        assert_answers(repo, lines("one", "two"))
        repo.git("switch", "-q", "one")
        assert_answers(repo, lines("one"))
        doc = document_of(repo, "one")
        rows = [row.hash for row in document.commits(doc)]
        assert rows == repo.git("rev-list", "--reverse", "main..one").lines
        assert doc.get("git_last_commit") == repo.head


def commit_often(repo: Repo) -> None:
    for number in range(4):
        work(repo, f"{repo.branch}-{number}")


def assert_found(repo: Repo, names: list[str]) -> None:
    """2. every line answers with its decision, be it journalled by its own or a later commit."""
    for name in names:
        assert name in reasons(repo, f"{name}.py")[0], f"2. why {name}.py"


def git_version() -> tuple[int, ...]:
    told = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2])


class TestNewerGit:
    """What this machine's git may be too old for."""

    @pytest.mark.skipif(git_version() < (2, 45), reason="git has reftable since 2.45")
    def test_refs_in_a_table(self, tmp_path: Path) -> None:
        journey(fresh(tmp_path / "repo", "--ref-format=reftable"))

    @pytest.mark.skipif(git_version() < (2, 54), reason="git has hooks in its settings since 2.54")
    def test_beside_hooks_in_the_settings(self, tmp_path: Path) -> None:
        repo = fresh(tmp_path / "repo")
        for event in ("pre-commit", "post-commit"):
            repo.config(f"hook.theirs-{event}.event", event)
            repo.config(f"hook.theirs-{event}.command", f"echo {event} >>../theirs")
        journey(repo)
        assert "pre-commit\npost-commit\n" in repo.read("../theirs")
