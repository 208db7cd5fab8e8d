"""Copilot CLI speaks camelCase; it also runs the hooks of Claude Code, in their shape."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import CREATED, MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hosthooks import Entry
    from git_session.core.payload import Payload

CLIENT = "copilot"
SHOWS_ID = True
SETTINGS = ".github/hooks/git-session.json"
OF_USER = ".copilot/hooks/git-session.json"
INSTRUCTIONS = "AGENTS.md"
SKILLS = (".github/skills", ".copilot/skills")  # of a project, of a person
TOP = (("version", 1),)
ASKS = "copilot runs them in directories that it trusts only: its trustedFolders"
# The host's event, our word, seconds.
HOOKS = (
    ("sessionStart", event.SESSION_START, 10),
    ("userPromptSubmitted", event.PROMPT, 5),
    ("postToolUse", event.TOOL_USED, 5),
    ("preCompact", event.PRE_COMPACT, 10),
    ("agentStop", event.TURN_END, 10),
    ("sessionEnd", event.SESSION_END, 5),
)
SPEAKING = (event.SESSION_START, event.PROMPT)
STARTS = {"new": event.STARTUP}
# Its tools by the names that it gives them where it runs Claude Code's hooks: they count once.
TOOLS = {"view": ("Read", READ), "create": ("Write", CREATED), "edit": ("Edit", MODIFIED)}


def read(word: str, given: Payload) -> Event | None:
    """The event that Copilot CLI calls a hook for, in either shape."""
    tool = payload.text(given, "toolName", "tool_name")
    said = payload.text(given, "source")
    return Event(
        word=word,
        id=payload.text(given, "sessionId", "session_id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH),
        source=_source(said, given) if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=TOOLS.get(tool, (tool, ""))[0],
        touched=_touched(tool, _arguments(given)),
        final=word == event.PRE_COMPACT,  # and it comes before "Nothing to compact", too
        mark=payload.text(given, "toolCallId", "tool_use_id"),
    )


def _source(said: str, given: Payload) -> str:
    return STARTS.get(said) or payload.source(given, "source")


def _arguments(given: Payload) -> Payload:
    """A tool's arguments, which come as an object or as the JSON text of one."""
    told = given.get("toolArgs", given.get("tool_input"))
    if isinstance(told, str):
        try:
            told = wire.read(told)
        except ValueError:
            return {}
    return told if isinstance(told, dict) else {}


def _touched(tool: str, told: Payload) -> tuple[Touched, ...]:
    if tool == "apply_patch":
        return payload.patched(payload.text(told, "patch", "input", limit=payload.TEXT))
    action = TOOLS.get(tool, ("", ""))[1]
    return payload.files(told, action, "path", "file_path") if action else ()


def say(word: str, text: str) -> str:
    """``text`` as this host takes it in."""
    return wire.written({"additionalContext": text}) if word in SPEAKING else ""


def entries() -> list[Entry]:
    """What its hook file is to hold; PowerShell has no `||` before version 7."""
    from git_session.core import hosthooks  # only where hooks are installed

    return [
        hosthooks.Entry(
            ("hooks", name),
            {
                "type": "command",
                "bash": hosthooks.command("copilot", word),
                "powershell": "if (Get-Command git-session -ErrorAction SilentlyContinue) "
                f"{{ $input | {hosthooks.MARK}copilot {word} }}",
                "timeoutSec": timeout,
            },
        )
        for name, word, timeout in HOOKS
    ]
