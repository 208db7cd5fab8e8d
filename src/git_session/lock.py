"""One lock for a clone and all its worktrees; the system frees it when its holder dies."""

from __future__ import annotations

import os
import sys
import time

from git_session.errors import Locked
from git_session.files import make_folder, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# What this process holds: (process, path) -> [descriptor, how often]. A fork holds nothing.
_held: dict[tuple[int, str], list[int]] = {}

if sys.platform == "win32":  # pragma: no cover - Windows; tests/test_platforms.py
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _free(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # closing would free it too, but later
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _free(descriptor: int) -> None:
        """Closing the file frees it at once."""


class Lock:
    """``with Lock(path, seconds):`` waits at most so long, then raises Locked.

    In one process it may be taken again while it is held.
    """

    def __init__(
        self,
        path: str,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = path
        self.seconds = seconds
        self.clock = clock
        self.sleep = sleep

    def __enter__(self) -> None:
        key = (os.getpid(), self.path)
        if key not in _held:
            with told(self.path):
                _held[key] = [self._take(), 0]
        _held[key][1] += 1

    def __exit__(self, *_: object) -> None:
        key = (os.getpid(), self.path)
        _held[key][1] -= 1
        if not _held[key][1]:
            descriptor = _held.pop(key)[0]
            _free(descriptor)
            os.close(descriptor)

    def _take(self) -> int:
        make_folder(os.path.dirname(self.path))
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._wait(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _wait(self, descriptor: int) -> None:
        """Ask again and again: no platform can wait for a lock with a limit."""
        deadline, pause = self.clock() + self.seconds, 0.001
        while True:
            try:
                return _try(descriptor)
            except (BlockingIOError, PermissionError):
                if self.clock() >= deadline:
                    what = f"another process held {self.path} for {self.seconds:g} seconds"
                    raise Locked(what, "try again; nothing was changed") from None
            self.sleep(pause)
            pause = min(pause * 2, 0.05)
