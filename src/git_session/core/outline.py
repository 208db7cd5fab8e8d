"""Markdown that others wrote, taken apart: headings, lists, tables, lines that name something."""

from __future__ import annotations

import re

from git_session.core import entries, markdown
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_META = re.compile(r" {0,3}(?:[-*+] +)?\*{0,2}([A-Za-z][A-Za-z _-]{1,24})(?::\*\*|\*{0,2}:)(.*)")
_BOLD = re.compile(r" {0,3}\*\*([^*\n]{1,200}?):?\*\*:?(?: *\([^()]*\))?:? *")


@record
class Part:
    """A heading (level 0: what stands before the first one) and the lines up to the next one."""

    level: int
    title: str
    lines: tuple[str, ...]


def parts(text: str) -> list[Part]:
    """The parts of ``text``, headings in code left alone; together they hold all its lines."""
    lines = text.split("\n")
    found: list[tuple[int, str, list[str]]] = [(0, "", [])]
    for line, free in zip(lines, markdown.open_lines(lines), strict=True):
        level, title = markdown.heading(line) if free else (0, "")
        if level:
            found.append((level, title, []))
        else:
            found[-1][2].append(line)
    return [Part(level, title, tuple(below)) for level, title, below in found]


def listed(text: str) -> entries.Body:
    """Bullets and numbered items of ``text`` with what is nested in them, and the other text."""
    lines = text.split("\n")
    shown = []
    width = 2
    for line, free in zip(lines, markdown.open_lines(lines), strict=True):
        marker = markdown.marker_of(line) if free else ""
        if marker:
            width = len(marker)
            shown.append(f"- {line[width:]}")
        else:  # what belongs to an item is indented by its marker, a bullet's by two
            shown.append(line[width - 2 :] if line.startswith(" " * width) else line)
    return entries.taken_apart("\n".join(shown))


def meta(line: str) -> tuple[str, str]:
    """('started', '2026-01-15') of '**Started:** 2026-01-15'; two "" for any other line.

    The key is in lower case with '_' between its words. It may stand in bold and behind a bullet.
    """
    found = _META.fullmatch(line)
    if not found:
        return "", ""
    key = found[1].strip().lower().replace(" ", "_").replace("-", "_")
    return key, found[2].strip(" *")


def groups(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """``lines`` in groups, each under a line in bold ("" for the first): '**Messages Sent:**'."""
    given = list(lines)
    found: list[tuple[str, list[str]]] = [("", [])]
    for line, free in zip(given, markdown.open_lines(given), strict=True):
        head = _BOLD.fullmatch(line) if free else None
        if head:
            found.append((head[1].strip(), []))
        else:
            found[-1][1].append(line)
    return found


@record
class Table:
    """The rows of a table, each with its columns' names in lower case."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


def tables(lines: Iterable[str]) -> tuple[list[Table], list[str]]:
    """The tables that stand in ``lines``, and the lines that stand in none."""
    given = list(lines)
    outside = markdown.open_lines(given)
    found: list[Table] = []
    rest: list[str] = []
    at = 0
    while at < len(given):
        end = at
        while end < len(given) and outside[end] and given[end].lstrip().startswith("|"):
            end += 1
        if end - at > 1 and markdown.is_ruler(given[at + 1]):
            found.append(Table(tuple(_rows(given[at], given[at + 2 : end]))))
        else:
            end = max(end, at + 1)
            rest += given[at:end]
        at = end
    return found, rest


def _rows(head: str, lines: list[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """What has no column of its own stands in one called ''."""
    names = [name.strip("*` ").lower() for name in markdown.cells(head)]
    for line in lines:
        texts = markdown.cells(line)
        padded = [*names, *[""] * (len(texts) - len(names))]
        yield tuple((name, text) for name, text in zip(padded, texts, strict=False) if text)
