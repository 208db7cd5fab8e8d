"""Texts as they come: of our grammar, near it, and of anything that bytes can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import settings
from hypothesis import strategies as st

from git_session.core import grammar
from git_session.model import KINDS, Block

settings.register_profile("patient", deadline=None)  # another process may have the processor
settings.load_profile("patient")

HEADINGS = (
    "## 14:30 - Title",
    "## 9:05:07 – Decision: Title",
    "## 2026-01-15 14:30 — tried: Title",
    "## 2026-01-15T14:31:05+01:00 - Chose A over B for C",
    "\ufeff## 2026-01-15T14:31Z - Note: x",
    "## 14:30",
    "## 25:99 - no time",
    "## Heading",
)
LINES = (
    *HEADINGS,
    "- By: bob",
    "- By:  ",
    "- Key: value",
    "- Blocked on: Redis",
    "- bullet",
    "* other",
    "  - nested",
    "  ```",
    "```",
    "```sh",
    "````",
    "~~~",
    "``` `x`",
    "- ```",
    "\ufeff```",
    "text",
    "  indented",
    "\ttab  ",
    "   ",
    "",
)
ANY = st.binary(max_size=40).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
ODD = st.text(
    "a-#:`~ \t\r\n\x0b\x0c\x00\x1c\x85\xa0\u2028\u202e\ufeff\ud800\udcff\udfffİé漢", max_size=12
)
LINE = st.one_of(st.sampled_from(LINES), ODD, st.text(max_size=10))
ENDS = st.sampled_from(("\n", "\n", "\r\n", "\r"))
TEXTS = st.lists(st.tuples(LINE, ENDS), max_size=14).map(
    lambda lines: "".join(line + end for line, end in lines)
)
SCRATCH = st.one_of(TEXTS, ANY, TEXTS.map(lambda text: "\ufeff" + text))
FILES = SCRATCH.map(
    lambda text: text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
)
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    datetime(1000, 1, 2), datetime(9999, 12, 29), timezones=st.one_of(OFFSETS, st.timezones())
)
AUTHORS = st.one_of(st.sampled_from(("alice", "bob", "- By: eve", "a  b\nc")), ODD).filter(
    str.strip
)
BLOCKS = st.builds(
    grammar.made,
    st.one_of(st.just(datetime(2026, 1, 15, 13, 30, tzinfo=UTC)), MOMENTS),
    st.sampled_from(("", *KINDS)),
    st.one_of(LINE, SCRATCH, st.sampled_from(("- dash", "Decision: ", "Note : x", "a: b"))),
    AUTHORS,
    SCRATCH,
)


def stored(text: str) -> str:
    """``text`` as it comes back from a file: fails where no file could hold it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def without_blanks(text: str) -> str:
    """The characters of ``text`` that a person can see the lack of."""
    return "".join(text.replace("\ufeff", "").split())


def block(title: str = "Title", body: str = "", kind: str = "", author: str = "alice") -> Block:
    """A block of one moment."""
    return grammar.made(datetime(2026, 1, 15, 14, 30, tzinfo=UTC), kind, title, author, body)
