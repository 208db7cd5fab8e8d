"""What blocks and blocked: open, resolved, how old, on whom it waits, what keeps coming back."""

from __future__ import annotations

import math

from git_session.core import moments, query
from git_session.core.page import Heading, Item, Page, Table, Text, items
from git_session.core.views import work as working
from git_session.core.views.work import Work
from git_session.model import BLOCKER, RESOLVED, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from git_session.core.page import Items
    from git_session.core.views.work import Sign

    Ints = list[int]
    Bits = dict[int, Ints]

ISSUE = "issue"  # the type of what is wrong and blocks nothing
OPEN, LEFT, SOLVED = "open", "left", "resolved"
SHOWN = 30  # rows on a terminal
LAST = 10  # resolved ones on a terminal
EACH = 3  # members of a group that are shown
ALIKE = 0.6  # of the words of two blockers that they share, to be the same one again
FILLERS = frozenset(
    """
    a again after all an and another any are at be because been before but by can cannot could did
    do does for from had has have i in into is it its me my no not of off on once or our out over
    still than that the their them then there these they this to too until up was we were what
    when where which while who why will with without would yet you your
    """.split()  # noqa: SIM905 - words read better
)
COUNTED = (
    "How it is counted: a blocker's age runs until it was resolved, else until now. Left open:"
    " its session ended without resolving it. Issues block nothing and are not counted."
)
GROUPED = (
    "What keeps coming back: blockers that share at least 60% of their words, without filler"
    " words, numbers, the plural's s, case and order."
)


@record
class Blocked:
    """A blocker: ``since`` and ``until`` count seconds since 1970, None while it stands.

    ``state`` is ``OPEN``, ``LEFT`` (its session ended) or ``SOLVED``; ``age`` counts seconds.
    """

    stem: str
    text: str
    who: str
    since: int
    until: int | None
    waiting_on: str
    how: str
    state: str
    age: int


@record
class Group:
    """Blockers of the same words, the first one first; ``words`` are the first one's."""

    words: tuple[str, ...]
    members: tuple[Blocked, ...]


@record
class Blockers:
    """The report; ``blocked`` in the order in which they came up."""

    blocked: tuple[Blocked, ...]
    since: int | None = None
    until: int | None = None

    def of(self, state: str) -> list[Blocked]:
        """Those of one state."""
        return [one for one in self.blocked if one.state == state]


def rows(work: Work, since: int | None = None, until: int | None = None) -> Blockers:
    """The blockers that came up in a window (None: ever)."""
    sessions: dict[str, list[Sign]] = {}
    for sign in work.signs:
        if sign.kind in (BLOCKER, RESOLVED):
            sessions.setdefault(sign.stem, []).append(sign)
    ended = {stem for stem, one in working.sessions(work).items() if not one.is_open}
    now = working.epoch(work.now) or 0
    found = [
        one
        for stem, signs in sessions.items()
        for one in _of_session(signs, now, is_over=stem in ended)
        if (since is None or one.since >= since) and (until is None or one.since < until)
    ]
    found.sort(key=lambda one: (one.since, one.stem, one.text))
    return Blockers(tuple(found), since, until)


def _of_session(signs: Iterable[Sign], now: int, *, is_over: bool) -> list[Blocked]:
    """Each blocker of a session with what resolved it: by its text, without case, by its number.

    Issues are numbered among them and block nothing.
    """
    found: list[tuple[Sign, Sign | None]] = []
    for sign in signs:
        if sign.kind == BLOCKER:
            found.append((sign, None))
        elif (at := _resolved(found, sign.title)) is not None:
            found[at] = (found[at][0], sign)
    return [
        _blocked(sign, end, now, is_over=is_over)
        for sign, end in found
        if sign.field("type") != ISSUE
    ]


def _resolved(found: Sequence[tuple[Sign, Sign | None]], text: str) -> int | None:
    still = [(at, sign.title) for at, (sign, end) in enumerate(found) if end is None]
    folded = text.casefold()
    return next(
        (at for at, title in still if title == text),
        next(
            (at for at, title in still if title.casefold() == folded),
            next((at for at, _ in still if f"b{at + 1}" == folded), None),
        ),
    )


def _blocked(sign: Sign, end: Sign | None, now: int, *, is_over: bool) -> Blocked:
    return Blocked(
        sign.stem,
        sign.title,
        sign.who,
        sign.when,
        end.when if end else None,
        sign.field("waiting on"),
        end.field("how") if end else "",
        SOLVED if end else LEFT if is_over else OPEN,
        max(0, (end.when if end else now) - sign.when),
    )


def normalised(text: str) -> tuple[str, ...]:
    """The words that tell two blockers apart, each once, in their order."""
    found = (_singular(word) for word in query.words(text))
    return tuple(
        dict.fromkeys(word for word in found if word not in FILLERS and not word.isdigit())
    )


def _singular(word: str) -> str:
    plural = len(word) > 3 and word[-1] == "s" and word[-2] not in "isu"  # not redis, bus, class
    return word[:-1] if plural else word


def grouped(found: Sequence[Blocked]) -> tuple[Group, ...]:
    """Blockers that share their words, where there are two or more; the largest group first.

    Each joins the first group whose first member it is like, else it begins one.
    """
    known = {one.text: normalised(one.text) for one in found}
    often: dict[str, int] = {}
    for said in known.values():
        for word in said:
            often[word] = often.get(word, 0) + 1
    # A set of words is a number, one bit a word: many are compared.
    bits = {word: 1 << at for at, word in enumerate(sorted(often, key=lambda one: often[one]))}
    firsts: list[int] = []
    sizes: list[int] = []
    exact: dict[int, int] = {}
    by_bit: dict[int, list[int]] = {}
    members: list[list[Blocked]] = []
    for one in found:
        mine = sorted(bits[word] for word in known[one.text])
        words = sum(mine)
        if not words:
            continue
        if words not in exact:
            rare = mine[: _telling(len(mine))]
            at = exact[words] = _like(words, rare, (firsts, sizes), by_bit)
            if at == len(firsts):
                firsts.append(words)
                sizes.append(len(mine))
                members.append([])
                for bit in rare:
                    by_bit.setdefault(bit, []).append(at)
        members[exact[words]].append(one)
    told = [Group(known[some[0].text], tuple(some)) for some in members if len(some) > 1]
    return tuple(sorted(told, key=lambda group: (-len(group.members), -group.members[-1].since)))


def _telling(size: int) -> int:
    """How many of its rarest words one has to look at: two that are alike share one of these."""
    return size - math.ceil(ALIKE * size) + 1


def _like(words: int, rare: Sequence[int], known: tuple[Ints, Ints], by_bit: Bits) -> int:
    """The first group that shares enough of its words; without one the next number.

    Of two sets of `a` and `b` words that share `c`, c / (a + b - c) is at least 0.6 where 8 c is at
    least 3 (a + b).
    """
    firsts, sizes = known
    size, found = words.bit_count(), len(firsts)
    for bit in rare:
        for at in by_bit.get(bit, ()):
            if at >= found:
                break
            if 8 * (words & firsts[at]).bit_count() >= 3 * (size + sizes[at]):
                found = at
                break
    return found


def page(work: Work, told: Blockers, groups: Sequence[Group] | None = None) -> Page:
    """The report for people; with ``groups`` of what keeps coming back."""
    things: list[Heading | Text | Items | Table] = [Text(summary(told))]
    if groups is not None:
        things += _recurring(work, groups)
        return Page("Blockers that keep coming back", tuple(things), len(groups))
    standing = told.of(OPEN)
    if standing:
        things.append(Heading("Open, the oldest first"))
        things += [*items([*map(_standing, standing[:SHOWN])]), *_more(len(standing))]
    waiting = waits(standing)
    if waiting:
        things.append(Heading("Waiting on"))
        shown = tuple((who, str(number), _age(oldest)) for who, number, oldest in waiting[:SHOWN])
        things.append(Table(("Who", "Blockers", "Oldest"), shown, (), (1, 2)))
    done = sorted(told.of(SOLVED), key=lambda one: one.until or 0, reverse=True)
    if done:
        things.append(Heading("Resolved, the last ones first"))
        things += items([*map(_done, done[:LAST])])
    if len(told.blocked) > 1:
        things.append(Text("What keeps coming back: git session report blockers --recurring"))
    things.append(Text(COUNTED, dim=True))
    return Page("Blockers", tuple(things), len(told.blocked))


def summary(told: Blockers) -> str:
    """'12 blockers: 3 open (median age 2d 4h), 8 resolved (median 5h 0m), 1 left open'."""
    parts = []
    for state, word in ((OPEN, "open"), (SOLVED, "resolved"), (LEFT, "left open")):
        some = told.of(state)
        if state == LEFT and not some:
            continue
        middle = working.median(one.age for one in some)
        said = {OPEN: "median age ", SOLVED: "median "}.get(state)
        age = f" ({said}{_age(middle)})" if middle is not None and said else ""
        parts.append(f"{len(some):,} {word}{age}")
    return f"{working.count(len(told.blocked), 'blocker')}: {', '.join(parts)}"


def _age(seconds: int) -> str:
    return moments.duration(seconds)


def _more(found: int) -> list[Text]:
    left = working.count(found - SHOWN, "newer one")
    return [Text(f"{left}: with --json.", dim=True)] if found > SHOWN else []


def _standing(one: Blocked) -> Item:
    waits_on = f"waiting on {one.waiting_on}" if one.waiting_on else ""
    note = ", ".join(filter(None, (_age(one.age), waits_on, working.called(one.stem))))
    return Item(one.text, note=note)


def _done(one: Blocked) -> Item:
    below = (f"How: {one.how}",) if one.how else ()
    return Item(one.text, below, f"after {_age(one.age)}, {working.called(one.stem)}")


def waits(standing: Iterable[Blocked]) -> list[tuple[str, int, int]]:
    """On whom open blockers wait: who, how many, the age of the oldest; the most first."""
    found: dict[str, list[Blocked]] = {}
    for one in standing:
        if one.waiting_on:
            found.setdefault(one.waiting_on, []).append(one)
    told = [(who, len(some), max(one.age for one in some)) for who, some in found.items()]
    return sorted(told, key=lambda one: (-one[1], -one[2], one[0]))


def _recurring(work: Work, groups: Sequence[Group]) -> list[Heading | Text | Items | Table]:
    things: list[Heading | Text | Items | Table] = []
    for group in groups[:SHOWN]:
        still = sum(1 for one in group.members if one.state == OPEN)
        head = f"{len(group.members)} times: {group.members[0].text}"
        last = working.moment(work, group.members[-1].since)
        sessions = working.count(len({one.stem for one in group.members}), "session")
        said = f"in {sessions}, last on {last:%Y-%m-%d}, {still} open"
        others = dict.fromkeys(one.text for one in group.members[1:])
        others.pop(group.members[0].text, None)
        below = [f"also: {text}" for text in [*others][:EACH]]
        if len(others) > EACH:
            below.append(f"and {len(others) - EACH} more")
        things += items([Item(head, (said, *below))])
    if len(groups) > SHOWN:
        left = working.count(len(groups) - SHOWN, "more group")
        things.append(Text(f"{left}: with --json.", dim=True))
    return [*things, Text(GROUPED, dim=True)]


def data(work: Work, told: Blockers, groups: Sequence[Group]) -> dict[str, object]:
    """The report for programs; ``groups`` are of all that is told."""
    every = {id(one): _data(work, one) for one in told.blocked}  # stands in a group once more
    return {
        "blockers": [*every.values()],
        **{state: len(told.of(state)) for state in (OPEN, LEFT, SOLVED)},
        "median_open_age_seconds": working.median(one.age for one in told.of(OPEN)),
        "median_resolved_age_seconds": working.median(one.age for one in told.of(SOLVED)),
        "waiting_on": [
            {"who": who, "blockers": number, "oldest_age_seconds": oldest}
            for who, number, oldest in waits(told.of(OPEN))
        ],
        "recurring": [
            {
                "words": list(group.words),
                "count": len(group.members),
                "blockers": [every[id(one)] for one in group.members],
            }
            for group in groups
        ],
        "counted": f"{COUNTED} {GROUPED}",
    }


def _data(work: Work, one: Blocked) -> dict[str, object]:
    return {
        "session": one.stem or None,
        "text": one.text,
        "author": one.who,
        "state": one.state,
        "since": moments.iso(working.moment(work, one.since)),
        "resolved": None if one.until is None else moments.iso(working.moment(work, one.until)),
        "age_seconds": one.age,
        "waiting_on": one.waiting_on or None,
        "how": one.how or None,
    }
