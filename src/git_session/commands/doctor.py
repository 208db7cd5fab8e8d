"""Look whether all is in order, and mend what is not.

Sessions, what this worktree remembers, and the installation: a real commit in a
temporary repository shows whether the hooks of this clone carry a note.
Without an option nothing is changed: every fault is named with its place, its
cure, and whether --fix can do that. No option removes what somebody noted.
"""

from __future__ import annotations

from git_session import output
from git_session.core import paint
from git_session.errors import EXIT_OK, EXIT_REFUSED, UsageError
from git_session.lifecycle.checkup import doctor, given, rebuild
from git_session.lifecycle.checkup.fault import LATER, NOTE, relative
from git_session.lifecycle.context import Context, open_context
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from git_session.lifecycle.checkup.doctor import Mended
    from git_session.lifecycle.checkup.fault import Check, Fault
    from git_session.lifecycle.checkup.rebuild import Rebuilt

EXAMPLE = """\
  git session doctor
  git session doctor --fix
  git session doctor --no-trial   # without the commit in a temporary repository
  git session doctor --rebuild    # all documents anew, from the journal
  git session doctor --journal    # every tracked journal file, and nothing else
"""
CHECKS = (*doctor.SESSIONS, *doctor.INSTALLATION)
SHOWN = 40  # lines of one document's differences
COMPARED = 20_000  # lines; longer documents are not compared line by line


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``doctor`` understands."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fix", action="store_true", help="mend what can be mended")
    how.add_argument(
        "--rebuild", action="store_true", help="make every document anew from the journal"
    )
    how.add_argument(
        "--journal", action="store_true", help="look at journal files alone: FILE, else all tracked"
    )
    parser.add_argument("file", nargs="*", metavar="FILE", help="with --journal")
    parser.add_argument("--no-trial", action="store_true", help="make no trial commit")
    parser.add_argument("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(
    *,
    fix: bool,
    rebuild: bool,
    journal: bool,
    file: list[str],
    no_trial: bool,
    as_json: bool,
    color: str,
) -> int:
    """Exit 0 if nothing is wrong (any more), 4 if something is, 1 where making anew failed."""
    if file and not journal:
        raise UsageError("doctor takes files only with --journal", "git session doctor -h")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not (fix or rebuild or as_json))
    trial = () if no_trial else doctor.TRIAL
    if journal:
        return _journal(ctx, file, as_json=as_json)
    if rebuild:
        return _rebuild(ctx, as_json=as_json)
    if fix:
        return _fix(ctx, trial, as_json=as_json)
    return _look(ctx, trial, as_json=as_json)


def _look(ctx: Context, trial: tuple[Check, ...], *, as_json: bool) -> int:
    found = doctor.examine(ctx, (*CHECKS, *trial))
    return _told(found, lambda: doctor.looked_at(ctx), as_json=as_json)


def _journal(ctx: Context, names: list[str], *, as_json: bool) -> int:
    paths = given.chosen(ctx, names)
    number = "1 journal file" if len(paths) == 1 else f"{len(paths)} journal files"
    return _told(list(given.faults(ctx, paths)), lambda: number, as_json=as_json)


def _told(found: list[Fault], looked_at: Callable[[], str], *, as_json: bool) -> int:
    """Name what was found; ``EXIT_REFUSED`` if something is wrong."""
    wrong = [fault for fault in found if fault.level != NOTE]
    if as_json:
        output.say_json([_data(fault) for fault in found])
    else:
        _say(found)
        well = paint.line(paint.role(paint.DONE, "all is well"), f": {looked_at()}")
        output.say(paint.role(paint.BLOCKER, _verdict(wrong)) if wrong else well)
    return EXIT_REFUSED if wrong else EXIT_OK


def _verdict(wrong: list[Fault]) -> str:
    mendable = sum(fault.mend is not None for fault in wrong)
    number = "1 thing is" if len(wrong) == 1 else f"{len(wrong)} things are"
    if not mendable:
        return f"{number} wrong, for a person to see to"
    which = "all" if mendable == len(wrong) else f"{mendable} of them"
    return f"{number} wrong; to mend {which}: git session doctor --fix"


def _say(found: Iterable[Fault]) -> None:
    for fault in found:
        kind = {NOTE: "note: ", LATER: "will be made good: "}.get(fault.level, "")
        _line(f"{fault.where}:", f" {kind}{fault.what}")
        if fault.cure:
            _line("", f"    {fault.cure}{'  (--fix does it)' if fault.mend else ''}")


def _line(place: str, text: str) -> None:
    """One line, whatever a path or a message holds."""
    place, text = (part.replace("\n", "\\n") for part in (place, text))
    output.say(paint.line(paint.heading(place), text))


def _fix(ctx: Context, trial: tuple[Check, ...], *, as_json: bool) -> int:
    """Mend; the trial comes last, once, when the lock is free again."""
    done = doctor.mend(ctx, CHECKS)
    done = replace(done, left=(*done.left, *doctor.examine(ctx, trial)))
    if as_json:
        output.say_json([*map(_mended, done.mended), *map(_data, done.left)])
        return EXIT_OK if done.well else EXIT_REFUSED
    for mended in done.mended:
        _line(f"{mended.fault.where}:", f" {mended.fault.what}")
        _line("", f"    mended: {mended.did}")
    _say(done.left)
    left = sum(fault.level != NOTE for fault in done.left)
    if left:
        number = "1 thing is" if left == 1 else f"{left} things are"
        output.say(paint.role(paint.BLOCKER, f"{number} left for a person"))
    else:
        number = f"{len(done.mended)} mended" if done.mended else "nothing to mend"
        well = paint.role(paint.DONE, "all is well")
        output.say(paint.line(well, f", {number}: {doctor.looked_at(ctx)}"))
    return EXIT_OK if done.well else EXIT_REFUSED


def _data(fault: Fault) -> dict[str, object]:
    return {
        "check": fault.check,
        "path": fault.path,
        "line": fault.line,
        "what": fault.what,
        "cure": fault.cure,
        "level": fault.level,
        "fixable": fault.mend is not None,
        "fixed": False,
    }


def _mended(mended: Mended) -> dict[str, object]:
    return {**_data(mended.fault), "cure": mended.did, "fixed": True}


def _rebuild(ctx: Context, *, as_json: bool) -> int:
    done = rebuild.rebuild(ctx)
    if as_json:
        output.say_json([_rebuilt(ctx, one) for one in done])
    else:
        for one in done:
            _tell(ctx, one)
        output.say(_sum(done))
    return 1 if any(one.failed for one in done) else 0


def _sum(done: list[Rebuilt]) -> str:
    alone = sum(bool(one.alone) for one in done)
    changed = sum(one.changed for one in done)
    equal = len(done) - alone - changed
    number = "1 document" if len(done) == 1 else f"{len(done)} documents"
    return f"{number}: {equal} equal, {changed} changed, {alone} left alone"


def _tell(ctx: Context, one: Rebuilt) -> None:
    if one.alone:
        _line(f"{one.path}:", f" left alone: {one.alone}")
    elif one.changed:
        _line(f"{one.path}:", f" changed{_kept(ctx, one)}")
        for line in _differences(one):
            _line("", f"    {line}")


def _kept(ctx: Context, one: Rebuilt) -> str:
    return f"; the old text is in {relative(ctx, one.kept)}" if one.kept else ""


def _differences(one: Rebuilt) -> list[str]:
    """A unified difference, shortened."""
    import difflib  # only where something changed

    old, new = one.before.splitlines(), one.after.splitlines()
    if len(old) + len(new) > COMPARED:
        return [f"{len(old)} lines before, {len(new)} now"]
    lines = list(difflib.unified_diff(old, new, "before", "now", lineterm="", n=1))
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], f"… and {more} lines more"] if more > 0 else lines


def _rebuilt(ctx: Context, one: Rebuilt) -> dict[str, object]:
    what = one.alone or ("differed from its journal" if one.changed else "equals its journal")
    return {
        "check": "rebuild",
        "path": one.path,
        "line": 0,
        "what": what,
        "cure": f"made anew{_kept(ctx, one)}" if one.changed else "",
        "level": "wrong" if one.failed or one.changed else NOTE,
        "fixable": not one.alone,
        "fixed": one.changed,
    }
