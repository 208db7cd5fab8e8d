"""Gemini CLI: BeforeAgent is its prompt, AfterTool its tool; stdout must hold JSON alone."""

from __future__ import annotations

import json

from git_session.core import event, payload
from git_session.core.event import CREATED, MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.payload import Payload

CLIENT = "gemini"
SPEAKING = {event.SESSION_START: "SessionStart", event.PROMPT: "BeforeAgent"}


def read(word: str, given: Payload) -> Event | None:
    """The event that Gemini CLI calls a hook for.

    PreCompress is none: it comes before every call of the model, compressed or not.
    """
    if payload.text(given, "hook_event_name") == "PreCompress":
        return None
    tool = payload.text(given, "tool_name")
    return Event(
        word=word,
        id=payload.text(given, "session_id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH),
        source=payload.source(given, "source", "trigger") if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=tool,
        touched=_touched(tool, payload.part(given, "tool_input"), given),
    )


def _touched(tool: str, told: Payload, given: Payload) -> tuple[Touched, ...]:
    if tool == "read_file":
        return payload.files(told, READ, "file_path", "absolute_path")
    if tool == "replace":
        return payload.files(told, MODIFIED, "file_path")
    if tool == "write_file":
        answer = payload.part(given, "tool_response")
        made = payload.text(answer, "llmContent").startswith("Successfully created")
        return payload.files(told, CREATED if made else MODIFIED, "file_path")
    return ()


def say(word: str, text: str) -> str:
    """``text`` as this host takes it in."""
    if word not in SPEAKING:
        return ""
    told = {"hookEventName": SPEAKING[word], "additionalContext": text}
    return json.dumps({"hookSpecificOutput": told})
