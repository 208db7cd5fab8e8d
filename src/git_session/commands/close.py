"""Complete or abandon a session and move its document to the archive."""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document
from git_session.errors import Refused, SessionError, UsageError
from git_session.lifecycle import current, ending, examining, retrospect, secrecy, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session close --complete --summary "The sweep waits for the lock"
  git session close --abandon --reason "the upstream fix made it needless"
  git session end
  git session close --retroactive --since v1.2 --summary "The sweep"
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``close`` understands."""
    add = parser.add_argument
    add("--complete", action="store_true", help="its goal is reached")
    add("--summary", default="", metavar="TEXT", help="what came of it (default: made from steps)")
    add("--abandon", action="store_true", help="it is given up")
    add("--reason", default="", metavar="TEXT", help="why it is given up")
    add("--context-next", default="", metavar="TEXT", help="what the next session must know")
    add("--force", action="store_true", help="complete it although something is not done")
    text = "leave the files of its tasks in .tasks/ as they are"
    add("--keep-task-status", action="store_true", help=text)
    add("--session", default="", metavar="NAME", help="another session than the current one")
    text = "close a session that was never begun: put together from commits and notes"
    add("--retroactive", action="store_true", help=text)
    text = "of --retroactive: the commit or time it began after (default: the last session's end)"
    add("--since", default="", metavar="REF|TIME", help=text)
    secrecy.option(parser)


def run(
    *,
    complete: bool,
    summary: str,
    abandon: bool,
    reason: str,
    context_next: str,
    force: bool,
    keep_task_status: bool,
    session: str,
    retroactive: bool | None,
    since: str,
    allow_secret: bool,
) -> int:
    """Close; exit 2 when how is not said, exit 4 when steps are open, or criteria of a task are not
    met, and nothing forces it.

    ``retroactive`` None (that is ``end``): if the branch has no session.
    """
    if since and retroactive is False:
        raise UsageError("--since says where a session began that is closed with --retroactive")
    complete, abandon, reason = _decided(
        complete or (retroactive is True and not abandon), abandon, reason
    )
    secrecy.refuse({"reason": reason, "allow_secret": allow_secret})
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    if retroactive is not False and (made := _made(ctx, session, since, summary, retroactive)):
        ended = retrospect.close(
            ctx, made, summary=summary, reason=reason if abandon else "", context_next=context_next
        )
        _report(ctx, ended, abandoned=abandon)
        return 0
    stem = current.need(ctx, session)
    keep = keep_task_status
    if abandon:
        ended = ending.abandon(ctx, stem, reason=reason, context_next=context_next, keep_tasks=keep)
    else:
        if not force:
            ending.refuse_open_steps(ctx, stem, keep_tasks=keep)
        ended = ending.complete(
            ctx, stem, summary=summary, context_next=context_next, forced=force, keep_tasks=keep
        )
    _report(ctx, ended, abandoned=abandon)
    for remark in () if abandon else examining.remarks(ctx, ended):
        output.remark(remark)
    return 0


def _made(
    ctx: Context, session: str, since: str, summary: str, retroactive: bool | None
) -> retrospect.Past | None:
    """What there is to make a session of; None where ``end`` closes the one that there is."""
    stem = current.current(ctx, session)
    if stem is not None and retroactive:
        raise Refused(
            f"{ctx.branch or 'this detached HEAD'} has a session that was begun: {stem}",
            "close that one: git session close --complete",
        )
    if stem is not None or (session and not retroactive):
        return None
    past = retrospect.look_back(ctx, since, summary)
    if past is None and retroactive:
        raise SessionError(
            f"no commits since {since or 'the last session or the base branch'}, and no notes, "
            "to make a session of",
            "say since when: git session close --retroactive --since REF|TIME",
        )
    return past


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
    path = ctx.store.relative_document("archive", ended.stem)
    output.say(f"Session logged to: {path}")
    output.say("Recorded:")
    output.say_all(briefing.closing(doc))
    output.say(f"Archive:      {path}")
    if hint := doc.get("context_for_next_session"):
        output.say(f"Next session hint: {hint}")
    if abandoned and (left := [s.text for s in document.steps(doc) if s.state != "completed"]):
        output.say("Left undone:")
        for text in left:
            output.say(f"  - {text}")
