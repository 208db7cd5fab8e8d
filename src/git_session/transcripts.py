"""The lines of a file that an agent's host wrote: read one by one, none of them too long."""

from __future__ import annotations

import os
import stat

from git_session import files
from git_session.errors import Refused, SessionError
from git_session.process import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 8 * 1024 * 1024  # bytes of a line: a tool's answer may hold a picture
LARGEST = 1024 * 1024 * 1024  # bytes of a transcript


def lines(path: str) -> Iterator[tuple[int, str | None]]:
    """Number and text of each line; None in place of one that is longer than ``LONGEST``.

    ``SessionError`` where there is no such file, ``Refused`` for what is no regular file or too
    large.
    """
    try:
        descriptor = os.open(path, files.READ)
    except OSError as error:
        raise SessionError(f"{path}: {error.strerror}", "name a transcript that is there") from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
        os.close(descriptor)
        raise Refused(f"{path}: no regular file of at most {LARGEST >> 30} GiB")
    with os.fdopen(descriptor, "rb") as file:
        number = 0
        while line := file.readline(LONGEST):
            number += 1
            whole = line.endswith(b"\n") or len(line) < LONGEST
            yield number, decode(line) if whole else None
            while not whole:
                rest = file.readline(LONGEST)
                whole = rest.endswith(b"\n") or len(rest) < LONGEST
