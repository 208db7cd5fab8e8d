"""Which session goes on, and what has to make room for it: what ``resume`` does."""

from __future__ import annotations

from git_session import git
from git_session.core import fold
from git_session.errors import GitFailed, NoSession, Refused
from git_session.lifecycle import (
    catalog,
    change,
    continuing,
    current,
    documents,
    ending,
    journals,
    sessions,
)
from git_session.lifecycle.context import Context, open_context
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
    return continued(ctx, chosen(ctx, wanted, last=last), tell)


def chosen(ctx: Context, wanted: str, *, last: bool) -> Found:
    """The session that goes on, as ``resume`` takes its words; nothing is changed."""
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


def continued(ctx: Context, session: Found, tell: Callable[[str], None]) -> Found:
    """Active again, in the active place, and this worktree's session."""
    _make_room(ctx, session.stem, tell)
    session = continuing.go_on(ctx, session)
    if session.doc.get("task_ids"):
        from git_session.lifecycle import tasking  # seldom

        tasking.take_again(ctx, session.doc, tell)
    return replace(session, doc=sessions.seen(ctx, session))


def home_of(session: Found) -> str:
    """The branch that the session was on last, "" for a detached HEAD."""
    return str(session.doc.get("git_branch") or "")


def strayed(ctx: Context, session: Found) -> str:
    """What to say where the session was on another branch than this one, else ""."""
    home = home_of(session)
    if home == ctx.branch:
        return ""
    return f"the session was on {home or 'a detached HEAD'}, this is {_here(ctx)}"


def _here(ctx: Context) -> str:
    return ctx.branch or "a detached HEAD"


def ways_out(ctx: Context, session: Found) -> list[str]:
    """What to say of a session that goes on on another branch than its own: what is so now, and
    the three ways out (two, if it was on none); [] where it is at home."""
    odd = strayed(ctx, session)
    if not odd:
        return []
    there = [f"to go to its branch: git session resume {session.stem} --checkout"]
    return [
        f"{odd}; it goes on here, and its branch stays recorded as it was",
        f"to keep it here:    git session resume {session.stem} --stay",
        *(there if home_of(session) else []),
        "to put it aside:    git session pause",
    ]


def checked_out(ctx: Context, session: Found) -> Context:
    """The surroundings on the session's own branch, which is checked out.

    Raises Refused, with nothing changed, where there is no such branch, where git sees a file in
    the way, or where something tracked is not committed: it would come along.
    """
    home = home_of(session)
    if home == ctx.branch:
        return ctx
    stay = f"go on here: git session resume {session.stem} --stay"
    if not home:
        raise Refused(f"{session.stem} was on a detached HEAD: no branch can be checked out", stay)
    if git.changed_anything(ctx.wt):
        raise Refused(
            f"not everything is committed on {_here(ctx)}, so {home} is not checked out",
            f"commit or stash it first (git status shows it)\n{stay}",
        )
    try:
        there = git.switch(ctx.wt, home)
    except GitFailed as error:
        raise Refused(error.message, f"see to that first, or {stay}") from error
    if not there:
        raise Refused(f"there is no branch {home} in this clone", f"git fetch first, or {stay}")
    return open_context()


def settled_here(ctx: Context, session: Found) -> Found:
    """The session, whose document names this branch and HEAD from now on."""
    stamped = change.revise(
        ctx, session.stem, lambda doc: fold.stamped(doc, ctx.wt.branch, ctx.wt.head, ())
    )
    return replace(stamped, doc=sessions.seen(ctx, stamped))


def _make_room(ctx: Context, stem: str, tell: Callable[[str], None]) -> None:
    """One branch has one session at a time: another one that is active here is put aside."""
    for other in documents.of_branch(ctx):
        if other != stem:
            ending.pause(ctx, other, reason=f"{stem} was resumed", context_next="", tell=tell)
            tell(f"paused {other}: this branch has one session at a time")
