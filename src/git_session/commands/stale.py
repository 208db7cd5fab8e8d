"""Which active sessions nothing was noted in for long; --pause puts them aside.

Nothing is ever deleted: what waits for a commit goes on waiting, and each
session can be resumed.
"""

from __future__ import annotations

from git_session import output
from git_session.core import moments, paint, spans
from git_session.errors import UsageError
from git_session.lifecycle import staleness, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.staleness import Stale

EXAMPLE = """\
  git session stale
  git session stale --older-than 1d --pause
"""
USUAL = "2h"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``stale`` understands."""
    add = parser.add_argument
    text = f"nothing noted for so long: 90m, 2h, 1d (default: {USUAL})"
    add("--older-than", default=USUAL, metavar="SPAN", help=text)
    add("--pause", action="store_true", help="put them aside, saying why")
    add("--dry-run", action="store_true", help="say what --pause would do, and do nothing")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, older_than: str, pause: bool, dry_run: bool, as_json: bool, color: str) -> int:
    """Print them, the quietest first; always 0, for finding none is good."""
    minutes = spans.minutes(older_than)
    if minutes is None:
        raise UsageError(f"--older-than {older_than}: not a time like {spans.FORMS}")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not (pause or as_json))
    if pause and not dry_run:
        upkeep.make_good(ctx)
    found = staleness.stale(ctx, minutes)
    for one in found if pause and not dry_run else ():
        staleness.put_aside(ctx, one)
    if as_json:
        output.say_json([_data(one, paused=pause and not dry_run) for one in found])
    else:
        _say(found, minutes, "would pause " if dry_run else "paused " if pause else "")
    return 0


def _say(found: list[Stale], minutes: int, did: str) -> None:
    for one in found:
        output.say(paint.line(did, paint.role(paint.SESSION, one.stem)))
        output.say(paint.line("    ", paint.dim(", ".join(_told(one)))))
    if not found:
        output.say(f"no active session was silent for {moments.duration(minutes * 60)}")
    elif not did:
        output.say("To put them aside: git session stale --pause")


def _told(one: Stale) -> list[str]:
    waiting = "1 entry waits" if one.pending == 1 else f"{one.pending} entries wait"
    return [
        f"silent for {one.silence}",
        f"on {one.branch or 'a detached HEAD'}",
        f"{waiting} for a commit" if one.pending else "nothing pending",
        *([f"current: {one.current}"] if one.current else []),
    ]


def _data(one: Stale, *, paused: bool) -> dict[str, object]:
    return {
        "stem": one.stem,
        "document": one.document,
        "branch": one.branch or None,
        "since": moments.iso(one.since),
        "minutes": one.minutes,
        "pending": one.pending,
        "current": one.current,
        "paused": paused,
    }
