"""What a question of ``search`` means here: its moments, its paths, the time that it may take."""

from __future__ import annotations

import os
import signal

from git_session.core import entries, moments, query, since
from git_session.core.query import Matcher
from git_session.errors import UsageError
from git_session.lifecycle.context import Context
from git_session.lifecycle.recollect import Hit

PATIENCE = 10  # seconds that a regular expression may take


def moment(ctx: Context, text: str, option: str = "--since") -> int:
    """Seconds since 1970 of a moment as people say it. UsageError for what is none."""
    when = since.since(text, ctx.now, ctx.zone)
    if when is None:
        raise UsageError(f"{option} {text}: is no moment", f"say {since.FORMS}")
    return int(moments.to_utc(when).timestamp())


def from_top(ctx: Context, path: str) -> str:
    """A path as git names it; an absolute one inside the worktree without the way there."""
    path = os.path.relpath(path, ctx.wt.top) if os.path.isabs(path) else path
    return path.replace(os.sep, "/")


class Patience:
    """Within it, from ``begin`` on, a pattern may keep the machine busy for ``PATIENCE`` seconds.

    Then UsageError rises, where the platform has such an alarm: `re` listens to it while it works.
    Only for the main thread, which is the one that an alarm interrupts.
    """

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted and hasattr(signal, "setitimer")

    def __enter__(self) -> Patience:
        if self._wanted:
            self._old = signal.signal(signal.SIGALRM, _late)
        return self

    def begin(self) -> None:
        """What is slow for other reasons is done."""
        if self._wanted:
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._old)


def _late(_number: int, _frame: object) -> None:
    raise UsageError(f"the pattern takes longer than {PATIENCE} seconds", "make it simpler")


def as_asked(matcher: Matcher, hit: Hit) -> tuple[str, str, dict[str, str]]:
    """Kind, title and fields of the piece, or of the entry in it that is of a kind asked for."""
    piece = hit.piece
    kinds = matcher.query.kinds
    when = moments.parse_iso(piece.when)
    if piece.kind == query.DOCUMENT or when is None:
        return piece.kind, piece.title, {}
    all_of_it = entries.entries(query.block_of(piece, when))
    shown = next((entry for entry in all_of_it if entry.kind in kinds), all_of_it[0])
    return shown.kind, shown.title, dict(shown.fields)
