"""Lines with roles, and colours in git's words."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import paint
from git_session.errors import Refused

CODES = {"commit": "<", "dim": "("}
NAMES = [*paint.NAMES, "normal", "7", "8", "15", "16", "255", "#ff8700", "brightred", "-1"]
ATTRIBUTES = [*paint.ATTRIBUTES, "nobold", "no-ul", "nodim", "noreverse", "reset"]


def test_a_painted_line_is_its_text() -> None:
    line = paint.line("at ", paint.commit("abc"), " now")
    assert line == "at abc now"
    assert paint.parts(line) == (("", "at "), ("commit", "abc"), ("", " now"))
    assert paint.parts("plain") == (("", "plain"),)


def test_a_role_within_a_role_stays() -> None:
    line = paint.dim(paint.line("at ", paint.commit("abc")))
    assert paint.drawn(line.parts, CODES) == "(at \x1b[m<abc\x1b[m"


def test_a_role_that_looks_like_nothing_is_plain() -> None:
    assert paint.drawn((("heading", "x"), ("dim", ""), ("commit", "y")), CODES) == "x<y\x1b[m"


def test_rows_and_pieces_keep_their_roles() -> None:
    rows = paint.rows([("dim", "one\ntwo"), ("", " and\n")])
    assert rows == [(("dim", "one"),), (("dim", "two"), ("", " and")), (("", ""),)]
    assert paint.cut((("dim", "one"), ("", "two")), 1, 5) == (("dim", "ne"), ("", "tw"))


@given(st.lists(st.tuples(st.sampled_from(["", "dim"]), st.text("ab\n", max_size=5))))
def test_painting_adds_nothing_but_colours(parts: list[tuple[str, str]]) -> None:
    rows = paint.rows(parts)
    drawn = "\n".join(paint.drawn(row, {"dim": "\x1b[2m"}) for row in rows)
    assert drawn.replace("\x1b[2m", "").replace("\x1b[m", "") == "".join(text for _, text in parts)


@pytest.mark.parametrize("words", [
    "", "bold red", "reset", "reset bold 3", "#ff8700 200", "nobold no-ul", "normal red",
    "brightred 12", "ul bold yellow green", "255 -1",
])  # fmt: skip
def test_colours_are_what_git_makes_of_them(words: str) -> None:
    assert paint.code(words, "x") == gits(words)


@given(st.lists(st.sampled_from(NAMES), max_size=2), st.lists(st.sampled_from(ATTRIBUTES)))
def test_any_colours_are_what_git_makes_of_them(names: list[str], attributes: list[str]) -> None:
    words = " ".join([*names[:1], *attributes, *names[1:]])
    assert paint.code(words, "x") == gits(words)


def gits(words: str) -> str:
    asked = ["git", "config", "--get-color", "", words]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "words", ["purple", "red green blue", "256", "#ff87", "#gggggg", "nonsense"]
)
def test_what_is_no_colour_is_refused(words: str) -> None:
    with pytest.raises(Refused, match=r"color\.session\.dim is '.*', which is no colour") as caught:
        paint.code(words, "color.session.dim")
    assert (
        caught.value.hint
        == "say a colour in git's words: git config color.session.dim 'bold green'"
    )
    with pytest.raises(subprocess.CalledProcessError):
        gits(words)


def test_every_role_has_a_look_that_git_knows() -> None:
    assert all(paint.code(look, role) for role, look in paint.LOOKS.items())
