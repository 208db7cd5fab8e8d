"""Where effort goes: active time, blockers, switches, what each client achieved.

All of it is counted from what was noted and committed; how, stands below each
report. Nothing is measured by itself and nothing leaves this machine.
"""

from __future__ import annotations

import gc

from git_session.core.views import blocking, clients, effort, switching
from git_session.errors import UsageError
from git_session.lifecycle import searching, viewing, working
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.views.work import Work
    from git_session.lifecycle.context import Context

    Window = tuple[int | None, int | None]

EXAMPLE = """\
  git session report time --by task --since '2 weeks ago'
  git session report blockers --recurring
  git session report switches
  git session report effectiveness --json
"""
TIME, BLOCKERS, SWITCHES, EFFECTIVENESS = "time", "blockers", "switches", "effectiveness"
REPORTS = (TIME, BLOCKERS, SWITCHES, EFFECTIVENESS)
NOTHING = 'nothing was found; note with: git session log --decision "…"'
# What else is asked for, beside signs of life.
MORE = {effort.PROJECT: working.by_project, effort.FILE: working.by_file}
# What belongs to one report alone.
OWN = {"by": TIME, "recurring": BLOCKERS}


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``report`` understands."""
    add = parser.add_argument
    add("what", nargs="?", choices=REPORTS, metavar="REPORT", help=", ".join(REPORTS))
    help_text = "time: by project (if left out), task, tag, author or file"
    add("--by", default="", choices=effort.BY, metavar="KEY", help=help_text)
    add("--recurring", action="store_true", help="blockers: what keeps coming back")
    add("--since", default="", metavar="WHEN", help="from here on: 2026-01-15, 2w, yesterday")
    add("--until", default="", metavar="WHEN", help="up to here, not included")
    viewing.options(parser, written=False)


def run(
    *, what: str | None, by: str, recurring: bool, since: str, until: str, form: str, color: str
) -> int:
    """Print a report; exit 1 where it has nothing to tell."""
    if what is None:
        raise UsageError("which report?", f"there are: {', '.join(REPORTS)}")
    for name, given_ in (("by", by), ("recurring", recurring)):
        if given_ and OWN[name] != what:
            raise UsageError(f"--{name} belongs to `report {OWN[name]}`")
    ctx = open_context()
    gc.disable()  # tens of thousands of values and no cycle among them: looking takes a fifth
    window = _moment(ctx, "--since", since), _moment(ctx, "--until", until)
    viewing.begin(ctx, form, color)
    if what == TIME:
        return _time(ctx, by or effort.PROJECT, window, form)
    if what == BLOCKERS:
        return _blockers(ctx, window, form, recurring=recurring)
    return _switches(ctx, window, form) if what == SWITCHES else _effectiveness(ctx, window, form)


def _moment(ctx: Context, option: str, text: str) -> int | None:
    return searching.moment(ctx, text, option) if text else None


def _time(ctx: Context, by: str, window: Window, form: str) -> int:
    work = working.gather(ctx)
    if by in MORE:
        work = MORE[by](ctx, work)
    told = effort.rows(work, by, *window)
    return viewing.show(effort.page(work, told), lambda: effort.data(work, told), form, NOTHING)


def _blockers(ctx: Context, window: Window, form: str, *, recurring: bool) -> int:
    work = working.gather(ctx)
    told = blocking.rows(work, *window)
    page = blocking.page(work, told, recurring=recurring)
    hint = 'note one with: git session log --blocker "…" --waiting-on WHO'
    return viewing.show(page, lambda: blocking.data(work, told), form, hint)


def _switches(ctx: Context, window: Window, form: str) -> int:
    work = working.gather(ctx)
    days = switching.rows(work, *window)
    page = switching.page(days)
    hint = "nobody went from one session to another, or paused one"
    return viewing.show(page, lambda: switching.data(work, days), form, hint)


def _effectiveness(ctx: Context, window: Window, form: str) -> int:
    work: Work = working.gather(ctx)
    found = clients.rows(work, *window)
    page = clients.page(found, effort.window(work, *window))
    return viewing.show(page, lambda: clients.data(found), form, NOTHING)
