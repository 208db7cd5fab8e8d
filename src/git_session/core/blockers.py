"""What blocks and what blocked: ``## Blockers`` with its open and its resolved items.

An open one reads ``- [ ] B1: text (time) - waiting on WHO``; resolved it stands below
``### Resolved`` as ``- [x] ~~B1: text (time)~~ - Solved by how (time)``. An issue, which is wrong
and blocks nothing, reads ``- [ ] B2: text (time) - issue, high``.
"""

from __future__ import annotations

from git_session.core import lists, moments
from git_session.core.lists import Row
from git_session.core.markdown import one_line
from git_session.core.sections import BLOCKERS, Draft, Part, clean
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

RESOLVED = "Resolved"
NONE = "- None currently"
_WAITING = " - waiting on "
_ISSUE = " - issue"
_SOLVED = "~~ - Solved"


@record
class Blocker:
    """A blocker. ``number`` is 'B1', or "" where a person gave none; ``since`` and
    ``resolved_at`` are the times as they are written; ``how`` is "" while it is open. An ``issue``
    blocks nothing; ``severity`` is "" where nobody said."""

    number: str
    text: str
    since: str = ""
    waiting_on: str = ""
    resolved: bool = False
    how: str = ""
    resolved_at: str = ""
    issue: bool = False
    severity: str = ""


def blockers(draft: Draft) -> list[Blocker]:
    """All blockers: the open ones, then the resolved ones, in the document's order."""
    part = draft.part(BLOCKERS)
    return [blocker for blocker, _ in _places(part)] if part else []


def open_blockers(draft: Draft) -> list[Blocker]:
    """Those that still block; issues do not."""
    return [one for one in blockers(draft) if not one.resolved and not one.issue]


def add_issue(draft: Draft, text: str, when: datetime, severity: str, detail: str = "") -> None:
    """Add an issue under the next number, unless exactly that is shown; ``severity`` is a word."""
    rated = f", {severity}" if severity.isalpha() else ""
    _add(draft, text, when, _ISSUE + rated, detail)


def add_blocker(draft: Draft, text: str, when: datetime, who: str = "", detail: str = "") -> None:
    """Add an open blocker under the next number, unless exactly that one is shown."""
    _add(draft, text, when, _WAITING + one_line(who) if who else "", detail)


def _add(draft: Draft, text: str, when: datetime, end: str, detail: str) -> None:
    part = draft.ensure(BLOCKERS)
    stamp = moments.iso_minute(when)
    text = one_line(text)
    if any((known.text, known.since) == (text, stamp) for known, _ in _places(part)):
        return
    item = clean(f"[ ] {_next(part)}: {text} ({stamp}){end}\n{clean(detail)}")
    placeholder = _placeholder(part)
    if placeholder:
        lists.remove(part, placeholder)
    lists.append(part, item, "- ")


def resolve(draft: Draft, text: str, when: datetime, how: str = "") -> None:
    """Move the open blocker ``text`` (or number) to the resolved ones.

    Without such a blocker a resolved one is added.
    """
    part = draft.ensure(BLOCKERS)
    solved = f"{_SOLVED} by {one_line(how)}" if how else _SOLVED
    end = f"{solved} ({moments.iso_minute(when)})"
    found = _open_place(part, one_line(text))
    if found is None:
        missed = f"~~{_next(part)}: {one_line(text)} ({moments.iso_minute(when)}){end}"
        if not _is_shown(part, text, end):
            _append_resolved(part, [f"- [x] {missed}"])
        return
    lines = [part.bare(at) for at in range(found.start, found.end)]
    lists.remove(part, found)
    lines[0] = f"- [x] ~~{_unboxed(lines[0][len(found.marker) :]).rstrip()}{end}"
    if not any(not blocker.resolved for blocker, _ in _places(part)):
        part.insert(found.start, [NONE])
    _append_resolved(part, lines)


def _is_shown(part: Part, text: str, end: str) -> bool:
    wanted = one_line(text).casefold()
    return any(
        blocker.text.casefold() == wanted and row.text.split("\n", 1)[0].endswith(end)
        for blocker, row in _places(part)
    )


def _append_resolved(part: Part, lines: list[str]) -> None:
    span = part.below(RESOLVED)
    if span is None:
        at = part.text_end(0, len(part.lines))
        part.insert(at, ["", f"### {RESOLVED}"])
        span = (at + 2, at + 2)
    part.insert(part.text_end(*span), lines)


def _open_place(part: Part, text: str) -> Row | None:
    """The open blocker with exactly this text, else without regard to case, else this number."""
    found = [(blocker, row) for blocker, row in _places(part) if not blocker.resolved]
    tests = (
        [row for blocker, row in found if blocker.text == text],
        [row for blocker, row in found if blocker.text.casefold() == text.casefold()],
        [row for blocker, row in found if blocker.number == text.upper()],
    )
    return next((rows[0] for rows in tests if rows), None)


def _places(part: Part) -> list[tuple[Blocker, Row]]:
    spans = [(part.body(), False), (part.below(RESOLVED), True)]
    rows = [(row, done) for span, done in spans if span for row in lists.rows(part, span)]
    return [(_read(row, done), row) for row, done in rows if not _is_placeholder(row)]


def _is_placeholder(row: Row) -> bool:
    return row.text.strip().rstrip(".").lower() == NONE[2:].lower()


def _placeholder(part: Part) -> Row | None:
    return next((row for row in lists.rows(part) if _is_placeholder(row)), None)


def _next(part: Part) -> str:
    numbers = [int(known.number[1:]) for known, _ in _places(part) if known.number]
    return f"B{max(numbers, default=0) + 1}"


def _unboxed(text: str) -> str:
    return text[4:] if text[:4].lower() in ("[ ] ", "[x] ") else text


def _read(row: Row, done: bool) -> Blocker:
    line = row.text.split("\n", 1)[0]
    text = _unboxed(line)
    struck = text.startswith("~~")
    if not (struck or done or line[:4].lower() == "[x] "):
        return _numbered(text)
    before, _, after = text[2 * struck :].partition(_SOLVED)
    how, at, _ = lists.split_when(after)
    known = _numbered(before.removesuffix("~~"))
    return replace(known, resolved=True, how=how.removeprefix(" by ").strip(), resolved_at=at)


def _numbered(text: str) -> Blocker:
    """What ``B1: text (time) - waiting on WHO`` or ``B1: text (time) - issue, high`` says."""
    head, colon, rest = text.partition(": ")
    numbered = colon and head[:1] == "B" and head[1:].isascii() and head[1:].isdigit()
    bare = rest if numbered else text
    before, since, after = lists.split_when(bare)
    issue, _, severity = after.partition(", ")
    is_issue = issue.rstrip() == _ISSUE
    if not since or (after.strip() and not is_issue and not after.startswith(_WAITING)):
        before, since, after = bare.strip(), "", ""
    who = "" if is_issue else after[len(_WAITING) :].strip()
    known = Blocker(head if numbered else "", before, since, who)
    return replace(known, issue=True, severity=severity.strip()) if is_issue and since else known
