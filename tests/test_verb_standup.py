"""``git session standup``: the last working day, today, what is next, what blocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from story import begin, note
from terminal import at_terminal

if TYPE_CHECKING:
    from conftest import Repo


def monday(repo: Repo) -> None:
    """A Friday's work of alice and bob, and what alice has done on Monday."""
    repo.tell("2026-01-09T10:00:00+01:00")
    begin(repo, "--name", "first", "--goal", "Fix it", "--step", "Find", "--step", "Test")
    note(repo, "Lock first")
    repo.session("log", "--done", "Find")
    repo.session("log", "--blocker", "redis", "--waiting-on", "ops")
    repo.session("log", "--next", "Ask ops")
    repo.commit("Fix")
    repo.git("switch", "-qc", "other")
    repo.config("session.user", "bob")
    repo.session("init", "--name", "second", "--goal", "More")
    note(repo, "Cache it")
    repo.commit("Cache")
    repo.git("switch", "-q", "main")
    repo.git("config", "--unset", "session.user")
    repo.tell("2026-01-12T09:00:00+01:00")
    repo.session("log", "Measured it")


def test_s4_22_the_last_working_day_today_next_and_blockers(repo: Repo) -> None:
    monday(repo)
    done = repo.session("standup")
    assert done.lines == [
        "Standup of alice",
        "",
        "Friday 2026-01-09; nothing was noted since",
        "  Done: Find  first",
        "",
        "Today so far",
        "  Measured it  first",
        "",
        "Next",
        "  Test  first",
        "  Ask ops  first",
        "",
        "Blockers",
        "  redis  first, since 2026-01-09 09:00, waiting on ops",
    ]
    assert repo.session("standup", "--author", "bob").lines == [
        "Standup of bob",
        "",
        "Friday 2026-01-09; nothing was noted since",
        "  Decision: Cache it  second",
        "",
        "Today so far",
        "None.",
        "",
        "Next",
        "None.",
        "",
        "Blockers",
        "None.",
    ]
    repo.session("checkpoint", "--session", "second", "--working-on", "The second cache")
    assert repo.session("standup").lines[5:12] == [
        "Today so far",
        "  Measured it  first",
        "",
        "Next",
        "  Test  first",
        "  Ask ops  first",
        "  The second cache  second",
    ], "that something was saved is no work"
    told = json.loads(repo.ask("standup", "--all", "--json"))
    assert told["author"] is None
    assert {one["name"] for one in told["before"]["sessions"]} == {"first", "second"}
    assert "  Decision: Cache it  second, bob" in repo.session("standup", "--all").lines
    assert max(map(len, at_terminal(repo, "standup", "--all").lines)) <= 80
    repo.tell("2026-01-13T09:00:00+01:00")
    assert repo.session("standup").lines[2:7] == [
        "Yesterday, Monday 2026-01-12",
        "  Measured it  first",
        "",
        "Today so far",
        "None.",
    ]
    assert repo.session("today", "--yesterday").lines[0] == "Monday 2026-01-12"


def test_a_week_is_looked_back_and_no_more(repo: Repo) -> None:
    monday(repo)
    repo.session("close", "--complete", "--force", "--summary", "done")
    for now, head in (
        ("2026-01-19T09:00:00+01:00", "Monday 2026-01-12; nothing was noted since"),
        ("2026-01-20T09:00:00+01:00", "Yesterday, Monday 2026-01-19"),
    ):
        repo.tell(now)
        done = repo.session("standup", check=False)
        assert done.lines[2] == head
    assert done.code == 1
    assert done.err.startswith("session: note with: git session log")
    assert repo.session("standup", "--all", "--author", "bob", check=False).code == 2
