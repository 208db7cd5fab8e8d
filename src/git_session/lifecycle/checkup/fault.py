"""One thing that is not as it should be, and what a check is."""

from __future__ import annotations

import os

from git_session.errors import BadText, SessionError
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Check = Callable[[Context], Iterable["Fault"]]

WRONG = "wrong"  # stays until somebody does something
LATER = "later"  # the next hook or writing command makes it good
NOTE = "note"  # nothing is wrong; it may be good to know


@record
class Fault:
    """What is wrong where, what cures it, and the function that does so (None: a person must).

    ``check`` is the name of the check; ``path`` relative to the worktree, absolute outside of it;
    ``line`` 0 where the whole file is meant. ``mend`` returns what it did, or raises SessionError
    and has changed nothing; the lock is held while it runs.
    """

    check: str
    path: str
    what: str
    cure: str
    mend: Callable[[], str] | None = None
    line: int = 0
    level: str = WRONG

    @property
    def where(self) -> str:
        """``path:line``, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


def unreadable(check: str, path: str, error: SessionError, cure: str = "") -> Fault:
    """The fault of a file that cannot be read, with the line if the error names one."""
    line = error.line if isinstance(error, BadText) else 0
    prefix = f"{error.path}:{line}: " if isinstance(error, BadText) else ""
    what = error.message.removeprefix(prefix)
    return Fault(check, path, what, cure or error.hint, line=line)


def relative(ctx: Context, path: str) -> str:
    """``path`` as messages name it: relative to the worktree if it stands there."""
    inside = path.startswith(ctx.wt.top.rstrip(os.sep) + os.sep)
    return os.path.relpath(path, ctx.wt.top) if inside else path
