"""After HEAD moved: what reached history is released and folded into the document.

Every step asks what *is* (the tree of HEAD, the documents) and not what happened, so it may run
twice, late or after hooks that never ran. ``settle_commit`` is the same for a commit on top of
the one settled last, in fewer questions.
"""

from __future__ import annotations

from git_session import git
from git_session.core import document, fold, grammar, journal, moments
from git_session.errors import BadText
from git_session.lifecycle import (
    archive,
    current,
    documents,
    folding,
    pending,
    sessions,
    sharing,
    stage,
)
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import SESSION, Block, Commit, replace
from git_session.places import stem_of
from git_session.state import UNSHARED
from git_session.store import Staged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def settle_commit(ctx: Context, made: git.Added) -> None:
    """Settle the commit ``made``, which HEAD is now; the lock is held."""
    if not _on_top(ctx, made.parents) or ctx.store.owed():
        settle(ctx)
        return
    stem = current.current(ctx)
    blocks = _taken(ctx, made.paths, stem)
    if stem is not None:
        kept, names = _keep_unshared(ctx, stem)
        row = _row(ctx, made, stem)
        _record(ctx, stem, blocks + kept, [replace(row, journal=(*row.journal, *names))])
    archive.archive_merged(ctx, made.paths, everywhere=False)
    ctx.store.set_settled(made.commit.hash, ctx.branch)


def _on_top(ctx: Context, parents: tuple[str, ...]) -> bool:
    return len(parents) < 2 and ctx.store.settled() == ("".join(parents), ctx.branch)


def _row(ctx: Context, made: git.Added, stem: str) -> Commit:
    """A row of the commit table: with the journal files that the commit added for this session."""
    folder = ctx.store.journal_dir(stem) + "/"
    names = [path[len(folder) :] for path in made.paths if path.startswith(folder)]
    return replace(made.commit, journal=tuple(names))


def settle(ctx: Context) -> None:
    """Bring documents, scratch and pointer in line with HEAD, wherever it came from."""
    before = ctx.store.settled()
    _taken(ctx, None, None)
    stage.take_back(ctx, lambda staged: staged.branch != ctx.branch)
    brought = _brought(ctx, before)
    _hear(ctx, brought)
    stem = repoint(ctx)
    if stem is not None:
        if before and before[0] and not _forward(ctx, before[0]):
            ctx.store.forget_reverted(stem)
        blocks = _arrived(ctx, stem)
        rows = rows_of(ctx, sessions.load(ctx, stem))
        blocks += _keep_unshared(ctx, stem)[0]
        _record(ctx, stem, blocks, rows, anew=True)
        ctx.store.set_owed(sharing.shared(ctx) and pending.owes(ctx, stem))
    archive.archive_merged(ctx, brought, everywhere=True)
    ctx.store.set_settled(ctx.wt.head or "", ctx.branch)


def _forward(ctx: Context, old: str) -> bool:
    return ctx.wt.head is not None and git.is_ancestor(ctx.wt, old, ctx.wt.head)


def repoint(ctx: Context) -> str | None:
    """The session of the branch that HEAD is on now, or None with the pointer cleared."""
    stem = current.current(ctx)
    if stem is None:
        ctx.store.clear_pointer()
    elif ctx.store.pointer() != (stem, ctx.branch):
        ctx.store.set_pointer(stem, ctx.branch)
    return stem


def _taken(ctx: Context, added: Sequence[str] | None, stem: str | None) -> list[Block]:
    """Release what a commit took: the staged files that ``added`` (or HEAD's tree) holds.

    Returns the blocks of the session ``stem`` among them.
    """
    left: list[Staged] = []
    blocks: list[Block] = []
    for staged in ctx.store.staged():
        if staged.path in added if added is not None else stage.in_head(ctx, staged):
            taken = _confirmed(ctx, staged)
            blocks += taken if staged.stem == stem else []
        else:
            left.append(staged)
    ctx.store.save_staged(left)
    return blocks


def _confirmed(ctx: Context, staged: Staged) -> list[Block]:
    """The blocks of the journal file; none, and they stay pending, if somebody spoilt it."""
    try:
        return _confirm(ctx, staged)
    except BadText as error:
        pending.left_out(error)
        return []


def _confirm(ctx: Context, staged: Staged) -> list[Block]:
    """Keep a copy of the journal file, then let go of the scratch that it came from."""
    name = staged.path.rsplit("/", 1)[1]
    text = _text(ctx, staged)
    blocks = list(journal.parse(text, staged.path).blocks)
    ctx.store.keep_journal(staged.stem, name, text)
    ctx.store.add_consumed(staged.stem, {*staged.ids, *map(grammar.identity, blocks)})
    for old in staged.replaces:
        ctx.store.drop_kept(staged.stem, old)
    pending.release(ctx, staged.stem)
    if ctx.store.read_journal(staged.path) is None:
        ctx.store.write_journal(staged.stem, name, text)
    if staged.heal:
        git.heal_index(ctx.wt, [staged.path, ctx.store.attributes])
    _fold_ended(ctx, staged.stem, blocks)
    return blocks


def _text(ctx: Context, staged: Staged) -> str:
    """The journal file as we wrote it: from the worktree, unless somebody changed it there."""
    on_disk = ctx.store.read_journal(staged.path)
    if on_disk is not None and journal.is_intact(on_disk, staged.path):
        return on_disk
    return git.blob(ctx.wt, "HEAD", staged.path)


def _fold_ended(ctx: Context, stem: str, blocks: list[Block]) -> None:
    """Late notes of a session that has ended still belong in its (archived) document."""
    ended = documents.readable(ctx, stem)
    if ended is not None and ended.place == "archive":
        told = folding.told(ctx, ended, blocks, quick=True)
        folding.save(ctx, replace(ended, doc=told.doc), told)


def _arrived(ctx: Context, stem: str) -> list[Block]:
    """Blocks of journal files in HEAD that this clone did not know: pulled, picked or recovered."""
    kept = ctx.store.kept_journals(stem)
    names = pending.tracked(ctx, stem)
    texts = pending.read_tracked(ctx, stem, [name for name in names if name not in kept])
    arrived = pending.blocks_of(texts, ctx.store.journal_dir(stem))
    for name, text in texts.items():
        ctx.store.keep_journal(stem, name, text)
    blocks = pending.blocks_of({n: kept[n] for n in names if n in kept})
    blocks = grammar.unique(grammar.ordered([*blocks, *arrived]))
    ctx.store.add_consumed(stem, {grammar.identity(block) for block in blocks})
    pending.release(ctx, stem)
    return blocks


def _hear(ctx: Context, brought: list[str]) -> None:
    """Fold in what others noted in a session put aside or ended here; the current has its turn.

    One that was merged has ended, whatever was said of it before; who reopens it says so later.
    """
    own = current.current(ctx) if brought else None
    for stem in sorted(
        {stem for path in brought if (stem := stem_of(path, ctx.wt.journal))} - {own}
    ):
        known = documents.readable(ctx, stem)
        blocks = sessions.unfolded(ctx, stem, _arrived(ctx, stem)) if known else []
        if known and blocks:
            told = folding.told(ctx, known, [block for block in blocks if _counts(known, block)])
            folding.save(ctx, replace(known, doc=told.doc), told)
            sessions.remember(ctx, stem, blocks)
            archive.put_in_place(ctx, stem, told.doc)


def _counts(session: Found, block: Block) -> bool:
    if block.kind != SESSION or not session.doc.get("merged_into"):
        return True
    end = moments.parse_iso(str(session.doc.get("closed_at") or ""))
    return end is not None and block.when >= end


def _keep_unshared(ctx: Context, stem: str) -> tuple[list[Block], list[str]]:
    """Where the journal is not tracked, the pending blocks go to this clone's own copy of it.

    Returns them, and the name of the file: the commit table links it to the commit just made.
    """
    blocks = [] if sharing.shared(ctx) else pending.of_writer(ctx, stem, tell=True)
    if not blocks:
        return [], []
    carried = stage.journal_of(ctx, stem, blocks)
    name = journal.file_name(carried)
    ctx.store.keep_journal(stem, name, journal.render(carried))
    ctx.store.add_consumed(stem, {grammar.identity(block) for block in blocks})
    ctx.store.set_owed(True, UNSHARED)
    pending.release(ctx, stem)
    return blocks, [name]


def _record(
    ctx: Context, stem: str, blocks: list[Block], rows: list[Commit], *, anew: bool = False
) -> None:
    """Fold ``blocks`` in and write down where HEAD is; ``anew`` replaces the commit table."""
    session = sessions.load(ctx, stem)
    told = folding.told(ctx, session, blocks, quick=not anew)
    doc = told.doc
    if anew:
        doc = fold.set_commits(doc, rows)
    for row in [] if anew else rows:
        doc = fold.add_commit(doc, row)
    doc = fold.stamped(doc, ctx.wt.branch, ctx.wt.head, [row.when for row in rows])
    if doc != session.doc or not ctx.store.has_document(session.place, stem):
        folding.save(ctx, replace(session, doc=doc), told)


def rows_of(ctx: Context, session: Found) -> list[Commit]:
    """The commits of this session that HEAD still reaches, oldest first.

    They are those since the start that are not the base's own; rows of commits that were
    rewritten or dropped go, their successors come. Of what the base reaches too (merged, or
    brought from there), those are ours that were known before or carry our journal.
    """
    if ctx.wt.head is None:
        return []
    exclude: list[str] = []
    start = session.doc.get("git_start")
    if isinstance(start, str) and (fork := git.merge_base(ctx.wt, start, ctx.wt.head)):
        exclude.append(fork)
    bases = _bases(ctx, str(session.doc.get("git_base") or ""))
    reached = any(git.is_ancestor(ctx.wt, ctx.wt.head, tip) for tip in bases)
    exclude += [] if reached else bases
    rows = [_row(ctx, made, session.stem) for made in git.log_rows(ctx.wt, "HEAD", exclude)]
    rows = _linked(ctx, rows, document.commits(session.doc))
    if not reached and (exclude or "git_start" in session.doc.values()):
        return rows
    known = {row.hash for row in document.commits(session.doc)}
    return [row for row in rows if row.journal or row.hash in known]


def _bases(ctx: Context, base: str) -> list[str]:
    """Where the base branch is, here and at origin: ``git pull origin main`` moves that alone."""
    if not base or base == ctx.branch:
        return []
    tips = (git.tip(ctx.wt, name) for name in (base, f"origin/{base}"))
    return [tip for tip in tips if tip]


def _linked(ctx: Context, rows: list[Commit], known: list[Commit]) -> list[Commit]:
    """The rows with the names of kept journal files that the table had for the same commits.

    Where the journal is not shared the table alone links them. A rewritten commit is known by its
    author's time and subject.
    """
    if sharing.shared(ctx):
        return rows
    by_hash = {row.hash: row.journal for row in known}
    rest = [row for row in known if row.hash not in {row.hash for row in rows}]
    by_look = {(int(row.when.timestamp()) // 60, row.subject): row.journal for row in rest}
    return [
        replace(
            row,
            journal=row.journal
            or by_hash.get(row.hash)
            or by_look.get((int(row.when.timestamp()) // 60, row.subject), ()),
        )
        for row in rows
    ]


def _brought(ctx: Context, before: tuple[str, str] | None) -> list[str]:
    """Journal files that came into HEAD's tree since we settled last."""
    if ctx.wt.head is None or before is None or not before[0]:
        return []
    return git.added_between(ctx.wt, before[0], ctx.wt.head, ctx.wt.journal)
