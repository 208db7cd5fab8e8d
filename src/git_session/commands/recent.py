"""The sessions worked on last, in a few lines each: what, how far, what next.

Twenty of them, in at most a hundred lines: the more, the fewer lines each.
"""

from __future__ import annotations

import functools

from git_session.core.views import listed
from git_session.errors import UsageError
from git_session.lifecycle import gathering, keeping, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session recent
  git session recent -n 5
  git session recent --write    # .sessions/views/RECENT.md
"""
HINT = 'begin one with: git session init --goal "…"'


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``recent`` understands."""
    shown = listed.SHOWN
    parser.add_argument(
        "-n", "--limit", type=int, default=shown, metavar="N", help=f"so many of them ({shown})"
    )
    viewing.options(parser)


def run(*, limit: int, form: str, write: bool, color: str) -> int:
    """Print the sessions; exit 1 where there is none."""
    if limit < 1:
        raise UsageError(f"--limit {limit}: shows nothing", "say 1 or more")
    ctx = open_context()
    asked = ["-n"] if limit != listed.SHOWN else []
    viewing.begin(ctx, form, color, write=write, asked=asked)
    if write:
        return keeping.write(ctx, keeping.RECENT)
    told = gathering.gather(ctx, Ask(kinds=None, newest=limit + 1))
    older, shown = len(told.sessions) > limit, listed.first(told, limit)
    page, sessions = (lambda: listed.recent_page(shown)), shown.sessions
    data = functools.partial(listed.data, sessions, older=older)
    return viewing.show(len(sessions), page, data, form, HINT)
