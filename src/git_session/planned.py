"""What an installation changes: a plan of edits, made by reading alone, and how it is carried out.

An `Edit` says what a file holds before and after, so one list of them is what ``--dry-run``
prints, what ``install`` does and what a test can look at. Nothing is written over a text that
changed since the plan was made.
"""

from __future__ import annotations

import os

from git_session import files
from git_session.core.hooklines import KEPT_DIR
from git_session.errors import Refused, SessionError
from git_session.model import record
from git_session.process import encode

CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@record
class Change:
    """What was done, or with ``dry_run`` would be done, to the file ``path``.

    ``action`` is 'created' (there was none), 'added' (our lines, to a file that was there),
    'chained' (the hook that was there is kept at ``kept``), 'updated' (our lines were there) or
    'unchanged'; when ours go 'removed' (our lines), 'deleted' (the whole file was ours),
    'restored' (from ``kept``) or 'left' (someone edited the chaining hook; theirs still is at
    ``kept``).
    """

    path: str
    action: str
    kept: str = ""


@record
class Edit:
    """A change with the text of the file before and after; None where there is no file.

    ``runs`` makes the file executable, ``locks`` takes git's own lock on it meanwhile.
    """

    change: Change
    before: str | None
    after: str | None
    runs: bool = False
    locks: bool = False

    @property
    def path(self) -> str:
        """The file that changes."""
        return self.change.path

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return self.change.action not in ("unchanged", "left")


def text_edit(
    path: str, after: str | None, *, ours: bool = False, runs: bool = False, locks: bool = False
) -> Edit:
    """The edit that gives ``path`` the text ``after``, named by what it means.

    ``ours``: our lines are in the file already, or all of it is ours.
    """
    before = read(path)
    if before == after:
        action = "unchanged"
    elif after is None:
        action = "deleted"
    elif before is None:
        action = "created"
    else:
        action = "updated" if ours else "added"
    return Edit(Change(path, action), before, after, runs, locks)


def read(path: str) -> str | None:
    """The text of the file, None where there is none; SessionError where it cannot be read."""
    try:
        return files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _fault(path, error) from error


def perform(edits: list[Edit]) -> list[Change]:
    """Carry the plan out, in its order, and say what was done.

    Raises Refused, before anything is changed, where a file is not as it was when planned.
    """
    wanted = [edit for edit in edits if edit.changes]
    for edit in wanted:
        _refuse_stale(edit)
        _refuse_unwritable(edit)
    for edit in wanted:
        try:
            _perform(edit)
        except OSError as error:
            raise _fault(edit.path, error) from error
    return [edit.change for edit in edits]


def _refuse_stale(edit: Edit) -> None:
    if not edit.change.kept and read(edit.path) != edit.before:
        raise Refused(f"{edit.path}: changed just now", "nothing was done; type it again")


def _refuse_unwritable(edit: Edit) -> None:
    """Before the first file is written, for half an installation is worse than none."""
    folder = os.path.dirname(edit.path)
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        hint = "no hook can stand there; who says so: git config --show-origin core.hooksPath"
        raise SessionError(f"{folder}: Not a directory", hint)
    if not os.access(folder, os.W_OK):
        hint = "make the directory writable, or let whoever owns it install, then try again"
        raise Refused(f"{folder}: cannot be written", hint)


def _fault(path: str, error: OSError) -> SessionError:
    place = error.filename if error.filename and error.filename != path else path
    hint = "make the directory writable, then try again"
    return SessionError(f"{place}: {error.strerror}", hint)


def _perform(edit: Edit) -> None:
    path, kept, action = edit.path, edit.change.kept, edit.change.action
    if action == "restored":
        os.replace(kept, path)
        _unlink_named(kept)
        return
    if action == "chained":
        _keep(path, kept)
    if edit.after is None:
        os.unlink(path)
    else:
        files.make_folder(os.path.dirname(path))
        _write(edit, edit.after)


def _write(edit: Edit, text: str) -> None:
    """Replace or create the file in one step, with the mode it had."""
    path = os.path.realpath(edit.path) if edit.locks else edit.path
    aside = f"{path}.lock" if edit.locks else f"{path}.{os.getpid()}.new"
    try:
        descriptor = os.open(aside, CREATE, 0o777 if edit.runs else 0o666)
    except FileExistsError:
        hint = "another git is at work there; if none is, remove that file"
        raise Refused(f"{aside}: is there already", hint) from None
    try:
        _fill(descriptor, encode(text))
        if edit.locks:
            _refuse_stale(edit)
        if os.path.isfile(path) and not os.path.islink(path):
            mode = os.stat(path).st_mode & 0o7777
            os.chmod(aside, _runnable(mode) if edit.runs else mode)
        os.replace(aside, path)
    finally:
        files.remove(aside)


def _fill(descriptor: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _runnable(mode: int) -> int:
    """``mode`` itself if anyone may run the file, else with leave for all who may read it."""
    return mode if mode & 0o111 else mode | (mode & 0o444) >> 2


def _keep(path: str, kept: str) -> None:
    """Give the file a second name before its first one is taken, so that it is never missing."""
    if os.path.islink(path):
        if not os.path.lexists(kept):
            os.symlink(os.readlink(path), kept)
    else:
        try:
            os.link(path, kept)
        except FileExistsError:
            pass  # left by an install that was cut short
        except OSError:
            os.rename(path, kept)  # a file system without hard links
    _link_named(kept)


def _named(kept: str) -> str:
    """The link that bears the own name of the hook that is kept at ``kept``."""
    folder, name = os.path.split(kept)
    return os.path.join(folder, KEPT_DIR, name.partition(f".{KEPT_DIR}")[0])


def _link_named(kept: str) -> None:
    """Make the link that bears the hook's own name; without links the kept file itself runs."""
    link = _named(kept)
    files.make_folder(os.path.dirname(link))
    try:
        os.symlink(os.path.join(os.pardir, os.path.basename(kept)), link)
    except (OSError, NotImplementedError):
        return  # there already, or a file system (Windows without the right) that makes no links


def _unlink_named(kept: str) -> None:
    link = _named(kept)
    if os.path.lexists(link):
        os.unlink(link)
    files.remove_empty(os.path.dirname(link))


WOULD = {
    "created": "create",
    "added": "add our lines to",
    "chained": "keep aside and run from ours",
    "updated": "update our lines in",
    "removed": "take our lines out of",
    "deleted": "delete",
    "restored": "restore",
    "left": "leave, for it was edited,",
}
DONE = {"added": "added our lines to", "updated": "updated our lines in"}
DONE |= {"removed": "took our lines out of"}


def told(changes: list[Change], *, dry_run: bool) -> list[str]:
    """A line about each change, for a person."""
    if dry_run:
        return [f"would {WOULD[change.action]} {change.path}" for change in changes]
    return [f"{DONE.get(change.action, change.action)} {change.path}" for change in changes]
