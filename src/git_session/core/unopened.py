"""A session that only a journal knows: glanced at, or its blocks folded into its sheet."""

from __future__ import annotations

from git_session.core import begun, document, entries, fold, sheet
from git_session.core.glance import Glance
from git_session.core.sheet import Sheet
from git_session.core.views.given import OF_JOURNAL
from git_session.model import ABANDONED, ACTIVE, COMPLETED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from git_session.core.glance import Arrival
    from git_session.model import Block

ENDS = {"completed": COMPLETED, "abandoned": ABANDONED}
GOES_ON = ("paused", "resumed", "reopened")


def folded(
    stem: str,
    facts: str,
    blocks: Sequence[Block],
    worked: datetime | None,
    came: Arrival | None,
) -> Sheet:
    """What the journal alone says of a session; of one whose begin it lacks, little.

    It was worked on last when its newest commit was made, and is over where it ``came`` to the
    base of another branch, as documents have it. ``blocks`` are in the order of time.
    """
    begin = next(filter(None, map(begun.begin_facts, blocks)), None)
    if begin is None:
        return Sheet(OF_JOURNAL, stem, facts)
    doc = fold.fold(document.new(begin), blocks)
    if came and came.branch != doc.get("git_branch"):
        doc = fold.merged(doc, into=came.branch, commit=came.commit, when=came.when, worked=worked)
    elif worked:
        doc = fold.touched(doc, worked)
    return sheet.of(OF_JOURNAL, stem, doc, facts)


def of_sheet(made: Sheet, worked: datetime | None, came: Arrival | None) -> Glance:
    """The glance at a session that was folded."""
    return Glance(made.stem, made.facts, made.updated, made.status, worked, came)


def glance(
    stem: str,
    facts: str,
    marks: Sequence[Block],
    newest: float,
    worked: datetime | None,
    came: Arrival | None,
) -> Glance | None:
    """The glance at a session by its ``Session:`` blocks and the time of its ``newest`` block.

    None where only folding can tell: where it began twice or never, or on a branch whose name is
    none.
    """
    begins = [block for block in marks if block.title.lower() == begun.BEGUN]
    if len(begins) != 1:
        return None
    branch = entries.entries(begins[0])[0].field("branch")
    if not branch.isprintable():
        return None
    merged = came is not None and came.branch != branch
    moments = [worked, came.when if came and merged else None]
    updated = max([newest, *(when.timestamp() for when in moments if when)])
    return Glance(stem, facts, updated, COMPLETED if merged else _status(marks), worked, came)


def _status(marks: Iterable[Block]) -> str:
    """How the session ended; ``ACTIVE`` where it did not, or where that cannot be told so."""
    ended = [(block.when, block.title.lower()) for block in marks if block.title.lower() in ENDS]
    last = max(ended, default=None)
    on = max((block.when for block in marks if block.title.lower() in GOES_ON), default=None)
    if last is None or (on and on >= last[0]):
        return ACTIVE
    same = {word for when, word in ended if when == last[0]}
    return ENDS[last[1]] if len(same) == 1 else ACTIVE
