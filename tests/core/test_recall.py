"""Which entries answer best, and which of them name a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import grammar, recall, review
from git_session.core.recall import Source
from git_session.model import KINDS, Block, Entry

START = datetime(2026, 1, 15, 14, 30, tzinfo=UTC)


def block(kind: str, title: str, body: str = "", minute: int = 0) -> Block:
    return grammar.made(START + timedelta(minutes=minute), kind, title, "alice", body)


def source(*blocks: Block, stem: str = "one-12345678", path: str = "a.md") -> Source:
    return Source(stem, path, "c" * 40, blocks)


@pytest.mark.parametrize("text", [
    "src/a.py", "see src/a.py.", "./src/a.py:42", "repo/src/a.py", "a.py", "`a.py`", "(a.py)",
    "a.py:3", "a.py, b.py", "src\\a.py", "/home/alice/repo/src/a.py", "data.py and a.py", "a.py.",
])  # fmt: skip
def test_a_file_is_named_by_its_path_or_its_name(text: str) -> None:
    assert recall.mentions(text, "src/a.py")


@pytest.mark.parametrize("text", [
    "", "lib/a.py", "data.py", "a.pyc", "a.py.bak", "a.py/x", "A.PY", "src/a", "my-a.py",
    "xsrc/a.py", "a.py-old",
])  # fmt: skip
def test_another_file_is_not_taken_for_it(text: str) -> None:
    assert not recall.mentions(text, "src/a.py")


def test_names_with_blanks_and_odd_letters_are_found() -> None:
    assert recall.mentions("in my dir/a b.py now", "my dir/a b.py")
    assert recall.mentions("a b.py", "my dir/a b.py")
    assert not recall.mentions("other/a b.py", "my dir/a b.py")
    assert recall.mentions("see .gitignore", ".gitignore")
    assert recall.mentions("«Straße.py»", "src/Straße.py")
    assert not recall.mentions("sub/Makefile", "Makefile")


@given(st.text("ab./-_ é", min_size=1).filter(lambda path: path.rpartition("/")[2].strip()))
def test_every_path_names_itself_and_nothing_is_too_odd_to_ask(path: str) -> None:
    assert recall.mentions(path, path)
    assert recall.mentions(f"see: {path}, later", path)
    assert not recall.mentions("", path)


@given(st.text(), st.text())
def test_any_text_can_be_asked(text: str, path: str) -> None:
    assert recall.mentions(text, path) in (True, False)


@pytest.mark.parametrize("entry", [
    Entry(START, "File", "src/a.py", "alice"),
    Entry(START, "Note", "x", "alice", (("files", "b.py; src/a.py"),)),
    Entry(START, "Note", "x", "alice", (("file", "a.py"),)),
    Entry(START, "Note", "x", "alice", (), ("in a.py",)),
    Entry(START, "Note", "x", "alice", (), (), "line\na.py"),
], ids=["title", "files", "file", "bullet", "text"])  # fmt: skip
def test_an_entry_names_a_file_anywhere(entry: Entry) -> None:
    assert recall.names(entry, ("new.py", "src/a.py"))
    assert not recall.names(entry, ("new.py",))
    assert not recall.names(entry, ())


def test_the_best_come_first() -> None:
    blocks = [
        block("Session", "begun", "- Goal: x", 0),
        block("Tried", "first", minute=1),
        block("Decision", "second", minute=2),
        block("Tried", "in a.py", minute=3),
        block("Decision", "third", minute=4),
        block("Decision", "of a.py", minute=5),
    ]
    found = recall.ranked(recall.recalled([source(*reversed(blocks))], ("src/a.py",)))
    assert [one.entry.title for one in found] == [
        "in a.py", "of a.py", "second", "third", "first", "begun",
    ]  # fmt: skip
    assert [one.names_file for one in found] == [True, True, False, False, False, False]


def test_a_block_in_two_files_is_one_entry() -> None:
    same = block("Decision", "x")
    found = recall.recalled([source(same, path="b.md"), source(same, same, path="a.md")])
    assert [(one.entry.title, one.source.path) for one in found] == [("x", "a.md")]


def test_a_session_that_says_nothing_is_left_out() -> None:
    blocks = [
        block("Session", "begun", "- Id: 1\n- Branch: main"),
        block("Checkpoint", "bare"),
        block("Session", "completed", "- Summary: done"),
        block("Checkpoint", "told", "- Tldr: x"),
    ]
    found = recall.recalled([source(*blocks)])
    assert [one.entry.title for one in found] == ["completed", "told"]


def test_a_block_without_a_kind_yields_its_typed_entries() -> None:
    made = block("", "Work", "- Chose A over B for C\n- plain")
    found = recall.ranked(recall.recalled([source(made)]))
    assert [(one.entry.kind, one.entry.title) for one in found] == [
        ("Decision", "A over B"), ("Progress", "Work"),
    ]  # fmt: skip


BLOCKS = st.builds(
    block, st.sampled_from(["", *KINDS]), st.text(), st.text(), st.integers(0, 5)
)  # fmt: skip


@given(st.lists(BLOCKS), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_files(blocks: list[Block], random) -> None:  # type: ignore[no-untyped-def]
    sources = [source(one, path=f"{number:03}.md") for number, one in enumerate(blocks)]
    shuffled = list(sources)
    random.shuffle(shuffled)
    assert recall.recalled(sources) == recall.recalled(shuffled)


@given(st.lists(BLOCKS))
def test_ranking_and_sections_lose_no_entry(blocks: list[Block]) -> None:
    found = recall.recalled([source(*blocks)])
    assert sorted(map(repr, recall.ranked(found))) == sorted(map(repr, found))
    shown = [one for section in review.sections(found) for one in section.entries]
    assert len(shown) == len(review.still_true(found))


def test_what_was_resolved_or_done_is_not_open() -> None:
    blocks = [
        block("Blocker", "Redis  down", minute=0),
        block("Blocker", "no port", minute=0),
        block("Next", "Measure", minute=1),
        block("Step", "Write", minute=1),
        block("Resolved", "redis down", "- How: ops", minute=2),
        block("Done", "measure", minute=3),
        block("Next", "Measure", minute=4),
    ]
    found = {
        section.title: [one.entry.title for one in section.entries]
        for section in review.sections(recall.recalled([source(*blocks)]))
    }
    assert found == {
        review.BLOCKED: ["no port"],
        review.OPEN: ["Write", "Measure"],
        review.FINISHED: ["measure"],
        review.SOLVED: ["redis down"],
    }


def test_another_sessions_blocker_stays_open() -> None:
    found = recall.recalled([
        source(block("Blocker", "x")),
        source(block("Resolved", "x", minute=1), stem="two-12345678"),
    ])  # fmt: skip
    assert [section.title for section in review.sections(found)] == [review.BLOCKED, review.SOLVED]
