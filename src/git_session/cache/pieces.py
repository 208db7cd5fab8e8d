"""Pieces, whether of a journal or of a document, and the index of their words.

The words of a piece are handed to FTS5 as ``query.words`` finds them, one blank between them, so
that its own idea of a word does not matter; without FTS5 the same pieces are looked through.
"""

from __future__ import annotations

from git_session.core import query
from git_session.core.query import Piece
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from typing import Any

COLUMNS = "kind, kinds, time, epoch, title, author, agent, body"


class Pieces:
    """The pieces of an open cache."""

    def __init__(self, db: sqlite3.Connection, *, indexed: bool) -> None:
        self._db = db
        self.indexed = indexed

    def add(self, rows: Iterable[tuple[str | None, int | None, Piece]], first: int) -> None:
        """Add pieces: identity of a block or number of a document; ``first`` is ``free()``."""
        told = list(enumerate(rows, first))
        self._db.executemany(
            "INSERT INTO piece VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((at, identity, document, *_row(piece)) for at, (identity, document, piece) in told),
        )
        self._say((at, piece) for at, (_, _, piece) in told)

    def free(self) -> int:
        """The first number that no piece has, nor any after it."""
        asked = "SELECT coalesce(max(id), 0) + 1 FROM piece"
        return int(self._db.execute(asked).fetchone()[0])

    def ids_of(self, identities: Sequence[str]) -> dict[str, int]:
        """Those of the blocks that are known, each with its number."""
        found: dict[str, int] = {}
        for at in range(0, len(identities), 500):
            some = identities[at : at + 500]
            marks = ", ".join("?" * len(some))
            asked = f"SELECT identity, id FROM piece WHERE identity IN ({marks})"  # noqa: S608  marks
            found.update(self._db.execute(asked, some))
        return found

    def drop(self, where: str, values: Sequence[object]) -> None:
        """Forget pieces: ``where`` is words of ours, what is not stands in ``values``."""
        asked = f"SELECT id, {COLUMNS} FROM piece WHERE {where}"  # noqa: S608
        gone = [(row[0], made(row[1:], "")) for row in self._db.execute(asked, values)]
        self._say(gone, take_back=True)
        self._db.executemany("DELETE FROM piece WHERE id = ?", ((number,) for number, _ in gone))

    def _say(self, texts: Iterable[tuple[int, Piece]], *, take_back: bool = False) -> None:
        """Tell the index the words of pieces, or that they are gone."""
        if not self.indexed:
            return
        rows = (
            (number, " ".join(query.words(piece.title)), " ".join(query.words(piece.body)))
            for number, piece in texts
        )
        if take_back:
            sql = "INSERT INTO said(said, rowid, title, body) VALUES('delete', ?, ?, ?)"
        else:
            sql = "INSERT INTO said(rowid, title, body) VALUES(?, ?, ?)"
        self._db.executemany(sql, rows)


def _row(piece: Piece) -> tuple[object, ...]:
    kinds = f",{','.join(piece.kinds)},"
    texts = (encode(piece.author), piece.agent, encode(piece.title), encode(piece.body))
    return (piece.kind, kinds, piece.when, piece.epoch, *texts)


def made(row: Sequence[Any], stem: str) -> Piece:
    """The piece that a row of COLUMNS tells of."""
    kind, kinds, when, epoch, title, author, agent, body = row
    named = tuple(kinds.strip(",").split(","))
    said = (decode(title), decode(author), decode(body))
    return Piece(kind, named, when, epoch, *said, stem, agent)
