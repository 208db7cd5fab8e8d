"""What a commit changes in its session's document: branch, last commit, one row."""

from __future__ import annotations

from git_session.core import front, moments, tables
from git_session.core.sections import Draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from git_session.model import Commit


def committed(text: str, name: str, commit: Commit, branch: str | None) -> str:
    """The document's text after ``commit`` was made on ``branch`` (None: detached)."""
    draft = Draft(text, name, front.compose)
    tables.add_commit(draft, commit)
    stamp(draft, branch, commit.hash, [commit.when])
    return draft.text()


def stamp(draft: Draft, branch: str | None, head: str | None, times: Iterable[datetime]) -> None:
    """Write down where HEAD is; something happened at ``times``."""
    draft.set("git_branch", branch)
    draft.set("git_last_commit", head)
    if branch is None:
        draft.set("detached", True)
    for when in times:
        touch(draft, when)


def touch(draft: Draft, when: datetime) -> None:
    """Move ``updated_at`` to ``when``, never back.

    It is the time of what happened, not of when a clone heard of it: all clones say the same.
    """
    known = moments.parse_iso(draft.get_text("updated_at"))
    if known is None or known < when:
        draft.set("updated_at", moments.iso(when))
