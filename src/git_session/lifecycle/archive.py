"""When a session is over: closed by hand, or merged into its base branch."""

from __future__ import annotations

from git_session import git
from git_session.core import fold, grammar
from git_session.core.document import Document
from git_session.errors import Refused
from git_session.lifecycle import current, documents, folding, pending, sessions, sharing
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ABANDONED, COMPLETED, SESSION, replace
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.lifecycle.merged import Target


def archive_merged(ctx: Context, added: Sequence[str], *, everywhere: bool) -> list[str]:
    """Archive the sessions that are merged by now; returns their stems.

    ``added`` names the journal files that just came into HEAD: an ordinary commit can only have
    merged sessions among these (``merge --squash``). ``everywhere`` looks at every active one.
    The current session never is: its people are at work in it.
    """
    if not ctx.branch or ctx.wt.head is None:
        return []
    own = current.current(ctx)
    candidates = [session for session in _candidates(ctx, added, everywhere) if session.stem != own]
    if not candidates:
        return []
    from git_session.lifecycle import merged  # a settle where others are active, no usual commit

    found = [one for one in merged.among(ctx, candidates) if not _goes_on(ctx, one[0].stem)]
    return [session.stem for session, target in found if _archive(ctx, session, target)]


def _candidates(ctx: Context, added: Sequence[str], everywhere: bool) -> list[Found]:
    """Active sessions, and archived ones (closed by hand) that do not say yet what merged them."""
    stems = sorted({stem for path in added if (stem := stem_of(path, ctx.wt.journal))})
    named = [session for stem in stems if (session := documents.readable(ctx, stem))]
    active = list(documents.survey(ctx, ("active",)).found) if everywhere else []
    known = {session.stem for session in active}
    return active + [
        session
        for session in named
        if session.stem not in known and not session.doc.get("merged_into")
    ]


def _goes_on(ctx: Context, stem: str) -> bool:
    """Somebody reopened the session, and no commit carries that yet."""
    again = ("reopened", "resumed")
    blocks = pending.noted(ctx, stem)
    return any(block.kind == SESSION and block.title.lower() in again for block in blocks)


def _archive(ctx: Context, session: Found, target: Target) -> bool:
    """Show what is still pending, mark the end, move to the archive.

    False where the archive has no room for it: that is told, and stops no other session.
    """
    try:
        ctx.store.refuse_move(session.stem, "archive")
    except Refused as error:
        _stays(session, error)
        return False
    told = folding.told(ctx, session, pending.noted(ctx, session.stem))
    when = git.commit_facts(ctx.wt, target.commit).commit.when
    doc = fold.merged(told.doc, into=target.branch, commit=target.commit, when=when)
    folding.save(ctx, replace(session, doc=fold.resume_prompt(doc)), told)
    if session.place == "active":
        ctx.store.move_document(session.stem, "archive")
        _complete_tasks(ctx, doc)
    _note_again(ctx, session.stem, target.commit)
    return True


def _complete_tasks(ctx: Context, doc: Document) -> None:
    """What ``close`` does to the tasks of a session: nobody closes this one any more."""
    if doc.get("task_ids"):
        from git_session import output
        from git_session.lifecycle import tasking  # seldom

        tasking.complete(ctx, doc, output.remark, forced=False)


def _stays(session: Found, error: Refused) -> None:
    from git_session import output  # only where there is something to say

    output.remark(f"{session.stem} is merged and not archived: {error.message} ({error.hint})")


def _note_again(ctx: Context, stem: str, rev: str) -> None:
    """Leave what the branch dropped before it was merged to the next commit on the base.

    No commit of the session's own comes any more that would carry it. What was reverted goes
    along too where a squash left the history that had it behind.
    """
    dropped = pending.left_behind(ctx, stem, rev) if sharing.shared(ctx) else []
    if dropped:
        sessions.note(ctx, stem, dropped)
        ctx.store.forget_consumed(stem, {grammar.identity(block) for block in dropped})


def place_of(status: str) -> str:
    """Where documents of sessions with this status stand."""
    return "archive" if status in (COMPLETED, ABANDONED) else "active"


def put_in_place(ctx: Context, stem: str, doc: Document) -> None:
    """Move the document to where its status belongs, after others changed that."""
    place = place_of(str(doc.get("status") or ""))
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
