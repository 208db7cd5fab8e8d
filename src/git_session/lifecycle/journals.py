"""Sessions that are known here only by their journal: in a fresh clone, say."""

from __future__ import annotations

from git_session import git
from git_session.core.naming import slug
from git_session.errors import NoSession
from git_session.lifecycle import documents, sessions, settle
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.places import stem_of


def without_document(ctx: Context) -> list[str]:
    """Stems that HEAD's journal holds and that no document here shows, newest last."""
    if ctx.wt.head is None:
        return []
    paths = git.tree_files(ctx.wt, "HEAD", ".sessions/journal")
    latest: dict[str, str] = {}
    for path in paths:
        if stem := stem_of(path):
            latest[stem] = max(latest.get(stem, ""), path)
    known = {*ctx.store.stems("active"), *ctx.store.stems("archive"), *ctx.store.swept()}
    return sorted(latest.keys() - known, key=lambda stem: (latest[stem], stem))


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
