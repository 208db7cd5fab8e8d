"""Pause, complete, abandon: shared by the verbs of that name and by ``init``, which makes room."""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document, fold, steps
from git_session.errors import Refused
from git_session.lifecycle import archive, change, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ABANDONED, ACTIVE, COMPLETED, PAUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from git_session.core.document import Document

    Tell = Callable[[str], None]

LEGAL = {
    PAUSED: (ACTIVE,),
    COMPLETED: (ACTIVE, PAUSED),
    ABANDONED: (ACTIVE, PAUSED),
    ACTIVE: (PAUSED, COMPLETED, ABANDONED),
}


def pause(
    ctx: Context,
    stem: str,
    *,
    reason: str,
    context_next: str,
    keep_tasks: bool = False,
    tell: Tell = output.remark,
) -> Found:
    """Put the session aside; its document is brought up to date first.

    Its tasks are ready for somebody again unless ``keep_tasks``; ``tell`` hears of it.
    """
    refuse_unless(ctx, stem, PAUSED)
    paused = _mark(ctx, stem, "paused", {"reason": reason, "context next": context_next})
    archive.leave(ctx, stem)
    if not keep_tasks:
        _release(ctx, paused.doc, tell)
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
    ctx: Context,
    stem: str,
    *,
    summary: str,
    context_next: str,
    when: datetime | None = None,
    forced: bool = False,
    keep_tasks: bool = False,
    tell: Tell = output.remark,
) -> Found:
    """Complete the session and move it to the archive; a missing summary is made from its steps.

    ``when`` it ended, if that was not now. Its tasks are completed too, unless ``keep_tasks``;
    one with a criterion that is not met only if ``forced``. ``tell`` hears of it.
    """
    session = refuse_unless(ctx, stem, COMPLETED)
    summary = summary or _generated(ctx, session)
    fields = {"summary": summary, "context next": context_next}
    ended = _mark(ctx, stem, "completed", fields, when)
    archive.end(ctx, ended)
    if not keep_tasks and ended.doc.get("task_ids"):
        from git_session.lifecycle import tasking

        tasking.complete(ctx, ended.doc, tell, forced=forced)
    return ended


def _generated(ctx: Context, session: Found) -> str:
    """What the session says of itself. It may quote an entry that is held back as a secret; that
    the session ended must not be held back with it."""
    text = fold.generated_summary(sessions.seen(ctx, session))
    return text if ctx.allow_secrets else secrecy.masked(text)


def abandon(
    ctx: Context,
    stem: str,
    *,
    reason: str,
    context_next: str,
    when: datetime | None = None,
    keep_tasks: bool = False,
    tell: Tell = output.remark,
) -> Found:
    """Give the session up, saying why, and move it to the archive; ``when``, if not now.

    Its tasks are ready for somebody again unless ``keep_tasks``; ``tell`` hears of it.
    """
    refuse_unless(ctx, stem, ABANDONED)
    ended = _mark(ctx, stem, "abandoned", {"reason": reason, "context next": context_next}, when)
    archive.end(ctx, ended)
    if not keep_tasks:
        _release(ctx, ended.doc, tell)
    return ended


def _release(ctx: Context, doc: Document, tell: Tell) -> None:
    if doc.get("task_ids"):
        from git_session.lifecycle import tasking  # seldom

        tasking.release(ctx, doc, tell)


def refuse_open_steps(ctx: Context, stem: str, *, keep_tasks: bool = False) -> None:
    """Raises ``Refused`` with the steps that are not done, if there are any, and with the
    criteria of its tasks that are not met (not with ``keep_tasks``)."""
    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    unmet = [] if keep_tasks else _unmet(ctx, doc)
    asked = {steps.key(text) for _, texts in unmet for text in texts}
    unfinished = [step.text for step in document.steps(doc) if step.state != "completed"]
    own = [text for text in unfinished if steps.key(text) not in asked]
    lists = [(f"{briefing.counted(len(own), 'step')} of {stem} not done", own)] if own else []
    criteria = [f"{name}: {text}" for name, texts in unmet for text in texts]
    lists += [("acceptance criteria not met", criteria)] if criteria else []
    if lists:
        lines = [line for head, texts in lists for line in (f"{head}:", *(f"  {t}" for t in texts))]
        raise Refused(
            "\n".join(lines),
            'finish one with: git session log --done "…"   or close anyway with --force',
        )


def _unmet(ctx: Context, doc: Document) -> list[tuple[str, list[str]]]:
    """The criteria that are not met of each task, by its name."""
    if not doc.get("task_ids"):
        return []
    from git_session.lifecycle import tasking  # seldom

    return [(task.name, texts) for task, texts in tasking.unmet(ctx, doc)]


def refuse_unless(ctx: Context, stem: str, status: str) -> Found:
    """The session, if it may become ``status`` from where it is, and has room where those stand
    that are so; else ``Refused``, before anything is noted."""
    session = sessions.load(ctx, stem)
    now = str(session.doc.get("status") or ACTIVE)
    if now not in LEGAL[status]:
        raise Refused(
            f"{stem} is {now}, so it cannot become {status}",
            f"continue it first: git session resume {stem}",
        )
    if (place := archive.place_of(status)) != session.place:
        ctx.store.refuse_move(stem, place)
    return session


def _mark(
    ctx: Context, stem: str, what: str, fields: dict[str, str], when: datetime | None = None
) -> Found:
    given = {key: value for key, value in fields.items() if value}
    block = fold.session_block(what, when or ctx.now, ctx.author, **given)
    change.turn(ctx, stem, block)
    return change.revise(ctx, stem, lambda doc: change.kept(ctx, stem, doc))
