"""JSON as programs send it to each other, without ``json``, whose import loads ``re``: 5 ms.

The C half of the standard library's own reader and writer is used, which has no public name;
where a Python has none, ``json`` does it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

try:
    from _json import encode_basestring_ascii as _quoted
    from _json import make_scanner as _make_scanner
except ImportError:  # pragma: no cover - another Python than CPython
    _make_scanner = None  # type: ignore[assignment,misc]
    from json.encoder import encode_basestring_ascii as _quoted

BLANKS = " \t\r\n\ufeff"  # PowerShell pipes a byte order mark ahead


class _Usual:
    """What the scanner asks of a ``json.JSONDecoder``, as that is by itself."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int

    @staticmethod
    def parse_constant(name: str) -> float:
        return float(name.replace("Infinity", "inf"))


def read(text: str) -> object:
    """The value that ``text`` is. Raises ValueError for what is no JSON."""
    text = text.strip(BLANKS)
    if _make_scanner is None:  # pragma: no cover - another Python than CPython
        import json

        return json.loads(text)
    try:
        value, end = _make_scanner(_Usual)(text, 0)  # type: ignore[arg-type]
    except (StopIteration, RecursionError) as wrong:
        raise ValueError("no JSON") from wrong
    if end != len(text):
        raise ValueError("something stands behind the end")
    return value


def written(value: str | Mapping[str, object]) -> str:
    """Texts, and objects of such, as ``json.dumps`` writes them."""
    if isinstance(value, str):
        return str(_quoted(value))
    rows = (f"{_quoted(key)}: {written(inner)}" for key, inner in value.items())  # type: ignore[arg-type]
    return f"{{{', '.join(rows)}}}"
