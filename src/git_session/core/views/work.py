"""Signs of life: what says that somebody was at work, in which session and when. Pure values."""

from __future__ import annotations

import base64
from array import array

from git_session.core import moments
from git_session.model import ABANDONED, ACTIVE, COMPLETED, PAUSED, SESSION, NamedTuple, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo


COMMIT = "Commit"  # the kind of a sign that is no entry
NOBODY = "(nobody)"  # what a writer without a name is called
PERSON = "person"  # what stands for a client where none was at work
GOES_ON = ("resumed", "reopened")
STANDS = {"paused": PAUSED, "completed": COMPLETED, "abandoned": ABANDONED}
# fields that views look at
KEPT = ("waiting on", "how", "estimate", "task", "tag", "client", "type")


class Sign(NamedTuple):
    """An entry, a mark of a session, or a commit that carries a journal file (kind ``COMMIT``).

    ``when`` counts seconds since 1970. ``title`` and ``fields`` (``KEPT``) may be left out where no
    view needs them. ``client`` is the agent's that noted it or
    that committed, "" for a person; ``commit`` the full hash of the one that carries it or that it
    is, "" for none. No ``record``: there are tens of thousands, made in half the time.
    """

    when: int
    who: str
    stem: str
    kind: str
    title: str = ""
    client: str = ""
    commit: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def field(self, *keys: str) -> str:
        """The value of the first of ``keys`` (lower case) that it carries, else ""."""
        found = dict(self.fields)
        return next((found[key] for key in keys if key in found), "")


@record
class Work:
    """What views of effort get. ``signs`` are in the order of time, ``idle`` counts seconds.

    ``archived`` are the stems of sessions that ended or are merged.
    ``projects`` and ``paths`` are by the full hash of a commit, as far as they were asked for;
    ``home`` is the project of what no commit says more of.
    """

    now: datetime
    zone: tzinfo | None
    archived: frozenset[str] = frozenset()
    signs: tuple[Sign, ...] = ()
    idle: int = 30 * moments.MINUTE
    home: str = ""
    projects: tuple[tuple[str, tuple[str, ...]], ...] = ()
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()


@record
class Session:
    """A session by its marks. ``begun`` counts seconds since 1970, by its first sign of all."""

    stem: str
    begun: int
    client: str
    status: str
    is_open: bool
    tasks: tuple[str, ...]
    tags: tuple[str, ...]


def sessions(work: Work) -> dict[str, Session]:
    """Every session that something is known of, by its stem, in the order of their begin."""
    marks: dict[str, list[Sign]] = {}
    for sign in work.signs:
        found = marks.setdefault(sign.stem, [sign])
        if sign.kind == SESSION or sign.fields:
            found.append(sign)
    return {stem: _session(work, stem, told) for stem, told in marks.items() if stem}


def _session(work: Work, stem: str, told: Sequence[Sign]) -> Session:
    client, status = "", ACTIVE
    tasks: dict[str, None] = {}
    tags: dict[str, None] = {}
    for sign in told[1:]:
        said = mark(sign)
        if said == "begun":
            client = client or sign.field("client")
        if said and said in (*STANDS, *GOES_ON):
            status = STANDS.get(said, ACTIVE)
        for key, value in sign.fields:
            if key in ("task", "tag"):
                words = tasks if key == "task" else tags
                words.update(dict.fromkeys(word for word in value.split("\n") if word))
    is_open = status in (ACTIVE, PAUSED) and stem not in work.archived
    return Session(stem, told[0].when, client, status, is_open, tuple(tasks), tuple(tags))


# The form of what is packed, and the order of this machine's bytes.
ORDER = f"2 {'little' if array('q', [1]).tobytes()[0] else 'big'}"
SIZES = (("B", 2**8), ("H", 2**16), ("q", 2**64))  # of whole numbers, by their code, with their end
PLACES = ("who", "stem", "kind", "client", "commit")  # of a sign: the same words again and again


def packed(signs: Sequence[Sign]) -> str:
    """Signs as text that is read back fast: by column, numbers as bytes, each word once, JSON."""
    import json  # not where a view is only shown

    told: dict[str, object] = {
        "order": ORDER,
        "when": _bytes([sign.when for sign in signs]),
        "title": {at: sign.title for at, sign in enumerate(signs) if sign.title},
        "fields": {at: sign.fields for at, sign in enumerate(signs) if sign.fields},
    }
    for place in PLACES:
        words: dict[str, int] = {}
        numbers = [words.setdefault(getattr(sign, place), len(words)) for sign in signs]
        told[place] = _bytes(numbers)
        told[f"{place} words"] = [*words]
    return json.dumps(told)


def unpacked(text: str) -> list[Sign] | None:
    """The signs that were packed; None where another version or kind of machine did it."""
    import json  # 2 ms, and only here

    told = json.loads(text)
    if told.get("order") != ORDER:
        return None
    who, stem, kind, client, commit = (
        map(told[f"{place} words"].__getitem__, _numbers(told[place])) for place in PLACES
    )
    whens = _numbers(told["when"])
    titles = [""] * len(whens)
    for at, title in told["title"].items():
        titles[int(at)] = title
    fields: list[tuple[tuple[str, str], ...]] = [()] * len(whens)
    for at, pairs in told["fields"].items():
        fields[int(at)] = tuple((key, value) for key, value in pairs)
    rows = zip(whens, who, stem, kind, titles, client, commit, fields, strict=True)
    return [*map(Sign._make, rows)]


def _bytes(numbers: Sequence[int]) -> str:
    """Numbers in as few bytes each as the greatest of them needs; behind the code of their size."""
    fits = (
        code
        for code, end in SIZES
        if min(numbers, default=0) >= 0 and max(numbers, default=0) < end
    )
    code = next(fits, "q")
    return code + base64.b64encode(array(code, numbers).tobytes()).decode()


def _numbers(text: str) -> array[int]:
    found = array(text[0])
    found.frombytes(base64.b64decode(text[1:]))
    return found


def mark(sign: Sign) -> str:
    """'paused', 'resumed', 'begun', …; "" for what is no mark of a session."""
    return sign.title.lower() if sign.kind == SESSION else ""


def pauses(signs: Iterable[Sign]) -> list[tuple[int, int | None]]:
    """When one session was paused, from its signs in order; the last one may go on (None)."""
    found: list[tuple[int, int | None]] = []
    since: int | None = None
    for sign in signs:
        said = mark(sign)
        if said == "paused" and since is None:
            since = sign.when
        elif said in GOES_ON and since is not None:
            found.append((since, sign.when))
            since = None
    return found if since is None else [*found, (since, None)]


def called(stem: str) -> str:
    """What people call a session: its stem without the id8."""
    return stem[:-9] or stem or "(no session)"


def moment(work: Work, seconds: int) -> datetime:
    """The moment of a sign on the reader's clock."""
    try:
        return moments.of_epoch(seconds).astimezone(work.zone)
    except OverflowError:  # the calendar ends between two zones
        return moments.of_epoch(seconds)


def epoch(when: datetime | None) -> int | None:
    """Seconds since 1970, None for no moment."""
    return None if when is None else int(moments.to_utc(when).timestamp())


def hours(seconds: int) -> str:
    """'2h 15m', '45m', '28h 0m': time worked, which no day of 24 hours holds together."""
    if 0 < seconds < moments.MINUTE:
        return "<1m"
    minutes = seconds // moments.MINUTE
    return f"{minutes // 60}h {minutes % 60:02d}m" if minutes >= 60 else f"{minutes}m"


def count(number: int, one: str, many: str = "") -> str:
    """'1 session', '2 sessions'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def median(numbers: Iterable[int]) -> int | None:
    """The one in the middle, of two their mean in whole numbers; None without any."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
