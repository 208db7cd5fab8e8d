"""Claude Code: JSON on stdin with ``hook_event_name``; context goes in by ``additionalContext``."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import CREATED, MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hosthooks import Entry
    from git_session.core.payload import Payload

CLIENT = "claude-code"
SPEAKING = {event.SESSION_START: "SessionStart", event.PROMPT: "UserPromptSubmit"}
SHOWS_ID = True
SETTINGS = ".claude/settings.json"
OF_USER = ".claude/settings.json"
INSTRUCTIONS = "CLAUDE.md"
SKILLS = (".claude/skills", ".claude/skills")  # of a project, of a person
TOP = ()
# The host's event, which tools it is for, our word, seconds.
HOOKS = (
    ("SessionStart", "", event.SESSION_START, 10),
    ("UserPromptSubmit", "", event.PROMPT, 5),
    (
        "PostToolUse",
        "Read|Write|Edit|MultiEdit|NotebookEdit|Skill",
        event.TOOL_USED,
        5,
    ),
    ("PreCompact", "", event.PRE_COMPACT, 10),
    ("PostCompact", "", event.POST_COMPACT, 10),
    ("Stop", "", event.TURN_END, 10),
    ("SessionEnd", "", event.SESSION_END, 5),
)
CHANGING = ("Edit", "MultiEdit", "NotebookEdit")


def read(word: str, given: Payload) -> Event | None:
    """The event that Claude Code calls a hook for."""
    tool = payload.text(given, "tool_name")
    told = payload.part(given, "tool_input")
    return Event(
        word=word,
        id=payload.text(given, "session_id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH),
        source=payload.source(given, "source") if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=tool,
        skill=payload.text(told, "skill", "command") if tool == "Skill" else "",
        touched=_touched(tool, told, given),
        summary=payload.text(given, "compact_summary", limit=payload.TEXT),
        mark=payload.text(given, "tool_use_id"),
    )


def _touched(tool: str, told: Payload, given: Payload) -> tuple[Touched, ...]:
    """The tool's file; Copilot CLI, which runs these hooks too, names it ``path``."""
    if tool == "Read":
        return payload.files(told, READ, "file_path", "path")
    if tool == "Write":
        return payload.files(told, CREATED if _made(given) else MODIFIED, "file_path", "path")
    if tool in CHANGING:
        return payload.files(told, MODIFIED, "file_path", "notebook_path", "path")
    return ()


def _made(given: Payload) -> bool:
    """Whether there was no such file before, as the host says it, or Copilot CLI."""
    said = payload.text(payload.part(given, "tool_result"), "text_result_for_llm")
    made = payload.text(payload.part(given, "tool_response"), "type") == "create"
    return made or said.startswith("Created file")


def say(word: str, text: str) -> str:
    """``text`` as this host takes it in; before a compaction plain text reaches the summary."""
    if word == event.PRE_COMPACT:
        return text
    if word not in SPEAKING:
        return ""
    told = {"hookEventName": SPEAKING[word], "additionalContext": text}
    return wire.written({"hookSpecificOutput": told})


def entries() -> list[Entry]:
    """What Claude Code's settings are to hold."""
    from git_session.core import hosthooks  # only where hooks are installed

    return hosthooks.grouped("claude", HOOKS)
