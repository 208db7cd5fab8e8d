"""Which sessions that only a journal knows here are merged: the base branch holds their journal.

A clone has no documents of them, which would say so. What the base's tree holds is remembered for
the commit that it stands at.
"""

from __future__ import annotations

from git_session import git, walk
from git_session.cache.telling import state_of
from git_session.core.glance import Arrival
from git_session.lifecycle import merged, sharing
from git_session.lifecycle.context import Context
from git_session.model import record
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from git_session.cache.opening import Cache

STATE = "base"  # what the cache remembers: the base's tip, then stem and state by turns
FEW = 50  # sessions whose merges are looked for by their directories; for more, by all of them


@record
class Base:
    """The branch that sessions are merged into ("" for none), its commit, and by stem what tells
    the journal files that it holds (``cache.telling.state_of``)."""

    branch: str = ""
    tip: str = ""
    states: tuple[tuple[str, str], ...] = ()

    def holding(self, states: Mapping[str, str]) -> set[str]:
        """Those of these sessions of which it holds every journal file."""
        held = dict(self.states)
        return {stem for stem, state in states.items() if held.get(stem) == state}


def base(ctx: Context, known: Cache) -> Base:
    """The base branch as it stands, remembered until it moves."""
    branch = sharing.base_branch(ctx)
    target = merged.target_of(ctx, branch) if branch else None
    if target is None:
        return Base()
    told = known.history.state(STATE).split("\n")
    if told[0] != target.commit:
        states = _states(git.tree_files(ctx.wt, target.commit, ctx.wt.journal), ctx.wt.journal)
        told = [target.commit, *(word for pair in states.items() for word in pair)]
        known.remember(lambda: known.history.remember(STATE, "\n".join(told)))
    pairs = zip(told[1::2], told[2::2], strict=True)
    return Base(target.branch, target.commit, tuple(pairs))


def merged_stems(ctx: Context, known: Cache, here: Collection[str]) -> set[str]:
    """The sessions that are merged, of all that have no document ``here``."""
    away = [stem for stem in known.telling.stems() if stem not in here]
    if not away:
        return set()
    home, there = known.telling.branches(away), base(ctx, known)
    others = [stem for stem, branch in home.items() if branch != there.branch]
    return there.holding(known.telling.states(others))


def _states(paths: list[str], folder: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        if stem := stem_of(path, folder):
            found.setdefault(stem, []).append(path)
    return {stem: state_of(mine) for stem, mine in found.items()}


def arrivals(ctx: Context, known: Cache, there: Base, stems: set[str]) -> dict[str, Arrival]:
    """When and by which commit of the base's own line each of these sessions came to it.

    What a commit with one parent brought is known here; git is asked what merges did.
    """
    if not stems:
        return {}
    named = sorted(stems) if len(stems) <= FEW else [""]
    folders = [f"{ctx.wt.journal}/{stem}".rstrip("/") for stem in named]
    line = walk.line_of(ctx.wt, there.tip)
    followed = there.tip in known.history.tips()  # else the base has moved on in this very moment
    ends = set(walk.boundary(ctx.wt))
    joints = [sha for sha, merge in line if merge or sha in ends or not followed]
    differing = walk.differing(ctx.wt, joints, folders)
    asked = {
        sha: {stem_of(path, ctx.wt.journal) for path in differing.get(sha, ())} for sha in joints
    }
    carried = known.telling.brought()
    brought: dict[str, str] = {}
    for sha, _ in line:
        for stem in asked[sha] if sha in asked else carried.get(sha, ()):
            if stem in stems:
                brought.setdefault(stem, sha)
    made = walk.when(ctx.wt, dict.fromkeys(brought.values()))
    return {
        stem: Arrival(there.branch, sha, made[sha]) for stem, sha in brought.items() if sha in made
    }
