"""Paths that others name: where they are in this worktree, if they are."""

from __future__ import annotations

import os

from git_session import git
from git_session.lifecycle.context import Context


def inner(ctx: Context, cwd: str, path: str) -> str:
    """``path``, named in ``cwd``, relative to the worktree; "" for what is outside, git's or ours.

    ``cwd`` "" is the worktree's top.
    """
    if "\0" in path or "\0" in cwd:
        return ""
    full = os.path.normpath(os.path.join(cwd or ctx.wt.top, path))
    found = os.path.relpath(os.path.realpath(full), os.path.realpath(ctx.wt.top))
    found = found.replace(os.sep, "/")
    first = found.split("/", 1)[0]
    return "" if first in (os.pardir, os.curdir, ".git") or git.is_ours(ctx.wt, found) else found
