"""What a document made anew takes over from the old one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from git_session.core import carry, document, fold, tables
from git_session.core.document import Document, Facts
from git_session.model import Block, Commit

START = datetime(2026, 1, 15, 10, tzinfo=UTC)
FACTS = Facts("x", "sweep", "label", START, "fix", None, "main", "alice", "", steps=("a", "b"))


def later(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def noted(kind: str, title: str, minutes: int, body: str = "") -> Block:
    return Block(later(minutes), kind, title, "alice", body)


BLOCKS = [
    noted("Decision", "Use a mutex", 1, "- Rationale: simple"),
    noted("File", "a.py", 2, "- Action: created\n- Notes: new"),
    noted("Done", "a", 3),
]


def fresh() -> Document:
    return fold.fold(document.new(FACTS), BLOCKS)


def lived() -> Document:
    """The same with all that git and a merge wrote into it."""
    doc = fold.set_files(fresh(), [("a.py", "Modified"), ("z.py", "Deleted")])
    doc = fold.add_commit(doc, Commit("1" * 40, later(4), "One | bar", ("a.md",)))
    doc = fold.stamped(doc, "fix", "1" * 40, [later(4)])
    doc = fold.merged(doc, into="main", commit="2" * 40, when=later(5))
    return fold.resume_prompt(doc)


def test_what_the_journal_tells_and_what_is_taken_over_is_the_whole_document() -> None:
    assert carry.carried(fresh(), lived(), ended=True).text == lived().text


def test_twice_is_once() -> None:
    once = carry.carried(fresh(), lived(), ended=True)
    assert carry.carried(once, lived(), ended=True).text == once.text


def test_a_session_that_goes_on_takes_its_status_from_the_journal() -> None:
    doc = carry.carried(fresh(), lived(), ended=False)
    assert (doc.get("status"), doc.get("merged_into")) == ("active", None)
    assert doc.get("git_last_commit") == "1" * 40


def test_keys_of_peoples_own_are_taken_over_and_time_never_goes_back() -> None:
    old = document.set_keys(lived(), reviewer="bob", updated_at="2026-01-15T09:00:00+00:00")
    doc = carry.carried(fresh(), old, ended=True)
    assert doc.get("reviewer") == "bob"
    assert doc.get("updated_at") == fresh().get("updated_at")


def test_rows_of_files_come_first_and_nothing_is_said_twice() -> None:
    draft = document.draft(fresh())
    tables.prepend_files(draft, [("z.py", "Deleted", ""), ("a.py", "Created", "old; new")])
    assert tables.files(draft) == [("z.py", "Deleted", ""), ("a.py", "Created", "old; new")]
    tables.prepend_files(draft, [])
    assert [path for path, _, _ in tables.files(draft)] == ["z.py", "a.py"]
