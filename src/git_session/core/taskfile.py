"""A task as a Markdown file that somebody else keeps: read, and changed where it must be.

A frontmatter with ``id``, ``shortname``, ``title`` and ``status``, a description, check boxes below
the heading Acceptance Criteria. What is not changed keeps its bytes. The text may be anybody's:
what is taken from it is on one line, bounded, and holds nothing that would steer a terminal.
"""

from __future__ import annotations

from git_session.core import front, frontmatter, markdown, steps
from git_session.core.markdown import heading, lines_of, marker_of, one_line, open_lines, visible
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from git_session.core.frontmatter import Frontmatter

READY = "ready"
IN_PROGRESS = "in_progress"
COMPLETED = "completed"
CRITERIA = "acceptance criteria"
DESCRIPTIONS = ("description", "overview", "summary")
NAME = 100  # characters of an id or a name that are taken
LINE = 300  # of a title or a criterion
TEXT = 600  # of a description: it becomes a part of every briefing
MOST = 100  # criteria
CUT = "…"


@record
class Criterion:
    """A check box: its ``text``, whether it is checked, and ``at``, where its mark stands."""

    text: str
    met: bool
    at: int


@record
class Task:
    """What a task file says. ``stem`` is the file's name without ``.md``; ``session`` the id of
    the session that it says it is worked on in, "" for none."""

    stem: str
    id: str
    shortname: str
    title: str
    status: str
    session: str
    description: str
    criteria: tuple[Criterion, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.shortname or self.stem

    def is_called(self, wanted: str) -> bool:
        """``wanted`` is its id, its short name or its file's, in any case."""
        names = (self.id, self.shortname, self.stem)
        return wanted.casefold() in [name.casefold() for name in names if name]


def read(text: str, stem: str, path: str) -> Task:
    """The task in ``text``; ``BadText`` with ``path`` where its frontmatter is broken."""
    fm = front.read(text, path)
    shortname = _said(fm, "shortname", NAME)
    return Task(
        stem=stem,
        id=_said(fm, "id", NAME) or shortname or stem,
        shortname=shortname,
        title=_said(fm, "title", LINE) or _headline(text, fm.body_start) or shortname or stem,
        status=_said(fm, "status", NAME),
        session=_said(fm, "session_id", NAME),
        description=_description(text, fm.body_start),
        criteria=tuple(_criteria(text, fm.body_start))[:MOST],
    )


def taken(text: str, path: str, session: str) -> str:
    """The file's text once the session with the id ``session`` works on it."""
    return _with_status(text, path, IN_PROGRESS, session_id=session)


def released(text: str, path: str) -> str:
    """The file's text once no session works on it any more."""
    fm = front.read(_with_status(text, path, READY), path)
    return frontmatter.drop_keys(fm, ["session_id"])


def completed(text: str, path: str, done: Iterable[str]) -> str:
    """The file's text once it is done; criteria that steps in ``done`` were made of are checked."""
    finished = {steps.key(one) for one in done}
    fm = front.read(text, path)
    for one in _criteria(text, fm.body_start):
        if not one.met and steps.key(one.text) in finished:
            text = f"{text[: one.at]}x{text[one.at + 1 :]}"
    return _with_status(text, path, COMPLETED)


def unmet(task: Task, done: Iterable[str]) -> list[str]:
    """The criteria that are neither checked nor among the steps ``done``."""
    finished = {steps.key(one) for one in done}
    open_ones = (one.text for one in task.criteria if not one.met)
    return [text for text in dict.fromkeys(open_ones) if steps.key(text) not in finished]


def _with_status(text: str, path: str, status: str, **more: str) -> str:
    """BadText where the status is no word: a list or a mapping is somebody's own."""
    fm = front.read(text, path)
    held = next((item for item in fm.items if item.key == "status"), None)
    if held and (not held.ok or isinstance(held.value, list)):
        line = text.count("\n", 0, held.start) + 1
        raise BadText(path, line, "the status is no word", f"write: status: {status}")
    return frontmatter.set_keys(fm, {"status": status, **more})


def _said(fm: Frontmatter, key: str, most: int) -> str:
    """The value of ``key`` as it is written there (an id ``1.10`` is no number), "" without one."""
    item = next((item for item in fm.items if item.key == key and item.ok), None)
    if item is None or item.value is None or isinstance(item.value, list):
        return ""
    written = fm.text[item.colon : item.value_end]
    return _plain(item.value if isinstance(item.value, str) else written, most)


def _plain(text: str, most: int) -> str:
    """``text`` on one line, control characters escaped, cut behind ``most`` characters."""
    line = visible(one_line(text[: 2 * most]))
    return line if len(line) <= most else line[: most - len(CUT)].rstrip() + CUT


def _headline(text: str, start: int) -> str:
    """The first heading without 'Task: ', "" without one."""
    found = next((one.title for one in markdown.sections(text, start) if one.level == 1), "")
    return _plain(found.removeprefix("Task:"), LINE)


def _description(text: str, start: int) -> str:
    """What stands below the heading Description, up to the next heading, else ""."""
    for one in markdown.sections(text, start):
        if one.title.lower().rstrip(":") in DESCRIPTIONS:
            return _plain(_up_to_heading(text[one.body_start : one.end]), TEXT)
    return ""


def _up_to_heading(text: str) -> str:
    lines = lines_of(text)
    outside = open_lines(lines)
    heads = (at for at, line in enumerate(lines) if outside[at] and heading(line)[0])
    return "".join(lines[: next(heads, len(lines))])


def _criteria(text: str, start: int) -> list[Criterion]:
    """The check boxes below Acceptance Criteria, those in code left out."""
    found: list[Criterion] = []
    for section in markdown.sections(text, start):
        if not section.title.lower().startswith(CRITERIA):
            continue
        at = section.body_start
        lines = lines_of(text[at : section.end])
        for line, outside in zip(lines, open_lines(lines), strict=True):
            if outside and (one := _criterion(line, at)):
                found.append(one)
            at += len(line)
        break
    return found


def _criterion(line: str, start: int) -> Criterion | None:
    """The check box on ``line``, which begins at ``start``; None where there is none."""
    bare = line.lstrip(" \t")
    box = bare[len(marker_of(bare)) :] if marker_of(bare) else ""
    text = _plain(box[3:], LINE)
    if box[:1] != "[" or box[1:2] not in (" ", "x", "X") or box[2:4] not in ("] ", "]\t"):
        return None
    at = start + len(line) - len(box) + 1
    return Criterion(text, box[1] != " ", at) if text else None
