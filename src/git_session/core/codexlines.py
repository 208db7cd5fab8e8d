"""A line of Codex's rollout file: ``type`` and ``payload``; what counts are ``response_item``s."""

from __future__ import annotations

import json

from git_session.core import payload
from git_session.core.turn import AGENT, PERSON, Turn, moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Row = Mapping[str, object]

WHO = {"assistant": AGENT, "user": PERSON}
SPOKEN = ("input_text", "output_text", "text")
TOLD = ("<", "# AGENTS.md")  # how texts begin that the host puts into a person's mouth


def read(row: Row) -> Turn | None:
    """What the line tells; None for one of another kind. ``event_msg`` says all of it again."""
    given = payload.part(row, "payload")
    when = moment(row.get("timestamp"))
    cwd = payload.text(given, "cwd", limit=payload.PATH)
    if row.get("type") == "session_meta":
        return Turn(when, id=payload.text(given, "id", "session_id"), cwd=cwd)
    if row.get("type") != "response_item":
        return None
    kind = given.get("type")
    if kind == "message":
        who = WHO.get(payload.text(given, "role"))
        return Turn(when, who=who, texts=_texts(given, who)) if who else Turn(when)
    told = _told(given)
    patch = payload.text(told, "input", "patch", limit=payload.TEXT)
    if payload.text(given, "name") == "apply_patch":
        return Turn(when, touched=payload.patched(patch))
    if kind in ("function_call", "local_shell_call"):
        return _ran(when, told)
    return Turn(when)


def _texts(given: Row, who: str) -> tuple[str, ...]:
    parts = filter(_is_spoken, payload.parts(given, "content"))
    said = [payload.text(part, "text", limit=payload.TEXT) for part in parts]
    return tuple(text for text in said if text and not (who == PERSON and text.startswith(TOLD)))


def _is_spoken(part: Row) -> bool:
    return part.get("type") in SPOKEN


def _told(given: Row) -> Row:
    """What a tool was told: an object, JSON in a text, or the text of a custom tool."""
    action = payload.part(given, "action")
    if action:
        return action
    text = given.get("arguments")
    try:
        told = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        told = None
    return told if isinstance(told, dict) else {"input": given.get("input")}


def _ran(when: datetime | None, told: Row) -> Turn:
    """A shell command: one text, or words of which the last is what a shell is told."""
    command = told.get("command", told.get("cmd"))
    words = [word for word in command if isinstance(word, str)] if isinstance(command, list) else []
    line = command if isinstance(command, str) else ""
    if words:
        is_shell = len(words) > 2 and words[1] in ("-c", "-lc")
        line = words[2] if is_shell else words[0]
    patch = line[: payload.TEXT]
    found = payload.patched(patch) if "*** Begin Patch" in patch else ()
    commands = (patch.split("\n", 1)[0],) if found else (patch,)
    return Turn(when, touched=found, commands=commands if line else ())
