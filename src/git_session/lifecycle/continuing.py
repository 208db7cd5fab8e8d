"""A session that goes on: resumed by name, or because somebody notes on its branch again.

On a branch whose session was merged, and in a clone that knows the branch's session only by its
journal, a new note belongs to that session and begins no other.
"""

from __future__ import annotations

from git_session.core import fold, front, frontmatter
from git_session.errors import BadText
from git_session.lifecycle import (
    change,
    documents,
    journals,
    pending,
    sessions,
    settle,
    sharing,
)
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ACTIVE, PAUSED, replace

CLOSE_LOOK = 20  # journals that are read to find the one of this branch


def of_branch(ctx: Context) -> Found | None:
    """The session that a new note here continues; None where a new one begins."""
    if not ctx.branch or ctx.wt.head is None:
        return None
    return _merged(ctx) or of_journal(ctx)


def claim(ctx: Context) -> None:
    """A session for scratch that no session of this branch has claimed."""
    known = of_branch(ctx)
    if known:
        go_on(ctx, known)
    else:
        sessions.begin(ctx, sessions.facts_for(ctx))


def go_on(ctx: Context, session: Found) -> Found:
    """Make the session active, in the active place, and this worktree's own."""
    if not ctx.store.has_document(session.place, session.stem):
        session = journals.adopt(ctx, session)
    if session.place == "archive":
        ctx.store.move_document(session.stem, "active")
        session = replace(session, place="active")
    if session.doc.get("status") != ACTIVE:
        what = "resumed" if session.doc.get("status") == PAUSED else "reopened"
        block = fold.session_block(what, ctx.now, ctx.author)
        session = change.turn(ctx, session.stem, block)
    home = session.doc.get("git_branch")
    sessions.point(ctx, session.stem)
    if home == ctx.branch and session.doc.get("git_last_commit") != ctx.wt.head:
        with ctx.store.lock():
            settle.settle(ctx)  # HEAD moved while nobody was at it
        session = sessions.load(ctx, session.stem)
    return session


def _merged(ctx: Context) -> Found | None:
    """The session of this branch that a merge archived last, if its journal is still here."""
    ended = [found for stem in ctx.store.stems("archive") if (found := _of_here(ctx, stem))]
    ended.sort(key=lambda session: str(session.doc.get("closed_at") or ""), reverse=True)
    return next((session for session in ended if pending.tracked(ctx, session.stem)), None)


def _of_here(ctx: Context, stem: str) -> Found | None:
    """The archived document, if it says that it was merged and belongs to this branch."""
    try:
        path, text = ctx.store.read_document("archive", stem)
        if "\nmerged_into:" not in text:
            return None
        keys = front.read(text, path)
    except BadText:
        return None
    home = frontmatter.get(keys, "git_branch")
    merged = frontmatter.get(keys, "merged_into")
    return documents.readable(ctx, stem) if merged and home == ctx.branch else None


def of_journal(ctx: Context) -> Found | None:
    """The one session that HEAD's journal shows active on this branch and that is not merged."""
    if not ctx.branch or ctx.wt.head is None:
        return None
    found = []
    for stem in reversed(journals.of_branch(ctx, CLOSE_LOOK)):
        session = Found(stem, ACTIVE, sessions.rebuilt(ctx, stem))
        if session.doc.get("status") == ACTIVE and not _in_base(ctx, stem):
            found.append(session)
    return found[0] if len(found) == 1 else None


def _in_base(ctx: Context, stem: str) -> bool:
    """Whether another branch, the base, holds all of the session's journal files."""
    base = sharing.base_branch(ctx)
    if base is None or base in (ctx.branch, f"origin/{ctx.branch}"):
        return False
    return set(pending.tracked(ctx, stem)) <= set(pending.tracked(ctx, stem, base))
