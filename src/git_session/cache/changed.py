"""Which paths commits changed, a fact that never changes, and to which projects that leads.

Projects hold for the rules that they were found by: ``rules`` is a word that tells these.
"""

from __future__ import annotations

from git_session.process import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

FEW = 500  # commits; for more the whole table is read faster than they are looked up


class Changed:
    """What an open cache knows of the paths of commits."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def known(self, commits: Collection[str]) -> dict[str, tuple[tuple[str, ...], bool]]:
        """Of those commits that are known: their paths, and whether there were more of them."""
        rows = self._rows("SELECT hash, paths, cut FROM changed", commits)
        return {commit: (_parted(paths), bool(cut)) for commit, paths, cut in rows}

    def _rows(self, asked: str, commits: Collection[str]) -> Iterator[Any]:
        """The rows of those of ``commits`` that there are; the first column is their name."""
        wanted = set(commits)
        if len(wanted) > FEW:
            return (row for row in self._db.execute(asked) if row[0] in wanted)
        marks = ", ".join("?" * len(wanted))
        return iter(self._db.execute(f"{asked} WHERE hash IN ({marks})", [*wanted]))

    def names(self) -> set[str]:
        """The commits that are known."""
        return {row[0] for row in self._db.execute("SELECT hash FROM changed")}

    def saying(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The commits, and their paths, among whose paths ``text`` stands."""
        asked = "SELECT hash, paths FROM changed WHERE instr(paths, ?)"
        rows = self._db.execute(asked, (encode(text),))
        return ((commit, _parted(paths)) for commit, paths in rows)

    def add(self, rows: Iterable[tuple[str, Collection[str], bool]]) -> None:
        """Remember commits: name, paths, whether there were more."""
        told = ((commit, encode("\0".join(paths)), cut) for commit, paths, cut in rows)
        self._db.executemany("INSERT OR IGNORE INTO changed VALUES(?, ?, ?)", told)

    def routed(self, rules: str, commits: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The projects of those commits for which they are known by these rules."""
        if self._rules() != rules:
            return {}
        seen: dict[bytes, tuple[str, ...]] = {}  # few, and of many commits
        found = {}
        for commit, said in self._rows("SELECT hash, projects FROM routed", commits):
            if said not in seen:
                seen[said] = _parted(said)
            found[commit] = seen[said]
        return found

    def set_routed(self, rules: str, found: Mapping[str, Collection[str]]) -> None:
        """Remember the projects of commits by these rules; those by others are forgotten."""
        if self._rules() != rules:
            self._db.execute("DELETE FROM routed")
            self._db.execute("INSERT OR REPLACE INTO state VALUES('rules', ?)", (rules,))
        told = ((commit, encode("\0".join(names))) for commit, names in found.items())
        self._db.executemany("INSERT OR IGNORE INTO routed VALUES(?, ?)", told)

    def _rules(self) -> str:
        row = self._db.execute("SELECT value FROM state WHERE name = 'rules'").fetchone()
        return str(row[0]) if row else ""


def _parted(said: bytes) -> tuple[str, ...]:
    return tuple(decode(said).split("\0")) if said else ()
