"""The script behind the shell hooks: whatever happens, git goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_session.hooks import run

PACKAGE = Path(run.__file__).parents[1]


class Script:
    """``run.py`` in a package whose hooks do what the test says."""

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
        measured = {name: os.environ[name] for name in os.environ if name.startswith("COVERAGE")}
        result = subprocess.run(
            [sys.executable, "-IS", str(self.path), *words],
            env={**measured, **env},
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
    started = any(name.startswith("COVERAGE_PROCESS") for name in os.environ)
    assert script.run("pre-commit") == (0, f"{started} True\n", "")


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


def test_coverage_can_watch_a_hook(script: Script, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[tool.coverage.run]\nparallel = true\nsource_pkgs = ['git_session']\n")
    script.hooks("return 0")
    data = str(tmp_path / "data")
    measured = script.run("pre-commit", COVERAGE_PROCESS_START=str(settings), COVERAGE_FILE=data)
    assert measured == (0, "", "")
    assert len(list(tmp_path.glob("data.*"))) == 1
