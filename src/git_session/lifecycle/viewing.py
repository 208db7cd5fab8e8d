"""A view is shown: on a terminal, in a pipe, as Markdown, as data; or written where it is kept.

``.sessions/views/`` holds the Markdown of views that somebody wanted written. They are derived:
deleting them loses nothing, and what is there is written anew after a commit.
"""

from __future__ import annotations

import sys

from git_session import output
from git_session.core import pagelines, pagemarkdown
from git_session.core.page import Page
from git_session.errors import UsageError
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

UP = "../../"  # from .sessions/views/ to the top of the worktree
FORMATS = ("text", "markdown", "json")


def options(parser: argparse.ArgumentParser, *, written: bool = True) -> None:
    """The options of every view; ``written``: it can be kept as a file."""
    add = parser.add_argument
    help_text = "text (if left out), markdown or json"
    add("--format", dest="form", default="", choices=("", *FORMATS), metavar="FORM", help=help_text)
    add("--json", dest="form", action="store_const", const="json", help="the same as --format json")
    if written:
        text = "keep it as Markdown below .sessions/views/, up to date after each commit"
        add("--write", action="store_true", help=text)
    output.options(parser)


def begin(ctx: Context, form: str, color: str, *, write: bool = False) -> None:
    """Before anything is said: colours and the pager, where a person reads."""
    if write and form not in ("", "markdown"):
        raise UsageError("--write keeps Markdown", "leave --format away")
    output.begin(ctx.settings.look, color, paged=form in ("", "text"))


def show(page: Page, data: Callable[[], object], form: str, hint: str = "") -> int:
    """Print the view; exit 1 where there is nothing to show, with what helps (``hint``)."""
    if form == "json":
        output.say_json(data())
    elif form == "markdown":
        output.say_lines(pagemarkdown.text(page, "").splitlines())
    else:
        output.say_all(pagelines.lines(page, _width(), _ruler()))
    if not page.rows and hint:
        output.remark(hint)
    return 0 if page.rows else 1


def _width() -> int:
    return output.columns() if output.on_screen() else 0


def _ruler() -> str:
    return "─" if "utf" in (sys.stdout.encoding or "").lower() else "-"
