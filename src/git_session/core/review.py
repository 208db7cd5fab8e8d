"""What the entries of some commits come to: decided, tried, found out, open, done.

What was resolved or done later among the same entries is open no more.
"""

from __future__ import annotations

from git_session.core.markdown import one_line
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    FILE,
    LEARNING,
    NEXT,
    NOTE,
    PROGRESS,
    RESOLVED,
    STEP,
    TRIED,
    record,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.recall import Recalled

DECISIONS = "Decisions"
ATTEMPTS = "Tried"
FOUND = "Discoveries and learnings"
BLOCKED = "Open blockers and risks"
SOLVED = "Resolved"
OPEN = "Next steps"
FINISHED = "Finished"
NOTES = "Notes"
SECTION_OF = {
    DECISION: DECISIONS,
    TRIED: ATTEMPTS,
    DISCOVERY: FOUND,
    LEARNING: FOUND,
    BLOCKER: BLOCKED,
    RESOLVED: SOLVED,
    STEP: OPEN,
    NEXT: OPEN,
    PROGRESS: FINISHED,
    DONE: FINISHED,
    NOTE: NOTES,
    FILE: "Files",
}
LAST = "Sessions"  # what the sessions said of themselves
ORDER = (DECISIONS, ATTEMPTS, FOUND, BLOCKED, OPEN, FINISHED, SOLVED, NOTES, "Files", LAST)
ENDS = {RESOLVED: (BLOCKER,), DONE: (STEP, NEXT)}


@record
class Section:
    """Entries of one sense, in order of time."""

    title: str
    entries: tuple[Recalled, ...]


def sections(found: Sequence[Recalled]) -> list[Section]:
    """``found`` (in order of time) by what the entries are, empty sections left out."""
    grouped: dict[str, list[Recalled]] = {title: [] for title in ORDER}
    for one in still_true(found):
        grouped[SECTION_OF.get(one.entry.kind, LAST)].append(one)
    return [Section(title, tuple(grouped[title])) for title in ORDER if grouped[title]]


def still_true(found: Sequence[Recalled]) -> list[Recalled]:
    """``found`` without the blockers that a later entry resolves and the steps that one finishes.

    The same text in any case is meant, as in a document, and each ends what stands before it.
    """
    left: list[Recalled] = []
    for one in found:
        kinds = ENDS.get(one.entry.kind, ())
        left = [other for other in left if not _is_ended(other, one, kinds)] if kinds else left
        left.append(one)
    return left


def _is_ended(other: Recalled, by: Recalled, kinds: tuple[str, ...]) -> bool:
    return (
        other.entry.kind in kinds
        and other.source.stem == by.source.stem
        and _same(other.entry.title, by.entry.title)
    )


def _same(one: str, other: str) -> bool:
    return one_line(one).casefold() == one_line(other).casefold()


def key(title: str) -> str:
    """A section's title as data calls it."""
    return title.lower().replace(" ", "_")
