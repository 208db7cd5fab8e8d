"""Sessions that are known here only by their journal: in a fresh clone, say."""

from __future__ import annotations

from git_session import git
from git_session.core import journal
from git_session.core.naming import slug
from git_session.errors import BadText, NoSession
from git_session.lifecycle import documents, sessions, settle
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.places import stem_of


def without_document(ctx: Context) -> list[str]:
    """Stems that HEAD's journal holds and that no document here shows, newest last."""
    if ctx.wt.head is None:
        return []
    latest = _latest(ctx)
    return sorted(latest, key=lambda stem: (latest[stem].rpartition("/")[2], stem))


def _latest(ctx: Context) -> dict[str, str]:
    """The path of the newest journal file of each session without a document here."""
    latest: dict[str, str] = {}
    for path in git.tree_files(ctx.wt, "HEAD", ".sessions/journal"):
        if stem := stem_of(path):
            latest[stem] = max(latest.get(stem, ""), path)
    known = {*ctx.store.stems("active"), *ctx.store.stems("archive"), *ctx.store.swept()}
    return {stem: path for stem, path in latest.items() if stem not in known}


def of_branch(ctx: Context, limit: int) -> list[str]:
    """Of the newest ``limit`` such sessions those whose last journal file names this branch."""
    latest = _latest(ctx)
    newest = without_document(ctx)[-limit:]
    texts = git.read_blobs(ctx.wt, [f"HEAD:{latest[stem]}" for stem in newest])
    return [stem for stem in newest if _branch_in(texts.get(f"HEAD:{latest[stem]}")) == ctx.branch]


def _branch_in(text: str | None) -> str | None:
    """The branch that a journal file says it was written on; None also for what is none."""
    try:
        return journal.parse(text or "", "").branch
    except BadText:
        return None  # is told when its session is looked at


def find(ctx: Context, wanted: str) -> Found:
    """The session that a person calls ``wanted``: by its document, else by its journal.

    Nothing is written. Raises ``NoSession`` when none or several fit.
    """
    try:
        return documents.find(ctx, wanted)
    except documents.NothingFits:
        stem = _called(ctx, wanted)
    return Found(stem, "active", sessions.rebuilt(ctx, stem))


def _called(ctx: Context, wanted: str) -> str:
    fits = [stem for stem in without_document(ctx) if _fits(stem, wanted)]
    if len(fits) > 1:
        listing = "\n".join(f"  {stem}" for stem in fits)
        raise NoSession(f"several journals fit '{wanted}':\n{listing}", "give one in full")
    if not fits:
        hint = "see all of them with: git session list --all"
        raise NoSession(f"no session fits '{wanted}'", hint)
    return fits[0]


def _fits(stem: str, wanted: str) -> bool:
    return wanted in (stem, stem[:-9], stem[-8:]) or slug(wanted) == stem[:-9]


def adopt(ctx: Context, session: Found) -> Found:
    """Give a session that only a journal knew its document, with its commits.

    It shows what the journal tells and no more, so that it is the same in every clone.
    """
    with ctx.store.lock():
        sessions.save(ctx, session, sessions.known_blocks(ctx, session.stem)[1])
        sessions.point(ctx, session.stem)
        settle.settle(ctx)
        return sessions.load(ctx, session.stem)
