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
LONGEST = 400  # characters of a saying
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
    """The transcript of these numbered lines (None: too long); None if none is of this host's."""
    turns: list[Turn] = []
    broken: list[int] = []
    for number, line in lines:
        row = _row(line)
        if row is None:
            broken.append(number)
        elif turn := READERS[host](row):
            turns.append(turn)
    times = [turn.when for turn in turns if turn.when]
    if not times:
        return None
    return Transcript(
        id=next((turn.id for turn in turns if turn.id), ""),
        first=min(times),
        last=max(times),
        sayings=tuple(_first(_sayings(turns))),
        changes=tuple(_changes(turns)),
        commands=tuple(_commands(turns)),
        broken=tuple(broken),
    )


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


def _first(sayings: Iterable[Saying]) -> list[Saying]:
    """Each saying once, when it was first said; a resumed conversation repeats what it holds."""
    found: dict[tuple[str, str, str], Saying] = {}
    for saying in sayings:
        found.setdefault((saying.what, saying.who, saying.text), saying)
        if len(found) == QUOTES:
            break
    return list(found.values())


def _sayings(turns: Iterable[Turn]) -> Iterator[Saying]:
    for turn in turns:
        said = [pair for text in turn.texts for pair in labelled(text)]
        for what, words in said:
            if turn.when:
                yield Saying(turn.when, what, turn.who, words)


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


def _changes(turns: Iterable[Turn]) -> list[Change]:
    found: dict[Touched, Change] = {}
    cwd = ""
    for turn in turns:
        cwd = turn.cwd or cwd
        for touched in turn.touched:
            if turn.when and len(found) < QUOTES:
                found.setdefault(touched, Change(turn.when, cwd, touched))
    return list(found.values())


def _commands(turns: Iterable[Turn]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for turn in turns:
        for command in turn.commands:
            for name in names(command):
                if name in counts or len(counts) < QUOTES:
                    counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def names(command: str) -> list[str]:
    """The programs that a shell command names, without their arguments, which may be anything."""
    found = []
    for part in _APART.split(command[:10_000]):
        words = [word for word in part.split() if not _SETTING.match(word)]
        while words and words[0] in SHELLS:
            words = [word for word in words[1:] if not word.startswith("-")]
        name = words[0].strip("\"'(){}").rpartition("/")[2] if words else ""
        if _NAME.fullmatch(name):
            found.append(name)
    return found
