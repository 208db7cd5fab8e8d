"""What happened in a span of time, session by session: goal, what was finished, what blocks."""

from __future__ import annotations

from datetime import datetime, timedelta

from git_session.core import moments, paint
from git_session.core import since as spoken
from git_session.core.page import Heading, Item, Items, Page, Text, items
from git_session.core.views import day, saying
from git_session.core.views.given import Given, Noted, Open, Sitting
from git_session.errors import UsageError
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    PROGRESS,
    RESOLVED,
    SESSION,
    TRIED,
    record,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

WEEK = 7  # days, today among them
COMPLETED = (DONE, PROGRESS)
# What is counted: its name as data, the kinds that count, and what people call one and more.
COUNTED = (
    ("completed", COMPLETED, "completed", "completed"),
    ("decisions", (DECISION,), "decision", "decisions"),
    ("attempts", (TRIED,), "attempt", "attempts"),
    ("discoveries", (DISCOVERY,), "discovery", "discoveries"),
    ("blockers", (BLOCKER,), "blocker", "blockers"),
    ("resolved", (RESOLVED,), "resolved", "resolved"),
)


@record
class Span:
    """A span of time; ``end`` is not included. Both aware."""

    start: datetime
    end: datetime


def days(now: datetime, zone: tzinfo | None, count: int) -> Span:
    """So many days on the reader's clock, the last of them today."""
    return Span(day.bounds(now, zone, count - 1)[0], day.bounds(now, zone, 0)[1])


def between(now: datetime, zone: tzinfo | None, since: str, until: str) -> Span:
    """The span that a person names; a day named as its end is part of it, and today without one.

    Raises UsageError for what is no moment, and where the end is not behind the start.
    """
    try:
        end = _end(now, zone, until)
        start = _moment("--since", since, now, zone) if since else end - timedelta(days=WEEK)
    except OverflowError:
        raise UsageError(f"--until {until}: is where the calendar ends", "name another") from None
    if start >= end:
        raise UsageError(f"--until {until or 'today'}: is not after --since {since}")
    return Span(start, end)


def _end(now: datetime, zone: tzinfo | None, until: str) -> datetime:
    if not until:
        return day.bounds(now, zone, 0)[1]
    end = _moment("--until", until, now, zone)
    if moments.is_date(until.strip()) or until.strip().lower() in spoken.DAYS:
        return day.midnight(end.astimezone(zone).date() + timedelta(days=1), zone)
    return end


def _moment(option: str, text: str, now: datetime, zone: tzinfo | None) -> datetime:
    when = spoken.since(text, now, zone)
    if when is None:
        raise UsageError(f"{option} {text}: is no moment", f"say {spoken.FORMS}")
    return when


@record
class Row:
    """What was noted in one session; ``sitting`` is None for one that is not known or not begun."""

    stem: str
    sitting: Sitting | None
    noted: tuple[Noted, ...]

    def of(self, kinds: tuple[str, ...]) -> tuple[Noted, ...]:
        """The entries of these kinds."""
        return tuple(one for one in self.noted if one.entry.kind in kinds)


def rows(given: Given, fits: Callable[[Noted], bool]) -> tuple[Row, ...]:
    """The sessions of the entries that fit, the one noted in last first."""
    found: dict[str, list[Noted]] = {}
    for one in given.noted:
        if one.entry.kind != SESSION and fits(one):
            found.setdefault(one.source.stem, []).append(one)
    sittings = {one.stem: one for one in given.sessions}
    made = [Row(stem, sittings.get(stem), tuple(noted)) for stem, noted in found.items()]
    return tuple(sorted(made, key=lambda row: row.noted[-1].entry.when, reverse=True))


def totals(found: tuple[Row, ...]) -> dict[str, int]:
    """How much of each there is, counted from the rows."""
    counts = {name: sum(len(row.of(kinds)) for row in found) for name, kinds, _, _ in COUNTED}
    return {
        "sessions": len(found),
        "entries": sum(len(row.noted) for row in found),
        **counts,
        "open_blockers": sum(len(row.sitting.blockers) for row in found if row.sitting),
    }


def page(given: Given, span: Span, found: tuple[Row, ...], about: str = "") -> Page:
    """The digest for people; ``about`` says what it is restricted to."""
    things = [
        Text(_summary(found), dim=not found),
        *(thing for row in found for thing in _row(given, row)),
    ]
    return Page(f"Digest{about}: {_said(given, span)}", tuple(things), len(found))


def _said(given: Given, span: Span) -> str:
    start, end = given.local(span.start), given.local(span.end)
    last = end - timedelta(seconds=1)
    if (start.hour, start.minute, end.hour, end.minute) != (0, 0, 0, 0):
        return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    if start.date() == last.date():
        return f"{start:%A %Y-%m-%d}"
    return f"{start:%Y-%m-%d} to {last:%Y-%m-%d}"


def _summary(found: tuple[Row, ...]) -> str:
    if not found:
        return "Nothing was noted."
    counts = totals(found)
    said = [
        f"{counts[name]} {one if counts[name] == 1 else more}"
        for name, _, one, more in COUNTED
        if counts[name]
    ]
    sessions = saying.count(counts["sessions"], "session", "sessions")
    entries = saying.count(counts["entries"], "entry", "entries")
    blocked = counts["open_blockers"]
    tail = f" Open blockers: {blocked}." if blocked else ""
    return f"{': '.join(filter(None, [f'{sessions}, {entries}', ', '.join(said)]))}.{tail}"


def _row(given: Given, row: Row) -> list[Heading | Text | Items]:
    """A session: what it is for, what was finished and decided, what is open."""
    told = [*_about(row.sitting), *_noted(row, COMPLETED), *_noted(row, (DECISION,))]
    if row.sitting:
        told += [_blocker(given, one) for one in row.sitting.blockers]
    shown = sum(len(row.of(kinds)) for kinds in (COMPLETED, (DECISION,)))
    others = len(row.noted) - shown
    more = saying.count(others, "other entry", "other entries")
    told += [Item(f"and {more}", role=paint.DIM)] if others else []
    return [Heading(saying.heading(row.sitting, row.stem)), *items(told)]


def _about(one: Sitting | None) -> list[Item]:
    if one is None:
        return []
    parts = (
        ("Goal", one.goal),
        ("Role", one.text("role")),
        ("Now", one.now if one.is_open else ""),
        ("Step", one.current if one.is_open and one.current != one.now else ""),
    )
    return [Item(f"{name}: {text}") for name, text in parts if text]


def _noted(row: Row, kinds: tuple[str, ...]) -> list[Item]:
    return [
        saying.item(one, "", ", ".join((saying.who(one), saying.where(one))), full=False)
        for one in row.of(kinds)
    ]


def _blocker(given: Given, one: Open) -> Item:
    note = saying.standing(given, one)
    return Item(f"Open blocker: {one.text}", note=note, role=saying.ROLES[BLOCKER])


def data(span: Span, found: tuple[Row, ...]) -> dict[str, object]:
    """The digest for programs."""
    return {
        "since": moments.iso(span.start),
        "until": moments.iso(span.end),
        "totals": totals(found),
        "sessions": [_row_data(row) for row in found],
    }


def _row_data(row: Row) -> dict[str, object]:
    one = row.sitting
    return {
        "session": row.stem or None,
        "name": one.name if one else None,
        "status": one.status if one else None,
        "role": (one.text("role") or None) if one else None,
        "goal": one.goal if one else "",
        "current": one.now if one else "",
        "completed": [saying.data(each) for each in row.of(COMPLETED)],
        "decisions": [saying.data(each) for each in row.of((DECISION,))],
        "open_blockers": [day.blocker_data(one, each) for each in one.blockers] if one else [],
        "entries": len(row.noted),
    }
