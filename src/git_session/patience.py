"""Advisory locks on an open file, tried again and again for a short while: never a hang.

Writers of scratch share a lock while they write, a reader that measures the file holds it alone.
Windows has no such lock on a file that others append to; there a reader takes what it sees.
"""

from __future__ import annotations

import time

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

TRIES = 200
PAUSE = 0.0005  # seconds; an append holds its lock for a tenth of that


def held(descriptor: int, *, shared: bool) -> bool:
    """Take the lock; False where it cannot be had in a tenth of a second, or not at all."""
    if fcntl is None:  # pragma: no cover - Windows
        return False
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    for _ in range(TRIES):
        try:
            fcntl.flock(descriptor, how)
        except BlockingIOError:
            time.sleep(PAUSE)
        except OSError:  # a file system without locks
            return False
        else:
            return True
    return False


def let_go(descriptor: int) -> None:
    """Give the lock back; closing the file does too."""
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
