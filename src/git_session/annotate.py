"""The door to git for ``why`` and ``show``: where lines come from, and what commits carried.

Quick questions only, one process each: walking on through the history of lines is
``history.py``'s. What is asked about may be as old as the repository, so nothing here compares
trees all the way to the first commit.
"""

from __future__ import annotations

import os

from git_session import git
from git_session.core import blame, moments
from git_session.errors import GitFailed, SessionError
from git_session.model import record, replace
from git_session.plumbing import Worktree, ask, complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from git_session.core.blame import Line

# \x01 begins a commit, NUL ends each field; what it added follows as --raw lines.
FIELDS = "%x01%H%x00%P%x00%at%x00%aI%x00%aN%x00%aE%x00%s%x00%B%x00"
CARRIED = (
    "diff-tree",
    "--stdin",
    "--always",
    "--root",
    "-r",
    "-z",
    "-c",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--diff-filter=A",
    "--encoding=UTF-8",
    f"--format={FIELDS}",
    "--",
)
# -C -C would read every file of the tree, journal and all, for each new file it meets: 0.3 s
# among 20,000 files, where -C looks at what the same commit changed.
AROUND = 10  # lines before and after one that may have been moved together with it
SKEW = 86400  # seconds that the clocks of those who commit may differ
MOVES = 4  # times that a line is followed from one place to another
BLAME = ("-c", "core.quotePath=false", "blame", "--porcelain", "-M", "-C")


@record
class Change:
    """A commit: who, when (the author's time), what it says, and the journal files it added.

    Of a merge those that none of its parents had. ``added`` holds path and blob of each.
    """

    hash: str
    parents: tuple[str, ...]
    when: datetime
    author: str
    email: str
    subject: str
    message: str
    added: tuple[tuple[str, str], ...]


def blamed(wt: Worktree, path: str, span: tuple[int, int] | None, rev: str = "") -> list[Line]:
    """Where the lines ``span`` (None: all) of ``path`` come from; as they are in the worktree,
    or in the commit ``rev``.

    Renames are followed, and lines that a commit moved or copied among the files it changed.
    A ``blame.ignoreRevsFile`` counts. Raises SessionError where one that this repository names is
    missing, GitFailed for lines beyond the end and for what no commit knows.
    """
    words = [*([f"-L{span[0]},{span[1]}"] if span else []), *([rev] if rev else []), "--", path]
    given = ask(wt, [*BLAME, *words], check=False)
    if given.code and (missing := _missing_ignore_file(wt)):
        # Fatal to git, and no setting takes it back: all are read. Most are a person's own,
        # meant for another repository; what that person has set besides does not matter here.
        bare = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        given = ask(wt, ["-c", "safe.directory=*", *BLAME, *words], env=bare, check=False)
        if given.code and _missing_ignore_file(wt, bare):
            hint = "make it, or: git config --unset-all blame.ignoreRevsFile"
            raise SessionError(f"blame.ignoreRevsFile names {missing}, which is missing", hint)
    if given.code:
        raise GitFailed(f"git blame: {complaint(given)}")
    return blame.lines(given.text)


def _missing_ignore_file(wt: Worktree, env: dict[str, str] | None = None) -> str:
    """The first configured file of revisions to ignore that is not there, else ""."""
    asked = ["config", "-z", "--type=path", "--get-all", "blame.ignoreRevsFile"]
    names = ask(wt, ["-c", "safe.directory=*", *asked], env=env, check=False).text.split("\0")
    missing = (name for name in names if name and not os.path.exists(os.path.join(wt.top, name)))
    return next(missing, "")


def traced(wt: Worktree, lines: Sequence[Line], depth: int = MOVES) -> list[Line]:
    """``lines``, each followed on where its commit merely moved or copied it with its neighbours.

    Git looks for moved pieces of some length only, and a line asked about alone is none. So the
    commit is asked again about the lines around it; that costs one process for each commit.
    """
    found = {line.number: line for line in lines}
    for group in _of_one_commit(lines) if depth else []:
        came_from = _before(wt, group)
        for origins in _of_one_commit([origin for _, origin in came_from]):
            span = (min(one.at for one in origins), max(one.at for one in origins))
            older = blamed(wt, origins[0].path, span, origins[0].commit)
            known = {line.number: line for line in traced(wt, older, depth - 1)}
            for number, origin in came_from:
                if origin in origins:
                    found[number] = replace(known[origin.at], number=number)
    return [found[line.number] for line in lines]


def _of_one_commit(lines: Sequence[Line]) -> list[list[Line]]:
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.commit, line.path), []).append(line)
    return list(groups.values())


def _before(wt: Worktree, group: list[Line]) -> list[tuple[int, Line]]:
    """The lines of one commit and path that a parent had elsewhere: their number, and where."""
    commit, path = group[0].commit, group[0].path
    ats = [line.at for line in group]
    span = (max(1, min(ats) - AROUND), max(ats) + AROUND)
    there = {line.number: line for line in blamed(wt, path, span, f"{commit}^!")}
    return [
        (line.number, there[line.at])
        for line in group
        if line.at in there and there[line.at].commit != commit
    ]


def changes(wt: Worktree, commits: Sequence[str]) -> dict[str, Change]:
    """The facts of many commits (full hashes), in one call."""
    if not commits:
        return {}
    asked = "".join(f"{commit}\n" for commit in commits).encode()
    fields = iter(ask(wt, [*CARRIED, wt.journal], input=asked).text.split("\0"))
    rows: list[tuple[list[str], list[tuple[str, str]]]] = []
    for field in fields:
        if field.startswith("\1"):
            rows.append(([field[1:], *(next(fields) for _ in range(7))], []))
        elif (raw := field.lstrip("\n")).startswith(":"):
            *_, blob, status = raw.split(" ")
            path = next(fields)
            rows[-1][1].extend([] if status.strip("A") else [(path, blob)])
    found = [_change(facts, added) for facts, added in rows]
    return {change.hash: change for change in found}


def _change(facts: list[str], added: list[tuple[str, str]]) -> Change:
    sha, parents, seconds, iso, author, email, subject, message = facts
    when = moments.of_git(seconds, iso)
    return Change(sha, tuple(parents.split()), when, author, email, subject, message, tuple(added))


def followers(wt: Worktree, changes: Sequence[Change], limit: int) -> dict[str, list[str]]:
    """For each commit those that HEAD reaches and whose first parents lead to it, nearest first.

    At most ``limit`` for each. One walk that compares no trees: 0.1 s for 20,000 commits.
    """
    if not changes or wt.head is None:
        return {}
    since = int(min(change.when.timestamp() for change in changes)) - SKEW
    bound = [f"^{changes[0].hash}"] if len(changes) == 1 else [f"--max-age={max(0, since)}"]
    rows = ask(wt, ["rev-list", "--parents", wt.head, *bound, "--"]).text
    children: dict[str, list[str]] = {}
    for row in rows.splitlines():
        sha, *parents = row.split(" ")
        if parents:
            children.setdefault(parents[0], []).append(sha)
    return {one.hash: _onwards(children, one.hash, limit) for one in changes}


def _onwards(children: dict[str, list[str]], commit: str, limit: int) -> list[str]:
    found = [commit]
    for sha in found:  # grows while it is walked: breadth first
        found += children.get(sha, ())
        if len(found) > limit:
            break
    return found[1 : limit + 1]


def commit_of(wt: Worktree, word: str) -> str | None:
    """The full hash of the commit that ``word`` names, None where it names no single one."""
    asked = ["rev-parse", "--verify", "-q", "--end-of-options", f"{word}^{{commit}}"]
    given = ask(wt, asked, check=False)
    sha = given.text.strip()
    return sha if not given.code and sha.isalnum() else None  # `^HEAD` gives `^` and a hash


def between(wt: Worktree, base: str, tip: str) -> list[str]:
    """The commits (full hashes) that ``tip`` reaches and ``base`` does not, oldest first."""
    words = ["rev-list", "--reverse", "--topo-order", tip, f"^{base}", "--"]
    return ask(wt, words).text.split()


def saying(wt: Worktree, word: str) -> list[str]:
    """The files below HEAD's journal in which ``word`` stands, in any case.

    Git reads the whole journal for it: 0.07 s for 10,000 files. A second thread only costs, and so
    does asking for each file whether it is binary (``-a``), which would be named too.
    """
    if wt.head is None:
        return []
    words = ["grep", "-l", "-z", "-a", "-i", "-F", "-e", word, wt.head, "--", wt.journal]
    found = ask(wt, ["-c", "grep.threads=1", *words], check=False).text  # ends in 1 if none has it
    return [name.partition(":")[2] for name in found.split("\0") if name]


def texts(wt: Worktree, paths: Sequence[str]) -> dict[str, str]:
    """By path the text of those of ``paths`` that HEAD's tree holds."""
    found = git.read_blobs(wt, [f"{wt.head}:{path}" for path in paths])
    return {name.partition(":")[2]: text for name, text in found.items()}


def journal_tree(wt: Worktree) -> str:
    """The hash of HEAD's journal; "" without one."""
    asked = ["rev-parse", "--verify", "-q", f"{wt.head}:{wt.journal}"]
    return ask(wt, asked, check=False).text.strip() if wt.head else ""


def since(wt: Worktree, old: str, new: str) -> list[str] | None:
    """The files that the journal's tree ``new`` has and ``old`` has not so; None if it is gone."""
    if not old:
        return None
    flags = ["-r", "-z", "--name-only", "--no-renames", "--diff-filter=d"]
    given = ask(wt, ["diff-tree", *flags, old, new, "--"], check=False)
    names = (name for name in given.text.split("\0") if name)
    return None if given.code else [f"{wt.journal}/{name}" for name in names]


def held(wt: Worktree, paths: Sequence[str]) -> set[str]:
    """Those of ``paths`` that HEAD's tree holds."""
    if wt.head is None or not paths:
        return set()
    words = ["ls-tree", "-z", "--name-only", "--full-tree", wt.head, "--", *paths]
    return set(ask(wt, words).text.split("\0"))
