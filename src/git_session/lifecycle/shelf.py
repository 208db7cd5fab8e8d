"""The documents as the cache knows them: read again only where a file changed."""

from __future__ import annotations

import os

from git_session import output
from git_session.core import document, sheet
from git_session.core.document import Document
from git_session.core.sheet import Sheet
from git_session.errors import BadText
from git_session.lifecycle import documents, sessions
from git_session.lifecycle.context import Context
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from git_session.cache.opening import Cache

Facts = dict[tuple[str, str], str]
FEW = 10  # documents are read faster than a cache is opened
PLACES = ("active", "archive")
JOURNAL = "journal"  # stands for a worktree, of sheets that a journal was folded into


def facts(ctx: Context) -> Facts:
    """By place and stem, what tells whether each document is still the same."""
    return {
        (place, stem): told
        for place in PLACES
        for stem, told in ctx.store.document_facts(place).items()
    }


def read(ctx: Context, place: str, stem: str, told: str) -> tuple[Sheet, Document | None]:
    """A document with what it says of itself; without it what is wrong."""
    try:
        found = documents.read(ctx, place, stem)
    except BadText as error:
        return Sheet(place, stem, told, error.message), None
    return sheet.of(place, stem, found.doc, told), found.doc


def sheets(ctx: Context) -> list[Sheet]:
    """All documents here as a reader should see them: with what is noted and not folded in yet.

    Those at work come first, then the archive, then what ``git clean`` took and will come back.
    """
    now = facts(ctx)
    if len(now) > FEW:
        from git_session.cache import opening  # SQLite takes 4 ms to import

        found = opening.through(ctx.store.cache, lambda known: _known(ctx, known, now))
    else:
        found = [read(ctx, *name, now[name])[0] for name in sorted(now)]
    return _all(ctx, found)


def sheets_in(ctx: Context, known: Cache, now: Facts) -> list[Sheet]:
    """The same from a cache that was brought up to date a moment ago, when ``now`` were facts."""
    found = [
        one for one in known.documents.sheets(ctx.store.root) if now.get((one.place, one.stem))
    ]
    found += [read(ctx, *name, "")[0] for name, told in now.items() if not told]
    return _all(ctx, found)


def _all(ctx: Context, found: list[Sheet]) -> list[Sheet]:
    """With the documents that were swept away, and with what is noted."""
    copies = ((stem, ctx.store.copied_document(stem)) for stem in ctx.store.swept())
    found += [
        sheet.of(copy[0], stem, document.read(copy[1], f"{stem}.md"))
        for stem, copy in copies
        if copy
    ]
    return _with_notes(ctx, found)


def _known(ctx: Context, known: Cache, now: Facts) -> list[Sheet]:
    """The sheets by the cache; what changed a moment ago is read and not remembered."""
    root = ctx.store.root
    known.begin(writing=False)
    if _stale(known.documents.facts(root), {name: told for name, told in now.items() if told}):
        known.end()
        known.begin(writing=True)
        for _ in take_in(ctx, known, now):
            pass
        known.end()
        known.begin(writing=False)
    found = [one for one in known.documents.sheets(root) if now.get((one.place, one.stem))]
    found += [read(ctx, *name, "")[0] for name, told in now.items() if not told]
    return sorted(found, key=lambda one: (one.place, one.stem))


def _stale(known: dict[tuple[str, str], tuple[str, bool]], now: Facts) -> bool:
    return any(name not in known or known[name][0] != told for name, told in now.items())


def _with_notes(ctx: Context, found: list[Sheet]) -> list[Sheet]:
    """The sheets of sessions for which something is pending, as the document will be."""
    stems = set(ctx.store.unread_stems())
    for_any = bool(ctx.store.pending(""))
    return [
        _seen(ctx, one)
        if not one.wrong and (one.stem in stems or (for_any and one.place == PLACES[0]))
        else one
        for one in found
    ]


def _seen(ctx: Context, known: Sheet) -> Sheet:
    session = replace(sessions.load(ctx, known.stem), place=known.place)
    return sheet.of(known.place, known.stem, sessions.seen(ctx, session), known.facts)


def take_in(
    ctx: Context, known: Cache, now: Facts
) -> Iterator[tuple[tuple[str, str], Document | None]]:
    """Let the cache know the documents as they stand now; a write must have begun.

    Yields those that had to be read, one at a time, for all of them are too many to hold; None
    for one that could not be.
    """
    root = ctx.store.root
    old = {name: told for name, (told, _) in known.documents.facts(root).items()}
    known.documents.drop(root, old.keys() - now.keys())
    for other in known.documents.roots():
        if other != JOURNAL and not os.path.isdir(other):  # a worktree that was removed
            known.documents.drop(other, list(known.documents.facts(other)))
    fresh = [name for name in sorted(now) if not now[name] or old.get(name) != now[name]]
    with output.Bar("reading documents", len(fresh)) as bar:
        for name in fresh:
            made, doc = read(ctx, *name, now[name])
            known.documents.set_sheet(root, made)
            yield name, doc
            bar.advance(1)
