"""Where git stands: in ordinary repositories and in odd ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from git_session import git, history, plumbing, process
from git_session.errors import GitFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conftest import Repo


def at(repo: Repo, folder: str = ".") -> git.Worktree:
    return git.worktree(str(repo.top / folder))


def test_a_repository_with_a_commit_is_one_question(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = str(repo.top)
    asked: list[Sequence[str]] = []
    start = process.start

    def counted(argv: Sequence[str], env: Mapping[str, str], data: bytes | None) -> process.Result:
        asked.append(argv)
        return start(argv, env, data)

    monkeypatch.setattr(process, "start", counted)
    assert at(repo) == git.Worktree(top, f"{top}/.git", f"{top}/.git", repo.head, "main")
    assert len(asked) == 1


def test_an_unborn_branch_has_a_name_and_no_head(empty: Repo) -> None:
    top = str(empty.top)
    assert at(empty) == git.Worktree(top, f"{top}/.git", f"{top}/.git", None, "main")


def test_a_detached_head_has_no_branch(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    assert (at(repo).head, at(repo).branch) == (repo.head, None)


def test_files_and_tags_called_head_mislead_nobody(repo: Repo) -> None:
    repo.write("HEAD", "x")
    repo.write("main", "x")
    repo.git("tag", "main")
    assert (at(repo).head, at(repo).branch) == (repo.head, "main")


def test_a_branch_name_with_slashes_and_letters_of_all_kinds(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "fix/süß-ö'x")
    assert at(repo).branch == "fix/süß-ö'x"


def test_a_sub_directory_belongs_to_the_same_worktree(repo: Repo) -> None:
    repo.write("a b/c/x", "x")
    assert at(repo, "a b/c") == at(repo)


@pytest.mark.parametrize("name", ['with space "and" é', "line\nbreak", "*?[x]", "-dash"])
def test_odd_names_of_the_repository_itself(repo: Repo, tmp_path: Path, name: str) -> None:
    repo.top = repo.top.rename(tmp_path / name)
    wt = at(repo)
    assert (wt.top, wt.git_dir) == (str(repo.top), f"{repo.top}/.git")
    assert (wt.head, wt.branch) == (repo.head, "main")
    assert git.tree_files(wt, "HEAD") == ["code.py"]


def test_a_linked_worktree_has_a_git_directory_of_its_own(repo: Repo, tmp_path: Path) -> None:
    linked = repo.worktree(tmp_path / "linked", "-b", "side")
    common = f"{repo.top}/.git"
    expected = git.Worktree(
        str(linked.top), f"{common}/worktrees/linked", common, repo.head, "side"
    )
    assert at(linked) == expected


def test_a_submodule_is_a_repository_of_its_own(repo: Repo, tmp_path: Path) -> None:
    repo.clone(tmp_path / "outer").git("submodule", "add", "-q", str(repo.top), "in ner")
    wt = git.worktree(str(tmp_path / "outer" / "in ner"))
    git_dir = str(tmp_path / "outer/.git/modules/in ner")
    assert (wt.top, wt.git_dir, wt.branch) == (f"{tmp_path}/outer/in ner", git_dir, "main")


def test_a_bare_repository_has_no_top(repo: Repo, tmp_path: Path) -> None:
    repo.clone(tmp_path / "b.git", "--bare")
    wt = git.worktree(str(tmp_path / "b.git"))
    assert (wt.top, wt.git_dir, wt.bare) == ("", f"{tmp_path}/b.git", True)
    assert (wt.head, wt.branch) == (repo.head, "main")
    assert git.tree_files(wt, wt.head) == ["code.py"]


def test_a_worktree_of_a_bare_repository_is_ordinary(repo: Repo, tmp_path: Path) -> None:
    bare = repo.clone(tmp_path / "b.git", "--bare")
    wt = at(bare.worktree(tmp_path / "linked", "-b", "side"))
    assert (wt.top, wt.branch, wt.bare) == (f"{tmp_path}/linked", "side", False)


def test_sha256_hashes_are_whole(tmp_path: Path, empty: Repo) -> None:
    empty.git("init", "-q", "--object-format=sha256", str(tmp_path / "long"))
    empty.top = tmp_path / "long"
    assert at(empty).head is None
    assert history.changed_files(at(empty), None) == []
    empty.commit("x")
    assert len(at(empty).head or "") == 64


def test_outside_a_repository_the_wrong_is_named(tmp_path: Path) -> None:
    with pytest.raises(git.NotARepository, match="not a git repository") as caught:
        git.worktree(str(tmp_path))
    assert "git init" in caught.value.hint


def test_inside_the_git_directory_there_is_no_worktree(repo: Repo) -> None:
    with pytest.raises(git.NotARepository, match="must be run in a work tree"):
        at(repo, ".git")


def test_a_relative_git_dir_of_the_caller_misleads_nobody(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("deep/er/x", "x")
    monkeypatch.chdir(repo.top / "deep" / "er")
    monkeypatch.setenv("GIT_DIR", "../../.git")
    monkeypatch.setenv("GIT_WORK_TREE", "../..")
    wt = git.worktree()
    assert wt.top == str(repo.top)
    assert git.tree_files(wt, "HEAD") == ["code.py"]


def test_another_repository_is_asked_with_a_clean_environment(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repo.clone(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(repo.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo.top / ".git/index"))
    args = ["rev-parse", "--show-toplevel"]
    given = git.run(args, cwd=str(other.top), env=git.clean_env())
    assert given.text == f"{other.top}\n"
    local = git.run(["rev-parse", "--local-env-vars"]).text.split()
    assert set(local) <= set(plumbing.LOCAL_ENV_VARS)


def test_a_failure_carries_gits_own_words(repo: Repo) -> None:
    with pytest.raises(GitFailed) as caught:
        git.run(["-c", "a.b=c", "cat-file", "blob", "nothing"], cwd=str(repo.top))
    assert caught.value.message == "git cat-file: Not a valid object name nothing"


def test_a_failure_without_words_names_the_code(repo: Repo) -> None:
    with pytest.raises(GitFailed) as caught:
        git.run(["rev-parse", "-q", "--verify", "nothing"], cwd=str(repo.top))
    assert caught.value.message == "git rev-parse: exit code 1"


def test_a_missing_git_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GitFailed, match="git was not found") as caught:
        git.run(["version"])
    assert "PATH" in caught.value.hint


def conflicting(repo: Repo) -> None:
    """Branches main and side that both changed code.py, and stand on side."""
    repo.git("switch", "-q", "-c", "side")
    repo.commit("Theirs", {"code.py": "side\n"})
    repo.commit("More", {"more.py": "side\n"})
    repo.git("switch", "-q", "main")
    repo.commit("Ours", {"code.py": "main\n"})
    repo.git("switch", "-q", "side")


UNDER_WAY = [
    pytest.param(["rebase", "main"], "rebase", id="rebase"),
    pytest.param(["rebase", "--apply", "main"], "rebase", id="rebase with the apply backend"),
    pytest.param(["cherry-pick", "main"], "cherry-pick", id="cherry-pick"),
    pytest.param(["cherry-pick", "main", "side"], "cherry-pick", id="cherry-pick of several"),
    pytest.param(["revert", "--no-edit", "HEAD~1"], "", id="revert without a conflict"),
    pytest.param(["revert", "--no-edit", "main"], "revert", id="revert"),
    pytest.param(["bisect", "start"], "bisect", id="bisect"),
    pytest.param(["merge", "main"], "", id="merge"),
]


@pytest.mark.parametrize(("command", "name"), UNDER_WAY)
def test_what_is_under_way_has_a_name(repo: Repo, command: list[str], name: str) -> None:
    conflicting(repo)
    assert git.busy(at(repo).git_dir) == ""
    repo.git(*command, check=False)
    assert git.busy(at(repo).git_dir) == name
    assert git.merging(at(repo).git_dir) is (command[0] == "merge")


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_during_a_rebase_the_branch_is_the_one_being_rebased(repo: Repo, backend: str) -> None:
    conflicting(repo)
    repo.git("rebase", backend, "main", check=False)
    assert repo.branch == ""
    assert (at(repo).branch, at(repo).rebasing) == ("side", True)


def test_a_rebase_of_a_detached_head_has_no_branch(repo: Repo) -> None:
    conflicting(repo)
    repo.git("checkout", "-q", "--detach")
    repo.git("rebase", "main", check=False)
    assert (at(repo).branch, at(repo).rebasing) == (None, True)


def test_during_a_bisect_the_branch_is_the_one_it_goes_back_to(repo: Repo) -> None:
    conflicting(repo)
    repo.git("bisect", "start", "HEAD", "HEAD~2")
    assert repo.branch == ""
    assert (at(repo).branch, at(repo).rebasing) == ("side", False)
    repo.git("bisect", "reset")
    assert at(repo).branch == "side"


def test_a_bisect_of_a_detached_head_has_no_branch(repo: Repo) -> None:
    conflicting(repo)
    repo.git("checkout", "-q", "--detach")
    repo.git("bisect", "start", "HEAD", "HEAD~2")
    assert at(repo).branch is None


@pytest.mark.parametrize("verb", ["cherry-pick", "revert"])
def test_between_two_commits_of_a_series_the_plan_tells(repo: Repo, verb: str) -> None:
    conflicting(repo)
    series = ["main", "HEAD"] if verb == "cherry-pick" else ["--no-edit", "main", "HEAD"]
    repo.git(verb, *series, check=False)
    repo.git("checkout", "--ours", "code.py", check=False)
    repo.commit("Solved", {"code.py": f"{verb}\n"})
    assert git.busy(at(repo).git_dir) == verb


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (["cherry-pick", "main"], False),
        (["cherry-pick", "main", "side"], True),
        (["revert", "--no-edit", "main"], False),
        (["revert", "--no-edit", "main", "HEAD"], True),
        (["rebase", "main"], True),
        (["bisect", "start"], True),
        (["merge", "main"], False),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_whether_more_commits_come_after_this_one(
    repo: Repo, command: list[str], more: bool
) -> None:
    conflicting(repo)
    assert not plumbing.more_to_come(at(repo).git_dir)
    repo.git(*command, check=False)
    assert plumbing.more_to_come(at(repo).git_dir) is more


def test_an_am_under_way_has_a_name(repo: Repo) -> None:
    conflicting(repo)
    patch = repo.git("format-patch", "-1", "--stdout", "main").out
    repo.git("am", stdin=patch, check=False)
    assert git.busy(at(repo).git_dir) == "am"
    assert (at(repo).branch, at(repo).rebasing) == ("side", False)
