"""What a word is, what fits, which files a piece names, and what is shown of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import cells, query
from git_session.core.query import Matcher, Piece, Query
from git_session.errors import UsageError
from git_session.model import replace

PIECE = Piece(
    "Decision",
    ("Decision",),
    "2026-01-15T14:30:00+01:00",
    1768483800,
    "Lock before the check",
    "alice",
    "- Rationale: simplest fix\n- Files: src/auth/login.py, Makefile\n- `sweep/sweeper.go:120`.",
    "fix-sweep-12345678",
)
TEXTS = st.text(
    st.sampled_from('aAbB é\u0301ÄßΣς字漢カ_-"*:()->+.\n\x00\x1b\udc80٣'), max_size=30
) | st.text(max_size=30)


def fits(text: str, *words: str) -> bool:
    return Matcher(Query(words=words)).scan(replace(PIECE, title="", body=text))


@pytest.mark.parametrize(("text", "expected"), [
    ("Lock-first, then `check_all()`", ["lock", "first", "then", "check", "all"]),
    ("Größe GRÖSSE ΣΊΣΥΦΟΣ", ["grösse", "grösse", "σίσυφοσ"]),
    ("re\u0301sume\u0301", ["résumé"]),
    ("漢字かな abc", ["漢", "字", "か", "な", "abc"]),
    ("-> \x1b[31m \udc80", ["31m"]),
    ("", []),
])  # fmt: skip
def test_words(text: str, expected: list[str]) -> None:
    assert query.words(text) == expected


@pytest.mark.parametrize(("text", "words", "expected"), [
    ("lock the check", ("check", "lock"), True),
    ("LOCK", ("lock",), True),
    ("locks", ("lock",), True),  # the last word may go on
    ("locks held", ("lock", "held"), False),  # another may not
    ("unlock", ("lock",), False),
    ("résumé", ("resume",), False),
    ("a: b", ("a:b",), True),
    ("b a", ("a:b",), False),
    ("x NEAR y", ("NEAR(",), True),
    ("this and that", ("AND",), True),
    ('say "yes"', ('"yes"',), True),
    ("a -> b", ("->",), True),
    ("a b", ("->",), False),
    ("minus -x", ("-x",), True),
    ("stars * everywhere", ("*",), True),
    ("no stars", ("*",), False),
    ("the 漢字 here", ("漢字",), True),
    ("漢 and 字", ("漢字",), False),
    ("two words", ("two words",), True),  # one argument or two is the same
    ("words two", ("two words",), True),
])  # fmt: skip
def test_words_are_taken_literally(text: str, words: tuple[str, ...], expected: bool) -> None:
    assert fits(text, *words) is expected


def test_a_phrase_does_not_reach_from_the_title_into_the_body() -> None:
    piece = replace(PIECE, title="ends with a", body="b begins")
    assert not Matcher(Query(words=("a:b",))).scan(piece)
    assert Matcher(Query(words=("a", "b"))).scan(piece)


@given(words=st.lists(TEXTS, max_size=4), text=TEXTS, file=TEXTS)
def test_any_words_are_a_question(words: list[str], text: str, file: str) -> None:
    piece = replace(PIECE, body=text)
    matcher = Matcher(Query(words=tuple(words), file=file.replace("[", "")))
    matcher.scan(piece)
    for width in (3, 10):
        assert all(cells.wide(line) <= width for line in query.snippet(matcher, piece, width))


@given(TEXTS)
def test_a_text_has_every_word_it_consists_of(text: str) -> None:
    assert fits(text, *text.split())


@given(TEXTS, TEXTS)
def test_words_of_two_lines_are_the_words_of_each(one: str, two: str) -> None:
    assert query.words(f"{one}\n{two}") == query.words(one) + query.words(two)


@pytest.mark.parametrize(("glob", "path", "expected"), [
    ("src/auth/**", "src/auth/login.py", True),
    ("src/auth/**", "src/auth/deep/er.py", True),
    ("src/auth/**", "src/authority.py", False),
    ("src/auth", "src/auth/login.py", True),
    ("src/auth/", "src/auth/login.py", True),
    ("./src/auth", "src/auth", True),
    ("src/*.py", "src/a.py", True),
    ("src/*.py", "src/deep/a.py", False),
    ("src/**/a.py", "src/a.py", True),
    ("src/**/a.py", "src/x/y/a.py", True),
    ("**/a.py", "a.py", True),
    ("a.py", "deep/a.py", True),
    ("*.go", "sweep/sweeper.go", True),
    ("s?eep", "sweep/x", True),
    ("[st]weep/x", "sweep/x", True),
    ("[!s]weep/x", "sweep/x", False),
    ("a[b", "a[b", True),
    ("a.b", "aXb", False),
])  # fmt: skip
def test_globs(glob: str, path: str, expected: bool) -> None:
    piece = replace(PIECE, kind="File", title=path, body="")
    assert Matcher(Query(file=glob)).scan(piece) is expected


def test_a_glob_that_is_none_is_wrong_usage() -> None:
    for glob in ("[?-.]", "x" * 1001):
        with pytest.raises(UsageError, match="--file"):
            Matcher(Query(file=glob))


def test_the_files_that_a_piece_names() -> None:
    named = query.paths(PIECE)
    assert {"src/auth/login.py", "Makefile", "sweep/sweeper.go"} <= set(named)
    assert query.paths(replace(PIECE, kind="File", title="LICENSE", body=""))[0] == "LICENSE"
    assert query.paths(replace(PIECE, body="nothing and/or 3.5 e.g. here")) == ["and/or", "e.g"]


@given(st.text("ab/.*?[]!^-\\", max_size=12), st.text("ab/.-", min_size=1, max_size=12))
def test_what_stands_in_a_text_that_fits_is_no_more_than_true(glob: str, path: str) -> None:
    """An index may skip texts without it."""
    try:
        matcher = Matcher(Query(file=glob or "a"))
    except UsageError:  # a range that goes backwards
        return
    piece = replace(PIECE, kind="File", title=path, body="")
    if matcher.scan(piece):
        assert matcher.literal_of_file in path


@pytest.mark.parametrize(("change", "expected"), [
    ({"kinds": ("Decision", "Tried")}, True),
    ({"kinds": ("Tried",)}, False),
    ({"author": "ALICE"}, True),
    ({"author": "ali"}, False),
    ({"since": 1768483800}, True),
    ({"since": 1768483801}, False),
    ({"session": "fix-sweep-12345678"}, True),
    ({"session": "fix-sweep"}, True),
    ({"session": "12345678"}, True),
    ({"session": "fix"}, False),
    ({"pattern": "^- Rat.*fix$"}, True),
    ({"pattern": "check\n- Rationale"}, True),
    ({"pattern": "rationale"}, False),
])  # fmt: skip
def test_filters(change: dict[str, object], expected: bool) -> None:
    assert Matcher(replace(Query(), **change)).scan(PIECE) is expected


@pytest.mark.parametrize(
    "pattern", ["(", "a{99999999999}", "x" * 1001, "(?P<a>b)(?P<a>c)", "(" * 500]
)
def test_a_pattern_that_is_none_is_wrong_usage(pattern: str) -> None:
    with pytest.raises(UsageError):
        Matcher(Query(pattern=pattern))


def test_kinds_are_named_in_any_case() -> None:
    assert query.kind_of("dEcision") == "Decision"
    with pytest.raises(UsageError) as wrong:
        query.kind_of("decisions")
    assert "Decision, Tried" in wrong.value.hint


def test_a_snippet_shows_what_fits_in_a_long_line() -> None:
    long = f"{'before ' * 30}needle{' after' * 30}"
    [line] = query.snippet(Matcher(Query(words=("needle",))), replace(PIECE, body=long), 40)
    assert len(line) <= 40
    assert "needle" in line
    assert line[0] == line[-1] == "…"


def test_a_snippet_shows_the_first_line_where_none_fits() -> None:
    matcher = Matcher(Query(words=("lock",)))
    assert query.snippet(matcher, PIECE, 80) == ["- Rationale: simplest fix"]
    assert query.snippet(matcher, replace(PIECE, body=""), 80) == []


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_has_the_words_that_any_text_has(text: str) -> None:
    assert query.words(text) == query.words(f"{text} é")[:-1]
