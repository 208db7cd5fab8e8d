"""The documents of all worktrees: what each says of itself, and what a person wrote into it."""

from __future__ import annotations

from datetime import datetime

from git_session.cache.pieces import COLUMNS, made
from git_session.core.digest import sha256_hex
from git_session.core.glance import Arrival, Glance
from git_session.core.sheet import Sheet
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from git_session.cache.pieces import Pieces
    from git_session.core.query import Piece

SHEET = """place, stem, facts, wrong, uuid, id_line, status, branch, updated, done, total, current,
 keys, blockers, stand"""
FEW = 500  # values that one question may hold
SETTLED = "documents "  # begins the names of words about worktrees in `state`


class Documents:
    """What an open cache knows of documents; ``root`` is the directory that holds them."""

    def __init__(self, db: sqlite3.Connection, pieces: Pieces) -> None:
        self._db = db
        self._pieces = pieces

    def roots(self) -> list[str]:
        """The worktrees whose documents are known."""
        return [decode(row[0]) for row in self._db.execute("SELECT DISTINCT root FROM document")]

    def facts(self, root: str) -> dict[tuple[str, str], tuple[str, bool]]:
        """By place and stem: the state of each document's file, and whether it was searched."""
        asked = "SELECT place, stem, facts, searched FROM document WHERE root = ?"
        rows = self._db.execute(asked, (encode(root),))
        return {
            (decode(place), decode(stem)): (decode(facts), bool(done))
            for place, stem, facts, done in rows
        }

    def settled(self, root: str, now: Mapping[tuple[str, str], str]) -> bool:
        """Whether all documents of a worktree are known and searched as they are ``now``.

        Tells by one word what ``facts`` tells by as many rows as there are documents.
        """
        asked = "SELECT value FROM state WHERE name = ?"
        found = self._db.execute(asked, (_settled(root),)).fetchone()
        return found is not None and found[0] == _word(now)

    def settle(self, root: str, now: Mapping[tuple[str, str], str]) -> None:
        """Remember that they are, until any document changes here."""
        values = (_settled(root), _word(now))
        self._db.execute("INSERT OR REPLACE INTO state VALUES(?, ?)", values)

    def set_sheet(self, root: str, sheet: Sheet) -> None:
        """Add a document in place of what was known of it."""
        self.drop(root, [(sheet.place, sheet.stem)])
        told = (getattr(sheet, name) for name in Sheet.__annotations__)
        values = [encode(root), *map(_stored, told)]
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO document VALUES(NULL, {marks}, 0)", values)

    def drop(self, root: str, names: Iterable[tuple[str, str]]) -> None:
        """Forget documents and their pieces."""
        self._db.execute("DELETE FROM state WHERE name = ?", (_settled(root),))
        for place, stem in names:
            mine = (encode(root), encode(place), encode(stem))
            which = "root = ? AND place = ? AND stem = ?"
            of = f"document IN (SELECT id FROM document WHERE {which})"  # noqa: S608  words of ours
            self._pieces.drop(of, mine)
            self._db.execute(f"DELETE FROM document WHERE {which}", mine)  # noqa: S608

    def set_pieces(self, root: str, place: str, stem: str, pieces: Sequence[Piece]) -> None:
        """Add a person's own text in a document that was added before."""
        mine = (encode(root), encode(place), encode(stem))
        asked = "SELECT id FROM document WHERE root = ? AND place = ? AND stem = ?"
        [document] = self._db.execute(asked, mine).fetchone()
        self._pieces.drop("document = ?", (document,))
        rows = [(None, document, piece) for piece in pieces]
        self._pieces.add(rows, self._pieces.free())
        self._db.execute("UPDATE document SET searched = 1 WHERE id = ?", (document,))

    def own_pieces(self, root: str, stem: str) -> list[tuple[int, Piece]]:
        """What a person wrote into the documents of a session, with its numbers."""
        asked = f"""SELECT piece.id, {COLUMNS} FROM document JOIN piece
            ON piece.document = document.id WHERE root = ? AND stem = ?"""  # noqa: S608  ours
        rows = self._db.execute(asked, (encode(root), encode(stem)))
        return [(row[0], made(row[1:], stem)) for row in rows]

    def unsearched(self, stems: Iterable[str]) -> None:
        """What was taken for a person's own text in these sessions must be looked at again."""
        self._db.execute("DELETE FROM state WHERE name LIKE ?", (f"{SETTLED}%",))
        rows = ((encode(stem),) for stem in stems)
        self._db.executemany("UPDATE document SET searched = 0 WHERE stem = ?", rows)

    def sheets(self, root: str) -> list[Sheet]:
        """Every document of a worktree, those at work first, by name."""
        asked = f"SELECT {SHEET} FROM document WHERE root = ? ORDER BY place, stem"  # noqa: S608
        rows = self._db.execute(asked, (encode(root),))
        return [Sheet(*_loaded(row)) for row in rows]

    def sheets_of(self, root: str, stems: Sequence[str]) -> list[Sheet]:
        """Those of these sessions, in no order."""
        found = []
        for at in range(0, len(stems), FEW):
            some = [encode(stem) for stem in stems[at : at + FEW]]
            marks = ", ".join("?" * len(some))
            asked = f"SELECT {SHEET} FROM document WHERE root = ? AND stem IN ({marks})"  # noqa: S608
            found += [
                Sheet(*_loaded(row)) for row in self._db.execute(asked, (encode(root), *some))
            ]
        return found

    def glances(self) -> dict[str, Glance]:
        """By session what is told of those that only a journal knows."""
        rows = self._db.execute("SELECT * FROM glance")
        return {told[0]: _glance(*told) for told in map(_loaded, rows)}

    def set_glances(self, fresh: Iterable[Glance], gone: Iterable[str]) -> None:
        """Remember what is told of sessions, and forget others."""
        self._db.executemany(
            "DELETE FROM glance WHERE stem = ?", ((encode(stem),) for stem in gone)
        )
        rows = (
            (
                *(encode(one.stem), one.facts, one.updated, one.status),
                one.worked and one.worked.isoformat(),
                *(_arrived(one.came) if one.came else (None, None, None)),
            )
            for one in fresh
        )
        self._db.executemany("INSERT OR REPLACE INTO glance VALUES(?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def stems_in(self, root: str, place: str) -> list[str]:
        """The documents in one place of a worktree."""
        asked = "SELECT stem FROM document WHERE root = ? AND place = ?"
        return [decode(row[0]) for row in self._db.execute(asked, (encode(root), encode(place)))]

    def wrong(self, root: str) -> list[str]:
        """What is wrong with documents of a worktree."""
        asked = "SELECT wrong FROM document WHERE root = ? AND wrong != ? ORDER BY place, stem"
        return [decode(row[0]) for row in self._db.execute(asked, (encode(root), b""))]


def _arrived(came: Arrival) -> tuple[object, ...]:
    return encode(came.branch), came.commit, came.when.isoformat()


def _glance(
    stem: str,
    facts: str,
    updated: float,
    status: str | None,
    worked: str | None,
    *came: str | None,
) -> Glance:
    branch, commit, when = came
    arrival = (
        Arrival(branch, commit or "", datetime.fromisoformat(when)) if branch and when else None
    )
    at = datetime.fromisoformat(worked) if worked else None
    return Glance(stem, facts, updated, status, at, arrival)


def _settled(root: str) -> str:
    return f"{SETTLED}{sha256_hex(root)}"


def _word(now: Mapping[tuple[str, str], str]) -> str:
    return sha256_hex(
        "\n".join(sorted([f"{place}/{stem} {told}" for (place, stem), told in now.items()]))
    )


def _stored(value: object) -> object:
    return encode(value) if isinstance(value, str) else value


def _loaded(row: Iterable[Any]) -> list[Any]:
    return [
        value.decode("utf-8", "surrogateescape") if type(value) is bytes else value
        for value in row  # as ``decode`` has it, called thirty thousand times
    ]
