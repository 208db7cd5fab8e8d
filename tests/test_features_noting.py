"""What can be noted and what looks after sessions, feature by feature, as a person types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import dedent
from story import begin, blocks, the_document

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

NOW = "2026-01-15T14:30+01:00"


def section(repo: Repo, title: str) -> str:
    """What stands below a heading of the document, which is brought up to date first."""
    repo.session("checkpoint")
    text = the_document(repo).text
    assert f"\n## {title}\n" in text, f"there is a section {title}"
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0].strip("\n") + "\n"


def test_s0_4_a_follow_up_is_kept_apart_from_what_comes_next(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "--next", "Test it", "--follow-up", "Add logout")
    assert done.out == "Next: Test it\nFollow-up: Add logout\n"
    repo.session("log", "--next", "Ship it", "--follow-up", "Tell ops")
    assert section(repo, "Next Steps") == dedent("""
        1. Test it
        2. Ship it

        ### Follow-ups
        1. Add logout
        2. Tell ops
    """)
    data = json.loads(repo.ask("view", "--json"))
    assert (data["next_steps"], data["follow_ups"]) == (
        ["Test it", "Ship it"],
        ["Add logout", "Tell ops"],
    )
    repo.session("log", "--done", "Add logout", "--add", "--done", "Test it", "--add")
    assert section(repo, "Next Steps") == "2. Ship it\n\n### Follow-ups\n2. Tell ops\n"
    assert "Follow-ups\n  Tell ops\n" in repo.ask("view")
    repo.commit("Change")
    noted = [(one.kind, one.body) for one in blocks(repo) if one.title == "Add logout"]
    assert noted == [("Next", "- Type: follow-up"), ("Done", "")], "it travels in the commit"


def test_s0_17_an_issue_blocks_nothing_and_is_resolved_like_a_blocker(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--blocker", "Redis", "--waiting-on", "ops")
    done = repo.session("log", "--issue", "Rounds down", "--severity", "High")
    assert done.out == (
        'Issue: Rounds down\n  when it is gone: git session log --resolve B2 --how "…"\n'
    )
    assert section(repo, "Blockers") == dedent(f"""
        - [ ] B1: Redis ({NOW}) - waiting on ops
        - [ ] B2: Rounds down ({NOW}) - issue, high
    """)
    status = repo.ask("status").splitlines()
    assert "Blockers:  B1: Redis (waiting on ops)" in status
    assert "Issues:    B2: Rounds down (high)" in status
    [issue] = json.loads(repo.ask("status", "--json"))["session"]["issues"]
    assert issue == {"number": "B2", "text": "Rounds down", "since": NOW, "severity": "high"}
    assert json.loads(repo.ask("view", "--blockers", "--json"))[1]["issue"] == "high"
    assert f"Known issues\n  B2: Rounds down (high, since {NOW})\n" in repo.ask("view")
    assert "**Blocker**: B1: Redis\n" in the_document(repo).text, "an issue does not block"
    repo.session("log", "--resolve", "B2", "--how", "rounded up")
    assert f"- [x] ~~B2: Rounds down ({NOW}) - issue, high~~ - Solved by rounded up" in section(
        repo, "Blockers"
    )
    [issue] = [one for one in document.blockers(the_document(repo)) if one.issue]
    assert (issue.resolved, issue.severity, issue.how) == (True, "high", "rounded up")
    wrong = repo.session("log", "--issue", "x", "--severity", "odd", check=False)
    assert (wrong.code, wrong.err) == (
        2,
        "session: --severity odd: not one of low, medium, high, critical\n",
    )


def test_s1_41_the_estimate_of_a_step_goes_where_the_step_goes(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--step", "Write tests", "--estimate", "2h")
    repo.session("log", "--step", "fix", "--estimate", "1h30m")
    assert section(repo, "Progress") == dedent("""
        ### Completed
        ### In Progress
        - [ ] Reproduce          <- CURRENT
        ### Remaining
        - [ ] Fix
          - Estimate: 1h30m
        - [ ] Write tests
          - Estimate: 2h
    """)
    repo.session("log", "--done", "Reproduce", "--done", "Fix")
    assert section(repo, "Progress") == dedent(f"""
        ### Completed
        - [x] Reproduce ({NOW})
        - [x] Fix ({NOW})
          - Estimate: 1h30m
        ### In Progress
        - [ ] Write tests          <- CURRENT
          - Estimate: 2h
        ### Remaining
    """)
    assert [step.estimate for step in document.steps(the_document(repo))] == ["", "1h30m", "2h"]
    repo.session("log", "--step", "Write tests", "--estimate", "3h")
    assert "  - Estimate: 3h\n### Remaining\n" in section(repo, "Progress")
    assert repo.ask("view", "--progress").splitlines()[1:] == [
        "[x] Reproduce", "[x] Fix (1h30m)", "[ ] Write tests (3h)   <- HERE",
    ]  # fmt: skip


def test_s4_6_phases_are_spelled_as_they_are_whatever_the_case(repo: Repo) -> None:
    begin(repo)
    for typed, kept in (("Planning", "planning"), ("TESTING", "testing"), ("complete", "complete")):
        repo.session("checkpoint", "--phase", typed)
        assert the_document(repo).get("phase") == kept
    wrong = repo.session("checkpoint", "--phase", "done", check=False)
    assert wrong.code == 2
    for phase in ("planning", "building", "testing", "deploying", "complete"):
        assert f"'{phase}'" in wrong.err
    assert the_document(repo).get("phase") == "complete"


def test_s4_8_a_deliverable_has_one_row_that_is_brought_up_to_date(repo: Repo) -> None:
    begin(repo)
    done = repo.session(
        "log", "--deliverable", "email-service", "--location", "services/email",
        "--status", "testing", "--percent", "60", "--port", "8401",
    )  # fmt: skip
    assert (done.out, done.err) == ("Deliverable: email-service\n", "")
    repo.session("log", "--deliverable", "a|b", "--status", "planned")
    repo.session("log", "--deliverable", "Email-Service", "--status", "live", "--percent", "100")
    assert section(repo, "Deliverables") == dedent(r"""
        | Deliverable | Location | Status | Progress | Port |
        |---|---|---|---|---|
        | email-service | `services/email` | live | 100% | 8401 |
        | a\|b |  | planned |  |  |
    """)
    assert document.deliverables(the_document(repo)) == [
        ("email-service", "services/email", "live", "100%", "8401"),
        ("a|b", "", "planned", "", ""),
    ]
    wrong = repo.session("log", "--deliverable", "x", "--percent", "101", check=False)
    assert (wrong.code, wrong.err) == (2, "session: --percent 101: not a number from 0 to 100\n")


def test_s4_9_a_learning_says_why_and_what_it_changes(repo: Repo) -> None:
    begin(repo)
    repo.session(
        "log", "--learning", "gather() is 10x", "--topic", "Async", "--why", "one loop",
        "--impact", "faster pages",
    )  # fmt: skip
    assert section(repo, "Learnings") == dedent("""
        - **2026-01-15 - Async:** gather() is 10x
          - Why: one loop
          - Impact: faster pages
    """)


def test_s4_10_a_learning_has_a_category_an_impact_and_a_type(repo: Repo) -> None:
    begin(repo)
    for word in ("learning", "Pattern", "troubleshooting", "best-practice"):
        repo.session(
            "log", "--learning", f"gather() is {word}", "--category", "Performance",
            "--impact", "High", "--type", word,
        )  # fmt: skip
    assert section(repo, "Learnings").endswith(
        "- **2026-01-15:** gather() is best-practice\n"
        "  - Impact: High\n  - Category: Performance\n  - Type: best-practice\n"
    )
    wrong = repo.session("log", "--learning", "x", "--type", "rumour", check=False)
    assert (wrong.code, wrong.err) == (
        2,
        "session: --type rumour: not one of learning, pattern, troubleshooting, best-practice\n",
    )


def test_s4_16_messages_and_work_with_others_are_kept(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--sent", "The port moves", "--to", "broadcast", "--priority", "high")
    done = repo.session(
        "log", "--received", "Ours too", "--from", "session-5", "--action", "told ops",
    )  # fmt: skip
    assert done.out == "Received: Ours too\n"
    repo.session("log", "--collab", "Working with session-5 on the port", "-m", "they test")
    assert section(repo, "Coordination") == dedent(f"""
        - {NOW} → broadcast: The port moves (high)
        - {NOW} ← session-5: Ours too
          - Action: told ops
        - {NOW}: Working with session-5 on the port
          - they test
    """)
    wrong = repo.session("log", "--sent", "To whom?", check=False)
    assert (wrong.code, wrong.err) == (2, "session: --sent needs --to WHO: who gets it\n")
    file = repo.session("log", "--file", "a.py", "--action", "eaten", check=False)
    assert file.code == 2, "what may be any text of a message is a choice of a file"


def test_s4_23_status_blockers_and_learnings_are_one_command_each(repo: Repo) -> None:
    begin(repo, "--step", "Fix")
    for words in (
        ("log", "--done", "Fix"),
        ("log", "--blocker", "Redis"),
        ("log", "--learning", "Measure first"),
        ("checkpoint", "--working-on", "Email service", "--phase", "building"),
    ):
        assert repo.session(*words).code == 0
    doc = the_document(repo)
    assert document.progress(doc)[:2] == (1, 1)
    assert [one.text for one in document.blockers(doc)] == ["Redis"]
    assert [one.text for one in document.learnings(doc)] == ["Measure first"]
    assert (doc.get("working_on"), doc.get("phase")) == ("Email service", "building")


def checked(repo: Repo, *words: str) -> dict[str, tuple[bool, bool]]:
    """Of each of the items whether it is met, and whether it is needed."""
    items = json.loads(repo.ask("check", *words, "--json"))["items"]
    return {one["name"]: (one["met"], one["needed"]) for one in items}


def test_s0_1_a_summary_is_never_empty_and_is_shown(repo: Repo) -> None:
    begin(repo, "--name", "one", "--goal", "Fix the sweep", "--step", "Reproduce")
    repo.session("log", "--done", "Reproduce")
    assert "Summary:      Fix the sweep: Reproduce\n" in repo.session("close", "--complete").out
    assert the_document(repo).get("summary") == "Fix the sweep: Reproduce"
    assert "\nSummary:     Fix the sweep: Reproduce\n" in repo.ask("view", "one")
    begin(repo, "--name", "two")
    assert "Summary:" not in repo.ask("view")
    rows = json.loads(repo.ask("recent", "--json"))["sessions"]
    assert [row["summary"] for row in rows if row["status"] == "active"] == [None]
    repo.session("close", "--complete", "--summary", "X")
    assert json.loads(repo.ask("view", "two", "--json"))["summary"] == "X"
    assert "\nSummary:     X\n" in repo.ask("view", "two")
    begin(repo, "--name", "three")
    repo.session("close", "--complete")
    assert json.loads(repo.ask("view", "three", "--json"))["summary"] == "three"
    told = {"one": "Fix the sweep: Reproduce", "two": "X", "three": "three"}
    for verb in ("index", "recent"):
        rows = json.loads(repo.ask(verb, "--json"))["sessions"]
        assert {row["name"]: row["summary"] for row in rows} == told
    rows = json.loads(repo.ask("export"))["sessions"]
    assert {row["session"].rpartition("-")[0]: row["summary"] for row in rows} == told
    assert "      X" in repo.ask("recent").splitlines()
    index = [line.split("  ") for line in repo.ask("index").splitlines()[4:]]
    assert {row[0].strip(): row[-1] for row in index} == told


def test_s0_23_close_says_what_was_recorded_where(repo: Repo) -> None:
    name = begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--done", "Reproduce", "--decision", "Use a mutex", "--rationale", "safe")
    repo.session("log", "--next", "Ship it", "--follow-up", "Tell ops", "--next", "Fix")
    repo.commit("Change", {"a.py": "1\n", "b.py": "2\n"})
    done = repo.session("close", "--complete", "--force", "--context-next", "Watch it")
    told = done.out.splitlines()
    assert told[2:4] == [f"Session logged to: .sessions/archive/{name}.md", "Recorded:"]
    counts = dict(line.split(":", 1) for line in told[4:] if ":" in line)
    doc = the_document(repo)
    assert {key: counts[key].strip() for key in ("Files", "Decisions", "Follow-ups")} == {
        "Files": str(len(document.files(doc))),
        "Decisions": str(len(document.decisions(doc))),
        "Follow-ups": "3",  # what stands twice (a step that is next, too) counts once
    }
    assert counts["Summary"].strip() == doc.get("summary") == "Fix the sweep: Reproduce"
    assert told[-1] == "Next session hint: Watch it"
    assert done.err == "", "nothing is missing"


def test_s0_24_the_seven_are_computed_and_strict_exits_4(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "Use a mutex", "--blocker", "Redis")
    repo.tell("2026-01-15T15:45:00+01:00")
    repo.session("log", "wip")
    done = repo.session("check")
    assert done.out.splitlines()[1:] == [
        "[ ] Summary:     does not say what it is for",
        '    git session checkpoint --tldr "…"',
        "[ ] Files:       none was changed or noted",
        "    git session log --file PATH",
        "[ ] Decisions:   1 of 1 do not say why: Use a mutex",
        '    note it again with --rationale "…"',
        "[ ] Follow-ups:  nothing says what comes next",
        '    git session log --next "…"   or, for later: --follow-up "…"',
        "[ ] Blockers:    B1 does not say on whom it waits: Redis",
        "    note it again with --waiting-on WHO, or --resolve it",
        "[ ] Context:     nothing for whoever continues",
        '    git session checkpoint --context-next "…"',
        '[ ] Entries:     1 that will tell little later: "wip"',
        "    say what, where and why",
        "7 missing",
    ]
    assert repo.session("check", "--strict", check=False).code == 4
    closed = repo.session("close", "--complete")
    assert [line.rpartition("(")[2].rstrip(")") for line in closed.err.splitlines()] == [
        "Summary", "Files", "Decisions", "Follow-ups", "Blockers", "Context", "Entries",
    ]  # fmt: skip
    begin(repo, "--name", "good", "--goal", "Fix the sweep", "--step", "Reproduce it")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "safe", "--done", "Reproduce")
    repo.session("log", "--blocker", "Redis", "--waiting-on", "ops", "--next", "Ship it")
    repo.session("checkpoint", "--key-context", "Lock order")
    repo.tell("2026-01-15T17:00:00+01:00")
    repo.commit("Change")
    done = repo.session("check", "good", "--strict")
    assert [line[:3] for line in done.out.splitlines()[1:]] == ["[x]"] * 7 + ["not"]


def test_s4_27_silence_vague_words_and_missing_reasons_are_found(repo: Repo) -> None:
    begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--done", "Reproduce")
    repo.tell("2026-01-15T18:30:00+01:00")
    assert checked(repo)["entries"] == (True, True), "four hours are not more than four hours"
    repo.tell("2026-01-15T19:00:00+01:00")
    assert "none for 4h 30m of work, since 2026-01-15T14:30+01:00\n" in repo.ask("check")
    repo.session("pause")
    repo.tell("2026-01-16T09:00:00+01:00")
    repo.session("resume")
    assert "none for 4h 30m of work" in repo.ask("check"), "a pause is no work"
    repo.session("log", "--next", "Measure the sweep under load")
    assert checked(repo)["entries"] == (True, True), "what was asked for was done"
    repo.tell("2026-01-17T09:00:00+01:00")
    assert checked(repo)["entries"] == (True, True), "nor is a night"
    repo.session("log", "fixed stuff")
    assert 'tell little later: "fixed stuff"' in repo.ask("check")
    assert checked(repo)["decisions"] == (True, True)
    repo.session("log", "--decision", "Use a mutex", "--blocker", "Redis is down")
    met = checked(repo)
    assert (met["decisions"], met["blockers"]) == ((False, True), (False, True))
    repo.session("log", "--decision", "use a  mutex", "--rationale", "simpler")
    repo.session("log", "--blocker", "redis is down", "--waiting-on", "ops")
    met = checked(repo)
    assert (met["decisions"], met["blockers"]) == ((True, True), (True, True)), "noted again"
    repo.session("checkpoint")
    assert json.loads(repo.ask("doctor", "--no-trial", "--json")) == []


def test_s4_28_little_is_asked_of_a_short_session(repo: Repo) -> None:
    begin(repo)
    repo.session("checkpoint", "--working-on", "Email service")
    repo.session("log", "--progress", "Sent the first mail", "--next", "Send them all")
    repo.tell("2026-01-15T15:29:00+01:00")
    repo.session("log", "--progress", "Sent the second mail")
    assert "(asked of it: short)\n" in repo.session("check", "--strict").out
    repo.tell("2026-01-15T15:31:00+01:00")
    repo.session("log", "--progress", "Sent the third mail")
    assert repo.session("check", "--strict", check=False).code == 4
    assert repo.session("check", "--strict", "--profile", "short").code == 0


def test_s4_29_a_long_session_and_a_handoff_are_asked_for_more(repo: Repo) -> None:
    begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce", "--key-context", "Lock order")
    repo.session("log", "--done", "Reproduce", "--follow-up", "Tell ops")
    assert checked(repo, "--profile", "long") == {
        "summary": (True, True),
        "files": (False, True),
        "decisions": (False, True),
        "follow-ups": (True, True),
        "blockers": (True, True),
        "context": (True, True),
        "entries": (True, True),
        "next": (False, True),
    }
    handed = checked(repo, "--profile", "handoff")
    assert handed["files"] == (False, False)
    assert handed["follow-ups"] == (False, True), "what is to be done first is not said"
    assert handed["context"] == (False, True), "key context is for an agent's memory"
    repo.session("log", "--next", "Fix it", "--blocker", "Redis")
    repo.session("checkpoint", "--context-next", "Retry is next")
    handed = checked(repo, "--profile", "handoff")
    assert [name for name, (met, needed) in handed.items() if needed and not met] == ["blockers"]
    repo.session("log", "--resolve", "B1", "--blocker", "Redis", "--waiting-on", "ops")
    assert repo.session("check", "--profile", "handoff", "--strict").code == 0


def test_s3_69_doctor_and_check_tell_which_conventions_are_not_kept(repo: Repo) -> None:
    name = begin(repo, "--step", "Reproduce")
    repo.session("log", "--decision", "Use a mutex", "--follow-up", "Tell ops")
    repo.session("checkpoint", "--pre-compact", "--tldr", "Word " * 200)
    path = f".sessions/active/{name}.md"
    repo.write(path, repo.read(path).replace("          <- CURRENT", ""))
    found = json.loads(repo.ask("doctor", "--no-trial", "--json"))
    assert [(one["check"], one["level"]) for one in found] == [
        ("tldr", "note"),
        ("key-context", "note"),
        ("current-step", "note"),
        ("rationale", "note"),
    ]
    lines = repo.read(path).splitlines()
    starts = [lines[one["line"] - 1][:8] for one in found]
    assert starts == ["Word Wor", "## Conte", "## Progr", "### 1. U"]
    assert repo.session("doctor", "--no-trial").code == 0, "none of them is wrong"
    assert {"tl;dr", "key context", "current step"} < checked(repo).keys()
    repo.session("log", "--done", "Reproduce")
    repo.session("checkpoint", "--tldr", "Short.", "--key-context", "Lock order")
    left = [one["check"] for one in json.loads(repo.ask("doctor", "--no-trial", "--json"))]
    assert left == ["rationale", "next-first"]
    told = repo.read(path).splitlines(keepends=True)
    repo.write(path, "".join(line for line in told if not line.startswith("**Progress**")))
    [odd, *_] = json.loads(repo.ask("doctor", "--no-trial", "--json"))
    assert (odd["check"], odd["what"]) == ("tldr", "the TL;DR has no line **Progress**")
    repo.session("checkpoint")
    assert [one["check"] for one in json.loads(repo.ask("doctor", "--no-trial", "--json"))] == left


def test_s4_17_a_session_is_handed_over_with_what_is_needed(repo: Repo, tmp_path: Path) -> None:
    name = begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--next", "Ask ops", "--blocker", "Redis", "--waiting-on", "ops")
    repo.session("log", "--done", "Reproduce")
    head = repo.commit("Change")
    repo.tell("2026-01-15T15:00:00+01:00")
    done = repo.session("handoff", "--to", "bob", "--note", "a holiday", "--context-next", "Retry")
    assert done.err == ""
    assert done.out == dedent(f"""
        Handed {name} to bob: a holiday
        Progress: 1/2 (50%), current: Fix
        Handoff:  .sessions/active/{name}.md
        Not shared yet:
          1 entry in no commit   git session consolidate && git commit
        They continue it with: git session resume {name}
    """)
    doc = the_document(repo)
    keys = ("status", "handoff_to", "pause_reason", "context_for_next_session")
    assert [doc.get(key) for key in keys] == ["paused", "bob", "a holiday", "Retry"]
    assert doc.get("checkpoint_at") == "2026-01-15T15:00:00+01:00", "it is a checkpoint, too"
    item = dedent(f"""
        ## Handoff
        - To bob: a holiday (2026-01-15T15:00+01:00)
          - Next: Ask ops
          - Next: Fix
          - Blocker: B1: Redis - waiting on ops
          - Document: .sessions/active/{name}.md
          - Journal: .sessions/journal/{name}
          - Commit: {head}
        - Retry (2026-01-15T15:00+01:00)
    """)
    assert item in doc.text
    assert f"  {name}\n" in repo.session("list", "--for", "BOB").out
    assert [one["stem"] for one in json.loads(repo.ask("list", "--for", "bob", "--json"))] == [name]
    assert repo.session("list", "--for", "carol", check=False).code == 1
    again = repo.session("handoff", "--to", "carol", "--session", name, check=False)
    assert (again.code, "resume" in again.err) == (4, True)
    repo.commit("Carry it")
    clone = repo.clone(tmp_path / "clone")
    clone.tell("2026-01-16T09:00:00+01:00")
    assert f"  {name}\n" in clone.session("list", "--for", "bob").out, "bob finds it in his clone"
    assert "  - Next: Fix\n" in clone.session("resume", name).out
    assert item in the_document(clone).text, "a clone knows it by its journal"
    assert the_document(clone).get("handoff_to") is None, "whoever resumes it takes it up"
    assert clone.session("list", "--for", "bob", check=False).code == 1


def test_s2_25_a_team_hands_a_session_on_and_looks_at_it_as_data(repo: Repo) -> None:
    name = begin(repo, "--goal", "Fix the sweep")
    repo.session("log", "--tried", "HS256", "--outcome", "no key rotation", "--next", "Try RS256")
    repo.session("handoff", "--to", "bob", "--context-next", "RS256")
    [told] = json.loads(repo.ask("list", "--json"))
    assert (told["stem"], told["status"], told["handoff_to"]) == (name, "paused", "bob")
    repo.tell("2026-01-16T09:00:00+01:00")
    said = repo.session("resume", name).out
    assert "Tried\n  HS256: no key rotation\n" in said
    repo.commit("Change")
    assert f"Session: {name}" in repo.message()


def test_what_another_branch_holds_is_not_taken_for_this_one(repo: Repo) -> None:
    one = begin(repo, "--name", "one")
    repo.git("switch", "-q", "-c", "feat")
    repo.session("init", "--name", "two")
    repo.commit("Change", {"other.py": "1\n"})
    repo.session("pause", "--session", one)
    doc = the_document(repo, of=one)
    assert (doc.get("git_branch"), doc.get("status")) == ("main", "paused")
    assert document.files(doc) == []


def listed(repo: Repo, *words: str) -> list[str]:
    """The sessions that ``list`` names, by their short names."""
    return [one["shortname"] for one in json.loads(repo.ask("list", *words, "--json"))]


def test_s3_70_sessions_are_found_by_their_task(repo: Repo) -> None:
    begin(repo, "--name", "one", "--task", "T-1", "--task", "T-2")
    assert "tasks: T-1, T-2\n" in repo.session("list", "--task", "T-2").out
    repo.session("pause")
    repo.session("init", "--name", "two", "--task", "T-2")
    assert listed(repo, "--task", "T-2") == ["two", "one"]
    assert listed(repo, "--task", "T-1") == ["one"]
    assert listed(repo, "--task", "T") == []


def test_s4_15_sessions_that_something_blocks_are_found(repo: Repo) -> None:
    begin(repo, "--name", "one")
    repo.session("log", "--blocker", "Redis", "--issue", "Rounds down")
    assert "1 blocker" in repo.session("list").out
    repo.session("pause")
    repo.session("init", "--name", "two")
    repo.session("log", "--issue", "Rounds up")
    assert listed(repo, "--blocked") == ["one"], "an issue does not block"
    [told] = json.loads(repo.ask("list", "--blocked", "--json"))
    assert told["blockers"] == 1
    repo.session("resume", "one")
    repo.session("log", "--resolve", "B1")
    none = repo.session("list", "--blocked", check=False)
    assert (none.code, none.out) == (1, "")
    assert none.err.startswith("session: no session fits; ")


def test_s4_30_silent_sessions_are_paused_and_nothing_is_deleted(repo: Repo) -> None:
    one = begin(repo, "--name", "one", "--step", "Reproduce")
    repo.git("switch", "-q", "-c", "feat")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("init", "--name", "two")
    [two] = [stem.split("/")[-1][:-3] for stem in repo.files(".sessions/active") if "/two" in stem]
    assert repo.session("stale").out == "no active session was silent for 2h 0m\n"
    repo.tell("2026-01-15T17:00:00+01:00")
    before = {name: repo.read(name) for name in repo.files(".sessions")}
    shown = (
        f"{one}\n    silent for 2h 30m, on main, 1 entry waits for a commit, current: Reproduce\n"
    )
    asked = repo.session("stale", "--older-than", "150m")
    assert asked.out == f"{shown}To put them aside: git session stale --pause\n"
    assert repo.session("stale", "--pause", "--dry-run").out == f"would pause {shown}"
    assert {name: repo.read(name) for name in repo.files(".sessions")} == before
    assert [
        row["stem"] for row in json.loads(repo.ask("stale", "--older-than", "1h", "--json"))
    ] == [
        one,
        two,
    ]
    assert json.loads(repo.session("stale", "--pause", "--json").out) == [
        {
            "stem": one,
            "document": f".sessions/active/{one}.md",
            "branch": "main",
            "since": "2026-01-15T14:30:00+01:00",
            "minutes": 150,
            "pending": 1,
            "current": "Reproduce",
            "paused": True,
        }
    ]
    doc = the_document(repo, of=one)
    assert (doc.get("status"), doc.get("git_branch")) == ("paused", "main")
    assert doc.get("pause_reason") == "nothing was noted for 2h 30m"
    assert the_document(repo, of=two).get("status") == "active"
    assert set(repo.files(".sessions")) >= set(before), "nothing is deleted"
    wrong = repo.session("stale", "--older-than", "soon", check=False)
    assert (wrong.code, wrong.err) == (
        2,
        "session: --older-than soon: not a time like 30m, 2h, 1h30m, 1d\n",
    )


def test_s4_7_what_was_finished_is_grouped_by_day(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--done", "Reproduce")
    repo.tell("2026-01-16T09:00:00+01:00")
    none = repo.session("view", "--completed", "--today", check=False)
    assert (none.code, none.out) == (1, "")
    repo.session("log", "--done", "Fix", "--progress", "Told ops")
    assert repo.session("view", "--completed").out == dedent("""
        **2026-01-15:**
        - Reproduce
        **2026-01-16:**
        - Told ops
        - Fix
    """)
    assert repo.ask("view", "--completed", "--today") == "**2026-01-16:**\n- Told ops\n- Fix\n"
    assert json.loads(repo.ask("view", "--completed", "--today", "--json"))[0] == {
        "completed": "Told ops",
        "when": "2026-01-16T09:00+01:00",
    }
    repo.env["TZ"] = "Pacific/Honolulu"
    repo.tell("2026-01-15T23:00:00-10:00")
    shown = repo.session("view", "--completed", "--today").out
    assert shown == "**2026-01-15:**\n- Reproduce\n- Told ops\n- Fix\n", "by the reader's clock"
    wrong = repo.session("view", "--today", check=False)
    assert (wrong.code, wrong.err) == (
        2,
        "session: --today says more about --completed, which is missing\n",
    )


def test_s4_19_pausing_and_closing_without_next_steps_is_warned_of(repo: Repo) -> None:
    begin(repo, "--goal", "Fix the sweep")
    repo.session("log", "--progress", "Sent the first mail")
    assert "no next steps are noted" in repo.session("pause").err
    repo.session("resume")
    warned = "session: incomplete: nothing says what comes next (Follow-ups)\n"
    assert warned in repo.session("close", "--complete").err
    begin(repo, "--name", "two", "--goal", "Fix the sweep")
    repo.session("log", "--progress", "Sent the first mail", "--next", "Send them all")
    assert repo.session("close", "--complete").err == ""


def test_s4_20_notes_of_a_person_are_kept_word_for_word(repo: Repo) -> None:
    name = begin(repo)
    path = f".sessions/active/{name}.md"
    free = "## Notes\n\n  *Free* text |  here,\n\n```\n## not a heading\n```\n\tlast   \n"
    repo.write(path, f"{repo.read(path)}\n{free}")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "safe")
    repo.session("log", "--note", "Of ours", "-m", "as it is")
    repo.commit("Change")
    repo.session("checkpoint")
    assert free.rstrip() in the_document(repo).text
    assert "- Of ours (2026-01-15T14:30" in the_document(repo).text


def test_s4_21_the_header_says_who_what_since_when_and_how_it_stands(repo: Repo) -> None:
    begin(repo, "--name", "session-12", "--role", "DevOps Engineer", "--goal", "Move the port")
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("pause")
    doc = the_document(repo)
    keys = ("shortname", "role", "created_at", "status", "updated_at")
    assert [doc.get(key) for key in keys] == [
        "session-12", "DevOps Engineer", "2026-01-15T14:30:00+01:00", "paused",
        "2026-01-15T15:00:00+01:00",
    ]  # fmt: skip
    assert document.objective(doc) == "Move the port"
    repo.session("resume")
    assert the_document(repo).get("status") == "active"
    repo.session("close", "--complete")
    doc = the_document(repo)
    assert (doc.get("status"), doc.get("authors")) == ("completed", ["alice"])


def test_s4_25_the_archive_never_loses_a_document_of_the_same_name(repo: Repo) -> None:
    name = begin(repo)
    repo.write(f".sessions/archive/{name}.md", "another one\n")
    done = repo.session("close", "--complete", check=False)
    assert (done.code, repo.read(f".sessions/archive/{name}.md")) == (4, "another one\n")
    repo.path(f".sessions/archive/{name}.md").unlink()
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("resume", name)
    repo.tell("2026-01-15T16:00:00+01:00")
    repo.session("close", "--complete")
    assert "closed_at: '2026-01-15T16:00:00+01:00'\n" in repo.read(f".sessions/archive/{name}.md")


OWN = """\
---
ours: not
---
# {{Title}} of {{ author }}

Begun {{date}} on {{branch}}, {{unknown}} and {{left open

## Context
**Objective**:

## Deploy checklist
- [ ] {{name}}: ask ops

{{goal}}
"""


def test_s4_1_a_template_of_ones_own_takes_the_place_of_ours(repo: Repo, tmp_path: Path) -> None:
    repo.write(".sessions/templates/session.md", OWN)
    name = begin(repo, "--name", "port", "--goal", "# Move the port", "--step", "Ask")
    assert repo.exists(".sessions/archive/.gitignore")
    doc = the_document(repo)
    assert doc.get("ours") is None, "the keys are ours"
    body = doc.text.partition("\n---\n")[2]
    assert body.startswith("# # Move the port of alice\n\nBegun 2026-01-15 on main, {{unknown}}")
    assert "## Deploy checklist\n- [ ] port: ask ops\n\n\\# Move the port\n" in body
    assert "**Objective**: # Move the port\n" in body
    assert "### In Progress\n- [ ] Ask          <- CURRENT\n" in body
    repo.session("log", "--decision", "Use a mutex", "--rationale", "safe", "--done", "Ask")
    repo.commit("Change")
    assert document.decisions(the_document(repo))[0].title == "Use a mutex"
    clone = repo.clone(tmp_path / "clone")
    clone.session("resume", name)
    text = the_document(clone).text
    assert "## Deploy checklist\n- [ ] port: ask ops\n" in text, "what it says travels"
    assert json.loads(repo.ask("doctor", "--no-trial", "--json")) == []


def test_a_template_that_leads_out_or_is_too_large_is_not_taken(repo: Repo, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n")
    link = repo.path(".sessions/templates/session.md")
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    done = repo.session("init")
    assert "leads out of .sessions; the usual template was taken\n" in done.err
    assert "Secret" not in the_document(repo).text
    [fault] = json.loads(repo.ask("doctor", "--no-trial", "--json"))[-1:]
    assert fault["path"] == ".sessions/templates/session.md"
    link.unlink()
    link.write_text("x" * 70_000)
    assert "at most 65536 are read" in repo.session("init", "--force").err
