"""Two clones of one session end with the same document, whoever hears of the other first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Repo, dedent
from link import work
from story import begin, decisions, note, stem, the_document

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture
def clones(repo: Repo, tmp_path: Path) -> tuple[Repo, Repo]:
    """Alice's and Bob's clone of one server, both in the session that Alice began on `feat`."""
    server = tmp_path / "server.git"
    repo.git("init", "-q", "--bare", str(server))
    repo.git("remote", "add", "origin", str(server))
    repo.git("push", "-q", "-u", "origin", "main")
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "sweep", "--goal", "Sweep", "--step", "Look", "--step", "Mend")
    repo.tell("2026-01-15T15:00:00+01:00")
    work(repo, "first")
    repo.git("push", "-q", "-u", "origin", "feat")
    bob = Repo(tmp_path / "bob", {**repo.env, "GIT_AUTHOR_EMAIL": "bob@example.com"})
    repo.git("clone", "-q", "-b", "feat", str(server), str(bob.top))
    bob.session("install")
    bob.session("resume", stem(repo))
    return repo, bob


def sync(repo: Repo) -> None:
    repo.git("pull", "-q", "--no-rebase", "--no-edit")
    repo.git("push", "-q")


def edit(repo: Repo, old: str, new: str) -> None:
    """What a person does in an editor."""
    name = f".sessions/active/{stem(repo)}.md"
    assert old in repo.read(name)
    repo.write(name, repo.read(name).replace(old, new))


def assert_equal(alice: Repo, bob: Repo, *titles: str) -> None:
    assert alice.head == bob.head
    assert decisions(alice) == decisions(bob) == sorted(titles)
    assert the_document(alice).text == the_document(bob).text
    for repo in (alice, bob):
        assert repo.status() == ""
        assert "1 equal, 0 changed" in repo.session("doctor", "--rebuild").out


def test_a_fresh_clone_has_the_same_document(clones: tuple[Repo, Repo]) -> None:
    assert_equal(*clones, "first")


@pytest.mark.parametrize("bob_first", [False, True])
@pytest.mark.parametrize("bob_earlier", [False, True])
def test_both_journalled_and_end_with_equal_documents(
    clones: tuple[Repo, Repo], *, bob_first: bool, bob_earlier: bool
) -> None:
    """Whoever noted earlier and whoever pushes first: time orders the entries."""
    alice, bob = clones
    for repo, name, early in ((alice, "ours", not bob_earlier), (bob, "theirs", bob_earlier)):
        repo.tell(f"2026-01-15T16:{10 if early else 20}:00+01:00")
        work(repo, name)
        repo.session("log", "--done", "Look" if early else "Mend", "--next", f"Ask {name}")
        repo.tell(f"2026-01-15T16:{30 if early else 40}:00+01:00")
        work(repo, f"{name}-2")
    for repo in (alice, bob):
        repo.tell("2026-01-15T17:00:00+01:00")
    first, second = (bob, alice) if bob_first else (alice, bob)
    for repo in (first, second, first):
        sync(repo)
    assert_equal(alice, bob, "first", "ours", "ours-2", "theirs", "theirs-2")
    shown = [item.title for item in document.decisions(the_document(alice))]
    order = ["theirs", "ours"] if bob_earlier else ["ours", "theirs"]
    assert shown == ["first", *order, *(f"{name}-2" for name in order)]
    numbers = [item.number for item in document.decisions(the_document(alice))]
    assert numbers == [1, 2, 3, 4, 5]
    assert document.progress(the_document(bob))[0] == 2


def test_entries_of_the_same_second_too(clones: tuple[Repo, Repo]) -> None:
    alice, bob = clones
    for repo, name in ((alice, "ours"), (bob, "theirs")):
        repo.tell("2026-01-15T16:10:00+01:00")
        work(repo, name)
    for repo in (alice, bob, alice):
        sync(repo)
    assert_equal(alice, bob, "first", "ours", "theirs")


def test_a_tldr_written_by_hand_is_in_the_other_clone(clones: tuple[Repo, Repo]) -> None:
    """Nothing else was noted: the edit alone goes along with the next commit."""
    alice, bob = clones
    before = document.tldr(the_document(alice))
    edit(alice, f"_{before}_", "Where we are: almost there.")
    alice.tell("2026-01-15T16:10:00+01:00")
    alice.commit("Change code")
    for repo in (alice, bob):
        sync(repo)
    assert document.tldr(the_document(bob)) == "Where we are: almost there."
    assert_equal(alice, bob, "first")


def test_sections_of_ones_own_context_and_next_steps_travel(clones: tuple[Repo, Repo]) -> None:
    alice, bob = clones
    edit(alice, "## Next Steps\n", "## Next Steps\n1. Ask ops\n")
    edit(alice, "**Key Files**:\n", "**Key Files**:\n- `sweep.go` - by hand\n")
    edit(alice, "## Decisions\n", "## Ideas\n\nA table:\n\n| a | b |\n|---|---|\n\n## Decisions\n")
    alice.tell("2026-01-15T16:10:00+01:00")
    work(alice, "second")
    for repo in (alice, bob):
        sync(repo)
    doc = the_document(bob)
    assert document.next_steps(doc) == ["Ask ops"]
    assert document.key_files(doc) == ["`sweep.go` - by hand"]
    assert "## Ideas\nA table:\n\n| a | b |\n|---|---|\n\n## Decisions\n" in doc.text
    assert decisions(bob) == ["first", "second"]
    fresh = alice.clone(alice.top.parent / "fresh", "-b", "feat")
    fresh.session("resume", stem(alice))
    assert the_document(fresh).text == doc.text


@pytest.mark.parametrize("bob_first", [False, True])
def test_two_who_edit_the_same_section_both_find_their_text(
    clones: tuple[Repo, Repo], *, bob_first: bool
) -> None:
    alice, bob = clones
    for repo, name, minute in ((alice, "Alice", 10), (bob, "Bob", 20)):
        edit(repo, f"_{document.tldr(the_document(repo))}_", f"{name}'s words.")
        repo.tell(f"2026-01-15T16:{minute}:00+01:00")
        work(repo, name.lower())
    first, second = (bob, alice) if bob_first else (alice, bob)
    for repo in (first, second, first):
        sync(repo)
    assert document.tldr(the_document(bob)) == dedent("""
        Bob's words.

        *alice, 2026-01-15T16:10+01:00:*

        Alice's words.""")
    assert_equal(alice, bob, "first", "alice", "bob")


def test_an_edit_is_not_lost_by_a_commit_without_hooks(clones: tuple[Repo, Repo]) -> None:
    alice, bob = clones
    edit(alice, "## Next Steps\n", "## Next Steps\n1. Ask ops\n")
    alice.append("code.py", "1\n")
    alice.git("commit", "-qam", "Quickly", "--no-verify")
    alice.tell("2026-01-15T16:10:00+01:00")
    alice.commit("Change code")
    for repo in (alice, bob):
        sync(repo)
    assert document.next_steps(the_document(bob)) == ["Ask ops"]
    assert_equal(alice, bob, "first")


def test_what_is_edited_in_other_sections_stays_where_it_was_edited(
    clones: tuple[Repo, Repo],
) -> None:
    """A hand edit that does not travel is never overwritten, though others' entries come."""
    alice, bob = clones
    edit(alice, "because of first", "because of first, and more by hand")
    for repo, name, minute in ((alice, "ours", 20), (bob, "theirs", 10)):
        repo.tell(f"2026-01-15T16:{minute}:00+01:00")
        work(repo, name)
    for repo in (bob, alice, bob):
        sync(repo)
    assert "because of first, and more by hand" in the_document(alice).text
    assert decisions(alice) == decisions(bob) == ["first", "ours", "theirs"]


def test_notes_made_late_take_their_place_in_time(clones: tuple[Repo, Repo]) -> None:
    """Scratch written by hand may tell of the morning; nobody waits for that in the commit."""
    alice, bob = clones
    alice.append(f".sessions/tmp/{stem(alice)}/alice-2026-01-15.md", "## 13:30 - Decision: early\n")
    alice.tell("2026-01-15T16:10:00+01:00")
    work(alice, "late")
    alice.session("checkpoint")
    assert [item.title for item in document.decisions(the_document(alice))] == [
        "early",
        "first",
        "late",
    ]
    for repo in (alice, bob):
        sync(repo)
    bob.session("checkpoint")
    assert decisions(bob) == ["early", "first", "late"]


def test_a_worktree_has_the_same_document(clones: tuple[Repo, Repo], tmp_path: Path) -> None:
    """A linked worktree on a branch of its own builds the session from its journal."""
    alice, _ = clones
    note(alice, "pending")
    other = alice.worktree(tmp_path / "other", "-b", "side")
    other.session("resume", stem(alice))
    assert decisions(other) == ["first"]


def test_within_one_second_what_was_noted_after_a_commit_stays_after_it(
    clones: tuple[Repo, Repo],
) -> None:
    """A script is quick; every clone must hear of the end after the beginning."""
    alice, bob = clones
    for number in range(5):
        alice.session("log", "--blocker", f"B{number}", "--step", f"Step {number}")
        alice.commit(f"{number}a", {"code.py": f"{number}a\n"})
        alice.session("log", "--resolve", f"B{number}", "--done", f"Step {number}")
        alice.commit(f"{number}b", {"code.py": f"{number}b\n"})
    for repo in (alice, bob):
        sync(repo)
    assert_equal(alice, bob, "first")
    assert [blocker.resolved for blocker in document.blockers(the_document(bob))] == [True] * 5
    assert document.progress(the_document(bob)) == (5, 7, "Look")


def test_a_clock_that_is_far_ahead_does_not_carry_everybody_along(
    clones: tuple[Repo, Repo],
) -> None:
    alice, bob = clones
    bob.tell("2026-01-15T18:00:00+01:00")
    work(bob, "ahead")
    sync(bob)
    alice.git("pull", "-q")
    alice.tell("2026-01-15T16:00:00+01:00")
    work(alice, "now")
    shown = [item.title for item in document.decisions(the_document(alice))]
    assert sorted(shown) == ["ahead", "first", "now"]
    assert "## 2026-01-15T16:00:00+01:00 - Decision: now" in alice.session("view", "--raw").out
