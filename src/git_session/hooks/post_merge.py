"""``post-merge``: fold in what others brought, archive the sessions that are merged now."""

from __future__ import annotations

from git_session.lifecycle import refreshing, upkeep
from git_session.lifecycle.context import open_in_hook


def run(args: list[str]) -> None:
    """``args[0]`` is 1 for ``--squash``, which moves nothing: the commit that follows settles."""
    ctx = open_in_hook()
    if args[:1] != ["1"]:
        upkeep.make_good(ctx)
        refreshing.refresh(ctx)
