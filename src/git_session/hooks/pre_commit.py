"""``pre-commit``: what was noted since the last commit goes into this one."""

from __future__ import annotations

import os

from git_session import git
from git_session.lifecycle import stage, upkeep
from git_session.lifecycle.context import open_in_hook


def run(_args: list[str]) -> None:
    """Stage the journal file; ``pre-commit run --all-files`` has no index of a commit: leave."""
    if "GIT_INDEX_FILE" not in os.environ:
        return
    ctx = open_in_hook()
    if git.busy(ctx.wt.git_dir) or not ctx.store.in_use():
        return
    with ctx.store.lock():
        upkeep.make_good(ctx)
        upkeep.claim(ctx)
        stage.stage(ctx)
