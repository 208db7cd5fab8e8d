"""What git-session costs, as ratios inside one interleaved run.

    python benchmarks/run.py [--rounds 30]

Every round runs every case once, in turn, so that a slow moment of the machine hits all of them.
A commit's added cost is taken against a bare commit of the same round; medians are printed.
Every commit has a staged file. Nothing of the person's own git configuration takes part.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ("pre-commit", "commit-msg", "post-commit")
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
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
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
        done = subprocess.run(
            words, cwd=repo, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")

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

    def with_session(self, name: str, crowd: bool = False) -> Path:
        """A repository with hooks and a session that has journalled once."""
        repo = self.repo(name)
        self.call(repo, "git", "session", "init", "--goal", "measure")
        if crowd:
            self.crowd(repo)
        self.note(repo)
        self.stage(repo)
        self.call(repo, "git", "commit", "-q", "-m", "first")
        return repo

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


def cases(bench: Bench) -> list[Case]:
    """Everything that is timed, in the order of a round."""
    made = [
        Case("python", lambda: bench.call(bench.work, sys.executable, "-c", "pass")),
        bench.commit("bare", bench.repo("bare")),
    ]
    plain = bench.repo("sh")
    for hook in HOOKS:
        path = plain / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\nexit 0\n")
        path.chmod(0o755)
    made.append(bench.commit("sh", plain))
    installed = bench.repo("installed")
    bench.call(installed, "git", "session", "install")
    made.append(bench.commit("no session", installed))
    for crowd in (False, True):
        suffix = ", crowded" if crowd else ""
        idle = bench.with_session("idle" + suffix, crowd)
        made.append(bench.commit("idle" + suffix, idle))
        pending = bench.with_session("pending" + suffix, crowd)
        made.append(bench.commit("pending" + suffix, pending, note=True))
        logged = bench.with_session("log" + suffix, crowd)
        made.append(Case("log" + suffix, lambda logged=logged: bench.note(logged)))  # type: ignore[misc]
    return made + others(bench)


def others(bench: Bench) -> list[Case]:
    """Other hook managers with one hook that does nothing, where they are installed."""
    made = []
    if shutil.which("pre-commit", path=bench.env["PATH"]):
        repo = bench.repo("pre-commit")
        (repo / ".pre-commit-config.yaml").write_text(
            "repos:\n- repo: local\n  hooks:\n  - id: nothing\n    name: nothing\n"
            "    entry: 'true'\n    language: system\n    pass_filenames: false\n"
        )
        bench.call(repo, "git", "add", ".pre-commit-config.yaml")
        bench.call(repo, "pre-commit", "install")
        made.append(bench.commit("pre-commit framework", repo))
    if shutil.which("lefthook", path=bench.env["PATH"]):
        repo = bench.repo("lefthook")
        (repo / "lefthook.yml").write_text(
            "pre-commit:\n  commands:\n    nothing:\n      run: 'true'\n"
        )
        bench.call(repo, "git", "add", "lefthook.yml")
        bench.call(repo, "lefthook", "install")
        made.append(bench.commit("lefthook", repo))
    return made


def memory(bench: Bench) -> int:
    """The largest resident set, in KiB, of the two hooks that do most, with something pending."""
    repo = bench.with_session("memory")
    bench.note(repo)
    bench.stage(repo)
    script = ROOT / "src/git_session/hooks/run.py"
    peak = 0
    for hook in ("pre-commit", "post-commit"):
        index = {"GIT_INDEX_FILE": ".git/index"} if hook == "pre-commit" else {}
        words = [sys.executable, "-IS", str(script), hook]
        process = subprocess.Popen(words, cwd=repo, env=bench.env | index)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the {hook} hook failed")
        peak = max(peak, usage.ru_maxrss)
        if hook == "pre-commit":
            bench.call(repo, "git", "commit", "-q", "--no-verify", "-m", "measured")
    return peak


def report(timed: list[Case], peak: int) -> None:
    """Print medians, then each limit beside what was measured."""
    median = {case.name: statistics.median(case.times) for case in timed}
    bare = next(case.times for case in timed if case.name == "bare")
    added = {
        case.name: statistics.median(a - b for a, b in zip(case.times, bare, strict=True))
        for case in timed
    }
    print(f"{'case':<24}{'median ms':>10}{'added ms':>10}")
    for case in timed:
        extra = "" if case.name in ("python", "bare") or "log" in case.name else added[case.name]
        cell = f"{extra:>10.1f}" if extra != "" else ""
        print(f"{case.name:<24}{median[case.name]:>10.1f}{cell}")
    python = median["python"]
    rows = [
        ("no session, added / sh hooks, added", added["no session"] / added["sh"], 2),
        ("session, nothing pending, added / python", added["idle"] / python, 5),
        ("session, entries pending, added / python", added["pending"] / python, 8),
        ("git session log / python", median["log"] / python, 4),
        ("nothing pending, crowded / alone", median["idle, crowded"] / median["idle"], 1.2),
        ("entries pending, crowded / alone", median["pending, crowded"] / median["pending"], 1.2),
        ("log, crowded / alone", median["log, crowded"] / median["log"], 1.2),
        ("peak memory of a hook, MB", peak / 1024, 40),
    ]
    rows += [
        (f"{name}, added / python (for comparison)", added[name] / python, 0)
        for name in ("pre-commit framework", "lefthook")
        if name in added
    ]
    print(f"\n{'what':<48}{'measured':>9}{'at most':>9}")
    for what, measured, limit in rows:
        verdict = "" if not limit else f"{limit:>9}" + ("" if measured <= limit else "  OVER")
        print(f"{what:<48}{measured:>9.2f}{verdict}")


def main() -> None:
    """Make the repositories, run the rounds, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="git-session-bench-") as work:
        bench = Bench(Path(work))
        timed = cases(bench)
        for number in range(rounds + 2):
            for case in timed:
                case.once()
                if number < 2:
                    case.times.clear()
        report(timed, memory(bench))


if __name__ == "__main__":
    main()
