"""What history brought: blobs, the commits that they came with, and the pieces they hold."""

from __future__ import annotations

from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from git_session.cache.pieces import Pieces
    from git_session.core.query import Piece


class History:
    """What an open cache knows of the journal of all branches."""

    def __init__(self, db: sqlite3.Connection, pieces: Pieces) -> None:
        self._db = db
        self._pieces = pieces

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
        self._changed()

    def blobs(self) -> set[str]:
        """The blobs that are known, read or left out."""
        return {decode(row[0]) for row in self._db.execute("SELECT hash FROM blob")}

    def add_blobs(
        self, rows: Iterable[tuple[str, Sequence[str], Sequence[tuple[str, Piece]]]]
    ) -> None:
        """Add blobs: hash; branch, author and client of the journal; identity and piece of each
        of its blocks ([] for no journal)."""
        db, rows = self._db, list(rows)
        if not rows:
            return
        known = self._pieces.ids_of([identity for _, _, blocks in rows for identity, _ in blocks])
        first = db.execute("SELECT coalesce(max(id), 0) + 1 FROM blob").fetchone()[0]
        free = self._pieces.free()
        held: list[tuple[int, int]] = []
        fresh: list[tuple[str, None, Piece]] = []
        for number, (_, _, blocks) in enumerate(rows, first):
            for identity, piece in blocks:
                if identity not in known:
                    known[identity] = free + len(fresh)
                    fresh.append((identity, None, piece))
                held.append((known[identity], number))
        blobs = ((at, encode(row[0]), *map(encode, row[1])) for at, row in enumerate(rows, first))
        db.executemany("INSERT INTO blob VALUES(?, ?, ?, ?, ?)", blobs)
        db.executemany("INSERT OR IGNORE INTO held VALUES(?, ?)", held)
        self._pieces.add(fresh, free)

    def add_places(self, rows: Iterable[tuple[str, str, str, str | None]]) -> None:
        """Add where blobs stand: blob, session, path, commit (None: not known)."""
        self._changed()
        self._db.executemany(
            "INSERT INTO place SELECT id, ?, ?, ? FROM blob WHERE hash = ?",
            (
                (encode(stem), encode(path), commit, encode(blob))
                for blob, stem, path, commit in rows
            ),
        )

    def drop_commits(self, commits: Iterable[str]) -> None:
        """Forget what these commits brought and changed."""
        rows = [(commit,) for commit in commits]
        self._db.executemany("DELETE FROM place WHERE hash = ?", rows)
        self._db.executemany("DELETE FROM made WHERE hash = ?", rows)
        self._db.executemany("DELETE FROM changed WHERE hash = ?", rows)
        self._db.executemany("DELETE FROM routed WHERE hash = ?", rows)
        self._changed()

    def made(self) -> dict[str, tuple[int, str]]:
        """By hash, of the commits that were asked for: seconds since 1970, and the subject."""
        rows = self._db.execute("SELECT hash, epoch, subject FROM made")
        return {commit: (epoch, decode(subject)) for commit, epoch, subject in rows}

    def add_made(self, rows: Iterable[tuple[str, int, str]]) -> None:
        """Remember when commits were made, and their subjects: they never change."""
        told = ((commit, epoch, encode(subject)) for commit, epoch, subject in rows)
        self._db.executemany("INSERT OR IGNORE INTO made VALUES(?, ?, ?)", told)

    def signs(self) -> str:
        """What ``keep_signs`` was given, as long as the journal is the same; else ""."""
        row = self._db.execute("SELECT told FROM signs").fetchone()
        return str(row[0]) if row else ""

    def keep_signs(self, told: str) -> None:
        """Remember, until the journal changes, what it tells of who was at work when."""
        self._changed()
        self._db.execute("INSERT INTO signs VALUES(?)", (told,))

    def _changed(self) -> None:
        """The journal is not as it was: forget what was made of all of it."""
        self._db.execute("DELETE FROM signs")

    def kept(self) -> dict[str, str]:
        """The sessions whose copies in this clone were read, and the state of their directory."""
        return {decode(row[0]): row[1] for row in self._db.execute("SELECT stem, seen FROM kept")}

    def set_kept(self, stem: str, seen: str | None) -> None:
        """Forget a session's copies; with ``seen`` they are about to be added anew."""
        db, name = self._db, encode(stem)
        if db.execute("DELETE FROM kept WHERE stem = ?", (name,)).rowcount:
            db.execute("DELETE FROM place WHERE hash = 'kept' AND stem = ?", (name,))
            self._changed()
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
        self._pieces.drop("document IS NULL AND id NOT IN (SELECT piece FROM held)", ())

    def texts_of(self, stem: str) -> list[str]:
        """Title and body of every block of a session."""
        asked = """SELECT DISTINCT title, body FROM place JOIN held USING(blob)
            JOIN piece ON piece.id = held.piece WHERE place.stem = ?"""
        rows = self._db.execute(asked, (encode(stem),))
        return [text for row in rows for text in (decode(row[0]), decode(row[1]))]

    def knows(self, identity: str) -> bool:
        """Whether a block of this identity is in a journal."""
        return bool(self._pieces.ids_of([identity]))
