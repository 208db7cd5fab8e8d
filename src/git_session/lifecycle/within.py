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
    _, found = _found(wt, cwd, path)
    first = found.split("/", 1)[0]
    return "" if first in ("", os.pardir, os.curdir, ".git") or is_ours(wt, found) else found


def outer(wt: Worktree, cwd: str, path: str) -> str:
    """The absolute path of what is outside of the worktree, "" for what is inside."""
    real, found = _found(wt, cwd, path)
    return real if found.split("/", 1)[0] == os.pardir else ""


def _found(wt: Worktree, cwd: str, path: str) -> tuple[str, str]:
    """Where ``path`` leads, and that relative to the worktree; both "" for what names nothing."""
    if "\0" in path or "\0" in cwd:
        return "", ""
    real = os.path.realpath(os.path.normpath(os.path.join(cwd or wt.top, path)))
    return real, os.path.relpath(real, os.path.realpath(wt.top)).replace(os.sep, "/")
