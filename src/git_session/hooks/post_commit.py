"""``post-commit``: HEAD is known now, so the document can say it, and scratch can be let go."""

from __future__ import annotations

from git_session import git
from git_session.lifecycle import settle
from git_session.lifecycle.context import open_in_hook


def run(_args: list[str]) -> None:
    """Settle the new commit; an unborn branch or a running rebase has nothing to settle."""
    ctx = open_in_hook()
    if ctx.wt.head is None or git.busy(ctx.wt.git_dir) or not ctx.store.in_use():
        return
    settle.after_commit(ctx)
