"""The door to the journal of all branches: which commit added which journal file.

Plumbing as in ``git.py``, standard library only, because a search asks it every time. Nothing is
remembered here.
"""

from __future__ import annotations

import os

from git_session.core import moments
from git_session.model import record
from git_session.plumbing import HEADS, SPARING, ask
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from git_session.plumbing import Worktree
    from git_session.process import Result

REMOTES = "refs/remotes/"
FILE_LIMIT = 4 * 1024 * 1024  # bytes; a journal file has a few hundred
AT_ONCE = 16 * 1024 * 1024  # bytes of blobs that are asked for together
# Of a merge: what no parent has so, which is what the merge itself brought.
BROUGHT = (
    *("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames"),
    *("--root", "-c", "--diff-filter=AM"),
)
# When the author made a commit, and its subject.
MADE = (
    *("diff-tree", "--stdin", "-s", "-z", "--always", "--root", "--encoding=UTF-8"),
    "--format=%H%x00%at%x00%s",
)
# Every path of a commit; of a merge: against its first parent. ``M NUL path NUL`` cannot be taken
# for a commit's name, which a path alone could be.
CHANGED = (
    *("diff-tree", "--stdin", "-r", "-z", "--name-status", "--no-renames"),
    *("--root", "--always", "--diff-merges=first-parent"),
)
# When the author made a commit, by that person's clock.
WHEN = (
    *("diff-tree", "--stdin", "-s", "-z", "--always", "--root"),
    "--format=%H%x00%at%x00%aI",
)
# Git would hand over each commit by itself, and wake us for it; ``--buffer`` says so for blobs.
TOGETHER = {"GIT_FLUSH": "0"}


@record
class Tips:
    """Where history is seen from: the commits of all branches and HEAD, sorted; how many branches.

    ``boundary`` are the commits at which a shallow clone ends.
    """

    commits: tuple[str, ...]
    branches: int
    boundary: tuple[str, ...]


def _asked(wt: Worktree, args: Sequence[str], input: bytes | None = None) -> Result:  # noqa: A002
    """What git says of many commits or blobs, with little memory."""
    env = {**os.environ, **TOGETHER}
    return ask(wt, [*SPARING, *args], env=env, input=input)


def _lines(words: Iterable[str]) -> bytes:
    return encode("".join(f"{word}\n" for word in words))


def tips(wt: Worktree) -> Tips:
    """All local and remote branches, and HEAD (a rebase or a detached HEAD is on none)."""
    form = "--format=%(objectname) %(objecttype) %(symref)"
    rows = [
        row.split(" ") for row in ask(wt, ["for-each-ref", form, HEADS, REMOTES]).text.split("\n")
    ]
    found = [row[0] for row in rows if row[1:] == ["commit", ""]]
    commits = {*found, wt.head} if wt.head else set(found)
    return Tips(tuple(sorted(commits)), len(found), boundary(wt))


def boundary(wt: Worktree) -> tuple[str, ...]:
    """The commits at which a shallow clone ends, sorted; none in any other."""
    try:
        with open(os.path.join(wt.common_dir, "shallow"), "rb") as file:
            return tuple(sorted(decode(file.read()).split()))
    except FileNotFoundError:
        return ()


def begun(wt: Worktree) -> datetime | None:
    """When the oldest commit of HEAD's history was made; None without one, or where it is cut."""
    if wt.head is None or boundary(wt):
        return None
    asked = _asked(wt, ["log", "--max-parents=0", "--format=%ct %cI", wt.head, "--"]).text
    seconds, iso = min((line.split() for line in asked.splitlines()), key=lambda row: int(row[0]))
    return moments.of_git(seconds, iso)


def line_of(wt: Worktree, tip: str) -> list[tuple[str, bool]]:
    """The commits of a branch's own line, newest first, and whether each is a merge."""
    asked = ["rev-list", "--first-parent", "--parents", tip, "--"]
    rows = (row.split(" ") for row in _asked(wt, asked).text.splitlines())
    return [(row[0], len(row) > 2) for row in rows]


def commits(wt: Worktree, of: Iterable[str], but: Iterable[str]) -> list[str]:
    """The commits that ``of`` reach and ``but`` do not, newest first.

    Raises GitFailed where one of them is no commit of this clone any more.
    """
    lines = [*of, *(f"^{commit}" for commit in but)]
    return _asked(wt, ["rev-list", "--stdin", "--"], _lines(lines)).text.split() if lines else []


def brought(wt: Worktree, revs: Sequence[str]) -> list[tuple[str, str, str]]:
    """(commit, blob, path) for each file below the journal that these commits added or changed."""
    fields = iter(_asked(wt, [*BROUGHT, "--", wt.journal], _lines(revs)).text.split("\0"))
    found = []
    commit = ""
    for field in fields:
        if not field.startswith(":"):
            commit = field
            continue
        facts = field.split(" ")
        path, colons, blob = next(fields), len(field) - len(field.lstrip(":")), facts[-2]
        if facts[colons].startswith("100"):  # no link, no module
            found.append((commit, blob, path))
    return found


def made(wt: Worktree, revs: Sequence[str]) -> list[tuple[str, int, str]]:
    """Each of these commits with its author's time, in seconds since 1970, and its subject."""
    fields = _asked(wt, MADE, _lines(revs)).text.split("\0") if revs else []
    return [
        (commit, int(seconds), subject)
        for commit, seconds, subject in zip(fields[::3], fields[1::3], fields[2::3], strict=False)
    ]


def when(wt: Worktree, revs: Collection[str]) -> dict[str, datetime]:
    """When their authors made these commits; what is no commit of this clone is left out."""
    fields = _asked(wt, WHEN, _lines(revs)).text.split("\0") if revs else []
    rows = zip(fields[::3], fields[1::3], fields[2::3], strict=False)
    return {commit: moments.of_git(seconds, iso) for commit, seconds, iso in rows}


def changed(wt: Worktree, revs: Sequence[str], most: int) -> dict[str, tuple[list[str], bool]]:
    """By commit: the first ``most`` paths that it changed outside of ours; whether there are more.

    ``revs`` are full names; what is no commit of this clone is left out. A merge has the paths
    that differ from its first parent.
    """
    found: dict[str, tuple[list[str], bool]] = {}
    ours = f"{wt.folder}/"
    for commit, path in _differing(wt, revs, []):
        paths, _ = found.setdefault(commit, ([], False))
        if path and not path.startswith(ours):
            if len(paths) < most:
                paths.append(path)
            else:
                found[commit] = (paths, True)
    return found


def differing(wt: Worktree, revs: Sequence[str], folders: Sequence[str]) -> dict[str, list[str]]:
    """By commit: the paths below ``folders`` in which it differs from its first parent."""
    found: dict[str, list[str]] = {}
    for commit, path in _differing(wt, revs, folders) if folders else ():
        if path:
            found.setdefault(commit, []).append(path)
    return found


def _differing(
    wt: Worktree, revs: Sequence[str], folders: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Each commit with each of its paths, and once with ""."""
    told = _asked(wt, [*CHANGED, "--", *folders], _lines(revs)).text if revs else ""
    commit = ""
    fields = iter(told.split("\0")[:-1])
    for field in fields:
        if len(field) > 1:
            commit = field
        yield commit, "" if len(field) > 1 else next(fields)


def texts(wt: Worktree, blobs: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Each blob with its text, asked for in portions; None where it is too large, or missing."""
    portion: list[str] = []
    total = 0
    for blob, size in _sizes(wt, list(blobs)):
        if size is None or size > FILE_LIMIT:
            yield blob, None
            continue
        if total + size > AT_ONCE:
            yield from _portion(wt, portion)
            portion, total = [], 0
        portion.append(blob)
        total += size
    yield from _portion(wt, portion)


def _sizes(wt: Worktree, blobs: list[str]) -> list[tuple[str, int | None]]:
    if not blobs:
        return []
    form = "--batch-check=%(objecttype) %(objectsize)"
    rows = _asked(wt, ["cat-file", "--buffer", form], _lines(blobs)).text.split("\n")
    return [
        (blob, int(row[5:]) if row.startswith("blob ") else None)
        for blob, row in zip(blobs, rows, strict=False)
    ]


def _portion(wt: Worktree, blobs: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not blobs:
        return
    out = _asked(wt, ["cat-file", "--buffer", "--batch"], _lines(blobs)).out
    at = 0
    for blob in blobs:
        end = out.index(b"\n", at)
        size = int(out[out.rindex(b" ", at, end) + 1 : end])
        yield blob, decode(out[end + 1 : end + 1 + size])
        at = end + size + 2


def blob_name(wt: Worktree, text: str) -> str:
    """What git calls a blob that holds ``text``, in this repository's kind of hash."""
    import hashlib  # only where this clone keeps copies that are new

    data = encode(text)
    kind = "sha256" if len(wt.head or "") == 64 else "sha1"
    return hashlib.new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def off_head(wt: Worktree, revs: Iterable[str]) -> set[str]:
    """Those of ``revs`` that HEAD does not reach."""
    asked = [*revs]
    if not asked or wt.head is None:
        return set(asked)
    return set(asked) & set(commits(wt, asked, [wt.head]))


def sessions_of_head(wt: Worktree) -> dict[str, str]:
    """The sessions that HEAD's journal holds: the name of each directory, and its tree's hash."""
    if wt.head is None:
        return {}
    rows = ask(wt, ["ls-tree", "-z", "--full-tree", wt.head, "--", f"{wt.journal}/"]).text.split(
        "\0"
    )
    trees = (row.split("\t", 1) for row in rows if " tree " in row[:12])
    return {path.rpartition("/")[2]: facts.split(" ")[2] for facts, path in trees}
