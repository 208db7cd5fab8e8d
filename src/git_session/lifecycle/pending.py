"""What was noted and is not yet in a commit: scratch, its write-ahead copy, and lost journals."""

from __future__ import annotations

import os

from git_session import git
from git_session.core import grammar, journal, moments, naming
from git_session.errors import BadText, NoSession
from git_session.lifecycle import current, secrecy
from git_session.lifecycle.context import Context
from git_session.model import SESSION, Block
from git_session.store import Chunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def unread(ctx: Context, stem: str) -> list[Chunk]:
    """Every unread piece of scratch of the session; the unnamed ones if it is the current one."""
    unnamed = ctx.store.pending("")
    own = unnamed if unnamed and _is_current(ctx, stem) else []
    return [*ctx.store.pending(stem), *own]


def _is_current(ctx: Context, stem: str) -> bool:
    try:
        return current.current(ctx) == stem
    except NoSession:  # several fit: the scratch waits until somebody says which
        return False


def blocks_in(ctx: Context, chunk: Chunk) -> list[Block]:
    """The blocks of one chunk; a time of day takes its date from the file's name.

    The fallback must be the same whenever the chunk is read again, because a block's time is
    part of its identity: midnight of the file's day, or of today where the name has no day.
    """
    day = moments.day_in_name(chunk.filename)
    start = ctx.now.replace(hour=0, minute=0, second=0)
    if day is not None:
        start = start.replace(year=day.year, month=day.month, day=day.day)
    author, eight = naming.writer_of(chunk.filename)
    return grammar.parse(
        chunk.text,
        author=author or ctx.author,
        day=day,
        zone=ctx.zone,
        fallback=start,
        agent=naming.agent_name(ctx.clients.get(eight, ""), eight) if eight else "",
    )


def every(ctx: Context) -> Iterator[tuple[str, str, Block]]:
    """Identity, session ("" for none) and block of every note that no commit has carried, once."""
    seen = set()
    for stem in ["", *ctx.store.unread_stems()]:
        for chunk in ctx.store.pending(stem):
            for block in blocks_in(ctx, chunk):
                identity = grammar.identity(block)
                if identity not in seen:
                    seen.add(identity)
                    yield identity, stem, block


def noted(ctx: Context, stem: str) -> list[Block]:
    """All blocks of the session that no commit of this clone has carried yet, in time order."""
    blocks = [block for chunk in unread(ctx, stem) for block in blocks_in(ctx, chunk)]
    return without(grammar.ordered(grammar.unique(blocks)), ctx.store.consumed(stem))


def of_writer(ctx: Context, stem: str, *, tell: bool = False) -> list[Block]:
    """What this commit may carry: a person's takes everything, an agent's leaves others theirs.

    Who of them waits for a commit of their own says ``waiting``. What a session *is* (its
    ``Session:`` blocks) goes along with whoever commits first. What looks as if it held a secret
    goes with nobody; ``tell``: say where it stands.
    """
    consumed = ctx.store.consumed(stem)
    own: dict[str, Block] = {}
    held: set[str] = set()
    chunks = unread(ctx, stem)
    others = _waiting(ctx, stem, chunks)
    for chunk in chunks:
        for block in without(_of_chunk(ctx, chunk, others), consumed):
            one = grammar.identity(block)
            if one not in own and one not in held and not secrecy.free(block):
                held.add(one)
                if tell:
                    secrecy.told(ctx, chunk, block)
            elif one not in held:
                own.setdefault(one, block)
    return grammar.ordered(own.values())


def _waiting(ctx: Context, stem: str, chunks: list[Chunk]) -> set[tuple[str, str]]:
    """The writers whose notes this commit leaves to them; a person leaves nobody's."""
    if not ctx.agent:
        return set()
    from git_session.lifecycle import waiting  # HOT: a person's commit does without

    return waiting.waiting(ctx, stem, chunks)


def _of_chunk(ctx: Context, chunk: Chunk, others: set[tuple[str, str]]) -> list[Block]:
    """The blocks of one piece of scratch that the asking writer's commit takes."""
    blocks = blocks_in(ctx, chunk)
    if chunk.unnamed or naming.writer_of(chunk.filename) not in others:
        return blocks
    return [block for block in blocks if block.kind == SESSION]


def unclaimed(ctx: Context) -> list[Block]:
    """What was written straight into ``.sessions/tmp/`` and is no session's yet, in time order."""
    blocks = [block for chunk in ctx.store.pending("") for block in blocks_in(ctx, chunk)]
    return grammar.ordered(grammar.unique(blocks))


def without(blocks: list[Block], ids: set[str]) -> list[Block]:
    """``blocks`` less those whose identity is in ``ids``."""
    return [block for block in blocks if grammar.identity(block) not in ids] if ids else blocks


def release(ctx: Context, stem: str) -> None:
    """Move past every chunk of which all blocks are known to be in a journal."""
    consumed = ctx.store.consumed(stem)
    done = [
        chunk
        for chunk in unread(ctx, stem)
        if all(grammar.identity(block) in consumed for block in blocks_in(ctx, chunk))
    ]
    ctx.store.release(done, ctx.now.date().isoformat())


def tracked(ctx: Context, stem: str, rev: str = "HEAD") -> list[str]:
    """The names of the session's journal files in the tree of ``rev``."""
    if ctx.wt.head is None:
        return []
    folder = ctx.store.journal_dir(stem)
    return [path[len(folder) + 1 :] for path in git.tree_files(ctx.wt, rev, folder)]


def read_tracked(ctx: Context, stem: str, names: list[str], rev: str = "HEAD") -> dict[str, str]:
    """The texts of these journal files in the tree of ``rev``, by name."""
    prefix = ctx.store.journal_dir(stem) + "/"
    texts = git.read_blobs(ctx.wt, [f"{rev}:{prefix}{name}" for name in names])
    return {spec.rsplit("/", 1)[1]: text for spec, text in texts.items()}


def blocks_of(texts: dict[str, str], told: str = "") -> list[Block]:
    """The blocks of journal texts in the design's order: time, file name, place in the file.

    What is no journal file (anyone may commit anything there) has none; where ``told`` names
    the directory they are from, a remark says which one and why.
    """
    blocks: list[Block] = []
    for name in sorted(texts):
        try:
            blocks += journal.parse(texts[name], f"{told}/{name}" if told else name).blocks
        except BadText as error:
            if told:
                left_out(error)
    return grammar.unique(grammar.ordered(blocks))


def left_out(error: BadText) -> None:
    """Say that a journal file is none, and that everything goes on without it."""
    from git_session import output  # only where there is something to say

    output.remark(f"{error.message}; this file is left out")


def lost(ctx: Context, stem: str, in_head: list[str]) -> dict[str, str]:
    """Journal files that this clone wrote and that HEAD neither holds nor ever held, by name.

    ``reset --hard`` and a dropped pick leave such; a revert does not (the file is in history).
    Files whose every block HEAD holds in some other file are not lost.
    """
    kept = ctx.store.kept_journals(stem)
    missing = kept.keys() - set(in_head)
    gone = reverted(ctx, stem, missing)
    ctx.store.add_reverted(stem, gone - ctx.store.reverted(stem))
    missing -= gone
    if not missing:
        return {}
    held = held_by_head(ctx, stem, in_head)
    texts = {name: kept[name] for name in sorted(missing)}
    return {name: text for name, text in texts.items() if without(blocks_of({name: text}), held)}


def left_behind(ctx: Context, stem: str, rev: str) -> list[Block]:
    """What journal files of this clone hold and ``rev`` neither holds nor ever held."""
    kept = ctx.store.kept_journals(stem)
    names = tracked(ctx, stem, rev)
    missing = {name: text for name, text in kept.items() if name not in set(names)}
    if not missing:
        return []
    folder = ctx.store.journal_dir(stem)
    past = git.ever_added(ctx.wt, rev, folder, _start(ctx, stem, rev))
    ever = {os.path.basename(path) for path in past}
    held = blocks_of(read_tracked(ctx, stem, names, rev))
    blocks = blocks_of({name: text for name, text in missing.items() if name not in ever})
    return without(blocks, {grammar.identity(block) for block in held})


def held_by_head(ctx: Context, stem: str, in_head: list[str]) -> set[str]:
    """The identities of all blocks in these journal files of HEAD."""
    return {grammar.identity(block) for block in blocks_of(read_tracked(ctx, stem, in_head))}


def loose(ctx: Context, stem: str, in_head: list[str]) -> set[str]:
    """Journal files that lie in the worktree and not in HEAD (a mixed reset)."""
    ours = {os.path.basename(old.path) for old in ctx.store.staged() if old.stem == stem}
    return set(ctx.store.journal_on_disk(stem)) - set(in_head) - ours


def owes(ctx: Context, stem: str) -> bool:
    """Whether the next commit has to carry more than what is noted until then."""
    in_head = tracked(ctx, stem)
    return bool(loose(ctx, stem, in_head) or lost(ctx, stem, in_head))


def reverted(ctx: Context, stem: str, names: set[str]) -> set[str]:
    """Those of these journal files that history holds although HEAD's tree does not.

    It is asked once for all of them, and only from where the session began: no commit before
    that has a file of its journal, and years of history take a second to walk.
    """
    known = names & ctx.store.reverted(stem)
    if names == known or ctx.wt.head is None:
        return known
    paths = git.ever_added(ctx.wt, "HEAD", ctx.store.journal_dir(stem), _start(ctx, stem))
    return known | (names & {os.path.basename(path) for path in paths})


def _start(ctx: Context, stem: str, rev: str = "HEAD") -> str | None:
    """Where ``rev`` left the commit at which the session began; None where nobody knows."""
    from git_session.lifecycle import documents  # only where something is missing

    known = documents.readable(ctx, stem)
    start = known.doc.get("git_start") if known else None
    return git.merge_base(ctx.wt, start, rev) if isinstance(start, str) else None
