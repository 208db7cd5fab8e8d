"""The door to the search cache: one SQLite file in the clone's private directory.

It holds nothing that git and the files of the clone do not say as well, so it may be deleted at any
time. It knows tables and SQL, no git and no documents. Two things can be wrong with it: ``Spoilt``
(build it anew) and ``Unusable`` (locked, read-only, a full disk: work in memory).

What a blob holds never changes: ``blob``, ``held`` and the pieces of blocks are facts. ``place``
says which commit brought a blob, and goes with the commit. The words of a piece are handed to FTS5
as ``query.words`` finds them, one blank between them, so that its own idea of a word does not
matter; without FTS5 the same pieces are looked through one by one.
"""

from __future__ import annotations

import os
import sqlite3

from git_session import files
from git_session.core import query
from git_session.core.query import Matcher, Piece
from git_session.core.sheet import Sheet
from git_session.model import record
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType
    from typing import Any, TypeVar

    T = TypeVar("T")

MEMORY = ":memory:"
VERSION = 1  # of the tables; any other is built anew
OURS = 0x67697473  # PRAGMA application_id
INDEX = "fts5"  # the module that finds words
PATIENCE = 2.0  # seconds that a search waits for one that builds
ROOM = "PRAGMA cache_size = -65536"  # KiB; a page written before the end locks readers out
AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}
TABLES = """
CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE tip(hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE kept(stem BLOB PRIMARY KEY, seen TEXT) WITHOUT ROWID;
CREATE TABLE tree(hash BLOB PRIMARY KEY, name BLOB) WITHOUT ROWID;
CREATE TABLE blob(id INTEGER PRIMARY KEY, hash BLOB UNIQUE, branch BLOB);
CREATE TABLE place(blob INTEGER, stem BLOB, path BLOB, hash TEXT);
CREATE INDEX place_blob ON place(blob);
CREATE INDEX place_stem ON place(stem);
CREATE INDEX place_hash ON place(hash);
CREATE TABLE held(piece INTEGER, blob INTEGER, PRIMARY KEY(piece, blob)) WITHOUT ROWID;
CREATE INDEX held_blob ON held(blob);
CREATE TABLE piece(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, document INTEGER, kind TEXT,
 kinds TEXT, time TEXT, epoch INTEGER, author BLOB, title BLOB, body BLOB);
CREATE INDEX piece_document ON piece(document) WHERE document IS NOT NULL;
CREATE TABLE document(id INTEGER PRIMARY KEY, root BLOB, place BLOB, stem BLOB, facts BLOB,
 wrong BLOB, uuid BLOB, id_line INTEGER, status BLOB, branch BLOB, updated REAL, done INTEGER,
 total INTEGER, current BLOB, keys BLOB, searched INTEGER DEFAULT 0, UNIQUE(root, place, stem));
"""
WORDS = """
CREATE VIRTUAL TABLE said USING {index}(title, body, content='', tokenize='ascii');
"""
PIECE = "kind, kinds, time, epoch, title, author, body"


class Unusable(Exception):
    """The file cannot be read or written now; it is not known to be wrong."""


class Spoilt(Exception):
    """The file is no cache of ours: truncated, garbage, somebody else's, of another version."""


@record
class Place:
    """Where a piece stands: ``path`` relative to the top, ``commit`` None where none is known."""

    path: str
    commit: str | None
    branch: str
    stem: str


class _told:  # noqa: N801 - reads as a word
    """Within it an error of SQLite says which of the two things is wrong."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.Error):
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            raise (Unusable if code in AWAY else Spoilt)(str(error)) from error


class Cache:
    """An open cache. Use it as ``with``; what is read within belongs together."""

    def __init__(self, path: str) -> None:
        """Open the file, or ``:memory:``; its tables are made where it is new."""
        with _told():
            self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                self._check()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        self._db.close()
        if isinstance(error, sqlite3.Error):
            with _told():
                raise error

    def _check(self) -> None:
        db = self._db
        ours = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if (ours, version) != (OURS, VERSION):
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise Spoilt("of another version")
            self._make()
        asked = "SELECT count(*) FROM sqlite_master WHERE name = 'said'"
        self.indexed = bool(db.execute(asked).fetchone()[0])

    def _make(self) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            db.execute("ROLLBACK")  # somebody else made them meanwhile
            return
        for statement in TABLES.split(";")[:-1]:
            db.execute(statement)
        try:
            db.execute(WORDS.format(index=INDEX))
        except sqlite3.OperationalError as error:
            if "no such module" not in str(error):
                raise
        db.execute(f"PRAGMA application_id = {OURS}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")

    def copy_from(self, path: str) -> None:
        """Take over all that another cache holds. Spoilt or Unusable if it cannot be read."""
        if not os.path.isfile(path):
            raise Unusable("is not there")
        with Cache(path) as other, _told():
            other._db.backup(self._db)
        with _told():
            self._check()

    def begin(self, *, writing: bool) -> None:
        """From here to ``end`` nobody else's writing is seen; Unusable where one must wait long."""
        if writing:
            self._db.execute(ROOM)
        self._db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    def end(self) -> None:
        """Keep what was written."""
        self._db.execute("COMMIT")

    def state(self, name: str) -> str:
        """A word that was remembered, "" without one."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def remember(self, name: str, value: str) -> None:
        """Remember a word."""
        self._db.execute("INSERT OR REPLACE INTO state VALUES(?, ?)", (name, value))

    def tips(self) -> list[str]:
        """The commits that history was seen from, sorted."""
        return [row[0] for row in self._db.execute("SELECT hash FROM tip ORDER BY hash")]

    def set_tips(self, commits: Iterable[str]) -> None:
        """Remember what history is seen from now."""
        self._db.execute("DELETE FROM tip")
        self._db.executemany("INSERT INTO tip VALUES(?)", ((commit,) for commit in commits))

    def clear_history(self) -> None:
        """Forget all commits; what blobs hold stays until ``sweep``."""
        self._db.execute("DELETE FROM tip")
        self._db.execute("DELETE FROM place WHERE hash IS NOT 'kept'")

    def blobs(self) -> set[str]:
        """The blobs that are known, read or left out."""
        return {decode(row[0]) for row in self._db.execute("SELECT hash FROM blob")}

    def add_blobs(self, rows: Iterable[tuple[str, str, Sequence[tuple[str, Piece]]]]) -> None:
        """Add blobs: hash, branch, and identity and piece of each block ([] for no journal)."""
        db, rows = self._db, list(rows)
        known = self._ids_of([identity for _, _, blocks in rows for identity, _ in blocks])
        first = db.execute("SELECT coalesce(max(id), 0) + 1 FROM blob").fetchone()[0]
        last = db.execute("SELECT coalesce(max(id), 0) FROM piece").fetchone()[0]
        held, pieces, texts = [], [], []
        for number, (_, _, blocks) in enumerate(rows, first):
            for identity, piece in blocks:
                if identity not in known:
                    known[identity] = last = last + 1
                    pieces.append((last, identity, None, *_row(piece)))
                    texts.append((last, piece))
                held.append((known[identity], number))
        blobs = ((at, encode(row[0]), encode(row[1])) for at, row in enumerate(rows, first))
        db.executemany("INSERT INTO blob VALUES(?, ?, ?)", blobs)
        db.executemany("INSERT INTO piece VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", pieces)
        db.executemany("INSERT OR IGNORE INTO held VALUES(?, ?)", held)
        self._say(texts)

    def _ids_of(self, identities: Sequence[str]) -> dict[str, int]:
        """Those of the blocks that are known, each with its number."""
        found: dict[str, int] = {}
        for at in range(0, len(identities), 500):
            some = identities[at : at + 500]
            marks = ", ".join("?" * len(some))
            asked = f"SELECT identity, id FROM piece WHERE identity IN ({marks})"  # noqa: S608  marks
            found.update(self._db.execute(asked, some))
        return found

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

    def add_places(self, rows: Iterable[tuple[str, str, str, str | None]]) -> None:
        """Add where blobs stand: blob, session, path, commit (None: not known)."""
        self._db.executemany(
            "INSERT INTO place SELECT id, ?, ?, ? FROM blob WHERE hash = ?",
            (
                (encode(stem), encode(path), commit, encode(blob))
                for blob, stem, path, commit in rows
            ),
        )

    def drop_commits(self, commits: Iterable[str]) -> None:
        """Forget what these commits brought."""
        rows = ((commit,) for commit in commits)
        self._db.executemany("DELETE FROM place WHERE hash = ?", rows)

    def kept(self) -> dict[str, str]:
        """The sessions whose copies in this clone were read, and the state of their directory."""
        return {decode(row[0]): row[1] for row in self._db.execute("SELECT stem, seen FROM kept")}

    def set_kept(self, stem: str, seen: str | None) -> None:
        """Forget a session's copies; with ``seen`` they are about to be added anew."""
        db, name = self._db, encode(stem)
        db.execute("DELETE FROM place WHERE hash = 'kept' AND stem = ?", (name,))
        db.execute("DELETE FROM kept WHERE stem = ?", (name,))
        if seen is not None:
            db.execute("INSERT INTO kept VALUES(?, ?)", (name, seen))

    def trees(self) -> dict[str, str]:
        """By the hash of a session's directory in the journal: the name of its last file."""
        rows = self._db.execute("SELECT hash, name FROM tree")
        return {decode(tree): decode(name) for tree, name in rows}

    def set_trees(self, latest: dict[str, str]) -> None:
        """Remember these, and no others."""
        self._db.execute("DELETE FROM tree")
        rows = ((encode(tree), encode(name)) for tree, name in latest.items())
        self._db.executemany("INSERT INTO tree VALUES(?, ?)", rows)

    def sweep(self) -> None:
        """Remove blobs that stand nowhere any more, and pieces that no blob holds."""
        db = self._db
        db.execute("DELETE FROM blob WHERE id NOT IN (SELECT blob FROM place)")
        db.execute("DELETE FROM held WHERE blob NOT IN (SELECT id FROM blob)")
        self._drop_pieces("document IS NULL AND id NOT IN (SELECT piece FROM held)", ())

    def _drop_pieces(self, where: str, values: Sequence[object]) -> None:
        # where: words of ours, values bound
        asked = f"SELECT id, {PIECE} FROM piece WHERE {where}"  # noqa: S608
        gone = [(row[0], _piece(row[1:], "")) for row in self._db.execute(asked, values)]
        self._say(gone, take_back=True)
        self._db.executemany("DELETE FROM piece WHERE id = ?", ((number,) for number, _ in gone))

    def texts_of(self, stem: str) -> list[str]:
        """Title and body of every block of a session."""
        asked = """SELECT DISTINCT title, body FROM place JOIN held USING(blob)
            JOIN piece ON piece.id = held.piece WHERE place.stem = ?"""
        rows = self._db.execute(asked, (encode(stem),))
        return [text for row in rows for text in (decode(row[0]), decode(row[1]))]

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

    def set_sheet(self, root: str, sheet: Sheet) -> None:
        """Add a document in place of what was known of it."""
        self.drop_documents(root, [(sheet.place, sheet.stem)])
        told = (getattr(sheet, name) for name in Sheet.__annotations__)
        values = [encode(root), *map(_stored, told)]
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO document VALUES(NULL, {marks}, 0)", values)

    def drop_documents(self, root: str, names: Iterable[tuple[str, str]]) -> None:
        """Forget documents and their pieces."""
        for place, stem in names:
            mine = (encode(root), encode(place), encode(stem))
            which = "root = ? AND place = ? AND stem = ?"
            of = f"document IN (SELECT id FROM document WHERE {which})"  # noqa: S608  words of ours
            self._drop_pieces(of, mine)
            self._db.execute(f"DELETE FROM document WHERE {which}", mine)  # noqa: S608

    def set_pieces(self, root: str, place: str, stem: str, pieces: Sequence[Piece]) -> None:
        """Add a person's own text in a document that was added before."""
        mine = (encode(root), encode(place), encode(stem))
        asked = "SELECT id FROM document WHERE root = ? AND place = ? AND stem = ?"
        [document] = self._db.execute(asked, mine).fetchone()
        self._drop_pieces("document = ?", (document,))
        first = self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM piece").fetchone()[0]
        rows = [(at, None, document, *_row(piece)) for at, piece in enumerate(pieces, first)]
        self._db.executemany("INSERT INTO piece VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._say(list(enumerate(pieces, first)))
        self._db.execute("UPDATE document SET searched = 1 WHERE id = ?", (document,))

    def own_pieces(self, root: str, stem: str) -> list[tuple[int, Piece]]:
        """What a person wrote into the documents of a session, with its numbers."""
        asked = f"""SELECT piece.id, {PIECE} FROM document JOIN piece
            ON piece.document = document.id WHERE root = ? AND stem = ?"""  # noqa: S608  ours
        rows = self._db.execute(asked, (encode(root), encode(stem)))
        return [(row[0], _piece(row[1:], stem)) for row in rows]

    def unsearched(self, stems: Iterable[str]) -> None:
        """What was taken for a person's own text in these sessions must be looked at again."""
        rows = ((encode(stem),) for stem in stems)
        self._db.executemany("UPDATE document SET searched = 0 WHERE stem = ?", rows)

    def sheets(self, root: str) -> list[Sheet]:
        """Every document of a worktree, those at work first, by name."""
        asked = """SELECT place, stem, facts, wrong, uuid, id_line, status, branch, updated, done,
            total, current, keys FROM document WHERE root = ? ORDER BY place, stem"""
        return [Sheet(*map(_loaded, row)) for row in self._db.execute(asked, (encode(root),))]

    def wrong(self, root: str) -> list[str]:
        """What is wrong with documents of a worktree."""
        asked = "SELECT wrong FROM document WHERE root = ? AND wrong != ? ORDER BY place, stem"
        return [decode(row[0]) for row in self._db.execute(asked, (encode(root), b""))]

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
            piece = Piece(kind, (), "", epoch, decode(title), "", decode(body), "")
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
            piece = Piece("", (), "", 0, decode(title), "", decode(body), "")
            for at, count in enumerate(matcher.frequencies(piece)):
                often[at] += count > 0
        return often

    def knows(self, identity: str) -> bool:
        """Whether a block of this identity is in a journal."""
        return bool(self._ids_of([identity]))

    def piece(self, number: int) -> Piece:
        """One piece; its session is that of its first place."""
        asked = f"SELECT {PIECE} FROM piece WHERE id = ?"  # noqa: S608  words of ours
        row = self._db.execute(asked, (number,)).fetchone()
        places = self.places(number)
        return _piece(row, places[0].stem if places else "")

    def places(self, number: int) -> list[Place]:
        """Everywhere a piece stands, those in a commit first."""
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
            path = f".sessions/{decode(place)}/{name}.md"
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


def _row(piece: Piece) -> tuple[object, ...]:
    kinds = f",{','.join(piece.kinds)},"
    texts = (encode(piece.author), encode(piece.title), encode(piece.body))
    return (piece.kind, kinds, piece.when, piece.epoch, *texts)


def _piece(row: Sequence[Any], stem: str) -> Piece:
    kind, kinds, when, epoch, title, author, body = row
    named = tuple(kinds.strip(",").split(","))
    return Piece(kind, named, when, epoch, decode(title), decode(author), decode(body), stem)


def _stored(value: object) -> object:
    return encode(value) if isinstance(value, str) else value


def _loaded(value: object) -> Any:
    return decode(value) if isinstance(value, bytes) else value


def through(path: str, use: Callable[[Cache], T]) -> T:
    """What ``use`` finds out from the cache at ``path``; from one in memory where that cannot be.

    ``use`` begins again with an empty cache where it came upon a spoilt one.
    """
    for _ in range(2):
        try:
            files.make_folder(os.path.dirname(path))
            with Cache(path) as cache:
                return use(cache)
        except Spoilt:
            if not _removed(path):
                break
        except (Unusable, OSError):
            break
    with _in_memory(path) as cache:
        return use(cache)


def _removed(path: str) -> bool:
    """Remove a spoilt cache with what SQLite keeps beside it; whether that could be done."""
    try:
        for ending in ("-journal", "-wal", "-shm", ""):
            files.remove(path + ending)
    except OSError:
        return False
    return True


def _in_memory(path: str) -> Cache:
    """A cache that nobody else sees, beginning as the file stands if it can be read."""
    made = Cache(MEMORY)
    try:
        made.copy_from(path)
    except (Spoilt, Unusable):
        made = Cache(MEMORY)
    return made
