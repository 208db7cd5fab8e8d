"""Where things stand: the directories that the rooms of the store share."""

from __future__ import annotations

import os

from git_session import files
from git_session.errors import Refused
from git_session.lock import Lock

PRIVATE = "git-session"


class Places:
    """The directories of one worktree.

    ``root`` is its ``.sessions``; ``private`` belongs to the worktree and ``common`` to the
    clone, both inside git's own directories.
    """

    def __init__(self, top: str, git_dir: str, common_dir: str) -> None:
        self.top = top
        self.root = os.path.join(top, ".sessions")
        self.private = os.path.join(git_dir, PRIVATE)
        self.common = os.path.join(common_dir, PRIVATE)

    def lock(self, seconds: float = 2.0) -> Lock:
        """``with store.lock():`` nobody else of this clone writes; Locked after ``seconds``."""
        return Lock(os.path.join(self.common, "lock"), seconds)

    def read_text(self, path: str, limit: int | None = None) -> str:
        """The text of a file, every byte of it; BadText where it is larger than ``limit``."""
        with files.told(path):
            return files.read(path, limit)

    def write_text(self, path: str, text: str) -> None:
        """Replace a file below ``.sessions``, durably, in one step.

        A link inside ``.sessions`` is written through; one that leads out is refused.
        """
        with files.told(path):
            files.replace(os.path.realpath(self.inside(path)), text)

    def inside(self, path: str) -> str:
        """``path`` itself, if what is written there stays below this worktree's ``.sessions``."""
        if files.leads_into(path, self.root) and files.leads_into(self.root, self.top):
            return path
        raise Refused(f"{path}: leads out of .sessions", "replace the link by what it leads to")


def plain(name: str) -> str:
    """``name`` itself, if it names something in a directory and leads nowhere else."""
    if not name or name[0] == "." or any(char in name for char in "/\\\0\n"):
        raise Refused(f"{name!r} is no name of a session or of a file of one")
    return name
