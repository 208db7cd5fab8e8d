"""What can be wrong with the text of a document, and the same text without it."""

from __future__ import annotations

from git_session.core import context, document, front, moments, steps
from git_session.core.document import Document
from git_session.core.markdown import one_line
from git_session.core.sections import PROGRESS, Draft
from git_session.model import ABANDONED, ACTIVE, COMPLETED, PAUSED, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from git_session.core.items import Item
    from git_session.core.scalars import Value

STATUSES = (ACTIVE, PAUSED, COMPLETED, ABANDONED)
NEEDED = ("id", "shortname", "status", "created_at")
NEEDED_WHILE_OPEN = (*NEEDED, "git_branch")


def missing_keys(doc: Document, *, is_open: bool) -> list[str]:
    """The keys that a document needs and has not, or has empty.

    ``is_open``: the session goes on, so it must say its branch, too (null: detached).
    """
    known, values = doc.keys(), doc.values()
    empty = [key for key in NEEDED if key in values and values[key] in (None, "")]
    needed = NEEDED_WHILE_OPEN if is_open else NEEDED
    return [key for key in needed if key not in known or key in empty]


def odd_keys(doc: Document) -> list[tuple[str, int]]:
    """Needed keys whose value is none of ours (a mapping, an alias), each with its line."""
    fm = front.read(doc.text, doc.name)
    odd = [item for item in fm.items if item.key in NEEDED_WHILE_OPEN and not item.ok]
    return [(item.key, doc.text.count("\n", 0, item.start) + 1) for item in odd]


def wrong_values(doc: Document) -> list[tuple[str, int, str]]:
    """Keys of ours whose value is not what docs/format.md says: the key, its line, what it must be.

    What is empty says nothing, and is not wrong.
    """
    fm = front.read(doc.text, doc.name)
    return [
        (item.key, doc.text.count("\n", 0, item.start) + 1, what)
        for item in fm.items
        if item.key in VALUES and item.value not in (None, "")
        for what, fits in [VALUES[item.key]]
        if item.ok and not fits(item.value)
    ]


def _is_time(value: Value) -> bool:
    return isinstance(value, str) and moments.parse_iso(value) is not None


def _is_count(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_span(text: str) -> bool:
    start, slash, end = text.partition("/")
    return bool(slash) and _is_time(start) and _is_time(end)


VALUES: dict[str, tuple[str, Callable[[Value], bool]]] = {
    **dict.fromkeys(
        ("created_at", "updated_at", "compacted_at", "checkpoint_at", "paused_at", "closed_at"),
        ("a time with an offset, as 2026-01-15T14:30:00+01:00", _is_time),
    ),
    **dict.fromkeys(("compaction_count", "checkpoint_entries"), ("a number, 0 or more", _is_count)),
    **dict.fromkeys(
        ("detached", "retroactive"), ("true or false", lambda value: isinstance(value, bool))
    ),
    **dict.fromkeys(
        ("task_ids", "authors", "tags", "tools"),
        ("a list, as [a, b]", lambda value: isinstance(value, list | str)),
    ),
    "pauses": (
        "a list of start/end",
        lambda value: isinstance(value, list) and all(map(_is_span, value)),
    ),
    "duration_hours": (
        "a number of hours",
        lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    ),
}


def line_of_key(doc: Document, key: str) -> int:
    """The line of ``key`` in the frontmatter, 1 without it."""
    items = front.read(doc.text, doc.name).items
    start = next((item.start for item in items if item.key == key), 0)
    return doc.text.count("\n", 0, start) + 1


def surplus_marks(doc: Document) -> list[int]:
    """The lines of all ``<- CURRENT`` but the one that counts, in their order."""
    draft = document.draft(doc)
    part = draft.part(PROGRESS)
    if part is None:
        return []
    first = _first_line(doc) + _lines_before(draft)
    return sorted(first + at for at in steps.surplus_marks(part))


def _first_line(doc: Document) -> int:
    """The number of the first line below the frontmatter."""
    body = front.read(doc.text, doc.name).body_start
    return doc.text.count("\n", 0, body) + 1


def _lines_before(draft: Draft) -> int:
    """How many lines of the body stand before the section Progress."""
    at = next(at for at, part in enumerate(draft.parts) if part is draft.part(PROGRESS))
    return sum(len(part.lines) for part in draft.parts[:at])


def with_one_mark(doc: Document) -> Document:
    """The document with the mark that counts, and no other byte changed."""
    draft = document.draft(doc)
    part = draft.part(PROGRESS)
    if part is not None:
        for at in steps.surplus_marks(part):
            steps.unmark(part, at)
    return Document(doc.name, draft.text())


def belongs_in(doc: Document) -> str:
    """'archive' for a session that has ended, else 'active'; "" where its status says neither."""
    status = doc.get("status")
    if status in (COMPLETED, ABANDONED):
        return "archive"
    return "active" if status in (ACTIVE, PAUSED) else ""


LONGEST = 600  # characters of a TL;DR: more than that nobody reads first
CONVENTIONS = ("tldr", "key-context", "current-step", "rationale", "next-first")


@record
class Odd:
    """A convention (a name of ``CONVENTIONS``) that a document does not keep: what is odd, on which
    line, and what to do about it."""

    name: str
    what: str
    cure: str
    line: int = 1


def conventions(doc: Document) -> list[Odd]:
    """The conventions that a document does not keep, the first place of each."""
    looks = (_tldr, _key_context, _current, _rationale, _next_first)
    return [odd for look in looks if (odd := look(doc)) is not None]


def _tldr(doc: Document) -> Odd | None:
    draft = document.draft(doc)
    if lacking := context.lacking(draft):
        what = f"the TL;DR has no line {' and no line '.join(lacking)}"
        return Odd("tldr", what, "git session checkpoint", _line(doc, "## TL;DR"))
    lines = context.paragraph(draft)
    if len("\n".join(lines)) <= LONGEST and "" not in lines:
        return None
    what = f"the TL;DR is more than a paragraph of {LONGEST} characters"
    return Odd("tldr", what, "shorten it: what is it, where does it stand", _line(doc, lines[0]))


def _key_context(doc: Document) -> Odd | None:
    count = doc.get("compaction_count")
    if not count or document.key_context(doc):
        return None
    what = "compactions were survived by no key context"
    cure = 'git session checkpoint --key-context "…"'
    return Odd("key-context", what, cure, _line(doc, "## Context"))


def _current(doc: Document) -> Odd | None:
    steps = document.steps(doc)
    if any(step.current for step in steps) or all(step.state == "completed" for step in steps):
        return None
    what = "no open step is marked <- CURRENT"
    return Odd("current-step", what, "mark the one being worked on", _line(doc, "## Progress"))


def unexplained(doc: Document) -> list[Item]:
    """The decisions that do not say why, neither there nor where they were noted again."""
    decided = document.decisions(doc)
    told = {same(one.title) for one in decided if one.field("rationale")}
    return [one for one in decided if not one.field("rationale") and same(one.title) not in told]


def same(text: str) -> str:
    """What is noted again: equal for what differs in case and blanks alone."""
    return one_line(text).casefold()


def _rationale(doc: Document) -> Odd | None:
    silent = unexplained(doc)
    if not silent:
        return None
    number = "1 decision does" if len(silent) == 1 else f"{len(silent)} decisions do"
    what = f"{number} not say why: {silent[0].title}"
    cure = 'add a line **Rationale**: …, or note it with --rationale "…"'
    return Odd("rationale", what, cure, _line(doc, f"### {silent[0].number}. "))


def _next_first(doc: Document) -> Odd | None:
    """Follow-ups alone say nothing of what is to be done at once."""
    busy = any(step.state != "completed" for step in document.steps(doc))
    if busy or document.next_steps(doc) or not document.follow_ups(doc):
        return None
    what = "there are follow-ups, and nothing that is to be done first"
    return Odd("next-first", what, 'git session log --next "…"', _line(doc, "## Next Steps"))


def _line(doc: Document, start: str) -> int:
    """The number of the first line that begins so; 1 without one."""
    lines = doc.text.splitlines()
    return next((at for at, line in enumerate(lines, 1) if line.startswith(start)), 1)
