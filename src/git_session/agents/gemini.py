"""Gemini CLI: BeforeAgent is its prompt, AfterTool its tool; stdout must hold JSON alone."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import CREATED, MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hosthooks import Entry
    from git_session.core.payload import Payload

CLIENT = "gemini"
SHOWS_ID = False
SETTINGS = ".gemini/settings.json"
OF_USER = ".gemini/settings.json"
INSTRUCTIONS = "GEMINI.md"
SKILLS = (".gemini/skills", ".gemini/skills")  # of a project, of a person
TOP = ()
# The host's event, which tools it is for, our word, milliseconds.
HOOKS = (
    ("SessionStart", "", event.SESSION_START, 10_000),
    ("BeforeAgent", "", event.PROMPT, 5_000),
    ("AfterTool", "read_file|write_file|replace", event.TOOL_USED, 5_000),
    ("AfterAgent", "", event.TURN_END, 10_000),
    ("SessionEnd", "", event.SESSION_END, 5_000),
)
CONTEXT = ("<hook_context>", "</hook_context>")  # the host escapes what stands between them
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
        prompt=_typed(payload.text(given, "prompt", limit=payload.TEXT)),
        tool=tool,
        touched=_touched(tool, payload.part(given, "tool_input"), given),
    )


def _typed(prompt: str) -> str:
    """What the person typed: the host puts what a start was told ahead of the first prompt."""
    while prompt.startswith(CONTEXT[0]) and CONTEXT[1] in prompt:
        prompt = prompt.split(CONTEXT[1], 1)[1].lstrip()
    return prompt


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
    return wire.written({"hookSpecificOutput": told})


def entries() -> list[Entry]:
    """What Gemini CLI's settings are to hold."""
    from git_session.core import hosthooks  # only where hooks are installed

    return hosthooks.grouped("gemini", HOOKS)
