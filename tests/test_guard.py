"""The way in for git hooks: whatever happens, git goes on."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import coverage
import pytest

import git_session
from git_session import guard
from git_session.errors import Locked

PACKAGE = Path(git_session.__file__).parent


class Script:
    """The script ``run.py`` in a package whose hooks do what the test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "git_session/hooks/run.py"

    def hooks(self, body: str) -> None:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        (self.path.parent / "__init__.py").write_text(
            f"import sys\ndef dispatch(name, args):\n{lines}"
        )

    def run(
        self, *words: str, stdout: int = subprocess.PIPE, **env: str
    ) -> tuple[int, str | None, str]:
        result = subprocess.run(
            [sys.executable, "-IS", str(self.path), *words],
            env=env,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        return result.returncode, result.stdout, result.stderr


@pytest.fixture
def script(tmp_path: Path) -> Script:
    shutil.copytree(PACKAGE, tmp_path / "git_session", ignore=shutil.ignore_patterns("git-hooks"))
    return Script(tmp_path)


def test_the_hook_gets_its_name_and_its_words(script: Script) -> None:
    script.hooks("print(name, args)")
    assert script.run("post-merge", "0", "a b") == (0, "post-merge ['0', 'a b']\n", "")


def test_the_hooks_own_exit_code_is_no_veto(script: Script) -> None:
    script.hooks("return 4")
    assert script.run("pre-commit") == (0, "", "")


FAULT = "git goes on, and GIT_SESSION_DEBUG=1 shows where it was"
FAULTS = {
    "of ours": (
        "raise KeyError('x')",
        f"pre-commit met a fault of git-session (KeyError: 'x'); {FAULT}",
    ),
    "an error with a hint": (
        "from git_session.errors import Locked\nraise Locked('another one holds it', 'wait')",
        "another one holds it; wait",
    ),
    "an error without a hint": (
        "from git_session.errors import BadText\nraise BadText('a.md', 3, 'no heading')",
        "a.md:3: no heading",
    ),
    "an interruption": (
        "raise KeyboardInterrupt",
        "pre-commit was interrupted; what is left of it is done by the next commit",
    ),
    "an exit": (
        "sys.exit(1)",
        f"pre-commit met a fault of git-session (SystemExit: 1); {FAULT}",
    ),
    "several lines and control characters": (
        "raise ValueError('one\\ntwo\\x1b[31m \\u202e \\udcff é')",
        "pre-commit met a fault of git-session "
        f"(ValueError: one two\\x1b[31m \\u202e \\udcff é); {FAULT}",
    ),
}


@pytest.mark.parametrize(("body", "line"), FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_one_line(script: Script, body: str, line: str) -> None:
    script.hooks(body)
    assert script.run("pre-commit", LC_ALL="C.UTF-8") == (0, "", f"session: {line}\n")


def test_a_hook_module_that_cannot_be_loaded_is_one_line(script: Script) -> None:
    (script.path.parent / "__init__.py").write_text("def broken(\n")
    code, out, err = script.run("pre-commit")
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert err.startswith("session: pre-commit met a fault of git-session (SyntaxError: ")


def test_debugging_shows_where_the_fault_was(script: Script) -> None:
    script.hooks("raise KeyError('x')")
    code, _, err = script.run("pre-commit", GIT_SESSION_DEBUG="1")
    assert code == 0
    assert err.startswith("Traceback (most recent call last):\n")
    assert "in dispatch" in err
    assert err.endswith(f"(KeyError: 'x'); {FAULT}\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is a device of Linux")
def test_a_stdout_that_takes_nothing_does_not_matter(script: Script) -> None:
    script.hooks("print('x')")
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        assert script.run("pre-commit", stdout=full) == (0, None, "")
    finally:
        os.close(full)


def test_closed_outputs_do_not_matter(script: Script) -> None:
    script.hooks("raise KeyError")
    words = f"{sys.executable!s} -IS {script.path} pre-commit >&- 2>&-"
    assert subprocess.run(["sh", "-c", words], env={}, check=False).returncode == 0


def test_a_library_that_only_site_knows_is_found_when_it_is_needed(script: Script) -> None:
    script.hooks(
        "early = 'site' in sys.modules\nimport pytest\nprint(early, 'site' in sys.modules)"
    )
    assert script.run("pre-commit") == (0, "False True\n", "")


def test_a_missing_library_is_looked_for_once(script: Script) -> None:
    script.hooks(
        "for name in ('not_there', 'nor_there'):\n"
        "    try:\n        __import__(name)\n    except ImportError as error:\n"
        "        print(error, 'site' in sys.modules)"
    )
    lines = "No module named 'not_there' True\nNo module named 'nor_there' True\n"
    assert script.run("pre-commit") == (0, lines, "")


def test_a_missing_part_of_the_standard_library_does_not_start_site(script: Script) -> None:
    script.hooks(
        "sys.modules.pop('site', None)\n"
        "try:\n    import winreg\nexcept ImportError:\n    print('site' in sys.modules)"
    )
    assert script.run("pre-commit") == (0, "False\n", "")


def test_a_stray_file_cannot_stand_in_for_the_standard_library(script: Script) -> None:
    (script.folder / "datetime.py").write_text("raise SystemExit('stray')\n")
    script.hooks("import datetime\nprint(datetime.date(2026, 1, 15))")
    assert script.run("pre-commit") == (0, "2026-01-15\n", "")


class Hooks(ModuleType):
    """Stands in for the package of all hooks."""

    def __init__(self, fault: BaseException | None = None) -> None:
        super().__init__("git_session.hooks")
        self.fault = fault
        self.calls: list[tuple[str, list[str]]] = []

    def dispatch(self, name: str, args: list[str]) -> int:
        self.calls.append((name, args))
        if self.fault:
            raise self.fault
        return 4


def called(monkeypatch: pytest.MonkeyPatch, hooks: Hooks) -> None:
    """Run ``guard.main`` in this process, as a hook in which nobody measures."""
    for name in guard.COVERAGE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setitem(sys.modules, "git_session.hooks", hooks)
    guard.main(["post-merge", "0"])


def test_in_this_process_too_the_hook_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = Hooks()
    called(monkeypatch, hooks)
    assert hooks.calls == [("post-merge", ["0"])]


FAULTS_HERE = {
    "an error with a hint": (Locked("held", "wait"), "held; wait"),
    "an error without a hint": (Locked("held"), "held"),
    "an interruption": (
        KeyboardInterrupt(),
        FAULTS["an interruption"][1].replace("pre-commit", "post-merge"),
    ),
    "of ours": (KeyError("x"), FAULTS["of ours"][1].replace("pre-commit", "post-merge")),
}


@pytest.mark.parametrize(("fault", "line"), FAULTS_HERE.values(), ids=FAULTS_HERE.keys())
def test_in_this_process_too_a_fault_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    fault: BaseException,
    line: str,
) -> None:
    called(monkeypatch, Hooks(fault))
    assert capfd.readouterr() == ("", f"session: {line}\n")


def test_in_this_process_too_a_traceback_can_be_had(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_SESSION_DEBUG", "1")
    called(monkeypatch, Hooks(KeyError("x")))
    assert capfd.readouterr().err.startswith("Traceback (most recent call last):\n")


def test_in_this_process_too_a_stderr_that_takes_nothing_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    called(monkeypatch, Hooks(KeyError("x")))


def test_the_last_finder_runs_site_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr(site, "main", lambda: ran.append("site"))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, guard.SiteOnDemand])
    assert guard.SiteOnDemand.find_spec("winreg", None) is None
    assert ran == []
    assert guard.SiteOnDemand.find_spec("not_there", None) is None
    assert ran == ["site"]
    assert guard.SiteOnDemand not in sys.meta_path


@pytest.mark.parametrize("running", [True, False])
def test_what_was_measured_is_saved_at_the_end(
    monkeypatch: pytest.MonkeyPatch, running: bool
) -> None:
    saved = []
    watch = SimpleNamespace(save=lambda: saved.append("data"))
    monkeypatch.setattr(site, "main", lambda: None)
    monkeypatch.setattr(coverage, "process_startup", lambda: None)
    monkeypatch.setattr(coverage.Coverage, "current", lambda: watch if running else None)
    monkeypatch.setenv("COVERAGE_PROCESS_START", "settings")
    monkeypatch.setitem(sys.modules, "git_session.hooks", Hooks())
    guard.main(["post-merge", "0"])
    assert saved == (["data"] if running else [])


def test_coverage_can_watch_a_hook(script: Script, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[tool.coverage.run]\nparallel = true\nsource_pkgs = ['git_session']\n")
    script.hooks("return 0")
    data = str(tmp_path / "data")
    measured = script.run("pre-commit", COVERAGE_PROCESS_START=str(settings), COVERAGE_FILE=data)
    assert measured == (0, "", "")
    assert len(list(tmp_path.glob("data.*"))) == 1


@pytest.mark.parametrize("there", [False, True])
def test_who_measures_a_project_of_their_own_commits_all_the_same(
    monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    """Their variable is set in their tests, which commit: our Python may have no coverage.py, and
    their settings may mean nothing to the one it has.
    """

    def refuse() -> None:
        raise coverage.CoverageException("no such settings")

    monkeypatch.setattr(site, "main", lambda: None)
    monkeypatch.setattr(coverage, "process_startup", refuse)
    if not there:
        monkeypatch.setitem(sys.modules, "coverage", None)
    monkeypatch.setenv("COVERAGE_PROCESS_START", "settings of theirs")
    hooks = Hooks()
    monkeypatch.setitem(sys.modules, "git_session.hooks", hooks)
    guard.main(["post-merge", "0"])
    assert hooks.calls == [("post-merge", ["0"])]
