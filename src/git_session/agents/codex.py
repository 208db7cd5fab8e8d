"""Codex: the shape of Claude Code's hooks; a key too many in an answer makes the hook fail."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hosthooks import Entry
    from git_session.core.payload import Payload

CLIENT = "codex"
SHOWS_ID = True
SETTINGS = ".codex/hooks.json"
OF_USER = ".codex/hooks.json"
INSTRUCTIONS = "AGENTS.md"
SKILLS = (".agents/skills", ".agents/skills")  # of a project, of a person
TOP = ()
ASKS = "codex runs them once you have trusted them: type /hooks in it"
# The host's event, which tools it is for, our word, seconds.
HOOKS = (
    ("SessionStart", "", event.SESSION_START, 10),
    ("UserPromptSubmit", "", event.PROMPT, 5),
    ("PostToolUse", "apply_patch", event.TOOL_USED, 5),
    ("PreCompact", "", event.PRE_COMPACT, 10),
    ("PostCompact", "", event.POST_COMPACT, 10),
    ("Stop", "", event.TURN_END, 10),
    ("SessionEnd", "", event.SESSION_END, 3),
)
SPEAKING = {event.SESSION_START: "SessionStart", event.PROMPT: "UserPromptSubmit"}


def read(word: str, given: Payload) -> Event | None:
    """The event that Codex calls a hook for. It changes files with the tool ``apply_patch``."""
    tool = payload.text(given, "tool_name")
    told = payload.part(given, "tool_input")
    patch = payload.text(told, "command", "input", "patch", limit=payload.TEXT)
    return Event(
        word=word,
        id=payload.text(given, "session_id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH),
        source=payload.source(given, "source") if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=tool,
        touched=payload.patched(patch) if tool == "apply_patch" else (),
        summary=payload.text(given, "compact_summary", limit=payload.TEXT),
        mark=payload.text(given, "tool_use_id"),
    )


def say(word: str, text: str) -> str:
    """``text`` as this host takes it in; only a start and a prompt have a place for it."""
    if word not in SPEAKING:
        return ""
    told = {"hookEventName": SPEAKING[word], "additionalContext": text}
    return wire.written({"hookSpecificOutput": told})


def entries() -> list[Entry]:
    """What Codex's hooks are to hold."""
    from git_session.core import hosthooks  # only where hooks are installed

    return hosthooks.grouped("codex", HOOKS)
