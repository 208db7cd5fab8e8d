"""Say why a line is as it is: what was noted for the commit that it is from.

Ask about a file, a line of it (PATH:LINE) or some (PATH:FROM-TO). Every answer
says how it is known; where nothing was recorded, it says that.
"""

from __future__ import annotations

from git_session import output
from git_session.core import moments, telling
from git_session.lifecycle import asked, explaining, reasons
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
    spoken, others = explaining.told_apart(answers, history=history)
    for number, answer in enumerate(spoken[:SHOWN]):
        output.say_all([*([""] if number else []), *explaining.lines(answer)])
    rest = len(spoken) - SHOWN
    if rest > 0:
        output.remark(f"{rest} more commits; ask for fewer lines (PATH:FROM-TO), --json has all")
    if others:
        output.say_all(["", explaining.silent(others)])
    if not answers:
        output.remark(f"{where.path} is empty: it has no line to explain")
    elif not any(answer.entries for answer in answers):
        output.remark(explaining.hint(answers[0], history=history))
