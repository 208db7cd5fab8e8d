"""What views are made of: entries with where they are from, and sessions as they stand."""

from __future__ import annotations

from datetime import datetime

from git_session.core import entries, markdown, moments, naming, recall
from git_session.model import ACTIVE, BLOCKER, PAUSED, RESOLVED, NamedTuple, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, tzinfo

    from git_session.core.scalars import Value
    from git_session.model import Block, Entry

OF_JOURNAL = "journal"  # the place of a session that has no document here


class Source(NamedTuple):
    """Where a block stands: its session's stem ("" for none yet), journal file and commit.

    ``path`` is from the top of the worktree; it and ``commit`` (a full hash) are "" for what no
    commit carries; ``branch`` is the one it was noted on, "" where that is unknown.
    """

    stem: str
    path: str = ""
    commit: str = ""
    branch: str = ""


class Noted(NamedTuple):
    """An entry and where it stands.

    ``id`` names it for people: the identity of its block, for further entries of one block with
    '-2', '-3' behind it.
    """

    entry: Entry
    id: str
    source: Source

    @property
    def day(self) -> date:
        """The day on which it was noted, by the clock of whoever noted it."""
        return self.entry.when.date()


@record
class Open:
    """A blocker or an issue that is open: number, words, since when, on whom it waits."""

    number: str
    text: str
    since: str
    waiting_on: str


@record
class Sitting:
    """A session as it stands, by its document or, in another clone, by its journal.

    ``place`` is 'active', 'archive' or ``OF_JOURNAL``; ``keys`` the frontmatter; ``done``,
    ``total`` and ``current`` the steps; ``left`` those that remain, ``finished`` the
    others with when, as it is written; ``files`` those that it changed, as far as the document
    knows; ``decisions`` counts them.
    """

    stem: str
    place: str
    keys: dict[str, Value]
    done: int = 0
    total: int = 0
    current: str = ""
    goal: str = ""
    tldr: str = ""
    left: tuple[str, ...] = ()
    finished: tuple[tuple[str, str], ...] = ()
    blockers: tuple[Open, ...] = ()
    issues: tuple[Open, ...] = ()
    next: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    decisions: int = 0

    def text(self, key: str) -> str:
        """A key of the frontmatter as text, "" without it."""
        value = self.keys.get(key)
        return "" if value is None else str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list in the frontmatter, () without it."""
        value = self.keys.get(key)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def when(self, key: str) -> datetime | None:
        """A time of the frontmatter, aware; None without one."""
        return moments.parse_iso(self.text(key))

    @property
    def name(self) -> str:
        """What people call it."""
        return self.text("shortname") or self.stem

    @property
    def status(self) -> str:
        """'active', 'paused', 'completed' or 'abandoned'."""
        return self.text("status") or ACTIVE

    @property
    def is_open(self) -> bool:
        """Whether somebody is to go on with it."""
        merged = self.place == "archive" or bool(self.text("merged_into"))
        return self.status in (ACTIVE, PAUSED) and not merged

    @property
    def now(self) -> str:
        """What is being worked on: what somebody said of it, else the current step; "" for none."""
        return self.text("working_on") or self.current

    @property
    def steps(self) -> str:
        """'3/5', "" where no steps were named."""
        return f"{self.done}/{self.total}" if self.total else ""


@record
class Given:
    """All that a view gets. ``now`` is aware; days of windows are in ``zone`` (None: the system's).

    ``sessions`` are those updated last first; ``noted`` is in the order of time; ``projects`` are
    those that a commit belongs to, by its full hash, as far as any were asked for. ``rulings`` is
    what was noted on decisions (``core/rulings.py``), in the order of time, wherever it stands.
    ``files`` are journal files, if they were asked for: session, commit ("" for none), name.
    ``touching`` are the commits that changed the path that a view is of, if it is of one, without
    so many ``older`` ones.
    """

    now: datetime
    zone: tzinfo | None
    sessions: tuple[Sitting, ...] = ()
    noted: tuple[Noted, ...] = ()
    projects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rulings: tuple[Noted, ...] = ()
    files: tuple[tuple[str, str, str], ...] = ()
    touching: frozenset[str] = frozenset()
    older: int = 0

    def local(self, when: datetime) -> datetime:
        """``when`` on the reader's clock; at the ends of the calendar, which that may not show,
        as it stands."""
        try:
            return when.astimezone(self.zone)
        except (OverflowError, ValueError, OSError):
            return when


def noted(
    found: Iterable[tuple[str, Block, Source]], kinds: Collection[str] = (), *, marks: bool = False
) -> list[Noted]:
    """The entries of blocks (identity, block, where it stands), in the order of time.

    Only those of ``kinds``, if any are given; and, unless ``marks``, only those that say something:
    that a session was paused is a mark.
    """
    return [
        Noted(entry, naming.entry_id(identity, number), source)
        for identity, block, source in sorted(found, key=_moment)
        for number, entry in enumerate(entries.entries(block), 1)
        if (not kinds or entry.kind in kinds) and (marks or recall.says_something(entry))
    ]


def _moment(found: tuple[str, Block, Source]) -> float:
    """Seconds since 1970: two of them are compared in a tenth of the time of two datetimes."""
    return found[1].when.timestamp()


def names(given: Given) -> dict[str, str]:
    """What each session is called, by stem; two of one name are called by their stems."""
    called: dict[str, list[str]] = {}
    for one in given.sessions:
        called.setdefault(one.name, []).append(one.stem)
    return {
        stem: name if len(stems) == 1 else stem for name, stems in called.items() for stem in stems
    }


def open_blockers(found: Iterable[Noted]) -> tuple[Noted, ...]:
    """The blockers among ``found`` (in the order of time) that no later entry there resolves.

    The same words in any case are meant, in the same session.
    """
    left: dict[tuple[str, str], list[Noted]] = {}
    for one in found:
        key = (one.source.stem, markdown.one_line(one.entry.title).casefold())
        if one.entry.kind == RESOLVED:
            left.pop(key, None)
        elif one.entry.kind == BLOCKER:
            left.setdefault(key, []).append(one)
    there = [one for same in left.values() for one in same]
    return tuple(sorted(there, key=lambda one: one.entry.when))
