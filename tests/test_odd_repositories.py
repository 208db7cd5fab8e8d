"""The plain journey, init, log, commit, merge, in repositories that are not plain."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from story import assert_explained, begin, decisions, journal_files, note, the_document, titles

if TYPE_CHECKING:
    from collections.abc import Callable

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


def fresh(top: Path, *words: str, branch: str = "main") -> Repo:
    """A repository with one commit."""
    top.mkdir(parents=True)
    repo = Repo(top)
    repo.git("init", "-q", "-b", branch, *words)
    repo.commit("First", {"code.py": "print('hello')\n"})
    return repo


def plain(place: Path) -> Repo:
    return fresh(place / "repo")


def path_with_everything(place: Path) -> Repo:
    return fresh(place / 'it\'s "a" $(path) of ünïcode; & 日本 [x] *')


def linked_worktree(place: Path) -> Repo:
    repo = fresh(place / "repo").worktree(place / "linked worktree", "-b", "linked")
    repo.config("session.base", "linked")
    return repo


def bare_with_worktrees(place: Path) -> Repo:
    first = fresh(place / "repo")
    first.git("clone", "-q", "--bare", ".", str(place / "bare.git"))
    return Repo(place / "bare.git").worktree(place / "linked", "main")


def submodule(place: Path) -> Repo:
    inner = fresh(place / "inner")
    outer = fresh(place / "outer")
    outer.git("submodule", "add", "-q", str(inner.top), "sub/module")
    return Repo(outer.top / "sub/module")


def separate_git_dir(place: Path) -> Repo:
    return fresh(place / "repo", f"--separate-git-dir={place / 'elsewhere'}")


def sha256(place: Path) -> Repo:
    return fresh(place / "repo", "--object-format=sha256")


def sparse(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.commit("Dirs", {"in/code.py": "in\n", "out/code.py": "out\n"})
    repo.git("sparse-checkout", "set", "--cone", "in")
    return repo


def sparse_without_cone(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.commit("Dirs", {"in/code.py": "in\n", "out/code.py": "out\n"})
    repo.git("sparse-checkout", "set", "--no-cone", "/in/", "/code.py")
    return repo


def sparse_index(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.commit("Dirs", {"in/code.py": "in\n", "out/code.py": "out\n"})
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    return repo


def shallow(place: Path) -> Repo:
    first = fresh(place / "first")
    for number in range(3):
        first.commit(f"More {number}")
    first.git("clone", "-q", "--depth=1", f"file://{first.top}", str(place / "repo"))
    return Repo(place / "repo")


def autocrlf(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.config("core.autocrlf", "true")
    repo.config("core.safecrlf", "true")
    return repo


def attributes_crlf(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.commit("Attributes", {".gitattributes": "* text=auto eol=crlf\n"})
    return repo


SIGNER = """\
#!/bin/sh
# stands in for gpg: git asks for `--status-fd=2 -bsau KEY`
cat >/dev/null
printf '[GNUPG:] SIG_CREATED \\n' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\nstub\\n-----END PGP SIGNATURE-----\\n'
"""


def signed(place: Path) -> Repo:
    repo = fresh(place / "repo")
    signer = place / "signer"
    signer.write_text(SIGNER)
    signer.chmod(0o755)
    repo.config("gpg.program", str(signer))
    repo.config("commit.gpgsign", "true")
    return repo


def hooks_path(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.config("core.hooksPath", str(place / "my hooks"))
    return repo


def relative_hooks_path(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.write(".git/info/exclude", "githooks\n")
    repo.config("core.hooksPath", "githooks")
    return repo


def without_email(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.config("user.useConfigOnly", "true")
    repo.config("user.email", "")
    return repo


def trunk(place: Path) -> Repo:
    repo = fresh(place / "repo", branch="trunk/develop")
    repo.config("session.base", "trunk/develop")
    return repo


def trunk_by_default(place: Path) -> Repo:
    repo = fresh(place / "repo", branch="trunk")
    repo.config("init.defaultBranch", "trunk")
    return repo


def trunk_by_remote(place: Path) -> Repo:
    return fresh(place / "first", branch="weird/ünïcode").clone(place / "repo")


def fsmonitor_and_untracked_cache(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.config("core.untrackedCache", "true")
    repo.config("status.showUntrackedFiles", "all")
    repo.config("core.quotePath", "true")
    repo.config("diff.noprefix", "true")
    repo.config("diff.mnemonicPrefix", "true")
    repo.config("color.ui", "always")
    repo.config("log.showSignature", "true")
    repo.config("core.commentChar", ";")
    return repo


def ignoring_everything(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.git("add", "-f", "code.py")
    repo.write(".git/info/exclude", "*\n")
    return repo


def ignoring_sessions(place: Path) -> Repo:
    repo = fresh(place / "repo")
    repo.commit("Ignore", {".gitignore": ".sessions/\n"})
    return repo


ODD: list[Callable[[Path], Repo]] = [
    plain,
    path_with_everything,
    linked_worktree,
    bare_with_worktrees,
    submodule,
    separate_git_dir,
    sha256,
    sparse,
    sparse_without_cone,
    sparse_index,
    shallow,
    autocrlf,
    attributes_crlf,
    signed,
    hooks_path,
    relative_hooks_path,
    without_email,
    trunk,
    trunk_by_default,
    trunk_by_remote,
    fsmonitor_and_untracked_cache,
    ignoring_everything,
    ignoring_sessions,
]


def commit(repo: Repo, message: str) -> None:
    """Commit one change; we have nothing to say about it."""
    repo.append("code.py", f"# {message}\n")
    repo.git("-c", "core.safecrlf=false", "add", "-f", "code.py")
    said = repo.git("commit", "-q", "-m", message).err
    assert [line for line in said.splitlines() if line.startswith("session:")] == []


def journey(repo: Repo, topic: str) -> None:
    """Begin on a branch, note, commit twice, merge: archived, explained, clean."""
    base = repo.branch
    repo.git("switch", "-q", "-c", topic)
    name = begin(repo, "--name", "sweep", "--goal", "Odd but fine")
    note(repo, "Use a mutex")
    commit(repo, "One")
    assert_explained(repo, "Use a mutex")
    commit(repo, "Two")
    note(repo, "Use two")
    commit(repo, "Three")
    assert_explained(repo, "Use a mutex", "Use two")
    assert f"Session: {name}" in repo.message().splitlines()
    repo.session("checkpoint")
    repo.git("switch", "-q", base)
    assert repo.status() == ""
    merged = repo.git("merge", "-q", "--no-edit", topic).err
    assert "session:" not in merged
    doc = the_document(repo)
    assert doc.get("status") == "completed"
    assert doc.get("merged_into") == base
    assert doc.get("git_branch") == topic
    assert repo.exists(f".sessions/archive/{name}.md")
    assert titles(repo) == ["Use a mutex", "Use two"]
    assert decisions(repo) == ["Use a mutex", "Use two"]
    assert repo.status() == ""
    assert "sweep" in repo.session("list", "--all").out


@pytest.mark.parametrize("make", ODD, ids=lambda make: str(make.__name__))
def test_the_journey_in_an_odd_repository(
    tmp_path: Path, make: Callable[[Path], Repo], monkeypatch: pytest.MonkeyPatch
) -> None:
    if make is without_email:
        for name in list(os.environ):
            if name.startswith(("GIT_AUTHOR_E", "GIT_COMMITTER_E")):
                monkeypatch.setenv(name, "someone@example.com")
    journey(make(tmp_path), "topic")


@pytest.mark.parametrize(
    "branch",
    ["feature/deep/er", "fix/ünïcode-日本", "it's", "a.b_c@d", "UPPER", "1234567"],
)
def test_the_journey_on_a_branch_of_any_name(repo: Repo, branch: str) -> None:
    journey(repo, branch)


def test_a_session_is_named_after_its_branch_whatever_that_is(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "日本/機能")
    begin(repo)
    note(repo, "Use a mutex")
    commit(repo, "One")
    assert_explained(repo, "Use a mutex")


def test_a_repository_that_can_sign_no_commit_says_so_itself(repo: Repo) -> None:
    """Our hooks neither hide nor cause the failure; the entry comes with the next commit."""
    begin(repo)
    note(repo, "Use a mutex")
    repo.config("commit.gpgsign", "true")
    repo.config("gpg.program", "false")
    repo.append("code.py", "# change\n")
    repo.git("add", "code.py")
    assert repo.git("commit", "-q", "-m", "Signed", check=False).code != 0
    repo.config("commit.gpgsign", "false")
    repo.git("commit", "-q", "-m", "Unsigned")
    assert_explained(repo, "Use a mutex")
    assert len(journal_files(repo)) == 1


def test_in_a_bare_repository_a_verb_says_where_to_go(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    done = Repo(tmp_path / "bare.git").session("init", check=False)
    assert done.code == 4
    assert "no work tree" in done.err


def test_in_no_repository_a_verb_says_what_to_do(tmp_path: Path) -> None:
    for words in (["init"], ["log", "x"], ["view"], ["list"], ["resume"], ["install"]):
        done = Repo(tmp_path).run("git-session", *words, check=False)
        assert done.code in (1, 4)
        assert "run it inside a git worktree" in done.err
        assert "bug" not in done.err


def test_an_unknown_start_of_a_shallow_clone_is_no_obstacle(repo: Repo, tmp_path: Path) -> None:
    begin(repo, "--name", "sweep")
    note(repo, "Use a mutex")
    for number in range(3):
        commit(repo, f"Commit {number}")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.top}", str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone")
    clone.session("resume", "sweep")
    clone.session("checkpoint")
    assert decisions(clone) == ["Use a mutex"]
    assert clone.session("view", "--files", check=False).code in (0, 1)
    note(clone, "More")
    clone.session("install")
    commit(clone, "There")
    assert titles(clone) == ["More", "Use a mutex"]
