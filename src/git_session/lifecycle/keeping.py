"""Views that are kept as Markdown below ``.sessions/views/``: how each of them is made.

A kept view has no options, so that it can be made anew after a commit; what has options is printed
and kept by whoever asks. Nothing here is told twice: the same journal gives the same bytes.
"""

from __future__ import annotations

import signal
import time

from git_session import output, walk
from git_session.cache import opening
from git_session.core.views import digest, listed, logbook
from git_session.errors import SessionError
from git_session.lifecycle import belongings, gathering, viewing
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.gathering import NOTED, Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from git_session.core.page import Page
    from git_session.core.views.given import Given
    from git_session.core.views.logbook import Book

    Made = dict[str, Page | None]  # by the name of the file; None: there shall be none
    Making = Callable[[Context, Sequence[str]], Made]  # given the files that there are

SECONDS = 1.0  # that git may wait for all kept views together
BEHIND = 1000  # commits that are looked at after a commit; a verb looks at more
LATE = "git session index shows what they do, and makes the next time quick"


def recent(ctx: Context, _there: Sequence[str]) -> Made:
    """The sessions worked on last."""
    told = gathering.gather(ctx, Ask(kinds=None, newest=listed.SHOWN))
    return {"RECENT.md": listed.recent_page(told)}


def index(ctx: Context, _there: Sequence[str]) -> Made:
    """The index, and the archive index if there is anything in it."""
    told = gathering.gather(ctx, Ask(kinds=None))
    cap, folder = ctx.settings.index_cap, ctx.wt.folder
    older = listed.parted(told.sessions, cap)[1]
    return {
        "INDEX.md": listed.index_page(told, cap, folder),
        "INDEX_ARCHIVE.md": listed.index_page(told, cap, folder, archive=True) if older else None,
    }


def digested(ctx: Context, _there: Sequence[str]) -> Made:
    """The digest of the last seven days."""
    span = digest.days(ctx.now, ctx.zone, digest.WEEK)
    told = gathering.gather(ctx, Ask(since=span.start, until=span.end, only=NOTED))
    return {"DIGEST.md": digest.page(told, span, digest.rows(told, lambda _: True))}


def of_month(month: str) -> Ask:
    """What a log of that month needs: what commits carry."""
    since, until = logbook.around(month)
    return Ask(since=since, until=until, only=NOTED, pending=False)


def log_books(ctx: Context, there: Sequence[str]) -> Made:
    """This month's log of each project that a log is kept of."""
    month = logbook.month("", ctx.now.astimezone(ctx.zone).date())
    told = gathering.gather(ctx, of_month(month))
    kept = {logbook.project_of(name) for name in there}
    books = logbook.rows(told, month, belongings.of(ctx, told))
    return pages(told, tuple(book for book in books if book.project in kept), month)


def pages(told: Given, books: tuple[Book, ...], month: str) -> Made:
    """A file for each book."""
    return {
        logbook.file_name(book.project, month): logbook.page(told, (book,), month) for book in books
    }


def write(ctx: Context, making: Making) -> int:
    """Keep what ``making`` makes, and say where; exit 0."""
    ctx.store.prepare()
    for name in store(ctx, making(ctx, ())):
        output.say(f"{ctx.store.relative_view(name)} is kept up to date after each commit")
    return 0


def store(ctx: Context, made: Made) -> list[str]:
    """Write the files of a view; the names of those that are there now."""
    for name, page in made.items():
        if page is None:
            ctx.store.remove_view(name)
        else:
            ctx.store.write_view(name, viewing.kept_as(viewing.linked(ctx, page)))
    return [name for name, page in made.items() if page is not None]


MADE: tuple[tuple[Callable[[str], object], Making], ...] = (
    (("RECENT.md",).__contains__, recent),
    (("INDEX.md", "INDEX_ARCHIVE.md").__contains__, index),
    (logbook.project_of, log_books),
    (("DIGEST.md",).__contains__, digested),
)


def again(names: Sequence[str]) -> None:
    """Make the kept views ``names`` anew, after git moved HEAD.

    One that fails keeps nobody from the others. Raises SessionError, once, for what could not be
    made, and where it would take longer than a person waits for a commit.
    """
    sorted_out = [(making, [name for name in names if fits(name)]) for fits, making in MADE]
    wanted = [(making, there) for making, there in sorted_out if there]
    if not wanted:
        return
    ctx = open_context()
    if _far_behind(ctx):
        raise SessionError("the views in .sessions/views are out of date", LATE)
    with Deadline() as deadline:
        failed = [e for making in wanted for e in _tried(ctx, *making, deadline)]
    if failed:
        raise failed[0]


def _tried(
    ctx: Context, making: Making, there: Sequence[str], deadline: Deadline
) -> Iterator[SessionError]:
    deadline.look()
    try:
        store(ctx, making(ctx, there))
    except Late:
        raise
    except SessionError as error:
        yield error


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
    return Late(f"the views in .sessions/views took longer than {SECONDS:g} s and are old", LATE)
