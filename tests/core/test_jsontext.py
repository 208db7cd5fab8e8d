"""JSON changed in place: what is put in is there, what comes out leaves the rest as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import jsontext
from git_session.errors import BadText

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
LAYOUTS = st.sampled_from([None, 1, 2, 4, "\t"])


@given(VALUES, LAYOUTS)
def test_every_json_is_read(value: object, indent: int | str | None) -> None:
    text = json.dumps(value, indent=indent)
    assert jsontext.plain(text, jsontext.read(text, "x")) == value


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), VALUES, LAYOUTS)
def test_a_member_goes_in_and_comes_out(
    value: dict[str, object], new: object, indent: int | str | None
) -> None:
    value.pop("ours", None)
    text = json.dumps(value, indent=indent)
    after = jsontext.with_child(text, jsontext.read(text, "x"), new, "ours")
    node = jsontext.read(after, "x")
    assert jsontext.plain(after, node) == {**value, "ours": new}
    assert jsontext.without_child(after, node, len(value)) == text


@given(st.lists(VALUES, max_size=4), VALUES, LAYOUTS)
def test_an_element_goes_in_and_comes_out(
    value: list[object], new: object, indent: int | str | None
) -> None:
    text = json.dumps(value, indent=indent)
    after = jsontext.with_child(text, jsontext.read(text, "x"), new)
    node = jsontext.read(after, "x")
    assert jsontext.plain(after, node) == [*value, new]
    assert jsontext.without_child(after, node, len(value)) == text


@given(st.lists(VALUES, min_size=1, max_size=5), st.data(), LAYOUTS)
def test_any_element_may_go(value: list[object], data: st.DataObject, indent: int | None) -> None:
    index = data.draw(st.integers(0, len(value) - 1))
    text = json.dumps(value, indent=indent)
    after = jsontext.without_child(text, jsontext.read(text, "x"), index)
    left = [*value[:index], *value[index + 1 :]]
    assert jsontext.plain(after, jsontext.read(after, "x")) == left


COMMENTED = """\
// settings
{
    "a": [1, 2,], /* both */
    // the hooks
    "hooks": {
        // none yet
    },
}
"""


def test_comments_and_commas_stay_where_they_are() -> None:
    node = jsontext.read(COMMENTED, "x")
    hooks = node.member("hooks")
    assert hooks is not None
    after = jsontext.with_child(COMMENTED, hooks, ["x"], "Stop")
    assert after == COMMENTED.replace(
        "        // none yet\n",
        '        // none yet\n        "Stop": [\n            "x"\n        ]\n',
    )
    again = jsontext.read(after, "x").member("hooks")
    assert again is not None
    assert jsontext.without_child(after, again, 0) == COMMENTED
    more = jsontext.with_child(COMMENTED, node, 1, "b")
    assert more == COMMENTED.replace("    },\n}", '    },\n    "b": 1\n}')


def test_line_ends_are_the_files_own() -> None:
    text = '{\r\n  "a": 1\r\n}\r\n'
    after = jsontext.with_child(text, jsontext.read(text, "x"), 2, "b")
    assert after == '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{", 1),
        ('{\n"a" 1}', 2),
        ('{"a": }', 1),
        ("[1\n2]", 2),
        ("{} x", 1),
        ('{"a\n": 1}', 1),
        ("[nul]", 1),
        ("[,]", 1),
        ("{a: 1}", 1),
        ("/* no end", 1),
        ("[" * 200, 1),
        ('"\\q"', 1),
        ('{"\\q": 1}', 1),
    ],
)
def test_what_is_no_json_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(BadText, match=f"^settings.json:{line}: "):
        jsontext.read(text, "settings.json")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = jsontext.read(text, "x")
    except BadText:
        return
    assert 0 <= node.start < node.end <= len(text)
