"""Decisions as they stand here: noted in journals, written in the records of this worktree."""

from __future__ import annotations

import os

from git_session.core import adr
from git_session.core.query import Matcher, Piece, Query
from git_session.core.views import decisions
from git_session.core.views.decisions import Filed, Filter, Row
from git_session.lifecycle import asked, gathering, searching
from git_session.lifecycle.context import Context
from git_session.lifecycle.gathering import Ask
from git_session.model import DECISION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from git_session.core.views.given import Given

FOLDER = "docs/adr"  # where a new record goes
FOLDERS = (FOLDER, "docs/adrs", "docs/decisions", "docs/architecture/decisions", "doc/adr", "adr")
MOST = 2000  # files of a folder that are looked at
ENDING = ".md"


def wish(ctx: Context, *, everything: bool, author: str, file: str, since: str) -> Filter:
    """The filter that a person's words mean. UsageError for a moment or a glob that is none."""
    names = None
    if file:
        names = _naming(searching.from_top(ctx, file))
    moment = searching.moment(ctx, since) if since else None
    return Filter(author, moment, names, everything)


def _naming(glob: str) -> Callable[[str, str], bool]:
    matcher = Matcher(Query(file=glob))
    return lambda title, text: matcher.text_fits(
        Piece(DECISION, (DECISION,), "", 0, title, "", text, "")
    )


def every(ctx: Context, *, folders: Iterable[str] = ()) -> list[Row]:
    """Every decision, the newest first; records of ``folders`` and of the usual ones."""
    given = gathering.gather(ctx, Ask((DECISION,), sessions=False, rulings=True))
    return rows(ctx, given, folders)


def rows(ctx: Context, given: Given, folders: Iterable[str] = ()) -> list[Row]:
    """The decisions among what was gathered, with the records in this worktree."""
    noted = [one.entry.field("adr") for one in (*given.rulings, *given.noted)]
    named = {os.path.dirname(path) for path in noted if path}
    return decisions.rows(given, filed(ctx, [*FOLDERS, *folders, *sorted(named)]))


def filed(ctx: Context, folders: Iterable[str]) -> list[Filed]:
    """The records in ``folders`` (from the top of the worktree), numbered."""
    found = {}
    for folder in dict.fromkeys(folders):
        for path in _files(ctx, folder):
            try:
                text = ctx.store.read_text(os.path.join(ctx.wt.top, path))
            except FileNotFoundError:  # gone meanwhile
                continue
            if adr.is_adr(text, path):
                found[path] = Filed(path, adr.parse(text, path))
    return decisions.numbered(found.values())


def _files(ctx: Context, folder: str) -> list[str]:
    """The Markdown files of a folder within the worktree; links are not followed."""
    full = os.path.join(ctx.wt.top, folder)
    if asked.as_git_names(os.path.realpath(full), os.path.realpath(ctx.wt.top)) != folder:
        return []
    try:
        with os.scandir(full) as entries:
            names = [
                one.name
                for one in entries
                if one.name.endswith(ENDING)
                and one.is_file(follow_symlinks=False)
                and one.stat().st_size <= adr.LONGEST
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [f"{folder}/{name}" for name in sorted(names)[:MOST]]


def all_known(ctx: Context, folder: str) -> bool:
    """Whether there are records in ``folder``, and each tells a decision that a journal knows."""
    [place] = paths(ctx, folder)
    there = [row for row in every(ctx, folders=[place]) if row.path.startswith(f"{place}/")]
    return bool(there) and all(row.noted and row.filed for row in there)


def paths(ctx: Context, wanted: str) -> list[str]:
    """What ``wanted``, typed in this directory, could be as a path from the top."""
    return [asked.as_git_names(os.path.realpath(wanted), os.path.realpath(ctx.wt.top))]


def pick(ctx: Context, found: list[Row], wanted: str) -> Row:
    """The one decision that a person means; ``NoSession`` (exit 3) for none or several."""
    return decisions.pick(found, wanted, paths(ctx, wanted))
