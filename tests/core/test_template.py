"""A template of one's own: whatever it says, a document can be made of it and read again."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from git_session.core import document, fold
from git_session.core.document import Facts

FACTS = Facts(
    id="019abc12-3456-7def-8901-234567890abc",
    shortname="port",
    label="session-20260115-100000",
    created=datetime(2026, 1, 15, 10, 0, tzinfo=UTC),
    branch="main",
    head="9f3c2ab0" * 5,
    base="main",
    author="alice",
    client="",
    goal="Move the port",
    steps=("Ask", "Move"),
    key_files=("a.py",),
    key_context=("Lock order",),
)
WORDS = """
    {{ }} {{goal}} {{title}} {{steps}} # ## ### - [ ] ``` ~~~ --- | : Progress Context
    **Objective**: é
""".split()  # noqa: SIM905 - words read better
PIECES = st.sampled_from([*WORDS, "\r\n", "\n", "\ufeff", "\x1b"])
OWN = st.lists(PIECES | st.text(max_size=5), min_size=1, max_size=20).map(" ".join)
LINES = st.lists(PIECES | st.text(max_size=9), min_size=1, max_size=12).map("\n".join)


@given(OWN | LINES)
def test_whatever_a_template_says_it_makes_a_document(own: str) -> None:
    doc = document.new(FACTS, own)
    assert document.read(doc.text, "a.md").values() == document.new(FACTS).values()
    again = fold.fold(doc, [fold.begun_block(FACTS)])
    assert again.get("shortname") == "port"
    assert sum(step.current for step in document.steps(doc)) <= 1
