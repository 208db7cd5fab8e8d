"""Sections of a Markdown log become entries, whatever system wrote them.

A section is known by its name, an item by its shape (a bullet, a check box, a row of a table, a
numbered heading), a time by standing in parentheses, in a heading or in its column. What is none
of that is a note, word by word.
"""

from __future__ import annotations

import re

from git_session.core import entries, grammar, markdown, moments, outline
from git_session.core.oldformats import past
from git_session.core.oldformats.past import At, Told
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    FILE,
    LEARNING,
    NEXT,
    NOTE,
    PROGRESS,
    RESOLVED,
    STEP,
    TRIED,
    record,
    replace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from git_session.core.outline import Part

LOG = ""  # an entry of a log: its bullets may say what kind it is
CURRENT = "current"  # steps in progress
PLAN = "plan"  # steps, those done among them
# What the field Type says more of a kind (docs/format.md).
FOLLOW_UP, ISSUE, DELIVERABLE = "follow-up", "issue", "deliverable"
SENT, RECEIVED, COLLABORATION = "sent", "received", "collaboration"
TYPES = {
    FOLLOW_UP: NEXT,
    ISSUE: BLOCKER,
    DELIVERABLE: NOTE,
    SENT: NOTE,
    RECEIVED: NOTE,
    COLLABORATION: NOTE,
}
KINDS = {
    DECISION: "decisions|decisions made|key decisions|decision log",
    TRIED: "tried|failed attempts|what was tried",
    DISCOVERY: "discoveries|findings",
    LEARNING: "learnings|learnings & discoveries|lessons|lessons learned",
    BLOCKER: "blockers|blockers & issues|current blockers|open blockers|issues",
    RESOLVED: "resolved|resolved issues|resolved blockers",
    PROGRESS: "completed|completed today|completed work|accomplishments|done",
    CURRENT: "in progress",
    PLAN: "current phase|checklist",
    STEP: "remaining",
    NEXT: "next steps|next|todo",
    FOLLOW_UP: "follow-ups|follow-up|follow ups",
    ISSUE: "known issues",
    DELIVERABLE: "services built/modified|services|deliverables",
    SENT: "messages sent",
    RECEIVED: "messages received",
    COLLABORATION: "collaborations",
    NOTE: "coordination",
    FILE: "files|files modified|files changed|files modified this session|files tracker",
    LOG: "progress log|work log|log|progress",
}
SECTIONS = {name: kind for kind, names in KINDS.items() for name in names.split("|")}
ITEMED = (DECISION, TRIED, DISCOVERY, LEARNING, BLOCKER)
_LOGGED = re.compile(
    r"\*{0,2}((?:\d{4}-\d{2}-\d{2}[T ])?\d{1,2}:\d{2}(?::\d{2})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)"
    r"\*{0,2}(?:(?: *[-–—:] +| +)(\S.*))?"
)
_NUMBERED = re.compile(r"\d{1,4}[.)] +")
_BOX = re.compile(r"\[([ xX])\] +")
_STRUCK = re.compile(r"~~([^~]+)~~(.*)")
_TITLED = re.compile(r"\*\*([^*\n]+)\*\*(.*)")
_CLOCKED = re.compile(r"\*{0,2}(\d{1,2}:\d{2}(?::\d{2})?)\*{0,2}(?: *[-–—:] *| +)(\S.*)")
_SOLVED = re.compile(r" *(?:[-–—:] *)?(?:(?:[Ss]olved|[Rr]esolved)(?: by| with)?:? *)?")
_ENDS = re.compile(r"\(([^()]{8,40})\) *$")
_MESSAGE = re.compile(r"([^→←:]{0,40}(?::[^→←:]{0,40}){0,3})(?:→|←|->|<-) *([^:\n]{1,80}): *(.+)")
_PRIORITY = re.compile(r"\((\w{2,20})\)$")
_PORT = re.compile(r"\(Port: *(\d{1,5})\)", re.I)
_MARK = re.compile(r"<- *(?:CURRENT|HERE) *$")
_ACTION = re.compile(r"(created|modified|deleted|renamed|read)", re.I)
_PATH = re.compile(r"`([^`\n]+)`(.*)|(\S+)(.*)", re.DOTALL)
_DATED = re.compile(r"[*_\[]*(\d{4}-\d{2}-\d{2})[*_\]]*(?: *[-–—:,] *| *)([^\n]*)")
_CONTRIBUTOR = re.compile(r"(?:@|contributor: *@?|author: *@?)(\S[^\n]*)", re.I)


def entries_of(
    parts: Iterable[Part], base: At, zone: tzinfo | None, author: str = ""
) -> list[Told]:
    """The entries that ``parts`` tell, in their order.

    ``base`` is the day of clock times that name none, ``author`` who noted what names nobody.
    """
    reader = _Reader(base, zone, author)
    for part in parts:
        reader.take(part)
    return reader.found


@record
class Header:
    """What stands above a log's sections: its title, lines that name something, the other text."""

    title: str
    metas: dict[str, str]
    rest: outline.Part
    parts: tuple[outline.Part, ...]


def header(text: str) -> Header:
    """The head of a log, and the parts below it."""
    parts = outline.parts(text)
    head = [part for part in parts[:2] if part.level < 2]
    lines = [line for part in head for line in part.lines]
    metas: dict[str, str] = {}
    rest = []
    for line in lines:
        key, value = outline.meta(line)
        if key and value and key not in metas:
            metas[key] = value
        elif line.strip(" -*_"):
            rest.append(line)
    title = head[-1].title if head else ""
    return Header(title, metas, outline.Part(0, "", tuple(rest)), tuple(parts[len(head) :]))


def told_of(metas: Mapping[str, str], *used: str) -> tuple[tuple[str, str], ...]:
    """Lines that name something, less those ``used``, as fields."""
    others = ((key, value) for key, value in metas.items() if key not in used)
    return tuple((key.replace("_", " ").capitalize(), value) for key, value in others)


def plain(title: str) -> str:
    """A heading's name, to look it up: no pictures, numbers or remarks in parentheses."""
    bare = _unnumbered(title).partition(" (")[0]
    return markdown.one_line(bare).lstrip("#*_ ").lstrip(_pictures(bare)).strip(" *_:").lower()


def _unnumbered(title: str) -> str:
    match = _NUMBERED.match(title)
    return title[match.end() :] if match else title


def _pictures(text: str) -> str:
    return "".join({letter for letter in text if not letter.isalnum()})


class _Reader:
    """Reads part after part; remembers whose section and day it is in."""

    def __init__(self, base: At, zone: tzinfo | None, author: str) -> None:
        self.found: list[Told] = []
        self.day = base
        self.zone = zone
        self.author = self.by = author
        self.named = 0  # the level of the heading that names the author; 0: none does
        self.kind = ""
        self.level = 99  # of the section that the kind is from; 99: in none

    def take(self, part: Part) -> None:
        """Read a heading and what stands below it."""
        part = replace(part, lines=_trimmed(part.lines))
        if not part.level:
            return self.note("Text without a heading", part.lines)
        if part.level <= self.named:
            self.author, self.named = self.by, 0
        kind = SECTIONS.get(plain(part.title))
        if kind is not None:
            self.kind, self.level = kind, part.level
            return self.body(kind, part.title, part.lines)
        if logged := self.logged(part.title):
            when, title = logged
            self.level = 99
            return self.add(Told(LOG, title, when, text=_joined(part.lines)))
        if self.dated(part):
            return None
        if part.level > self.level and self.kind in ITEMED:
            return self.add(self.item_below(self.kind, part))
        if contributor := _CONTRIBUTOR.fullmatch(part.title.strip()):
            self.author, self.named, self.level = past.handle(contributor[1]), part.level, 99
            return self.body(LOG, part.title, part.lines)
        self.kind, self.level = NOTE, part.level
        return self.note(part.title, part.lines, always=True)

    def add(self, told: Told) -> None:
        """Remember an entry; it is of whoever the section is."""
        self.found.append(replace(told, author=told.author or self.author))

    def note(self, title: str, lines: Sequence[str], *, always: bool = False) -> None:
        """Keep ``lines`` as they are, if they say something."""
        text = _joined(lines)
        if always or text.strip("-*_# \n"):
            self.add(Told(NOTE, title, past.NEVER, text=text))

    def logged(self, title: str) -> tuple[At, str] | None:
        """The time and the words of a heading like '14:30 - Fixed it'."""
        match = _LOGGED.fullmatch(title)
        if not match:
            return None
        when = past.on_day(match[1], self.day, self.zone) or past.at(match[1], self.zone)
        if when is None and self.day.known == past.NOTHING and moments.clock(match[1]):
            return past.NEVER, title  # a clock on no day
        is_time = when is not None and when.known == past.TIME
        return (when, match[2] or grammar.UNTITLED) if when and is_time else None

    def dated(self, part: Part) -> bool:
        """Read a part whose heading begins with a day; any other that names one is on it."""
        when = past.at(part.title, self.zone)
        match = _DATED.fullmatch(part.title)
        if when is None or match is None or not moments.is_date(match[1]):
            self.day = when or self.day
            return False
        self.day, self.level = when, 99
        if any(map(str.isalnum, match[2])):
            self.add(Told(LOG, match[2], when, text=_joined(part.lines)))
        else:
            self.body(LOG, part.title, part.lines)
        return True

    def item_below(self, kind: str, part: Part) -> Told:
        """A decision (or the like) that has a heading of its own: '### 1. Title (time)'."""
        title, when = self.timed(_unnumbered(part.title))
        fields: list[tuple[str, str]] = []
        rest: list[str] = []
        for line in part.lines:
            key, value = outline.meta(line)
            if key and line.lstrip().startswith("**"):
                fields.append((key.replace("_", " ").capitalize(), value))
            elif fields and line.strip() and line[0] in " \t" and not rest:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{line.strip()}")
            else:
                rest.append(line)
        return Told(kind, title, when, fields=tuple(fields), text=_joined(rest))

    def timed(self, text: str) -> tuple[str, At]:
        """``text`` without the time in parentheses that it ends in, and that time."""
        match = _ENDS.search(text)
        when = past.at(match[1], self.zone) if match else None
        return (text[: match.start()].rstrip(), when) if match and when else (text, past.NEVER)

    def body(self, kind: str, title: str, lines: Sequence[str]) -> None:
        """Read what stands below a section's heading."""
        for head, below in outline.groups(lines):
            self.group(kind, title, head, below)

    def group(self, kind: str, title: str, head: str, lines: list[str]) -> None:
        """Read what stands below a line in bold (``head``; "" for none)."""
        named = SECTIONS.get(plain(head)) if head else kind
        dated = _DATED.fullmatch(head)
        day = past.at(head, self.zone) if dated else None
        if day and kind == LEARNING:
            self.learning(head, day, lines)
        elif day and dated and not dated[2]:
            self.day = day
            self.content(kind, title, lines)
        elif named is None:
            self.note(f"{title}: {head}", lines, always=True)
        else:
            self.content(named, title, lines)

    def learning(self, head: str, day: At, lines: list[str]) -> None:
        """'**2025-11-10 - Topic:**' with bullets below: what, why it matters, its impact."""
        topic = head.partition(" - ")[2].strip(" :")
        body = outline.listed("\n".join(lines))
        said = [*body.bullets, *([body.text] if body.text else [])]
        fields = (("Topic", topic),) if topic else ()
        text = "\n".join(f"- {grammar.indented(line)}" for line in said[1:])
        self.add(Told(LEARNING, said[0] if said else topic or head, day, "", fields, text))

    def content(self, kind: str, title: str, lines: list[str]) -> None:
        """Read tables, bullets and text of a section of ``kind``."""
        found, rest = outline.tables(lines)
        for table in found:
            for row in table.rows:
                self.row(kind, row)
        body = outline.listed("\n".join(rest))
        for bullet in body.bullets:
            if not past.is_empty(bullet):
                for told in self.item(kind, bullet):
                    self.add(told)
        if not past.is_empty(body.text.strip("-*_ \n")):
            self.note(title, [body.text])

    def row(self, kind: str, row: tuple[tuple[str, str], ...]) -> None:
        """A row of a table: its first column is what it is about, a column of times its time."""
        cells = [(name, text) for name, text in row if not past.is_empty(text)]
        times = [pair for pair in cells if pair[0] in ("time", "when", "date", "timestamp")]
        when = self.moment(times[0][1]) if times else None
        others = [pair for pair in cells if pair not in times or when is None]
        if not others:
            return
        (_, first), *more = others
        title, stamp = self.timed(first)
        fields = tuple((field(name), text) for name, text in more)
        if kind == FILE:
            title, fields = markdown.one_line(title.replace("`", "")), tuple(map(_of_file, fields))
        self.add(Told(_noted(kind), title, when or stamp, fields=(*_typed(kind), *fields)))

    def moment(self, text: str) -> At | None:
        """A cell's time: of the section's day, or with a day of its own."""
        return past.on_day(text.strip("*` "), self.day, self.zone) or past.at(text, self.zone)

    def item(self, kind: str, bullet: str) -> Iterator[Told]:
        """The entries that a bullet is: one; a blocker that was resolved is two."""
        first, _, below = bullet.partition("\n")
        box = _BOX.match(first)
        done = box is not None and box[1] != " "
        first = first[box.end() :] if box else first
        mark = _MARK.search(first)
        first = first[: mark.start()].rstrip() if mark else first
        current = mark is not None
        if kind == LOG and (clocked := _CLOCKED.fullmatch(first)):
            clock = past.on_day(clocked[1], self.day, self.zone)
            if clock:
                yield Told(LOG, clocked[2], clock, text=below)
                return
        if kind in (SENT, RECEIVED):
            yield self.message(kind, first, below)
        elif kind == DELIVERABLE:
            yield self.deliverable(first, below)
        elif kind in (BLOCKER, RESOLVED):
            yield from self.blocker(first, below, done=done or kind == RESOLVED)
        elif kind == FILE:
            yield self.file(first, below)
        elif kind in (PROGRESS, STEP, CURRENT, PLAN) or (box and kind in (NEXT, FOLLOW_UP)):
            yield self.step(kind, first, below, done=done, boxed=box is not None, current=current)
        else:
            yield self.plain_item(kind, first, below)

    def step(
        self, kind: str, text: str, below: str, *, done: bool, boxed: bool, current: bool
    ) -> Told:
        """A step: done, under way, or to do."""
        title, when = self.timed(text)
        if done or (kind == PROGRESS and not boxed):
            of_day = self.day if kind == PROGRESS and self.day.known == past.DAY else past.NEVER
            return Told(PROGRESS, title, when if when.known else of_day, text=below)
        if kind in (NEXT, FOLLOW_UP):
            return Told(NEXT, title, when, "", _typed(kind), below)
        state = (("State", "current"),) if current or kind == CURRENT else ()
        return Told(PROGRESS if state else STEP, title, when, "", state, below)

    def blocker(self, text: str, below: str, *, done: bool) -> Iterator[Told]:
        """'Redis is down', or '~~Redis is down~~ - Solved by restarting it'."""
        struck = _STRUCK.match(text)
        said, after = (struck[1], struck[2]) if struck else (text, "")
        title, when = self.timed(said)
        yield Told(BLOCKER, title, when, text=below)
        if done or struck:
            solved = _SOLVED.match(after)
            how, ended = self.timed(after[solved.end() :] if solved else after)
            fields = (("How", how.strip()),) if how.strip() else ()
            yield Told(RESOLVED, title, ended if ended.known else when, "", fields)

    def file(self, text: str, below: str) -> Told:
        """'`path` - what about it', maybe with what was done to it."""
        match = _PATH.match(text)
        path, about = (match[1] or match[3], match[2] or match[4]) if match else (text, "")
        if match and match[3] and path.endswith(":") and _ACTION.fullmatch(path[:-1]):
            inner = self.file(about.strip(), below)
            return replace(inner, fields=(("Action", path[:-1].lower()), *inner.fields))
        action = _ACTION.search(about)
        fields = [("Action", action[1].lower())] if action else []
        about = markdown.one_line(f"{about} {below}").strip(" -–—:")
        if about and (not action or about.strip("()").lower() != action[1].lower()):
            fields.append(("Description", about))
        return Told(FILE, path, past.NEVER, fields=tuple(fields))

    def plain_item(self, kind: str, first: str, below: str) -> Told:
        """'**Title** (time): text', '**Title**: text', or a text."""
        titled = _TITLED.fullmatch(first)
        if not titled:
            title, when = self.timed(first)
            return Told(_noted(kind), title, self.known(kind, when), "", _typed(kind), below)
        head, rest = titled[1].rstrip(":"), titled[2]
        stamp = re.match(r" *\(([^()]{8,40})\)", rest)
        told = past.at(stamp[1], self.zone) if stamp else None
        rest = rest[stamp.end() :] if stamp and told else rest
        text = "\n".join(line for line in (rest.lstrip(" :–—-"), below) if line)
        when = self.known(kind, told or past.NEVER)
        return Told(_noted(kind), head, when, "", _typed(kind), text)

    def message(self, kind: str, first: str, below: str) -> Told:
        """'2025-11-11 10:00 → broadcast: "It is up" (high)'; '← session-3: "Done?" - Answered'."""
        match = _MESSAGE.fullmatch(first)
        if not match:
            return self.plain_item(kind, first, below)
        head, who, said = match[1], match[2].strip(), match[3]
        when = past.at(head, self.zone)
        fields = [("To" if kind == SENT else "From", who)]
        if kind == SENT and (marked := _PRIORITY.search(said)):
            said = said[: marked.start()].rstrip()
            fields.append(("Priority", marked[1]))
        elif kind == RECEIVED and said.startswith('"') and '" - ' in said:
            said, _, action = said.partition('" - ')
            fields.append(("Action", action))
        if when is None and head.strip():
            fields.append(("When", head.strip()))
        title = said.strip().strip('"')
        return Told(NOTE, title, when or past.NEVER, "", (*_typed(kind), *fields), below)

    def deliverable(self, first: str, below: str) -> Told:
        """'**email-service** (Port: 8401)' with its status, progress and location below."""
        titled = _TITLED.fullmatch(first)
        name, rest = (titled[1], titled[2].strip()) if titled else (first, "")
        port = _PORT.fullmatch(rest)
        fields = [("Port", port[1])] if port else []
        body = outline.listed(below)
        others = [] if port or not rest else [rest]
        for bullet in body.bullets:
            key, value = outline.meta(bullet)
            number = value.strip("% ")
            if key == "progress" and number.isascii() and number.isdigit():
                fields.append(("Percent", number))
            elif key and value:
                fields.append((field(key), value))
            else:
                others.append(f"- {bullet}")
        text = "\n".join([*others, *([body.text] if body.text else [])])
        return Told(NOTE, name, past.NEVER, "", (*_typed(DELIVERABLE), *fields), text)

    def known(self, kind: str, when: At) -> At:
        """``when``; a log's entry that tells none is of the log's day."""
        if when.known or kind != LOG or self.day.known == past.NOTHING:
            return when
        return At(self.day.when.replace(hour=0, minute=0, second=0), past.DAY)


def _noted(kind: str) -> str:
    return {CURRENT: PROGRESS, PLAN: STEP, **TYPES}.get(kind, kind)


def _typed(kind: str) -> tuple[tuple[str, str], ...]:
    return (("Type", kind),) if kind in TYPES else ()


def field(name: str) -> str:
    """A column's name as a field's."""
    words = "".join(letter if letter.isalpha() else " " for letter in name)
    return markdown.one_line(words)[: entries.KEY_LIMIT].capitalize() or "Also"


def _of_file(field: tuple[str, str]) -> tuple[str, str]:
    key, value = field
    if key in ("Action", "Status", "Change"):
        found = _ACTION.search(value)
        return ("Action", found[1].lower()) if found else ("Description", value)
    return ("Description", value) if key == "Notes" else field


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """``lines`` without the rules and empty lines that part a section from the next one."""
    end = len(lines)
    while end and not lines[end - 1].strip(" -*_"):
        end -= 1
    return tuple(lines[:end])


def _joined(lines: Sequence[str]) -> str:
    return grammar.clean("\n".join(lines))
