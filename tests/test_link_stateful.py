"""History treated at random: no acknowledged entry is lost, none is shown twice, all stays clean.

CI plays a few stories, always the same ones. ``--stateful-examples N`` plays N new ones, and
shrinks what fails to the shortest story that does.
"""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import pytest
from conftest import Repo
from hypothesis import HealthCheck, Phase, settings
from hypothesis import note as tell
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from link import work

from git_session.core import document, journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from git_session.core.document import Document

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

IN_CI = 12
STEPS = 20
TOPICS = 3  # branches that come into being on the way
WHO = st.sampled_from(("alice", "alice", "alice", "linked", "bob"))
NOTES = st.sampled_from((1, 1, 0, 2))
ACTIONS = st.sampled_from(("pick", "pick", "pick", "squash", "fixup", "drop", "edit"))


def prepare(top: Path) -> None:
    """A server; alice's clone with two sessions, and bob's, in which he joined one of them."""
    top.mkdir()
    Repo(top).git("init", "-q", "--bare", "server.git")
    alice = Repo(top / "alice")
    Repo(top).git("init", "-q", "alice")
    alice.git("remote", "add", "origin", "../server.git")
    alice.commit("First", {"code.py": "print('hello')\n"})
    for name in ("side", "feat"):
        alice.git("switch", "-q", "-c", name, "main")
        alice.session("init", "--name", name)
        for number in range(3):
            alice.tell(f"2026-01-15T07:0{number}:00+01:00")
            work(alice, f"{name}{number}")
    alice.git("push", "-q", "-u", "origin", "main", "feat")
    bob = Repo(top / "server.git").clone(top / "bob", "-b", "feat")
    bob.git("branch", "-q", "main", "origin/main")
    bob.git("remote", "set-url", "origin", "../server.git")
    bob.config("user.email", "bob@example.com")
    bob.session("install")
    bob.session("resume", "feat")


@dataclass
class Place:
    """A worktree, and what is known of it."""

    repo: Repo
    noted: dict[str, tuple[str, str]] = field(default_factory=dict)  # title: branch and session
    seen: set[tuple[str, str]] = field(default_factory=set)  # what documents showed
    settled: bool = False  # since HEAD moved, a hook or a command of ours ran
    loose: bool = False  # a reset put journal files into the index or left them in the worktree

    @property
    def branch(self) -> str:
        return self.repo.branch

    def own(self) -> list[str]:
        """The commits that main has not, oldest first."""
        return self.repo.git("rev-list", "--reverse", "--no-merges", "main..HEAD").lines

    def git_path(self, name: str) -> Path:
        return self.repo.top / self.repo.git("rev-parse", "--git-path", name).out.strip()

    def pointer(self) -> tuple[str, str]:
        """The session that notes go to, and the branch that holds for."""
        path = self.git_path("git-session/pointer")
        stem, _, branch = (path.read_text() if path.exists() else "").strip().partition("\t")
        return stem, branch

    def documents(self) -> dict[str, Document]:
        """Every session document by stem."""
        names = [name for name in self.repo.files(".sessions") if name.endswith(".md")]
        names = [name for name in names if name.split("/")[1] in ("active", "archive")]
        return {
            name.rsplit("/", 1)[1].removesuffix(".md"): document.read(self.repo.read(name), name)
            for name in names
        }

    def journal(self, rev: str, *, past: bool = False) -> set[tuple[str, str]]:
        """Session and title of what the tree of ``rev`` explains; ``past``: or ever did."""
        listed = self.repo.git("rev-list", "--objects", *([] if past else ["-1"]), rev).lines
        named = [line.split(" ", 1) for line in listed if " .sessions/journal/" in line]
        paths = {blob: path for blob, path in named if path.endswith(".md")}
        return {
            (path.split("/")[2], block.title)
            for path, text in zip(paths.values(), self.texts(*paths), strict=True)
            for block in journal.parse(text, path).blocks
            if block.kind != "Session"
        }

    def texts(self, *blobs: str) -> list[str]:
        """The texts of these blobs, all in one question."""
        given = self.repo.git("cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs))
        texts = []
        rest = given.out.encode("utf-8", "surrogateescape")
        while rest:
            head, rest = rest.split(b"\n", 1)
            size = int(head.split()[2])
            texts.append(rest[:size].decode("utf-8", "surrogateescape"))
            rest = rest[size + 1 :]
        return texts


class Histories(RuleBasedStateMachine):
    """What people do to a repository, in any order; what git refuses is undone and forgotten."""

    template: ClassVar[Path]
    tops: ClassVar[Iterator[Path]]

    def __init__(self) -> None:
        super().__init__()
        top = next(self.tops)
        shutil.copytree(self.template, top, symlinks=True)
        self.env: dict[str, str] = {}
        self.count = itertools.count(1)
        self.places = {name: Place(Repo(top / name, self.env)) for name in ("alice", "bob")}
        self.tick()
        linked = self.places["alice"].repo.worktree(top / "linked", "-b", "spare", "main")
        self.places["linked"] = Place(linked)
        for stem in self.places["alice"].documents():
            name = stem.split("-")[0]
            known = {f"{name}{number}": (name, stem) for number in range(3)}
            self.places["alice"].noted |= known
        self.touched = set(self.places)
        self.topics = 0
        self.taken_back: set[str] = set()

    def tick(self) -> int:
        """It is a minute later."""
        now = next(self.count)
        Repo(self.template, self.env).tell(f"2026-01-15T{8 + now // 60:02}:{now % 60:02}:00+01:00")
        return now

    def git(self, place: Place, *words: str, moves: bool = False, **env: str) -> bool:
        """Whether git did it. A refusal is undone. ``moves``: its hooks tell us where HEAD is."""
        self.tick()
        before = place.repo.git("rev-list", "--all", "--reflog").lines if moves else []
        old = place.repo.head
        done = place.repo.git(*words, check=False, env=env)
        tell(f"{place.repo.top.name} on {place.branch}: git {' '.join(words)} gave {done.code}")
        for word in ("session:", "Traceback"):
            assert word not in done.err, f"git {words} made our hooks complain:\n{done.err}"
        if done.code:
            self.undo(place)
        elif place.repo.head != old:
            place.settled = moves and place.repo.head not in before
        return done.code == 0

    def undo(self, place: Place) -> None:
        """Leave whatever a refused command left under way."""
        for verb in ("rebase", "cherry-pick", "revert", "merge"):
            place.repo.git(verb, "--abort", check=False)

    def at(self, who: str) -> Place:
        """The place of ``who``, in which something is about to happen."""
        self.touched.add(who)
        return self.places[who]

    # what people do

    @rule(who=WHO)
    def note(self, who: str) -> None:
        self.noted(self.at(who))

    def noted(self, place: Place) -> None:
        """On main nobody works: the others' sessions end there."""
        title = f"n{self.tick()}"
        if place.branch != "main":
            place.repo.session("log", "--decision", title, "--rationale", "known")
            place.settled = place.settled or place.branch != ""
            stem, branch = place.pointer()
            place.noted[title] = (branch, stem)
            tell(f"{place.repo.top.name} on {branch} noted {title} in {stem}")

    @rule(who=WHO, notes=NOTES, words=st.sampled_from(((), (), ("--no-verify",))))
    def commit(self, who: str, notes: int, words: tuple[str, ...]) -> None:
        place = self.at(who)
        for _ in range(notes):
            self.noted(place)
        self.change(place)
        self.git(place, "commit", *words, "-m", "Commit", moves=True)

    @rule(who=WHO, notes=NOTES, changed=st.booleans())
    def amend(self, who: str, notes: int, changed: bool) -> None:
        place = self.at(who)
        if place.own():
            for _ in range(notes):
                self.noted(place)
            if changed:
                self.change(place)
            message = f"Amended {self.tick()}"
            self.git(place, "commit", "--amend", "-m", message, moves=True)

    def change(self, place: Place) -> None:
        """Stage a new file."""
        place.repo.stage(f"f{self.tick()}.txt", "text\n")

    @rule(who=WHO, how=st.sampled_from(("--hard", "--soft", "--mixed")), count=st.integers(1, 2))
    def reset(self, who: str, how: str, count: int) -> None:
        place = self.at(who)
        if len(place.own()) >= count and self.git(place, "reset", "-q", how, f"HEAD~{count}"):
            place.loose = place.loose or how != "--hard"

    @rule(who=WHO)
    def reset_back(self, who: str) -> None:
        """To where the branch was one move ago."""
        place = self.at(who)
        if place.own():
            self.git(place, "reset", "-q", "--hard", f"{place.branch}@{{1}}")

    @rule(who=WHO)
    def main_moves(self, who: str) -> None:
        place = self.at(who)
        branch = place.branch
        if self.git(place, "switch", "-q", "main", moves=True):
            self.change(place)
            self.git(place, "commit", "-m", "On main", moves=True)
            self.git(place, "switch", "-q", branch, moves=True)

    @rule(who=WHO, backend=st.sampled_from(("--merge", "--apply")), stash=st.booleans())
    def rebase(self, who: str, backend: str, stash: bool) -> None:
        place = self.at(who)
        words = ["--autostash"] if stash else []
        self.git(place, "rebase", "-q", backend, *words, "main", moves=True)

    @rule(who=WHO, data=st.data())
    def rebase_by_a_list(self, who: str, data: st.DataObject) -> None:
        place = self.at(who)
        own = place.own()
        kept, own = own[:-5], own[-5:]
        if not own:
            return
        picks = [("pick", commit) for commit in kept]
        for commit in data.draw(st.permutations(own)):
            action = data.draw(ACTIONS)
            first = not any(other != "drop" for other, _ in picks)
            picks.append(("pick" if first and action != "drop" else action, commit))
        lines = [f"{action} {commit}\n" for action, commit in picks]
        todo = place.repo.write("../todo", "".join(lines) + "noop\n")
        editors = {"GIT_SEQUENCE_EDITOR": f"cp '{todo}'", "GIT_EDITOR": "true"}
        self.git(place, "rebase", "-q", "-i", "main", moves=True, **editors)
        while place.git_path("rebase-merge").exists():
            self.edited(place, data.draw(st.integers(0, 3)))

    def edited(self, place: Place, what: int) -> None:
        """What people do where a rebase stopped for an edit."""
        if what >= 1:
            self.noted(place)
        if what >= 2:
            self.change(place)
            words = ("--amend", "--no-edit") if what == 2 else ("-m", "In between")
            self.git(place, "commit", *words)
        self.git(place, "rebase", "--continue", moves=True, GIT_EDITOR="true")

    @rule(who=WHO)
    def rename(self, who: str) -> None:
        place = self.at(who)
        old, new = place.branch, f"renamed{self.tick()}"
        if old not in ("main", "feat"):
            self.git(place, "branch", "-m", new)
            place.settled = False
            for other in ("bob",) if who == "bob" else ("alice", "linked"):
                known = self.places[other].noted
                known |= {name: (new, at[1]) for name, at in known.items() if at[0] == old}

    @rule(who=WHO, data=st.data())
    def cherry_pick(self, who: str, data: st.DataObject) -> None:
        """One or two commits of another branch."""
        place = self.at(who)
        found = place.repo.git("rev-list", "--no-merges", "--branches", "^HEAD", "^main").lines
        if found:
            picks = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=2, unique=True))
            self.git(place, "cherry-pick", *picks, moves=True)

    @rule(who=WHO, data=st.data())
    def revert(self, who: str, data: st.DataObject) -> None:
        """Any commit, reverts among them."""
        place = self.at(who)
        own = place.own()
        if own:
            before = place.journal("HEAD")
            if self.git(place, "revert", "--no-edit", data.draw(st.sampled_from(own)), moves=True):
                self.taken_back |= {title for _, title in before - place.journal("HEAD")}

    @rule(who=WHO, how=st.sampled_from(("--ff", "--no-ff", "--squash")))
    def merge(self, who: str, how: str) -> None:
        """Into main."""
        place = self.at(who)
        branch = place.branch
        if branch != "main" and self.git(place, "switch", "-q", "main", moves=True):
            if self.git(place, "merge", "-q", "--no-edit", how, branch) and how == "--squash":
                self.git(place, "commit", "-m", f"All of {branch}", moves=True)
            self.git(place, "reset", "-q", "--hard")
            self.git(place, "switch", "-q", branch, moves=True)

    @rule(who=WHO, untracked=st.booleans())
    def stash(self, who: str, untracked: bool) -> None:
        place = self.at(who)
        place.repo.write(f"f{self.tick()}.txt", "text\n")
        place.repo.append("code.py", "stashed\n")
        self.git(place, "stash", "-q", *(["-u"] if untracked else []))

    @rule(who=WHO)
    def stash_pop(self, who: str) -> None:
        place = self.at(who)
        if self.git(place, "stash", "pop", "-q"):
            place.loose = True  # if that was stashed after a reset
        else:
            place.repo.git("reset", "-q", "--hard")

    @rule(who=WHO, data=st.data())
    def switch(self, who: str, data: st.DataObject) -> None:
        place = self.at(who)
        names = place.repo.git("branch", "--format=%(refname:short)").lines
        name = data.draw(st.sampled_from([name for name in names if name[0] != "("]))
        self.git(place, "switch", "-q", name, moves=True)

    @precondition(lambda self: self.topics < TOPICS)
    @rule(who=WHO)
    def branch_off(self, who: str) -> None:
        self.topics += 1
        place = self.at(who)
        self.git(place, "switch", "-q", "-c", f"topic{self.tick()}", moves=True)

    @rule(giver=WHO, how=st.sampled_from(("--rebase", "--no-rebase", "--ff-only")))
    def pull(self, giver: str, how: str) -> None:
        """The other clone gets `feat` from here, by force."""
        taker = "alice" if giver == "bob" else "bob"
        there, here = self.at(taker), self.at(giver)
        if there.branch == "feat":
            self.git(here, "push", "-q", "--force", "origin", "feat")
            self.git(there, "pull", "-q", "--no-edit", how, moves=True)
            if there.repo.head == there.repo.rev("origin/feat") and how == "--rebase":
                there.settled = False  # where nothing is left to pick, no hook of ours runs

    # what holds after each of it

    @invariant()
    def all_is_well(self) -> None:
        for who in sorted(self.touched):
            self.clean(self.places[who])
            self.shown_once(self.places[who])
            self.recorded(self.places[who])
        self.touched.clear()

    def clean(self, place: Place) -> None:
        """The tree is as without us; what a reset staged or left lies there until a commit."""
        ours = [line for line in place.repo.status().splitlines() if ".sessions" in line]
        place.loose = place.loose and bool(ours)
        assert not ours or place.loose, ours

    def shown_once(self, place: Place) -> None:
        """No document shows an entry twice or ceases to show one, or shows another session's."""
        for stem, doc in place.documents().items():
            shown = [item.title for item in document.decisions(doc)]
            assert len(shown) == len(set(shown)), f"{stem} shows an entry twice: {shown}"
            gone = {title for known, title in place.seen if known == stem} - set(shown)
            assert not gone, f"{stem} ceased to show {gone}"
            place.seen |= {(stem, title) for title in shown}
            strangers = {title for title in shown if self.session_of(title) != stem}
            assert not strangers, f"{stem} shows entries of others: {strangers}"

    def session_of(self, title: str) -> str:
        [found] = [place.noted[title][1] for place in self.places.values() if title in place.noted]
        return found

    def recorded(self, place: Place) -> None:
        """The document of the branch's session names branch and commit; its table is right."""
        stem, branch = place.pointer()
        doc = place.documents().get(stem)
        if not place.settled or branch != place.branch or doc is None:
            return
        head = place.repo.head
        assert (doc.get("git_branch"), doc.get("git_last_commit")) == (branch, head)
        rows = [row.hash for row in document.commits(doc)]
        assert len(rows) == len(set(rows)), "no commit stands twice in the table"
        assert set(rows) <= {*place.repo.git("rev-list", "HEAD").lines}, "HEAD reaches every row"
        start = str(doc.get("git_start"))
        if place.repo.git("rev-list", "HEAD", "^main", f"^{start}").lines:
            assert rows[-1] == head, "HEAD is the last row"
        shown = {item.title for item in document.decisions(doc)}
        missing = {title for known, title in place.journal("HEAD") if known == stem} - shown
        assert not missing, f"the document lacks what HEAD's journal holds: {missing}"

    # what holds in the end

    def teardown(self) -> None:
        for place in self.places.values():
            self.undo(place)
            self.commit_all(place)
        for who in ("alice", "linked", "bob"):
            place = self.places[who]
            for branch in sorted({branch for branch, _ in place.noted.values()}):
                self.everything_is_there(place, branch)
            place.repo.git("switch", "-q", "--detach")

    def commit_all(self, place: Place) -> None:
        self.change(place)
        place.repo.git("add", "-A")
        assert self.git(place, "commit", "-m", "The rest", moves=True)
        if place is not self.places["bob"]:
            place.repo.git("switch", "-q", "--detach")

    def everything_is_there(self, place: Place, branch: str) -> None:
        """After one more plain commit on its branch each entry is in the tree or was reverted."""
        assert self.git(place, "switch", "-q", branch, moves=True)
        self.change(place)
        assert self.git(place, "commit", "-m", "One more", moves=True)
        there = place.journal(branch) | place.journal("main")
        past = place.journal(branch, past=True) | place.journal("main", past=True)
        for title, (home, stem) in place.noted.items():
            if home == branch:
                held = past if title in self.taken_back else there
                assert (stem, title) in held, f"{title}, noted on {branch} in {stem}, is lost"
        crossed = {(stem, title) for stem, title in past if self.session_of(title) != stem}
        assert not crossed, f"entries crossed sessions: {crossed}"
        self.clean(place)
        self.shown_once(place)
        self.recorded(place)


def test_no_history_loses_or_doubles_an_entry(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    examples = pytestconfig.getoption("stateful_examples")
    Histories.template = tmp_path / "template"
    Histories.tops = (tmp_path / str(number) for number in itertools.count())
    prepare(Histories.template)
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples or IN_CI,
            stateful_step_count=STEPS * 2 if examples else STEPS,
            derandomize=not examples,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink] if examples else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
