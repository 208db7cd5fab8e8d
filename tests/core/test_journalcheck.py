"""Whether a file is a journal file as docs/format.md says, told from its name and bytes alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from git_session.core import journal, journalcheck
from git_session.core.grammar import made
from git_session.core.journalcheck import Finding, examine
from git_session.model import DECISION, KINDS, Journal, replace

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=CET)
HASH = "9f3c2ab04d5e6f708192a3b4c5d6e7f809192a3b"
JOURNAL = Journal(
    session="019abc12-3456-7def-8901-234567890abc",
    shortname="fix-bug",
    author="alice",
    client="",
    branch="fix/bug",
    parent=HASH,
    blocks=(
        made(
            NOON, DECISION, "Lock first", "bob", "- Rationale: simplest\n\n```\n## 14:30 - x\n```"
        ),
        made(NOON + timedelta(seconds=5), "", "Done", "alice", "- a"),
    ),
)
TEXT = journal.render(JOURNAL)
NAME = journal.file_name(JOURNAL)
PLACE = ".sessions/journal/fix-bug-67890abc"
PATH = f"{PLACE}/{NAME}"


def told(text: str, path: str = PATH) -> list[tuple[int, str]]:
    """What is wrong, and in which line."""
    found = examine(text.encode("utf-8", "surrogateescape"), path)
    assert all(finding.cure for finding in found)
    return [(finding.line, finding.what) for finding in found if finding.grave]


def remarks(text: str, path: str = PATH) -> list[tuple[int, str]]:
    found = examine(text.encode("utf-8", "surrogateescape"), path)
    return [(finding.line, finding.what) for finding in found if not finding.grave]


def named(made: Journal) -> str:
    return f"{PLACE}/{journal.file_name(made)}"


WORDS = st.text(max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from(["", *KINDS]), WORDS, WORDS, WORDS), min_size=1, max_size=4),
    st.sampled_from(["main", "é b", None]),
    st.sampled_from([HASH, HASH + HASH[:24], None]),
)
def test_nothing_is_wrong_with_what_we_write(
    parts: list[tuple[str, str, str, str]], branch: str | None, parent: str | None
) -> None:
    """Odd characters, quoted conflicts, fences: whatever was noted, the file is as it should be."""
    blocks = tuple(
        made(NOON + timedelta(seconds=number), kind, title, author or "bob", body)
        for number, (kind, title, author, body) in enumerate(parts)
    )
    written = replace(JOURNAL, blocks=blocks, branch=branch, parent=parent)
    assert told(journal.render(written), named(written)) == []


def test_other_writers_may_order_the_facts_otherwise() -> None:
    head, end, body = TEXT.partition(journal.END)
    first, *facts = head.split("\n")
    text = "\n".join([first, *reversed(facts), "more: 1"]) + end + body
    assert examine(text.encode(), PATH) == []


CHANGED = "is not what its name says: it was changed after it was written"
FACTS = [
    ("session: '019abc12-3456-7def-8901-234567890abc'", "session: 'x'",
     (2, "`session` is no UUID")),
    ("shortname: 'fix-bug'", "shortname: 'Fix it'",
     (3, "`shortname` is no name: a-z, 0-9 and dashes")),
    ("author: 'alice'", "author: ' '", (4, "`author` names nobody")),
    ("branch: 'fix/bug'", "branch: ''", (6, "`branch` is empty; null where HEAD is detached")),
    (f"parent: '{HASH}'", "parent: 'abc1234'", (7, "`parent` is no full hash of a commit")),
    (f"parent: '{HASH}'\n", "", (1, "a journal file must say `parent:` in its frontmatter")),
    ("author: 'alice'", "author: [alice]", (4, "`author:` must be a quoted text or null")),
    ("author: 'alice'", "author: 'bob'\nauthor: 'alice'", (5, "the key `author` stands twice")),
    ("---\n##", "##", (1, "the frontmatter is not closed")),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FACTS)
def test_each_fact_of_the_frontmatter(old: str, new: str, expected: tuple[int, str]) -> None:
    assert old in TEXT
    assert told(TEXT.replace(old, new)) == [expected]


def test_a_file_without_a_frontmatter() -> None:
    assert told("") == [(1, "no frontmatter: the first line is not `---`")]
    assert told("## 14:30 - x\n") == [(1, "no frontmatter: the first line is not `---`")]


def test_the_directory_is_the_sessions() -> None:
    assert told(TEXT, f".sessions/journal/other-12345678/{NAME}") == [
        (2, f"is of the session {JOURNAL.session}, and stands in the directory other-12345678")
    ]
    renamed = f".sessions/journal/old-67890abc/{NAME}"
    assert told(TEXT, renamed) == []
    assert remarks(TEXT, renamed) == [
        (3, "calls the session fix-bug, and stands in the directory old-67890abc")
    ]


def test_the_name_is_the_newest_blocks_time() -> None:
    path = f"{PLACE}/20260115T110000Z{NAME[16:]}"
    [finding] = examine(TEXT.encode(), path)
    assert finding == Finding(
        0, "is called after another time than that of its newest entry", f"rename it: {NAME}"
    )
    utc = replace(
        JOURNAL, blocks=tuple(replace(b, when=b.when.astimezone(UTC)) for b in JOURNAL.blocks)
    )
    assert told(journal.render(utc), named(utc)) == []


def test_a_file_without_an_entry() -> None:
    head, end, _ = TEXT.partition(journal.END)
    assert told(head + end) == [(0, "holds no entry")]


HEADING = "the heading does not say day, time and offset"


@pytest.mark.parametrize("time", ["14:30", "2026-01-15T12:00:00", "2026-01-15 12:00+01:00"])
def test_a_heading_in_a_short_form(time: str) -> None:
    text = TEXT.replace("2026-01-15T12:00:05+01:00", time)
    assert (17, HEADING) in told(text)


def test_text_before_the_first_heading() -> None:
    text = TEXT.replace("---\n##", "---\nlost\n##")
    assert (9, "text stands before the first heading") in told(text)


SPOILT = [
    ("a fixer", "- a\n", "- a \n", [(18, "the line ends in blanks")]),
    ("a word", "simplest", "simple", []),
    ("no line end", "- a\n", "- a", [(18, "the last line has no end")]),
    ("a conflict", "- a\n", "<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> b\n",
     [(18, "the line is a conflict marker"), (20, "the line is a conflict marker"),
      (22, "the line is a conflict marker")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "why"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT]
)
def test_what_was_changed_is_told_with_its_reason(
    old: str, new: str, why: list[tuple[int, str]]
) -> None:
    assert told(TEXT.replace(old, new)) == [(0, CHANGED), *why]


def test_a_conflict_in_the_frontmatter() -> None:
    text = TEXT.replace("author: 'alice'\n", "<<<<<<< a\nauthor: 'alice'\n=======\n>>>>>>> b\n")
    assert [line for line, what in told(text) if what == "the line is a conflict marker"] == [
        4, 6, 7,
    ]  # fmt: skip


def test_many_lines_are_counted_not_listed() -> None:
    found = told(TEXT.replace("\n", "\r\n"))
    assert found[0] == (0, CHANGED)
    assert found[1:] == [
        *((number, "the line ends in CR and LF") for number in range(1, 6)),
        (6, "13 lines more: each ends in CR and LF"),
    ]


def test_what_was_noted_may_be_anything_and_is_remarked_on() -> None:
    block = made(NOON, "", "odd", "alice", "\x1b[31m\n\udcff\n<<<<<<< a\n\u202e")
    odd = replace(JOURNAL, blocks=(block,))
    text = journal.render(odd)
    assert told(text, named(odd)) == []
    assert remarks(text, named(odd)) == [
        (11, "the line is no UTF-8"),
        (10, "the line holds control characters"),
        (13, "the line holds control characters"),
    ]


@given(st.text("-\n# :'ab1+T\r\x1b`\udcff\ufeff", max_size=200), st.booleans())
@example("## ", True)
def test_no_bytes_are_too_odd_to_be_examined(text: str, framed: bool) -> None:
    head = TEXT.partition(journal.END)[0] + journal.END
    whole = (head + text if framed else text).encode("utf-8", "surrogateescape")
    count = whole.count(b"\n") + 1
    for finding in examine(whole, PATH):
        assert 0 <= finding.line <= count
        assert finding.what
        assert finding.cure


def test_where_a_path_leads() -> None:
    assert journalcheck.stem_in(PATH) == "fix-bug-67890abc"
    assert journalcheck.stem_in(".sessions/journal/x.md") == ""
