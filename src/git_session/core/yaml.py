"""YAML that people wrote, read with the place of every key by ruamel.yaml.

Imported only where the fast reader of ``core.frontmatter`` gives up, since the library costs
20 ms. Nothing is constructed: events are looked at one by one, so that neither a tag nor a
tower of aliases can do anything.
"""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
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
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from git_session.core.scalars import Value

    T = TypeVar("T")

DEPTH = 32  # levels of nesting; ours have two, and each level costs the library time


def compose(text: str, name: str, first_line: int) -> list[Item]:
    """The keys of the mapping that ``text`` is, with offsets into ``text``.

    ``first_line`` is the line of the file that ``text`` begins at. BadText for anything that is
    no block mapping of plain keys.
    """
    return _told(lambda: _Reader(text, name, first_line).items(), text, name, first_line)


@record
class Node:
    """A node of a YAML file, as it is written: no alias is followed, no tag obeyed.

    ``kind`` is 'mapping', 'sequence', 'scalar' or 'alias'; ``start`` and ``end`` bound it in the
    text, without the blanks, comments and lines that follow (what is empty bounds nothing, both
    are where the next thing begins). ``column`` is where it starts, ``flow`` says that it stands
    between brackets, ``plain`` that it bears no tag, no anchor and, a scalar, no quotes. The
    children of a mapping are key, value, key, value and so on. ``value`` is that of a scalar.
    """

    kind: str
    start: int
    end: int
    column: int
    flow: bool
    plain: bool
    value: str
    mark: tuple[str, str]
    children: tuple[Node, ...] = ()

    @property
    def pairs(self) -> list[tuple[Node, Node]]:
        """Keys and values of a mapping."""
        return list(zip(self.children[::2], self.children[1::2], strict=True))

    @property
    def empty(self) -> bool:
        """Nothing is written there: null."""
        return self.kind == "scalar" and self.start == self.end


def shape(node: Node) -> object:
    """What a node says, wherever it stands and however it is laid out, to be compared."""
    return (node.kind, node.mark, node.value, [shape(child) for child in node.children])


def tree(text: str, name: str) -> Node | None:
    """The one document of a YAML file, None where it holds none. BadText where it is no YAML."""
    return _told(lambda: _Reader(text, name, 1).tree(), text, name, 1)


def _told(reading: Callable[[], T], text: str, name: str, first_line: int) -> T:
    """What ``reading`` gives; what the library complains of is told by line."""
    try:
        return reading()
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

    def tree(self) -> Node | None:
        documents = 0
        found = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document begins")
            elif isinstance(event, NodeEvent):
                found = self.node(event, 0)
        return found

    def node(self, event: Any, depth: int) -> Node:
        if depth > DEPTH:
            self.refuse(event, f"nested more than {DEPTH} levels deep")
        children = []
        end = event.end_mark.index if not _is_block(event) else 0
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            for inner in self.events:
                if isinstance(inner, MappingEndEvent | SequenceEndEvent):
                    end = inner.end_mark.index if event.flow_style else 0
                    break
                children.append(self.node(inner, depth + 1))
        return self.made(event, end, tuple(children))

    def made(self, event: Any, end: int, children: tuple[Node, ...]) -> Node:
        start = int(event.start_mark.index)
        if isinstance(event, ScalarEvent) and event.style in ("|", ">"):
            end = self.block_end(start, end)
        ends = [child.end for child in children if child.end > child.start]
        quotes = getattr(event, "style", None) or ""
        tag, anchor = str(getattr(event, "tag", None) or ""), str(event.anchor or "")
        return Node(
            kind=_kind(event),
            start=start,
            end=max([start, end, *ends]),
            column=int(event.start_mark.column),
            flow=bool(getattr(event, "flow_style", False)),
            plain=not (tag or anchor or quotes),
            value=str(getattr(event, "value", "")),
            mark=(tag, anchor),
            children=children,
        )

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


def _is_block(event: Any) -> bool:
    """A mapping or list by indentation, whose end the library sees only where the next begins."""
    return isinstance(event, MappingStartEvent | SequenceStartEvent) and not event.flow_style


def _kind(event: Any) -> str:
    if isinstance(event, AliasEvent):
        return "alias"
    if isinstance(event, MappingStartEvent):
        return "mapping"
    return "sequence" if isinstance(event, SequenceStartEvent) else "scalar"


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
