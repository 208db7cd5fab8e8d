"""Journal files one by one: those that somebody names, else all that git tracks.

No session is needed, no document and no state: what a continuous integration or a hook of the
pre-commit framework can ask about in any clone.
"""

from __future__ import annotations

import os
import stat

from git_session import files, git
from git_session.core import journalcheck
from git_session.lifecycle.checkup.fault import NOTE, WRONG, Fault, relative
from git_session.lifecycle.checkup.journals import LIMIT
from git_session.lifecycle.context import Context
from git_session.places import stem_of
from git_session.process import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CHECK = "journal"


def chosen(ctx: Context, names: Sequence[str]) -> list[str]:
    """The files that are meant, as git names them; absolute where they are outside.

    ``names`` are as typed, relative to where that was; without one it is every tracked file
    below the journal's directory.
    """
    if not names:
        return sorted(git.index_files(ctx.wt, ctx.wt.journal))
    return [_as_git_says(ctx, name) for name in names]


def _as_git_says(ctx: Context, name: str) -> str:
    """Links on the way to the worktree are followed, the last one is not: it may be the fault."""
    folder, base = os.path.split(os.path.abspath(name))
    full = os.path.join(os.path.realpath(folder), base)
    return relative(ctx, full).replace(os.sep, "/")


def faults(ctx: Context, paths: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with these files, in their order. Nothing is changed."""
    wrong = {path: why_not for path in paths if (why_not := _no_journal(ctx, path))}
    stored = _stored(ctx, [path for path in paths if path not in wrong])
    for path in paths:
        data = b"" if path in wrong else _data(ctx, path, stored)
        if data is None or path in wrong:
            cure = f"journal files are called {ctx.wt.journal}/{journalcheck.CALLED}"
            yield Fault(CHECK, path, wrong.get(path, "there is no such file"), cure)
            continue
        for found in journalcheck.examine(data, path):
            level = WRONG if found.grave else NOTE
            yield Fault(CHECK, path, found.what, found.cure, line=found.line, level=level)


def _no_journal(ctx: Context, path: str) -> str:
    """Why a file is not even looked into, "" where it can be."""
    full = os.path.join(ctx.wt.top, path)
    if not stem_of(path, ctx.wt.journal):
        there = os.path.lexists(full)
        return "is no journal file of a session" if there else "there is no such file"
    if not os.path.lexists(full):
        return ""  # tracked perhaps, and not checked out
    facts = os.lstat(full)
    if not stat.S_ISREG(facts.st_mode) or not files.leads_into(full, ctx.wt.top):
        return "is no regular file of this worktree"
    return f"has {facts.st_size} bytes; at most {LIMIT} are read" if facts.st_size > LIMIT else ""


def _stored(ctx: Context, paths: Sequence[str]) -> dict[str, str]:
    """As the index has them: the files not checked out, and those whose lines end in CRLF.

    Line ends are git's to change; what is committed is what counts.
    """
    unsure = [path for path in paths if b"\r\n" in (_on_disk(ctx, path) or b"\r\n")]
    texts = git.read_blobs(ctx.wt, [f":{path}" for path in unsure])
    return {spec[1:]: text for spec, text in texts.items()}


def _on_disk(ctx: Context, path: str) -> bytes | None:
    full = os.path.join(ctx.wt.top, path)
    return encode(ctx.store.read_text(full)) if os.path.lexists(full) else None


def _data(ctx: Context, path: str, stored: Mapping[str, str]) -> bytes | None:
    """What the file holds; as git has it where that differs in line ends alone."""
    data = _on_disk(ctx, path)
    known = encode(stored[path]) if path in stored else None
    if data is None or (known is not None and data == known.replace(b"\n", b"\r\n")):
        return known
    return data
