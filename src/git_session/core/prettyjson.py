"""JSON as ``json.dump(indent=2)`` writes it, a third of its time.

With an indent the standard library walks every value in Python and yields each bracket and comma
on its own. Here the C half of it writes each text, and the rest is joined row by row.
"""

from __future__ import annotations

from collections.abc import Iterator

try:
    from _json import encode_basestring, encode_basestring_ascii
except ImportError:  # pragma: no cover - another Python than CPython
    from json.encoder import encode_basestring, encode_basestring_ascii

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeGuard

    Quoting = Callable[[str], str]

STEP = "  "
ROWS = (list, tuple, Iterator)
escaped = encode_basestring_ascii
as_it_is = encode_basestring
TEXTS = {str}  # the types of keys that need no thought
WORDS = {True: "true", False: "false", None: "null"}


def pieces(value: object, quoted: Quoting = escaped) -> Iterator[str]:
    """The text of ``value`` in pieces that are written one after the other, so that no two rows
    of a long list have to be there at once.

    ``quoted`` writes a text: ``escaped``, all of it ASCII, or ``as_it_is``. ``value``, or what an
    object holds, may be an iterator and is written as a list. What JSON has no form for is written
    as its ``str``.
    """
    if isinstance(value, ROWS):
        yield from _within("[", _rows(value, quoted, "\n"), "]", "\n")
    elif value and _is_plain(value):
        yield from _within("{", _members(value, quoted), "}", "\n")
    else:
        yield text(value, "\n", quoted)


def _is_plain(value: object) -> TypeGuard[dict[str, object]]:
    return type(value) is dict and set(map(type, value)) <= TEXTS


def _members(value: dict[str, object], quoted: Quoting) -> Iterator[Iterable[str]]:
    indent = f"\n{STEP}"
    for key, inner in value.items():
        if isinstance(inner, ROWS):
            yield _within(f"{quoted(key)}: [", _rows(inner, quoted, indent), "]", indent)
        else:
            yield (f"{quoted(key)}: {text(inner, indent, quoted)}",)


def _rows(values: Iterable[object], quoted: Quoting, indent: str) -> Iterator[Iterable[str]]:
    return ((text(value, indent + STEP, quoted),) for value in values)


def _within(start: str, rows: Iterable[Iterable[str]], end: str, indent: str) -> Iterator[str]:
    between = f"{start}{indent}{STEP}"
    last = f"{start}{end}"  # where there are none
    for row in rows:
        yield between
        yield from row
        between, last = f",{indent}{STEP}", f"{indent}{end}"
    yield last


def text(value: object, indent: str = "\n", quoted: Quoting = escaped) -> str:
    """``value`` as text; ``indent`` begins each of its further lines."""
    kind = type(value)
    if kind is str:
        return quoted(value)  # type: ignore[arg-type]
    if value is None or kind is bool:
        return WORDS[value]  # type: ignore[index]
    if kind is int:
        return str(value)
    if kind is list or kind is tuple:
        return _list(value, indent, quoted)  # type: ignore[arg-type]
    if _is_plain(value):
        return _object(value, indent, quoted)
    return _usual(value, indent, quoted)


def _object(value: dict[str, object], indent: str, quoted: Quoting) -> str:
    if not value:
        return "{}"
    inner = indent + STEP
    rows = [
        f"{quoted(key)}: {quoted(one) if type(one) is str else text(one, inner, quoted)}"
        for key, one in value.items()
    ]
    return f"{{{inner}{f',{inner}'.join(rows)}{indent}}}"


def _list(values: list[object] | tuple[object, ...], indent: str, quoted: Quoting) -> str:
    if not values:
        return "[]"
    inner = indent + STEP
    rows = [quoted(one) if type(one) is str else text(one, inner, quoted) for one in values]
    return f"[{inner}{f',{inner}'.join(rows)}{indent}]"


def _usual(value: object, indent: str, quoted: Quoting) -> str:
    """What is rare: numbers with a fraction, keys that are no texts, values of other kinds."""
    import json

    ascii_only = quoted is escaped
    told = json.dumps(value, indent=len(STEP), ensure_ascii=ascii_only, default=str)
    return told.replace("\n", indent)  # in texts a line break is escaped
