"""A merge archives the session it merged, however it is made; other HEAD moves are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from story import (
    assert_explained,
    begin,
    decisions,
    journal_files,
    note,
    pending,
    stem,
    the_document,
    titles,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


def feature(repo: Repo, name: str = "feat") -> str:
    """A branch with a session and two commits that carry a decision each; back on main."""
    repo.git("switch", "-q", "-c", name)
    found = begin(repo, "--name", name)
    note(repo, f"{name}: use a mutex")
    repo.commit(f"{name} one", {f"{name}.py": "one\n"})
    note(repo, f"{name}: use it twice")
    repo.commit(f"{name} two", {f"{name}.py": "two\n"})
    repo.git("switch", "-q", "main")
    return found


def fast_forward(repo: Repo) -> None:
    repo.git("merge", "--ff-only", "feat")


def true_merge(repo: Repo) -> None:
    repo.git("merge", "--no-ff", "--no-edit", "feat")


def diverged(repo: Repo) -> None:
    repo.commit("Meanwhile", {"main.py": "main\n"})
    repo.git("merge", "--no-edit", "feat")


def conflicted(repo: Repo) -> None:
    repo.commit("Meanwhile", {"feat.py": "main\n"})
    assert repo.git("merge", "feat", check=False).code == 1
    repo.stage("feat.py", "both\n")
    repo.git("commit", "--no-edit")


def squashed(repo: Repo) -> None:
    repo.git("merge", "--squash", "feat")
    repo.git("commit", "-m", "All of it")


def rebased_and_forwarded(repo: Repo) -> None:
    repo.commit("Meanwhile", {"main.py": "main\n"})
    repo.git("switch", "-q", "feat")
    repo.git("rebase", "-q", "main")
    repo.git("switch", "-q", "main")
    repo.git("merge", "--ff-only", "feat")


def reset_to(repo: Repo) -> None:
    """No hook runs here; the next command makes it good."""
    repo.git("reset", "-q", "--hard", "feat")
    repo.session("log", "Noted on main")
    repo.commit("After")


WAYS = [fast_forward, true_merge, diverged, conflicted, squashed, rebased_and_forwarded]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_a_merge_archives_the_session(repo: Repo, way: Callable[[Repo], None]) -> None:
    found = feature(repo)
    way(repo)
    doc = the_document(repo)
    assert doc.name.endswith(f".sessions/archive/{found}.md")
    assert doc.get("status") == "completed"
    assert doc.get("merged_into") == "main"
    assert doc.get("merge_commit") == repo.head
    assert str(doc.get("closed_at")).startswith("2026-01-15T14:30")
    assert decisions(repo) == ["feat: use a mutex", "feat: use it twice"]
    assert titles(repo) == ["feat: use a mutex", "feat: use it twice"]
    assert repo.status() == ""


def test_an_octopus_archives_both(repo: Repo) -> None:
    one, two = feature(repo, "one"), feature_beside(repo, "two")
    repo.git("merge", "--no-edit", "one", "two")
    archived = sorted(name for name in repo.files(".sessions/archive") if name.endswith(".md"))
    assert archived == sorted(f".sessions/archive/{found}.md" for found in (one, two))
    for path in archived:
        assert f"merge_commit: '{repo.head}'" in repo.read(path)
    assert repo.status() == ""


def feature_beside(repo: Repo, name: str) -> str:
    """Like ``feature`` where another session's document stands beside."""
    before = set(repo.files(".sessions/active"))
    repo.git("switch", "-q", "-c", name)
    repo.session("init", "--name", name)
    [path] = set(repo.files(".sessions/active")) - before
    note(repo, f"{name}: use a mutex")
    repo.commit(f"{name} one", {f"{name}.py": "one\n"})
    repo.git("switch", "-q", "main")
    return path.rsplit("/", 1)[1].removesuffix(".md")


def test_a_branch_with_unmerged_journal_files_is_not_archived(repo: Repo) -> None:
    found = feature(repo)
    repo.git("merge", "-q", "--no-edit", "feat~1")
    assert stem(repo) == found


def test_notes_pending_at_the_merge_go_along_with_the_next_commit_on_main(repo: Repo) -> None:
    feature(repo)
    repo.git("switch", "-q", "feat")
    note(repo, "feat: too late")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert "feat: too late" in decisions(repo)
    repo.commit("After")
    assert titles(repo) == ["feat: too late", "feat: use a mutex", "feat: use it twice"]
    assert repo.status() == ""


def test_a_pull_brings_the_entries_of_the_other_clone(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    note(repo, "Here")
    repo.commit("Begin")
    other = repo.clone(tmp_path / "other")
    other.session("install")
    other.session("resume", "main")
    note(other, "There")
    other.commit("Elsewhere", {"other.py": "other\n"})
    repo.git("pull", "-q", str(other.top), "main")
    assert_explained(repo, "Here", "There")


def test_a_pull_of_the_merged_branch_archives_its_session(repo: Repo, tmp_path: Path) -> None:
    server = repo.clone(tmp_path / "server.git", "--bare")
    repo.git("remote", "add", "origin", str(server.top))
    found = feature(repo)
    repo.git("push", "-q", "origin", "main", "feat")
    colleague = server.clone(tmp_path / "colleague")
    colleague.git("merge", "-q", "--no-ff", "--no-edit", "origin/feat")
    colleague.git("push", "-q", "origin", "main")
    repo.git("pull", "-q", "origin", "main")
    assert the_document(repo).name.endswith(f".sessions/archive/{found}.md")


def test_a_rebase_is_followed(repo: Repo) -> None:
    feature(repo)
    repo.commit("Meanwhile", {"main.py": "main\n"})
    repo.git("switch", "-q", "feat")
    repo.git("rebase", "-q", "main")
    assert_explained(repo, "feat: use a mutex", "feat: use it twice")


def test_a_rebase_with_the_apply_backend_is_followed(repo: Repo) -> None:
    feature(repo)
    repo.commit("Meanwhile", {"main.py": "main\n"})
    repo.git("switch", "-q", "feat")
    repo.git("rebase", "-q", "--apply", "main")
    assert_explained(repo, "feat: use a mutex", "feat: use it twice")


def test_switching_points_at_the_branch_s_session(repo: Repo) -> None:
    found = feature(repo)
    assert repo.session("path", check=False).code == 3, "main has no session"
    repo.git("switch", "-q", "feat")
    assert repo.session("path").out.strip().endswith(f"{found}.md")


def test_a_journal_left_staged_on_another_branch_is_taken_back(repo: Repo) -> None:
    repo.hook("commit-msg", "exit 1")
    begin(repo)
    note(repo, "Only on main")
    repo.stage("code.py", "one\n")
    assert repo.git("commit", "-m", "Aborted", check=False).code == 1
    repo.path(".git/hooks/commit-msg").unlink()
    repo.git("switch", "-q", "-c", "elsewhere")
    repo.git("commit", "-q", "-m", "Elsewhere")
    assert titles(repo) == []
    assert repo.status() == ""
    repo.git("switch", "-q", "main")
    assert pending(repo) >= 1


def test_head_moved_without_hooks_is_made_good_by_the_next_command(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Change")
    tree = repo.rev("HEAD^{tree}")
    made = repo.git("commit-tree", tree, "-p", "HEAD", "-m", "By another program").out.strip()
    repo.git("update-ref", "HEAD", made)
    repo.session("checkpoint")
    assert_explained(repo, "Use a mutex")


def test_an_agent_that_merges_its_branch_leaves_the_session_there(repo: Repo) -> None:
    """Its own id ties it to the session, and the session to the branch."""
    repo.env["CLAUDE_CODE_SESSION_ID"] = "0123456789abcdef"
    repo.git("switch", "-q", "-c", "feat")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("One")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    doc = the_document(repo)
    assert doc.name.startswith(".sessions/archive/")
    assert (doc.get("git_branch"), doc.get("merged_into")) == ("feat", "main")


def test_scratch_for_whatever_session_is_only_the_current_one_s(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "one")
    note(repo, "Use a mutex")
    repo.commit("One")
    repo.git("switch", "-q", "main")
    repo.session("init", "--name", "two")
    repo.append(".sessions/tmp/alice-2026-01-15.md", "## 14:40 - Decision: Whose note\n")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert "Whose note" not in repo.session("view", "one", "--decisions").out
    repo.commit("Two", {"two.py": "1\n"})
    assert "Whose note" in repo.session("view", "two", "--decisions").out
    held = [path for path in journal_files(repo) if "Whose note" in repo.show(path)]
    assert [path.split("/")[2].startswith("two-") for path in held] == [True]
