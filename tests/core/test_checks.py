"""What can be wrong with the text of a document."""

from __future__ import annotations

import pytest
from conftest import dedent
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import checks, document
from git_session.core.document import Document
from git_session.core.steps import MARK

HEAD = "---\nid: x\nshortname: y\nstatus: active\n---\n"
LINES = st.lists(
    st.sampled_from([
        "## Progress", "### Completed", "### In Progress", "### Remaining", "## Notes", "```",
        f"- [ ] a {MARK}", f"- [x] b {MARK}", f"* [ ] c{MARK}", f"- d \\{MARK}", f"  {MARK}",
        f"- [ ] e {MARK}  ", "- [ ] f", "text", "", f"- {MARK}",
    ]),
    max_size=12,
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n"])


def doc(text: str) -> Document:
    return document.read(text, "x.md")


@given(LINES, ENDS)
def test_with_one_mark_there_is_none_too_many(lines: list[str], end: str) -> None:
    old = doc(HEAD + end.join(lines))
    found = checks.surplus_marks(old)
    new = checks.with_one_mark(old)
    assert checks.surplus_marks(new) == []
    before, after = old.text.split("\n"), new.text.split("\n")
    differ = [at for at, pair in enumerate(zip(before, after, strict=True), 1) if len({*pair}) > 1]
    assert differ == found, "exactly the lines that were named are others now"
    assert all(MARK in before[at - 1] and MARK not in after[at - 1] for at in found)
    assert document.progress(new)[2] == document.progress(old)[2], "the current step is the same"


def test_the_first_open_step_that_is_marked_counts() -> None:
    text = HEAD + dedent(f"""
        # Session: Y

        ## Progress
        ### Completed
        - [x] a {MARK}
        ### In Progress
        - [ ] b
        - [ ] c {MARK}
        ### Remaining
        - [ ] d {MARK}
    """)
    assert checks.surplus_marks(doc(text)) == [10, 15]
    assert checks.with_one_mark(doc(text)).text.count(MARK) == 1
    assert document.progress(checks.with_one_mark(doc(text)))[2] == "c"


@pytest.mark.parametrize("body", ["", "## Progress\n", f"## Notes\n- {MARK}\n- {MARK}\n"])
def test_marks_elsewhere_are_text(body: str) -> None:
    assert checks.surplus_marks(doc(HEAD + body)) == []
    assert checks.with_one_mark(doc(HEAD + body)).text == HEAD + body


@pytest.mark.parametrize(("text", "is_open", "missing"), [
    (HEAD, True, ["created_at", "git_branch"]),
    (HEAD, False, ["created_at"]),
    ("---\n---\n", False, ["id", "shortname", "status", "created_at"]),
    ("---\nid: ''\nshortname:\nstatus: done\ncreated_at: x\ngit_branch:\n---\n", True,
     ["id", "shortname"]),
])  # fmt: skip
def test_keys_that_are_missing_or_empty(text: str, is_open: bool, missing: list[str]) -> None:
    assert checks.missing_keys(doc(text), is_open=is_open) == missing


def test_a_value_that_is_none_is_odd_and_not_missing() -> None:
    odd = doc("---\nshortname: x\nid: {a: b}\nstatus: active\ncreated_at: y\n---\n")
    assert checks.odd_keys(odd) == [("id", 3)]
    assert checks.missing_keys(odd, is_open=False) == []
    assert checks.line_of_key(odd, "status") == 4
    assert checks.line_of_key(odd, "nothing") == 1


@pytest.mark.parametrize(("status", "place"), [
    ("active", "active"), ("paused", "active"), ("completed", "archive"),
    ("abandoned", "archive"), ("done", ""), ("", ""),
])  # fmt: skip
def test_where_a_document_belongs(status: str, place: str) -> None:
    assert checks.belongs_in(doc(f"---\nstatus: {status}\n---\n")) == place
