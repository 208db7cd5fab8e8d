"""Whether the journal is tracked here, and the branch that sessions are merged into."""

from __future__ import annotations

from git_session.lifecycle.context import Context


def shared(ctx: Context) -> bool:
    """Whether the journal is tracked here: by setting, else because the base branch tracks one."""
    if ctx.settings.share is not None:
        return ctx.settings.share
    from git_session import git  # only where nobody decided

    base = base_branch(ctx)
    return base is not None and git.has_file(ctx.wt, base, ctx.wt.journal)


def base_branch(ctx: Context) -> str | None:
    """The branch that sessions are merged into here."""
    from git_session import git  # only where a base is asked for

    return git.base_branch(ctx.wt, ctx.settings.base, ctx.settings.default_branch)
