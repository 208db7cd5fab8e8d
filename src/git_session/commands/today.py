"""What was noted today, session by session: committed or not, on any branch.

A day is one on your clock. What colleagues noted is there as soon as their
commits are; what waits for a commit in another worktree is told there alone.
"""

from __future__ import annotations

from git_session.core.views import day
from git_session.lifecycle import gathering, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import NOTED, Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session today
  git session today --yesterday
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``today`` understands."""
    parser.add_argument("--yesterday", action="store_true", help="the day before instead")
    viewing.options(parser, written=False)


def run(*, yesterday: bool, form: str, color: str) -> int:
    """Print the day; exit 1 where nothing was noted."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    back = int(yesterday)
    start, end = day.bounds(ctx.now, ctx.zone, back)
    told = gathering.gather(ctx, Ask(since=start, until=end, only=NOTED))
    found = day.rows(told, back)
    hint = 'note with: git session log --decision "…"; earlier days: git session digest --week'
    page, data = (lambda: day.page(told, found)), (lambda: day.data(found))
    return viewing.show(len(found.groups), page, data, form, hint)
