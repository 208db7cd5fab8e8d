"""What every writing command does first, in as few steps as the usual case needs."""

from __future__ import annotations

from git_session import plumbing
from git_session.errors import Locked
from git_session.lifecycle.context import Context


def make_good(ctx: Context) -> None:
    """What every writing command does first: give back what was swept, settle if HEAD moved."""
    if ctx.store.swept():
        from git_session.lifecycle import sessions  # after ``git clean`` only

        sessions.restore(ctx)
    if not plumbing.busy(ctx.wt.git_dir):
        follow(ctx)


def claim(ctx: Context) -> None:
    """Find a session for what somebody wrote straight into ``.sessions/tmp/``."""
    written = ctx.store.pending("")
    if not written:
        return
    from git_session.lifecycle import current, pending  # people seldom write there

    if any(pending.blocks_in(ctx, chunk) for chunk in written) and current.current(ctx) is None:
        from git_session.lifecycle import continuing  # only where a session begins

        continuing.claim(ctx)


def make_good_if_free(ctx: Context) -> None:
    """The same for ``log``, which needs no lock: whoever holds it makes good, else the next one."""
    patience, ctx.store.patience = ctx.store.patience, 0.0
    try:
        make_good(ctx)
    except Locked:
        return
    finally:
        ctx.store.patience = patience


def follow(ctx: Context) -> None:
    """Settle unless HEAD and branch are those that were settled last."""
    if ctx.store.in_use() and ctx.store.settled() != (ctx.wt.head or "", ctx.branch):
        from git_session.lifecycle import settle  # HEAD seldom moves without us

        with ctx.store.lock():
            ctx.wt = plumbing.again(ctx.wt)  # who held the lock may have moved HEAD
            if ctx.store.settled() != (ctx.wt.head or "", ctx.branch):
                settle.settle(ctx)
