"""Blocks: what scratch and journal files are made of (docs/format.md).

A block begins at a heading ``## time - title`` at the very start of a line and goes on to the
next one. Every character of a text belongs to exactly one piece, so nothing can be lost; what
is no block is kept as a note. Lines end as CommonMark's do: LF, CRLF or a CR alone.

Code fences hide headings, with two rules of ours. A fence that nothing closes is text, lest one
forgotten line hide the rest of a file. And a fence counts only at the start of a line, as a
heading does: indented, it belongs to a bullet, and so does all that it could hide. (So what a
command writes, bullets, neither opens nor closes a fence of what stands before it.)
"""

from __future__ import annotations

from datetime import UTC, datetime

from git_session.core import markdown, moments, naming
from git_session.core.digest import sha256_hex
from git_session.model import KINDS, NOTE, PROGRESS, Block, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, tzinfo

SEPARATORS = ("-", "–", "—")
UNTITLED = "(untitled)"
BLANKS = " \t\x0b\x0c"
BOM = "\ufeff"
BY = "- By: "
VIA = " via "  # - By: alice via codex/1a2b3c4d
STARTS = ("## ", "##\t", "\ufeff## ", "\ufeff##\t")
FENCES = ("```", "~~~")
TELLING = (*STARTS, *FENCES)
KIND_OF = {kind.lower(): kind for kind in KINDS}


@record
class Piece:
    """A slice of a text: a heading of ours with what is below it, or what precedes the first."""

    start: int
    end: int
    raw: str


def split(text: str) -> list[Piece]:
    """Cut ``text`` into pieces; joined again they are ``text``, to the byte. Linear time."""
    return _cut(text, [start for start, _ in _openings(text)])


def _cut(text: str, openings: Iterable[int]) -> list[Piece]:
    starts = [0, *(start for start in openings if start)]
    ends = [*starts[1:], len(text)]
    return [
        Piece(start, end, text[start:end])
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def _openings(text: str) -> Iterator[tuple[int, Heading]]:
    """The headings that open a block, each with where it begins."""
    for start, line in _candidates(text):
        heading = _opening(line)
        if heading is not None:
            yield start, heading


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    """The lines outside of code fences that may open a block, each with where it begins."""
    if any(mark in text for mark in ("\r", *FENCES)):
        lines = list(_lines(text))
        outside = _outside([line for _, line in lines])
        yield from (told for told, free in zip(lines, outside, strict=True) if free)
        return
    at = text.find("##")  # nearly every text: only what can be a heading is looked at
    while at >= 0:
        start = at - text.startswith(BOM, at - 1, at) if at else 0
        if not start or text[start - 1] == "\n":
            yield start, _line_at(text, start)
        at = text.find("##", at + 1)


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def _opening(line: str) -> Heading | None:
    """The heading that ``line``, outside of code fences, opens a block with."""
    return _heading(line) if line.startswith(STARTS) else None


def _outside(lines: list[str]) -> list[bool]:
    """For each line whether it stands outside of code fences; fence lines stand inside."""
    if not any(line.startswith(FENCES) for line in lines):
        return [True] * len(lines)  # nearly every text
    closable = _closable(lines)
    fence = ""
    answers = []
    for line, can_close in zip(lines, closable, strict=True):
        inside = bool(fence) or can_close
        if inside:
            fence = fence_after(line, fence)
        answers.append(not inside)
    return answers


def _closable(lines: list[str]) -> list[bool]:
    """For each line whether it opens a fence that a later line closes (one pass, backwards)."""
    longest = dict.fromkeys("`~", 0)
    answers = [False] * len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        mark = fence_after(line, "")
        answers[number] = bool(mark) and longest[mark[0]] >= len(mark)
        if line.startswith(FENCES) and not fence_after(line, line[:3]):
            longest[line[0]] = max(longest[line[0]], len(line.rstrip(BLANKS)))
    return answers


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines without their ends, each with where it begins."""
    start = 0
    for line in text.split("\n"):
        inner = start
        for part in line.removesuffix("\r").split("\r") if "\r" in line else (line,):
            yield inner, part
            inner += len(part) + 1
        start += len(line) + 1


def fence_after(line: str, fence: str) -> str:
    """The fence that is open after ``line`` where ``fence`` ("" for none) is open before it."""
    if fence:
        closes = line.startswith(fence) and not line.rstrip(BLANKS).strip(fence[0])
        return "" if closes else fence
    if not line.startswith(FENCES):
        return ""
    mark = line[: len(line) - len(line.lstrip(line[0]))]
    return "" if mark[0] == "`" and "`" in line[len(mark) :] else mark


@record
class Heading:
    """A heading taken apart: the words of its time, and the title after the separator."""

    time: str
    title: str


def _heading(line: str) -> Heading | None:
    """``line``, which begins with one of STARTS, as a heading; None where it tells no time."""
    time, rest = _word(line.removeprefix(BOM)[3:])
    if moments.is_date(time):
        clock, rest = _word(rest)
        time = f"{time} {clock}"
    if not _is_time(time) or (rest and not _is_separated(rest)):
        return None
    return Heading(time, rest[1:])


def _word(text: str) -> tuple[str, str]:
    """The first word, and what follows it after blanks."""
    words = text.split(None, 1)
    return (words[0], words[1] if len(words) > 1 else "") if words else ("", "")


def _is_separated(rest: str) -> bool:
    return rest[0] in SEPARATORS and (len(rest) == 1 or rest[1].isspace())


def _is_time(text: str) -> bool:
    return moments.clock(text) is not None or moments.parse_local(text, UTC) is not None


def parse(
    text: str,
    *,
    author: str,
    day: date | None,
    zone: tzinfo | None,
    fallback: datetime,
    agent: str = "",
) -> list[Block]:
    """The blocks of a scratch or journal text, in their order; never raises.

    ``author`` is who noted what names nobody (``- By: name`` as a body's first line does), and
    ``agent`` the agent that did it for them, by ``naming.agent_name``. A time without a date is on
    ``day``, else on ``fallback``'s; one without an offset is in ``zone`` (None: the system's).
    Text before the first heading is a note at ``fallback``.
    """
    blocks = []
    openings = dict(_openings(text))
    for piece in _cut(text, openings):
        heading = openings.get(piece.start)
        if heading is not None:
            body = _with_lf(piece.raw).partition("\n")[2]
            when = _when(heading.time, day, zone, fallback)
            blocks.append(_block(when, heading.title, author, body, agent))
        elif piece.raw.strip(BOM + BLANKS + "\r\n"):
            raw = piece.raw.removeprefix(BOM)
            blocks.append(made(fallback, NOTE, UNTITLED, author, raw, agent))
    return blocks


def _when(time: str, day: date | None, zone: tzinfo | None, fallback: datetime) -> datetime:
    at = moments.clock(time)
    if at is None:
        return moments.parse_local(time, zone) or fallback
    date = day or fallback.date()
    return moments.localised(datetime(date.year, date.month, date.day, *at), zone)


def _block(when: datetime, title: str, author: str, body: str, agent: str) -> Block:
    word, colon, rest = title.partition(":")
    kind = KIND_OF.get(word.strip().lower(), "") if colon else ""
    return made(when, kind, rest if kind else title, author, body, agent)


def made(when: datetime, kind: str, title: str, author: str, body: str, agent: str = "") -> Block:
    """A block in the form that survives being rendered and parsed: the only way to make one."""
    title = markdown.one_line(_writable(title)) or UNTITLED
    if not kind and title.partition(":")[0].strip().lower() in KIND_OF and ":" in title:
        return _block(when, title, author, body, agent)
    body = normal(body)
    named, rest = _by(body)
    if named:
        author, agent = named, ""
        body = normal(rest)
    author = markdown.one_line(_writable(author))
    if not agent and VIA in author:
        author, agent = _writer(author)
    return Block(moments.fixed(when), kind, title, author, body, agent)


def again(when: datetime, kind: str, title: str, author: str, body: str, agent: str) -> Block:
    """A block of which ``made`` made all parts before: they were kept as they were."""
    return Block(when, kind, title, author, body, agent)


def _by(body: str) -> tuple[str, str]:
    """Whoever a body's first line names ("" for nobody), and the lines below it."""
    first, _, rest = body.partition("\n")
    return (markdown.one_line(first[len(BY) :]), rest) if first.startswith(BY) else ("", body)


def _writer(named: str) -> tuple[str, str]:
    """'alice' and 'codex/1a2b3c4d' of 'alice via codex/1a2b3c4d'; any other text is an author."""
    author, _, agent = named.rpartition(VIA)
    return (author, agent) if author and naming.parted(agent)[1] else (named, "")


def _named(author: str, agent: str) -> str:
    return f"{author}{VIA}{agent}" if agent else author


def normal(body: str) -> str:
    """A body as blocks hold it: LF, no blanks at line ends, no blank line first or last.

    A line that would open a block gets a blank in front, and a fence left open is closed, so that
    a body stays one wherever blocks are put together.
    """
    return _guarded(clean(body))


def clean(text: str) -> str:
    """``text`` with LF, without blanks at line ends and blank lines first or last.

    So a field's text comes back from ``bullet`` and ``entries``.
    """
    lines = _with_lf(_writable(text)).split("\n")
    return "\n".join([line.rstrip(BLANKS) for line in lines]).strip("\n")


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _writable(text: str) -> str:
    """``text`` with U+FFFD for halves of surrogate pairs, which no UTF-8 file can hold.

    The halves that stand for bytes that were no UTF-8 stay.
    """
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return "".join("\ufffd" if _is_half(letter) else letter for letter in text)
    return text


def _is_half(letter: str) -> bool:
    return "\ud800" <= letter <= "\udc7f" or "\udd00" <= letter <= "\udfff"


def _guarded(body: str) -> str:
    """``body`` with a blank before what would open a block, and with its last fence closed."""
    lines = body.split("\n")
    if not any(line.startswith(TELLING) for line in lines):
        return body  # nearly every one
    fence = ""
    for number, free in enumerate(_outside(lines)):
        if free and _opening(lines[number]):
            lines[number] = f" {lines[number]}"
        fence = fence_after(lines[number], fence)
    return "\n".join([*lines, fence] if fence else lines)


def render(block: Block, author: str, agent: str = "") -> str:
    """The block as text, ending in a newline; it names its writer unless ``author``, ``agent`` are.

    It names them too where the body's first line would be taken for a name.
    """
    kind = f"{block.kind}: " if block.kind else ""
    is_other = (block.author, block.agent) != (author, agent)
    is_named = block.author and (is_other or _by(block.body)[0])
    by = [f"{BY}{_named(block.author, block.agent)}"] if is_named else []
    body = [block.body] if block.body else []
    return "\n".join([f"## {moments.iso(block.when)} - {kind}{block.title}", *by, *body]) + "\n"


def identity(block: Block) -> str:
    """Sixteen hex digits for time, author, kind, title and body: equal in all five is one entry."""
    utc = moments.iso(moments.to_utc(block.when))
    facts = f"{utc}\n{block.author}\n{block.kind or PROGRESS}\n{block.title}"
    return sha256_hex(f"{facts}\n{block.body}")[:16]


def bullet(key: str, value: str) -> str:
    """``- Key: value``; further lines are indented, so that none of them opens a block.

    A value that begins with blanks (code, mostly) stands below the key as a whole.
    """
    value = clean(value)
    below = "\n" if value[:1] in (*BLANKS,) else ""
    return f"- {indented(f'{key}: {below}{value}')}"


def indented(text: str) -> str:
    """``text`` with its second and further lines indented by two blanks."""
    first, *further = clean(text).split("\n")
    return "\n".join([first.strip(BLANKS), *(f"  {line}".rstrip(BLANKS) for line in further)])


def unique(blocks: Iterable[Block]) -> list[Block]:
    """The first of each identity, in their order."""
    seen: dict[str, Block] = {}
    for block in blocks:
        seen.setdefault(identity(block), block)
    return list(seen.values())


def ordered(blocks: Iterable[Block]) -> list[Block]:
    """Sorted by time; what is of the same time keeps its order."""
    return sorted(blocks, key=lambda block: block.when)
