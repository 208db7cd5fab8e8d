"""Cursor: an event of its own for each kind of tool; only a start takes context in."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hosthooks import Entry
    from git_session.core.payload import Payload

CLIENT = "cursor"
SHOWS_ID = False
SETTINGS = ".cursor/hooks.json"
OF_USER = ".cursor/hooks.json"
INSTRUCTIONS = "AGENTS.md"
SKILLS = (".cursor/skills", ".cursor/skills")  # of a project, of a person
TOP = (("version", 1),)
# The host's event and our word. beforeReadFile is left alone: it asks for leave to read.
HOOKS = (
    ("sessionStart", event.SESSION_START),
    ("beforeSubmitPrompt", event.PROMPT),
    ("afterFileEdit", event.TOOL_USED),
    ("preCompact", event.PRE_COMPACT),
    ("stop", event.TURN_END),
    ("sessionEnd", event.SESSION_END),
)
TOOLS = {"beforeReadFile": ("read_file", READ), "afterFileEdit": ("edit_file", MODIFIED)}


def read(word: str, given: Payload) -> Event | None:
    """The event that Cursor calls a hook for, or one in the shape of Claude Code's file."""
    tool, action = TOOLS.get(payload.text(given, "hook_event_name"), ("", ""))
    return Event(
        word=word,
        id=payload.text(given, "conversation_id", "session_id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH) or _root(given),
        source=payload.source(given, "source") if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=tool or payload.text(given, "tool_name"),
        touched=_touched(action, given),
        mark=payload.text(given, "tool_use_id"),
    )


def _root(given: Payload) -> str:
    roots = given.get("workspace_roots")
    first = roots[0] if isinstance(roots, list) and roots else ""
    return first[: payload.PATH] if isinstance(first, str) else ""


def _touched(action: str, given: Payload) -> tuple[Touched, ...]:
    return payload.files(given, action, "file_path") if action else ()


def say(word: str, text: str) -> str:
    """``text`` as this host takes it in."""
    return wire.written({"additional_context": text}) if word == event.SESSION_START else ""


def entries() -> list[Entry]:
    """What its hook file is to hold."""
    from git_session.core import hosthooks  # only where hooks are installed

    return [
        hosthooks.Entry(("hooks", name), {"command": hosthooks.command("cursor", word)})
        for name, word in HOOKS
    ]
