"""A line of Claude Code's transcript: ``type`` user or assistant, ``message.content`` in parts."""

from __future__ import annotations

from git_session.core import payload
from git_session.core.event import CREATED, MODIFIED, Touched
from git_session.core.turn import AGENT, PERSON, Turn, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = Mapping[str, object]


def read(row: Row) -> Turn | None:
    """What the line tells; None for a line that is neither a person's nor the agent's.

    What the host itself said in a person's name (``isMeta``, a summary after compaction) and what
    a subagent was told is nobody's word.
    """
    kind = row.get("type")
    if kind not in ("user", "assistant"):
        return None
    message = payload.part(row, "message")
    parts = payload.parts(message, "content")
    said = [message.get("content"), *(part.get("text") for part in parts)]
    quiet = any(row.get(key) for key in ("isMeta", "isCompactSummary", "isSidechain"))
    used = [part for part in parts if part.get("type") == "tool_use"]
    return Turn(
        when=moment(row.get("timestamp")),
        id=payload.text(row, "sessionId"),
        cwd=payload.text(row, "cwd", limit=payload.PATH),
        who=AGENT if kind == "assistant" else PERSON,
        texts=() if quiet else tuple(t[: payload.TEXT] for t in said if isinstance(t, str)),
        touched=_written(row),
        commands=tuple(filter(None, map(_command, used))),
    )


def _written(row: Row) -> tuple[Touched, ...]:
    """The file that a tool changed: its result says so, a call alone may have been refused."""
    result = payload.part(row, "toolUseResult")
    path = payload.text(result, "filePath", limit=payload.PATH)
    changed = any(key in result for key in ("structuredPatch", "oldString", "newString"))
    made = result.get("type") == "create"
    if not path or not (made or changed or result.get("type") == "update"):
        return ()
    return (Touched(path, CREATED if made else MODIFIED),)


def _command(part: Row) -> str:
    if part.get("name") != "Bash":
        return ""
    return payload.text(payload.part(part, "input"), "command", limit=payload.TEXT)
