"""``commit-msg``: the trailer that points from the commit to its session."""

from __future__ import annotations

import os

from git_session import plumbing
from git_session.core import trailer
from git_session.lifecycle import current, sharing
from git_session.lifecycle.context import Context, open_hook_context


def run(args: list[str]) -> None:
    """Add ``Session: NAME`` to the message file ``args[0]``, once, where a message is."""
    ctx = open_hook_context()
    if not args or plumbing.merging(ctx.wt.git_dir) or plumbing.busy(ctx.wt.git_dir):
        return
    stem = current.current(ctx) if _wanted(ctx) else None
    if stem is not None:
        _add(ctx, args[0], stem)


def _wanted(ctx: Context) -> bool:
    """Unset means: where the journal is shared."""
    if ctx.settings.trailer is not None:
        return ctx.settings.trailer
    return sharing.shared(ctx)


def _add(ctx: Context, path: str, stem: str) -> None:
    before = ctx.store.read_text(path)
    after = trailer.add(
        before,
        stem,
        comment=ctx.settings.comment_char,
        editor=_comments_go(ctx),
        template=_template(ctx),
    )
    if after != before:
        ctx.store.write_message(path, after)


def _comments_go(ctx: Context) -> bool:
    """Whether git will strip comments: without an editor it sets GIT_EDITOR to ``:``."""
    cleanup = ctx.settings.cleanup
    if cleanup in ("verbatim", "whitespace"):
        return False
    return cleanup == "strip" or os.environ.get("GIT_EDITOR") != ":"


def _template(ctx: Context) -> str:
    path = ctx.settings.template
    if not path:
        return ""
    full = os.path.join(ctx.wt.top, os.path.expanduser(path))
    return ctx.store.read_text(full) if os.path.isfile(full) else ""
