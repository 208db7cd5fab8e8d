"""Points in time and spans of it, as text and back. No clock: every ``now`` is handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

MINUTE, HOUR, DAY = 60, 3600, 86400
# A time as we write it, each digit a zero: there are thousands, and every Python takes these.
OURS = tuple(f"0000-00-00T{clock}{sign}00:00" for clock in ("00:00:00", "00:00") for sign in "+-")
DIGITS = str.maketrans("123456789", "000000000")


def parse_iso(text: str) -> datetime | None:
    """An aware moment in whole seconds; None for what is not ISO 8601 with time and offset."""
    when = _datetime(text)
    return when if when is not None and when.tzinfo is not None else None


def parse_local(text: str, zone: tzinfo | None) -> datetime | None:
    """Like ``parse_iso``; a moment without an offset is taken in ``zone`` (None: the system's)."""
    when = _datetime(text)
    return localised(when, zone) if when is not None and when.tzinfo is None else when


def _datetime(text: str) -> datetime | None:
    """Date, ``T`` or a blank, time to the minute at least, a fraction dropped, maybe an offset.

    Checked by hand: what ``datetime.fromisoformat`` takes besides differs between Pythons.
    """
    if text[11:13] == "24" or text.translate(DIGITS) not in OURS:
        body, offset = _offset_apart(text)
        if not is_date(text[:10]) or text[10:11] not in ("T", " ") or clock(body[11:]) is None:
            return None
        text = f"{body[:10]}T{body[11:19]}{offset}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _offset_apart(text: str) -> tuple[str, str]:
    """Date and time without a fraction of a second, and the offset ("" for none)."""
    at = next((at for at, sign in enumerate(text) if at > 10 and sign in "Z+-"), len(text))
    body, point, fraction = text[:at].partition(".")
    is_plain = not point or (fraction.isascii() and fraction.isdigit() and len(body) == 19)
    return (body, text[at:]) if is_plain else ("", "")


def of_git(seconds: str, iso: str) -> datetime:
    """A commit's time from what git says of it: seconds since 1970, and ISO 8601.

    Some importers wrote zones such as +9999; there it is told in UTC.
    """
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return datetime.fromtimestamp(int(seconds), UTC)


def of_epoch(seconds: int) -> datetime:
    """The moment so many seconds after 1970 began, in UTC; at the calendar's ends its last one."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return (datetime.max if seconds > 0 else datetime.min).replace(microsecond=0, tzinfo=UTC)


def is_date(text: str) -> bool:
    """Whether ``text`` is a day of the calendar written ``YYYY-MM-DD``."""
    if len(text) != 10 or not (text[4] == text[7] == "-" and text.isascii()):
        return False
    try:
        return bool(date.fromisoformat(text)) and text.replace("-", "").isdigit()
    except ValueError:
        return False


def fixed(when: datetime) -> datetime:
    """The same moment in whole seconds, its zone's rules replaced by the offset they gave.

    A time in the hour that a zone skips or repeats is equal to no time in another zone
    (PEP 495), hence not to itself once written and read.
    """
    offset = when.utcoffset() or timedelta()
    return when.replace(microsecond=0, tzinfo=timezone(offset), fold=0)


def localised(naive: datetime, zone: tzinfo | None) -> datetime:
    """``naive`` as a moment in ``zone``; None is the system's zone with its history."""
    try:
        return naive.astimezone() if zone is None else naive.replace(tzinfo=zone)
    except (OverflowError, ValueError, OSError):  # a year that the system's zone cannot tell
        return naive.replace(tzinfo=UTC)


def iso(when: datetime) -> str:
    """'2026-01-15T14:31:05+01:00'."""
    return when.isoformat(timespec="seconds")


def iso_minute(when: datetime) -> str:
    """'2026-01-15T14:31+01:00', as documents show it."""
    return when.isoformat(timespec="minutes")


def utc_stamp(when: datetime) -> str:
    """'20260115T133105Z': sortable, and fit for a file name everywhere."""
    utc = to_utc(when)
    return f"{utc.year:04d}{utc:%m%dT%H%M%SZ}"


def of_stamp(text: str) -> datetime | None:
    """What ``utc_stamp`` was given, in UTC; None for any other text."""
    try:
        return datetime.fromisoformat(text) if len(text) == 16 else None
    except ValueError:
        return None


def to_utc(when: datetime) -> datetime:
    """The same moment in UTC; at the ends of the calendar, where that is none, as it stands."""
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return when.replace(tzinfo=UTC)


def day_in_name(filename: str) -> date | None:
    """The last ``YYYY-MM-DD`` in a scratch file's name, or None."""
    for start in range(len(filename) - 10, -1, -1):
        part = filename[start : start + 10]
        if is_date(part):
            return date.fromisoformat(part)
    return None


def clock(text: str) -> tuple[int, int, int] | None:
    """Hour, minute and second of ``HH:MM`` or ``HH:MM:SS``, or None."""
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(_two_digits(part) for part in parts[1:]):
        return None
    if not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) <= 2):
        return None
    hour, minute, second = (int(part) for part in [*parts, "0"][:3])
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _two_digits(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()


def duration(seconds: int) -> str:
    """'2h 15m', '20m', '3d 4h'; below a minute '0m'."""
    if seconds >= DAY:
        return f"{seconds // DAY}d {seconds % DAY // HOUR}h"
    if seconds >= HOUR:
        return f"{seconds // HOUR}h {seconds % HOUR // MINUTE}m"
    return f"{max(0, seconds) // MINUTE}m"


def ago(when: datetime, now: datetime) -> str:
    """'5 minutes ago', 'just now', 'in the future'."""
    seconds = int((now - when).total_seconds())
    if seconds < -MINUTE:
        return "in the future"
    for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def zone(name: str | None) -> tzinfo | None:
    """The named zone, None for the system's. Raises ``ValueError`` for an unknown name."""
    if not name:
        return None
    if name.upper() in ("UTC", "Z"):
        return UTC
    import zoneinfo  # 5 ms, paid only where a zone is configured

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"unknown time zone: {name}") from error
