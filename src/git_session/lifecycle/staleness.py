"""Active sessions in which nothing was noted for long; they can be put aside, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from git_session.core import moments, sheet
from git_session.lifecycle import ending, pending, shelf
from git_session.lifecycle.context import Context
from git_session.model import ACTIVE, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.sheet import Sheet


@record
class Stale:
    """A session, since when nothing happened in it, and how many entries wait for a commit."""

    stem: str
    document: str
    branch: str
    since: datetime
    minutes: int
    pending: int
    current: str

    @property
    def silence(self) -> str:
        """'3h 5m'."""
        return moments.duration(self.minutes * 60)


def stale(ctx: Context, minutes: int) -> list[Stale]:
    """The active sessions in which nothing happened for so many minutes, the quietest first.

    What is noted and in no commit yet counts as something that happened.
    """
    found = [one for one in shelf.sheets(ctx) if _is_active(one)]
    known = [_stale(ctx, one) for one in found if one.updated]
    return sorted((s for s in known if s.minutes >= minutes), key=lambda s: (s.since, s.stem))


def _is_active(one: Sheet) -> bool:
    return not one.wrong and one.place == "active" and (one.status or ACTIVE) == ACTIVE


def _stale(ctx: Context, one: Sheet) -> Stale:
    told = moments.parse_iso(str(sheet.values(one).get("updated_at") or ""))
    since = told or datetime.fromtimestamp(one.updated, UTC)
    minutes = int((ctx.now - since).total_seconds()) // 60
    path = ctx.store.relative_document(one.place, one.stem)
    waiting = len(pending.noted(ctx, one.stem))
    return Stale(one.stem, path, one.branch or "", since, minutes, waiting, one.current)


def put_aside(ctx: Context, one: Stale) -> None:
    """Pause a session, saying why; what is pending stays so."""
    reason = f"nothing was noted for {one.silence}"
    ending.pause(ctx, one.stem, reason=reason, context_next="")
