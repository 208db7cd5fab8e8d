"""The lock of a clone: one holder at a time, freed by death, never waited for beyond its limit."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from git_session.errors import Locked, SessionError
from git_session.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

    from git_session.store import Store


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "deep" / "lock")


def holder(path: str) -> int:
    """Another process that holds the lock until it is killed."""
    ready, tell = os.pipe()
    pid = os.fork()
    if not pid:
        with Lock(path, 0):
            os.write(tell, b"x")
            signal.pause()
    os.read(ready, 1)
    os.close(ready)
    os.close(tell)
    return pid


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_a_lock_held_for_ever_is_waited_for_so_long_and_no_longer(path: str) -> None:
    pid = holder(path)
    clock = Clock()
    try:
        with (
            pytest.raises(Locked, match=f"held {path} for 2 seconds") as caught,
            Lock(path, 2.0, clock=clock.now, sleep=clock.sleep),
        ):
            pass
    finally:
        kill(pid)
    assert caught.value.hint == "try again; nothing was changed"
    assert 2.0 <= sum(clock.slept) <= 2.05
    assert max(clock.slept) == 0.05


def test_the_death_of_its_holder_frees_it(path: str) -> None:
    pid = holder(path)
    clock = Clock()

    def sleep(seconds: float) -> None:
        kill(pid)
        clock.sleep(seconds)

    with Lock(path, 2.0, clock=clock.now, sleep=sleep):
        assert len(clock.slept) == 1


def test_one_process_takes_it_again_while_it_holds_it(path: str) -> None:
    with Lock(path, 0), Lock(path, 0):
        pass
    with Lock(path, 0):
        pass


def test_a_fork_does_not_hold_what_its_parent_holds(path: str) -> None:
    with Lock(path, 0):
        pid = os.fork()
        if not pid:
            try:
                with Lock(path, 0):
                    os._exit(0)
            except Locked:
                os._exit(5)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SessionError, match=f"{tmp_path}/file"), Lock(f"{tmp_path}/file/lock", 0):
        pass


def test_all_worktrees_of_a_clone_share_one(repo: Repo, store: Store) -> None:
    with store.lock():
        assert repo.exists(".git/git-session/lock")
