"""Text inside Markdown stays text, whatever it holds; judged by a Markdown parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from git_session.core import inert

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = [*"\\`*_[]<>&~|$#+-=>:.)(!@ \t\n12ab", "```", "~~~", "<b>", "&amp;", "@bob", "#1", "---"]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
PLAIN = {"inline", "paragraph_open", "paragraph_close"}
WORDS = {"text", "softbreak", "hardbreak", "text_special"}


def shown(markdown: str) -> tuple[set[str], str]:
    """The kinds of token that a parser sees, and the text that a reader sees."""
    tokens = PARSER.parse(markdown)
    inner = [child for token in tokens for child in token.children or []]
    told = ("text", "text_special")
    text = "\n".join(
        "".join(child.content if child.type in told else "\n" for child in token.children or [])
        for token in tokens
    )
    return {token.type for token in tokens} | {child.type for child in inner}, text


def words(text: str) -> list[str]:
    return text.replace(inert.JOINER, "").split()


@given(HOSTILE)
def test_a_line_is_words_and_nothing_else(text: str) -> None:
    kinds, seen = shown(inert.inline(text))
    assert kinds <= PLAIN | WORDS
    assert words(seen) == words(text)


@given(HOSTILE, st.sampled_from(["", "  "]))
def test_a_text_stays_below_its_item(text: str, indent: str) -> None:
    before = "- x\n\n" if indent else ""
    kinds, seen = shown(f"{before}{inert.block(text, indent)}")
    items = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
    assert kinds <= PLAIN | WORDS | (items if indent else set()) | {"fence"}
    if "fence" not in kinds:
        assert words(seen) == [*(["x"] if indent else []), *words(text)]


def test_code_stays_code_in_a_longer_fence() -> None:
    text = "see\n```sh\nrm -rf @all\n````\n<b>"
    [fence] = PARSER.parse(inert.block(text, ""))
    assert (fence.type, fence.content) == ("fence", f"{text}\n")


@pytest.mark.parametrize(("text", "told"), [
    ("ask @bob", "ask @\u2060bob"),
    ("fixes #12", "fixes #\u206012"),
    ("a/b#1", "a/b#\u20601"),
    ("GH-7", "GH-\u20607"),
    ("x-1 a@ # b", "x-1 a@ # b"),
])  # fmt: skip
def test_nobody_is_called_and_no_issue_closed(text: str, told: str) -> None:
    assert inert.inline(text) == told
