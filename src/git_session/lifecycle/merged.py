"""Whether a session is merged into its base branch, wherever HEAD is.

Its journal files tell: all of them are in the base's tree. A session that never journalled, or is
not shared, is told by facts of its commits; where they do not decide, it stays what it was.
"""

from __future__ import annotations

from git_session import git
from git_session.core import document
from git_session.errors import GitFailed
from git_session.git import REMOTES
from git_session.lifecycle import pending, sharing
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import record, replace
from git_session.plumbing import HEADS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.document import Document

KEYS = ("git_branch", "git_base")
# Commits between branch and base whose patches are compared; more would keep a hook too busy.
FURTHEST = 5000


@record
class Target:
    """What a session was merged into: a branch's short name, and its commit that did that.

    Where no commit did (a fast-forward) or none is known, it is where the branch is.
    """

    branch: str
    commit: str


@record
class Question:
    """One session to be asked for: what it may be merged into, and the commits it ends in.

    ``tip`` is where its branch is ("": gone or detached), ``last`` the last of its own commits
    ("": it has none).
    """

    session: Found
    target: Target
    tip: str
    last: str

    def facts(self, shared: bool) -> tuple[str, ...]:
        """All that the answer depends on."""
        return (self.session.stem, self.target.commit, self.tip, self.last, str(shared))


def among(ctx: Context, candidates: Sequence[Found]) -> list[tuple[Found, Target]]:
    """Those of the sessions that are merged, and into what.

    What is found unmerged is remembered and not asked again before one of its branches moves.
    """
    shared = sharing.shared(ctx)
    known = ctx.store.unmerged()
    merged: list[tuple[Found, Target]] = []
    unmerged: set[tuple[str, ...]] = set()
    for asked in _questions(ctx, candidates):
        facts = asked.facts(shared)
        if facts not in known and (target := _merged(ctx, asked, shared)):
            merged.append((asked.session, target))
        else:
            unmerged.add(facts)
    if unmerged != known:
        ctx.store.set_unmerged(unmerged)
    return merged


def _questions(ctx: Context, candidates: Sequence[Found]) -> list[Question]:
    """A session whose base is unknown, or its own branch, is merged into nothing."""
    default = sharing.base_branch(ctx)
    branches = {str(session.doc.get(key) or "") for session in candidates for key in KEYS}
    refs = _refs(ctx, branches | {default or ""})
    questions: list[Question] = []
    for session in candidates:
        home, base = (str(session.doc.get(key) or "") for key in KEYS)
        target = _target(refs, base) or _target(refs, default or "")
        if target and target.branch != home:
            rows = document.commits(session.doc)
            last = rows[-1].hash if rows else ""
            questions.append(Question(session, target, _tip(refs, home), last))
    return questions


def target_of(ctx: Context, branch: str) -> Target | None:
    """The base ``branch`` as sessions name it, and where it is; None where there is none."""
    return _target(_refs(ctx, {branch}), branch)


def _refs(ctx: Context, branches: set[str]) -> dict[str, str]:
    """The commits of all these branches; of ``origin/main``, those of ``main`` too."""
    names = {*branches, *(name.partition("/")[2] for name in branches)} - {""}
    places = (HEADS, REMOTES)
    return git.refs(ctx.wt, (f"{place}{name}" for place in places for name in names))


def _tip(refs: dict[str, str], branch: str) -> str:
    return refs.get(f"{HEADS}{branch}") or refs.get(f"{REMOTES}{branch}", "")


def _target(refs: dict[str, str], base: str) -> Target | None:
    """The base branch; for one of a remote (``origin/main``) the local one, once there is one."""
    if commit := refs.get(f"{HEADS}{base}"):
        return Target(base, commit)
    if commit := refs.get(f"{REMOTES}{base}"):
        local = base.partition("/")[2]
        return Target(local, refs.get(f"{HEADS}{local}", commit))
    return None


def _merged(ctx: Context, asked: Question, shared: bool) -> Target | None:
    names = _journal_names(ctx, asked) if shared else set()
    target, stem = asked.target, asked.session.stem
    if not names:
        return target if _by_facts(ctx, asked) else None
    if not names <= set(pending.tracked(ctx, stem, target.commit)):
        return None
    brought = git.brought_by(ctx.wt, target.commit, ctx.store.journal_dir(stem))
    if brought is None or git.is_ancestor(ctx.wt, brought, asked.tip or asked.last):
        return target  # one of its own commits: the base was moved forward to it
    return replace(target, commit=brought)


def _journal_names(ctx: Context, asked: Question) -> set[str]:
    """The session's journal files: those at the tip of its branch, else those this clone knows."""
    stem = asked.session.stem
    if asked.tip:
        return set(pending.tracked(ctx, stem, asked.tip))
    return set(ctx.store.kept_journals(stem)) - ctx.store.reverted(stem)


def _by_facts(ctx: Context, asked: Question) -> bool:
    """Whether the base holds the session's last commit, and all that its branch has by now.

    A session without a commit of its own is never merged: nothing of it could be.
    """
    last, tip = asked.last, asked.tip
    if not last or not git.is_commit(ctx.wt, last):
        return False
    ends = [tip or last]
    if tip and not git.is_ancestor(ctx.wt, last, tip):
        ends.append(last)
    try:
        start = _start(ctx, asked.session.doc)
        return all(_holds(ctx, asked.target.commit, end, start) for end in ends)
    except GitFailed:
        return False  # a missing object or a full disk: it stays what it was


def _start(ctx: Context, doc: Document) -> str | None:
    start = str(doc.get("git_start") or "")
    return start if start and git.is_commit(ctx.wt, start) else None


def _holds(ctx: Context, target: str, end: str, start: str | None) -> bool:
    """``target`` reaches ``end``, or took its changes: one by one, or all in one commit.

    The cheap questions come first. Where nothing differs from where it began, nothing can tell.
    """
    if git.is_ancestor(ctx.wt, end, target):
        return True
    if git.commits_apart(ctx.wt, end, target, FURTHEST) == FURTHEST:
        return False
    begun = start if start and git.is_ancestor(ctx.wt, start, end) else None
    tree = git.tree_of(ctx.wt, end)
    known = dict.fromkeys(base for base in (git.merge_base(ctx.wt, target, end), begun) if base)
    bases = [base for base in known if git.tree_of(ctx.wt, base) != tree]
    if bases and git.has_twins(ctx.wt, target, end, begun):
        return True
    return any(_holds_at_once(ctx, target, tree, base) for base in bases)


def _holds_at_once(ctx: Context, target: str, tree: str, base: str) -> bool:
    """One commit of ``target`` makes all the changes from ``base`` to ``tree``, or has that."""
    whole = git.commit_of(ctx.wt, tree, base)
    if git.has_twins(ctx.wt, target, whole, base):
        return True
    return tree in git.trees_between(ctx.wt, base, target)
