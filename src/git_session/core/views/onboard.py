"""What a newcomer to a path should know, the oldest first: what holds, was found, who knows."""

from __future__ import annotations

from git_session.core import moments, paint, recall, rulings, telling
from git_session.core.page import Heading, Item, Items, Page, Table, Text, items
from git_session.core.query import Matcher, Piece, Query
from git_session.core.views import saying
from git_session.core.views.given import open_blockers
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    LEARNING,
    RESOLVED,
    SESSION,
    TRIED,
    record,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from git_session.core.views.given import Given, Noted
    from git_session.model import Entry

TOLD = (DECISION, DISCOVERY, LEARNING, TRIED, BLOCKER)
MORE = (RESOLVED, SESSION)  # of the same sessions: what ended a blocker, what the goal is
KINDS = (*TOLD, *MORE)
FEW = 40  # of each list that are shown, the newest ones
HOW = 'git session log --decision "…" --rationale "… in PATH …"'


@record
class Session:
    """A session in which something of it was noted; ``goal`` is "" where none is known."""

    stem: str
    goal: str
    first: datetime
    last: datetime
    entries: int


@record
class Person:
    """Who noted something of it: how often, and when last."""

    author: str
    entries: int
    last: datetime


@record
class Known:
    """All of it, each list in the order of time, people by how much they noted.

    So many ``older`` commits that changed the path were not looked at.
    """

    sessions: tuple[Session, ...]
    decisions: tuple[Noted, ...]
    learned: tuple[Noted, ...]
    tried: tuple[Noted, ...]
    blockers: tuple[Noted, ...]
    people: tuple[Person, ...]
    older: int

    @property
    def count(self) -> int:
        """How much was found."""
        lists = (self.sessions, self.decisions, self.learned, self.tried, self.blockers)
        return sum(map(len, lists))


def rows(given: Given, path: str) -> Known:
    """What was noted of ``path`` ("" means everything): what names it, or stands in a commit that
    changed it."""
    names = _naming(path)
    found = [
        one
        for one in given.noted
        if one.entry.kind in TOLD
        and (not path or one.source.commit in given.touching or names(one.entry))
    ]
    gone = rulings.superseded((one.id, one.entry) for one in given.rulings)

    def of(*kinds: str) -> tuple[Noted, ...]:
        return tuple(one for one in found if one.entry.kind in kinds)

    return Known(
        tuple(_sessions(found, _goals(given))),
        tuple(one for one in of(DECISION) if _holds(one, gone)),
        of(DISCOVERY, LEARNING),
        of(TRIED),
        open_blockers(_with_ends(given, found)),
        tuple(_people(found)),
        given.older,
    )


def _with_ends(given: Given, found: Sequence[Noted]) -> list[Noted]:
    """``found`` with everything that resolves a blocker, wherever that was noted."""
    there = {one.id for one in found}
    return [one for one in given.noted if one.entry.kind == RESOLVED or one.id in there]


def _holds(one: Noted, gone: Collection[str]) -> bool:
    entry = one.entry
    said = entry.field("status") in ("deprecated", "superseded")
    return not said and one.id not in gone and entry.field(rulings.ADR) not in gone


class _naming:  # noqa: N801  a function that remembers what it looks for
    """Whether an entry names a path: a file as `why` knows it, or something in a directory."""

    def __init__(self, path: str) -> None:
        self._path = path
        folder = path.endswith("/")
        self._literal = path.rstrip("/") if folder else path.rpartition("/")[2]
        asked = Query(file=path.replace("[", "[[]"))
        self._fits = Matcher(asked).text_fits if folder else None

    def __call__(self, entry: Entry) -> bool:
        texts = [entry.title, *(value for _, value in entry.fields), *entry.bullets, entry.text]
        text = "\n".join(texts)
        if self._literal not in text:
            return False
        if self._fits is None:
            return recall.mentions(text, self._path)
        return self._fits(Piece(entry.kind, (entry.kind,), "", 0, entry.title, "", text, ""))


def _goals(given: Given) -> dict[str, str]:
    """The goal that each session began with."""
    begun = (one for one in given.noted if one.entry.kind == SESSION)
    return {one.source.stem: goal for one in begun if (goal := one.entry.field("goal"))}


def _sessions(found: Sequence[Noted], goals: dict[str, str]) -> list[Session]:
    groups: dict[str, list[Noted]] = {}
    for one in found:
        if one.source.stem:
            groups.setdefault(one.source.stem, []).append(one)
    return [
        Session(stem, goals.get(stem, ""), of[0].entry.when, of[-1].entry.when, len(of))
        for stem, of in groups.items()
    ]


def _people(found: Sequence[Noted]) -> list[Person]:
    counts: dict[str, int] = {}
    last: dict[str, datetime] = {}
    for one in found:
        author = one.entry.author
        counts[author] = counts.get(author, 0) + 1
        last[author] = one.entry.when
    people = [Person(author, counts[author], last[author]) for author in counts]
    return sorted(people, key=lambda one: (-one.entries, one.author))


def page(path: str, known: Known, most: int) -> Page:
    """It for people, ``most`` of each list (0: all of it)."""
    lists = (
        ("Sessions", [_session(one) for one in known.sessions]),
        ("Decisions in force", _items(known.decisions)),
        ("Found out and learned", _items(known.learned)),
        ("Tried", _items(known.tried)),
        ("Open blockers and issues", _items(known.blockers, paint.BLOCKER)),
    )
    things: list[Heading | Text | Items | Table] = []
    for title, found in lists:
        shown = found[-most:] if most else found
        left = len(found) - len(shown)
        things += [Heading(title), *items(shown)] if shown else []
        more = f"{left} older ones are left out (--all)." if left and path else ""
        things += [Text(more, dim=True)] if more else []
    if most and not path:
        things.insert(0, Text("The newest of each kind; all of it: --all.", dim=True))
    if known.older:
        said = f"The newest commits that changed it; left out (--all): {known.older} older."
        things.insert(0, Text(said, dim=True))
    if known.people:
        things += [Heading("Who knows"), _table(known.people)]
    things += [] if known.count else [Text("Nothing was noted.", dim=True)]
    return Page(f"What to know of {path}" if path else "What to know", tuple(things), known.count)


def _session(one: Session) -> Item:
    many = f"{one.entries} entr{'y' if one.entries == 1 else 'ies'}"
    return Item(f"{one.first.date()} {one.stem}", note=", ".join(filter(None, (one.goal, many))))


def _items(found: Sequence[Noted], role: str = "") -> list[Item]:
    return [
        saying.item(one, "", saying.source(one))._replace(
            text=f"{one.day} {telling.title(one.entry)}", role=role
        )
        for one in found
    ]


def _table(people: Sequence[Person]) -> Table:
    shown = tuple((one.author, str(one.entries), str(one.last.date())) for one in people)
    return Table(("Who", "Entries", "Last"), shown, right=(1,))


def data(path: str, known: Known) -> dict[str, object]:
    """It for programs."""
    names = ("decisions", "learned", "tried", "blockers")
    return {
        "path": path or None,
        "older_commits": known.older,
        "sessions": [
            {
                "session": one.stem,
                "goal": one.goal,
                "first": moments.iso(one.first),
                "last": moments.iso(one.last),
                "entries": one.entries,
            }
            for one in known.sessions
        ],
        **{name: [saying.data(one) for one in getattr(known, name)] for name in names},
        "people": [
            {"author": one.author, "entries": one.entries, "last": moments.iso(one.last)}
            for one in known.people
        ],
    }
