"""Views that are kept as Markdown below ``.sessions/views/``: how each of them is made.

A kept view has no options, so that it can be made anew after a commit; what has options is printed
and kept by whoever asks. Nothing here is told twice: the same journal gives the same bytes.
"""

from __future__ import annotations

import signal
import time

from git_session import output, walk
from git_session.cache import opening
from git_session.core.views import digest, listed, logbook, overview
from git_session.errors import SessionError
from git_session.lifecycle import belongings, gathering, viewing
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.gathering import NOTED, OPEN, Ask
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from git_session.core.page import Page
    from git_session.core.views.digest import Span
    from git_session.core.views.given import Given
    from git_session.core.views.logbook import Book
    from git_session.core.views.overview import Project

    Made = dict[str, Page | None]  # by the name of the file; None: there shall be none


@record
class View:
    """A view that can be kept: which files are its own, what it needs, what it makes.

    ``made`` is told which of its files there are.
    """

    owns: Callable[[str], object]
    needs: Callable[[Context], Ask]
    made: Callable[[Context, Given, Sequence[str]], Made]


SECONDS = 1.0  # that git may wait for all kept views together
BEHIND = 1000  # commits that are looked at after a commit; a verb looks at more
KEPT = "is kept up to date after each commit"
LATE = "git session index shows what they do, and makes the next time quick"


def _recent(_ctx: Context, told: Given, _there: Sequence[str]) -> Made:
    return {"RECENT.md": listed.recent_page(told)}


def _index(ctx: Context, told: Given, _there: Sequence[str]) -> Made:
    cap, folder = ctx.settings.index_cap, ctx.wt.folder
    older = listed.parted(told.sessions, cap)[1]
    return {
        "INDEX.md": listed.index_page(told, cap, folder),
        "INDEX_ARCHIVE.md": listed.index_page(told, cap, folder, archive=True) if older else None,
    }


def _week(ctx: Context) -> Span:
    return digest.days(ctx.now, ctx.zone, digest.WEEK)


def of_span(span: Span) -> Ask:
    """What a digest of that span needs."""
    return Ask(since=span.start, until=span.end, only=NOTED)


def _digest(ctx: Context, told: Given, _there: Sequence[str]) -> Made:
    return {"DIGEST.md": digest.page(told, _week(ctx), digest.rows(told, lambda _: True))}


def projects(ctx: Context, told: Given) -> tuple[Project, ...]:
    """How each project stands."""
    return overview.rows(told, belongings.of(ctx, told))


def _status(ctx: Context, told: Given, _there: Sequence[str]) -> Made:
    return {"STATUS.md": overview.page(told, projects(ctx, told))}


def of_month(month: str) -> Ask:
    """What a log of that month needs: what commits carry."""
    since, until = logbook.around(month)
    return Ask(since=since, until=until, only=NOTED, pending=False)


def _this_month(ctx: Context) -> str:
    return logbook.month("", ctx.now.astimezone(ctx.zone).date())


def _log_books(ctx: Context, told: Given, there: Sequence[str]) -> Made:
    """This month's log of each project that a log is kept of."""
    month = _this_month(ctx)
    kept = {logbook.project_of(name) for name in there}
    books = logbook.rows(told, month, belongings.of(ctx, told))
    return books_made(told, tuple(book for book in books if book.project in kept), month)


def books_made(told: Given, books: tuple[Book, ...], month: str) -> Made:
    """A file for each book."""
    return {
        logbook.file_name(book.project, month): logbook.page(told, (book,), month) for book in books
    }


PROJECTS = Ask(kinds=None, only=OPEN, files=True)  # what the status of projects needs
RECENT = View({"RECENT.md"}.__contains__, lambda _: Ask(kinds=None, newest=listed.SHOWN), _recent)
INDEX = View({"INDEX.md", "INDEX_ARCHIVE.md"}.__contains__, lambda _: Ask(kinds=None), _index)
DIGEST = View({"DIGEST.md"}.__contains__, lambda ctx: of_span(_week(ctx)), _digest)
STATUS = View({"STATUS.md"}.__contains__, lambda _: PROJECTS, _status)
LOG_BOOK = View(logbook.project_of, lambda ctx: of_month(_this_month(ctx)), _log_books)
VIEWS = (RECENT, INDEX, DIGEST, STATUS, LOG_BOOK)


def write(ctx: Context, view: View) -> int:
    """Keep the view, and say where; exit 0."""
    return keep(ctx, view.made(ctx, gathering.gather(ctx, view.needs(ctx)), ()))


def keep(ctx: Context, made: Made, said: str = "") -> int:
    """Keep what was made, and say where; exit 0. ``said`` is told of a file that stays as it is."""
    ctx.store.prepare()
    for name in store(ctx, made):
        output.say(f"{ctx.store.relative_view(name)} {said or KEPT}")
    return 0


def store(ctx: Context, made: Made) -> list[str]:
    """Write the files of a view; the names of those that are there now."""
    for name, page in made.items():
        if page is None:
            ctx.store.remove_view(name)
        else:
            ctx.store.write_view(name, viewing.kept_as(viewing.linked(ctx, page)))
    return [name for name, page in made.items() if page is not None]


def again(names: Sequence[str]) -> None:
    """Make the kept views ``names`` anew, after git moved HEAD.

    One that fails keeps nobody from the others. Raises SessionError, once, for what could not be
    made, and where it would take longer than a person waits for a commit.
    """
    sorted_out = [(view, [name for name in names if view.owns(name)]) for view in VIEWS]
    wanted = [(view, there) for view, there in sorted_out if there]
    if not wanted:
        return
    ctx = open_context()
    if _far_behind(ctx):
        raise SessionError("the kept views are out of date", LATE)
    with Deadline() as deadline:
        given = gathering.gather_all(ctx, [view.needs(ctx) for view, _ in wanted])
        tried = [_tried(ctx, *each, deadline) for each in zip(wanted, given, strict=True)]
    failed = list(filter(None, tried))
    if failed:
        raise failed[0]


def _tried(
    ctx: Context, wanted: tuple[View, Sequence[str]], told: Given, deadline: Deadline
) -> SessionError | None:
    """Make and keep one view; what is wrong with it."""
    view, there = wanted
    deadline.look()
    try:
        store(ctx, view.made(ctx, told, there))
    except Late:
        raise
    except SessionError as error:
        return error
    return None


def _far_behind(ctx: Context) -> bool:
    """Whether the cache would have to read much of history first."""

    def use(known: opening.Cache) -> bool:
        old, tips = known.history.tips(), walk.tips(ctx.wt).commits
        return not old or (old != [*tips] and len(walk.commits(ctx.wt, tips, old)) > BEHIND)

    return opening.through(ctx.store.cache, use)


class Late(SessionError):
    """The views took too long."""


class Deadline:
    """Within it ``Late`` rises after ``SECONDS``, wherever the main thread is then.

    Where the platform has no such alarm, it rises when somebody looks.
    """

    def __enter__(self) -> Deadline:
        self._end = time.monotonic() + SECONDS
        self._alarm = hasattr(signal, "setitimer")
        if self._alarm:
            self._old = signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
        return self

    def look(self) -> None:
        """Raise ``Late`` if it is."""
        if time.monotonic() > self._end:
            raise _late()

    def __exit__(self, *_: object) -> None:
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._old)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise _late()


def _late() -> Late:
    return Late(f"the kept views took longer than {SECONDS:g} s and are old", LATE)
