"""Tables on a terminal."""

from __future__ import annotations

from conftest import dedent
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import cells, columns

HEADERS = ["File", "Action", "Notes"]


def shown(rows: list[list[str]], width: int) -> str:
    return "".join(f"{line}\n" for line in columns.laid_out(HEADERS, rows, width, "-"))


def test_what_fits_is_as_wide_as_it_must_be() -> None:
    assert shown([["a.py", "Created", ""], ["日本.py", "Modified", "the parser"]], 80) == dedent("""
        File     Action    Notes
        -----------------------------
        a.py     Created
        日本.py  Modified  the parser
    """)


def test_what_does_not_fit_is_broken_at_blanks() -> None:
    assert shown([["a.py", "Created", "the parser, and the lexer too"]], 32) == dedent("""
        File  Action   Notes
        --------------------------------
        a.py  Created  the parser, and
                       the lexer too
    """)


def test_rows_are_paragraphs_where_a_word_would_have_to_be_broken() -> None:
    rows = [["src/deep/down/here.py", "Created", ""], ["a.py", "Renamed", "from b.py"]]
    assert shown(rows, 30) == dedent("""
        src/deep/down/here.py
          Action: Created
        a.py
          Action: Renamed
          Notes: from b.py
    """)


CELLS = st.text("ab 日é", max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5), st.integers(20, 80))
def test_a_table_fits_and_loses_no_letter(rows: list[list[str]], width: int) -> None:
    lines = columns.laid_out(HEADERS, rows, width, "-")
    letters = sorted("".join(letter for row in rows for cell in row for letter in cell.strip()))
    assert all(cells.wide(line) <= width for line in lines) or not lines[0].startswith("File")
    if lines and lines[0].startswith("File"):
        told = sorted("".join("".join(line) for line in lines[2:]).replace(" ", ""))
        assert told == [letter for letter in letters if letter != " "]
