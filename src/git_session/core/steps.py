"""The check list under ``## Progress``: what is done, what is current, what remains.

Two steps are the same one if they differ in case and blanks only. At most one line carries
``<- CURRENT``.
"""

from __future__ import annotations

from git_session.core import lists, moments
from git_session.core.lists import Row
from git_session.core.markdown import one_line
from git_session.core.sections import PROGRESS, Draft, Part
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

COMPLETED = "Completed"
IN_PROGRESS = "In Progress"
REMAINING = "Remaining"
HEADINGS = (COMPLETED, IN_PROGRESS, REMAINING)
MARK = "<- CURRENT"
ESTIMATE = "- Estimate: "


@record
class Step:
    """A step of the plan. ``state`` is 'completed', 'in progress' or 'remaining'; ``when`` the
    time shown behind a completed one, as it is written there, else ""; ``estimate`` how long it
    will take, '1h30m', "" where nobody said."""

    text: str
    state: str
    current: bool = False
    when: str = ""
    estimate: str = ""


@record
class _Place:
    step: Step
    row: Row


def steps(draft: Draft) -> list[Step]:
    """All steps in the document's order."""
    part = draft.part(PROGRESS)
    return [place.step for place in _places(part)] if part else []


def progress(draft: Draft) -> tuple[int, int, str]:
    """How many steps are done, how many there are, and the text of the current one or ""."""
    found = steps(draft)
    done = sum(step.state == "completed" for step in found)
    return done, len(found), next((step.text for step in found if step.current), "")


def key(text: str) -> str:
    """What two texts for the same step have in common."""
    return one_line(text).casefold()


def line(text: str, when: str = "", current: bool = False) -> str:
    """A step as it is written, with its check box."""
    safe = one_line(text).replace(MARK, "\\" + MARK)
    if when:
        return f"- [x] {safe} ({when})"
    return f"- [ ] {safe}          {MARK}" if current else f"- [ ] {safe}"


def _places(part: Part) -> list[_Place]:
    found = []
    for state, span in _spans(part):
        found += [_Place(_read(row, state), row) for row in lists.rows(part, span)]
    one = next((at for at, place in enumerate(found) if place.step.current), -1)
    return [place for at, place in enumerate(found)] if one < 0 else _only(found, one)


def _only(found: list[_Place], one: int) -> list[_Place]:
    """Where a person left two marks, the first one counts."""
    return [
        place
        if at == one or not place.step.current
        else _Place(replace(place.step, current=False), place.row)
        for at, place in enumerate(found)
    ]


def _spans(part: Part) -> list[tuple[str, tuple[int, int]]]:
    below = zip(HEADINGS, part.each_below(HEADINGS), strict=True)
    return [(REMAINING, part.body()), *((title, span) for title, span in below if span)]


def _read(row: Row, place: str) -> Step:
    first, _, below = row.text.partition("\n")
    estimate = _estimate(below) if below else ""
    text = first.rstrip()
    box = text[:4].lower()
    checked = box == "[x] " or (box != "[ ] " and place == COMPLETED)
    text = text[4:] if box in ("[x] ", "[ ] ") else text
    current = text.endswith(MARK) and not text.endswith("\\" + MARK)
    text = text.removesuffix(MARK).rstrip() if current else text
    before, when, after = lists.split_when(text)
    timed = bool(checked and when and not after.strip())
    text = (before if timed else text).replace("\\" + MARK, MARK)
    if checked:
        return Step(text, "completed", False, when if timed else "", estimate)
    doing = place == IN_PROGRESS or current
    return Step(text, "in progress" if doing else "remaining", current, "", estimate)


def _estimate(below: str) -> str:
    """What the lines below a step say of how long it will take."""
    told = (line for line in below.split("\n") if line.startswith(ESTIMATE))
    return next(told, "").removeprefix(ESTIMATE).strip()


def _span(part: Part, title: str) -> tuple[int, int]:
    """The lines below the heading ``title``, which is created at its place if it is missing."""
    found = part.below(title)
    if found:
        return found
    before = [part.below(known) for known in HEADINGS[: HEADINGS.index(title)]]
    after = [part.below(known) for known in HEADINGS[HEADINGS.index(title) + 1 :]]
    starts = [span[0] - 1 for span in after if span]
    ends = [part.text_end(*span) for span in before if span]
    at = starts[0] if starts else ends[-1] if ends else part.text_end(*part.body())
    part.insert(at, [f"### {title}"])
    return at + 1, at + 1


def _find(part: Part, text: str, *states: str) -> _Place | None:
    wanted = key(text)
    for place in _places(part):
        if place.step.state in states and key(place.step.text) == wanted:
            return place
    return None


def is_done(draft: Draft, text: str, since: datetime) -> bool:
    """Whether a step with this text was completed at ``since`` or later, by whole minutes.

    One that shows no time was.
    """
    wanted = key(text)
    return any(
        step.state == "completed" and key(step.text) == wanted and _reached(step.when, since)
        for step in steps(draft)
    )


def _reached(when: str, since: datetime) -> bool:
    moment = moments.parse_iso(when) if when else None
    return moment is None or moment >= since.replace(second=0, microsecond=0)


def add_completed(draft: Draft, text: str, when: datetime) -> None:
    """Note ``text`` as completed, unless exactly that is shown."""
    part = draft.ensure(PROGRESS)
    stamp = moments.iso_minute(when)
    if not _is_shown(part, text, stamp):
        _append(part, COMPLETED, line(text, stamp))


def _is_shown(part: Part, text: str, stamp: str) -> bool:
    wanted = (key(text), stamp)
    return any((key(place.step.text), place.step.when) == wanted for place in _places(part))


def add_step(draft: Draft, text: str, when: datetime, estimate: str = "") -> None:
    """Add a step to the plan; the first one that is open becomes the current one.

    Of a step that is open already the estimate alone changes. Nothing happens if it was completed
    since ``when``.
    """
    part = draft.ensure(PROGRESS)
    told = f"{ESTIMATE}{one_line(estimate)}" if one_line(estimate) else ""
    known = _find(part, text, "in progress", "remaining")
    if known and told:
        _estimated(part, known.row, told)
    if known or is_done(draft, text, when):
        return
    idle = all(place.step.state == "completed" for place in _places(part))
    lines = [line(text, current=idle), *([f"  {told}"] if told else [])]
    _append(part, IN_PROGRESS if idle else REMAINING, *lines)


def _estimated(part: Part, row: Row, told: str) -> None:
    """Put the estimate below a step, in place of the one it had."""
    indent = " " * len(row.marker)
    for at in range(row.start + 1, row.end):
        if part.bare(at).startswith(indent + ESTIMATE):
            part.rewrite(at, indent + told)
            return
    part.insert(row.end, [indent + told])


def set_current(draft: Draft, text: str, when: datetime) -> None:
    """Make ``text`` the current step, wherever it was; not if it was completed since ``when``."""
    part = draft.ensure(PROGRESS)
    place = _find(part, text, "in progress", "remaining")
    if place is None and is_done(draft, text, when):
        return
    _unmark(part)
    place = _find(part, text, "in progress")
    if place:
        _mark(part, place)
        return
    place = _find(part, text, "remaining")
    if place:
        _start(part, place)
    else:
        _append(part, IN_PROGRESS, line(text, current=True))


def complete(draft: Draft, text: str, when: datetime) -> None:
    """Move the step ``text`` to the completed ones and go on with the next one.

    Without such a step it is added as completed.
    """
    part = draft.ensure(PROGRESS)
    stamp = moments.iso_minute(when)
    if _is_shown(part, text, stamp):
        return
    place = _find(part, text, "in progress", "remaining")
    if place is None:
        add_completed(draft, text, when)
        return
    lines = _taken(part, place.row)
    lines[0] = _completed(lines[0], place.step, stamp)
    _append(part, COMPLETED, *lines)
    _go_on(part)


def _completed(old: str, step: Step, stamp: str) -> str:
    marker = old[:2] if old[:2] in ("- ", "* ", "+ ") else "- "
    return marker + line(step.text, stamp)[2:]


def _taken(part: Part, row: Row) -> list[str]:
    lines = [part.bare(at) for at in range(row.start, row.end)]
    lists.remove(part, row)
    return lines


def _append(part: Part, title: str, *lines: str) -> None:
    start, end = _span(part, title)
    part.insert(part.text_end(start, end), list(lines))


def surplus_marks(part: Part) -> list[int]:
    """The lines whose mark stands beside the one that counts, which is the first open step's.

    A mark on a completed step is one too many wherever there is another one.
    """
    found = [
        (row.start, _read(row, title).state != "completed")
        for title, span in _spans(part)
        for row in lists.rows(part, span)
        if _is_marked(row)
    ]
    counts = next((at for at, is_open in found if is_open), -1)
    return [at for at, _ in found if at != counts] if len(found) > 1 else []


def _is_marked(row: Row) -> bool:
    text = row.text.split("\n", 1)[0].rstrip()
    return text.endswith(MARK) and not text.endswith("\\" + MARK)


def unmark(part: Part, at: int) -> None:
    """Take the mark away from line ``at``."""
    bare = part.bare(at).rstrip()
    part.rewrite(at, bare.removesuffix(MARK).rstrip())


def _unmark(part: Part) -> None:
    """Take every mark away, also a second one that a person left."""
    for _, span in _spans(part):
        for row in lists.rows(part, span):
            if _read(row, "").current:
                unmark(part, row.start)


def _mark(part: Part, place: _Place) -> None:
    bare = part.bare(place.row.start).rstrip()
    part.rewrite(place.row.start, f"{bare}          {MARK}")


def _start(part: Part, place: _Place) -> None:
    """Move a remaining step to those in progress, as the current one."""
    lines = _taken(part, place.row)
    lines[0] = f"{lines[0].rstrip()}          {MARK}"
    _append(part, IN_PROGRESS, *lines)


def _go_on(part: Part) -> None:
    """Where no step is current: the first one in progress is, else the first remaining one."""
    places = _places(part)
    if any(place.step.current for place in places):
        return
    for state, act in (("in progress", _mark), ("remaining", _start)):
        for place in places:
            if place.step.state == state:
                act(part, place)
                return
