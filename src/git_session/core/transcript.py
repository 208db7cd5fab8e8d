"""What an agent's host wrote down of a conversation, as far as a session can be made of it.

A transcript is JSON, one object a line, of which nothing is certain. Taken from it is what it says
in so many words: times, files that tools changed, names of commands, and lines that call themselves
a decision, a blocker or a next step. Nothing is concluded from what was said.
"""

from __future__ import annotations

import json
import re

from git_session.core import claudelines, codexlines, markdown
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from git_session.core.event import Touched
    from git_session.core.turn import Turn

READERS = {"claude": claudelines.read, "codex": codexlines.read}
CLIENTS = {"claude": "claude-code", "codex": "codex"}
QUOTES = 200  # sayings, files and names of commands that one transcript can bring
LONGEST = 4000  # characters of a saying; fewer are quoted, but only once its secrets are left out
LABELS = {
    "decision": "decision",
    "decided": "decision",
    "blocker": "blocker",
    "blocked on": "blocker",
    "next step": "next step",
    "next steps": "next step",
    "next": "next step",
}
_MARK = r"(?:[-*+] +|\d{1,3}[.)] +|#{1,6} +)?"
_LABELLED = re.compile(
    rf"{_MARK}[*_]{{0,3}}({'|'.join(sorted(LABELS, key=len, reverse=True))})"
    r"[*_]{0,3}:[*_]{0,3}(?: +(.*))?",
    re.IGNORECASE,
)
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)]) +(?:\[[ xX]\] +)?(.*)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,39}")
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_APART = re.compile(r"&&|\|\||[;|\n]")
_LITERAL = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\.", re.DOTALL)
_PLAIN = re.compile(r"[\w./+-]+")
_OPEN = re.compile(r"['\"]|<<")
_WRAPPED = re.compile(r"\s*(?:\S*/)?(?:bash|sh|zsh) +-[a-z]*c +(['\"])(.*)\1\s*", re.DOTALL)
SHELLS = ("bash", "sh", "zsh", "env", "sudo", "time", "nohup", "exec", "command")


@record
class Saying:
    """A line that somebody called a decision, a blocker or a next step (``what``), word by word.

    ``who`` is "agent" or "person".
    """

    when: datetime
    what: str
    who: str
    text: str


@record
class Change:
    """A file that a tool changed, as the tool named it, when it first did so."""

    when: datetime
    cwd: str
    touched: Touched


@record
class Transcript:
    """A conversation: the host's id of it, its first and last moment, and what is taken from it.

    ``commands`` are names and how often each was run; ``broken`` the numbers of lines that are no
    JSON objects or were too long to be read.
    """

    id: str
    first: datetime
    last: datetime
    sayings: tuple[Saying, ...]
    changes: tuple[Change, ...]
    commands: tuple[tuple[str, int], ...]
    broken: tuple[int, ...]


def read(host: str, lines: Iterable[tuple[int, str | None]]) -> Transcript | None:
    """The transcript of these numbered lines (None: too long); None if none is of this host's.

    Each line is let go when it was read: a transcript may be larger than what memory holds.
    """
    found = _Found()
    for number, line in lines:
        row = _row(line)
        if row is None:
            found.broken.append(number)
        elif turn := READERS[host](row):
            found.take(turn)
    if found.first is None or found.last is None:
        return None
    return Transcript(
        id=found.id,
        first=found.first,
        last=found.last,
        sayings=tuple(found.sayings.values()),
        changes=tuple(found.changes.values()),
        commands=tuple(sorted(found.commands.items(), key=lambda pair: (-pair[1], pair[0]))),
        broken=tuple(found.broken),
    )


class _Found:
    """What was found so far, no more of it than a transcript can bring."""

    def __init__(self) -> None:
        self.id = ""
        self.cwd = ""
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.sayings: dict[tuple[str, str, str], Saying] = {}
        self.changes: dict[Touched, Change] = {}
        self.commands: dict[str, int] = {}
        self.broken: list[int] = []

    def take(self, turn: Turn) -> None:
        """Take from a turn what it says; what has no time is no saying and no change."""
        self.id = self.id or turn.id
        self.cwd = turn.cwd or self.cwd
        for command in turn.commands:
            for name in names(command):
                if name in self.commands or len(self.commands) < QUOTES:
                    self.commands[name] = self.commands.get(name, 0) + 1
        if turn.when:
            self.first = min(self.first or turn.when, turn.when)
            self.last = max(self.last or turn.when, turn.when)
            self._take_sayings(turn, turn.when)
            for touched in turn.touched:
                if len(self.changes) < QUOTES:
                    self.changes.setdefault(touched, Change(turn.when, self.cwd, touched))

    def _take_sayings(self, turn: Turn, when: datetime) -> None:
        """Each saying once, when it was first said; a resumed conversation says them again."""
        for text in turn.texts:
            for what, words in labelled(text):
                if len(self.sayings) < QUOTES:
                    said = Saying(when, what, turn.who, words)
                    self.sayings.setdefault((what, turn.who, words), said)


def _row(line: str | None) -> dict[str, object] | None:
    """The object on a line, {} for an empty one; None for anything else."""
    if line is None:
        return None
    if not line.strip():
        return {}
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """What is called a decision, a blocker or a next step in ``text``, and its words.

    That is the rest of the line behind the label or, where there is none, the list below it.
    """
    lines = text.split("\n")
    listed = ""
    for line, free in zip(lines, markdown.open_lines(lines), strict=True):
        match = _LABELLED.match(line.strip()) if free else None
        item = _ITEM.match(line) if free else None
        if match:
            listed = "" if match[2] else LABELS[match[1].lower()]
            said = match[2] or ""
            what = LABELS[match[1].lower()]
        else:
            said, what = (item[1], listed) if item and listed else ("", "")
            listed = listed if item or not line.strip() else ""
        if said := markdown.one_line(said).strip("*_ ")[:LONGEST]:
            yield what, said


def names(command: str) -> list[str]:
    """The programs that a shell command names, without their arguments, which may be anything."""
    command, found = command[:10_000], []
    while wrapped := _WRAPPED.fullmatch(command):
        command = wrapped[2]
    for part in _APART.split(_spoken(command)):
        words = [word for word in part.split() if not _SETTING.match(word)]
        if words and words[0] in SHELLS:
            words = [word for word in words if word not in SHELLS and not word.startswith("-")]
        name = words[0].strip("\"'(){}").rpartition("/")[2] if words else ""
        if _NAME.fullmatch(name):
            found.append(name)
    return found


def _spoken(command: str) -> str:
    """``command`` without what it quotes, and only up to a text that it brings along (``<<``).

    In quotation marks may be anything: messages, programs, passwords, each with its own ``;``.
    """
    bare = _LITERAL.sub(_unquoted, command)
    text = _OPEN.search(bare)
    return bare[: text.start()] if text else bare


def _unquoted(match: re.Match[str]) -> str:
    inner = match[1] or match[2] or ""
    return inner if _PLAIN.fullmatch(inner) else "_"
