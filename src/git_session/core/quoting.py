"""Answers to an agent: what was noted here stands quoted, as data, and in a bounded size.

The frame is ours and not quoted. Entries are quoted line by line and left out whole where there is
no room for them; how many were is said.
"""

from __future__ import annotations

from git_session.core import waking
from git_session.core.markdown import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWER = 8 * 1024  # bytes of an answer's quoted part
ENTRY = 2 * 1024  # bytes of one entry in it
LINE = 500  # characters of one line


def answer(
    head: Sequence[str],
    entries: Sequence[Sequence[str]],
    tail: Sequence[str] = (),
    *,
    more: str = "ask for less",
    left: int = 0,
    room: int = ANSWER,
) -> str:
    """``head``, then ``entries`` (each some lines) quoted, then ``tail``.

    ``left`` is how many entries there are beyond those given, ``more`` how to see the others.
    """
    quoted: list[str] = []
    shown = 0
    for entry in entries:
        lines = quote(entry)
        room -= size(lines)
        if room < 0:
            break
        quoted += lines
        shown += 1
    left += len(entries) - shown
    said = [f"{left} more left out: {more}"] if left else []
    data = [waking.QUOTED, *quoted] if quoted else []
    return "\n".join([*map(plain, head), *data, *said, *map(plain, tail)])


def quote(entry: Sequence[str]) -> list[str]:
    """The lines of an entry, each behind ``> ``; the last ones go where they are too many."""
    lines = [f"> {_cut(line)}".rstrip() for text in entry for line in visible(text).split("\n")]
    room, kept = ENTRY, 0
    while kept < len(lines) and (room := room - size(lines[kept : kept + 1])) >= 0:
        kept += 1
    left = len(lines) - kept
    return [*lines[:kept], *([f"> … ({left} more lines of this entry)"] if left else [])]


def plain(text: str) -> str:
    """A line of the frame: what would steer a terminal is shown escaped, and it stays one line."""
    return _cut(visible(text).replace("\n", " "))


def size(lines: Sequence[str]) -> int:
    """How many bytes the lines are, their line ends included."""
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)


def _cut(line: str) -> str:
    """``line``, its end left out at a blank where it is long."""
    if len(line) <= LINE:
        return line
    return f"{line[:LINE].rpartition(' ')[0] or line[:LINE]} …"


def error(message: str, hint: str) -> str:
    """What went wrong and what to do next; lists in the message are data, and quoted."""
    first, *listed = message.split("\n")
    return answer([first], [[line] for line in listed], hint.split("\n") if hint else ())
