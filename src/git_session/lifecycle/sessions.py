"""A session's document: begun, loaded, given back after it was swept away, and saved."""

from __future__ import annotations

import os
from datetime import timedelta

from git_session.core import document, fold, grammar, moments, naming
from git_session.core.document import Document, Facts
from git_session.errors import BadText, Refused, SessionError
from git_session.lifecycle import documents, pending, secrecy, sharing
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import SESSION, Block, replace


def begin(ctx: Context, facts: Facts) -> str:
    """Write the ``Session: begun`` block, the document and the pointer; return the stem.

    The block comes first: from it the document can be made again, not the other way round.
    """
    ctx.store.prepare()
    stem = stem_of(facts)
    [begun] = secrecy.released(ctx, [fold.begun_block(facts)])
    note(ctx, stem, [begun])
    told = facts_of(ctx, stem, {}, [begun])  # what every other clone will know
    doc, own = _first(ctx, stem, told, begun)
    save(ctx, Found(stem, "active", doc), [begun, *own])
    point(ctx, stem)
    return stem


def _first(ctx: Context, stem: str, facts: Facts, begun: Block) -> tuple[Document, list[Block]]:
    """The document as it begins. What a template of this repository's makes of it is noted like
    a hand edit, for no other clone need have that template."""
    usual = fold.fold(document.new(facts), [begun])
    own, _ = template(ctx)
    if not own:
        return usual, []
    from git_session.core import edits  # few have a template

    doc = fold.fold(document.new(facts, own), [begun])
    before, after = document.draft(usual), document.draft(doc)
    told = secrecy.without(edits.found(before, after, facts.created, facts.author))
    note(ctx, stem, told)
    return doc, told


def template(ctx: Context) -> tuple[str, str]:
    """This repository's template of a session, "" without one, and why it cannot be used."""
    try:
        return ctx.store.template(), ""
    except SessionError as error:
        return "", f"{error.message}; the usual template was taken"


def stem_of(facts: Facts) -> str:
    """What the session's files are called."""
    return naming.stem(facts.shortname, facts.id)


def facts_for(ctx: Context, name: str = "", goal: str = "") -> Facts:
    """The facts of a session that begins now; the name defaults to the goal, then the branch."""
    shortname = naming.slug(name or goal or ctx.branch or _detached(ctx))
    labels = {str(session.doc.get("label")) for session in documents.survey(ctx).found}
    return Facts(
        id=naming.uuid7(int(ctx.now.timestamp() * 1000), randomness()),
        shortname=shortname,
        label=naming.label(ctx.now, labels),
        created=ctx.now,
        branch=ctx.wt.branch,
        head=ctx.wt.head,
        base=sharing.base_branch(ctx),
        author=ctx.author,
        client=ctx.client,
        goal=goal,
    )


def randomness() -> bytes:
    """What makes the id of a session different from all others."""
    return os.urandom(10)


def _detached(ctx: Context) -> str:
    return f"detached-{(ctx.wt.head or 'unborn')[:7]}"


SKEW = 60  # seconds by which clocks may differ before a note keeps its own time all the same


def later(ctx: Context, stem: str, blocks: list[Block]) -> list[Block]:
    """``blocks``, each after the journal that this clone knows of the session.

    Order in every clone is by time. So what is noted within the second of the last commit, or of
    what came from a clock a little ahead, is given the second after that.
    """
    newest = ctx.store.newest_kept(stem)[: len("20260115T133105Z")]
    if not any(moments.utc_stamp(block.when) <= newest for block in blocks):
        return blocks
    known = moments.of_stamp(newest)
    if known is None:
        return blocks
    first = min(block.when for block in blocks)
    shift = known - first + timedelta(seconds=1)
    if shift > timedelta(seconds=SKEW):
        return blocks
    return [replace(block, when=block.when + shift) for block in blocks]


def in_turn(ctx: Context, stem: str, block: Block) -> Block:
    """``block``, which changes what the session is, behind what changed that before.

    Equal blocks of one second are one entry. So what happens again within a second gets the
    next one, and what comes after that is not earlier.
    """
    noted = pending.noted(ctx, stem)
    newest = max((one.when for one in noted if one.kind == SESSION), default=block.when)
    if block.when < newest <= block.when + timedelta(seconds=SKEW):
        block = replace(block, when=newest)
    known = {*ctx.store.folded(stem), *map(grammar.identity, noted)}
    while grammar.identity(block) in known:
        block = replace(block, when=block.when + timedelta(seconds=1))
    return block


def note(ctx: Context, stem: str, blocks: list[Block]) -> str:
    """Append ``blocks`` to this writer's scratch in one write; returns a remark or ""."""
    if ctx.agent:
        introduce(ctx)
    text = "\n".join(grammar.render(block, ctx.author) for block in blocks)
    return ctx.store.append(stem, ctx.scratch_name, text)


def introduce(ctx: Context) -> None:
    """Remember which client the asking agent is: its scratch is called by its id alone."""
    eight = naming.agent8(ctx.agent)
    if ctx.client and ctx.clients.get(eight) != ctx.client:
        ctx.clients[eight] = ctx.client
        ctx.store.introduce(eight, ctx.client)


def point(ctx: Context, stem: str) -> None:
    """Make the session this worktree's, and the calling agent's."""
    ctx.store.set_pointer(stem, ctx.branch)
    if ctx.agent:
        ctx.store.bind(ctx.agent, stem)
    ctx.store.set_settled(ctx.wt.head or "", ctx.branch)


def load(ctx: Context, stem: str) -> Found:
    """The session's document, made again from the journal where it was swept away.

    Nothing is written. Raises ``BadText`` for an unreadable document and ``Refused`` when
    neither a document nor a journal says what the session is.
    """
    known = documents.found(ctx, stem)
    if known is not None:
        return known
    copy = ctx.store.copied_document(stem)
    if copy is not None:
        return Found(stem, copy[0], document.read(copy[1], stem))
    return Found(stem, "active", rebuilt(ctx, stem))


def restore(ctx: Context) -> None:
    """Give back every document that ``git clean`` took, as it was last written here."""
    swept = ctx.store.swept()
    if swept:
        with ctx.store.lock():
            for stem in swept:
                copy = ctx.store.copied_document(stem)
                if copy is not None:
                    ctx.store.write_document(copy[0], stem, copy[1])
            ctx.store.prepare()


def rebuilt(ctx: Context, stem: str, rev: str = "HEAD") -> Document:
    """The document as the journal alone tells it: this clone's copies, ``rev``'s, and scratch."""
    texts, blocks = known_blocks(ctx, stem, rev)
    return fold.fold(document.new(facts_of(ctx, stem, texts, blocks)), blocks)


def known_blocks(
    ctx: Context, stem: str, rev: str = "HEAD", *, tell: bool = True
) -> tuple[dict[str, str], list[Block]]:
    """The journal texts that are known of a session, and their blocks with those pending.

    The order is the one that all clones agree on; what no journal file holds yet comes last
    among the blocks of one second. ``tell``: say which files are no journal files.
    """
    names = pending.tracked(ctx, stem, rev)
    texts = {**ctx.store.kept_journals(stem), **pending.read_tracked(ctx, stem, names, rev)}
    blocks = pending.blocks_of(texts, ctx.store.journal_dir(stem) if tell else "")
    known = {grammar.identity(block) for block in blocks}
    blocks += pending.without(pending.noted(ctx, stem), known)
    return texts, grammar.ordered(blocks)


def facts_of(ctx: Context, stem: str, texts: dict[str, str], blocks: list[Block]) -> Facts:
    """What the session is, by its ``begun`` block or else by what its journal files say."""
    facts = next(filter(None, map(fold.begin_facts, blocks)), None)
    return facts or _facts_of_journal(ctx, stem, texts)


def _facts_of_journal(ctx: Context, stem: str, texts: dict[str, str]) -> Facts:
    """What a journal without its ``begun`` block still says of its session."""
    from git_session.core import journal  # only where a journal is incomplete

    for name in sorted(texts):
        try:
            first = journal.parse(texts[name], name)
        except BadText:
            continue  # was told where its blocks were asked for
        if not first.blocks:
            continue
        return replace(
            facts_for(ctx, first.shortname),
            id=first.session,
            created=min(block.when for block in first.blocks),
            branch=first.branch,
            head=first.parent,
            author=first.author,
            client=first.client,
        )
    raise Refused(
        f"nothing is known of the session {stem}: its document and its journal are gone",
        "begin anew with: git session init --force",
    )


def save(ctx: Context, session: Found, blocks: list[Block], *, anew: bool = False) -> None:
    """Write the document, then remember that it shows ``blocks``; ``anew``: these and no other."""
    ctx.store.prepare()
    ctx.store.write_document(session.place, session.stem, session.doc.text)
    remember(ctx, session.stem, blocks, anew=anew)


def remember(ctx: Context, stem: str, blocks: list[Block], *, anew: bool = False) -> None:
    """The document shows ``blocks``, behind the others or (``anew``) all in this order."""
    known = {} if anew else ctx.store.folded(stem)
    rows = {grammar.identity(block): moments.utc_stamp(block.when) for block in blocks}
    if anew:
        ctx.store.set_folded(stem, rows)
        ctx.store.set_disordered(stem, False)
    else:
        ctx.store.add_folded(stem, {one: at for one, at in rows.items() if one not in known})


def unfolded(ctx: Context, stem: str, blocks: list[Block]) -> list[Block]:
    """Those of ``blocks`` that the document does not show yet."""
    return pending.without(blocks, set(ctx.store.folded(stem)))


def seen(ctx: Context, session: Found) -> Document:
    """The document as a reader should see it: with what is noted but not folded in yet."""
    return fold.fold(session.doc, unfolded(ctx, session.stem, pending.noted(ctx, session.stem)))
