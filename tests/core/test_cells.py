"""How wide text is, and lines made to fit."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import cells

TEXTS = st.text(st.sampled_from("ab .,-日本語é́👍🏽\u200d👩🇩🇪️\xad"), max_size=60)


@pytest.mark.parametrize(("text", "columns"), [
    ("", 0),
    ("plain", 5),
    ("日本語", 6),
    ("ｆｕｌｌ", 8),
    ("cafe\u0301", 4),
    ("café", 4),
    ("👍", 2),
    ("\u200b", 0),
    ("soft\xadhyphen", 11),
    ("🇩🇪", 2),
    ("✓ ⚠ …", 5),
])  # fmt: skip
def test_the_columns_that_a_text_takes(text: str, columns: int) -> None:
    assert cells.wide(text) == columns


@pytest.mark.parametrize(("text", "columns", "expected"), [
    ("short", 5, "short"),
    ("longer", 5, "long…"),
    ("日本語", 6, "日本語"),
    ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"),
    ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
])  # fmt: skip
def test_what_is_too_long_is_cut(text: str, columns: int, expected: str) -> None:
    assert cells.cut(text, columns) == expected


def shown(line: str, columns: int) -> list[str]:
    return [" " * indent + line[start:end] for indent, start, end in cells.folds(line, columns)]


def test_a_line_that_fits_is_left_alone() -> None:
    assert shown("  a  line ", 10) == ["  a  line "]


def test_a_long_line_is_broken_at_blanks_and_goes_on_deeper() -> None:
    line = "  Rationale: simplest fix that holds under load"
    assert shown(line, 24) == [
        "  Rationale: simplest",
        "      fix that holds",
        "      under load",
    ]


def test_a_word_that_is_longer_than_a_row_is_not_broken() -> None:
    path = "src/a/very/long/path/indeed.py"
    assert shown(f"see {path} there", 20) == ["see", path, "    there"]
    assert shown(f"                {path}", 40) == [f"          {path}"]


def test_what_stands_side_by_side_is_parted_before_a_phrase_is() -> None:
    line = "  git session log    git session view    git status"
    assert shown(line, 40) == ["  git session log    git session view", "      git status"]
    assert shown("[ ] Write the test   <- HERE", 24) == ["[ ] Write the test", "    <- HERE"]
    assert shown("a b   c d e f g h i j k", 8) == [
        "a b   c",
        "    d e",
        "    f g",
        "    h i",
        "    j k",
    ]


def test_scripts_without_blanks_are_broken_between_letters() -> None:
    assert shown("これは日本語です", 8) == ["これは日", "    本語", "    です"]
    assert shown("use これは now", 8) == ["use これ", "    は", "    now"]
    assert shown("👩\u200d👩👍🏽", 7) == ["👩\u200d👩", "   👍🏽"], "what is joined stays together"


@given(TEXTS, st.integers(20, 40))
def test_rows_fit_and_no_word_is_lost(line: str, columns: int) -> None:
    rows = cells.folds(line, columns)
    kept = "".join(line[start:end] for _, start, end in rows)
    assert kept.replace(" ", "") == line.replace(" ", "")
    for indent, start, end in rows:
        whole = line[start:end].strip(" ")
        assert indent + cells.wide(line[start:end]) <= columns or " " not in whole
    assert all(now[2] <= later[1] for now, later in itertools.pairwise(rows))


@given(TEXTS, st.integers(1, 40))
def test_as_much_as_fits_fits_and_one_more_does_not(text: str, columns: int) -> None:
    end = cells.fitting(text, columns)
    assert cells.wide(text[:end]) <= columns
    assert end == len(text) or cells.wide(text[: end + 1]) > columns
    assert cells.wide(cells.cut(text, columns)) <= columns
