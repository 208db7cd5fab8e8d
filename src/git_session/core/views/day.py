"""What was noted on a day, session by session: `today`, and the two days of `standup`."""

from __future__ import annotations

from datetime import datetime, timedelta

from git_session.core import moments
from git_session.core.page import Heading, Item, Items, Page, Text, items
from git_session.core.views import saying
from git_session.core.views.given import Given, Noted, Open, Sitting
from git_session.model import (
    BLOCKER,
    CHECKPOINT,
    DONE,
    NEXT,
    PROGRESS,
    RESOLVED,
    SESSION,
    UNTITLED,
    record,
    replace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, tzinfo

    from git_session.model import Entry

    Blocking = tuple[Sitting, Open]

WEEK = 7  # days that a standup looks back
FINISHED = (DONE, PROGRESS, RESOLVED)


@record
class Group:
    """What was noted in one session; ``sitting`` is None for one that is not known or not begun."""

    stem: str
    sitting: Sitting | None
    noted: tuple[Noted, ...]


@record
class Day:
    """A day on the reader's clock; the session noted in last comes first."""

    date: date
    groups: tuple[Group, ...]


def bounds(now: datetime, zone: tzinfo | None, back: int) -> tuple[datetime, datetime]:
    """Midnight before and after the day that was ``back`` days ago, on the reader's clock."""
    day = now.astimezone(zone).date() - timedelta(days=back)
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """When a day begins on the reader's clock (None: the system's zone)."""
    return moments.localised(datetime(day.year, day.month, day.day), zone)


def rows(given: Given, back: int = 0) -> Day:
    """What was noted ``back`` days ago."""
    start, end = bounds(given.now, given.zone, back)
    groups: dict[str, list[Noted]] = {}
    for one in given.noted:
        if start <= one.entry.when < end:
            groups.setdefault(one.source.stem, []).append(one)
    sittings = {one.stem: one for one in given.sessions}
    found = [Group(stem, sittings.get(stem), tuple(noted)) for stem, noted in groups.items()]
    found.sort(key=lambda group: group.noted[-1].entry.when, reverse=True)
    return Day(start.date(), tuple(found))


def page(given: Given, day: Day) -> Page:
    """The day for people."""
    things: list[Heading | Text | Items] = []
    for group in day.groups:
        things.append(Heading(saying.heading(group.sitting, group.stem)))
        told = [
            saying.item(one, saying.clock(given, one.entry.when), _from(one)) for one in group.noted
        ]
        things += items(told)
        left = _left(group.sitting)
        things += [Text(left, dim=True)] if left else []
    if not day.groups:
        things.append(Text("Nothing was noted.", dim=True))
    return Page(f"{day.date:%A} {day.date}", tuple(things), len(day.groups))


def _from(noted: Noted) -> str:
    return ", ".join(filter(None, (saying.who(noted), saying.where(noted))))


def _left(sitting: Sitting | None) -> str:
    if sitting is None or not sitting.is_open or not (sitting.current or sitting.next):
        return ""
    goes_on = sitting.current or sitting.next[0]
    return f"Next: {goes_on}"


def data(day: Day) -> dict[str, object]:
    """The day for programs."""
    return {
        "date": day.date.isoformat(),
        "sessions": [
            {
                "session": group.stem or None,
                "name": group.sitting.name if group.sitting else None,
                "status": group.sitting.status if group.sitting else None,
                "entries": [saying.data(one) for one in group.noted],
            }
            for group in day.groups
        ],
    }


@record
class Standup:
    """What was finished on the day before and today, what comes next, what blocks.

    ``author`` is "" for everybody; ``back`` says how many days ago the day before was.
    """

    author: str
    back: int
    before: Day
    today: Day
    plans: tuple[tuple[Sitting, str], ...]
    blocked: tuple[Blocking, ...]


def standup(given: Given, author: str) -> Standup:
    """The standup of ``author`` ("" for everybody).

    The day before is yesterday or, where nothing was noted then, the latest day of the last
    seven on which something was.
    """
    mine = [one for one in given.noted if not author or one.entry.author == author]
    told = replace(given, noted=tuple(mine))
    days = {given.local(one.entry.when).date() for one in mine}
    here = given.now.astimezone(given.zone).date()
    back = next((n for n in range(1, WEEK + 1) if here - timedelta(days=n) in days), 1)
    own = [one for one in given.sessions if one.is_open and (not author or author in authors(one))]
    plans = [(one, text) for one in own for text in plan(one)]
    blocked = [(one, blocker) for one in own for blocker in one.blockers]
    return Standup(author, back, rows(told, back), rows(told), tuple(plans), tuple(blocked))


def authors(sitting: Sitting) -> tuple[str, ...]:
    """Who noted something in a session, as its frontmatter says."""
    return sitting.texts("authors")


def plan(sitting: Sitting) -> tuple[str, ...]:
    """What comes next in a session: what is being worked on, the current step, its next steps."""
    first = (sitting.now,) if sitting.now else ()
    step = (sitting.current,) if sitting.current else sitting.left[:1]
    return tuple(dict.fromkeys([*first, *step, *sitting.next]))


def standup_page(given: Given, told: Standup) -> Page:
    """The standup for people: four short lists."""
    things: list[Heading | Text | Items] = []
    everybody = not told.author
    shown = (
        (_before(told), _finished(told.before, everybody=everybody)),
        ("Today so far", _finished(told.today, everybody=everybody)),
        ("Next", [Item(text, note=one.name) for one, text in told.plans]),
        ("Blockers", [_blocker(given, one, blocker) for one, blocker in told.blocked]),
    )
    for head, found in shown:
        things.append(Heading(head))
        things += items(found) or [Text("None.", dim=True)]
    of = f" of {told.author}" if told.author else ""
    return Page(f"Standup{of}", tuple(things), sum(len(found) for _, found in shown))


def _before(told: Standup) -> str:
    said = f"{told.before.date:%A} {told.before.date}"
    return f"Yesterday, {said}" if told.back == 1 else f"{said}; nothing was noted since"


def _finished(day: Day, *, everybody: bool) -> list[Item]:
    """What was done; of sessions in which only other things were noted, these."""
    found = []
    for group in day.groups:
        done = [one for one in group.noted if one.entry.kind in FINISHED]
        others = [one for one in group.noted if _says_more(one.entry)]
        name = group.sitting.name if group.sitting else group.stem
        for one in done or others:
            who = saying.who(one) if everybody else ""
            found.append(saying.item(one, "", ", ".join(filter(None, (name, who))), full=False))
    return found


def _says_more(entry: Entry) -> bool:
    """Whether it tells of work beyond what is next, what blocks and that something was saved."""
    saved = entry.kind == CHECKPOINT and entry.title == UNTITLED
    return not saved and entry.kind not in (NEXT, BLOCKER, SESSION)


def _blocker(given: Given, sitting: Sitting, blocker: Open) -> Item:
    note = ", ".join(filter(None, (sitting.name, saying.standing(given, blocker))))
    return Item(blocker.text, note=note, role=saying.ROLES[BLOCKER])


def standup_data(told: Standup) -> dict[str, object]:
    """The standup for programs."""
    return {
        "author": told.author or None,
        "before": data(told.before),
        "today": data(told.today),
        "next": [{"session": one.stem, "text": text} for one, text in told.plans],
        "blockers": [blocker_data(one, blocker) for one, blocker in told.blocked],
    }


def blocker_data(sitting: Sitting, blocker: Open) -> dict[str, object]:
    """A blocker that is open, for programs."""
    return {
        "session": sitting.stem,
        "number": blocker.number,
        "text": blocker.text,
        "since": blocker.since or None,
        "waiting_on": blocker.waiting_on or None,
    }
