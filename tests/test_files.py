"""One file: replaced in one step, appended to in one write."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from git_session import files, patience
from git_session.errors import SessionError

if TYPE_CHECKING:
    from pathlib import Path


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_strays_of_dead_processes_go_with_the_next_write(tmp_path: Path) -> None:
    node = os.uname().nodename
    stray = f".x.md.{node}-{dead_process()}.aside"
    kept = [
        f".x.md.{node}-{os.getpid()}.aside",
        f".x.md.{node}-1.aside",
        f".x.md.another-machine-{dead_process()}.aside",
        f".x.md.{node}-x.aside",
        "aside",
    ]
    for name in [stray, *kept]:
        (tmp_path / name).write_text("x")
    files.replace(str(tmp_path / "y.md"), "y")
    assert sorted(os.listdir(tmp_path)) == sorted([*kept, "y.md"])


def test_where_asking_could_end_a_process_strays_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stray = tmp_path / f".x.md.{os.uname().nodename}-{dead_process()}.aside"
    stray.write_text("x")
    monkeypatch.setattr(os, "name", "nt")
    files.remove_strays(str(tmp_path))
    files.sync_folder(str(tmp_path / "which windows could not open"))
    assert stray.exists()


def test_a_process_of_somebody_else_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert files._alive(1)


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failure_leaves_the_old_text_and_no_stray(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "x.md"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OSError, match="No space left"):
        files.replace(str(path), "new")
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["x.md"])


def test_a_write_in_parts_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:2]))
    files.replace(str(tmp_path / "x"), "a longer text")
    assert (tmp_path / "x").read_text() == "a longer text"


def test_trouble_is_told_by_path(tmp_path: Path) -> None:
    with pytest.raises(SessionError) as caught, files.told("elsewhere"):
        files.read(str(tmp_path / "x"))
    assert caught.value.message == f"{tmp_path}/x: No such file or directory"
    assert caught.value.hint
    with pytest.raises(SessionError, match=r"^elsewhere: OSError$"), files.told("elsewhere"):
        raise OSError
    with pytest.raises(KeyError), files.told("elsewhere"):
        raise KeyError


def test_a_name_that_only_begins_like_a_folder_is_outside(tmp_path: Path) -> None:
    inside, outside = tmp_path / "a", tmp_path / "ab"
    assert files.leads_into(str(inside), str(inside))
    assert files.leads_into(str(inside / "x"), str(inside))
    assert not files.leads_into(str(outside / "x"), str(inside))
    assert files.leads_into("/etc", "/")


def test_a_file_is_not_taken_away_for_one_that_vanished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("words\n")

    def taken_a_moment_ago(*_: object, **__: object) -> None:
        raise FileExistsError

    monkeypatch.setattr(os, "link", taken_a_moment_ago)
    with pytest.raises(FileNotFoundError):
        files.move(str(source), str(target))
    assert source.read_text() == "words\n"


def test_a_file_is_not_taken_away_for_a_link_to_it(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("words\n")
    target.symlink_to(source)
    with pytest.raises(SessionError):
        files.move(str(source), str(target))
    assert source.read_text() == "words\n"


def test_a_move_that_was_cut_short_is_completed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("words\n")
    os.link(source, target)
    files.move(str(source), str(target))
    assert (source.exists(), target.read_text()) == (False, "words\n")


def test_a_reader_waits_for_an_append_that_is_under_way(tmp_path: Path) -> None:
    """A block is read whole or not at all, even where it goes over several pages."""
    path = tmp_path / "scratch.md"
    path.write_text("one\n")
    with path.open("rb") as reader, path.open("ab") as writer:
        assert patience.held(writer.fileno(), shared=True)
        assert not patience.held(reader.fileno(), shared=False), "the writer is not done"
        patience.let_go(writer.fileno())
        assert files.settled_size(reader.fileno()) == 4
        assert patience.held(writer.fileno(), shared=True), "measuring lets go at once"


def test_a_file_that_is_held_for_long_is_measured_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "scratch.md"
    path.write_text("one\n")
    with path.open("rb") as reader, path.open("rb") as holder:
        assert patience.held(holder.fileno(), shared=True)
        assert files.settled_size(reader.fileno()) == 4


def test_without_locks_a_file_is_measured_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_descriptor: int, _how: int) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr("fcntl.flock", refused)
    path = tmp_path / "scratch.md"
    path.write_text("one\n")
    with path.open("rb") as reader:
        assert files.settled_size(reader.fileno()) == 4
