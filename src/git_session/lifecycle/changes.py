"""Which paths commits changed, remembered in the cache: git is asked of each commit once."""

from __future__ import annotations

from git_session import output, walk
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from git_session.cache.opening import Cache

MOST = 2000  # paths of one commit that are kept
PORTION = 2500  # commits that are asked for together
HEX = frozenset("0123456789abcdef")


@record
class Change:
    """The paths that a commit changed outside of ours, sorted; ``cut``: these are the first ones.

    Of a merge those that differ from its first parent.
    """

    paths: tuple[str, ...]
    cut: bool = False


def of(ctx: Context, commits: Iterable[str]) -> dict[str, Change]:
    """The changes of commits, by their full names, in the order given.

    What is no commit of this clone is left out, and so are those at which a shallow clone ends:
    they seem to add every file.
    """
    from git_session.cache import opening  # SQLite takes 4 ms

    wanted = [*commits]
    return opening.through(ctx.store.cache, lambda known: recalled(ctx, known, wanted))


def recalled(ctx: Context, known: Cache, commits: Iterable[str]) -> dict[str, Change]:
    """The same for who has the cache open."""
    ends = set(walk.boundary(ctx.wt))
    wanted = [commit for commit in dict.fromkeys(commits) if _is_name(commit, ends)]
    found = known.changed.known(wanted)
    found |= _learn(ctx, known, {commit for commit in wanted if commit not in found})
    return {commit: Change(*found[commit]) for commit in wanted if commit in found}


def touching(ctx: Context, known: Cache, commits: Iterable[str], path: str) -> set[str]:
    """Those of ``commits`` that changed ``path``, or something in that directory ('src/')."""
    folder = f"{path.rstrip('/')}/"
    wanted = set(commits) - set(walk.boundary(ctx.wt))
    _learn(ctx, known, {one for one in wanted - known.changed.names() if _is_name(one, set())})
    found = (
        commit
        for commit, paths in known.changed.saying(path)
        if any(one == path or one.startswith(folder) for one in paths)
    )
    return wanted.intersection(found)


def _learn(
    ctx: Context, known: Cache, commits: set[str]
) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Ask git of commits, and remember what it says."""
    fresh = _asked(ctx, known.telling.in_order(commits))
    if fresh:
        known.remember(lambda: known.changed.add((commit, *told) for commit, told in fresh.items()))
    return fresh


def _is_name(commit: str, ends: set[str]) -> bool:
    return len(commit) in (40, 64) and set(commit) <= HEX and commit not in ends


def _asked(ctx: Context, commits: list[str]) -> dict[str, tuple[tuple[str, ...], bool]]:
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    with output.Bar("reading what commits changed", len(commits)) as bar:
        for at in range(0, len(commits), PORTION):
            told = walk.changed(ctx.wt, commits[at : at + PORTION], MOST)
            found |= {commit: (tuple(paths), cut) for commit, (paths, cut) in told.items()}
            bar.advance(PORTION)
    return found
