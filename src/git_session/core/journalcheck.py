"""Is this a journal file as the format says (docs/format.md)? From its path and its bytes alone.

A name tells what the file holds, so where both fit the blocks are what was noted, whatever that
is: nobody can change them, and odd bytes or a quoted conflict are at most worth a remark. Where
they do not fit, what a merge, an editor or a fixer left behind is named line by line.
"""

from __future__ import annotations

from git_session.core import grammar, journal, markdown, moments, naming
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from git_session.model import Journal

FOLDER = "journal"  # below the directory that sessions are kept in
CALLED = "<name>-<id8>/<time>-<hash8>.md"
CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
HEX = frozenset("0123456789abcdef")
SHOWN = 5  # lines of one kind that are named
FACT = "make it what `git session` wrote; git log -p shows that"
HEADING = "write headings as `## 2026-01-15T14:30:00+01:00 - Title`"
AS_NOTED = "stays as it was noted, and is shown escaped"


@record
class Finding:
    """What is wrong in which line (0: the whole file), and what to do; not ``grave``: a remark."""

    line: int
    what: str
    cure: str
    grave: bool = True


def stem_in(path: str) -> str:
    """The session whose directory ``path`` (as git names it) is in, "" where it is none."""
    parts = path.split("/")
    return parts[-2] if len(parts) > 3 and parts[-3] == FOLDER else ""


def examine(data: bytes, path: str) -> list[Finding]:
    """All that is wrong with the file that git calls ``path`` and that holds ``data``."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        told = journal.parse(text, path)
    except BadText as error:
        what = error.message.removeprefix(f"{path}:{error.line}: ")
        return [*_marks(text), Finding(error.line, what, error.hint)]
    start = _body_start(text)
    return [
        *_facts(told, text),
        *_folder(told, text, path),
        *_headings(text[start:], text.count("\n", 0, start) + 1),
        *_name(told, text, path),
        *_letters(text),
    ]


def _body_start(text: str) -> int:
    """Where the text behind the frontmatter begins."""
    at = 0
    dashes = 0
    for line in markdown.lines_of(text):
        at += len(line)
        dashes += line.rstrip() == "---"
        if dashes == 2:
            break
    return at


def _facts(told: Journal, text: str) -> Iterator[Finding]:
    """Each key of the frontmatter holds what it should."""
    right = {
        "session": (_is_uuid(told.session), "is no UUID"),
        "shortname": (naming.valid_stem(told.shortname), "is no name: a-z, 0-9 and dashes"),
        "author": (bool(told.author.strip()), "names nobody"),
        "branch": (
            told.branch is None or bool(told.branch),
            "is empty; null where HEAD is detached",
        ),
        "parent": (told.parent is None or _is_hash(told.parent), "is no full hash of a commit"),
    }
    for fact, (is_right, what) in right.items():
        if not is_right:
            yield Finding(_line_of(text, fact), f"`{fact}` {what}", FACT)


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and set("".join(parts)) <= HEX


def _is_hash(text: str) -> bool:
    return len(text) in (40, 64) and set(text) <= HEX


def _line_of(text: str, fact: str) -> int:
    """The line of a key in the frontmatter."""
    at = text.find(f"\n{fact}:")
    return text.count("\n", 0, at + 1) + 1 if at >= 0 else 1


def _folder(told: Journal, text: str, path: str) -> Iterator[Finding]:
    """The directory is called after the session; who renames that keeps the directory."""
    stem = stem_in(path)
    if not _is_uuid(told.session):
        return
    id8 = naming.id8(told.session)
    called = naming.stem(naming.slug(told.shortname), told.session)
    if stem[-9:] != f"-{id8}":
        what = f"is of the session {told.session}, and stands in the directory {stem}"
        cure = f"move it to {path.rsplit('/', 2)[0]}/{called}"
        yield Finding(_line_of(text, "session"), what, cure)
    elif stem != called:
        what = f"calls the session {told.shortname}, and stands in the directory {stem}"
        cure = "as it should be if the session was renamed"
        yield Finding(_line_of(text, "shortname"), what, cure, grave=False)


def _headings(body: str, first: int) -> Iterator[Finding]:
    """Every block begins as journals write it: day, time and offset; nothing stands before."""
    line = first
    for piece in grammar.split(body):
        heading = markdown.lines_of(piece.raw)[0].rstrip("\r\n")
        is_heading = heading.startswith(grammar.STARTS)
        if is_heading and moments.parse_iso(heading[3:].strip().partition(" ")[0]) is None:
            yield Finding(line, "the heading does not say day, time and offset", HEADING)
        elif not is_heading and piece.raw.strip():
            yield Finding(line, "text stands before the first heading", HEADING)
        line += piece.raw.count("\n")


def _name(told: Journal, text: str, path: str) -> Iterator[Finding]:
    """The name is the newest block's time and the hash of what stands below the frontmatter."""
    name = path.rpartition("/")[2]
    if not told.blocks:
        yield Finding(0, "holds no entry", FACT)
        return
    if not journal.is_intact(text, name):
        what = "is not what its name says: it was changed after it was written"
        yield Finding(0, what, f"git log -p -- {path} shows what it was, git restore gives it back")
        yield from _marks(text)
        return
    stamp = moments.utc_stamp(max(block.when for block in told.blocks))
    if name[:-12] != stamp:
        what = "is called after another time than that of its newest entry"
        yield Finding(0, what, f"rename it: {stamp}{name[-12:]}")


def _marks(text: str) -> Iterator[Finding]:
    """What a merge, an editor or a fixer leaves behind in a file that it should not touch."""
    lines = [line.removesuffix("\n") for line in markdown.lines_of(text)]
    yield from _named(lines, _is_conflict, "is a conflict marker", "take one side as it was")
    yield from _named(lines, _has_cr, "ends in CR and LF", "let lines end in LF")
    yield from _named(lines, _has_blanks, "ends in blanks", "take the blanks away")
    if lines and not text.endswith("\n"):
        yield Finding(len(lines), "the last line has no end", "add a line end")


def _is_conflict(line: str) -> bool:
    return line.startswith(CONFLICT) and line[7:8] in ("", " ", "\r")


def _has_cr(line: str) -> bool:
    return line.endswith("\r")


def _has_blanks(line: str) -> bool:
    return line.removesuffix("\r").endswith((" ", "\t"))


def _letters(text: str) -> Iterator[Finding]:
    """Bytes that are no text, and characters that would steer a terminal."""
    lines = markdown.lines_of(text)
    yield from _named(lines, _is_no_utf8, "is no UTF-8", AS_NOTED, grave=False)
    yield from _named(lines, _steers, "holds control characters", AS_NOTED, grave=False)


def _is_no_utf8(line: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in line)


def _steers(line: str) -> bool:
    bare = line.rstrip("\r\n")
    return markdown.visible(bare) != bare and not _is_no_utf8(bare)


def _named(
    lines: list[str], fits: Callable[[str], bool], what: str, cure: str, *, grave: bool = True
) -> Iterator[Finding]:
    """A finding for each of the first lines that fit, and one for all the others."""
    numbers = [number for number, line in enumerate(lines, 1) if fits(line)]
    for number in numbers[:SHOWN]:
        yield Finding(number, f"the line {what}", cure, grave)
    if len(numbers) > SHOWN:
        more = f"{len(numbers) - SHOWN} lines more: each {what}"
        yield Finding(numbers[SHOWN], more, cure, grave)
