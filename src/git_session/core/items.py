"""Decisions, attempts, discoveries, learnings, notes and next steps of a document."""

from __future__ import annotations

from git_session.core import lists, moments
from git_session.core.lists import Row
from git_session.core.markdown import fence_of, heading, heading_text, one_line
from git_session.core.sections import (
    COORDINATION,
    DECISIONS,
    DISCOVERIES,
    HANDOFF,
    LEARNINGS,
    NEXT_STEPS,
    NOTES,
    TRIED,
    Draft,
    Part,
    clean,
    indented,
    unindented,
)
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

FOLLOW_UPS = "Follow-ups"
WIDTH = 4  # so deep no renderer finds a heading, a list, a fence or a rule in a field's text


@record
class Item:
    """One decision, attempt, discovery, learning or note.

    ``number`` is 0 where it has none. ``when`` is its time as it is written (a learning's is a
    day), "" where it shows none. ``fields`` are a decision's or a learning's, keys in lower case.
    """

    number: int
    title: str
    when: str = ""
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def field(self, key: str) -> str:
        """The value of ``key``, "" without one."""
        return dict(self.fields).get(key, "")


def field_lines(key: str, value: str) -> list[str]:
    """``**Key**: value``; further lines are indented so that they stay text."""
    text = clean(value)
    if fence_of(text.split("\n", 1)[0]):
        text = "\n" + text
    return indented(text, WIDTH, f"**{key}**: ")


def read_fields(lines: list[str]) -> list[tuple[str, str]]:
    """The ``**Key**: value`` pairs among ``lines``, keys in lower case."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        key, value = _field(line)
        if key:
            found.append((key, [value]))
        elif found and (not line.strip() or line[0] in " \t"):
            found[-1][1].append(line)
        elif found and line.strip():
            found.append(("", []))
    return [(key, unindented(text, WIDTH).strip("\n")) for key, text in found if key]


def _field(line: str) -> tuple[str, str]:
    if not line.startswith("**"):
        return "", ""
    key, closing, value = line[2:].partition("**")
    if not closing or not value.startswith(":"):
        return "", ""
    return key.lower(), value[1:].strip()


def add_decision(draft: Draft, title: str, when: datetime, fields: list[tuple[str, str]]) -> None:
    """Add a decision under the next number, unless exactly that one is shown."""
    part = draft.ensure(DECISIONS)
    head = f"{one_line(title)} ({moments.iso_minute(when)})"
    lines = [line for key, value in fields for line in field_lines(key, value)]
    known = _decision_places(part)
    for start, end in known:
        rest = _split_number(heading(part.lines[start])[1])[1]
        if rest == head and [part.bare(at) for at in range(start + 1, end)] == lines:
            return
    numbers = [_split_number(heading(part.lines[start])[1])[0] for start, _ in known]
    at = part.text_end(1, len(part.lines))
    number = max(numbers, default=0) + 1
    lines = [f"### {number}. {heading_text(head)}", *lines]
    part.insert(at, ["", *lines] if at > 1 else lines)


def _decision_places(part: Part) -> list[tuple[int, int]]:
    """Heading line and end of text of each decision."""
    heads = [at for at, level, _ in part.heads() if level == 3]
    ends = [*heads[1:], len(part.lines)]
    return [(at, part.text_end(at + 1, end)) for at, end in zip(heads, ends, strict=False)]


def _split_number(text: str) -> tuple[int, str]:
    digits, dot, rest = text.partition(". ")
    is_number = dot and len(digits) < 10 and digits.isascii() and digits.isdigit()
    return (int(digits), rest) if is_number else (0, text)


def decisions(draft: Draft) -> list[Item]:
    """The decisions in the document's order; ``text`` is the whole body."""
    part = draft.part(DECISIONS)
    return [_decision(part, *place) for place in _decision_places(part)] if part else []


def _decision(part: Part, start: int, end: int) -> Item:
    number, rest = _split_number(heading(part.lines[start])[1])
    title, when, after = lists.split_when(rest)
    title, when = (rest, "") if after else (title, when)
    lines = [part.bare(at) for at in range(start + 1, end)]
    return Item(number, title, when, "\n".join(lines).strip("\n"), tuple(read_fields(lines)))


def count(draft: Draft, section: str) -> int:
    """How many decisions, or items of a list, a section has."""
    part = draft.part(section)
    if not part:
        return 0
    return len(_decision_places(part) if section == DECISIONS else lists.rows(part))


def add_finding(draft: Draft, section: str, title: str, when: datetime, detail: str) -> None:
    """Add ``N. **Title** (time): detail`` to Tried or Discoveries, unless it is shown."""
    head = f"**{one_line(title)}** ({moments.iso_minute(when)})"
    lists.add_numbered(draft.ensure(section), lists.joined(head, clean(detail)))


def tried(draft: Draft) -> list[Item]:
    """What was tried; ``text`` is how it ended."""
    return _findings(draft, TRIED)


def discoveries(draft: Draft) -> list[Item]:
    """What was found out."""
    return _findings(draft, DISCOVERIES)


def _findings(draft: Draft, section: str) -> list[Item]:
    part = draft.part(section)
    return [_finding(row) for row in lists.rows(part)] if part else []


def _finding(row: Row) -> Item:
    text = row.text
    if text.startswith("**"):
        at = text.find("** (")
        while at > 0:
            end = text.find(")", at)
            when = text[at + 4 : end] if end > 0 else ""
            if len(when) < 40 and moments.parse_iso(when):
                detail = text[end + 1 :].removeprefix(":").strip()
                return Item(row.number, text[2:at], when, detail)
            at = text.find("** (", at + 1)
        title, closing, rest = text[2:].partition("**")
        if closing:
            return Item(row.number, title, "", rest.removeprefix(":").strip())
    return Item(row.number, text)


def add_learning(
    draft: Draft, text: str, when: datetime, topic: str, fields: list[tuple[str, str]]
) -> None:
    """Add ``- **day - Topic:** text`` with its fields below it, unless it is shown."""
    day = moments.iso(when)[:10]
    head = f"**{day} - {one_line(topic)}:**" if topic else f"**{day}:**"
    below = [line for key, value in fields for line in indented(clean(value), 2, f"- {key}: ")]
    text = clean("\n".join([f"{head} {one_line(text)}", *below]))
    lists.add_bullet(draft.ensure(LEARNINGS), text)


def learnings(draft: Draft) -> list[Item]:
    """What was learnt: ``title`` is the topic ("" without one), ``text`` the learning."""
    part = draft.part(LEARNINGS)
    return [_learning(row) for row in lists.rows(part)] if part else []


def _learning(row: Row) -> Item:
    first, _, below = row.text.partition("\n")
    head, closing, text = first.removeprefix("**").partition(":**")
    if not first.startswith("**") or not closing:
        return Item(0, "", "", row.text)
    day, _, topic = head.partition(" - ")
    pairs = [_nested(line) for line in below.split("\n") if line.startswith("- ")]
    return Item(0, topic, day, text.strip(), tuple(pair for pair in pairs if pair[0]))


def _nested(line: str) -> tuple[str, str]:
    key, colon, value = line[2:].partition(": ")
    return (key.lower(), value) if colon else ("", "")


def add_note(draft: Draft, title: str, when: datetime, body: str) -> None:
    """Add ``- Title (time)`` with the body below it, unless it is shown."""
    head = f"{one_line(title)} ({moments.iso_minute(when)})".strip()
    lists.add_bullet(draft.ensure(NOTES), f"{head}\n{body}")


def notes(draft: Draft) -> list[Item]:
    """The notes; ``text`` is what stands below the first line."""
    part = draft.part(NOTES)
    return [_note(row) for row in lists.rows(part)] if part else []


def _note(row: Row) -> Item:
    first, _, body = row.text.partition("\n")
    title, when, after = lists.split_when(first)
    return Item(0, first, "", body) if after else Item(0, title, when, body)


def add_message(draft: Draft, text: str) -> None:
    """Add what was said to others, or by them, unless exactly that is shown."""
    lists.add_bullet(draft.ensure(COORDINATION), text)


def add_next(draft: Draft, text: str) -> None:
    """Add a next step under the next number; one that is there in any case is not added."""
    part = draft.ensure(NEXT_STEPS)
    _add_numbered(part, text, part.body())


def add_follow_up(draft: Draft, text: str) -> None:
    """The same below ``### Follow-ups``: what is to be done after this session."""
    part = draft.ensure(NEXT_STEPS)
    span = part.below(FOLLOW_UPS)
    if span is None:
        at = part.text_end(0, len(part.lines))
        part.insert(at, ["", f"### {FOLLOW_UPS}"] if at > 1 else [f"### {FOLLOW_UPS}"])
        span = part.below(FOLLOW_UPS)
    if span:
        _add_numbered(part, text, span)


def _add_numbered(part: Part, text: str, span: tuple[int, int]) -> None:
    found = lists.rows(part, span)
    wanted = one_line(text).casefold()
    if all(one_line(row.text).casefold() != wanted for row in found):
        lists.append(part, clean(one_line(text)), f"{lists.next_number(found)}. ", span)


def drop_next(draft: Draft, text: str) -> None:
    """Take the next step or follow-up ``text`` away, if it is there; the other numbers stay."""
    part = draft.part(NEXT_STEPS)
    wanted = one_line(text).casefold()
    spans = [part.below(FOLLOW_UPS), part.body()] if part else []  # the later lines first
    for span in spans:
        for row in reversed(lists.rows(part, span) if part and span else []):
            if part and one_line(row.text).casefold() == wanted:
                lists.remove(part, row)


def next_steps(draft: Draft) -> list[str]:
    """What comes next."""
    part = draft.part(NEXT_STEPS)
    return [row.text for row in lists.rows(part)] if part else []


def handoff(draft: Draft) -> list[str]:
    """What whoever continues was told."""
    part = draft.part(HANDOFF)
    return [row.text for row in lists.rows(part)] if part else []


def follow_ups(draft: Draft) -> list[str]:
    """What is to be done after this session."""
    part = draft.part(NEXT_STEPS)
    span = part.below(FOLLOW_UPS) if part else None
    return [row.text for row in lists.rows(part, span)] if part and span else []
