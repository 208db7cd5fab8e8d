"""History rewritten in every way git has: the link from code to reasoning holds, or is told."""

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
    work,
)
from story import assert_recorded, begin, decisions, note, pending, titles

if TYPE_CHECKING:
    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


def commits_that_add(repo: Repo, *names: str) -> list[str]:
    """The commits that brought these files."""
    return [repo.git("log", "--diff-filter=A", "--format=%H", "--", name).out for name in names]


# amend


def test_amend_with_a_new_note_and_change(feat: Repo) -> None:
    change(feat, "d")
    feat.git("commit", "--amend", "--no-edit")
    assert_linked(feat, {**ABC, "d.py": "d"}, together=("c", "d"))
    assert pending(feat) == 0


def test_amend_that_only_rewords_leaves_the_note_for_the_next_commit(feat: Repo) -> None:
    """There is nothing to put the journal file beside; until then `view` shows the entry."""
    note(feat, "d")
    feat.git("commit", "--amend", "-m", "Do c better")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    assert "d" in feat.session("view", "--decisions").out
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_amend_with_all_that_is_tracked(feat: Repo) -> None:
    note(feat, "d")
    feat.append("a.py", "d = 1\n")
    feat.git("commit", "-a", "--amend", "--no-edit")
    assert_linked(feat, {**ABC, "a.py:2": "d"}, together=("c", "d"))


def test_amend_three_times(feat: Repo) -> None:
    for name in "def":
        change(feat, name)
        feat.git("commit", "--amend", "-m", f"Do c and {name}")
    lines = {**ABC, "d.py": "d", "e.py": "e", "f.py": "f"}
    assert_linked(feat, lines, together=("c", "d", "e", "f"))


# fixup


@pytest.mark.parametrize("editor", ["true", ":"])
def test_fixups_with_notes_of_their_own_are_squashed_in(feat: Repo, editor: str) -> None:
    target = feat.rev("HEAD~2")
    for name in "de":
        change(feat, name)
        feat.git("commit", "--fixup", target)
    assert_linked(feat, {**ABC, "d.py": "d", "e.py": "e"})
    feat.git("rebase", "-q", "-i", "--autosquash", "main", env={"GIT_SEQUENCE_EDITOR": editor})
    assert feat.subjects() == ["Do c", "Do b", "Do a", "First"]
    assert len({*commits_that_add(feat, "a.py", "d.py", "e.py")}) == 1
    assert_linked(feat, {**ABC, "d.py": "d", "e.py": "e"}, together=("a", "d", "e"))


def test_a_fixup_alone_is_a_commit_like_any_other(feat: Repo) -> None:
    change(feat, "d", file="a.py")
    feat.git("commit", "--fixup", "HEAD~2")
    assert_linked(feat, {**ABC, "a.py:2": "d"})


def test_a_fixup_that_amends_the_message_too(feat: Repo) -> None:
    change(feat, "d")
    feat.git("commit", "--fixup=amend:HEAD~2", env={"GIT_EDITOR": "sed -i 2,9s/Do/Redo/"})
    env = {"GIT_SEQUENCE_EDITOR": ":", "GIT_EDITOR": "true"}
    feat.git("rebase", "-q", "-i", "--autosquash", "main", env=env)
    assert feat.subjects() == ["Do c", "Do b", "Redo a", "First"]
    assert_linked(feat, {**ABC, "d.py": "d"}, together=("a", "d"))


def test_a_fixup_that_only_rewords(feat: Repo) -> None:
    """Its commit is empty, so a note that waits goes on waiting for one that is not."""
    note(feat, "d")
    feat.git("commit", "--fixup=reword:HEAD~2", env={"GIT_EDITOR": "sed -i 2,9s/Do/Redo/"})
    assert pending(feat) == 1
    env = {"GIT_SEQUENCE_EDITOR": ":", "GIT_EDITOR": "true"}
    feat.git("rebase", "-q", "-i", "--autosquash", "main", env=env)
    assert feat.subjects() == ["Do c", "Do b", "Redo a", "First"]
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


# rebase


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_onto_a_base_that_moved(feat: Repo, backend: str) -> None:
    move_main(feat)
    feat.git("rebase", "-q", backend, "main")
    assert feat.subjects() == ["Do c", "Do b", "Do a", "Do base", "First"]
    assert_linked(feat, ABC)


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_notes_pending_over_a_rebase_go_along_with_the_next_commit(
    feat: Repo, backend: str
) -> None:
    move_main(feat)
    note(feat, "d")
    feat.git("rebase", "-q", backend, "main")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


TODOS = {
    "reorder": ("pick {c}, pick {a}, pick {b}", ["Do b", "Do a", "Do c"], ()),
    "squash": ("pick {a}, squash {b}, pick {c}", ["Do c", "Do a"], ("a", "b")),
    "squash apart": ("pick {a}, squash {c}, pick {b}", ["Do b", "Do a"], ("a", "c")),
    "squash all": ("pick {a}, squash {b}, squash {c}", ["Do a"], ("a", "b", "c")),
    "fixup": ("pick {a}, fixup {b}, pick {c}", ["Do c", "Do a"], ("a", "b")),
    "fixup -C": ("pick {a}, fixup -C {b}, pick {c}", ["Do c", "Do b"], ("a", "b")),
    "exec": ("pick {a}, exec test -f a.py, pick {b}, pick {c}", ["Do c", "Do b", "Do a"], ()),
    "label": (
        "label onto, pick {a}, label a, reset onto, pick {b}, label b, reset a, merge b, pick {c}",
        ["Do c", "Merge branch 'b'", "Do b", "Do a"],
        (),
    ),
}


@pytest.mark.parametrize(("todo", "subjects", "together"), TODOS.values(), ids=TODOS)
@pytest.mark.parametrize("moved", [False, True], ids=["in place", "onto a moved base"])
def test_a_rebase_by_a_list(
    feat: Repo, todo: str, subjects: list[str], together: tuple[str, ...], moved: bool
) -> None:
    if moved:
        move_main(feat)
    interactive(feat, todo)
    assert sorted(feat.subjects("main..HEAD")) == sorted(subjects)
    assert_linked(feat, ABC, together=together)


def test_a_rebase_that_rewords(feat: Repo) -> None:
    interactive(feat, "pick {a}, reword {b}, pick {c}", editor="sed -i s/Do/Redo/")
    assert feat.subjects("main..HEAD") == ["Do c", "Redo b", "Do a"]
    assert_linked(feat, ABC)


def test_a_rebase_that_breaks_and_a_note_made_meanwhile(feat: Repo) -> None:
    interactive(feat, "pick {b}, break, pick {a}, pick {c}")
    assert feat.branch == "", "stopped"
    note(feat, "d")
    feat.git("rebase", "--continue")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_note_made_by_a_command_of_the_rebase(feat: Repo) -> None:
    interactive(feat, "pick {b}, exec git session log --decision d, pick {a}, pick {c}")
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_commit_made_by_a_command_of_the_rebase(feat: Repo) -> None:
    made = "echo >x.py && git add x.py && git commit -m X"
    interactive(feat, f"pick {{a}}, exec {made}, pick {{c}}, pick {{b}}")
    assert feat.subjects("main..HEAD") == ["Do b", "Do c", "X", "Do a"]
    assert_linked(feat, ABC)


def test_a_dropped_pick_comes_back_in_the_next_journal_file(feat: Repo) -> None:
    """For what was tried and abandoned is worth most. Until then the document shows it."""
    interactive(feat, "pick {a}, pick {c}")
    assert_carried(feat, {"a.py": "a", "c.py": "c"})
    assert decisions(feat) == ["a", "b", "c"]
    assert_recorded(feat)
    work(feat, "d")
    lines = {"a.py": "a", "c.py": "c", "d.py": "d"}
    assert_linked(feat, lines, beside=("b",), together=("b", "d"))
    work(feat, "e")
    assert_linked(feat, {**lines, "e.py": "e"}, beside=("b",), together=("b", "d"))


def test_dropped_by_its_own_line_and_with_nothing_noted_since(feat: Repo) -> None:
    interactive(feat, "pick {a}, drop {b}, pick {c}")
    plain(feat, "d")
    assert_linked(feat, {"a.py": "a", "c.py": "c"}, beside=("b",))


def test_a_rebase_that_edits(feat: Repo) -> None:
    interactive(feat, "pick {a}, edit {b}, pick {c}")
    feat.append("b.py", "more = 1\n")
    feat.git("commit", "-a", "--amend", "--no-edit")
    feat.git("rebase", "--continue")
    assert_linked(feat, {**ABC, "b.py:2": "b"})


def test_a_note_made_while_editing_goes_along_with_the_next_commit(feat: Repo) -> None:
    """Hooks stand aside while a rebase runs: the amended commit has its own entry only."""
    interactive(feat, "pick {a}, edit {b}, pick {c}")
    note(feat, "d")
    feat.append("b.py", "more = 1\n")
    feat.git("commit", "-a", "--amend", "--no-edit")
    feat.git("rebase", "--continue")
    assert_linked(feat, {**ABC, "b.py:2": "b"})
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_commit_split_in_two(feat: Repo) -> None:
    """`git add -A` takes the journal file along; the half without it has no reasoning to show.

    Hooks stand aside while a rebase runs, so that commit has no trailer either.
    """
    interactive(feat, "pick {a}, edit {b}, pick {c}")
    feat.git("reset", "-q", "HEAD^")
    feat.append("half.py", "half = 1\n")
    feat.git("add", "half.py")
    feat.git("commit", "-m", "Do half")
    feat.git("add", "-A")
    feat.git("commit", "-m", "Do the other half")
    feat.git("rebase", "--continue")
    assert_linked(feat, ABC)
    assert_explains(feat, "half.py")


def test_a_commit_split_file_by_file(feat: Repo) -> None:
    """The reset left the journal file in the worktree; the next usual commit takes it along."""
    interactive(feat, "pick {a}, edit {b}, pick {c}")
    feat.git("reset", "-q", "HEAD^")
    feat.append("half.py", "half = 1\n")
    for name in ("half.py", "b.py"):
        feat.git("add", name)
        feat.git("commit", "-m", f"Do {name}")
    feat.git("rebase", "--continue")
    assert decisions(feat) == ["a", "b", "c"]
    assert_recorded(feat)
    assert feat.status().startswith("?? .sessions/journal/"), "as `git reset` left it"
    work(feat, "d")
    lines = {"a.py": "a", "c.py": "c", "d.py": "d"}
    assert_linked(feat, lines, beside=("b",), together=("b", "d"))
    # what `why` says of b.py and half.py is not asked: their own commits hold no reasoning


def test_a_rebase_onto_another_branch_than_it_came_from(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "lib", "main")
    plain(feat, "lib")
    feat.git("switch", "-q", "feat")
    feat.git("rebase", "-q", "lib")
    assert_linked(feat, ABC)
    move_main(feat)
    feat.git("rebase", "-q", "--onto", "main", "lib")
    assert feat.subjects() == ["Do c", "Do b", "Do a", "Do base", "First"]
    assert_linked(feat, ABC)


def test_a_rebase_onto_that_leaves_the_first_commit_behind(feat: Repo) -> None:
    move_main(feat)
    feat.git("rebase", "-q", "--onto", "main", "feat~2")
    assert feat.subjects() == ["Do c", "Do b", "Do base", "First"]
    assert decisions(feat) == ["a", "b", "c"]
    work(feat, "d")
    lines = {"b.py": "b", "c.py": "c", "d.py": "d"}
    assert_linked(feat, lines, beside=("a",), together=("a", "d"))


def test_a_rebase_of_the_root(repo: Repo) -> None:
    begin(repo)
    for name in "abc":
        work(repo, name)
    start = repo.rev("HEAD~3")
    interactive(repo, "pick {a}, pick {c}, pick {b}", "--root")
    assert repo.subjects() == ["Do b", "Do c", "Do a"]
    assert start not in repo.git("rev-list", "HEAD").lines, "where it began is history no longer"
    assert_linked(repo, ABC)


def test_a_rebase_of_the_root_rewrites_every_hash(repo: Repo) -> None:
    begin(repo)
    for name in "abc":
        work(repo, name)
    old = repo.git("rev-list", "HEAD").lines
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.git("rebase", "-q", "--root", "--no-ff")
    assert not set(old) & set(repo.git("rev-list", "HEAD").lines)
    assert_linked(repo, ABC)


def test_a_rebase_that_stashes_what_is_being_worked_on(feat: Repo) -> None:
    move_main(feat)
    change(feat, "d", file="a.py")
    feat.git("rebase", "-q", "--autostash", "main")
    assert feat.status() == " M a.py\n"
    assert decisions(feat) == ["a", "b", "c"]
    assert_recorded(feat)
    feat.git("commit", "-a", "-m", "Do d")
    assert_linked(feat, {**ABC, "a.py:2": "d"})


@pytest.fixture(params=["--merge", "--apply"])
def stopped(feat: Repo, request: pytest.FixtureRequest) -> Repo:
    """A rebase that stopped at `Do b`, whose code main has too, in another way."""
    feat.git("switch", "-q", "main")
    feat.append("b.py", "b = 0\n")
    feat.git("add", "b.py")
    feat.git("commit", "-m", "Do b otherwise")
    feat.git("switch", "-q", "feat")
    note(feat, "d")
    assert feat.git("rebase", request.param, "main", check=False).code == 1
    return feat


def test_a_conflict_in_code_resolved(stopped: Repo) -> None:
    stopped.stage("b.py", "b = 0\nb = 1\n")
    stopped.git("rebase", "--continue", env={"GIT_EDITOR": "true"})
    lines = {"a.py": "a", "b.py:2": "b", "c.py": "c"}
    assert_linked(stopped, lines)
    work(stopped, "e")
    assert_linked(stopped, {**lines, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_conflict_in_code_resolved_and_committed_by_hand(stopped: Repo) -> None:
    """The apply backend has to be told that there is nothing left of the patch."""
    stopped.stage("b.py", "b = 0\nb = 1\n")
    stopped.git("commit", "-m", "Do b as well")
    applying = stopped.exists(".git/rebase-apply")
    stopped.git("rebase", "--skip" if applying else "--continue")
    assert_linked(stopped, {"a.py": "a", "b.py:2": "b", "c.py": "c"})


def test_a_conflict_in_code_skipped(stopped: Repo) -> None:
    """The skipped entry was dropped: it comes back with the next commit."""
    stopped.git("rebase", "--skip")
    assert_carried(stopped, {"a.py": "a", "c.py": "c"})
    assert decisions(stopped) == ["a", "b", "c"]
    assert_recorded(stopped)
    work(stopped, "e")
    lines = {"a.py": "a", "c.py": "c", "e.py": "e"}
    assert_linked(stopped, lines, beside=("b", "d"), together=("b", "d", "e"))


def test_a_rebase_given_up(stopped: Repo) -> None:
    stopped.git("rebase", "--abort")
    assert_linked(stopped, ABC)
    work(stopped, "e")
    assert_linked(stopped, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


@pytest.mark.parametrize("todo", ["pick {a}, fixup {c}", "pick {a}, squash {c}", "edit {c}"])
def test_a_rebase_given_up_after_it_amended(feat: Repo, todo: str) -> None:
    """Git runs post-rewrite for the amended commit, in the middle of the rebase."""
    move_main(feat)
    interactive(feat, f"{todo}, exec git commit --amend -m X, exec false", check=False)
    if todo.startswith("edit"):
        feat.git("commit", "--amend", "-m", "Do c better")
    assert feat.branch == "", "stopped"
    feat.git("rebase", "--abort")
    assert_linked(feat, ABC)
    work(feat, "d")
    assert_linked(feat, {**ABC, "d.py": "d"})


def test_a_rebase_left_as_it_stands(stopped: Repo) -> None:
    """`--quit` keeps HEAD where it stopped: detached, the picks that were made below it."""
    stopped.git("rebase", "--quit")
    stopped.git("reset", "-q", "--hard")
    stopped.git("switch", "-q", "feat")
    assert_linked(stopped, ABC)
    assert pending(stopped) == 1


# ends of a rebase at which git runs no hook: the next command follows


def test_a_rebase_that_only_forwards(feat: Repo) -> None:
    feat.git("switch", "-q", "-c", "ahead")
    plain(feat, "x")
    feat.git("switch", "-q", "feat")
    feat.git("rebase", "-q", "ahead")
    note(feat, "d")
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_that_finds_everything_there(feat: Repo, backend: str) -> None:
    """All picks are upstream already: HEAD is the base, which brought the journal files, too."""
    feat.git("switch", "-q", "-c", "base", "main")
    plain(feat, "x")
    feat.git("cherry-pick", "main..feat")
    feat.git("switch", "-q", "feat")
    feat.git("rebase", "-q", backend, "base")
    assert feat.head == feat.rev("base")
    note(feat, "d")
    assert_linked(feat, ABC)
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_whose_only_pick_is_skipped(feat: Repo, backend: str) -> None:
    feat.git("reset", "-q", "--hard", "HEAD~2")
    feat.git("switch", "-q", "main")
    feat.commit("Otherwise", {"a.py": "a = 0\n"})
    feat.git("switch", "-q", "feat")
    assert feat.git("rebase", backend, "main", check=False).code == 1
    feat.git("rebase", "--skip")
    assert feat.head == feat.rev("main")
    work(feat, "d")
    assert_linked(feat, {"d.py": "d"}, beside=("a", "b", "c"), together=("a", "b", "c", "d"))


def test_a_rebase_that_drops_all(feat: Repo) -> None:
    interactive(feat, "noop")
    assert feat.head == feat.rev("main")
    work(feat, "d")
    assert_linked(feat, {"d.py": "d"}, beside=("a", "b", "c"), together=("a", "b", "c", "d"))


def test_a_rebase_of_a_stack_moves_the_branches_below(feat: Repo) -> None:
    """`--update-refs`: the session is the top branch's; the one below has its journal as before."""
    feat.git("branch", "below", "feat~1")
    move_main(feat)
    feat.git("rebase", "-q", "--update-refs", "main")
    assert_linked(feat, ABC)
    assert feat.rev("below") == feat.rev("feat~1")
    assert titles(feat, "below") == ["a", "b"]
