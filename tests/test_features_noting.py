"""What can be noted and what looks after sessions, feature by feature, as a person types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import dedent
from story import begin, blocks, the_document

from git_session.core import document

if TYPE_CHECKING:
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
