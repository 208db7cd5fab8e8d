"""Where things stand: the directories that the rooms of the store share."""

from __future__ import annotations

import os

from git_session import files
from git_session.errors import Refused
from git_session.lock import Lock
from git_session.plumbing import SESSIONS

PRIVATE = "git-session"
PATIENCE = 2.0  # seconds that a command waits for the lock


class Places:
    """The directories of one worktree.

    ``folder`` is its directory of sessions as git names it, ``root`` the same as a path;
    ``private`` belongs to the worktree and ``common`` to the clone, both inside git's own
    directories.
    """

    def __init__(self, top: str, git_dir: str, common_dir: str, folder: str = SESSIONS) -> None:
        self.top = top
        self.folder = folder
        self.root = os.path.join(top, *folder.split("/"))
        self.private = os.path.join(git_dir, PRIVATE)
        self.common = os.path.join(common_dir, PRIVATE)
        self.patience = PATIENCE

    def lock(self, seconds: float | None = None) -> Lock:
        """``with store.lock():`` nobody else of this clone writes; Locked after ``seconds``."""
        wait = self.patience if seconds is None else seconds
        return Lock(os.path.join(self.common, "lock"), wait)

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
        if not files.leads_into(self.root, self.top):
            hint = "replace the link by what it leads to"
            raise Refused(f"{self.root}: leads out of the worktree", hint)
        if files.leads_into(path, self.root):
            return path
        raise Refused(f"{path}: leads out of {self.folder}", "replace the link by what it leads to")


def plain(name: str) -> str:
    """``name`` itself, if it names something in a directory and leads nowhere else."""
    if not is_plain(name):
        raise Refused(f"{name!r} is no name of a session or of a file of one")
    return name


def is_plain(name: str) -> bool:
    """``name`` can be that of a session or of a file of one, whoever gave it."""
    return bool(name) and name[0] != "." and not any(char in name for char in "/\\\0\n")


def stem_of(path: str, journal: str) -> str:
    """The session that the file ``path`` below the directory ``journal`` belongs to, "" if to none.

    Both as git names them.
    """
    stem, slash, name = path.removeprefix(f"{journal}/").partition("/")
    ours = path.startswith(f"{journal}/") and slash and "/" not in name and name.endswith(".md")
    return stem if ours and is_plain(stem) else ""
