"""The page of a report: one HTML file that asks nobody for anything.

Every text that stands in a repository goes through ``escaped``; there is no other way into the
page. Styles and the script stand in the page and are named by their hashes in its policy, which
forbids all else: another script, an event handler, an address to load from.
"""

from __future__ import annotations

import base64
import hashlib
import html

from git_session.core.views import blocking, effort, reported
from git_session.core.views import work as working
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from git_session.core.views.reported import Lane, Overview
    from git_session.core.views.work import Work

DECISIONS = 500  # that a page holds: the newest ones
ROWS = 20  # of a table
LINKED = 8  # commits that are named beside a session
GROUPS = 10  # of blockers that come back
LONGEST = 1500  # characters of one text
SHORT = 10  # characters of a commit's hash


@record
class Decision:
    """A decision as the page shows it; ``facts`` are what was said of it, by name."""

    title: str
    when: str
    who: str
    session: str
    commit: str
    status: str
    facts: tuple[tuple[str, str], ...]
    in_force: bool = True


@record
class Chart:
    """A chart, wide and narrow, as markup of ours; "" for none."""

    wide: str = ""
    narrow: str = ""


@record
class Report:
    """All that stands on the page. ``link`` comes before a hash in a commit's address, "" for none;
    ``subjects`` tell the first line of commits; ``left`` decisions are not on the page."""

    project: str
    work: Work
    since: int | None
    until: int | None
    told: Overview
    decisions: tuple[Decision, ...]
    left: int
    link: str
    subjects: dict[str, str]
    timeline: Chart
    hours: Chart
    blocked: Chart
    styles: str
    version: str


def escaped(text: str) -> str:
    """``text`` as a page shows it, whatever it holds; what is too long is cut and says so."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]} … (cut)"
    sound = cut.encode("utf-8", "backslashreplace").decode("utf-8")
    shown = "".join(one if one >= " " or one in "\n\t" else f"\\x{ord(one):02x}" for one in sound)
    return html.escape(shown, quote=True)


def text(report: Report) -> str:
    """The whole page."""
    styles = f"{STYLES}{report.styles}"
    policy = (
        f"default-src 'none'; style-src '{_digest(styles)}'; script-src '{_digest(SCRIPT)}';"
        " base-uri 'none'; form-action 'none'"
    )
    title = f"{escaped(report.project)}: what was noted"
    sections = (
        ("overview", "Overview", _overview(report)),
        ("timeline", "Sessions and commits", _timeline(report)),
        ("time", "Active time", _time(report)),
        ("blockers", "Blockers", _blockers(report)),
        ("decisions", "Decisions", _decisions(report)),
    )
    links = "".join(f'<li><a href="#{name}">{head}</a></li>' for name, head, _ in sections)
    body = "".join(
        f'<section id="{name}" aria-labelledby="{name}-head">'
        f'<h2 id="{name}-head">{head}</h2>{inner}</section>'
        for name, head, inner in sections
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{title}</title><style>{styles}</style></head><body>"
        '<a class="skip" href="#main">Skip to the report</a>'
        f"<header><h1>{title}</h1><p>{_made(report)}</p>"
        f'<nav aria-label="On this page"><ul>{links}</ul></nav></header>'
        f'<main id="main" tabindex="-1">{body}</main>'
        f"<footer><p>Made by git-session {escaped(report.version)} from the journal of this"
        " repository. This file loads nothing and sends nothing.</p></footer>"
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _digest(inside: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}"


def _made(report: Report) -> str:
    now = working.epoch(report.work.now) or 0
    where = effort.window(report.work, report.since, report.until)
    told = report.told
    if not where and told.begun is not None and told.ended is not None:
        days = (reported.clock(report.work, edge)[:10] for edge in (told.begun, told.ended))
        where = " to ".join(days)
    span = f"{escaped(where)} · " if where else ""
    return f"{span}made on {_time_of(report, now)}"


def _time_of(report: Report, seconds: int) -> str:
    machine = reported.machine(report.work, seconds)
    return f'<time datetime="{machine}">{reported.clock(report.work, seconds)}</time>'


def _overview(report: Report) -> str:
    told = report.told
    standing = len(told.blockers.of(blocking.OPEN))
    done = len(told.blockers.of(blocking.SOLVED))
    facts = (
        ("Active time", _whole(told.time.total), _people(told)),
        ("Sessions", f"{told.sessions:,}", f"{_open(report)} open"),
        ("Notes", f"{told.notes:,}", "of any kind"),
        ("Commits", f"{told.commits:,}", "with notes"),
        ("Decisions", f"{len(report.decisions) + report.left:,}", _in_force(report)),
        ("Open blockers", f"{standing:,}", f"{done:,} resolved"),
    )
    tiles = "".join(
        f"<div><dt>{name}</dt><dd><b>{escaped(number)}</b>"
        f"{f'<span>{escaped(more)}</span>' if more else ''}</dd></div>"
        for name, number, more in facts
    )
    return f'<dl class="tiles">{tiles}</dl>'


def _whole(seconds: int) -> str:
    """Active time where there is room for a word: without minutes where they say nothing."""
    return working.hours(seconds) if seconds < 100 * 3600 else f"{round(seconds / 3600):,}h"


def _in_force(report: Report) -> str:
    gone = sum(1 for one in report.decisions if not one.in_force)
    return f"{gone:,} superseded" if gone else "all in force"


def _people(told: Overview) -> str:
    return working.count(len(told.time.people), "person", "people") if told.time.people else ""


def _open(report: Report) -> str:
    return f"{sum(1 for one in working.sessions(report.work).values() if one.is_open):,}"


def _figure(chart: Chart, said: str, table: str) -> str:
    """A chart, what it shows in words, and its numbers as a table."""
    if not chart.wide:
        return table
    return (
        f'<figure role="group" aria-label="{escaped(said)}">'
        f'<div class="wide">{chart.wide}</div><div class="narrow">{chart.narrow}</div>'
        f"<figcaption>{escaped(said)}</figcaption></figure>"
        f"<details><summary>The same as a table</summary>{table}</details>"
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: int = 99,
    tight: Collection[int] = (),
) -> str:
    """A table of markup that is escaped already; from column ``right`` on they are numbers.

    What stands in the columns ``tight`` is short and ours: it is not broken.

    On a phone each row is a list of its cells, so each says what it is; the roles keep it a table
    for who listens.
    """

    def cell(at: int, inner: str) -> str:
        name = "number" if at >= right else "tight" if at in tight else ""
        look = f' class="{name}"' if name else ""
        if not at:
            return f'<th scope="row" role="rowheader">{inner}</th>'
        return f'<td role="cell" data-of="{escaped(heads[at])}"{look}><span>{inner}</span></td>'

    def title(at: int, inner: str) -> str:
        look = ' class="number"' if at >= right else ""
        return f'<th scope="col" role="columnheader"{look}>{escaped(inner)}</th>'

    head = "".join(title(at, one) for at, one in enumerate(heads))
    body = "".join(
        f'<tr role="row">{"".join(cell(at, one) for at, one in enumerate(row))}</tr>'
        for row in rows
    )
    return (
        f'<table role="table"><caption>{escaped(caption)}</caption><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _timeline(report: Report) -> str:
    told = report.told
    if not told.lanes:
        return '<p class="none">No session was noted in.</p>'
    left = f" {told.left:,} older ones are left out." if told.left else ""
    sessions = working.count(len(told.lanes), "session")
    said = (
        f"The last {sessions}, from their first to their last sign of life; each dot is a commit"
        f" that carries notes.{left}"
    )
    rows = [_lane(report, lane) for lane in told.lanes]
    heads = ("Session", "Status", "From", "To", "Active", "Commits")
    return _figure(
        report.timeline, said, table("The last sessions", heads, rows, tight=(1, 2, 3, 4))
    )


def _lane(report: Report, lane: Lane) -> tuple[str, ...]:
    commits = [_commit(report, one.commit) for one in lane.commits[-LINKED:]]
    more = len(lane.commits) - len(commits)
    before = f"{more:,} earlier, " if more else ""
    return (
        escaped(working.called(lane.session.stem)),
        escaped(lane.session.status),
        _time_of(report, lane.start),
        _time_of(report, lane.end),
        working.hours(lane.seconds),
        before + ", ".join(commits) or "none",
    )


def _commit(report: Report, commit: str) -> str:
    """A commit by its short hash, leading to its page in the web where that is known."""
    brief = escaped(commit[:SHORT])
    subject = report.subjects.get(commit, "")
    title = f' title="{escaped(subject)}"' if subject else ""
    if not report.link:
        return f"<code{title}>{brief}</code>"
    address = escaped(report.link + commit)
    return f'<a href="{address}"{title} rel="noreferrer"><code>{brief}</code></a>'


def _time(report: Report) -> str:
    told = report.told
    if not told.time.total:
        words = escaped(effort.counted(report.work, effort.AUTHOR))
        return f'<p class="none">No active time could be counted.</p><p class="how">{words}</p>'
    said = f"Active hours of each {told.hours.unit}, by person."
    bars = _figure(report.hours, said, _bars(told.hours, "Active hours", 1))
    tables = "".join(_shares(one) for one in (told.time, *told.times))
    estimates = _estimates(report)
    return f'{bars}<div class="tables">{tables}</div>{estimates}<p class="how">{_how(report)}</p>'


def _how(report: Report) -> str:
    words = effort.counted(report.work, "", estimates=bool(report.told.time.estimates))
    several = " A session of several tasks or tags counts in each." if report.told.times else ""
    return escaped(words + several)


def _bars(bars: reported.Bars, caption: str, decimals: int) -> str:
    heads = (bars.unit.capitalize(), *(name for name, _ in bars.rows))
    rows = [
        (escaped(label), *(f"{numbers[at]:.{decimals}f}" for _, numbers in bars.rows))
        for at, label in enumerate(bars.labels)
    ]
    return table(caption, heads, rows, 1)


def _shares(told: effort.Time) -> str:
    rows = [
        (
            escaped(row.name),
            working.hours(row.seconds),
            _share(row.seconds, told.total),
            f"{row.sessions:,}",
        )
        for row in told.rows[:ROWS]
    ]
    left = len(told.rows) - ROWS
    name = "person" if told.by == effort.AUTHOR else told.by
    caption = f"By {name}" + (f", without {left:,} with less time" if left > 0 else "")
    return table(caption, (name.capitalize(), "Active", "Share", "Sessions"), rows, 1)


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "-"


def _estimates(report: Report) -> str:
    found = report.told.time.estimates[-ROWS:]
    rows = [
        (
            escaped(one.step),
            escaped(working.called(one.stem)),
            working.hours(one.estimated),
            "-" if one.actual is None else working.hours(one.actual),
            "done" if one.finished else "open",
        )
        for one in found
    ]
    heads = ("Step", "Session", "Estimated", "Actual", "State")
    return table("Estimated and actual", heads, rows, tight=(2, 3, 4)) if rows else ""


def _blockers(report: Report) -> str:
    told = report.told.blockers
    if not told.blocked:
        return '<p class="none">Nothing blocked.</p>'
    said = f"Blockers that came up and were resolved in each {report.told.blocked.unit}."
    bars = _figure(report.blocked, said, _bars(report.told.blocked, "Blockers", 0))
    return f"<p>{escaped(blocking.summary(told))}</p>{bars}{_standing(report)}{_recurring(report)}"


def _standing(report: Report) -> str:
    every = report.told.blockers.of(blocking.OPEN)
    rows = [
        (
            escaped(one.text),
            escaped(working.called(one.stem)),
            _time_of(report, one.since),
            escaped(one.waiting_on) or "-",
        )
        for one in every[:ROWS]
    ]
    left = f", without {len(every) - ROWS:,} newer ones" if len(every) > ROWS else ""
    heads = ("Blocker", "Session", "Since", "Waiting on")
    return table(f"Open{left}", heads, rows, tight=(2,)) if rows else ""


def _recurring(report: Report) -> str:
    groups = blocking.grouped(report.told.blockers.blocked)
    rows = [
        (
            escaped(group.members[0].text),
            f"{len(group.members):,}",
            f"{sum(1 for one in group.members if one.state == blocking.OPEN):,}",
            _time_of(report, group.members[-1].since),
        )
        for group in groups[:GROUPS]
    ]
    left = f", without {len(groups) - GROUPS:,} rarer ones" if len(groups) > GROUPS else ""
    heads = ("Blocker, in the words of the first time", "Times", "Open", "Last time")
    if not rows:
        return ""
    how = f'<p class="how">{escaped(blocking.GROUPED)}</p>'
    return table(f"What keeps coming back{left}", heads, rows, 1) + how


def _decisions(report: Report) -> str:
    if not report.decisions:
        return '<p class="none">No decision was noted.</p>'
    shown = len(report.decisions)
    left = (
        f"<p>The newest {shown:,} are here; {report.left:,} older ones are left out:"
        " <code>git session decisions --all</code> has them.</p>"
        if report.left
        else ""
    )
    listed = "".join(f"<li>{_decision(report, one)}</li>" for one in report.decisions)
    return (
        f'{left}<form role="search" hidden><label for="words">Search decisions</label>'
        '<input id="words" type="search" autocomplete="off" spellcheck="false"'
        ' aria-describedby="found" aria-controls="list"></form>'
        f'<p id="found" role="status">{working.count(shown, "decision")}</p>'
        f'<ul id="list">{listed}</ul>'
    )


def _decision(report: Report, one: Decision) -> str:
    where = _commit(report, one.commit) if one.commit else ""
    state = "" if one.in_force else f"<strong>{escaped(one.status)}</strong>"
    said = (escaped(one.when), escaped(one.who), escaped(one.session), where, state)
    facts = "".join(
        f"<div><dt>{escaped(name.capitalize())}</dt><dd>{escaped(value)}</dd></div>"
        for name, value in one.facts
    )
    below = f"<dl>{facts}</dl>" if facts else ""
    return f'<h3>{escaped(one.title)}</h3><p class="by">{" · ".join(filter(None, said))}</p>{below}'


STYLES = """
:root{color-scheme:light dark;--paper:#fff;--panel:#f5f6f8;--ink:#16191d;--dim:#545c66;
--line:#d5dae0;--link:#0b57c2;--shade0:#2f6fde;--shade1:#c8501e;--shade2:#178a5b;--shade3:#8a4bc9;
--shade4:#a87400;--shade5:#64748b}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--panel:#1d2126;--ink:#e8eaed;
--dim:#a6afba;--line:#383f48;--link:#8ab8ff;--shade0:#6ea0ff;--shade1:#ff9a6b;--shade2:#4fcf97;
--shade3:#c39bf2;--shade4:#e5b44c;--shade5:#9fb0c5}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0 auto;padding:1.5rem 1.25rem 3rem;max-width:62rem;background:var(--paper);
color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,
sans-serif;overflow-wrap:anywhere}
header p,.by,.how,figcaption,footer{color:var(--dim)}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 1rem}
h3{font-size:1rem;margin:0}
header p{margin:0 0 1rem}
section{margin:2.5rem 0 0;padding:1.5rem 0 0;border-top:1px solid var(--line)}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{position:static;display:inline-block;margin-bottom:1rem}
nav ul,#list{list-style:none;margin:0;padding:0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
nav a{display:inline-block;padding:.25rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:0}
.tiles div{background:var(--panel);border-radius:.5rem;padding:.75rem 1rem}
.tiles dt{color:var(--dim);font-size:.875rem}
.tiles dd{margin:0}
.tiles b{display:block;font-size:1.375rem;line-height:1.35;font-weight:650;white-space:nowrap}
.tiles span{color:var(--dim);font-size:.875rem}
figure{margin:0 0 .75rem}
figure svg{display:block;width:100%;height:auto}
figcaption,.how{font-size:.875rem}
figcaption{margin-top:.25rem}
.narrow{display:none}
details{margin:0 0 1.5rem}
summary{cursor:pointer;color:var(--link);padding:.25rem 0;width:fit-content}
table{border-collapse:collapse;width:100%;margin:.75rem 0 1.5rem;font-size:.9375rem;
font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:650;padding:0 0 .25rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;
border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--dim);font-size:.875rem;overflow-wrap:normal}
tbody th{min-width:9rem}
.number{text-align:right}
.number,.tight{white-space:nowrap}
details table{width:auto;min-width:min(26rem,100%)}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:0 2rem;
align-items:start}
label{display:block;font-weight:650;margin-bottom:.25rem}
input{width:100%;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--dim);
border-radius:.375rem;padding:.5rem .75rem}
#found{color:var(--dim);margin:.5rem 0 1rem}
#list li{border-top:1px solid var(--line);padding:1rem 0}
#list li[hidden]{display:none}
.by{margin:.125rem 0 0;font-size:.875rem}
.by strong{color:var(--ink)}
#list dl{margin:.5rem 0 0}
#list dt{color:var(--dim);font-size:.875rem}
#list dd{margin:0 0 .375rem;white-space:pre-wrap}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{margin-top:3rem;font-size:.875rem}
@media (max-width:40rem){body{padding:1rem 1rem 2rem}.wide{display:none}.narrow{display:block}}
@media (max-width:48rem){table,caption,thead,tbody,tr,th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}
th,td{border:0;padding:.0625rem 0}tbody th{font-weight:650;min-width:0}
td{display:flex;gap:.75rem;text-align:left}
td::before{content:attr(data-of);color:var(--dim);flex:0 0 6.5rem}
td span{min-width:0}
.number{text-align:left}.number,.tight{white-space:normal}}
@media print{nav,form,.skip,summary{display:none}}
"""
SCRIPT = """
(function(){"use strict";
var form=document.querySelector("form"),box=document.getElementById("words");
if(!form||!box)return;
var items=Array.prototype.slice.call(document.querySelectorAll("#list>li"));
var texts=items.map(function(item){return item.textContent.toLowerCase()});
var told=document.getElementById("found");
function look(){var words=box.value.toLowerCase().split(/\\s+/).filter(Boolean),found=0;
items.forEach(function(item,at){
var fits=words.every(function(word){return texts[at].indexOf(word)>=0});
item.hidden=!fits;if(fits)found+=1});
told.textContent=words.length?found+" of "+items.length+(found===1?" fits":" fit"):
items.length+(items.length===1?" decision":" decisions")}
form.hidden=false;
form.addEventListener("submit",function(event){event.preventDefault()});
box.addEventListener("input",look)})();
"""
