"""Our hooks in a host's settings: JSON objects in lists, put in and taken out by what they run.

What a person or another tool put there stays, in its order and as it is written.
"""

from __future__ import annotations

from git_session.core import jsontext
from git_session.core.jsontext import ARRAY, OBJECT, Node
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Trail = list[tuple[Node, int]]

MARK = "git-session agent "
# The same in every version, for a host may pin what its user agreed to. Without git-session on
# PATH it does nothing and succeeds: a colleague who has none is not bothered.
COMMAND = "command -v git-session >/dev/null 2>&1 || exit 0; " + MARK + "{host} {word}"


@record
class Entry:
    """An element of the list that stands under ``path``, a way of keys from the outside in."""

    path: tuple[str, ...]
    value: object


def command(host: str, word: str) -> str:
    """What a host is to run for the event ``word``."""
    return COMMAND.format(host=host, word=word)


def grouped(host: str, hooks: Sequence[tuple[str, str, str, int]]) -> list[Entry]:
    """Entries in the shape of Claude Code's settings, which several hosts have.

    Of each hook the host's event, which tools it is for ("": all), our word, the host's timeout.
    """
    found = []
    for name, matcher, word, timeout in hooks:
        hook = {"type": "command", "command": command(host, word), "timeout": timeout}
        group = {"matcher": matcher, "hooks": [hook]} if matcher else {"hooks": [hook]}
        found.append(Entry(("hooks", name), group))
    return found


def add(text: str, name: str, entries: Sequence[Entry], top: Sequence[tuple[str, object]]) -> str:
    """``text`` with these entries and no other of ours; unchanged where they are there.

    ``top`` are members that the outermost object needs. Raises BadText, naming ``name`` and the
    line, where the text is no JSON or holds something else where a list should be.
    """
    text = text if text.strip() else "{}\n"
    if _present(text, name) != [(entry.path, entry.value) for entry in entries]:
        text = remove(text, name)
        for entry in entries:
            text = _put(text, name, entry)
    for key, value in top:
        root = _object(text, name, jsontext.read(text, name))
        if root.member(key) is None:
            text = jsontext.with_child(text, root, value, key)
    return text


def remove(text: str, name: str) -> str:
    """``text`` without any entry of ours, and without the lists that held nothing else."""
    while trail := next(_ours(text, jsontext.read(text, name), []), None):
        text = _cut(text, trail)
    return text


def is_bare(text: str, name: str, top: Sequence[tuple[str, object]]) -> bool:
    """Whether nothing is left but what we put into every such file."""
    return jsontext.plain(text, jsontext.read(text, name)) in ({}, dict(top))


def holds_ours(text: str) -> bool:
    """Whether anything of ours is in it: a look at the text, which may be no JSON at all."""
    return MARK in text


def _present(text: str, name: str) -> list[tuple[tuple[str, ...], object]]:
    """The outermost list elements that hold a command of ours, with the way to them."""
    found: list[tuple[tuple[str, ...], object]] = []
    for trail in _ours(text, jsontext.read(text, name), []):
        keys: list[str] = []
        for node, index in trail:
            if node.kind == ARRAY:
                one = (tuple(keys), jsontext.plain(text, node.children[index]))
                if one not in found:
                    found.append(one)
                break
            keys.append(node.children[index].key)
    return found


def _ours(text: str, node: Node, trail: Trail) -> Iterator[Trail]:
    """The ways to objects that run a command of ours, as containers and numbers of a child."""
    for index, child in enumerate(node.children):
        here = [*trail, (node, index)]
        if child.kind == OBJECT and _runs_ours(text, child):
            yield here
        else:
            yield from _ours(text, child, here)


def _runs_ours(text: str, node: Node) -> bool:
    plain = (text[one.start : one.end] for one in node.children if one.kind == jsontext.OTHER)
    return any(MARK in value for value in plain)


def _cut(text: str, trail: Trail) -> str:
    """Take out the last step of ``trail``, or an earlier one that would be left with nothing."""
    while len(trail) > 1 and _is_left_empty(trail):
        trail = trail[:-1]
    node, index = trail[-1]
    return jsontext.without_child(text, node, index)


def _is_left_empty(trail: Trail) -> bool:
    """A list or object that holds nothing else; and the group around an empty list of hooks."""
    node, index = trail[-1]
    in_group = node.kind == OBJECT and node.children[index].key == "hooks"
    return len(node.children) == 1 or (in_group and trail[-2][0].kind == ARRAY)


def _put(text: str, name: str, entry: Entry) -> str:
    for depth, key in enumerate(entry.path):
        node = _at(text, name, entry.path[:depth])
        if node.member(key) is None:
            last = depth == len(entry.path) - 1
            text = jsontext.with_child(text, node, [entry.value] if last else {}, key)
            if last:
                return text
    node = jsontext.read(text, name)
    for key in entry.path:
        node = _object(text, name, node).member(key) or node
    if node.kind != ARRAY:
        raise _wrong(text, name, node, "a list")
    return jsontext.with_child(text, node, entry.value)


def _at(text: str, name: str, keys: Sequence[str]) -> Node:
    node = _object(text, name, jsontext.read(text, name))
    for key in keys:
        node = _object(text, name, node.member(key) or node)
    return node


def _object(text: str, name: str, node: Node) -> Node:
    if node.kind != OBJECT:
        raise _wrong(text, name, node, "an object")
    return node


def _wrong(text: str, name: str, node: Node, wanted: str) -> BadText:
    line = text.count("\n", 0, node.start) + 1
    return BadText(name, line, f"{wanted} should stand here", "mend it by hand, then try again")
