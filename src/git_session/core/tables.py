"""The tables of a document: files, commits and the work log."""

from __future__ import annotations

from git_session.core import lists, moments
from git_session.core.markdown import cells, is_ruler, one_line, open_lines, row
from git_session.core.sections import COMMITS, DELIVERABLES, FILES, WORK_LOG, Draft, Part
from git_session.model import Commit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

RENAMED = " → "
READ = "Read"  # the action of a file that was looked at and not changed
HEADS = {
    FILES: ("| File | Action | Notes |", "|---|---|---|"),
    COMMITS: ("| # | Commit | When | Subject | Journal |", "|---|---|---|---|---|"),
    WORK_LOG: ("| Time | Event |", "|---|---|"),
    DELIVERABLES: (
        "| Deliverable | Location | Status | Progress | Port |",
        "|---|---|---|---|---|",
    ),
}


def _rows(part: Part) -> list[tuple[int, list[str]]]:
    """Line and cells of each row below the first table's ruler."""
    outside = open_lines(part.lines)
    found: list[tuple[int, list[str]]] = []
    inside = False
    for at, line in enumerate(part.lines):
        if not inside:
            inside = outside[at] and is_ruler(line)
        elif texts := cells(line):
            found.append((at, texts))
        else:
            break
    return found


def _below(part: Part, section: str) -> int:
    """The line below the table's ruler; the table is created if it is missing."""
    outside = open_lines(part.lines)
    for at, line in enumerate(part.lines):
        if outside[at] and is_ruler(line):
            return at + 1
    at = part.text_end(1, len(part.lines))
    lines = list(HEADS[section]) if at == 1 else ["", *HEADS[section]]
    part.insert(at, lines)
    return at + len(lines)


def _cells(draft: Draft, section: str, count: int) -> list[list[str]]:
    part = draft.part(section)
    rows = _rows(part) if part else []
    return [(texts + [""] * count)[:count] for _, texts in rows]


def files(draft: Draft) -> list[tuple[str, str, str]]:
    """Path, action and notes of each file."""
    return [(lists.uncode(path), action, notes) for path, action, notes in _cells(draft, FILES, 3)]


def add_file(draft: Draft, path: str, action: str, notes: str) -> None:
    """Add a file, or merge action and notes into its row; ``old → new`` takes ``old``'s row."""
    part = draft.ensure(FILES)
    path = lists.uncode(one_line(path))
    known = {lists.uncode(texts[0]): (at, texts) for at, texts in reversed(_rows(part))}
    old = path.partition(RENAMED)[0]
    if path in known or old in known:
        at, texts = known.get(path) or known[old]
        code, old_action, old_notes = [*texts, "", ""][:3]
        merged = (_action(old_action, action), _notes(old_notes, notes))
        code = code if path in known else _path(path)
        if [code, *merged] != [*texts, "", ""][:3]:
            part.rewrite(at, row(code, *merged, *texts[3:]))
        return
    at = max((at + 1 for at, _ in _rows(part)), default=0) or _below(part, FILES)
    part.insert(at, [row(_path(path), _action("", action), one_line(notes))])


def prepend_files(draft: Draft, before: Iterable[tuple[str, str, str]]) -> None:
    """Put these rows (path, action, notes) first; what the table held goes into them or behind."""
    now = files(draft)
    lines = [row(_path(path), action, notes) for path, action, notes in before]
    _set(draft, FILES, lines)
    for path, action, notes in now:
        for note in notes.split("; "):
            add_file(draft, path, action, note)


def _path(path: str) -> str:
    """A path as code, since ``__init__`` would turn bold."""
    return path if "`" in path else f"`{path}`"


def _action(old: str, new: str) -> str:
    """A file created and then modified stays Created; reading changes nothing."""
    new = one_line(new).capitalize() or "Modified"
    if old and (new == READ or (new == "Modified" and old.lower() == "created")):
        return old
    return new


def _notes(old: str, new: str) -> str:
    new = one_line(new)
    known = old.split("; ") if old else []
    return old if not new or new in (*known, old) else "; ".join([*known, new])


def deliverables(draft: Draft) -> list[tuple[str, str, str, str, str]]:
    """Name, location, status, progress ('60%') and port of what is built."""
    return [
        (name, lists.uncode(location), status, progress, port)
        for name, location, status, progress, port in _cells(draft, DELIVERABLES, 5)
    ]


def set_deliverable(draft: Draft, name: str, told: tuple[str, str, str, str]) -> None:
    """Add what is built, or bring its row up to date: ``told`` are location, status, progress and
    port, "" for what stays as it was."""
    part = draft.ensure(DELIVERABLES)
    name = one_line(name)
    location, *others = map(one_line, told)
    new = [lists.code(location), *others]
    for at, texts in _rows(part):
        if texts[0].casefold() == name.casefold():
            old = [*texts[1:], "", "", "", ""][:4]
            merged = [text or before for text, before in zip(new, old, strict=True)]
            part.rewrite(at, row(texts[0], *merged, *texts[5:]))
            return
    at = max((at + 1 for at, _ in _rows(part)), default=0) or _below(part, DELIVERABLES)
    part.insert(at, [row(name, *new)])


def _set(draft: Draft, section: str, lines: list[str]) -> None:
    part = draft.ensure(section)
    at = _below(part, section)
    old = [part.bare(line) for line, _ in _rows(part)]
    if old != lines:
        del part.lines[at : at + len(old)]
        part.insert(at, lines)


def commits(draft: Draft) -> list[Commit]:
    """The commits, oldest first; their times are whole minutes."""
    found = []
    for _, code, when, subject, journal in _cells(draft, COMMITS, 5):
        moment = moments.parse_iso(when)
        if moment:
            names = tuple(name for name in journal.split(", ") if name)
            found.append(Commit(lists.uncode(code), moment, subject, names))
    return found


def set_commits(draft: Draft, rows: Iterable[Commit]) -> None:
    """Make the table hold exactly these commits, numbered from one."""
    _set(draft, COMMITS, [_commit(number, commit) for number, commit in enumerate(rows, 1)])


def _commit(number: int, commit: Commit) -> str:
    journal = ", ".join(commit.journal)
    return row(
        str(number), f"`{commit.hash}`", moments.iso_minute(commit.when), commit.subject, journal
    )


def add_commit(draft: Draft, commit: Commit) -> None:
    """Add a commit under the next number, unless the table holds its hash."""
    part = draft.ensure(COMMITS)
    found = _rows(part)
    if any(len(texts) > 1 and lists.uncode(texts[1]) == commit.hash for _, texts in found):
        return
    numbers = [int(texts[0]) for _, texts in found if texts[0].isascii() and texts[0].isdigit()]
    at = found[-1][0] + 1 if found else _below(part, COMMITS)
    part.insert(at, [_commit(max(numbers, default=0) + 1, commit)])


def work_log(draft: Draft) -> list[tuple[str, str]]:
    """Time ('2026-01-15 14:30', local to who noted it) and event of each row."""
    return [(time, event) for time, event in _cells(draft, WORK_LOG, 2)]


def work_times(draft: Draft) -> list[str]:
    """The times in the work log as they stand there; quicker than all of ``work_log``."""
    part = draft.part(WORK_LOG)
    lines = part.lines if part else []
    below = next((at for at, line in enumerate(lines, 1) if is_ruler(line)), len(lines))
    return [line[2:18] for line in lines[below:] if line.startswith("| ")]


def noted_since(draft: Draft) -> int:
    """How many entries the work log has more than at the last checkpoint; all without one."""
    known = draft.get("checkpoint_entries")
    return max(0, len(work_times(draft)) - (known if isinstance(known, int) else 0))


def work_row(when: datetime, event: str) -> str:
    """The row that says what happened at ``when``."""
    return row(moments.iso(when)[:16].replace("T", " "), event)


def is_logged(draft: Draft, line: str) -> bool:
    """Whether the work log holds exactly this row."""
    part = draft.part(WORK_LOG)
    return part is not None and (f"{line}\n" in part.lines or f"{line}\r\n" in part.lines)


def add_work(draft: Draft, line: str) -> None:
    """Put a row behind the last one that is not later."""
    part = draft.ensure(WORK_LOG)
    time = cells(line)[0]
    below = _below(part, WORK_LOG)
    at = part.text_end(below, len(part.lines))
    if at > below and not cells(part.lines[at - 1]):
        at = max((place + 1 for place, _ in _rows(part)), default=below)
    while at > below and cells(part.lines[at - 1])[0] > time:
        at -= 1
    part.insert(at, [line])
