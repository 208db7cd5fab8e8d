"""Whether a session without a journal is merged: facts of its commits, asked of real repositories.

Each story begins with the branch `feat`, on which a session made the commits `one.py` and `two.py`.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from git_session import git
from git_session.core import document, fold
from git_session.lifecycle import merged
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found
from git_session.lifecycle.merged import Target
from git_session.model import Commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

WHEN = datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
LINES = [f"line {number}\n" for number in range(30)]
STEM = "feat-01234567"


def do(repo: Repo, name: str, text: str = "", file: str = "") -> str:
    """One commit that changes `<name>.py`, or ``file``."""
    return repo.commit(f"Do {name}", {file or f"{name}.py": text or f"{name}\n"})


def line(repo: Repo, number: int, text: str) -> str:
    """One commit that changes one line of a file of thirty."""
    lines = repo.read("long.py").splitlines(keepends=True)
    lines[number] = f"{text}\n"
    return do(repo, f"line {number}", "".join(lines), "long.py")


def begun(repo: Repo) -> None:
    """Two commits on `feat`; `main` is checked out."""
    do(repo, "long", "".join(LINES))
    repo.git("switch", "-q", "-c", "feat")
    do(repo, "one")
    do(repo, "two")
    repo.git("switch", "-q", "main")


@pytest.fixture
def feat(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """The repository in which every story begins."""
    return copied(begun)


@dataclasses.dataclass
class Session:
    """The session on `feat` as its document knows it: where it began and its commits."""

    start: str | None
    rows: list[str]
    branch: str | None = "feat"
    base: str | None = "main"

    @classmethod
    def of(cls, repo: Repo) -> Session:
        start = repo.rev("main")
        rows = repo.git("rev-list", "--reverse", "--first-parent", "feat", f"^{start}").lines
        return cls(start, rows)

    def found(self) -> Found:
        facts = document.Facts(
            id="019abc12-3456-7def-8901-234567890abc",
            shortname="feat",
            label="",
            created=WHEN,
            branch=self.branch,
            head=self.start,
            base=self.base,
            author="alice",
            client="",
        )
        rows = [Commit(sha, WHEN, "Subject") for sha in self.rows]
        return Found(STEM, "active", fold.set_commits(document.new(facts), rows))


def context(repo: Repo) -> Context:
    repo.config("session.share", "false")
    return open_context(str(repo.top))


def asked(repo: Repo, session: Session) -> Target | None:
    """What the session was merged into."""
    answers = merged.among(context(repo), [session.found()])
    return answers[0][1] if answers else None


def squash(repo: Repo, branch: str = "feat", message: str = "All of it") -> None:
    repo.git("merge", "--squash", branch)
    repo.git("commit", "-qm", message)


def fast_forward(repo: Repo) -> None:
    repo.git("merge", "--ff-only", "feat")


def fast_forward_and_more(repo: Repo) -> None:
    repo.git("merge", "--ff-only", "feat")
    do(repo, "more")


def true_merge(repo: Repo) -> None:
    repo.git("merge", "--no-ff", "--no-edit", "feat")


def true_merge_and_more(repo: Repo) -> None:
    do(repo, "before")
    repo.git("merge", "--no-edit", "feat")
    do(repo, "more")


def merge_with_a_conflict(repo: Repo) -> None:
    do(repo, "one", "theirs\n")
    assert repo.git("merge", "feat", check=False).code == 1
    do(repo, "one", "both\n")


def octopus(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "other")
    do(repo, "other")
    repo.git("switch", "-q", "main")
    repo.git("merge", "--no-edit", "feat", "other")


def merge_by_way_of_another_branch(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "develop")
    repo.git("merge", "--no-ff", "--no-edit", "feat")
    repo.git("switch", "-q", "main")
    repo.git("merge", "--no-ff", "--no-edit", "develop")


def merge_and_its_revert(repo: Repo) -> None:
    """It was merged; what became of it is another story."""
    true_merge(repo)
    repo.git("revert", "--no-edit", "-m", "1", "HEAD")


def merge_and_the_branch_deleted(repo: Repo) -> None:
    true_merge(repo)
    repo.git("branch", "-D", "feat")


def squash_merge(repo: Repo) -> None:
    squash(repo)


def squash_and_more(repo: Repo) -> None:
    squash(repo)
    do(repo, "more")
    do(repo, "three")


def squash_and_more_in_the_same_file(repo: Repo) -> None:
    squash(repo)
    do(repo, "two", "two and more\n")


def squash_after_main_moved(repo: Repo) -> None:
    do(repo, "before")
    squash(repo)


def squash_beside_a_change_of_the_same_file(repo: Repo) -> None:
    repo.git("switch", "-q", "feat")
    line(repo, 25, "feat")
    repo.git("switch", "-q", "main")
    line(repo, 2, "main")
    squash(repo)


def squash_and_its_revert(repo: Repo) -> None:
    squash(repo)
    repo.git("revert", "--no-edit", "HEAD")


def squash_and_the_branch_deleted(repo: Repo) -> None:
    squash(repo)
    repo.git("branch", "-D", "feat")
    do(repo, "more")


def squash_of_binary_files_and_renames(repo: Repo) -> None:
    repo.git("switch", "-q", "feat")
    do(repo, "picture", "\0\1\2", "picture.png")
    repo.git("mv", "long.py", "longer.py")
    do(repo, "move", "moved\n")
    repo.git("switch", "-q", "main")
    do(repo, "before")
    squash(repo)
    do(repo, "more")


def squash_after_main_was_merged_in(repo: Repo) -> None:
    do(repo, "before")
    repo.git("switch", "-q", "feat")
    repo.git("merge", "--no-edit", "main")
    do(repo, "three")
    repo.git("switch", "-q", "main")
    squash(repo)


def squash_after_a_conflict_on_the_branch(repo: Repo) -> None:
    do(repo, "one", "theirs\n")
    repo.git("switch", "-q", "feat")
    assert repo.git("merge", "main", check=False).code == 1
    do(repo, "one", "both\n")
    repo.git("switch", "-q", "main")
    squash(repo)
    do(repo, "more")


def squash_that_came_back_to_the_branch(repo: Repo) -> None:
    """The branch's own changes are no difference from the merge base any more."""
    squash(repo)
    repo.git("switch", "-q", "feat")
    repo.git("merge", "--no-edit", "main")
    repo.git("switch", "-q", "main")
    do(repo, "more")


def pick_each(repo: Repo) -> None:
    """What a server's "rebase and merge" does."""
    do(repo, "before")
    repo.git("cherry-pick", "feat~1", "feat")


def pick_each_and_more(repo: Repo) -> None:
    pick_each(repo)
    do(repo, "one", "one and more\n")


def pick_each_in_another_order(repo: Repo) -> None:
    repo.git("cherry-pick", "feat", "feat~1")


def pick_each_that_came_back_to_the_branch(repo: Repo) -> None:
    repo.git("cherry-pick", "feat")
    repo.git("cherry-pick", "feat~1")
    repo.git("switch", "-q", "feat")
    repo.git("merge", "-q", "--no-edit", "main")
    repo.git("switch", "-q", "main")
    do(repo, "more")


def pick_each_and_the_branch_deleted(repo: Repo) -> None:
    pick_each(repo)
    repo.git("branch", "-D", "feat")


def pick_each_and_its_revert(repo: Repo) -> None:
    pick_each(repo)
    repo.git("revert", "--no-edit", "HEAD", "HEAD~1")


def the_same_by_hand(repo: Repo) -> None:
    """Nobody merged, yet main lacks nothing of it: the two cannot be told apart."""
    repo.write("one.py", "one\n")
    do(repo, "two")
    repo.git("add", "one.py")
    repo.git("commit", "--amend", "-qm", "By hand")


def the_same_result_in_other_steps(repo: Repo) -> None:
    """No patch is that of the branch, yet main's tree once was its tree."""
    repo.write("one.py", "half of one\n")
    do(repo, "two")
    do(repo, "one", "half of one\n")
    do(repo, "one")
    do(repo, "more")


MERGED: list[Callable[[Repo], None]] = [
    fast_forward,
    fast_forward_and_more,
    true_merge,
    true_merge_and_more,
    merge_with_a_conflict,
    octopus,
    merge_by_way_of_another_branch,
    merge_and_its_revert,
    merge_and_the_branch_deleted,
    squash_merge,
    squash_and_more,
    squash_and_more_in_the_same_file,
    squash_after_main_moved,
    squash_beside_a_change_of_the_same_file,
    squash_and_its_revert,
    squash_and_the_branch_deleted,
    squash_of_binary_files_and_renames,
    squash_after_main_was_merged_in,
    squash_after_a_conflict_on_the_branch,
    squash_that_came_back_to_the_branch,
    pick_each,
    pick_each_and_more,
    pick_each_in_another_order,
    pick_each_that_came_back_to_the_branch,
    pick_each_and_the_branch_deleted,
    pick_each_and_its_revert,
    the_same_by_hand,
    the_same_result_in_other_steps,
]


@pytest.mark.parametrize("story", MERGED, ids=lambda story: str(story.__name__))
def test_merged(feat: Repo, story: Callable[[Repo], None]) -> None:
    session = Session.of(feat)
    main = feat.rev("main")
    story(feat)
    if feat.git("branch", "--list", "feat").out:  # what the story added to the branch is its own
        session.rows = feat.git("rev-list", "--reverse", "--first-parent", f"{main}..feat").lines
    assert asked(feat, session) == Target("main", feat.rev("main"))


def nothing(repo: Repo) -> None:
    """The branch stays as it is."""


def main_moved(repo: Repo) -> None:
    do(repo, "more")


def merge_of_a_part(repo: Repo) -> None:
    repo.git("merge", "--no-ff", "--no-edit", "feat~1")


def squash_of_a_part(repo: Repo) -> None:
    squash(repo, "feat~1")


def pick_of_a_part(repo: Repo) -> None:
    repo.git("cherry-pick", "feat")


def merge_before_the_last_commit(repo: Repo) -> None:
    true_merge(repo)
    more_on_the_branch(repo)


def squash_before_the_last_commit(repo: Repo) -> None:
    squash(repo)
    more_on_the_branch(repo)


def more_on_the_branch(repo: Repo) -> None:
    repo.git("switch", "-q", "feat")
    do(repo, "three")
    repo.git("switch", "-q", "main")


def squash_with_a_change_by_the_reviewer(repo: Repo) -> None:
    repo.git("merge", "--squash", "feat")
    repo.stage("one.py", "better\n")
    repo.git("commit", "-qm", "All of it, and better")


def pick_with_a_conflict(repo: Repo) -> None:
    do(repo, "one", "theirs\n")
    assert repo.git("cherry-pick", "feat~1", check=False).code == 1
    do(repo, "one", "both\n")
    repo.git("cherry-pick", "feat")


def pick_with_two_made_one(repo: Repo) -> None:
    more_on_the_branch(repo)
    do(repo, "before")
    repo.git("cherry-pick", "-n", "feat~2", "feat~1")
    repo.git("commit", "-qm", "One and two")
    repo.git("cherry-pick", "feat")


def changes_undone(repo: Repo) -> None:
    """Nothing differs from the base, so nothing tells whether it was merged."""
    repo.git("switch", "-q", "feat")
    repo.git("revert", "--no-edit", "HEAD", "HEAD~1")
    repo.git("switch", "-q", "main")
    do(repo, "more")


def reset_to_main(repo: Repo) -> None:
    """The branch is at a commit of main, its work is not in there."""
    repo.git("branch", "-f", "feat", "main")
    do(repo, "more")


def history_of_its_own(repo: Repo) -> None:
    repo.git("switch", "-q", "--orphan", "island")
    do(repo, "island")
    repo.git("branch", "-f", "feat", "island")
    repo.git("switch", "-q", "main")


def branch_deleted(repo: Repo) -> None:
    repo.git("branch", "-D", "feat")
    do(repo, "more")


UNMERGED: list[Callable[[Repo], None]] = [
    nothing,
    main_moved,
    merge_of_a_part,
    squash_of_a_part,
    pick_of_a_part,
    merge_before_the_last_commit,
    squash_before_the_last_commit,
    squash_with_a_change_by_the_reviewer,
    pick_with_a_conflict,
    pick_with_two_made_one,
    changes_undone,
    reset_to_main,
    history_of_its_own,
    branch_deleted,
]


@pytest.mark.parametrize("story", UNMERGED, ids=lambda story: str(story.__name__))
def test_not_known_to_be_merged(feat: Repo, story: Callable[[Repo], None]) -> None:
    session = Session.of(feat)
    story(feat)
    assert asked(feat, session) is None


def test_a_session_without_a_commit_of_its_own_is_not_merged(feat: Repo) -> None:
    """The branch is merged, but its commits are older than the session."""
    session = Session(feat.rev("feat"), [])
    true_merge(feat)
    assert asked(feat, session) is None


def test_empty_commits_are_no_changes_to_find_again(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "feat")
    repo.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    session = Session(repo.rev("main"), [repo.head])
    repo.git("switch", "-q", "main")
    repo.git("commit", "-q", "--allow-empty", "-m", "Nothing here either")
    do(repo, "more")
    assert asked(repo, session) is None
    repo.git("merge", "--no-edit", "feat")
    assert asked(repo, session) == Target("main", repo.head)


def test_only_what_is_its_own_has_to_be_merged(feat: Repo) -> None:
    """The session began after the branch's first commit; just its own commit was picked."""
    session = Session(feat.rev("feat~1"), [feat.rev("feat")])
    feat.git("cherry-pick", "feat")
    assert asked(feat, session) == Target("main", feat.head)


def test_a_squash_merge_may_hold_more_than_the_session(feat: Repo) -> None:
    session = Session(feat.rev("feat~1"), [feat.rev("feat")])
    squash(feat)
    assert asked(feat, session) == Target("main", feat.head)


def test_a_session_on_a_detached_head_is_merged_by_its_last_commit(feat: Repo) -> None:
    session = Session.of(feat)
    session.branch = None
    squash(feat)
    assert asked(feat, session) == Target("main", feat.head)


@pytest.mark.parametrize("start", [None, "0" * 40, "--output=/tmp/x", "feat\0x"])
def test_an_unknown_start_is_no_obstacle(feat: Repo, start: str | None) -> None:
    session = Session(start, Session.of(feat).rows)
    assert asked(feat, session) is None
    squash(feat)
    assert asked(feat, session) == Target("main", feat.head)


def test_a_last_commit_that_is_gone_decides_nothing(feat: Repo) -> None:
    session = Session(feat.rev("main"), ["0" * 40])
    true_merge(feat)
    assert asked(feat, session) is None


def test_nothing_is_merged_into_its_own_branch(feat: Repo) -> None:
    session = Session.of(feat)
    session.branch = "main"
    true_merge(feat)
    assert asked(feat, session) is None


@pytest.mark.parametrize("base", [None, "", "gone", "*", "a\0b", "--help"])
def test_a_base_that_is_none_is_the_repository_s(feat: Repo, base: str | None) -> None:
    session = Session.of(feat)
    session.base = base
    true_merge(feat)
    assert asked(feat, session) == Target("main", feat.head)


def test_where_no_branch_is_the_base_nothing_is_merged(feat: Repo) -> None:
    session = Session.of(feat)
    true_merge(feat)
    feat.git("branch", "-m", "main", "trunk")
    assert asked(feat, session) is None
    feat.config("session.base", "trunk")
    assert asked(feat, session) == Target("trunk", feat.head)


def test_the_base_of_a_remote_counts_until_there_is_a_local_one(feat: Repo, tmp_path: Path) -> None:
    session = Session.of(feat)
    session.base = "origin/main"
    clone = feat.clone(tmp_path / "clone", "--branch=feat")
    assert asked(clone, session) is None
    true_merge(feat)
    clone.git("fetch", "-q")
    assert asked(clone, session) == Target("main", feat.head)
    clone.git("branch", "-q", "main", session.start or "")
    assert asked(clone, session) is None


def test_a_branch_merged_into_another_base(feat: Repo) -> None:
    session = Session.of(feat)
    session.base = "release/1"
    feat.git("switch", "-q", "-c", "release/1")
    true_merge(feat)
    assert asked(feat, session) == Target("release/1", feat.head)


def test_what_was_found_unmerged_is_not_asked_again_until_a_branch_moves(
    feat: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.of(feat)
    assert asked(feat, session) is None
    monkeypatch.setattr(merged, "_merged", lambda *_: pytest.fail("asked again"))
    assert asked(feat, session) is None
    monkeypatch.undo()
    squash(feat)
    assert asked(feat, session) == Target("main", feat.head)


def test_far_apart_branches_are_only_asked_for_ancestry(
    feat: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merged, "FURTHEST", 3)
    session = Session.of(feat)
    squash(feat)
    assert asked(feat, session) is None, "three commits lie between the two"
    feat.git("merge", "-q", "--no-edit", "feat")
    assert asked(feat, session) == Target("main", feat.head)


def test_the_commit_to_compare_is_made_once_by_nobody(
    feat: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.of(feat)
    do(feat, "before")
    squash(feat)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    feat.config("user.useConfigOnly", "true")
    feat.config("user.name", "")
    objects = feat.path(".git/objects")
    before = set(objects.rglob("*"))
    for _ in range(2):
        assert asked(feat, session) == Target("main", feat.rev("main"))
    [made] = [path for path in set(objects.rglob("*")) - before if path.is_file()]
    said = feat.git("cat-file", "commit", f"{made.parent.name}{made.name}").lines
    assert said[2:4] == ["author nobody <nobody> 1 +0000", "committer nobody <nobody> 1 +0000"]
    assert feat.git("fsck", "--strict").code == 0


def test_where_no_object_can_be_written_the_session_stays(
    feat: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk. Root may write anywhere, so a file takes the place of a directory."""
    session = Session.of(feat)
    do(feat, "before")
    squash(feat)
    tree, base = feat.rev("feat^{tree}"), str(session.start)
    made = git.commit_of(context(feat).wt, tree, base)
    place = feat.path(f".git/objects/{made[:2]}")
    place.joinpath(made[2:]).unlink()
    place.rmdir()  # nothing else stood there
    place.write_text("in the way")
    assert asked(feat, session) is None


class TestPartialClone:
    """A clone that left blobs on the server asks for none of them over the network."""

    def test_missing_blobs_are_not_fetched(self, feat: Repo, tmp_path: Path) -> None:
        session = Session.of(feat)
        do(feat, "one", "theirs\n")
        feat.git("config", "uploadpack.allowFilter", "true")
        clone = feat.clone(tmp_path / "clone", "--filter=blob:none", "--no-local", "--bare")
        missing = ["rev-list", "--objects", "--all", "--missing=print"]
        before = clone.git(*missing).out
        assert "\n?" in before
        clone.git("worktree", "add", "-q", "--no-checkout", str(tmp_path / "wt"), "main")
        ctx = context(clone.__class__(tmp_path / "wt"))
        assert merged.among(ctx, [session.found()]) == []
        assert clone.git(*missing).out == before
