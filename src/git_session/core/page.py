"""What a view shows, before anybody decides how: headings, texts, lists and tables of plain text.

``pagelines`` draws a page on a terminal, ``pagemarkdown`` writes it as Markdown. Whatever stands in
a page is text: each of them makes it harmless in its own way.
"""

from __future__ import annotations

from git_session.model import NamedTuple, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


@record
class Heading:
    """A heading below the page's own; ``level`` 2 or 3."""

    text: str
    level: int = 2


@record
class Text:
    """A paragraph; ``dim`` where it matters less than what is around it."""

    text: str
    dim: bool = False


class Item(NamedTuple):
    """A line of a list, and lines below it. ``link`` is a path from the top of the worktree.

    ``role`` is one of ``paint``'s, "" for none; ``note`` stands behind the text and matters less.
    """

    text: str
    below: tuple[str, ...] = ()
    note: str = ""
    link: str = ""
    role: str = ""


@record
class Items:
    """A list; ``short``: each of its lines stays one, however long, and is cut on a terminal."""

    items: tuple[Item, ...]
    short: bool = False


@record
class Table:
    """A table. ``links`` are paths for the first cell of each row, () for none; the columns
    whose number is in ``right`` hold numbers. With ``short`` each row is one line: on a terminal
    the last column is cut to the room that the others leave, or left out where that is none."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    short: bool = False


@record
class Page:
    """A view: its title, and what it shows. ``rows`` counts what was found; 0: nothing to show."""

    title: str
    things: tuple[Heading | Text | Items | Table, ...]
    rows: int


def items(found: Sequence[Item]) -> list[Items]:
    """A list, if there is anything in it."""
    return [Items(tuple(found))] if found else []
