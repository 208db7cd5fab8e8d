"""Hand edits as blocks: what a person changed arrives in every clone, and nobody's text is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import document, edits, entries, fold, grammar, journal
from git_session.core.document import Document
from git_session.core.markdown import heading_text
from git_session.core.template import Facts
from git_session.model import Block, Journal

START = datetime(2026, 1, 15, 10, tzinfo=UTC)
FACTS = Facts(
    id="019abc12-3456-7def-8901-234567890abc",
    shortname="sweep",
    label="2026-01-15-a",
    created=START,
    branch="feat",
    head=None,
    base="main",
    author="alice",
    client="",
    goal="Fix it",
)
NEW = fold.fold(document.new(FACTS), [fold.begun_block(FACTS)])
# Lines that a document may hold, among them what could pass for a heading, a fence, a diff.
LINES = st.sampled_from(
    [
        "",
        "a",
        "b",
        "- c",
        "1. d",
        "  e",
        "+f",
        "-g",
        "~~~",
        "```",
        "~~~diff",
        "ä ö",
        "**x**: y",
        "### h",
    ]
)
TEXTS = st.lists(LINES, max_size=6)


def after(doc: Document, section: str, lines: list[str]) -> Document:
    """The document as a person leaves it who writes ``lines`` into a section."""
    head, title, rest = doc.text.partition(f"## {heading_text(section)}\n")
    if not title:
        return Document(
            doc.name,
            "\n".join([doc.text.rstrip("\n"), "", f"## {heading_text(section)}", *lines, ""]),
        )
    end = rest.find("\n## ")
    below = rest[end:] if end >= 0 else ""
    return Document(
        doc.name, "\n".join([f"{head}{title}".rstrip("\n"), *lines, below.lstrip("\n")])
    )


def edited(before: Document, later: Document, minute: int, author: str = "alice") -> list[Block]:
    """The edits, once written to a journal file and read again."""
    when = START + timedelta(minutes=minute)
    blocks = edits.found(document.draft(before), document.draft(later), when, author)
    carried = Journal("i", "s", author, "", None, None, tuple(blocks))
    found = journal.parse(journal.render(carried), "x.md").blocks
    assert list(found) == blocks
    return blocks


def body(doc: Document, section: str) -> list[str]:
    rest = doc.text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return rest.strip("\n").split("\n") if rest.strip("\n") else []


def paragraph(doc: Document, text: str) -> Document:
    return Document(doc.name, doc.text.replace("_Fix it._", text))


def test_nothing_changed_says_nothing() -> None:
    assert edited(NEW, NEW, 1) == []
    ticked = Document(NEW.name, NEW.text.replace("- None currently", "- [ ] B1: by hand"))
    assert edited(NEW, ticked, 1) == [], "what entries make is not a curated section"


def test_a_tldr_written_by_hand_arrives() -> None:
    later = paragraph(NEW, "My own words.\nAnd more.")
    folded = fold.fold(NEW, edited(NEW, later, 1))
    assert document.tldr(folded) == "My own words.\nAnd more."
    assert body(folded, "TL;DR (Read This First)") == body(later, "TL;DR (Read This First)")


@given(
    TEXTS,
    TEXTS,
    st.sampled_from(["Next Steps", "Notes", "Context", "Ideas", "14:30 - Mine", "C #"]),
)
def test_every_edit_arrives_to_the_letter(was: list[str], now: list[str], section: str) -> None:
    """From any text to any other, and a second time nothing is left to do."""
    before = after(NEW, section, was)
    later = after(before, section, now)
    blocks = edited(before, later, 1)
    folded = fold.fold(before, blocks)
    want = edits.found(document.draft(folded), document.draft(later), START, "alice")
    assert want == [], "the documents hold the same curated text"
    assert fold.fold(folded, blocks) == folded


@given(st.text(max_size=200))
def test_a_block_that_anybody_may_have_written_is_read(text: str) -> None:
    block = grammar.made(START, "Session", "edited", "eve", f"- Section: Next Steps\n{text}")
    folded = fold.fold(NEW, [block])
    assert fold.fold(folded, [block]).text.count("## Next Steps") == folded.text.count(
        "## Next Steps"
    )


@pytest.mark.parametrize("section", ["Decisions", "Commits", "Progress", "", "Session: sweep"])
def test_an_edit_cannot_reach_what_is_not_curated(section: str) -> None:
    text = f"- Section: {section}\n~~~diff\n+by force\n~~~"
    folded = fold.fold(NEW, [grammar.made(START, "Session", "edited", "eve", text)])
    shown = folded.text.replace("## Session: sweep\nby force\n", "")
    assert "by force" not in shown


def test_two_who_write_the_same_paragraph_both_find_their_text() -> None:
    ours = edited(NEW, paragraph(NEW, "Alice's words."), 1)
    theirs = edited(NEW, paragraph(NEW, "Bob's words."), 2, "bob")
    folded = fold.fold(NEW, [*ours, *theirs])
    assert document.tldr(folded).split("\n") == [
        "Bob's words.",
        "",
        "*alice, 2026-01-15T10:01+00:00:*",
        "",
        "Alice's words.",
    ]
    assert fold.fold(folded, [*ours, *theirs]) == folded
    assert "<<<<" not in folded.text


def test_who_saw_the_other_text_replaces_it() -> None:
    first = edited(NEW, paragraph(NEW, "One."), 1)
    seen = fold.fold(NEW, first)
    second = edited(seen, Document(seen.name, seen.text.replace("One.", "Two.")), 2, "bob")
    assert document.tldr(fold.fold(seen, second)) == "Two."
    assert document.tldr(fold.fold(NEW, [*first, *second])) == "Two."


def test_two_who_add_to_the_same_list_both_find_their_line() -> None:
    shown = after(NEW, "Next Steps", ["1. one", "2. two"])
    ours = edited(shown, after(shown, "Next Steps", ["1. one", "1b. ours", "2. two"]), 1)
    theirs = edited(shown, after(shown, "Next Steps", ["1. one", "2. two", "3. theirs"]), 2, "bob")
    folded = fold.fold(shown, [*ours, *theirs])
    assert body(folded, "Next Steps") == ["1. one", "1b. ours", "2. two", "3. theirs"]


def test_what_is_noted_meanwhile_stays_beside_an_edit() -> None:
    shown = after(NEW, "Next Steps", ["1. one", "2. two"])
    ours = edited(shown, after(shown, "Next Steps", ["1. one, really", "2. two"]), 2)
    noted = grammar.made(START + timedelta(minutes=1), "Next", "three", "bob", "")
    folded = fold.fold(shown, [noted, *ours])
    assert body(folded, "Next Steps") == ["1. one, really", "2. two", "3. three"]


def test_a_section_taken_away_goes_unless_somebody_wrote_in_it() -> None:
    shown = after(NEW, "Ideas", ["one"])
    gone = edited(shown, NEW, 2)
    assert "## Ideas" not in fold.fold(shown, gone).text
    more = edited(shown, after(shown, "Ideas", ["one", "two"]), 1, "bob")
    assert body(fold.fold(shown, [*more, *gone]), "Ideas") == ["two"]
    other = edited(shown, after(shown, "Ideas", ["other"]), 1, "bob")
    assert body(fold.fold(shown, [*other, *gone]), "Ideas") == ["other"]


def test_a_new_section_stands_where_it_stood() -> None:
    text = NEW.text.replace("## Decisions\n", "## Ideas\nfirst\n\n## Decisions\n")
    folded = fold.fold(NEW, edited(NEW, Document(NEW.name, text), 1))
    assert folded.text.replace("10:01", "10:00") == text
    twice = Document(NEW.name, text.replace("## Tried\n", "## Ideas\nsecond\n\n## Tried\n"))
    folded = fold.fold(NEW, edited(NEW, twice, 1))
    assert folded.text.replace("10:01", "10:00") == twice.text


def test_the_edit_is_easy_to_read() -> None:
    shown = after(NEW, "Next Steps", ["1. Add the regression test", "2. Ask ops"])
    later = after(shown, "Next Steps", ["1. Add the regression test", "2. Ask ops about the port"])
    [block] = edited(shown, later, 1)
    assert block.body.split("\n") == [
        "- Section: Next Steps",
        "~~~diff",
        " 1. Add the regression test",
        "-2. Ask ops",
        "+2. Ask ops about the port",
        "~~~",
    ]
    assert edits.is_edit(block)
    assert entries.entries(block)[0].field("section") == "Next Steps"
