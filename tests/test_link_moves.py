"""HEAD moved, commits taken elsewhere or back: the link from code to reasoning holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from link import (
    ABC,
    assert_carried,
    assert_explains,
    assert_linked,
    change,
    interactive,
    move_main,
    plain,
    session_of,
    work,
)
from story import assert_recorded, begin, decisions, note, pending, the_document, titles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


# pull --rebase


@pytest.fixture
def bob(feat: Repo, tmp_path: Path) -> Repo:
    """The branch is on a server; bob's clone of it has joined the session."""
    server = feat.clone(tmp_path / "server.git", "--bare")
    feat.git("remote", "add", "origin", str(server.top))
    feat.git("fetch", "-q")
    feat.git("branch", "-q", "--set-upstream-to=origin/feat")
    other = server.clone(tmp_path / "bob", "-b", "feat")
    other.env = dict(feat.env)
    other.config("user.email", "bob@example.com")
    other.session("install")
    other.session("resume", "feat")
    return other


@pytest.mark.parametrize("how", ["--rebase=true", "--rebase=interactive"])
def test_a_pull_that_rebases_onto_what_another_clone_pushed(
    feat: Repo, bob: Repo, how: str
) -> None:
    work(bob, "x")
    assert_linked(bob, {**ABC, "x.py": "x"})
    bob.git("push", "-q")
    work(feat, "d")
    feat.git("pull", "-q", how, env={"GIT_SEQUENCE_EDITOR": ":"})
    assert feat.subjects()[:2] == ["Do d", "Do x"]
    lines = {**ABC, "d.py": "d", "x.py": "x"}
    assert_linked(feat, lines)
    feat.git("push", "-q")
    bob.git("pull", "-q", "--rebase")
    assert_linked(bob, lines)
    assert the_document(feat).get("authors") == ["alice", "bob"]


def test_a_pull_that_rebases_onto_code_without_a_note(feat: Repo, bob: Repo) -> None:
    plain(bob, "x")
    bob.git("push", "-q")
    work(feat, "d")
    note(feat, "e")
    feat.git("pull", "-q", "--rebase")
    assert_linked(feat, {**ABC, "d.py": "d"})
    assert pending(feat) == 1


def test_a_forced_push_that_dropped_a_commit(feat: Repo, bob: Repo) -> None:
    """What alice dropped comes back with her next commit; bob's clone shows it all the while."""
    interactive(feat, "pick {a}, pick {c}")
    feat.git("push", "-q", "--force", "origin", "feat")
    bob.git("pull", "-q", "--rebase")
    assert_carried(bob, {"a.py": "a", "c.py": "c"})
    assert decisions(bob) == ["a", "b", "c"]
    work(feat, "d")
    feat.git("push", "-q", "origin", "feat")
    bob.git("pull", "-q", "--rebase")
    lines = {"a.py": "a", "c.py": "c", "d.py": "d"}
    for repo in (feat, bob):
        assert_linked(repo, lines, beside=("b",), together=("b", "d"))
    work(bob, "x")
    assert_linked(bob, {**lines, "x.py": "x"}, beside=("b",), together=("b", "d"))


# cherry-pick


@pytest.mark.parametrize(
    ("picks", "lines"),
    [
        (["feat~1"], {"b.py": "b"}),
        (["-x", "feat~1"], {"b.py": "b"}),
        (["--ff", "feat~2"], {"a.py": "a"}),
        (["main..feat"], ABC),
        (["feat~2..feat"], {"b.py": "b", "c.py": "c"}),
        (["feat", "feat~2"], {"a.py": "a", "c.py": "c"}),
    ],
    ids=["one", "-x", "--ff", "all", "range", "in another order"],
)
def test_picked_to_a_branch_without_a_session(
    feat: Repo, picks: list[str], lines: dict[str, str]
) -> None:
    """Its journal holds what was picked and `why` answers there; the session stays where it is."""
    note(feat, "d")
    feat.git("switch", "-q", "-c", "side", "main")
    plain(feat, "side")
    feat.git("cherry-pick", *picks)
    assert_carried(feat, lines)
    plain(feat, "after")
    assert_carried(feat, lines)
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)
    assert pending(feat) == 1


def test_picked_with_a_conflict(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "side", "main")
    feat.commit("Otherwise", {"b.py": "b = 0\n"})
    assert feat.git("cherry-pick", "feat~1", check=False).code == 1
    feat.stage("b.py", "b = 0\nb = 1\n")
    feat.git("cherry-pick", "--continue", env={"GIT_EDITOR": "true"})
    assert_carried(feat, {"b.py:2": "b"})
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)


def test_picked_with_a_conflict_and_committed_by_hand(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "side", "main")
    feat.commit("Otherwise", {"b.py": "b = 0\n"})
    assert feat.git("cherry-pick", "feat~1", check=False).code == 1
    feat.stage("b.py", "b = 0\nb = 1\n")
    feat.git("commit", "--no-edit")
    assert_carried(feat, {"b.py:2": "b"})


@pytest.mark.parametrize("end", ["--abort", "--skip"])
def test_a_pick_given_up(feat: Repo, end: str) -> None:
    feat.git("switch", "-q", "-c", "side", "main")
    feat.commit("Otherwise", {"b.py": "b = 0\n"})
    assert feat.git("cherry-pick", "feat~1", check=False).code == 1
    feat.git("cherry-pick", end)
    assert_carried(feat, {})
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)


def test_picked_without_a_commit_and_committed(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "side", "main")
    feat.git("cherry-pick", "-n", "feat~1")
    feat.git("commit", "-m", "Picked b")
    assert_carried(feat, {"b.py": "b"})


def test_picked_without_a_commit_into_a_session_of_its_own(feat: Repo) -> None:
    """The pick's journal file and the new one of the other session lie in one commit."""
    own = session_of(feat)
    feat.git("switch", "-q", "-c", "side", "main")
    feat.session("init", "--name", "side")
    side = session_of(feat)
    note(feat, "s")
    feat.git("cherry-pick", "-n", "feat~1")
    feat.append("b.py", "side = 1\n")
    feat.git("commit", "-a", "-m", "Picked b")
    assert titles(feat, of=own) == ["b"]
    assert_recorded(feat, side)
    assert titles(feat, of=side) == decisions(feat, side) == ["s"]
    assert feat.status() == ""
    assert_explains(feat, "b.py:2", "b", "s")


def test_picked_onto_its_own_branch_where_the_original_is(feat: Repo) -> None:
    assert feat.git("cherry-pick", "HEAD~1", check=False).code == 1
    feat.git("cherry-pick", "--skip")
    assert_linked(feat, ABC)
    feat.git("cherry-pick", "--allow-empty", "--keep-redundant-commits", "HEAD~1")
    assert feat.subjects()[0] == "Do b"
    assert_linked(feat, ABC)


def test_a_pick_that_meets_its_original_in_a_merge(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "side", "main")
    plain(feat, "side")
    feat.git("cherry-pick", "feat~1")
    feat.git("switch", "-q", "feat")
    feat.git("merge", "-q", "--no-edit", "side")
    assert_linked(feat, ABC)


def test_picked_back_after_its_branch_dropped_it(feat: Repo) -> None:
    dropped = feat.rev("HEAD~1")
    interactive(feat, "pick {a}, pick {c}")
    feat.git("cherry-pick", dropped)
    assert_linked(feat, ABC)
    work(feat, "d")
    assert_linked(feat, {**ABC, "d.py": "d"})


def test_picked_back_after_its_entry_came_back(feat: Repo) -> None:
    """Then two journal files hold the entry, the new one's and its own; it is shown once."""
    dropped = feat.rev("HEAD~1")
    interactive(feat, "pick {a}, pick {c}")
    work(feat, "d")
    feat.git("cherry-pick", dropped)
    lines = {"a.py": "a", "b.py": "b", "c.py": "c"}
    assert_linked(feat, lines, twice=("b",), beside=("d",))
    assert_explains(feat, "d.py", "b", "d")


# revert


def test_a_revert_takes_back_code_and_keeps_the_entry_in_history(feat: Repo) -> None:
    feat.git("revert", "--no-edit", "HEAD~1")
    left = {"a.py": "a", "c.py": "c"}
    assert_linked(feat, left, past=("b",))
    work(feat, "d")
    assert_linked(feat, {**left, "d.py": "d"}, past=("b",))
    assert feat.git("log", "--format=%s", "--", ".sessions/journal").lines[1] == (
        'Revert "Do b"'
    ), "in history"


def test_a_revert_of_several(feat: Repo) -> None:
    feat.git("revert", "--no-edit", "HEAD~2..HEAD")
    assert_linked(feat, {"a.py": "a"}, past=("b", "c"))


def test_a_line_keeps_its_reason_when_the_one_below_is_reverted(feat: Repo) -> None:
    feat.append("a.py", "x = 1\n")
    work(feat, "d", file="a.py")
    feat.append("a.py", "y = 1\n")
    feat.git("commit", "-a", "-m", "Do y")
    feat.git("revert", "--no-edit", "HEAD")
    assert feat.read("a.py") == "a = 1\nx = 1\nd = 1\n"
    assert_linked(feat, {**ABC, "a.py:3": "d"})


@pytest.mark.parametrize("way", ["revert", "rebased"])
def test_a_revert_of_a_revert_brings_both_back(feat: Repo, way: str) -> None:
    feat.git("revert", "--no-edit", "HEAD~1")
    feat.git("revert", "--no-edit", "HEAD")
    assert_linked(feat, ABC, twice=("b",))
    if way == "rebased":
        move_main(feat)
        feat.git("rebase", "-q", "main")
        assert_linked(feat, ABC, twice=("b",))
    work(feat, "d")
    assert_linked(feat, {**ABC, "d.py": "d"}, twice=("b",))


def test_a_revert_with_a_note_and_by_hand(feat: Repo) -> None:
    """`revert -n` leaves REVERT_HEAD, where hooks stand aside: the note waits one commit."""
    note(feat, "d")
    feat.git("revert", "-n", "HEAD~1")
    feat.git("commit", "-m", "Not b after all")
    assert_linked(feat, {"a.py": "a", "c.py": "c"}, past=("b",))
    assert pending(feat) == 1
    work(feat, "e")
    lines = {"a.py": "a", "c.py": "c", "e.py": "e"}
    assert_linked(feat, lines, beside=("d",), past=("b",), together=("d", "e"))


def test_a_revert_with_a_conflict(feat: Repo) -> None:
    feat.append("b.py", "more = 1\n")
    feat.git("commit", "-a", "-m", "More")
    assert feat.git("revert", "HEAD~2", check=False).code == 1
    feat.stage("b.py", "more = 1\n")
    feat.git("revert", "--continue", env={"GIT_EDITOR": "true"})
    assert_linked(feat, {"a.py": "a", "c.py": "c"}, past=("b",))


def test_a_revert_dropped_again(feat: Repo) -> None:
    feat.git("revert", "--no-edit", "HEAD~1")
    feat.git("reset", "-q", "--hard", "HEAD~1")
    work(feat, "d")
    assert_linked(feat, {**ABC, "d.py": "d"})


# reset


def test_reset_hard_and_another_commit(feat: Repo) -> None:
    feat.git("reset", "-q", "--hard", "HEAD~2")
    assert feat.status() == ""
    work(feat, "d")
    lines = {"a.py": "a", "d.py": "d"}
    assert_linked(feat, lines, beside=("b", "c"), together=("b", "c", "d"))
    work(feat, "e")
    lines["e.py"] = "e"
    assert_linked(feat, lines, beside=("b", "c"), together=("b", "c", "d"))


@pytest.mark.parametrize("seen", [False, True], ids=["unseen", "seen by a command"])
def test_reset_hard_away_and_back_by_the_reflog(feat: Repo, seen: bool) -> None:
    feat.git("reset", "-q", "--hard", "HEAD~2")
    if seen:
        feat.session("checkpoint")
        assert decisions(feat) == ["a", "b", "c"]
        assert_recorded(feat)
    feat.git("reset", "-q", "--hard", "HEAD@{1}")
    feat.session("checkpoint")
    assert_linked(feat, ABC)
    work(feat, "d")
    assert_linked(feat, {**ABC, "d.py": "d"})


def test_reset_hard_away_and_back_after_the_entries_came_back(feat: Repo) -> None:
    """On the old line of history nothing is twice; what the other line had new comes along."""
    old = feat.head
    feat.git("reset", "-q", "--hard", "HEAD~2")
    work(feat, "d")
    feat.git("reset", "-q", "--hard", old)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_reset_soft_and_one_commit(feat: Repo) -> None:
    feat.git("reset", "-q", "--soft", "HEAD~2")
    note(feat, "d")
    feat.git("commit", "-m", "Do b and c at once")
    assert_linked(feat, ABC, beside=("d",), together=("b", "c", "d"))


def test_reset_and_two_commits(feat: Repo) -> None:
    """The first commit after a mixed reset takes the journal files that it left along."""
    feat.git("reset", "-q", "HEAD~2")
    feat.git("add", "c.py")
    feat.git("commit", "-m", "Do c first")
    feat.git("add", "b.py")
    feat.git("commit", "-m", "Do b then")
    assert feat.status() == ""
    assert_recorded(feat)
    assert titles(feat) == decisions(feat) == ["a", "b", "c"]
    assert_explains(feat, "c.py", "b", "c")


def test_reset_hard_with_a_note_pending(feat: Repo) -> None:
    note(feat, "d")
    feat.git("reset", "-q", "--hard", "HEAD~1")
    plain(feat, "e")
    lines = {"a.py": "a", "b.py": "b"}
    assert_linked(feat, lines, beside=("c", "d"))


# stash, switch, bisect


def test_a_stash_with_notes_pending(feat: Repo) -> None:
    note(feat, "d")
    feat.append("a.py", "d = 1\n")
    feat.write("new.py", "d = 1\n")
    feat.git("stash", "-q", "-u")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))
    feat.git("stash", "pop", "-q")
    assert feat.status() == " M a.py\n?? new.py\n", "the person's own, nothing else"
    note(feat, "f")
    feat.git("add", "-A")
    feat.git("commit", "-m", "Do f")
    lines = {**ABC, "e.py": "e", "a.py:2": "f", "new.py": "f"}
    assert_linked(feat, lines, beside=("d",), together=("d", "e"))


def test_a_stash_of_what_was_staged_becomes_a_branch(feat: Repo) -> None:
    """The branch begins without a session; the note waits where it was made."""
    change(feat, "d")
    feat.git("stash", "-q")
    feat.git("stash", "branch", "side")
    feat.git("commit", "-m", "Aside")
    assert_carried(feat, ABC)
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)
    assert pending(feat) == 1


def test_two_branches_with_sessions_never_cross(feat: Repo) -> None:
    one = session_of(feat)
    note(feat, "d")
    feat.git("switch", "-q", "-c", "side", "main")
    feat.session("init", "--name", "side")
    two = session_of(feat)
    note(feat, "x")
    for branch, name in (("feat", "e"), ("side", "y"), ("feat", "f"), ("side", "z")):
        feat.git("switch", "-q", branch)
        change(feat, name)
        note(feat, f"{name}, too")
        feat.git("commit", "-m", f"Do {name}")
    on_feat = {"a", "b", "c", "d", "e", "e, too", "f", "f, too"}
    on_side = {"x", "y", "y, too", "z", "z, too"}
    for branch, own, other, names in (("side", two, one, on_side), ("feat", one, two, on_feat)):
        feat.git("switch", "-q", branch)
        assert titles(feat, of=own) == decisions(feat, own) == sorted(names)
        assert titles(feat, of=other) == []
        assert_recorded(feat, own)
        assert feat.status() == ""
        assert pending(feat) == 0
    assert_explains(feat, "e.py", "d", "e", "e, too")
    assert_explains(feat, "f.py", "f", "f, too")


def test_notes_made_while_bisecting_go_along_with_the_next_commit(feat: Repo) -> None:
    """HEAD is detached all the while; the notes are the session's that the bisect began in."""
    feat.git("bisect", "start", "HEAD", "main")
    assert feat.branch == ""
    note(feat, "d")
    feat.git("bisect", "run", "sh", "-c", "! test -e b.py")
    assert feat.git("bisect", "log").out.splitlines()[-1].endswith("Do b")
    note(feat, "e")
    feat.git("bisect", "reset")
    assert_linked(feat, ABC)
    assert pending(feat) == 2
    work(feat, "f")
    assert_linked(feat, {**ABC, "f.py": "f"}, beside=("d", "e"), together=("d", "e", "f"))


# rewritten by other programs, which run no hooks: the next command follows


def all_hashes(repo: Repo) -> set[str]:
    """The commits of the branch that main has not."""
    return {*repo.git("rev-list", "main..HEAD").lines}


def by_filter_branch(repo: Repo) -> None:
    named = "GIT_AUTHOR_NAME=Alicia GIT_COMMITTER_NAME=Alicia"
    env = {"FILTER_BRANCH_SQUELCH_WARNING": "1"}
    repo.git("filter-branch", "--env-filter", f"export {named}", "--", "main..feat", env=env)


def by_export_and_import(repo: Repo) -> None:
    stream = repo.git("fast-export", "feat").out.replace("author Alice", "author Alicia")
    repo.git("fast-import", "--quiet", "--force", stdin=stream)
    repo.git("reset", "-q", "--hard")
    repo.git("branch", "-f", "main", "feat~3")


def by_plumbing(repo: Repo) -> None:
    made = repo.rev("main")
    for old in reversed(repo.git("rev-list", "main..HEAD").lines):
        subject = repo.git("log", "-1", "--format=%s, again", old).out
        made = repo.git("commit-tree", f"{old}^{{tree}}", "-p", made, "-m", subject).out.strip()
    repo.git("update-ref", "refs/heads/feat", made)


@pytest.mark.parametrize(
    "way", [by_filter_branch, by_export_and_import, by_plumbing], ids=lambda way: str(way.__name__)
)
def test_every_hash_rewritten(feat: Repo, way: Callable[[Repo], None]) -> None:
    old = all_hashes(feat)
    way(feat)
    assert not old & all_hashes(feat)
    assert len(all_hashes(feat)) == 3
    note(feat, "d")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


# am


@pytest.mark.parametrize("three_way", [[], ["--3way"]], ids=["plain", "3way"])
def test_patches_applied_to_a_branch_without_a_session(feat: Repo, three_way: list[str]) -> None:
    patches = feat.git("format-patch", "--stdout", "main..feat").out
    feat.git("switch", "-q", "-c", "side", "main")
    plain(feat, "side")
    feat.git("am", "-q", *three_way, stdin=patches)
    assert feat.subjects() == ["Do c", "Do b", "Do a", "Do side", "First"]
    assert_carried(feat, ABC)
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)


def test_patches_applied_to_their_own_branch_again(feat: Repo) -> None:
    """No hook of ours runs in `git am`; the next command follows."""
    patches = feat.git("format-patch", "--stdout", "HEAD~2").out
    feat.git("reset", "-q", "--hard", "HEAD~2")
    feat.git("am", "-q", "--committer-date-is-author-date", stdin=patches)
    feat.session("checkpoint")
    assert_linked(feat, ABC)


def test_patches_applied_in_another_clone(feat: Repo, tmp_path: Path) -> None:
    """Mailed, so to say: the other clone can continue the session from them."""
    patches = feat.git("format-patch", "--stdout", "main..feat").out
    other = feat.clone(tmp_path / "other", "-b", "main")
    other.git("switch", "-q", "-c", "feat", "--no-track")
    other.session("install")
    other.git("am", "-q", stdin=patches)
    assert_carried(other, ABC)
    other.session("resume", "feat")
    assert_linked(other, ABC)
    work(other, "d")
    assert_linked(other, {**ABC, "d.py": "d"})


# HEAD detached, branches renamed and deleted


def test_a_session_begun_detached_goes_where_head_goes(repo: Repo) -> None:
    repo.git("switch", "-q", "--detach")
    begin(repo)
    for name in "ab":
        work(repo, name)
    assert_linked(repo, {"a.py": "a", "b.py": "b"})
    repo.git("commit", "--amend", "-m", "Do b, detached")
    assert_linked(repo, {"a.py": "a", "b.py": "b"})
    repo.git("rebase", "-q", "--no-ff", "HEAD~2")
    assert_linked(repo, {"a.py": "a", "b.py": "b"})


def test_a_branch_s_session_stays_with_the_branch_when_head_is_detached(feat: Repo) -> None:
    """Detached, there is no session: commits made there are as without us."""
    note(feat, "d")
    feat.git("switch", "-q", "--detach")
    assert feat.session("path", check=False).code == 3
    plain(feat, "loose")
    assert_carried(feat, ABC)
    assert "Session:" not in feat.message()
    feat.git("switch", "-q", "feat")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    feat.git("merge", "-q", "--ff-only", "HEAD@{1}")
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


@pytest.mark.parametrize("noted", [False, True], ids=["nothing pending", "a note pending"])
def test_a_branch_renamed_keeps_its_session(feat: Repo, noted: bool) -> None:
    own = session_of(feat)
    if noted:
        note(feat, "d")
    feat.git("branch", "-m", "renamed")
    assert session_of(feat) == own
    work(feat, "e")
    beside = ("d",) if noted else ()
    lines = {**ABC, "e.py": "e"}
    assert_linked(feat, lines, beside=beside, together=(*beside, "e"))
    feat.git("switch", "-q", "main")
    feat.git("switch", "-q", "renamed")
    assert session_of(feat) == own


def test_a_branch_renamed_from_elsewhere_keeps_its_session(feat: Repo) -> None:
    own = session_of(feat)
    note(feat, "d")
    feat.git("switch", "-q", "main")
    feat.git("branch", "-m", "feat", "renamed")
    feat.git("switch", "-q", "renamed")
    assert session_of(feat) == own
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_name_that_another_branch_took_over_means_the_other_branch(feat: Repo) -> None:
    """The session went with its commits, and the new branch of the old name begins without one."""
    own = session_of(feat)
    feat.git("branch", "-m", "renamed")
    note(feat, "d")
    feat.git("switch", "-q", "-c", "feat", "main")
    assert feat.session("path", check=False).code == 3
    feat.git("switch", "-q", "renamed")
    assert session_of(feat) == own
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_branch_deleted_whose_commits_are_kept_by_another(feat: Repo) -> None:
    """The other branch has the journal and no session; the session can be continued there."""
    note(feat, "d")
    feat.git("switch", "-q", "-c", "kept")
    feat.git("branch", "-q", "-D", "feat")
    plain(feat, "after")
    assert_carried(feat, ABC)
    feat.session("resume", "feat")
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_branch_deleted_and_made_again(feat: Repo) -> None:
    tip = feat.head
    note(feat, "d")
    feat.git("switch", "-q", "main")
    feat.git("branch", "-q", "-D", "feat")
    plain(feat, "base")
    feat.git("switch", "-q", "-c", "feat", tip)
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_branch_deleted_whose_commits_are_on_main_one_by_one(feat: Repo) -> None:
    """Picked to the base branch, all of them: merged, for all of its journal is there."""
    own = session_of(feat)
    feat.git("switch", "-q", "main")
    plain(feat, "base")
    feat.git("cherry-pick", "main..feat")
    feat.git("branch", "-q", "-D", "feat")
    assert_carried(feat, ABC)
    assert feat.exists(f".sessions/archive/{own}.md")
    assert the_document(feat).get("merge_commit") == feat.head
    assert decisions(feat) == ["a", "b", "c"]


# a session that ends before its next commit could carry what it dropped


def dropped(repo: Repo) -> None:
    interactive(repo, "pick {a}, pick {c}")


def reset_away(repo: Repo) -> None:
    repo.git("reset", "-q", "--hard", "HEAD~1")


def taken_back(repo: Repo) -> None:
    repo.git("revert", "--no-edit", "HEAD~1")


def merge(repo: Repo, *words: str) -> None:
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-edit", *words, "feat")


def squash(repo: Repo) -> None:
    merge(repo, "--squash")
    repo.git("commit", "-m", "All of it")


@pytest.mark.parametrize("gone", [dropped, reset_away, taken_back], ids=lambda way: way.__name__)
@pytest.mark.parametrize("how", ["--ff", "--no-ff", "--squash", "pulled"])
def test_what_the_merged_branch_dropped_comes_along_with_the_next_commit_on_main(
    feat: Repo, tmp_path: Path, gone: Callable[[Repo], None], how: str
) -> None:
    """Only a revert that is in main's own history stays there, as on the branch."""
    own = session_of(feat)
    lines = {"a.py": "a", "b.py": "b"} if gone is reset_away else {"a.py": "a", "c.py": "c"}
    gone(feat)
    if how == "--squash":
        squash(feat)
    elif how == "pulled":
        other = feat.clone(tmp_path / "other", "-b", "main")
        other.git("merge", "-q", "--no-ff", "--no-edit", "origin/feat")
        feat.git("pull", "-q", str(other.top), "main:main")
        feat.git("switch", "-q", "main")
    else:
        merge(feat, how)
    assert feat.exists(f".sessions/archive/{own}.md")
    at_once = tuple(lines.values()) if how == "--squash" else ()
    assert_carried(feat, lines, together=at_once)
    plain(feat, "after")
    in_history = gone is taken_back and how != "--squash"
    beside = () if in_history else ("c",) if gone is reset_away else ("b",)
    assert_carried(feat, lines, beside=beside, together=at_once)
    assert decisions(feat) == ["a", "b", "c"]
    assert pending(feat) == 0
    plain(feat, "more")
    assert_carried(feat, lines, beside=beside, together=at_once)


def test_what_the_closed_session_dropped_comes_along_with_the_next_commit(feat: Repo) -> None:
    dropped(feat)
    feat.session("close", "--complete")
    feat.git("switch", "-q", "main")
    feat.git("switch", "-q", "feat")
    plain(feat, "after")
    assert_carried(feat, {"a.py": "a", "c.py": "c"}, beside=("b",))
    assert decisions(feat) == ["a", "b", "c"]
