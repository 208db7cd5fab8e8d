"""The door to history: what changed between two moments, for people to read. Uses GitPython.

Never on the way of a commit: importing GitPython takes 60 ms. Only ``Git.execute`` is used, git's
own commands; GitPython's index and object database break on a private index, on SHA-256 and on
reftable.
"""

from __future__ import annotations

import os

from git_session.errors import GitFailed
from git_session.git import Worktree, is_commit, is_ours

ACTIONS = {"A": "Created", "C": "Created", "D": "Deleted", "R": "Renamed"}
DIFF = ("--no-ext-diff", "--no-textconv", "--no-relative", "--name-status", "-z", "-M")
EMPTY_TREE = ("hash-object", "-t", "tree", os.devnull)


def changed_files(wt: Worktree, since: str | None) -> list[tuple[str, str]]:
    """(path, action) for all that differs from commit ``since`` (None: from an empty tree).

    Committed, staged, unstaged and untracked; a rename is one path 'old → new'; never ours.
    Where ``since`` is no commit of this clone (a shallow one) only what is uncommitted.
    """
    if since and not is_commit(wt, since):
        since = wt.head
    found = _differing(wt, since or _ask(wt, *EMPTY_TREE).strip())
    untracked = _fields(wt, "ls-files", "--others", "--exclude-standard", "-z")
    found.update((path, "Created") for path in untracked if not is_ours(wt, path))
    return sorted(found.items())


def line_commits(
    wt: Worktree, commit: str, path: str, span: tuple[int, int], limit: int
) -> list[str]:
    """The commits (full hashes, newest first) that changed the lines ``span`` which ``path`` has in
    ``commit``, that one included; at most ``limit``.
    """
    words = ["log", f"-n{limit}", "--no-patch", "--format=%H", f"-L{span[0]},{span[1]}:{path}"]
    return _ask(wt, *words, commit).split()


def _differing(wt: Worktree, rev: str) -> dict[str, str]:
    fields = iter(_fields(wt, "diff", *DIFF, rev, "--"))
    found: dict[str, str] = {}
    for status in fields:
        old, new = next(fields), next(fields) if status[0] in "RC" else ""
        name = f"{old} → {new}" if status[0] == "R" else new or old
        if not is_ours(wt, new or old):
            found.setdefault(name, ACTIONS.get(status[0], "Modified"))
    return found


def _fields(wt: Worktree, *words: str) -> list[str]:
    """The NUL-terminated fields of an answer."""
    return _ask(wt, *words).split("\0")[:-1]


def _ask(wt: Worktree, *words: str) -> str:
    """What git prints, every byte of it. Raises GitFailed with git's own words."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # else a missing git fails the import
    from git import Git, GitCommandError, GitCommandNotFound

    place = [f"--git-dir={wt.git_dir}", f"--work-tree={wt.top}", "--literal-pathspecs"]
    command = ["git", "--no-optional-locks", *place, *words]
    try:
        out = Git(wt.top).execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
    except GitCommandNotFound as missing:
        raise GitFailed("git was not found", "install git, or put it on PATH") from missing
    except GitCommandError as error:
        raise GitFailed(f"git {words[0]}: {str(error.stderr).strip()}") from error
    return out.decode("utf-8", "surrogateescape") if isinstance(out, bytes) else str(out)
