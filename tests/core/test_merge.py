"""A document put in order: what the blocks made changes its place, what a person wrote stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from git_session.core import document, fold, grammar, merge
from git_session.core.document import Document
from git_session.core.template import Facts
from git_session.model import KINDS, Block

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
BLANK = document.new(FACTS)
TITLES = st.sampled_from(["Look", "Mend", "Test", "paused", "resumed", "Use a mutex"])


def block(minute: int, kind: str = "Decision", title: str = "x", body: str = "") -> Block:
    return grammar.made(START + timedelta(minutes=minute), kind, title, "alice", body)


BLOCKS = st.lists(
    st.builds(block, st.integers(1, 59), st.sampled_from(KINDS), TITLES),
    unique_by=grammar.identity,
    max_size=8,
)


def put_in_order(mine: Document, known: list[Block], fresh: list[Block]) -> Document:
    return merge.reordered(
        mine,
        base=fold.fold(BLANK, known),
        wanted=fold.fold(BLANK, grammar.ordered([*known, *fresh])),
        otherwise=fold.fold(mine, fresh),
    )


@given(BLOCKS, st.integers(0, 8))
@example([block(2, "Session", "resumed"), block(1, "Session", "paused")], 0)
def test_whoever_heard_of_what_first_ends_with_the_same(blocks: list[Block], cut: int) -> None:
    """Two clones take the same blocks in from opposite ends."""
    ordered = grammar.ordered(blocks)
    known, fresh = blocks[:cut], blocks[cut:]
    here = put_in_order(fold.fold(BLANK, known), known, fresh)
    there = put_in_order(fold.fold(BLANK, fresh), fresh, known)
    same = grammar.ordered([*known, *fresh]) == grammar.ordered([*fresh, *known]) == ordered
    assert here.text == fold.fold(BLANK, grammar.ordered([*known, *fresh])).text
    assert not same or here.text == there.text


@given(BLOCKS, st.integers(0, 8))
def test_what_was_edited_by_hand_stays_and_the_new_is_added(blocks: list[Block], cut: int) -> None:
    late = [block(60, title="kept")]
    known, fresh = [*blocks[:cut], *late], blocks[cut:]
    shown = fold.fold(BLANK, known)
    mine = Document(shown.name, shown.text.replace("**By**: alice", "**By**: alice, by hand", 1))
    mine = document.set_keys(mine, mine="own", label="my label")
    done = put_in_order(mine, known, fresh)
    assert "by hand" in done.text
    assert (done.get("mine"), done.get("label")) == ("own", "my label")
    titles = {item.title for item in document.decisions(done)}
    assert titles == {one.title for one in [*known, *fresh] if one.kind == "Decision"}


def test_sections_and_keys_of_ones_own_stay_where_they_are() -> None:
    known, fresh = [block(2, title="second")], [block(1, title="first")]
    shown = fold.fold(BLANK, known)
    mine = shown.text.replace("## Tried\n", "## Mine\r\nwords  \n\n## Tried\n")
    done = put_in_order(Document(shown.name, mine), known, fresh)
    assert "## Mine\r\nwords  \n\n## Tried\n" in done.text
    assert [item.title for item in document.decisions(done)] == ["first", "second"]


def test_a_section_that_a_person_took_away_comes_back_with_what_is_new_only() -> None:
    known = [block(2, title="second"), block(3, "Tried", "old way")]
    shown = fold.fold(BLANK, known)
    head, _, rest = shown.text.partition("## Tried\n")
    mine = Document(shown.name, head + "## " + rest.partition("\n## ")[2])
    done = put_in_order(mine, known, [block(1, "Tried", "older way")])
    assert [item.title for item in document.tried(done)] == ["older way"]
    done = put_in_order(mine, known, [block(1, title="first")])
    assert document.tried(done) == []
