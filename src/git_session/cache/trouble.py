"""The two things that can be wrong with a cache, and which of them an error of SQLite means."""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}


class Unusable(Exception):
    """The file cannot be read or written now; it is not known to be wrong."""


class Spoilt(Exception):
    """The file is no cache of ours: truncated, garbage, somebody else's, of another version."""


class told:  # noqa: N801 - reads as a word
    """Within it an error of SQLite says which of the two things is wrong."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.Error):
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            raise (Unusable if code in AWAY else Spoilt)(str(error)) from error
