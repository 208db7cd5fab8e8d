"""The files of a folder that an import reads: none that leads elsewhere, none that is too large."""

from __future__ import annotations

import os
import stat

from git_session import files
from git_session.errors import Refused, SessionError
from git_session.model import record

LARGEST = 4 * 1024 * 1024  # bytes of a file
MOST = 20_000  # files of a folder
SKIPPED = (".git", "node_modules", ".venv", "__pycache__")


@record
class Old:
    """A file: ``path`` as it is told (relative to what was named), its text, or why it has none."""

    path: str
    text: str
    why: str = ""


def found(place: str, endings: tuple[str, ...]) -> list[Old]:
    """The file ``place``, or those below it that end so, sorted by path.

    ``SessionError`` where there is nothing of that name, ``Refused`` for more than ``MOST`` files.
    """
    if not os.path.lexists(place):
        raise SessionError(f"{place}: no such file or folder", "name what you kept before")
    if not os.path.isdir(place):
        return [_read(os.path.realpath(place), os.path.basename(place))]
    names = []
    for folder, inner, here in os.walk(place):
        inner[:] = sorted(name for name in inner if name not in SKIPPED)
        names += [os.path.join(folder, name) for name in sorted(here) if name.endswith(endings)]
        if len(names) > MOST:
            raise Refused(f"{place}: more than {MOST} files", "name a folder further down")
    base = os.path.basename(os.path.abspath(place))
    return [_read(name, _shown(base, os.path.relpath(name, place))) for name in names]


def _shown(base: str, inner: str) -> str:
    return f"{base}/{inner}".replace(os.sep, "/")


def _read(path: str, shown: str) -> Old:
    """A regular file's text. What a link leads to was not named, and may be anybody's."""
    try:
        facts = os.lstat(path)
        if not stat.S_ISREG(facts.st_mode):
            return Old(shown, "", "is no regular file")
        if facts.st_size > LARGEST:
            return Old(shown, "", f"is larger than {LARGEST >> 20} MiB")
        return Old(shown, files.read(path, LARGEST))
    except OSError as error:
        return Old(shown, "", str(error.strerror))
