"""What was learned between two commits: `diff`, fit for a changelog."""

from __future__ import annotations

from git_session.core import moments, paint, rulings, telling
from git_session.core.page import Heading, Item, Items, Page, Text, items
from git_session.core.views import saying
from git_session.core.views.given import open_blockers
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    LEARNING,
    NOTE,
    PROGRESS,
    RESOLVED,
    TRIED,
    record,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from git_session.core.rulings import Superseding
    from git_session.core.views.given import Given, Noted

KINDS = (DECISION, NOTE, BLOCKER, RESOLVED, DONE, PROGRESS, LEARNING, DISCOVERY, TRIED)


@record
class Range:
    """Two commits: as a person named them, and their full hashes; how many lie between."""

    base: str
    tip: str
    base_hash: str
    tip_hash: str
    commits: int


@record
class Learned:
    """What was learned, each list in order of time.

    ``decided`` holds still; ``superseded`` are the ids or paths of decisions that do not since,
    with what took their places; ``opened`` is open still, ``closed`` what resolved something.
    """

    decided: tuple[Noted, ...]
    superseded: tuple[tuple[str, Superseding], ...]
    opened: tuple[Noted, ...]
    closed: tuple[Noted, ...]
    finished: tuple[Noted, ...]
    learned: tuple[Noted, ...]
    tried: tuple[Noted, ...]


def rows(given: Given, paths: Collection[str]) -> Learned:
    """What the journal files ``paths`` hold, of what was gathered."""
    found = [one for one in given.noted if one.source.path in paths]
    gone = rulings.superseded((one.id, one.entry) for one in found)

    def of(*kinds: str) -> tuple[Noted, ...]:
        return tuple(one for one in found if one.entry.kind in kinds)

    left = [one for one in of(DECISION) if one.id not in gone]
    return Learned(
        tuple(one for one in left if one.entry.field(rulings.ADR) not in gone),
        tuple(gone.items()),
        open_blockers(found),
        of(RESOLVED),
        of(DONE, PROGRESS),
        of(LEARNING, DISCOVERY),
        of(TRIED),
    )


def page(where: Range, told: Learned) -> Page:
    """What was learned, for people: a heading for each list that holds something."""
    lists = (
        ("Decisions", _items(told.decided)),
        ("Decisions that hold no more", [_gone(*one) for one in told.superseded]),
        ("Blockers and risks opened", _items(told.opened, paint.BLOCKER)),
        ("Blockers and risks closed", _items(told.closed)),
        ("Finished", _items(told.finished)),
        ("Learned", _items(told.learned)),
        ("Tried", _items(told.tried)),
    )
    things: list[Heading | Text | Items] = [Text(_extent(where), dim=True)]
    for title, found in lists:
        things += [Heading(title), *items(found)] if found else []
    count = sum(len(found) for _, found in lists)
    things += [] if count else [Text("Nothing was noted.", dim=True)]
    return Page(f"What was learned from {where.base} to {where.tip}", tuple(things), count)


def _extent(where: Range) -> str:
    return f"{where.commits} commit{'' if where.commits == 1 else 's'}"


def _items(found: Sequence[Noted], role: str = "") -> list[Item]:
    return [
        saying.item(one, "", saying.source(one))._replace(text=telling.title(one.entry), role=role)
        for one in found
    ]


def _gone(name: str, by: Superseding) -> Item:
    return Item(by.of or name, (f"Superseded by {rulings.said(by)}",))


def data(where: Range, told: Learned) -> dict[str, object]:
    """What was learned, for programs."""
    names = ("decided", "opened", "closed", "finished", "learned", "tried")
    return {
        "from": where.base_hash,
        "to": where.tip_hash,
        "commits": where.commits,
        "superseded": [_data(*one) for one in told.superseded],
        **{name: [saying.data(one) for one in getattr(told, name)] for name in names},
    }


def _data(name: str, by: Superseding) -> dict[str, object]:
    when = moments.iso(by.when) if by.when else None
    return {"id": name, "title": by.of, "by": by.by, "by_title": by.title, "when": when}
