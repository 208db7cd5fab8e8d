"""Scratch and journal blocks: cut, read, made, written (docs/format.md)."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import BLOCKS, FILES, ODD, SCRATCH, block, stored, without_blanks

from git_session.core import grammar
from git_session.core.grammar import UNTITLED
from git_session.model import KINDS, NOTE, Block

BERLIN = timezone(timedelta(hours=1))
START = datetime(2026, 1, 14, tzinfo=BERLIN)
DAY = date(2026, 1, 15)
AT = datetime(2026, 1, 15, 14, 30, tzinfo=BERLIN)


def parse(text: str, day: date | None = DAY) -> list[Block]:
    return grammar.parse(text, author="alice", day=day, zone=BERLIN, fallback=START)


def told(text: str) -> list[tuple[str, str, str]]:
    """Kind, title and body of each block."""
    return [(one.kind, one.title, one.body) for one in parse(text)]


PIECES = [
    ("nothing", "", []),
    ("no heading", "a\nb", ["a\nb"]),
    ("one block", "## 14:30 - a\nb\n", ["## 14:30 - a\nb\n"]),
    ("text before", "x\n\n## 14:30 - a\n", ["x\n\n", "## 14:30 - a\n"]),
    ("CRLF", "## 1:30 - a\r\n\r\n## 14:30\r\n", ["## 1:30 - a\r\n\r\n", "## 14:30\r\n"]),
    ("CR", "## 1:30 - a\rb\r## 14:30\r", ["## 1:30 - a\rb\r", "## 14:30\r"]),
    ("two files put together", "a\n\ufeff## 1:30 - b", ["a\n", "\ufeff## 1:30 - b"]),
    ("a heading of another kind", "## 1:30 - a\n## Plan\n", ["## 1:30 - a\n## Plan\n"]),
    ("code", "## 1:30 - a\n```\n## 1:31 - b\n```\n", ["## 1:30 - a\n```\n## 1:31 - b\n```\n"]),
]


@pytest.mark.parametrize(("text", "pieces"), [c[1:] for c in PIECES], ids=[c[0] for c in PIECES])
def test_a_text_is_cut_at_its_headings(text: str, pieces: list[str]) -> None:
    assert [piece.raw for piece in grammar.split(text)] == pieces


@given(SCRATCH)
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = grammar.split(text)
    assert "".join(piece.raw for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.raw for piece in pieces)


TIMES = [
    ("14:30", "2026-01-15T14:30:00+01:00"),
    ("9:05", "2026-01-15T09:05:00+01:00"),
    ("14:31:05", "2026-01-15T14:31:05+01:00"),
    ("2026-02-01 14:30", "2026-02-01T14:30:00+01:00"),
    ("2026-02-01 14:30:59", "2026-02-01T14:30:59+01:00"),
    ("2026-02-01  14:30", "2026-02-01T14:30:00+01:00"),
    ("2026-02-01T14:30", "2026-02-01T14:30:00+01:00"),
    ("2026-02-01T14:31:05Z", "2026-02-01T14:31:05+00:00"),
    ("2026-02-01T14:31-09:30", "2026-02-01T14:31:00-09:30"),
    ("2026-02-01 14:31:05+0530", "2026-02-01T14:31:05+05:30"),
    ("2026-02-01T14:31:05.987+01:00", "2026-02-01T14:31:05+01:00"),
]


@pytest.mark.parametrize(("text", "when"), TIMES)
def test_a_time_is_read_in_the_zone_of_the_file(text: str, when: str) -> None:
    assert [one.when.isoformat() for one in parse(f"## {text} - a")] == [when]


NO_TIMES = [
    "25:00",
    "14:60",
    "14:30:60",
    "24:00",
    "14",
    "1430",
    "14:3",
    "+4:30",
    "１４:30",
    "14:30pm",
    "2026-02-30 14:30",
    "2026-02-01",
    "2026-02-01T24:00",
    "2026-02-01T14:30+25:00",
    "Plan 14:30",
    "2026-W03-4T10:00",
    "2026-02-01T14",
    "2026-02-01T1430",
    "2026-02-01X14:30",
    "",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_opens_no_block(text: str) -> None:
    assert told(f"## 14:30 - a\n## {text} - b\nc") == [("", "a", f"## {text} - b\nc")]


HEADS = [
    ("a hyphen", "## 14:30 - a - b", ("", "a - b")),
    ("an en dash", "## 14:30 – a", ("", "a")),
    ("an em dash", "## 14:30  —   a  ", ("", "a")),
    ("a dash in the title", "## 14:30 - - a", ("", "- a")),
    ("the time again", "## 14:30 - at 14:30 - b", ("", "at 14:30 - b")),
    ("no title", "## 14:30 -", ("", UNTITLED)),
    ("no separator", "## 14:30", ("", UNTITLED)),
    ("a tab", "##\t14:30\t-\ta\tb", ("", "a b")),
    ("a kind", "## 14:30 - Decision: a: b", ("Decision", "a: b")),
    ("a kind in any case", "## 14:30 - dEcIsIoN : a", ("Decision", "a")),
    ("a kind alone", "## 14:30 - Tried:", ("Tried", UNTITLED)),
    ("no kind of ours", "## 14:30 - Idea: a", ("", "Idea: a")),
    ("a kind without colon", "## 14:30 - Note", ("", "Note")),
    ("two kinds", "## 14:30 - Note: Decision: a", ("Note", "Decision: a")),
    ("closing marks stay", "## 14:30 - a ##", ("", "a ##")),
]


@pytest.mark.parametrize(("line", "head"), [c[1:] for c in HEADS], ids=[c[0] for c in HEADS])
def test_a_heading_tells_kind_and_title(line: str, head: tuple[str, str]) -> None:
    assert told(f"{line}\r\nb") == [(*head, "b")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known(kind: str) -> None:
    assert told(f"## 14:30 - {kind.upper()}: a") == [(kind, "a", "")]


@pytest.mark.parametrize(
    "line",
    [
        "## 14:30 a",
        "## 14:30- a",
        "## 14:30 -a",
        "## 14:30 * a",
        "# 14:30 - a",
        "### 14:30 - a",
        " ## 14:30 - a",
        "##14:30 - a",
    ],
)
def test_what_is_nearly_a_heading_is_text(line: str) -> None:
    assert told(f"{line}\nb") == [(NOTE, UNTITLED, grammar.normal(f"{line}\nb"))]


BODIES = [
    ("blank lines around go", "\n  \na\n\n\n", "a"),
    ("those within stay", "a\n\n\nb", "a\n\n\nb"),
    ("blanks at line ends go", "a \t\r\nb\x0c\n", "a\nb"),
    ("blanks at line starts stay", "  a\n\tb", "  a\n\tb"),
    ("a CR ends a line", "a\rb", "a\nb"),
    ("NUL and escapes stay", "\x00\x1b[1m\udcff", "\x00\x1b[1m\udcff"),
    ("code hides headings", "```\n## 14:31 - b\n```", "```\n## 14:31 - b\n```"),
    ("tildes too", "~~~ x\n## 14:31 - b\n~~~~", "~~~ x\n## 14:31 - b\n~~~~"),
    (
        "also full ones",
        "```\n## 2026-01-15T14:31:00Z - b\n```",
        "```\n## 2026-01-15T14:31:00Z - b\n```",
    ),
    (
        "a shorter fence closes not",
        "````\n```\n## 14:31 - b\n````",
        "````\n```\n## 14:31 - b\n````",
    ),
    ("a fence left open is closed", "```sh\na", "```sh\na\n```"),
    ("code in a bullet", "- a\n  ```\n  b", "- a\n  ```\n  b"),
]


@pytest.mark.parametrize(("body", "kept"), [c[1:] for c in BODIES], ids=[c[0] for c in BODIES])
def test_a_body_is_normalised(body: str, kept: str) -> None:
    assert told(f"## 14:30 - a\n{body}") == [("", "a", kept)]


HIDING = [
    ("a fence that nothing closes", "```\n## 14:31 - b", [("", "a", "```\n```"), ("", "b", "")]),
    (
        "one in a bullet",
        "- x\n  ```\n## 14:31 - b\n  ```",
        [("", "a", "- x\n  ```"), ("", "b", "  ```")],
    ),
    (
        "one that is none",
        "```a```\n## 14:31 - b\n```",
        [("", "a", "```a```"), ("", "b", "```\n```")],
    ),
]


@pytest.mark.parametrize(("body", "found"), [c[1:] for c in HIDING], ids=[c[0] for c in HIDING])
def test_what_is_no_fence_hides_nothing(body: str, found: list[tuple[str, str, str]]) -> None:
    assert told(f"## 14:30 - a\n{body}") == found


def test_text_without_a_heading_is_a_note() -> None:
    assert parse("\ufeffremember\r\n- this\n\n## 14:30 - a") == [
        Block(START, NOTE, UNTITLED, "alice", "remember\n- this"),
        Block(AT, "", "a", "alice", ""),
    ]
    assert parse("\ufeff \r\n\t\n") == []


def test_without_a_day_in_the_name_the_fallback_gives_the_date() -> None:
    [one] = parse("## 14:30 - a", day=None)
    assert one.when == datetime(2026, 1, 14, 14, 30, tzinfo=BERLIN)


def test_without_a_zone_the_systems_holds() -> None:
    [one] = grammar.parse("## 14:30 - a", author="a", day=DAY, zone=None, fallback=START)
    assert one.when == datetime(2026, 1, 15, 14, 30, tzinfo=UTC)


NAMED = [
    ("- By: bob\n- a", "bob", "- a"),
    ("\n- By:  bob  smith \n\n- a", "bob smith", "- a"),
    ("- By: bob", "bob", ""),
    ("- By:\n- a", "alice", "- By:\n- a"),
    ("- by: bob", "alice", "- by: bob"),
    ("- a\n- By: bob", "alice", "- a\n- By: bob"),
    ("- By: bob\n- By: carol", "bob", "- By: carol"),
]


@pytest.mark.parametrize(("body", "author", "rest"), NAMED)
def test_the_first_line_may_name_the_author(body: str, author: str, rest: str) -> None:
    assert [(one.author, one.body) for one in parse(f"## 14:30 - a\n{body}")] == [(author, rest)]


WRITTEN = [
    ("one's own", Block(AT, "", "a", "alice", "- b"), "## 2026-01-15T14:30:00+01:00 - a\n- b\n"),
    (
        "with a kind",
        Block(AT, "Tried", "a", "alice", ""),
        "## 2026-01-15T14:30:00+01:00 - Tried: a\n",
    ),
    (
        "another's",
        Block(AT, "", "a", "bob", "- b"),
        "## 2026-01-15T14:30:00+01:00 - a\n- By: bob\n- b\n",
    ),
    (
        "one that quotes a name",
        Block(AT, "", "a", "alice", "- By: bob"),
        "## 2026-01-15T14:30:00+01:00 - a\n- By: alice\n- By: bob\n",
    ),
]


@pytest.mark.parametrize(("one", "text"), [c[1:] for c in WRITTEN], ids=[c[0] for c in WRITTEN])
def test_a_block_is_written(one: Block, text: str) -> None:
    assert grammar.render(one, "alice") == text
    assert parse(text) == [one]


@given(BLOCKS, BLOCKS, st.sampled_from(("alice", "zoe")))
@example(block(body="## 14:31 - b"), block(body="```\n## 14:31 - b"), "alice")
@example(block(body="- By: eve\n- By: alice"), block(body="~~~\n\n- By: x"), "eve")
@example(block(title="Note: Tried:"), block(title="\ufeff"), "alice")
def test_blocks_survive_being_written_and_read(one: Block, other: Block, author: str) -> None:
    text = grammar.render(one, author) + "\n" + grammar.render(other, author)
    assert stored(text) == text
    found = grammar.parse(text, author=author, day=None, zone=UTC, fallback=START)
    assert found == [one, other]
    assert [grammar.identity(each) for each in found] == [
        grammar.identity(one),
        grammar.identity(other),
    ]


@given(BLOCKS)
def test_what_is_written_passes_the_usual_fixers(one: Block) -> None:
    lines = grammar.render(one, "alice").encode("utf-8", "surrogateescape").split(b"\n")
    assert lines.pop() == b""
    assert [line for line in lines if line != line.rstrip()] == []
    assert b"\r" not in b"".join(lines)


@given(FILES)
@example("- By: eve\nx\n## 14:30 - Decision: a\n- By: bob\n- By: carol\n## 14:30 b\n")
def test_nothing_is_dropped(text: str) -> None:
    """All but the time and the marks of headings stands in a title, an author or a body."""
    pieces = [one.raw for one in grammar.split(text) if one.raw.strip("\ufeff \t\x0b\x0c\r\n")]
    blocks = parse(text)
    assert len(blocks) == len(pieces)
    for raw, one in zip(pieces, blocks, strict=True):
        head, _, rest = raw.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
        title = without_blanks(one.title.replace(UNTITLED, ""))
        in_head = without_blanks(head).endswith(title) and _in_body(rest, one)
        assert in_head or (one.title == UNTITLED and _in_body(raw, one))


def _in_body(text: str, one: Block) -> bool:
    """Whether a body begins with ``text`` (it may end in a closing fence of ours)."""
    body = without_blanks(one.body)
    named = without_blanks(f"- By: {one.author}") + body
    return body.startswith(without_blanks(text)) or named.startswith(without_blanks(text))


def test_an_identity_is_made_of_time_author_kind_title_and_body() -> None:
    one = Block(AT, "Note", "a", "alice", "b")
    others = [
        Block(AT + timedelta(seconds=1), "Note", "a", "alice", "b"),
        Block(AT, "Tried", "a", "alice", "b"),
        Block(AT, "Note", "a\0alice", "alice", "b"),
        Block(AT, "Note", "a", "bob", "b"),
        Block(AT, "Note", "a", "alice", "b\0"),
    ]
    assert len({grammar.identity(each) for each in [one, *others]}) == 6
    same = Block(AT.astimezone(UTC), "Note", "a", "alice", "b")
    assert grammar.identity(same) == grammar.identity(one)
    assert grammar.identity(block(kind="")) == grammar.identity(block(kind="Progress"))
    assert len(grammar.identity(one)) == 16


def test_doubles_are_dropped_and_the_order_is_that_of_time() -> None:
    first, second = block("a"), block("b")
    early = grammar.made(START, "", "c", "alice", "")
    assert grammar.unique([second, first, second, early]) == [second, first, early]
    assert grammar.ordered([second, first, early]) == [early, second, first]


def test_the_hour_that_a_zone_repeats_or_skips_keeps_its_offset() -> None:
    zone = ZoneInfo("Europe/Berlin")
    for when in (
        datetime(2026, 10, 25, 2, 30, tzinfo=zone),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zone),
        datetime(2026, 3, 29, 2, 30, tzinfo=zone),
    ):
        one = grammar.made(when, "", "a", "alice", "")
        assert parse(grammar.render(one, "alice")) == [one]


@given(ODD, SCRATCH, SCRATCH)
def test_what_is_indented_opens_nothing(key: str, text: str, more: str) -> None:
    lines = [grammar.bullet("Key", text), f"- {grammar.indented(more)}", "## 14:31 - b"]
    blocks = parse("## 14:30 - a\n" + "\n".join(lines))
    assert [one.title for one in blocks] == ["a", "b"]


def test_large_texts_cost_linear_time() -> None:
    texts = [
        "\n" * 500_000,
        "## 14:30 - a\n" * 20_000,
        "```x\n## 14:30 - a\n" * 20_000,
        "## 14:30 - a\n" + "\n" * 300_000 + "- b\n" * 100_000,
        "\r" * 500_000,
        "## " + "a" * 500_000,
        "## 14:30 - " + "- " * 500_000,
        "`" * 500_000,
    ]
    start = time.process_time()
    for text in texts:
        parse(text)
    assert time.process_time() - start < 10
