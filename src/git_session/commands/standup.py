"""What was finished on the last working day and today; what is next; what blocks.

The last working day is yesterday or, where nothing was noted then, the latest
day of the last seven on which something was. Days are those of your clock.
"""

from __future__ import annotations

from git_session.core.views import day
from git_session.lifecycle import gathering, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import EITHER, Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session standup
  git session standup --author bob
  git session standup --all
"""
HINT = 'note with: git session log --done "…"; earlier days: git session digest --since 2w'


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``standup`` understands."""
    add = parser.add_mutually_exclusive_group().add_argument
    add("--author", default="", metavar="WHO", help="of this handle (you, if left out)")
    add("--all", dest="everybody", action="store_true", help="of everybody")
    viewing.options(parser, written=False)


def run(*, author: str, everybody: bool, form: str, color: str) -> int:
    """Print the standup; exit 1 where there is nothing to say."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    since, until = (day.bounds(ctx.now, ctx.zone, back) for back in (day.WEEK, 0))
    told = gathering.gather(ctx, Ask(since=since[0], until=until[1], only=EITHER))
    found = day.standup(told, "" if everybody else author or ctx.author)
    page = day.standup_page(told, found)
    return viewing.show(page.rows, lambda: page, lambda: day.standup_data(found), form, HINT)
