"""Decisions written down: records made of them, and their status kept in step with the journal."""

from __future__ import annotations

import os

from git_session import files
from git_session.core import adr, adrstatus, markdown, naming, rulings, telling
from git_session.core.adr import Adr
from git_session.core.views import decisions
from git_session.errors import Refused, UsageError
from git_session.lifecycle import noting
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.views.decisions import Row
    from git_session.core.views.given import Noted
    from git_session.lifecycle.noting import Tell

LONGEST = 60  # characters of a file's name behind the date
TELLING = ("context", "choice", "rationale", "options", "consequence", "consequences")
OURS = (*TELLING, "status", rulings.SUPERSEDES, rulings.BY, rulings.ADR)


@record
class Wish:
    """What a person says of a record beside its decision."""

    folder: str
    status: str
    consequences: tuple[str, ...]
    tags: tuple[str, ...]


def promote(ctx: Context, row: Row, wish: Wish, tell: Tell) -> str:
    """Write a decision down as a record; the path from the top. Nothing is written over.

    Refused (exit 4) for what is written down already; UsageError for a folder elsewhere.
    """
    if row.noted is None or row.filed:
        raise Refused(f'"{row.title}" is written down in {row.path}', "edit that file")
    told = _told(ctx, row, row.noted, wish)
    folder = _folder(ctx, wish.folder)
    path = _free(ctx, f"{folder}/{row.day}-{naming.slug(row.title, LONGEST)}")
    files.make_folder(os.path.dirname(os.path.join(ctx.wt.top, path)))
    text = markdown.visible(adr.render(told))  # whoever prints it steers no terminal
    files.replace(os.path.join(ctx.wt.top, path), text)
    noting.put(ctx, [rulings.promote(ctx.now, ctx.author, (row.id, row.title), path)], tell)
    return path


def _told(ctx: Context, row: Row, noted: Noted, wish: Wish) -> Adr:
    entry, by = noted.entry, row.superseded
    return Adr(
        title=row.title,
        id=row.id,
        date=row.day,
        status="superseded" if by else wish.status,
        context=entry.field("context"),
        decision=entry.field("choice") or row.title,
        rationale=entry.field("rationale"),
        alternatives=row.alternatives,
        consequences=(*row.consequences, *wish.consequences),
        superseded_by=by.title or by.by if by else "",
        related_sessions=row.sessions,
        tags=tuple(dict.fromkeys(wish.tags)),
        deciders=(entry.author,),
        rest="\n".join([*_more(noted), *_origin(ctx, noted)]),
    )


def _more(noted: Noted) -> list[str]:
    """What was said of a decision beyond the fields of a record."""
    entry = noted.entry
    fields = [
        f"- {key}: {value}" for key, value in telling.fields(entry).items() if key not in OURS
    ]
    below = [*fields, *(f"- {bullet}" for bullet in entry.bullets)]
    return [*below, *([f"{entry.text}\n"] if entry.text else [])]


def _origin(ctx: Context, noted: Noted) -> list[str]:
    """Where it was noted: the session, the journal file (or where that will be), the commit."""
    source = noted.source
    journal = source.path or f"{ctx.store.journal_dir(source.stem)}/"
    commit = [f"- Commit: {source.commit}"] if source.commit else []
    return [f"- Session: {source.stem}", f"- Journal: {journal}", *commit]


def _folder(ctx: Context, word: str) -> str:
    """A folder as git names it, from the top. UsageError for one outside, or git's own."""
    top = os.path.realpath(ctx.wt.top)
    real = os.path.realpath(os.path.join(top, word))
    inner = os.path.relpath(real, top).replace(os.sep, "/")
    parts = inner.split("/")
    if parts[0] in ("..", ".") or os.path.isabs(inner) or ".git" in parts or inner == ctx.wt.folder:
        raise UsageError(f"--to {word}: no folder of this worktree for records", "say docs/adr")
    return inner


def _free(ctx: Context, base: str) -> str:
    """A name that no file has yet."""
    number = 1
    while os.path.lexists(os.path.join(ctx.wt.top, path := _named(base, number))):
        number += 1
    return path


def _named(base: str, number: int) -> str:
    return f"{base}.md" if number == 1 else f"{base}-{number}.md"


def supersede(ctx: Context, old: Row, new: Row, tell: Tell) -> list[str]:
    """Note that ``new`` takes the place of ``old``; the records that were changed.

    UsageError where both are one, Refused where a record's status cannot be changed in place.
    """
    if old.id == new.id:
        raise UsageError(f'"{old.title}" cannot take its own place', "name two decisions")
    texts = _changed(ctx, old, new)
    block = rulings.supersede(ctx.now, ctx.author, (old.id, old.title), (new.id, new.title))
    noting.put(ctx, [block], tell)
    for path, text in texts:
        files.replace(os.path.join(ctx.wt.top, path), text)
    return [path for path, _ in texts]


def _changed(ctx: Context, old: Row, new: Row) -> list[tuple[str, str]]:
    """Paths and new texts of the records of both, if they have some."""
    found = []
    if old.filed:
        text = _text(ctx, old)
        found.append((old.path, text, adrstatus.superseded(text, old.path, reference(new))))
    if old.filed and new.filed:
        text = _text(ctx, new)
        found.append((new.path, text, adrstatus.superseding(text, new.path, reference(old))))
    return [(path, after) for path, before, after in found if before != after]


def _text(ctx: Context, row: Row) -> str:
    return ctx.store.read_text(os.path.join(ctx.wt.top, row.path))


def reference(row: Row) -> str:
    """What a record calls another decision: its own number, its file, or its id."""
    if row.filed and decisions.number_of(row.filed.adr.id):
        return row.filed.adr.id
    return row.path.rpartition("/")[2] if row.path else row.brief


def known(old: Row, new: Row) -> bool:
    """Whether it is noted already that ``new`` takes the place of ``old``."""
    by: Sequence[str] = (new.id, new.path)
    return old.superseded is not None and bool(old.superseded.by) and old.superseded.by in by
