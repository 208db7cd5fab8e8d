"""Taking away everything that git-session keeps in a clone, after saying what that is."""

from __future__ import annotations

import os

from git_session import files, git, remains
from git_session.core import grammar
from git_session.errors import Refused
from git_session.lifecycle import pending
from git_session.lifecycle.context import Context
from git_session.model import record
from git_session.store import ACTIVE, ARCHIVE

OURS = (ACTIVE, ARCHIVE, "tmp", "views", "journal", ".gitattributes")


@record
class Holdings:
    """What a purge would take from this worktree and clone.

    ``documents`` counts those in `active` and `archive`, ``pending`` the notes that no commit has
    carried, ``unshared`` the journal files that no commit of this clone holds. ``tracked`` counts
    the files below the sessions' directory that git tracks, ``others`` those that are not ours:
    both stay. ``folders`` are the directories.
    """

    documents: int
    pending: int
    unshared: int
    tracked: int
    others: int
    folders: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """What goes, for a person."""
        counts = (
            (self.documents, "document"),
            (self.pending, "note that is in no commit yet"),
            (self.unshared, "journal file that no commit holds"),
        )
        return [f"{count} {_plural(what, count)}" for count, what in counts if count]


def _plural(what: str, count: int) -> str:
    head, blank, rest = what.partition(" ")
    if what.startswith("journal"):
        head, blank, rest = "journal file", " ", what.removeprefix("journal file ")
    rest = rest if count == 1 else rest.replace("that is", "that are")
    return f"{head}{'s' * (count != 1)}{blank}{rest}"


def holdings(ctx: Context) -> Holdings:
    """Look at everything that would go; changes nothing."""
    store = ctx.store
    places = (store.root, store.private, store.common)
    return Holdings(
        documents=len(store.stems(ACTIVE)) + len(store.stems(ARCHIVE)),
        pending=_pending(ctx),
        unshared=len(_unshared(ctx)),
        tracked=len(_tracked(ctx)),
        others=len([path for path in remains.below(store.root) if not _ours(ctx, path)]),
        folders=tuple(dict.fromkeys(path for path in places if os.path.isdir(path))),
    )


def refuse_loss(found: Holdings) -> None:
    """Raises Refused where words would be lost that stand nowhere else."""
    if found.pending or found.unshared:
        lost = [line for line in found.lines if "document" not in line.split(" ")[1]]
        raise Refused(
            f"a purge would lose {' and '.join(lost)}",
            "commit them first, or lose them: git session uninstall --purge --force",
        )


def _pending(ctx: Context) -> int:
    """Each note once, also those of no session, which the current one would take."""
    store = ctx.store
    found = [block for stem in store.unread_stems() for block in pending.noted(ctx, stem)]
    loose = [block for chunk in store.pending("") for block in pending.blocks_in(ctx, chunk)]
    return len(grammar.unique([*found, *loose]))


def _unshared(ctx: Context) -> list[str]:
    """The kept journal files that no commit on any branch ever added."""
    folder = os.path.join(ctx.store.common, "journal")
    kept = [
        f"{ctx.wt.journal}/{stem}/{name}"
        for stem in files.folders(folder)
        for name in files.names(os.path.join(folder, stem))
    ]
    if not kept:
        return []
    known = set(git.ever_added(ctx.wt, "--all", ctx.wt.journal))
    return [path for path in kept if path not in known]


def _tracked(ctx: Context) -> set[str]:
    """The files below the sessions' directory that git tracks, as absolute paths."""
    paths = git.index_files(ctx.wt, ctx.wt.folder)
    return {os.path.join(ctx.wt.top, *path.split("/")) for path in paths}


def _ours(ctx: Context, path: str) -> bool:
    """Such as we make them; ``session.dir`` may name a directory that holds other things too."""
    first = os.path.relpath(path, ctx.store.root).split(os.sep)[0]
    return first in OURS


def purge(ctx: Context) -> None:
    """Remove all of it but what git tracks. OSError where something cannot be removed."""
    stays = _tracked(ctx)
    root = ctx.store.root
    stays |= {path for path in remains.below(root) if not _ours(ctx, path)}
    with ctx.store.lock():
        _clear(root, stays)
        _clear(ctx.store.private, set())
    _clear(ctx.store.common, set())


def _clear(folder: str, but: set[str]) -> None:
    """Remove the files and links below ``folder``, then the directories that hold nothing."""
    if os.path.islink(folder):
        return  # what it leads to is not ours
    for path in list(remains.below(folder)):
        if path not in but:
            os.unlink(path)
    for place, _, _ in os.walk(folder, topdown=False):
        files.remove_empty(place)
