"""What blocks, as the cache and pending notes hold them, say of decisions (``rulings.py``)."""

from __future__ import annotations

from git_session.core import entries, grammar, moments, naming, query, rulings
from git_session.model import DECISION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from git_session.core.query import Piece
    from git_session.core.rulings import Superseding
    from git_session.model import Block, Entry


def superseded(found: Iterable[tuple[str, Piece]]) -> dict[str, Superseding]:
    """What holds no more, by id or path, as blocks (identity and piece) say, pending or not."""
    return rulings.superseded(dict(said(found)).items())


def superseded_by(known: Mapping[str, Superseding], piece: Piece) -> Superseding | None:
    """What took the place of the decision that a piece is; None where it holds or is none."""
    if DECISION not in piece.kinds or not known:
        return None
    block = query.block_of(piece, _when(piece))
    identity = grammar.identity(block)
    names = [
        name
        for number, entry in enumerate(entries.entries(block), 1)
        for name in (naming.entry_id(identity, number), entry.field(rulings.ADR))
    ]
    return next((known[name] for name in names if name in known), None)


def said(found: Iterable[tuple[str, Piece]]) -> Iterator[tuple[str, Entry]]:
    """The entries, with their ids, that say something of a decision."""
    for identity, piece in found:
        if any(word in piece.body.lower() for word in rulings.WORDS):
            yield from entries_of(identity, query.block_of(piece, _when(piece)))


def _when(piece: Piece) -> datetime:
    when = moments.parse_iso(piece.when)
    assert when is not None  # noqa: S101  made of a moment
    return when


def entries_of(identity: str, block: Block) -> Iterator[tuple[str, Entry]]:
    """Those of one block, whose identity is given."""
    for number, entry in enumerate(entries.entries(block), 1):
        if rulings.is_one(entry):
            yield naming.entry_id(identity, number), entry
