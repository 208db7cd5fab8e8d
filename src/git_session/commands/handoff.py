"""Hand a session to somebody else: it is paused, and says what they need.

Its document's Handoff holds the next steps, what blocks, and where the
document, the journal and the last commit are. Whoever resumes it takes it up.
"""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, checklist
from git_session.errors import UsageError
from git_session.lifecycle import current, ending, examining, parting, secrecy, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session handoff --to bob
  git session handoff --to bob --context-next "retry is next"
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``handoff`` understands."""
    add = parser.add_argument
    add("--to", required=True, metavar="WHO", help="who continues: a name, a team, 'anybody'")
    add("--note", default="", metavar="TEXT", help="why it is handed over")
    add("--context-next", default="", metavar="TEXT", help="what they must know")
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(*, to: str, note: str, context_next: str, session: str, allow_secret: bool) -> int:
    """Hand it over; a session that is not active is refused with exit 4."""
    if not to.strip():
        raise UsageError("--to needs a name", "see: git session handoff -h")
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    stem = current.need(ctx, session)
    given = ending.hand_over(ctx, stem, to=to, reason=note, context_next=context_next)
    output.say(f"Handed {stem} to {to}" + (f": {note}" if note else ""))
    output.say(f"Progress: {briefing.fraction(given.doc)}")
    output.say(f"Handoff:  {ctx.store.relative_document(given.place, stem)}")
    for remark in examining.remarks(ctx, given, checklist.HANDOFF):
        output.remark(remark)
    output.say_all(parting.lines(ctx, stem))
    output.say(f"They continue it with: git session resume {stem}")
    return 0
