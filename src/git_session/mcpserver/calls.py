"""What each tool does: the same as the verb of its name, told as text for an agent."""

from __future__ import annotations

import os

from git_session import plumbing
from git_session.core import briefing, document, notes, pagelines, query, quoting, tools
from git_session.core.markdown import visible
from git_session.core.query import Matcher, Query
from git_session.core.views import digest
from git_session.errors import UsageError
from git_session.lifecycle import (
    asked,
    change,
    current,
    ending,
    explaining,
    gathering,
    hooking,
    keeping,
    noting,
    recollect,
    resuming,
    searching,
    secrecy,
    sessions,
    upkeep,
    waking,
)
from git_session.lifecycle.context import open_context
from git_session.model import SESSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from git_session.core.document import Document
    from git_session.lifecycle.context import Context
    from git_session.lifecycle.recollect import Hit
    from git_session.model import Block

    Given = Mapping[str, Any]  # tools.arguments has held that each is of its parameter's type

NOTING = ("log", "checkpoint", "close")  # through a gate that only a person may open
SHOWN = 10  # hits of a search, unless it says how many
WEEK = "read on with: git session digest --week"
DOCUMENT = 16 * 1024  # bytes of a document
ASKING = (
    "Continue the work on this branch. First weigh the briefing below; then look at what changed "
    "since (git log, git status), say in two sentences where the work stands and what you do next."
)


def call(name: str, given: Mapping[str, object], client: str, agent: str) -> str:
    """Do what the tool does, for this client, and say what came of it. Any SessionError."""
    tool = tools.called(name)
    values: Given = tools.arguments(tool, given)
    if name in NOTING:
        secrecy.refuse(values, "ask the person to note it")
    return _CALLS[name](_context(str(values["cwd"]), client, agent), values)


def _context(cwd: str, client: str, agent: str) -> Context:
    ctx = open_context(os.path.abspath(cwd) if cwd else None)
    ctx.asked_by(client, agent)
    return ctx


def _log(ctx: Context, given: Given) -> str:
    upkeep.make_good_if_free(ctx)
    wanted = notes.Wanted(
        title=given["title"],
        bullets=tuple(given["bullets"]),
        given={name: _as_repeated(name, value) for name, value in given.items()},
        current=given["current"],
    )
    remarks: list[str] = []
    taken = noting.take(
        ctx,
        wanted,
        given["session"],
        remarks.append,
        add=given["add"],
        cwd=os.path.abspath(given["cwd"]) if given["cwd"] else "",
    )
    if any(map(noting.lacks_rationale, taken.blocks)):
        remarks.append("no rationale was given; next time say why")
    remarks += taken.hints
    head = f"Noted in {taken.stem}; the next commit carries it."
    return quoting.answer([head], [_noted(taken.doc, taken.blocks)], remarks)


def _as_repeated(name: str, value: object) -> object:
    """What ``notes`` expects: of every kind of entry a list."""
    if name not in _REPEATED or isinstance(value, list):
        return value
    return [value] if value else []


_REPEATED = frozenset(noted.option.replace("-", "_") for noted in notes.NOTED)


def _noted(doc: Document, blocks: tuple[Block, ...]) -> list[str]:
    lines = [f"{notes.name_of(one)}: {one.title}" for one in blocks if one.kind != SESSION]
    return [*lines, *_open_blockers(doc), f"Steps: {briefing.fraction(doc)}"]


def _open_blockers(doc: Document) -> list[str]:
    return [f"Open blocker {text}" for text in briefing.blocking(doc)]


def _why(ctx: Context, given: Given) -> str:
    from git_session.lifecycle import reasons  # GitPython: only where history is read

    place = os.path.join(os.path.abspath(given["cwd"] or os.curdir), given["place"])
    where = asked.find(ctx, place)
    answers = reasons.why(ctx, where, history=given["history"])
    spoken, others = explaining.told_apart(answers, history=given["history"])
    head = [f"What was recorded for {where.path}:"]
    entries = [["", *explaining.lines(one)] for one in spoken]
    tail = [explaining.silent(others)] if others else []
    if not answers:
        tail.append(f"{where.path} is empty: it has no line to explain")
    elif not any(one.entries for one in answers):
        tail.append(explaining.hint(answers[0], history=given["history"]))
    return quoting.answer(head, entries, tail, more="ask for fewer lines, PATH:FROM-TO")


def _resume(ctx: Context, given: Given) -> str:
    upkeep.make_good(ctx)
    remarks: list[str] = []
    session = resuming.resume(ctx, given["session"], remarks.append)
    head = [waking.of(ctx, session.stem)]
    named = (
        [quoting.answer([], [[one] for one in remarks])] if remarks else []
    )  # a task's name, say
    return "\n".join([*head, *named, *map(quoting.plain, hooking.missing(ctx))])


def _search(ctx: Context, given: Given) -> str:
    filters = ("text", "kind", "author", "file", "since", "session", "order")
    if not any(given[name] for name in filters):
        raise UsageError("what shall be searched for?", "give text, a filter or an order")
    question = Query(
        words=tuple(given["text"].split()),
        kinds=tuple(query.kind_of(name) for name in given["kind"]),
        author=given["author"],
        file=searching.from_top(ctx, given["file"]),
        since=searching.moment(ctx, given["since"]) if given["since"] else None,
        session=given["session"],
        newest=given["order"] == "newest",
        oldest=given["order"] == "oldest",
    )
    matcher = Matcher(question)
    with searching.Patience(wanted=bool(question.file)) as patience:
        found = recollect.recollect(ctx, matcher, given["limit"] or SHOWN, patience.begin)
        entries = [_hit(matcher, hit) for hit in found.hits]
    if not found.total:
        return f"Nothing found in {quoting.plain(found.searched)}; try fewer or shorter words."
    head = [f"Found: {found.total}"]
    tail = [f"{wrong}; this document is left out" for wrong in found.wrong]
    left = found.total - len(found.hits)
    return quoting.answer(head, entries, tail, left=left, more="narrow the search, or raise limit")


def _hit(matcher: Matcher, hit: Hit) -> list[str]:
    """One hit: kind and title, where it is from, and the lines that fit."""
    kind, title, _ = searching.as_asked(matcher, hit)
    piece = hit.piece
    where = f"commit {hit.commit[:10]}" if hit.commit else hit.path
    facts = [piece.stem or "no session yet", piece.when, piece.author, where]
    below = query.snippet(matcher, piece, quoting.LINE - 20)
    told = [f"{kind}: {title}", f"  {', '.join(filter(None, facts))}"]
    return ["", *told, *(f"    {line}" for line in below)]


def _checkpoint(ctx: Context, given: Given) -> str:
    upkeep.make_good(ctx)
    stem = current.need(ctx, given["session"])
    fields = {
        "TLDR": given["tldr"],
        "Key context": given["key_context"],
        "Context next": given["context_next"],
        "Working on": given["working_on"],
        "Phase": given["phase"],
    }
    silence = "" if given["note"] or any(fields.values()) else change.unspoken(ctx, stem)
    doc = change.checkpoint(ctx, stem, change.snapshot(ctx, stem, given["note"], fields)).doc
    files = briefing.counted(len(briefing.changed(doc)), "file")
    decisions = briefing.counted(len(document.decisions(doc)), "decision")
    head = f"Checkpoint of {stem} saved: {files} modified, {decisions} logged."
    tail = silence.split("\n")[:1] if silence else []
    return quoting.answer([head], [[f"Steps: {briefing.fraction(doc)}"]], tail)


def _close(ctx: Context, given: Given) -> str:
    upkeep.make_good(ctx)
    stem = current.need(ctx, given["session"])
    after = given["context_next"]
    remarks: list[str] = []
    if given["outcome"] == "abandon":
        if not given["reason"].strip():
            raise UsageError("abandon needs a reason: it is what the next one will ask")
        ended = ending.abandon(
            ctx, stem, reason=given["reason"], context_next=after, tell=remarks.append
        )
    else:
        if not given["force"]:
            ending.refuse_open_steps(ctx, stem)
        ended = ending.complete(
            ctx,
            stem,
            summary=given["summary"],
            context_next=after,
            forced=given["force"],
            tell=remarks.append,
        )
    archive = ctx.store.relative_document("archive", ended.stem)
    head = [f"Session {stem} is closed: {given['outcome']}.", f"Archive: {archive}"]
    return quoting.answer(head, [briefing.closing(ended.doc), *([one] for one in remarks)])


_CALLS: dict[str, Callable[[Context, Given], str]] = {
    "log": _log,
    "why": _why,
    "resume": _resume,
    "search": _search,
    "checkpoint": _checkpoint,
    "close": _close,
}


def the_document(client: str, agent: str) -> str:
    """This branch's session document as it is now, quoted. NoSession without one."""
    ctx = _context("", client, agent)
    stem = current.need(ctx)
    found = sessions.load(ctx, stem)
    text = sessions.seen(ctx, found).text
    path = os.path.join(ctx.wt.top, ctx.store.relative_document(found.place, stem))
    lines = [[line] for line in text.rstrip("\n").split("\n")]
    head = [f"The session document of {stem}:"]
    return quoting.answer(head, lines, more=f"read {path}", room=DOCUMENT)


def the_briefing(client: str, agent: str) -> str:
    """Where the work on this branch stands, or how to begin; changes nothing."""
    return visible(waking.at_start(_context("", client, agent)))


def the_digest(client: str, agent: str) -> str:
    """What was finished and decided in the last seven days, on any branch, quoted."""
    ctx = _context("", client, agent)
    span = digest.days(ctx.now, ctx.zone, digest.WEEK)
    told = gathering.gather(ctx, keeping.of_span(span))
    page = digest.page(told, span, digest.rows(told, lambda _: True))
    head, *lines = pagelines.lines(page, 0)
    return quoting.answer([f"{head}:"], [[line] for line in lines], more=WEEK, room=DOCUMENT)


def the_prompt(client: str, agent: str) -> str:
    """What somebody says to an agent that shall go on."""
    return f"{ASKING}\n\n{the_briefing(client, agent)}"


def at_home() -> None:
    """Forget which repository git was asked about when this began: each call says where it is.

    Settings given on the command line stay.
    """
    for name in plumbing.LOCAL_ENV_VARS:
        if not name.startswith("GIT_CONFIG"):
            os.environ.pop(name, None)
