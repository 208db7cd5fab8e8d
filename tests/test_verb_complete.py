"""``git session complete``: names for the shells' completion, whatever state a repository is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from story import begin, stem

if TYPE_CHECKING:
    from pathlib import Path

QUIET = (0, "", "")


def test_sessions_are_named_with_what_they_are(repo: Repo) -> None:
    first = begin(repo, "--name", "one")
    repo.session("close", "--complete")
    second = begin(repo, "--name", "two")
    assert repo.session("complete", "sessions").lines == [
        f"{second}\tactive or paused",
        f"{first}\tarchived",
    ]


def test_a_session_that_only_the_journal_knows_is_named(repo: Repo, tmp_path: Path) -> None:
    name = begin(repo)
    repo.commit("Change")
    clone = repo.clone(tmp_path / "clone")
    assert clone.session("complete", "sessions").out == f"{name}\tin the journal\n"


def test_open_steps_and_blockers_are_named(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce", "--step", "Fix", "--step", "Test")
    repo.session("log", "--done", "Reproduce", "--blocker", "redis", "--blocker", "ops")
    repo.session("log", "--resolve", "B1")
    assert repo.session("complete", "steps").lines == ["Fix\tin progress", "Test\tremaining"]
    assert repo.session("complete", "blockers").lines == ["B2\tops"]


def test_another_session_can_be_named(repo: Repo) -> None:
    first = begin(repo, "--name", "one", "--step", "Here")
    repo.session("pause")
    repo.session("init", "--name", "two", "--step", "There")
    assert repo.session("complete", "steps").out == "There\tin progress\n"
    assert repo.session("complete", "steps", "--session", first).out == "Here\tin progress\n"
    assert repo.session("complete", "steps", "--session", "nobody").out == ""


def test_what_steers_a_terminal_is_shown_escaped(repo: Repo) -> None:
    begin(repo, "--step", "a\x1b[31mb\tc\u202ed")
    repo.write(".sessions/archive/e\x1b]0;f\ng\th-12345678.md", "---\n---\n")
    steps, sessions = (repo.session("complete", what) for what in ("steps", "sessions"))
    assert steps.out == "a\\x1b[31mb c\\u202ed\tin progress\n"
    assert sessions.lines[-1] == "e\\x1b]0;f\\ng\\th-12345678\tarchived"


def test_a_long_step_is_cut_and_still_finishes_it(repo: Repo) -> None:
    begin(repo, "--step", "x" * 500)
    name = repo.session("complete", "steps").out.partition("\t")[0]
    assert len(name) == 200
    assert repo.session("log", "--done", name).lines[0] == f"Done: {'x' * 500}"


@pytest.mark.parametrize("what", ["sessions", "steps", "blockers"])
class TestNothingIsSaid:
    def test_outside_of_a_repository(self, tmp_path: Path, what: str) -> None:
        done = Repo(tmp_path).run("git-session", "complete", what)
        assert (done.code, done.out, done.err) == QUIET

    def test_in_a_bare_one(self, tmp_path: Path, what: str) -> None:
        repo = Repo(tmp_path)
        repo.git("init", "-q", "--bare")
        done = repo.session("complete", what)
        assert (done.code, done.out, done.err) == QUIET

    def test_without_a_session(self, empty: Repo, what: str) -> None:
        done = empty.session("complete", what)
        assert (done.code, done.out, done.err) == QUIET

    def test_of_a_setting_that_is_none(self, repo: Repo, what: str) -> None:
        begin(repo)
        repo.config("session.share", "perhaps")
        done = repo.session("complete", what)
        assert (done.code, done.out, done.err) == QUIET


def test_a_document_that_cannot_be_read_is_passed_over(repo: Repo) -> None:
    name = begin(repo, "--step", "Reproduce")
    repo.write(f".sessions/active/{name}.md", "no frontmatter\n")
    done = repo.session("complete", "steps")
    assert (done.code, done.out, done.err) == QUIET
    assert repo.session("complete", "sessions").out == f"{name}\tactive or paused\n"


def test_no_byte_is_changed(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce")
    repo.append(f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md", "## 15:00 - Noted by hand\n")
    before = snapshot(repo)
    for what in ("sessions", "steps", "blockers"):
        repo.session("complete", what)
    assert snapshot(repo) == before


def snapshot(repo: Repo) -> dict[str, tuple[int, bytes]]:
    files = [path for path in repo.top.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_no_library_is_loaded_for_it(repo: Repo) -> None:
    """It runs at each TAB."""
    begin(repo, "--step", "Reproduce")
    for what in ("sessions", "steps"):
        done = repo.session("complete", what, env={"PYTHONPROFILEIMPORTTIME": "1"})
        loaded = {
            line.rpartition("|")[2].strip().partition(".")[0] for line in done.err.split("\n")
        }
        assert "git_session" in loaded
        assert sorted(loaded & {"ruamel", "git", "rich", "sqlite3", "subprocess", "json"}) == []


def test_people_are_not_told_of_it(repo: Repo) -> None:
    assert "complete " not in repo.session("-h").out.replace("complete or abandon", "")
    assert repo.session("complete", "-h").out.startswith("usage: git session complete")
