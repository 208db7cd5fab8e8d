"""Before the commit: pending blocks become one new journal file, staged into that commit."""

from __future__ import annotations

import os

from git_session import git
from git_session.core import grammar, journal
from git_session.lifecycle import current, pending, sessions
from git_session.lifecycle.context import Context
from git_session.model import Block, Journal
from git_session.store import Staged

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
    if not sessions.shared(ctx) or not (anyway or _commit_has_content(ctx)):
        return []
    own = current.current(ctx) or _begun_by_hand(ctx)
    stems = [own] if own else []
    return [made for stem in [*stems, *leftovers(ctx, own)] if (made := stage_session(ctx, stem))]


def _commit_has_content(ctx: Context) -> bool:
    return git.merging(ctx.wt.git_dir) or git.staged_anything(ctx.wt, but=".sessions/journal")


def _begun_by_hand(ctx: Context) -> str | None:
    """A session for scratch that somebody wrote straight into ``.sessions/tmp/``."""
    if not any(pending.blocks_in(ctx, chunk) for chunk in ctx.store.pending("")):
        return None
    return sessions.begin(ctx, sessions.facts_for(ctx))


def leftovers(ctx: Context, own: str | None) -> list[str]:
    """Sessions that ended on this branch or were merged into it with notes still pending."""
    stems = []
    for stem in ctx.store.unread_stems():
        ended = current.found(ctx, stem) if stem != own else None
        if ended and ended.place == "archive":
            home = (ended.doc.get("merged_into"), ended.doc.get("git_branch"))
            stems += [stem] if ctx.branch in home else []
    return stems


def stage_session(ctx: Context, stem: str) -> Staged | None:
    """One new journal file for the session, or None when there is nothing new to carry.

    A journal file that lies untracked in the worktree (a mixed reset) is staged as it is; one
    that is gone from worktree and history alike goes into the new file, block by block.
    """
    in_head = pending.tracked(ctx, stem)
    ours = {os.path.basename(old.path) for old in ctx.store.staged() if old.stem == stem}
    loose = set(ctx.store.journal_on_disk(stem)) - set(in_head) - ours
    lost = {
        name: text for name, text in pending.lost(ctx, stem, in_head).items() if name not in loose
    }
    if loose:
        git.stage(ctx.wt, [f"{ctx.store.journal_dir(stem)}/{name}" for name in sorted(loose)])
    blocks = grammar.unique([*pending.blocks_of(lost), *pending.of_writer(ctx, stem)])
    return _write(ctx, stem, grammar.ordered(blocks), lost) if blocks else None


def _write(ctx: Context, stem: str, blocks: list[Block], lost: dict[str, str]) -> Staged:
    """Remember first, then write, then stage: a kill in between is seen and made good later."""
    carried = _journal(ctx, stem, blocks)
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


def _journal(ctx: Context, stem: str, blocks: list[Block]) -> Journal:
    doc = sessions.load(ctx, stem).doc
    return Journal(
        session=str(doc.get("id") or ""),
        shortname=str(doc.get("shortname") or stem[:-9]),
        author=ctx.author,
        client=ctx.client,
        branch=ctx.wt.branch,
        parent=ctx.wt.head,
        blocks=tuple(blocks),
    )


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


def in_head(ctx: Context, staged: Staged) -> bool:
    return ctx.wt.head is not None and git.has_file(ctx.wt, "HEAD", staged.path)
