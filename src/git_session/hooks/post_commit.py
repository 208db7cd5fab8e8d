"""``post-commit``: HEAD is known now, so the document can say it, and scratch can be let go."""

from __future__ import annotations

from git_session import plumbing
from git_session.lifecycle import after, refreshing
from git_session.lifecycle.context import open_hook_context


def run(_args: list[str]) -> None:
    """Settle the new commit; while a rebase and the like runs, its end settles all."""
    ctx = open_hook_context()
    if not plumbing.more_to_come(ctx.wt.git_dir) and ctx.store.in_use():
        after.after_commit(ctx)
        refreshing.refresh(ctx)
