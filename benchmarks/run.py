"""What git-session costs, as ratios inside one interleaved run.

    python benchmarks/run.py [--rounds 30] [--big-rounds 10] [--only small|big] [--keep DIR]

Every round runs every case once, in turn, so that a slow moment of the machine hits all of them.
A commit's added cost is taken against a bare commit of the same round; medians are printed.
Every commit has a staged file. Nothing of the person's own git configuration takes part.

A second run of rounds stands in a repository of 20,000 commits and 2,000 sessions (``big.py``); it
is made anew, in a minute, unless ``--keep`` names a directory that holds it from now on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import big
import large
from bench import Bench, Case, Row, added, medians, rounds

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ("pre-commit", "commit-msg", "post-commit")
AGENT = {"session-start": 8, "prompt": 4, "tool-used": 3}  # events, and how many × python


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
    agent = bench.with_session("agent")
    made += [Case(word, partial(bench.tell, agent, word)) for word in AGENT]
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
    median, more = medians(timed), added(timed, "bare")
    print(f"{'case':<24}{'median ms':>10}{'added ms':>10}")
    for case in timed:
        told = case.name not in ("python", "bare", *AGENT) and "log" not in case.name
        cell = f"{more[case.name]:>10.1f}" if told else ""
        print(f"{case.name:<24}{median[case.name]:>10.1f}{cell}")
    python = median["python"]
    rows = [
        Row("no session, added / sh hooks, added", more["no session"] / more["sh"], 2),
        Row("session, nothing pending, added / python", more["idle"] / python, 5),
        Row("session, entries pending, added / python", more["pending"] / python, 8),
        Row("git session log / python", median["log"] / python, 4),
        Row("nothing pending, crowded / alone", median["idle, crowded"] / median["idle"], 1.2),
        Row(
            "entries pending, crowded / alone", median["pending, crowded"] / median["pending"], 1.2
        ),
        Row("log, crowded / alone", median["log, crowded"] / median["log"], 1.2),
        Row("peak memory of a hook, MB", peak / 1024, 40),
    ]
    rows += [
        Row(f"agent {word} / python", median[word] / python, most) for word, most in AGENT.items()
    ]
    rows += [
        Row(f"{name}, added / python", more[name] / python)
        for name in ("pre-commit framework", "lefthook")
        if name in more
    ]
    print()
    for row in rows:
        print(row)


def small(work: Path, count: int) -> None:
    """The rounds in repositories of a few commits."""
    bench = Bench(_folder(work, "small"))
    timed = cases(bench)
    rounds(timed, count)
    report(timed, memory(bench))


def _folder(work: Path, name: str) -> Path:
    """A directory of its own for each half, for both call a repository `bare`."""
    folder = work / name
    folder.mkdir()
    return folder


def main() -> None:
    """Make the repositories, run the rounds, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--big-rounds", type=int, default=10)
    parser.add_argument("--only", choices=("small", "big"))
    parser.add_argument("--keep", type=Path, help="make the big repository here, or take it as is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="git-session-bench-") as work:
        if given.only != "big":
            small(Path(work), given.rounds)
        if given.only != "small":
            print()
            place = given.keep or Path(work) / "years"
            large.report(
                Bench(_folder(Path(work), "large")), big.make(place, big.Size()), given.big_rounds
            )


if __name__ == "__main__":
    main()
