"""When a session is over: closed by hand, or merged into its base branch.

Merged is no guess: all of its journal files are in the base branch's tree. A session that never
journalled (or is not shared) is merged when its last commit, one of its own, is reached by the
base.
"""

from __future__ import annotations

from git_session import git
from git_session.core import document, fold
from git_session.core.document import Document
from git_session.lifecycle import current, documents, folding, pending, sharing
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ABANDONED, COMPLETED, replace
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def archive_merged(ctx: Context, added: Sequence[str], *, everywhere: bool) -> list[str]:
    """Archive the sessions that are now merged into this branch; returns their stems.

    ``added`` names the journal files that just came into HEAD: an ordinary commit can only have
    merged sessions among these (``merge --squash``). ``everywhere`` looks at every active one.
    """
    if not ctx.branch or ctx.wt.head is None:
        return []
    own = current.current(ctx)
    candidates = [session for session in _candidates(ctx, added, everywhere) if session.stem != own]
    tree = _journal_tree(ctx) if candidates else set()
    merged = [session for session in candidates if _is_merged(ctx, session, tree)]
    for session in merged:
        _archive(ctx, session)
    return [session.stem for session in merged]


def _candidates(ctx: Context, added: Sequence[str], everywhere: bool) -> list[Found]:
    """Active sessions, and archived ones (closed by hand) that do not say yet what merged them."""
    stems = sorted({stem for path in added if (stem := stem_of(path))})
    named = [session for stem in stems if (session := documents.readable(ctx, stem))]
    active = list(documents.survey(ctx, ("active",)).found) if everywhere else []
    known = {session.stem for session in active}
    return active + [
        session
        for session in named
        if session.stem not in known and not session.doc.get("merged_into")
    ]


def _journal_tree(ctx: Context) -> set[str]:
    return set(git.tree_files(ctx.wt, "HEAD", ".sessions/journal"))


def _is_merged(ctx: Context, session: Found, tree: set[str]) -> bool:
    home = session.doc.get("git_branch")
    base = session.doc.get("git_base") or sharing.base_branch(ctx)
    if home == ctx.branch or base not in (None, ctx.branch, f"origin/{ctx.branch}"):
        return False
    prefix = ctx.store.journal_dir(session.stem) + "/"
    names = _journal_names(ctx, session, home)
    if names and sharing.shared(ctx):
        return all(prefix + name in tree for name in names)
    return _reached(ctx, session.doc, home)


def _journal_names(ctx: Context, session: Found, home: object) -> set[str]:
    """The session's journal files: those at the tip of its branch, else those this clone knows."""
    tip = git.tip(ctx.wt, str(home)) if home else None
    if tip is not None:
        return set(pending.tracked(ctx, session.stem, tip))
    kept = set(ctx.store.kept_journals(session.stem))
    return kept - ctx.store.reverted(session.stem)


def _reached(ctx: Context, doc: Document, home: object) -> bool:
    """Whether HEAD reaches the session's last commit, and all that its branch has by now.

    A session without a commit of its own is never merged: nothing of it could be.
    """
    rows = document.commits(doc)
    if not rows or ctx.wt.head is None:
        return False
    tip = git.tip(ctx.wt, str(home)) if home else None
    ends = {rows[-1].hash, tip or rows[-1].hash}
    return all(git.is_ancestor(ctx.wt, end, ctx.wt.head) for end in ends)


def _archive(ctx: Context, session: Found) -> None:
    """Show what is still pending, mark the end, move to the archive."""
    told = folding.told(ctx, session, pending.noted(ctx, session.stem))
    head = git.commit_facts(ctx.wt, "HEAD").commit
    doc = fold.merged(told.doc, into=ctx.branch, commit=head.hash, when=head.when)
    folding.save(ctx, replace(session, doc=fold.resume_prompt(doc)), told)
    if session.place == "active":
        ctx.store.move_document(session.stem, "archive")


def put_in_place(ctx: Context, stem: str, doc: Document) -> None:
    """Move the document to where its status belongs, after others changed that."""
    place = "archive" if doc.get("status") in (COMPLETED, ABANDONED) else "active"
    if not ctx.store.has_document(place, stem):
        ctx.store.move_document(stem, place)


def end(ctx: Context, session: Found) -> None:
    """Move a session that its people closed into the archive; its journal stays where it is."""
    ctx.store.move_document(session.stem, "archive")
    leave(ctx, session.stem)


def leave(ctx: Context, stem: str) -> None:
    """The worktree points at the session no longer."""
    pointer = ctx.store.pointer()
    if pointer is not None and pointer[0] == stem:
        ctx.store.clear_pointer()
