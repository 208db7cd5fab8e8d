"""What an agent is told when a conversation begins or goes on: from this branch's session only."""

from __future__ import annotations

from git_session.core import moments, waking
from git_session.core.waking import Place
from git_session.errors import NoSession
from git_session.lifecycle import continuing, current, documents, pending, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.model import PAUSED


def at_start(ctx: Context, *, after_compaction: bool) -> str:
    """The briefing; without a session, which one could be resumed, or how to begin one."""
    try:
        stem = current.current(ctx)
    except NoSession as several:
        return f"{several.message}\n{several.hint}"
    aside = [stem] if stem else documents.of_branch(ctx, PAUSED)
    if len(aside) == 1:
        return of(ctx, aside[0], after_compaction=after_compaction)
    if aside:
        return f"Paused on this branch: {', '.join(aside)}. Go on with one: git session resume NAME"
    where = ctx.branch or "this detached HEAD"
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
    return of(ctx, stem) if stem else ""


def _paused(ctx: Context) -> str:
    """The paused session of this branch, if there is just one."""
    stems = documents.of_branch(ctx, PAUSED)
    return stems[0] if len(stems) == 1 else ""


def of(ctx: Context, stem: str, *, after_compaction: bool = False) -> str:
    """The briefing on one session, at most ``session.contextBytes`` long.

    Its host sends it to whoever runs the model, so no secret that was noted goes into it.
    """
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
        masked=secrecy.masked,
    )
