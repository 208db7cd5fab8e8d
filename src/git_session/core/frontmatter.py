"""The YAML frontmatter of a document, read fast and changed without touching other bytes.

``scan`` reads the subset that we write ourselves without a YAML library, which would cost
every commit 20 ms. What lies outside of it goes to the caller's ``compose``.
"""

from __future__ import annotations

from git_session.core.scalars import dump, dump_double, dump_scalar, read_entry, read_value
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from git_session.core.scalars import Value

    Compose = Callable[[str, str, int], "list[Item]"]

__all__ = ["ORDER", "Frontmatter", "Item", "drop_keys", "dump_scalar", "get", "scan", "set_keys"]

LIMIT = 64 * 1024  # characters; ours have about 700
HINT = "write one `key: value` per line between two lines of three dashes"
ORDER = (
    "id",
    "shortname",
    "label",
    "project",
    "status",
    "task_ids",
    "created_at",
    "updated_at",
    "compaction_count",
    "compacted_at",
    "checkpoint_at",
    "checkpoint_entries",
    "git_branch",
    "git_last_commit",
    "git_base",
    "git_start",
    "directories",
    "detached",
    "retroactive",
    "authors",
    "client",
    "role",
    "working_on",
    "phase",
    "tags",
    "tools",
    "summary",
    "context_for_next_session",
    "paused_at",
    "pause_reason",
    "handoff_to",
    "pauses",
    "closed_at",
    "close_reason",
    "duration_hours",
    "merged_into",
    "merge_commit",
)
# An unquoted 1234567 is an integer to YAML, 123e456 a float, a time stamp a date.
QUOTED = (
    "git_last_commit",
    "git_start",
    "merge_commit",
    "parent",
    "session",
    "created_at",
    "updated_at",
    "compacted_at",
    "checkpoint_at",
    "paused_at",
    "closed_at",
)


@record
class Item:
    """A key of the frontmatter. ``start`` and ``end`` bound its whole lines in the file's text.

    ``ok`` says that ``value`` is all that stands there; a nested mapping, an alias or a tag is
    not ok and has the value None. ``colon`` is where the key's colon ends, ``value_end`` where
    the value does on its last line; ``listed`` says that it is a list with one entry per line.
    """

    key: str
    start: int
    end: int
    value: Value
    ok: bool
    colon: int
    value_end: int
    listed: bool = False


@record
class Frontmatter:
    """The whole ``text`` of a file with the keys found in it.

    ``start`` and ``close`` bound the YAML between the two lines of dashes, ``body_start`` is
    where the text after the second one begins; ``newline`` is how its lines end.
    """

    name: str
    text: str
    items: tuple[Item, ...]
    start: int
    close: int
    body_start: int
    newline: str


def scan(text: str, name: str, compose: Compose | None = None) -> Frontmatter:
    """Find the keys of the frontmatter that ``text`` begins with.

    BadText names the line where it is missing, not closed, too long, no mapping of distinct
    keys, or no YAML.
    """
    start, close, body_start = _fences(text, name)
    newline = "\r\n" if text[start - 2 : start] == "\r\n" else "\n"
    inner = text[start:close]
    items = _fast(inner)
    if items is None:
        if compose is None:
            raise BadText(name, _odd_line(inner), "the frontmatter is not plain", HINT)
        items = compose(inner, name, 2)
    _refuse_doubles(items, inner, name)
    placed = tuple(_moved(item, start) for item in items)
    return Frontmatter(name, text, placed, start, close, body_start, newline)


def _moved(item: Item, by: int) -> Item:
    start, end, colon = item.start + by, item.end + by, item.colon + by
    return Item(item.key, start, end, item.value, item.ok, colon, item.value_end + by, item.listed)


def _fences(text: str, name: str) -> tuple[int, int, int]:
    """Where the YAML begins, where it ends, and where the body begins."""
    head = text[: LIMIT + 8]
    first = 1 if head[:1] == "\ufeff" else 0
    start = head.find("\n", first) + 1
    if not start or head[first:start].rstrip() != "---":
        raise BadText(name, 1, "no frontmatter: the first line is not `---`", HINT)
    at = start
    while (end := head.find("\n", at)) >= 0:
        if head[at : at + 3] == "---" and not head[at + 3 : end].strip():
            return start, at, end + 1
        at = end + 1
    if len(text) == len(head) and head[at:].rstrip() == "---":
        return start, at, len(text)
    what = "is not closed" if len(text) <= LIMIT else f"is not closed within {LIMIT // 1024} KiB"
    raise BadText(name, 1, f"the frontmatter {what}", "end it with a line of three dashes")


def _refuse_doubles(items: Iterable[Item], inner: str, name: str) -> None:
    seen = set()
    for item in items:
        if item.key in seen:
            line = inner.count("\n", 0, item.start) + 2
            raise BadText(name, line, f"the key `{item.key}` stands twice", "delete one of them")
        seen.add(item.key)


def _fast(inner: str) -> list[Item] | None:
    """The keys of ``inner`` if all of it is in our subset, else None."""
    items: list[Item] = []
    indent = ""
    at = 0
    for raw in inner.split("\n"):
        start, at = at, at + len(raw) + 1
        line = raw[:-1] if raw.endswith("\r") else raw
        bare = line.strip(" ")
        if not line.isprintable():
            return None
        if not bare or bare[0] == "#":
            continue
        if line[0] in " -":
            dash = line[: line.find("-") + 1]
            if not items or (items[-1].listed and dash != indent):
                return None
            indent, item = dash, _with_entry(items.pop(), line, start, at)
        else:
            item = _key_line(line, start, at)
        if item is None:
            return None
        items.append(item)
    return items


def _odd_line(inner: str) -> int:
    """The line of the file at which the fast reader gives up."""
    lines = inner.split("\n")
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if _fast("\n".join(lines[: middle + 1])) is None:
            high = middle
        else:
            low = middle + 1
    return low + 2


def _is_key(key: str) -> bool:
    bare = key.replace("_", "a").replace("-", "a")
    return key.isascii() and bare.isalnum() and (key[0].isalpha() or key[0] == "_")


def _key_line(line: str, start: int, end: int) -> Item | None:
    key, sign, rest = line.partition(":")
    if not sign or not _is_key(key) or (rest and rest[0] != " "):
        return None
    text = rest.lstrip(" ")
    read = read_value(text.rstrip(" "))
    if read is None:
        return None
    value, length = read
    colon = start + len(key) + 1
    value_end = colon + len(rest) - len(text) + length if length else colon
    return Item(key, start, end, value, True, colon, value_end, False)


def _with_entry(item: Item, line: str, start: int, end: int) -> Item | None:
    """``item`` with one more entry of its list, if ``line`` is such a ``- entry``."""
    before, _, rest = line.partition("- ")
    text = rest.strip(" ")
    if before.strip(" ") or not (item.listed or item.value_end == item.colon):
        return None
    read = read_entry(text)
    if read is None:
        return None
    entries = [*item.value, read[0]] if isinstance(item.value, list) else [read[0]]
    value_end = start + line.index(text, len(before) + 2) + read[1]
    return Item(item.key, item.start, end, entries, True, item.colon, value_end, True)


def get(fm: Frontmatter, key: str, default: Value = None) -> Value:
    """The value of ``key``; ``default`` where it is missing or no value of ours."""
    for item in fm.items:
        if item.key == key and item.ok:
            return list(item.value) if isinstance(item.value, list) else item.value
    return default


def set_keys(fm: Frontmatter, changes: Mapping[str, Value]) -> str:
    """The whole text with ``changes`` made. Only the lines of keys whose value differs change.

    A comment behind a value stays. A new key goes to its place in ``ORDER``, else to the end.
    """
    known = {item.key: item for item in fm.items}
    edits = []
    for key in sorted(changes, key=_rank):
        item, value = known.get(key), changes[key]
        if item is None:
            line = f"{key}: {dump(value, key in QUOTED)}{fm.newline}"
            at = _place(fm, key)
            edits.append((at, at, line))
        elif not item.ok or not _same(item.value, value):
            edits.append((item.start, item.end, _changed(fm, item, value)))
    return _edited(fm.text, edits)


def drop_keys(fm: Frontmatter, keys: Iterable[str]) -> str:
    """The whole text without the lines of ``keys``."""
    wanted = set(keys)
    return _edited(fm.text, [(i.start, i.end, "") for i in fm.items if i.key in wanted])


def _same(old: Value, new: Value) -> bool:
    return old == new and type(old) is type(new)


def _rank(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _place(fm: Frontmatter, key: str) -> int:
    """Where the line of a new key goes: behind the nearest key that stands before it in ORDER."""
    if key not in ORDER:
        return fm.close
    before = [item for item in fm.items if _rank(item.key) < _rank(key)]
    if before:
        return max(before, key=lambda item: _rank(item.key)).end
    return fm.start


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """``text`` with pieces replaced; those at one place keep the order they are given in."""
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[at:start], new]
        at = end
    return "".join(pieces) + text[at:]


def _changed(fm: Frontmatter, item: Item, value: Value) -> str:
    text = fm.text
    if item.listed and isinstance(item.value, list) and isinstance(value, list) and value:
        return _relisted(fm, item, item.value, value)
    kept = text[item.start : item.colon]
    quote = text[item.colon : item.value_end].strip()[:1]
    if quote == '"' and isinstance(value, str):
        new = dump_double(value)
    else:
        new = dump(value, quote == "'" or item.key in QUOTED)
    return f"{kept} {new}{text[item.value_end : item.end]}"


def _relisted(fm: Frontmatter, item: Item, old: Sequence[str], new: Sequence[str]) -> str:
    """The lines of a list with one entry per line, which it stays; its comments stay too."""
    lines = fm.text[item.start : item.end].split("\n")[:-1]
    entries = [line for line in lines[1:] if line.lstrip(" ")[:1] == "-"]
    dash = entries[0][: entries[0].index("-") + 2]
    kept = len(old) if list(new[: len(old)]) == list(old) else 0
    if not kept:
        lines = [line for line in lines if line not in entries]
    added = [f"{dash}{dump_scalar(entry)}{fm.newline}" for entry in new[kept:]]
    return "".join([line + "\n" for line in lines] + added)
