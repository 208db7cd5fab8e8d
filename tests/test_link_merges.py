"""A merged session is archived and its lines still answer, whoever merged it and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from link import assert_linked, change, work
from merging import (
    BUTTONS,
    Server,
    assert_answers,
    assert_ended,
    assert_merged,
    document_of,
    feature,
    lines,
    on_main,
    place_of,
    plain,
)
from story import begin, note, pending, the_document, titles

from git_session.core import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

    Copied = Callable[[Callable[[Repo], None]], Repo]

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


def commits(repo: Repo, since: str = "main", branch: str = "feat") -> list[str]:
    """The commits of a branch, oldest first."""
    return repo.git("rev-list", "--reverse", "--first-parent", f"{since}..{branch}").lines


class TestHere:
    """Merged in this clone, by its hooks."""

    def fast_forward(self, repo: Repo) -> None:
        repo.git("merge", "--ff-only", "feat")

    def fast_forward_after_a_switch(self, repo: Repo) -> None:
        repo.git("switch", "-q", "feat")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "feat")

    def no_fast_forward(self, repo: Repo) -> None:
        repo.git("merge", "--no-ff", "-m", "Merge it", "feat")

    def beside_other_work(self, repo: Repo) -> None:
        plain(repo, "meanwhile")
        repo.git("merge", "--no-edit", "feat")

    def not_committed_at_once(self, repo: Repo) -> None:
        repo.git("merge", "--no-ff", "--no-commit", "feat")
        assert place_of(repo) == "active"
        repo.git("commit", "-q", "--no-edit")

    def with_a_message_of_its_own(self, repo: Repo) -> None:
        repo.git("merge", "--no-ff", "--no-commit", "feat")
        repo.git("commit", "-q", "-m", "Take the feature")

    def another_strategy(self, repo: Repo) -> None:
        plain(repo, "meanwhile")
        repo.git("merge", "--no-edit", "-s", "resolve", "feat")

    def rerere_and_signoff(self, repo: Repo) -> None:
        repo.config("rerere.enabled", "true")
        plain(repo, "meanwhile")
        repo.git("merge", "--no-edit", "--signoff", "--log", "feat")

    def after_an_abort(self, repo: Repo) -> None:
        repo.git("merge", "--no-ff", "--no-commit", "feat")
        repo.git("merge", "--abort")
        assert place_of(repo) == "active"
        assert repo.status() == ""
        repo.git("merge", "--no-ff", "--no-edit", "feat")

    def by_reset(self, repo: Repo) -> None:
        """No hook runs; the next command that may write makes it good."""
        repo.git("reset", "-q", "--hard", "feat")
        repo.session("consolidate", check=False)

    def without_hooks(self, repo: Repo) -> None:
        repo.git("-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-ff", "--no-edit", "feat")
        repo.session("consolidate", check=False)

    WAYS = (
        fast_forward,
        fast_forward_after_a_switch,
        no_fast_forward,
        beside_other_work,
        not_committed_at_once,
        with_a_message_of_its_own,
        another_strategy,
        rerere_and_signoff,
        after_an_abort,
        by_reset,
        without_hooks,
    )

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
    def test_a_merge(self, copied: Copied, way: Callable[[TestHere, Repo], None]) -> None:
        repo = copied(on_main)
        own = commits(repo)
        way(self, repo)
        assert_merged(repo, own, lines())

    @pytest.mark.parametrize("message", [["--no-edit"], ["-m", "All of it"]], ids=["git's", "own"])
    @pytest.mark.parametrize("moved", [False, True], ids=["", "moved"])
    def test_a_squash_merge(self, copied: Copied, message: list[str], moved: bool) -> None:
        repo = copied(on_main)
        own = commits(repo)
        if moved:
            plain(repo, "meanwhile")
        repo.git("merge", "--squash", "feat")
        assert place_of(repo) == "active", "nothing is merged before the commit"
        repo.git("commit", "-q", *message)
        assert_merged(repo, own, lines(), at_once=True)

    def test_a_squash_merge_that_is_given_up(self, copied: Copied) -> None:
        repo = copied(on_main)
        repo.git("merge", "--squash", "feat")
        repo.git("reset", "-q", "--hard")
        plain(repo, "other")
        assert place_of(repo) == "active"
        repo.git("switch", "-q", "feat")
        assert_linked(repo, lines())

    def test_a_conflict_resolved_and_committed(self, copied: Copied) -> None:
        """The merge commit's own line is nobody's decision; the others answer."""
        repo = copied(on_main)
        own = commits(repo)
        repo.commit("Meanwhile", {"feat-a.py": "main = 1\n"})
        assert repo.git("merge", "feat", check=False).code == 1
        assert repo.session("list").code == 0, "a reading verb while the merge waits"
        repo.stage("feat-a.py", "main = 1\nfeat-a = 1\n")
        repo.git("commit", "-q", "--no-edit")
        explained = {"feat-a.py:2": "feat-a", "feat-b.py": "feat-b"}
        assert_merged(repo, own, explained)

    def test_a_conflict_given_up_changes_nothing(self, copied: Copied) -> None:
        repo = copied(on_main)
        repo.commit("Meanwhile", {"feat-a.py": "main = 1\n"})
        assert repo.git("merge", "feat", check=False).code == 1
        repo.git("merge", "--abort")
        assert (place_of(repo), repo.status()) == ("active", "")
        repo.git("switch", "-q", "feat")
        assert_linked(repo, lines())

    def test_an_octopus(self, repo: Repo) -> None:
        feature(repo, "one")
        repo.git("switch", "-q", "main")
        feature(repo, "two")
        repo.git("switch", "-q", "main")
        plain(repo, "meanwhile")
        own = {name: commits(repo, branch=name) for name in ("one", "two")}
        repo.git("merge", "-q", "--no-edit", "one", "two")
        assert_answers(repo, lines("one", "two"))
        for name in ("one", "two"):
            assert_ended(repo, own[name], [f"{name}-a", f"{name}-b"], name=name)

    def test_two_branches_merged_one_after_the_other(self, repo: Repo) -> None:
        """Where the second was begun on the first, each session has its own commits."""
        feature(repo, "one")
        feature(repo, "two")
        own = {"one": commits(repo, branch="one"), "two": commits(repo, "one", "two")}
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "one")
        assert (place_of(repo, "one"), place_of(repo, "two")) == ("archive", "active")
        assert_ended(repo, own["one"], ["one-a", "one-b"], name="one")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "two")
        assert_answers(repo, lines("one", "two"))
        assert_ended(repo, own["two"], ["two-a", "two-b"], name="two")

    def test_a_branch_merged_into_another_s_branch_is_not_merged_into_main(
        self, repo: Repo
    ) -> None:
        feature(repo, "one")
        repo.git("switch", "-q", "main")
        feature(repo, "two")
        repo.git("merge", "-q", "--no-edit", "one")
        assert (place_of(repo, "one"), place_of(repo, "two")) == ("active", "active")
        assert_answers(repo, lines("one", "two"))
        own = commits(repo, branch="one")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-edit", "two")
        assert_answers(repo, lines("one", "two"))
        assert_ended(repo, own, ["one-a", "one-b"], name="one")

    @pytest.mark.parametrize("how", ["merge", "squash"])
    def test_notes_that_were_pending_come_with_the_next_commit(
        self, copied: Copied, how: str
    ) -> None:
        """They were too late for the branch's commits: they answer for that of main."""
        repo = copied(on_main)
        own = commits(repo)
        repo.git("switch", "-q", "feat")
        note(repo, "too late")
        repo.git("switch", "-q", "main")
        if how == "squash":
            repo.git("merge", "-q", "--squash", "feat")
            repo.git("commit", "-q", "-m", "All of it")
        else:
            repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        assert_answers(repo, lines(), at_once=how == "squash")
        assert_ended(repo, own, ["feat-a", "feat-b", "too late"])
        assert pending(repo) == 1
        plain(repo, "after")
        assert pending(repo) == 0
        assert titles(repo) == ["feat-a", "feat-b", "too late"]
        assert sorted(item.title for item in document.decisions(document_of(repo))) == titles(repo)
        assert repo.status() == ""

    def test_notes_for_an_unresolved_merge_wait_for_their_branch(self, copied: Copied) -> None:
        """While a merge is resolved on main, what is noted there begins main's own session."""
        repo = copied(on_main)
        own = commits(repo)
        repo.commit("Meanwhile", {"feat-a.py": "main = 1\n"})
        assert repo.git("merge", "feat", check=False).code == 1
        note(repo, "take both")
        repo.stage("feat-a.py", "main = 1\nfeat-a = 1\nboth = 1\n")
        repo.git("commit", "-q", "--no-edit")
        explained = {"feat-a.py:2": "feat-a", "feat-b.py": "feat-b", "feat-a.py:3": "take both"}
        assert_answers(repo, explained)
        assert_ended(repo, own, ["feat-a", "feat-b"])
        assert place_of(repo, "main") == "active"
        doc = document_of(repo, "main")
        assert [item.title for item in document.decisions(doc)] == ["take both"]
        assert doc.get("git_last_commit") == repo.head

    def test_a_session_that_was_closed_learns_what_merged_it(self, copied: Copied) -> None:
        repo = copied(on_main)
        repo.git("switch", "-q", "feat")
        repo.session("close", "--complete", "--summary", "All done")
        plain(repo, "carries-the-end")
        own = commits(repo)[:2]
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        assert_merged(repo, own, lines())
        assert document_of(repo).get("summary") == "All done"

    def test_work_that_goes_on_after_the_merge_is_a_session_of_its_own(
        self, copied: Copied
    ) -> None:
        repo = copied(on_main)
        own = commits(repo)
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        assert_merged(repo, own, lines())
        repo.git("switch", "-q", "feat")
        repo.session("init", "--name", "again")
        work(repo, "more")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        assert_answers(repo, {**lines(), "more.py": "more"})
        doc = document_of(repo, "again")
        assert (place_of(repo, "again"), doc.get("merge_commit")) == ("archive", repo.head)
        assert document_of(repo).get("merge_commit") == repo.rev("HEAD^1")


class TestMainIntoTheBranch:
    """An up-merge brings the branch up to date: its session goes on."""

    def test_a_merge(self, copied: Copied) -> None:
        repo = copied(on_main)
        plain(repo, "meanwhile")
        repo.git("switch", "-q", "feat")
        repo.git("merge", "-q", "--no-edit", "main")
        assert place_of(repo) == "active"
        assert_linked(repo, lines())
        rows = [row.subject for row in document.commits(the_document(repo))]
        assert rows == ["Do feat-a", "Do feat-b", "Merge branch 'main' into feat"]

    def test_a_merge_with_a_conflict_and_a_note_on_it(self, copied: Copied) -> None:
        repo = copied(on_main)
        repo.commit("Meanwhile", {"feat-a.py": "main = 1\n"})
        repo.git("switch", "-q", "feat")
        assert repo.git("merge", "main", check=False).code == 1
        change(repo, "both", file="both.py")
        repo.stage("feat-a.py", "feat-a = 1\nmain = 1\n")
        repo.git("commit", "-q", "--no-edit")
        assert place_of(repo) == "active"
        assert_linked(repo, {**lines(), "both.py": "both"})

    def test_a_merge_that_brings_a_merged_session_along(self, repo: Repo) -> None:
        """What the other session decided is in the journal; this one's document is its own."""
        feature(repo, "one")
        repo.git("switch", "-q", "main")
        feature(repo, "two")
        own = commits(repo, branch="two")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "one")
        repo.git("switch", "-q", "two")
        repo.git("merge", "-q", "--no-edit", "main")
        assert (place_of(repo, "one"), place_of(repo, "two")) == ("archive", "active")
        assert_answers(repo, lines("one", "two"))
        doc = document_of(repo, "two")
        assert [row.hash for row in document.commits(doc)] == [*own, repo.head]
        assert sorted(item.title for item in document.decisions(doc)) == ["two-a", "two-b"]

    @pytest.mark.parametrize("share", ["true", "false"])
    def test_a_fast_forward_before_the_first_commit(self, repo: Repo, share: str) -> None:
        """The commits of main are none of the session's, so nothing of it is merged."""
        repo.git("switch", "-q", "-c", "feat")
        begin(repo, "--name", "feat")
        repo.config("session.share", share)
        repo.git("switch", "-q", "main")
        plain(repo, "meanwhile")
        repo.git("switch", "-q", "feat")
        repo.git("merge", "-q", "--ff-only", "main")
        doc = the_document(repo)
        assert (doc.get("git_last_commit"), document.commits(doc)) == (repo.head, [])
        repo.git("switch", "-q", "main")
        assert place_of(repo) == "active", "nothing of it could be merged"
        repo.git("switch", "-q", "feat")
        if share == "true":
            work(repo, "first")
            assert_linked(repo, {"first.py": "first"})
            assert [row.hash for row in document.commits(the_document(repo))] == [repo.head]

    def test_a_pull_of_main_which_only_the_server_has(self, copied: Copied, tmp_path: Path) -> None:
        """`git pull origin main` on the branch: local main lags, yet nothing of it is ours."""
        repo = copied(on_main)
        server = Server(repo, tmp_path)
        server.move_main()
        repo.git("switch", "-q", "feat")
        repo.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
        assert_linked(repo, lines())
        rows = [row.subject for row in document.commits(the_document(repo))]
        assert "Do meanwhile" not in rows
        assert len(rows) == 3

    def test_a_fast_forward_after_the_merge(self, copied: Copied) -> None:
        """Main has it all by now; the branch keeps its own commits, and its session has ended."""
        repo = copied(on_main)
        own = commits(repo)
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
        merge = repo.head
        repo.git("switch", "-q", "feat")
        repo.git("merge", "-q", "--ff-only", "main")
        assert (place_of(repo), repo.head) == ("archive", merge)
        assert_merged(repo, own, lines())


class TestOnAServer:
    """A pull request: merged where no hook of ours runs, then fetched."""

    def pull(self, repo: Repo) -> None:
        repo.git("switch", "-q", "main")
        repo.git("pull", "-q")

    def pull_with_rebase(self, repo: Repo) -> None:
        repo.git("switch", "-q", "main")
        repo.git("pull", "-q", "--rebase")

    def fetch_and_forward(self, repo: Repo) -> None:
        repo.git("fetch", "-q")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--ff-only", "origin/main")

    def fetch_into_main(self, repo: Repo) -> None:
        """No hook sees main move; the session goes on until its branch is left."""
        repo.git("fetch", "-q", "origin", "main:main")
        repo.session("consolidate", check=False)
        assert place_of(repo) == "active"
        repo.git("switch", "-q", "main")

    def fetch_into_main_for_another_branch(self, repo: Repo) -> None:
        repo.git("fetch", "-q", "origin", "main:main")
        repo.git("switch", "-q", "-c", "next", "main")

    def fetch_into_main_without_any_hook(self, repo: Repo) -> None:
        repo.git("fetch", "-q", "origin", "main:main")
        repo.git("-c", "core.hooksPath=/dev/null", "switch", "-q", "main")
        repo.session("consolidate", check=False)

    def delete_the_branch_first(self, repo: Repo) -> None:
        repo.git("switch", "-q", "main")
        repo.git("branch", "-q", "-D", "feat")
        repo.git("pull", "-q", "--prune")

    WAYS = (
        pull,
        pull_with_rebase,
        fetch_and_forward,
        fetch_into_main,
        fetch_into_main_for_another_branch,
        fetch_into_main_without_any_hook,
        delete_the_branch_first,
    )

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
    @pytest.mark.parametrize("how", BUTTONS)
    def test_merged_there_and_brought_here(
        self,
        copied: Copied,
        tmp_path: Path,
        how: str,
        way: Callable[[TestOnAServer, Repo], None],
    ) -> None:
        repo = copied(feature)
        own = commits(repo)
        server = Server(repo, tmp_path)
        server.move_main()
        server.merge(how)
        way(self, repo)
        assert_merged(repo, own, lines(), at_once=how == "squash")

    @pytest.mark.parametrize("how", BUTTONS)
    def test_main_went_on_before_it_was_brought_here(
        self, copied: Copied, tmp_path: Path, how: str
    ) -> None:
        repo = copied(feature)
        own = commits(repo)
        server = Server(repo, tmp_path)
        server.merge(how)
        server.move_main()
        self.pull(repo)
        assert_merged(repo, own, lines(), by="main~1", at_once=how == "squash")

    @pytest.mark.parametrize("how", BUTTONS)
    def test_a_session_that_is_not_shared(self, copied: Copied, tmp_path: Path, how: str) -> None:
        """No commit carries its journal, so 1 and 2 have no answer; its commits tell of 4."""
        repo = copied(unshared)
        own = commits(repo)
        server = Server(repo, tmp_path)
        server.move_main()
        server.merge(how)
        self.pull(repo)
        assert_ended(repo, own, ["feat-a", "feat-b"])
        assert (titles(repo), repo.status()) == ([], "")

    @pytest.mark.parametrize("how", BUTTONS)
    def test_commits_that_passed_the_hooks_by(self, repo: Repo, tmp_path: Path, how: str) -> None:
        """Shared, but merged before a commit carried anything: the facts tell as well."""
        repo.git("switch", "-q", "-c", "feat")
        begin(repo, "--name", "feat")
        for name in ("one", "two"):
            repo.append(f"{name}.py", f"{name} = 1\n")
            repo.git("add", ".")
            repo.git("commit", "-q", "--no-verify", "-m", f"Do {name}")
        own = commits(repo)
        server = Server(repo, tmp_path)
        server.move_main()
        server.merge(how)
        self.pull(repo)
        assert_ended(repo, own, [])
        assert (titles(repo), repo.status()) == ([], "")


def unshared(repo: Repo) -> None:
    repo.config("session.share", "false")
    feature(repo)


class TestUnshared:
    """Merged here, where only the document knows what was noted."""

    def fast_forward(self, repo: Repo) -> None:
        repo.git("merge", "-q", "--ff-only", "feat")

    def no_fast_forward(self, repo: Repo) -> None:
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")

    def squash(self, repo: Repo) -> None:
        """An ordinary commit looks for no merge that nothing tells of; the next switch does."""
        repo.git("merge", "-q", "--squash", "feat")
        repo.git("commit", "-q", "-m", "All of it")
        assert place_of(repo) == "active"
        repo.git("switch", "-q", "-c", "next")

    @pytest.mark.parametrize("way", [fast_forward, no_fast_forward, squash])
    def test_a_merge(self, copied: Copied, way: Callable[[TestUnshared, Repo], None]) -> None:
        repo = copied(unshared)
        own = commits(repo)
        repo.git("switch", "-q", "main")
        way(self, repo)
        assert_ended(repo, own, ["feat-a", "feat-b"])
        assert (titles(repo), repo.status()) == ([], "")

    def test_a_part_is_not_all(self, copied: Copied) -> None:
        repo = copied(unshared)
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "feat~1")
        assert place_of(repo) == "active"
        repo.git("cherry-pick", "feat")
        repo.git("switch", "-q", "-c", "next")
        assert place_of(repo) == "archive"


def by_setting(repo: Repo) -> Repo:
    repo.git("branch", "develop")
    repo.config("session.base", "develop")
    return repo


def by_the_remote(repo: Repo) -> Repo:
    repo.git("branch", "-q", "develop")
    repo.git("switch", "-q", "develop")
    clone = repo.clone(repo.top.parent / "clone")
    clone.git("branch", "-q", "main", "origin/main")
    return clone


def by_default_branch(repo: Repo) -> Repo:
    repo.git("branch", "develop")
    repo.config("init.defaultBranch", "develop")
    return repo


def by_main(repo: Repo) -> Repo:
    repo.git("branch", "master")
    repo.config("init.defaultBranch", "develop")
    return repo


def by_master(repo: Repo) -> Repo:
    repo.git("branch", "-q", "-m", "main", "master")
    repo.git("branch", "-q", "other")
    return repo


BASES: list[tuple[Callable[[Repo], Repo], str, str]] = [
    (by_setting, "main", "develop"),
    (by_the_remote, "main", "develop"),
    (by_default_branch, "main", "develop"),
    (by_main, "master", "main"),
    (by_master, "other", "master"),
]


@pytest.mark.parametrize(("make", "other", "base"), BASES, ids=[row[0].__name__ for row in BASES])
def test_only_the_base_branch_ends_a_session(
    repo: Repo, make: Callable[[Repo], Repo], other: str, base: str
) -> None:
    """`session.base`, else the remote's HEAD, else `init.defaultBranch`, main, master."""
    repo = make(repo)
    repo.git("switch", "-q", base)
    feature(repo)
    assert document_of(repo).get("git_base") == base
    own = commits(repo, base)
    repo.git("switch", "-q", other)
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert place_of(repo) == "active", "that is not the base"
    repo.git("switch", "-q", base)
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert_merged(repo, own, lines(), into=base)


def test_where_no_branch_is_the_base_a_session_ends_only_by_hand(repo: Repo) -> None:
    repo.git("branch", "-q", "-m", "main", "trunk")
    begin(repo, "--name", "feat")
    work(repo, "one")
    repo.git("switch", "-q", "-c", "next")
    assert place_of(repo) == "active", "a branch that begins at this one merges nothing"
    repo.git("switch", "-q", "trunk")
    assert_linked(repo, {"one.py": "one"})
    repo.session("close", "--complete")
    assert place_of(repo) == "archive"


def test_a_base_that_was_renamed_is_found_again(copied: Copied) -> None:
    """The document names the old one; the repository knows the new one."""
    repo = copied(on_main)
    own = commits(repo)
    repo.git("branch", "-q", "-m", "main", "develop")
    repo.config("session.base", "develop")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert_merged(repo, own, lines(), into="develop")
