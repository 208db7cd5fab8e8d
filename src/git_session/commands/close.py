"""Complete or abandon a session and move its document to the archive."""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document
from git_session.errors import UsageError
from git_session.lifecycle import current, ending, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session close --complete --summary "The sweep waits for the lock"
  git session close --abandon --reason "the upstream fix made it needless"
  git session end
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``close`` understands."""
    add = parser.add_argument
    add("--complete", action="store_true", help="its goal is reached")
    add("--summary", default="", metavar="TEXT", help="what came of it (default: made from steps)")
    add("--abandon", action="store_true", help="it is given up")
    add("--reason", default="", metavar="TEXT", help="why it is given up")
    add("--context-next", default="", metavar="TEXT", help="what the next session must know")
    add("--force", action="store_true", help="complete it although steps are open")
    add("--session", default="", metavar="NAME", help="another session than the current one")


def run(
    *,
    complete: bool,
    summary: str,
    abandon: bool,
    reason: str,
    context_next: str,
    force: bool,
    session: str,
) -> int:
    """Close; exit 2 when how is not said, exit 4 when steps are open and nothing forces it."""
    complete, abandon, reason = _decided(complete, abandon, reason)
    ctx = open_context()
    upkeep.make_good(ctx)
    stem = current.need(ctx, session)
    if abandon:
        ended = ending.abandon(ctx, stem, reason=reason, context_next=context_next)
    else:
        if not force:
            ending.refuse_open_steps(ctx, stem)
        ended = ending.complete(ctx, stem, summary=summary, context_next=context_next)
    _report(ctx, ended, abandoned=abandon)
    return 0


def _decided(complete: bool, abandon: bool, reason: str) -> tuple[bool, bool, str]:
    """Which of the two, asked on a terminal, else an error that shows both forms."""
    if complete and abandon:
        raise UsageError("--complete and --abandon exclude each other")
    if not complete and not abandon:
        complete, abandon = _asked()
    if abandon and not reason and output.interactive():
        reason = output.ask("Why is it given up?")
    if abandon and not reason:
        raise UsageError("--abandon needs --reason TEXT: it is what the next one will ask")
    return complete, abandon, reason


def _asked() -> tuple[bool, bool]:
    """Complete or abandoned, by a clear answer at a terminal."""
    question = "Is it complete, or abandoned? [c/a]"
    answer = output.ask(question).lower() if output.interactive() else ""
    complete, abandon = (bool(answer) and w.startswith(answer) for w in ("complete", "abandoned"))
    if not complete and not abandon:
        raise UsageError(
            "how does it end?",
            "git session close --complete [--summary TEXT]\n"
            "git session close --abandon --reason TEXT",
        )
    return complete, abandon


def _report(ctx: Context, ended: Found, *, abandoned: bool) -> None:
    doc = ended.doc
    output.say(f"Session {'abandoned' if abandoned else 'finalized'}. Resume prompt ready.")
    output.say()
    output.say_all(briefing.closing(doc))
    output.say(f"Archive:      {ctx.store.relative_document('archive', ended.stem)}")
    if hint := doc.get("context_for_next_session"):
        output.say(f"Next session hint: {hint}")
    if abandoned and (left := [s.text for s in document.steps(doc) if s.state != "completed"]):
        output.say("Left undone:")
        for text in left:
            output.say(f"  - {text}")
