"""What an agent is told when a conversation begins or goes on: from this branch's session only."""

from __future__ import annotations

from git_session.core import moments, quoting, waking
from git_session.core.waking import Place
from git_session.errors import NoSession
from git_session.lifecycle import continuing, current, documents, pending, sessions
from git_session.lifecycle.context import Context
from git_session.model import PAUSED


def at_start(ctx: Context, *, after_compaction: bool) -> str:
    """The briefing; without a session, which one could be resumed, or how to begin one."""
    try:
        stem = current.current(ctx)
    except NoSession as several:
        return quoting.error(several.message, several.hint)
    stem = stem or _paused(ctx)
    if stem and _is_own(ctx, stem):
        return of(ctx, stem, after_compaction=after_compaction)
    where = quoting.plain(ctx.branch) if ctx.branch else "this detached HEAD"
    if stem:
        called = quoting.plain(stem)
        return f"Branch {where} has a session that was not opened here. git session resume {called}"
    known = continuing.of_journal(ctx)
    if known:
        return f"Branch {where} has a session in its journal. git session resume {known.stem}"
    return (
        f"No git session on {where} yet. For work worth explaining begin one: "
        'git session init --goal "…"'
    )


def briefing(ctx: Context) -> str:
    """The briefing on this branch's session, "" without one."""
    try:
        stem = current.current(ctx) or _paused(ctx)
    except NoSession:
        return ""
    return of(ctx, stem) if stem and _is_own(ctx, stem) else ""


def _is_own(ctx: Context, stem: str) -> bool:
    """Whether this worktree wrote the document before.

    A repository can bring along a document as any other file; nobody here chose to go on with it.
    """
    return ctx.store.copied_document(stem) is not None


def _paused(ctx: Context) -> str:
    """The paused session of this branch, if there is just one."""
    stems = documents.of_branch(ctx, PAUSED)
    return stems[0] if len(stems) == 1 else ""


def of(ctx: Context, stem: str, *, after_compaction: bool = False) -> str:
    """The briefing on one session, at most ``session.contextBytes`` long."""
    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    count = doc.get("compaction_count") or 1
    return waking.briefed(
        doc,
        Place(
            scratch=ctx.store.place_of("scratch", stem, ctx.scratch_name),
            now=f"{moments.iso_minute(ctx.now)} ({ctx.now.tzname()})",
            pending=len(pending.noted(ctx, stem)),
        ),
        after=f"after compaction #{count}" if after_compaction else "",
        budget=ctx.settings.context_bytes,
    )
