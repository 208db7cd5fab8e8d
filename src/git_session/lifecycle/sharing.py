"""Whether the journal is tracked here, and the branch that sessions are merged into."""

from __future__ import annotations

from git_session.lifecycle.context import Context


def shared(ctx: Context) -> bool:
    """Whether the journal is tracked here: by setting, else by the repository's own choice.

    That is a base branch that tracks a journal, or a configuration of the pre-commit framework
    that names our hook: whoever has it only from there never typed ``init`` or ``install``.
    """
    if ctx.settings.share is not None:
        return ctx.settings.share
    from git_session.lifecycle import framework  # only where nobody decided

    return framework.wanted(ctx) or _base_tracks_one(ctx)


def _base_tracks_one(ctx: Context) -> bool:
    from git_session import git  # only where nobody decided

    base = base_branch(ctx)
    return base is not None and git.has_file(ctx.wt, base, ctx.wt.journal)


def base_branch(ctx: Context) -> str | None:
    """The branch that sessions are merged into here."""
    from git_session import git  # only where a base is asked for

    return git.base_branch(ctx.wt, ctx.settings.base, ctx.settings.default_branch)
