"""Blocks: what scratch and journal files are made of (docs/format.md).

A block begins at a level-two heading ``## time - title`` at the start of a line, outside code
fences, and goes on to the next one. Every character of a text belongs to exactly one piece, so
nothing can be lost; what is no block is kept as a note.
"""

from __future__ import annotations

from datetime import UTC, datetime

from git_session.core import markdown, moments
from git_session.core.digest import sha256_hex
from git_session.model import KINDS, NOTE, PROGRESS, Block, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

SEPARATORS = ("-", "–", "—")
UNTITLED = "(untitled)"
BLANKS = " \t\r\x0b\x0c"
BY = "- By: "
STARTS = ("## ", "\ufeff## ")
KIND_OF = {kind.lower(): kind for kind in KINDS}


@record
class Piece:
    """A slice of a text: from one heading of ours up to the next, or what is before the first."""

    start: int
    end: int
    raw: str


def split(text: str) -> list[Piece]:
    """Cut ``text`` into pieces; joined again they are ``text``, to the byte. Linear time."""
    lines = text.split("\n")
    headings = _headings(lines)
    starts, position = [0], 0
    for number, line in enumerate(lines):
        if headings[number] and position:
            starts.append(position)
        position += len(line) + 1
    ends = [*starts[1:], len(text)]
    return [
        Piece(start, end, text[start:end])
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def _headings(lines: list[str]) -> list[bool]:
    """For each line, whether it is a heading of ours outside a code fence."""
    return [
        outside and line.startswith(STARTS) and _heading(line) is not None
        for line, outside in zip(lines, markdown.open_lines(lines), strict=True)
    ]


@record
class Heading:
    """A heading taken apart: the words of its time, and the title after the separator."""

    time: str
    title: str


def _heading(line: str) -> Heading | None:
    words = line.removeprefix("\ufeff")[3:].split(None, 3)
    for count in (1, 2):
        time = " ".join(words[:count])
        if len(words) >= count and _is_time(time):
            return _titled(line, time, words[count:])
    return None


def _titled(line: str, time: str, rest: list[str]) -> Heading | None:
    if not rest:
        return Heading(time, "")
    if rest[0] not in SEPARATORS:
        return None
    after = line[line.index(rest[0], line.index(time.split(" ")[-1]) + len(time.split(" ")[-1])) :]
    return Heading(time, after[1:].strip())


def _is_time(text: str) -> bool:
    return moments.clock(text) is not None or moments.parse_local(text, _ANY_ZONE) is not None


def parse(
    text: str, *, author: str, day: date | None, zone: tzinfo | None, fallback: datetime
) -> list[Block]:
    """The blocks of a scratch or journal text, in their order; never raises.

    ``author`` is who noted what names nobody (``- By: name`` as a body's first line does). A time
    without a date is on ``day``, else on ``fallback``'s; one without an offset is in ``zone``
    (None: the system's). Text before the first heading is a note at ``fallback``.
    """
    blocks = []
    for piece in split(text):
        head, _, body = piece.raw.partition("\n")
        heading = _heading(head) if head.startswith(STARTS) else None
        if heading is not None:
            when = _when(heading.time, day, zone, fallback)
            blocks.append(_block(when, heading.title, author, body))
        elif piece.raw.strip("\ufeff" + BLANKS + "\n"):
            blocks.append(made(fallback, NOTE, UNTITLED, author, piece.raw.removeprefix("\ufeff")))
    return blocks


def _when(time: str, day: date | None, zone: tzinfo | None, fallback: datetime) -> datetime:
    at = moments.clock(time)
    if at is None:
        return moments.parse_local(time, zone) or fallback
    date = day or fallback.date()
    return moments.localised(datetime(date.year, date.month, date.day, *at), zone)


def _block(when: datetime, title: str, author: str, body: str) -> Block:
    word, colon, rest = title.partition(":")
    kind = KIND_OF.get(word.strip().lower(), "") if colon else ""
    return made(when, kind, rest if kind else title, author, body)


def made(when: datetime, kind: str, title: str, author: str, body: str) -> Block:
    """A block in the form that survives being rendered and parsed: the only way to make one."""
    title = markdown.one_line(title) or UNTITLED
    if not kind and title.partition(":")[0].strip().lower() in KIND_OF and ":" in title:
        return _block(when, title, author, body)
    body = normal(body)
    first, _, rest = body.partition("\n")
    if first.startswith(BY) and first[len(BY) :].strip():
        author, body = first[len(BY) :].strip(), normal(rest)
    return Block(when.replace(microsecond=0), kind, title, author, body)


def normal(body: str) -> str:
    """A body as blocks hold it: LF, no blanks at line ends, no blank line first or last.

    A fence left open is closed, so that it swallows nothing where blocks are put together.
    """
    lines = [line.rstrip(BLANKS) for line in body.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return markdown.closed("\n".join(lines))


def render(block: Block, author: str) -> str:
    """The block as text, ending in a newline; it names its author unless that is ``author``."""
    kind = f"{block.kind}: " if block.kind else ""
    by = [f"{BY}{block.author}"] if block.author != author else []
    body = [block.body] if block.body else []
    return "\n".join([f"## {moments.iso(block.when)} - {kind}{block.title}", *by, *body]) + "\n"


def identity(block: Block) -> str:
    """Sixteen hex digits for time, author, kind, title and body: equal in all five is one entry."""
    utc = moments.iso(moments.to_utc(block.when))
    kind = block.kind or PROGRESS
    five = [utc, block.author, kind, block.title, block.body]
    return sha256_hex("\0".join(five))[:16]


def bullet(key: str, value: str) -> str:
    """``- Key: value``; further lines are indented, so that none of them opens a block."""
    return f"- {key}: " + indented(value)


def indented(text: str) -> str:
    """``text`` with its second and further lines indented by two blanks."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    return "\n".join([lines[0].strip(), *(f"  {line}".rstrip(BLANKS) for line in lines[1:])])


def unique(blocks: Iterable[Block]) -> list[Block]:
    """The first of each identity, in their order."""
    seen: dict[str, Block] = {}
    for block in blocks:
        seen.setdefault(identity(block), block)
    return list(seen.values())


def ordered(blocks: Iterable[Block]) -> list[Block]:
    """Sorted by time; what is of the same time keeps its order."""
    return sorted(blocks, key=lambda block: block.when)


_ANY_ZONE = UTC
