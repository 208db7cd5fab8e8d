"""Advisory locks on an open file, tried again and again for a short while: never a hang.

Writers of scratch share a lock while they write, a reader that measures the file holds it alone.
Windows has no lock that can be shared, and two who append there at once may write over each
other: so everybody holds it alone, on a byte that no text reaches.
"""

from __future__ import annotations

import sys
import time

TRIES = 200
PAUSE = 0.0005  # seconds; an append holds its lock for a tenth of that
FAR = 0x7FFF0000  # a lock on bytes that are read or written would be in their way

if sys.platform == "win32":  # pragma: no cover - Windows; tests/test_platforms.py
    import msvcrt
    import os

    def _lock(descriptor: int, how: int) -> None:
        """Lock or unlock the far byte; where reading goes on is not moved."""
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, how, 1)
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)

    def _try(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001  as elsewhere
        _lock(descriptor, msvcrt.LK_NBLCK)

    def let_go(descriptor: int) -> None:
        """Give the lock back; closing the file does too."""
        _lock(descriptor, msvcrt.LK_UNLCK)
else:
    import fcntl

    def _try(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def let_go(descriptor: int) -> None:
        """Give the lock back; closing the file does too."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def held(descriptor: int, *, shared: bool) -> bool:
    """Take the lock; False where it cannot be had in a tenth of a second, or not at all."""
    for _ in range(TRIES):
        try:
            _try(descriptor, shared=shared)
        except (BlockingIOError, PermissionError):  # somebody has it, on POSIX and on Windows
            time.sleep(PAUSE)
        except OSError:  # a file system without locks
            return False
        else:
            return True
    return False
