"""Blocks become part of a document: each entry goes to its section, once.

``fold(fold(d, b), b) == fold(d, b)``: what the document shows is not added again, and a block
whose row the work log holds does not move a step, a blocker or a next step a second time.
"""

from __future__ import annotations

from git_session.core import (
    begun,
    blockers,
    context,
    document,
    grammar,
    items,
    moments,
    stamp,
    status,
    steps,
    tables,
)
from git_session.core.begun import begin_facts, begun_block, session_block
from git_session.core.document import Document
from git_session.core.entries import entries, summary
from git_session.core.markdown import one_line
from git_session.core.sections import DISCOVERIES, RESUME_PROMPT, TLDR, TRIED, Draft
from git_session.model import (
    BLOCKER,
    CHECKPOINT,
    DECISION,
    DISCOVERY,
    DONE,
    FILE,
    LEARNING,
    NEXT,
    NOTE,
    PROGRESS,
    RESOLVED,
    SESSION,
    STEP,
    UNTITLED,
    Block,
    replace,
)
from git_session.model import TRIED as TRIED_KIND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from git_session.model import Commit, Entry

__all__ = ["begin_facts", "begun_block", "fold", "session_block"]

DECISION_FIELDS = ("context", "options", "choice", "rationale")
LEARNING_FIELDS = ("why", "impact", "category")
OFTEN = 5  # entries between two checkpoints
LONG = 45 * 60  # seconds of work between two checkpoints
WINDOW = 60  # seconds within which two reports of a compaction mean the same one
SHOWN = 16 * 1024  # characters of one block; a document may have 2 MiB
CUT = " … (the journal has the rest)"


def fold(doc: Document, blocks: Iterable[Block]) -> Document:
    """The document with ``blocks``, which are in the order of time, folded in."""
    draft = document.draft(doc)
    count = 0
    for count, block in enumerate(blocks, 1):  # noqa: B007  counts what an iterable held
        _fold_block(draft, _shown(block))
    return _refreshed(doc, draft) if count else doc


def _shown(block: Block) -> Block:
    """What a document shows of a block: of a huge one the beginning, for the journal has it all.

    It is cut before its code, so that no fence stays open and hides the sections below. What a
    session is, and what people edited, is shown whole.
    """
    if len(block.title) + len(block.body) <= SHOWN or block.kind == SESSION:
        return block
    title, body = block.title, block.body
    if len(title) > SHOWN:
        title = f"{title[:SHOWN]}{CUT}"
    if len(body) > SHOWN:
        code = [at for fence in ("```", "~~~") if 0 <= (at := body.find(fence)) <= SHOWN]
        body = f"{body[: min(code, default=SHOWN)].rstrip()}{CUT}"
    return replace(block, title=title, body=body)


def _refreshed(doc: Document, draft: Draft) -> Document:
    context.refresh(draft)
    return Document(doc.name, draft.text())


def _fold_block(draft: Draft, block: Block) -> None:
    found = entries(block)
    own = found[0]
    if own.kind == SESSION:
        status.apply(draft, own, block)
    elif own.kind == FILE:
        tables.add_file(draft, own.title, own.field("action"), own.field("description", "notes"))
    else:
        _fold_entries(draft, found, block)
    status.add_to_list(draft, "authors", block.author)
    status.add_to_list(draft, "tags", *begun.texts(own, "tag"))
    stamp.touch(draft, block.when)


def _fold_entries(draft: Draft, found: list[Entry], block: Block) -> None:
    line = tables.work_row(block.when, summary(found[0]))
    logged = tables.is_logged(draft, line)
    for entry in found:
        act = _of_note(entry) if entry.kind == NOTE else None
        if act and not logged:
            act(draft, entry)
        elif entry.kind == NOTE and not act:
            items.add_note(draft, _titled(entry), entry.when, block.body)
        elif entry.kind in ADDED:
            ADDED[entry.kind](draft, entry)
        elif entry.kind in MOVED and not logged:
            MOVED[entry.kind](draft, entry)
    if not logged:
        tables.add_work(draft, line)


def _titled(entry: Entry) -> str:
    return "" if entry.title == grammar.UNTITLED else entry.title


def _decision(draft: Draft, entry: Entry) -> None:
    known = dict(reversed(entry.fields))
    fields = [(key.capitalize(), known[key]) for key in DECISION_FIELDS if known.get(key)]
    fields += [
        (key.capitalize(), value)
        for key, value in entry.fields
        if key not in DECISION_FIELDS and value
    ]
    more = _joined([*entry.bullets, entry.text])
    fields += [("Details", more)] if more else []
    fields += [("By", entry.author)] if entry.author else []
    items.add_decision(draft, entry.title, entry.when, fields)


def _joined(texts: Sequence[str]) -> str:
    """Texts on one line if each has one, else each on lines of its own."""
    said = [text for text in texts if text.strip()]
    return ("\n" if any("\n" in text for text in said) else "; ").join(said)


def _detail(entry: Entry, *keys: str) -> str:
    """What an entry says beyond its title; the fields ``keys`` without their names."""
    said = [value for key, value in entry.fields if key in keys]
    said += [f"{key.capitalize()}: {value}" for key, value in entry.fields if key not in keys]
    return _joined([*said, *entry.bullets, entry.text])


def _tried(draft: Draft, entry: Entry) -> None:
    detail = _detail(entry, "outcome", "result")
    items.add_finding(draft, TRIED, entry.title, entry.when, detail)


def _discovery(draft: Draft, entry: Entry) -> None:
    items.add_finding(draft, DISCOVERIES, entry.title, entry.when, _detail(entry, "text"))


def _learning(draft: Draft, entry: Entry) -> None:
    fields = [(key.capitalize(), entry.field(key)) for key in LEARNING_FIELDS if entry.field(key)]
    fields += [(k.capitalize(), v) for k, v in entry.fields if k not in (*LEARNING_FIELDS, "topic")]
    more = _joined([*entry.bullets, entry.text])
    fields += [("Details", more)] if more else []
    items.add_learning(draft, entry.title, entry.when, entry.field("topic"), fields)


def _progress(draft: Draft, entry: Entry) -> None:
    if entry.field("state").strip().lower() == "current":
        steps.set_current(draft, entry.title, entry.when)
    else:
        steps.add_completed(draft, entry.title, entry.when)


def _step(draft: Draft, entry: Entry) -> None:
    steps.add_step(draft, entry.title, entry.when, entry.field("estimate"))


def _done(draft: Draft, entry: Entry) -> None:
    steps.complete(draft, entry.title, entry.when)
    items.drop_next(draft, entry.title)


def _next(draft: Draft, entry: Entry) -> None:
    add = items.add_follow_up if _type(entry) == "follow-up" else items.add_next
    add(draft, entry.title)


def _type(entry: Entry) -> str:
    """What refines the entry's kind: an issue among blockers, a follow-up among next steps."""
    return entry.field("type").strip().lower()


def _blocker(draft: Draft, entry: Entry) -> None:
    more = _joined([*entry.bullets, entry.text])
    if _type(entry) == "issue":
        severity = one_line(entry.field("severity")).lower()
        blockers.add_issue(draft, entry.title, entry.when, severity, more)
    else:
        blockers.add_blocker(draft, entry.title, entry.when, entry.field("waiting on"), more)


def _deliverable(draft: Draft, entry: Entry) -> None:
    percent = one_line(entry.field("percent")).rstrip("%")
    told = (
        entry.field("location"),
        entry.field("status"),
        f"{percent}%" if percent else "",
        entry.field("port"),
    )
    tables.set_deliverable(draft, entry.title, told)


def _message(draft: Draft, entry: Entry) -> None:
    """``time → who: text (priority)``, ``time ← who: text`` or ``time: text``, more below it."""
    arrows = {"sent": f" → {entry.field('to')}", "received": f" ← {entry.field('from')}"}
    who = one_line(arrows.get(_type(entry), "")).strip()
    rated = f" ({one_line(entry.field('priority'))})" if entry.field("priority") else ""
    head = f"{moments.iso_minute(entry.when)} {who}".rstrip()
    named = ("type", "to", "from", "priority")
    more = [f"- {key.capitalize()}: {value}" for key, value in entry.fields if key not in named]
    more += [f"- {bullet}" for bullet in entry.bullets]
    below = [grammar.indented(text) for text in more] + [entry.text]
    text = "\n".join([f"{head}: {one_line(entry.title)}{rated}", *filter(None, below)])
    items.add_message(draft, text)


def _of_note(entry: Entry) -> Callable[[Draft, Entry], None] | None:
    """What is done with a note that says of what type it is."""
    return OF_NOTE.get(_type(entry))


def _resolved(draft: Draft, entry: Entry) -> None:
    how = _detail(entry, "how")
    blockers.resolve(draft, entry.title, entry.when, how)


def _checkpoint(draft: Draft, entry: Entry) -> None:
    if entry.field("tldr"):
        context.write_paragraph(draft, entry.field("tldr"))
        draft.said[TLDR] = (entry.author, entry.when)
    if entry.field("key context"):
        context.add_key_context(draft, entry.field("key context"))
    for key in ("working on", "phase"):
        if entry.field(key):
            draft.set(key.replace(" ", "_"), one_line(entry.field(key)))
    status.hand_over(draft, entry)


ADDED: dict[str, Callable[[Draft, Entry], None]] = {
    DECISION: _decision,
    TRIED_KIND: _tried,
    DISCOVERY: _discovery,
    LEARNING: _learning,
}
OF_NOTE: dict[str, Callable[[Draft, Entry], None]] = {
    "deliverable": _deliverable,
    "sent": _message,
    "received": _message,
    "collaboration": _message,
}
MOVED: dict[str, Callable[[Draft, Entry], None]] = {
    PROGRESS: _progress,
    STEP: _step,
    DONE: _done,
    NEXT: _next,
    BLOCKER: _blocker,
    RESOLVED: _resolved,
    CHECKPOINT: _checkpoint,
}


def refresh_tldr(doc: Document) -> Document:
    """The TL;DR as it is now; a paragraph that a person wrote stays."""
    return _refreshed(doc, document.draft(doc))


def stamped(
    doc: Document, branch: str | None, head: str | None, times: Iterable[datetime]
) -> Document:
    """The document that names where HEAD is, and that was changed at ``times``."""
    draft = document.draft(doc)
    stamp.stamp(draft, branch, head, times)
    return Document(doc.name, draft.text())


def set_commits(doc: Document, rows: Iterable[Commit]) -> Document:
    """The document whose commit table holds exactly ``rows``, oldest first."""
    draft = document.draft(doc)
    tables.set_commits(draft, rows)
    return _refreshed(doc, draft)


def add_commit(doc: Document, commit: Commit) -> Document:
    """The document with one more row in its commit table, unless it is there."""
    draft = document.draft(doc)
    tables.add_commit(draft, commit)
    return _refreshed(doc, draft)


def set_files(doc: Document, rows: Iterable[tuple[str, str]]) -> Document:
    """The document whose file table also holds these paths and actions; its notes stay."""
    draft = document.draft(doc)
    for path, action in rows:
        tables.add_file(draft, path, action, "")
    return Document(doc.name, draft.text())


def add_tools(doc: Document, used: Iterable[str]) -> Document:
    """The document whose ``tools`` name these too, each once."""
    draft = document.draft(doc)
    status.add_to_list(draft, "tools", *map(one_line, used))
    return Document(doc.name, draft.text())


def touched(doc: Document, when: datetime) -> Document:
    """The document of a session at which somebody worked ``when``, if not later."""
    draft = document.draft(doc)
    stamp.touch(draft, when)
    return Document(doc.name, draft.text())


def merged(
    doc: Document, *, into: str, commit: str, when: datetime, worked: datetime | None = None
) -> Document:
    """The document of a session that a merge brought into the branch ``into``.

    ``when`` is the time of the merge; what was noted later than that, or done when somebody
    ``worked``, ends the session.
    """
    draft = document.draft(doc)
    for moment in filter(None, (worked, when)):
        stamp.touch(draft, moment)
    when = moments.parse_iso(draft.get_text("updated_at")) or when
    status.end(draft, "completed", when)
    draft.drop("close_reason")
    draft.set("merged_into", into)
    draft.set("merge_commit", commit or None)
    if not draft.get_text("summary"):
        draft.set("summary", _summary(draft))
    return _refreshed(doc, draft)


def generated_summary(doc: Document) -> str:
    """What a session that nobody summed up was about and got done; never empty."""
    return _summary(document.draft(doc))


def _summary(draft: Draft) -> str:
    goal = context.objective(draft) or context.title(draft) or draft.get_text("shortname")
    done = [step.text for step in steps.steps(draft) if step.state == "completed"]
    said = f"{one_line(goal) or 'Session'}: {'; '.join(done)}" if done else one_line(goal)
    return said or "Nothing was noted"


def resume_prompt(doc: Document) -> Document:
    """The document with a quotation that tells a new conversation where to go on."""
    from git_session.core import briefing  # words for people, which no hook shows

    draft = document.draft(doc)
    part = draft.ensure(RESUME_PROMPT)
    old = [at for at, line in enumerate(part.lines) if line.startswith(">")]
    lines = [f"> {one_line(line)}" for line in briefing.prompt(doc)]
    if [part.bare(at) for at in old] != lines:
        for at in reversed(old):
            del part.lines[at]
        part.insert(old[0] if old else 1, lines)
    return Document(doc.name, draft.text())


def checkpoint_block(
    doc: Document,
    note: str,
    when: datetime,
    author: str,
    head: str | None,
    fields: Mapping[str, str],
) -> Block:
    """A ``Checkpoint:`` block: the note, what was given, and where things stand."""
    done, total, current = document.progress(doc)
    stand = {"Progress": f"{done}/{total}", "Current": current, "Commit": head or ""}
    title, _, rest = note.strip().partition("\n")
    given = [(key, text) for key, text in {**fields, **stand}.items() if text.strip()]
    lines = [grammar.bullet(key, text) for key, text in given]
    return grammar.made(when, CHECKPOINT, title or UNTITLED, author, "\n".join([*lines, rest]))


def checkpointed(doc: Document, when: datetime) -> Document:
    """The document that knows when it was brought up to date on purpose, and at how many entries.

    No block tells that, for a checkpoint without words has nothing to say in other clones.
    """
    draft = document.draft(doc)
    draft.set("checkpoint_at", moments.iso(when))
    draft.set("checkpoint_entries", len(tables.work_times(draft)))
    return Document(doc.name, draft.text())


def due(doc: Document, fresh: int, now: datetime) -> str:
    """Why it is time for a checkpoint, now that the last ``fresh`` entries were noted; "" if not.

    It is so at every fifth entry since the last one, and for the first entry after each 45 minutes.
    """
    draft = document.draft(doc)
    count = tables.noted_since(draft)
    if count // OFTEN > max(0, count - fresh) // OFTEN:
        return f"{count} entries since {document.since_when(doc)}"
    since = _worked_since(draft)
    before = "".join(tables.work_times(draft)[-fresh - 1 : -fresh])
    if since and _spells(since, now) > _spells(since, _on_clock(before, now) or since):
        seconds = int((now - since).total_seconds())
        return f"{moments.duration(seconds)} since {document.since_when(doc)}"
    return ""


def _worked_since(draft: Draft) -> datetime | None:
    """The last checkpoint, else the begin; what was paused since then does not count as work."""
    pauses = draft.get_list("pauses")
    texts = [draft.get_text("checkpoint_at") or draft.get_text("created_at")]
    texts += [pause.partition("/")[2] for pause in pauses[-1:]]
    return max(filter(None, map(moments.parse_iso, texts)), default=None)


def _on_clock(time: str, now: datetime) -> datetime | None:
    """The time of a row of the work log, which has no offset: that of ``now``."""
    return moments.parse_iso(f"{time}{moments.iso(now)[19:]}")


def _spells(since: datetime, until: datetime) -> int:
    """How often 45 minutes have passed; rows of the work log are known to the minute."""
    seconds = until.replace(second=0) - since.replace(second=0)
    return max(0, int(seconds.total_seconds()) // LONG)


def compaction(doc: Document, when: datetime, author: str) -> Block | None:
    """The block that counts a compaction of an agent's context; None if it is counted already."""
    latest = moments.parse_iso(str(doc.get("compacted_at") or ""))
    if latest and abs((when - latest).total_seconds()) < WINDOW:
        return None
    return compacted(doc, when, author)


def compacted(doc: Document, when: datetime, author: str) -> Block:
    """The block that counts one more compaction, whenever the last one was."""
    known = doc.get("compaction_count")
    count = (known if isinstance(known, int) else 0) + 1
    return session_block("compacted", when, author, count=str(count))
