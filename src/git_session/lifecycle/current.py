"""Which session is meant: by name, by environment, by agent, by worktree, by branch.

The order is the design's: ``--session``, ``$GIT_SESSION``, the calling agent's own session,
this worktree's pointer, the one active session of the branch. Two candidates are an error
that lists them, never a pick. Documents are read only where the pointer does not answer.
"""

from __future__ import annotations

import os

from git_session.errors import BadText, NoSession
from git_session.lifecycle.context import Context
from git_session.model import PAUSED


def current(ctx: Context, wanted: str = "") -> str | None:
    """The stem of the session meant here, or None when this branch has none.

    Raises ``NoSession`` when a name was given and does not fit, or when several sessions fit.
    """
    return chosen(ctx, wanted)[0]


def chosen(ctx: Context, wanted: str = "") -> tuple[str | None, str]:
    """The same, and what decided: 'flag', 'environment', 'agent', 'pointer' or 'branch'.

    The word is "" where there is no session.
    """
    wanted, how = (wanted, "flag") if wanted else (os.environ.get("GIT_SESSION", ""), "environment")
    if wanted:
        return _named(ctx, wanted), how
    if stem := _bound(ctx):
        return stem, "agent"
    if stem := _pointed(ctx):
        return stem, "pointer"
    stem = _only_one(ctx)
    return stem, "branch" if stem else ""


def _named(ctx: Context, wanted: str) -> str:
    from git_session.lifecycle import documents  # 4 ms that the usual hook saves

    return documents.find(ctx, wanted).stem


def _bound(ctx: Context) -> str | None:
    stem = ctx.store.bound(ctx.agent) if ctx.agent else None
    return stem if stem and ctx.store.has_document("active", stem) and _of_here(ctx, stem) else None


def _of_here(ctx: Context, stem: str) -> bool:
    """The session is this branch's: an agent that goes to another one leaves it behind."""
    from git_session.core import front, frontmatter  # only where an agent asks

    path, text = ctx.store.read_document("active", stem)
    try:
        home = frontmatter.get(front.read(text, path), "git_branch")
    except BadText:
        return True  # is told by whoever reads the document
    return home is None or str(home) == ctx.branch


def _pointed(ctx: Context) -> str | None:
    """The pointer holds for the branch it was set on, so a switch unseen by hooks is no error."""
    pointer = ctx.store.pointer()
    if pointer is None or pointer[1] != ctx.branch:
        return None
    return None if _only_archived(ctx, pointer[0]) else pointer[0]


def _only_archived(ctx: Context, stem: str) -> bool:
    """A pointed session whose document is nowhere was swept away: it is restored, not forgotten."""
    return ctx.store.has_document("archive", stem) and not ctx.store.has_document("active", stem)


def _only_one(ctx: Context) -> str | None:
    from git_session.lifecycle import documents  # 4 ms that the usual hook saves

    if not ctx.store.stems("active") and not ctx.store.swept():
        return None
    stems = documents.of_branch(ctx)
    if len(stems) > 1:
        raise NoSession(
            "this branch has more than one active session:\n"
            + "".join(f"  {stem}\n" for stem in stems).rstrip(),
            "name one with --session NAME, or: git session pause --session NAME",
        )
    return stems[0] if stems else None


def need(ctx: Context, wanted: str = "") -> str:
    """Like ``current``, but a missing session is an error with the two commands to try."""
    stem = current(ctx, wanted)
    if stem is None:
        raise NoSession(
            f"no session on {ctx.branch or 'this detached HEAD'}",
            "begin one with: git session init   or continue one with: git session resume "
            + (_put_aside(ctx) or "NAME"),
        )
    return stem


def _put_aside(ctx: Context) -> str:
    """The paused session of this branch, if there is just one."""
    from git_session.lifecycle import documents  # only where nothing else fits

    stems = documents.of_branch(ctx, PAUSED)
    return stems[0] if len(stems) == 1 else ""
