"""How many columns text takes on a terminal, and lines made to fit into so many.

Widths are those of the Unicode tables: two columns for East Asian wide characters and emoji, none
for what is set upon or joined to another character. Terminals that join more show less, never more.
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

GAP = "   "  # so many blanks part the phrases of a line that stand side by side
DEEPER = 4  # columns that further rows stand deeper than the first
ELLIPSIS = "…"  # stands for what was cut, in one column
NONE = ("Mn", "Me", "Cf")
SOFT_HYPHEN = "\xad"  # of category Cf, but terminals show it
JOINER = "\u200d"
TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # of skin, behind an emoji


def wide(text: str) -> int:
    """The columns that ``text``, one line without control characters, takes."""
    if text.isascii() or text.replace(ELLIPSIS, ".").isascii():  # most of what is not was cut here
        return len(text)
    return sum(map(_wide, text))


class _Widths(dict[str, int]):
    """The columns of each letter that was met: a table asks for the same ones again and again."""

    def __missing__(self, letter: str) -> int:
        size = 2 if east_asian_width(letter) in ("W", "F") else 1
        if category(letter) in NONE and letter != SOFT_HYPHEN:
            size = 0
        self[letter] = size
        return size


_wide = _Widths().__getitem__


def fitting(text: str, columns: int) -> int:
    """How many characters of ``text``, from its start, fit into ``columns``."""
    if text.isascii():
        return max(0, min(len(text), columns))
    left = columns
    for at, letter in enumerate(text):
        left -= _wide(letter)
        if left < 0:
            return at
    return len(text)


def cut(text: str, columns: int) -> str:
    """``text`` in at most ``columns``; an ellipsis stands for what does not fit."""
    return text if wide(text) <= columns else f"{text[: fitting(text, columns - 1)]}{ELLIPSIS}"


def longest(text: str) -> int:
    """The columns of the longest part of ``text`` that no row may break."""
    pieces = _pieces(text, 0, 0)
    return max((wide(text[start:end]) for start, end, _ in pieces), default=0)


def folds(line: str, columns: int, deeper: int = DEEPER) -> list[tuple[int, int, int]]:
    """The rows that ``line`` takes in ``columns``: blanks before it, first character, end.

    Rows end at blanks, where three stand side by side if that is enough, and between wide
    characters, whose scripts know no blanks. Further rows stand ``deeper`` than the first; a word
    that needs more room than that leaves stands less deep, and is never broken.
    """
    if wide(line) <= columns:
        return [(0, 0, len(line))]
    lead = len(line) - len(line.lstrip(" "))
    further = min(lead + deeper, columns // 2)
    rows: list[tuple[int, int, int]] = []
    for start, stop, goal in _pieces(line, lead, columns - further):
        indent, begin, _ = rows[-1] if rows else (lead, lead, 0)
        if rows and indent + wide(line[begin:goal]) <= columns:
            rows[-1] = (indent, begin, stop)
        else:
            room = max(0, columns - wide(line[start:stop]))
            rows.append((min(further if rows else lead, room), start, stop))
    return rows


def _pieces(line: str, start: int, columns: int) -> list[tuple[int, int, int]]:
    """What no row may break: start, end, and the end of what should stand in the same row."""
    found = []
    for phrase_start, phrase_end in _between(line, GAP, start):
        whole = wide(line[phrase_start:phrase_end]) <= columns
        for first, end in _between(line[:phrase_end], " ", phrase_start):
            for piece_start, piece_end in _unbroken(line, first, end):
                together = whole and piece_start == phrase_start
                goal = phrase_end if together else piece_end
                found.append((piece_start, piece_end, goal))
    return found


def _between(line: str, gap: str, start: int) -> list[tuple[int, int]]:
    """Where the parts of ``line`` stand that ``gap`` and any more blanks keep apart."""
    found = []
    while start < len(line):
        end = line.find(gap, start)
        end = len(line) if end < 0 else end
        if end > start:
            found.append((start, end))
        start = end + len(gap)
        while line[start : start + 1] == " ":
            start += 1
    return found


def _unbroken(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a word between which a row may end: around each wide character."""
    if line[start:end].isascii():
        return [(start, end)]
    cuts = [start]
    for at in range(start + 1, end):
        held = _wide(line[at]) == 0 or line[at - 1] == JOINER or line[at] in TONES
        if not held and (_wide(line[at]) == 2 or _is_wide_end(line, cuts[-1], at)):
            cuts.append(at)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _is_wide_end(line: str, start: int, end: int) -> bool:
    return any(_wide(letter) == 2 for letter in line[start:end])
