"""What files of other systems tell: sessions with entries, and how well their times are known."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from git_session.core import grammar, markdown, moments, naming
from git_session.model import NOTE, SESSION, Block, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    Reader = Callable[[str, str, "tzinfo | None"], "tuple[Past, ...]"]

FROM = "Imported from"
GAP, UNTOLD, DAY_ONLY = "Time", "not told", "only the day is told"
UNKNOWN = "unknown"  # who noted what names nobody
TIME, DAY, NOTHING = "time", "day", ""
MOST = 1000  # entries of one session; what is more of it becomes one note, word by word
_ISO = re.compile(
    r"(?<!\d)(\d{4}-\d{2}-\d{2})(?:(?:[Tt ]|, ?| at )(\d{1,2}[:-]\d{2}(?:[:-]\d{2})?)(?:\.\d{1,9})?"
    r"(?: ?([Zz]|UTC|[+-]\d{2}:?\d{2}))?)?(?!\d)"
)
_LABEL = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})[-_T]?(?:(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_EMPTY = re.compile(r"[-*+]? *\(?(?:none(?: yet| currently| so far)?|n/?a|tbd|-)\)?\.?", re.I)


@record
class At:
    """A moment and how well the source tells it: TIME, only the DAY, or NOTHING of it."""

    when: datetime
    known: str


NEVER = At(datetime(1970, 1, 1, tzinfo=UTC), NOTHING)


@record
class Told:
    """An entry that a source tells. ``kind`` "" is a log entry, whose bullets may tell more."""

    kind: str
    title: str
    at: At
    author: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""
    path: str = ""  # where it stood, if that is not where the session did


@record
class Past:
    """A session that a source tells.

    ``form`` names the format, ``key`` is what the source calls the session: both make its id.
    ``path`` is where it stood. ``status`` is one of ours, "" where the source tells none; ``facts``
    are what has no place of its own.
    """

    form: str
    key: str
    path: str
    name: str
    began: At
    entries: tuple[Told, ...]
    ended: At = NEVER
    status: str = ""
    title: str = ""
    goal: str = ""
    author: str = ""
    client: str = ""
    branch: str = ""
    role: str = ""
    tags: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    key_files: tuple[str, ...] = ()
    key_context: tuple[str, ...] = ()
    summary: str = ""
    reason: str = ""
    context_next: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def at(text: str, zone: tzinfo | None) -> At | None:
    """The first time or day that ``text`` names; one without an offset is in ``zone``."""
    for found in _ISO.finditer(text):
        if moments.is_date(found[1]):
            return _moment(found[1], found[2] or "", found[3] or "", zone)
    for found in _LABEL.finditer(text):
        day = f"{found[1]}-{found[2]}-{found[3]}"
        if moments.is_date(day):
            clock = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else ""
            return _moment(day, clock, "", zone)
    return None


def _moment(day: str, clock: str, offset: str, zone: tzinfo | None) -> At:
    """The moment, or the day where ``clock`` is no time."""
    told = moments.clock(clock.replace("-", ":")) if clock else None
    hours = ":".join(f"{part:02}" for part in told or (0, 0, 0))
    offset = "Z" if offset in ("z", "UTC") else offset
    when = moments.parse_local(f"{day}T{hours}{offset}", zone)
    if when is None:
        when = moments.localised(datetime.fromisoformat(f"{day}T{hours}"), zone)
    return At(moments.fixed(when), TIME if told else DAY)


def on_day(clock: str, day: At, zone: tzinfo | None) -> At | None:
    """``HH:MM`` or ``HH:MM:SS`` on the day of ``day``; None for no such time, or an unknown day."""
    if day.known == NOTHING or moments.clock(clock) is None:
        return None
    return _moment(day.when.date().isoformat(), clock, "", zone)


def is_empty(text: str) -> bool:
    """Whether a text says that there is nothing: '(none yet)', 'None currently', '- None'."""
    bare = markdown.one_line(text).strip("*_ ")
    return not bare or (len(bare) < 24 and _EMPTY.fullmatch(bare) is not None)


def handle(name: str) -> str:
    """A name as authors are called here; "" for nobody."""
    named = naming.slug(name.strip().lstrip("@")) if name.strip() else ""
    return "" if is_empty(name) or named == "session" else named


def merged(pasts: Iterable[Past]) -> list[Past]:
    """Sessions that several files tell of, each once; the first one's facts count."""
    found: dict[tuple[str, str], Past] = {}
    for past in pasts:
        one = (past.form, past.key)
        found[one] = _joined(found[one], past) if one in found else past
    return [finished(past) for past in found.values()]


def finished(past: Past) -> Past:
    """``past`` with the times of its entries for those of the session that its source tells not.

    Such a begin is known to be no more than that: the NOTHING of it is told.
    """
    times = [told.at for told in past.entries if told.at.known]
    by_time = sorted(times, key=lambda at: at.when)
    began = past.began if past.began.known or not by_time else At(by_time[0].when, NOTHING)
    last = max(at.when for at in (began, past.ended, *times))
    ended = next((at for at in (past.ended, *times, began) if at.when == last), began)
    return replace(past, began=began, ended=ended)


def _joined(first: Past, second: Past) -> Past:
    """``first`` with what ``second`` tells besides; an index tells less than a log, and says so."""
    empty = {
        name: value
        for name, value in second.__dict__.items()
        if value and not getattr(first, name) and name != "facts"
    }
    known = {(told.kind, told.title, told.text) for told in first.entries}
    more = tuple(
        replace(told, path=told.path or ("" if second.path == first.path else second.path))
        for told in second.entries
        if (told.kind, told.title, told.text) not in known
    )
    facts = tuple(dict.fromkeys((*first.facts, *second.facts)))
    began = first.began if first.began.known else second.began
    return replace(
        first, **{**empty, "entries": (*first.entries, *more), "facts": facts, "began": began}
    )


def blocks(past: Past, mask: Callable[[str], str]) -> list[Block]:
    """The blocks that a session becomes, in the order of time, without those on its begin and end.

    ``mask`` takes secrets out of a text.
    """
    shown = [*past.entries[:MOST], *_rest(past)]
    made = [_block(past, told, mask) for told in (_source(past), *shown)]
    return grammar.ordered(grammar.unique(made))


def _rest(past: Past) -> list[Told]:
    """One note of the entries that are too many."""
    more = past.entries[MOST:]
    text = "\n".join(f"- {told.kind}: {told.title}\n{told.text}" for told in more)
    return [Told(NOTE, f"{len(more)} more entries", past.began, text=text)] if more else []


def _source(past: Past) -> Told:
    """The note that says where the session is from, and what its source does not tell."""
    count = len(past.entries)
    untimed = sum(told.at.known == NOTHING for told in past.entries)
    daily = sum(told.at.known == DAY for told in past.entries)
    nameless = sum(not (told.author or past.author) for told in past.entries)
    gaps = [
        ("No time", f"{untimed} of {count} entries" if untimed else ""),
        ("Only the day", f"{daily} of {count} entries" if daily else ""),
        ("No author", f"{nameless} of {count} entries" if nameless else ""),
    ]
    fields = [("Format", past.form), ("Branch", past.branch), *past.facts, *gaps]
    when = At(past.began.when, TIME)
    return Told(NOTE, f"{FROM} {past.path}", when, past.author, tuple(fields))


def when(past: Past, told: Told) -> datetime:
    """The time of an entry: its own, else the session's, also where only its day is told.

    1970 where the source tells neither: when others were noted says nothing of it.
    """
    began = past.began
    same_day = told.at.when.date() == began.when.date() and began.known == TIME
    if (told.at.known == NOTHING and began.known) or (told.at.known == DAY and same_day):
        return began.when
    return told.at.when


def _block(past: Past, told: Told, mask: Callable[[str], str]) -> Block:
    """The entry as a block. Nothing in it can say that it is another author's, or our own word."""
    gap = {NOTHING: UNTOLD, DAY: DAY_ONLY}.get(told.at.known, "")
    fields = [(GAP, gap), *told.fields]
    text = grammar.clean(told.text)
    if told.path or (text.startswith(grammar.BY) and not fields[0][1]):
        fields.insert(0, (FROM, told.path or past.path))
    lines = [grammar.bullet(key, value) for key, value in fields if value]
    body = mask("\n".join([*lines, *(["", text] if text and text[0] not in "-*+" else [text])]))
    author = told.author or past.author or UNKNOWN
    title = mask(told.title)
    made = grammar.made(when(past, told), told.kind, title, author, body)
    if made.kind == SESSION and told.kind != SESSION:
        return grammar.made(made.when, NOTE, title, author, body)
    return made


def is_ours(block: Block) -> bool:
    """Whether a block says what the session is or where it is from, and is no entry of its own."""
    return block.kind == SESSION or is_source(block)


def is_source(block: Block) -> bool:
    """Whether a block is the note that says where a session is from."""
    return block.kind == NOTE and block.title.startswith(f"{FROM} ")


def wall(block: Block) -> tuple[object, ...]:
    """What is the same of an imported block wherever it was made: in any zone, from any folder."""
    lines = [line for line in block.body.split("\n") if not line.startswith(f"- {FROM}: ")]
    title = FROM if block.title.startswith(f"{FROM} ") else block.title
    clock: object = block.when.replace(tzinfo=None)
    if lines[0] == f"- {GAP}: {UNTOLD}":
        clock = None  # it is its session's, which others may move
    elif lines[0] == f"- {GAP}: {DAY_ONLY}":
        clock = block.when.date()
    return (clock, block.kind, title, "\n".join(lines))
