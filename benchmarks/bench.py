"""What every benchmark needs: cases that are timed in turn, throw-away repositories, the table."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ACTIVE, ARCHIVED = 200, 2000


@dataclass
class Case:
    """One thing to time: ``prepare`` is not timed, ``act`` is."""

    name: str
    act: Callable[[], None]
    prepare: Callable[[], None] = lambda: None
    times: list[float] = field(default_factory=list)

    def once(self) -> None:
        """Prepare, then time one run, in milliseconds."""
        self.prepare()
        start = time.perf_counter()
        self.act()
        self.times.append((time.perf_counter() - start) * 1000)


class Bench:
    """A directory of throw-away repositories and the environment they are used in."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.count = 0
        scripts = Path(sys.executable).parent
        # PYTHONDONTWRITEBYTECODE would have every verb compile what was edited, every time
        own = ("GIT_", "PYTHON")
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(own)}
        self.env |= {
            "HOME": str(work),
            "XDG_CACHE_HOME": str(work / "cache"),
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Bench",
            "GIT_AUTHOR_EMAIL": "bench@example.org",
            "GIT_COMMITTER_NAME": "Bench",
            "GIT_COMMITTER_EMAIL": "bench@example.org",
        }
        for agent in (
            "CLAUDECODE",
            "CLAUDE_CODE_SESSION_ID",
            "CODEX_SESSION_ID",
            "CODEX_THREAD_ID",
        ):
            self.env.pop(agent, None)

    def call(self, repo: Path, *words: str) -> None:
        """Run a command in ``repo``; a failure ends the benchmark with what was said."""
        self.ask(repo, *words)

    def look(self, repo: Path, *words: str) -> float:
        """Run a view, which may find nothing, and return its peak memory in MB."""
        with open(os.devnull, "w", encoding="ascii") as nothing:
            process = subprocess.Popen(
                words, cwd=repo, env=self.env, stdout=nothing, stderr=nothing
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(words)} gave {process.returncode}")
        return usage.ru_maxrss / 1024

    def ask(self, repo: Path, *words: str, given: str = "") -> str:
        """The same, and what the command printed, without white space around it."""
        done = subprocess.run(
            words, cwd=repo, env=self.env, capture_output=True, text=True, check=False, input=given
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout.strip()

    def repo(self, name: str) -> Path:
        """A repository with one commit on main."""
        repo = self.work / name
        repo.mkdir()
        self.call(repo, "git", "init", "-q", "-b", "main")
        self.stage(repo)
        self.call(repo, "git", "commit", "-q", "-m", "begin")
        return repo

    def stage(self, repo: Path) -> None:
        """Change a file and stage it."""
        self.count += 1
        (repo / "file.txt").write_text(f"{self.count}\n")
        self.call(repo, "git", "add", "file.txt")

    def commit(self, name: str, repo: Path, note: bool = False) -> Case:
        """The case of one commit in ``repo``, with something noted before it or not."""

        def prepare() -> None:
            if note:
                self.note(repo)
            self.stage(repo)

        return Case(name, lambda: self.call(repo, "git", "commit", "-q", "-m", "change"), prepare)

    def note(self, repo: Path) -> None:
        """What a person or an agent notes before a commit."""
        self.count += 1
        title = f"Decision number {self.count}"
        self.call(repo, "git", "session", "log", "--decision", title, "--rationale", "simpler")

    def tell(self, repo: Path, word: str) -> None:
        """What Claude Code does at an event: each call belongs to another conversation."""
        self.count += 1
        given = {
            "session_id": f"conversation-{self.count}", "cwd": str(repo), "source": "startup",
            "prompt": "Rename the variable", "tool_name": "Edit",
            "tool_input": {"file_path": str(repo / "file.txt")},
        }  # fmt: skip
        self.ask(repo, "git-session", "agent", "claude", word, given=json.dumps(given))

    def with_session(self, name: str, crowd: bool = False) -> Path:
        """A repository with hooks and a session that has journalled once."""
        repo = self.repo(name)
        self.begin(repo, crowd)
        return repo

    def begin(self, repo: Path, crowd: bool = False) -> None:
        """Begin a session, which installs the hooks, and journal once."""
        self.call(repo, "git", "session", "init", "--goal", "measure")
        if crowd:
            self.crowd(repo)
        self.journalled(repo)

    def journalled(self, repo: Path) -> None:
        """A commit that carries a journal file."""
        self.note(repo)
        self.stage(repo)
        self.call(repo, "git", "commit", "-q", "-m", "change")

    def crowd(self, repo: Path) -> None:
        """Beside the session's own document, those of many others."""
        [own] = (repo / ".sessions/active").glob("*.md")
        text = own.read_text()
        for number in range(ACTIVE + ARCHIVED):
            place = "active" if number < ACTIVE else "archive"
            stem = f"other-{number}-{number:08x}"
            other = text.replace("git_branch: main", f"git_branch: other-{number}")
            other = other.replace(own.stem[-8:], f"{number:08x}")
            (repo / ".sessions" / place / f"{stem}.md").write_text(other)


@dataclass
class Row:
    """One line of the table: what was measured beside what it may be (0: told for comparison)."""

    what: str
    measured: float
    limit: float = 0
    at_least: bool = False

    def __str__(self) -> str:
        if not self.limit:
            return f"{self.what:<56}{self.measured:>10.2f}"
        missed = self.measured < self.limit if self.at_least else self.measured > self.limit
        bound = "at least" if self.at_least else "at most"
        verdict = "  MISSED" if missed else ""
        return f"{self.what:<56}{self.measured:>10.2f}  {bound} {self.limit:g}{verdict}"


def rounds(timed: list[Case], count: int, unheeded: int = 2) -> None:
    """Run every case once a round, in turn; the times of the first rounds do not count."""
    for number in range(count + unheeded):
        for case in timed:
            case.once()
            if number < unheeded:
                case.times.clear()


def added(timed: list[Case], bare: str) -> dict[str, float]:
    """What each case takes more than the case ``bare`` of the same round: medians, by name."""
    base = next(case.times for case in timed if case.name == bare)
    return {
        case.name: statistics.median(a - b for a, b in zip(case.times, base, strict=True))
        for case in timed
    }


def medians(timed: list[Case]) -> dict[str, float]:
    """Milliseconds by name."""
    return {case.name: statistics.median(case.times) for case in timed}
