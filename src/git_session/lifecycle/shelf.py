"""The documents as the cache knows them: read again only where a file changed."""

from __future__ import annotations

from git_session.cache import Cache, Sheet
from git_session.core import document, moments
from git_session.core.document import Document
from git_session.errors import BadText
from git_session.lifecycle import documents
from git_session.lifecycle.context import Context

PLACES = ("active", "archive")


def facts(ctx: Context) -> dict[tuple[str, str], str]:
    """By place and stem, what tells whether each document is still the same."""
    return {
        (place, stem): told
        for place in PLACES
        for stem, told in ctx.store.document_facts(place).items()
    }


def changed(
    known: dict[tuple[str, str], str], now: dict[tuple[str, str], str]
) -> set[tuple[str, str]]:
    """The documents that have to be read: new ones, others, and those that changed just now."""
    return {name for name, told in now.items() if not told or known.get(name) != told}


def read(ctx: Context, place: str, stem: str, told: str) -> tuple[Sheet, Document | None]:
    """A document with what it says of itself; without it what is wrong."""
    try:
        found = documents.read(ctx, place, stem)
    except BadText as error:
        return Sheet(place, stem, told, error.message), None
    return sheet(place, stem, found.doc, told), found.doc


def sheet(place: str, stem: str, doc: Document, told: str = "") -> Sheet:
    """What a document says of itself, for a list."""
    import json  # 2 ms, and only for documents that changed

    done, total, current = document.progress(doc)
    when = moments.parse_iso(str(doc.get("updated_at") or ""))
    return Sheet(
        place,
        stem,
        told,
        uuid=_text(doc, "id"),
        id_line=doc.text.partition("\nid:")[0].count("\n") + 2,
        status=_text(doc, "status"),
        branch=_text(doc, "git_branch"),
        updated=when.timestamp() if when else 0.0,
        done=done,
        total=total,
        current=current,
        keys=json.dumps(doc.values()),
    )


def _text(doc: Document, key: str) -> str | None:
    value = doc.get(key)
    return value if isinstance(value, str) else None


def take_in(ctx: Context, cache: Cache, now: dict[tuple[str, str], str]) -> None:
    """Let the cache know the documents as they stand now; a write must have begun."""
    root = ctx.store.root
    known = {name: told for name, (told, _) in cache.facts(root).items()}
    cache.drop_documents(root, known.keys() - now.keys())
    for place, stem in sorted(changed(known, now)):
        cache.set_sheet(root, read(ctx, place, stem, now[place, stem])[0])
