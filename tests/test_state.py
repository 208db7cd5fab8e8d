"""What a worktree remembers: plain lines that survive any name, and that may be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session import statelines
from git_session.errors import SessionError
from git_session.store import Staged

if TYPE_CHECKING:
    from conftest import Repo

    from git_session.store import Store

STEM = "fix-12345678"
ODD = "a\tb\nc\\d\\te\r é \udcff"
GARBAGE = ["", "\n", "x", "x\n", "a\tb\tc\td\te\tf\tg\th\n", "\udcff\x00", "torn\tline"]


@given(st.lists(st.text(), min_size=1))
def test_any_text_survives_in_a_field(values: list[str]) -> None:
    text = statelines.line(*values)
    assert text.count("\n") == 1
    assert [statelines.unescape(value) for value in text[:-1].split("\t")] == values


@pytest.mark.parametrize("branch", ["main", "", ODD])
def test_the_pointer_and_what_was_settled(repo: Repo, store: Store, branch: str) -> None:
    assert (store.pointer(), store.settled()) == (None, None)
    store.set_pointer(STEM, branch)
    store.set_settled(repo.head, branch)
    assert (store.pointer(), store.settled()) == ((STEM, branch), (repo.head, branch))
    store.set_settled("", branch)
    assert store.settled() == ("", branch)
    for _ in range(2):
        store.clear_pointer()
    assert store.pointer() is None


def test_the_shims_read_the_settled_commit_as_the_first_word(repo: Repo, store: Store) -> None:
    store.set_settled(repo.head, "a branch")
    script = 'read -r head rest <.git/git-session/settled; printf %s "$head"'
    assert repo.run("sh", "-c", script).out == repo.head


@pytest.mark.parametrize("text", GARBAGE)
def test_broken_state_is_unknown(repo: Repo, store: Store, text: str) -> None:
    for name in ("pointer", "settled", "staged", "agents"):
        repo.write(f".git/git-session/{name}", text)
    assert (store.pointer(), store.settled()) == (None, None)
    assert (store.staged(), store.bound("x")) == ([], None)
    store.bind("x", STEM)
    assert store.bound("x") == STEM
    repo.write(f".git/git-session/ids/{STEM}.folded", text)
    store.add_folded(STEM, {"0123456789abcdef": "20260115T133105Z"})
    assert "0123456789abcdef" in store.folded(STEM)


def test_state_that_cannot_be_read_is_unknown_and_cannot_be_written_by_path(
    repo: Repo, store: Store
) -> None:
    repo.path(".git/git-session/pointer").mkdir(parents=True)
    assert store.pointer() is None
    with pytest.raises(SessionError, match="git-session/pointer"):
        store.set_pointer(STEM, "main")


def test_an_agent_is_bound_to_its_last_session(store: Store) -> None:
    assert store.bound(ODD) is None
    store.bind(ODD, STEM)
    store.bind("another", "other-1")
    store.bind(ODD, "next-1")
    assert (store.bound(ODD), store.bound("another")) == ("next-1", "other-1")
    store.bind(ODD, "")
    assert store.bound(ODD) is None


def test_what_was_staged_comes_back(repo: Repo, store: Store) -> None:
    staged = [
        Staged(
            STEM, f".sessions/journal/{STEM}/y.md", "main", repo.head, ("a1", "b2"), ("z.md",), True
        ),
        Staged("other-1", ".sessions/journal/other-1/odd\tname.md", "", "", ()),
    ]
    store.save_staged(staged)
    assert store.staged() == staged
    store.save_staged(
        [*staged, Staged(STEM, "../precious", "", "", ()), Staged("..", "x", "", "", ())]
    )
    assert store.staged() == staged, "what is no journal file of that session is not ours to touch"
    store.save_staged([])
    assert store.staged() == []
    assert not repo.exists(".git/git-session/staged")
    store.clear_staged()


def test_identities_are_kept_by_session_and_purpose(repo: Repo, store: Store) -> None:
    store.add_consumed(STEM, ["a", "b"])
    store.add_consumed(STEM, {"c"})
    store.add_consumed(STEM, [])
    store.add_folded(STEM, {"d": "2"})
    store.add_folded(STEM, {"f": "1"})
    store.add_reverted(STEM, ["e.md"])
    assert store.consumed(STEM) == {"a", "b", "c"}
    store.forget_consumed(STEM, ["a", "c", "d"])
    assert store.consumed(STEM) == {"b"}
    store.add_consumed(STEM, ["a", "c"])
    assert (store.folded(STEM), store.reverted(STEM)) == ({"d": "2", "f": "1"}, {"e.md"})
    assert list(store.folded(STEM)) == ["d", "f"], "in the order in which they came"
    assert (store.consumed("other-1"), store.folded("other-1")) == (set(), {})
    for _ in range(2):
        store.forget_folded(STEM)
        store.forget_reverted(STEM)
    assert (store.folded(STEM), store.reverted(STEM)) == ({}, set())
    assert store.consumed(STEM) == {"a", "b", "c"}


def test_what_was_found_unmerged_replaces_what_was_before(store: Store) -> None:
    assert store.unmerged() == set()
    store.set_unmerged({(STEM, "1", ""), (ODD, "2", "3")})
    assert store.unmerged() == {(STEM, "1", ""), (ODD, "2", "3")}
    store.set_unmerged(set())
    assert store.unmerged() == set()
