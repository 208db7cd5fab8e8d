"""What is being recorded right now, looked up: no byte is changed, no answer remembered."""

from __future__ import annotations

import os

from git_session import git, hookfiles, walk
from git_session.core import document, moments, naming
from git_session.core.standing import Hooks, Pending, Session, Silent, Standing, Writer
from git_session.errors import SessionError
from git_session.lifecycle import (
    current,
    documents,
    hooking,
    pending,
    secrecy,
    sessions,
    sharing,
    stage,
)
from git_session.lifecycle.context import Context
from git_session.model import ACTIVE, PAUSED, Block, Commit, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.lifecycle.documents import Found
    from git_session.store import Chunk

MOST = 50  # commits that are looked at


def now(ctx: Context, wanted: str = "") -> Standing:
    """All facts of this worktree; ``wanted`` names another session than the current one."""
    stem, how, doubt = _chosen(ctx, wanted)
    found, unreadable = _loaded(ctx, stem)
    hooks, unknown = _hooks(ctx)
    survey = documents.survey(ctx, ("active",)).found
    told = Standing(
        branch=ctx.branch,
        head=ctx.wt.head,
        operation=git.busy(ctx.wt.git_dir),
        writer=Writer(ctx.author, ctx.client, naming.agent8(ctx.agent) if ctx.agent else ""),
        hooks=hooks,
        shared=sharing.shared(ctx),
        folder=ctx.wt.journal,
        session=_session(ctx, found, how) if found else None,
        doubt=doubt or unreadable or unknown,
        behind=ctx.store.in_use() and ctx.store.settled() != (ctx.wt.head or "", ctx.branch),
        pending=_pending(ctx, found.stem if found else None),
        silent=_silent(ctx, found),
        elsewhere=sum(_is(one, ACTIVE) and not _is_here(ctx, one) for one in survey),
        paused=sum(_is(one, PAUSED) for one in survey),
        paused_here=tuple(one.stem for one in survey if _is(one, PAUSED) and _is_here(ctx, one)),
        unseen=_unseen(ctx),
    )
    return replace(told, clean=told.pending.taken > 0 and not git.changed_anything(ctx.wt))


def _unseen(ctx: Context) -> int:
    """How many sessions HEAD's journal holds, in a clone where none of them was ever opened."""
    opened = ctx.store.stems("active") or ctx.store.stems("archive")
    return 0 if opened else len(walk.sessions_of_head(ctx.wt))


def _chosen(ctx: Context, wanted: str) -> tuple[str | None, str, str]:
    """The session meant, how it was found, and why it could not be told."""
    try:
        return *current.chosen(ctx, wanted), ""
    except SessionError as error:
        return None, "", error.message


def _loaded(ctx: Context, stem: str | None) -> tuple[Found | None, str]:
    try:
        return (sessions.load(ctx, stem), "") if stem else (None, "")
    except SessionError as error:
        return None, error.message


def _is(session: Found, status: str) -> bool:
    return session.doc.get("status", ACTIVE) == status


def _is_here(ctx: Context, session: Found) -> bool:
    return str(session.doc.get("git_branch", ctx.branch) or "") == ctx.branch


def _session(ctx: Context, found: Found, how: str) -> Session:
    doc = sessions.seen(ctx, found)
    done, total, step = document.progress(doc)
    unresolved = [one for one in document.blockers(doc) if not one.resolved]
    return Session(
        stem=found.stem,
        goal=document.objective(doc) or document.title(doc),
        status=str(doc.get("status") or ACTIVE),
        since=moments.parse_iso(str(doc.get("created_at") or "")),
        how=how,
        document=ctx.store.relative_document(found.place, found.stem),
        done=done,
        total=total,
        current=step,
        blockers=tuple(one for one in unresolved if not one.issue),
        issues=tuple(one for one in unresolved if one.issue),
    )


def _pending(ctx: Context, own: str | None) -> Pending:
    """What waits for the next commit here: of this branch's session, and what others left to it."""
    stems = [*([own] if own else []), *stage.leftovers(ctx, own)]
    waiting = {stem: pending.noted(ctx, stem) for stem in stems}
    chunks = [chunk for stem in stems for chunk in pending.unread(ctx, stem)]
    taken = sum(len(pending.of_writer(ctx, stem)) for stem in stems)
    if own is None:  # what was written for no session begins one
        chunks += (unnamed := ctx.store.pending(""))
        waiting[""] = [block for chunk in unnamed for block in pending.blocks_in(ctx, chunk)]
        taken += len(waiting[""])
    blocks = [block for found in waiting.values() for block in found]
    return Pending(
        count=len(blocks),
        taken=taken,
        held=sum(not secrecy.free(block) for block in blocks),
        oldest=min((block.when for block in blocks), default=None),
        writers=_writers(ctx, chunks, blocks),
        scratch=ctx.store.relative_scratch(own, ctx.scratch_name) if own else "",
    )


def _writers(
    ctx: Context, chunks: list[Chunk], blocks: list[Block]
) -> tuple[tuple[Writer, int], ...]:
    """Who wrote what waits, by the names of the files; the two copies of a block count once."""
    left = set(blocks)
    counts: dict[Writer, int] = {}
    for chunk in chunks:
        author, agent = naming.writer_of(chunk.filename)
        mine = left.intersection(pending.blocks_in(ctx, chunk))
        left -= mine
        if mine:
            who = _known(ctx, author or ctx.author, agent)
            counts[who] = counts.get(who, 0) + len(mine)
    return tuple(counts.items())


def _known(ctx: Context, author: str, agent: str) -> Writer:
    """A scratch file's writer; without an id of its own, the client is told only if it asks."""
    asking = ctx.client if not ctx.agent and author == ctx.author else ""
    return Writer(author, ctx.clients.get(agent, "") if agent else asking, agent)


def _hooks(ctx: Context) -> tuple[Hooks, str]:
    """Who runs our hooks, and why that cannot be told."""
    try:
        runners, unknown = hooking.hooked(ctx), ""
    except SessionError as error:
        runners, unknown = (), error.message
    named = {name for one in runners for name in one.names}
    shown = tuple((one.manager, _shown(ctx, one.where), one.names) for one in runners)
    return Hooks(shown, tuple(name for name in hookfiles.HOOKS if name not in named)), unknown


def _shown(ctx: Context, path: str) -> str:
    """``path`` relative to the worktree where it stands there."""
    inside = path.startswith(ctx.wt.top.rstrip(os.sep) + os.sep)
    return os.path.relpath(path, ctx.wt.top) if inside else path


def _silent(ctx: Context, session: Found | None) -> Silent:
    """Commits that carry no notes, since the session began; without one since others did."""
    if session is None:
        return _silent_of_branch(ctx)
    rows = document.commits(session.doc)
    if rows and rows[-1].hash == ctx.wt.head and all(row.journal for row in rows):
        return Silent(0, len(rows), "it began")  # nothing that git knows better
    base = str(session.doc.get("git_base") or "")
    since = [str(session.doc.get("git_start") or ""), base if base != ctx.branch else ""]
    made = _commits(ctx, since, {row.hash: row for row in rows})
    silent = [one for one in made if not one.journal]
    return Silent(len(silent), len(made), "it began", silent[0] if silent else None)


def _silent_of_branch(ctx: Context) -> Silent:
    made = _commits(ctx, [], {}) if ctx.store.in_use() else []
    while made and not made[-1].journal:
        made.pop()  # from before anything was recorded here
    silent = [one for one in made if not one.journal]
    first = "the first with notes"
    return Silent(len(silent), len(made), first, silent[0]) if silent else Silent()


def _commits(ctx: Context, since: list[str], known: dict[str, Commit]) -> list[Commit]:
    """HEAD's last commits, newest first, with their journal; ``known`` are those of the table.

    Where the journal is not shared the table alone links the two.
    """
    hashes = git.newest(ctx.wt, since, MOST)
    asked = git.facts_of(ctx.wt, [sha for sha in hashes if sha not in known])
    told = {one.commit.hash: one.commit for one in asked}
    return [known.get(sha) or told[sha] for sha in hashes]
