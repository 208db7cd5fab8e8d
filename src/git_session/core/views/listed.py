"""Sessions one below the other, the one updated last first: `recent` and `index`."""

from __future__ import annotations

from git_session.core import cells, moments, paint
from git_session.core.page import Heading, Item, Items, Page, Table, Text
from git_session.core.views import given as words
from git_session.core.views import saying
from git_session.core.views.given import OF_JOURNAL
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from git_session.core.views.given import Given, Sitting

SHOWN = 20  # sessions of `recent`
LINES = 100  # of all of them together, the title included
EACH = 4  # lines of a session
ABOUT = 100  # columns of a summary in the index: one that nobody wrote names every step
TITLE = 2  # lines that stand above the first
HEADS = ("Session", "Updated", "Status", "Steps", "By", "Goal or summary")


def first(given: Given, count: int) -> Given:
    """The first ``count`` (0: all) of the sessions alone."""
    return replace(given, sessions=given.sessions[: count or None])


def recent_page(given: Given) -> Page:
    """The sessions in a few lines each; the more of them, the fewer lines."""
    each = max(1, min(EACH, (LINES - TITLE) // max(1, len(given.sessions))))
    found = [_in_short(given, one, each) for one in given.sessions]
    things = [Items(tuple(found), short=True)] if found else [Text("No sessions.", dim=True)]
    return Page("Recent sessions", tuple(things), len(found))


def _in_short(given: Given, one: Sitting, lines: int) -> Item:
    told = [one.goal or one.tldr, _now(one), _blocked(one)]
    how = ", ".join(filter(None, (one.status, saying.steps(one))))
    note = ", ".join(filter(None, (saying.date(given, one.when("updated_at")), _by(one))))
    below = tuple(text for text in told if text)[: lines - 1]
    return Item(f"{one.name} ({how})", below, note, role=paint.SESSION)


def _now(one: Sitting) -> str:
    """What goes on in a session, or how it ended."""
    if one.is_open:
        coming = one.current or next(iter((*one.next, *one.left)), "")
        waits = one.text("pause_reason")
        return f"Paused: {waits}" if waits else f"Next: {coming}" if coming else ""
    merged = one.text("merged_into")
    how = f"Merged into {merged}" if merged else ""
    why = one.text("summary") or one.text("close_reason")
    return ": ".join(filter(None, (how, "" if one.goal and why.startswith(one.goal) else why)))


def _blocked(one: Sitting) -> str:
    if not one.blockers:
        return ""
    more = f" and {len(one.blockers) - 1} more" if len(one.blockers) > 1 else ""
    return f"Blocker: {one.blockers[0].text}{more}"


def _by(one: Sitting) -> str:
    return ", ".join(one.texts("authors"))


def parted(sessions: Sequence[Sitting], cap: int) -> tuple[tuple[Sitting, ...], ...]:
    """The sessions of the index and those of the archive index; a cap of 0 is none."""
    held = cap or len(sessions)
    return tuple(sessions[:held]), tuple(sessions[held:])


def index_page(given: Given, cap: int, folder: str, *, archive: bool = False) -> Page:
    """A row per session: the first ``cap`` (0: all) of them, or all others.

    ``folder`` is where sessions are kept, for links.
    """
    held, older = parted(given.sessions, cap)
    shown = older if archive else held
    title = "Archive index of sessions" if archive else "Index of sessions"
    things: list[Heading | Text | Items | Table] = []
    if shown:
        names = words.names(given)
        rows = tuple(_row(given, one, names[one.stem]) for one in shown)
        links = tuple(_link(one, folder) for one in shown)
        things.append(Table(HEADS, rows, links, (3,), short=True))
    else:
        none = "No sessions that the index does not show." if archive else "No sessions."
        things.append(Text(none, dim=True))
    if older and not archive:
        things.append(Text("Older ones: git session index --archive", dim=True))
    return Page(title, tuple(things), len(shown))


def _row(given: Given, one: Sitting, name: str) -> tuple[str, ...]:
    day = saying.date(given, one.when("updated_at"))
    about = cells.cut(one.text("summary"), ABOUT) or one.goal or one.tldr
    return (name, day, one.status, one.steps, _by(one), about)


def _link(one: Sitting, folder: str) -> str:
    """The document, else the directory of its journal files."""
    if one.place == OF_JOURNAL:
        return f"{folder}/journal/{one.stem}"
    return f"{folder}/{one.place}/{one.stem}.md"


def data(sessions: Sequence[Sitting], *, older: bool) -> dict[str, object]:
    """The sessions for programs; ``older``: there are more than these."""
    return {"sessions": [session_data(one) for one in sessions], "older": older}


def session_data(one: Sitting) -> dict[str, object]:
    """A session as it stands, for programs."""
    return {
        "session": one.stem,
        "name": one.name,
        "status": one.status,
        "place": one.place,
        "branch": one.text("git_branch") or None,
        "authors": list(one.texts("authors")),
        "created_at": _iso(one.when("created_at")),
        "updated_at": _iso(one.when("updated_at")),
        "closed_at": _iso(one.when("closed_at")),
        "done": one.done,
        "total": one.total,
        "current": one.current,
        "goal": one.goal,
        "summary": one.text("summary") or None,
        "next": list(one.next),
        "blockers": [blocker.text for blocker in one.blockers],
    }


def _iso(when: datetime | None) -> str | None:
    return moments.iso(when) if when else None
