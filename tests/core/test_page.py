"""A page on a terminal and as Markdown: the same words, each harmless in its own way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git_session.core import cells, pagelines, pagemarkdown
from git_session.core.page import Heading, Item, Items, Page, Table, Text

PAGE = Page(
    "Index",
    (
        Heading("Active"),
        Items((Item("14:30 Use a mutex", ("Rationale: simpler\nand faster",), "alice", "a b.md"),)),
        Table(("Name", "Hours"), (("fix", "2"), ("docs", "10")), ("x/y.md", ""), (1,)),
        Text("That is all.", dim=True),
    ),
    3,
)


def test_on_a_terminal() -> None:
    assert pagelines.lines(PAGE, 80) == [
        "Index",
        "",
        "Active",
        "  14:30 Use a mutex  alice",
        "      Rationale: simpler",
        "      and faster",
        "",
        "Name  Hours",
        "-----------",
        "fix       2",
        "docs     10",
        "",
        "That is all.",
    ]


NOTED = "2026-01-15, alice"


def test_a_note_stands_below_a_text_that_leaves_no_room() -> None:
    noted = (Item("one two", ("more",), NOTED), Item("one two three", (), NOTED))
    page = Page("t", (Items(noted),), 2)
    assert pagelines.lines(page, 28)[2:] == [
        f"  one two  {NOTED}",
        "      more",
        "  one two three",
        f"      {NOTED}",
    ]


def test_a_short_text_is_cut_for_the_first_part_of_its_note() -> None:
    page = Page("t", (Items((Item("one two three four five", (), NOTED),), short=True),), 1)
    told = {width: pagelines.lines(page, width)[2] for width in (44, 43, 36, 24, 23)}
    assert told == {
        44: f"  one two three four five  {NOTED}",
        43: "  one two three four five  2026-01-15",
        36: "  one two three four fi…  2026-01-15",
        24: "  one two t…  2026-01-15",
        23: "  one two three four f…",
    }


def test_columns_of_numbers_are_not_broken_for_one_of_sentences() -> None:
    row = ("a sentence of quite a few words", "12d 10h", "the team")
    page = Page("t", (Table(("What", "Age", "Who"), (row,)),), 1)
    assert pagelines.lines(page, 34)[4:] == [
        "a sentence of    12d 10h  the team",
        "quite a few",
        "words",
    ]


def test_a_row_as_a_paragraph_has_its_numbers_behind_their_heads() -> None:
    rows = (("unbroken-name", "2"), ("other", "100"))
    page = Page("t", (Table(("Name", "Hours"), rows, (), (1,)),), 2)
    told = ["unbroken-name", "  Hours: 2", "other", "  Hours: 100"]
    assert pagelines.lines(page, 16)[2:] == told


def test_a_paragraph_is_broken_and_stands_flush() -> None:
    page = Page("t", (Text("one two three four five\nsix"),), 1)
    assert pagelines.lines(page, 12) == ["t", "", "one two", "three four", "five", "six"]
    assert pagelines.lines(page, 0) == ["t", "", "one two three four five", "six"]


def test_as_markdown() -> None:
    assert pagemarkdown.text(PAGE, "../../") == (
        "# Index\n"
        "\n"
        "## Active\n"
        "\n"
        "- [14:30 Use a mutex](../../a%20b.md) (alice)\n"
        "  - Rationale: simpler\\\n"
        "    and faster\n"
        "\n"
        "| Name | Hours |\n"
        "| --- | ---: |\n"
        "| [fix](../../x/y.md) | 2 |\n"
        "| docs | 10 |\n"
        "\n"
        "That is all.\n"
    )


WORDS = st.text(max_size=20) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "\x1b[31m",
        "| a |",
        "# x\n- y",
        "日本語",
    ]
)
PAGES = st.builds(
    lambda title, text, cell, link: Page(
        title,
        (
            Text(text),
            Items((Item(text, (cell,), cell, link),)),
            Table(("A", "B"), ((cell, text), (text, cell)), (link, ""), (1,)),
        ),
        1,
    ),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
)


@given(PAGES, st.integers(20, 100))
def test_no_text_breaks_out_of_a_cell_or_a_link(page: Page, width: int) -> None:
    told = pagemarkdown.text(page, "")
    rows = [line for line in told.split("\n") if line.startswith("| ")]
    assert len(rows) == 4
    for row in rows:
        unescaped = row.replace("\\\\", "").replace("\\|", "")
        assert unescaped.count("|") == 3
    assert "<script" not in told.replace("\\<", "")
    assert "](javascript:" not in told.replace("\\\\", "").replace("\\]", "")
    pagelines.lines(page, width)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.integers(30, 100))
def test_a_table_is_as_wide_as_it_may_be_or_paragraphs(
    rows: list[tuple[str, str]], width: int
) -> None:
    page = Page("t", (Table(("A", "B"), tuple(rows)),), len(rows))
    told = pagelines.lines(page, width)[2:]
    drawn = told[0].split() == ["A", "B"] and set(told[1]) == {"-"}
    for line in told:
        assert not any(ord(letter) < 32 for letter in line)
        assert cells.wide(line) <= width or not drawn  # paragraphs are broken where they are said


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4), st.integers(1, 100))
def test_what_is_short_has_a_line_each(rows: list[tuple[str, str]], width: int) -> None:
    items = tuple(Item(one, (other,), other, role="session") for one, other in rows)
    told = pagelines.lines(Page("t", (Items(items, short=True),), len(rows)), width)[2:]
    assert len(told) == 2 * len(rows)
    table = Table(("A", "B"), tuple(rows), short=True)
    drawn = pagelines.lines(Page("t", (table,), len(rows)), 0)[2:]
    assert len(drawn) == len(rows) + 2
    for line in (*told, *drawn):
        assert not any(ord(letter) < 32 for letter in line)
    assert all(cells.wide(line) <= max(width, 2) for line in told)
