"""Decision records: read as people write them, written so that they come back."""

from __future__ import annotations

import time

import pytest
from conftest import dedent
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import adr, grammar, markdown
from git_session.core.adr import Adr, parse, render

NYGARD = dedent("""
    # 9. Use Postgres

    Date: 2016-02-12

    ## Status

    Superceded by [12. Use MySQL](0012-use-mysql.md)

    Supersedes [3. Use files](0003-use-files.md)

    ## Context

    Files are slow.

    ## Decision

    We will use Postgres.

    ## Consequences

    Somebody has to run it.
""")
MADR = dedent("""
    ---
    status: "superseded by [ADR-0005](0005-example.md)"
    date: 2024-03-01
    decision-makers: Alice, Bob
    consulted: ops
    ---

    # Use plain Markdown

    ## Context and Problem Statement

    How do we write down decisions?

    ## Considered Options

    * MADR
    * Nygard
      with more words

    ## Decision Outcome

    Chosen option: "MADR", because it is lean.

    ### Consequences

    * Good, because everybody can read it
    * Bad, because it is long

    ### Confirmation

    Look at it.

    ## Pros and Cons of the Options

    ### MADR

    * Good
""")
OLD_MADR = dedent("""
    # Use cents

    * Status: accepted
    * Deciders: alice, bob
    * Date: 2020-01-15

    Technical Story: shop#12

    ## Considered Options

    1. floats
    2. cents

    ## Decision Outcome

    cents

    ### Positive Consequences

    * exact

    ### Negative Consequences

    * longer
""")


def test_a_record_of_nygards_kind() -> None:
    assert parse(NYGARD, "doc/adr/0009-use-postgres.md") == Adr(
        title="Use Postgres",
        id="ADR-009",
        date="2016-02-12",
        status="superseded",
        context="Files are slow.",
        decision="We will use Postgres.",
        consequences=("Somebody has to run it.",),
        superseded_by="ADR-012",
        rest="Status: Supersedes [3. Use files](0003-use-files.md)",
    )


def test_a_record_of_madrs_kind() -> None:
    assert parse(MADR, "0001-use-plain-markdown.md") == Adr(
        title="Use plain Markdown",
        id="ADR-001",
        date="2024-03-01",
        status="superseded",
        context="How do we write down decisions?",
        decision="MADR",
        rationale="it is lean.",
        alternatives=("MADR", "Nygard\nwith more words"),
        consequences=("Good, because everybody can read it", "Bad, because it is long"),
        superseded_by="ADR-005",
        deciders=("Alice", "Bob"),
        rest="consulted: ops\n\n### Confirmation\n\nLook at it.\n\n"
        "## Pros and Cons of the Options\n\n### MADR\n\n* Good",
    )


def test_a_record_with_its_facts_below_the_title() -> None:
    assert parse(OLD_MADR, "docs/decisions/use-cents.md") == Adr(
        title="Use cents",
        date="2020-01-15",
        status="accepted",
        decision="cents",
        alternatives=("floats", "cents"),
        consequences=("exact", "longer"),
        deciders=("alice", "bob"),
        rest="Technical Story: shop#12",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("adr-007-use-cents.md", ("use cents", "ADR-007", "")),
        ("0007-use-cents.md", ("use cents", "ADR-007", "")),
        ("2026-01-15-use-cents.md", ("use cents", "", "2026-01-15")),
        ("20260115-use-cents.md", ("use cents", "", "2026-01-15")),
        ("2026-02-30-use-cents.md", ("02 30 use cents", "ADR-2026", "")),
        ("", (adr.UNTITLED, "", "")),
    ],
)
def test_a_name_tells_what_the_text_does_not(name: str, told: tuple[str, str, str]) -> None:
    found = parse("## Decision\ncents\n", name)
    assert (found.title, found.id, found.date) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Accepted", ("accepted", "")),
        ("**Proposed**", ("proposed", "")),
        ("rejected", ("rejected", "")),
        ("superseded by ADR-0123", ("superseded", "ADR-123")),
        ("Superseded by [5. Cents](0005-cents.md)", ("superseded", "ADR-005")),
        ("superseded by the next one", ("superseded", "the next one")),
    ],
)
def test_a_status(written: str, told: tuple[str, str]) -> None:
    for text in (f"# X\n\n## Status\n\n{written}\n", f"# X\n\nStatus: {written}\n"):
        found = parse(text, "")
        assert (found.status, found.superseded_by) == told


def test_what_a_person_changed_below_counts() -> None:
    text = render(parse(MADR, "0001-x.md"))
    changed = text.replace("\nHow do we write down decisions?\n", "\nHow?\n")
    changed = changed.replace("\n- MADR\n", "\n- MADR\n- wiki\n")
    changed = changed.replace("\nsuperseded by ADR-005\n", "\naccepted\n")
    changed = changed.replace("\n# ADR-001: Use plain Markdown\n", "\n# ADR-001: Use Markdown\n")
    found = parse(changed, "0001-x.md")
    assert found.context == "How?"
    assert found.alternatives == ("MADR", "wiki", "Nygard\nwith more words")
    assert found.status == "accepted"
    assert found.title == "Use Markdown"


def test_the_keys_of_json() -> None:
    """S0.20: the names that its records have."""
    told = {
        "id": "ADR-001",
        "date": "2026-01-15",
        "title": "Use cents",
        "context": "floats",
        "decision": "cents",
        "rationale": "exact",
        "alternatives_considered": ["floats", "decimals"],
        "consequences": ["longer"],
        "status": "accepted",
        "superseded_by": "ADR-004",
        "related_sessions": ["session-20260115-140000"],
        "tags": ["money"],
        "extra": {"a": 1},
    }
    found = adr.of_mapping(told)
    assert (found.alternatives, found.consequences) == (("floats", "decimals"), ("longer",))
    assert (found.related_sessions, found.tags) == (("session-20260115-140000",), ("money",))
    assert (found.superseded_by, found.rest) == ("ADR-004", "extra: {'a': 1}")
    assert parse(render(found), "any.md") == found


def test_the_entry_that_a_record_becomes() -> None:
    title, body = adr.decision(parse(OLD_MADR, "x.md"), "docs/decisions/use-cents.md")
    assert title == "Use cents"
    assert body == dedent("""
        - Options: floats; cents
        - Choice: cents
        - Consequences: exact
          longer
        - Status: accepted
        - Deciders: alice, bob
        - ADR: docs/decisions/use-cents.md

        Technical Story: shop#12
    """).rstrip("\n")


def test_what_is_certainly_a_record() -> None:
    assert adr.is_adr(NYGARD, "0009-use-postgres.md")
    assert adr.is_adr(MADR, "x.md")
    assert not adr.is_adr(MADR, "adr-template.md")
    assert not adr.is_adr("# Records\n\n* [1](0001-x.md)\n", "README.md")


LETTERS = st.sampled_from(" \t\n\r#-*+`~1.:|\\[](){}\"'aé€\x00\x1b\u2028\udc80\ufeff")
WORDS = st.text(LETTERS, max_size=40) | st.sampled_from(
    ["## Context", "# X", "---", "```\n# code", "- a\n- b", "Chosen option: x", "ADR-1: x", "1. x"]
)
TEXTS = WORDS.map(grammar.clean)
LINES = WORDS.map(markdown.one_line)
RECORDS = st.builds(
    Adr,
    title=LINES.filter(bool),
    id=st.sampled_from(["", "ADR-001", "ADR-1234"]),
    date=st.sampled_from(["", "2026-01-15"]),
    status=st.sampled_from(["", "rejected", *adr.STATUSES]),
    context=TEXTS,
    decision=TEXTS,
    rationale=TEXTS,
    alternatives=st.lists(TEXTS.filter(bool), max_size=3).map(tuple),
    consequences=st.lists(TEXTS.filter(bool), max_size=3).map(tuple),
    related_sessions=st.lists(LINES.filter(bool), max_size=2, unique=True).map(tuple),
    tags=st.lists(LINES.filter(bool), max_size=2, unique=True).map(tuple),
    deciders=st.lists(LINES.filter(bool), max_size=2, unique=True).map(tuple),
    rest=TEXTS.map(markdown.closed),
)


@given(RECORDS)
def test_what_is_written_comes_back(record: Adr) -> None:
    assert parse(render(record), "0099-other.md") == Adr(
        **{**record.__dict__, "id": record.id or "ADR-099"}
    )


PIECES = st.sampled_from(
    r"""
    ---|# 1. Title|## Status|## Context|## Decision Outcome|### Consequences|## Considered Options
    ### A|## Other|- a|1. b|  more||text|Date: 2020-01-15|* Status: accepted|```|~~~|status: draft
    tags: [a, b]|x: {a: 1}|Superseded by [2. B](0002-b.md)| ## C|Chosen option: "a", because b
    ## More Information
    """.replace("\n    ", "|")
    .strip("|")
    .split("|")
).map(lambda line: f"{line}\n")


@given(st.lists(PIECES | WORDS).map("".join), st.sampled_from(["", "0003-x.md", "2020-01-15-x.md"]))
def test_any_text_is_a_record_and_comes_back(text: str, name: str) -> None:
    found = parse(text, name)
    assert parse(render(found), name) == found


@given(st.lists(PIECES).map("".join))
def test_no_word_is_lost(text: str) -> None:
    """What stands below headings is in the record, in a field of its own or in the rest.

    (A comment in a frontmatter is no word of the record.)
    """
    text = f"# 1. Title\n{text}"
    words = [word for word in ("text", "more", "Other") if word in text.split()]
    told = repr(parse(text, ""))
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("piece", ["# x\n", "## Status\n", "- a\n", "```\n", "[", "a: [\n", "* "])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    began = time.perf_counter()
    render(parse("---\n" + piece * (60_000 // len(piece)), "x.md"))
    assert time.perf_counter() - began < 10


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert parse("# X\n\n" + "x" * adr.LONGEST, "x.md").rest.endswith(
        "\n(longer than 512 KiB: the rest was left out)"
    )
