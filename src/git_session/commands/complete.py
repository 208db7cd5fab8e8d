"""What could be typed next: names for the shells' completion, one a line.

A line is a name and, behind a tab, what it is. Where nothing can be said
(outside of a repository, say) nothing is: no one asked to read a complaint.
"""

from __future__ import annotations

from git_session import output, walk
from git_session.core import document
from git_session.core.markdown import one_line
from git_session.errors import SessionError
from git_session.lifecycle import current, sessions
from git_session.lifecycle.context import Context, open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from git_session.core.document import Document

EXAMPLE = """\
  git session complete sessions
  git session complete steps --session fix-sweep
"""
LONGEST = 200  # characters; `log --done` and `--resolve` take a part of the words too
WHAT = ("sessions", "steps", "blockers")


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``complete`` understands."""
    add = parser.add_argument
    add("what", choices=WHAT, help="names of sessions, open steps, open blockers")
    add("--session", default="", metavar="NAME", help="of another session than the current one")


def run(*, what: str, session: str) -> int:
    """Always 0, and nothing is written anywhere.

    A fault has no place on a line that is being typed; every other verb tells it.
    """
    try:
        ctx = open_context()
        rows = list(_sessions(ctx) if what == "sessions" else _of_one(ctx, what, session))
    except (SessionError, OSError):
        return 0
    for name, about in rows:
        word = name.replace("\n", "\\n").replace("\t", "\\t")[:LONGEST]
        output.say(f"{word}\t{one_line(about)[:LONGEST]}" if about else word)
    return 0


def _sessions(ctx: Context) -> Iterator[tuple[str, str]]:
    """Those at work, the archived ones, those that only HEAD's journal knows; no file is read."""
    known = dict.fromkeys([*ctx.store.stems("active"), *ctx.store.swept()], "active or paused")
    for stem in ctx.store.stems("archive"):
        known.setdefault(stem, "archived")
    for stem in walk.sessions_of_head(ctx.wt):
        known.setdefault(stem, "in the journal")
    yield from known.items()


def _of_one(ctx: Context, what: str, session: str) -> Iterator[tuple[str, str]]:
    doc = _document(ctx, session)
    if doc is None:
        return
    if what == "steps":
        yield from ((s.text, s.state) for s in document.steps(doc) if s.state != "completed")
    else:
        unresolved = [one for one in document.blockers(doc) if not one.resolved]
        yield from ((b.number or b.text, b.text if b.number else "") for b in unresolved)


def _document(ctx: Context, session: str) -> Document | None:
    """The session as a reader sees it; None where the branch has none."""
    stem = current.current(ctx, session)
    return sessions.seen(ctx, sessions.load(ctx, stem)) if stem is not None else None
