"""``prettyjson`` writes the bytes that ``json.dump`` writes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import prettyjson

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.dates()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.none(), inner)
    ),
    max_leaves=30,
)
INDENTS = ("\n", "\n  ", "\n      ")


@given(VALUES)
def test_it_is_what_the_standard_library_writes(value: object) -> None:
    for quoted, ascii_only in ((prettyjson.escaped, True), (prettyjson.as_it_is, False)):
        plain = json.dumps(value, indent=2, default=str, ensure_ascii=ascii_only)
        assert "".join(prettyjson.pieces(value, quoted)) == plain
        for indent in INDENTS:
            assert prettyjson.text(value, indent, quoted) == plain.replace("\n", indent)


@given(st.lists(VALUES, max_size=3))
def test_an_iterator_is_a_list(values: list[object]) -> None:
    for wrap in (lambda rows: rows, lambda rows: {"rows": rows, "more": 1}):
        told = "".join(prettyjson.pieces(wrap(iter(values))))
        assert told == json.dumps(wrap(values), indent=2, default=str)


@pytest.mark.parametrize("value", [[{"a": [1, 2]}] * 3, {"rows": [{"a": "x"}] * 3, "more": True}])
def test_rows_come_one_by_one(value: object) -> None:
    assert max(map(len, prettyjson.pieces(value))) < len(json.dumps(value, indent=2)) / 2
