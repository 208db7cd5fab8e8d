"""What a block says: fields, bullets, text, and the typed entries in its bullets."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import BLOCKS, SCRATCH, block, without_blanks

from git_session.core import grammar
from git_session.core.entries import Body, entries, summary, taken_apart
from git_session.model import KINDS, Block, Entry

Told = tuple[str, str, dict[str, str], tuple[str, ...], str]


def told(entry: Entry) -> Told:
    """Kind, title, fields, bullets and text."""
    return entry.kind, entry.title, dict(entry.fields), entry.bullets, entry.text


BODIES = [
    ("nothing", "", Body((), "")),
    ("text", "a\n\nb", Body((), "a\n\nb")),
    ("bullets of three kinds", "- a\n* b\n+ c", Body(("a", "b", "c"), "")),
    ("no bullets", "-a\n*b*\n1. c", Body((), "-a\n*b*\n1. c")),
    ("nested ones", "- a\n  - b\n    - c\n- d", Body(("a\n- b\n  - c", "d"), "")),
    ("a tab", "- a\n\t- b", Body(("a\n- b",), "")),
    ("one blank", "- a\n b", Body(("a\nb",), "")),
    ("a blank line within", "- a\n\n  b\n\n- c", Body(("a\n\nb", "c"), "")),
    ("code in a bullet", "- a\n  ```\n  - b\n  ```\n- c", Body(("a\n```\n- b\n```", "c"), "")),
    ("text around", "x\n- a\ny\n- b\n\nz", Body(("a", "b"), "x\n\ny\n\nz")),
    ("code is text", "- a\n```\n- b\n\n  c\n```\n- d", Body(("a", "d"), "```\n- b\n\n  c\n```")),
    ("indented text", "    a\n- b", Body(("b",), "    a")),
]


@pytest.mark.parametrize(("body", "found"), [c[1:] for c in BODIES], ids=[c[0] for c in BODIES])
def test_a_body_is_taken_apart(body: str, found: Body) -> None:
    assert taken_apart(body) == found


FIELDS = [
    ("a field", "- Rationale: simpler", {"rationale": "simpler"}, ()),
    ("its blanks go", "-  Waiting on :   Bob", {"waiting on": "Bob"}, ()),
    ("one without a value", "- Outcome:", {"outcome": ""}, ()),
    ("one of several lines", "- How: a\n  b\n\n    c", {"how": "a\nb\n\n  c"}, ()),
    ("one that begins below", "- How:\n  a\n  b", {"how": "a\nb"}, ()),
    ("a colon in the value", "- How: a: b", {"how": "a: b"}, ()),
    ("letters of any script", "- Größe: 3", {"größe": "3"}, ()),
    ("an address", "- https://example.com", {}, ("https://example.com",)),
    ("a time", "- 14:30: b", {}, ("14:30: b",)),
    ("a code span", "- `a`: b", {}, ("`a`: b",)),
    ("no blank behind", "- a:b", {}, ("a:b",)),
    ("thirty letters", f"- {'k' * 30}: v", {"k" * 30: "v"}, ()),
    ("one too many", f"- {'k' * 31}: v", {}, (f"{'k' * 31}: v",)),
    ("two lines before the colon", "- a\n  b: c", {}, ("a\nb: c",)),
]


@pytest.mark.parametrize(
    ("body", "fields", "bullets"), [c[1:] for c in FIELDS], ids=[c[0] for c in FIELDS]
)
def test_bullets_with_a_key_are_fields(
    body: str, fields: dict[str, str], bullets: tuple[str, ...]
) -> None:
    assert told(entries(block("a", body, "Note"))[0]) == ("Note", "a", fields, bullets, "")


TYPED: list[tuple[str, list[Told]]] = [
    ("- Blocked on: Redis", [("Blocker", "Redis", {}, (), "")]),
    ("- ROOT CAUSE: a float", [("Discovery", "a float", {}, (), "")]),
    ("- Decision: a\n  - Rationale: b", [("Decision", "a", {"rationale": "b"}, (), "")]),
    ("- Tried: a\n  and b\n  - c\n\n  d", [("Tried", "a and b", {}, ("c",), "d")]),
    ("- Next:\n  - a\n  - b", [("Next", "a", {}, (), ""), ("Next", "b", {}, (), "")]),
    ("- Done: a\n- next: b", [("Done", "a", {}, (), ""), ("Next", "b", {}, (), "")]),
    ("- Done:", []),
    ("- Next:\n  ```\n  a\n  ```", []),
    ("- Blocker: a", []),
    (
        "- Chose A over B for C",
        [
            (
                "Decision",
                "A over B",
                {"choice": "A", "options": "A; B", "rationale": "C"},
                (),
                "",
            )
        ],
    ),
    (
        "- chose İ over a\n  b",
        [("Decision", "İ over a b", {"choice": "İ", "options": "İ; a b"}, (), "")],
    ),
    (
        "- Chose A over B\n  - c",
        [("Decision", "A over B", {"choice": "A", "options": "A; B"}, (), "- c")],
    ),
    ("- Chose A", []),
    ("- Chosen over B", []),
    ("Next: a", []),
]


@pytest.mark.parametrize(("body", "found"), TYPED, ids=[body for body, _ in TYPED])
def test_bullets_of_a_block_without_a_kind_are_entries_too(body: str, found: list[Told]) -> None:
    one = block("a", body)
    own, *others = entries(one)
    assert (own.kind, own.title) == ("Progress", "a")
    assert [told(entry) for entry in others] == found
    assert {(entry.when, entry.author) for entry in others} <= {(one.when, "alice")}
    assert len(entries(block("a", body, "Note"))) == 1, "a block with a kind says one thing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_that_of_the_entry(kind: str) -> None:
    assert [entry.kind for entry in entries(block(kind=kind))] == [kind]


@given(SCRATCH, SCRATCH, st.sampled_from(("", "Decision", "Note")))
@example("```\n- x\n## 14:30 - y", "```\na\n```", "Decision")
@example("  code\n more", "\n \n x", "")
@example("- By: eve", "Options: a", "")
def test_a_field_gives_its_text_back(first: str, second: str, kind: str) -> None:
    body = "\n".join([grammar.bullet("One", first), grammar.bullet("Two", second)])
    one = block("a", body, kind)
    assert grammar.parse(
        grammar.render(one, "bob"), author="bob", day=None, zone=None, fallback=one.when
    ) == [one]
    assert entries(one)[0].fields == (("one", grammar.clean(first)), ("two", grammar.clean(second)))


@given(
    SCRATCH.map(grammar.clean).filter(lambda text: text.strip() and text[0] not in " \t\x0b\x0c")
)
@example("```\n- x")
def test_a_free_bullet_gives_its_text_back(text: str) -> None:
    found = taken_apart(block("a", f"- x\n- {grammar.indented(text)}\n- y").body)
    assert found == Body(("x", text, "y"), "")


@given(BLOCKS)
def test_the_own_entry_holds_all_of_the_body(one: Block) -> None:
    own = entries(one)[0]
    said = [f"{key} {value}" for key, value in own.fields]
    kept = sorted(without_blanks(" ".join([*said, *own.bullets, own.text]).lower()))
    for letter in set(without_blanks(one.body.lower())) - set("-*+:"):
        assert kept.count(letter) == without_blanks(one.body.lower()).count(letter)


def test_a_summary_is_one_line() -> None:
    one = block("a", "x\n- Rationale: b\n  c\n- d", "Decision")
    assert summary(entries(one)[0]) == "Decision: a; rationale: b c; d; x"
    assert summary(entries(block("a", "- b"))[0]) == "a; b"


def test_large_bodies_cost_linear_time() -> None:
    texts = ["- a\n" * 100_000, "- a\n" + "  b\n" * 200_000, "x\n- a\n" * 50_000, "\n" * 300_000]
    texts += ["- Next:\n" + "  - a\n" * 100_000, "- Chose " + "a over " * 100_000]
    start = time.process_time()
    for text in texts:
        entries(block("a", text))
    assert time.process_time() - start < 10
