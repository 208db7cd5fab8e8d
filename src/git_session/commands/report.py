"""Where effort goes: active time, blockers, switches, what each client achieved.

All of it is counted from what was noted and committed; how, stands below each
report. Nothing is measured by itself and nothing leaves this machine.
"""

from __future__ import annotations

import functools
import gc

from git_session import output
from git_session.core.views import effort
from git_session.errors import UsageError
from git_session.lifecycle import searching, viewing, working
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from git_session.core.views.work import Work
    from git_session.lifecycle.context import Context

    Window = tuple[int | None, int | None]

EXAMPLE = """\
  git session report time --by task --since '2 weeks ago'
  git session report blockers --recurring
  git session report switches
  git session report effectiveness --json
  git session report --html --open
"""
TIME, BLOCKERS, SWITCHES, EFFECTIVENESS = "time", "blockers", "switches", "effectiveness"
REPORTS = (TIME, BLOCKERS, SWITCHES, EFFECTIVENESS)
NOTHING = 'nothing was found; note with: git session log --decision "…"'
# What else is asked for, beside signs of life.
MORE = {effort.PROJECT: working.by_project, effort.FILE: working.by_file}
# What belongs to one report alone.
OWN = {"by": TIME, "recurring": BLOCKERS, "output": "--html", "open": "--html"}


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``report`` understands."""
    add = parser.add_argument
    add("what", nargs="?", choices=REPORTS, metavar="REPORT", help=", ".join(REPORTS))
    help_text = "time: by project (if left out), task, tag, author or file"
    add("--by", default="", choices=effort.BY, metavar="KEY", help=help_text)
    add("--recurring", action="store_true", help="blockers: what keeps coming back")
    help_text = "all of it as a page: one file that works without a network"
    add("--html", action="store_true", help=help_text)
    help_text = "write the page there (.sessions/views/report.html)"
    add("-o", "--output", dest="path", default="", metavar="FILE", help=help_text)
    add("--open", dest="opened", action="store_true", help="open the page in your browser")
    add("--since", default="", metavar="WHEN", help="from here on: 2026-01-15, 2w, yesterday")
    add("--until", default="", metavar="WHEN", help="up to here, not included")
    viewing.options(parser, written=False)


def run(
    *,
    what: str | None,
    by: str,
    recurring: bool,
    html: bool,
    path: str,
    opened: bool,
    since: str,
    until: str,
    form: str,
    color: str,
) -> int:
    """Print a report, or write the page; exit 1 where it has nothing to tell."""
    if html:
        if what or by or recurring or form:
            raise UsageError("--html holds every report", "leave the other words away")
        return _page(since, until, path, opened=opened)
    asked = {"by": by, "recurring": recurring, "output": path, "open": opened}
    report = _named(what, [name for name, value in asked.items() if value])
    ctx = open_context()
    gc.disable()  # tens of thousands of values and no cycle among them: looking takes a fifth
    window = _moment(ctx, "--since", since), _moment(ctx, "--until", until)
    viewing.begin(ctx, form, color)
    work = working.gather(ctx)
    if report == TIME:
        return _time(ctx, work, by or effort.PROJECT, window, form)
    if report == BLOCKERS:
        return _blockers(work, window, form, recurring=recurring)
    return (_switches if report == SWITCHES else _effectiveness)(work, window, form)


def _named(what: str | None, asked: Sequence[str]) -> str:
    """The report that is meant. UsageError for none, and for options that belong to another."""
    if what is None:
        raise UsageError("which report?", f"there are: {', '.join(REPORTS)}; or --html")
    for name in asked:
        if OWN[name] != what:
            raise UsageError(f"--{name} belongs to: git session report {OWN[name]}")
    return what


def _page(since: str, until: str, path: str, *, opened: bool) -> int:
    from git_session.core import reportpage  # these are needed for the page alone
    from git_session.lifecycle import reporting

    ctx = open_context()
    window = _moment(ctx, "--since", since), _moment(ctx, "--until", until)
    written = reporting.write(ctx, reportpage.text(reporting.made(ctx, *window)), path)
    output.say(f"wrote {written}")
    if opened and not reporting.show(written):
        output.remark("no browser could be started; open the file by hand")
        return 1
    return 0


def _moment(ctx: Context, option: str, text: str) -> int | None:
    return searching.moment(ctx, text, option) if text else None


def _time(ctx: Context, work: Work, by: str, window: Window, form: str) -> int:
    if by in MORE:
        work = MORE[by](ctx, work)
    told = effort.rows(work, by, *window)
    found = len(told.rows) + len(told.estimates)
    page, data = (lambda: effort.page(work, told)), (lambda: effort.data(work, told))
    return viewing.show(found, page, data, form, NOTHING)


def _blockers(work: Work, window: Window, form: str, *, recurring: bool) -> int:
    from git_session.core.views import blocking  # each loads its own: they cost more than they do

    told = blocking.rows(work, *window)
    hint = 'note one with: git session log --blocker "…" --waiting-on WHO'
    groups = blocking.grouped(told.blocked) if recurring or form == "json" else ()
    page = functools.partial(blocking.page, work, told, groups if recurring else None)
    data = functools.partial(blocking.data, work, told, groups)
    return viewing.show(len(groups if recurring else told.blocked), page, data, form, hint)


def _switches(work: Work, window: Window, form: str) -> int:
    from git_session.core.views import switching

    days = switching.rows(work, *window)
    hint = "nobody went from one session to another, or paused one"
    page, data = (lambda: switching.page(days)), (lambda: switching.data(work, days))
    return viewing.show(len(days), page, data, form, hint)


def _effectiveness(work: Work, window: Window, form: str) -> int:
    from git_session.core.views import clients

    found = clients.rows(work, *window)
    page = clients.page(found, effort.window(work, *window))
    return viewing.show(len(found), lambda: page, lambda: clients.data(found), form, NOTHING)
