"""Who notes on the branch of a merged session, or of one known by its journal, goes on with it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from link import work
from story import (
    assert_recorded,
    begin,
    decisions,
    journal_files,
    note,
    pending,
    the_document,
    titles,
)

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture
def merged(repo: Repo) -> Repo:
    """On `feat`, whose session was merged into main and archived."""
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "sweep")
    work(repo, "first")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert repo.files(".sessions/active") == [".sessions/active/.gitignore"]
    repo.git("switch", "-q", "feat")
    repo.tell("2026-01-15T16:00:00+01:00")
    return repo


def sessions(repo: Repo) -> set[str]:
    return {path.split("/")[2] for path in journal_files(repo)}


def test_a_new_note_reopens_the_session(merged: Repo) -> None:
    done = merged.session("log", "--decision", "second")
    name = next(iter(sessions(merged)))
    assert done.err.startswith(f"session: going on with {name}: it was merged into main\n")
    doc = the_document(merged)
    assert doc.name.startswith(".sessions/active/")
    assert (doc.get("status"), doc.get("merged_into"), doc.get("closed_at")) == (
        "active",
        None,
        None,
    )
    merged.commit("Second", {"second.py": "1\n"})
    assert sessions(merged) == {name}
    assert decisions(merged) == ["first", "second"]
    assert merged.session("log", "Noted a third time").err == ""


def test_merged_again_it_is_archived_again(merged: Repo) -> None:
    work(merged, "second")
    merged.git("switch", "-q", "main")
    merged.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    doc = the_document(merged)
    assert doc.name.startswith(".sessions/archive/")
    assert (doc.get("status"), doc.get("merged_into")) == ("completed", "main")
    assert decisions(merged) == titles(merged) == ["first", "second"]


def test_reopened_it_stays_so_on_a_look_at_main(merged: Repo) -> None:
    note(merged, "second")
    merged.git("switch", "-q", "main")
    merged.session("consolidate")
    merged.git("switch", "-q", "feat")
    assert the_document(merged).name.startswith(".sessions/active/")
    merged.commit("Second", {"second.py": "1\n"})
    assert titles(merged) == ["first", "second"]


def test_scratch_written_by_hand_reopens_it_too(merged: Repo) -> None:
    merged.append(".sessions/tmp/notes.md", "## 16:00 - Decision: second\n")
    merged.commit("Second", {"second.py": "1\n"})
    assert decisions(merged) == titles(merged) == ["first", "second"]
    assert len(sessions(merged)) == 1


def test_a_note_that_fails_reopens_nothing(merged: Repo) -> None:
    assert merged.session("log", "--done", "no such step", check=False).code == 3
    assert the_document(merged).name.startswith(".sessions/archive/")


def test_on_main_after_the_merge_a_new_session_begins(merged: Repo) -> None:
    merged.git("switch", "-q", "main")
    assert "began the session main-" in merged.session("log", "on main").err


@pytest.mark.parametrize("how", [("--complete",), ("--abandon", "--reason", "no")])
def test_what_a_person_closed_stays_closed(repo: Repo, how: tuple[str, ...]) -> None:
    begin(repo, "--name", "sweep")
    work(repo, "first")
    repo.session("close", *how)
    assert "began the session main-" in repo.session("log", "another").err


def test_init_begins_a_new_one(merged: Repo) -> None:
    assert "started" in merged.session("init", "--name", "another").out


def test_another_clone_hears_of_it(merged: Repo, tmp_path: Path) -> None:
    clone = merged.clone(tmp_path / "clone")
    clone.git("switch", "-q", "feat")
    clone.session("resume", "sweep")
    clone.git("switch", "-q", "-c", "main", "origin/main")
    clone.git("merge", "-q", "feat")
    clone.session("checkpoint", "--session", "sweep", check=False)
    clone.session("install")
    clone.git("switch", "-q", "feat")
    assert the_document(clone).name.startswith(".sessions/archive/")
    work(merged, "second")
    clone.tell("2026-01-15T17:00:00+01:00")
    clone.git("pull", "-q")
    assert the_document(clone).name.startswith(".sessions/active/")
    assert the_document(clone).get("merged_into") is None
    assert decisions(clone) == ["first", "second"]


@pytest.fixture
def clone(repo: Repo, tmp_path: Path) -> Repo:
    """A fresh clone on `feat`, whose session it knows by the journal only."""
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "sweep", "--step", "Look")
    work(repo, "first")
    made = repo.clone(tmp_path / "clone", "-b", "feat")
    made.tell("2026-01-15T16:00:00+01:00")
    made.session("install")
    return made


def test_a_note_in_a_fresh_clone_joins_the_session(clone: Repo) -> None:
    name = next(iter(sessions(clone)))
    done = clone.session("log", "--done", "look", "--decision", "second")
    assert done.err.startswith(f"session: going on with {name}: the journal knows it\n")
    clone.commit("Second", {"second.py": "1\n"})
    assert sessions(clone) == {name}
    assert decisions(clone) == ["first", "second"]
    assert document.progress(the_document(clone))[0] == 1


def test_init_in_a_fresh_clone_says_how_to_join(clone: Repo) -> None:
    done = clone.session("init", "--goal", "Mine", check=False)
    name = next(iter(sessions(clone)))
    assert done.code == 4
    assert f"feat already has a session, which the journal knows: {name}\n" in done.err
    assert f"join it: git session resume {name}\n" in done.err
    assert "started" in clone.session("init", "--goal", "Mine", "--force").out


def test_on_another_branch_of_the_clone_a_session_of_its_own_begins(clone: Repo) -> None:
    clone.git("switch", "-q", "-c", "other")
    assert "began the session other-" in clone.session("log", "mine").err


def test_of_several_none_is_picked(repo: Repo, clone: Repo) -> None:
    shutil.rmtree(repo.path(".sessions/active"))
    shutil.rmtree(repo.path(".git/git-session"))
    repo.session("init", "--name", "second", "--force")
    work(repo, "of the second")
    clone.git("pull", "-q")
    assert "began the session feat-" in clone.session("log", "mine").err


def test_a_session_that_was_merged_by_then_is_not_joined(repo: Repo, tmp_path: Path) -> None:
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "sweep")
    work(repo, "first")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "feat")
    made = repo.clone(tmp_path / "clone", "-b", "feat")
    assert "began the session feat-" in made.session("log", "mine").err
    assert pending(made) == 2


def test_resumed_after_others_committed_the_table_is_whole(repo: Repo) -> None:
    begin(repo, "--name", "sweep")
    work(repo, "first")
    repo.session("pause")
    repo.commit("Meanwhile", {"other.py": "1\n"})
    repo.session("resume", "sweep")
    assert_recorded(repo)
    work(repo, "second")
    assert_recorded(repo)
    rows = [row.subject for row in document.commits(the_document(repo))]
    assert rows == ["Do first", "Meanwhile", "Do second"]
