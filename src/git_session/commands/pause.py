"""Put a session aside; its document is brought up to date first."""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document
from git_session.lifecycle import change, current, ending, secrecy, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session pause
  git session pause --note "waits for review" --context-next "go on at retry"
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``pause`` understands."""
    add = parser.add_argument
    add("--note", default="", metavar="TEXT", help="why it is put aside")
    add("--context-next", default="", metavar="TEXT", help="what whoever continues must know")
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(*, note: str, context_next: str, session: str, allow_secret: bool) -> int:
    """Pause; a session that is not active is refused with exit 4."""
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    stem = current.need(ctx, session)
    silence = "" if context_next else change.unspoken(ctx, stem)
    paused = ending.pause(ctx, stem, reason=note, context_next=context_next)
    output.say(f"Paused {stem}" + (f": {note}" if note else ""))
    output.say(f"Progress: {briefing.fraction(paused.doc)}")
    if context_next:
        output.say(f"Next session hint: {context_next}")
    if not document.next_steps(paused.doc):
        output.remark('no next steps are noted; git session log --next "…" helps whoever continues')
    if silence:
        output.remark(silence)
    output.say(f"Continue it with: git session resume {stem}")
    return 0
