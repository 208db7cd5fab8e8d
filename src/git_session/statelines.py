"""State in plain lines of fields between tabs; what is missing or torn counts as unknown."""

from __future__ import annotations

from git_session import files
from git_session.errors import BadText

ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
# State that grew beyond this is not ours.
LIMIT = 16 * 1024 * 1024


def line(*values: str) -> str:
    """One line that ``fields`` gives back, whatever the values hold."""
    return "\t".join(escape(value) for value in values) + "\n"


def escape(value: str) -> str:
    """The value without tabs and line breaks."""
    for char, escaped in ESCAPES:
        value = value.replace(char, escaped)
    return value


def unescape(value: str) -> str:
    """What ``escape`` was given."""
    parts = value.split("\\\\")
    for char, escaped in ESCAPES[1:]:
        parts = [part.replace(escaped, char) for part in parts]
    return "\\".join(parts)


def fields(path: str) -> list[list[str]]:
    """The fields of every whole line; [] if the file is missing, unreadable or far too large."""
    try:
        text = files.read(path, LIMIT)
    except (OSError, BadText):
        return []  # state is only ever a shortcut: without it everything is looked at again
    rows = text.split("\n")[:-1]  # behind the last line end stands nothing, or a torn line
    return [[unescape(value) for value in row.split("\t")] for row in rows if row]
