"""``commit-msg``: the trailer that points from the commit to its session."""

from __future__ import annotations

import os

from git_session import plumbing
from git_session.core import trailer
from git_session.lifecycle import current, sharing
from git_session.lifecycle.context import Context, open_hook_context


def run(args: list[str]) -> None:
    """Add ``Session: NAME`` to the message file ``args[0]``, once, where a message is.

    Where there is none git is about to refuse the commit, so the journal file is taken back.
    """
    ctx = open_hook_context()
    if not args or plumbing.merging(ctx.wt.git_dir) or plumbing.busy(ctx.wt.git_dir):
        return
    message = ctx.store.read_text(args[0])
    comment, template = ctx.settings.comment_char, _template(ctx)
    if trailer.is_refused(message, comment=comment, template=template):
        _withdraw(ctx)
    elif _wanted(ctx) and (stem := current.current(ctx)) is not None:
        after = trailer.add(
            message, stem, comment=comment, editor=_comments_go(ctx), template=template
        )
        if after != message:
            ctx.store.write_message(args[0], after)


def _withdraw(ctx: Context) -> None:
    if ctx.store.staged():
        from git_session.lifecycle import stage  # a commit without a message is rare

        with ctx.store.lock():
            stage.withdraw(ctx)


def _wanted(ctx: Context) -> bool:
    """Unset means: where the journal is shared."""
    if ctx.settings.trailer is not None:
        return ctx.settings.trailer
    return sharing.shared(ctx)


def _comments_go(ctx: Context) -> bool:
    """Whether git will strip comments: without an editor it sets GIT_EDITOR to ``:``."""
    cleanup = ctx.settings.cleanup
    if cleanup in ("verbatim", "whitespace", "scissors"):
        return False
    return cleanup == "strip" or os.environ.get("GIT_EDITOR") != ":"


def _template(ctx: Context) -> str:
    path = ctx.settings.template
    if not path:
        return ""
    full = os.path.join(ctx.wt.top, os.path.expanduser(path))
    return ctx.store.read_text(full) if os.path.isfile(full) else ""
