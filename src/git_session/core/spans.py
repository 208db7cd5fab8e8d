"""Spans of time: how long a session was active, pauses taken out; what a person calls one."""

from __future__ import annotations

from git_session.core import moments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.document import Document


FORMS = "30m, 2h, 1h30m, 1d"
WORKDAY = 8 * 60  # minutes: what a day is where somebody says how long work takes
DAY = 24 * 60


def minutes(text: str, *, day: int = DAY) -> int | None:
    """The minutes of '30m', '2h', '1h30m', '1d 4h'; None for any other text, and for none at all.

    Each unit stands once at most, the larger first; ``day`` is how many minutes a day has.
    """
    total, digits, units = 0, "", [("d", day), ("h", 60), ("m", 1)]
    for letter in "".join(text.lower().split()):
        if letter.isascii() and letter.isdigit() and len(digits) < 5:
            digits += letter
            continue
        while units and units[0][0] != letter:
            units.pop(0)
        if not digits or not units:
            return None
        total, digits = total + int(digits) * units.pop(0)[1], ""
    return total if total and not digits else None


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
