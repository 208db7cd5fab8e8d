"""What a commit or a range of commits recorded: what ``show`` shows."""

from __future__ import annotations

from git_session import annotate, walk
from git_session.annotate import Change
from git_session.core import recall
from git_session.core.recall import Recalled
from git_session.errors import SessionError
from git_session.lifecycle import reasons, superseding
from git_session.lifecycle.context import Context
from git_session.model import record


@record
class Reviewed:
    """Commits and what they recorded. ``changes`` are all that were looked at, oldest first.

    ``entries`` stand in order of time. For one commit ``how`` says how they are known, else "";
    ``carried_by`` is the later commit that holds them, None if they are the commits' own.
    ``cut_off`` if history ends among them (a shallow clone), where nothing is claimed.
    """

    changes: tuple[Change, ...]
    entries: tuple[Recalled, ...]
    how: str = ""
    carried_by: Change | None = None
    known: tuple[str, ...] = ()
    cut_off: bool = False

    @property
    def sources(self) -> list[Change]:
        """The commits that entries are from."""
        held = {one.source.commit for one in self.entries}
        return [change for change in self.changes if change.hash in held]


def review(ctx: Context, word: str) -> Reviewed:
    """What ``word`` recorded: a commit, what a merge brought its first parent, or ``A..B``.

    ``A...B`` is ``A..B``, as a pull request has it: what B has and A has not. Raises
    SessionError for what names no commit.
    """
    sha = annotate.commit_of(ctx.wt, word)
    if sha is None:
        return _range(ctx, word)
    change = annotate.changes(ctx.wt, [sha])[sha]
    if len(change.parents) > 1:
        return _commits(ctx, annotate.between(ctx.wt, change.parents[0], sha))
    [answer] = reasons.explain(ctx, [change], {})
    [entries] = superseding.marked(ctx, [recall.in_time(answer.entries)])
    return Reviewed(
        (change,),
        entries,
        answer.how,
        answer.carried_by,
        answer.known,
        answer.how == reasons.SHALLOW,
    )


def _range(ctx: Context, word: str) -> Reviewed:
    return _commits(ctx, annotate.between(ctx.wt, *ends(ctx, word)))


def ends(ctx: Context, word: str) -> tuple[str, str]:
    """The commits that ``A..B`` names (an end left out is HEAD). SessionError for none."""
    dots = "..." if "..." in word else ".."
    base, found, tip = word.partition(dots)
    first, last = (annotate.commit_of(ctx.wt, end or "HEAD") for end in (base, tip))
    if not found or first is None or last is None:
        raise SessionError(
            f"'{word}' is no commit and no range of commits here",
            "say a hash, a branch, a tag, or main..BRANCH",
        )
    return first, last


def _commits(ctx: Context, commits: list[str]) -> Reviewed:
    """What each of ``commits`` added itself; where history ends, nothing is claimed."""
    found = annotate.changes(ctx.wt, commits)
    cut = any(not one.parents for one in found.values())
    ends = set(walk.boundary(ctx.wt)) if cut else set()
    changes = [found[sha] for sha in commits]
    carried = reasons.read(ctx, [change for change in changes if change.hash not in ends])
    sources = [one.source for files in carried.values() for one in files]
    cut_off = not ends.isdisjoint(commits)
    [entries] = superseding.marked(ctx, [recall.recalled(sources)])
    return Reviewed(tuple(changes), entries, cut_off=cut_off)
