"""JSON that people keep: read with the place of every value, changed without touching the rest.

Comments and a comma behind the last value are understood, since several programs allow them in
their settings. What is none of that is refused by line, never guessed at.
"""

from __future__ import annotations

import json

from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECT, ARRAY, OTHER = "object", "array", "other"
COMMENT = "comment"
DEEPEST = 100  # levels; nobody's settings go deeper
INDENT = "  "
BLANKS = " \t\r\n\ufeff"
ENDS = frozenset(",]}:/ \t\r\n")


@record
class Node:
    """A value: what it is, where it begins and ends, and what it holds.

    ``children`` are the values of an array, or the members of an object, each with its ``key``;
    ``at`` is where a member's key begins, or the value itself in an array.
    """

    kind: str
    start: int
    end: int
    children: tuple[Node, ...] = ()
    key: str = ""
    at: int = 0

    def member(self, key: str) -> Node | None:
        """The value of ``key``, the last one if there are several; None if this is no object."""
        found = [child for child in self.children if child.key == key and self.kind == OBJECT]
        return found[-1] if found else None


def read(text: str, name: str) -> Node:
    """The value that ``text`` is. BadText, naming ``name`` and line, where it is none."""
    reader = _Reader(text, name)
    node = reader.value(reader.skip(0), 0)
    end = reader.skip(node.end)
    if end < len(text):
        raise reader.bad(end, "something stands behind the end")
    return node


def plain(text: str, node: Node) -> object:
    """The value itself."""
    if node.kind == OBJECT:
        return {child.key: plain(text, child) for child in node.children}
    if node.kind == ARRAY:
        return [plain(text, child) for child in node.children]
    return json.loads(text[node.start : node.end])


def with_child(text: str, node: Node, value: object, key: str | None = None) -> str:
    """``text`` with ``value`` behind all that ``node`` holds; ``key`` for an object."""
    head = f"{json.dumps(key, ensure_ascii=False)}: " if key is not None else ""
    if not node.children:
        return _into_empty(text, node, head, value)
    last = node.children[-1]
    lead = _lead(text, node.children[0].at)
    shown = _shown(value, lead, _unit(text), _newline(text))
    end = _behind_comma(text, last.end)
    comma = "" if end > last.end else ","
    if lead is None:
        return f"{text[:end]}{comma} {head}{shown}{text[end:]}"
    return f"{text[:end]}{comma}{_newline(text)}{lead}{head}{shown}{text[end:]}"


def without_child(text: str, node: Node, index: int) -> str:
    """``text`` without the child number ``index`` of ``node`` and the comma that it needed."""
    children = node.children
    child = children[index]
    if index:
        before = children[index - 1].end
        return text[:before] + _comments(text[before : child.at]) + text[child.end :]
    if len(children) > 1:
        return text[: child.at] + text[children[1].at :]
    front = text[node.start + 1 : child.at]
    after = text[_behind_comma(text, child.end) : node.end - 1]
    if not (front + after).strip(BLANKS):
        return text[: node.start + 1] + text[node.end - 1 :]
    kept = front.rstrip(BLANKS)
    if "\n" in front[len(kept) :] and after.lstrip(" \t\r")[:1] != "\n":
        kept += _newline(text)  # else a comment would go on over what follows
    return text[: node.start + 1] + kept + after + text[node.end - 1 :]


def _comments(between: str) -> str:
    """What stood between two values, if it is more than a comma and blanks."""
    return between.replace(",", "", 1) if between.strip(BLANKS + ",") else ""


def _into_empty(text: str, node: Node, head: str, value: object) -> str:
    newline, unit = _newline(text), _unit(text)
    outer = _line_indent(text, node.start)
    inner = text[node.start + 1 : node.end - 1]
    kept = inner.rstrip(BLANKS) if inner.strip(BLANKS) else ""
    lead = outer + unit
    body = f"{kept}{newline}{lead}{head}{_shown(value, lead, unit, newline)}{newline}{outer}"
    return text[: node.start + 1] + body + text[node.end - 1 :]


def _shown(value: object, lead: str | None, unit: str, newline: str) -> str:
    if lead is None:
        return json.dumps(value, ensure_ascii=False)
    shown = json.dumps(value, ensure_ascii=False, indent=unit)
    return shown.replace("\n", f"{newline}{lead}")


def _lead(text: str, at: int) -> str | None:
    """The blanks before what begins its line at ``at``; None where it stands behind something."""
    start = text.rfind("\n", 0, at) + 1
    lead = text[start:at]
    return lead if start and not lead.strip(" \t") else None


def _line_indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """The first indentation in ``text``; two blanks where nothing is indented."""
    for line in text.splitlines():
        blanks = line[: len(line) - len(line.lstrip(" \t"))]
        if blanks and line.strip():
            return blanks
    return INDENT


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _behind_comma(text: str, at: int) -> int:
    """Behind the comma that follows the value which ends at ``at``, or ``at`` without one."""
    for what, _, end in _tokens(text, at):
        if what != COMMENT:
            return end if what == "," else at
    return at


def _tokens(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Comments and single characters from ``at`` on, blanks left out."""
    while at < len(text):
        if text[at] in BLANKS:
            at += 1
            continue
        end = _comment_end(text, at)
        yield (COMMENT if end > at else text[at]), at, max(end, at + 1)
        at = max(end, at + 1)


def _comment_end(text: str, at: int) -> int:
    """Where the comment that begins at ``at`` ends; ``at`` where none does."""
    if text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        return at if end < 0 else end + 2
    return at


class _Reader:
    """Reads one value after the other; every place is a number of characters."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name

    def bad(self, at: int, what: str) -> BadText:
        """The error for what stands at ``at``."""
        line = self._text.count("\n", 0, at) + 1
        return BadText(self._name, line, what, "mend it by hand, then try again")

    def skip(self, at: int) -> int:
        """Behind blanks and comments."""
        starts = (start for what, start, _ in _tokens(self._text, at) if what != COMMENT)
        return next(starts, len(self._text))

    def value(self, at: int, depth: int) -> Node:
        """The value that begins at ``at``."""
        if depth > DEEPEST:
            raise self.bad(at, f"is nested more than {DEEPEST} deep")
        first = self._text[at : at + 1]
        if first in ("{", "["):
            return self._container(at, depth, OBJECT if first == "{" else ARRAY)
        end = self._scalar_end(at)
        try:
            json.loads(self._text[at:end])
        except ValueError:
            raise self.bad(at, "is no JSON") from None
        return Node(OTHER, at, end, at=at)

    def _scalar_end(self, at: int) -> int:
        if self._text[at : at + 1] == '"':
            return self._string_end(at)
        end = at
        while end < len(self._text) and self._text[end] not in ENDS:
            end += 1
        return end

    def _string_end(self, at: int) -> int:
        end = at + 1
        while end < len(self._text) and self._text[end] not in '"\n':
            end += 2 if self._text[end] == "\\" else 1
        if self._text[end : end + 1] != '"':
            raise self.bad(at, "is a text that does not end in its line")
        return end + 1

    def _container(self, at: int, depth: int, kind: str) -> Node:
        close = "}" if kind == OBJECT else "]"
        children: list[Node] = []
        here = self.skip(at + 1)
        while self._text[here : here + 1] != close:
            child = self._member(here, depth) if kind == OBJECT else self.value(here, depth + 1)
            children.append(child)
            here = self.skip(child.end)
            if self._text[here : here + 1] == ",":
                here = self.skip(here + 1)
            elif self._text[here : here + 1] != close:
                raise self.bad(here, f"a comma or {close} is missing")
        return Node(kind, at, here + 1, tuple(children), at=at)

    def _member(self, at: int, depth: int) -> Node:
        if self._text[at : at + 1] != '"':
            raise self.bad(at, "a key between quotes is missing")
        end = self._string_end(at)
        try:
            key = json.loads(self._text[at:end])
        except ValueError:
            raise self.bad(at, "is no JSON") from None
        colon = self.skip(end)
        if self._text[colon : colon + 1] != ":":
            raise self.bad(colon, "a colon is missing")
        found = self.value(self.skip(colon + 1), depth + 1)
        return Node(found.kind, found.start, found.end, found.children, key, at)
