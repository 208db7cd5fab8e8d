"""``git session report``: where time and effort went, by git as a person uses it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from story import begin

if TYPE_CHECKING:
    from conftest import Repo

MINUTE = 60


def told(repo: Repo, *words: str, env: dict[str, str] | None = None) -> Any:
    late = {"GIT_SESSION_NOW": "2026-01-16T12:00:00+01:00", **(env or {})}
    return json.loads(repo.session("report", *words, "--json", env=late).out)


def story(repo: Repo) -> None:
    """Two sessions, a pause, an agent, a blocker that comes back, a colleague.

    On 15 January by the clock in Berlin, where the tests are: the first session from 13:30 on.
    """
    repo.write(
        ".sessions/config.yml",
        "projects:\n  - name: web\n    paths: ['web/**']\ndefault_project: core\n",
    )

    def at(clock: str, *words: str, who: str = "", client: str = "") -> None:
        repo.tell(f"2026-01-15T{clock}:00+01:00")
        env = {"GIT_SESSION_CLIENT": client} if client else {}
        if who:
            env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "session.user"}
            env |= {"GIT_CONFIG_VALUE_0": who}
        repo.session(*words, env=env)

    at("13:30", "init", "--name", "first", "--task", "T-1", "--tag", "auth", client="codex")
    at("13:50", "log", "--decision", "Lock first", "--rationale", "simple")  # 20
    at("14:00", "log", "--blocker", "Redis is down", "--waiting-on", "ops")  # 10
    at("14:05", "pause", "--note", "lunch")  # 5
    at("14:20", "resume", "first")  # the pause: nothing
    at("14:25", "log", "--resolve", "B1", "--how", "restarted")  # 5
    repo.tell("2026-01-15T14:40:00+01:00")
    repo.commit("Fix", {"web/a.ts": "1\n"})
    at("15:30", "log", "--blocker", "redis down again")  # too late to count
    at("15:40", "log", "--note", "Looked at it", who="bob")  # bob's first sign
    at("15:50", "log", "--note", "Found it", who="bob")  # 10, bob's
    repo.tell("2026-01-15T15:55:00+01:00")
    repo.commit("More", {"b.py": "1\n"})  # 25, alice's


def test_s1_26_s1_41_time_of_a_story_is_what_a_hand_count_says(repo: Repo) -> None:
    """13:30 to 14:05, 14:20 to 14:40, 15:30 to 15:55 are alice's, 15:40 to 15:50 bob's."""
    story(repo)
    by = {key: told(repo, "time", "--by", key) for key in ("author", "task", "tag", "file")}
    assert {key: one["seconds"] for key, one in by.items()} == dict.fromkeys(by, 90 * MINUTE)

    def minutes(found: Any) -> dict[str, int]:
        return {row["name"]: row["seconds"] // MINUTE for row in found["rows"]}

    assert minutes(by["author"]) == {"alice": 80, "bob": 10}
    assert minutes(by["task"]) == {"T-1": 90}
    assert minutes(by["tag"]) == {"auth": 90}
    assert minutes(by["file"]) == {"web/a.ts": 55, "b.py": 35}
    assert minutes(told(repo, "time")) == {"web": 55, "core": 35}
    window = ("--since", "2026-01-15T14:00+01:00", "--until", "2026-01-15T14:30+01:00")
    assert minutes(told(repo, "time", "--by", "author", *window)) == {"alice": 15}
    short = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "session.idleMinutes"}
    assert minutes(
        told(repo, "time", "--by", "author", env={**short, "GIT_CONFIG_VALUE_0": "10"})
    ) == {"alice": 20, "bob": 10}
    clone = repo.clone(repo.top.parent / "clone")
    assert told(clone, "time", "--by", "author") == by["author"]
    repo.session("log", "--note", "late", env={"GIT_SESSION_NOW": "2026-01-15T16:00:00+01:00"})
    assert minutes(told(repo, "time", "--by", "file"))["(not committed yet)"] == 5


def test_s1_27_s1_28_s1_29_s1_40_the_other_reports_of_the_story(repo: Repo) -> None:
    story(repo)
    found = told(repo, "blockers")
    assert (found["open"], found["resolved"]) == (1, 1)
    assert found["median_resolved_age_seconds"] == 25 * MINUTE
    assert found["blockers"][0]["waiting_on"] == "ops"
    assert [(one["words"], one["count"]) for one in found["recurring"]] == [(["redis", "down"], 2)]
    late = {"GIT_SESSION_NOW": "2026-01-16T12:00:00+01:00"}
    assert repo.session("report", "blockers", "--recurring", env=late).lines[4:8] == [
        "  2 times: Redis is down",
        "      in 1 session, last on 2026-01-15, 1 open",
        "      also: redis down again",
        "",
    ]
    [day] = told(repo, "switches")["days"]
    assert (day["author"], day["paused"], day["resumed"], day["switches"]) == ("alice", 1, 1, 2)
    assert [one["gap_seconds"] // MINUTE for one in day["each"]] == [15, 5]
    clients = told(repo, "effectiveness")["clients"]
    assert [
        (one["client"], one["sessions"], one["commits"], one["decisions"]) for one in clients
    ] == [("codex", 1, 0, 0), ("person", 0, 2, 1)]
    repo.session("log", "--issue", "Redis is slow", env=late)
    repo.stage("slow.md", "x\n")
    repo.git("commit", "-qm", "Slow", env=late)
    assert told(repo, "blockers")["blockers"] == found["blockers"], "an issue blocks nothing"


def test_s1_29_what_an_agent_did_is_its_clients_where_it_has_an_id(repo: Repo) -> None:
    """Two agents do the same; the second has no id, so its notes look like a person's."""
    for name, env in (
        ("codex", {"CODEX_SESSION_ID": "0123456789abcdef"}),
        ("cursor", {"CURSOR_AGENT": "1"}),
    ):
        repo.git("switch", "-qc", name)
        repo.session("init", "--name", name, "--step", f"Fix {name}", env=env)
        repo.session("log", "--done", f"Fix {name}", "--decision", f"Use {name}", env=env)
        repo.stage(f"{name}.py", "1\n")
        repo.git("commit", "-qm", name, env=env)
    clients = told(repo, "effectiveness")["clients"]
    keys = ("client", "sessions", "done_steps", "commits", "decisions")
    assert [tuple(one[key] for key in keys) for one in clients] == [
        ("codex", 1, 1, 1, 1),
        ("cursor", 1, 0, 1, 0),
        ("person", 0, 1, 0, 1),
    ]


def test_a_report_that_has_nothing_to_tell_says_so(repo: Repo) -> None:
    for what in ("time", "blockers", "switches", "effectiveness"):
        done = repo.session("report", what, check=False)
        assert (done.code, done.err.startswith("session: ")) == (1, True), what


def test_a_report_is_named_and_its_options_are_its_own(repo: Repo) -> None:
    begin(repo)
    assert repo.session("report", check=False).code == 2
    wrong = repo.session("report", "switches", "--by", "tag", check=False)
    assert (wrong.code, wrong.err) == (2, "session: --by belongs to: git session report time\n")
    assert (
        "--until soon: is no moment"
        in repo.session("report", "time", "--until", "soon", check=False).err
    )


def test_every_report_fits_eighty_columns(repo: Repo) -> None:
    story(repo)
    for words in (("time", "--by", "file"), ("blockers",), ("switches",), ("effectiveness",)):
        for line in repo.session("report", *words).lines:
            assert len(line) <= 80 or line.startswith("How it is counted"), line


def test_s0_13_s1_41_what_a_step_was_thought_to_take_and_took(repo: Repo) -> None:
    """Measure: from when it was noted, 25 minutes; Fix it: since then 15, and it goes on."""
    repo.tell("2026-01-15T13:30:00+01:00")
    repo.session("init", "--name", "first", "--step", "Plan it")
    repo.session("log", "--step", "Measure", "--estimate", "30m")
    repo.session("log", "--step", "Fix it", "--estimate", "1d")
    for clock, words in (("13:50", "Plan it"), ("14:15", "Measure")):
        repo.tell(f"2026-01-15T{clock}:00+01:00")
        repo.session("log", "--done", words)
    repo.tell("2026-01-15T14:30:00+01:00")
    repo.session("log", "--note", "Found the lock")
    repo.commit("Fix", {"a.py": "1\n"})
    found = told(repo, "time", "--by", "task")["estimates"]
    assert [
        (one["step"], one["estimated_seconds"] // MINUTE, one["actual_seconds"] // MINUTE)
        for one in found
    ] == [("Measure", 30, 25), ("Fix it", 480, 15)]
    assert [one["finished"] for one in found] == [True, False]
    lines = repo.session("report", "time").lines
    assert "Measure  first          30m     25m  done, 0.8x" in lines
    assert "1 finished step: estimated 30m, actual 25m (0.8x)" in lines
    exported = json.loads(repo.session("export", "--format", "json").out)
    assert '"~1h"' in json.dumps(exported)
