"""What an agent is told when a conversation begins or goes on: from this branch's session only."""

from __future__ import annotations

from git_session.core import event, moments, quoting, waking
from git_session.core.markdown import one_line, visible
from git_session.core.waking import Place
from git_session.errors import NoSession
from git_session.lifecycle import continuing, current, documents, pending, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.model import PAUSED

COUNTED = "after compaction #{count}"
THEN = {  # what follows for a conversation from how it begins
    event.COMPACT: "The conversation was compacted: go on at once where it stopped.",
    event.RESUME: "What this conversation was told of it before is out of date.",
    event.FORK: "What this conversation was told of it before is out of date.",
}


def at_start(ctx: Context, source: str = event.STARTUP) -> str:
    """The briefing; without a session, which one could be resumed, or how to begin one.

    ``source`` is what began the conversation, one of ``event.SOURCES``.
    """
    try:
        stem = current.current(ctx)
    except NoSession as several:
        return _bounded(ctx, quoting.error(several.message, several.hint).split("\n"))
    if stem and not _is_own(ctx, stem):
        return _bounded(ctx, [_not_opened(ctx, stem)])
    if stem:
        after = COUNTED if source == event.COMPACT else ""
        return of(ctx, stem, after=after, then=THEN.get(source, ""))
    return _put_aside(ctx) or _bounded(ctx, _offer(ctx))


def briefing(ctx: Context, *, after: str = "") -> str:
    """The briefing on this branch's session, "" without one; ``after`` is a word on why now."""
    try:
        stem = current.current(ctx)
    except NoSession:
        return ""
    if stem:
        return of(ctx, stem, after=after) if _is_own(ctx, stem) else ""
    return _put_aside(ctx)


def _is_own(ctx: Context, stem: str) -> bool:
    """Whether this worktree wrote the document before.

    A repository can bring along a document as any other file; nobody here chose to go on with it.
    """
    return ctx.store.copied_document(stem) is not None


def _not_opened(ctx: Context, stem: str) -> str:
    called = quoting.plain(stem)
    return (
        f"Branch {_here(ctx)} has a session that was not opened here. git session resume {called}"
    )


def _put_aside(ctx: Context) -> str:
    """What to say of the paused sessions of this branch, if there are any: never just one of them.

    None of them is called active, and which one goes on is for the person to say.
    """
    stems = documents.of_branch(ctx, PAUSED)
    if len(stems) == 1 and not _is_own(ctx, stems[0]):
        return _bounded(ctx, [_not_opened(ctx, stems[0])])
    if len(stems) == 1:
        then = f"1 paused session; to go on with it: git session resume {stems[0]}"
        return of(ctx, stems[0], then=then)
    if not stems:
        return ""
    head = f"{len(stems)} paused sessions on {_here(ctx)}; to go on: git session resume NAME"
    return _bounded(ctx, [head, *(f"  {quoting.plain(stem)}" for stem in stems)])


def _offer(ctx: Context) -> list[str]:
    known = continuing.of_journal(ctx)
    if known:
        where = _here(ctx)
        return [f"Branch {where} has a session in its journal. git session resume {known.stem}"]
    return [
        f"No git session on {_here(ctx)} yet. For work worth explaining begin one: "
        'git session init --goal "…"',
        *_elsewhere(ctx),
    ]


def _elsewhere(ctx: Context) -> list[str]:
    found = documents.survey(ctx, ("active",)).found
    count = sum(one.doc.get("status") == PAUSED for one in found)
    many = f"{count} paused session{'' if count == 1 else 's'}"
    return [f"{many} of other branches: git session list --paused"] if count else []


def _here(ctx: Context) -> str:
    return one_line(visible(ctx.branch)) or "this detached HEAD"


def _bounded(ctx: Context, lines: list[str]) -> str:
    return "\n".join(waking.fitting(lines, ctx.settings.context_bytes))


def of(ctx: Context, stem: str, *, after: str = "", then: str = "") -> str:
    """The briefing on one session, at most ``session.contextBytes`` long.

    ``after`` and ``then`` are as in ``core.waking``; ``{count}`` in ``after`` is how many
    compactions there were. Its host sends it to whoever runs the model, so no secret that was
    noted goes into it.
    """
    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    return waking.briefed(
        doc,
        Place(
            scratch=ctx.store.place_of("scratch", stem, ctx.scratch_name),
            now=f"{moments.iso_minute(ctx.now)} ({ctx.now.tzname()})",
            pending=len(pending.noted(ctx, stem)),
        ),
        after=after.format(count=doc.get("compaction_count") or 1),
        then=then,
        budget=ctx.settings.context_bytes,
        masked=secrecy.masked,
    )
