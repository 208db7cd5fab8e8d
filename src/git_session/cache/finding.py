"""Finding: which pieces fit a question, how well, and where they stand."""

from __future__ import annotations

from git_session.cache.pieces import COLUMNS, made
from git_session.core import query
from git_session.core.query import Matcher, Piece
from git_session.model import record
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from typing import Any

    from git_session.cache.pieces import Pieces


@record
class Place:
    """Where a piece stands: ``path`` relative to the top, ``commit`` None where none is known."""

    path: str
    commit: str | None
    branch: str
    stem: str


class Finding:
    """The questions that an open cache answers."""

    def __init__(self, db: sqlite3.Connection, pieces: Pieces) -> None:
        self._db = db
        self.indexed = pieces.indexed

    def find(self, matcher: Matcher, root: str) -> list[tuple[float, int, int]]:
        """(rank, seconds since 1970, piece) of all that fits, in no order; rank 0 without words."""
        where, values = self._where(matcher, root)
        if self.indexed and matcher.phrases:
            rank = f"bm25(said, {query.TITLE_WEIGHT}, 1.0)"
            source = "said JOIN piece ON piece.id = said.rowid"
            where, values = f"said MATCH ? AND {where}", [_match(matcher), *values]
        else:
            rank, source = "0.0", "piece"
        asked = f"SELECT {rank}, epoch, piece.id FROM {source} WHERE {where}"  # noqa: S608  ours
        scan = matcher.phrases and not self.indexed
        if not scan and not matcher.needs_scan:
            return self._db.execute(asked, values).fetchall()
        columns = ", piece.title, piece.body, piece.kind"
        asked = asked.replace(" FROM ", f"{columns} FROM ", 1)
        return self._scanned(matcher, self._db.execute(asked, values), all_words=bool(scan))

    def _scanned(
        self, matcher: Matcher, rows: Iterable[tuple[Any, ...]], *, all_words: bool
    ) -> list[tuple[float, int, int]]:
        found = []
        for rank, epoch, number, title, body, kind in rows:
            piece = Piece(kind, (), "", epoch, decode(title), "", decode(body), "", "")
            if (not all_words or matcher.words_fit(piece)) and matcher.text_fits(piece):
                ranked = self.rank(matcher, piece) if all_words else rank
                found.append((ranked, epoch, number))
        return found

    def _where(self, matcher: Matcher, root: str) -> tuple[str, list[object]]:
        """What kind, author, time, session and worktree ask for."""
        asked = matcher.query
        mine = "document IN (SELECT id FROM document WHERE root = ?)"
        parts, values = [f"(document IS NULL OR {mine})"], [encode(root)]
        if not asked.in_text:
            parts, values = ["document IS NULL"], []
        given: list[object] = list(values)
        if asked.kinds:
            parts.append(f"({' OR '.join(['kinds LIKE ?'] * len(asked.kinds))})")
            given += [f"%,{kind},%" for kind in asked.kinds]
        if asked.since is not None:
            parts.append("epoch >= ?")
            given.append(max(min(asked.since, 2**62), -(2**62)))
        if asked.author:
            known = self._db.execute("SELECT DISTINCT author FROM piece").fetchall()
            fit = [row[0] for row in known if decode(row[0]).lower() == asked.author.lower()]
            parts.append(f"author IN ({', '.join('?' * len(fit))})")
            given += fit
        if asked.session:
            self._of_session(asked.session, parts, given)
        if literal := matcher.literal_of_file:
            parts.append("(instr(piece.title, ?) OR instr(piece.body, ?))")
            given += [encode(literal)] * 2
        return " AND ".join(parts), given

    def _of_session(self, wanted: str, parts: list[str], given: list[object]) -> None:
        known = self._db.execute("SELECT stem FROM place UNION SELECT stem FROM document")
        fit = [row[0] for row in known if query.names_session(wanted, decode(row[0]))]
        marks = ", ".join("?" * len(fit))
        parts.append(f"""(piece.id IN (SELECT piece FROM held JOIN place USING(blob)
            WHERE place.stem IN ({marks}))
            OR document IN (SELECT id FROM document WHERE stem IN ({marks})))""")  # noqa: S608  marks only
        given += [*fit, *fit]

    def rank(self, matcher: Matcher, piece: Piece) -> float:
        """The rank of a piece that the index does not hold, among those that it does."""
        size, often, mean = self._statistics(matcher)
        from math import log

        # As FTS5 reckons: a word that most pieces hold still counts a little.
        idfs = [max(log((size - n + 0.5) / (n + 0.5)), 1e-6) for n in often]
        length = (len(piece.title) + len(piece.body)) / mean
        return query.bm25(matcher.frequencies(piece), idfs, length)

    def _statistics(self, matcher: Matcher) -> tuple[int, list[int], float]:
        """Number of pieces, how many hold each phrase, and their mean length in characters."""
        if getattr(self, "_known", (None,))[0] is not matcher:
            asked = "SELECT count(*), avg(length(title) + length(body)) FROM piece"
            size, mean = self._db.execute(asked).fetchone()
            self._known = (matcher, size, self._holding(matcher), mean or 1.0)
        _, size, often, mean = self._known
        return size, often, mean

    def _holding(self, matcher: Matcher) -> list[int]:
        if self.indexed:
            asked = "SELECT count(*) FROM said WHERE said MATCH ?"
            return [self._db.execute(asked, (text,)).fetchone()[0] for text in _phrases(matcher)]
        often = [0] * len(matcher.phrases)
        for title, body in self._db.execute("SELECT title, body FROM piece"):
            piece = Piece("", (), "", 0, decode(title), "", decode(body), "", "")
            for at, count in enumerate(matcher.frequencies(piece)):
                often[at] += count > 0
        return often

    def piece(self, number: int) -> Piece:
        """One piece; its session is that of its first place."""
        asked = f"SELECT {COLUMNS} FROM piece WHERE id = ?"  # noqa: S608  words of ours
        row = self._db.execute(asked, (number,)).fetchone()
        places = self.places(number, "")
        return made(row, places[0].stem if places else "")

    def places(self, number: int, folder: str) -> list[Place]:
        """Everywhere a piece stands, those in a commit first; documents stand below ``folder``."""
        asked = """SELECT path, place.hash, branch, stem FROM held JOIN place USING(blob)
            JOIN blob ON blob.id = held.blob WHERE held.piece = ?
            ORDER BY place.hash IS NULL OR place.hash = 'kept', path"""
        found = []
        for path, commit, branch, stem in self._db.execute(asked, (number,)):
            known = None if commit == "kept" else commit
            found.append(Place(decode(path), known, decode(branch), decode(stem)))
        asked = """SELECT document.place, stem, branch FROM piece JOIN document
            ON document.id = piece.document WHERE piece.id = ?"""
        for place, stem, branch in self._db.execute(asked, (number,)):
            name = decode(stem)
            path = f"{folder}/{decode(place)}/{name}.md"
            found.append(Place(path, None, decode(branch or b""), name))
        return found

    def counts(self, root: str) -> tuple[int, int, int]:
        """How many entries, how many sessions they are of, and how many documents are here."""
        entries = self._db.execute("SELECT count(*) FROM piece WHERE document IS NULL").fetchone()
        stems = self._db.execute("SELECT count(DISTINCT stem) FROM place").fetchone()
        asked = "SELECT count(*) FROM document WHERE root = ?"
        documents = self._db.execute(asked, (encode(root),)).fetchone()
        return entries[0], stems[0], documents[0]


def _match(matcher: Matcher) -> str:
    """All phrases, as FTS5 is asked; they hold letters and digits only."""
    return " AND ".join(_phrases(matcher))


def _phrases(matcher: Matcher) -> list[str]:
    quoted = [f'"{" ".join(phrase)}"' for phrase in matcher.phrases]
    return [*quoted[:-1], f"{quoted[-1]} *"] if matcher.open_end else quoted
