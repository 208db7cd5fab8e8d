"""Each hook manager, the real one: ours run beside theirs, and leave no byte behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import managers
import pytest
from story import begin, journal_files, note, titles

from git_session.hookfiles import HOOKS
from git_session.lifecycle import hooking
from git_session.lifecycle.context import open_context

if TYPE_CHECKING:
    from conftest import Repo
    from managers import Manager

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

# Each story is played with git's hook files and, where there is such a git, with hooks in config.
NEW_GIT = os.environ.get("GIT_SESSION_TEST_GIT", "")
GITS = ["this git", "git 2.54 or newer"]


class Clone:
    """A row of the table, played: the worktree, its home and where git keeps everything."""

    def __init__(self, row: Manager, repo: Repo, home: Path, git: str) -> None:
        self.row = row
        self.home = home
        self.new = git != GITS[0]
        if self.new:
            repo.env["PATH"] = f"{NEW_GIT}{os.pathsep}{os.environ['PATH']}"
        self.repo = row.make(repo, home)
        common = self.repo.git("rev-parse", "--path-format=absolute", "--git-common-dir").out
        self.common = Path(common.strip())

    @property
    def manager(self) -> str:
        return "git config" if self.new else self.row.manager

    def bytes(self) -> dict[str, tuple[int, bytes]]:
        return managers.snapshot(self.repo.top, self.common, self.home)

    def install(self, *words: str) -> str:
        done = self.repo.session("install", *words)
        if self.row.after and not self.new:
            self.repo.run(managers.tool(self.row.after[0]), *self.row.after[1:])
        if self.repo.status():  # lines in what a team shares
            self.repo.git("add", "-A")
            self.repo.git("commit", "-q", "--no-verify", "-m", "git-session")
        return done.out

    def theirs(self) -> int:
        """How often the foreign hook ran since this was asked last."""
        ran = self.home / "ran"
        count = len(ran.read_text().splitlines()) if ran.exists() else 0
        ran.unlink(missing_ok=True)
        return count

    def path(self) -> dict[str, str]:
        """A bare PATH, as a GUI client has it, with what the manager itself needs."""
        needs = [managers.tool(name) for name in self.row.needs]
        front = [NEW_GIT] if self.new else []
        return {"PATH": os.pathsep.join([*front, managers.bare_path(*needs)])}


@pytest.fixture(params=GITS)
def git(request: pytest.FixtureRequest) -> str:
    if request.param != GITS[0] and not NEW_GIT:
        pytest.skip("set GIT_SESSION_TEST_GIT to the directory of a git of 2.54 or newer")
    return str(request.param)


@pytest.fixture(params=managers.ROWS, ids=[row.name for row in managers.ROWS])
def clone(request: pytest.FixtureRequest, repo: Repo, home: Path, git: str) -> Clone:
    return Clone(request.param, repo, home, git)


def test_ours_run_beside_theirs(clone: Clone) -> None:
    clone.install()
    repo = clone.repo
    begin(repo)
    note(repo, "Use a mutex")
    clone.theirs()

    repo.commit("Change")
    assert clone.theirs() == 1
    assert titles(repo) == ["Use a mutex"]
    assert "\n\nSession: " in repo.message()

    note(repo, "Count to ten")
    repo.stage("more.py", "more = 1\n")
    repo.git("commit", "-q", "--amend", "--no-edit")
    assert clone.theirs() == 1
    assert sorted(titles(repo)) == ["Count to ten", "Use a mutex"]

    (clone.home / "veto").touch()
    repo.stage("third.py", "third = 1\n")
    assert repo.git("commit", "-m", "No", check=False).code != 0
    assert clone.theirs() == 1
    (clone.home / "veto").unlink()
    repo.git("commit", "-q", "-m", "Yes")

    repo.git("rebase", "-q", "--force-rebase", "HEAD~2")
    note(repo, "After the rebase")
    repo.commit("Another")
    assert "After the rebase" in titles(repo)
    assert repo.status() == ""


def test_a_bare_path_is_enough(clone: Clone) -> None:
    clone.install()
    begin(clone.repo)
    note(clone.repo, "Use a mutex")
    clone.repo.stage("code.py", "changed = 1\n")
    done = clone.repo.git("commit", "-m", "Change", env=clone.path())
    assert titles(clone.repo) == ["Use a mutex"]
    assert "session:" not in done.err


def test_a_second_time_changes_nothing(clone: Clone) -> None:
    clone.install()
    before = clone.bytes()
    done = clone.repo.session("install")
    assert done.out == "the git hooks are installed already; nothing changed\n"
    assert clone.bytes() == before


def test_a_dry_run_tells_what_will_be_and_writes_nothing(clone: Clone) -> None:
    before = clone.bytes()
    would = clone.repo.session("install", "--dry-run").lines
    assert clone.bytes() == before
    did = clone.repo.session("install").lines
    assert len(would) == len(did) > 0
    assert all(line.startswith("would ") for line in would)
    assert [line.rsplit(" /", 1)[1] for line in would] == [line.rsplit(" /", 1)[1] for line in did]

    before = clone.bytes()
    would = clone.repo.session("uninstall", "--dry-run").lines
    assert clone.bytes() == before
    assert len(clone.repo.session("uninstall").lines) == len(would) > 0


def test_uninstall_gives_every_byte_back(clone: Clone) -> None:
    before = clone.bytes()
    clone.repo.session("install")
    assert clone.bytes() != before
    clone.repo.session("uninstall")
    assert clone.bytes() == before
    assert "nothing changed" in clone.repo.session("uninstall").out


def test_when_we_are_gone_git_goes_on(clone: Clone) -> None:
    clone.install()
    begin(clone.repo)
    note(clone.repo, "Use a mutex")
    managers.forget_us(clone.repo.top, clone.common, clone.home)
    clone.theirs()
    clone.repo.stage("code.py", "changed = 1\n")
    done = clone.repo.git("commit", "-m", "Change", env=clone.path())
    assert clone.theirs() == 1
    assert journal_files(clone.repo) == []
    said = [line for line in done.err.splitlines() if "nothing was recorded" in line]
    assert len(said) == 1


def test_status_knows_who_runs_us(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    clone.install()
    for name, value in clone.repo.env.items():
        monkeypatch.setenv(name, value)
    found = hooking.hooked(open_context(str(clone.repo.top)))
    assert [(one.manager, one.names) for one in found] == [(clone.manager, HOOKS)]
