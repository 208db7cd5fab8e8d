"""What a person changed by hand in a document, as ``Session: edited`` blocks that travel.

An edit is one run of lines of one curated section, written as a small diff: the line above it, what
stood there, what stands there now, the line below. It is put where those lines are found. Where
somebody else changed the same lines meanwhile both texts stay: the newer one first, the other
below it, with who wrote it and when.
"""

from __future__ import annotations

from git_session.core import context, grammar, moments
from git_session.core.markdown import heading, heading_text
from git_session.core.sections import (
    CONTEXT,
    NEXT_STEPS,
    NOTES,
    SECTIONS,
    TLDR,
    Draft,
    Part,
)
from git_session.model import SESSION, Block, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from git_session.model import Entry

EDITED = "edited"
CURATED = (TLDR, CONTEXT, NEXT_STEPS, NOTES)
FENCE = "~~~diff"


@record
class Place:
    """A section: its title, the level of its heading, which of several of that title."""

    title: str
    level: int = 2
    number: int = 1


@record
class Change:
    """A run of lines: what stood there and what stands there now.

    ``above`` and ``below`` are the lines next to it, None where it reaches the section's end.
    """

    above: str | None
    was: tuple[str, ...]
    now: tuple[str, ...]
    below: str | None


def found(before: Draft, after: Draft, when: datetime, author: str) -> list[Block]:
    """The edits that lead from one state of a document to the other, one block per section."""
    old, new = _curated(before), _curated(after)
    blocks = []
    for place in [*new, *(place for place in old if place not in new)]:
        was, now = old.get(place, []), new.get(place, [])
        if was != now:
            follows = _follows(after, place) if place not in old else ""
            gone = place in old and place not in new
            blocks.append(_block(place, _change(was, now), when, author, follows, gone=gone))
    return blocks


def _curated(draft: Draft) -> dict[Place, list[str]]:
    """The sections whose text is a person's, each with its lines."""
    return {place: _lines(draft, place, part) for place, part in _places(draft) if _is_own(place)}


def _places(draft: Draft) -> list[tuple[Place, Part]]:
    """Every section below the document's title."""
    found: list[tuple[Place, Part]] = []
    titles: list[tuple[str, int]] = []
    for part in draft.parts:
        key = (part.name if part.level == 2 else part.title, part.level)
        if part.level and (part.level == 2 or any(level == 1 for _, level in titles)):
            found.append((Place(key[0], part.level, titles.count(key) + 1), part))
        titles.append(key)
    return found


def _is_own(place: Place) -> bool:
    """Curated, or a section that only a person can have made."""
    if place.level == 2 and place.title in SECTIONS:
        return place.title in CURATED and place.number == 1
    return bool(place.title)


def _lines(draft: Draft, place: Place, part: Part) -> list[str]:
    if place.title == TLDR and place.level == 2:
        return context.paragraph(draft)
    return _trimmed([part.bare(at).rstrip() for at in range(1, len(part.lines))])


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]


def _follows(draft: Draft, place: Place) -> str:
    """The title of the section that stands before ``place``."""
    known = [found for found, _ in _places(draft)]
    at = known.index(place)
    return known[at - 1].title if at else ""


def _change(was: list[str], now: list[str]) -> Change:
    """The run of lines that changed; all lines where equal ones beside it make that ambiguous."""
    change = _between(was, now)
    at = _where(was, change)
    done = None if at is None else [*was[:at], *change.now, *was[at + len(change.was) :]]
    if done == now and _stands(now, change) and not _stands(was, change):
        return change
    return Change(None, tuple(was), tuple(now), None)


def _between(was: list[str], now: list[str]) -> Change:
    """The one run of lines between what both begin and end with."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    return Change(
        was[start - 1] if start else None,
        tuple(was[start : len(was) - end]),
        tuple(now[start : len(now) - end]),
        was[len(was) - end] if end else None,
    )


def _block(
    place: Place, change: Change, when: datetime, author: str, follows: str, *, gone: bool
) -> Block:
    fields = [
        ("Section", place.title),
        ("Level", str(place.level) if place.level != 2 else ""),
        ("Number", str(place.number) if place.number != 1 else ""),
        ("Follows", follows),
        ("Gone", "yes" if gone else ""),
    ]
    bullets = [grammar.bullet(key, value) for key, value in fields if value]
    body = "\n".join([*bullets, FENCE, *_diff(change), FENCE[:3]])
    return grammar.made(when, SESSION, EDITED, author, body)


def _diff(change: Change) -> list[str]:
    above = [] if change.above is None else [f" {change.above}"]
    below = [] if change.below is None else [f" {change.below}"]
    was, now = [f"-{line}" for line in change.was], [f"+{line}" for line in change.now]
    return [*above, *was, *now, *below]


def _read(text: str) -> Change:
    """The change that ``_diff`` wrote; blanks at line ends may have been lost on the way."""
    lines = text.split("\n")
    inner = lines[lines.index(FENCE) + 1 :] if FENCE in lines else []
    if FENCE[:3] in inner:
        inner = inner[: inner.index(FENCE[:3])]
    changed = [at for at, line in enumerate(inner) if line[:1] in ("-", "+")]
    first, last = (changed[0], changed[-1]) if changed else (len(inner), len(inner) - 1)
    return Change(
        inner[first - 1][1:] if first else None,
        tuple(line[1:] for line in inner if line[:1] == "-"),
        tuple(line[1:] for line in inner if line[:1] == "+"),
        inner[last + 1][1:] if last + 1 < len(inner) else None,
    )


def is_edit(block: Block) -> bool:
    """Whether the block is one of these."""
    return block.kind == SESSION and block.title.lower() == EDITED


def apply(draft: Draft, entry: Entry) -> None:
    """Do to the document what was done by hand; a second time nothing is left to do."""
    known = dict(_places(draft))
    place = _place(entry, list(known))
    if place is None:
        return
    change = _read(entry.text)
    old = _lines(draft, place, known[place]) if place in known else []
    new = _applied(old, change, draft.said.get(place.title), entry)
    gone = entry.field("gone") == "yes" and not new
    if gone and place in known:
        draft.parts.remove(known[place])
    elif new != old or (place not in known and not gone):
        _write(draft, place, new, entry.field("follows"))
    draft.said[place.title] = (entry.author, entry.when)


def _place(entry: Entry, known: list[Place]) -> Place | None:
    """The section that the edit names; None for what can be none, or is not a person's to edit.

    Anybody may have written the entry: a number beyond the next one means the last.
    """
    title, level, number = (entry.field(key) for key in ("section", "level", "number"))
    level_of = 1 if level == "1" else 2
    if heading(f"## {heading_text(title)}") != (2, title) or "\n" in title:
        return None
    count = sum((place.title, place.level) == (title, level_of) for place in known)
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 1
    place = Place(title, level_of, wanted if 0 < wanted <= count + 1 else max(count, 1))
    return place if _is_own(place) else None


def _applied(
    lines: list[str], change: Change, said: tuple[str, datetime] | None, entry: Entry
) -> list[str]:
    now = list(change.now)
    if _stands(lines, change):
        return lines
    at = _where(lines, change)
    if at is not None:
        return [*lines[:at], *now, *lines[at + len(change.was) :]]
    if not now or _at(lines, now) is not None:
        return lines
    label = _label(said, entry)
    return [*now, "", label, "", *lines]


def _label(said: tuple[str, datetime] | None, entry: Entry) -> str:
    """Who wrote the text below, and when; else only that it is the older one."""
    if said is None:
        return f"*Until {moments.iso_minute(entry.when)}:*"
    author, when = said
    return f"*{author or 'Somebody'}, {moments.iso_minute(when)}:*"


def _stands(lines: list[str], change: Change) -> bool:
    """Whether the lines hold what the edit led to, where it led to it."""
    run = [*_one(change.above), *change.now, *_one(change.below)]
    at = _at(lines, run)
    if at is None:
        return not run and not lines
    at_start = change.above is not None or at == 0
    return at_start and (change.below is not None or at + len(run) == len(lines))


def _one(line: str | None) -> list[str]:
    return [] if line is None else [line]


def _where(lines: list[str], change: Change) -> int | None:
    """Where the lines that were changed stand; None where somebody else changed them."""
    above, below = _one(change.above), _one(change.below)
    for before, after in ((above, below), (above, []), ([], below), ([], [])):
        at = _at(lines, [*before, *change.was, *after])
        if at is not None:
            return at + len(before)
    return None if change.was or lines else 0


def _at(lines: Sequence[str], run: Sequence[str]) -> int | None:
    """The first place at which ``run`` stands in ``lines``; None without one or without a run."""
    if not run:
        return None
    last = len(lines) - len(run)
    places = (at for at in range(last + 1) if list(lines[at : at + len(run)]) == list(run))
    return next(places, None)


def _write(draft: Draft, place: Place, lines: list[str], follows: str) -> None:
    if place.title == TLDR and place.level == 2:
        context.write_lines(draft, lines)
        return
    part = dict(_places(draft)).get(place)
    if part is None:
        part = _made(draft, place, follows)
    last = part is draft.parts[-1]
    del part.lines[1:]
    part.insert(1, [*lines, *([] if last else [""])])


def _made(draft: Draft, place: Place, follows: str) -> Part:
    """A new section: a known one at its place, another behind the one it followed, else last."""
    if place.level == 2 and place.title in SECTIONS:
        return draft.ensure(place.title)
    known = [found for found, _ in _places(draft)]
    titles = [found.title for found in known]
    parts = [part for _, part in _places(draft)]
    at = draft.parts.index(parts[titles.index(follows)]) + 1 if follows in titles else None
    return draft.add(place.level, place.title, len(draft.parts) if at is None else at)
