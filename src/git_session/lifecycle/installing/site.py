"""What an installation has to know of this clone, each asked once and only when wanted."""

from __future__ import annotations

import os
import sys

from git_session import git, hookfiles, planned
from git_session.core import hooklines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.hooklines import Lines
    from git_session.lifecycle.context import Context
    from git_session.planned import Edit

CONFIG_HOOKS = (2, 54)  # the first git that runs hooks of its config
RECORD = "installed"


class Site:
    """One worktree of a clone: its directories, its git, and which of its files are whose."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.wt = ctx.wt
        self.common = ctx.store.common
        self._looked: tuple[str | None] | None = None
        self._version: tuple[int, int] | None = None
        self._tracked: dict[str, bool] = {}

    @property
    def version(self) -> tuple[int, int]:
        """The two first numbers of git's version."""
        if self._version is None:
            words = git.version(self.wt).split(".")
            numbers = [int(word) for word in words[:2] if word.isdecimal()]
            self._version = (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)
        return self._version

    @property
    def runs_config(self) -> bool:
        """This git runs the hooks of its config."""
        return self.version >= CONFIG_HOOKS

    @property
    def hooks(self) -> str:
        """The directory in which git looks for hook files here; the usual one where ``blind``."""
        return self._found() or os.path.join(self.wt.common_dir, "hooks")

    @property
    def blind(self) -> bool:
        """``core.hooksPath`` is empty, so that git finds no hook file."""
        return self._found() is None

    def _found(self) -> str | None:
        if self._looked is None:
            self._looked = (git.lasting_hooks_dir(self.wt),)
        return self._looked[0]

    @property
    def scope(self) -> str:
        """Which of git's settings says so: 'global', 'local' and so on; "" for none."""
        return git.hooks_scope(self.wt)

    @property
    def config(self) -> str:
        """The file with this clone's own settings."""
        return os.path.join(self.wt.common_dir, "config")

    @property
    def of_clone(self) -> str:
        """The file that lines which others share source."""
        return os.path.join(self.common, "hook")

    @property
    def record(self) -> str:
        """The list of directories outside of git's own that hold lines of ours."""
        return os.path.join(self.common, RECORD)

    def recorded(self) -> list[str]:
        """The directories in that list."""
        return [line for line in (planned.read(self.record) or "").split("\n") if line]

    def lines(self) -> Lines:
        """Our lines for hook files of this clone alone."""
        return hookfiles.of_this_clone(hookfiles.shims_dir(), sys.executable)

    def text(self, name: str) -> str:
        """The text of a file of the worktree, "" where there is none."""
        return planned.read(os.path.join(self.wt.top, name)) or ""

    def clone_edit(self) -> Edit:
        """What writes the file that lines which others share source."""
        mine = self.lines()
        after = hooklines.of_clone(mine.shims, mine.python)
        return planned.text_edit(self.of_clone, after, ours=True)

    def record_edit(self, folders: list[str]) -> Edit:
        """What adds ``folders`` to the list."""
        known = self.recorded()
        after = [*known, *(folder for folder in folders if folder not in known)]
        text = "".join(f"{folder}\n" for folder in after)
        return planned.text_edit(self.record, text or planned.read(self.record), ours=True)

    def is_ours_alone(self, path: str) -> bool:
        """The file is this clone's: git does not track it, nor would it, and it serves no other."""
        if _below(path, self.wt.common_dir) or _below(path, self.wt.git_dir):
            return True
        return _below(path, self.wt.top) and not self._is_tracked(path)

    def is_inside(self, path: str) -> bool:
        """The path is in the worktree and not in a git directory."""
        inner = _below(path, self.wt.common_dir) or _below(path, self.wt.git_dir)
        return _below(path, self.wt.top) and not inner

    def _is_tracked(self, path: str) -> bool:
        if path not in self._tracked:
            self._tracked[path] = path not in git.ignored(self.wt, [path])
        return self._tracked[path]

    def folders(self) -> list[str]:
        """Every directory in which hook files of ours can stand, the one that is used first."""
        usual = [self.hooks, os.path.join(self.wt.common_dir, "hooks"), f"{self.wt.top}/.husky"]
        recorded = [path for path in self.recorded() if os.path.isdir(path)]
        return list(dict.fromkeys([*usual, *recorded]))


def _below(path: str, folder: str) -> bool:
    real, inside = os.path.realpath(path), os.path.realpath(folder)
    return real == inside or real.startswith(inside.rstrip(os.sep) + os.sep)
