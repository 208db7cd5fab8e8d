"""Where time goes: active time by project, task, tag, author or file, and estimates beside it.

Active is the time between two signs of life of one person in one session that follow each other
within the idle limit, unless a pause of the session lies between them. A sign inside a pause
counts for nothing, and so does one that stands alone: nobody knows how long it took.
"""

from __future__ import annotations

import bisect
import re

from git_session.core import moments
from git_session.core.page import Heading, Page, Table, Text
from git_session.core.views import work as working
from git_session.core.views.work import NOBODY, Work
from git_session.model import DONE, SESSION, STEP, NamedTuple, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from git_session.core.page import Items
    from git_session.core.views.work import Sign

PROJECT, TASK, TAG, AUTHOR, FILE = "project", "task", "tag", "author", "file"
BY = (PROJECT, TASK, TAG, AUTHOR, FILE)
NONE = {PROJECT: "(no project)", TASK: "(no task)", TAG: "(no tag)", FILE: "(no file)"}
PENDING = "(not committed yet)"
SHOWN = 30  # rows of a table on a terminal
WORKDAY = 8 * moments.HOUR  # what `1d` means
_PARTS = re.compile(
    r"(\d{1,5}(?:\.\d{1,2})?) ?(d|h|m)(?:ays?|ours?|rs?|in|inutes?)?(?![a-z]) ?|(.)",
    re.ASCII | re.DOTALL,
)
_SIZES = {"d": WORKDAY, "h": moments.HOUR, "m": moments.MINUTE}


class Stretch(NamedTuple):
    """Active time of one person in one session; ``commit`` carries the sign at its end."""

    start: int
    end: int
    who: str
    stem: str
    commit: str = ""


@record
class Row:
    """A line of the report: active seconds, and in how many sessions."""

    name: str
    seconds: int
    sessions: int


@record
class Estimate:
    """A step with an estimate; ``actual`` is None for one that nobody began."""

    stem: str
    step: str
    estimated: int
    actual: int | None
    finished: bool


@record
class Time:
    """The report. ``total`` counts what overlaps in sessions of one person once."""

    by: str
    since: int | None
    until: int | None
    total: int
    rows: tuple[Row, ...]
    people: tuple[Row, ...]
    estimates: tuple[Estimate, ...]


def stretches(signs: Iterable[Sign], idle: int) -> list[Stretch]:
    """The active time that signs (in the order of time) tell of, in no particular order."""
    every = list(signs)
    pauses = _pauses(every)
    found: list[Stretch] = []
    last: dict[tuple[str, str], int] = {}
    for when, who, stem, _, _, _, commit, _ in every:
        gaps = pauses.get(stem, ())
        if gaps and _inside(gaps, when):
            continue
        key = (stem, who)
        before = last.get(key, when)
        last[key] = when
        if 0 < when - before <= idle and not (gaps and _between(gaps, before, when)):
            found.append(
                tuple.__new__(Stretch, (before, when, who, stem, commit))
            )  # the fastest way
    return found


def _pauses(signs: Iterable[Sign]) -> dict[str, list[tuple[int, int | None]]]:
    """When each session was paused, by its stem; those that never were are left out."""
    marks: dict[str, list[Sign]] = {}
    for sign in signs:
        if sign.kind == SESSION:
            marks.setdefault(sign.stem, []).append(sign)
    told = {stem: working.pauses(some) for stem, some in marks.items()}
    return {stem: gaps for stem, gaps in told.items() if gaps}


def _inside(gaps: Sequence[tuple[int, int | None]], when: int) -> bool:
    return any(start < when and (end is None or when < end) for start, end in gaps)


def _between(gaps: Sequence[tuple[int, int | None]], one: int, other: int) -> bool:
    return any(one <= start and end is not None and start < end <= other for start, end in gaps)


def clipped(found: Iterable[Stretch], since: int | None, until: int | None) -> list[Stretch]:
    """What of the stretches lies in a window; ``until`` is not included."""
    if since is None and until is None:
        return [*found]
    cut = (_cut(one, since, until) for one in found)
    return [one for one in cut if one.start < one.end]


def _cut(one: Stretch, since: int | None, until: int | None) -> Stretch:
    start = one.start if since is None else max(one.start, since)
    end = one.end if until is None else min(one.end, until)
    same = start == one.start and end == one.end  # nearly every one
    return one if same else Stretch(start, end, one.who, one.stem, one.commit)


def seconds(found: Iterable[Stretch]) -> int:
    """How long all of it is, what overlaps for one person counted once."""
    people: dict[str, list[Stretch]] = {}
    for one in found:
        people.setdefault(one.who, []).append(one)
    return sum(map(_union, people.values()))


def _union(mine: list[Stretch]) -> int:
    mine.sort()
    total, last = 0, mine[0].start
    for start, end, *_ in mine:
        if end > last:
            total += end - (start if start > last else last)
            last = end
    return total


def rows(work: Work, by: str, since: int | None = None, until: int | None = None) -> Time:
    """Where the time went between two moments (None: ever)."""
    every = stretches(work.signs, work.idle)
    found = sorted(clipped(every, since, until), key=lambda one: one.start)
    people = _rows(found, _by_author)
    total = sum(row.seconds for row in people)  # nobody's time overlaps another's
    lines = people if by == AUTHOR else _rows(found, _names(work, by))
    steps = tuple(_estimates(work, every, since, until))
    return Time(by, since, until, total, lines, people, steps)


def _rows(found: Iterable[Stretch], names: Callable[[Stretch], tuple[str, ...]]) -> tuple[Row, ...]:
    """The lines of what is ``found``, in the order of its beginnings: so one walk is enough."""
    spent: dict[str, int] = {}
    stems: dict[str, set[str]] = {}
    last: dict[tuple[str, str], int] = {}  # how far somebody's time is counted in a line
    for one in found:
        start, end, who, stem, _ = one
        for name in names(one):
            before = last.get((name, who), start)
            if end > before:
                last[name, who] = end
                spent[name] = spent.get(name, 0) + end - (start if start > before else before)
            if name in stems:
                stems[name].add(stem)
            else:
                stems[name] = {stem}
    told = [Row(name, spent.get(name, 0), len(some)) for name, some in stems.items()]
    return tuple(sorted(told, key=lambda row: (-row.seconds, row.name)))


def _by_author(one: Stretch) -> tuple[str, ...]:
    return (one.who or NOBODY,)


def _names(work: Work, by: str) -> Callable[[Stretch], tuple[str, ...]]:
    """What a stretch is counted under: always something, perhaps several."""
    if by == AUTHOR:
        return _by_author
    if by in (TASK, TAG):
        sessions = working.sessions(work).items()
        told = {stem: one.tasks if by == TASK else one.tags for stem, one in sessions}
        return lambda one: told.get(one.stem) or (NONE[by],)
    known = dict(work.paths if by == FILE else work.projects)
    rest = NONE[FILE] if by == FILE else work.home or NONE[PROJECT]
    waiting = PENDING if by == FILE else rest
    return lambda one: known.get(one.commit) or ((rest,) if one.commit else (waiting,))


def _estimates(
    work: Work, every: list[Stretch], since: int | None, until: int | None
) -> Iterable[Estimate]:
    """Steps that carry an estimate: noted before the window ends, not finished before it begins."""
    of_session: dict[str, list[Sign]] = {}
    for sign in work.signs:
        if sign.kind in (STEP, DONE):
            of_session.setdefault(sign.stem, []).append(sign)
    for stem, signs in of_session.items():
        if any(sign.field("estimate") for sign in signs if sign.kind == STEP):
            mine = [one for one in every if one.stem == stem]
            for told, end in _steps(signs, mine, working.epoch(work.now) or 0):
                if (until is None or end[0] < until) and (since is None or end[1] >= since):
                    yield told


def _steps(
    signs: list[Sign], mine: list[Stretch], now: int
) -> Iterable[tuple[Estimate, tuple[int, int]]]:
    """Each step of a session with an estimate, and from when to when it is told of."""
    done = [sign for sign in signs if sign.kind == DONE]
    begun = [sign.when for sign in done]
    is_first = True  # of those that are open: what is worked on now
    for step in signs:
        if step.kind != STEP:
            continue
        name = step.title.casefold()
        end = next(
            (one for one in done if one.title.casefold() == name and one.when >= step.when), None
        )
        estimated = parsed(step.field("estimate"))
        until = end.when if end else now
        at = bisect.bisect_left(begun, end.when) if end else len(begun)
        start = max(step.when, begun[at - 1] if at else step.when)
        worked = end is not None or is_first
        actual = seconds(clipped(mine, start, until)) if worked else None
        is_first = is_first and end is not None
        if estimated is not None:
            told = Estimate(step.stem, step.title, estimated, actual, end is not None)
            yield told, (step.when, until)


def parsed(text: str) -> int | None:
    """Seconds of '30m', '2h', '1h30m', '1.5h', '1d' (8 hours); None for anything else."""
    total = 0.0
    for amount, unit, other in _PARTS.findall(text.strip().lower()):
        if other:
            return None
        total += float(amount) * _SIZES[unit]
    return round(total) or None


def estimate(active: int) -> str:
    """'~30min', '~2h', '~1.5h' for seconds of active time; "" for none.

    Below an hour in steps of five minutes, below ten hours of half an hour, then of hours.
    """
    if active <= 0:
        return ""
    minutes = active / moments.MINUTE
    fives = max(5, 5 * int(minutes / 5 + 0.5))
    if fives < 60:
        return f"~{fives}min"
    halves = int(minutes / 30 + 0.5)
    if halves < 20 and halves % 2:
        return f"~{halves // 2}.5h"
    return f"~{int(minutes / 60 + 0.5)}h"


def by_session(work: Work) -> dict[str, str]:
    """How long each session took, as ``estimate`` says it, by its stem."""
    signs: dict[str, list[Sign]] = {}
    for sign in work.signs:
        signs.setdefault(sign.stem, []).append(sign)
    return {stem: estimate(of_session(found, stem, work.idle)) for stem, found in signs.items()}


def of_session(signs: Iterable[Sign], stem: str, idle: int) -> int:
    """The active seconds of one session, of all who worked in it."""
    return seconds(stretches((sign for sign in signs if sign.stem == stem), idle))


def page(work: Work, told: Time) -> Page:
    """The report for people."""
    things: list[Heading | Text | Items | Table] = [Text(_summary(work, told))]
    if told.rows:
        things.append(_table(told))
        if len(told.rows) > SHOWN:
            left = len(told.rows) - SHOWN
            things.append(Text(f"{working.count(left, 'more row')}: with --json.", dim=True))
    if told.estimates:
        things += [Heading("Estimated and actual"), _compared(told)]
        things.append(Text(_judged(told)))
    things.append(Text(counted(work, told.by, estimates=bool(told.estimates)), dim=True))
    return Page(f"Active time by {told.by}", tuple(things), len(told.rows) + len(told.estimates))


def window(work: Work, since: int | None, until: int | None) -> str:
    """'since 2026-01-15 00:00, before 2026-02-01 00:00', "" for all there is."""
    edges = (("since", since), ("before", until))
    return ", ".join(
        f"{word} {working.moment(work, edge):%Y-%m-%d %H:%M}"
        for word, edge in edges
        if edge is not None
    )


def _summary(work: Work, told: Time) -> str:
    where = window(work, told.since, told.until) or "ever"
    each = ", ".join(f"{row.name} {working.hours(row.seconds)}" for row in told.people[:5])
    more = f", {len(told.people) - 5} others" if len(told.people) > 5 else ""
    people = f" ({each}{more})" if len(told.people) > 1 and told.by != AUTHOR else ""
    return f"Total {where}: {working.hours(told.total)}{people}"


def _table(told: Time) -> Table:
    shown = [
        (row.name, working.hours(row.seconds), _share(row.seconds, told.total), str(row.sessions))
        for row in told.rows[:SHOWN]
    ]
    return Table((told.by.capitalize(), "Active", "Share", "Sessions"), tuple(shown), (), (1, 2, 3))


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "-"


def _compared(told: Time) -> Table:
    shown = [
        (
            one.step,
            working.called(one.stem),
            working.hours(one.estimated),
            "-" if one.actual is None else working.hours(one.actual),
            _state(one),
        )
        for one in told.estimates[-SHOWN:]
    ]
    heads = ("Step", "Session", "Estimated", "Actual", "State")
    return Table(heads, tuple(shown), (), (2, 3))


def _state(one: Estimate) -> str:
    if not one.finished:
        return "open" if one.actual is None else "in progress"
    times = (one.actual or 0) / one.estimated
    return f"done, {times:.1f}x"


def _judged(told: Time) -> str:
    done = [one for one in told.estimates if one.finished]
    if not done:
        return "No step with an estimate is done yet."
    estimated = sum(one.estimated for one in done)
    actual = sum(one.actual or 0 for one in done)
    steps = working.count(len(done), "finished step")
    times = actual / estimated
    return (
        f"{steps}: estimated {working.hours(estimated)}, actual {working.hours(actual)}"
        f" ({times:.1f}x)"
    )


def counted(work: Work, by: str, *, estimates: bool = False) -> str:
    """How the time is counted, in words: stands in every report of it."""
    limit = work.idle // moments.MINUTE
    several = {
        TASK: " A session of several tasks counts in each of them.",
        TAG: " A session of several tags counts in each of them.",
        PROJECT: " A commit's projects are those of the paths it changes; of several each counts.",
        FILE: " Time goes to each file of the commit that it led to.",
    }
    steps = (
        " A step's time is that of its session since it was noted or the step before it was done."
        " A day is 8 hours."
    )
    return (
        "How it is counted: the time between two signs of life (notes, marks, commits that carry"
        f" notes) of one person in one session, if at most {limit} minutes"
        " (session.idleMinutes). Pauses are taken out; a sign that stands alone counts nothing."
        " Where sessions of one person overlap, that time counts once in each line and in the"
        f" total.{several.get(by, '')}{steps if estimates else ''}"
    )


def data(work: Work, told: Time) -> dict[str, object]:
    """The report for programs."""
    return {
        "by": told.by,
        "since": _iso(work, told.since),
        "until": _iso(work, told.until),
        "idle_minutes": work.idle // moments.MINUTE,
        "seconds": told.total,
        "counted": counted(work, told.by, estimates=bool(told.estimates)),
        "rows": [_row_data(row) for row in told.rows],
        "people": [_row_data(row) for row in told.people],
        "estimates": [
            {
                "session": one.stem,
                "step": one.step,
                "estimated_seconds": one.estimated,
                "actual_seconds": one.actual,
                "finished": one.finished,
            }
            for one in told.estimates
        ],
    }


def _iso(work: Work, edge: int | None) -> str | None:
    return None if edge is None else moments.iso(working.moment(work, edge))


def _row_data(row: Row) -> dict[str, object]:
    return {"name": row.name, "seconds": row.seconds, "sessions": row.sessions}
