"""A page as Markdown, for `.sessions/views/` and for others to paste; no text of it breaks out."""

from __future__ import annotations

from git_session.core import inert
from git_session.core.page import Heading, Item, Items, Page, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")


def text(page: Page, up: str) -> str:
    """The whole text, ending in a newline. ``up`` leads to the top of the worktree: '../../'."""
    told = [f"# {inert.inline(page.title)}"]
    for thing in page.things:
        told += ["", *_thing(thing, up)]
    return "\n".join(told) + "\n"


def _thing(thing: Heading | Text | Items | Table, up: str) -> list[str]:
    if isinstance(thing, Heading):
        return [f"{'#' * thing.level} {inert.inline(thing.text)}"]
    if isinstance(thing, Text):
        return [inert.block(thing.text, "")]
    if isinstance(thing, Table):
        return _table(thing, up)
    return [line for item in thing.items for line in _item(item, up)]


def _item(item: Item, up: str) -> list[str]:
    note = f" ({inert.inline(item.note)})" if item.note else ""
    head = f"- {_linked(item.text, item.link, up)}{note}"
    return [head, *(f"  - {inert.block(line, '    ').lstrip(' ')}" for line in item.below)]


def _table(table: Table, up: str) -> list[str]:
    links = table.links or ("",) * len(table.rows)
    rows = [_row([inert.inline(cell) for cell in table.heads]), _row(_rule(table))]
    for cells, link in zip(table.rows, links, strict=True):
        first, *rest = cells
        rows.append(_row([_linked(first, link, up), *map(inert.inline, rest)]))
    return rows


def _row(shown: Sequence[str]) -> str:
    return f"| {' | '.join(shown)} |"


def _rule(table: Table) -> list[str]:
    return ["---:" if at in table.right else "---" for at in range(len(table.heads))]


def _linked(said: str, link: str, up: str) -> str:
    """``said``, leading to ``link`` if that is not ""; what a URL cannot hold is escaped."""
    shown = inert.inline(said)
    return f"[{shown}]({up}{_escaped(link)})" if link and shown else shown


def _escaped(path: str) -> str:
    if PLAIN.issuperset(path):
        return path  # nearly every one
    raw = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if chr(byte) in PLAIN else f"%{byte:02X}" for byte in raw)
