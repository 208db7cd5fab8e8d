"""A project's ``.session_log.md``: sessions with tables; the index and recent work beside it."""

from __future__ import annotations

import re

from git_session.core import grammar, markdown, outline
from git_session.core.oldformats import past, reading
from git_session.core.oldformats.past import Past
from git_session.model import ABANDONED, ACTIVE, COMPLETED, PAUSED, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from git_session.core.outline import Part

NAME = "session-log"
_LABEL = re.compile(r"(?:session[-: ]+)?(\d{8}-\d{6}(?:-\d{1,3})?)(?!\d)", re.I)
COLUMNS = ("session", "session id", "id", "label")
SUMMARIES = ("summary", "description", "what", "title", "goal")
STATUSES = {
    "active": ACTIVE,
    "in progress": ACTIVE,
    "in-progress": ACTIVE,
    "paused": PAUSED,
    "abandoned": ABANDONED,
    "completed": COMPLETED,
    "complete": COMPLETED,
    "done": COMPLETED,
}


def fits(text: str, path: str) -> bool:
    """Whether headings or rows of a table certainly name sessions by their labels."""
    del path
    parts = outline.parts(text)
    return any(_heads(part) for part in parts) or any(_rows(parts))


def read(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """The sessions that a log, an index or the recent work tells of, in their order."""
    parts = outline.parts(text)
    found: list[list[Part]] = []
    others: list[Part] = []
    for part in parts:
        if _heads(part):
            found.append([part])
        elif found and part.level > found[-1][0].level:
            found[-1].append(part)
        elif part.level > 1 or any(line.strip() for line in part.lines):
            others.append(part)
    told = [_session(own, path, zone) for own in found]
    indexed = [_indexed(row, path, zone) for row in _rows(parts)]
    left = _left(others, path, zone) if not indexed else ()
    return (*told, *indexed, *left)


def _heads(part: Part) -> str:
    """The label of the session that a heading begins; "" where it begins none."""
    match = _LABEL.search(part.title) if part.level > 1 or "session" in part.title.lower() else None
    return match[1] if match and past.at(match[1], None) else ""


def _session(parts: list[Part], path: str, zone: tzinfo | None) -> Past:
    first, *below = parts
    label = _heads(first)
    began = past.at(label, zone) or past.NEVER
    metas: dict[str, str] = {}
    rest = []
    for line in first.lines:
        key, value = outline.meta(line)
        if key and value and key not in metas:
            metas[key] = value
        else:
            rest.append(line)
    own = outline.Part(0, "", tuple(rest))
    shown = [own, *below] if grammar.clean("\n".join(rest)).strip("-") else below
    title = markdown.one_line(_LABEL.sub("", first.title)).strip(" -–—:#")
    summary = metas.get("summary", "")
    return Past(
        form=NAME,
        key=label,
        path=path,
        name=title or f"session-{label}",
        began=began,
        entries=tuple(reading.entries_of(shown, began, zone)),
        status=STATUSES.get(metas.get("status", "").lower(), ""),
        title=title,
        goal=metas.get("goal", "") or metas.get("objective", ""),
        summary=summary,
        facts=reading.told_of(metas, "goal", "objective", "summary"),
    )


def _rows(parts: list[Part]) -> Iterator[dict[str, str]]:
    """The rows of tables whose sessions are named by labels."""
    for part in parts:
        for table in outline.tables(part.lines)[0]:
            for row in table.rows:
                named = dict(row)
                if _label_of(named):
                    yield named


def _label_of(row: dict[str, str]) -> str:
    match = next((m for key in COLUMNS if (m := _LABEL.search(row.get(key, "")))), None)
    return match[1] if match and past.at(match[1], None) else ""


def _indexed(row: dict[str, str], path: str, zone: tzinfo | None) -> Past:
    """A row of an index: a session of which nothing but that is known."""
    label = _label_of(row)
    summary = next((row[key] for key in SUMMARIES if row.get(key)), "")
    used = (*COLUMNS, *SUMMARIES)
    facts = [(reading.field(name), text) for name, text in row.items() if name not in used]
    return Past(
        form=NAME,
        key=label,
        path=path,
        name=f"session-{label}",
        began=past.at(label, zone) or past.NEVER,
        entries=(),
        status=STATUSES.get(row.get("status", "").lower(), ""),
        title=summary,
        summary=summary,
        facts=tuple(facts),
    )


def _left(parts: list[Part], path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """What belongs to no session that has a name."""
    told = tuple(reading.entries_of(parts, past.NEVER, zone))
    base = path.replace("\\", "/").rpartition("/")[2].removesuffix(".md").strip(".")
    found = Past(NAME, base, path, base, past.NEVER, told)
    return (replace(found, title=f"What {base} says besides"),) if told else ()
