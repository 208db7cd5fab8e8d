"""What was learned between two commits, releases say: fit for a changelog.

RANGE is A..B. What a journal said at A already is left out, and so is what B's
journal does not hold any more; so a cherry-pick tells nothing twice.
"""

from __future__ import annotations

import functools

from git_session import annotate, git
from git_session.core.views import difference
from git_session.core.views.difference import Range
from git_session.lifecycle import gathering, reviewing, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session diff v1.2..v1.3
  git session diff v1.3..HEAD --markdown >> CHANGELOG.md
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``diff`` understands."""
    add = parser.add_argument
    add("range", metavar="RANGE", help="A..B; B is HEAD if left out")
    text = "the same as --format markdown"
    add("--markdown", dest="form", action="store_const", const="markdown", help=text)
    viewing.options(parser, written=False)


def run(*, range: str, form: str, color: str) -> int:  # noqa: A002  what people call it
    """Print what was learned; exit 1 where that is nothing."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    where, commits = _range(ctx, range)
    ask = Ask(difference.KINDS, commits=tuple(commits), sessions=False, pending=False)
    paths = set(git.added_between(ctx.wt, where.base_hash, where.tip_hash, ctx.wt.journal))
    found = difference.rows(gathering.gather(ctx, ask), paths)
    hint = f"what each commit recorded: git session show {range}"
    page = difference.page(where, found)
    data = functools.partial(difference.data, where, found)
    return viewing.show(page.rows, lambda: page, data, form, hint)


def _range(ctx: Context, word: str) -> tuple[Range, list[str]]:
    word = word if ".." in word else f"{word}.."
    first, last = reviewing.ends(ctx, word)
    base, _, tip = word.replace("...", "..").partition("..")
    commits = annotate.between(ctx.wt, first, last)
    return Range(base or "HEAD", tip or "HEAD", first, last, len(commits)), commits
