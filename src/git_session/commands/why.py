"""Say why a line is as it is: what was noted for the commit that it is from.

Ask about a file, a line of it (PATH:LINE) or some (PATH:FROM-TO). Every answer
says how it is known; where nothing was recorded, it says that.
"""

from __future__ import annotations

from git_session import output
from git_session.core import briefing, moments, paint, telling
from git_session.lifecycle import asked, reasons
from git_session.lifecycle.asked import Asked
from git_session.lifecycle.context import open_context
from git_session.lifecycle.reasons import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session why src/sweep.py:42
  git session why src/sweep.py:40-60 --history
  git session why src/sweep.py --json
"""
SHOWN = 20  # answers; --json has all of them


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``why`` understands."""
    add = parser.add_argument
    add("place", metavar="PATH[:LINE[-LINE]]", help="a file, a line or some lines of it")
    add("--history", action="store_true", help="and the earlier commits of these lines")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, place: str, history: bool, as_json: bool, color: str) -> int:
    """Print the answers; exit 1 when there is no reasoning in any of them."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    where = asked.find(ctx, place)
    answers = reasons.why(ctx, where, history=history)
    if as_json:
        output.say_json(_data(where, answers))
    else:
        _print(where, answers, history=history)
    if history and len(answers) >= reasons.HISTORY:
        output.remark(f"--history goes {reasons.HISTORY} commits back; see all with: git log -L")
    return 0 if any(answer.entries for answer in answers) else 1


def _data(where: Asked, answers: list[Answer]) -> dict[str, object]:
    first, last = where.span or (None, None)
    found = [_answer(answer) for answer in answers]
    return {"path": where.path, "first": first, "last": last, "answers": found}


def _answer(answer: Answer) -> dict[str, object]:
    change, later = answer.change, answer.carried_by
    return {
        "lines": list(answer.lines),
        "commit": change.hash if change else None,
        "subject": change.subject if change else None,
        "author": change.author if change else None,
        "when": moments.iso(change.when) if change else None,
        "how": answer.how,
        "carried_by": later.hash if later else None,
        "sessions": list(answer.sessions),
        "entries": [telling.data(one) for one in answer.entries],
    }


def _print(where: Asked, answers: list[Answer], *, history: bool) -> None:
    quiet = [] if history else answers
    silent = [answer for answer in quiet if answer.how == reasons.NOTHING]
    spoken = [answer for answer in answers if answer not in silent] or silent[:1]
    for number, answer in enumerate(spoken[:SHOWN]):
        output.say_all([*([""] if number else []), *_lines(answer)])
    rest = len(spoken) - SHOWN
    if rest > 0:
        output.remark(f"{rest} more commits; ask for fewer lines (PATH:FROM-TO), --json has all")
    others = [answer for answer in silent if answer not in spoken]
    if others:
        output.say_all(["", _silent(others)])
    if not answers:
        output.remark(f"{where.path} is empty: it has no line to explain")
    elif not any(answer.entries for answer in answers):
        output.remark(_hint(answers[0], history=history))


def _silent(answers: list[Answer]) -> str:
    """Of many commits that recorded nothing, one line is enough."""
    lines = sum(len(answer.lines) for answer in answers)
    commits = briefing.counted(len(answers), "other commit")
    return f"{briefing.counted(lines, 'line')} of {commits}: {reasons.NOTHING}"


def _lines(answer: Answer) -> list[str]:
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


def _hint(answer: Answer, *, history: bool) -> str:
    """What to try where nothing is known."""
    if answer.change is None:
        return reasons.tries(['git session log --decision "…" --rationale "…"'])
    if answer.how == reasons.SHALLOW:
        return reasons.UNSHALLOW
    sha = answer.change.hash[:10]
    more = [*reasons.views(answer.known), f"git session show {sha}", f"git show {sha}"]
    return reasons.tries([*more, *([] if history else ["git session why … --history"])])
