"""What lies below our directories, for who looks whether all is in order there.

Knows the shape of each state file and the names that a killed write leaves. Only ``mended``,
``remove_empty`` and ``files.remove`` change anything; what holds words is none of their business.
"""

from __future__ import annotations

import os
import time

from git_session import files
from git_session.errors import BadText
from git_session.places import is_plain
from git_session.state import CONSUMED, FOLDED, REVERTED, is_journal_of
from git_session.statelines import LIMIT, line, unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Row = list[str]

HOUR = 3600.0
HEX = frozenset("0123456789abcdef")
# What holds words of people: never a state file, whatever it is called.
WORDS = ("scratch", "documents", "journal")


def _is_pair(row: Row) -> bool:
    return len(row) == 2


def _is_pointer(row: Row) -> bool:
    return len(row) == 2 and is_plain(row[0])


def _is_staged(row: Row) -> bool:
    if len(row) != 7 or not is_plain(row[0]):
        return False
    sessions = row[1].rpartition(f"/journal/{row[0]}/")[0]  # wherever they were kept then
    return ".." not in sessions.split("/") and is_journal_of(row[0], row[1], sessions)


def _is_identity(row: Row) -> bool:
    return len(row) == 1 and len(row[0]) == 16 and set(row[0]) <= HEX


def _is_name(row: Row) -> bool:
    return len(row) == 1 and is_plain(row[0])


def _is_offset(row: Row) -> bool:
    if len(row) == 1:
        return row[0].isdecimal()
    return len(row) == 3 and ".." not in row[0] and row[1].isdecimal()


def _is_folded(row: Row) -> bool:
    return len(row) == 2 and _is_identity(row[:1]) and row[1].endswith("Z")


def _is_anything(_: Row) -> bool:
    return True


# How a line of each must look. In those of the second table one bad line spoils the file.
LINES: dict[str, Callable[[Row], bool]] = {
    "staged": _is_staged,
    "agents": _is_pair,
    f"ids/*.{CONSUMED}": _is_identity,
    f"ids/*.{FOLDED}": _is_folded,
    f"ids/*.{REVERTED}": _is_name,
}
WHOLE: dict[str, Callable[[Row], bool]] = {
    "pointer": _is_pointer,
    "settled": _is_pair,
    "offsets": _is_offset,
    "owed": _is_anything,
    "unshared": _is_anything,
    "said": _is_anything,
    "superseding": _is_anything,
}
ONE_LINE = ("pointer", "settled")


def damaged(private: str) -> list[tuple[str, str]]:
    """Each state file below ``private`` that is not what it should be: its name, what is wrong."""
    told = [(name, _wrong(private, name)) for name in _state_files(private)]
    return [(name, what) for name, what in told if what]


def _state_files(private: str) -> list[str]:
    ids = [f"ids/{name}" for name in files.names(os.path.join(private, "ids"), "")]
    fixed = [name for name in (*LINES, *WHOLE) if os.path.lexists(os.path.join(private, name))]
    return [*fixed, *(name for name in ids if _shape(name) in LINES)]


def _shape(name: str) -> str:
    """The name in the tables above that ``name`` goes by."""
    return f"ids/*.{name.rpartition('.')[2]}" if name.startswith("ids/") else name


def _wrong(private: str, name: str) -> str:
    path, shape = os.path.join(private, name), _shape(name)
    if os.path.isdir(path):
        return "is a directory"
    try:
        text = files.read(path, LIMIT)
    except (OSError, BadText):
        return "cannot be read"
    if text and not text.endswith("\n"):
        return "is torn at its end"
    rows = _rows(text)
    good = LINES.get(shape) or WHOLE[shape]
    bad = next((number for number, row in enumerate(rows, 1) if not good(row)), 0)
    if bad:
        return f"has a line that is none of ours: the {bad}."
    return "is not one line" if name in ONE_LINE and len(rows) != 1 else ""


def _rows(text: str) -> list[Row]:
    """As ``statelines.fields`` reads it: whole lines that are not empty."""
    found = text.split("\n")[:-1]
    return [[unescape(value) for value in row.split("\t")] for row in found if row]


def mended(private: str, name: str) -> str:
    """Give a damaged state file its good lines alone, or remove it; says which.

    OSError where neither can be done: a directory that is not empty, say.
    """
    path, shape = os.path.join(private, name), _shape(name)
    if os.path.isdir(path) and not os.path.islink(path):
        os.rmdir(path)
        return "removed the directory"
    try:
        rows = _rows(files.read(path, LIMIT)) if shape in LINES else []
    except (OSError, BadText):
        rows = []
    if kept := [row for row in rows if LINES[shape](row)]:
        files.replace(path, "".join(line(*row) for row in kept), durable=False)
        return f"kept {len(kept)} good line{'s' * (len(kept) > 1)}"
    files.remove(path)
    return "removed"


def left_behind(folder: str, age: float = HOUR) -> Iterator[str]:
    """Files that a write which was killed left below ``folder``, ``age`` seconds ago or earlier."""
    for path in below(folder):
        if _is_aside(os.path.basename(path)) and _older(path, age):
            yield path


def _is_aside(name: str) -> bool:
    """``.<file>.<machine>-<process>.aside``, which ``files.replace`` writes before it renames."""
    _, dash, process = name.removesuffix(files.ASIDE).rpartition("-")
    return name[0] == "." and name.endswith(files.ASIDE) and bool(dash) and process.isdecimal()


def _older(path: str, age: float) -> bool:
    try:
        return time.time() - os.lstat(path).st_mtime > age
    except OSError:
        return False  # gone: whoever wrote it was alive


def below(folder: str) -> Iterator[str]:
    """Every file and link below a directory, in order; no link is followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        yield from (os.path.join(place, name) for name in sorted([*names, *links]))


def leading_out(root: str) -> Iterator[str]:
    """The links below ``root`` that lead out of it."""
    for path in below(root):
        if os.path.islink(path) and not files.leads_into(path, root):
            yield path


def is_empty(folder: str) -> bool:
    """Nothing but empty directories stands below the directory ``folder``, which is no link."""
    real = os.path.isdir(folder) and not os.path.islink(folder)
    return real and next(below(folder), None) is None


def remove_empty(folder: str) -> None:
    """Remove a directory and those in it. OSError where something stands there after all."""
    for place, _, _ in os.walk(folder, topdown=False):
        os.rmdir(place)


def folders(folder: str) -> list[str]:
    """The directories in a directory, hidden ones too, links not, sorted; [] without it."""
    try:
        with os.scandir(folder) as found:
            return sorted(one.name for one in found if one.is_dir(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return []
