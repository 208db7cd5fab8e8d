"""A session made of a host's transcript, or what a transcript adds to one that there is.

The blocks are a function of the transcript alone, and so is the id of a session that is made of it:
whoever imports it twice finds that all of it is known.
"""

from __future__ import annotations

import hashlib

from git_session import git
from git_session.core import event, grammar, moments, naming, transcript
from git_session.errors import BadText
from git_session.lifecycle import (
    archive,
    change,
    current,
    documents,
    ending,
    journals,
    pending,
    secrecy,
    sessions,
    settle,
    within,
)
from git_session.lifecycle.context import Context
from git_session.model import FILE, NOTE, Block, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from git_session.core.document import Facts
    from git_session.core.transcript import Transcript

FROM = "from a transcript"
QUOTED = 400  # characters of a saying that are quoted


@record
class Import:
    """What an import adds: ``facts`` of the session it makes (None: ``stem`` is there already)."""

    stem: str
    facts: Facts | None
    blocks: tuple[Block, ...]
    last: datetime


def plan(ctx: Context, host: str, told: Transcript, *, session: str, name: str) -> Import:
    """What is to be added for the transcript ``told``; nothing is written."""
    blocks = secrecy.without(_blocks(ctx, host, told))
    facts = _facts(ctx, host, told, name)
    stem = current.need(ctx, session) if session else _known(ctx, facts.id)
    if stem is None:
        return Import(sessions.stem_of(facts), facts, tuple(blocks), told.last)
    known = {*ctx.store.consumed(stem), *ctx.store.folded(stem)}
    there = sessions.known_blocks(ctx, stem)[1]  # whoever imported them, they are the same
    known |= {grammar.identity(replace(block, author=ctx.author)) for block in there}
    return Import(stem, None, tuple(pending.without(blocks, known)), told.last)


def elsewhere(ctx: Context, told: Transcript) -> str:
    """Where the conversation was, if it changed files and none of this worktree; "" otherwise."""
    inner = (within.inner(ctx.wt, one.cwd, one.touched.path) for one in told.changes)
    return told.changes[0].cwd if told.changes and not any(inner) else ""


def _known(ctx: Context, uuid: str) -> str | None:
    """The session that was made of the same transcript before, here or in another clone."""
    found = documents.survey(ctx).found
    shown = (one.stem for one in found if one.doc.get("id") == uuid)
    unseen = (one for one in journals.without_document(ctx) if one[-8:] == naming.id8(uuid))
    return next(iter((*shown, *unseen)), None)


def _facts(ctx: Context, host: str, told: Transcript, name: str) -> Facts:
    """A session of the transcript's times, known by the host's id of the conversation."""
    mark = hashlib.sha256(f"{host}:{told.id or moments.iso(told.first)}".encode()).digest()
    created = moments.fixed(told.first)
    rows = git.log_rows(ctx.wt, "HEAD") if ctx.wt.head else []
    before = [row.commit.hash for row in rows if row.commit.when < told.first]
    return replace(
        sessions.facts_for(ctx, name or f"{host}-{told.id[:8]}"),
        id=naming.uuid7(int(created.timestamp() * 1000), mark[:10]),
        label=naming.label(created, set()),
        created=created,
        head=before[-1] if before else None,
        client=transcript.CLIENTS[host],
        retroactive=True,
    )


def _blocks(ctx: Context, host: str, told: Transcript) -> list[Block]:
    """Sayings as quoted notes, files that were changed, and names of commands."""
    client = transcript.CLIENTS[host]
    blocks = [
        _note(
            ctx,
            saying.when,
            f'"{_quoted(saying.text)}" ({saying.what}, {FROM})',
            ("Said by", client if saying.who == "agent" else "the person"),
            ("Conversation", f"{client} {told.id}"),
        )
        for saying in told.sayings
    ]
    for changed in told.changes:
        path = within.inner(ctx.wt, changed.cwd, changed.touched.path)
        if path and changed.touched.action != event.READ:
            fields = grammar.bullet("Action", changed.touched.action)
            blocks.append(grammar.made(changed.when, FILE, path, ctx.author, fields))
    if told.commands:
        ran = "; ".join(f"{name} {count}" for name, count in told.commands)
        blocks.append(_note(ctx, told.last, f"Commands that were run ({FROM})", ("Commands", ran)))
    return grammar.ordered(grammar.unique(blocks))


def _quoted(text: str) -> str:
    """As much of a saying as is quoted. Cut first, half a secret would look like none."""
    return secrecy.masked(text)[:QUOTED]


def _note(ctx: Context, when: datetime, title: str, *fields: tuple[str, str]) -> Block:
    body = "\n".join(grammar.bullet(key, value) for key, value in fields)
    return grammar.made(when, NOTE, title, ctx.author, body)


def carry_out(ctx: Context, given: Import) -> None:
    """Note the blocks; a session that is made of them begins and ends at the transcript's times.

    The session that this branch has stays its current one.
    """
    if given.facts is None:
        session = change.change(ctx, given.stem, list(given.blocks))
        archive.put_in_place(ctx, given.stem, session.doc)
        return
    own = current.current(ctx)
    with ctx.store.lock():
        sessions.begin(ctx, given.facts)
        sessions.note(ctx, given.stem, list(given.blocks))
        settle.settle(ctx)
    ending.complete(ctx, given.stem, summary="", context_next="", when=moments.fixed(given.last))
    if own:
        sessions.point(ctx, own)


def read(host: str, path: str, lines: Iterable[tuple[int, str | None]]) -> Transcript:
    """The transcript; ``BadText`` for a file in which nothing is of this host."""
    told = transcript.read(host, lines)
    if told is None:
        raise BadText(path, 1, f"no line of it is of a transcript of {host}")
    return told
