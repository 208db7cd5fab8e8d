"""Frontmatter that people wrote: every place is exact, and nothing hostile costs anything."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from git_session.core import frontmatter, yaml
from git_session.core.frontmatter import Item, scan
from git_session.errors import BadText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.scalars import Value

KEYS = st.sampled_from(["id", "tags", "a_b", "c-d", "true", "y", "Null"])
WORDS = st.text("ab1.0-e~ '\"#:,[]{}\\x&*!|>%@`?/_é\u00a0\u2028T+", max_size=10)
VALUES = st.one_of(
    WORDS,
    st.sampled_from(["null", "~", "TRUE", "no", "0x1f", "1_000", "-0", "0o7", ".5", "1e3"]),
    st.lists(WORDS, max_size=3).map(lambda words: f"[{', '.join(words)}]"),
    st.lists(WORDS, max_size=3).map(lambda words: "".join(f"\n  - {word}" for word in words)),
    st.lists(WORDS, max_size=3).map(lambda words: "# x\n" + "\n".join(f"- {w}" for w in words)),
    WORDS.map(lambda word: f"'{word}'  # {word}"),
    WORDS.map(lambda word: f'"{word}" # x'),
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]}: {pair[1]}"),
    st.sampled_from(["", "# comment", "  # indented", "   "]),
)


def fast(inner: str) -> list[Item] | None:
    """What the fast reader finds, None where it gives up."""
    try:
        fm = scan(f"---\n{inner}---\n", "a.md")
    except BadText as error:
        assert "not plain" in str(error) or "stands twice" in str(error)  # noqa: PT017
        return None
    return [frontmatter._moved(item, -fm.start) for item in fm.items]


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES, max_size=4), st.booleans())
def test_the_fast_reader_agrees_with_the_yaml_library(lines: list[str], crlf: bool) -> None:
    inner = "".join(f"{line}\n" for line in lines)
    inner = inner.replace("\n", "\r\n") if crlf else inner
    found = fast(inner)
    if found is None:
        return
    assert found == yaml.compose(inner, "a.md", 2)
    try:
        loaded = YAML(typ="safe", pure=True).load(inner) or {}
    except ValueError:  # the library takes `._` for a number, and then cannot read it
        return
    assert len(loaded) == len(found)
    for item, value in zip(found, loaded.values(), strict=True):
        if item.value is None or isinstance(item.value, bool | int | float):
            assert (item.value, type(item.value)) == (value, type(value))


READ: list[tuple[str, str, Value, bool]] = [
    ("a block text", "|\n    one\n\n    # two\n# three\n", "one\n\n# two\n", True),
    ("a folded text", ">-\n  one\n  two\n\n", "one two", True),
    ("a text on two lines", "one\n  two # why\n", "one two", True),
    ("a quoted text on two lines", "'one\n  # two'\n", "one # two", True),
    ("a list in the flow on two lines", "[a,\n  b] # why\n", ["a", "b"], True),
    ("a list of quoted numbers", "- '1'\n- 2\n", None, False),
    ("a mapping", "\n  b: 1\n# why\n", None, False),
    ("a mapping on one line", "{b: 1} # why\n", None, False),
    ("a list of mappings", "\n- b: 1\n  c: 2\n", None, False),
    ("a tag", "!!python/object/apply:os.system ['x']\n", None, False),
    ("an anchor", "&x text\n", "text", True),
    ("a set", "!!set {x}\n", None, False),
]


@pytest.mark.parametrize(
    ("inner", "value", "ok"), [case[1:] for case in READ], ids=[case[0] for case in READ]
)
def test_odd_values_are_read_or_left_alone(inner: str, value: Value, ok: bool) -> None:
    text = f"---\nfirst: 1\nkey: {inner}last: [x]\n---\nbody"
    if inner.startswith("- "):
        text = text.replace("key: - ", "key:\n- ")
        value, ok = ["1", "2"], True
    fm = scan(text, "a.md", yaml.compose)
    item = fm.items[1]
    assert [found.key for found in fm.items] == ["first", "key", "last"]
    assert (item.value, item.ok) == (value, ok)
    assert frontmatter.set_keys(fm, {"first": 2}) == text.replace("first: 1", "first: 2")
    changed = frontmatter.set_keys(fm, {"key": "new"})
    assert frontmatter.get(scan(changed, "a.md", yaml.compose), "key") == "new"
    assert changed.startswith(("---\nfirst: 1\nkey: new", "---\nfirst: 1\nkey: 'new'"))
    assert changed.endswith("\nlast: [x]\n---\nbody")
    assert ("why" in changed) == ("why" in text)
    assert frontmatter.drop_keys(fm, ["key"]).startswith("---\nfirst: 1\n")


def test_a_value_that_follows_on_the_next_line_loses_nothing_else() -> None:
    text = '---\n"a": # one\n  two\n# three\nb: *x\n---\n'
    fm = scan(text, "a.md", yaml.compose)
    assert frontmatter.get(fm, "b", "none") == "none"
    assert frontmatter.set_keys(fm, {"a": "z"}) == '---\n"a": z\n# three\nb: *x\n---\n'


CHR = "chr() arg not in range(0x110000)"
BROKEN: list[tuple[str, str, str]] = [
    ("an unclosed quote", "a: 1\nb: 'x\n", "4: no YAML: found unexpected end of stream"),
    ("an indented key", "a: 1\n  b: 2\n", "3: no YAML: mapping values are not allowed here"),
    ("a tab", "a:\n\tb: 1\n", "3: no YAML: found character '\\t' that cannot start any token"),
    ("a list", "- a\n", "2: the frontmatter is no list of keys"),
    ("a word", "a\n", "2: the frontmatter is no list of keys"),
    ("a mapping on one line", "{a: 1}\n", "2: the frontmatter is no list of keys"),
    ("all keys indented", "  a: 1\n", "2: a key is indented or no plain word"),
    ("a list for a key", "? [a]\n: 1\n", "2: a key is indented or no plain word"),
    ("two documents", "a: 1\n...\n---a\n", "4: a second document begins"),
    ("a key twice", "a: {}\nb: 1\na: 2\n", "4: the key `a` stands twice"),
    ("a control character", "a:\nb: \x07\n", "3: no YAML: the character '\\x07' is not allowed"),
    ("a byte", "a:\nb: \udcff\n", "3: no YAML: the character '\\udcff' is not allowed"),
    ("a deep nest", f"a: {'[' * 5000}\n", "2: nested more than 32 levels deep"),
    ("an impossible character", 'a: "\\U00110000"\n', f"2: no YAML: {CHR}"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "told"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_broken_yaml_is_told_by_line(inner: str, told: str) -> None:
    with pytest.raises(BadText) as caught:
        scan(f"---\n{inner}---\n", "a.md", yaml.compose)
    assert str(caught.value) == f"a.md:{told}"
    assert caught.value.hint


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
)
LONG = [
    ("a huge escape", 'a: "\\UFFFFFFFF"\n'),
    ("a bomb of aliases", BOMB),
    ("a list of sixty thousand", f"a: [{'x,' * 30_000}]\nb: &c d\n"),
    ("many keys", "".join(f"k{n}: &x 1\n" for n in range(4_000))),
    ("many quotes", f"a: {'[' * 30}{chr(39) * 60_000}\n"),
    ("a long key", f"{'k' * 60_000}: [&a b]\n"),
]


@pytest.mark.parametrize("inner", [case[1] for case in LONG], ids=[case[0] for case in LONG])
def test_hostile_yaml_costs_little(inner: str) -> None:
    start = time.process_time()
    try:
        frontmatter.get(scan(f"---\n{inner}---\n", "a.md", yaml.compose), "a39")
    except BadText as error:
        assert str(error).startswith("a.md:")  # noqa: PT017
    assert time.process_time() - start < 10


@settings(max_examples=300, deadline=None)
@given(st.text("a:\n -[]{}'\"#&*|>%?!\t\r,.é\x07\u2028\udc80", max_size=40))
def test_no_text_ends_in_anything_but_our_own_error(inner: str) -> None:
    text = f"---\n{inner}\n---\nbody"
    try:
        fm = scan(text, "a.md", yaml.compose)
    except BadText as error:
        assert error.line >= 1  # noqa: PT017
        return
    for item in fm.items:
        assert fm.start <= item.start < item.end <= fm.close
        changed = frontmatter.set_keys(fm, {item.key: item.value}) if item.ok else text
        assert changed == text
