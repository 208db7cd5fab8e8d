"""``session.dir``: sessions kept in another directory, whatever it is called."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from hypothesis import given
from hypothesis import strategies as st
from story import note
from terminal import at_terminal

from git_session import config
from git_session.errors import Refused
from git_session.places import stem_of

if TYPE_CHECKING:
    from pathlib import Path

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

NAMES = [
    "notes",
    "docs/why",
    ".git-notes",
    "two words/and 'quotes\"",
    "größe/記録",
    "[a]*?",
    "!",
    "a$b`c;d",
]


def begun(repo: Repo, folder: str) -> str:
    """A session in ``folder``; its stem."""
    repo.config("session.dir", folder)
    repo.session("init", "--name", "sweep", "--goal", "Fix the sweep")
    [path] = (repo.top / folder / "active").glob("*.md")
    return path.stem


def journal(repo: Repo, folder: str, rev: str = "HEAD") -> list[str]:
    return [path for path in repo.tree(rev) if path.startswith(f"{folder}/journal/")]


def silent(repo: Repo, *words: str) -> None:
    """A git command in which our hooks have nothing to complain of."""
    assert "session:" not in repo.git(*words).err


@pytest.mark.parametrize("folder", NAMES)
def test_a_story_from_begin_to_merge(repo: Repo, folder: str) -> None:
    repo.git("switch", "-q", "-c", "fix")
    stem = begun(repo, folder)
    note(repo, "Use a mutex")
    repo.stage("code.py", "one\n")
    silent(repo, "commit", "-m", "One")
    assert len(journal(repo, folder)) == 1
    assert f"{folder}/.gitattributes" in repo.tree()
    assert f"Session: {stem}" in repo.message()
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.append(f"{folder}/tmp/bob-2026-01-15.md", "## 14:00 - Typed by hand\n")
    repo.stage("code.py", "two\n")
    silent(repo, "commit", "-m", "Two")
    assert len(journal(repo, folder)) == 2
    assert (
        "Use a mutex"
        in repo.session("why", "code.py", check=False).out + repo.session("show", "HEAD~1").out
    )
    assert "Typed by hand" in repo.session("show", "HEAD").out
    assert f"{folder}/" in repo.session("search", "mutex", "--json").out.encode().decode(
        "unicode_escape"
    ) or folder in str(json.loads(repo.session("search", "mutex", "--json").out))
    assert (
        repo.session("doctor").out.splitlines()[-1].startswith("all is well: 1 document, 2 journal")
    )
    assert repo.status() == ""
    repo.git("switch", "-q", "main")
    silent(repo, "merge", "-q", "--no-ff", "--no-edit", "fix")
    assert repo.exists(f"{folder}/archive/{stem}.md")
    assert not repo.exists(".sessions")
    assert repo.status() == ""


def test_the_hooks_find_it_in_a_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    begun(repo, "docs/why")
    repo.commit("One")
    linked = repo.worktree(tmp_path / "linked", "-b", "next")
    linked.append("docs/why/tmp/alice-2026-01-15.md", "## 14:00 - Typed by hand\n")
    before = len(journal(linked, "docs/why"))
    linked.commit("Two")
    assert len(journal(linked, "docs/why")) == before + 1


def test_s2_24_the_directory_that_is_set_is_the_only_one_of_verbs_and_hooks(repo: Repo) -> None:
    """Each of the six hooks has something to do, and every kind of verb writes."""
    repo.git("switch", "-q", "-c", "fix")
    stem = begun(repo, "docs/why")
    note(repo, "One")
    silent(repo, "commit", "--allow-empty", "-m", "Empty")  # pre-commit leaves it alone
    first = repo.commit("First")  # pre-commit, commit-msg, post-commit
    assert f"Session: {stem}" in repo.message(first)
    assert len(journal(repo, "docs/why")) == 1
    note(repo, "Two")
    repo.append("code.py", "# more\n")
    silent(repo, "commit", "-q", "-a", "--amend", "-m", "Amended")  # post-rewrite
    assert len(journal(repo, "docs/why")) == 2
    repo.session("checkpoint", "--tldr", "Nearly.")
    repo.append(f"docs/why/tmp/{stem}/alice-2026-01-15.md", "\n## 15:00 - Decision: By hand\n")
    repo.commit("By hand", {"a": "a\n"})
    assert "Decision: By hand" in "".join(repo.show(path) for path in journal(repo, "docs/why"))
    silent(repo, "switch", "-q", "main")  # post-checkout
    silent(repo, "merge", "-q", "--no-ff", "--no-edit", "fix")  # post-merge
    assert repo.exists(f"docs/why/archive/{stem}.md")
    repo.env["GIT_EDITOR"] = "echo 'projects: {code: code.py}' >"
    repo.session("config", "projects", "--edit")
    assert repo.read("docs/why/config.yml") == "projects: {code: code.py}\n"
    repo.session("init", "--name", "other", "--project", "code")
    repo.session("pause")
    repo.session("resume", "other")
    repo.session("close", "--abandon", "--reason", "needless")
    assert len(repo.files("docs/why/archive")) == 3, "two documents and the ignore file"
    assert repo.session("doctor", "--no-trial").code == 0
    assert not repo.exists(".sessions")
    assert not [path for path in repo.tree() if path.startswith(".sessions")]


def test_a_clone_that_sets_the_same_sees_all(repo: Repo, tmp_path: Path) -> None:
    stem = begun(repo, "docs/why")
    note(repo, "Use a mutex")
    repo.commit("One")
    clone = repo.clone(tmp_path / "clone")
    assert clone.session("list", check=False).code == 1, "another directory is not looked at"
    clone.config("session.dir", "docs/why")
    assert stem in clone.session("list").out
    clone.session("resume", "sweep")
    assert clone.exists(f"docs/why/active/{stem}.md")
    assert "Use a mutex" in clone.session("view", "--decisions").out
    assert "Use a mutex" in clone.session("search", "mutex").out
    assert "Use a mutex" in clone.session("show", "HEAD").out


def test_changing_it_takes_the_open_session_along(repo: Repo) -> None:
    """What the clone remembers of it is not bound to a directory; what was committed stays."""
    old = begun(repo, ".sessions")
    note(repo, "In the old one")
    repo.commit("One")
    assert not repo.exists(".git/git-session/folder")
    repo.config("session.dir", "notes")
    repo.tell("2026-01-15T15:30:00+01:00")
    note(repo, "In the new one")
    assert repo.read(".git/git-session/folder") == "notes\n"
    silent(repo, "commit", "--allow-empty", "-m", "Nothing")
    repo.commit("Two")
    assert len(journal(repo, ".sessions")) == 1
    assert "In the new one" in "".join(repo.show(path) for path in journal(repo, "notes"))
    assert repo.exists(f"notes/active/{old}.md")
    told = repo.session("view", "--decisions").out
    assert "In the old one" in told
    assert "In the new one" in told
    assert repo.status() == ""
    repo.git("config", "--unset", "session.dir")
    note(repo, "Back again")
    repo.commit("Three")
    assert len(journal(repo, ".sessions")) > 1
    assert not repo.exists(".git/git-session/folder")


def test_doctor_sees_that_hooks_look_elsewhere(repo: Repo) -> None:
    begun(repo, "notes")
    repo.commit("One")
    repo.path(".git/git-session/folder").unlink()
    [found] = json.loads(repo.session("doctor", "--no-trial", "--json", check=False).out)
    assert (found["path"], found["level"], found["fixable"]) == (".sessions", "later", True)
    assert found["what"] == "is where the hooks look for sessions, and they are kept in notes"
    repo.session("doctor", "--no-trial", "--fix")
    assert repo.read(".git/git-session/folder") == "notes\n"


def test_status_and_list_of_files_know_it(repo: Repo) -> None:
    begun(repo, "notes")
    out = repo.session("status").out
    assert "Journal:   shared: commits carry it, below notes/journal\n" in out
    assert "Scratch:   notes/tmp/sweep-" in out
    repo.commit("One")
    repo.write("notes/journal/extra", "x")
    assert repo.session("view", "--files").out.splitlines()[1:] == ["code.py\tModified\t"]


def test_a_commit_of_notes_alone_is_no_commit(repo: Repo) -> None:
    """As everywhere: git refuses it, and we stage nothing that would let it through."""
    begun(repo, "notes")
    repo.commit("One")
    note(repo, "A")
    assert repo.git("commit", "-m", "Nothing", check=False).code == 1
    assert repo.status() == ""


@pytest.mark.parametrize("value", [
    "/abs", "../up", "a/../b", "a//b", ".", "./a", ".git", "a/.GIT/b", ".git./x", "-x", "~/x", "/",
    "a\\b", "a\nb", "a\x1bb",
])  # fmt: skip
def test_what_leads_out_is_refused(repo: Repo, value: str) -> None:
    repo.config("session.dir", value)
    before = repo.files()
    done = repo.session("init", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        f"session: session.dir is {value!r}\n"
        "session: name a directory inside the work tree: git config session.dir .sessions\n"
    )
    assert repo.files() == before


def test_a_refused_one_stops_no_commit(repo: Repo) -> None:
    begun(repo, ".sessions")
    note(repo, "A")
    repo.config("session.dir", "/etc")
    repo.stage("code.py", "one\n")
    done = repo.git("commit", "-m", "One")
    assert done.err.count("session: session.dir is '/etc'") == 1


@given(st.text(max_size=20))
def test_any_value_is_taken_or_refused(value: str) -> None:
    """What is taken stays inside, whoever joins it to the top."""
    try:
        folder = config._folder({"session.dir": value}, "session.dir") or ".sessions"
    except Refused:
        return
    joined = os.path.normpath(os.path.join("/top", *folder.split("/")))
    assert joined == f"/top/{folder}"
    assert ".git" not in joined.lower().split("/")


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_the_session_of_a_path_is_its_directory(name: str) -> None:
    path = f"a/b/journal/{name}/x.md"
    plain = bool(name) and name[0] != "." and not set(name) & set("/\\\0\n")
    assert stem_of(path, "a/b/journal") == (name if plain else "")
    assert stem_of(path, "b/journal") == ""
    assert stem_of(f"a/b/journal/{name}", "a/b/journal") == ""


def test_a_link_that_leads_out_is_never_written_through(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    repo.path("docs").symlink_to(tmp_path / "outside")
    repo.config("session.dir", "docs/why")
    assert repo.session("init", check=False).code == 4
    assert list((tmp_path / "outside").iterdir()) == []


def test_what_is_told_to_the_hooks_is_readable_by_all_who_read_the_rest(repo: Repo) -> None:
    begun(repo, "notes")
    mode = stat.S_IMODE(repo.path(".git/git-session/folder").stat().st_mode)
    assert mode & stat.S_IRUSR


# session.listCap


@pytest.mark.parametrize(("cap", "shown"), [("", 5), ("2", 2), ("0", 7), ("100", 7)])
def test_how_many_of_the_archive_are_listed(repo: Repo, cap: str, shown: int) -> None:
    for number in range(7):
        repo.session("init", "--name", f"s{number}")
        repo.session("close", "--complete")
    if cap:
        repo.config("session.listCap", cap)
    listed = json.loads(repo.session("list", "--json").out)
    assert len(listed) == shown
    assert len(json.loads(repo.session("list", "--archived", "--json").out)) == 7


@pytest.mark.parametrize("cap", ["-1", "many", "1.5"])
def test_a_cap_that_is_no_number_is_refused(repo: Repo, cap: str) -> None:
    repo.config("session.listCap", cap)
    done = repo.session("list", check=False)
    assert (done.code, done.err) == (
        4,
        f"session: session.listcap is '{cap}'\n"
        "session: say `git config session.listcap 100`, or any whole number\n",
    )


def test_at_a_terminal_too(repo: Repo) -> None:
    begun(repo, "notes")
    assert "below notes/journal" in at_terminal(repo, "status").out
