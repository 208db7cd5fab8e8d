"""Work logs by which several sessions are coordinated: ACTIVE/session-12.md, ARCHIVE, knowledge."""

from __future__ import annotations

from git_session.core import grammar, markdown, outline
from git_session.core.oldformats import past, reading
from git_session.core.oldformats.past import Past, Told
from git_session.model import ACTIVE, CHECKPOINT, COMPLETED, LEARNING, PAUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

    from git_session.core.outline import Part

NAME = "coordination"
KNOWLEDGE = {
    "learnings": "learning",
    "best-practices": "best-practice",
    "patterns": "pattern",
    "troubleshooting": "troubleshooting",
}
STATUSES = {"active": ACTIVE, "idle": PAUSED, "paused": PAUSED, "completed": COMPLETED}
USED = ("session_id", "role", "goal", "started", "status")
PHASES = ("planning", "building", "testing", "deploying", "complete")


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")


def fits(text: str, path: str) -> bool:
    """Whether this is certainly a work log, and no template of one, or shared knowledge."""
    if _is_knowledge(path):
        return True
    metas = reading.header(text).metas
    return {"session_id", "role"} <= metas.keys() and "[" not in metas["session_id"]


def _is_knowledge(path: str) -> bool:
    folder = path.replace("\\", "/").rpartition("/")[0].rpartition("/")[2].lower()
    return _base(path).lower() in KNOWLEDGE and folder.startswith("shared")


def read(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """The session that a work log is; shared knowledge is a session of its own."""
    if _is_knowledge(path):
        return (_knowledge(text, path, zone),)
    head = reading.header(text)
    metas = head.metas
    began = past.at(metas.get("started", ""), zone) or past.NEVER
    called = metas.get("session_id") or _base(path)
    updated = _footer(head.parts)
    ended = past.at(updated.get("last_updated", ""), zone) or past.NEVER
    parts = [part for part in (head.rest, *head.parts) if part.level or part.lines]
    work = [part for part in parts if reading.plain(part.title) == "current work"]
    others = [part for part in parts if part not in work]
    at_work = [one for part in work for one in _current(part, ended, began, zone)]
    return (
        Past(
            form=NAME,
            key=f"{called} {metas.get('started', '')}".strip(),
            path=path,
            name=called,
            began=began,
            entries=(*at_work, *reading.entries_of(others, began, zone)),
            ended=ended,
            status=_status(metas.get("status", ""), path),
            title=markdown.one_line(head.title),
            goal=metas.get("goal", ""),
            role=metas.get("role", ""),
            facts=reading.told_of({**metas, **updated}, *_used(metas)),
        ),
    )


def _used(metas: dict[str, str]) -> tuple[str, ...]:
    """What has a place of its own; a status of another system's has none."""
    is_ours = metas.get("status", "").strip().lower() in STATUSES
    return USED if is_ours else tuple(key for key in USED if key != "status")


def _status(word: str, path: str) -> str:
    """The status that a log says, else that of its folder; an archived one is not active."""
    folder = path.replace("\\", "/").rpartition("/")[0].rpartition("/")[2].lower()
    said = STATUSES.get(word.strip().lower(), "")
    if folder == "archive":
        return COMPLETED
    return said or (ACTIVE if folder == "active" else "")


def _footer(parts: tuple[Part, ...]) -> dict[str, str]:
    lines = parts[-1].lines if parts else ()
    pairs = (outline.meta(line) for line in lines)
    return {key: value for key, value in pairs if key in ("last_updated", "updated_by") and value}


def _current(part: Part, ended: past.At, began: past.At, zone: tzinfo | None) -> list[Told]:
    """What the session was at when the log was written last, and its steps."""
    metas = {key: value for key, value in map(outline.meta, part.lines) if value}
    phase = metas.get("status", "").strip().lower()
    fields = [("Working on", metas.get("working_on", ""))]
    fields += [("Phase", phase)] if phase in PHASES else []
    named = ("working_on", "status", "progress")
    said = grammar.clean("\n".join(line for line in part.lines if outline.meta(line)[0] in named))
    rest = tuple(line for line in part.lines if outline.meta(line)[0] not in named)
    steps = reading.entries_of([outline.Part(part.level, "Current Phase", rest)], began, zone)
    given = tuple(pair for pair in fields if pair[1])
    when = ended if ended.known else began
    return [*([Told(CHECKPOINT, "Current work", when, "", given, said)] if said else []), *steps]


def _knowledge(text: str, path: str, zone: tzinfo | None) -> Past:
    """Each section of a knowledge file is a learning of its sort, as is a bullet in none."""
    sort = KNOWLEDGE[_base(path).lower()]
    told = []
    for part in outline.parts(text):
        body = grammar.clean("\n".join(part.lines))
        if part.level > 1:
            told.append(_learning(part.title, body, sort, zone))
        elif part.level < 2:
            found = outline.listed(body)
            told += [_learning(one, "", sort, zone) for one in found.bullets]
            if found.text.strip("-*_ \n"):
                told.append(_learning(part.title or sort, found.text, sort, zone))
    return Past(NAME, "shared-knowledge", path, "shared-knowledge", past.NEVER, tuple(told))


def _learning(title: str, text: str, sort: str, zone: tzinfo | None) -> Told:
    first, _, below = title.partition("\n")
    when = past.at(first, zone) or past.NEVER
    body = "\n".join(part for part in (below, text) if part)
    return Told(LEARNING, first, when, "", (("Type", sort),), body)
