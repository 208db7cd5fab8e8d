"""History rewritten in every way git has: the link from code to reasoning holds, or is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from link import assert_carried, assert_explains, assert_linked, change, plain, work
from story import (
    assert_recorded,
    begin,
    decisions,
    note,
    pending,
    the_document,
    titles,
)

from git_session.cli import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

ABC = {"a.py": "a", "b.py": "b", "c.py": "c"}


def three(repo: Repo) -> None:
    """On branch `feat`: a session and three commits, a decision and a file of its own in each."""
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "feat")
    for minute, name in enumerate("abc"):
        repo.tell(f"2026-01-15T14:3{minute}:00+01:00")
        work(repo, name)


@pytest.fixture
def feat(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """That, and an hour later."""
    repo = copied(three)
    repo.tell("2026-01-15T15:30:00+01:00")
    return repo


def move_main(repo: Repo, name: str = "base") -> None:
    """Meanwhile somebody commits on main, which has no session; back on the branch."""
    branch = repo.branch
    repo.git("switch", "-q", "main")
    plain(repo, name)
    repo.git("switch", "-q", branch)


def interactive(
    repo: Repo, todo: str, *onto: str, editor: str = "true", check: bool = True
) -> None:
    """``git rebase -i``, the list replaced by ``todo``, where {a} is the commit `Do a`."""
    known = (line.split(" ", 1) for line in repo.git("log", "--format=%H %s").lines)
    picks = {subject.removeprefix("Do "): made for made, subject in known if "Do " in subject}
    path = repo.write("../todo", "".join(f"{line.strip()}\n" for line in todo.split(",")))
    path.write_text(path.read_text().format(**picks))
    env = {"GIT_SEQUENCE_EDITOR": f"cp '{path}'", "GIT_EDITOR": editor}
    repo.git("rebase", "-q", "-i", *(onto or ("main",)), env=env, check=check)


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
    """`git add -A` takes the journal file along; both halves answer to the one session."""
    interactive(feat, "pick {a}, edit {b}, pick {c}")
    feat.git("reset", "-q", "HEAD^")
    feat.append("half.py", "half = 1\n")
    feat.git("add", "half.py")
    feat.git("commit", "-m", "Do half")
    feat.git("add", "-A")
    feat.git("commit", "-m", "Do the other half")
    feat.git("rebase", "--continue")
    assert_linked(feat, ABC)
    if "why" in VERBS:
        assert_explains(feat, "half.py", "b", how="same session, later commit")


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
    assert_linked(feat, {**ABC, "d.py": "d"}, later=("b",), together=("b", "d"))


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


@pytest.fixture
def stopped(feat: Repo) -> Repo:
    """A rebase that stopped at `Do b`, whose code main has too, in another way."""
    feat.git("switch", "-q", "main")
    feat.append("b.py", "b = 0\n")
    feat.git("add", "b.py")
    feat.git("commit", "-m", "Do b otherwise")
    feat.git("switch", "-q", "feat")
    note(feat, "d")
    assert feat.git("rebase", "main", check=False).code == 1
    return feat


def test_a_conflict_in_code_resolved(stopped: Repo) -> None:
    stopped.stage("b.py", "b = 0\nb = 1\n")
    stopped.git("rebase", "--continue", env={"GIT_EDITOR": "true"})
    lines = {"a.py": "a", "b.py:2": "b", "c.py": "c"}
    assert_linked(stopped, lines)
    work(stopped, "e")
    assert_linked(stopped, {**lines, "e.py": "e"}, beside=("d",), together=("d", "e"))


def test_a_conflict_in_code_resolved_and_committed_by_hand(stopped: Repo) -> None:
    stopped.stage("b.py", "b = 0\nb = 1\n")
    stopped.git("commit", "-m", "Do b as well")
    stopped.git("rebase", "--continue")
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


def test_a_rebase_left_as_it_stands(stopped: Repo) -> None:
    """`--quit` keeps HEAD where it stopped: detached, the picks that were made below it."""
    stopped.git("rebase", "--quit")
    stopped.git("reset", "-q", "--hard")
    stopped.git("switch", "-q", "feat")
    assert_linked(stopped, ABC)
    assert pending(stopped) == 1


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
    if "why" in VERBS:
        assert_explains(feat, "b.py", "b", together=("b", "s"))
        assert_explains(feat, "b.py:2", "s", together=("b", "s"))


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
    lines = {**ABC, "d.py": "d"}
    assert_linked(feat, lines, twice=("b",), together=("b", "d"))


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
    if "why" in VERBS:
        assert_explains(feat, "c.py", "c", together=("b", "c"))


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


def session_of(repo: Repo) -> str:
    """The stem of this branch's session."""
    return repo.session("path", "document").out.strip().rsplit("/", 1)[1].removesuffix(".md")


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
    if "why" in VERBS:
        assert_explains(feat, "e.py", "e", together=("d", "e", "e, too"))
        assert_explains(feat, "f.py", "f", together=("f", "f, too"))
