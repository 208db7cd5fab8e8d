"""Show a session, or one part of it.

What is noted and not committed yet is shown too. Nothing is changed.
"""

from __future__ import annotations

import os

from git_session import output
from git_session.core import briefing, document, grammar, moments, paint
from git_session.core.document import Document
from git_session.errors import UsageError
from git_session.lifecycle import catalog, change, current, journals, pending, sessions
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found
from git_session.model import Block, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.blockers import Blocker

EXAMPLE = """\
  git session view
  git session view fix-sweep --decisions
  git session view --files --json
"""
PARTS = {
    "progress": "the steps, done and to do",
    "current": "the step being worked on",
    "completed": "what was finished, by day",
    "decisions": "what was decided, and why",
    "tried": "what was tried, and how it went",
    "discoveries": "what was found out",
    "blockers": "what blocks, and how what blocked was solved",
    "files": "files changed since the start, and those noted",
    "commits": "the commits of this session",
}
MISSING = {
    "progress": "this session has no steps yet",
    "current": "no step is being worked on",
    "completed": "nothing was finished yet",
    "decisions": "nothing was decided in this session yet",
    "tried": "nothing was tried in this session yet",
    "discoveries": "nothing was discovered in this session yet",
    "blockers": "nothing blocks this session, and nothing did",
    "files": "no file was changed since this session began",
    "commits": "this session has no commits yet",
}
RAW = "every entry as it was noted"
USAGE = "%(prog)s [ID | list] [--PART] [--today] [--format FORM] [--json] [--color[=WHEN]]"


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``view`` understands; at most one part at a time."""
    add = parser.add_argument
    parser.usage = USAGE
    add("wanted", nargs="?", default="", metavar="ID", help="name, id or label; 'list' lists all")
    part = parser.add_argument_group("parts, one at a time").add_mutually_exclusive_group()
    for name, text in {**PARTS, "raw": RAW}.items():
        part.add_argument(f"--{name}", dest="part", action="store_const", const=name, help=text)
    add("--today", action="store_true", help="of --completed: what was finished today")
    add(
        "--format",
        default="text",
        choices=("text", "table", "log"),
        help="text, a part as a Markdown table, or the whole as a log entry",
    )
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(
    *,
    wanted: str,
    part: str | None,
    today: bool,
    format: str,  # noqa: A002  the option's name
    as_json: bool,
    color: str,
) -> int:
    """Print to stdout; an empty part says so on stderr and exits 1."""
    if format == "table" and part in (None, "raw"):
        raise UsageError("--format table shows one part", "say which: --decisions, --files …")
    if today and part != "completed":
        raise UsageError("--today says more about --completed, which is missing")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    if wanted == "list":
        return catalog.show(ctx, catalog.Wish(), as_json=as_json)
    session = _session(ctx, wanted)
    if part == "raw":
        return _raw(ctx, session, as_json=as_json)
    if part and format != "log":
        return _part(ctx, session, part, "json" if as_json else format, today=today)
    if as_json:
        output.say_json(_data(ctx, session))
    elif format == "log":
        output.say_lines(briefing.log_form(session.doc, ctx.wt.top, _files(ctx, session)))
    else:
        output.say_all([*briefing.overview(session.doc, ctx.now), *_quick_actions()])
    return 0


def _session(ctx: Context, wanted: str) -> Found:
    """The session as it is now, also one that only a journal knows (and that stays so)."""
    session = journals.find(ctx, wanted) if wanted else sessions.load(ctx, current.need(ctx))
    return replace(session, doc=sessions.seen(ctx, session))


def _quick_actions() -> list[str]:
    return [
        paint.heading("Quick actions"),
        '  git session log "…"    git session log --done "…"    git session checkpoint',
    ]


def _raw(ctx: Context, session: Found, *, as_json: bool) -> int:
    """The journal as it was noted, then what is pending."""
    names = pending.tracked(ctx, session.stem)
    texts = ctx.store.kept_journals(session.stem)
    texts |= pending.read_tracked(ctx, session.stem, [name for name in names if name not in texts])
    blocks = pending.blocks_of(texts, ctx.store.journal_dir(session.stem))
    known = {grammar.identity(block) for block in blocks}
    blocks += pending.without(pending.noted(ctx, session.stem), known)
    if as_json:
        output.say_json([_block(block.when.isoformat(), block) for block in blocks])
    else:
        output.say_lines(["\n".join(grammar.render(block, "") for block in blocks).rstrip("\n")])
    return 0


def _block(when: str, block: Block) -> dict[str, object]:
    return {
        "when": when,
        "kind": block.kind or "Progress",
        "title": block.title,
        "author": block.author,
        "body": block.body,
    }


def _part(ctx: Context, session: Found, part: str, form: str, *, today: bool) -> int:
    """``today``: of what was finished only what was today, on the reader's clock."""
    headers, rows = _rows(ctx, session, part)
    day = _day_here(ctx, moments.iso(ctx.now)) if today else ""
    rows = [row for row in rows if _day_here(ctx, row[1]) == day] if today else rows
    if form == "json":
        output.say_json(_keyed(headers, rows))
        return 0 if rows else 1
    if not rows:
        output.remark(f"nothing to show: {MISSING[part]}")
        return 1
    if form == "table":
        output.say_lines(document.table(headers, rows))
    elif part == "completed":
        output.say_all(_by_day([(day or when[:10], text) for text, when in rows]))
    elif part in ("files", "commits"):
        output.table(headers, rows)
    else:
        output.say_all([line for row in rows for line in _as_text(headers, row)])
    return 0


def _day_here(ctx: Context, when: str) -> str:
    """The day of a written time on the reader's clock; of what is none, how it begins."""
    found = moments.parse_local(when, ctx.zone)
    try:
        return found.astimezone(ctx.zone).date().isoformat() if found else when[:10]
    except (OverflowError, ValueError, OSError):  # where the calendar ends
        return when[:10]


def _by_day(finished: list[tuple[str, str]]) -> list[str]:
    """``**2026-01-15:**`` and what was finished on that day, the days in their order."""
    return [
        line
        for day in sorted({day for day, _ in finished})
        for line in (
            paint.heading(f"**{day or 'Undated'}:**"),
            *(f"- {text}" for its, text in finished if its == day),
        )
    ]


def _as_text(headers: list[str], row: list[str]) -> list[str]:
    """A row as a paragraph: its first cell, then the others that say something."""
    labelled = zip(headers[1:], row[1:], strict=True)
    title = paint.heading(row[0]) if len(row) > 1 else row[0]
    return [title, *(line for head, cell in labelled if cell for line in _cell(head, cell))]


def _cell(head: str, cell: str) -> list[str]:
    first, *further = f"{head}: {cell}".split("\n")
    said = paint.dim(first) if head in ("By", "When", "Since") else first
    return [paint.line("  ", said), *(f"    {line}".rstrip() for line in further)]


def _rows(ctx: Context, session: Found, part: str) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of one part, for every form it is shown in."""
    doc = session.doc
    if part == "files":
        return ["File", "Action", "Notes"], [list(row) for row in _files(ctx, session)]
    if part == "commits":
        return ["Commit", "When", "Subject", "Journal"], [
            [row.hash[:10], row.when.isoformat(), row.subject, ", ".join(row.journal)]
            for row in document.commits(doc)
        ]
    if part in ("progress", "current"):
        lines = briefing.steps(doc)
        chosen = [line for line in lines if part == "progress" or line.endswith("<- HERE")]
        head = [[briefing.fraction(doc)]] if part == "progress" and lines else []
        return ["Step"], [*head, *([line] for line in chosen)]
    if part == "completed":
        done = [step for step in document.steps(doc) if step.state == "completed"]
        return ["Completed", "When"], [[step.text, step.when] for step in done]
    if part == "blockers":
        return ["Blocker", "Since", "Waiting on", "Resolved", "Issue"], [
            [_blocker(b), b.since, b.waiting_on, (b.how or "yes") if b.resolved else "", _issue(b)]
            for b in document.blockers(doc)
        ]
    return _items(doc, part)


def _blocker(one: Blocker) -> str:
    text = f"{one.number}: {one.text}"
    return text if one.resolved or one.issue else paint.role(paint.BLOCKER, text)


def _issue(one: Blocker) -> str:
    """How severe it is, if it blocks nothing."""
    return (one.severity or "yes") if one.issue else ""


def _items(doc: Document, part: str) -> tuple[list[str], list[list[str]]]:
    if part == "decisions":
        fields = ("Rationale", "Options", "Choice", "Context", "By")
        return ["Decision", *fields, "When"], [
            [item.title, *(item.field(name.lower()) for name in fields), item.when]
            for item in document.decisions(doc)
        ]
    items = document.tried(doc) if part == "tried" else document.discoveries(doc)
    head = ["Tried", "Outcome", "When"] if part == "tried" else ["Discovery", "More", "When"]
    return head, [[item.title, item.text, item.when] for item in items]


def _files(ctx: Context, session: Found) -> list[tuple[str, str, str]]:
    """The Files table as it is now: what was noted, and what git sees changed since the start."""
    return document.files(change.with_files(ctx, session.stem, session.doc))


def _keyed(headers: list[str], rows: list[list[str]]) -> list[dict[str, str]]:
    keys = [head.lower().replace(" ", "_") for head in headers]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _data(ctx: Context, session: Found) -> dict[str, object]:
    parts = {name: _keyed(*_rows(ctx, session, name)) for name in PARTS}
    path = ctx.store.relative_document(session.place, session.stem)
    return {
        **session.doc.values(),
        "stem": session.stem,
        "document": os.path.join(ctx.wt.top, path),
        "title": document.title(session.doc),
        "objective": document.objective(session.doc),
        "tldr": document.tldr(session.doc),
        "next_steps": document.next_steps(session.doc),
        "follow_ups": document.follow_ups(session.doc),
        "key_files": document.key_files(session.doc),
        "key_context": document.key_context(session.doc),
        **parts,
    }
