"""The questions to git, each asked of real repositories."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from conftest import SRC

from git_session import git, history
from git_session.errors import GitFailed
from git_session.model import Commit

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

WHEN = datetime(2026, 1, 15, 14, 0, tzinfo=timezone(timedelta(hours=1)))
ODD_PATHS = [
    "a b.txt",
    "é ü.txt",
    'qu"ote.txt',
    "ta\tb.txt",
    "st*r[?].txt",
    "-dash.txt",
    ":(x).txt",
]
JOURNAL = ".sessions/journal/fix-1/20260115T140000Z-aaaaaaaa.md"


def at(repo: Repo) -> git.Worktree:
    return git.worktree(str(repo.top))


class TestIndex:
    @pytest.mark.parametrize("kind", ["empty", "repo"])
    def test_staged_anything(self, kind: str, request: pytest.FixtureRequest) -> None:
        repo: Repo = request.getfixturevalue(kind)
        repo.write("new.py", "x")
        assert not git.staged_anything(at(repo))
        repo.git("add", "new.py")
        assert git.staged_anything(at(repo))

    @pytest.mark.parametrize("kind", ["empty", "repo"])
    def test_what_is_staged_elsewhere(self, kind: str, request: pytest.FixtureRequest) -> None:
        repo: Repo = request.getfixturevalue(kind)
        repo.stage(JOURNAL, "x")
        assert git.staged_anything(at(repo))
        assert not git.staged_anything(at(repo), but=".sessions/journal")
        repo.stage("é new", "y")
        assert git.staged_anything(at(repo), but=".sessions/journal")

    @pytest.mark.parametrize("path", ODD_PATHS)
    def test_ignored_files_of_any_name_are_staged_and_unstaged(self, repo: Repo, path: str) -> None:
        repo.commit("Ignore", {".gitignore": "*\n!.gitignore\n"})
        repo.write(path, "x")
        repo.write("other.txt", "x")
        git.stage(at(repo), [path])
        assert repo.git("ls-files", "-z").out.split("\0")[:-1] == sorted(
            [".gitignore", "code.py", path]
        )
        git.unstage(at(repo), [path])
        assert repo.git("diff", "--cached", "--name-only").out == ""
        assert repo.read(path) == "x"

    def test_nothing_to_stage_asks_nothing(self) -> None:
        nowhere = git.Worktree("/nonexistent", "/nonexistent", "/nonexistent", None, None)
        git.stage(nowhere, [])
        git.unstage(nowhere, [])
        git.heal_index(nowhere, [])

    def test_unstaging_works_on_an_unborn_branch(self, empty: Repo) -> None:
        empty.stage("new.py", "x")
        git.unstage(at(empty), ["new.py"])
        assert not git.staged_anything(at(empty))

    def test_line_end_safety_does_not_refuse_our_files(self, repo: Repo) -> None:
        repo.config("core.autocrlf", "true")
        repo.config("core.safecrlf", "true")
        repo.write(JOURNAL, "one\ntwo\n")
        git.stage(at(repo), [JOURNAL])
        assert JOURNAL in repo.git("ls-files").lines

    def test_files_outside_a_sparse_checkout_are_staged(self, repo: Repo) -> None:
        repo.commit("Folders", {"in/a": "x", "out/b": "x"})
        repo.git("sparse-checkout", "set", "--cone", "in")
        repo.write(JOURNAL, "x")
        git.stage(at(repo), [JOURNAL])
        repo.git("commit", "-qm", "Journal")
        assert (JOURNAL in repo.tree(), repo.status()) == (True, "")

    @pytest.mark.parametrize("where", ["main", "linked"])
    def test_a_file_that_a_hook_adds_to_a_commit_of_paths(
        self, repo: Repo, tmp_path: Path, where: str
    ) -> None:
        """`commit PATH` commits it from a private index; healing tells the real one."""
        if where == "linked":
            repo = repo.worktree(tmp_path / "linked", "-b", "side")
        repo.hook("pre-commit", f"git add -f --sparse -- {JOURNAL}")
        repo.write(JOURNAL, "journal\n")
        repo.stage("staged.py", "staged\n")
        repo.write("code.py", "changed\n")
        repo.git("commit", "-qm", "Only code", "--", "code.py")
        assert JOURNAL in repo.tree()
        assert f"D  {JOURNAL}" in repo.status()
        git.heal_index(at(repo), [JOURNAL])
        assert repo.status() == "A  staged.py\n"

    @pytest.mark.parametrize("place", ["main", "linked", "submodule"])
    @pytest.mark.parametrize("args", [[], ["-a"], ["code.py"], ["--amend"]], ids=" ".join)
    def test_what_a_hook_stages_is_in_the_commit(
        self, repo: Repo, tmp_path: Path, place: str, args: list[str]
    ) -> None:
        """Whatever index git names to the hook, and from a sub-directory."""
        if place == "linked":
            repo = repo.worktree(tmp_path / "linked", "-b", "side")
        if place == "submodule":
            repo.clone(tmp_path / "outer").git("submodule", "add", "-q", str(repo.top), "in ner")
            repo = type(repo)(tmp_path / "outer" / "in ner")
        code = (
            f"import sys; sys.path.insert(0, {str(SRC)!r}); from git_session import git;"
            f"wt = git.worktree(); assert git.staged_anything(wt); git.stage(wt, [{JOURNAL!r}])"
        )
        repo.hook("pre-commit", f"exec {sys.executable} -IS -c {shlex.quote(code)}")
        repo.write(JOURNAL, "journal\n")
        repo.write("sub/x", "x\n")
        repo.write("code.py", "changed\n")
        if not args or args == ["--amend"]:
            repo.git("add", "code.py")
        repo.at = "sub"
        repo.git("commit", "-qm", "Hooked", *[arg.replace("code", "../code") for arg in args])
        repo.at = "."
        assert JOURNAL in repo.tree()
        git.heal_index(at(repo), [JOURNAL])
        assert repo.status() == "?? sub/\n"

    def test_healing_passes_by_the_index_of_the_caller(
        self, repo: Repo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_INDEX_FILE", str(repo.top / ".git/next-index-1.lock"))
        repo.git("add", "code.py", env={"GIT_INDEX_FILE": ".git/index"})
        git.heal_index(at(repo), ["code.py"])
        assert not repo.exists(".git/next-index-1.lock")


class TestTrees:
    def test_names_and_texts_come_back_byte_for_byte(self, repo: Repo) -> None:
        texts = {path: f"{path}\r\n\udcff\n" for path in ODD_PATHS}
        repo.commit("Odd", texts)
        wt = at(repo)
        assert git.tree_files(wt, "HEAD") == sorted([*ODD_PATHS, "code.py"], key=str.encode)
        assert {path: git.blob(wt, "HEAD", path) for path in ODD_PATHS} == texts
        specs = {f"HEAD:{path}": text for path, text in texts.items()}
        assert git.read_blobs(wt, specs) == specs

    def test_a_prefix_lists_one_directory(self, repo: Repo) -> None:
        repo.commit("Two", {JOURNAL: "x", ".sessions/journal-of-mine": "x"})
        assert git.tree_files(at(repo), "HEAD", ".sessions/journal") == [JOURNAL]
        assert git.tree_files(at(repo), "HEAD", "nothing") == []

    def test_an_unborn_branch_has_no_files(self, empty: Repo) -> None:
        wt = at(empty)
        assert git.tree_files(wt, wt.head) == []
        assert not git.has_file(wt, wt.head, "x")

    def test_what_does_not_exist_is_left_out(self, repo: Repo) -> None:
        wanted = ["HEAD:nothing", "HEAD:", "HEAD:code.py", "none:code.py", "HEAD:a\nb"]
        assert git.read_blobs(at(repo), wanted) == {"HEAD:code.py": "print('hello')\n"}
        assert git.read_blobs(at(repo), []) == {}
        assert git.has_file(at(repo), "HEAD", "code.py")
        assert not git.has_file(at(repo), "HEAD", "nothing")
        with pytest.raises(GitFailed):
            git.blob(at(repo), "HEAD", "nothing")


class TestCommits:
    def test_a_first_commit_adds_its_journal(self, empty: Repo) -> None:
        sha = empty.commit("Fix | the\x01 sweep é", {JOURNAL: "x", "code.py": "x"})
        name = JOURNAL.rpartition("/")[2]
        expected = git.Added(Commit(sha, WHEN, "Fix | the\x01 sweep é", (name,)), (), (JOURNAL,))
        assert git.commit_facts(at(empty), "HEAD") == expected

    def test_changing_or_removing_a_journal_file_adds_nothing(self, repo: Repo) -> None:
        first = repo.commit("Add", {JOURNAL: "x"})
        repo.commit("Change", {JOURNAL: "y"})
        facts = git.commit_facts(at(repo), "HEAD")
        assert (facts.paths, facts.parents) == ((), (first,))

    def test_a_merge_adds_what_its_first_parent_had_not(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "side")
        side = repo.commit("Side", {JOURNAL: "x"})
        repo.git("switch", "-q", "main")
        main = repo.commit("Main", {f"{JOURNAL}2": "x"})
        repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
        facts = git.commit_facts(at(repo), "HEAD")
        assert (facts.parents, facts.paths) == ((main, side), (JOURNAL,))

    def test_rows_are_oldest_first(self, repo: Repo) -> None:
        base = repo.head
        one = repo.commit("One", {f"{JOURNAL}1": "x", f"{JOURNAL}2": "x"})
        two = repo.commit("Two")
        rows = git.log_rows(at(repo), "HEAD", [base])
        assert [(row.commit.hash, row.paths) for row in rows] == [
            (one, (f"{JOURNAL}1", f"{JOURNAL}2")),
            (two, ()),
        ]
        assert [row.commit.subject for row in git.log_rows(at(repo), "HEAD")] == [
            "First",
            "One",
            "Two",
        ]
        assert git.log_rows(at(repo), base, ["HEAD"]) == []

    def test_a_zone_that_cannot_be_is_taken_as_utc(self, repo: Repo) -> None:
        raw = repo.git("cat-file", "commit", "HEAD").out
        strange = raw.replace("+0100", "+9959")
        sha = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=strange).out
        repo.git("reset", "-q", "--soft", sha.strip())
        when = git.commit_facts(at(repo), "HEAD").commit.when
        assert when == datetime(2026, 1, 15, 13, 0, tzinfo=UTC)

    def test_what_came_between_two_commits(self, repo: Repo) -> None:
        repo.commit("Old", {JOURNAL: "old\n"})
        old = repo.head
        repo.commit("New", {f"{JOURNAL}2": "new\n", JOURNAL: "changed\n", "other.py": "x\n"})
        wt = at(repo)
        assert git.added_between(wt, old, repo.head, ".sessions") == [f"{JOURNAL}2"]
        assert git.added_between(wt, repo.head, old, ".sessions") == []
        gone = git.added_between(wt, "1" * 40, repo.head, ".sessions")
        assert gone == [JOURNAL, f"{JOURNAL}2"]

    def test_history_remembers_what_the_tree_forgot(self, repo: Repo) -> None:
        start = repo.head
        repo.commit("Add", {JOURNAL: "x"})
        repo.git("revert", "--no-edit", "HEAD")
        wt = at(repo)
        assert not git.has_file(wt, "HEAD", JOURNAL)
        assert git.ever_added(wt, "HEAD", ".sessions/journal") == [JOURNAL]
        assert git.ever_added(wt, start, ".sessions/journal") == []
        assert git.ever_added(wt, "HEAD", ".sessions/journal", start) == [JOURNAL]
        assert git.ever_added(wt, "HEAD", ".sessions/journal", f"{repo.head}~1") == []

    def test_history_remembers_what_a_side_branch_or_a_merge_added(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "side")
        repo.commit("Side", {JOURNAL: "x"})
        repo.git("revert", "--no-edit", "HEAD")
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-commit", "side")
        repo.stage(f"{JOURNAL}2", "in the merge itself")
        repo.git("commit", "-q", "-m", "Merge")
        repo.git("rm", "-q", f"{JOURNAL}2")
        repo.git("commit", "-q", "-m", "Away")
        found = git.ever_added(at(repo), "HEAD", ".sessions/journal")
        assert sorted(found) == [JOURNAL, f"{JOURNAL}2"]

    def test_a_merge_brought_what_its_branch_has(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "side")
        side = repo.commit("Side", {JOURNAL: "x"})
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", "side")
        merge = repo.head
        repo.commit("After", {"other.py": "x"})
        wt, folder = at(repo), JOURNAL.rpartition("/")[0]
        assert git.brought_by(wt, "main", folder) == merge
        assert git.brought_by(wt, "side", folder) == side
        assert git.brought_by(wt, "main", "elsewhere") is None

    def test_ancestry(self, repo: Repo) -> None:
        base = repo.head
        repo.git("switch", "-q", "-c", "side")
        side = repo.commit("Side")
        repo.git("switch", "-q", "--orphan", "alone")
        repo.commit("Alone")
        wt = at(repo)
        assert git.is_ancestor(wt, base, side)
        assert not git.is_ancestor(wt, side, base)
        assert not git.is_ancestor(wt, "0" * 40, side)
        assert git.merge_base(wt, "main", "side") == base
        assert git.merge_base(wt, "main", "alone") is None
        assert git.commits_apart(wt, base, side, 9) == 1
        assert git.commits_apart(wt, "alone", side, 9) == 3
        assert git.commits_apart(wt, "alone", side, 2) == 2

    @pytest.mark.parametrize("name", ["", "-h", "--output=x", "a\0b", "gone", "1" * 40])
    def test_what_is_no_commit_is_told_and_never_obeyed(self, repo: Repo, name: str) -> None:
        wt = at(repo)
        assert git.tip(wt, name) is None
        assert not git.is_commit(wt, name)
        assert not git.is_ancestor(wt, name, "main")
        assert git.merge_base(wt, "main", name) is None
        assert git.refs(wt, [name, f"refs/heads/{name}"]) == {}

    def test_a_patch_is_found_again_whatever_commit_has_it(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "side")
        first = repo.commit("One", {"one.py": "one\n"})
        repo.commit("Two", {"two.py": "two\n"})
        repo.git("switch", "-q", "main")
        repo.commit("Before", {"main.py": "main\n"})
        wt = at(repo)
        assert not git.has_twins(wt, "main", "side")
        repo.git("cherry-pick", "side")
        assert not git.has_twins(wt, "main", "side"), "one of two"
        assert git.has_twins(wt, "main", "side", first), "all after the first"
        repo.git("cherry-pick", "side~1")
        assert git.has_twins(wt, "main", "side")
        assert not git.has_twins(wt, "main", "main"), "none of its own"
        assert not git.has_twins(wt, "main", "gone")

    def test_a_commit_made_to_compare_is_the_same_every_time(self, repo: Repo) -> None:
        wt = at(repo)
        base = repo.head
        repo.commit("Two", {"two.py": "two\n"})
        tree = git.tree_of(wt, "HEAD")
        made = git.commit_of(wt, tree, base)
        repo.tell("2027-01-15T14:00:00+01:00")
        assert git.commit_of(wt, tree, base) == made
        assert (repo.rev(f"{made}^"), repo.rev(f"{made}^{{tree}}")) == (base, tree)
        assert git.trees_between(wt, base, "HEAD") == {tree}
        assert git.trees_between(wt, "HEAD", base) == set()
        with pytest.raises(GitFailed):
            git.tree_of(wt, "gone")

    def test_refs_are_asked_for_by_their_full_names(self, repo: Repo) -> None:
        repo.git("branch", "feature/a")
        names = ["refs/heads/main", "refs/heads/feature/a", "refs/heads/feature", "refs/heads/*"]
        expected = {"refs/heads/main": repo.head, "refs/heads/feature/a": repo.head}
        assert git.refs(at(repo), names) == expected
        assert git.refs(at(repo), []) == {}


class TestBranches:
    def test_a_tip_is_of_a_branch_and_nothing_else(self, repo: Repo, tmp_path: Path) -> None:
        repo.git("tag", "v1")
        clone = repo.clone(tmp_path / "clone")
        wt = at(clone)
        assert (git.tip(wt, "main"), git.tip(wt, "origin/main")) == (repo.head, repo.head)
        assert (git.tip(wt, "v1"), git.branch_exists(wt, "v1")) == (None, False)
        assert git.branch_exists(wt, "main")

    def test_what_a_branch_was_called_before(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "one/é")
        assert git.former_names(at(repo), "one/é") == set()
        repo.git("branch", "-m", "two")
        repo.git("switch", "-q", "main")
        repo.git("branch", "-m", "two", "three")
        assert git.former_names(at(repo), "three") == {"one/é", "two"}
        assert git.former_names(at(repo), "two") == git.former_names(at(repo), "--all") == set()

    def test_without_a_remote_the_base_is_the_first_that_exists(self, repo: Repo) -> None:
        wt = at(repo)
        assert git.base_branch(wt, None) == "main"
        repo.git("branch", "develop")
        assert git.base_branch(wt, None, "develop") == "develop"
        assert git.base_branch(wt, "develop") == "develop"
        assert git.base_branch(wt, "gone", "gone") == "main"
        repo.git("branch", "-m", "main", "other")
        assert git.base_branch(wt, None) is None

    def test_an_unborn_repository_has_no_base(self, empty: Repo) -> None:
        assert git.base_branch(at(empty), None, "main") is None

    def test_the_remote_says_what_its_main_branch_is(self, repo: Repo, tmp_path: Path) -> None:
        repo.git("branch", "-m", "main", "dev/trunk")
        clone = repo.clone(tmp_path / "clone")
        assert git.base_branch(at(clone), None, "main") == "dev/trunk"
        clone.git("switch", "-q", "-c", "side")
        clone.git("branch", "-D", "dev/trunk")
        assert git.base_branch(at(clone), None) == "origin/dev/trunk"
        clone.git("branch", "main")
        assert git.base_branch(at(clone), "main") == "main"

    def test_a_branch_s_name_may_hold_what_other_places_take_for_a_line_end(
        self, repo: Repo
    ) -> None:
        name = "a\u2028b\x85c"
        repo.git("branch", name)
        assert git.base_branch(at(repo), name) == name
        assert git.refs(at(repo), [f"refs/heads/{name}"]) == {f"refs/heads/{name}": repo.head}

    def test_origin_comes_before_other_remotes(self, repo: Repo, tmp_path: Path) -> None:
        other = repo.clone(tmp_path / "other")
        other.git("switch", "-q", "-c", "theirs")
        clone = repo.clone(tmp_path / "clone")
        clone.git("remote", "add", "-f", "another", str(other.top))
        clone.git("remote", "set-head", "another", "theirs")
        assert git.base_branch(at(clone), None) == "main"

    @pytest.mark.parametrize("set_path", [None, "my hooks", "/some/where"])
    def test_the_hooks_directory_is_absolute(self, repo: Repo, set_path: str | None) -> None:
        if set_path:
            repo.config("core.hooksPath", set_path)
        expected = {None: f"{repo.top}/.git/hooks", "my hooks": f"{repo.top}/my hooks"}
        assert git.hooks_dir(at(repo)) == expected.get(set_path, set_path)


class TestChanges:
    def test_every_kind_of_change_is_listed_and_nothing_of_ours(self, repo: Repo) -> None:
        lines = "".join(f"{number}\n" for number in range(20))
        since = repo.commit("Start", {"old é.py": lines, "gone": "gone\n", ".gitignore": "*.log\n"})
        repo.commit("Committed", {"committed": "c\n", JOURNAL: "j\n"})
        repo.git("mv", "old é.py", "new é.py")
        repo.stage("sta ged", "staged\n")
        repo.write("code.py", "changed\n")
        repo.git("rm", "-q", "gone")
        repo.write("un tracked", "x")
        repo.write("debug.log", "x")
        repo.write(".sessions/active/x.md", "x")
        assert history.changed_files(at(repo), since) == [
            ("code.py", "Modified"),
            ("committed", "Created"),
            ("gone", "Deleted"),
            ("old é.py → new é.py", "Renamed"),
            ("sta ged", "Created"),
            ("un tracked", "Created"),
        ]
        assert git.status_counts(at(repo)) == 6

    def test_since_nothing_everything_is_created(self, repo: Repo) -> None:
        repo.config("diff.renames", "copies")
        repo.write("sub/new.py", "x")
        expected = [("code.py", "Created"), ("sub/new.py", "Created")]
        assert history.changed_files(at(repo), None) == expected

    def test_a_clean_worktree_counts_nothing(self, repo: Repo) -> None:
        assert git.status_counts(at(repo)) == 0
        assert history.changed_files(at(repo), "HEAD") == []

    def test_a_conflict_is_one_modified_path(self, repo: Repo) -> None:
        repo.git("switch", "-q", "-c", "side")
        repo.commit("Theirs", {"code.py": "side\n"})
        repo.git("switch", "-q", "main")
        repo.commit("Ours", {"code.py": "main\n"})
        repo.git("merge", "side", check=False)
        assert history.changed_files(at(repo), "HEAD") == [("code.py", "Modified")]
