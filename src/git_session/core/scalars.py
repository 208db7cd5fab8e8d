"""YAML scalars and lists of scalars: reading the plain ones, writing any of them safely.

Times, hashes, hexadecimal and octal numbers are text to us, whatever YAML makes of them: a
person who forgot the quotes meant the characters.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Value = str | int | float | bool | None | list[str]

_WORDS: dict[str, bool | None] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
# YAML 1.1 readers take these for booleans as well, so they are never written unquoted.
_MEANINGFUL = ("null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf")
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_IN_LISTS = _INDICATORS[1:]  # what ends an unquoted entry of a list, for this reader
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f"}
_ESCAPES |= {"r": "\r", "e": "\x1b", '"': '"', "/": "/", "\\": "\\", "_": "\xa0"}
_ESCAPES |= {"N": "\x85", "L": "\u2028", "P": "\u2029"}
_WIDTHS = {"x": 2, "u": 4, "U": 8}


def resolve(text: str) -> str | int | float | bool | None:
    """What an unquoted ``text`` means: null, a boolean, a plain number, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    digits = text[1:] if text[0] == "-" else text
    if len(text) > 18 or not digits[:1].isdigit() or text == "-0":
        return text
    whole, point, part = digits.partition(".")
    if not _is_number(whole) or (whole[0] == "0" and whole != "0"):
        return text
    if not point:
        return int(text)
    return float(text) if _is_number(part) else text


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def read_value(text: str) -> tuple[Value, int] | None:
    """The value that ``text`` begins with and its length; None if that is beyond us.

    ``text`` is one printable line without outer blanks; a comment may follow the value.
    """
    if text[:1] == "[":
        return _checked(text, _read_flow_list(text))
    if text[:1] in ("'", '"'):
        return _checked(text, _read_quoted(text, 0))
    plain = _read_plain(text)
    return None if plain is None else (resolve(plain), len(plain))


def read_entry(text: str) -> tuple[str, int] | None:
    """Like ``read_value`` for an entry of a list, which is text and never empty."""
    if text[:1] in ("'", '"'):
        found = _read_quoted(text, 0)
        return found if found and _only_comment(text[found[1] :]) else None
    plain = _read_plain(text)
    return (plain, len(plain)) if plain else None


def _checked(text: str, found: tuple[Value, int] | None) -> tuple[Value, int] | None:
    return found if found and _only_comment(text[found[1] :]) else None


def _only_comment(rest: str) -> bool:
    bare = rest.lstrip(" ")
    return not bare or (rest[0] == " " and bare[0] == "#")


def _read_plain(text: str) -> str | None:
    """The unquoted scalar up to a comment; None if it may mean more than its characters."""
    cut = 0 if text[:1] == "#" else text.find(" #")
    plain = text if cut < 0 else text[:cut].rstrip(" ")
    if not plain:
        return plain
    if plain[0] in _INDICATORS and not (plain[0] == "-" and plain[1:2].isalnum()):
        return None
    return None if ": " in plain or plain[-1] == ":" else plain


def _read_quoted(text: str, start: int) -> tuple[str, int] | None:
    return _read_single(text, start) if text[start] == "'" else _read_double(text, start)


def _read_single(text: str, start: int) -> tuple[str, int] | None:
    at = start + 1
    while (at := text.find("'", at)) >= 0:
        if text[at + 1 : at + 2] != "'":
            return text[start + 1 : at].replace("''", "'"), at + 1
        at += 2
    return None


def _read_double(text: str, start: int) -> tuple[str, int] | None:
    found = []
    at = start + 1
    while at < len(text) and text[at] != '"':
        char, at = _read_escape(text, at + 1) if text[at] == "\\" else (text[at], at + 1)
        if not char:
            return None
        found.append(char)
    return ("".join(found), at + 1) if at < len(text) else None


def _read_escape(text: str, at: int) -> tuple[str, int]:
    """The character written as ``\\...`` from ``at`` on; "" if that is none."""
    mark = text[at : at + 1]
    if mark in _ESCAPES:
        return _ESCAPES[mark], at + 1
    digits = text[at + 1 : at + 1 + _WIDTHS.get(mark, 0)]
    if not digits or len(digits) != _WIDTHS[mark] or set(digits) - set("0123456789abcdefABCDEF"):
        return "", at
    code = int(digits, 16)
    return (chr(code), at + 1 + len(digits)) if code < 0x110000 else ("", at)


def _read_flow_list(text: str) -> tuple[list[str], int] | None:
    """``[a, 'b, c']`` with plain or quoted entries, on one line."""
    found: list[str] = []
    at = _past_blanks(text, 1)
    if text[at : at + 1] == "]":
        return found, at + 1
    while entry := _flow_entry(text, at):
        found.append(entry[0])
        at = _past_blanks(text, entry[1])
        if text[at : at + 1] == "]":
            return found, at + 1
        if text[at : at + 1] != ",":
            return None
        at = _past_blanks(text, at + 1)
    return None


def _past_blanks(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _flow_entry(text: str, at: int) -> tuple[str, int] | None:
    if text[at : at + 1] in ("'", '"'):
        return _read_quoted(text, at)
    end = at
    while end < len(text) and text[end] not in _IN_LISTS:
        end += 1
    plain = text[at:end].rstrip(" ")
    return (plain, end) if plain and plain[0] != "-" else None


def dump(value: Value, quoted: bool = False) -> str:
    """``value`` as YAML on one line; ``quoted`` puts text between quotes in any case."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if quoted and isinstance(value, str):
        return _quote(value)
    return dump_scalar(value)


def _flow(entry: str) -> str:
    """An entry of a list: quoted where it holds what may end one."""
    return _quote(entry) if not set(entry).isdisjoint(_IN_LISTS) else dump_scalar(entry)


def dump_scalar(value: str | int | float | bool | None) -> str:
    """``value`` as a YAML scalar on one line, quoted where YAML would read something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if _is_safe(value) else _quote(value)


def _is_safe(text: str) -> bool:
    """Whether every YAML reader takes the bare ``text`` for exactly this text."""
    if not (text[:1].isalpha() or _is_uuid(text)) or text.lower() in _MEANINGFUL:
        return False
    rest = text
    for mark in " _-./+@()=":
        rest = rest.replace(mark, "")
    return rest.isalnum() and text.isprintable() and text[-1] != " "


def _is_uuid(text: str) -> bool:
    return [len(part) for part in text.split("-")] == [8, 4, 4, 4, 12]


def _quote(text: str) -> str:
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return dump_double(text)


def dump_double(text: str) -> str:
    """``text`` between double quotes."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    code = ord(char)
    return named.get(char) or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
