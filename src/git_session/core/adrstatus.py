"""A record's status changed in its text: of one that we wrote anew, of any other one line.

What a person wrote keeps every other byte. A change counts only if a reader of the record finds
what was meant, and nothing else changed.
"""

from __future__ import annotations

from git_session.core import adr, front, frontmatter, grammar, markdown, outline
from git_session.errors import BadText, Refused
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERSEDED = "superseded"


def superseded(text: str, name: str, by: str) -> str:
    """The record ``text`` of the file ``name``, superseded by what ``by`` names.

    Refused where that cannot be written without changing more.
    """
    told = adr.parse(text, name)
    meant = replace(told, status=SUPERSEDED, superseded_by=by)
    if adr.render(told) == text:
        return adr.render(meant)
    line = f"{SUPERSEDED} by {by}"
    for made in _with_status(text, name, line, by):
        if adr.parse(made, name) == meant:
            return made
    raise Refused(f"{name}: its status cannot be changed in place", f"write there: {line}")


def superseding(text: str, name: str, old: str) -> str:
    """The record ``text`` of the file ``name`` with a line that it takes the place of ``old``."""
    told = adr.parse(text, name)
    line = f"Supersedes {old}"
    if line in told.rest.split("\n"):
        return text
    if adr.render(told) == text:
        rest = grammar.clean(f"{told.rest}\n\n{line}")
        return adr.render(replace(told, rest=rest))
    made = _appended(text, adr.MORE, line)
    if replace(adr.parse(made, name), rest=told.rest) == told:
        return made
    raise Refused(f"{name}: nothing can be added to it", f"write there: {line}")


def _with_status(text: str, name: str, line: str, by: str) -> Iterator[str]:
    """Ways to write a status, those that change least first."""
    keyed = _keyed(text, name, by)
    for begun in dict.fromkeys((keyed, text)):
        if begun != text:
            yield begun
        yield _in_section(begun, line)
        yield _below_title(begun, line)
    yield _appended(text, adr.HEADINGS["status"], line)


def _keyed(text: str, name: str, by: str) -> str:
    """``text`` with the keys of its frontmatter set, as it is where none of them tells a status."""
    try:
        found = front.read(text, name)
    except BadText:
        return text
    if frontmatter.get(found, "status") is None:
        return text
    return frontmatter.set_keys(found, {"status": SUPERSEDED, "superseded_by": by})


def _in_section(text: str, line: str) -> str:
    """``text`` with the first line of its section on the status replaced."""
    lines = text.split("\n")
    free = markdown.open_lines(lines)
    inside = False
    for at, old in enumerate(lines):
        level, title = markdown.heading(old) if free[at] else (0, "")
        if level:
            inside = level > 1 and title.lower() == "status"
        elif inside and old.strip():
            return _replaced(lines, at, line)
    return text


def _below_title(text: str, line: str) -> str:
    """``text`` with the value of a line like ``Status: accepted`` replaced."""
    lines = text.split("\n")
    for at, old in enumerate(lines):
        key, value = outline.meta(old)
        if adr.field_of(key) == "status" and value:
            return _replaced(lines, at, old[: old.rindex(value)] + line)
    return text


def _replaced(lines: list[str], at: int, line: str) -> str:
    ending = "\r" if lines[at].endswith("\r") else ""
    return "\n".join([*lines[:at], line + ending, *lines[at + 1 :]])


def _appended(text: str, title: str, line: str) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    end = text if text.endswith("\n") else text + newline
    return newline.join([end, f"## {title}", "", line, ""])
