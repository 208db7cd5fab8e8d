"""Before the commit: pending blocks become one new journal file, staged into that commit."""

from __future__ import annotations

import os

from git_session import git
from git_session.core import front, frontmatter, grammar, journal
from git_session.lifecycle import current, pending, sharing
from git_session.lifecycle.context import Context
from git_session.model import PAUSED, Block, Journal, replace
from git_session.state import UNSHARED, Staged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def stage(ctx: Context, *, anyway: bool = False) -> list[Staged]:
    """Write and stage a journal file for each session that has something to say here.

    That is the session of this branch, and those merged into it which still had notes.
    Unless ``anyway``, nothing is staged where nothing else is: git refuses such a commit, and a
    journal file left in the index would let the next attempt through. Nothing is staged
    where the journal is not shared.
    """
    take_back(ctx, lambda staged: staged.branch != ctx.branch)
    own = current.current(ctx)
    if own and ctx.store.edited(own):
        from git_session.lifecycle import folding  # people seldom edit, and commits are many

        folding.capture(ctx, own)
    if not sharing.shared(ctx) or not (anyway or _commit_has_content(ctx)):
        return []
    stems = [own] if own else []
    return [made for stem in [*stems, *leftovers(ctx, own)] if (made := stage_session(ctx, stem))]


def _commit_has_content(ctx: Context) -> bool:
    return git.merging(ctx.wt.git_dir) or git.staged_anything(ctx.wt, but=ctx.wt.journal)


def leftovers(ctx: Context, own: str | None) -> list[str]:
    """Sessions put aside or ended on this branch, or merged into it, with notes still pending."""
    unread = [stem for stem in ctx.store.unread_stems() if stem != own]
    if not unread:
        return []
    from git_session.lifecycle import documents  # only where others have something pending

    stems = []
    for stem in unread:
        other = documents.readable(ctx, stem)
        if other and (other.place == "archive" or other.doc.get("status") == PAUSED):
            home = (other.doc.get("merged_into"), other.doc.get("git_branch"))
            stems += [stem] if ctx.branch in home else []
    return stems


def stage_session(ctx: Context, stem: str) -> Staged | None:
    """One new journal file for the session, or None when there is nothing new to carry.

    A journal file that lies untracked in the worktree (a mixed reset) is staged as it is; one
    that is gone from worktree and history alike goes into the new file, block by block, less those
    that HEAD holds in another.
    """
    loose: set[str] = set()
    lost: dict[str, str] = {}
    again: list[Block] = []
    if ctx.store.owed() or ctx.store.owed(UNSHARED):
        in_head = pending.tracked(ctx, stem)
        loose = pending.loose(ctx, stem, in_head)
        found = pending.lost(ctx, stem, in_head)
        lost = {name: text for name, text in found.items() if name not in loose}
        held = pending.held_by_head(ctx, stem, in_head) if lost else set()
        again = pending.without(pending.blocks_of(lost), held)
    if loose:
        git.stage(ctx.wt, [f"{ctx.store.journal_dir(stem)}/{name}" for name in sorted(loose)])
    blocks = grammar.unique([*again, *pending.of_writer(ctx, stem, tell=True)])
    return _write(ctx, stem, grammar.ordered(blocks), lost) if blocks else None


def _write(ctx: Context, stem: str, blocks: list[Block], lost: dict[str, str]) -> Staged:
    """Remember first, then write, then stage: a kill in between is seen and made good later."""
    carried = journal_of(ctx, stem, blocks)
    name = journal.file_name(carried)
    staged = Staged(
        stem=stem,
        path=f"{ctx.store.journal_dir(stem)}/{name}",
        branch=ctx.branch,
        parent=ctx.wt.head or "",
        ids=tuple(grammar.identity(block) for block in blocks),
        replaces=tuple(sorted(lost)),
        heal=_index_is_private(),
    )
    take_back(ctx, lambda old: old.stem == stem and old.path != staged.path)
    ctx.store.save_staged([*(o for o in ctx.store.staged() if o.stem != stem), staged])
    paths = ctx.store.write_journal(stem, name, journal.render(carried))
    git.stage(ctx.wt, paths)
    return staged


def journal_of(ctx: Context, stem: str, blocks: list[Block]) -> Journal:
    """The journal that carries ``blocks``, with the facts of here and now."""
    session, shortname = _names(ctx, stem)
    return Journal(
        session=session,
        shortname=shortname,
        author=ctx.author,
        client=ctx.client,
        branch=ctx.wt.branch,
        parent=ctx.wt.head,
        blocks=tuple(blocks),
        agent=ctx.agent,
    )


def _names(ctx: Context, stem: str) -> tuple[str, str]:
    """The session's UUID and shortname, read from its document's frontmatter alone."""
    for place in ("active", "archive"):
        if ctx.store.has_document(place, stem):
            path, text = ctx.store.read_document(place, stem)
            keys = front.read(text, path)
            known = (frontmatter.get(keys, "id"), frontmatter.get(keys, "shortname"))
            return str(known[0] or ""), str(known[1] or stem[:-9])
    from git_session.lifecycle import sessions  # only where a document has to be made again

    doc = sessions.load(ctx, stem).doc
    return str(doc.get("id") or ""), str(doc.get("shortname") or stem[:-9])


def _index_is_private() -> bool:
    """``git commit PATH`` lets hooks see an index of its own; the real one is healed afterwards."""
    return os.path.basename(os.environ.get("GIT_INDEX_FILE", "index")).startswith("next-index")


def take_back(ctx: Context, unwanted: Callable[[Staged], bool]) -> None:
    """Unstage and remove journal files that no commit took; their blocks are pending as before."""
    staged = ctx.store.staged()
    for old in staged:
        if unwanted(old) and not in_head(ctx, old):
            git.unstage(ctx.wt, [old.path])
            ctx.store.remove_journal(old.path)
            staged = [other for other in staged if other != old]
            ctx.store.save_staged(staged)


def withdraw(ctx: Context) -> None:
    """Take the staged journal files out again, for git is about to refuse the commit.

    They stay on record: with ``--allow-empty-message`` git makes the commit all the same, from the
    tree it has built by now, and then they are put back.
    """
    staged = [replace(old, heal=True) for old in ctx.store.staged()]
    for old in staged:
        git.unstage(ctx.wt, [old.path])
        ctx.store.remove_journal(old.path)
    ctx.store.save_staged(staged)


def in_head(ctx: Context, staged: Staged) -> bool:
    return ctx.wt.head is not None and git.has_file(ctx.wt, "HEAD", staged.path)
