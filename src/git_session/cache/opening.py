"""Opening the cache, and working without one where it is spoilt or cannot be used."""

from __future__ import annotations

import os
import sqlite3

from git_session import files
from git_session.cache import tables
from git_session.cache.changed import Changed
from git_session.cache.documents import Documents
from git_session.cache.finding import Finding
from git_session.cache.history import History
from git_session.cache.pieces import Pieces
from git_session.cache.telling import Telling
from git_session.cache.trouble import Spoilt, Unusable, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import TypeVar

    T = TypeVar("T")

MEMORY = ":memory:"
PATIENCE = 2.0  # seconds that a search waits for one that builds
ROOM = "PRAGMA cache_size = -65536"  # KiB; a page written before the end locks readers out
LITTLE = ("PRAGMA cache_size = -2000", "PRAGMA shrink_memory")  # as it was; reading needs no more


class Cache:
    """An open cache. Use it as ``with``; what is read within belongs together."""

    def __init__(self, path: str) -> None:
        """Open the file, or ``:memory:``; its tables are made where it is new."""
        self._writing: bool | None = None  # between begin and end
        with told():
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
            with told():
                raise error

    def _check(self) -> None:
        pieces = Pieces(self._db, indexed=tables.checked(self._db))
        self.history = History(self._db, pieces)
        self.changed = Changed(self._db)
        self.documents = Documents(self._db, pieces)
        self.finding = Finding(self._db, pieces)
        self.telling = Telling(self._db, indexed=pieces.indexed)

    def copy_from(self, path: str) -> None:
        """Take over all that another cache holds. Spoilt or Unusable if it cannot be read."""
        if not os.path.isfile(path):
            raise Unusable("is not there")
        with Cache(path) as other, told():
            other._db.backup(self._db)
        with told():
            self._check()

    def begin(self, *, writing: bool) -> None:
        """From here to ``end`` nobody else's writing is seen; Unusable where one must wait long."""
        if writing:
            self._db.execute(ROOM)
        self._db.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
        self._writing = writing

    def end(self) -> None:
        """Keep what was written."""
        self._db.execute("COMMIT")
        if self._writing:
            for pragma in LITTLE:
                self._db.execute(pragma)
        self._writing = None

    def remember(self, write: Callable[[], None]) -> None:
        """Let ``write`` add facts that never change, wherever between begin and end that is.

        Who was reading sees from here on what is now.
        """
        before = self._writing
        if before:
            return write()
        if before is not None:
            self.end()
        self.begin(writing=True)
        write()
        self.end()
        if before is not None:
            self.begin(writing=False)
        return None


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
