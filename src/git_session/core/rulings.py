"""What was noted on decisions: that one holds no more, that one is written down as a record.

A Decision with the field ``supersedes`` takes the place of the one that this names; a Note with
``superseded`` and ``superseded by`` says the same of two others; a Note with ``promoted`` and
``adr`` says which file a decision is written down in. What names a decision is its id, or
the path of a record, and behind a blank its title, for whoever reads it.
"""

from __future__ import annotations

from git_session.core import grammar, markdown, moments
from git_session.model import DECISION, NOTE, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from git_session.model import Block, Entry

KINDS = (DECISION, NOTE)
WORD = "supersede"  # stands in the body of whatever says that a decision holds no more
WORDS = (WORD, "promoted:")  # one of them stands in the body of every ruling
SUPERSEDES, SUPERSEDED, BY = "supersedes", "superseded", "superseded by"
PROMOTED, ADR, ADR_ID = "promoted", "adr", "adr id"
IDENTITY = 16  # hex digits of a block's identity
BRIEF = 8  # of them that name it for people
RECORD = ".md"  # ends the path of a decision record
HEX = frozenset("0123456789abcdef")


@record
class Superseding:
    """What took a decision's place: its id or path ("" where neither is known), its words, and
    when that was said (None: not known). ``of`` are the words of the decision that it replaced, ""
    where they were not said."""

    by: str
    title: str
    when: datetime | None = None
    of: str = ""


def cited(text: str) -> tuple[str, str]:
    """Id or path, and the title behind it, of a field that names a decision."""
    text = markdown.one_line(text)
    first, _, rest = text.partition(" ")
    if is_id(first):
        return first, rest
    path, found, rest = f"{text} ".partition(f"{RECORD} ")
    return (f"{path}{RECORD}", rest.strip()) if found else ("", text)


def is_id(text: str) -> bool:
    """Whether ``text`` is the id of an entry: 16 hex digits, '-2' behind those of a further one."""
    digits, dash, number = text.partition("-")
    return len(digits) == IDENTITY and HEX.issuperset(digits) and (not dash or number.isdecimal())


def citation(reference: str, title: str) -> str:
    """What ``cited`` reads: how a field names a decision."""
    return f"{reference} {markdown.one_line(title)}"


def is_one(entry: Entry) -> bool:
    """Whether an entry says something of a decision."""
    if entry.kind == DECISION:
        return bool(entry.field(SUPERSEDES, BY))
    return bool(entry.field(SUPERSEDED) and entry.field(BY)) or bool(entry.field(PROMOTED))


def superseded(found: Iterable[tuple[str, Entry]]) -> dict[str, Superseding]:
    """What holds no more, by id or path, of entries with their ids; what was said last counts."""
    told: dict[str, Superseding] = {}
    for name, entry in sorted(found, key=lambda one: one[1].when):
        if entry.kind == DECISION:
            told |= _taken(entry, SUPERSEDES, (name, entry.title))
            if entry.field(BY):  # a record that was taken over says it of itself
                told[name] = Superseding(*cited(entry.field(BY)), None, entry.title)
        elif entry.kind == NOTE and entry.field(BY):
            told |= _taken(entry, SUPERSEDED, cited(entry.field(BY)))
    return told


def _taken(entry: Entry, key: str, new: tuple[str, str]) -> dict[str, Superseding]:
    """The decisions that the field ``key`` names, replaced by ``new``; none by itself."""
    return {
        ref: Superseding(*new, entry.when, title)
        for ref, title in _named(entry, key)
        if ref != new[0]
    }


def _named(entry: Entry, key: str) -> list[tuple[str, str]]:
    """What a field names, however often it stands there, and one to a line."""
    values = [value for name, value in entry.fields if name == key]
    named = [cited(line) for value in values for line in value.split("\n")]
    return [(ref, title) for ref, title in named if ref]


def promoted(found: Iterable[tuple[str, Entry]]) -> dict[str, str]:
    """The path of the record that a decision is written down in, by the decision's id."""
    notes = (entry for _, entry in found if entry.kind == NOTE and entry.field(ADR))
    return {ref: entry.field(ADR) for entry in notes for ref, _ in _named(entry, PROMOTED)}


def said(one: Superseding) -> str:
    """'"Use channels" (0f9312eb) on 2026-01-15'."""
    name = one.by[:BRIEF] if is_id(one.by) else one.by
    words = [f'"{one.title}"' if one.title else "", f"({name})" if one.title and name else name]
    day = f"on {one.when.date()}" if one.when else ""
    return " ".join(filter(None, [*words, day]))


def data(one: Superseding) -> dict[str, object]:
    """What took a decision's place, for programs."""
    when = moments.iso(one.when) if one.when else None
    return {"id": one.by or None, "title": one.title, "when": when}


def marked(entry: Entry, name: str, known: Mapping[str, Superseding]) -> Entry:
    """``entry``, whose id is ``name``, with the field ``superseded by`` if it holds no more."""
    by = known.get(name) or known.get(entry.field(ADR)) if entry.kind == DECISION else None
    if by is None:
        return entry
    others = tuple(field for field in entry.fields if field[0] != BY)
    return replace(entry, fields=((BY, said(by)), *others))


def supersede(when: datetime, author: str, old: tuple[str, str], new: tuple[str, str]) -> Block:
    """The note that ``new`` takes the place of ``old``, each an id or path and its title."""
    title = f'"{old[1]}" is superseded by "{new[1]}"'
    fields = ((SUPERSEDED, citation(*old)), (BY, citation(*new)))
    return _note(when, author, title, fields)


def promote(when: datetime, author: str, decision: tuple[str, str], path: str) -> Block:
    """The note that a decision (its id and title) is written down in the file ``path``."""
    fields = ((PROMOTED, citation(*decision)), (ADR, path))
    return _note(when, author, f'"{decision[1]}" is written down in {path}', fields)


def _note(when: datetime, author: str, title: str, fields: tuple[tuple[str, str], ...]) -> Block:
    body = "\n".join(grammar.bullet(key.capitalize(), value) for key, value in fields)
    return grammar.made(when, NOTE, title, author, body)
