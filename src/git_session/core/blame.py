"""What ``git blame --porcelain`` prints, read: which commit each line is from."""

from __future__ import annotations

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SIMPLE = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


@record
class Line:
    """One line: its number now, the commit (full hash) it is from, the path and number there."""

    number: int
    commit: str
    path: str
    at: int


def lines(porcelain: str) -> list[Line]:
    """The lines of an answer of ``git blame --porcelain``, in their order.

    Every line of the file is told with a tab in front, so its text is never taken for ours. A
    path is told once for each commit, and with each group where a commit has several.
    """
    found: list[Line] = []
    paths: dict[str, str] = {}
    head: list[str] = []
    for row in porcelain.split("\n"):
        if not head:
            head = row.split(" ")
        elif row.startswith("filename "):
            paths[head[0]] = unquoted(row.removeprefix("filename "))
        elif row.startswith("\t"):
            found.append(Line(int(head[2]), head[0], paths[head[0]], int(head[1])))
            head = []
    return found


def unquoted(path: str) -> str:
    """A path as git writes it, without the quotes and escapes that C strings have."""
    if len(path) < 2 or path[0] != '"' or path[-1] != '"':
        return path
    out = bytearray()
    letters = iter(path[1:-1])
    for letter in letters:
        out += _escaped(letters) if letter == "\\" else letter.encode("utf-8", "surrogateescape")
    return out.decode("utf-8", "surrogateescape")


def _escaped(letters: Iterator[str]) -> bytes:
    """The byte that stands behind a backslash: a letter's, or three octal digits'."""
    first = next(letters, "\\")
    if first in SIMPLE:
        return bytes([SIMPLE[first]])
    return bytes([int(first + next(letters) + next(letters), 8) & 0xFF])
