"""Run a verb or a hook and kill this process (SIGKILL) right before its N-th file-system call.

usage: killing.py N FILE cli|hook WORD...        FILE receives the number of calls on a normal end
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

WATCHED = (
    "close",
    "fchmod",
    "fsync",
    "ftruncate",
    "link",
    "lseek",
    "mkdir",
    "open",
    "posix_spawnp",
    "read",
    "remove",
    "rename",
    "replace",
    "rmdir",
    "unlink",
    "write",
)


class Counter:
    """Counts calls over all watched functions and kills at the chosen one."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0
        self.owner = os.getpid()

    def watched(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.count += 1
            if self.count == self.fatal and os.getpid() == self.owner:
                os.kill(self.owner, signal.SIGKILL)
            return function(*args, **kwargs)

        return call


def main() -> int:
    fatal, report, what, *words = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    from git_session import cli, hooks

    counter = Counter(int(fatal))
    for name in WATCHED:
        setattr(os, name, counter.watched(getattr(os, name)))
    code = cli.main(words) if what == "cli" else hooks.dispatch(words[0], words[1:])
    counter.fatal = 0
    Path(report).write_text(str(counter.count))
    return code


if __name__ == "__main__":
    sys.exit(main())
