"""How views say an entry, a session, a moment: the same words in all of them."""

from __future__ import annotations

from git_session.core import moments, naming, paint, telling
from git_session.core.page import Item
from git_session.model import BLOCKER, DECISION, DONE, RESOLVED, SESSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.views.given import Given, Noted, Open, Sitting
    from git_session.model import Entry

ROLES = {BLOCKER: paint.BLOCKER, RESOLVED: paint.DONE, DONE: paint.DONE, DECISION: paint.KIND}
SHORT = 10  # characters of a commit's hash
BRIEF = 8  # characters of an entry's id: enough to name it
PENDING = "not committed yet"


def title(noted: Noted) -> str:
    """'Decision: Use a mutex', and 'Added the lock' of what is progress."""
    entry = noted.entry
    word = telling.kind(entry)
    return f"{word}: {entry.title}" if word else entry.title


def item(noted: Noted, stamp: str, note: str = "", *, full: bool = True) -> Item:
    """An entry as a line of a list: ``stamp`` before it, what was said of it below if ``full``."""
    entry = noted.entry
    below = _below(entry) if full and entry.kind != SESSION else ()
    said = f"{stamp} {title(noted)}".strip()
    return Item(said, below, note, noted.source.path, ROLES.get(entry.kind, ""))


def _below(entry: Entry) -> tuple[str, ...]:
    told = telling.sayings(entry)
    return (*told, entry.text) if entry.text else tuple(told)


def source(noted: Noted) -> str:
    """'alice, 0123456789': who noted an entry, and what carries it."""
    return ", ".join(filter(None, (who(noted), where(noted))))


def who(noted: Noted) -> str:
    """'alice via codex'."""
    return telling.writer(noted.entry.author, noted.entry.agent)


def where(noted: Noted) -> str:
    """The commit that carries an entry, in short; else that none does yet."""
    return noted.source.commit[:SHORT] or ("" if noted.source.path else PENDING)


def clock(given: Given, when: datetime) -> str:
    """'14:30' on the reader's clock."""
    return f"{given.local(when):%H:%M}"


def count(number: int, one: str, more: str) -> str:
    """'1 entry', '3 entries'."""
    return f"{number} {one if number == 1 else more}"


def moment(given: Given, when: datetime | None) -> str:
    """'2026-01-15 14:30' on the reader's clock, "" for none."""
    return f"{given.local(when):%Y-%m-%d %H:%M}" if when else ""


def date(given: Given, when: datetime | None) -> str:
    """'2026-01-15' on the reader's clock, "" for none."""
    return f"{given.local(when):%Y-%m-%d}" if when else ""


def standing(given: Given, blocker: Open) -> str:
    """Since when a blocker is open, on the reader's clock, and on whom it waits."""
    since = moment(given, moments.parse_iso(blocker.since))
    told = (since and f"since {since}", blocker.waiting_on and f"waiting on {blocker.waiting_on}")
    return ", ".join(filter(None, told))


def data(noted: Noted) -> dict[str, object]:
    """An entry for programs: what `why` and `show` say of one, and what names it."""
    entry = noted.entry
    client, agent = naming.parted(entry.agent)
    return {
        "id": noted.id,
        "kind": entry.kind,
        "title": entry.title,
        "when": moments.iso(entry.when),
        "author": entry.author,
        "client": client,
        "agent": agent,
        "session": noted.source.stem or None,
        "commit": noted.source.commit or None,
        "journal": noted.source.path or None,
        "fields": telling.fields(entry),
        "bullets": list(entry.bullets),
        "text": entry.text,
    }


def heading(sitting: Sitting | None, stem: str) -> str:
    """What stands above the entries of a session: its name and how it stands."""
    if sitting is None:
        return stem or "no session yet"
    said = ", ".join(filter(None, (sitting.status, steps(sitting))))
    return f"{sitting.name} ({said})"


def steps(sitting: Sitting) -> str:
    """'3/5 steps', "" where none were named."""
    return f"{sitting.steps} steps" if sitting.total else ""
