"""YAML that people wrote, read with the place of every key by ruamel.yaml.

Imported only where the fast reader of ``core.frontmatter`` gives up, since the library costs
20 ms. Nothing is constructed: events are looked at one by one, so that neither a tag nor a
tower of aliases can do anything.
"""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from git_session.core.frontmatter import HINT, Item
from git_session.core.scalars import resolve
from git_session.errors import BadText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from git_session.core.scalars import Value

DEPTH = 32  # levels of nesting; ours have two, and each level costs the library time


def compose(text: str, name: str, first_line: int) -> list[Item]:
    """The keys of the mapping that ``text`` is, with offsets into ``text``.

    ``first_line`` is the line of the file that ``text`` begins at. BadText for anything that is
    no block mapping of plain keys.
    """
    try:
        return _Reader(text, name, first_line).items()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise BadText(name, line, f"no YAML: {error.problem or error.context}", HINT) from error
    except ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        what = f"no YAML: the character {chr(error.character)!r} is not allowed"
        raise BadText(name, line, what, "remove it, or write it escaped in quotes") from error
    except (YAMLError, ValueError, ArithmeticError, LookupError) as error:
        raise BadText(name, first_line, f"no YAML: {error}", HINT) from error


class _Reader:
    """Walks over the events of one document."""

    def __init__(self, text: str, name: str, first_line: int) -> None:
        self.text = text
        self.name = name
        self.first_line = first_line
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)

    def items(self) -> list[Item]:
        documents = 0
        found: list[Item] = []
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document begins")
            elif isinstance(event, MappingStartEvent) and not event.flow_style:
                found = self.mapping()
            elif isinstance(event, NodeEvent) and not _is_empty(event):
                self.refuse(event, "the frontmatter is no list of keys")
        return found

    def refuse(self, event: Any, what: str) -> None:
        raise BadText(self.name, self.first_line + int(event.start_mark.line), what, HINT)

    def mapping(self) -> list[Item]:
        found = []
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent) or event.start_mark.column:
                self.refuse(event, "a key is indented or no plain word")
            found.append(self.item(event))
        return found

    def item(self, key: Any) -> Item:
        seen = self.value()
        colon = self.text.index(":", key.end_mark.index) + 1
        value_end = max(colon, self.last(seen))
        at = self.text.find("\n", value_end)
        end = len(self.text) if at < 0 else at + 1
        value, ok = _value(seen)
        first = seen[0]
        listed = isinstance(first, SequenceStartEvent) and not first.flow_style and ok
        start = int(key.start_mark.index)
        return Item(str(key.value), start, end, value, ok, colon, value_end, listed)

    def value(self) -> list[Any]:
        """The events of one value."""
        seen = []
        depth = 0
        for event in self.events:
            seen.append(event)
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth += 1
                if depth > DEPTH:
                    self.refuse(event, f"nested more than {DEPTH} levels deep")
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
            if not depth:
                break
        return seen

    def last(self, seen: list[Any]) -> int:
        """Where the last character of a value's own ends."""
        ends = [0]
        for event in seen:
            end = int(event.end_mark.index)
            if isinstance(event, ScalarEvent) and event.style in ("|", ">"):
                end = self.block_end(int(event.start_mark.index), end)
            if end > int(event.start_mark.index):  # what is empty lies at the next token
                ends.append(end)
        return max(ends)

    def block_end(self, start: int, end: int) -> int:
        """The end of a block scalar without the comments and blank lines that follow it."""
        text = self.text[start:end]
        while text:
            head, _, line = text.rstrip("\r\n \t").rpartition("\n")
            if not line.startswith("#"):
                break
            text = head
        return start + len(text.rstrip("\r\n \t"))


def _is_empty(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and not event.value


def _value(seen: list[Any]) -> tuple[Value, bool]:
    """What we make of a value; (None, False) for nested things, aliases and tags."""
    first = seen[0]
    if isinstance(first, ScalarEvent) and first.tag is None:
        return (resolve(first.value), True) if first.style is None else (str(first.value), True)
    plain = all(isinstance(event, ScalarEvent) and event.tag is None for event in seen[1:-1])
    if isinstance(first, SequenceStartEvent) and first.tag is None and not first.anchor and plain:
        return [str(event.value) for event in seen[1:-1]], True
    return None, False
