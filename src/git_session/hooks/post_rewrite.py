"""``post-rewrite``: an amend or a rebase is over; follow the new hashes."""

from __future__ import annotations

from git_session.lifecycle import upkeep
from git_session.lifecycle.context import open_in_hook


def run(_args: list[str]) -> None:
    """Settle from what HEAD's tree holds; the pairs on stdin are not needed for that.

    The map may be absent (managers withhold it) and may name false pairs (after ``--skip``), so
    nothing here depends on it.
    """
    ctx = open_in_hook()
    if ctx.wt.head is not None:
        upkeep.follow(ctx)
