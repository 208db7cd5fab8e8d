"""A glance at a session says what its sheet says, as far as it says anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from git_session.core import begun, grammar, unopened
from git_session.core.document import Facts
from git_session.core.glance import Arrival
from git_session.model import ABANDONED, ACTIVE, COMPLETED, NOTE, SESSION, Block

START = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
EAST = timezone(timedelta(hours=5, minutes=30))
WORDS = ("paused", "resumed", "reopened", "completed", "abandoned", "Completed", "used", "odd")
MOMENTS = st.builds(
    lambda seconds, zone: (START + timedelta(seconds=seconds)).astimezone(zone),
    st.integers(-3, 5),
    st.sampled_from([UTC, EAST]),
)
BRANCHES = st.sampled_from(["", "main", "fix/sweep"])


def begin(when: datetime, branch: str) -> Block:
    """The block that a session begins with."""
    return begun.begun_block(Facts("1", "fix", "", when, branch, None, None, "alice", "", "Fix"))


def mark(when: datetime, word: str) -> Block:
    return grammar.made(when, SESSION, word, "alice", "- Reason: so")


def note(when: datetime) -> Block:
    return grammar.made(when, NOTE, "seen", "bob", "")


BEGUN = st.builds(begin, MOMENTS, BRANCHES)
OTHERS = st.lists(
    st.one_of(st.builds(mark, MOMENTS, st.sampled_from(WORDS)), st.builds(note, MOMENTS)),
    max_size=6,
)
CAME = st.none() | st.builds(Arrival, st.just("main"), st.just("a" * 40), MOMENTS)


@given(st.lists(BEGUN, max_size=2), OTHERS, st.none() | MOMENTS, CAME)
@example([begin(START, "main")], [mark(START, "completed")], None, None)
@example([begin(START, "fix/sweep")], [], START, Arrival("main", "a" * 40, START))
def test_a_glance_says_what_the_sheet_says(
    begins: list[Block], others: list[Block], worked: datetime | None, came: Arrival | None
) -> None:
    blocks = grammar.ordered([*begins, *others])
    marks = [block for block in blocks if block.kind == SESSION]
    newest = max((block.when.timestamp() for block in blocks), default=0.0)
    seen = unopened.glance("fix", "state", marks[::-1], newest, worked, came)
    made = unopened.folded("fix", "state", blocks, worked, came)
    assert (seen is None) == (len(begins) != 1)
    if seen is not None:
        assert seen.updated == made.updated
        assert seen.status in (ACTIVE, made.status)
        if seen.status == ACTIVE and made.status in (COMPLETED, ABANDONED):
            ends = [block.when for block in marks if block.title.lower() not in ("begun", "used")]
            assert len(ends) != len(set(ends)), "of one second: the order of files tells"


def test_of_a_branch_with_an_odd_name_nothing_is_told_at_a_glance() -> None:
    assert unopened.glance("fix", "", [begin(START, "a\x01b")], 0.0, None, None) is None
