"""A table laid out for a terminal: as wide as it may be, no word of it broken."""

from __future__ import annotations

from git_session.core import cells, paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2  # columns between two of the table's


def laid_out(
    headers: Sequence[str], rows: Sequence[Sequence[str]], width: int, ruler: str
) -> list[str]:
    """The lines of the table; rows as paragraphs where it would have to break words to fit."""
    table = [[cell.replace("\n", " ") for cell in row] for row in (headers, *rows)]
    sizes = _sizes(table, width - GAP * (len(headers) - 1))
    if not sizes:
        return [line for row in table[1:] for line in _paragraph(headers, row)]
    head, *body = [_lines(row, sizes) for row in table]
    line = ruler * (sum(sizes) + GAP * (len(sizes) - 1))
    return [*map(paint.heading, head), paint.dim(line), *(line for row in body for line in row)]


def _paragraph(headers: Sequence[str], row: Sequence[str]) -> list[str]:
    """A row's first cell, and below it the others that say something."""
    name, *told = map(str.strip, row)  # what stands to the right in a column does not here
    labelled = zip(map(str.strip, headers[1:]), told, strict=True)
    return [name, *(f"  {head}: {cell}" for head, cell in labelled if cell)]


def _sizes(table: list[list[str]], width: int) -> list[int]:
    """How wide each column gets; [] where some word is too long for that."""
    columns = list(zip(*table, strict=True))
    wanted = [max(map(cells.wide, column)) for column in columns]
    if sum(wanted) <= width:
        return wanted
    needed = [max(map(cells.longest, column)) for column in columns]
    spare = width - sum(needed)
    if spare < 0:
        return []
    return _shared(spare, needed, wanted)


def _shared(spare: int, needed: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """What is needed, and equal shares of what is to spare; what one does not want the others get:
    a column of numbers is not broken for one of sentences."""
    sizes = list(needed)
    by_want = sorted(range(len(sizes)), key=lambda at: wanted[at] - needed[at])
    for done, at in enumerate(by_want):
        more = min(wanted[at] - needed[at], spare // (len(sizes) - done))
        sizes[at] += more
        spare -= more
    return sizes


def _lines(row: Sequence[str], sizes: list[int]) -> list[str]:
    """The lines that a row takes."""
    spare = [size - cells.wide(cell) for cell, size in zip(row, sizes, strict=True)]
    if min(spare) >= 0:
        return [(" " * GAP).join(map(_padded, row, spare)).rstrip()]
    folded = [
        [cell[start:end] for _, start, end in cells.folds(cell, size, deeper=0)]
        for cell, size in zip(row, sizes, strict=True)
    ]
    height = max(map(len, folded))
    return [
        (" " * GAP)
        .join(
            _filled(column[at] if at < len(column) else "", size)
            for column, size in zip(folded, sizes, strict=True)
        )
        .rstrip()
        for at in range(height)
    ]


def _filled(text: str, size: int) -> str:
    return _padded(text, size - cells.wide(text))


def _padded(text: str, blanks: int) -> str:
    return text + " " * blanks
