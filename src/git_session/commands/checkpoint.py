"""Bring the document up to date: TL;DR, files, git facts, all that was noted."""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document, notes
from git_session.lifecycle import change, current, secrecy, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.document import Document

EXAMPLE = """\
  git session checkpoint
  git session checkpoint --tldr "The lock order was wrong; a fix is in review."
  git session checkpoint --key-context "Lock order: chain_watcher, then sweeper"
"""

PHASES = ("", *notes.PHASES)
PHASE = f"how far the work is: {', '.join(notes.PHASES)}"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``checkpoint`` understands."""
    add = parser.add_argument
    add("--note", default="", metavar="TEXT", help="a remark, noted with the state of things")
    add("--tldr", default="", metavar="TEXT", help="the TL;DR paragraph, in your words")
    add("--key-context", default="", metavar="TEXT", help="what must survive compaction")
    add("--context-next", default="", metavar="TEXT", help="what whoever continues must know")
    add("--working-on", default="", metavar="TEXT", help="what is being worked on now")
    add("--phase", default="", choices=PHASES, type=str.lower, metavar="PHASE", help=PHASE)
    add("--pre-compact", action="store_true", help="an agent's context is about to be compacted")
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(
    *,
    note: str,
    tldr: str,
    key_context: str,
    context_next: str,
    working_on: str,
    phase: str,
    pre_compact: bool,
    session: str,
    allow_secret: bool,
) -> int:
    """Fold in what is pending and refresh what is derived; never changes the status."""
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    stem = current.need(ctx, session)
    fields = {"TLDR": tldr, "Key context": key_context, "Context next": context_next}
    fields |= {"Working on": working_on, "Phase": phase}
    silence = "" if note or any(fields.values()) else change.unspoken(ctx, stem)
    blocks = change.snapshot(ctx, stem, note, fields, pre_compact=pre_compact)
    _report(change.checkpoint(ctx, stem, blocks).doc)
    if silence:
        output.remark(silence)
    return 0


def _report(doc: Document) -> None:
    files = briefing.counted(len(briefing.changed(doc)), "file")
    decisions = briefing.counted(len(document.decisions(doc)), "decision")
    output.say(f"Checkpoint saved. {files} modified, {decisions} logged.")
    output.say(f"Progress: {briefing.fraction(doc)}")
