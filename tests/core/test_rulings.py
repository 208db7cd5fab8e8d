"""What is said of decisions later: which hold no more, and how that is written and read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from git_session.core import entries, grammar, markdown, rulings
from git_session.core.rulings import Superseding
from git_session.model import DECISION, NOTE, Entry

WHEN = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
OLD, NEW = "0f9312ebeacd0191", "1de49f171182212f-2"
REFERENCES = st.sampled_from([OLD, NEW, "docs/adr/2026-01-15-a.md", "docs/my adr/a.md.d/x.md"])


def decision(title: str, *fields: tuple[str, str], minutes: int = 0) -> Entry:
    return Entry(WHEN + timedelta(minutes=minutes), DECISION, title, "alice", fields)


@given(REFERENCES, st.text(max_size=30))
def test_what_names_a_decision_is_read_as_it_was_written(reference: str, title: str) -> None:
    assert rulings.cited(rulings.citation(reference, title)) == (
        reference,
        markdown.one_line(title).strip(),
    )


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    reference, title = rulings.cited(text)
    assert not reference or rulings.is_id(reference) or reference.endswith(".md")
    assert markdown.one_line(f"{reference} {title}") == markdown.one_line(text)


@given(REFERENCES, REFERENCES, st.text(max_size=30))
def test_a_note_says_what_takes_the_place_of_what(old: str, new: str, title: str) -> None:
    block = rulings.supersede(WHEN, "alice", (old, title), (new, "Use a mutex"))
    text = grammar.render(block, "alice")
    [parsed] = grammar.parse(text, author="alice", day=None, zone=UTC, fallback=WHEN)
    assert parsed == block
    [entry] = entries.entries(parsed)
    assert rulings.is_one(entry)
    told = rulings.superseded([("x", entry)])
    if old == new:
        assert told == {}
    else:
        words = markdown.one_line(title).strip()
        assert told == {old: Superseding(new, "Use a mutex", WHEN, words)}


def test_what_was_said_last_counts_and_nothing_supersedes_itself() -> None:
    first = decision("A", ("supersedes", f"{OLD} x\n{NEW} y"))
    last = decision("B", ("supersedes", OLD), minutes=1)
    told = rulings.superseded([("b" * 16, last), ("a" * 16, first)])
    assert {name: one.title for name, one in told.items()} == {OLD: "B", NEW: "A"}
    assert rulings.superseded([(OLD, first)]).keys() == {NEW}


def test_a_record_that_was_taken_over_says_it_of_itself() -> None:
    entry = decision("A", ("superseded by", "ADR-004"))
    told = rulings.superseded([(OLD, entry)])
    assert told == {OLD: Superseding("", "ADR-004", None, "A")}
    assert rulings.said(told[OLD]) == '"ADR-004"'


def test_a_decision_that_holds_no_more_is_marked() -> None:
    known = {OLD: Superseding(NEW, "Use a mutex", WHEN)}
    entry = decision("Use channels", ("rationale", "why"))
    marked = rulings.marked(entry, OLD, known)
    assert marked.fields[0] == ("superseded by", '"Use a mutex" (1de49f17) on 2026-01-15')
    assert rulings.marked(entry, NEW, known) == entry
    note = Entry(WHEN, NOTE, "x", "alice")
    assert rulings.marked(note, OLD, known) == note
