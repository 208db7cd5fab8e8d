"""Temp logs of one person and day, monthly logs of a project: headings like '## 14:30 - x'."""

from __future__ import annotations

from git_session.core import markdown, moments, outline
from git_session.core.oldformats import past, reading
from git_session.core.oldformats.past import At, Past
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

TEMP = "temp-log"
MONTHLY = "monthly-log"


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")


def _is_logged(text: str) -> bool:
    """Whether a heading names a time, alone or with a day."""
    return any(
        part.level and moments.clock(part.title.split(" ", 1)[0].strip("*")) is not None
        for part in outline.parts(text)
    )


def fits_temp(text: str, path: str) -> bool:
    """Whether this is certainly a temp log: the day in its name, times in its headings."""
    return moments.day_in_name(_base(path)) is not None and _is_logged(text)


def fits_monthly(text: str, path: str) -> bool:
    """Whether this is certainly a monthly log: called so, and with entries in it."""
    base = _base(path)
    return (
        "session-log" in base and _month(base) and bool(read_monthly(text, path, None)[0].entries)
    )


def _month(base: str) -> bool:
    """Whether a name ends in ``YYYY-MM``."""
    return moments.is_date(f"{base[-7:]}-01")


def read_temp(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """A temp log is the session of one person and day.

    The word before the day in its name is who wrote it, unless a line of its head says.
    """
    base = _base(path)
    day = moments.day_in_name(base)
    began = past.at(day.isoformat(), zone) if day else None
    named = base[: base.rfind(day.isoformat())].strip("-_") if day else ""
    return (_read(TEMP, text, path, began or past.NEVER, zone, named.rpartition("-")[2]),)


def read_monthly(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """A monthly log is one session, whose sections say whose entries they hold."""
    return (_read(MONTHLY, text, path, past.NEVER, zone, ""),)


def _zone(metas: dict[str, str]) -> tzinfo | None:
    """The zone that a log's head names, by its name; None without one."""
    try:
        return moments.zone(metas.get("timezone") or metas.get("zone"))
    except ValueError:
        return None


def _read(form: str, text: str, path: str, day: At, zone: tzinfo | None, user: str) -> Past:
    head = reading.header(text)
    zone = _zone(head.metas) or zone
    if day.known:
        day = past.at(day.when.date().isoformat(), zone) or day
    named = next((head.metas[key] for key in ("user", "author", "by") if key in head.metas), user)
    author = past.handle(named)
    parts = [part for part in (head.rest, *head.parts) if part.level or part.lines]
    found = Past(
        form=form,
        key=_base(path),
        path=path,
        name=_base(path),
        began=day,
        entries=tuple(reading.entries_of(parts, day, zone, author)),
        title=markdown.one_line(head.title),
        author=author,
        facts=reading.told_of(head.metas, "user", "author", "by"),
    )
    times = sorted((one.at for one in found.entries if one.at.known), key=lambda at: at.when)
    is_of_day = day.known and times and times[0].known == past.TIME
    return replace(found, began=times[0]) if is_of_day else found
