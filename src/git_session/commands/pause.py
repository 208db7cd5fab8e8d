"""Put a session aside; its document is brought up to date first.

In the evening --eod asks at a terminal what comes next, if nobody noted it, and
says what of the session is in this clone alone. What was learnt stays as it is.
"""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, document, grammar
from git_session.errors import UsageError
from git_session.lifecycle import change, current, ending, parting, secrecy, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found
from git_session.model import NEXT, PAUSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session pause
  git session pause --note "waits for review" --context-next "go on at retry"
  git session pause --eod
  git session pause --switch-to web-login   # and go on with that one
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``pause`` understands."""
    add = parser.add_argument
    add("--note", default="", metavar="TEXT", help="why it is put aside")
    add("--context-next", default="", metavar="TEXT", help="what whoever continues must know")
    add("--eod", action="store_true", help="end of day: ask what comes next, say what to share")
    add("--switch-to", default="", metavar="ID", help="continue this other session instead")
    text = "leave the files of its tasks in .tasks/ as they are"
    add("--keep-task-status", action="store_true", help=text)
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(
    *,
    note: str,
    context_next: str,
    eod: bool,
    switch_to: str,
    keep_task_status: bool,
    session: str,
    allow_secret: bool,
) -> int:
    """Pause; a session that is not active is refused with exit 4.

    Exit 3, with nothing changed, where no session or more than one fits ``switch_to``.
    """
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    stem = current.need(ctx, session)
    ending.refuse_unless(ctx, stem, PAUSED)
    other = _other(ctx, stem, switch_to) if switch_to else None
    silence = "" if context_next else change.unspoken(ctx, stem)
    if eod and _end_of_day(ctx, stem):
        silence = ""
    paused = ending.pause(
        ctx, stem, reason=note, context_next=context_next, keep_tasks=keep_task_status
    )
    _report(paused, note, context_next, silence)
    if eod:
        output.say_all(parting.lines(ctx, stem))
    output.say(f"Continue it with: git session resume {stem}")
    if other:
        _switch(ctx, other)
    return 0


def _report(paused: Found, note: str, context_next: str, silence: str) -> None:
    output.say(f"Paused {paused.stem}" + (f": {note}" if note else ""))
    output.say(f"Progress: {briefing.fraction(paused.doc)}")
    if context_next:
        output.say(f"Next session hint: {context_next}")
    if not document.next_steps(paused.doc):
        output.remark('no next steps are noted; git session log --next "…" helps whoever continues')
    if silence:
        output.remark(silence)


def _other(ctx: Context, stem: str, wanted: str) -> Found:
    """The session to go on with. UsageError for the one that is paused."""
    from git_session.lifecycle import resuming  # only to go on

    other = resuming.chosen(ctx, wanted, last=False)
    if other.stem == stem:
        raise UsageError(f"{stem} is the session that would be paused", "name another one")
    return other


def _switch(ctx: Context, other: Found) -> None:
    """Go on with the other session, as ``resume --quick`` does."""
    from git_session import git
    from git_session.lifecycle import resuming

    session = resuming.continued(ctx, other, output.remark)
    state = briefing.GitState(ctx.branch, ctx.wt.head, git.status_counts(ctx.wt))
    output.say()
    output.say_all(briefing.quick(session.doc, state))
    for line in resuming.ways_out(ctx, session):
        output.remark(line)


def _end_of_day(ctx: Context, stem: str) -> bool:
    """A checkpoint, then what comes next from whoever is there to be asked; True if they said it.

    The checkpoint is first, so that it is kept whatever becomes of the question.
    """
    doc = change.checkpoint(ctx, stem, []).doc
    if document.next_steps(doc) or not output.interactive():
        return False
    steps = list(iter(lambda: output.ask("What comes next? (empty line: no more)"), ""))
    secrecy.refuse({"next": steps, "allow_secret": ctx.allow_secrets})
    change.change(ctx, stem, [grammar.made(ctx.now, NEXT, text, ctx.author, "") for text in steps])
    return bool(steps)
