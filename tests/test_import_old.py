"""``git session import``: what other systems kept, taken over once, and found again in a clone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Repo, dedent
from story import begin, blocks, journal_files, stem, the_document, titles

from git_session.core import adr, document, oldformats

if TYPE_CHECKING:
    from pathlib import Path

    from git_session.model import Block

OLD = ROOT / "tests/fixtures/old"
TOKEN = "ghp_" + "k3Jd9Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0aS3dF5g"


@pytest.fixture
def there(repo: Repo) -> Repo:
    """A repository that shares its journal, hooks and all."""
    repo.session("install")
    repo.config("session.share", "true")
    return repo


def taken(repo: Repo, source: str | Path, *words: str) -> Repo:
    """Import, then commit; the clone that somebody else makes of it."""
    done = repo.session("import", str(source), *words)
    assert "made\n" in done.out
    repo.commit("Take over")
    again = repo.session("import", str(source), *words)
    assert again.out.startswith("Nothing new: ")
    assert repo.status() == ""
    clone = Repo(repo.top.parent / "clone")
    repo.git("clone", "-q", str(repo.top), str(clone.top))
    assert clone.session("import", str(source), *words).out.startswith("Nothing new: ")
    return clone


def of_kind(repo: Repo, kind: str, *, of: str = "") -> list[Block]:
    return [block for block in blocks(repo, of=of) if block.kind == kind]


def test_import_takes_over_s0_sessions_decisions_and_context(there: Repo) -> None:
    clone = taken(there, OLD / "s0")
    decisions = {block.title: block for block in of_kind(clone, "Decision")}
    assert sorted(decisions) == [
        "Keep sessions for a day",
        "Use cookies for sessions",
        "Use jose for tokens",
        "Used jose instead of jsonwebtoken",
    ]
    assert decisions["Used jose instead of jsonwebtoken"].body == dedent("""
        - Time: only the day is told
        - Rationale: Type-safe and maintained
    """).rstrip("\n")
    assert decisions["Use cookies for sessions"].body.startswith("- Time: not told\n")
    assert "\n- Superseded by: ADR-002\n" in decisions["Use jose for tokens"].body
    shown = clone.ask("view", "session-20250118-143022")
    assert "Added JWT authentication, tests pass" in shown
    assert "Next: Add logout endpoint" in clone.ask("search", "logout")
    follow_ups = [block.body for block in of_kind(clone, "Next")]
    assert follow_ups == ["- Time: only the day is told\n- Type: follow-up"]
    [issue] = of_kind(clone, "Blocker")
    assert (issue.title, issue.body) == (
        "The cart rounds",
        "- Time: only the day is told\n- Type: issue\n- Severity: high",
    )
    assert "~30min" in clone.ask("search", "30min")
    assert "not rotated yet" in clone.ask("search", "rotated")
    assert "The cart rounds" in clone.ask("search", "rounds"), "of context.json"
    assert "\n  Used jose instead of jsonwebtoken\n" in clone.ask("show", "HEAD")
    assert "Looked at the cart" in clone.ask("view", "shop-2"), "a session without id and date"


def test_import_takes_over_s1_temp_and_monthly_logs(there: Repo) -> None:
    clone = taken(there, OLD / "s1")
    temp = blocks(clone, of="shop-alice-")
    assert {block.author for block in temp} == {"alice"}
    logged = {block.title: block for block in temp}
    assert logged["Fixed cart rounding"].when.isoformat() == "2026-03-31T09:30:00+02:00"
    assert logged["Late review"].when.isoformat() == "2026-03-31T23:55:00+02:00"
    assert "## 10:00 - this is code" in logged["Late review"].body
    assert logged["Loose ends"].body == "- Time: not told\n\nThe tax is untouched."
    month = {block.title: block for block in blocks(clone, of="shop-session-log")}
    assert month["Implemented the coupon check"].author == "alice"
    assert month["Implemented the coupon check"].when.isoformat() == "2026-03-30T14:30:00+00:00"
    assert month["Talked about the tax"].body == "- Time: only the day is told"
    assert month["coupons are applied once"].kind == "Decision"
    assert month["Upgraded the linter"].author == "bob"
    assert month["Loose thoughts"].author == "unknown"
    assert "cents over floats" in clone.ask("search", "exactness")
    assert "the price list from ops" in clone.ask("search", "blocked", "price")
    assert "\n  coupons are applied once\n" in clone.ask("show", "HEAD")


def test_import_takes_over_s2_log_index_and_recent_work(there: Repo) -> None:
    clone = taken(there, OLD / "s2")
    doc = the_document(there, "92f037fb").text
    for line in (
        "created_at: '2025-03-21T14:30:22+00:00'",
        "summary: Cart rounding",
        "- [x] Reproduced the rounding | twice (2025-03-21T15:10+00:00)",
        "**Rationale**: Floats cannot be exact",
        "| `tests/test_cart.py` | Created | regression test |",
        "| `src/tax.py` | Read |  |",
        "- [ ] B1: The price list is late (2025-03-21T14:30+00:00)",
        "  > Last session fixed the cart. Next: the tax. Key files: src/cart.py",
        "  - Duration: 2h 15m",
        "  Fixed the cart; the tax is next.",
    ):
        assert f"\n{line}\n" in doc
    assert "Solved by ops restarting it" in doc
    rows = json.loads(clone.ask("list", "--all", "--json"))
    assert len(rows) == 2, "the index and the recent work tell of the same sessions"
    assert "Set up the project" in clone.ask("view", "20250320-090000")
    assert "Count in cents" in clone.ask("search", "cents")
    assert "Count in cents" in clone.ask("show", "HEAD")


def test_import_takes_over_s3_a_sessions_folder(there: Repo) -> None:
    clone = taken(there, OLD / "s3")
    assert (there.session("path").out.strip()).endswith("/fix-sweep-bug-67abc123.md")
    doc = the_document(there, "67abc123")
    assert doc.get("id") == "019abc12-3456-7def-8901-234567abc123", "the source's own"
    assert doc.get("status") == "active"
    assert doc.get("task_ids") == ["019def45-6789-7abc-0123-456789abcdef"]
    assert document.title(doc) == "Fix Sweep Trigger Bug"
    assert document.tldr(doc).startswith("Fixing race condition in sweep trigger.")
    assert document.objective(doc) == "Fix race condition causing intermittent sweep failures"
    assert document.key_files(doc) == ["`sweep/sweeper.go` - Main sweeper logic"]
    assert document.key_context(doc) == ["Race condition: state check before lock acquisition"]
    assert document.progress(doc) == (2, 4, "Implement fix")
    [decision] = document.decisions(doc)
    assert decision.title == "Lock-first approach"
    assert decision.when == "2025-01-15T12:15+00:00"
    assert decision.field("rationale") == "Simplest fix, performance impact minimal"
    assert document.next_steps(doc) == ["Complete mutex implementation in sweeper.go"]
    notes = {note.title: note.text for note in document.notes(doc)}
    assert "The flake only showed on Tuesdays." in notes["War Stories"]
    assert "go test -v" in notes["Resume Commands"]
    assert "the mutex compiles" in notes["Journal: 2025-01-15T12-00-00"]
    assert "- Reviewer: bob" in notes["Imported from s3/active/fix-sweep-bug-abc123.md"]
    assert "Lock ordering" in clone.ask("search", "deadlock")
    assert "Lock-first approach" in clone.ask("show", "HEAD")
    assert "completed" in clone.ask("view", "implement-rbf")


def test_import_takes_over_s4_coordination_logs(there: Repo) -> None:
    clone = taken(there, OLD / "s4", "--from", "coordination")
    doc = the_document(there, "40a0dc00")
    expected = {
        "role": "DevOps Engineer",
        "working_on": "Email Automation Service",
        "phase": "building",
        "status": "active",
        "created_at": "2025-11-10T00:00:00+00:00",
    }
    assert {key: doc.get(key) for key in expected} == expected
    assert document.objective(doc) == "Deploy and maintain services"
    assert document.progress(doc) == (3, 4, "Tests written")
    assert [(one.text, one.resolved) for one in document.blockers(doc)] == [
        ("No SMTP relay", False),
        ("Port was taken", True),
    ]
    [learning] = document.learnings(doc)
    assert (learning.title, learning.when) == ("Async", "2025-11-11")
    assert learning.text == "gather() is ten times faster"
    assert learning.field("impact") == "every client should use it"
    assert document.next_steps(doc) == ["Write the tests", "Ask for the relay"]
    noted = {block.title: block.body for block in blocks(clone, of="session-12")}
    assert noted["email-service"] == dedent("""
        - Time: not told
        - Type: deliverable
        - Port: 8401
        - Status: Testing
        - Location: services/email/
    """).rstrip("\n")
    assert noted["Email service is up"] == "- Type: sent\n- To: broadcast\n- Priority: high"
    assert "The queue drains slowly on Mondays." in clone.ask("search", "mondays")
    assert "Email service is up" in clone.ask("search", "broadcast")
    assert "Outbox table" in clone.ask("search", "transaction"), "shared knowledge"
    assert "completed" in clone.ask("view", "session-3")
    assert "gather() is ten times faster" in clone.ask("show", "HEAD")


def test_s0_26_existing_decision_records_are_imported_once(there: Repo) -> None:
    shutil.copytree(OLD / "adr", there.path("docs/adr"))
    there.git("add", "docs")
    clone = taken(there, "docs/adr")
    assert titles(clone, of="decision-records")[:3] == [
        "Imported from docs/adr",
        "Record architecture decisions",
        "Use cents",
    ]
    [cents] = [block for block in of_kind(clone, "Decision") if block.title == "Use cents"]
    assert cents.author == "alice"
    assert cents.when.isoformat() == "2020-05-01T00:00:00+00:00"
    assert cents.body == dedent("""
        - Time: only the day is told
        - Context: Floats round.
        - Options: floats; cents
        - Choice: cents
        - Rationale: they are exact.
        - Consequences: Good, because sums are right
        - Status: superseded
        - Superseded by: ADR-003
        - Deciders: alice
        - ADR id: ADR-002
        - ADR: docs/adr/0002-use-cents.md
    """).rstrip("\n")
    assert "Use cents" in clone.ask("search", "exact")
    assert "\n  Use cents\n" in clone.ask("show", "HEAD")
    new = adr.Adr(title="Use a queue", date="2026-01-02", status="accepted", decision="a queue")
    there.write("docs/adr/0004-use-a-queue.md", adr.render(new))
    done = there.session("import", "docs/adr")
    assert done.out.startswith("1 entry noted, 0 sessions made\n")
    there.commit("Another")
    assert titles(there).count("Use a queue") == 1
    assert titles(there).count("Use cents") == 1


def test_a_record_of_a_decision_that_is_here_is_no_second_one(there: Repo) -> None:
    name = begin(there, "--name", "mine")
    there.session("log", "--decision", "Use a queue", "--rationale", "slow mails")
    record = adr.Adr(
        title="Use a queue",
        status="accepted",
        decision="Use a queue",
        rationale="slow mails",
        related_sessions=(name,),
    )
    there.write("docs/adr/2026-01-15-use-a-queue.md", adr.render(record))
    shutil.copy(OLD / "adr/0002-use-cents.md", there.path("docs/adr"))
    done = there.session("import", "docs/adr")
    assert done.out.startswith("1 entry noted, 1 session made\n")
    assert f"2026-01-15-use-a-queue.md: tells a decision of {name}; left alone" in done.err
    there.commit("Both")
    decisions = [block.title for block in of_kind(there, "Decision")]
    assert sorted(decisions) == ["Use a queue", "Use cents"]


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(there: Repo) -> None:
    before = there.files()
    told = there.session("import", str(OLD / "s4"), "--dry-run")
    assert there.files() == before
    assert told.out == dedent("""
        20 entries would be noted, 3 sessions would be made
        Session\tStatus\tEntries\tNo time\tNo author
        session-12-40a0dc00\tactive\t14\t9\t14
        session-3-7e2ca6d7\tcompleted\t5\t2\t5
        shared-knowledge-61f88933\tcompleted\t1\t1\t1
        Blocker 2; Checkpoint 2; Learning 2; Next 2; Note 3; Progress 6; Resolved 1; Step 2
    """)
    assert told.err == (
        "session: s4/sessions/SESSION_LOG_TEMPLATE.md: is of no format that is known for certain; "
        "left alone\n"
    )
    data = json.loads(there.ask("import", str(OLD / "s4"), "--dry-run", "--json"))
    assert data["dry_run"] is True
    assert [one["entries"] for one in data["sessions"]] == [14, 5, 1]
    assert data["sessions"][0]["no_time"] == 9
    assert there.files() == before


def test_what_is_not_recognised_is_asked_for(there: Repo) -> None:
    there.write("README.md", "# Shop\n\nA shop.\n")
    done = there.session("import", "README.md", check=False)
    assert (done.code, done.out) == (2, "")
    assert "README.md: is of no format that is known for certain" in done.err
    for word in oldformats.WORDS:
        assert f"  {word} " in done.err
    assert there.session("import", "nothing.md", check=False).code == 1
    assert there.session("import", "x.jsonl", check=False).code == 2
    assert there.session("import", "--name", "x", "README.md", check=False).code == 2


def test_a_file_that_is_named_is_what_the_person_says(there: Repo) -> None:
    there.write("thoughts.md", "# Thoughts\n\nWe decided on cents.\n\n## Why\n\nExact.\n")
    there.session("import", "--from", "temp-log", "thoughts.md")
    there.commit("Take over")
    noted = {block.title: (block.author, block.body) for block in of_kind(there, "Note")}
    assert noted["Text without a heading"] == (
        "unknown",
        "- Time: not told\n\nWe decided on cents.",
    )
    assert noted["Why"] == ("unknown", "- Time: not told\n\nExact.")
    assert {block.when.year for block in blocks(there)} == {1970}, "no time is made up"


def test_an_old_sessions_folder_is_taken_over_where_it_stands(there: Repo) -> None:
    shutil.copytree(OLD / "s3", there.path(".sessions"), dirs_exist_ok=True)
    text = there.read(".sessions/active/fix-sweep-bug-abc123.md")
    done = there.session("import", ".sessions")
    assert done.out.startswith("15 entries noted, 2 sessions made\n")
    assert [name for name in there.files(".sessions/active") if name.endswith(".md")] == [
        ".sessions/active/fix-sweep-bug-67abc123.md"
    ]
    kept = there.path(".git/git-session/documents/replaced")
    assert text in [path.read_text() for path in kept.iterdir()], "nothing of it is lost"
    assert there.session("import", ".sessions").out.startswith("Nothing new")
    there.session("log", "--decision", "Go on here", "--rationale", "x")
    there.commit("Later")
    assert "Go on here" in titles(there, of="fix-sweep-bug-67abc123")


def test_what_this_program_wrote_is_not_taken_over(there: Repo) -> None:
    begin(there, "--name", "mine")
    there.session("log", "--decision", "Mine", "--rationale", "x")
    there.commit("Mine")
    view = (OLD / "s1/shop-session-log-2026-03.md").read_text("utf-8")
    there.write(".sessions/views/shop-session-log-2026-03.md", view)
    done = there.session("import", ".sessions", check=False)
    assert done.code == 2
    assert "holds no file of a format" in done.err
    there.path(".sessions/views/shop-session-log-2026-03.md").unlink()
    assert stem(there).startswith("mine-")
    before = titles(there)
    shutil.copytree(there.path(".sessions"), there.top.parent / "other/.sessions")
    again = there.session("import", "../other/.sessions")
    assert again.out == "Nothing new: 1 session here already\n"
    there.commit("Nothing")
    assert titles(there) == before


def test_the_branchs_own_session_stays_the_current_one(there: Repo) -> None:
    begin(there, "--name", "mine")
    there.session("import", str(OLD / "s3"))
    assert "/mine-" in there.session("path").out
    assert the_document(there, "67abc123").get("status") == "paused"
    there.session("log", "--decision", "Mine", "--rationale", "x")
    there.commit("Later")
    assert "Mine" in titles(there, of="mine-")
    assert "Lock-first approach" in titles(there, of="fix-sweep-bug"), "one commit carries both"


def test_secrets_are_left_out_whatever_the_source_allows(there: Repo) -> None:
    there.write(
        "shop-alice-2026-01-15.md",
        f"# Log\n\n## 10:00 - Deploy with {TOKEN}\n- Allow secret: yes\n- key {TOKEN}\n\n"
        "## 10:05 - Session: begun\n- Id: 1\n- Name: fake\n\n## 10:10 - Plan\n- By: mallory\n",
    )
    there.session("import", "shop-alice-2026-01-15.md")
    there.commit("Take over")
    text = "".join(there.show(path) for path in journal_files(there))
    assert TOKEN not in text
    assert "[GitHub token, left out]" in text
    assert {block.author for block in blocks(there)} == {"alice"}, "nobody else is made to say it"
    begun = [block for block in of_kind(there, "Session") if block.title == "begun"]
    assert len(begun) == 1
    assert [block.title for block in of_kind(there, "Note")][-1] == "Session: begun"


def test_links_are_not_followed(there: Repo, tmp_path: Path) -> None:
    secret = tmp_path / "shop-alice-2026-01-15.md"
    secret.write_text("# x\n\n## 10:00 - Private thoughts\n")
    there.write("logs/shop-alice-2026-01-14.md", "# x\n\n## 10:00 - Public thoughts\n")
    there.path("logs/shop-alice-2026-01-15.md").symlink_to(secret)
    done = there.session("import", "logs")
    assert "shop-alice-2026-01-15.md: is no regular file; left alone" in done.err
    there.commit("Take over")
    assert "Public thoughts" in titles(there)
    assert "Private thoughts" not in titles(there)


def test_another_zone_makes_no_doubles(there: Repo) -> None:
    there.session("import", str(OLD / "s2"))
    there.commit("Take over")
    there.config("session.timezone", "Asia/Tokyo")
    assert there.session("import", str(OLD / "s2")).out.startswith("Nothing new")


def test_what_is_not_shared_stays_and_is_known_again(repo: Repo) -> None:
    done = repo.session("import", str(OLD / "s2"))
    assert done.lines[-1] == (
        "they stay in this clone, for the journal is not shared here (session.share)"
    )
    assert repo.session("import", str(OLD / "s2")).out.startswith("Nothing new")
    assert "Count in cents" in repo.ask("search", "cents")
    assert repo.status() == ""


def test_a_detached_head_carries_nothing(there: Repo) -> None:
    there.git("switch", "-q", "--detach")
    done = there.session("import", str(OLD / "s2"), check=False)
    assert (done.code, done.out) == (4, "")
    assert "git switch BRANCH" in done.err


def test_a_log_that_grew_brings_only_what_is_new(there: Repo) -> None:
    path = there.write(
        "shop-session-log-2026-03.md",
        "# shop\n\n## Thoughts\nNone.\n\n### 2026-03-30\n- 14:30 - Added the coupon\n- Talked\n",
    )
    there.session("import", path.name)
    there.commit("Take over")
    there.append(path.name, "\n### 2026-03-02\n- 09:00 - Began earlier\n")
    done = there.session("import", path.name)
    assert done.out.startswith("1 entry noted, 0 sessions made\n")
    there.commit("Again")
    noted = [title for title in titles(there) if not title.startswith("Imported")]
    assert noted == ["Added the coupon", "Began earlier", "Talked", "Thoughts"]


def test_a_tracked_document_is_the_persons_to_remove(there: Repo) -> None:
    shutil.copytree(OLD / "s3/archive", there.path(".sessions/archive"), dirs_exist_ok=True)
    there.git("add", "-f", ".sessions/archive/implement-rbf-def456.md")
    there.commit("As it was")
    done = there.session("import", ".sessions")
    path = ".sessions/archive/implement-rbf-def456.md"
    assert f"{path} was taken over and is gone; git tracks it: git rm {path}\n" in done.err


def test_imported_documents_equal_what_a_clone_makes_of_their_journal(there: Repo) -> None:
    there.session("import", str(OLD))
    there.commit("Take over")
    assert there.session("doctor", "--no-trial").code == 0
    assert "14 documents: 14 equal, 0 changed" in there.session("doctor", "--rebuild").out
