"""``post-checkout``: point the worktree at the session of the branch that is checked out now."""

from __future__ import annotations

from git_session.lifecycle import upkeep
from git_session.lifecycle.context import open_in_hook


def run(args: list[str]) -> None:
    """``args`` are the old HEAD, the new one and 1 for a switch (0 restores files: not ours)."""
    ctx = open_in_hook()
    if args[2:3] != ["0"]:
        upkeep.make_good(ctx)
