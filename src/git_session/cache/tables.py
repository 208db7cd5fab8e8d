"""The tables of the cache, made where the file is new, and whether a file is ours.

What a blob holds never changes: ``blob``, ``held`` and the pieces of blocks are facts. ``place``
says which commit brought a blob, and goes with the commit.
"""

from __future__ import annotations

import sqlite3

from git_session.cache.trouble import Spoilt

VERSION = 5  # of the tables; any other is built anew
OURS = 0x67697473  # PRAGMA application_id
INDEX = "fts5"  # the module that finds words
TABLES = """
CREATE TABLE state(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE tip(hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE kept(stem BLOB PRIMARY KEY, seen TEXT) WITHOUT ROWID;
CREATE TABLE tree(hash BLOB PRIMARY KEY, name BLOB) WITHOUT ROWID;
CREATE TABLE blob(id INTEGER PRIMARY KEY, hash BLOB UNIQUE, branch BLOB, writer BLOB, client BLOB);
CREATE TABLE made(hash TEXT PRIMARY KEY, epoch INTEGER, subject BLOB) WITHOUT ROWID;
CREATE TABLE signs(told TEXT);
CREATE TABLE place(blob INTEGER, stem BLOB, path BLOB, hash TEXT);
CREATE INDEX place_blob ON place(blob);
CREATE INDEX place_stem ON place(stem);
CREATE INDEX place_hash ON place(hash);
CREATE TABLE held(piece INTEGER, blob INTEGER, PRIMARY KEY(piece, blob)) WITHOUT ROWID;
CREATE INDEX held_blob ON held(blob);
CREATE TABLE piece(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, document INTEGER, kind TEXT,
 kinds TEXT, time TEXT, epoch INTEGER, author BLOB, agent TEXT, title BLOB, body BLOB);
CREATE INDEX piece_epoch ON piece(epoch);
CREATE INDEX piece_document ON piece(document) WHERE document IS NOT NULL;
CREATE TABLE changed(hash TEXT PRIMARY KEY, paths BLOB, cut INTEGER);
CREATE TABLE routed(hash TEXT PRIMARY KEY, projects BLOB);
CREATE TABLE glance(stem BLOB PRIMARY KEY, facts TEXT, updated REAL, status TEXT, worked TEXT,
 branch BLOB, hash TEXT, came TEXT) WITHOUT ROWID;
CREATE TABLE document(id INTEGER PRIMARY KEY, root BLOB, place BLOB, stem BLOB, facts BLOB,
 wrong BLOB, uuid BLOB, id_line INTEGER, status BLOB, branch BLOB, updated REAL, done INTEGER,
 total INTEGER, current BLOB, keys BLOB, blockers INTEGER, stand BLOB, searched INTEGER DEFAULT 0,
 UNIQUE(root, place, stem));
"""
WORDS = """
CREATE VIRTUAL TABLE said USING {index}(title, body, content='', tokenize='ascii');
"""


def checked(db: sqlite3.Connection) -> bool:
    """Whether words are indexed in this cache, made where it is empty. Spoilt if it is not ours."""
    ours = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if (ours, version) != (OURS, VERSION):
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise Spoilt("of another version")
        _make(db)
    asked = "SELECT count(*) FROM sqlite_master WHERE name = 'said'"
    return bool(db.execute(asked).fetchone()[0])


def _make(db: sqlite3.Connection) -> None:
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


def indexes() -> bool:
    """Whether this SQLite can index words."""
    db = sqlite3.connect(":memory:")
    try:
        db.execute(WORDS.format(index=INDEX))
    except sqlite3.OperationalError:
        return False
    finally:
        db.close()
    return True
