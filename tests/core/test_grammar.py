"""Blocks: no byte is lost, what is written is what is read, and odd text hurts nobody."""

from __future__ import annotations

import ast
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import grammar
from git_session.core.grammar import bullet, made, parse, render, split
from git_session.model import DECISION, KINDS, NOTE, Block, replace

CET = timezone(timedelta(hours=1))
DAY = date(2026, 1, 15)
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=CET)

LINES = [
    "## 14:30 - Short",
    "## 9:05 – Dash",
    "## 14:30:05 — Decision: Long dash",
    "## 14:30",
    "##\t14:30 - Tab",
    "## 2026-01-15 14:30 - Dated",
    "## 2026-01-15T14:31:05+01:00 - Tried: Full",
    "## 2026-01-15T14:31Z - Note:",
    "## 25:99 - No time",
    "## Notes",
    " ## 14:30 - Indented",
    "\ufeff## 14:30 - After a BOM",
    "```",
    "````",
    "```sh",
    "  ```",
    "~~~",
    "~~~\x0b",
    "## 14:30\x0b",
    "- By: bob",
    "- By: bob via codex/1a2b3c4d",
    "- By:",
    "- Key: value",
    "- bullet  ",
    "  - nested\t",
    "text",
    "",
    " ",
    "\x00",
    "\udcff",
    "\ud800",
]
ENDS = ["\n", "\r\n", "\r", "\n\n"]
TEXTS = st.lists(
    st.one_of(st.sampled_from(LINES), st.text(max_size=6)).flatmap(
        lambda line: st.sampled_from(ENDS).map(lambda end: line + end)
    ),
    max_size=12,
).map("".join)
MOMENTS = st.datetimes(
    timezones=st.sampled_from([UTC, CET, timezone(timedelta(hours=-11, minutes=-30))])
)
TITLES = st.one_of(st.text(max_size=12), st.sampled_from(["Decision: x", "- x", "note:", "—"]))
AGENT = "codex/1a2b3c4d"
AUTHORS = ["alice", "bob", f"bob via {AGENT}"]
BLOCKS = st.builds(
    made,
    MOMENTS,
    st.sampled_from(["", *KINDS]),
    TITLES,
    st.sampled_from(AUTHORS),
    TEXTS,
    st.sampled_from(["", AGENT, "agent/00000000"]),
)


def read(text: str) -> list[Block]:
    return parse(text, author="alice", day=DAY, zone=CET, fallback=NOON)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 1, 15, hour, minute, second, tzinfo=CET)


@given(st.one_of(TEXTS, st.text()))
def test_no_character_is_lost_or_moved(text: str) -> None:
    pieces = split(text)
    assert "".join(piece.raw for piece in pieces) == text
    assert all(text[piece.start : piece.end] == piece.raw for piece in pieces)


@given(TEXTS)
def test_reading_never_raises_and_every_word_is_still_there(text: str) -> None:
    blocks = read(text)
    kept = "\n".join(f"{b.author} {b.kind} {b.title} {b.body}" for b in blocks)
    for word in ("bullet", "nested", "text", "value", "Indented", "No time"):
        assert kept.count(word) == text.count(word)


@given(BLOCKS, st.sampled_from(["alice", "bob"]), st.sampled_from(["", AGENT]))
def test_a_block_that_is_written_is_read_again(block: Block, author: str, agent: str) -> None:
    text = render(block, author, agent)
    read = parse(text, author=author, day=None, zone=UTC, fallback=NOON, agent=agent)
    assert read == [block]


@pytest.mark.parametrize(
    ("line", "author", "agent"),
    [
        ("", "alice", "gemini/99999999"),
        ("- By: alice", "alice", ""),
        ("- By: alice via codex/1a2b3c4d", "alice", "codex/1a2b3c4d"),
        ("- By: Bob Li via agent/1a2b3c4d", "Bob Li", "agent/1a2b3c4d"),
        ("- By: bob via train/12345", "bob via train/12345", ""),
        ("- By: bob via Codex/1a2b3c4d", "bob via Codex/1a2b3c4d", ""),
        ("- By: bob via codex", "bob via codex", ""),
        ("- By: via codex/1a2b3c4d", "via codex/1a2b3c4d", ""),
    ],
)
def test_a_block_says_which_agent_noted_it(line: str, author: str, agent: str) -> None:
    text = f"## 14:30 - x\n{line}\n- y\n"
    facts = {"author": "alice", "day": DAY, "zone": CET, "fallback": NOON}
    [block] = parse(text, agent="gemini/99999999", **facts)  # type: ignore[arg-type]
    assert (block.author, block.agent, block.body) == (author, agent, "- y")


def test_the_agent_is_no_part_of_the_identity() -> None:
    plain = made(NOON, "", "x", "alice", "")
    told = made(NOON, "", "x", "alice", "", AGENT)
    assert plain != told
    assert grammar.identity(plain) == grammar.identity(told)


@given(st.lists(BLOCKS, max_size=5))
def test_blocks_in_a_row_do_not_touch_each_other(blocks: list[Block]) -> None:
    text = "\n".join(render(block, "alice") for block in blocks)
    assert read(text) == blocks


@given(TEXTS)
def test_blocks_of_other_hands_keep_their_identity_in_a_journal(text: str) -> None:
    blocks = read(text)
    again = read("\n".join(render(block, "alice") for block in blocks))
    assert again == blocks
    assert [grammar.identity(b) for b in again] == [grammar.identity(b) for b in blocks]


@given(TEXTS, BLOCKS)
def test_what_a_command_appends_is_a_block_whatever_stands_before(text: str, block: Block) -> None:
    """A command writes bullets, and fences only within them."""
    block = replace(block, body=grammar.normal(grammar.bullet("Text", block.body)))
    before = read(text)
    assert read(f"{text}\n{render(block, 'alice')}") == [*before, block]


@given(TEXTS)
def test_a_normal_body_stays_as_it_is(text: str) -> None:
    body = grammar.normal(text)
    assert grammar.normal(body) == body
    lines = body.encode("utf-8", "surrogateescape").split(b"\n")
    assert not any(line != line.rstrip() for line in lines), "the usual fixers work on bytes"
    body.encode("utf-8", "surrogateescape")


EXAMPLE = """\
## 14:30 - Implemented user authentication
- Added JWT token validation middleware
- Blocked on: Redis session store not configured yet

## 2026-01-15T14:31:05+01:00 - Decision: Use sync.Mutex over channels
- Rationale: simpler, sufficient here
"""


def test_the_grammar_in_an_example() -> None:
    assert read(EXAMPLE) == [
        Block(
            at(14, 30),
            "",
            "Implemented user authentication",
            "alice",
            "- Added JWT token validation middleware\n"
            "- Blocked on: Redis session store not configured yet",
        ),
        Block(
            at(14, 31, 5),
            DECISION,
            "Use sync.Mutex over channels",
            "alice",
            "- Rationale: simpler, sufficient here",
        ),
    ]


HEADINGS = [
    ("hour and minute", "## 14:30 - x", at(14, 30), "", "x"),
    ("seconds", "## 14:30:05 - x", at(14, 30, 5), "", "x"),
    ("an hour of one digit", "## 9:05 - x", at(9, 5), "", "x"),
    ("a date", "## 2026-01-15 14:30 - x", at(14, 30), "", "x"),
    ("a date and seconds", "## 2026-01-15 14:30:05 - x", at(14, 30, 5), "", "x"),
    ("ISO without an offset", "## 2026-01-15T14:30 - x", at(14, 30), "", "x"),
    ("ISO in UTC", "## 2026-01-15T13:30:00Z - x", at(14, 30), "", "x"),
    ("a fraction of a second", "## 2026-01-15T14:30:05.123+01:00 - x", at(14, 30, 5), "", "x"),
    ("a blank for the T", "## 2026-01-15 14:30:05+01:00 - x", at(14, 30, 5), "", "x"),
    ("en dash", "## 14:30 – x", at(14, 30), "", "x"),
    ("em dash", "## 14:30 — x", at(14, 30), "", "x"),
    ("a no-break space", "## 14:30\u00a0-\u00a0x", at(14, 30), "", "x"),
    ("many blanks", "##  14:30  -   x   y  ", at(14, 30), "", "x y"),
    ("no title", "## 14:30", at(14, 30), "", "(untitled)"),
    ("a separator and no title", "## 14:30 -", at(14, 30), "", "(untitled)"),
    ("a kind in any case", "## 14:30 - dEcision: x", at(14, 30), "Decision", "x"),
    ("a kind with blanks", "## 14:30 - Decision :x", at(14, 30), "Decision", "x"),
    ("a kind alone", "## 14:30 - Tried:", at(14, 30), "Tried", "(untitled)"),
    ("no kind of ours", "## 14:30 - Fix: x", at(14, 30), "", "Fix: x"),
    ("two kinds", "## 14:30 - Note: Tried: x", at(14, 30), "Note", "Tried: x"),
    ("a dash in the title", "## 14:30 - - x", at(14, 30), "", "- x"),
    ("a BOM", "\ufeff## 14:30 - x", at(14, 30), "", "x"),
]


@pytest.mark.parametrize(
    ("line", "when", "kind", "title"), [c[1:] for c in HEADINGS], ids=[c[0] for c in HEADINGS]
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_a_heading_opens_a_block(
    line: str, when: datetime, kind: str, title: str, end: str
) -> None:
    assert read(line + end) == [Block(when, kind, title, "alice", "")]


NO_HEADINGS = [
    ("no time", "## Notes"),
    ("an hour too many", "## 24:00 - x"),
    ("a minute too many", "## 14:60 - x"),
    ("a day too many", "## 2026-02-30 14:30 - x"),
    ("a date alone", "## 2026-01-15 - x"),
    ("a week date", "## 2026-W03-4T14:30:00Z - x"),
    ("a time without colons", "## 2026-01-15T143005 - x"),
    ("an odd offset", "## 2026-01-15T14:30:05+1 - x"),
    ("digits of another script", "## ١٤:٣٠ - x"),
    ("no separator", "## 14:30 x"),
    ("a separator that sticks", "## 14:30 -x"),
    ("another separator", "## 14:30 -- x"),
    ("no blank", "##14:30 - x"),
    ("another level", "### 14:30 - x"),
    ("an indented line", " ## 14:30 - x"),
    ("nothing", "## "),
]


@pytest.mark.parametrize("line", [c[1] for c in NO_HEADINGS], ids=[c[0] for c in NO_HEADINGS])
def test_any_other_line_belongs_to_the_block_above(line: str) -> None:
    assert [block.body for block in read(f"## 14:00 - a\n{line}\n")] == [line.rstrip()]


def test_what_stands_before_the_first_heading_is_a_note() -> None:
    assert read("\ufeff\n# Log  \n\n## Notes\nx\n\n## 14:30 - a\n") == [
        Block(NOON, NOTE, "(untitled)", "alice", "# Log\n\n## Notes\nx"),
        Block(at(14, 30), "", "a", "alice", ""),
    ]


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n\n", "\ufeff", "\ufeff\r\n"])
def test_blank_text_holds_no_block(text: str) -> None:
    assert read(text) == []


FULL = "## 2026-01-15T14:31:05+01:00 - full"
FENCES = [
    ("a fence hides a short heading", "```\n## 14:30 - b\n```\n## 14:31 - c", ["c"]),
    ("tildes too", "~~~ sh\n## 14:30 - b\n~~~\n## 14:31 - c", ["c"]),
    ("a longer fence closes", "```\n## 14:30 - b\n`````  \n## 14:31 - c", ["c"]),
    ("a shorter one does not", "````\n```\n## 14:30 - b\n````\n## 14:31 - c", ["c"]),
    ("the other kind does not", "```\n~~~\n## 14:30 - b\n```\n## 14:31 - c", ["c"]),
    ("one with words does not", "```\n```x\n## 14:30 - b\n```\n## 14:31 - c", ["c"]),
    ("an indented one does not close", "```\n## 14:30 - b\n  ```\n## 14:31 - c", ["b", "c"]),
    ("code in a line is no fence", "```x``` y\n## 14:31 - c", ["c"]),
    ("two backticks are no fence", "``\n## 14:31 - c", ["c"]),
    ("an indented fence hides nothing", "- x\n  ```\n## 14:31 - c", ["c"]),
    ("a forgotten fence hides nothing", "```\n## 14:31 - c", ["c"]),
    ("nothing that a command wrote either", f"```\nx\n{FULL}\n## 14:32 - d", ["full", "d"]),
    ("a full heading is hidden too", f"```\n{FULL}\n```", []),
    ("a fence begins behind a closed one", "```\n```\n## 14:32 - d\n```", ["d"]),
]


@pytest.mark.parametrize(("text", "titles"), [c[1:] for c in FENCES], ids=[c[0] for c in FENCES])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fences(text: str, titles: list[str], end: str) -> None:
    found = read(f"## 14:00 - a\n{text}\n".replace("\n", end))
    assert [block.title for block in found] == ["a", *titles]


def test_a_body_that_would_open_blocks_is_guarded() -> None:
    body = "```\n## 2026-01-15T14:31:05Z - x\n```\n## 14:30 - y\n## Notes\n~~~\n## 14:30 - z"
    assert grammar.normal(body) == (
        "```\n## 2026-01-15T14:31:05Z - x\n```\n ## 14:30 - y\n## Notes\n~~~\n ## 14:30 - z\n~~~"
    )


def test_who_noted_it() -> None:
    text = "## 14:30 - a\n\n- By:  bob \n- By: eve\nx\n## 14:31 - b\nx\n- By: bob\n"
    found = read(text)
    assert [(block.author, block.body) for block in found] == [
        ("bob", "- By: eve\nx"),
        ("alice", "x\n- By: bob"),
    ]
    assert render(found[0], "bob") == "## 2026-01-15T14:30:00+01:00 - a\n- By: bob\n- By: eve\nx\n"
    assert render(replace(found[1], body=""), "alice") == "## 2026-01-15T14:31:00+01:00 - b\n"


def test_bodies_are_normal() -> None:
    text = "## 14:30 - a\r\n\r\n  code  \r\n\r\n\r\n- b\t\rc\x0b\x0c\r\n \r\n"
    assert [block.body for block in read(text)] == ["  code\n\n\n- b\nc"]


def test_a_time_without_a_date_is_of_the_files_day_or_of_the_fallback() -> None:
    text = "## 14:30 - a\n"
    assert read(text)[0].when == at(14, 30)
    found = parse(text, author="", day=None, zone=UTC, fallback=NOON.replace(day=3))
    assert found[0].when == datetime(2026, 1, 3, 14, 30, tzinfo=UTC)


def test_without_a_zone_the_systems_is_taken() -> None:
    found = parse("## 14:30 - a\n", author="", day=DAY, zone=None, fallback=NOON)
    assert found[0].when == datetime(2026, 1, 15, 14, 30).astimezone()


def test_times_that_a_zone_skips_or_repeats_are_equal_to_themselves() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        found = parse("## 02:30 - a\n", author="", day=day, zone=berlin, fallback=NOON)
        again = parse(render(found[0], ""), author="", day=None, zone=UTC, fallback=NOON)
        assert again == found


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01 00:00"]
)
@pytest.mark.parametrize("zone", [None, CET])
def test_the_ends_of_the_calendar_do_no_harm(time: str, zone: timezone | None) -> None:
    found = parse(f"## {time} - a\n## 14:30 - b", author="", day=DAY, zone=zone, fallback=NOON)
    again = parse(render(found[0], ""), author="", day=None, zone=UTC, fallback=NOON)
    assert again == found[:1]
    assert len(grammar.ordered(grammar.unique(found))) == 2


def test_identity_is_of_time_author_kind_title_and_body() -> None:
    block = made(NOON, DECISION, "x", "alice", "y")
    same = replace(block, when=NOON.astimezone(UTC))
    others = [
        replace(block, **{name: value})
        for name, value in [
            ("when", NOON + timedelta(seconds=1)),
            ("author", "bob"),
            ("kind", NOTE),
            ("title", "z"),
            ("body", ""),
        ]
    ]
    assert grammar.identity(block) == "0f9312ebeacd0191"
    assert grammar.unique([block, *others, same, *others]) == [block, *others]


def test_no_kind_is_the_same_as_progress() -> None:
    plain = made(NOON, "", "x", "alice", "")
    assert grammar.identity(plain) == grammar.identity(replace(plain, kind="Progress"))


def test_blocks_are_ordered_by_time_and_else_stay() -> None:
    first, second = made(NOON, "", "b", "", ""), made(NOON.astimezone(UTC), "", "a", "", "")
    early = made(NOON - timedelta(hours=1), "", "c", "", "")
    assert grammar.ordered([first, second, early]) == [early, first, second]


BULLETS = [
    ("one line", "simpler", "- Key: simpler"),
    ("nothing", "", "- Key:"),
    ("more lines", "a\n\n  b\r\n## 14:30 - c", "- Key: a\n\n    b\n  ## 14:30 - c"),
    ("code", "  a\nb", "- Key:\n    a\n  b"),
    ("blanks around", "\n\na  \n", "- Key: a"),
]


@pytest.mark.parametrize(("value", "text"), [c[1:] for c in BULLETS], ids=[c[0] for c in BULLETS])
def test_a_bullet_indents_its_further_lines(value: str, text: str) -> None:
    assert bullet("Key", value) == text


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    block = made(NOON, "", "a\ud83d", "b\udfff", "c\ud800\udc80\udcff")
    assert (block.title, block.author, block.body) == ("a\ufffd", "b\ufffd", "c\ufffd\udc80\udcff")


BIG = [
    ("blank lines", "\n" * 5_000_000),
    ("carriage returns", "\r" * 5_000_000),
    ("one line of blanks", "## 14:30" + " " * 5_000_000),
    ("one line of backticks", "`" * 5_000_000 + "\n" + "```\n" * 100_000),
    ("headings", "## 14:30 - x\n" * 50_000),
    ("fences that nothing closes", "```x\n## 14:30 - x\n" * 100_000),
    ("words", "- Key: lorem ipsum dolor sit amet\n" * 200_000),
]


@pytest.mark.parametrize("text", [c[1] for c in BIG], ids=[c[0] for c in BIG])
def test_big_texts_take_linear_time(text: str) -> None:
    """Ten megabytes and less in seconds; what grows with the square would take hours."""
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 20


def test_blocks_are_made_in_one_place() -> None:
    """Another maker could make one that is read as something else than what was written."""
    package = Path(grammar.__file__).parents[1]
    makers = {
        path.name
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Block"
    }
    assert makers == {"grammar.py"}


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=5), max_size=8).map("\n".join))
def test_a_fence_that_nothing_closes_changes_no_block_before_it(text: str) -> None:
    """Text without any fence is read in a quicker way, and the same."""
    bare = text.replace("`", "'").replace("~", "-").replace("\r", " ")
    before = [piece.start for piece in split(f"{bare}\nx")]
    assert [piece.start for piece in split(f"{bare}\n```")] == before
