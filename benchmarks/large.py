"""What git-session costs in a repository of many years (``big.py``): its cases and its limits."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from functools import partial
from pathlib import Path

import big
from bench import Bench, Case, Row, medians, rounds

from git_session.store import Store

PICKS = 20  # commits of the rebase
ONE_FILE = """\
#!/bin/sh
mkdir -p .sessions/journal/other
echo $$ >.sessions/journal/other/$$.md
git add -f .sessions/journal/other/$$.md
"""
NO_HOOKS = ("-c", "core.hooksPath=/dev/null")


PAGE = "git session report --html"
VIEWS: tuple[tuple[str, ...], ...] = (
    ("today",),
    ("standup", "--all"),
    ("recent",),
    ("index",),
    ("index", "--archive"),
    ("log-book",),
    ("digest", "--week"),
    ("status", "--projects"),
    ("decisions",),
    ("decisions", "--all"),
    ("decisions", "--json"),
    ("knowledge",),
    ("knowledge", "--json"),
    ("onboard", "src"),
    ("diff", "HEAD~50..HEAD"),
    ("stale", "--dry-run"),
    ("report", "time", "--by", "author"),
    ("report", "time", "--by", "file"),
    ("report", "blockers"),
    ("report", "switches"),
    ("report", "effectiveness"),
)
# These tell of most entries that there are, so what they take is the time of so many lines.
WHOLE: dict[tuple[str, ...], float] = {
    ("onboard", "src", "--all"): 60,
    ("digest", "--since", "2000-01-01"): 90,
    ("export",): 150,
}
# Of all that can have to be read first: the journal, what commits changed, signs, every session.
COLD: tuple[tuple[str, ...], ...] = (
    ("today",),
    ("onboard", "src"),
    ("report", "time", "--by", "file"),
    ("export",),
)
FIRST = "git session today, the first in a clone"


class Large:
    """The cases, each in a copy of the repository that was made, where it changes something."""

    def __init__(self, bench: Bench, made: big.Made) -> None:
        self.bench = bench
        self.made = made
        self.timed: list[Case] = []
        self.absent: list[str] = []  # verbs that this git-session does not have
        self.peak = 0.0  # MB
        self.page = 0.0  # MB
        self.reading = self._with_session("reading")
        self.clone = bench.work / "clone"
        bench.call(bench.work, "git", "clone", "-q", str(self.reading), str(self.clone))

    def cases(self) -> list[Case]:
        """All of them, in the order of a round."""
        self._add("python", self.reading, sys.executable, "-c", "pass")
        self._commits()
        self._verb("list", "list")
        where = f"{self.made.line},{self.made.line}"
        if self._verb("why", "why", f"{self.made.path}:{self.made.line}"):
            self._add("blame", self.reading, "git", "blame", "-L", where, "--", self.made.path)
            self._decided()
        self._verb("show", "show", "HEAD")
        self._views()
        if self._has("search"):
            self._searches()
        self._rebases()
        return self.timed

    def _copy(self, name: str) -> Path:
        top = self.bench.work / name
        big.copy(self.made, top)
        return top

    def _with_session(self, name: str, *switch: str) -> Path:
        top = self._copy(name)
        if switch:
            self.bench.call(top, "git", "switch", "-q", *switch)
        self.bench.begin(top)
        return top

    def _add(self, name: str, top: Path, *words: str) -> None:
        self.timed.append(Case(name, lambda: self.bench.call(top, *words)))

    def _has(self, verb: str) -> bool:
        words = ["git", "session", verb, "-h"]
        asked = subprocess.run(words, env=self.bench.env, capture_output=True, check=False)
        if asked.returncode:
            self.absent.append(verb)
        return not asked.returncode

    def _verb(self, name: str, *words: str) -> bool:
        """Add the case of a verb that changes nothing; False where there is no such verb."""
        if not self._has(words[0]):
            return False
        self._add(name, self.reading, "git", "session", *words)
        return True

    def _views(self) -> None:
        """Each view on the day of the newest commit, so that its window holds something."""
        newest = self.bench.ask(self.reading, "git", "log", "-1", "--format=%cI", "main")
        that_day = ("env", f"GIT_SESSION_NOW={newest}", "git", "session")
        for words in (*VIEWS, *WHOLE):
            if self._has(words[0]):
                self._view(f"git session {' '.join(words)}", (*that_day, *words))
        self._cold_views(that_day)
        if self._has("report"):
            page = self.bench.work / "report.html"
            written = ("git", "session", "report", "--html", "-o", str(page))
            self.bench.look(self.reading, *written)
            if page.is_file():  # the extra that draws is there
                self._view(PAGE, written)
                self.page = page.stat().st_size / 2**20

    def _cold_views(self, that_day: tuple[str, ...]) -> None:
        """What views take that have to read everything: memory looked at once, the first in a
        clone timed."""
        forgetful = self._with_session("forgetful")
        for top in (forgetful, self.clone):
            for words in COLD:
                if self._has(words[0]):
                    _forget(top)
                    self.peak = max(self.peak, self.bench.look(top, *that_day, *words))
        if self._has("today"):
            act = partial(self.bench.call, self.clone, *that_day, "today")
            self.timed.append(Case(FIRST, act, partial(_forget, self.clone)))

    def _decided(self) -> None:
        """``why`` of a line that tells a decision, in a clone that has no cache."""
        words = ("git", "session", "search", "--kind", "decision", "--json", "-n", "50")
        for hit in json.loads(self.bench.ask(self.reading, *words)):
            named = ("git", "show", "--name-only", "--format=", hit["commit"], "--", "src")
            for path in self.bench.ask(self.reading, *named).split():
                blamed = ("git", "blame", "-l", "-s", "HEAD", "--", path)
                rows = self.bench.ask(self.reading, *blamed).splitlines()
                for number, row in enumerate(rows, 1):
                    if row.startswith(hit["commit"]):
                        self._why_without_cache(path, number)
                        return

    def _why_without_cache(self, path: str, number: int) -> None:
        words = ("git", "session", "why", f"{path}:{number}")
        act = partial(self.bench.call, self.clone, *words)
        self.timed.append(Case("why, no cache", act, partial(_forget, self.clone)))
        span = f"{number},{number}"
        self._add("blame, no cache", self.clone, "git", "blame", "-L", span, "--", path)

    def _view(self, name: str, words: tuple[str, ...]) -> None:
        """A view; ``peak`` is the memory that the largest of them takes."""

        def act() -> None:
            self.peak = max(self.peak, self.bench.look(self.reading, *words))

        self.timed.append(Case(name, act))

    def _commits(self) -> None:
        bench = self.bench
        self.timed += [
            bench.commit("small, bare", bench.repo("small-bare")),
            bench.commit("small, one file", self._one_file(bench.repo("small-file"))),
            bench.commit("small, pending", bench.with_session("small"), note=True),
            bench.commit("bare", self._copy("bare")),
            bench.commit("one file", self._one_file(self._copy("file"))),
            bench.commit("pending", self._with_session("pending"), note=True),
        ]

    def _one_file(self, top: Path) -> Path:
        """With the least that any hook does which adds a file: git reads and writes its index."""
        hook = top / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(ONE_FILE)
        hook.chmod(0o755)
        return top

    def _searches(self) -> None:
        """Cold is without the cache, which any search can make anew.

        A fresh clone has the journal only; where people have worked for years there are also
        documents, and this clone's copies of the journal, to be read.
        """
        words = ("git", "session", "search", big.RARE)
        cold = self._with_session("cold")  # views keep the cache that they warmed
        for name, top in (("search, cold, clone", self.clone), ("search, cold", cold)):
            self.bench.call(top, *words)
            if not _cache(top).is_file():
                raise SystemExit(f"{_cache(top)} is not there: a search leaves nothing to time")
            act = partial(self.bench.call, top, *words)
            self.timed.append(Case(name, act, partial(_forget, top)))
        self._add("search", self.reading, *words)

    def _rebases(self) -> None:
        """The same commits onto a main that went on, again and again, with hooks and without."""
        bench, top = self.bench, self._with_session("rebase", "-c", "topic")
        for _ in range(PICKS - 1):
            bench.journalled(top)
        begin = bench.ask(top, "git", "rev-parse", "HEAD")
        on = bench.ask(top, "git", "commit-tree", "-p", "main", "-m", "go on", "main^{tree}")
        bench.call(top, "git", "update-ref", "refs/heads/main", on)

        def back() -> None:
            bench.call(top, "git", "switch", "-q", "-C", "topic", begin)

        for name, option in (("rebase", ()), ("rebase, no hooks", NO_HOOKS)):
            words = ("git", *option, "rebase", "-q", "main")
            self.timed.append(Case(name, lambda words=words: bench.call(top, *words), back))  # type: ignore[misc]


def _cache(top: Path) -> Path:
    return Path(Store(str(top), str(top / ".git"), str(top / ".git")).cache)


def _forget(top: Path) -> None:
    """Take a repository's cache away."""
    cache = _cache(top)
    for path in cache.parent.glob(f"{cache.name}*"):
        path.unlink()


def rows(large: Large) -> list[Row]:
    """The limits beside what was measured."""
    timed, made = large.timed, large.made
    median, python = medians(timed), medians(timed)["python"]
    ours = _less(timed, "pending", "one file")
    told = [
        Row(
            "entries pending, less a hook that adds a file, here / small",
            ours / _less(timed, "small, pending", "small, one file"),
            1.2,
        ),
        Row("  bare commit, here / small", median["bare"] / median["small, bare"]),
        Row("  entries pending, here / small", median["pending"] / median["small, pending"]),
        Row("git session list / python", median["list"] / python, 12),
    ]
    if "why" in median:
        told.append(
            Row("git session why, less git blame / python", _less(timed, "why", "blame"), 8)
        )
    if "why, no cache" in median:
        ours = _less(timed, "why, no cache", "blame, no cache")
        told.append(Row("  of a decision, in a clone without a cache / python", ours, 8))
    if "show" in median:
        told.append(Row("git session show HEAD / python", median["show"] / python, 10))
    limits = {**dict.fromkeys(VIEWS, 15.0), **WHOLE}
    views = {f"git session {' '.join(words)}": limit for words, limit in limits.items()}
    told += [
        Row(f"{name} / python", median[name] / python, limit)
        for name, limit in views.items()
        if name in median
    ]
    if FIRST in median:
        told.append(Row(f"{FIRST} / python", median[FIRST] / python, 450))
    if large.peak:
        told.append(Row("peak memory of a view, MB", large.peak, 150))
    if large.page:
        told.append(Row(f"{PAGE}, seconds", median[PAGE] / 1000, 5))
        told.append(Row("  its size, MB", large.page, 3))
    if "search" in median:
        cold = (median["search, cold, clone"] - median["search"]) / 1000
        full = (median["search, cold"] - median["search"]) / 1000
        told += [
            Row("git session search, warm / python", median["search"] / python, 12),
            Row("entries read into the cache in a second", made.entries / cold, 10_000, True),
            Row("  with 2,000 documents and copies to read", made.entries / full),
        ]
    told.append(
        Row(
            f"rebase of {PICKS} commits, less 1.5 times without hooks / python",
            _less(timed, "rebase", "rebase, no hooks", 1.5),
            10,
        )
    )
    return told


def _less(timed: list[Case], name: str, other: str, times: float = 1) -> float:
    """What a case takes more than ``times`` another one of the same round, in python's starts."""
    case = {one.name: one.times for one in timed}
    more = [a - times * b for a, b in zip(case[name], case[other], strict=True)]
    return statistics.median(more) / statistics.median(case["python"])


def report(bench: Bench, made: big.Made, count: int) -> None:
    """Run the rounds, print medians and limits, and which verbs do not exist."""
    large = Large(bench, made)
    timed = large.cases()
    os.sync()  # what was just copied is not to be written while we time what waits for the disk
    rounds(timed, count)
    print(f"{made.entries} entries in {made.journals} journal files\n")
    print(f"{'case':<24}{'median ms':>10}{'least ms':>10}")
    for case in timed:
        print(f"{case.name:<24}{statistics.median(case.times):>10.1f}{min(case.times):>10.1f}")
    print()
    for row in rows(large):
        print(row)
    for verb in large.absent:
        print(f"git session {verb}: no such verb here, so it was left out")
