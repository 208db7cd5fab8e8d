"""JSON without ``json`` is the same JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import wire

TEXTS = st.text()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_what_a_program_wrote_is_read(value: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert wire.read(f"\ufeff \r\n{text}\t\n") == value


@given(st.text() | VALUES.map(json.dumps).flatmap(lambda t: st.just(t[:-1]) | st.just(t + "]")))
def test_what_json_refuses_is_refused(text: str) -> None:
    try:
        wanted = json.loads(text.strip(wire.BLANKS))
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            wire.read(text)
    else:
        assert repr(wire.read(text)) == repr(wanted)


def test_a_pile_of_brackets_is_no_json() -> None:
    with pytest.raises(ValueError, match="no JSON"):
        wire.read("[" * 1_000_000)


@given(st.recursive(TEXTS, lambda inner: st.dictionaries(TEXTS, inner), max_leaves=9))
def test_what_is_written_is_what_json_writes(value: str | dict[str, object]) -> None:
    assert wire.written(value) == json.dumps(value)
