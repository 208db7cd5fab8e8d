"""Which session goes on, and what has to make room for it: what ``resume`` does."""

from __future__ import annotations

from git_session.errors import NoSession
from git_session.lifecycle import (
    catalog,
    continuing,
    current,
    documents,
    ending,
    journals,
    sessions,
)
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def resume(ctx: Context, wanted: str, tell: Callable[[str], None], *, last: bool = False) -> Found:
    """Make a session active, this worktree's and the calling agent's; remarks go to ``tell``.

    ``wanted`` is a name, "" for this branch's session or the one that was put aside here; ``last``
    means the one updated last. Raises NoSession when none or several fit.
    """
    return _continued(ctx, _chosen(ctx, wanted, last=last), tell)


def _chosen(ctx: Context, wanted: str, *, last: bool) -> Found:
    if wanted:
        return journals.find(ctx, wanted)
    if last:
        return catalog.latest(ctx)
    stem = current.current(ctx)
    return sessions.load(ctx, stem) if stem is not None else _paused_here(ctx)


def _paused_here(ctx: Context) -> Found:
    """Without a name and an active session: the only one that was put aside on this branch."""
    found = documents.survey(ctx, ("active",)).found
    here = [session for session in found if (session.doc.get("git_branch") or "") == ctx.branch]
    if len(here) == 1:
        return here[0]
    if not found:
        return catalog.latest(ctx)
    what = "more than one session" if here else "no session of this branch, but one of these"
    raise NoSession(
        f"{what} could be resumed:\n{documents.listing(here or list(found))}",
        "name one: git session resume NAME",
    )


def _continued(ctx: Context, session: Found, tell: Callable[[str], None]) -> Found:
    """Active again, in the active place, and this worktree's session."""
    _make_room(ctx, session.stem, tell)
    session = continuing.go_on(ctx, session)
    return replace(session, doc=sessions.seen(ctx, session))


def _make_room(ctx: Context, stem: str, tell: Callable[[str], None]) -> None:
    """One branch has one session at a time: another one that is active here is put aside."""
    for other in documents.of_branch(ctx):
        if other != stem:
            ending.pause(ctx, other, reason=f"{stem} was resumed", context_next="")
            tell(f"paused {other}: this branch has one session at a time")
