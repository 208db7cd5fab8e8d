"""``git session install`` and ``uninstall``: hooks in, hooks out, and the choice to share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from story import begin, journal_files, note

from git_session.hookfiles import HOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

CHOICE = """\
session: commits will carry the journal under .sessions/journal/
session: to keep it in this clone: git config session.share false
"""
UNDO = "session: undo with: git session uninstall\n"


def share(repo: Repo) -> str:
    return repo.git("config", "session.share", check=False).out.strip()


def test_it_says_what_it_did_and_how_to_undo_it(repo: Repo) -> None:
    done = repo.session("install")
    assert done.out == "".join(f"created {repo.top}/.git/hooks/{name}\n" for name in HOOKS)
    assert done.err == CHOICE + UNDO
    assert share(repo) == "true"


def test_a_second_time_changes_nothing(repo: Repo) -> None:
    repo.session("install")
    before = {name: repo.read(f".git/hooks/{name}") for name in HOOKS}
    done = repo.session("install")
    assert done.out == "the git hooks are installed already; nothing changed\n"
    assert done.err == UNDO
    assert {name: repo.read(f".git/hooks/{name}") for name in HOOKS} == before


def test_a_choice_made_before_stays(repo: Repo) -> None:
    repo.config("session.share", "false")
    assert repo.session("install").err == UNDO
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    assert journal_files(repo) == []


def test_uninstall_gives_every_byte_back(repo: Repo) -> None:
    hook = repo.hook("pre-commit", "exit 0")
    before = hook.read_bytes()
    repo.session("install")
    assert hook.read_bytes() != before
    done = repo.session("uninstall")
    assert len(done.lines) == len(HOOKS)
    assert done.err == (
        f"session: what was noted stays, in .sessions and in {repo.top}/.git/git-session\n"
        "session: git session install brings the hooks back\n"
    )
    assert hook.read_bytes() == before
    assert sorted(repo.files(".git/hooks")) == []
    assert [path.name for path in repo.path(".git/hooks").iterdir()] == ["pre-commit"]
    assert share(repo) == ""


def test_uninstall_where_nothing_is_installed_says_so(repo: Repo) -> None:
    assert repo.session("uninstall").out == "no hook of ours is installed here; nothing changed\n"


def test_it_works_from_a_subdirectory(repo: Repo) -> None:
    repo.write("deep/file", "")
    repo.at = "deep"
    repo.session("install")
    repo.at = "."
    assert repo.exists(".git/hooks/pre-commit")


def test_where_a_framework_runs_the_hooks_none_is_missed(repo: Repo) -> None:
    repo.write(".pre-commit-config.yaml", "repos:\n- hooks:\n  - id: git-session-pre-commit\n")
    assert "no hooks in this clone" in repo.session("log", "Worked").err
    repo.hook("pre-commit", "exec pre-commit hook-impl --hook-type=pre-commit")
    repo.session("pause")
    assert "no hooks in this clone" not in repo.session("resume").err


def test_another_worktree_may_be_named(repo: Repo, tmp_path: Path) -> None:
    other = repo.clone(tmp_path / "other clone")
    done = repo.session("install", str(other.top))
    assert done.out.startswith(f"created {other.top}/.git/hooks/pre-commit\n")
    assert not repo.exists(".git/hooks/pre-commit")
    assert share(other) == "true"
    assert share(repo) == ""


@pytest.mark.parametrize("name", ["nowhere", "code.py"])
def test_what_is_no_worktree_is_named(repo: Repo, name: str) -> None:
    done = repo.session("install", name, check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"session: {name}: no such directory\nsession: name a worktree of git's\n"


def test_an_empty_hooks_path_is_named_and_stops_nobody_else(repo: Repo) -> None:
    repo.session("install")
    repo.config("core.hooksPath", "")
    done = repo.session("install", "--files", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "session: core.hooksPath (local) is empty, so git runs no hook file at all\n"
        "session: look where: git config --show-origin core.hooksPath\n"
        "session: then take it out, with --unset\n"
    )
    assert "no hooks in this clone" in repo.session("log", "Worked").err
    assert repo.session("uninstall").lines[0] == f"deleted {repo.top}/.git/hooks/pre-commit"
