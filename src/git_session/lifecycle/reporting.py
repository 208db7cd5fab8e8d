"""The page of a report: gathered, drawn, written."""

from __future__ import annotations

import contextlib
import os
import sys

from git_session import __version__, files, git
from git_session.core import moments, reportpage, telling, weblink
from git_session.core.reportpage import Chart, Decision, Report
from git_session.core.views import reported
from git_session.errors import SessionError
from git_session.lifecycle import deciding, working
from git_session.lifecycle.context import Context
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from git_session.charts import Drawing
    from git_session.core.views.decisions import Row
    from git_session.core.views.reported import Overview
    from git_session.core.views.work import Work

    Drawn = Callable[..., str]

NAME = "report.html"
NEEDED = "report --html needs the plotting library: pip install 'git-session[report]'"


def made(ctx: Context, since: int | None, until: int | None) -> Report:
    """The report of a window, with its charts. SessionError without the extra."""
    drawing = _drawing()
    work = working.by_project(ctx, working.gather(ctx))
    told = reported.rows(work, since, until)
    found = [row for row in deciding.every(ctx) if _fits(row, since, until)]
    shown = found[: reportpage.DECISIONS]
    commits = [one.commit for lane in told.lanes for one in lane.commits[-reportpage.LINKED :]]
    return Report(
        work.home,
        replace(work, signs=tuple(one for one in work.signs if one.kind == "Session")),
        since,
        until,
        told,
        tuple(_decision(row) for row in shown),
        len(found) - len(shown),
        _link(ctx),
        working.subjects(ctx, commits),
        *_charts(drawing, work, told),
        drawing.styles,
        __version__,
    )


def _drawing() -> Drawing:
    try:
        # It reads a file of settings in the directory it is loaded in: that may be anybody's.
        with contextlib.chdir(os.path.dirname(os.path.abspath(__file__))):
            from git_session import charts  # half a second, for this page alone
    except ImportError as missing:
        if (missing.name or "").startswith("git_session"):
            raise
        raise SessionError(NEEDED) from missing
    return charts.Drawing()


def _charts(drawing: Drawing, work: Work, told: Overview) -> tuple[Chart, Chart, Chart]:
    def both(draw: Drawn, *given: object) -> Chart:
        return Chart(draw(*given, narrow=False), draw(*given, narrow=True))

    return (
        both(drawing.timeline, told.lanes, reported.ticks(work, told.lanes))
        if told.lanes
        else Chart(),
        both(drawing.stacked, told.hours, "hours") if told.time.total else Chart(),
        both(drawing.beside, told.blocked, "blockers") if told.blockers.blocked else Chart(),
    )


def _fits(row: Row, since: int | None, until: int | None) -> bool:
    if row.noted is None:
        return since is None and until is None
    when = int(moments.to_utc(row.noted.entry.when).timestamp())
    return (since is None or when >= since) and (until is None or when < until)


def _decision(row: Row) -> Decision:
    facts = [(name, row.field(name)) for name in ("context", "rationale")]
    facts.append(("options", "; ".join(row.alternatives)))
    facts.append(("consequences", "\n".join(row.consequences)))
    if row.superseded:
        facts.append(("superseded by", row.superseded.title or row.superseded.by))
    if row.noted:
        names = {name for name, _ in facts}
        facts += [one for one in telling.telling(row.noted.entry) if one[0] not in names]
    source = row.noted.source if row.noted else None
    return Decision(
        row.title,
        row.day,
        row.author,
        source.stem[:-9] if source else "",
        source.commit if source else "",
        row.status,
        tuple((name, value) for name, value in facts if value),
        row.in_force,
    )


def _link(ctx: Context) -> str:
    """Where commits are seen in the web: by `origin`, else by the first remote that is known."""
    urls = git.remote_urls(ctx.wt)
    names = sorted(urls, key=lambda name: (name != "origin", name))
    return next(filter(None, (weblink.commits(urls[name]) for name in names)), "")


def write(ctx: Context, text: str, path: str) -> str:
    """Write the page; the path of the file. "" is where views are kept."""
    if not path:
        ctx.store.prepare()
        ctx.store.write_view(NAME, text)
        return os.path.join(ctx.wt.top, ctx.store.relative_view(NAME))
    full = os.path.abspath(path)
    if not os.path.isdir(os.path.dirname(full)):
        raise SessionError(f"{path}: there is no such directory", "make it, or name another file")
    with files.told(full):
        files.replace(full, text, durable=False)
    return full


def show(path: str) -> bool:
    """Open the page in the person's browser; whether one could be started."""
    import pathlib
    import webbrowser  # 20 ms, for who asks

    sys.stdout.flush()
    return webbrowser.open(pathlib.Path(path).as_uri())
