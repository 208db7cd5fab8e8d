"""docs/install.md: each row of its table has its test."""

from __future__ import annotations

import re
from pathlib import Path

import managers

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/install.md").read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    """The cells of each row of the table, its head left out."""
    table = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1:]]


def known() -> set[str]:
    """The rows of the table in managers.py, and the tests of this subject."""
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")]
    tests = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    return tests | {row.name for row in managers.ROWS}


def test_each_row_names_a_test_that_exists() -> None:
    assert len(rows()) > 8
    for row in rows():
        assert len(row) == 5, row[0]
        named = re.findall(r"`([^`]+)`", row[4])
        assert named, row[0]
        assert set(named) <= known(), row[0]


def test_each_manager_that_is_tested_has_a_row() -> None:
    named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row[4])}
    assert {row.name for row in managers.ROWS} <= named


def test_each_option_that_is_named_is_known() -> None:
    helps = "".join(
        (ROOT / f"share/man/man1/git-session-{verb}.1").read_text(encoding="utf-8")
        for verb in ("install", "uninstall", "init")
    ).replace("\\", "")
    named = re.findall(r"git session (?:install|uninstall|init) (--[a-z-]+)", PAGE)
    assert named
    assert [option for option in named if option not in helps] == []
