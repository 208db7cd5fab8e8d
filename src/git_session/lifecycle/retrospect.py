"""A session that nobody began, made of what there is: commits, and notes that waited for one.

Nothing is invented: its times are those of the commits and notes, and what it was for is what
somebody says now or what the commits' subjects said then, as quotations.
"""

from __future__ import annotations

from git_session import git
from git_session.core import document, naming, since
from git_session.errors import Refused
from git_session.lifecycle import documents, ending, pending, secrecy, sessions, settle, sharing
from git_session.lifecycle.context import Context
from git_session.model import Block, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.document import Facts
    from git_session.git import Added
    from git_session.lifecycle.documents import Found

QUOTED = 5  # subjects that are quoted; of more than these the number is told


@record
class Past:
    """What a session can be made of; ``first`` and ``last`` are when it began and ended."""

    facts: Facts
    commits: tuple[Added, ...]
    notes: tuple[Block, ...]

    @property
    def last(self) -> datetime:
        """When the last of it happened."""
        return max(_times(self.commits, self.notes))


def look_back(ctx: Context, given: str, summary: str = "") -> Past | None:
    """The commits since ``given`` (a commit or a time), and the notes that no session has.

    Without ``given`` since the branch's last session ended, else since it left its base. None
    where there is neither a commit nor a note. ``Refused`` where ``given`` is neither of both.
    """
    rows = _rows(ctx, given)
    notes = tuple(pending.unclaimed(ctx))
    if not rows and not notes:
        return None
    created = min(_times(rows, notes))
    goal = summary.strip() or _told(rows)
    facts = replace(
        sessions.facts_for(ctx, "", summary),
        id=naming.uuid7(int(created.timestamp() * 1000), sessions.randomness()),
        label=naming.label(created, _labels(ctx)),
        created=created,
        head=next(iter(rows[0].parents), None) if rows else ctx.wt.head,
        goal=goal if ctx.allow_secrets else secrecy.masked(goal),
        title=summary.strip().split("\n", 1)[0],
        retroactive=True,
    )
    return Past(facts, rows, notes)


def _times(rows: tuple[Added, ...], notes: tuple[Block, ...]) -> list[datetime]:
    return [*(row.commit.when for row in rows), *(note.when for note in notes)]


def _labels(ctx: Context) -> set[str]:
    return {str(session.doc.get("label")) for session in documents.survey(ctx).found}


def _rows(ctx: Context, given: str) -> tuple[Added, ...]:
    """The commits that nobody began a session for, oldest first."""
    if ctx.wt.head is None:
        return ()
    if not given:
        return _left(ctx, _since_the_last(ctx))
    if git.is_commit(ctx.wt, given):
        return _left(ctx, [given])
    moment = since.since(given, ctx.now, ctx.zone)
    if moment is None:
        raise Refused(
            f"--since {given}: neither a commit here nor a time", f"times are: {since.FORMS}"
        )
    return tuple(row for row in _left(ctx, _bases(ctx)) if row.commit.when > moment)


def _left(ctx: Context, exclude: list[str]) -> tuple[Added, ...]:
    """Those below HEAD that stand in no session's table of commits."""
    found = documents.survey(ctx).found
    known = {commit.hash for session in found for commit in document.commits(session.doc)}
    rows = git.log_rows(ctx.wt, "HEAD", exclude)
    return tuple(row for row in rows if row.commit.hash not in known)


def _since_the_last(ctx: Context) -> list[str]:
    """What the branch's earlier sessions ended with, and where its base is."""
    ended = [
        str(session.doc.get("git_last_commit"))
        for session in documents.survey(ctx).found
        if session.doc.get("git_branch") == ctx.wt.branch
    ]
    exclude = [*(rev for rev in ended if git.is_commit(ctx.wt, rev)), *_bases(ctx)]
    return exclude or ["HEAD"]  # all of history is nobody's session


def _bases(ctx: Context) -> list[str]:
    """Where the base branch is, here and at origin; nothing on the base branch itself."""
    base = sharing.base_branch(ctx)
    names = [base, f"origin/{base}"] if base and base != ctx.branch else []
    return [tip for name in names if (tip := git.tip(ctx.wt, name))]


def _told(rows: tuple[Added, ...]) -> str:
    """What the commits say of themselves, in quotation marks."""
    if not rows:
        return ""
    said = "; ".join(f'"{row.commit.subject}"' for row in rows[:QUOTED])
    more = f"; and {len(rows) - QUOTED} more" if len(rows) > QUOTED else ""
    return f"{len(rows)} commit{'s' if len(rows) > 1 else ''}: {said}{more}"


def _adopt(ctx: Context, stem: str, notes: tuple[Block, ...]) -> None:
    """Put the notes into the session's own scratch: what stands in the other is an open session's.

    Only then is the other let go.
    """
    if notes:
        sessions.note(ctx, stem, list(notes))
        ctx.store.release(ctx.store.pending(""))


def close(ctx: Context, past: Past, *, summary: str, reason: str, context_next: str) -> Found:
    """Begin the session, let it take in the commits and notes, and close it; as of then.

    ``reason`` says that it is given up. Its journal travels with the branch's next commit.
    """
    with ctx.store.lock():
        stem = sessions.begin(ctx, past.facts)
        _adopt(ctx, stem, past.notes)
        settle.settle(ctx)
    if reason:
        return ending.abandon(ctx, stem, reason=reason, context_next=context_next, when=past.last)
    told = summary or past.facts.goal or document.title(sessions.load(ctx, stem).doc)
    return ending.complete(ctx, stem, summary=told, context_next=context_next, when=past.last)
