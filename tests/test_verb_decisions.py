"""``git session decisions``: each decision once, with what a person needs to cite it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from story import begin, note, stem

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

LATER = "2026-01-16T09:00:00+01:00"


def decided(repo: Repo) -> None:
    """Two decisions in commits of two people, one that waits; the first is superseded."""
    begin(repo, "--name", "sweep", "--goal", "Fix the sweep")
    note(repo, "Use channels in src/sweep.py")
    repo.commit("Channels")
    repo.tell(LATER)
    repo.config("session.user", "bob")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simple", "--options", "a; b")
    repo.commit("Mutex")
    [old] = [one for one in found(repo) if "channels" in one["title"]]
    title = "Note: channels are out"
    repo.append(
        f".sessions/tmp/{stem(repo)}/bob-2026-01-16.md",
        f"## {LATER} - {title}\n- Superseded: {old['id']} Use channels\n"
        f"- Superseded by: {'0' * 16} Use a mutex\n",
    )
    repo.git("config", "--unset", "session.user")
    repo.session("log", "--decision", "Wait for it", env={"GIT_SESSION_NOW": LATER})


def found(repo: Repo, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(repo.ask("decisions", "--json", *words))
    return rows


def titles(repo: Repo, *words: str) -> list[str]:
    return [one["title"] for one in found(repo, *words)]


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(decided)
    repo.tell(LATER)
    return repo


def test_s1_25_every_decision_is_told_with_session_date_author_and_commit(told: Repo) -> None:
    waits, mutex, channels = found(told, "--all")
    assert channels["title"] == "Use channels in src/sweep.py"
    assert (channels["date"], channels["author"]) == ("2026-01-15", "alice")
    assert (channels["session"], channels["commit"]) == (stem(told), told.rev("HEAD~1"))
    assert "Decision: Use channels" in told.show(channels["journal"], "HEAD~1")
    assert channels["status"] == "superseded"
    assert channels["superseded_by"]["title"] == "Use a mutex"
    assert (mutex["author"], mutex["commit"], mutex["date"]) == ("bob", told.head, "2026-01-16")
    assert mutex["alternatives_considered"] == ["a", "b"]
    assert (waits["commit"], waits["superseded_by"]) == (None, None)
    assert told.session("decisions", "--all").lines == [
        "Decisions",
        "",
        f"  {waits['id'][:8]} Wait for it  2026-01-16, alice, {stem(told)}, not committed yet",
        f"  {mutex['id'][:8]} Use a mutex  2026-01-16, bob, {stem(told)}, {told.head[:10]}",
        f"  {channels['id'][:8]} Use channels in src/sweep.py  2026-01-15, alice, {stem(told)},"
        f" {told.rev('HEAD~1')[:10]}",
        '      Superseded by "Use a mutex" (00000000) on 2026-01-16',
    ]


def test_what_is_superseded_is_left_out_and_that_is_said(told: Repo) -> None:
    done = told.session("decisions")
    assert "channels" not in done.out
    assert done.lines[-1] == "1 more holds no longer and is left out (--all)."


def test_decisions_are_filtered(told: Repo) -> None:
    assert titles(told, "--author", "Bob") == ["Use a mutex"]
    assert titles(told, "--since", "2026-01-16") == ["Wait for it", "Use a mutex"]
    assert titles(told, "--all", "--file", "src/**") == ["Use channels in src/sweep.py"]
    assert titles(told, "--file", "src/**") == []
    assert told.session("decisions", "--since", "once", check=False).code == 2


def test_another_clone_tells_the_same_of_what_was_committed(told: Repo) -> None:
    told.commit("Rest")
    clone = told.clone(told.top.parent / "clone")
    clone.tell(LATER)
    assert clone.ask("decisions", "--all") == told.ask("decisions", "--all")


def test_where_nothing_was_decided_the_next_step_is_said(repo: Repo) -> None:
    done = repo.session("decisions", check=False)
    assert (done.code, done.out) == (1, "Decisions\n\nNone.\n")
    assert done.err.startswith('session: note one: git session log --decision "…"')


def test_as_markdown_nothing_breaks_out(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "<script>alert(1)</script> [x](javascript:x) \x1b[31m")
    told = repo.session("decisions", "--format", "markdown").out
    assert "\\<script" in told
    assert "\x1b" not in told + repo.session("decisions").out
