"""Say why a line is as it is: what was noted for the commit that it is from.

Ask about a file, a line of it (PATH:LINE) or some (PATH:FROM-TO). Every answer
says how it is known; where nothing was recorded, it says that.
"""

from __future__ import annotations

from git_session import output
from git_session.core import moments, telling
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
    add("--json", dest="as_json", action="store_true", help="as data")


def run(*, place: str, as_json: bool) -> int:
    """Print the answers; exit 1 when there is no reasoning in any of them."""
    ctx = open_context()
    where = asked.find(ctx, place)
    answers = reasons.why(ctx, where)
    if as_json:
        output.say_json(_data(where, answers))
    else:
        _print(answers)
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


def _print(answers: list[Answer]) -> None:
    for number, answer in enumerate(answers[:SHOWN]):
        output.say_lines([*([""] if number else []), *_lines(answer)])
    if len(answers) > SHOWN:
        rest = len(answers) - SHOWN
        output.say(f"\n{rest} more commits; ask for fewer lines (PATH:FROM-TO), or --json for all")
    if not any(answer.entries for answer in answers):
        _hint(answers[0])


def _lines(answer: Answer) -> list[str]:
    numbers = telling.spans(answer.lines)
    head = f"{'Line' if len(answer.lines) == 1 else 'Lines'} {numbers}"
    how = answer.how
    if how == reasons.NOTHING:
        how += " for this line" if len(answer.lines) == 1 else " for these lines"
    if answer.carried_by:
        how += f": {answer.carried_by.hash[:10]} {answer.carried_by.subject}"
    change = answer.change
    told = [f"{head}: not committed yet"]
    if change:
        told = [
            f"{head}: {change.hash[:10]} {change.subject}",
            f"  {change.author}, {moments.iso_minute(change.when)}",
        ]
    for stem in answer.sessions:
        told.append(f"  session {stem}")
    told.append(f"  {how}")
    for one in answer.entries:
        told += ["", *telling.lines(one.entry, "  ")]
    return told


def _hint(answer: Answer) -> None:
    """What to try where nothing is known."""
    if answer.change is None:
        output.remark('note why: git session log --decision "…" --rationale "…"')
        return
    if answer.how == reasons.SHALLOW:
        output.remark("see further back: git fetch --unshallow")
        return
    sha = answer.change.hash[:10]
    words = [f"git session view {stem}" for stem in answer.known]
    words += [f"git session show {sha}", f"git show {sha}"]
    output.remark("try: " + "   ".join(words))
