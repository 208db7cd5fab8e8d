"""A page on a terminal: within a width, or (0) as wide as it is, for a pipe."""

from __future__ import annotations

from git_session.core import cells, columns, markdown, paint
from git_session.core.page import Heading, Item, Items, Page, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ENDLESS = 10**6  # columns, where nothing is broken
LEAST = 12  # columns: a text cut to fewer tells nothing
NOTE = 2  # columns between a text and the note behind it
SEPARATOR = ", "  # between the parts of a note


def lines(page: Page, width: int, ruler: str = "-") -> list[str]:
    """The lines of the page; ``ruler`` is what a table's rule is drawn with."""
    told: list[str] = [paint.heading(markdown.one_line(page.title))]
    after_heading = False
    for thing in page.things:
        told += [*([] if after_heading else [""]), *_thing(thing, width or ENDLESS, ruler)]
        after_heading = isinstance(thing, Heading)
    return told


def _thing(thing: Heading | Text | Items | Table, width: int, ruler: str) -> list[str]:
    if isinstance(thing, Heading):
        return [paint.heading(markdown.one_line(thing.text))]
    if isinstance(thing, Text):
        rows = [row for line in thing.text.split("\n") for row in _rows(line, width)]
        return [paint.dim(row) for row in rows] if thing.dim else rows
    if isinstance(thing, Table):
        return _table(thing, width, ruler)
    if thing.short:
        return [line for item in thing.items for line in _short(item, width)]
    return [line for item in thing.items for line in _item(item, width)]


def _rows(line: str, width: int) -> list[str]:
    """A line of a paragraph, broken at blanks; further rows stand where the first one does."""
    shown = markdown.visible(line)
    return [shown[start:end] for _, start, end in cells.folds(shown, width, deeper=0)]


def _short(item: Item, width: int) -> list[str]:
    """The item with each of its lines on one of the terminal's."""
    said = f"  {_one_line(item.text)}"
    note = _fitting(_one_line(item.note), width, cells.wide(said)) if item.note else ""
    below = [f"      {_one_line(text)}" for text in item.below]
    if width < ENDLESS:
        said = cells.cut(said, width - (NOTE + cells.wide(note) if note else 0))
        below = [cells.cut(text, width) for text in below]
    after = (paint.DIM, f"  {note}" if note else "")
    return [paint.Painted(((item.role, said), after)), *below]


def _fitting(note: str, width: int, wide: int) -> str:
    """The parts of a note that fit, whole, beside a text so ``wide``. For the first one the text is
    cut, if that leaves anything of it."""
    first, *more = note.split(SEPARATOR)
    if width - NOTE - cells.wide(first) < min(wide, LEAST):
        return ""
    for part in more:
        if wide + NOTE + cells.wide(longer := f"{first}{SEPARATOR}{part}") > width:
            break
        first = longer
    return first


def _one_line(text: str) -> str:
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text  # as most cells of a long table are
    return markdown.visible(markdown.one_line(text))


def _item(item: Item, width: int) -> list[str]:
    """The item, its note beside it where one line holds both, else below it."""
    text, note = markdown.one_line(item.text), markdown.one_line(item.note)
    said = paint.role(item.role, text) if item.role else text
    below = [line for more in item.below for line in more.split("\n")]
    beside = not note or NOTE + cells.wide(f"  {text}{note}") <= width
    after = (paint.DIM, f"  {note}" if note and beside else "")
    head = paint.Painted((("", "  "), *paint.parts(said), after))
    return [
        head,
        *([] if beside else [paint.line("      ", paint.dim(note))]),
        *[f"      {line}" for line in below],
    ]


def _table(table: Table, width: int, ruler: str) -> list[str]:
    rows = [[_one_line(cell) for cell in row] for row in table.rows]
    for at in table.right:
        wide = max((cells.wide(row[at]) for row in [table.heads, *rows]), default=0)
        for row in rows:
            row[at] = " " * (wide - cells.wide(row[at])) + row[at]
    heads = _heads(table, rows)
    if table.short:
        heads, rows = _shortened(heads, rows, width)
    return columns.laid_out(heads, rows, width, ruler)


def _shortened(
    heads: list[str], rows: list[list[str]], width: int
) -> tuple[list[str], list[list[str]]]:
    """The table with its last column cut, or left out, so that the others fit."""
    sizes = [max(map(cells.wide, column)) for column in zip(heads, *rows, strict=True)]
    room = width - sum(sizes[:-1]) - columns.GAP * (len(sizes) - 1)
    if sizes[-1] <= room:
        return heads, rows
    if room < LEAST:
        return heads[:-1], [row[:-1] for row in rows]
    return heads, [[*row[:-1], cells.cut(row[-1], room)] for row in rows]


def _heads(table: Table, rows: Sequence[Sequence[str]]) -> list[str]:
    """The heads, those over numbers as far to the right as they are."""
    heads = list(table.heads)
    for at in table.right:
        wide = max((cells.wide(row[at]) for row in rows), default=0)
        heads[at] = " " * (wide - cells.wide(heads[at])) + heads[at]
    return heads
