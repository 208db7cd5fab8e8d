"""``git session uninstall --purge``: all of it goes, and no word by surprise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from story import begin, note

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def test_a_purge_leaves_nothing_but_what_git_tracks(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    tree = repo.files(".sessions/journal")
    done = repo.session("uninstall", "--purge")
    assert done.lines[-2:] == [
        f"removed {repo.top}/.sessions",
        f"removed {repo.top}/.git/git-session",
    ]
    assert done.err == (
        "session: with 1 document\n"
        "session: 2 files below .sessions are tracked by git: they stay\n"
        "session: to take them out of the next commit: git rm -r .sessions\n"
    )
    assert repo.files(".sessions") == [".sessions/.gitattributes", *tree]
    assert not repo.exists(".git/git-session")
    assert repo.status() == ""
    repo.git("rm", "-q", "-r", ".sessions")
    assert not repo.exists(".sessions")


def test_notes_in_no_commit_are_not_lost_without_a_word(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    before = repo.files(".sessions")
    done = repo.session("uninstall", "--purge", check=False)
    assert done.code == 4
    assert done.out == ""
    # what the session is, and the decision
    assert done.err == (
        "session: a purge would lose 2 notes that are in no commit yet\n"
        "session: commit them first, or lose them: git session uninstall --purge --force\n"
    )
    assert repo.files(".sessions") == before
    assert repo.exists(".git/hooks/pre-commit")

    done = repo.session("uninstall", "--purge", "--dry-run")
    assert f"would remove {repo.top}/.sessions" in done.lines
    assert "with 1 document, 2 notes that are in no commit yet" in done.err
    assert repo.files(".sessions") == before

    repo.session("uninstall", "--purge", "--force")
    assert not repo.exists(".sessions")
    assert not repo.exists(".git/hooks/pre-commit")


def test_journal_files_that_are_here_alone_are_not_lost_either(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    done = repo.session("uninstall", "--purge", check=False)
    assert done.code == 4
    assert "a purge would lose 1 journal file that no commit holds\n" in done.err


def test_journal_files_of_another_branch_are_in_its_commits(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "feat")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.git("switch", "-q", "main")
    assert repo.session("uninstall", "--purge").code == 0


def test_what_is_not_ours_stays(repo: Repo, home: Path) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.write(".sessions/mine.txt", "mine")
    (home / "keep").mkdir()
    (home / "keep/file").write_text("mine")
    repo.path(".sessions/active/link").symlink_to(home / "keep")
    done = repo.session("uninstall", "--purge")
    assert "1 files below .sessions are not ours: they stay" in done.err
    assert repo.read(".sessions/mine.txt") == "mine"
    assert (home / "keep/file").read_text() == "mine"
    assert not repo.exists(".sessions/active")


def test_a_directory_that_holds_other_things_keeps_them(repo: Repo) -> None:
    repo.config("session.dir", "notes")
    repo.write("notes/mine.txt", "mine")
    begin_in_notes = repo.session("init", "--goal", "Fix it")
    assert "started" in begin_in_notes.out
    note(repo, "Use a mutex")
    repo.session("uninstall", "--purge", "--force")
    assert repo.files("notes") == ["notes/mine.txt"]


def test_another_worktree_keeps_its_own(repo: Repo, home: Path) -> None:
    other = repo.worktree(home / "linked", "-b", "side")
    begin(other)
    note(other, "Use a mutex")
    repo.session("uninstall", "--purge")
    assert other.exists(".sessions/active")
    other.commit("Change")


def test_where_nothing_is_there_is_nothing_to_purge(repo: Repo) -> None:
    done = repo.session("uninstall", "--purge")
    assert done.out == "no hook of ours is installed here; nothing changed\n"


def test_force_is_for_a_purge_alone(repo: Repo) -> None:
    assert repo.session("uninstall", "--force", check=False).code == 2
