"""A moment as a person names it: `2026-01-15`, `2w`, `3 days ago`, `yesterday`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from git_session.core import moments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

FORMS = "a day or time (2026-01-15, 2026-01-15T14:30), 2w, 3 days ago, today, yesterday"
DAYS = {"today": 0, "yesterday": 1}
_SPAN = re.compile(r"(\d{1,6}|an?|last) *([a-z]+)(?: ago)?", re.ASCII)
SECONDS = {
    ("min", "minute", "minutes"): 60,
    ("h", "hour", "hours"): 3600,
    ("d", "day", "days"): 86400,
    ("w", "week", "weeks"): 7 * 86400,
    ("mo", "month", "months"): 30 * 86400,
    ("y", "year", "years"): 365 * 86400,
}


def since(text: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    """The moment that ``text`` names, seen from ``now``; None for what is none of ``FORMS``.

    A day begins at midnight in ``zone`` (None: the system's), which times without an offset are
    in too. A month has 30 days, a year 365.
    """
    text = text.strip()
    if moments.is_date(text):
        return _midnight(date.fromisoformat(text), zone)
    exact = moments.parse_local(text, zone)
    if exact is not None:
        return exact
    words = " ".join(text.lower().split())
    if words in DAYS:
        return _midnight(now.date() - timedelta(days=DAYS[words]), zone)
    return _before(words, now)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return moments.localised(datetime(day.year, day.month, day.day), zone)


def _before(words: str, now: datetime) -> datetime | None:
    span = _SPAN.fullmatch(words)
    size = next((SECONDS[names] for names in SECONDS if span and span[2] in names), 0)
    if span is None or not size:
        return None
    count = int(span[1]) if span[1].isdigit() else 1
    try:
        return now - timedelta(seconds=count * size)
    except OverflowError:  # before the calendar begins
        return datetime.min.replace(tzinfo=now.tzinfo)
