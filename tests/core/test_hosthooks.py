"""Our entries in settings of hosts: in once, out again, and nobody else's touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import hosthooks
from git_session.core.hosthooks import Entry
from git_session.errors import BadText


def group(word: str, matcher: str = "") -> dict[str, object]:
    """A group of hooks in the shape of Claude Code."""
    hook = {"type": "command", "command": hosthooks.command("claude", word), "timeout": 10}
    return {**({"matcher": matcher} if matcher else {}), "hooks": [hook]}


ENTRIES = (
    Entry(("hooks", "SessionStart"), group("session-start")),
    Entry(("hooks", "PostToolUse"), group("tool-used", "Read|Edit")),
)
THEIRS = {"matcher": "Bash", "hooks": [{"type": "command", "command": "lint"}]}
SETTINGS = [
    {},
    {"model": "x"},
    {"hooks": {"Stop": [THEIRS]}, "model": "x"},
    {"hooks": {"PostToolUse": [THEIRS, THEIRS]}},
]


@pytest.mark.parametrize("indent", [None, 2, 4, "\t"])
@pytest.mark.parametrize("settings", SETTINGS)
def test_in_and_out_again(settings: dict[str, object], indent: int | str | None) -> None:
    text = json.dumps(settings, indent=indent) + "\n"
    after = hosthooks.add(text, "x", ENTRIES, ())
    told = json.loads(after)
    assert told["hooks"]["SessionStart"] == [ENTRIES[0].value]
    assert told["hooks"]["PostToolUse"][-1] == ENTRIES[1].value
    assert hosthooks.add(after, "x", ENTRIES, ()) == after
    assert hosthooks.remove(after, "x") == text


def test_an_empty_file_becomes_an_object_with_what_it_needs() -> None:
    told = json.loads(hosthooks.add("", "x", ENTRIES, [("version", 1)]))
    assert list(told) == ["hooks", "version"]


def test_an_older_entry_of_ours_is_replaced() -> None:
    old = hosthooks.add("{}\n", "x", [Entry(("hooks", "Stop"), group("turn-end"))], ())
    told = json.loads(hosthooks.add(old, "x", ENTRIES, ()))
    assert sorted(told["hooks"]) == ["PostToolUse", "SessionStart"]


def test_what_a_person_put_into_our_group_stays() -> None:
    mixed = group("turn-end")
    mixed["hooks"] = [*THEIRS["hooks"], *mixed["hooks"]]  # type: ignore[misc]
    text = json.dumps({"hooks": {"Stop": [mixed]}}, indent=2)
    assert json.loads(hosthooks.remove(text, "x")) == {
        "hooks": {"Stop": [{"hooks": THEIRS["hooks"]}]}
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [("[\n]", 1), ('{\n"hooks": []}', 2), ('{"hooks":\n{"SessionStart": {}}}', 2), ("{", 1)],
)
def test_what_has_another_shape_is_refused_by_line(text: str, line: int) -> None:
    with pytest.raises(BadText, match=f"^a.json:{line}: "):
        hosthooks.add(text, "a.json", ENTRIES, ())


JSON = st.recursive(
    st.booleans() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6).filter(lambda key: key != "hooks"), JSON, max_size=4),
       st.sampled_from([None, 2, "\t"]))  # fmt: skip
def test_whatever_else_is_there_comes_back(value: dict[str, object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    after = hosthooks.add(text, "x", ENTRIES, ())
    assert {**value, "hooks": json.loads(after)["hooks"]} == json.loads(after)
    assert hosthooks.remove(after, "x") == text
