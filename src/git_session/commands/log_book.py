"""The log of a month: a section for each contributor, a line for each entry.

The line leads to the journal file that holds all of it (--format markdown,
--write). An entry stands under the day on which its writer noted it, by the
writer's own clock.
"""

from __future__ import annotations

import functools

from git_session.core.views import logbook
from git_session.lifecycle import belongings, gathering, keeping, viewing
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session log-book
  git session log-book --month 2026-03
  git session log-book --project web --write    # kept as Markdown
"""
OVER = "is written; it is not this month's, so no commit changes it"
HINT = "what waits for a commit: git session today; another month: --month 2026-03"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``log-book`` understands."""
    add = parser.add_argument
    add("--month", default="", metavar="YYYY-MM", help="another month than this one")
    add("--project", default="", metavar="P", help="what belongs to this project")
    viewing.options(parser)


def run(*, month: str, project: str, form: str, write: bool, color: str) -> int:
    """Print the log; exit 1 where nothing was noted in that month."""
    ctx = open_context()
    today = ctx.now.astimezone(ctx.zone).date()
    this, month = logbook.month("", today), logbook.month(month, today)
    viewing.begin(ctx, form, color, write=write)
    given = gathering.gather(ctx, keeping.of_month(month))
    whose = belongings.of(ctx, given)
    books = logbook.rows(given, month, whose, belongings.checked(whose, project))
    if write and books:
        made = keeping.books_made(given, books, month)
        return keeping.keep(ctx, made, "" if month == this else OVER)
    page = functools.partial(logbook.page, given, books, month, project)
    data = functools.partial(logbook.data, books, month)
    return viewing.show(logbook.count(books), page, data, form, HINT, ctx)
