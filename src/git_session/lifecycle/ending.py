"""Pause, complete, abandon: shared by the verbs of that name and by ``init``, which makes room."""

from __future__ import annotations

from git_session.core import briefing, document, fold
from git_session.errors import Refused
from git_session.lifecycle import archive, change, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ABANDONED, ACTIVE, COMPLETED, PAUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

LEGAL = {
    PAUSED: (ACTIVE,),
    COMPLETED: (ACTIVE, PAUSED),
    ABANDONED: (ACTIVE, PAUSED),
    ACTIVE: (PAUSED, COMPLETED, ABANDONED),
}


def pause(ctx: Context, stem: str, *, reason: str, context_next: str) -> Found:
    """Put the session aside; its document is brought up to date first."""
    refuse_unless(ctx, stem, PAUSED)
    paused = _mark(ctx, stem, "paused", {"reason": reason, "context next": context_next})
    archive.leave(ctx, stem)
    return paused


def hand_over(ctx: Context, stem: str, *, to: str, reason: str, context_next: str) -> Found:
    """Put the session aside for somebody else, who finds in it what comes next and where all is."""
    session = refuse_unless(ctx, stem, PAUSED)
    fields = {
        "reason": reason,
        "context next": context_next,
        "to": to,
        "document": ctx.store.relative_document("active", stem),
        "journal": ctx.store.journal_dir(stem),
        "commit": str(session.doc.get("git_last_commit") or ""),
    }
    paused = _mark(ctx, stem, "paused", fields)
    archive.leave(ctx, stem)
    return paused


def complete(
    ctx: Context, stem: str, *, summary: str, context_next: str, when: datetime | None = None
) -> Found:
    """Complete the session and move it to the archive; a missing summary is made from its steps.

    ``when`` it ended, if that was not now.
    """
    session = refuse_unless(ctx, stem, COMPLETED)
    summary = summary or _generated(ctx, session)
    fields = {"summary": summary, "context next": context_next}
    ended = _mark(ctx, stem, "completed", fields, when)
    archive.end(ctx, ended)
    return ended


def _generated(ctx: Context, session: Found) -> str:
    """What the session says of itself. It may quote an entry that is held back as a secret; that
    the session ended must not be held back with it."""
    text = fold.generated_summary(sessions.seen(ctx, session))
    return text if ctx.allow_secrets else secrecy.masked(text)


def abandon(
    ctx: Context, stem: str, *, reason: str, context_next: str, when: datetime | None = None
) -> Found:
    """Give the session up, saying why, and move it to the archive; ``when``, if not now."""
    refuse_unless(ctx, stem, ABANDONED)
    ended = _mark(ctx, stem, "abandoned", {"reason": reason, "context next": context_next}, when)
    archive.end(ctx, ended)
    return ended


def refuse_open_steps(ctx: Context, stem: str) -> None:
    """Raises ``Refused`` with the steps that are not done, if there are any."""
    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    unfinished = [step.text for step in document.steps(doc) if step.state != "completed"]
    if unfinished:
        number = briefing.counted(len(unfinished), "step")
        raise Refused(
            f"{number} of {stem} not done:\n" + "\n".join(f"  {text}" for text in unfinished),
            'finish one with: git session log --done "…"   or close anyway with --force',
        )


def refuse_unless(ctx: Context, stem: str, status: str) -> Found:
    """The session, if it may become ``status`` from where it is; else ``Refused``."""
    session = sessions.load(ctx, stem)
    now = str(session.doc.get("status") or ACTIVE)
    if now not in LEGAL[status]:
        raise Refused(
            f"{stem} is {now}, so it cannot become {status}",
            f"continue it first: git session resume {stem}",
        )
    return session


def _mark(
    ctx: Context, stem: str, what: str, fields: dict[str, str], when: datetime | None = None
) -> Found:
    given = {key: value for key, value in fields.items() if value}
    block = fold.session_block(what, when or ctx.now, ctx.author, **given)
    noted = change.change(ctx, stem, [block])
    here = change.is_here(ctx, noted)
    return change.revise(ctx, stem, lambda doc: change.kept(ctx, doc, here=here))
