"""What an agent's host calls when something happens in a conversation.

It reads the host's JSON on stdin and prints what the host takes in, in the
host's own form: nothing, nearly always. It never fails and never blocks.
"""

from __future__ import annotations

import os
import sys

from git_session import agents
from git_session.core import event as events

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from types import ModuleType

    from git_session.core.event import Event
    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session install --agent claude    # writes the hooks that call this
  echo '{"session_id": "1"}' | git session agent claude session-start
"""
LIMIT = 4 * 1024 * 1024  # bytes of a payload; a larger one is cut and so no JSON


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``agent`` understands."""
    hosts, words = ", ".join(agents.HOSTS), ", ".join(events.WORDS)
    parser.add_argument("host", choices=agents.HOSTS, metavar="HOST", help=hosts)
    parser.add_argument("event", choices=events.WORDS, metavar="EVENT", help=words)


def run(*, host: str, event: str) -> int:
    """Always 0: an agent goes on whatever is wrong on our side."""
    name = f"git_session.agents.{host}"
    __import__(name)
    try:
        said = _answer(sys.modules[name], event).encode("utf-8", "backslashreplace")
        while said:  # past the buffer, so that what cannot be said is not tried again at the end
            said = said[os.write(sys.stdout.fileno(), said) :]
    except Exception:
        if os.environ.get("GIT_SESSION_DEBUG"):
            raise
    return 0


def _answer(adapter: ModuleType, word: str) -> str:
    told = _read(adapter, word)
    if told is None:
        return ""
    from git_session.lifecycle import touching

    if told.word == events.TOOL_USED:
        touching.keep(told, adapter.CLIENT)
        return ""
    if told.word != events.SESSION_START and not touching.chosen(told.cwd):
        return ""
    ctx = _here(told)
    if ctx is None:
        return ""
    from git_session.lifecycle import attending  # only in a repository that uses sessions

    # an id that no commit will know would keep what is noted under it out of every commit
    ctx.asked_by(adapter.CLIENT, (told.id if adapter.SHOWS_ID else "") or ctx.agent)
    text = attending.attend(ctx, told)
    said: str = adapter.say(word, text) if text else ""
    return said


def _read(adapter: ModuleType, word: str) -> Event | None:
    """The event, None for what is no JSON object or nothing to us."""
    from git_session.core import wire  # here, so that `agent -h` does without

    if sys.stdin.isatty():
        return None
    try:
        given = wire.read(sys.stdin.buffer.read(LIMIT).decode())
    except ValueError:
        return None
    told: Event | None = adapter.read(word, given) if isinstance(given, dict) else None
    return told


def _here(told: Event) -> Context | None:
    """Where the agent works, None outside of a repository that chose to have sessions."""
    from git_session.errors import SessionError
    from git_session.lifecycle import sharing
    from git_session.lifecycle.context import open_context, patient

    try:
        ctx = patient(open_context(told.cwd or None))
    except SessionError:
        return None
    return ctx if ctx.store.in_use() or sharing.shared(ctx) else None
