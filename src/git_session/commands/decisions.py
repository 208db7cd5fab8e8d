"""Every decision that holds, the newest first, with what you need to cite it.

An entry's first eight characters name it wherever a decision is asked for.
Decisions that another one superseded are left out; --all shows and marks them,
and shows more than the newest 200.
"""

from __future__ import annotations

from git_session.core.views import decisions
from git_session.lifecycle import deciding, searching, viewing
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session decisions
  git session decisions --all --author alice --since 2w
  git session decisions --file 'src/auth/**' --format markdown
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``decisions`` understands."""
    add = parser.add_argument
    add("--all", dest="everything", action="store_true", help="those that hold no more, too")
    add("--file", default="", metavar="GLOB", help="names a file that fits, from the top on")
    add("--author", default="", metavar="WHO", help="noted by this handle")
    text = "not older than this: 2026-01-15, 2w, yesterday"
    add("--since", default="", metavar="WHEN", help=text)
    viewing.options(parser, written=False)


def run(*, everything: bool, file: str, author: str, since: str, form: str, color: str) -> int:
    """Print the decisions; exit 1 where there is none."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    wish = deciding.wish(ctx, everything=everything, author=author, file=file, since=since)
    with searching.Patience(wanted=bool(file)) as patience:
        every = [row for row in deciding.every(ctx) if row.noted]
        patience.begin()
        found = [row for row in every if wish.fits(row, ctx.zone)]
    left = 0 if everything else sum(not row.in_force for row in every)
    most, hint = 0 if everything or form else decisions.FEW, f"note one: {decisions.HOW}"
    page, data = (lambda: decisions.page(found, left, most)), (lambda: decisions.data(found))
    return viewing.show(len(found), page, data, form, hint)
