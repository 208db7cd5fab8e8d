"""Journal files: written from blocks, read again, named by what they hold."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from conftest import dedent
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from strategies import AUTHORS, BLOCKS, FILES, block

from git_session.core import grammar, journal
from git_session.errors import BadText
from git_session.model import Journal, replace

ONE = Journal(
    session="019abc12-3456-7def-8901-234567890abc",
    shortname="fix-sweep-bug",
    author="alice",
    client="",
    branch="it's/a #1: branch",
    parent="1234567",
    blocks=(block("a", "- b\n\n- c", "Decision"), block("b", author="bob")),
)
TEXT = dedent("""
    ---
    session: '019abc12-3456-7def-8901-234567890abc'
    shortname: 'fix-sweep-bug'
    author: 'alice'
    client: ''
    branch: 'it''s/a #1: branch'
    parent: '1234567'
    ---
    ## 2026-01-15T14:30:00+00:00 - Decision: a
    - b

    - c

    ## 2026-01-15T14:30:00+00:00 - b
    - By: bob
    """)
FACT = st.one_of(st.text(max_size=10), FILES)
JOURNALS = st.builds(
    Journal,
    session=FACT,
    shortname=FACT,
    author=AUTHORS,
    client=FACT,
    branch=st.none() | FACT,
    parent=st.none() | FACT,
    blocks=st.lists(BLOCKS, min_size=1, max_size=3).map(lambda b: tuple(grammar.ordered(b))),
)


def test_a_journal_is_written() -> None:
    assert journal.render(ONE) == TEXT
    assert journal.parse(TEXT, "a.md") == ONE


def test_its_name_is_made_of_its_blocks() -> None:
    body = TEXT.split("---\n", 2)[2]
    name = f"20260115T143000Z-{hashlib.sha256(body.encode()).hexdigest()[:8]}.md"
    assert journal.file_name(ONE) == name
    assert journal.file_name(replace(ONE, branch=None, parent=None, client="cursor")) == name


def test_blocks_stand_in_the_order_of_time() -> None:
    late, early = block("late"), replace(block("early"), when=ONE.blocks[0].when.replace(hour=1))
    assert journal.parse(journal.render(replace(ONE, blocks=(late, early))), "a").blocks == (
        early,
        late,
    )


@given(JOURNALS)
@example(replace(ONE, branch=None, parent=None))
@example(replace(ONE, branch="zero\u200bwidth\udcff", client="a\nb\x00'\"\\"))
@example(replace(ONE, branch="null", parent="123e456", client="~", shortname=" "))
def test_a_journal_survives_being_written_and_read(one: Journal) -> None:
    text = journal.render(one)
    assert journal.parse(text, "a.md") == one
    assert journal.parse(text.replace("\n", "\r\n"), "a.md") == one, "core.autocrlf"
    assert journal.parse("\ufeff" + text, "a.md") == one
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_other_yaml_readers_read_the_same_facts() -> None:
    front = journal.render(replace(ONE, parent=None, client="a\nb")).split("---\n")[1]
    assert YAML(typ="safe").load(front) == {
        "session": ONE.session,
        "shortname": ONE.shortname,
        "author": "alice",
        "client": "a\nb",
        "branch": ONE.branch,
        "parent": None,
    }


BAD = [
    ("empty", "", "a.md:1: no frontmatter: the first line is not `---`"),
    ("not closed", "---\nsession: 'a'\n", "a.md:1: the frontmatter is not closed"),
    (
        "a fact missing",
        TEXT.replace("client: ''\n", ""),
        "a.md:1: a journal file must say `client:` in its frontmatter",
    ),
    (
        "a number",
        TEXT.replace("'1234567'", "1234567"),
        "a.md:7: `parent:` must be a quoted text or null",
    ),
    (
        "a list",
        TEXT.replace("'alice'", "[alice]"),
        "a.md:4: `author:` must be a quoted text or null",
    ),
    (
        "a merge conflict",
        "<<<<<<< ours\n" + TEXT,
        "a.md:1: no frontmatter: the first line is not `---`",
    ),
]


@pytest.mark.parametrize(("text", "message"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_what_is_no_journal_is_told_by_line(text: str, message: str) -> None:
    with pytest.raises(BadText) as told:
        journal.parse(text, "a.md")
    assert told.value.message == message


@given(FILES)
def test_a_reader_raises_nothing_else(text: str) -> None:
    for given_text in (text, "---\n" + text, f"{TEXT}{text}"):
        with contextlib.suppress(BadText):
            journal.parse(given_text, "a.md")


def test_text_that_somebody_put_in_front_is_kept() -> None:
    found = journal.parse(TEXT.replace("---\n##", "---\nby hand\n##"), "a.md")
    assert [(one.kind, one.title, one.body) for one in found.blocks] == [
        ("Note", "(untitled)", "by hand"),
        ("Decision", "a", "- b\n\n- c"),
        ("", "b", ""),
    ]
    assert journal.parse(journal.render(found), "a.md") == found
