"""Journal files: equal journals are equal bytes, and what is read is what was written."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import grammar, journal
from git_session.core.digest import sha256_hex
from git_session.core.grammar import made
from git_session.errors import BadText
from git_session.model import DECISION, KINDS, NOTE, Block, Journal, replace

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=CET)
ID = "019abc12-3456-7def-8901-234567890abc"
JOURNAL = Journal(
    session=ID,
    shortname="fix-sweep-bug",
    author="alice",
    client="claude-code",
    branch="fix/it's",
    parent="1234567",
    blocks=(
        made(NOON + timedelta(seconds=5), "", "Late", "alice", "- a\n\n```\n## 14:30 - x\n```"),
        made(NOON, DECISION, "Early", "bob", "- Rationale: b"),
    ),
)
TEXT = """\
---
session: '019abc12-3456-7def-8901-234567890abc'
shortname: 'fix-sweep-bug'
author: 'alice'
client: 'claude-code'
branch: 'fix/it''s'
parent: '1234567'
---
## 2026-01-15T12:00:00+01:00 - Decision: Early
- By: bob
- Rationale: b

## 2026-01-15T12:00:05+01:00 - Late
- a

```
## 14:30 - x
```
"""
NAME = f"20260115T110005Z-{sha256_hex(TEXT.partition(chr(10) + '---' + chr(10))[2])[:8]}.md"


def test_a_journal_in_an_example() -> None:
    assert journal.render(JOURNAL) == TEXT
    assert journal.file_name(JOURNAL) == NAME
    assert journal.parse(TEXT, NAME) == replace(JOURNAL, blocks=JOURNAL.blocks[::-1])


def test_what_is_unknown_is_null() -> None:
    unborn = replace(JOURNAL, branch=None, parent=None, client="")
    text = journal.render(unborn)
    assert "client: ''\nbranch: null\nparent: null\n" in text
    assert journal.parse(text, "a.md").parent is None


def test_an_agents_own_id_stands_there_if_it_has_one() -> None:
    told = replace(JOURNAL, agent="7f3c'1")
    text = journal.render(told)
    assert "client: 'claude-code'\nagent: '7f3c''1'\nbranch:" in text
    assert journal.parse(text, NAME).agent == "7f3c'1"
    plain = journal.render(replace(JOURNAL, agent="7f3c1"))
    assert journal.parse(plain, NAME).agent == "7f3c1"
    assert journal.file_name(told) == journal.file_name(replace(JOURNAL, agent="7f3c1")) != NAME


def test_blocks_name_their_agent_where_it_is_not_the_committing_one() -> None:
    own, other = "claude-code/1a2b3c4d", "codex/99999999"
    blocks = tuple(
        made(NOON, "", title, author, "", agent)
        for title, author, agent in [
            ("Own", "alice", own),
            ("Taken along", "alice", other),
            ("A person's", "alice", ""),
            ("A colleague's", "bob", ""),
        ]
    )
    told = replace(JOURNAL, agent="uuid-of-1a2b3c4d", blocks=blocks)
    lines = [line for line in journal.render(told).splitlines() if line.startswith(("##", "- "))]
    assert [line.rpartition(" - ")[2] for line in lines] == [
        "Own",
        "Taken along",
        f"- By: alice via {other}",
        "A person's",
        "- By: alice",
        "A colleague's",
        "- By: bob",
    ]
    assert journal.parse(journal.render(told), NAME) == told
    person = journal.render(replace(told, agent="", client=""))
    assert f"- Own\n- By: alice via {own}\n" in person
    assert journal.parse(person, NAME).blocks == blocks


def test_the_name_is_of_the_blocks_alone() -> None:
    other = replace(JOURNAL, branch=None, parent="89abcde", blocks=JOURNAL.blocks[::-1])
    assert journal.file_name(other) == NAME
    assert journal.file_name(replace(JOURNAL, blocks=JOURNAL.blocks[:1])) != NAME


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("---\nsession", "\ufeff---\nsession")])
def test_a_checkout_may_change_line_ends(change: tuple[str, str]) -> None:
    assert journal.parse(TEXT.replace(*change), NAME) == journal.parse(TEXT, NAME)


def test_what_somebody_wrote_into_it_is_a_note_of_no_time() -> None:
    found = journal.parse(TEXT.replace("---\n##", "---\nHello\n\n##"), NAME).blocks
    assert found[0] == Block(datetime(1970, 1, 1, tzinfo=UTC), NOTE, "(untitled)", "alice", "Hello")
    assert len(found) == 3


FACTS = st.one_of(st.text(max_size=8), st.sampled_from(["\udcff", "\n---\n", "null", "1e3", ""]))
LINES = ["---", "a  ", "", "## 14:30 - x", "```", "- By: eve", "- By: eve via codex/1a2b3c4d"]
BLOCKS = st.builds(
    made,
    st.datetimes(timezones=st.sampled_from([UTC, CET])),
    st.sampled_from(["", *KINDS]),
    st.text(max_size=8),
    st.sampled_from(["alice", "bob"]),
    st.one_of(
        st.text(max_size=20),
        st.lists(st.sampled_from(LINES)).map("\n".join),
    ),
    st.sampled_from(["", "codex/1a2b3c4d", "agent/00000000"]),
)
JOURNALS = st.builds(
    Journal,
    session=st.just(ID),
    shortname=st.just("a"),
    author=st.just("alice"),
    client=FACTS,
    branch=st.none() | FACTS,
    parent=st.none() | st.sampled_from(["1234567", "123e456", "0" * 40]),
    blocks=st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
    agent=st.sampled_from(["", "uuid-of-1a2b3c4d"]),
)


@given(JOURNALS)
def test_what_is_written_is_read(written: Journal) -> None:
    text = journal.render(written)
    read = journal.parse(text, "a.md")
    assert read == replace(written, blocks=tuple(grammar.ordered(written.blocks)))
    assert journal.render(read) == text
    assert journal.file_name(read) == journal.file_name(written)


@given(JOURNALS)
def test_the_common_fixers_find_nothing(written: Journal) -> None:
    """trailing-whitespace, end-of-file-fixer and mixed-line-ending work on bytes."""
    raw = journal.render(written).encode("utf-8", "surrogateescape")
    assert [line for line in raw.split(b"\n") if line != line.rstrip()] == []
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")


def without(fact: str) -> str:
    return "".join(line for line in TEXT.splitlines(True) if not line.startswith(f"{fact}:"))


BROKEN = [
    ("nothing", "", "j.md:1: no frontmatter"),
    ("no frontmatter", "## 14:30 - x\n", "j.md:1: no frontmatter"),
    ("one that is not closed", "---\nsession: 'a'\n", "j.md:1: the frontmatter is not closed"),
    *((f"no {fact}", without(fact), f"j.md:1: a journal file must say `{fact}:`")
      for fact in journal.REQUIRED),
    ("a number", TEXT.replace("'1234567'", "1234567"), "j.md:7: `parent:` must be a quoted text"),
    ("a list", TEXT.replace("'alice'", "[alice]"), "j.md:4: `author:` must be a quoted text"),
    ("a key twice", TEXT.replace("shortname", "session", 1), "j.md:3: "),
    ("bytes", os.fsdecode(bytes(range(256))), "j.md:1: no frontmatter"),
    ("an anchor", TEXT.replace("'alice'", "&a alice"), "j.md:4: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_what_is_no_journal_is_named_by_line(text: str, said: str) -> None:
    with pytest.raises(BadText) as caught:
        journal.parse(text, "j.md")
    assert str(caught.value).startswith(said)
    assert caught.value.hint


def test_a_file_that_was_changed_or_torn_is_not_intact() -> None:
    assert journal.is_intact(TEXT, NAME)
    assert journal.is_intact(TEXT.replace("1234567", "89abcde"), f".sessions/journal/a/{NAME}")
    for text in (TEXT[:-1], TEXT.replace("bob", "eve"), ""):
        assert not journal.is_intact(text, NAME)


HEADS = st.lists(
    st.sampled_from([*TEXT.split("\n")[:9], "client: ''", "branch: null", "parent: ", "author: '"])
    | st.text("'\": -\n\x1bé", max_size=8),
    max_size=9,
).map("\n".join)


@given(HEADS | st.permutations(TEXT.split("\n")[:8]).map("\n".join), st.booleans())
def test_a_head_as_we_write_it_is_read_as_any_other(head: str, ended: bool) -> None:
    """The quick reader takes what the careful one takes, and reads the same in it."""
    text = f"{head}\n---\n## 14:30 - x\n" if ended else head
    quick, careful = told(text), told(text.replace("---\n", "--- \n", 1))
    if text.startswith("---\n"):
        assert quick == careful


def told(text: str) -> object:
    """What a text says, or that it says nothing."""
    try:
        return journal.parse(text, "name")
    except BadText as error:
        return (error.line, error.message)
