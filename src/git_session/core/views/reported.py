"""What the page of a report shows: numbers, charts and tables of all that was noted."""

from __future__ import annotations

from datetime import timedelta

from git_session.core import moments
from git_session.core.views import blocking, effort
from git_session.core.views import work as working
from git_session.core.views.work import COMMIT, NOBODY, Work
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from git_session.core.views.blocking import Blocked
    from git_session.core.views.effort import Stretch, Time
    from git_session.core.views.work import Session, Sign

SESSIONS = 30  # that the timeline shows
PEOPLE = 5  # that a chart tells apart
BARS = 60  # of a chart, at most
DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
OTHERS = "others"
TICKS = 7  # moments that a timeline names, about
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905  reads better


@record
class Lane:
    """A session on the timeline. Moments count seconds since 1970; ``commits`` are its signs."""

    session: Session
    start: int
    end: int
    seconds: int
    commits: tuple[Sign, ...]


@record
class Bars:
    """A chart of bars: what each stands for, and by name a number for each of them."""

    unit: str
    labels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]


@record
class Overview:
    """All that is counted; ``left`` sessions are not on the timeline."""

    lanes: tuple[Lane, ...]
    left: int
    sessions: int
    commits: int
    notes: int
    time: Time
    times: tuple[Time, ...]
    hours: Bars
    blockers: blocking.Blockers
    blocked: Bars
    begun: int | None
    ended: int | None


def rows(work: Work, since: int | None = None, until: int | None = None) -> Overview:
    """What a page shows of a window."""
    signs = [one for one in work.signs if _fits(one.when, since, until)]
    told = working.sessions(work)
    every = effort.stretches(work.signs, work.idle)
    found = effort.clipped(every, since, until)
    blockers = blocking.rows(work, since, until)
    lanes = _lanes(signs, told, found)
    edges = (signs[0].when, signs[-1].when) if signs else (None, None)
    names = tuple(effort.rows(work, by, since, until) for by in _worth(work, told))
    return Overview(
        lanes[:SESSIONS],
        max(0, len(lanes) - SESSIONS),
        len(lanes),
        len({one.commit for one in signs if one.kind == COMMIT}),
        sum(1 for one in signs if one.kind != COMMIT),
        effort.rows(work, effort.AUTHOR, since, until),
        names,
        _hours(work, found, edges),
        blockers,
        _blocked(work, blockers.blocked, edges),
        *edges,
    )


def _fits(when: int, since: int | None, until: int | None) -> bool:
    return (since is None or when >= since) and (until is None or when < until)


def _worth(work: Work, told: dict[str, Session]) -> list[str]:
    """By what a table of time says something: tasks and tags only where there are any."""
    every = told.values()
    asked = {
        effort.PROJECT: len({name for _, names in work.projects for name in names}) > 1,
        effort.TASK: any(one.tasks for one in every),
        effort.TAG: any(one.tags for one in every),
    }
    return [by for by, is_worth in asked.items() if is_worth]


def _lanes(
    signs: Iterable[Sign], told: dict[str, Session], found: Iterable[Stretch]
) -> tuple[Lane, ...]:
    """The sessions with signs, the one with the last sign first."""
    of_session: dict[str, list[Sign]] = {}
    for sign in signs:
        if sign.stem in told:
            of_session.setdefault(sign.stem, []).append(sign)
    active: dict[str, list[Stretch]] = {}
    for one in found:
        active.setdefault(one.stem, []).append(one)
    lanes = [
        Lane(
            told[stem],
            mine[0].when,
            mine[-1].when,
            effort.seconds(active.get(stem, ())),
            tuple(one for one in mine if one.kind == COMMIT),
        )
        for stem, mine in of_session.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: (-lane.end, lane.session.stem)))


def _hours(work: Work, found: list[Stretch], edges: tuple[int | None, int | None]) -> Bars:
    """Active hours of each day, week or month, by person; the rest of them together."""
    unit, starts = _spans(work, edges)
    totals: dict[str, int] = {}
    for one in found:
        totals[one.who or NOBODY] = totals.get(one.who or NOBODY, 0) + one.end - one.start
    most = sorted(totals, key=lambda who: (-totals[who], who))[:PEOPLE]
    cells: dict[tuple[str, int], list[Stretch]] = {}
    at_start = {start: at for at, start in enumerate(starts)}
    for one in found:
        who = one.who or NOBODY
        name = who if who in most else OTHERS
        start = _begin(working.moment(work, one.start).date(), unit)
        cells.setdefault((name, at_start.get(start, -1)), []).append(one)
    names = [*most, *([OTHERS] if len(totals) > PEOPLE else [])]
    numbers = tuple(
        (
            name,
            tuple(effort.seconds(cells.get((name, at), ())) / 3600 for at in range(len(starts))),
        )
        for name in names
    )
    return Bars(unit, tuple(_label(start, unit) for start in starts), numbers)


def _blocked(work: Work, found: Iterable[Blocked], edges: tuple[int | None, int | None]) -> Bars:
    """How many blockers came up and were resolved in each day, week or month."""
    unit, starts = _spans(work, edges)
    at_start = {start: at for at, start in enumerate(starts)}
    came, went = [0.0] * len(starts), [0.0] * len(starts)
    for one in found:
        for when, counts in ((one.since, came), (one.until, went)):
            if when is not None:
                at = at_start.get(_begin(working.moment(work, when).date(), unit))
                if at is not None:
                    counts[at] += 1
    labels = tuple(_label(start, unit) for start in starts)
    return Bars(unit, labels, (("came up", tuple(came)), ("resolved", tuple(went))))


def _spans(work: Work, edges: tuple[int | None, int | None]) -> tuple[str, list[date]]:
    """The first days of the spans between two moments, in the smallest unit with few enough."""
    if edges[0] is None or edges[1] is None:
        return WEEK, []
    first, last = (working.moment(work, edge).date() for edge in edges if edge is not None)
    for unit in (DAY, WEEK, MONTH, YEAR):
        most = 31 if unit == DAY else BARS
        begin = _begin(first, unit)
        if unit == YEAR or (last - begin).days <= most * {DAY: 1, WEEK: 7, MONTH: 28}[unit]:
            break
    starts = [begin]
    while (after := _after(starts[-1], unit)) <= last and after > starts[-1]:
        starts.append(after)
    return unit, starts[-BARS:]


def _begin(day: date, unit: str) -> date:
    if unit == WEEK:
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    if unit == DAY:
        return day
    return day.replace(day=1) if unit == MONTH else day.replace(day=1, month=1)


def _after(day: date, unit: str) -> date:
    """The first day of the next span; the same where the calendar ends."""
    try:
        return _begin(day + timedelta(days={DAY: 1, WEEK: 7, MONTH: 31, YEAR: 366}[unit]), unit)
    except OverflowError:
        return day


def _label(start: date, unit: str) -> str:
    text = start.isoformat()
    return text[:4] if unit == YEAR else text[:7] if unit == MONTH else text


def brief(label: str) -> str:
    """'5 Jan' of '2026-01-05', 'Jan 2026' of '2026-01': a chart has room for no more."""
    year, _, rest = label.partition("-")
    month, _, day = rest.partition("-")
    name = MONTHS[int(month) - 1] if month else ""
    return f"{int(day)} {name}" if day else f"{name} {year}".strip()


def ticks(work: Work, lanes: Iterable[Lane]) -> list[tuple[int, str]]:
    """Moments that a timeline names: days, months or years, of less than two days the hours."""
    whens = [when for lane in lanes for when in (lane.start, lane.end)]
    if not whens:
        return []
    first, last = min(whens), max(whens)
    days = (last - first) / moments.DAY
    if days < 2:
        step = max(moments.HOUR, -(-(last - first) // TICKS))
        told = ((when, f"{working.moment(work, when):%H:%M}") for when in range(first, last, step))
        return list(told) or [(first, f"{working.moment(work, first):%H:%M}")]
    step = max(1, -(-int(days) // TICKS)) * moments.DAY
    found = []
    for when in range(first, last + 1, step):
        day = working.moment(work, when)
        begin = when - (day.hour * 3600 + day.minute * 60 + day.second)
        label = brief(day.date().isoformat())
        year = f" {day.year}" if days > 300 else ""
        found.append((max(first, begin), label + year))
    return found


def clock(work: Work, seconds: int) -> str:
    """'2026-01-15 14:30' on the reader's clock."""
    return f"{working.moment(work, seconds):%Y-%m-%d %H:%M}"


def machine(work: Work, seconds: int) -> str:
    """The same for programs, with its offset."""
    return moments.iso(working.moment(work, seconds))
