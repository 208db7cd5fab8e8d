"""What an agent's host tells us, in one small vocabulary for all of them.

The adapters in ``agents/`` translate a host's payload to an ``Event``; what follows from it is
decided in one place that knows no host.
"""

from __future__ import annotations

from git_session.model import record

SESSION_START = "session-start"
PROMPT = "prompt"
TOOL_USED = "tool-used"
PRE_COMPACT = "pre-compact"
POST_COMPACT = "post-compact"
TURN_END = "turn-end"
SESSION_END = "session-end"
WORDS = (
    SESSION_START,
    PROMPT,
    TOOL_USED,
    PRE_COMPACT,
    POST_COMPACT,
    TURN_END,
    SESSION_END,
)

STARTUP = "startup"
RESUME = "resume"
CLEAR = "clear"
COMPACT = "compact"
FORK = "fork"
SOURCES = (STARTUP, RESUME, CLEAR, COMPACT, FORK)

READ = "read"
CREATED = "created"
MODIFIED = "modified"
DELETED = "deleted"


@record
class Touched:
    """A file that a tool read or changed: its path as the tool named it, and what was done."""

    path: str
    action: str


@record
class Event:
    """One event of one conversation.

    ``word`` is one of ``WORDS``, ``id`` the host's own id of the conversation ("": it gives
    none), ``cwd`` an absolute directory or "". ``source`` says of a start what began it (one of
    ``SOURCES``); ``prompt`` is what the person typed; ``tool`` and ``skill`` are names, and
    ``touched`` the files the tool was given; ``summary`` what the host made of the conversation
    when it compacted it. ``final``: of an announcement, that its host tells nothing of what came
    of it. ``mark`` tells the event from others of its kind in the conversation (a
    tool call's id, a turn's), "" where the host gives nothing of the sort.
    """

    word: str
    id: str = ""
    cwd: str = ""
    source: str = ""
    prompt: str = ""
    tool: str = ""
    skill: str = ""
    touched: tuple[Touched, ...] = ()
    summary: str = ""
    final: bool = False
    mark: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What two reports of one event have in common, and two events have not."""
        if self.mark and self.word == TOOL_USED:
            return (self.mark,)
        files = "\0".join(one.path for one in self.touched)
        return (self.source, self.prompt, self.tool, files, self.summary)
