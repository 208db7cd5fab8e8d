"""Lines, fences, sections and tables of Markdown; text made safe for printing."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from git_session.core import markdown
from git_session.core.markdown import Section, sections

MARKDOWN = st.lists(
    st.sampled_from(
        ["# a", "## b ##", "### c", "```", "````", "~~~", "``` x", "  ```", "text", "", "#x"]
    )
).map("\n".join)


def titles(text: str) -> list[str]:
    return [section.title for section in sections(text)]


def test_a_section_ends_at_the_next_heading_of_its_level_or_above() -> None:
    text = "x\n# A\n## B\r\nb\n### C\n## D\nd"
    assert [(s.level, s.title, text[s.head_start : s.end]) for s in sections(text)] == [
        (1, "A", "# A\n## B\r\nb\n### C\n## D\nd"),
        (2, "B", "## B\r\nb\n### C\n"),
        (3, "C", "### C\n"),
        (2, "D", "## D\nd"),
    ]
    assert sections(text, 20) == [Section(2, "D", 20, 25, 26)]


FENCED = [
    ("a fence hides headings", "```\n# A\n```\n# B", ["B"]),
    ("tildes too", "~~~ sh\n# A\n~~~\n# B", ["B"]),
    ("a longer fence closes", "```\n# A\n`````\n# B", ["B"]),
    ("a shorter one does not", "````\n# A\n```\n# B\n````\n# C", ["C"]),
    ("the other kind does not", "```\n~~~\n# A\n```\n# B", ["B"]),
    ("one with words does not", "```\n```x\n# A\n```\n# B", ["B"]),
    ("one that nothing closes is text", "# A\n```\n# B", ["A", "B"]),
    ("backticks in a line are no fence", "```a```\n# A\n```\n# B\n```", ["A"]),
    ("an indented fence is one", "- x\n  ```\n# A\n  ```\n# B", ["B"]),
    ("CRLF", "```\r\n# A\r\n```\r\n# B\r\n", ["B"]),
]


@pytest.mark.parametrize(("text", "found"), [c[1:] for c in FENCED], ids=[c[0] for c in FENCED])
def test_headings_in_code_are_none(text: str, found: list[str]) -> None:
    assert titles(text) == found


HEADINGS = [
    ("# Title", (1, "Title")),
    ("###### Six", (6, "Six")),
    ("####### Seven", (0, "")),
    ("#Title", (0, "")),
    (" # Title", (0, "")),
    ("##", (2, "")),
    ("## Title ##  ", (2, "Title")),
    ("# Learn C#", (1, "Learn C#")),
    ("# Learn \\#", (1, "Learn #")),
    ("## ##", (2, "")),
    ("#\ttab", (1, "tab")),
    ("# \0", (1, "\0")),
    ("# \\\\# \0 \\#", (1, "\\# \0 #")),
]


@pytest.mark.parametrize(("line", "found"), HEADINGS)
def test_a_heading_has_a_level_and_a_title(line: str, found: tuple[int, str]) -> None:
    assert markdown.heading(line) == found


@given(st.text("a #\\\0", max_size=8).map(markdown.one_line))
@example("\\#")
@example("a \\\\# #")
def test_a_title_survives_the_heading(text: str) -> None:
    assert markdown.heading(f"# {markdown.heading_text(text)}")[1] == text


@given(MARKDOWN, st.booleans())
def test_sections_and_lines_cover_the_text(text: str, crlf: bool) -> None:
    text = text.replace("\n", "\r\n") if crlf else text
    assert "".join(markdown.lines_of(text)) == text
    for section in sections(text):
        assert text[section.head_start : section.body_start].startswith("#" * section.level)
        assert section.body_start <= section.end <= len(text)


@given(MARKDOWN, MARKDOWN)
def test_a_closed_text_hides_nothing_that_follows(before: str, after: str) -> None:
    joined = f"{markdown.closed(before)}\n## After\n{after}"
    assert "After" in titles(joined)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_a_row_gives_its_cells_back(texts: list[str]) -> None:
    assert markdown.cells(markdown.row(*texts)) == [markdown.one_line(text) for text in texts]


def test_rows_of_other_hands_are_read() -> None:
    assert markdown.cells("|a|b") == ["a", "b"]
    assert markdown.cells(r"  | a \| b |  | c |  ") == ["a | b", "", "c"]
    assert markdown.cells("a | b") == []
    assert markdown.cells("|") == [""]
    assert markdown.is_ruler("|---|:-:|")
    assert not markdown.is_ruler("| - | a |")
    assert not markdown.is_ruler("---")


SHOWN = [
    ("plain\n\ttext", "plain\n\ttext"),
    ("é 漢 😀\u00a0", "é 漢 😀\u00a0"),
    ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
    ("a\r\nb\rc", "a\nb\\x0dc"),
    ("\x7f\x9b", "\\x7f\\x9b"),
    ("\u202egpj.exe", "\\u202egpj.exe"),
    ("\u2066x\u2069\u200f", "\\u2066x\\u2069\\u200f"),
    ("bad \udcff byte", "bad \\xff byte"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_control_characters_are_shown_escaped(text: str, shown: str) -> None:
    assert markdown.visible(text) == shown


def test_many_fences_that_nothing_closes_cost_linear_time() -> None:
    text = "```x\n# A\n" * 50_000
    start = time.process_time()
    assert len(sections(text)) == 50_000
    assert time.process_time() - start < 5
