"""What is remembered of the conversations that agents lead here; losing it costs a repetition.

Each has a directory in the worktree's private one, named by a digest of the host's id: small
files that several processes of a host may write at once.
"""

from __future__ import annotations

import os
import time

from git_session import files
from git_session.core.digest import sha256_hex
from git_session.core.event import READ
from git_session.statelines import fields, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.places import Places

TWICE = 10.0  # seconds within which the same event is one that two configurations report
KEPT = 7 * 86400.0  # seconds after which a silent conversation is forgotten
BEGAN = "opened"  # the fact that says when a conversation was begun or gone on with
ENDED = "ended"  # and when its host said that it is over
LONG = 4096  # bytes of facts after which what does not count any more is left out
CHANGED = "changed"  # and when a file was changed last, of those that the document has by now
TOUCHED, ONLY_READ = "touched", "read"  # its files: the paths that were changed, and read
ENOUGH = 4 * 1024 * 1024  # bytes of files touched; an agent that touches more is told by git


class Talk:
    """One conversation of an agent."""

    def __init__(self, places: Places, agent: str) -> None:
        self._all = os.path.join(places.private, "talks")
        self._folder = os.path.join(self._all, sha256_hex(agent)[:16])

    def hear(self, *key: str) -> bool:
        """Whether this event is new; False if the same one was heard a moment ago.

        Who makes the file first has heard it: two processes that are started at once agree.
        """
        path = os.path.join(self._folder, "heard", sha256_hex("\0".join(key))[:32])
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileNotFoundError:
            files.make_folder(os.path.dirname(path))
            return self.hear(*key)
        except FileExistsError:
            if time.time() - os.stat(path).st_mtime < TWICE:
                return False
            os.utime(path)
            os.utime(os.path.dirname(path))  # by which ``heard_at`` tells
        return True

    def heard_at(self) -> float:
        """When something was heard of it last, in seconds since 1970; 0 for never."""
        return _newest(self._folder)

    def facts(self) -> dict[str, str]:
        """What was remembered, by name."""
        rows = {row[0]: row[1] for row in fields(self._at("facts")) if len(row) == 2}
        return {name: text for name, text in rows.items() if text}

    def when(self, name: str) -> float:
        """The time that a fact holds, in seconds since 1970; 0 where it holds none."""
        text = self.facts().get(name, "")
        return float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else 0.0

    def remember(self, **facts: str) -> None:
        """Remember these, too; "" forgets one.

        The last row on a fact counts: Copilot CLI tells of a start and of the first prompt at
        once, and two processes that wrote all they knew would forget each other's.
        """
        path = self._at("facts")
        if _size(path) < LONG:
            files.append(path, "".join(line(*row) for row in facts.items()))
            return
        known = {name: text for name, text in {**self.facts(), **facts}.items() if text}
        files.replace(path, "".join(line(*row) for row in known.items()), durable=False)

    def add_touched(self, rows: Sequence[tuple[str, str]]) -> None:
        """These files (paths relative to the worktree) were read or changed.

        What was only read is kept apart: it is nothing that a reminder could be about.
        """
        changed = [row for row in rows if row[1] != READ]
        read = [row for row in rows if row[1] == READ]
        for name, found in ((TOUCHED, changed), (ONLY_READ, read)):
            path = self._at(name)
            if found and _size(path) < ENOUGH:
                files.append(path, "".join(line(*row) for row in found))

    def touched(self) -> list[tuple[str, str]]:
        """Path and what was done: what was read, then what was changed, each in its order."""
        rows = [*fields(self._at(ONLY_READ)), *fields(self._at(TOUCHED))]
        return [(row[0], row[1]) for row in rows if len(row) == 2]

    def touched_at(self) -> float:
        """When a file was read or changed last, in seconds since 1970; 0: not since it was kept."""
        return max(files.changed_at(self._at(TOUCHED)), files.changed_at(self._at(ONLY_READ)))

    def changed_at(self) -> float:
        """When a file was changed last, in seconds since 1970; 0 for never."""
        return max(files.changed_at(self._at(TOUCHED)), self.when(CHANGED))

    def add_tool(self, name: str) -> None:
        """A tool or a skill was used."""
        path = self._at("tools")
        if _size(path) < ENOUGH:
            files.append(path, line(name))

    def tools(self) -> dict[str, int]:
        """How often each was used."""
        counted: dict[str, int] = {}
        for row in fields(self._at("tools")):
            counted[row[0]] = counted.get(row[0], 0) + 1
        return counted

    def forget_touched(self) -> None:
        """What was touched and used is in the document now; when, is still known."""
        self.remember(**{CHANGED: str(self.changed_at() or "")})
        files.remove(self._at(TOUCHED))
        files.remove(self._at(ONLY_READ))
        files.remove(self._at("tools"))

    def sweep(self) -> None:
        """Forget conversations in which nothing happened for a week."""
        for name in files.folders(self._all):
            folder = os.path.join(self._all, name)
            if time.time() - _newest(folder) > KEPT:
                _remove(folder)

    def _at(self, name: str) -> str:
        return os.path.join(self._folder, name)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _newest(folder: str) -> float:
    places = (folder, os.path.join(folder, "heard"), os.path.join(folder, "facts"))
    return max((os.stat(place).st_mtime for place in places if os.path.exists(place)), default=0.0)


def _remove(folder: str) -> None:
    heard = os.path.join(folder, "heard")
    for place in (heard, folder):
        if os.path.isdir(place):
            for name in os.listdir(place):
                if not os.path.isdir(os.path.join(place, name)):
                    files.remove(os.path.join(place, name))
            files.remove_empty(place)
