"""Lines whose parts know which role they play, and git's words for colours.

A role is no colour: what it looks like is decided where it is printed, if at all. Everywhere else
a painted line is just its text. Escape sequences never stand in the text itself.
"""

from __future__ import annotations

from git_session.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Parts = tuple[tuple[str, str], ...]

HEADING, COMMIT, SESSION, KIND = "heading", "commit", "session", "kind"
DONE, BLOCKER, WARNING, DIM = "done", "blocker", "warning", "dim"
# Readable on light and on dark; whatever they say stands in the text too.
LOOKS = {
    HEADING: "bold",
    COMMIT: "yellow",
    SESSION: "cyan",
    KIND: "magenta",
    DONE: "green",
    BLOCKER: "red",
    WARNING: "yellow",
    DIM: "dim",
}
NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ATTRIBUTES = {"bold": 1, "dim": 2, "italic": 3, "ul": 4, "blink": 5, "reverse": 7, "strike": 9}
PLAIN = "\x1b[m"


class Painted(str):
    """A text that knows the role of each of its parts; "" is none."""

    __slots__ = ("parts",)
    parts: Parts

    def __new__(cls, parts: Parts) -> Painted:
        made = super().__new__(cls, "".join([text for _, text in parts]))
        made.parts = parts
        return made


def line(*pieces: str) -> Painted:
    """The pieces, painted or not, one behind the other."""
    return Painted(tuple(part for piece in pieces for part in parts(piece)))


def role(name: str, text: str) -> Painted:
    """``text`` in a role; parts that have one keep theirs."""
    return Painted(tuple((own or name, piece) for own, piece in parts(text)))


def parts(text: str) -> Parts:
    """The parts of ``text`` with their roles."""
    return text.parts if isinstance(text, Painted) else (("", text),)


def heading(text: str) -> Painted:
    """What stands above other lines."""
    return role(HEADING, text)


def commit(text: str) -> Painted:
    """A commit's hash."""
    return role(COMMIT, text)


def dim(text: str) -> Painted:
    """What matters less than the lines around it."""
    return role(DIM, text)


def rows(text: Iterable[tuple[str, str]]) -> list[Parts]:
    """Parts as rows: a newline in one of them begins the next row."""
    found: list[list[tuple[str, str]]] = [[]]
    for name, piece in text:
        first, *further = piece.split("\n")
        found[-1].append((name, first))
        found += [[(name, one)] for one in further]
    return [tuple(row) for row in found]


def cut(row: Parts, start: int, end: int) -> Parts:
    """The characters of a row from ``start`` up to ``end``, in their roles."""
    found = []
    at = 0
    for name, text in row:
        piece = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if piece:
            found.append((name, piece))
    return tuple(found)


def drawn(row: Parts, codes: Mapping[str, str]) -> str:
    """A row for a terminal: ``codes`` has what switches each role on."""
    return "".join(
        f"{codes[name]}{text}{PLAIN}" if text and codes.get(name) else text for name, text in row
    )


def code(words: str, name: str) -> str:
    """The escape sequence for a colour in git's words ('bold red', '#ff8700'); "" for none.

    Raises Refused, naming the setting ``name``, for what git would not take either.
    """
    reset = False
    attributes: set[int] = set()
    colours: list[str] = []
    for word in words.lower().split():
        found = _colour(word, 10 * len(colours))  # the second colour is behind the letters
        if word == "reset":
            reset = True
        elif attribute := _attribute(word):
            attributes.add(attribute)
        elif found is not None and len(colours) < 2:
            colours.append(found)
        else:
            hint = f"say a colour in git's words: git config {name} 'bold green'"
            raise Refused(f"{name} is {words!r}, which is no colour", hint)
    numbers = [*([""] * reset), *map(str, sorted(attributes)), *filter(None, colours)]
    return f"\x1b[{';'.join(numbers)}m" if numbers else ""


def _attribute(word: str) -> int:
    """The number of an attribute or of its end ('nobold', 'no-ul'), 0 if ``word`` is none."""
    if word[:2] != "no":
        return ATTRIBUTES.get(word, 0)
    ended = ATTRIBUTES.get(word[2:].removeprefix("-"), 0)
    return 20 + max(ended, 2) if ended else 0


def _colour(word: str, ground: int) -> str | None:
    """The numbers that choose a colour, "" for the usual one; None if ``word`` is none."""
    if word in ("normal", "-1"):
        return ""
    if word == "default":
        return str(39 + ground)
    bright = word.startswith("bright")
    if word.removeprefix("bright") in NAMES:
        return str((90 if bright else 30) + ground + NAMES.index(word.removeprefix("bright")))
    if word.isascii() and word.isdecimal() and int(word) < 256:
        number = int(word)
        first = 30 if number < 8 else 82
        return str(first + ground + number) if number < 16 else f"{38 + ground};5;{number}"
    return _rgb(word, ground)


def _rgb(word: str, ground: int) -> str | None:
    """'#ff8700' or '#f80'."""
    digits = word[1:]
    if word[:1] != "#" or len(digits) not in (3, 6) or digits.strip("0123456789abcdef"):
        return None
    size = len(digits) // 3
    pairs = [digits[at : at + size] * (3 - size) for at in range(0, len(digits), size)]
    return f"{38 + ground};2;" + ";".join(str(int(pair, 16)) for pair in pairs)
