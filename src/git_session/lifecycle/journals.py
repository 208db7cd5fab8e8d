"""Sessions that are known here only by their journal: in a fresh clone, say."""

from __future__ import annotations

from git_session import git, walk
from git_session.core import journal, naming
from git_session.errors import BadText
from git_session.lifecycle import documents, sessions, settle
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.cache.opening import Cache

FEW = 10  # sessions are looked at faster than a cache is opened


def without_document(ctx: Context) -> list[str]:
    """Stems that HEAD's journal holds and that no document here shows, newest last."""
    latest = _latest(ctx)
    known = {*ctx.store.stems("active"), *ctx.store.stems("archive"), *ctx.store.swept()}
    return sorted(latest.keys() - known, key=lambda stem: (latest[stem], stem))


def of_branch(ctx: Context, limit: int) -> list[str]:
    """Of the newest ``limit`` such sessions those whose last journal file names this branch."""
    latest = _latest(ctx)
    specs = {
        stem: f"HEAD:{ctx.store.journal_dir(stem)}/{latest[stem]}"
        for stem in without_document(ctx)[-limit:]
    }
    texts = git.read_blobs(ctx.wt, specs.values())
    return [stem for stem, spec in specs.items() if _branch_in(texts.get(spec)) == ctx.branch]


def _branch_in(text: str | None) -> str | None:
    """The branch that a journal file says it was written on; None also for what is none."""
    try:
        return journal.parse(text or "", "").branch
    except BadText:
        return None  # is told when its session is looked at


def _latest(ctx: Context) -> dict[str, str]:
    """By stem, the name of the last journal file of each session in HEAD; its time comes first."""
    trees = walk.sessions_of_head(ctx.wt)
    if len(trees) <= FEW:
        paths = git.tree_files(ctx.wt, ctx.wt.head, ctx.wt.journal) if trees else []
        return _latest_of(paths, ctx.wt.journal)
    from git_session.cache import opening  # SQLite takes 4 ms to import

    return opening.through(ctx.store.cache, lambda known: _remembered(ctx, known, trees))


def _latest_of(paths: list[str], folder: str) -> dict[str, str]:
    latest: dict[str, str] = {}
    for path in paths:
        if stem := stem_of(path, folder):
            latest[stem] = max(latest.get(stem, ""), path.rpartition("/")[2])
    return latest


def _remembered(ctx: Context, known: Cache, trees: dict[str, str]) -> dict[str, str]:
    """The same from the cache: what a directory of some hash holds never changes."""
    known.begin(writing=False)
    latest = known.history.trees()
    if any(tree not in latest for tree in trees.values()):
        known.end()
        paths = git.tree_files(ctx.wt, ctx.wt.head, ctx.wt.journal)
        found = _latest_of(paths, ctx.wt.journal)
        latest = {tree: found.get(stem, "") for stem, tree in trees.items()}
        known.begin(writing=True)
        known.history.set_trees(latest)
        known.end()
    return {stem: latest[tree] for stem, tree in trees.items() if latest[tree]}


def find(ctx: Context, wanted: str) -> Found:
    """The session that a person calls ``wanted``, if it has a document here or a journal only.

    Nothing is written. Raises ``NoSession`` when none or several fit.
    """
    known = documents.survey(ctx).found
    unseen = without_document(ctx)
    names = [*map(documents.called, known), *map(naming.Called, unseen)]
    fits = naming.meant(names, wanted)
    if len(fits) == 1 and fits[0] in unseen:
        return Found(fits[0], "active", sessions.rebuilt(ctx, fits[0]))
    matches = [session for session in known if session.stem in fits]
    return documents.one(matches, wanted, [stem for stem in unseen if stem in fits])


def adopt(ctx: Context, session: Found) -> Found:
    """Give a session that only a journal knew its document, with its commits.

    It shows what the journal tells and no more, so that it is the same in every clone.
    """
    with ctx.store.lock():
        sessions.save(ctx, session, sessions.known_blocks(ctx, session.stem)[1])
        sessions.point(ctx, session.stem)
        settle.settle(ctx)
        return sessions.load(ctx, session.stem)
