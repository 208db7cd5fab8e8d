"""Play the whole story with real git on a throw-away repository."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile

from git_session import output
from git_session.errors import Refused, SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session demo
  git session demo --keep ~/git-session-demo     # look around in it afterwards
"""
BEFORE = "def sweep(inputs):\n    return [i for i in inputs if i.ready]\n"
AFTER = "def sweep(inputs, lock):\n    with lock:\n        return [i for i in inputs if i.ready]\n"
TEST = "def test_sweep_waits():\n    assert sweep([], Lock()) == []\n"


def _story(top: str) -> list[tuple[str, list[str] | tuple[str, str]]]:
    """Each step: what it is about, and a command, or a file with its new text."""
    sweep = os.path.join(top, "sweep.py")
    test = os.path.join(top, "test_sweep.py")
    return [
        ("A repository with one file and one commit.", ["git", "init", "-q", "-b", "main"]),
        ("", (sweep, BEFORE)),
        ("", ["git", "add", "sweep.py"]),
        ("", ["git", "commit", "-q", "-m", "Sweep ready inputs"]),
        ("Work begins on a branch, and so does a session.", ["git", "switch", "-q", "-c", "fix"]),
        (
            "",
            [
                "git",
                "session",
                "init",
                "--goal",
                "Fix the sweep race",
                "--step",
                "Find the cause",
                "--step",
                "Add a test",
            ],
        ),
        (
            "While working, the reasons are noted.",
            ["git", "session", "log", "--tried", "Atomic flag", "--outcome", "still races"],
        ),
        (
            "",
            [
                "git",
                "session",
                "log",
                "--decision",
                "Lock before the check",
                "--rationale",
                "simplest fix that holds",
                "--options",
                "lock; atomic flag; channel",
            ],
        ),
        ("", ["git", "session", "log", "--done", "Find the cause"]),
        ("An ordinary commit carries the notes.", (sweep, AFTER)),
        ("", ["git", "commit", "-q", "-a", "-m", "Take the lock before sweeping"]),
        ("", ["git", "show", "--stat", "--format=%s%n%n%(trailers)", "HEAD"]),
        ("", ["git", "status", "--short", "--branch"]),
        ("The second commit finishes the plan.", (test, TEST)),
        ("", ["git", "session", "log", "--done", "Add a test"]),
        ("", ["git", "add", "test_sweep.py"]),
        ("", ["git", "commit", "-q", "-m", "Test that a sweep waits"]),
        ("The document knows branch, last commit, and why.", ["git", "session", "view"]),
        ("", ["git", "session", "view", "--decisions"]),
        ("A merge ends the story: the session is archived.", ["git", "switch", "-q", "main"]),
        ("", ["git", "merge", "-q", "--no-edit", "--no-ff", "fix"]),
        ("", ["git", "session", "list"]),
        (
            "The reasons are in the tree, for everyone who clones it.",
            ["git", "ls-files", ".sessions"],
        ),
    ]


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``demo`` understands."""
    parser.add_argument("--keep", default="", metavar="DIR", help="make it there and leave it")


def run(*, keep: str) -> int:
    """Exit 1 with what git said if any command of the story fails."""
    if keep and os.path.exists(keep) and os.listdir(keep):
        raise Refused(f"{keep} exists and is not empty", "name a directory that does not exist")
    work = tempfile.mkdtemp(prefix="git-session-demo-")
    top = os.path.abspath(keep) if keep else os.path.join(work, "sweeper")
    try:
        os.makedirs(top, exist_ok=True)
        _play(top, _environment(work))
    finally:
        shutil.rmtree(work, ignore_errors=False)
    if keep:
        output.say(f"\nThe repository is yours to look at: cd {top}")
    return 0


def _play(top: str, environment: dict[str, str]) -> None:
    for about, step in _story(top):
        if about:
            output.say(f"\n# {about}")
        if isinstance(step, tuple):
            _write(*step)
            output.say(f"$ # edit {os.path.basename(step[0])}")
        else:
            _command(step, top, environment)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _command(words: list[str], top: str, environment: dict[str, str]) -> None:
    output.say("$ " + " ".join(_quoted(word) for word in words))
    done = subprocess.run(
        words,
        cwd=top,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.stdout.strip():
        output.say("\n".join(f"  {line}".rstrip() for line in done.stdout.rstrip().splitlines()))
    if done.returncode:
        raise SessionError(
            f"the demo's command failed with exit code {done.returncode}: {' '.join(words)}",
            "that is a bug in git-session or an unusual git; please report it with the text above",
        )


def _quoted(word: str) -> str:
    return (
        word
        if word.replace("-", "a").replace("=", "a").replace(".", "a").isalnum()
        else f'"{word}"'
    )


def _environment(work: str) -> dict[str, str]:
    """Nothing of the person's git takes part: own home, own identity, our own command on PATH."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    programs = os.path.join(work, "bin")
    _launcher(programs)
    environment.update(
        HOME=work,
        XDG_CONFIG_HOME=work,
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_AUTHOR_NAME="Demo",
        GIT_AUTHOR_EMAIL="demo@example.org",
        GIT_COMMITTER_NAME="Demo",
        GIT_COMMITTER_EMAIL="demo@example.org",
        GIT_PAGER="cat",
        PATH=programs + os.pathsep + os.environ.get("PATH", ""),
    )
    return environment


def _launcher(programs: str) -> None:
    """A ``git-session`` that is this very interpreter and package, wherever it was started from."""
    os.makedirs(programs)
    path = os.path.join(programs, "git-session")
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    python = shlex.quote(sys.executable.replace(os.sep, "/"))  # may hold blanks: no `#!` line can
    code = f"import sys; sys.path.insert(0, {package!r}); from git_session.cli import main; "
    words = f"{python} -P -c {shlex.quote(f'{code}sys.exit(main())')}"
    _write(path, f'#!/bin/sh\nexec {words} "$@"\n')
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
