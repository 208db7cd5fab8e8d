"""``--write``: views as Markdown below .sessions/views/, made anew after git moved HEAD."""

from __future__ import annotations

import os
import signal
import sqlite3
from typing import TYPE_CHECKING

import pytest
from story import begin, note

from git_session.errors import SessionError
from git_session.lifecycle import keeping
from git_session.model import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

RECENT = ".sessions/views/RECENT.md"


def begun(repo: Repo) -> None:
    begin(repo, "--name", "first", "--goal", "Fix it", "--step", "Measure")
    repo.session("recent", "--write")


def test_a_view_is_kept_out_of_git_and_says_where(repo: Repo) -> None:
    begin(repo, "--name", "first")
    done = repo.session("recent", "--write")
    assert (done.out, done.err) == (f"{RECENT} is kept up to date after each commit\n", "")
    assert repo.read(RECENT).startswith("# Recent sessions\n\n- first (active)")
    assert RECENT not in repo.git("status", "--porcelain", "-uall").out


def test_what_is_kept_is_made_anew_after_a_commit_a_merge_and_an_amend(repo: Repo) -> None:
    begun(repo)
    repo.git("switch", "-qc", "other")
    before = repo.read(RECENT)
    repo.session("init", "--name", "second", "--goal", "More")
    assert repo.read(RECENT) == before, "a verb leaves it to the next commit"
    note(repo, "Lock first")
    repo.commit("Fix")
    assert "second" in repo.read(RECENT)
    repo.path(RECENT).write_text("stale\n")
    repo.git("commit", "-q", "--amend", "-m", "Better")
    assert "second" in repo.read(RECENT)
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "other")
    assert "Merged into main" in repo.read(RECENT)


def test_nothing_is_lost_with_a_view_and_the_same_bytes_come_back(repo: Repo) -> None:
    begun(repo)
    repo.commit("Fix")
    kept = repo.read(RECENT)
    stood = repo.path(RECENT).stat()
    repo.session("recent", "--write")
    assert (repo.path(RECENT).stat().st_mtime_ns, repo.read(RECENT)) == (stood.st_mtime_ns, kept)
    repo.path(RECENT).unlink()
    repo.git("commit", "-q", "--amend", "-m", "Better")
    assert not repo.exists(RECENT), "what somebody deleted does not come back by itself"
    repo.session("recent", "--write")
    assert repo.read(RECENT) == kept


def test_what_else_stands_there_is_left_alone(repo: Repo) -> None:
    begun(repo)
    repo.write(".sessions/views/mine.md", "mine\n")
    repo.path(RECENT).unlink()
    repo.path(".git/git-session/cache.db").unlink()
    note(repo, "Lock first")
    repo.commit("Fix")
    assert repo.files(".sessions/views") == [
        ".sessions/views/.gitignore",
        ".sessions/views/mine.md",
    ]
    assert not repo.exists(".git/git-session/cache.db"), "nothing is opened for it"


def test_a_view_that_cannot_be_written_is_one_remark(repo: Repo) -> None:
    begun(repo)
    repo.session("index", "--write")
    index = repo.path(".sessions/views/INDEX.md")
    before = repo.read(RECENT)
    repo.path(RECENT).unlink()
    repo.path(RECENT).mkdir()
    index.write_text("stale\n")
    repo.append("code.py", "1\n")
    done = repo.git("commit", "-qam", "Fix")
    [told] = [line for line in done.err.splitlines() if line.startswith("session:")]
    assert RECENT in told.replace(os.sep, "/")
    assert "first" in index.read_text(), "the other views are made"
    assert repo.subjects()[0] == "Fix"
    assert before


def test_history_that_nobody_read_yet_is_not_read_while_git_waits(repo: Repo) -> None:
    begun(repo)
    repo.path(".git/git-session/cache.db").unlink()
    repo.path(RECENT).write_text("stale\n")
    repo.append("code.py", "1\n")
    done = repo.git("commit", "-qam", "Fix")
    assert done.err == (
        "session: the kept views are out of date"
        " (git session index shows what they do, and makes the next time quick)\n"
    )
    assert repo.read(RECENT) == "stale\n"
    repo.session("index")
    repo.git("commit", "-q", "--amend", "-m", "Better")
    assert "first" in repo.read(RECENT)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no alarm here")
def test_git_does_not_wait_for_a_view_that_takes_long(
    repo: Repo, inside: Callable[[Repo], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(repo)
    inside(repo)
    monkeypatch.setattr(keeping, "SECONDS", 0.05)

    def slow(*_: object) -> dict[str, None]:
        db = sqlite3.connect(":memory:")
        while True:  # an alarm reaches what never ends by itself
            db.execute("SELECT 1")

    monkeypatch.setattr(keeping, "VIEWS", (replace(keeping.RECENT, made=slow),))
    with pytest.raises(SessionError, match=r"took longer than 0\.05 s"):
        keeping.again(["RECENT.md"])


def test_every_clone_tells_the_same(repo: Repo, tmp_path: Path) -> None:
    """Also one that has the journal alone, and after both have heard of more."""
    repo.config("session.project", "web")
    begin(repo, "--name", "first", "--goal", "Fix it", "--step", "Find", "--step", "Test")
    note(repo, "Lock first")
    repo.session("log", "--done", "Find", "--blocker", "redis")
    repo.commit("Fix", {"a.py": "1\n"})
    clone = repo.clone(tmp_path / "clone")
    clone.config("session.project", "web")
    for more in "23":
        for verb in ("recent", "index", "digest", "log-book", "standup", "status --projects"):
            assert clone.session(*verb.split()).out == repo.session(*verb.split()).out, verb
        repo.session("log", "Measured")
        repo.commit("More", {"a.py": f"{more}\n"})
        clone.git("pull", "-q")
