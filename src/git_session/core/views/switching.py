"""What changing from one session to another costs: the switches, and the gap after each."""

from __future__ import annotations

from git_session.core import moments
from git_session.core.page import Page, Table, Text
from git_session.core.views import work as working
from git_session.core.views.work import GOES_ON, NOBODY, Work
from git_session.model import SESSION, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from git_session.core.page import Heading, Items
    from git_session.core.views.work import Sign

PAUSE, RESUME, OTHER = "pause", "resume", "other-session"
SHOWN = 30  # days on a terminal
COUNTED = (
    "How it is counted: a switch is a pause, a resume, or the last sign of life (a note, a commit"
    " that carries notes) before one in another session; a pause or a resume that leads to"
    " another session counts once. The gap is the time from there to the person's next sign of"
    " life, in any session."
)


@record
class Switch:
    """A switch of one person, when it was, and the seconds to the next sign (None: none came)."""

    kind: str
    when: int
    who: str
    left: str
    entered: str
    gap: int | None


@record
class Day:
    """The switches of one person on one day of the reader's clock."""

    date: date
    who: str
    switches: tuple[Switch, ...]


def rows(work: Work, since: int | None = None, until: int | None = None) -> tuple[Day, ...]:
    """Who switched when, the last day first."""
    people: dict[str, list[Sign]] = {}
    for sign in work.signs:
        people.setdefault(sign.who, []).append(sign)
    found: dict[tuple[date, str], list[Switch]] = {}
    for signs in people.values():
        for switch in _of(signs):
            if (since is None or switch.when >= since) and (until is None or switch.when < until):
                day = working.moment(work, switch.when).date()
                found.setdefault((day, switch.who), []).append(switch)
    days = [Day(day, who, tuple(some)) for (day, who), some in found.items()]
    days.sort(key=lambda day: day.who)
    return tuple(sorted(days, key=lambda day: day.date, reverse=True))


def _of(signs: Sequence[Sign]) -> Iterable[Switch]:
    """The switches of one person; signs are theirs, in the order of time."""
    for sign, after in zip(signs, (*signs[1:], None), strict=True):
        goes_on = after is None or after.stem == sign.stem  # most do, and then only a mark switches
        if (sign.kind == SESSION or not goes_on) and (kind := _kind(sign, after)):
            gap = after.when - sign.when if after else None
            entered = after.stem if after else ""
            left = sign.stem if kind != RESUME or entered != sign.stem else ""
            yield Switch(kind, sign.when, sign.who, left, entered, gap)


def _kind(sign: Sign, after: Sign | None) -> str:
    said = working.mark(sign)
    if said == "paused":
        return PAUSE
    if said in GOES_ON:
        return RESUME
    if after is None or after.stem == sign.stem or working.mark(after) in GOES_ON:
        return ""
    return OTHER


def page(days: Sequence[Day]) -> Page:
    """The report for people."""
    every = [switch for day in days for switch in day.switches]
    things: list[Heading | Text | Items | Table] = [Text(_summary(every))]
    if days:
        shown = tuple(_row(day) for day in days[:SHOWN])
        heads = ("Day", "Who", "Switches", "Paused", "Resumed", "Other", "Median gap", "Longest")
        things.append(Table(heads, shown, (), (2, 3, 4, 5, 6, 7)))
    if len(days) > SHOWN:
        left = working.count(len(days) - SHOWN, "earlier day")
        things.append(Text(f"{left}: narrow it with --since and --until, or --json.", dim=True))
    things.append(Text(COUNTED, dim=True))
    return Page("Switches between sessions", tuple(things), len(days))


def _summary(every: Sequence[Switch]) -> str:
    middle = working.median(gaps(every))
    said = "" if middle is None else f", median gap {moments.duration(middle)}"
    return f"{working.count(len(every), 'switch', 'switches')}{said}"


def gaps(switches: Iterable[Switch]) -> list[int]:
    """The gaps after switches, in seconds, where a sign came after."""
    return [one.gap for one in switches if one.gap is not None]


def _counts(day: Day) -> tuple[int, int, int]:
    kinds = [one.kind for one in day.switches]
    return kinds.count(PAUSE), kinds.count(RESUME), kinds.count(OTHER)


def _row(day: Day) -> tuple[str, ...]:
    found = gaps(day.switches)
    middle = working.median(found)
    last = ("-", "-") if middle is None else tuple(map(moments.duration, (middle, max(found))))
    numbers = (len(day.switches), *_counts(day))
    return (f"{day.date}", day.who or NOBODY, *map(str, numbers), *last)


def data(work: Work, days: Sequence[Day]) -> dict[str, object]:
    """The report for programs."""
    every = [switch for day in days for switch in day.switches]
    return {
        "switches": len(every),
        "median_gap_seconds": working.median(gaps(every)),
        "counted": COUNTED,
        "days": [_day_data(work, day) for day in days],
    }


def _day_data(work: Work, day: Day) -> dict[str, object]:
    paused, resumed, other = _counts(day)
    found = gaps(day.switches)
    return {
        "date": day.date.isoformat(),
        "author": day.who,
        "switches": len(day.switches),
        "paused": paused,
        "resumed": resumed,
        "other_session": other,
        "median_gap_seconds": working.median(found),
        "longest_gap_seconds": max(found, default=None),
        "each": [
            {
                "kind": one.kind,
                "when": moments.iso(working.moment(work, one.when)),
                "left": one.left or None,
                "entered": one.entered or None,
                "gap_seconds": one.gap,
            }
            for one in day.switches
        ],
    }
