"""What of a session is in this clone alone, and the commands that take it to others."""

from __future__ import annotations

import shlex

from git_session import git
from git_session.core import briefing
from git_session.lifecycle import pending, sharing
from git_session.lifecycle.context import Context

ANYONE = "NAME"  # a branch that the person has to think of


def lines(ctx: Context, stem: str) -> list[str]:
    """The same for people: what is in this clone alone, each with the command that shares it."""
    found = alone(ctx, stem)
    width = max((len(what) for what, _ in found), default=0)
    rows = [f"  {what:<{width}}   {command}" for what, command in found]
    return ["Not shared yet:", *rows] if rows else []


def alone(ctx: Context, stem: str) -> list[tuple[str, str]]:
    """What others do not have yet, and the command for it: entries first, then commits.

    Nothing is asked of the network: what a remote has is what this clone heard of it last.
    """
    shared = sharing.shared(ctx)
    waiting = len(pending.noted(ctx, stem))
    found = []
    if waiting:
        several = "entry" if waiting == 1 else "entries"
        clean = shared and not git.changed_anything(ctx.wt)
        found.append((f"{waiting} {several} in no commit", _commit(clean=clean)))
    unpushed = git.unpushed(ctx.wt) if shared and ctx.wt.head else 0
    if unpushed and (push := _push(ctx)):
        found.append((f"{briefing.counted(unpushed, 'commit')} of notes on no remote", push))
    return found


def _commit(*, clean: bool) -> str:
    """A commit that would hold nothing else needs the notes staged first."""
    return "git session consolidate && git commit" if clean else "git commit"


def _push(ctx: Context) -> str:
    """The command that pushes this branch; "" in a clone without a remote."""
    remotes = git.remotes(ctx.wt)
    if not remotes:
        return ""
    if ctx.branch and git.upstream(ctx.wt, ctx.branch):
        return "git push"
    remote = shlex.quote("origin" if "origin" in remotes else remotes[0])
    if not ctx.branch:
        return f"git push {remote} HEAD:refs/heads/{ANYONE}"
    return f"git push -u {remote} {shlex.quote(ctx.branch)}"
