"""Whose notes wait for a commit of their own, when an agent commits; all others it takes along.

Two agents at work on one branch do not carry each other's notes. But who was killed, cleared its
conversation or was left never commits again, and where only agents commit nobody else would take
what it noted: it would stay in this worktree for ever.
"""

from __future__ import annotations

import time

from git_session.core import naming
from git_session.lifecycle.context import Context
from git_session.model import ACTIVE
from git_session.talks import BEGAN, ENDED, Talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from git_session.store import Chunk

    Writer = tuple[str, str]

QUIET = 20 * 60.0  # seconds without a sign after which who came later goes on in one's place
SILENT = 86400.0  # seconds after which whoever commits does


def waiting(ctx: Context, stem: str, chunks: Iterable[Chunk]) -> set[Writer]:
    """Writers (author and agent8, as ``naming.writer_of``) whose notes this commit leaves alone.

    ``ctx`` is the committing agent's. Nobody's where the session is over. The sign that somebody
    gives is a note or an event of its conversation. Times are the files', in seconds.
    """
    noted: dict[Writer, float] = {}
    for chunk in chunks:
        writer = naming.writer_of(chunk.filename)
        if not chunk.unnamed:
            noted[writer] = max(noted.get(writer, 0.0), ctx.store.changed_at(chunk))
    own = {naming.agent8(one) for one in ctx.writers}
    others = {writer: when for writer, when in noted.items() if writer[1] not in own}
    if not others or _is_over(ctx, stem):
        return set()
    talks = {naming.agent8(agent): Talk(ctx.store, agent) for agent in ctx.store.agents()}
    began = Talk(ctx.store, ctx.agent).when(BEGAN)
    return {
        writer for writer, when in others.items() if _is_at_work(when, talks.get(writer[1]), began)
    }


def _is_over(ctx: Context, stem: str) -> bool:
    """The session was put aside, has ended or was merged: nobody goes on in it."""
    from git_session.lifecycle import documents  # only where several write

    found = documents.readable(ctx, stem)
    return found is not None and (
        found.place == "archive" or (found.doc.get("status") or ACTIVE) != ACTIVE
    )


def _is_at_work(noted: float, talk: Talk | None, began: float) -> bool:
    """Whether one who noted something last at ``noted`` can be expected to commit it.

    ``began`` is when the conversation of who commits began, 0 where nobody heard of it.
    """
    if talk and talk.when(ENDED) >= noted:
        return False
    last = max(noted, talk.heard_at() if talk else 0.0)
    return time.time() - last < (QUIET if last < began else SILENT)
