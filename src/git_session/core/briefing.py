"""What a session looks like in words: for ``view``, ``resume`` and ``close``. Lines, no layout."""

from __future__ import annotations

from datetime import datetime

from git_session.core import comeback, document, markdown, moments, paint
from git_session.core.document import Document
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.blockers import Blocker

LIMIT = 8
RECENT = 3  # files of the session that a position names
# Whoever reads commands that came with a repository should know where they are from.
WRITTEN = f"{comeback.SECTION} (from the document; look before you run them)"


@record
class GitState:
    """What git says now: branch ("" detached), full hash of HEAD or None, uncommitted files."""

    branch: str
    head: str | None
    uncommitted: int


def overview(doc: Document, now: datetime) -> list[str]:
    """The first screen of ``git session view``."""
    lines = [
        paint.heading(document.title(doc) or str(doc.get("shortname") or "session")),
        "",
        f"Status:      {_status(doc)}",
        f"Started:     {_since(doc, 'created_at', now)}",
        f"Updated:     {_since(doc, 'updated_at', now)}",
        f"Branch:      {doc.get('git_branch') or 'detached HEAD'}",
        paint.line("Last commit: ", _short(doc.get("git_last_commit"))),
        f"Tasks:       {_list(doc, 'task_ids')}",
        f"Tags:        {_list(doc, 'tags')}",
        *_directories(doc),
        *_tools(doc),
        *_working_on(doc),
        f"Compactions: {doc.get('compaction_count') or 0}",
        f"Progress:    {fraction(doc)}",
        *_result(doc),
    ]
    return [*lines, "", *_summary(doc), *_open_things(doc)]


def _result(doc: Document) -> list[str]:
    """What came of a session that was completed."""
    said = markdown.one_line(str(doc.get("summary") or ""))
    return [f"Summary:     {said}"] if said else []


def counted(number: int, word: str) -> str:
    """'1 file', '2 files'."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def changed(doc: Document) -> list[tuple[str, str, str]]:
    """The files that the session touched; one that was only read is not among them."""
    return [row for row in document.files(doc) if row[1] != "Read"]


def _directories(doc: Document) -> list[str]:
    """The directories beside this worktree, where somebody named some."""
    return [f"Directories: {_list(doc, 'directories')}"] if doc.get("directories") else []


def _tools(doc: Document) -> list[str]:
    """What was used, where somebody said so or an agent's host told."""
    return [f"Tools:       {_list(doc, 'tools')}"] if doc.get("tools") else []


def _working_on(doc: Document) -> list[str]:
    """What is being worked on and in which phase, where somebody said so."""
    said = [str(doc.get(key)) for key in ("working_on", "phase") if doc.get(key)]
    return [f"Working on:  {', '.join(said)}"] if said else []


def _status(doc: Document) -> str:
    reason = doc.get("pause_reason") or doc.get("close_reason")
    into = doc.get("merged_into")
    extra = f" ({reason})" if reason else f" (merged into {into})" if into else ""
    return f"{doc.get('status') or 'active'}{extra}"


def _since(doc: Document, key: str, now: datetime) -> str:
    when = moments.parse_iso(str(doc.get(key) or ""))
    return f"{moments.iso_minute(when)} ({moments.ago(when, now)})" if when else "unknown"


def _short(value: object) -> str:
    return paint.commit(str(value)[:10]) if value else "none yet"


def _list(doc: Document, key: str) -> str:
    value = doc.get(key)
    return ", ".join(map(str, value)) if isinstance(value, list) and value else "none"


def fraction(doc: Document) -> str:
    """'3/5 (60%), current: Implement fix'."""
    done, total, current = document.progress(doc)
    if not total:
        return "no steps yet"
    where = f", current: {current}" if current else ""
    return f"{done}/{total} ({round(100 * done / total)}%){where}"


def _summary(doc: Document) -> list[str]:
    text = document.tldr(doc)
    return section("TL;DR", [text]) if text else []


def _open_things(doc: Document) -> list[str]:
    following = document.next_steps(doc)
    return [
        *section("Open blockers", blocking(doc) or ["none"]),
        *section("Known issues", issues(doc)),
        *section("Next", following or ["none noted"]),
        *section("Follow-ups", document.follow_ups(doc)),
    ]


def blocking(doc: Document) -> list[str]:
    """'B1: Redis (since 2026-01-15T14:30+01:00, waiting on ops)' for each that still blocks."""
    return [
        paint.line(
            paint.role(paint.BLOCKER, f"{b.number}: {b.text}".removeprefix(": ")),
            paint.dim(_details(b.since, b.waiting_on)),
        )
        for b in document.blockers(doc)
        if not b.resolved and not b.issue
    ]


def issues(doc: Document) -> list[str]:
    """'B2: Rounds down (high, since 2026-01-15T14:30+01:00)' for each that is not resolved."""
    return [
        paint.line(f"{b.number}: {b.text}".removeprefix(": "), paint.dim(_rated(b)))
        for b in document.blockers(doc)
        if b.issue and not b.resolved
    ]


def _rated(issue: Blocker) -> str:
    said = [issue.severity, f"since {issue.since}" if issue.since else ""]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""


def _details(since: str, who: str) -> str:
    said = [f"since {since}" if since else "", f"waiting on {who}" if who else ""]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""


def section(head: str, lines: list[str], *, limit: int = 0) -> list[str]:
    """A heading and its lines indented, or nothing; ``limit`` keeps the last so many."""
    kept = lines[-limit:] if limit else lines
    return [paint.heading(head), *(paint.line("  ", line) for line in kept), ""] if kept else []


def steps(doc: Document) -> list[str]:
    """The plan as a check list, the current step marked."""
    return [
        paint.line(
            paint.role(paint.DONE, "[x]") if step.state == "completed" else "[ ]",
            f" {step.text}",
            paint.dim(f" ({step.estimate})" if step.estimate else ""),
            paint.heading("   <- HERE" if step.current else ""),
        )
        for step in document.steps(doc)
    ]


def where_you_left_off(doc: Document) -> list[str]:
    """TL;DR, the current step and the last thing noted, with its time."""
    log = document.work_log(doc)
    lines = [document.tldr(doc), f"Current step: {document.progress(doc)[2] or 'none'}"]
    if log:
        lines.append(f"Last entry:   {log[-1][0]} {log[-1][1]}")
    return section("Where You Left Off", [line for line in lines if line])


def resume(doc: Document, state: GitState, now: datetime) -> list[str]:
    """The full briefing that ``git session resume`` prints."""
    tried = [": ".join(filter(None, (one.title, one.text))) for one in document.tried(doc)]
    return [
        paint.heading(document.title(doc)),
        "",
        f"Status:  {_status(doc)}",
        f"Started: {_since(doc, 'created_at', now)}",
        f"Updated: {_since(doc, 'updated_at', now)}",
        "",
        *where_you_left_off(doc),
        *section("Key Context", document.key_context(doc)),
        *section("Key Files", document.key_files(doc)),
        *section(f"Progress {fraction(doc)}", steps(doc)),
        *section("Last Decisions", [one.title for one in document.decisions(doc)], limit=3),
        *section("Tried", tried, limit=3),
        *section("Open Blockers", blocking(doc) or ["none"]),
        *section("Known Issues", issues(doc)),
        *section("Next Steps", document.next_steps(doc) or ["none noted"]),
        *section("Follow-ups", document.follow_ups(doc)),
        *section("Handoff", _handoff(doc)),
        *section("Git State", git_lines(doc, state)),
        *section(WRITTEN, comeback.written(doc)),
        *section("Checks", checks(doc, state))[:-1],
    ]


def checks(doc: Document, state: GitState) -> list[str]:
    """What whoever continues should look at first, each as it is: good or not."""
    tests: tuple[tuple[object, object, str, str], ...] = (
        (doc.get("git_branch") or "", state.branch, "branch as recorded", "another branch"),
        (doc.get("git_last_commit"), state.head, "HEAD as recorded", "HEAD moved since"),
        (
            state.uncommitted,
            0,
            "all committed",
            f"{counted(state.uncommitted, 'file')} uncommitted",
        ),
        (blocking(doc), [], "nothing blocks", "blocked"),
        (bool(document.next_steps(doc)), True, "next steps noted", "no next steps noted"),
    )
    return [_good(good) if is_so == wanted else _bad(bad) for is_so, wanted, good, bad in tests]


def _good(text: str) -> str:
    return paint.line(paint.role(paint.DONE, "✓"), f" {text}" if text else "")


def _bad(text: str) -> str:
    return paint.role(paint.WARNING, f"⚠ {text}")


def _handoff(doc: Document) -> list[str]:
    hint = doc.get("context_for_next_session")
    given = [text for text in document.handoff(doc) if text.startswith("To ")]
    return [*([f"Next session hint: {hint}"] if hint else []), *"".join(given[-1:]).splitlines()]


def git_lines(doc: Document, state: GitState) -> list[str]:
    """Branch and last commit against what the document says, and what is not committed."""
    recorded = str(doc.get("git_branch") or "")
    same = recorded == state.branch
    branch = state.branch or "detached HEAD"
    note = _good("") if same else _bad(f"the session was on {recorded or 'a detached HEAD'}")
    return [
        paint.line(f"Branch:      {branch} ", note),
        paint.line("Last commit: ", _short(state.head)),
        f"Uncommitted: {counted(state.uncommitted, 'file')}",
    ]


def quick(doc: Document, state: GitState) -> list[str]:
    """The short form: how far, where, what must not be forgotten, how to go on.

    It is a function of the document and of git alone, so it is the same whenever it is asked for.
    """
    return [
        paint.line(paint.heading(document.title(doc)), f": {fraction(doc)}"),
        *section("Steps", steps(doc)),
        *section("Key Context", document.key_context(doc)),
        *section("Current Position", position(doc)),
        *section("Open Blockers", blocking(doc) or ["none"]),
        *section("Git", git_lines(doc, state)),
        *commands(doc, state)[:-1],
    ]


def position(doc: Document) -> list[str]:
    """Where exactly the work stands: the step, what was noted last, the files touched last."""
    done, total, current = document.progress(doc)
    log = document.work_log(doc)
    touched = [path for path, _, _ in changed(doc)[-RECENT:]]
    said = (
        ("Step", f"{current} ({done + 1} of {total})" if current else ""),
        ("Working on", ", ".join(str(doc.get(k)) for k in ("working_on", "phase") if doc.get(k))),
        ("Last entry", " ".join(log[-1]) if log else ""),
        ("Files", ", ".join(touched)),
    )
    return [f"{label + ':':<12} {text}" for label, text in said if text] or ["just begun"]


def commands(doc: Document, state: GitState) -> list[str]:
    """The section of commands: those of the document, else what git's state asks for."""
    written = comeback.written(doc)
    if written:
        return section(WRITTEN, written)
    fitting = comeback.fitting(doc, state.branch, dirty=bool(state.uncommitted))
    return section(comeback.SECTION, fitting)


def prompt(doc: Document) -> list[str]:
    """At most eight lines to paste into a new conversation."""
    done, total, current = document.progress(doc)
    log = document.work_log(doc)
    following = [*document.next_steps(doc), *document.follow_ups(doc)]
    hint = doc.get("context_for_next_session")
    lines = [
        f"Continue the session {doc.get('shortname')}: {document.objective(doc) or 'no goal'}",
        f"Last session: {document.tldr(doc) or (log[-1][1] if log else 'nothing noted')}",
        f"State: {doc.get('status')}, {done}/{total} steps done"
        + (f", working on: {current}" if current else ""),
        f"Next: {'; '.join(following[:3]) or current or 'nothing noted'}",
        f"Key files: {', '.join(document.key_files(doc)[:5]) or 'none noted'}",
        f"Hint: {hint}" if hint else "",
        "Read more with: git session view --decisions",
    ]
    return [line.replace("\n", " ") for line in lines if line][:LIMIT]


def silence(doc: Document) -> str:
    """What to say where a checkpoint has nothing new to keep; "" where something was noted."""
    if document.noted_since(doc):
        return ""
    return (
        f"nothing noted since {document.since_when(doc)}; what was decided, tried, found?\n"
        '  git session log --decision "…" --rationale "…"   (more: git session log -h)'
    )


def closing(doc: Document) -> list[str]:
    """What ``git session close`` says of the session that ended."""
    return [
        f"Duration:     {duration(doc)}",
        f"Compactions:  {doc.get('compaction_count') or 0}",
        f"Progress:     {fraction(doc)}",
        f"Summary:      {doc.get('summary') or doc.get('close_reason') or 'none'}",
        f"Decisions:    {len(document.decisions(doc))}",
        f"Discoveries:  {len(document.discoveries(doc))}",
        f"Files:        {len(changed(doc))}",
        f"Follow-ups:   {len(carried(doc))}",
        f"Tasks:        {_list(doc, 'task_ids')}",
    ]


def carried(doc: Document) -> list[str]:
    """What a session leaves to those after it: follow-ups, next steps, steps that are open."""
    left = [step.text for step in document.steps(doc) if step.state != "completed"]
    told = [*document.follow_ups(doc), *document.next_steps(doc), *left]
    return list({text.casefold(): text for text in reversed(told)}.values())[::-1]


def duration(doc: Document) -> str:
    """How long the session was worked on, pauses taken out."""
    from git_session.core import spans  # counts intervals; only where a duration is shown

    return moments.duration(spans.active_seconds(doc))


def log_form(doc: Document, directory: str, files: list[tuple[str, str, str]]) -> list[str]:
    """The session as a Markdown block of its own (``view --format log``)."""
    decided = [(one.title, one.field("rationale")) for one in document.decisions(doc)]
    return [
        f"## Session: {doc.get('label') or doc.get('shortname')}",
        "",
        f"**Directory:** {directory}",
        f"**Duration:** {duration(doc)}",
        "",
        *_titled_table("Progress Log", ("Time", "Event"), document.work_log(doc)),
        *_titled_table("Files Tracker", ("File", "Action", "Notes"), files),
        *_titled_table("Decisions", ("Decision", "Rationale"), decided),
        "### Resume Prompt",
        "",
        *(f"> {line}" for line in prompt(doc)),
    ]


def _titled_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"### {title}", "", *document.table(headers, rows), ""] if rows else []
