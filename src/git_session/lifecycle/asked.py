"""Which file and lines a person asks about: ``PATH``, ``PATH:LINE``, ``PATH:FROM-TO``."""

from __future__ import annotations

import os
import sys

from git_session import annotate, git
from git_session.core.blame import Line
from git_session.errors import GitFailed, SessionError, UsageError
from git_session.lifecycle.context import Context
from git_session.model import record, replace

BEYOND = 9  # digits; no file has as many lines
TRACED = 20  # lines; more are pieces long enough for git to follow them by itself
LINES = "say PATH:LINE or PATH:FROM-TO; lines count from 1"


@record
class Asked:
    """A file, relative to the worktree's top as git names it, and lines of it (None: all).

    ``on_disk`` is False where only HEAD holds the file: removed, or outside a sparse checkout.
    """

    path: str
    span: tuple[int, int] | None = None
    on_disk: bool = True


def find(ctx: Context, word: str) -> Asked:
    """What ``word``, typed in this process's directory, asks about.

    A file that is called so, colons and all, comes before lines of another one, and one that is
    there before one that only HEAD holds. Raises UsageError for what can be no
    file of this worktree or no range, SessionError where there is no such file.
    """
    head, colon, tail = word.rpartition(":")
    readings: list[tuple[str, str | None]] = [(word, None)]
    readings += [(head, tail)] if colon and head else []
    for exists in (_on_disk, _in_head):
        for named, lines in readings:
            if exists(ctx, path := _path(ctx, named)):
                span = None if lines is None else _span(named, lines)
                return Asked(path, span, exists is _on_disk)
    named = head if head and tail[:1].isdigit() else word
    raise SessionError(f"there is no file {named}", "neither in this worktree nor in HEAD")


def place(ctx: Context, word: str) -> str:
    """A file or directory, there or not, as git names it from the top; "" for the top itself.

    A directory ends in '/'. UsageError for one outside of this worktree.
    """
    path = _path(ctx, word)
    if path == os.curdir:
        return ""
    return f"{path}/" if os.path.isdir(os.path.join(ctx.wt.top, path)) else path


def _path(ctx: Context, word: str) -> str:
    """The path as git names it, relative to the top. UsageError for one outside."""
    path = as_git_names(_absolute(word), ctx.wt.top)
    if path.split("/")[0] == ".." or os.path.isabs(path):
        raise UsageError(f"{word} is outside of this worktree", f"which is {ctx.wt.top}")
    return path


def as_git_names(path: str, top: str) -> str:
    """An absolute path relative to ``top``, as git writes it; absolute still if it is elsewhere."""
    try:
        path = os.path.relpath(path, top)
    except ValueError:  # on another drive
        return path
    if sys.platform == "darwin":  # its file names come in parts, git puts them together
        import unicodedata

        path = unicodedata.normalize("NFC", path)
    return path.replace(os.sep, "/")


def _on_disk(ctx: Context, path: str) -> bool:
    """There is such a file. UsageError for a directory, and for what has no lines, a pipe say."""
    full = os.path.join(ctx.wt.top, path)
    if os.path.islink(full) or os.path.isfile(full):
        return True
    if os.path.isdir(full):
        raise UsageError(f"{path} is a directory", "ask about a file, or lines of one: PATH:LINE")
    if os.path.lexists(full):
        raise UsageError(f"{path} is no regular file", "ask about one")
    return False


def _in_head(ctx: Context, path: str) -> bool:
    return git.has_file(ctx.wt, ctx.wt.head, path)


def _absolute(word: str) -> str:
    """The path with the directories' links followed; a file that is a link stays itself."""
    folder, name = os.path.split(os.path.abspath(word))
    return os.path.join(os.path.realpath(folder), name)


def _span(word: str, lines: str) -> tuple[int, int]:
    first, dash, last = lines.partition("-")
    numbers = [first, last if dash else first]
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise UsageError(f"'{lines}' is no line of {word}", LINES)
    if any(len(number.lstrip("0")) > BEYOND for number in numbers):
        raise SessionError(f"{word} has no line {lines}")
    start, end = (int(number) for number in numbers)
    if not start or end < start:
        raise UsageError(f"'{lines}' is no range of lines of {word}", LINES)
    return start, end


def lines(ctx: Context, asked: Asked) -> list[Line]:
    """Where each of the lines is from; ``commit`` is "" for those that are in none yet.

    Raises SessionError for lines beyond the end, UsageError for another repository's file.
    """
    rev = "" if asked.on_disk else "HEAD"
    try:
        found = annotate.blamed(ctx.wt, asked.path, asked.span, rev)
    except GitFailed:
        if git.has_file(ctx.wt, ctx.wt.head, asked.path):
            raise _beyond(asked) from None
        return _in_no_commit(ctx, asked)
    fresh = [replace(line, commit="") for line in found if not line.commit.strip("0")]
    known = [line for line in found if line.commit.strip("0")]
    if asked.span and len(found) <= TRACED:
        known = annotate.traced(ctx.wt, known)
    return sorted([*fresh, *known], key=lambda line: line.number)


def _beyond(asked: Asked) -> SessionError:
    first, last = asked.span or (1, 1)
    what = f"line {first}" if first == last else f"lines {first}-{last}"
    return SessionError(
        f"{asked.path} has no {what}", f"see all of it: git session why {asked.path}"
    )


def _in_no_commit(ctx: Context, asked: Asked) -> list[Line]:
    """The lines of a file that no commit holds."""
    full = os.path.join(ctx.wt.top, asked.path)
    _of_this_repository(ctx, asked.path)
    text = os.readlink(full) if os.path.islink(full) else ctx.store.read_text(full)
    count = text.count("\n") + (text[-1:] not in ("\n", ""))
    first, last = asked.span or (1, count)
    if first > count:
        raise _beyond(asked)
    return [Line(number, "", asked.path, number) for number in range(first, min(last, count) + 1)]


def _of_this_repository(ctx: Context, path: str) -> None:
    """Raises UsageError for a file of a repository below this one, and for one of git's own."""
    folder = os.path.dirname(path)
    while folder:
        if os.path.basename(folder) == ".git" or os.path.lexists(
            os.path.join(ctx.wt.top, folder, ".git")
        ):
            raise UsageError(
                f"{path} is no file of this repository", f"{folder} is another one, or git's own"
            )
        folder = os.path.dirname(folder)
