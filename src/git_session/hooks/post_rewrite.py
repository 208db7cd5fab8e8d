"""``post-rewrite``: an amend or a rebase is over; follow the new hashes."""

from __future__ import annotations

from git_session import plumbing
from git_session.lifecycle import refreshing, upkeep
from git_session.lifecycle.context import open_in_hook


def run(args: list[str]) -> None:
    """Settle from what HEAD's tree holds; the pairs on stdin are not needed for that.

    The map may be absent (managers withhold it) and may name false pairs (after ``--skip``), so
    nothing here depends on it. ``args[0]`` is `rebase` at the end of one, while it still looks
    like one under way, or `amend`; a fixup in the middle of a rebase is an amend, too.
    """
    ctx = open_in_hook()
    if args[:1] != ["rebase"] and plumbing.busy(ctx.wt.git_dir):
        return
    if ctx.wt.head is not None:
        upkeep.follow(ctx)
        refreshing.refresh(ctx)
