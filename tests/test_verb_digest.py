"""``git session digest``: a span of time, session by session, and numbers that are counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story import begin, note
from terminal import at_terminal

from git_session.core.views import digest
from git_session.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

DAYS = ("2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15")
CONFIG = "projects:\n  - {name: web, paths: ['web/**']}\n  - {name: api, paths: ['api/**']}\n"


def worked(repo: Repo) -> None:
    """Three days of two people in two projects; what bob noted last waits for a commit."""
    repo.config("session.project", "home")
    repo.commit("Rules", {".sessions/config.yml": CONFIG})
    repo.tell("2026-01-12T10:00:00+01:00")
    begin(
        repo,
        "--name",
        "first",
        "--goal",
        "Fix it",
        "--role",
        "dev",
        "--step",
        "Find",
        "--step",
        "Test",
    )
    note(repo, "Lock first")
    repo.session("log", "--done", "Find")
    repo.session("log", "--blocker", "redis", "--waiting-on", "ops")
    repo.commit("Fix", {"web/a.ts": "1\n"})
    repo.tell("2026-01-14T11:00:00+01:00")
    repo.session("log", "Measured it")
    repo.session("log", "--tried", "Waiting", "--outcome", "slow")
    repo.commit("Both", {"web/a.ts": "2\n", "api/b.go": "1\n"})
    repo.git("switch", "-qc", "other")
    repo.tell("2026-01-15T09:00:00+01:00")
    repo.config("session.user", "bob")
    repo.session("init", "--name", "second", "--goal", "More")
    note(repo, "Cache it")
    repo.commit("Cache", {"api/b.go": "2\n"})
    repo.session("log", "--blocker", "vpn")
    repo.session("log", "--resolve", "B1", "--how", "ops opened it")
    repo.tell("2026-01-15T18:00:00+01:00")


def told(repo: Repo, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(repo.ask("digest", "--json", *words))
    return found


def counted(repo: Repo, *words: str) -> tuple[int, ...]:
    """Sessions, entries, completed, decisions."""
    totals = told(repo, *words)["totals"]
    return tuple(totals[name] for name in ("sessions", "entries", "completed", "decisions"))


@pytest.fixture
def repository(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(worked)
    repo.tell("2026-01-15T18:00:00+01:00")
    return repo


def test_s1_39_a_week_across_projects(repository: Repo) -> None:
    assert counted(repository) == (2, 8, 2, 2)
    assert counted(repository, "--week") == counted(repository)
    assert counted(repository, "--project", "web") == (1, 5, 2, 1)
    assert counted(repository, "--project", "api") == (2, 3, 1, 1)
    assert counted(repository, "--project", "home") == (1, 2, 0, 0)
    assert counted(repository, "--author", "bob") == (1, 3, 0, 1)
    assert counted(repository, "--author", "bob", "--project", "web") == (0, 0, 0, 0)
    assert counted(repository, "--since", "2026-01-13") == (2, 5, 1, 1)
    assert counted(repository, "--since", "2026-01-12", "--until", "2026-01-12") == (1, 3, 1, 1)
    assert counted(repository, "--until", "2026-01-13") == (1, 3, 1, 1)
    assert counted(repository, "--since", "2026-01-14T12:00", "--until", "2026-01-15T07:59") == (
        0, 0, 0, 0
    )  # fmt: skip
    markdown = repository.session("digest", "--format", "md", "--since", "2026-01-14").lines
    assert markdown[0] == "# Digest: 2026-01-14 to 2026-01-15"
    assert markdown[2] == (
        "2 sessions, 5 entries: 1 completed, 1 decision, 1 attempt, 1 blocker, 1 resolved."
        " Open blockers: 1."
    )
    assert "- [Measured it](.sessions/journal/first-" in "\n".join(markdown)


def test_s4_31_the_day_of_each_session_and_numbers_that_are_counted(repository: Repo) -> None:
    repository.git("switch", "-q", "main")
    done = repository.session("digest", "--since", "2026-01-12", "--until", "2026-01-12")
    head = repository.rev("HEAD~1")[:10]
    assert done.lines == [
        "Digest: Monday 2026-01-12",
        "",
        "1 session, 3 entries: 1 completed, 1 decision, 1 blocker. Open blockers: 1.",
        "",
        "first (active, 2/3 steps)",
        "  Goal: Fix it",
        "  Role: dev",
        "  Now: Test",
        f"  Done: Find  alice, {head}",
        f"  Decision: Lock first  alice, {head}",
        "  Open blocker: redis  since 2026-01-12 09:00, waiting on ops",
        "  and 1 other entry",
    ]
    today = told(repository, "--day")
    [second] = today["sessions"]
    assert (second["name"], second["status"], second["role"], second["goal"]) == (
        "second", "active", None, "More",
    )  # fmt: skip
    assert (len(second["decisions"]), second["entries"], second["open_blockers"]) == (1, 3, [])
    everything = told(repository)
    rows = everything["sessions"]
    for name in ("completed", "decisions", "open_blockers"):
        assert everything["totals"][name] == sum(len(row[name]) for row in rows)
    assert everything["totals"]["entries"] == sum(row["entries"] for row in rows)
    by_hand = [
        one
        for row in json.loads(repository.ask("search", "--last", "-n", "99", "--json"))
        for one in [row["kind"]]
        if one not in ("Session", "Document")
    ]
    assert everything["totals"]["entries"] == len(by_hand)
    repository.session("checkpoint", "--working-on", "the port of it")
    shown = repository.session("digest", "--day").lines
    at = shown.index("first (active, 2/3 steps)")
    assert shown[at + 3 : at + 5] == ["  Now: the port of it", "  Step: Test"]
    assert told(repository, "--day")["sessions"][0]["current"] == "the port of it"


def test_s2_25_a_report_of_progress_for_others(repository: Repo) -> None:
    """Days are told apart, what was tried is kept, commits lead to their session."""
    assert [counted(repository, "--since", day, "--until", day)[1] for day in DAYS] == [3, 0, 2, 3]
    assert told(repository)["totals"]["attempts"] == 1
    assert "Outcome: slow" in repository.session("search", "waiting", "--kind", "tried").out
    known = {one["stem"] for one in json.loads(repository.ask("list", "--all", "--json"))}
    trailers = repository.git("log", "--format=%(trailers:key=Session,valueonly)").out.split()
    assert set(trailers) == known
    assert max(map(len, at_terminal(repository, "digest").lines)) <= 80
    repository.session("digest", "--write")
    kept = repository.read(".sessions/views/DIGEST.md")
    assert kept.startswith("# Digest: 2026-01-09 to 2026-01-15\n\n2 sessions, 8 entries")
    assert "](../../.sessions/journal/second-" in kept
    repository.commit("Go on", {"api/b.go": "3\n"})
    assert "not committed" not in repository.read(".sessions/views/DIGEST.md")


def test_what_cannot_be_asked_is_said(repository: Repo) -> None:
    for words, code in (
        (("--since", "soon"), 2),
        (("--since", "2026-01-10", "--until", "2026-01-09"), 2),
        (("--project", "nothing"), 4),
        (("--day", "--week"), 2),
        (("--day", "--write"), 2),
        (("--since", "2025-01-01", "--until", "2025-01-02"), 1),
    ):
        assert repository.session("digest", *words, check=False).code == code, words
    done = repository.session("digest", "--project", "nothing", check=False)
    assert "session: there are: web, api, home" in done.err


MOMENTS = st.text(max_size=12) | st.dates().map(str) | st.datetimes().map(str)
MOMENTS |= st.sampled_from(["today", "yesterday", "2w", "9999-12-31", "0001-01-01", "999999y"])


@given(MOMENTS, MOMENTS)
def test_what_is_named_is_a_span_or_refused(since: str, until: str) -> None:
    now = datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
    try:
        span = digest.between(now, UTC, since, until)
    except UsageError:
        return
    assert span.start < span.end
    assert since.strip() or until.strip() or span == digest.days(now, UTC, digest.WEEK)
