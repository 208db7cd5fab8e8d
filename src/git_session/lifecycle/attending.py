"""What follows from an agent's event, whichever host it is of: what is kept, and what it is told.

Every answer is text for the model or "". Nothing here ever stops an agent: what cannot be done
now is done by the next event or the next commit.
"""

from __future__ import annotations

import time

from git_session.core import event, intent, reminder
from git_session.errors import NoSession
from git_session.lifecycle import current
from git_session.lifecycle.context import Context
from git_session.talks import BEGAN, ENDED, Talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.event import Event

SAME = 60.0  # seconds: a host may tell of a compaction's end before or after what begins anew
LOST = "lost"  # the fact that a compaction was announced of which no more will be heard
SUMMARY = "The host's summary of what was compacted"
SAVING = (
    "Before you commit: note with `git session log` what was decided, tried and found and what "
    "comes next. `git commit` carries the notes along; `git session consolidate --dry-run` shows "
    "which."
)


def attend(ctx: Context, told: Event) -> str:
    """Keep what the event brings; returns what the agent is told. Of tools ``touching`` keeps."""
    talk = Talk(ctx.store, told.id or ctx.client)
    if not talk.hear(told.word, *told.key):
        return ""
    return _ANSWERS[told.word](ctx, talk, told)


def _session_start(ctx: Context, talk: Talk, told: Event) -> str:
    from git_session.lifecycle import sessions, waking  # a document is read there

    talk.sweep()
    again = told.source == event.COMPACT
    stem = _session(ctx)
    if stem and ctx.agent:
        ctx.store.bind(ctx.agent, stem)
        sessions.introduce(ctx)
    if stem and again:
        _note_compaction(ctx, talk, stem)
    woken = _stamp() if again else ""
    began = {} if again else {BEGAN: _stamp()}
    forgotten = dict.fromkeys(("reminded", "prompts", ENDED, LOST), "")
    talk.remember(briefed=_stamp(), begun=_stamp(), woken=woken, **forgotten, **began)
    return waking.at_start(ctx, told.source)


def _prompt(ctx: Context, talk: Talk, told: Event) -> str:
    if talk.when(ENDED):
        talk.remember(ended="")
    wanted = intent.of(told.prompt)
    if wanted == intent.SAVE:
        return SAVING if _session(ctx) else ""
    if wanted == intent.GO_ON or talk.when(LOST):
        return _once(ctx, talk)
    return _reminder(ctx, talk)


def _once(ctx: Context, talk: Talk) -> str:
    """The briefing, unless this conversation had it and noted nothing that is not in it."""
    if talk.when("briefed"):
        return ""
    from git_session.lifecycle import waking  # a document is read there

    after = "after a compaction" if talk.when(LOST) else ""
    talk.remember(briefed=_stamp(), lost="")
    return waking.briefing(ctx, after=after)


def _reminder(ctx: Context, talk: Talk) -> str:
    if not ctx.settings.reminders or not (stem := _session(ctx)):
        return ""
    known = talk.facts()
    noted = ctx.noted_at(stem)
    changed = talk.changed_at()
    prompts = _number(known.get("prompts"))
    begun = float(known.get("begun") or 0) or _begin(talk)
    silence = reminder.Silence(
        seconds=time.time() - max(noted, begun),
        changed=changed > noted,
        ever=noted > 0,
        since=prompts if float(known.get("reminded") or 0) > noted else None,
    )
    strength = reminder.due(silence)
    if strength:
        talk.remember(reminded=str(time.time()), prompts="1")
    elif known.get("reminded"):
        talk.remember(prompts=str(prompts + 1))
    return reminder.text(strength, round(silence.seconds / 60))


def _begin(talk: Talk) -> float:
    """A conversation of which the start was not heard begins with its first prompt."""
    now = time.time()
    talk.remember(begun=str(now))
    return now


def _pre_compact(ctx: Context, talk: Talk, told: Event) -> str:
    """Where nothing will be heard of what came of it, the next prompt is answered like a start."""
    from git_session.lifecycle import waking  # a document is read there

    _checkpoint(ctx, talk)
    talk.remember(briefed="", lost=_stamp() if told.final else "")
    return waking.briefing(ctx)


def _post_compact(ctx: Context, talk: Talk, told: Event) -> str:
    stem = _session(ctx)
    if stem:
        _note_compaction(ctx, talk, stem, told.summary)
        if time.time() - float(talk.facts().get("woken") or 0) > SAME:
            talk.remember(briefed="")  # what was told is gone with what was compacted
    return ""


def _note_compaction(ctx: Context, talk: Talk, stem: str, summary: str = "") -> None:
    """Count it, and keep what the host made of the conversation.

    What is reported of one conversation within a minute is one: a host may tell it twice.
    """
    from git_session.core import fold, grammar
    from git_session.lifecycle import change, secrecy, sessions
    from git_session.model import NOTE

    doc = sessions.seen(ctx, sessions.load(ctx, stem))
    now = ctx.now.timestamp()
    known = abs(now - talk.when("compacted")) < SAME
    blocks = [] if known else [fold.compacted(doc, ctx.now, ctx.author)]
    talk.remember(compacted=str(now))
    if text := secrecy.masked(summary.strip()):
        blocks.append(grammar.made(ctx.now, NOTE, SUMMARY, ctx.author, grammar.indented(text)))
    if blocks:
        change.change(ctx, stem, blocks)


def _end(ctx: Context, talk: Talk, _told: Event) -> str:
    _checkpoint(ctx, talk)
    return ""


def _session_end(ctx: Context, talk: Talk, _told: Event) -> str:
    talk.remember(ended=_stamp())  # first: a host in a hurry ends us before the checkpoint is made
    _checkpoint(ctx, talk)
    talk.remember(ended=_stamp())  # and again: the checkpoint notes what was edited by hand
    return ""


def _checkpoint(ctx: Context, talk: Talk) -> None:
    """Bring the document up to date, if anything was noted or touched since the last time."""
    stem = _session(ctx)
    newest = max(talk.touched_at(), ctx.noted_at(stem)) if stem else 0.0
    if not stem or newest <= float(talk.facts().get("checked") or 0):
        return
    from git_session.lifecycle import change

    change.keep_up(ctx, stem, talk.touched(), talk.tools())
    talk.forget_touched()
    talk.remember(checked=_stamp())


def _session(ctx: Context) -> str:
    try:
        return current.current(ctx) or ""
    except NoSession:
        return ""


def _stamp() -> str:
    return str(time.time())


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


_ANSWERS = {
    event.SESSION_START: _session_start,
    event.PROMPT: _prompt,
    event.PRE_COMPACT: _pre_compact,
    event.POST_COMPACT: _post_compact,
    event.TURN_END: _end,
    event.SESSION_END: _session_end,
}
