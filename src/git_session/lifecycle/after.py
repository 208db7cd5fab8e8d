"""After a commit: the usual case, a commit on top of the last one with nothing pending.

That case asks git two questions and loads a third of the rooms; any other is ``settle``'s.
"""

from __future__ import annotations

from git_session import git
from git_session.core import stamp
from git_session.lifecycle import current
from git_session.lifecycle.context import Context
from git_session.model import replace


def after_commit(ctx: Context) -> None:
    """Settle the commit that was just made."""
    made = git.commit_facts(ctx.wt, "HEAD")
    ctx.wt = replace(ctx.wt, head=made.commit.hash)
    with ctx.store.lock():
        stem = current.current(ctx)
        if _is_plain(ctx, made, stem):
            _record(ctx, made, stem)
        else:
            from git_session.lifecycle import settle  # three times the rooms

            settle.settle_commit(ctx, made)


def _is_plain(ctx: Context, made: git.Added, stem: str | None) -> bool:
    """On top of what was settled, nothing staged or owed, no journal file came along."""
    settled = ("".join(made.parents), ctx.branch)
    if len(made.parents) > 1 or made.paths or ctx.store.settled() != settled:
        return False
    if ctx.store.staged() or ctx.store.owed():
        return False
    if stem is None:
        return True
    there = ctx.store.has_document("active", stem)
    return there and not ctx.store.pending(stem) and not ctx.store.edited(stem)


def _record(ctx: Context, made: git.Added, stem: str | None) -> None:
    if stem is not None:
        name, text = ctx.store.read_document("active", stem)
        after = stamp.committed(text, name, made.commit, ctx.wt.branch)
        ctx.store.write_document("active", stem, after)
    ctx.store.set_settled(made.commit.hash, ctx.branch)
