"""Whether this clone's git hooks are ours, and how they become so."""

from __future__ import annotations

import sys

from git_session import git
from git_session.lifecycle import framework
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.hookfiles import Change


def install(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Put our block into the effective hook directory; says what was done to each file."""
    from git_session import hookfiles  # contextlib and shlex cost 4 ms that ``log`` can save

    folder, shims = git.hooks_dir(ctx.wt), hookfiles.shims_dir()
    return hookfiles.install(folder, shims, sys.executable, dry_run=dry_run)


def uninstall(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Take our block out again, restoring every byte that was there before."""
    from git_session import hookfiles  # contextlib and shlex cost 4 ms that ``log`` can save

    return hookfiles.uninstall(git.hooks_dir(ctx.wt), dry_run=dry_run)


@record
class Hooked:
    """A place where somebody runs the hooks ``names`` of ours.

    ``manager`` is 'git' (hook files) or the name of the hook manager; ``where`` the directory or
    file that says so, as an absolute path.
    """

    manager: str
    where: str
    names: tuple[str, ...]


def hooked(ctx: Context) -> tuple[Hooked, ...]:
    """Who runs our hooks in this clone; empty where nobody does."""
    from git_session import hookfiles  # contextlib and shlex cost 4 ms that ``log`` can save

    folder = git.hooks_dir(ctx.wt)
    names = hookfiles.installed(folder)
    found = [Hooked("git", folder, names)] if names else []
    if by_framework := framework.run_here(ctx):
        found.append(Hooked("pre-commit", framework.path(ctx), by_framework))
    return tuple(found)


def installed(ctx: Context) -> bool:
    """Whether every hook file carries our block."""
    from git_session import hookfiles  # contextlib and shlex cost 4 ms that ``log`` can save

    return set(hookfiles.installed(git.hooks_dir(ctx.wt))) == set(hookfiles.HOOKS)


def ensure(ctx: Context) -> list[str]:
    """Install on first use in a clone; returns the remarks to print, none when nothing changed."""
    if installed(ctx):
        return []
    install(ctx)
    return [f"installed the git hooks in {git.hooks_dir(ctx.wt)}; undo with: git session uninstall"]


def _framework_runs_us(ctx: Context) -> bool:
    """Whether the hooks here are the pre-commit framework's, and ours are among what it runs."""
    return "pre-commit" in framework.run_here(ctx)


def missing(ctx: Context) -> list[str]:
    """A remark where commits would not carry what is noted, because no hook runs."""
    if installed(ctx) or _framework_runs_us(ctx):
        return []
    return ["no hooks in this clone, so commits carry nothing yet; git session install adds them"]
