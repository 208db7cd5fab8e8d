"""Markdown as far as a document needs it: lines, code fences, sections, tables.

Offsets count characters. Line ends are LF or CRLF and always kept; no other character ends a
line, whatever ``str.splitlines`` thinks.
"""

from __future__ import annotations

from git_session.model import record

_ESCAPED = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
_ESCAPED |= {code: f"\\u{code:04x}" for code in (0x061C, 0x200E, 0x200F, 0xFEFF)}
_ESCAPED |= {code: f"\\u{code:04x}" for code in (*range(0x2028, 0x202F), *range(0x2066, 0x206A))}
_ESCAPED |= {code: f"\\U{code:08x}" for code in range(0xE0000, 0xE0080)}  # letters that nobody sees
_ESCAPED |= {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}
_ESCAPED = {code: shown for code, shown in _ESCAPED.items() if code not in (0x09, 0x0A)}


@record
class Section:
    """A heading and what stands below it, up to the next heading of its level or a higher one.

    ``head_start`` is where the heading's line begins, ``body_start`` where the next line does.
    """

    level: int
    title: str
    head_start: int
    body_start: int
    end: int


def lines_of(text: str) -> list[str]:
    """The lines of ``text``, each with its line end; joined they are ``text`` again."""
    pieces = text.split("\n")
    last = pieces.pop()
    lines = [piece + "\n" for piece in pieces]
    return [*lines, last] if last else lines


def marker_of(line: str) -> str:
    """The list marker at the very start of ``line`` with the blank behind it, else ""."""
    if line[:2] in ("- ", "* ", "+ "):
        return line[:2]
    digits = line[: len(line) - len(line.lstrip("0123456789"))]
    if 0 < len(digits) < 10 and line[len(digits) : len(digits) + 2] in (". ", ") "):
        return line[: len(digits) + 2]
    return ""


def fence_of(line: str) -> str:
    """The run of three or more backticks or tildes that ``line`` opens with, else "".

    It may stand behind a list marker.
    """
    if "```" not in line and "~~~" not in line:
        return ""
    bare = line.lstrip(" \t")
    while marker := marker_of(bare):
        bare = bare[len(marker) :].lstrip(" \t")
    mark = bare[:1]
    if bare[:3] not in ("```", "~~~"):
        return ""
    run = bare[: len(bare) - len(bare.lstrip(mark))]
    return "" if mark == "`" and "`" in bare[len(run) :] else run


def _is_closer(line: str, run: str) -> bool:
    return line.strip() == run


def open_lines(lines: list[str]) -> list[bool]:
    """For each line whether it stands outside of code fences (fence lines stand inside)."""
    outside = [True] * len(lines)
    for start, end in fenced(lines):
        outside[start:end] = [False] * (end - start)
    return outside


def fenced(lines: list[str]) -> list[tuple[int, int]]:
    """First line of each code fence, and the line behind its last one.

    A fence that nothing closes is text: one forgotten line must not hide the rest of a document.
    The indentation of a fence does not matter, since list items indent their code.
    """
    text = "".join(lines)
    if "```" not in text and "~~~" not in text:
        return []  # as in nearly all there is, and found out at once
    fences = [
        (at, run)
        for at, line in enumerate(lines)
        if ("```" in line or "~~~" in line) and (run := fence_of(line))
    ]
    found = []
    opened, start = "", 0
    for (at, run), can_close in zip(fences, _closable(lines, fences), strict=True):
        if opened:
            if run[0] == opened[0] and len(run) >= len(opened) and _is_closer(lines[at], run):
                found.append((start, at + 1))
                opened = ""
        elif can_close:
            opened, start = run, at
    return found


def _closable(lines: list[str], fences: list[tuple[int, str]]) -> list[bool]:
    """For each fence line whether a later one is long enough to close it (one pass, backwards)."""
    longest = {"`": 0, "~": 0}
    answers = []
    for at, run in reversed(fences):
        answers.append(longest[run[0]] >= len(run))
        if _is_closer(lines[at], run):
            longest[run[0]] = max(longest[run[0]], len(run))
    return answers[::-1]


def closed(text: str) -> str:
    """``text`` with a last line that closes the code fence it leaves open, if it does."""
    opened = ""
    for line in text.split("\n"):
        run = fence_of(line)
        if run and not opened:
            opened = run
        elif run and run[0] == opened[0] and len(run) >= len(opened) and _is_closer(line, run):
            opened = ""
    return f"{text}\n{opened}" if opened else text


def heading(line: str) -> tuple[int, str]:
    """Level and title of a heading at the start of ``line``; level 0 where there is none."""
    if line[:1] != "#":
        return 0, ""
    bare = line.rstrip()
    title = bare.lstrip("#")
    level = len(bare) - len(title)
    if level > 6 or (title and title[0] not in " \t"):
        return 0, ""
    return level, _without_closing_marks(title.strip())


def _without_closing_marks(title: str) -> str:
    """``Title ##`` is written ``Title``; ``C#`` and an escaped ``\\#`` stay."""
    bare = title.rstrip("#")
    if bare == title or (bare and bare[-1] not in " \t"):
        return _unescaped(title)
    return _unescaped(bare.strip())


def _unescaped(title: str) -> str:
    """``\\\\#`` is written for ``\\#``, and that for ``#``."""
    if "\\#" not in title:
        return title
    return "\\#".join(part.replace("\\#", "#") for part in title.split("\\\\#"))


def heading_text(text: str) -> str:
    """``text`` as it is written into a heading: a final ``#`` is no mark, ``\\#`` no escape."""
    text = text.replace("\\#", "\\\\#")
    bare = text.rstrip("#")
    if bare == text or (bare and bare[-1] not in " \t"):
        return text
    return bare + text[len(bare) :].replace("#", "\\#")


def sections(text: str, start: int = 0) -> list[Section]:
    """The sections of ``text`` from ``start`` on, outside of code fences, in their order."""
    lines = lines_of(text[start:])
    heads: list[tuple[int, str, int, int]] = []
    at = start
    for line, outside in zip(lines, open_lines(lines), strict=True):
        if outside and line[0] == "#":
            level, title = heading(line)
            if level:
                heads.append((level, title, at, at + len(line)))
        at += len(line)
    return _with_ends(heads, len(text))


def _with_ends(heads: list[tuple[int, str, int, int]], end: int) -> list[Section]:
    next_at = dict.fromkeys(range(1, 7), end)
    found = []
    for level, title, head_start, body_start in reversed(heads):
        found.append(Section(level, title, head_start, body_start, next_at[level]))
        for deeper in range(level, 7):
            next_at[deeper] = head_start
    return found[::-1]


def one_line(text: str) -> str:
    """``text`` with every run of blanks and line ends made one blank."""
    return " ".join(text.split())


def cell(text: str) -> str:
    """``text`` as one cell of a table row: on one line, its bars escaped."""
    return one_line(text).replace("|", "\\|")


def row(*cells: str) -> str:
    """A table row, without a line end."""
    return f"| {' | '.join(cell(text) for text in cells)} |"


def cells(line: str) -> list[str]:
    """The cells of a table row as they were given to ``row``; [] if the line is no row."""
    bare = line.strip()
    if not bare.startswith("|"):
        return []
    found = [""]
    for piece in bare[1:].split("|"):
        if found[-1].endswith("\\"):
            found[-1] = f"{found[-1][:-1]}|{piece}"
        else:
            found.append(piece)
    inner = found[1:-1] if bare.endswith("|") and len(bare) > 1 else found[1:]
    return [text.strip() for text in inner]


def is_ruler(line: str) -> bool:
    """Whether ``line`` is the ``|---|---|`` below a table's head."""
    bare = line.strip()
    return bare.startswith("|") and "-" in bare and not bare.strip("|-: \t")


def visible(text: str) -> str:
    """``text`` for printing: control and direction-changing characters shown as ``\\x1b``.

    Newline and tab stay, a CRLF counts as a newline, a byte that is no UTF-8 shows its value.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text  # nothing printable is escaped
    return text.replace("\r\n", "\n").translate(_ESCAPED)
