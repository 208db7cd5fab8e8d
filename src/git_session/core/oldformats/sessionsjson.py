"""A project's memory in JSON: ``sessions.json``, ``decisions.json``, ``context.json``."""

from __future__ import annotations

import json

from git_session.core import adr, grammar, markdown
from git_session.core.oldformats import past
from git_session.core.oldformats.past import At, Past, Told
from git_session.model import BLOCKER, DECISION, FILE, NEXT, NOTE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

SESSIONS = "sessions-json"
DECISIONS = "decisions-json"
CONTEXT = "context-json"
FILES = (("files_created", "created"), ("files_modified", ""), ("files_deleted", "deleted"))
USED = (
    *("id", "date", "client", "summary", "decisions_made", "follow_up", "tags"),
    *("context_for_next_session", *(name for name, _ in FILES)),
)


def data(text: str) -> object:
    """What the text holds as JSON; None for anything else."""
    try:
        return json.loads(text.removeprefix(grammar.BOM))
    except (ValueError, RecursionError):
        return None


def _listed(found: object, *keys: str) -> list[dict[str, object]]:
    """The objects of a list, or of the list that an object has under one of ``keys``."""
    if isinstance(found, dict):
        found = next((found[key] for key in keys if isinstance(found.get(key), list)), [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def fits_sessions(text: str, path: str) -> bool:
    """Whether this is certainly a list of sessions."""
    del path
    found = data(text) if '"sessions"' in text else None
    named = ("summary", "decisions_made", "follow_up")
    return isinstance(found, dict) and any(
        any(name in one for name in named) for one in _listed(found, "sessions")
    )


def fits_decisions(text: str, path: str) -> bool:
    """Whether this is certainly a list of decisions."""
    del path
    found = _listed(data(text), "decisions", "adrs") if '"decision"' in text else []
    return any({"title", "decision"} <= one.keys() for one in found)


def fits_context(text: str, path: str) -> bool:
    """Whether this is certainly what a project knows of itself."""
    del path
    found = data(text) if '"current_focus"' in text else None
    return isinstance(found, dict) and "sessions" not in found


def read_sessions(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """Each session of the list."""
    found = data(text)
    project = _text(found.get("project")) if isinstance(found, dict) else ""
    rows = _listed(found, "sessions")
    return tuple(_session(row, number, project, path, zone) for number, row in enumerate(rows, 1))


def _session(
    row: dict[str, object], number: int, project: str, path: str, zone: tzinfo | None
) -> Past:
    called = markdown.one_line(_text(row.get("id"))) or f"{project or path} {number}"
    when = past.at(called, zone) or past.NEVER
    day = past.at(_text(row.get("date")), zone) or past.NEVER
    began = when if when.known == past.TIME or not day.known else day
    facts = [("Project", project), ("Date", _text(row.get("date")))]
    more = {key: value for key, value in row.items() if key not in USED}
    facts += [(_name(key), _text(value)) for key, value in more.items() if _is_plain(value)]
    others = [(key, value) for key, value in more.items() if not _is_plain(value)]
    return Past(
        form=SESSIONS,
        key=called,
        path=path,
        name=called,
        began=began,
        entries=(*_entries(row, began), *(_note(key, value, began) for key, value in others)),
        title=markdown.one_line(_text(row.get("summary"))),
        client=markdown.one_line(_text(row.get("client"))),
        tags=tuple(markdown.one_line(one) for one in _texts(row.get("tags"))),
        summary=_text(row.get("summary")),
        context_next=_text(row.get("context_for_next_session")),
        facts=tuple(pair for pair in facts if pair[1]),
    )


def _entries(row: dict[str, object], began: At) -> Iterator[Told]:
    """Decisions, files and follow-ups; of each only the session's day is told."""
    when = At(began.when, past.DAY) if began.known else past.NEVER
    for one in _many(row.get("decisions_made")):
        title, fields = _named(one, "decision", "title")
        if title:
            yield Told(DECISION, title, when, fields=fields)
    for key, action in FILES:
        for one in _many(row.get(key)):
            title, fields = _named(one, "path", "file")
            if title:
                yield Told(FILE, title, when, "", (("Action", action), *fields))
    for one in _many(row.get("follow_up")):
        title, fields = _named(one, "task", "title", "text")
        if title:
            yield Told(NEXT, title, when, "", (("Type", "follow-up"), *fields))


def _named(one: object, *keys: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an entry is called, and its other keys as fields."""
    if not isinstance(one, dict):
        return markdown.one_line(_text(one)), ()
    own = next((key for key in keys if _text(one.get(key))), "")
    fields = tuple((_name(key), _text(value)) for key, value in one.items() if key != own)
    return markdown.one_line(_text(one.get(own))) or markdown.one_line(_text(one)), fields


def _many(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _is_plain(value: object) -> bool:
    return not isinstance(value, list | dict) and len(_text(value)) < 200


def _issues(value: object, when: At) -> list[Told]:
    """What is known to be wrong: each an issue, with its severity where that is told."""
    day = At(when.when, past.DAY) if when.known else past.NEVER
    named = [_named(one, "issue", "title", "description") for one in _many(value)]
    return [
        Told(BLOCKER, title, day, "", (("Type", "issue"), *fields))
        for title, fields in named
        if title
    ]


def _note(key: str, value: object, when: At) -> Told:
    day = At(when.when, past.DAY) if when.known else past.NEVER
    return Told(NOTE, _name(key), day, text=_text(value))


def _name(key: str) -> str:
    """A key as the name of a field: 'Duration estimate' of 'duration_estimate'."""
    words = "".join(letter if letter.isalpha() else " " for letter in key)
    return markdown.one_line(words)[:30].strip().capitalize() or "Also"


def _text(value: object) -> str:
    """A value in words: lists as bullets, what is nested deeper as JSON."""
    if isinstance(value, str):
        return grammar.clean(value)
    if isinstance(value, list):
        return "\n".join(f"- {grammar.indented(_one(one))}" for one in value)
    if isinstance(value, dict):
        return "\n".join(f"- {_name(str(key))}: {_one(one)}" for key, one in value.items())
    return "" if value is None else _one(value)


def _one(value: object) -> str:
    return grammar.clean(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _texts(value: object) -> list[str]:
    return [text for one in _many(value) if (text := _text(one))]


def read_decisions(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """The decisions of a list, in a session of their own."""
    rows = _listed(data(text), "decisions", "adrs")
    records = [adr.of_mapping(row) for row in rows]
    told = tuple(record_of(one, path, zone) for one in records)
    return (Past(DECISIONS, path, path, "decisions", past.NEVER, told, title="Decisions"),)


def record_of(record: adr.Adr, path: str, zone: tzinfo | None) -> Told:
    """The entry that a decision record becomes; it is of who decided, if that is one."""
    title, body = adr.decision(record, path)
    author = past.handle(record.deciders[0]) if len(record.deciders) == 1 else ""
    when = past.at(record.date, zone) or past.NEVER
    return Told(DECISION, title or adr.UNTITLED, when, author, text=body)


def read_context(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """What a project knows of itself: a note for each key."""
    found = data(text)
    keys = found if isinstance(found, dict) else {}
    when = past.at(_text(keys.get("created")), zone) or past.NEVER
    told = tuple(
        one
        for key, value in keys.items()
        for one in (_issues(value, when) if key == "known_issues" else [_note(key, value, when)])
        if _text(value)
    )
    name = f"context-{_text(keys.get('project'))}".strip("-")
    return (Past(CONTEXT, path, path, name, when, told, title="What the project is about"),)
