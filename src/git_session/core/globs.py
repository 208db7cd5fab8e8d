"""Globs of paths as `.gitignore` has them, compiled such that no pattern can take long.

Every part is matched once, at the first place where it fits, and never tried again (atomic
groups): a later place could not lead further. So the work is at most the length of the path by
that of the glob.
"""

from __future__ import annotations

import re

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 256  # characters of a glob
_ANY = "**"
_END = r"(?=/|\Z)"
_BELOW = r"(?=/)"
_DIRECTORIES = "(?:[^/]+/)*?"


class BadGlob(ValueError):
    """A text is no glob; the message says why."""


@record
class Glob:
    """A glob made ready: whether it excludes (it began with `!`), and whether a path fits it."""

    excludes: bool
    fits: Callable[[str], object]


def compiled(text: str) -> Glob:
    """A glob as one writes it, made ready. BadGlob where it can fit nothing or is unclear.

    Paths are those of git: relative to the top, `/` between the parts.
    """
    _refuse_odd(text)
    excludes = text.startswith("!")
    bare = text[1:] if excludes else text
    below = bare.endswith("/")
    bare = bare.removesuffix("/")
    parts = bare.removeprefix("./" if bare.startswith("./") else "/").split("/")
    _refuse_parts(parts)
    anywhere = [] if "/" in bare else [_ANY]
    said = [*anywhere, *(_ANY if _is_any(part) else part for part in parts)]
    return Glob(excludes, re.compile(_regex(said, below)).match)


def _is_any(part: str) -> bool:
    return len(part) > 1 and not part.strip("*")


def _refuse_odd(text: str) -> None:
    if len(text) > LIMIT:
        raise BadGlob(f"is longer than {LIMIT} characters")
    if not text.strip("!/ "):
        raise BadGlob("is empty")
    if any(letter < " " or "\x7f" <= letter < "\xa0" for letter in text):
        raise BadGlob("holds a control character")
    if "[[:" in text or "[![:" in text:
        raise BadGlob("names a class of letters; write the letters themselves")


def _refuse_parts(parts: list[str]) -> None:
    if "" in parts:
        raise BadGlob("has two slashes in a row")
    if "." in parts or ".." in parts:
        raise BadGlob("leads out of the tree that git knows: a path has no `.` or `..` in it")


def _regex(parts: list[str], below: bool) -> str:
    """What ``re.match`` takes; a directory that fits means all that is in it."""
    if parts[-1] == _ANY:
        parts = [*parts, "*"]  # not the directory itself, but whatever is in it
    runs: list[list[str]] = [[]]
    for part in parts:
        if part == _ANY:
            runs.append([])
        else:
            runs[-1].append(part)
    first, *others = runs
    said = "".join(f"(?>{_segment(part)})/" for part in first) if others else ""
    for run in others[:-1]:
        if run:
            said += f"(?>{_DIRECTORIES}{''.join(f'{_segment(part)}/' for part in run)})"
    last = "/".join(map(_segment, runs[-1]))
    return said + (f"(?>{_DIRECTORIES if others else ''}{last}{_BELOW if below else _END})")


def _segment(part: str) -> str:
    """The regular expression of what stands between two slashes."""
    fixed: list[list[str]] = [[]]
    for mark in _marks(part):
        if mark == "*":
            fixed.append([])
        else:
            fixed[-1].append(mark)
    first, *others = ("".join(one) for one in fixed)
    if not others:
        return first + _END
    *middle, last = others
    found = "".join(f"(?>[^/]*?{one})" for one in middle if one)
    return first + found + (f"(?>[^/]*?{last}{_END})" if last else "[^/]*+")


def _marks(part: str) -> Iterator[str]:
    """Each fits exactly one character, but for `*`."""
    at = 0
    while at < len(part):
        mark = part[at]
        at += 1
        if mark == "*":
            yield "*"
        elif mark == "?":
            yield "[^/]"
        elif mark == "[":
            said, at = _bracket(part, at)
            yield said
        elif mark == "\\":
            if at == len(part):
                raise BadGlob("has a backslash that nothing follows")
            yield re.escape(part[at])
            at += 1
        else:
            yield re.escape(mark)


def _bracket(part: str, at: int) -> tuple[str, int]:
    """`[a-z]` from behind its bracket on, and where it ends; it never fits a slash."""
    negated = part[at : at + 1] in ("!", "^")
    at += negated
    inner, begun = [], at
    while at < len(part) and (part[at] != "]" or at == begun):
        low, at = _member(part, at)
        high = low
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(part, at + 1)
        if low > high:
            raise BadGlob(f"has the range {low}-{high}, which is the wrong way round")
        inner.append(f"{re.escape(low)}-{re.escape(high)}")
    if at >= len(part):
        raise BadGlob(r"has a bracket that is not closed; the character itself is written \[")
    said = "".join(inner)
    return (f"[^/{said}]" if negated else f"(?!/)[{said}]"), at + 1


def _member(part: str, at: int) -> tuple[str, int]:
    """One character within a bracket, and where it ends."""
    if part[at] == "\\" and at + 1 < len(part):
        return part[at + 1], at + 2
    return part[at], at + 1
