"""Telling: every block of the journal that a view is made of, with one place where it stands."""

from __future__ import annotations

from datetime import datetime

from git_session.cache.pieces import COLUMNS, made
from git_session.core import grammar, query
from git_session.core.digest import sha256_hex
from git_session.core.views.given import Source
from git_session.model import SESSION, NamedTuple, record, replace
from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable
    from typing import Any

    from git_session.core.query import Piece
    from git_session.model import Block

FEW = 500  # values that one question may hold
SEVERAL = 100  # commits whose order matters to git; sessions that are asked for all at once
MANY = 2000  # commits; the blocks of more are read faster than they are looked up
# In a commit before not, then by path; a blob, for a name may be no UTF-8.
FIRST = """CAST((place.hash IS NULL OR place.hash = 'kept') || path || ' '
    || coalesce(place.hash, '') AS BLOB)"""
ROW = f"piece.id, identity, path, place.hash, branch, stem, {COLUMNS}"
# Of a group SQLite takes the columns from the row that has the least of all.
GROUPED = f"""SELECT min({FIRST}), {ROW} FROM piece JOIN held ON held.piece = piece.id
    JOIN blob ON blob.id = held.blob JOIN place ON place.blob = blob.id
    WHERE {{where}} GROUP BY piece.id"""  # noqa: S608  words of ours
# Groups take long. Where any place will do, first come those of commits, mostly one of a block;
# then, if a blob has none, those of blobs that no commit brought.
CARRIED = f"""SELECT 0, {ROW} FROM piece CROSS JOIN held ON held.piece = piece.id
    CROSS JOIN blob ON blob.id = held.blob
    LEFT JOIN place ON place.blob = blob.id AND place.hash != 'kept'
    WHERE {{where}}"""  # noqa: S608
LOOSE = f"""SELECT 1, {ROW} FROM piece CROSS JOIN held ON held.piece = piece.id
    CROSS JOIN blob ON blob.id = held.blob CROSS JOIN place ON place.blob = blob.id
    WHERE (place.hash IS NULL OR place.hash = 'kept') AND NOT EXISTS
    (SELECT 1 FROM place AS other WHERE other.blob = held.blob AND other.hash != 'kept')
    AND {{where}}"""  # noqa: S608


@record
class Wanted:
    """Which blocks: all that is given must fit.

    ``kinds`` are those of the entries it yields; ``since`` and ``until`` count seconds since 1970,
    the second is not included; ``commits`` are full hashes (None: any). ``says`` are words, in any
    case, of which one must stand in it; who asks looks whether it does. ``newest``
    (0: any): only so many, of these kinds, before anything else is looked at.
    """

    kinds: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    stems: tuple[str, ...] | None = None
    commits: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    newest: int = 0


class Told(NamedTuple):
    """A block by its identity, and the file it is from; ``commit`` is "" where it is not known."""

    identity: str
    piece: Piece
    path: str
    commit: str
    branch: str


@record
class Carrier:
    """A journal file as one commit brought it: path and session; who committed, with what client.

    ``commit`` is "" where it is not known.
    """

    stem: str
    path: str
    commit: str
    author: str
    client: str


# Of a block: its number, seconds since 1970, kind, title, author, agent, body, and its file. Title
# and body are "" where they were not asked for.
Glimpse = tuple[int, int, str, str, str, str, str, int]


class Telling:
    """What an open cache tells to views."""

    def __init__(self, db: sqlite3.Connection, *, indexed: bool) -> None:
        self._db = db
        self._indexed = indexed

    def blocks(self, wanted: Wanted) -> list[Told]:
        """Those that are wanted, each once: by the first of its files that a commit carries.

        They stand in the order of these files.
        """
        found = [
            Told(identity, made(row, decode(stem)), decode(path), _known(commit), decode(branch))
            for _, _, identity, path, commit, branch, stem, *row in self._rows(wanted)
        ]
        return sorted(found, key=lambda told: told.path)

    def noted(self, wanted: Wanted) -> list[tuple[str, Block, Source]]:
        """The same for views: identity, block, and where it stands."""
        found = []
        places: dict[tuple[bytes, str], Source] = {}
        for _, _, identity, path, commit, branch, stem, *row in self._rows(wanted):
            source = places.get((path, commit))
            if source is None:
                told = (decode(stem), decode(path), _known(commit), decode(branch))
                source = places[path, commit] = Source(*told)
            block = _block(*row)
            if block is not None:
                found.append((identity, block, source))
        return sorted(found, key=lambda one: one[2].path)

    def _rows(self, wanted: Wanted) -> Iterable[tuple[Any, ...]]:
        """Of each block: of no use, number, identity, path, commit, branch, stem, COLUMNS."""
        found: dict[int, tuple[Any, ...]] = {}
        if len(wanted.commits or ()) > MANY:  # read all, and take those
            [(where, values)] = _questions(replace(wanted, commits=None), indexed=self._indexed)
            self._take(found, CARRIED.format(where=where), values, frozenset(wanted.commits or ()))
            return (found[number] for number in sorted(found))
        for where, values in _questions(wanted, indexed=self._indexed):
            if wanted.stems is not None or wanted.commits is not None:
                self._take(found, GROUPED.format(where=where), values)
            elif self._take(found, CARRIED.format(where=where), values):
                self._take(found, LOOSE.format(where=where), values)
        return (found[number] for number in sorted(found))

    def _take(
        self,
        found: dict[int, tuple[Any, ...]],
        asked: str,
        values: list[object],
        commits: frozenset[str] | None = None,
    ) -> bool:
        """Add rows (of ``commits``) at the first of their places; whether some have no place."""
        lacking = False
        for row in self._db.execute(asked, values):
            if row[3] is None:
                lacking = True
                continue
            if commits is not None and row[4] not in commits:
                continue
            there = found.setdefault(row[1], row)
            if there is not row and _first(row) < _first(there):
                found[row[1]] = row
        return lacking

    def carriers(self) -> dict[int, Carrier]:
        """Every journal file by its number, at the first of its places that a commit carries."""
        asked = """SELECT blob.id, stem, path, place.hash, writer, client
            FROM place JOIN blob ON blob.id = place.blob
            ORDER BY place.hash IS NULL OR place.hash = 'kept', path, place.hash"""
        found: dict[int, Carrier] = {}
        for number, stem, path, commit, *who in self._db.execute(asked):
            if number not in found:
                known = commit if commit and commit != "kept" else ""
                found[number] = Carrier(decode(stem), decode(path), known, *map(decode, who))
        return found

    def glimpses(self, titled: Iterable[str], whole: Iterable[str]) -> Iterable[Glimpse]:
        """Every block in short, once for each of its files, in the order of time.

        Those of the kinds ``titled`` have their title; those of ``whole``, those that yield
        entries of several kinds, and those that seem to name a tag, title and body.
        """
        bodies = [*whole]
        titles = [*titled, *bodies]
        several = "length(kinds) > length(kind) + 2 OR body LIKE '%tag:%'"
        asked = f"""SELECT piece.id, epoch, kind,
            CASE WHEN kind IN ({_marks(titles)}) OR {several} THEN title ELSE x'' END,
            author, agent,
            CASE WHEN kind IN ({_marks(bodies)}) OR {several} THEN body ELSE x'' END, held.blob
            FROM piece JOIN held ON held.piece = piece.id ORDER BY epoch, piece.id"""  # noqa: S608
        names: dict[bytes, str] = {}
        for number, epoch, kind, title, author, agent, body, blob in self._db.execute(
            asked, [*titles, *bodies]
        ):
            who = names.get(author)
            if who is None:
                who = names[author] = decode(author)
            said = decode(title) if title else ""
            yield number, epoch, kind, said, who, agent, decode(body) if body else "", blob

    def glimpsed(self) -> int:
        """How many ``glimpses`` there are."""
        return int(self._db.execute("SELECT count(*) FROM held").fetchone()[0])

    def stems(self) -> list[str]:
        """Every session that a journal knows."""
        return [decode(row[0]) for row in self._db.execute("SELECT DISTINCT stem FROM place")]

    def files(self) -> list[tuple[str, str, str]]:
        """Session, commit ("" where it is not known) and name of the newest journal file of each.

        A file's name begins with when the newest of its blocks was noted.
        """
        carried = "SELECT blob FROM place WHERE hash IS NOT 'kept'"
        asked = f"""SELECT stem, CASE hash WHEN 'kept' THEN NULL ELSE hash END AS at, max(path)
            FROM place WHERE hash IS NOT 'kept' OR blob NOT IN ({carried})
            GROUP BY stem, at"""  # noqa: S608  words of ours
        rows = self._db.execute(asked)
        return [
            (decode(stem), commit or "", decode(path).rpartition("/")[2])
            for stem, commit, path in rows
        ]

    def newest(self, commits: Collection[str], most: int) -> set[str]:
        """The ``most`` of ``commits`` that carry what was noted last."""
        asked = """SELECT place.hash FROM piece CROSS JOIN held ON held.piece = piece.id
            CROSS JOIN place ON place.blob = held.blob WHERE document IS NULL
            ORDER BY epoch DESC"""
        found: set[str] = set()
        for (commit,) in self._db.execute(asked):
            if commit in commits:
                found.add(commit)
                if len(found) == most:
                    break
        return found

    def commits(self) -> list[str]:
        """Every commit that brought a journal file, as far as can be in the order of history."""
        return [*self.brought()]

    def in_order(self, commits: Collection[str]) -> list[str]:
        """``commits`` in that order, in which git reads many of them three times as fast."""
        if len(commits) < SEVERAL:
            return [*commits]
        there = [commit for commit in self.brought() if commit in commits]
        return [*dict.fromkeys([*there, *commits])]

    def brought(self) -> dict[str, set[str]]:
        """By commit, in that order, the sessions that it brought journal files of."""
        asked = """SELECT hash, stem FROM place
            WHERE hash IS NOT NULL AND hash IS NOT 'kept' ORDER BY rowid"""
        found: dict[str, set[str]] = {}
        for commit, stem in self._db.execute(asked):
            found.setdefault(commit, set()).add(decode(stem))
        return found

    def newest_of_each(self) -> dict[str, int]:
        """By session, when the newest of its blocks was noted, in seconds since 1970."""
        asked = """SELECT stem, max(epoch) FROM place JOIN held ON held.blob = place.blob
            JOIN piece ON piece.id = held.piece GROUP BY stem"""
        return {decode(stem): epoch for stem, epoch in self._db.execute(asked)}

    def marks(self) -> dict[str, list[Piece]]:
        """By session, the blocks that say what became of it, in no order."""
        asked = f"""SELECT DISTINCT stem, piece.id, {COLUMNS} FROM piece
            CROSS JOIN held ON held.piece = piece.id CROSS JOIN place ON place.blob = held.blob
            WHERE kind = ?"""  # noqa: S608  words of ours
        found: dict[str, list[Piece]] = {}
        for stem, _, *row in self._db.execute(asked, (SESSION,)):
            name = decode(stem)
            found.setdefault(name, []).append(made(row, name))
        return found

    def states(self, stems: Collection[str]) -> dict[str, str]:
        """By session what ``state`` says of it."""
        if len(stems) < SEVERAL:
            return {stem: self.state(stem) for stem in stems}
        paths: dict[str, list[str]] = {stem: [] for stem in stems}
        asked = "SELECT DISTINCT stem, path FROM place ORDER BY path"
        for stem, path in self._db.execute(asked):
            name = decode(stem)
            if name in paths:
                paths[name].append(decode(path))
        return {stem: state_of(mine) for stem, mine in paths.items()}

    def branches(self, stems: Iterable[str]) -> dict[str, str]:
        """The branch that the newest journal file of each of these sessions was written on."""
        asked = (
            "SELECT branch, max(path) FROM place JOIN blob ON blob.id = blob WHERE place.stem = ?"
        )
        told = ((stem, self._db.execute(asked, (encode(stem),)).fetchone()) for stem in stems)
        return {stem: decode(row[0]) for stem, row in told if row[1] is not None}

    def state(self, stem: str) -> str:
        """Tells whether a session's journal is still the same: its files' names hold digests."""
        asked = "SELECT DISTINCT path FROM place WHERE stem = ? ORDER BY path"
        paths = (decode(row[0]) for row in self._db.execute(asked, (encode(stem),)))
        return state_of(paths)


def _block(
    kind: str,
    kinds: str,
    when: str,
    _epoch: int,
    title: bytes,
    author: bytes,
    agent: str,
    body: bytes,
) -> Block | None:
    """The block of a row of COLUMNS, as ``query.block_of`` makes it; None at no moment."""
    try:
        moment = datetime.fromisoformat(when)  # `query.of_block` wrote it
    except ValueError:
        return None
    own = kind if kinds.count(",") == 2 else ""
    return grammar.again(moment, own, decode(title), decode(author), decode(body), agent)


def _known(commit: str | None) -> str:
    return commit if commit and commit != "kept" else ""


def _first(row: tuple[Any, ...]) -> tuple[bool, bytes]:
    """What ``FIRST`` is of a row."""
    return not _known(row[4]), row[3] + b" " + encode(row[4] or "")


def _marks(values: list[str]) -> str:
    return ", ".join("?" * len(values))


def _questions(wanted: Wanted, *, indexed: bool) -> Iterable[tuple[str, list[object]]]:
    """What to ask, in as many parts as its values need."""
    parts = ["1"]
    values: list[object] = []
    if wanted.kinds:
        parts.append(f"({' OR '.join(['kinds LIKE ?'] * len(wanted.kinds))})")
        values += [f"%,{kind},%" for kind in wanted.kinds]
    if wanted.newest:
        newest = "SELECT id FROM piece WHERE document IS NULL AND"
        parts = [f"piece.id IN ({newest} {' AND '.join(parts)} ORDER BY epoch DESC LIMIT ?)"]
        values.append(wanted.newest)
    if wanted.says:
        where, said = _saying(wanted.says, indexed=indexed)
        parts.append(where)
        values += said
    for word, moment in ((">=", wanted.since), ("<", wanted.until)):
        if moment is not None:
            parts.append(f"epoch {word} ?")
            values.append(max(min(moment, 2**62), -(2**62)))
    if wanted.stems is None and wanted.commits is None:
        yield " AND ".join(parts), values
        return
    column = "stem" if wanted.commits is None else "place.hash"
    named: list[object] = (
        [encode(stem) for stem in wanted.stems or ()]
        if wanted.commits is None
        else [*wanted.commits]
    )
    for at in range(0, len(named), FEW):
        some = named[at : at + FEW]
        marks = ", ".join("?" * len(some))
        yield " AND ".join([*parts, f"{column} IN ({marks})"]), [*values, *some]


def _saying(words: Iterable[str], *, indexed: bool) -> tuple[str, list[object]]:
    """What has one of ``words`` in it, or, where words are indexed, seems to."""
    if indexed:
        phrases = (" ".join(query.words(word)) for word in words)
        match = " OR ".join(f'"{phrase}" *' for phrase in phrases if phrase)
        return "piece.id IN (SELECT rowid FROM said WHERE said MATCH ?)", [match or '""']
    looked = [word.lower() for word in words]
    text = "instr(lower(CAST(title AS TEXT) || char(10) || CAST(body AS TEXT)), ?)"
    return f"({' OR '.join([text] * len(looked))})", [*looked]


def state_of(paths: Iterable[str]) -> str:
    """Tells a session's journal files (sorted paths) from any others."""
    return sha256_hex("\n".join(paths))
