"""A view is shown: on a terminal, in a pipe, as Markdown, as data; or written where it is kept.

``.sessions/views/`` holds the Markdown of views that somebody wanted written. They are derived:
deleting them loses nothing, and what is there is written anew after a commit.
"""

from __future__ import annotations

import functools
import sys

from git_session import output
from git_session.core import pagelines, pagemarkdown
from git_session.core.page import Heading, Items, Page, Table, Text
from git_session.errors import UsageError
from git_session.lifecycle.context import Context
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    Thing = Heading | Text | Items | Table

UP = "../../"  # from .sessions/views/ to the top of the worktree
FORMATS = ("text", "markdown", "json")


def options(parser: argparse.ArgumentParser, *, written: bool = True) -> None:
    """The options of every view; ``written``: it can be kept as a file."""
    add = parser.add_argument
    add(
        "--format",
        dest="form",
        type=_form,
        default="",
        choices=("", *FORMATS),
        metavar="FORM",
        help="text (if left out), markdown (or md) or json",
    )
    add("--json", dest="form", action="store_const", const="json", help="the same as --format json")
    if written:
        text = "keep it as Markdown below .sessions/views/, up to date after each commit"
        add("--write", action="store_true", help=text)
    output.options(parser)


def _form(text: str) -> str:
    return FORMATS[1] if text == "md" else text


def begin(
    ctx: Context, form: str, color: str, *, write: bool = False, asked: Sequence[str] = ()
) -> None:
    """Before anything is said: colours and the pager, where a person reads.

    UsageError for what does not go with --write: another form than Markdown, and options that
    were ``asked`` for and that nobody knows of after a commit.
    """
    if write and form not in ("", "markdown"):
        raise UsageError("--write keeps Markdown", "leave --format away")
    if write and asked:
        hint = "keep your own with: --format markdown > FILE"
        raise UsageError(f"--write keeps the view as it is without {' and '.join(asked)}", hint)
    output.begin(ctx.settings.look, color, paged=form in ("", "text") and not write)


def linked(ctx: Context, page: Page) -> Page:
    """The page with each link leading to a file that is there.

    A journal file of another branch, or one that no commit carries, is found among this clone's
    copies; what is nowhere here is not linked.
    """
    leading = functools.cache(functools.partial(_leading, ctx))  # a file holds several entries
    return replace(page, things=tuple(_linked(leading, thing) for thing in page.things))


def _linked(leading: Callable[[str], str], thing: Thing) -> Thing:
    if isinstance(thing, Items):
        items = (item._replace(link=leading(item.link)) for item in thing.items)
        return replace(thing, items=tuple(items))
    if isinstance(thing, Table):
        return replace(thing, links=tuple(map(leading, thing.links)))
    return thing


def _leading(ctx: Context, link: str) -> str:
    return link if not link or ctx.store.has_file(link) else ctx.store.kept_copy(link)


def show(
    found: int,
    page: Callable[[], Page],
    data: Callable[[], object],
    form: str,
    hint: str = "",
    ctx: Context | None = None,
) -> int:
    """Print the view; exit 1 where nothing was ``found`` to show, with what helps (``hint``).

    With ``ctx`` the links of Markdown are looked after (``linked``).
    """
    if form == "json":
        output.say_json(data())
    elif form == "markdown":
        told = linked(ctx, page()) if ctx else page()
        output.say_lines(pagemarkdown.text(told, "").splitlines())
    else:
        output.say_all(pagelines.lines(page(), _width(), _ruler()))
    if not found and hint:
        output.remark(hint)
    return 0 if found else 1


def kept_as(page: Page) -> str:
    """The Markdown of a page as it stands below .sessions/views/."""
    return pagemarkdown.text(page, UP)


def _width() -> int:
    return output.columns() if output.on_screen() else 0


def _ruler() -> str:
    return "─" if "utf" in (sys.stdout.encoding or "").lower() else "-"
