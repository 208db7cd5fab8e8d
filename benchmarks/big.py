"""A repository such as years of use leave behind, for the benchmarks; the same one every time.

    python benchmarks/big.py DIR [--commits N] [--sessions N] [--entries N] [--files N]

Sessions come in pairs: one commits to main (as a rebase merge leaves it), the other one works on a
branch beside it, which is then merged. About every second commit carries a journal file. Besides
its history the repository holds what this clone would have by now: the archived document of each
session, and the files that git-session keeps of it in the git directory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from pathlib import Path

from git_session.core import begun, document, fold, grammar, journal, moments, naming
from git_session.core.template import Facts
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    NEXT,
    NOTE,
    PROGRESS,
    TRIED,
    Block,
    Commit,
    Journal,
    replace,
)
from git_session.store import GENERATED, Store

BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
PACE = timedelta(minutes=20)  # from one commit to the next
MAIN, BESIDE = "refs/heads/main", "refs/heads/work"
PEOPLE = ("alice", "bob")
LONGEST = 1000  # lines of a source file
FACTS = "benchmark.json"  # in the git directory of a repository that is complete
RARE = "starvation"  # a word that one entry in two hundred has, for a search
VERBS = "fix speed split rename test move guard drop merge cache retry log".split()  # noqa: SIM905
NOUNS = """
    lock queue parser sweep index reader writer buffer timer socket batch signal cursor ledger
    column margin anchor branch filter header packet record router scanner token vector window
""".split()  # noqa: SIM905 - words read better
REASONS = (
    "it keeps the {0} apart from the {1}",
    "the {0} waits for the {1} otherwise, and nobody sees why",
    "measured: the {0} takes two thirds of the time, the {1} hardly any",
    "a {0} that is shared by two writers tears the {1}",
    "simpler to read, and the {0} needs no {1}",
)
KINDS = {
    DECISION: ("Rationale", "Options", "Context"),
    TRIED: ("Outcome",),
    DISCOVERY: (),
    PROGRESS: ("Detail",),
    NEXT: (),
    DONE: (),
    BLOCKER: ("Waiting on",),
    NOTE: (),
}


@dataclass(frozen=True)
class Size:
    """How much: commits in all, sessions, entries in their journals, source files."""

    commits: int = 20_000
    sessions: int = 2_000
    entries: int = 20_000
    files: int = 300


@dataclass(frozen=True)
class Made:
    """The repository, the line to ask ``why`` about (PATH, number), and how much is in it."""

    top: Path
    path: str
    line: int
    entries: int
    journals: int


@dataclass
class Work:
    """A session while it is played: what it is, and the commits that it has so far."""

    facts: Facts
    stem: str
    author: str
    paths: list[str]
    blocks: list[list[Block]]  # for each commit what its journal file holds; [] has none
    rows: list[Commit] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)  # path to text: what the merge brings
    journals: dict[str, str] = field(default_factory=dict)  # name to text


class Importer:
    """``git fast-import`` fed by one stream; ``commit`` tells the new hash."""

    def __init__(self, top: Path) -> None:
        self.process = subprocess.Popen(
            ["git", "-c", "pack.compression=1", "fast-import", "--quiet", "--date-format=raw"],
            cwd=top,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.marks: dict[str, int] = {}  # what git has not packed yet it knows by mark alone

    def commit(
        self, ref: str, who: str, when: datetime, message: str, files: dict[str, str], *parents: str
    ) -> str:
        """Commit ``files`` (path to text) on top of the first of ``parents`` (hashes)."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        mark = len(self.marks) + 1
        stamp = f"{who} <{who}@example.com> {int(when.timestamp())} +0000\n"
        parts = [f"commit {ref}\nmark :{mark}\nauthor {stamp}committer {stamp}"]
        parts += [_data(message)]
        parts += [
            f"{word} :{self.marks[sha]}\n"
            for word, sha in zip(("from", "merge"), parents, strict=False)
        ]
        parts += [f"M 100644 inline {path}\n{_data(text)}" for path, text in files.items()]
        parts += [f"\nget-mark :{mark}\n"]
        self.process.stdin.write("".join(parts).encode())
        self.process.stdin.flush()
        sha = self.process.stdout.readline().decode().strip()
        self.marks[sha] = mark
        return sha

    def finish(self, *refs: str) -> None:
        """Take the helping ``refs`` away and end; SystemExit where git could not."""
        assert self.process.stdin is not None
        gone = "".join(f"reset {ref}\nfrom {'0' * 40}\n\n" for ref in refs)
        self.process.stdin.write(f"{gone}done\n".encode())
        self.process.stdin.close()
        if self.process.wait():
            raise SystemExit("git fast-import failed")


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


class Story:
    """What happens: chosen by numbers that are the same for every run."""

    def __init__(self, top: Path, size: Size) -> None:
        self.top = top
        self.size = size
        self.dice = random.Random(20240101)  # noqa: S311 - has to be the same every time
        self.git = Importer(top)
        self.now = BEGIN
        self.head = ""
        self.made = 0
        self.sources = {f"src/{NOUNS[n % 9]}/{NOUNS[n % 27]}_{n}.py": n for n in range(size.files)}
        self.lines = {path: self._source() for path in self.sources}
        self.told: list[tuple[str, str]] = []  # lines whose last commit carries a journal file

    def play(self) -> list[Work]:
        """The whole of history; returns the sessions."""
        texts = {path: _text(lines) for path, lines in self.lines.items()}
        self.head = self.git.commit(MAIN, PEOPLE[0], self.now, "Begin\n", texts)
        works = [self._work(number) for number in range(self.size.sessions)]
        for one, other in zip_longest(works[::2], works[1::2]):
            self._pair(one, other)
        self.git.finish(BESIDE)
        return works

    def _source(self) -> list[str]:
        count = int(self.dice.triangular(40, LONGEST, 150))
        return [self._line() for _ in range(count)]

    def _line(self) -> str:
        a, b = self.dice.choices(NOUNS, k=2)
        indent = "    " * self.dice.randint(0, 3)
        return f"{indent}{a} = {self.dice.choice(VERBS)}_{b}({a}, {self.dice.randint(0, 9999)})"

    def _work(self, number: int) -> Work:
        """The session ``number``, its share of commits and entries; nothing is written yet."""
        commits = _share(self.size.commits - 1, self.size.sessions, number) - number % 2
        entries = _share(self.size.entries, self.size.sessions, number)
        verb, noun = self.dice.choice(VERBS), self.dice.choice(NOUNS)
        shortname = naming.slug(f"{verb} the {noun} {number}")
        when = BEGIN + PACE * number * self.size.commits / self.size.sessions
        milliseconds = int(when.timestamp() * 1000)
        author = PEOPLE[number // 2 % 2]
        facts = Facts(
            id=naming.uuid7(milliseconds, self.dice.randbytes(10)),
            shortname=shortname,
            label="",
            created=when,
            branch=f"work/{shortname}",
            head=None,
            base="main",
            author=author,
            client="",
            goal=f"{verb.capitalize()} the {noun} so that {self._reason()}",
            steps=(f"{verb} the {noun}", "write its tests"),
        )
        paths = list(self.sources)[number % 2 :: 2]  # a pair never changes the same file
        return Work(
            facts=facts,
            stem=naming.stem(shortname, facts.id),
            author=author,
            paths=self.dice.sample(paths, min(3, len(paths))),
            blocks=_spread(entries, commits),
        )

    def _reason(self) -> str:
        return self.dice.choice(REASONS).format(*self.dice.choices(NOUNS, k=2))

    def _pair(self, straight: Work, beside: Work | None) -> None:
        """One session on main and one on a branch at the same time, which is merged at the end."""
        tip = self.head
        for work in filter(None, (straight, beside)):
            work.facts = replace(work.facts, created=self.now, head=self.head)
        others = beside.blocks if beside else []
        for mine, theirs in zip_longest(straight.blocks, others):
            if mine is not None:
                self.head = self._commit(MAIN, straight, mine, self.head)
            if beside and theirs is not None:
                tip = self._commit(BESIDE, beside, theirs, tip)
        if beside:
            self._merge(beside, tip)

    def _merge(self, work: Work, tip: str) -> None:
        self.now += PACE
        message = f"Merge branch '{work.facts.branch}'\n"
        self.head = self.git.commit(
            MAIN, work.author, self.now, message, work.changed, self.head, tip
        )
        work.changed.clear()

    def _commit(self, ref: str, work: Work, blocks: list[Block], parent: str) -> str:
        """One commit: a few lines of a file, and a journal file if ``blocks`` has room for some."""
        self.now += PACE
        subject = f"{self.dice.choice(VERBS).capitalize()} the {self.dice.choice(NOUNS)}"
        files = self._edit(work, told=bool(blocks))
        message = f"{subject}\n"
        name = ""
        if blocks:
            self._say(work, blocks)
            name = self._journal(work, blocks, parent)
            files[f".sessions/journal/{work.stem}/{name}"] = work.journals[name]
            files |= {".sessions/.gitattributes": GENERATED} if self.made == 1 else {}
            message += f"\nSession: {work.stem}\n"
        sha = self.git.commit(ref, work.author, self.now, message, files, parent)
        if ref != MAIN:
            work.changed.update(files)
        work.rows.append(Commit(sha, self.now, subject, (name,) if name else ()))
        return sha

    def _edit(self, work: Work, *, told: bool) -> dict[str, str]:
        path = self.dice.choice(work.paths)
        lines = self.lines[path]
        at, count = self.dice.randrange(len(lines)), self.dice.randint(1, 4)
        grown = len(lines) < LONGEST and not self.dice.randrange(3)
        lines[at : at + count] = [self._line() for _ in range(count + grown)]
        del lines[LONGEST:]
        if told and at < len(lines):
            self.told.append((path, lines[at]))
        return {path: _text(lines)}

    def _say(self, work: Work, blocks: list[Block]) -> None:
        """Fill in what the session notes before this commit."""
        first = not any(row.journal for row in work.rows)
        when = self.now - PACE
        for at in range(len(blocks)):
            when += timedelta(seconds=self.dice.randint(20, 120))
            blocks[at] = self._entry(when, work.author)
        if first:
            blocks.insert(0, begun.begun_block(work.facts))

    def _entry(self, when: datetime, author: str) -> Block:
        kind = self.dice.choice(list(KINDS))
        a, b = self.dice.choices(NOUNS, k=2)
        title = f"{self.dice.choice(VERBS)} the {a} before the {b}"
        title += "" if self.dice.randrange(200) else f" against {RARE}"
        said = [grammar.bullet(name, self._reason()) for name in KINDS[kind]]
        return grammar.made(when, kind, title, author, "\n".join(said or [f"- {self._reason()}"]))

    def _journal(self, work: Work, blocks: list[Block], parent: str) -> str:
        """The name of the journal file that holds ``blocks``; the session has its text."""
        carried = Journal(
            session=work.facts.id,
            shortname=work.facts.shortname,
            author=work.author,
            client="",
            branch=work.facts.branch,
            parent=parent,
            blocks=tuple(blocks),
        )
        name = journal.file_name(carried)
        work.journals[name] = journal.render(carried)
        self.made += 1
        return name

    def probe(self) -> tuple[str, int]:
        """A line in the middle of history that was never changed again, and is the only such."""
        texts = {path: "\n".join(lines) for path, lines in self.lines.items()}
        middle = len(self.told) // 2
        for path, line in [*self.told[middle:], *self.told[:middle]]:
            lines = texts[path].split("\n")
            if lines.count(line) == 1:
                return path, lines.index(line) + 1
        raise SystemExit("no line is left of what was told about")


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _share(whole: int, parts: int, number: int) -> int:
    """What part ``number`` gets of ``whole``, so that together they have all of it."""
    return whole * (number + 1) // parts - whole * number // parts


def _spread(entries: int, commits: int) -> list[list[Block]]:
    """Room for the entries, two to a journal file, in every second commit or so."""
    carriers = max(1, min(commits, (entries + 1) // 2)) if entries else 0
    counts = [0] * commits
    for number in range(carriers):
        counts[number * commits // carriers] = _share(entries, carriers, number)
    room: Block = None  # type: ignore[assignment]
    return [[room] * count for count in counts]


def make(top: Path, size: Size) -> Made:
    """The repository at ``top``: what is there is taken as it is if it was finished."""
    facts = top / ".git" / FACTS
    if facts.exists():
        known = json.loads(facts.read_text())
        if known.pop("size") == vars(size):
            return Made(top=top, **known)
        raise SystemExit(f"{top} was made in another size: remove it, or name another directory")
    top.mkdir(parents=True, exist_ok=True)
    if any(top.iterdir()):
        raise SystemExit(f"{top} is not empty, and no repository of the benchmarks")
    _git(top, "init", "-q", "-b", "main")
    story = Story(top, size)
    works = story.play()
    _git(top, "commit-graph", "write", "--reachable")  # as `git gc` leaves it
    _git(top, "reset", "-q", "--hard")
    store = Store(str(top), str(top / ".git"), str(top / ".git"))
    store.prepare()
    store.set_settled(story.head, "main")
    for work in works:
        _keep(store, work)
    path, line = story.probe()
    entries = sum(block.kind != "Session" for work in works for bs in work.blocks for block in bs)
    made = Made(top, path, line, entries, story.made)
    told = {"path": path, "line": line, "entries": entries, "journals": story.made}
    facts.write_text(json.dumps({**told, "size": vars(size)}))
    return made


def _git(top: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=top, check=True)


def _keep(store: Store, work: Work) -> None:
    """What this clone has of a session that is over: its document and what stands behind it."""
    text = _document(work)
    blocks = [block for blocks in work.blocks for block in blocks]
    times = {grammar.identity(block): moments.utc_stamp(block.when) for block in blocks}
    store.add_consumed(work.stem, times)
    store.add_folded(work.stem, times)
    # by hand: the store waits for the disk after each file
    _write(Path(store.root, "archive", f"{work.stem}.md"), text)
    _write(Path(store.private, "documents", f"{work.stem}.md"), f"archive\n{text}")
    for name, carried in work.journals.items():
        _write(Path(store.common, "journal", work.stem, name), carried)


def _document(work: Work) -> str:
    """The document as the merge of its branch left it."""
    last = work.rows[-1]
    doc = document.new(work.facts)
    doc = fold.fold(doc, [block for blocks in work.blocks for block in blocks])
    doc = fold.set_commits(doc, work.rows)
    doc = fold.stamped(doc, work.facts.branch, last.hash, [last.when])
    doc = fold.merged(doc, into="main", commit=last.hash, when=last.when)
    return fold.resume_prompt(doc).text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, newline="")


def copy(made: Made, top: Path) -> None:
    """A copy to change; its index knows the files of the copy."""
    shutil.copytree(made.top, top, symlinks=True)
    _git(top, "update-index", "-q", "--refresh")


def main() -> None:
    """Make one and say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", type=Path)
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    given = vars(parser.parse_args())
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]  # nothing of the person's own takes part
    os.environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    made = make(given.pop("dir"), Size(**given))
    print(f"{made.top}: {made.journals} journal files, {made.entries} entries")
    print(f"git session why {made.path}:{made.line}")


if __name__ == "__main__":
    main()
