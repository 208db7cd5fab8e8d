"""``git session today``: a day on the reader's clock, over all branches and what is pending."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from story import begin, note, stem

if TYPE_CHECKING:
    from conftest import Repo

AT = "GIT_SESSION_NOW"


def at(moment: str) -> dict[str, str]:
    return {AT: moment}


def test_s1_30_a_day_is_told_session_by_session(repo: Repo) -> None:
    """Committed and pending, this branch's and another's, the session noted in last first."""
    begin(repo, "--name", "first", "--goal", "Fix it", "--step", "Measure")
    note(repo, "Lock first")
    repo.commit("Fix", {"a.py": "1\n"})
    repo.git("switch", "-qc", "other")
    repo.session("init", "--name", "second", env=at("2026-01-15T15:00:00+01:00"))
    repo.session("log", "--tried", "Waiting", "--outcome", "slow", env=at("2026-01-15T15:01+01:00"))
    late = at("2026-01-15T18:00:00+01:00")
    done = repo.session("today", env=late)
    assert done.code == 0
    assert done.lines == [
        "Thursday 2026-01-15",
        "",
        "second (active)",
        "  14:01 Tried: Waiting  alice, not committed yet",
        "      Outcome: slow",
        "",
        "first (active, 0/1 steps)",
        "  13:30 Session: begun  alice, " + repo.head[:10],
        "  13:30 Decision: Lock first  alice, " + repo.head[:10],
        "      Rationale: because of Lock first",
        "",
        "Next: Measure",
    ]


def test_a_day_ends_at_midnight_of_the_reader(repo: Repo) -> None:
    begin(repo, "--name", "night")
    repo.session("log", "--note", "late", env=at("2026-01-15T23:59:59+01:00"))
    repo.session("log", "--note", "early", env=at("2026-01-16T00:00:00+01:00"))

    def titles(zone: str, *words: str) -> list[str]:
        env = {**at("2026-01-16T09:00:00+01:00"), "TZ": zone}
        told = json.loads(repo.session("today", "--json", *words, check=False, env=env).out)
        return [one["title"] for found in told["sessions"] for one in found["entries"]]

    assert titles("Europe/Berlin") == ["early"]
    assert titles("Europe/Berlin", "--yesterday") == ["late"]
    assert titles("America/New_York") == []
    assert titles("America/New_York", "--yesterday") == ["late", "early"]
    assert titles("Asia/Tokyo") == ["late", "early"]


def test_a_day_without_notes_says_so(repo: Repo) -> None:
    done = repo.session("today", check=False)
    assert (done.code, done.out) == (1, "Thursday 2026-01-15\n\nNothing was noted.\n")
    assert done.err.startswith("session: note with: git session log")


def test_a_clone_tells_the_same_of_what_was_committed(repo: Repo) -> None:
    begin(repo, "--name", "first", "--goal", "Fix it", "--step", "Measure")
    note(repo, "Lock first")
    repo.commit("Fix", {"a.py": "1\n"})
    clone = repo.clone(repo.top.parent / "clone")
    assert clone.session("today").out == repo.session("today").out
    name = stem(repo)
    repo.session("log", "--done", "Measure")
    repo.commit("More", {"a.py": "2\n"})
    clone.git("pull", "-q")
    assert clone.session("today").out == repo.session("today").out
    assert f".sessions/active/{name}.md" not in clone.files(".sessions")
    repo.commit("Later", {"a.py": "3\n"})  # a commit without notes counts at home alone
    late = {"GIT_COMMITTER_DATE": "2026-01-15T18:00:00+0100"}
    repo.session("log", "--note", "Carried late")
    repo.stage("a.py", "4\n")
    repo.git("commit", "-q", "-m", "Late", env=late)
    clone.git("pull", "-q")
    assert clone.session("recent").out == repo.session("recent").out
