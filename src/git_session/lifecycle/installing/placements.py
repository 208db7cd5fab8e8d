"""Where our hooks can stand: one class for each, all with the same questions.

None of them writes: ``edits`` says what would put our lines there, and may refuse.
"""

from __future__ import annotations

import os

from git_session import hookfiles, planned
from git_session.core import hooklines, precommit
from git_session.core.hooklines import HOOKS, Lines
from git_session.errors import Refused
from git_session.lifecycle import framework as frameworks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.lifecycle.installing.site import Site
    from git_session.planned import Edit

SHARED = Lines(chains=False, shared=True)
OF_HUSKY = Lines(
    first="", chains=False, runs=False, shared=True
)  # run by `sh -e`, whatever their mode


class Placement:
    """A place for our hooks: ``manager`` runs them, ``where`` (absolute) says so."""

    manager = ""
    where = ""

    def __init__(self, site: Site) -> None:
        self.site = site

    @property
    def names(self) -> tuple[str, ...]:
        """The hooks of ours that run from here now."""
        raise NotImplementedError

    @property
    def taken(self) -> bool:
        """Lines of ours stand here, though they may not run yet."""
        return bool(self.names)

    @property
    def shared(self) -> bool:
        """What stands here serves others too: a team, or other clones of this person."""
        return False

    @property
    def whole(self) -> bool:
        """After ``edits`` every hook of ours runs from here, so that no other place is needed."""
        return True

    def edits(self) -> list[Edit]:
        """What makes all of ours run from here. Raises Refused where that cannot be done."""
        raise NotImplementedError

    def remarks(self) -> list[str]:
        """What a person should know of it."""
        return []


class InConfig(Placement):
    """Git runs the hooks that its config names (2.54), whatever manages the hook files."""

    manager = "git config"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.where = site.config

    @property
    def names(self) -> tuple[str, ...]:
        """Those of our sections; none where this git is too old to run them."""
        ours = hooklines.block_in(planned.read(self.where) or "")
        if not ours or not self.site.runs_config:
            return ()
        return tuple(name for name in HOOKS if f'[hook "git-session-{name}"]' in ours)

    def edits(self) -> list[Edit]:
        """One edit of the one file, under git's own lock."""
        mine = self.site.lines()
        before = planned.read(self.where) or ""
        after = hooklines.with_block_last(before, hooklines.settings(mine.shims, mine.python))
        ours = hooklines.BEGIN in before
        return [planned.text_edit(self.where, after, ours=ours, locks=True)]

    def remarks(self) -> list[str]:
        """Which git, and what a second one needs."""
        major, minor = self.site.version
        return [
            f"git {major}.{minor} runs our hooks from this clone's config, whoever runs others",
            "a second, older git here (a GUI's own) needs: git session install --files",
        ]


class InFolder(Placement):
    """Hook files, in the directory that git looks in or that a manager reads."""

    manager = "git"

    def __init__(self, site: Site, where: str, lines: Lines | None = None) -> None:
        super().__init__(site)
        self.where = where
        self._lines = lines

    @property
    def names(self) -> tuple[str, ...]:
        """Those whose file holds our lines, if git looks there at all."""
        return () if self.site.blind else hookfiles.installed(self.where)

    @property
    def shared(self) -> bool:
        """Git tracks the directory, or would, or it is outside of this clone."""
        return not self.site.is_ours_alone(os.path.join(self.where, HOOKS[0]))

    @property
    def tracked(self) -> bool:
        """It belongs to the team: in the worktree, and not ignored."""
        return self.shared and self.site.is_inside(self.where)

    def edits(self) -> list[Edit]:
        """An edit for each hook; in what a team shares no path of this machine."""
        if self.site.blind:
            raise Refused(
                f"core.hooksPath ({self.site.scope}) is empty, so git runs no hook file at all",
                "look where: git config --show-origin core.hooksPath\n"
                "then take it out, with --unset",
            )
        lines = self._lines or (SHARED if self.tracked else self.site.lines())
        remembered = [self.site.record_edit([self.where])] if self.shared else []
        sourced = [self.site.clone_edit()] if lines.shared else []
        return [*remembered, *sourced, *hookfiles.plan_install(self.where, lines)]

    def remarks(self) -> list[str]:
        """Whom it concerns, if not this clone alone."""
        if self.tracked:
            return [
                "the team shares this directory of hooks: commit what changed in it",
                "ours does nothing on a machine without git-session",
            ]
        if not self.shared:
            return []
        scope = self.site.scope
        whose = "every repository of yours" if scope == "global" else "other repositories too"
        return [
            f"core.hooksPath ({scope}) is {self.where}",
            f"it serves {whose}; ours leaves at once where there is no session",
            "uninstall takes it out for all of them",
        ]


class InHusky(InFolder):
    """husky 9: git runs what it generates in `_`, and that runs the team's files beside it."""

    manager = "husky"

    def __init__(self, site: Site) -> None:
        super().__init__(site, os.path.dirname(site.hooks), OF_HUSKY)

    def remarks(self) -> list[str]:
        """Whose files these are."""
        return [
            "husky runs the hooks here, and the team shares them: commit what changed",
            "ours does nothing on a machine without git-session",
        ]


class ByFramework(Placement):
    """The pre-commit framework, or prek, which reads the same file, runs our ids."""

    manager = "pre-commit"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.where = frameworks.path(site.ctx)

    @property
    def names(self) -> tuple[str, ...]:
        """Those that it is configured for and whose hook file it installed."""
        return frameworks.run_here(self.site.ctx)

    @property
    def whole(self) -> bool:
        """It has installed all six."""
        return set(self.names) >= set(HOOKS)

    def edits(self) -> list[Edit]:
        """Nothing: it runs us."""
        return []

    def remarks(self) -> list[str]:
        """What it still has to install."""
        found = [f"the pre-commit framework runs git-session here ({frameworks.CONFIG})"]
        absent = [name for name in HOOKS if name not in self.names]
        if absent and (command := frameworks.to_type(self.site.ctx)):
            found += [f"not yet at {', '.join(absent)}; for that, type:", command]
        elif absent:
            ids = ", ".join(precommit.PREFIX + name for name in absent)
            found.append(f"its configuration leaves out: {ids}")
        return found


def framework(site: Site) -> ByFramework | None:
    """The framework, if any hook of ours runs by it."""
    found = ByFramework(site)
    return found if found.names else None


def husky(site: Site) -> InHusky | None:
    """husky, if git looks for hooks in what it generates."""
    folder, name = os.path.split(site.hooks)
    if name != "_" or not site.is_inside(folder):
        return None
    generated = any(os.path.isfile(os.path.join(site.hooks, mark)) for mark in ("h", "husky.sh"))
    # a linked worktree has the team's files, but not yet what husky generates
    waiting = not os.path.isdir(site.hooks) and os.path.basename(folder) == ".husky"
    return InHusky(site) if generated or (waiting and os.path.isdir(folder)) else None


def folder(site: Site) -> InFolder:
    """The directory in which git looks for hooks."""
    return InFolder(site, site.hooks)


def in_config(site: Site) -> InConfig:
    """Git's config, where this git runs what it names."""
    return InConfig(site)
