"""The examples of docs/format.md are true."""

from __future__ import annotations

import itertools
import json
import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from conftest import ROOT

from git_session.core import frontmatter, grammar, journal, markdown, moments, naming
from git_session.core.entries import entries
from git_session.model import Block

PAGE = (ROOT / "docs/format.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^(`{3,})(\w+) ?(.*)\n((?:.*\n)*?)\1$", re.MULTILINE)
EXAMPLES = [(kind, name, text) for _, kind, name, text in EXAMPLE.findall(PAGE)]
SCRATCH = [
    (name, text, json.loads(after[2]))
    for (kind, name, text), after in itertools.pairwise(EXAMPLES)
    if kind == "scratch"
]
JOURNALS = [(name, text) for kind, name, text in EXAMPLES if kind == "journal"]


def told(block: Block) -> dict[str, Any]:
    """A block in the words of the page's examples."""
    said = [
        {
            "kind": entry.kind,
            "title": entry.title,
            "fields": [list(field) for field in entry.fields],
            "bullets": list(entry.bullets),
            "text": entry.text,
        }
        for entry in entries(block)
    ]
    when = {"when": moments.iso(block.when), "identity": grammar.identity(block), "entries": said}
    return {**block.__dict__, **when}


@pytest.mark.parametrize(("name", "text", "expected"), SCRATCH)
def test_scratch_is_read_as_the_page_says(
    name: str, text: str, expected: list[dict[str, Any]]
) -> None:
    day = moments.day_in_name(name)
    assert day is not None
    blocks = grammar.parse(
        text,
        author=naming.author_of(name),
        day=day,
        zone=UTC,
        fallback=datetime.combine(day, time(), UTC),
    )
    assert len(blocks) == len(expected)
    for block, example in zip(blocks, expected, strict=True):
        same = {key: value for key, value in told(block).items() if key in example}
        if "when" in example:
            same["when"] = example["when"]
            assert block.when == moments.parse_iso(example["when"])
        assert same == example


@pytest.mark.parametrize(("name", "text"), JOURNALS)
def test_a_journal_is_written_and_named_as_the_page_says(name: str, text: str) -> None:
    found = journal.parse(text, name)
    assert journal.render(found) == text
    assert journal.file_name(found) == name


def test_the_document_has_keys_and_sections_in_their_order() -> None:
    [text] = [text for kind, _, text in EXAMPLES if kind == "document"]
    front = frontmatter.scan(text, "document")
    keys = [item.key for item in front.items]
    assert keys == [key for key in frontmatter.ORDER if key in keys]
    assert all(item.ok for item in front.items)
    named = ", ".join(f"`{key}`" for key in frontmatter.ORDER)
    assert named in " ".join(PAGE.split()), "the page lists every key"
    titles = [one.title for one in markdown.sections(text, front.body_start) if one.level == 2]
    assert titles[0] == "TL;DR (Read This First)"
    assert titles[1:] == [
        "Context",
        "Progress",
        "Decisions",
        "Tried",
        "Discoveries",
        "Blockers",
        "Next Steps",
        "Files",
        "Commits",
    ]


def test_no_example_is_left_out() -> None:
    kinds = [kind for kind, _, _ in EXAMPLES]
    assert kinds == ["scratch", "json"] * 3 + ["journal"] * 2 + ["document"]
