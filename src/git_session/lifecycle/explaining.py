"""Answers to ``why`` in words, for people and for agents."""

from __future__ import annotations

from git_session.core import briefing, moments, paint, telling
from git_session.lifecycle import reasons
from git_session.lifecycle.reasons import Answer


def told_apart(answers: list[Answer], *, history: bool) -> tuple[list[Answer], list[Answer]]:
    """Those to tell one by one, and those of commits that recorded nothing.

    Where nothing else is known the first of these is told, too; with ``history`` all are.
    """
    quiet = [] if history else answers
    nothing = [answer for answer in quiet if answer.how == reasons.NOTHING]
    spoken = [answer for answer in answers if answer not in nothing] or nothing[:1]
    return spoken, [answer for answer in nothing if answer not in spoken]


def silent(answers: list[Answer]) -> str:
    """Of many commits that recorded nothing, one line is enough."""
    lines = sum(len(answer.lines) for answer in answers)
    commits = briefing.counted(len(answers), "other commit")
    return f"{briefing.counted(lines, 'line')} of {commits}: {reasons.NOTHING}"


def lines(answer: Answer) -> list[str]:
    """An answer for people: the lines, their commit, how it is known, what was noted."""
    change = answer.change
    head = f"{'Line' if len(answer.lines) == 1 else 'Lines'} {telling.spans(answer.lines)}: "
    told = [head + "not committed yet"]
    if change:
        told = [paint.line(head, telling.commit(change.hash, change.subject))]
        told += [paint.dim(f"  {change.author}, {moments.iso_minute(change.when)}")]
    told += [paint.line("  session ", paint.role(paint.SESSION, one)) for one in answer.sessions]
    told += [paint.line("  ", _how(answer))]
    for one in answer.entries:
        told += ["", *telling.lines(one.entry, "  ")]
    return told


def _how(answer: Answer) -> str:
    if answer.how != reasons.NOTHING:
        return reasons.known(answer.how, answer.carried_by)
    return f"{answer.how} for {'this line' if len(answer.lines) == 1 else 'these lines'}"


def hint(answer: Answer, *, history: bool) -> str:
    """What to try where nothing is known."""
    if answer.change is None:
        return reasons.tries(['git session log --decision "…" --rationale "…"'])
    if answer.how == reasons.SHALLOW:
        return reasons.UNSHALLOW
    sha = answer.change.hash[:10]
    more = [*reasons.views(answer.known), f"git session show {sha}", f"git show {sha}"]
    return reasons.tries([*more, *([] if history else ["git session why … --history"])])
