"""The door to ``.tasks/``: tasks that people or other tools keep there, a Markdown file each.

None of it is ours. It is looked at only where a session names a task, and there is no
such folder in most repositories: finding that out costs one stat.
"""

from __future__ import annotations

import os

from git_session import files
from git_session.errors import Refused
from git_session.places import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = ".tasks"
ACTIVE = "active"
ARCHIVES = ("completed", "archive")  # the first that is there; the last is made where none is
LIMIT = 256 * 1024  # bytes of a file
MOST = 2000  # files that are looked at
TRIES = 3


class TaskFiles:
    """The task files of one worktree. Files are named without their ``.md``."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.root = os.path.join(top, FOLDER)

    def here(self) -> bool:
        """Whether tasks are kept here, in the folders that we know."""
        if not os.path.isdir(self.root):
            return False
        return any(os.path.isdir(os.path.join(self.root, one)) for one in (ACTIVE, *ARCHIVES))

    def stems(self, place: str = ACTIVE) -> list[str]:
        """The tasks that are not done yet, or those of another ``place``, sorted. SessionError
        where nobody may look."""
        with files.told(folder := os.path.join(self.root, place)):
            return [name[:-3] for name in files.names(folder)[:MOST]]

    def relative(self, stem: str, place: str = ACTIVE) -> str:
        """Where a task's file stands, relative to the worktree: for messages."""
        return f"{FOLDER}/{place}/{stem}.md"

    def read(self, stem: str, place: str = ACTIVE) -> str:
        """The text of a task's file. SessionError where there is none, BadText beyond 256 KiB."""
        path = self._path(place, stem)
        with files.told(path):
            return files.read(path, LIMIT)

    def change(self, stem: str, edit: Callable[[str], str]) -> bool:
        """Give a task's file the text that ``edit`` makes of it; False where that is the same.

        It is replaced in one step, and only while it holds what ``edit`` was given. Refused
        where somebody else writes to it all the time; what ``edit`` raises rises.
        """
        path = self._path(ACTIVE, stem)
        for _ in range(TRIES):
            before = self.read(stem)
            after = edit(before)
            if after == before:
                return False
            if self.read(stem) == before:
                with files.told(path):
                    files.replace(path, after)
                return True
        raise Refused(f"{self.relative(stem)}: somebody else is writing to it", "try again")

    def archive(self, stem: str) -> str:
        """Move a task's file to the done ones; its new path, relative to the worktree.

        Never overwrites: Refused where another one stands there.
        """
        source = self._path(ACTIVE, stem)
        folders = [one for one in ARCHIVES if os.path.isdir(os.path.join(self.root, one))]
        place = (folders or ARCHIVES[-1:])[0]
        target = self._path(place, stem)
        with files.told(target):
            files.make_folder(os.path.dirname(target))
            files.move(source, target)
        return self.relative(stem, place)

    def _path(self, place: str, stem: str) -> str:
        """The file itself. Refused for one that a link leads to: it may be anywhere."""
        name = f"{plain(stem)}.md"
        path = os.path.join(self.root, place, name)
        if os.path.realpath(path) != os.path.join(os.path.realpath(self.top), FOLDER, place, name):
            raise Refused(
                f"{self.relative(stem, place)}: is reached through a link",
                "replace the link by what it leads to",
            )
        return path
