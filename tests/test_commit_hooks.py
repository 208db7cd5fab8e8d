"""Every way to commit: the entry is in one journal file of HEAD and once in the document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from story import (
    assert_explained,
    assert_recorded,
    begin,
    decisions,
    journal_files,
    note,
    pending,
    the_document,
    titles,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo


def plain(repo: Repo) -> None:
    repo.stage("code.py", "changed\n")
    repo.git("commit", "-m", "Change")


def all_tracked(repo: Repo) -> None:
    repo.write("code.py", "changed\n")
    repo.git("commit", "-a", "-m", "Change")


def by_path(repo: Repo) -> None:
    repo.write("code.py", "changed\n")
    repo.git("commit", "code.py", "-m", "Change")


def by_path_with_something_else_staged(repo: Repo) -> None:
    repo.write("code.py", "changed\n")
    repo.stage("other.py", "other\n")
    repo.git("commit", "code.py", "-m", "Change")
    assert repo.status() == "A  other.py\n", "what was staged beside stays staged, and nothing else"
    repo.git("reset", "-q", "--hard")


def by_patch(repo: Repo) -> None:
    repo.write("code.py", "changed\n")
    repo.git("commit", "-p", "-m", "Change", stdin="y\n")


def reusing_a_message(repo: Repo) -> None:
    repo.stage("code.py", "changed\n")
    repo.git("commit", "-C", "HEAD")


def from_a_subdirectory(repo: Repo) -> None:
    repo.stage("deep/down/code.py", "changed\n")
    repo.at = "deep/down"
    repo.git("commit", "-m", "Change")
    repo.at = "."


def amended(repo: Repo) -> None:
    repo.stage("code.py", "changed\n")
    repo.git("commit", "--amend", "--no-edit")


def amended_with_a_message(repo: Repo) -> None:
    repo.stage("code.py", "changed\n")
    repo.git("commit", "--amend", "-m", "Changed")


def with_an_editor(repo: Repo) -> None:
    repo.stage("code.py", "changed\n")
    editor = "f() { sed -i '1s/^/Written in an editor/' \"$1\"; }; f"
    repo.git("commit", "-v", env={"GIT_EDITOR": editor})


WAYS = [
    plain,
    all_tracked,
    by_path,
    by_path_with_something_else_staged,
    by_patch,
    reusing_a_message,
    from_a_subdirectory,
    amended,
    amended_with_a_message,
    with_an_editor,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_the_entry_is_carried_by_the_very_commit(repo: Repo, way: Callable[[Repo], None]) -> None:
    """One new journal file beside the code, in the commit that was made."""
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    way(repo)
    assert_explained(repo, "Use a mutex")
    assert pending(repo) == 0
    changed = repo.git("show", "--name-only", "--format=", "HEAD").lines
    assert any(name.startswith(".sessions/journal/") for name in changed)
    assert any(name.endswith("code.py") for name in changed), "beside the code it explains"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_a_commit_with_nothing_pending_records_branch_and_hash(
    repo: Repo, way: Callable[[Repo], None]
) -> None:
    begin(repo)
    repo.commit("Begin")
    before = journal_files(repo)
    way(repo)
    assert_recorded(repo)
    assert journal_files(repo) == before, "a commit with nothing to say adds no journal file"
    assert repo.status() == ""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_without_a_session_a_commit_is_what_it_would_be(
    repo: Repo, way: Callable[[Repo], None]
) -> None:
    repo.session("install")
    repo.commit("Begin")
    way(repo)
    assert {name.rpartition("/")[2] for name in repo.files(".sessions")} == {".gitignore"}
    assert "Session:" not in repo.message()


def test_no_verify_leaves_the_entry_for_the_next_commit(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.stage("code.py", "one\n")
    repo.git("commit", "--no-verify", "-m", "In a hurry")
    assert_recorded(repo)
    assert titles(repo) == []
    assert pending(repo) == 1
    repo.commit("Next")
    assert_explained(repo, "Use a mutex")


def test_an_empty_message_aborts_and_the_next_commit_carries_the_entry(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.stage("code.py", "one\n")
    head = repo.head
    for words, editor in ((["commit"], "true"), (["commit", "-m", ""], "false")):
        assert repo.git(*words, env={"GIT_EDITOR": editor}, check=False).code == 1
        assert repo.head == head, "our trailer turned no empty message into a commit"
        assert repo.status() == "M  code.py\n", "what was staged stays staged, and nothing else"
        assert pending(repo) >= 1
    repo.git("commit", "-m", "Now")
    assert_explained(repo, "Use a mutex")


def test_a_commit_that_is_allowed_to_have_no_message_carries_the_entry(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.stage("code.py", "one\n")
    repo.git("commit", "--allow-empty-message", "-m", "")
    assert_explained(repo, "Use a mutex")


def test_the_first_journal_file_of_a_partial_commit_leaves_the_index_clean(repo: Repo) -> None:
    """`git commit PATH` has an index of its own; .gitattributes comes with the first file."""
    repo.write("other.py", "other\n")
    repo.git("add", "other.py")
    repo.git("commit", "-q", "-m", "Other")
    begin(repo)
    note(repo, "Use a mutex")
    repo.write("code.py", "one\n")
    repo.write("other.py", "two\n")
    repo.git("commit", "code.py", "-m", "A part")
    assert repo.status() == " M other.py\n"
    assert titles(repo) == ["Use a mutex"]


def test_a_failing_hook_of_the_person_aborts_and_nothing_is_lost(repo: Repo) -> None:
    repo.hook("pre-commit", 'test -e fine || { echo "not fine" >&2; exit 1; }')
    begin(repo)
    note(repo, "Use a mutex")
    repo.stage("code.py", "one\n")
    assert repo.git("commit", "-m", "Change", check=False).code == 1
    note(repo, "Use two mutexes")
    repo.write(".git/info/exclude", "fine\n")
    repo.write("fine", "")
    repo.git("commit", "-m", "Change")
    assert_explained(repo, "Use a mutex", "Use two mutexes")
    assert len(journal_files(repo)) == 1, "the aborted commit's file was replaced"


def test_an_otherwise_empty_commit_stays_refused(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    head = repo.head
    for _ in range(2):
        assert repo.git("commit", "-m", "Nothing", check=False).code == 1
        assert repo.status() == "", "nothing of ours was left in the index"
    assert repo.head == head
    assert pending(repo) == 1
    repo.commit("Something")
    assert_explained(repo, "Use a mutex")


def test_rewording_with_nothing_staged_keeps_the_entry_pending(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.git("commit", "--amend", "-m", "Begun")
    assert_recorded(repo)
    assert repo.status() == ""
    assert pending(repo) == 1
    repo.commit("Next")
    assert_explained(repo, "Use a mutex")


def test_the_first_commit_of_a_repository(empty: Repo) -> None:
    begin(empty, "--goal", "Begin well")
    assert the_document(empty).get("git_last_commit") is None
    note(empty, "Use a mutex")
    empty.commit("First")
    assert_explained(empty, "Use a mutex")


def test_a_detached_head(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Loose")
    assert_explained(repo, "Use a mutex")
    assert the_document(repo).get("git_branch") is None
    assert the_document(repo).get("detached") is True


def test_unstaged_edits_stay_unstaged(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin", {"code.py": "one\n", "other.py": "one\n"})
    note(repo, "Use a mutex")
    repo.write("other.py", "two\n")
    repo.stage("code.py", "two\n")
    repo.git("commit", "-m", "Change")
    assert repo.status() == " M other.py\n"
    assert titles(repo) == ["Use a mutex"]


def test_scratch_written_by_hand_is_carried_too(repo: Repo) -> None:
    begin(repo)
    path = repo.session("path", "scratch").out.strip()
    repo.append(path, "## 14:30 - Decision: By hand\n- Rationale: no tool at hand\n")
    repo.commit("Change")
    assert_explained(repo, "By hand")


def test_scratch_for_whatever_session_the_branch_has_starts_one(repo: Repo) -> None:
    repo.session("install")
    repo.append(".sessions/tmp/notes-2026-01-15.md", "## 14:30 - Decision: No session yet\n")
    repo.commit("Change")
    assert titles(repo) == ["No session yet"]
    assert decisions(repo) == ["No session yet"]
    assert the_document(repo).get("shortname") == "main"


def test_an_amended_commit_replaces_its_row(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.git("commit", "--amend", "-m", "Reworded")
    assert_explained(repo, "Use a mutex")


def test_the_trailer_stands_once_however_often_the_commit_is_amended(repo: Repo) -> None:
    stem = begin(repo)
    repo.commit("Change")
    for _ in range(2):
        repo.stage("code.py", f"{os.urandom(4).hex()}\n")
        repo.git("commit", "--amend", "--no-edit")
    trailers = repo.git("log", "-1", "--format=%(trailers:key=Session,valueonly)").out.split()
    assert trailers == [stem]


def test_the_trailer_can_be_switched_off(repo: Repo) -> None:
    begin(repo)
    repo.config("session.trailer", "false")
    repo.commit("Change")
    assert "Session:" not in repo.message()


def test_an_unshared_session_leaves_nothing_in_the_commit(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    assert journal_files(repo) == []
    assert "Session:" not in repo.message()
    assert decisions(repo) == ["Use a mutex"]
    assert_recorded(repo)
    assert repo.status() == ""
    assert pending(repo) == 0


def test_what_was_kept_locally_is_carried_once_sharing_is_chosen(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.config("session.share", "true")
    note(repo, "Share from here on")
    repo.commit("Shared now")
    assert_explained(repo, "Share from here on", "Use a mutex")


def test_a_reset_that_was_settled_before_the_commit_is_made_good_by_it_too(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.session("checkpoint")
    repo.commit("Nothing noted since")
    assert_explained(repo, "Use a mutex")


def test_reset_hard_brings_the_entry_into_the_next_journal_file(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.commit("Change")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    note(repo, "Use a channel")
    repo.commit("Other way")
    assert_explained(repo, "Use a channel", "Use a mutex")


def test_mixed_reset_stages_the_same_journal_file_again(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.commit("Change")
    before = journal_files(repo)
    repo.git("reset", "-q", "HEAD~1")
    repo.git("commit", "-q", "-a", "-m", "Again")
    assert journal_files(repo) == before
    assert_explained(repo, "Use a mutex")


def test_soft_reset_of_two_commits_into_one(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.commit("One")
    note(repo, "Use two")
    repo.commit("Two")
    repo.git("reset", "-q", "--soft", "HEAD~2")
    repo.git("commit", "-m", "Both")
    assert_explained(repo, "Use a mutex", "Use two")


def test_history_is_walked_once_however_many_files_it_lost(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    repo.commit("Begin")
    names = [f"Use number {number}" for number in range(5)]
    for name in names:
        note(repo, name)
        repo.commit(name)
    repo.git("reset", "-q", "--hard", "HEAD~5")
    trace = tmp_path / "trace"
    repo.stage("code.py", "other\n")
    repo.git("commit", "-m", "Other way", env={"GIT_TRACE2_EVENT": str(trace)})
    starts = [line for line in trace.read_text().splitlines() if '"event":"start"' in line]
    walks = [line for line in starts if "--full-history" in line]
    assert len(walks) == 2, "when HEAD's move is settled and when the file is staged"
    start = repo.rev("HEAD~2")
    assert all(f'"^{start}"' in line for line in walks), "not the years before the session began"
    assert_explained(repo, *names)
