"""The search cache: the same answers as a plain scan, whatever became of the file."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_session.cache import opening, tables, telling
from git_session.cache.opening import Cache
from git_session.cache.telling import Wanted
from git_session.cache.trouble import Spoilt, Unusable
from git_session.core import query, sheet
from git_session.core.query import Matcher, Piece, Query
from git_session.core.views import given as given_
from git_session.model import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROOT, OTHER = "/top/.sessions", "/other/.sessions"
WHEN = "2026-01-15T14:30:00+01:00"
PIECE = Piece("Decision", ("Decision",), WHEN, 1768483800, "", "alice", "", "s-12345678")
LOCK = Query(words=("lock",))
# fmt: off
WORDS = [
    "lock", "Lock", "locks", "un-lock", "É", "é", "e\u0301", "->", "*", '"', "AND", "NEAR(",
    "a:b", "a", "b", "漢字", "漢", "ß", "ss", "_x", "x", "\udc80",
]
# fmt: on
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=20)
PIECES = st.builds(
    lambda kind, epoch, title, author, body, stem: Piece(
        kind, (kind,), WHEN, epoch, title, author, body, stem
    ),
    st.sampled_from(["Decision", "Tried"]),
    st.integers(-5, 5),
    TEXTS,
    st.sampled_from(["alice", "Bob", "\udc80"]),
    TEXTS,
    st.sampled_from(["one-11111111", "two-22222222"]),
)
QUERIES = st.builds(
    Query,
    words=st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=3).map(tuple),
    pattern=st.sampled_from(["", "", "lo+", "^$"]),
    kinds=st.sampled_from([(), (), ("Tried",), ("Tried", "Decision")]),
    author=st.sampled_from(["", "", "ALICE", "bob"]),
    file=st.sampled_from(["", "", "a/*", "*"]),
    since=st.sampled_from([None, None, 0, 10**30, -(10**30)]),
    session=st.sampled_from(["", "", "one", "22222222", "none"]),
)


def filled(path: str, pieces: list[Piece]) -> Cache:
    """A cache that holds each piece in a journal file and a commit of its own."""
    made = Cache(path)
    made.begin(writing=True)
    made.history.add_blobs(
        (f"blob{at}", ("main", "alice", ""), [(f"id{at}", one)]) for at, one in enumerate(pieces)
    )
    made.history.add_places(
        (f"blob{at}", piece.stem, f"journal/{at}.md", f"commit{at}")
        for at, piece in enumerate(pieces)
    )
    made.end()
    return made


def kept(path: Path, *pieces: Piece) -> str:
    """A file that holds these; its name."""
    with filled(str(path), list(pieces)):
        return str(path)


def found(made: Cache, query: Query) -> list[int]:
    """The numbers of what is found, counted from 0 as the pieces were added."""
    return sorted(number - 1 for _, _, number in made.finding.find(Matcher(query), ROOT))


def note_and_find(made: Cache) -> int:
    """Write something, and count what says lock."""
    made.begin(writing=True)
    made.history.remember("who", "we")
    made.end()
    return len(found(made, LOCK))


@pytest.mark.parametrize("module", ["fts5", "no_such_module"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(PIECES, max_size=8), query=QUERIES)
def test_the_index_finds_what_a_plain_scan_finds(
    monkeypatch: pytest.MonkeyPatch, module: str, pieces: list[Piece], query: Query
) -> None:
    monkeypatch.setattr(tables, "INDEX", module)
    matcher = Matcher(query)
    with filled(opening.MEMORY, pieces) as made:
        assert made.finding.indexed is (module == "fts5")
        assert found(made, query) == [at for at, one in enumerate(pieces) if matcher.scan(one)]
        for at, piece in enumerate(pieces):
            assert made.finding.piece(at + 1) == piece


@pytest.mark.parametrize("module", ["fts5", "no_such_module"])
def test_blocks_that_say_a_word_are_told(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setattr(tables, "INDEX", module)
    pieces = [
        replace(PIECE, title="one", body="- Supersedes: 0f9312ebeacd0191 x", epoch=1),
        replace(PIECE, title="of src/a.py", body="", epoch=2),
        replace(PIECE, title="neither", body="nor", epoch=3),
    ]
    with filled(opening.MEMORY, pieces) as made:

        def titles(**wanted: Any) -> list[str]:
            return sorted(one.piece.title for one in made.telling.blocks(Wanted(**wanted)))

        assert titles(says=("supersede", "promoted:")) == ["one"]
        assert titles(says=("a.py",)) == ["of src/a.py"]
        assert titles(says=("->",)) == []
        assert titles(kinds=(PIECE.kind,), newest=2) == ["neither", "of src/a.py"]
        assert titles(kinds=(PIECE.kind,), newest=2, says=("supersede",)) == []


STEMS, COMMITS = ("one-11111111", "two-22222222"), ("c1", "c2", None, "kept")
BLOBS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True),  # the blocks it holds
        st.lists(  # the places where it stands
            st.tuples(
                st.sampled_from(STEMS), st.sampled_from("ab\udc80"), st.sampled_from(COMMITS)
            ),
            max_size=4,
        ),
    ),
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    blobs=BLOBS,
    stems=st.none() | st.lists(st.sampled_from(STEMS), unique=True).map(tuple),
    commits=st.none() | st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True).map(tuple),
    many=st.sampled_from([0, 2000]),
)
def test_a_block_is_told_at_the_first_of_its_places(
    monkeypatch: pytest.MonkeyPatch,
    blobs: list[tuple[list[int], list[tuple[str, str, str | None]]]],
    stems: tuple[str, ...] | None,
    commits: tuple[str, ...] | None,
    many: int,
) -> None:
    """Those that a commit carries come first; however many commits are asked for."""
    monkeypatch.setattr(telling, "MANY", many)
    stems = stems if commits is None else None  # nobody asks for both
    best: dict[str, tuple[bool, str, str, str]] = {}
    with Cache(opening.MEMORY) as made:
        for at, (blocks, places) in enumerate(blobs):
            held = [(f"id{one}", replace(PIECE, title=f"block {one}")) for one in blocks]
            made.history.add_blobs([(f"blob{at}", ("main", "alice", ""), held)])
            for stem, name, commit in places:
                path = f"journal/{stem}/{name}.md"
                made.history.add_places([(f"blob{at}", stem, path, commit)])
                if (stems is None or stem in stems) and (commits is None or commit in commits):
                    known = commit if commit in ("c1", "c2") else ""
                    place = (not known, path, known, stem)
                    for identity, _ in held:
                        best[identity] = min(best.get(identity, place), place)
        wanted = Wanted((PIECE.kind,), stems=stems, commits=commits)
        told = {one.identity: one for one in made.telling.blocks(wanted)}
        noted = {name: (block, source) for name, block, source in made.telling.noted(wanted)}
    assert {name: (one.path, one.commit, one.piece.stem) for name, one in told.items()} == {
        name: (path, commit, stem) for name, (_, path, commit, stem) in best.items()
    }
    assert noted == {
        one.identity: (
            query.block_of(one.piece, datetime.fromisoformat(one.piece.when)),
            given_.Source(one.piece.stem, one.path, one.commit, one.branch),
        )
        for one in told.values()
    }


@given(pieces=st.lists(PIECES, min_size=1, max_size=6), gone=st.sets(st.integers(0, 5)))
def test_what_went_with_its_commit_is_not_found(pieces: list[Piece], gone: set[int]) -> None:
    with filled(opening.MEMORY, pieces) as made:
        made.history.drop_commits(f"commit{at}" for at in gone)
        made.history.sweep()
        for word in ("lock", "a", "é"):
            matcher = Matcher(Query(words=(word,)))
            expected = [at for at, one in enumerate(pieces) if at not in gone and matcher.scan(one)]
            assert found(made, matcher.query) == expected
        assert made.history.blobs() == {f"blob{at}" for at in range(len(pieces)) if at not in gone}


def filler() -> list[Piece]:
    return [replace(PIECE, title=f"nothing {at}", body="of it at all") for at in range(9)]


def test_the_title_weighs_more_than_the_body() -> None:
    below = replace(PIECE, title="other words here", body="lock")
    above = replace(PIECE, title="lock", body="other words here")
    with filled(opening.MEMORY, [below, above, *filler()]) as made:
        ranked = sorted(made.finding.find(Matcher(LOCK), ROOT))
    assert [number for _, _, number in ranked] == [2, 1]


@pytest.mark.parametrize("module", ["fts5", "no_such_module"])
def test_a_note_is_ranked_as_the_index_would(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """One that says the word in the title stands before, one that says it once in much after."""
    monkeypatch.setattr(tables, "INDEX", module)
    middle = replace(PIECE, title="some words", body="the lock is here")
    with filled(opening.MEMORY, [middle, *filler()]) as made:
        matcher = Matcher(LOCK)
        [(rank, _, _)] = made.finding.find(matcher, ROOT)
        first = made.finding.rank(matcher, replace(PIECE, title="the lock", body=""))
        last = made.finding.rank(
            matcher, replace(PIECE, title="x", body=f"lock {'more words ' * 50}")
        )
    assert first < rank < last < 0


def test_the_same_block_in_two_files_is_one_piece() -> None:
    with filled(opening.MEMORY, [replace(PIECE, title="lock")]) as made:
        made.history.add_blobs(
            [("other", ("fix", "alice", ""), [("id0", replace(PIECE, title="lock"))])]
        )
        made.history.add_places([("other", "s-12345678", "journal/other.md", None)])
        assert found(made, LOCK) == [0]
        assert [(one.path, one.commit) for one in made.finding.places(1, ".sessions")] == [
            ("journal/0.md", "commit0"),
            ("journal/other.md", None),
        ]
        made.history.drop_commits(["commit0"])
        made.history.sweep()
        assert found(made, LOCK) == [0], "the other file holds it"


def test_documents_belong_to_their_worktree() -> None:
    with Cache(opening.MEMORY) as made:
        for root in (ROOT, OTHER):
            made.documents.set_sheet(root, sheet.Sheet("active", "s-12345678", "facts"))
            own = replace(PIECE, kind="Document", title=f"lock of {root}")
            made.documents.set_pieces(root, "active", "s-12345678", [own])
        [(_, _, number)] = made.finding.find(Matcher(LOCK), ROOT)
        assert made.finding.piece(number).title == f"lock of {ROOT}"
        assert [place.path for place in made.finding.places(number, ".sessions")] == [
            ".sessions/active/s-12345678.md"
        ]
        made.documents.drop(ROOT, [("active", "s-12345678")])
        assert made.finding.find(Matcher(LOCK), ROOT) == []
        assert len(made.finding.find(Matcher(LOCK), OTHER)) == 1


def test_documents_are_settled_until_one_of_them_changes() -> None:
    """A file that went and came back, its facts the same, is read again if anybody noticed."""
    here, away = ("active", "s-12345678"), ("archive", "t-12345678")
    now = {here: "1 2 3", away: "4 5 6"}
    changes: tuple[Callable[[Cache], None], ...] = (
        lambda made: made.documents.drop(ROOT, [here]),
        lambda made: made.documents.set_sheet(ROOT, sheet.Sheet(*here, "1 2 4")),
        lambda made: made.documents.unsearched(["s-12345678"]),
    )
    for change in changes:
        with Cache(opening.MEMORY) as made:
            assert not made.documents.settled(ROOT, now)
            made.documents.settle(ROOT, now)
            made.documents.settle("/away\udc80", {})
            assert made.documents.settled(ROOT, dict(reversed(now.items())))
            assert not made.documents.settled(ROOT, {**now, away: "4 5 7"})
            assert not made.documents.settled(ROOT, {here: now[here]})
            change(made)
            assert not made.documents.settled(ROOT, now)
    with Cache(opening.MEMORY) as made:
        made.documents.settle("/away\udc80", {})
        made.documents.drop(ROOT, [here])
        assert made.documents.settled("/away\udc80", {})


def test_a_sheet_comes_back(tmp_path: Path) -> None:
    told = sheet.Sheet(
        "archive", "s-\udc80", "1 2", "", None, 3, "active", None, 1.5, 1, 2, "now", '{"a": 1}'
    )
    with Cache(str(tmp_path / "db")) as made:
        made.documents.set_sheet(ROOT, told)
    with Cache(str(tmp_path / "db")) as made:
        assert made.documents.sheets(ROOT) == [told]
        assert made.documents.facts(ROOT) == {("archive", "s-\udc80"): ("1 2", False)}


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(9000))


def text(path: Path) -> None:
    path.write_text("no database at all\n" * 500)


def halved(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def a_page(path: Path) -> None:
    os.truncate(path, 4096)


def foreign(path: Path) -> None:
    path.unlink()
    told_in(path, "CREATE TABLE piece(other)")


def older(path: Path) -> None:
    told_in(path, "PRAGMA user_version = 99")


def without_a_table(path: Path) -> None:
    told_in(path, "DROP TABLE piece")


def told_in(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


SPOILERS = [garbage, text, halved, a_page, foreign, older, without_a_table]


@pytest.mark.parametrize("spoil", SPOILERS)
def test_a_spoilt_cache_is_built_anew(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    many = [replace(PIECE, title=f"lock {at}", body="x " * 4000) for at in range(20)]
    path = tmp_path / "cache.db"
    spoil_at = kept(path, *many)
    spoil(path)
    assert opening.through(spoil_at, note_and_find) == 0, "it begins empty"
    with Cache(spoil_at) as made:
        assert made.history.state("who") == "we", "and is kept from now on"


def test_a_cache_that_cannot_be_made_is_one_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "cache.db").mkdir()
    assert opening.through(str(tmp_path / "file/cache.db"), note_and_find) == 0
    assert opening.through(str(tmp_path / "cache.db"), note_and_find) == 0
    assert (tmp_path / "cache.db").is_dir()


def test_a_locked_cache_is_copied_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    path = kept(tmp_path / "cache.db", replace(PIECE, title="lock"))
    with Cache(path) as other:
        other.begin(writing=True)
        assert opening.through(path, note_and_find) == 1
        other.end()
        assert other.history.state("who") == ""


def test_a_cache_that_cannot_even_be_read_is_one_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.05)
    path = kept(tmp_path / "cache.db", replace(PIECE, title="lock"))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    assert opening.through(path, note_and_find) == 0
    db.execute("ROLLBACK")
    db.close()
    assert opening.through(path, note_and_find) == 1


def test_a_cache_that_may_not_be_written_is_copied_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk mounted read-only, which SQLite tells at the first write."""
    path = kept(tmp_path / "cache.db", replace(PIECE, title="lock"))
    connect = sqlite3.connect

    def reading(name: str, **options: object) -> sqlite3.Connection:
        if name == opening.MEMORY:
            return connect(name, isolation_level=None)
        return connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr(sqlite3, "connect", reading)
    assert opening.through(path, note_and_find) == 1
    monkeypatch.undo()
    with Cache(path) as made:
        assert made.history.state("who") == ""


def test_what_is_wrong_is_told_apart(tmp_path: Path) -> None:
    text(tmp_path / "db")
    with pytest.raises(Spoilt):
        Cache(str(tmp_path / "db"))
    with pytest.raises(Unusable):
        Cache(str(tmp_path / "no/such/folder/db"))
