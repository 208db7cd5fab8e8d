"""The fast reader of frontmatter, and changes that touch the changed lines only."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from git_session.core import frontmatter, scalars
from git_session.core.frontmatter import scan
from git_session.errors import BadText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.scalars import Value

READ: list[tuple[str, str, Value]] = [
    ("nothing is null", "key:", None),
    ("a tilde is null", "key: ~", None),
    ("null is null", "key: null", None),
    ("a word is text", "key: active", "active"),
    ("a comment is not part of it", "key: active   # or paused", "active"),
    ("only a comment is null", "key: # nothing", None),
    ("a hash without a blank is text", "key: a#b", "a#b"),
    ("true is a boolean", "key: true", True),
    ("FALSE is a boolean", "key: FALSE", False),
    ("digits are a number", "key: 42", 42),
    ("a negative number", "key: -7", -7),
    ("a fraction is a number", "key: 2.25", 2.25),
    ("a leading zero makes it text", "key: 0123", "0123"),
    ("an unquoted hash is text", "key: 123e456", "123e456"),
    ("a very long number is text", f"key: {'9' * 5000}", "9" * 5000),
    ("an unquoted time is text", "key: 2026-01-15T10:00:00+01:00", "2026-01-15T10:00:00+01:00"),
    ("single quotes", "key: 'it''s # here: x'", "it's # here: x"),
    ("double quotes", r'key: "a\tb\"\\ \u00e9\x41 \U0001F600"', 'a\tb"\\ é\x41 😀'),
    ("a quoted number is text", "key: '1234567'  # hash", "1234567"),
    ("an empty list", "key: []", []),
    ("an empty list with a blank", "key: [ ]  # none", []),
    ("a list on one line", "key: [a, 'b, c', \"d]\", 12]", ["a", "b, c", "d]", "12"]),
    ("a list of lines", "key:\n- a\n- 'b'", ["a", "b"]),
    ("an indented list", "key:  # who\n  - a # first\n\n  # second\n  - null", ["a", "null"]),
]

UNREAD: list[tuple[str, str]] = [
    ("a mapping inside", "key: {a: 1}"),
    ("a nested mapping", "key:\n  a: 1"),
    ("a mapping in a list", "key:\n- a: 1"),
    ("a list in a list", "key:\n- - a"),
    ("a list in a list on one line", "key: [[a]]"),
    ("entries at different depths", "key:\n- a\n - b"),
    ("an entry of nothing", "key:\n-"),
    ("a list below a value", "key: 1\n- a"),
    ("a list of nobody", "- a"),
    ("a block text", "key: |\n  text"),
    ("an anchor", "key: &a text"),
    ("an alias", "key: *a"),
    ("a tag", "key: !!str 1"),
    ("a quoted key", "'key': 1"),
    ("a missing blank", "key:value"),
    ("no colon", "key"),
    ("a colon inside", "key: a: b"),
    ("a colon at the end", "key: a:"),
    ("an unclosed quote", "key: 'a"),
    ("an unclosed double quote", 'key: "a'),
    ("text after a quote", "key: 'a' b"),
    ("a comment stuck to a quote", "key: 'a'#b"),
    ("an unknown escape", r'key: "\q"'),
    ("a short escape", r'key: "\u12"'),
    ("an escape beyond unicode", r'key: "\UFFFFFFFF"'),
    ("an unclosed list", "key: [a"),
    ("a list that ends in a comma", "key: [a,"),
    ("an unclosed entry", "key: [a b"),
    ("a map in a list", "key: [a: b]"),
    ("a tab", "key:\ttext"),
    ("a control character", "key: a\x07"),
    ("a byte that is no text", "key: a\udc80"),
    ("a zero width blank", "key: a\u200b"),
    ("a continued line", "key: a\n  b"),
    ("a document end", "key: a\n..."),
]


def document(inner: str, newline: str = "\n", body: str = "# Title\n") -> str:
    lines = ["---", *inner.split("\n"), "---", body]
    return newline.join(lines)


@pytest.mark.parametrize(("inner", "value"), [case[1:] for case in READ], ids=[c[0] for c in READ])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
def test_plain_values_are_read(inner: str, value: Value, newline: str, bom: str) -> None:
    text = bom + document(inner, newline)
    fm = scan(text, "a.md")
    assert frontmatter.get(fm, "key") == value
    assert type(frontmatter.get(fm, "key")) is type(value)
    assert text[fm.body_start :] == "# Title\n"
    assert text[fm.items[0].start : fm.items[0].end] == inner.replace("\n", newline) + newline


@pytest.mark.parametrize("inner", [case[1] for case in UNREAD], ids=[case[0] for case in UNREAD])
def test_what_is_not_plain_is_left_to_the_yaml_library(inner: str) -> None:
    with pytest.raises(BadText, match=r"^a\.md:\d+: the frontmatter is not plain$"):
        scan(document(inner), "a.md")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.md:1: no frontmatter: the first line is not `---`"),
        ("---", "a.md:1: no frontmatter: the first line is not `---`"),
        ("# Title\n", "a.md:1: no frontmatter: the first line is not `---`"),
        ("\x00\x01\udc80", "a.md:1: no frontmatter: the first line is not `---`"),
        ("---\na: 1\n", "a.md:1: the frontmatter is not closed"),
        ("---\na: 1\n----\n", "a.md:1: the frontmatter is not closed"),
        ("---\n" + "a\n" * 99999, "a.md:1: the frontmatter is not closed within 64 KiB"),
        ("---\na: 1\nb: 2\na: 3\n---\n", "a.md:4: the key `a` stands twice"),
        ("---\na: 1\nb: 2\nc\n---\n", "a.md:4: the frontmatter is not plain"),
    ],
)
def test_a_broken_frontmatter_is_told_by_line(text: str, message: str) -> None:
    with pytest.raises(BadText) as caught:
        scan(text, "a.md")
    assert str(caught.value) == message
    assert caught.value.hint


def test_a_document_may_end_with_the_closing_dashes() -> None:
    fm = scan("---\na: 1\n---", "a.md")
    assert (fm.body_start, frontmatter.get(fm, "a")) == (12, 1)
    assert frontmatter.set_keys(fm, {"a": 2}) == "---\na: 2\n---"


def test_a_document_needs_no_key() -> None:
    fm = scan("---\n# none yet\n---\n", "a.md")
    assert fm.items == ()
    assert frontmatter.set_keys(fm, {"id": "a"}) == "---\nid: a\n# none yet\n---\n"


CHANGES: list[tuple[str, str, dict[str, Value], str]] = [
    ("a value", "a: 1\nb: 2", {"a": 3}, "a: 3\nb: 2"),
    ("the comment stays", "a: x   # why\nb: 2", {"a": "z"}, "a: z   # why\nb: 2"),
    ("the comment behind nothing stays", "a: # why", {"a": "z"}, "a: z # why"),
    ("an equal value changes nothing", 'a:   "x"', {"a": "x"}, 'a:   "x"'),
    ("text is no number", "a: 1", {"a": "1"}, "a: '1'"),
    ("text is no boolean", "a: yes", {"a": True}, "a: true"),
    ("a fraction", "a: 1", {"a": 2.25}, "a: 2.25"),
    ("double quotes stay", 'a: "x"', {"a": 'y"é'}, r'a: "y\"é"'),
    ("single quotes stay", "a: 'x'", {"a": "y"}, "a: 'y'"),
    ("null", "a: x", {"a": None}, "a: null"),
    ("a hash is always quoted", "git_last_commit: null", {"git_last_commit": "abcdef0"},
     "git_last_commit: 'abcdef0'"),
    ("text with lines", "a: x", {"a": "one\ntwo: \"é\" \udc80"}, r'a: "one\ntwo: \"é\" \udc80"'),
    ("a list", "tags: []  # none", {"tags": ["a", "b: c"]}, "tags: [a, 'b: c']  # none"),
    ("a longer list keeps its lines", "tags: # t\n  - 'a' # one\n  # two\nb: 1",
     {"tags": ["a", "b"]}, "tags: # t\n  - 'a' # one\n  - b\n  # two\nb: 1"),
    ("another list keeps its comments", "tags:\n- a\n# c\n- b", {"tags": ["x"]},
     "tags:\n# c\n- x"),
    ("no list is left", "tags:\n- a\n- b # x\nc: 1", {"tags": []}, "tags: [] # x\nc: 1"),
    ("a new key of ours goes to its place", "id: a\nmine: 1\ntags: []", {"status": "active"},
     "id: a\nstatus: active\nmine: 1\ntags: []"),
    ("the first key of all", "mine: 1\ntags: []", {"id": "a"}, "id: a\nmine: 1\ntags: []"),
    ("two new keys stand in our order", "id: a\ntags: []", {"status": "b", "shortname": "c"},
     "id: a\nshortname: c\nstatus: b\ntags: []"),
    ("an unknown key goes to the end", "id: a\n# end", {"zeal": 1}, "id: a\n# end\nzeal: 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "changes", "after"), [case[1:] for case in CHANGES], ids=[c[0] for c in CHANGES]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_change_touches_its_own_lines_only(
    before: str, changes: dict[str, Value], after: str, newline: str
) -> None:
    body = "body: 1\r\n---\n\x00 no end"
    fm = scan(document(before, newline, body), "a.md")
    assert frontmatter.set_keys(fm, changes) == document(after, newline, body)


def test_dropped_keys_take_their_lines_along() -> None:
    fm = scan(document("a: 1 # x\n# y\nb:\n- c\n- d\ne: f"), "a.md")
    assert frontmatter.drop_keys(fm, ["a", "b", "zeal"]) == document("# y\ne: f")


def test_a_list_that_was_given_out_can_be_changed_freely() -> None:
    fm = scan(document("tags: [a]"), "a.md")
    given_out = frontmatter.get(fm, "tags")
    assert isinstance(given_out, list)
    given_out.append("b")
    assert frontmatter.get(fm, "tags") == ["a"]
    assert frontmatter.get(fm, "nothing", "else") == "else"


TEXT = st.text(st.characters(codec=None), max_size=30) | st.text(
    "ab '\"#:-,[]{}\\\n\tyno1e.", max_size=9
)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**16), 10**16), TEXT, st.lists(TEXT, max_size=4)
)


@example(["A@"], False)
@settings(max_examples=300, deadline=None)
@given(VALUES, st.booleans())
def test_what_is_written_is_read_again_by_the_fast_reader(value: Value, crlf: bool) -> None:
    fm = scan(document("a: 1\nkey: old # kept\nz: 2", "\r\n" if crlf else "\n"), "a.md")
    changed = scan(frontmatter.set_keys(fm, {"key": value}), "a.md")
    assert frontmatter.get(changed, "key") == value
    assert [frontmatter.get(changed, key) for key in "az"] == [1, 2]
    assert changed.text.count("# kept") >= 1


@given(TEXT)
def test_a_scalar_is_one_printable_line(text: str) -> None:
    assert scalars.dump_scalar(text).isprintable()
