"""OpenCode has plugins instead of hook commands: ours sends what it is told, as we wish it."""

from __future__ import annotations

from git_session.core import event, payload, wire
from git_session.core.event import CREATED, MODIFIED, READ, Event, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.payload import Payload

CLIENT = "opencode"
SHOWS_ID = True
SETTINGS = ".opencode/plugins/git-session.js"
OF_USER = ".config/opencode/plugins/git-session.js"
INSTRUCTIONS = "AGENTS.md"
SKILLS = (".opencode/skills", ".config/opencode/skills")  # of a project, of a person
PLUGIN = "opencode.js"  # beside this file
SPEAKING = (event.SESSION_START, event.PROMPT, event.PRE_COMPACT)
TOOLS = {"read": READ, "write": MODIFIED, "edit": MODIFIED}


def read(word: str, given: Payload) -> Event | None:
    """The event that our plugin sends."""
    tool = payload.text(given, "tool")
    told = payload.part(given, "args")
    return Event(
        word=word,
        id=payload.text(given, "id"),
        cwd=payload.text(given, "cwd", limit=payload.PATH),
        source=payload.source(given, "source") if word == event.SESSION_START else "",
        prompt=payload.text(given, "prompt", limit=payload.TEXT),
        tool=tool,
        skill=payload.text(told, "name") if tool == "skill" else "",
        touched=_touched(tool, told, given),
        summary=payload.text(given, "summary", limit=payload.TEXT),
        mark=payload.text(given, "mark"),
    )


def _touched(tool: str, told: Payload, given: Payload) -> tuple[Touched, ...]:
    if tool in ("patch", "apply_patch"):
        return payload.patched(payload.text(told, "patchText", "patch", limit=payload.TEXT))
    action = TOOLS.get(tool, "")
    if tool == "write" and given.get("existed") is False:
        action = CREATED
    return payload.files(told, action, "filePath", "file_path") if action else ()


def say(word: str, text: str) -> str:
    """``text`` as our plugin takes it in."""
    return wire.written({"context": text}) if word in SPEAKING else ""
