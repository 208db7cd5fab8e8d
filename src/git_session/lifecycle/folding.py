"""Documents take in blocks: in the order that all clones agree on, and never over a hand edit.

``told`` is what everybody goes through who writes a document. A person's edits since we last
wrote it are noted as blocks first, so that they travel. Then the new blocks are folded in: behind
the others if they are newer than all of them, which is the usual case, else by folding everything
once more in order. A commit is not kept waiting for that: it leaves a mark for the next command.
"""

from __future__ import annotations

from git_session.core import fold, grammar, moments
from git_session.core.document import Document
from git_session.lifecycle import documents, pending, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import SESSION, Block, record


@record
class Told:
    """A document that took in ``blocks``; ``anew`` if these are all it shows, in their order."""

    doc: Document
    blocks: tuple[Block, ...]
    anew: bool = False


def told(ctx: Context, session: Found, blocks: list[Block], *, quick: bool = False) -> Told:
    """The document with ``blocks`` folded in; nothing is written but edits noted. Lock held.

    ``quick``: where the order would have to be made anew only remember that.
    """
    edits = captured(ctx, session)
    known = ctx.store.folded(session.stem)
    fresh = pending.without(grammar.unique(blocks), set(known))
    disordered = ctx.store.disordered(session.stem)
    if fresh and not _follow(known, fresh):
        disordered = True
    if disordered and not quick:
        return _anew(ctx, session, known, [*edits, *fresh])
    if disordered:
        ctx.store.set_disordered(session.stem, True)
    doc = fold.fold(session.doc, fresh)
    return Told(doc, (*edits, *fresh))


def _follow(known: dict[str, str], fresh: list[Block]) -> bool:
    """Whether the blocks are in order and later than every known one; an edit needs all others."""
    stamps = [moments.utc_stamp(block.when) for block in fresh]
    newest = max(known.values(), default="")
    is_edit = any(block.kind == SESSION and block.title.lower() == "edited" for block in fresh)
    return stamps == sorted(stamps) and newest < stamps[0] and not is_edit


def save(ctx: Context, session: Found, given: Told) -> Found:
    """Write the document that ``told`` gave (or what was made of it); the session as it is now."""
    sessions.save(ctx, session, list(given.blocks), anew=given.anew)
    return session


def captured(ctx: Context, session: Found) -> list[Block]:
    """What a person edited by hand since we last wrote the document, noted in scratch.

    The document shows it already, so the blocks count as folded in.
    """
    stem, text = session.stem, session.doc.text
    copy = ctx.store.copied_document(stem)
    if copy is None or copy[1] == text or not ctx.store.has_document(session.place, stem):
        return []
    from git_session.core import document, edits  # people seldom edit, and commits are many

    before = document.draft(Document(stem, copy[1]))
    blocks = edits.found(before, document.draft(session.doc), ctx.now, ctx.author)
    blocks = secrecy.without(sessions.later(ctx, stem, blocks))
    if blocks:
        sessions.note(ctx, stem, blocks)
        sessions.remember(ctx, stem, blocks)
    ctx.store.copy_document(session.place, stem, text)
    return blocks


def capture(ctx: Context, stem: str) -> None:
    """The same for the session ``stem``, if it has a document that can be read."""
    session = documents.readable(ctx, stem)
    if session is not None:
        captured(ctx, session)


def _anew(ctx: Context, session: Found, known: dict[str, str], fresh: list[Block]) -> Told:
    """Everything that the document shows and ``fresh`` in the order that all clones agree on."""
    from git_session.core import document, merge  # only where the order has to be made

    texts, blocks = sessions.known_blocks(ctx, session.stem, tell=False)
    shown = {*known, *map(grammar.identity, fresh)}
    blocks = [block for block in blocks if grammar.identity(block) in shown]
    by_identity = {grammar.identity(block): block for block in blocks}
    arrived = [by_identity[one] for one in known if one in by_identity]
    blank = document.new(sessions.facts_of(ctx, session.stem, texts, blocks))
    missing = [block for block in fresh if grammar.identity(block) not in known]
    doc = merge.reordered(
        session.doc,
        base=fold.fold(blank, arrived),
        wanted=fold.fold(blank, blocks),
        otherwise=fold.fold(session.doc, missing),
    )
    return Told(doc, tuple(blocks), anew=True)
