"""Paths that others name: where they are in this worktree, if they are."""

from __future__ import annotations

import os

from git_session.plumbing import is_ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.plumbing import Worktree


def inner(wt: Worktree, cwd: str, path: str) -> str:
    """``path``, named in ``cwd``, relative to the worktree; "" for what is outside, git's or ours.

    ``cwd`` "" is the worktree's top.
    """
    if "\0" in path or "\0" in cwd:
        return ""
    full = os.path.normpath(os.path.join(cwd or wt.top, path))
    found = os.path.relpath(os.path.realpath(full), os.path.realpath(wt.top))
    found = found.replace(os.sep, "/")
    first = found.split("/", 1)[0]
    return "" if first in (os.pardir, os.curdir, ".git") or is_ours(wt, found) else found
