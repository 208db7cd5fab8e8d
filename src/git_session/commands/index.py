"""Every session, a row each, the one updated last first.

The index holds 200 of them (git config session.indexCap), the archive index
all older ones.
"""

from __future__ import annotations

import functools

from git_session.core.views import listed
from git_session.lifecycle import gathering, keeping, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session index
  git session index --archive
  git session index --write    # .sessions/views/INDEX.md and INDEX_ARCHIVE.md
"""
HINT = 'begin one with: git session init --goal "…"'
ALL = "every session is in the index: git session index"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``index`` understands."""
    text = "the archive index: those that the index has no room for"
    parser.add_argument("--archive", action="store_true", help=text)
    viewing.options(parser)


def run(*, archive: bool, form: str, write: bool, color: str) -> int:
    """Print the rows; exit 1 where there is none."""
    ctx = open_context()
    viewing.begin(ctx, form, color, write=write, asked=["--archive"] if archive else [])
    if write:
        return keeping.write(ctx, keeping.INDEX)
    cap = ctx.settings.index_cap
    newest = cap + 1 if cap and not archive else 0
    told = gathering.gather(ctx, Ask(kinds=None, newest=newest))
    held, older = listed.parted(told.sessions, cap)
    shown = older if archive else held
    more = bool(older) and not archive
    folder = ctx.wt.folder
    page = functools.partial(listed.index_page, told, cap, folder, archive=archive)
    data = functools.partial(listed.data, shown, older=more)
    hint = HINT if not told.sessions else ALL
    return viewing.show(len(shown), page, data, form, hint, ctx)
