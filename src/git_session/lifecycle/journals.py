"""Sessions that are known here only by their journal: in a fresh clone, say."""

from __future__ import annotations

from git_session import git
from git_session.core.naming import slug
from git_session.errors import NoSession
from git_session.lifecycle import pending, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.places import is_plain


def without_document(ctx: Context) -> list[str]:
    """Stems that HEAD's journal holds and that no document here shows, newest last."""
    if ctx.wt.head is None:
        return []
    paths = git.tree_files(ctx.wt, "HEAD", ".sessions/journal")
    parts = [path.split("/") for path in paths if path.endswith(".md")]
    stems = dict.fromkeys(at[2] for at in parts if len(at) == 4 and is_plain(at[2]))
    known = {*ctx.store.stems("active"), *ctx.store.stems("archive")}
    return [stem for stem in stems if stem not in known]


def open_from_journal(ctx: Context, wanted: str) -> Found:
    """Build the document of the one session whose stem, id8 or shortname is ``wanted``.

    Raises ``NoSession`` when none or several fit.
    """
    fits = [stem for stem in without_document(ctx) if _fits(stem, wanted)]
    if len(fits) > 1:
        raise NoSession(
            f"several journals fit '{wanted}':\n" + "\n".join(f"  {stem}" for stem in fits)
        )
    if not fits:
        raise NoSession(
            f"no session fits '{wanted}'", "see all of them with: git session list --all"
        )
    session = Found(fits[0], "active", sessions.rebuilt(ctx, fits[0]))
    names = pending.tracked(ctx, fits[0])
    blocks = pending.blocks_of(pending.read_tracked(ctx, fits[0], names))
    sessions.save(ctx, session, blocks)
    return session


def _fits(stem: str, wanted: str) -> bool:
    return wanted in (stem, stem[:-9], stem[-8:]) or slug(wanted) == stem[:-9]
