"""What differs by platform: each branch is tried here with what it stands on faked, or for real."""

from __future__ import annotations

import ctypes
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import platforms
import pytest
import test_lock
from conftest import Repo, started
from hypothesis import given
from hypothesis import strategies as st

import git_session
from git_session import cli, files, lock, patience, process, screen
from git_session.commands import demo
from git_session.core import moments, naming
from git_session.errors import Locked, UsageError
from git_session.lifecycle import asked
from git_session.lifecycle.context import open_context

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS, BLOCKS = 4, 50
RESERVED = ("con", "prn", "aux", "nul", "com1", "lpt9", "conin$")


class FakeMsvcrt(ModuleType):
    """Locks of Windows, as its module has them: a byte of a file is one descriptor's alone."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, descriptor: int, mode: int, count: int) -> None:
        assert count == 1
        key = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        if mode == self.LK_UNLCK:
            assert self.held.pop(key) == descriptor, "not locked by this one"
        elif self.held.setdefault(key, descriptor) != descriptor:
            raise PermissionError(13, "Permission denied")


@pytest.fixture
def msvcrt(monkeypatch: pytest.MonkeyPatch) -> FakeMsvcrt:
    fake = FakeMsvcrt()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    return fake


def afresh(module: ModuleType) -> Any:
    """The module once more, loaded as this platform would load it."""
    spec = importlib.util.spec_from_file_location("afresh", str(module.__file__))
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_lock_of_windows_has_one_holder_and_is_freed(
    msvcrt: FakeMsvcrt, tmp_path: Path
) -> None:
    path = str(tmp_path / "deep" / "lock")
    ours, theirs = afresh(lock), afresh(lock)
    with ours.Lock(path, 0), ours.Lock(path, 0):
        with pytest.raises(Locked), theirs.Lock(path, 0):
            pass
        assert len(msvcrt.held) == 1
    assert msvcrt.held == {}, "let go before it is closed"
    with theirs.Lock(path, 0):
        pass


def test_on_windows_who_appends_holds_the_file_alone(msvcrt: FakeMsvcrt, tmp_path: Path) -> None:
    windows = afresh(patience)
    path = tmp_path / "scratch.md"
    path.write_bytes(b"one\n")
    with path.open("rb") as reader, path.open("ab") as writer:
        os.lseek(reader.fileno(), 2, os.SEEK_SET)
        assert windows.held(writer.fileno(), shared=True)
        assert not windows.held(reader.fileno(), shared=True), "two who append may not meet"
        assert not windows.held(reader.fileno(), shared=False)
        [(_, place)] = msvcrt.held
        assert place == windows.FAR, "no byte that anybody reads or writes is locked"
        windows.let_go(writer.fileno())
        assert windows.held(reader.fileno(), shared=False)
        windows.let_go(reader.fileno())
        assert os.lseek(reader.fileno(), 0, os.SEEK_CUR) == 2, "reading goes on where it was"


APPEND = """\
import sys
sys.path[:0] = {path!r}
from git_session import files
for number in range({blocks}):
    files.append(sys.argv[1], f"{{sys.argv[2]}} {{number}} " + "x" * 9000 + "\\n")
"""


def test_what_several_processes_append_at_once_is_all_there(tmp_path: Path) -> None:
    """Really, on whatever platform this is."""
    path = tmp_path / "scratch.md"
    package = str(Path(git_session.__file__).parents[1])
    code = APPEND.format(path=[package], blocks=BLOCKS)
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(who)])
        for who in range(WRITERS)
    ]
    assert [one.wait() for one in started] == [0] * WRITERS
    lines = [line for line in path.read_text().splitlines() if line]
    assert sorted(line.rpartition(" ")[0] for line in lines) == sorted(
        f"{who} {number}" for who in range(WRITERS) for number in range(BLOCKS)
    )
    assert {len(line.rpartition(" ")[2]) for line in lines} == {9000}


def test_a_file_that_somebody_reads_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, slept, refused = tmp_path / "x.md", list[float](), [1, 2]
    path.write_text("old")
    real = os.replace

    def replace(source: str, target: str) -> None:
        if refused:
            refused.pop()
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(os, "name", "nt")
    files.replace(str(path), "new", durable=False)
    monkeypatch.undo()
    assert (path.read_text(), slept) == ("new", [0.01, 0.02])


def test_a_file_that_stays_in_use_is_no_endless_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = list[float]()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(PermissionError):
        files.replace(str(tmp_path / "x.md"), "new", durable=False)
    monkeypatch.undo()
    assert sum(slept) < 2
    assert os.listdir(tmp_path) == []


def test_windows_starts_no_program_that_lies_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "git.exe").write_text("")
    (tmp_path / "here" / "git.exe").write_text("")
    monkeypatch.chdir(tmp_path / "here")
    path = os.pathsep.join(("", ".", str(tmp_path / "nowhere"), str(tmp_path)))
    monkeypatch.setattr(os, "name", "nt")
    assert process.program("git", {"PATH": path}) == os.path.join(tmp_path, "git.exe")
    assert process.program("C:/git/git.exe", {}) == "C:/git/git.exe"
    with pytest.raises(FileNotFoundError):
        process.program("git", {"PATH": "."})
    with pytest.raises(FileNotFoundError):
        process._with_subprocess(["git"], {"PATH": "."}, None)


def test_names_that_a_mac_takes_apart_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = unicodedata.normalize("NFD", "/top/src/Menü.py")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert asked.as_git_names(typed, "/top") == "src/Menü.py"
    monkeypatch.setattr(sys, "platform", "linux")
    assert asked.as_git_names(typed, "/top") == unicodedata.normalize("NFD", "src/Menü.py")


def test_a_path_on_another_drive_is_outside(
    repo: Repo, inside: Callable[[Repo], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside(repo)
    ctx = open_context()

    def mounted(path: str, _start: str) -> str:
        raise ValueError(f"path is on mount 'D:', start on mount 'C:': {path}")

    monkeypatch.setattr(os.path, "relpath", mounted)
    with pytest.raises(UsageError, match="is outside of this worktree"):
        asked.find(ctx, os.path.abspath("code.py"))


class Console:
    """The console of Windows; ``mode`` None is none."""

    def __init__(self, mode: int | None, *, able: bool = True) -> None:
        self.kernel32 = self
        self.mode = mode
        self.able = able

    def GetStdHandle(self, which: int) -> int:  # noqa: N802  its name there
        return which

    def GetConsoleMode(self, _handle: int, mode: Any) -> int:  # noqa: N802  its name there
        if self.mode is None:
            return 0
        mode._obj.value = self.mode
        return 1

    def SetConsoleMode(self, _handle: int, mode: int) -> int:  # noqa: N802  its name there
        self.mode = mode
        return int(self.able)


@pytest.mark.parametrize(("console", "painted", "mode"), [
    (Console(3), True, 7),
    (Console(3, able=False), False, 7),
    (Console(None), True, None),
])  # fmt: skip
def test_the_console_of_windows_is_asked_for_colours(
    monkeypatch: pytest.MonkeyPatch, console: Console, painted: bool, mode: int | None
) -> None:
    monkeypatch.setattr(ctypes, "windll", console, raising=False)
    monkeypatch.setattr(os, "name", "nt")
    shown = screen.colour("", {}, {"TERM": "cygwin"}, usable=True)
    monkeypatch.undo()
    assert (shown, console.mode) == (painted, mode)


def test_on_windows_what_goes_into_a_pipe_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, encoding in (("nt", "utf-8"), ("posix", "cp1252")):
        pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
        monkeypatch.setattr(sys, "stdout", pipe)
        monkeypatch.setattr(os, "name", name)
        cli._print_anything()
        monkeypatch.undo()
        assert pipe.encoding == encoding


@given(st.sampled_from(RESERVED) | st.text(max_size=20))
def test_no_session_has_a_name_that_windows_keeps_for_itself(wanted: str) -> None:
    slug = naming.slug(wanted)
    stem = f"{slug}-0123abcd"
    assert naming.valid_stem(stem)
    assert stem.split(".")[0] not in RESERVED
    assert not set(stem) & set('<>:"/\\|?* .')


def test_zones_are_known_by_name_everywhere() -> None:
    """Windows has none of its own; there the package tzdata comes with us."""
    assert str(moments.zone("Europe/Berlin")) == "Europe/Berlin"


def test_the_demo_runs_from_a_place_with_blanks_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("sh"):
        pytest.skip("needs sh, which git brings along")
    place = tmp_path / "my programs"
    try:
        place.mkdir()
        (place / "python").symlink_to(sys.executable)
    except OSError:
        pytest.skip("needs the right to make links")
    monkeypatch.setattr(sys, "executable", str(place / "python"))
    demo._launcher(str(tmp_path / "bin"))
    words = ["sh", str(tmp_path / "bin/git-session"), "--version"]
    done = subprocess.run(words, check=False)
    assert done.returncode == 0


# The tests themselves.


def test_what_stands_on_posix_is_known_from_its_code() -> None:
    assert platforms.lacking(test_lock.test_the_death_of_its_holder_frees_it) == {
        "SIGKILL",
        "fork",
        "pause",
    }
    assert platforms.lacking(test_lock.test_one_process_takes_it_again_while_it_holds_it) == set()
    assert platforms.lacking(locked_out) == {"chmod"}
    assert platforms.lacking(test_zones_are_known_by_name_everywhere) == set()


def locked_out(path: Path) -> None:
    path.chmod(0o500)


def test_on_windows_the_command_is_found_as_a_person_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(shutil, "which", lambda name, path: f"{path}/{name}.cmd")
    found = started(("git-session", "list"), {"PATH": "C:/bin"})
    monkeypatch.undo()
    assert found == ("C:/bin/git-session.cmd", "list")
