"""Entries: fields come back as they were noted, and bullets say what they are about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core.entries import entries, kinds, summary
from git_session.core.grammar import bullet, clean, made, parse, render
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    KINDS,
    NEXT,
    NOTE,
    PROGRESS,
    TRIED,
    Block,
    Entry,
)

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LINES = [
    "a",
    "",
    " ",
    "  code",
    "\tx",
    "- b",
    "- Key: c",
    "```",
    "  ~~~",
    "## 14:30 - x",
    "- By: y",
]
VALUES = st.one_of(st.text(), st.lists(st.sampled_from(LINES)).map("\n".join))
KEYS = st.sampled_from(["Rationale", "Waiting on", "By", "Ключ", "next", "Decision"])


def noted(body: str, kind: str = "") -> Block:
    return made(NOON, kind, "title", "alice", body)


def entry(kind: str, title: str, **more: object) -> Entry:
    return Entry(NOON, kind, title, "alice", **more)  # type: ignore[arg-type]  # of each field's own


@given(st.lists(st.tuples(KEYS, VALUES), max_size=4), st.sampled_from(["", NOTE]))
def test_a_field_comes_back_whatever_its_text(pairs: list[tuple[str, str]], kind: str) -> None:
    lines = ["- first", *(bullet(key, value) for key, value in pairs), "", "last"]
    block = noted("\n".join(lines), kind)
    again = parse(render(block, "alice"), author="alice", day=None, zone=UTC, fallback=NOON)
    assert again == [block]
    own = entries(block)[0]
    assert own.fields == tuple((key.lower(), clean(value)) for key, value in pairs)
    assert (own.bullets, own.text) == (("first",), "last")


@given(VALUES, st.sampled_from(["", *KINDS]))
def test_any_body_can_be_taken_apart(body: str, kind: str) -> None:
    block = noted(body, kind)
    found = entries(block)
    assert all(one.title for one in found)
    assert all("\n" not in summary(one) for one in found)
    values = [value for _, value in found[0].fields]
    words = " ".join([*values, *found[0].bullets, found[0].text])
    assert words.count("code") == block.body.count("code")


BODIES = [
    ("nothing", "", {}),
    ("text", "one\n\ntwo", {"text": "one\n\ntwo"}),
    ("bullets of all marks", "- a\n* b\n+ c", {"bullets": ("a", "b", "c")}),
    ("a field", "- Files: a.go", {"fields": (("files", "a.go"),)}),
    ("a field without a value", "- Files:", {"fields": (("files", ""),)}),
    ("a field with tabs", "- Files:\ta.go", {"fields": (("files", "a.go"),)}),
    ("a list in a field", "- Options:\n  - a\n  - b", {"fields": (("options", "- a\n- b"),)}),
    ("a long field", "- Why: a\n  b\n\n  c", {"fields": (("why", "a\nb\n\nc"),)}),
    ("fields twice", "- A: b\n- A: c", {"fields": (("a", "b"), ("a", "c"))}),
    ("an address", "- https://x.y", {"bullets": ("https://x.y",)}),
    ("a path", "- a/b.py: c", {"bullets": ("a/b.py: c",)}),
    ("a time", "- 14:30 x", {"bullets": ("14:30 x",)}),
    ("a sentence", f"- {'so ' * 11}long: x", {"bullets": (f"{'so ' * 11}long: x",)}),
    ("no key", "- : x", {"bullets": (": x",)}),
    ("nested bullets", "- a\n  - b\n\t- c\n - d\n- e", {"bullets": ("a\n- b\n- c\n- d", "e")}),
    ("code in a bullet", "- a\n  ```\n  - b\n  ```\n- c", {"bullets": ("a\n```\n- b\n```", "c")}),
    ("an open fence in one", "- a\n  ```\n- b", {"bullets": ("a\n```", "b")}),
    ("code", "- a\n```\n- b\n  c\n```\n- d", {"bullets": ("a", "d"), "text": "```\n- b\n  c\n```"}),
    ("text between", "x\n- a\n\ny\n- b\nz", {"bullets": ("a", "b"), "text": "x\n\ny\n\nz"}),
    ("no bullet", "-a\n**b**", {"text": "-a\n**b**"}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "parts"), [c[1:] for c in BODIES], ids=[c[0] for c in BODIES])
def test_a_body_has_fields_bullets_and_text(body: str, parts: dict[str, object]) -> None:
    assert entries(noted(body, NOTE)) == [entry(NOTE, "title", **parts)]


def chose(title: str, *fields: tuple[str, str], text: str = "") -> Entry:
    return entry(DECISION, title, fields=fields, text=text)


TYPED = [
    ("a blocker", "Blocked on: Redis", [entry(BLOCKER, "Redis")]),
    ("in any case", "bLOCKED ON: Redis", [entry(BLOCKER, "Redis")]),
    ("a cause", "Root cause: float", [entry(DISCOVERY, "float")]),
    ("a decision", "Decision: Lock", [entry(DECISION, "Lock")]),
    ("what was tried", "Tried: HS256", [entry(TRIED, "HS256")]),
    ("what is next", "Next: docs", [entry(NEXT, "docs")]),
    ("what is done", "Done: docs", [entry(DONE, "docs")]),
    ("on two lines", "Tried: a\n  b", [entry(TRIED, "a b")]),
    ("below its name", "Tried:\n  a", [entry(TRIED, "a")]),
    ("with more", "Tried: a\n  - Outcome: b\n  - c\n\n  d",
     [entry(TRIED, "a", fields=(("outcome", "b"),), bullets=("c",), text="d")]),
    ("with code", "Tried: a\n  ```\n  b\n  ```", [entry(TRIED, "a", text="```\nb\n```")]),
    ("code only", "Tried:\n  ```\n  b\n  ```", []),
    ("a list", "Next:\n  - a\n    x\n  - b", [entry(NEXT, "a x"), entry(NEXT, "b")]),
    ("a list in a list", "Next: - - a", [entry(NEXT, "- a")]),
    ("an empty one", "Next:", []),
    ("no name of ours", "Note: x", []),
    ("a choice", "Chose A over B for C",
     [chose("A over B", ("choice", "A"), ("options", "A; B"), ("rationale", "C"))]),
    ("a choice with more", "chose A for x\n  over B for C for D\n\n  text",
     [chose("A for x over B", ("choice", "A for x"), ("options", "A for x; B"),
            ("rationale", "C for D"), text="text")]),
    ("a choice without a reason", "Chose A over B",
     [chose("A over B", ("choice", "A"), ("options", "A; B"))]),
    ("half a choice", "Chose A", []),
    ("no choice", "Chose over B", []),
    ("no other", "Chose A over ", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [c[1:] for c in TYPED], ids=[c[0] for c in TYPED])
def test_bullets_of_a_block_without_a_kind_are_entries_too(text: str, found: list[Entry]) -> None:
    block = noted(f"- {text}")
    own, *others = entries(block)
    assert (own.kind, own.title) == (PROGRESS, "title")
    assert others == found
    assert len(entries(noted(f"- {text}", NOTE))) == 1


SUMMARIES = [
    (entry(PROGRESS, "Added tests"), "Added tests"),
    (entry(DECISION, "A", fields=(("rationale", "b\nc"),)), "Decision: A; rationale: b c"),
    (entry(PROGRESS, "A", bullets=("b", "c\n- d"), text="e\n\nf"), "A; b; c - d; e f"),
]


@pytest.mark.parametrize(("one", "line"), SUMMARIES)
def test_an_entry_has_one_line(one: Entry, line: str) -> None:
    assert summary(one) == line


def test_the_last_field_of_a_name_counts() -> None:
    own = entries(noted("- A: b\n- A: c"))[0]
    assert (own.field("x", "a"), own.field("x")) == ("c", "")


def test_deep_nesting_does_no_harm() -> None:
    assert len(entries(noted("- Next: " + "- " * 100_000 + "x"))) == 2


@given(st.sampled_from(["", *KINDS]), VALUES)
def test_the_kinds_are_those_of_the_entries(kind: str, body: str) -> None:
    block = made(NOON, kind, "title", "alice", f"- Decision: a\n- Tried: b\n{body}")
    assert kinds(block) == tuple(dict.fromkeys(entry.kind for entry in entries(block)))
