"""Reading and writing one file such that a crash at any moment leaves the old text or the new.

Knows nothing of sessions. Every step is an ``os`` call of its own, so that the tests can stop a
process at each. OSError rises from here; ``told`` turns it into words where a caller wants them.
"""

from __future__ import annotations

import os
import stat
import time

from git_session import patience
from git_session.errors import BadText, Refused, SessionError
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

ASIDE = ".aside"
BUSY = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.4)  # seconds between tries
# Opening a FIFO must not wait for its other end; Windows has neither.
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class told:  # noqa: N801 - reads as a word: `with told(path):`
    """Within it an OSError becomes a SessionError that names ``path`` and says what to do."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None: ...

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            place = error.filename2 or error.filename or self.path
            place = self.path if str(place).endswith(ASIDE) else place
            what = error.strerror or type(error).__name__
            raise SessionError(
                f"{place}: {what}", "check its permissions and the space left"
            ) from error


def read(path: str, limit: int | None = None) -> str:
    """The text of a regular file, line ends untouched. More than ``limit`` bytes: BadText."""
    descriptor = os.open(path, READ)
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise BadText(path, 1, "is not a regular file", "move it away")
        if limit is not None and facts.st_size > limit:
            what = f"has {facts.st_size} bytes; at most {limit} are read"
            raise BadText(path, 1, what, "shorten it, or move it away")
        return decode(read_from(descriptor, 0, facts.st_size))
    finally:
        os.close(descriptor)


def read_from(descriptor: int, start: int, size: int) -> bytes:
    """Up to ``size`` bytes from the offset ``start``; fewer where the file ends before."""
    os.lseek(descriptor, start, os.SEEK_SET)
    parts = []
    while size > 0 and (part := os.read(descriptor, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def replace(path: str, text: str, *, durable: bool = True) -> None:
    """Give the file ``path`` the new ``text`` in one step; its mode stays, its directory is made.

    ``durable`` waits until it would survive a power cut. State that may be lost does without:
    that wait is most of the cost.
    """
    folder, name = os.path.split(path)
    make_folder(folder)
    remove_strays(folder)
    aside = os.path.join(folder, f".{name}.{_node()}-{os.getpid()}{ASIDE}")
    try:
        _write_aside(aside, path, encode(text), durable)
        _put_in_place(aside, path)
    except OSError:
        remove(aside)
        raise
    if durable:
        sync_folder(folder)


def _put_in_place(aside: str, path: str) -> None:
    """Windows refuses while somebody reads ``path`` (a scanner, an editor): try for a second."""
    for pause in BUSY if os.name == "nt" else ():
        try:
            return os.replace(aside, path)
        except PermissionError:
            time.sleep(pause)
    return os.replace(aside, path)


def _write_aside(aside: str, path: str, data: bytes, durable: bool) -> None:
    descriptor = os.open(aside, CREATE, 0o666)
    try:
        if os.path.exists(path) and hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(os.stat(path).st_mode))
        while data:
            data = data[os.write(descriptor, data) :]
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_strays(folder: str) -> None:
    """Remove what processes of this machine that died in the middle of ``replace`` left behind."""
    for name in os.listdir(folder):
        if name.startswith(".") and name.endswith(ASIDE):
            node, _, pid = name.removesuffix(ASIDE).rpartition("-")
            if node.endswith(f".{_node()}") and pid.isdigit() and not _alive(int(pid)):
                remove(os.path.join(folder, name))


def _node() -> str:
    """This machine or container: elsewhere the same process number means another process."""
    return os.uname().nodename if hasattr(os, "uname") else "here"


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # asking about a process there can end it; strays stay, and hurt nobody
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_folder(folder: str) -> None:
    """Make a directory and those above it, if they are missing."""
    if not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)


def sync_folder(folder: str) -> None:
    """Let a new name in ``folder`` survive a power cut, where the platform can do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append(path: str, text: str, *, durable: bool = False) -> None:
    """Add ``text`` at the end in one write, on a line of its own. OSError: it may be torn.

    One write on O_APPEND keeps whole what many processes write at once; but who reads while it
    is under way may see its first pages only, so ``settled_size`` waits for it.
    """
    folder = os.path.dirname(path)
    make_folder(folder)
    fresh = not os.path.exists(path)
    descriptor = os.open(path, APPEND, 0o666)
    try:
        patience.held(descriptor, shared=True)
        data = encode(text if _ends_line(descriptor) else f"\n{text}")
        written = os.write(descriptor, data)
        if written < len(data):
            raise OSError(28, "No space left: only a part was written", path)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if durable and fresh:
        sync_folder(folder)


def settled_size(descriptor: int) -> int:
    """How much of a file is there between two appends: no half of one is counted.

    Where somebody holds the file for long, or no lock can be had, the size as it is.
    """
    held = patience.held(descriptor, shared=False)
    size = os.fstat(descriptor).st_size
    if held:
        patience.let_go(descriptor)
    return size


def _ends_line(descriptor: int) -> bool:
    """The file is empty, or its last byte ends a line."""
    size = os.fstat(descriptor).st_size
    return size == 0 or read_from(descriptor, size - 1, 1) == b"\n"


def changed_at(path: str) -> float:
    """When the file was written last, in seconds since 1970; 0 where there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def move(source: str, target: str) -> None:
    """Give a file its new name, then take the old one; both at once never name two files.

    Never overwrites: Refused where another file is called so already.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        _refuse_other(source, target)
    except (OSError, NotImplementedError):  # a file system without hard links
        refuse_taken(source, target)
        os.rename(source, target)
        return
    os.unlink(source)


def refuse_taken(source: str, target: str) -> None:
    """Raises Refused where another file than ``source`` is called ``target``."""
    if os.path.lexists(target):
        _refuse_other(source, target)


def _refuse_other(source: str, target: str) -> None:
    """Raises Refused unless both name one file; a link to it is another one, and what is gone
    meanwhile is none (OSError): whoever takes one name away relies on the other."""
    if not os.path.samestat(os.lstat(source), os.lstat(target)):
        raise Refused(f"{target}: is there already", "rename one of the two")


def remove(path: str) -> None:
    """Remove a file, if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def remove_empty(folder: str) -> None:
    """Remove a directory that holds nothing; whatever else is there stays."""
    try:
        os.rmdir(folder)
    except OSError:
        return  # something stands in it, or it is gone, or it is a link: all are fine


def names(folder: str, ending: str = ".md") -> list[str]:
    """The names in a directory with that ending, sorted; hidden ones left out; [] without it."""
    try:
        found = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for name in found if name.endswith(ending) and name[0] != ".")


def folders(folder: str) -> list[str]:
    """The names of the directories in a directory, sorted; hidden ones left out; [] without it."""
    return [name for name in names(folder, "") if os.path.isdir(os.path.join(folder, name))]


def leads_into(path: str, folder: str) -> bool:
    """With every link followed, ``path`` stands below ``folder`` (whose own links are followed)."""
    real, inside = os.path.realpath(path), os.path.realpath(folder)
    return real == inside or real.startswith(inside.rstrip(os.sep) + os.sep)
