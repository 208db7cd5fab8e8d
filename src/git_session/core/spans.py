"""How long a session was active: from its start to its end, pauses taken out."""

from __future__ import annotations

from git_session.core import moments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.document import Document


def active_seconds(doc: Document) -> int:
    """Seconds from ``created_at`` to the end (or the last update), less the recorded pauses."""
    start = moments.parse_iso(str(doc.get("created_at") or ""))
    stop = next(filter(None, (_moment(doc, key) for key in ("closed_at", "updated_at"))), None)
    if start is None or stop is None:
        return 0
    paused_at = _moment(doc, "paused_at")
    if paused_at is not None:
        stop = min(stop, paused_at)
    return max(0, int((stop - start).total_seconds()) - _paused(doc))


def _moment(doc: Document, key: str) -> datetime | None:
    return moments.parse_iso(str(doc.get(key) or ""))


def _paused(doc: Document) -> int:
    pauses = doc.get("pauses")
    total = 0
    for pause in pauses if isinstance(pauses, list) else []:
        start, _, stop = str(pause).partition("/")
        begun, ended = moments.parse_iso(start), moments.parse_iso(stop)
        if begun and ended:
            total += int((ended - begun).total_seconds())
    return total
