"""Lists in a section: items found, told apart from other text, added and taken away."""

from __future__ import annotations

from git_session.core import moments
from git_session.core.markdown import fence_of, fenced, marker_of, one_line
from git_session.core.sections import Part, clean, indented, unindented


class Row:
    """A list item: its lines in a part, its marker (``- `` or ``3. ``) and its text.

    ``text`` may have several lines; the marker and the indentation are not part of it. (No
    record: a long document has many, and they are made anew with every change.)
    """

    __slots__ = ("end", "marker", "start", "text")

    def __init__(self, start: int, end: int, marker: str, text: str) -> None:
        self.start = start
        self.end = end
        self.marker = marker
        self.text = text

    @property
    def number(self) -> int:
        """The item's number, 0 for a bullet."""
        digits = self.marker[:-2]
        return int(digits) if digits else 0


def rows(part: Part, span: tuple[int, int] | None = None) -> list[Row]:
    """The items between the two lines of ``span`` (default: before any deeper heading)."""
    start, end = span or part.body()
    lines = [line.rstrip("\r\n") for line in part.lines[start:end]]
    codes = fenced(lines)
    inside = {at for begin, behind in codes for at in range(begin + 1, behind)}
    found: list[Row] = []
    at = 0
    while at < len(lines):
        marker = "" if at in inside else marker_of(lines[at])
        last = _item_end(lines, at) if marker else at + 1
        if marker:
            text = unindented([lines[at][len(marker) :], *lines[at + 1 : last]], len(marker))
            found.append(Row(start + at, start + last, marker, text))
        at = last
    return found


def _item_end(lines: list[str], at: int) -> int:
    """Behind the last line of the item that starts at ``at``: what follows is indented."""
    end = at + 1
    for place in range(at + 1, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        if line[0] not in " \t":
            break
        end = place + 1
    return end


def append(part: Part, text: str, marker: str, span: tuple[int, int] | None = None) -> None:
    """Add an item at the end of the lines of ``span``; ``text`` may have several lines."""
    start, end = span or part.body()
    at = part.text_end(start, end)
    lines = indented(text, len(marker), marker)
    if at > start and _is_paragraph(part, start, at):
        lines.insert(0, "")  # a number cannot interrupt a paragraph
    part.insert(at, lines)


def _is_paragraph(part: Part, start: int, at: int) -> bool:
    items = rows(part, (start, at))
    return not items or items[-1].end != at


def remove(part: Part, row: Row) -> None:
    """Take an item away, and nothing else."""
    del part.lines[row.start : row.end]


def next_number(found: list[Row]) -> int:
    """One more than the highest number in use."""
    return max((row.number for row in found), default=0) + 1


def add_numbered(part: Part, text: str) -> None:
    """Add ``text`` under the next number, unless an item says exactly that."""
    found = rows(part)
    text = clean(text)
    if all(row.text != text for row in found):
        append(part, text, f"{next_number(found)}. ")


def add_bullet(part: Part, text: str, span: tuple[int, int] | None = None) -> None:
    """Add ``text`` as a bullet, unless an item says exactly that."""
    text = clean(text)
    if all(row.text != text for row in rows(part, span)):
        append(part, text, "- ", span)


def split_when(text: str) -> tuple[str, str, str]:
    """``before (time) after`` taken apart at the last time in parentheses; no time: all before."""
    at = len(text)
    while (at := text.rfind("(", 0, at)) >= 0:
        end = text.find(")", at)
        stamp = text[at + 1 : end] if end > 0 else ""
        if len(stamp) < 40 and moments.parse_iso(stamp):
            return text[:at].rstrip(" "), stamp, text[end + 1 :]
    return text, "", ""


def joined(head: str, detail: str) -> str:
    """``head: detail``; a detail that begins with code begins on a line of its own."""
    if not detail:
        return head
    return f"{head}:\n{detail}" if fence_of(detail.split("\n", 1)[0]) else f"{head}: {detail}"


def code(path: str) -> str:
    """A bare path as code; one that comes with a remark or code of its own stays as it is."""
    path = one_line(path)
    return path if "`" in path or " " in path or not path else f"`{path}`"


def uncode(text: str) -> str:
    """``text`` without the marks of code around all of it."""
    inner = text[1:-1]
    return inner if text == f"`{inner}`" and inner and "`" not in inner else text
