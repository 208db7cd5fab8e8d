"""Work with decisions and their records.

list     every decision, those of records (docs/adr and the like) included

DECISION is the first characters of an entry's id (four at least), a record's
number (ADR-007) or path, or a part of the words that no other has.
"""

from __future__ import annotations

from git_session.core.views import decisions
from git_session.lifecycle import deciding, viewing
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session decision list --all
"""
LIST = "list"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``decision`` understands."""
    add = parser.add_argument
    add("what", choices=(LIST,), help="what to do")
    add("--all", dest="everything", action="store_true", help="of list: what holds no more, too")
    viewing.options(parser, written=False)


def run(*, what: str, everything: bool, form: str, color: str) -> int:  # noqa: ARG001  list alone
    """Exit 1 where there is nothing to list."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    every = deciding.every(ctx)
    found = every if everything else [row for row in every if row.in_force]
    page = decisions.page(found, len(every) - len(found))
    return viewing.show(page, lambda: decisions.data(found), form, f"note one: {decisions.HOW}")
