"""What a commit changes in its session's document: branch, last commit, one row."""

from __future__ import annotations

from git_session.core import front, moments, tables
from git_session.core.sections import Draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.model import Commit


def committed(text: str, name: str, commit: Commit, branch: str | None, now: datetime) -> str:
    """The document's text after ``commit`` was made on ``branch`` (None: detached)."""
    draft = Draft(text, name, front.compose)
    tables.add_commit(draft, commit)
    stamp(draft, branch, commit.hash, now)
    return draft.text()


def stamp(draft: Draft, branch: str | None, head: str | None, now: datetime) -> None:
    """Write down where HEAD is; ``updated_at`` moves with it and never back."""
    before = draft.text()
    draft.set("git_branch", branch)
    draft.set("git_last_commit", head)
    if branch is None:
        draft.set("detached", True)
    known = moments.parse_iso(draft.get_text("updated_at"))
    if draft.text() != before and (known is None or known < now):
        draft.set("updated_at", moments.iso(now))
