"""Verbs that change what a session is: note it as a block, then show it in the document at once."""

from __future__ import annotations

from git_session import git, history
from git_session.core import fold
from git_session.lifecycle import folding, pending, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import Block, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from git_session.core.document import Document


def change(ctx: Context, stem: str, blocks: list[Block]) -> Found:
    """Append ``blocks`` to scratch, fold everything that is pending into the document, save it.

    The lock is held from reading the document to writing it. Raises ``Locked`` after two
    seconds; the blocks are in scratch by then and the next command folds them in.
    """
    if blocks:
        blocks = secrecy.released(ctx, blocks)
        sessions.note(ctx, stem, sessions.later(ctx, stem, blocks))
    return revise(ctx, stem, lambda doc: doc)


def turn(ctx: Context, stem: str, block: Block) -> Found:
    """The same for a block that says what the session is from now on (paused, reopened, …).

    It has an effect even if it was all that, too, a moment ago.
    """
    [block] = sessions.later(ctx, stem, secrecy.released(ctx, [block]))
    sessions.note(ctx, stem, [sessions.in_turn(ctx, stem, block)])
    return revise(ctx, stem, lambda doc: doc)


def revise(ctx: Context, stem: str, edit: Callable[[Document], Document]) -> Found:
    """Fold in what is pending, apply ``edit``, write the document if anything changed."""
    with ctx.store.lock():
        session = sessions.load(ctx, stem)
        told = folding.told(ctx, session, pending.noted(ctx, stem))
        doc = edit(told.doc)
        if doc != session.doc or not ctx.store.has_document(session.place, stem):
            session = folding.save(ctx, replace(session, doc=doc), told)
        return session


def snapshot(
    ctx: Context, stem: str, note: str, fields: dict[str, str], *, pre_compact: bool = False
) -> list[Block]:
    """The ``Checkpoint:`` block on where things stand, if it says something.

    ``fields`` are its keys and texts, "" for none. With ``pre_compact`` the compaction that comes
    is counted, too.
    """
    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    said = {key: text for key, text in fields.items() if text}
    blocks = []
    if note or said:
        here = is_here(ctx, stem, doc)
        head = ctx.wt.head if here else str(doc.get("git_last_commit") or "")
        made = [fold.checkpoint_block(doc, note, ctx.now, ctx.author, head, said)]
        # it quotes the current step, which may be held back: what was typed must not be with it
        blocks += made if ctx.allow_secrets else secrecy.without(made)
    compaction = fold.compaction(doc, ctx.now, ctx.author) if pre_compact else None
    return [*blocks, compaction] if compaction else blocks


def checkpoint(ctx: Context, stem: str, blocks: list[Block]) -> Found:
    """Note ``blocks``, then bring the document up to date with git, on somebody's wish."""
    change(ctx, stem, blocks)
    return revise(ctx, stem, lambda doc: kept(ctx, stem, doc))


def kept(ctx: Context, stem: str, doc: Document) -> Document:
    """All of what a checkpoint brings, and that there was one."""
    return fold.checkpointed(fold.resume_prompt(refreshed(ctx, stem, doc)), ctx.now)


def is_here(ctx: Context, stem: str, doc: Document) -> bool:
    """Whether HEAD is where the session is: else what git says here is none of it."""
    home = str(doc.get("git_branch", ctx.branch) or "")
    if home == ctx.branch or ctx.store.pointer() == (stem, ctx.branch):
        return True
    return bool(home) and git.tip(ctx.wt, home) is None


def unspoken(ctx: Context, stem: str) -> str:
    """What to say if nothing was noted since the last checkpoint, or since the begin; else ""."""
    from git_session.core import briefing  # words for people

    return briefing.silence(sessions.seen(ctx, sessions.load(ctx, stem)))


def keep_up(ctx: Context, stem: str, touched: list[tuple[str, str]], tools: Iterable[str]) -> Found:
    """Bring the document up to date with git and with what an agent used; nobody asked for it.

    ``touched`` are paths and what was done to them, ``tools`` names.
    """

    def edit(doc: Document) -> Document:
        doc = fold.set_files(doc, [(path, action.capitalize()) for path, action in touched])
        return fold.resume_prompt(refreshed(ctx, stem, fold.add_tools(doc, tools)))

    change(ctx, stem, [])
    return revise(ctx, stem, edit)


def refreshed(ctx: Context, stem: str, doc: Document) -> Document:
    """Git's facts, the Files table and the TL;DR as they are now: what a checkpoint brings.

    Of a session on another branch it is the TL;DR alone.
    """
    if is_here(ctx, stem, doc):
        doc = fold.stamped(_with_changed(ctx, doc), ctx.wt.branch, ctx.wt.head, [ctx.now])
    return fold.refresh_tldr(doc)


def with_files(ctx: Context, stem: str, doc: Document) -> Document:
    """The document whose Files table also holds what git sees changed since the session began,
    if it is here that git has to be asked."""
    return _with_changed(ctx, doc) if is_here(ctx, stem, doc) else doc


def _with_changed(ctx: Context, doc: Document) -> Document:
    since = doc.get("git_start")
    changed = history.changed_files(ctx.wt, since if isinstance(since, str) else None)
    return fold.set_files(doc, changed)
