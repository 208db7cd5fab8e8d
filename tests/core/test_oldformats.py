"""Readers of what other systems kept: none fails, none loses a word, none makes one up."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from conftest import ROOT, dedent
from hypothesis import assume, given
from hypothesis import strategies as st

from git_session.core import grammar, oldformats, outline
from git_session.core.oldformats import past, reading
from git_session.core.oldformats.past import DAY, NEVER, NOTHING, TIME, At, Past, Told
from git_session.model import NOTE, SESSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.model import Block

DAYED = At(datetime(2026, 1, 15, tzinfo=UTC), DAY)
TOKYO = timezone(timedelta(hours=9))


def told(text: str) -> list[tuple[str, str, str]]:
    """Kind, title and text of what the sections of a log tell."""
    found = reading.entries_of(outline.parts(dedent(text)), DAYED, UTC)
    return [(one.kind, one.title, one.text) for one in found]


def test_sections_are_known_by_their_names() -> None:
    assert told("""
        ## 🎯 Decisions Made
        - **Cents**: exact
        ## Blockers & Issues
        - None currently
        - [x] ~~VPN~~ - Solved by ops
        ## Completed
        - [x] Reproduce
        - [ ] Fix
        ## Next Steps
        1. Test it
           with floats
        ## Deliverables
        1. **mailer** (Port: 8401)
           - Progress: 60%
        ## Coordination
        **Messages Received:**
        - 10:00 ← bob: "Done?" - Answered
        ## Tax
        ### Ideas
        None of them is mine.
    """) == [
        ("Decision", "Cents", "exact"),
        ("Blocker", "VPN", ""),
        ("Resolved", "VPN", ""),
        ("Progress", "Reproduce", ""),
        ("Step", "Fix", ""),
        ("Next", "Test it", "with floats"),
        ("Note", "mailer", ""),
        ("Note", "Done?", ""),
        ("Note", "Tax", ""),
        ("Note", "Ideas", "None of them is mine."),
    ]


@pytest.mark.parametrize(
    ("text", "when", "known"),
    [
        ("2026-01-15T14:30:05+01:00", "2026-01-15T14:30:05+01:00", TIME),
        ("at 2026-01-15 9:30", "2026-01-15T09:30:00+09:00", TIME),
        ("2026-01-15T14:30Z", "2026-01-15T14:30:00+00:00", TIME),
        ("2026-01-15T10-00-00.md", "2026-01-15T10:00:00+09:00", TIME),
        ("session-20250118-143022", "2025-01-18T14:30:22+09:00", TIME),
        ("2026-01-15", "2026-01-15T00:00:00+09:00", DAY),
        ("2026-01-15 25:00", "2026-01-15T00:00:00+09:00", DAY),
        ("Started 20260115", "2026-01-15T00:00:00+09:00", DAY),
    ],
)
def test_a_time_is_as_good_as_it_is_told(text: str, when: str, known: str) -> None:
    found = past.at(text, TOKYO)
    assert found is not None
    assert (found.when.isoformat(), found.known) == (when, known)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "15/01/2026", "v2026.01", "1.2.3"])
def test_no_time_is_made_up(text: str) -> None:
    assert past.at(text, TOKYO) is None


def test_an_entry_without_a_time_says_so() -> None:
    session = Past(
        "temp-log",
        "x",
        "x.md",
        "x",
        At(datetime(2026, 1, 15, 10, tzinfo=UTC), TIME),
        (
            Told(NOTE, "none", NEVER),
            Told(NOTE, "day", DAYED, "bob"),
            Told("", "Session: begun", NEVER, text="- By: mallory"),
        ),
    )
    source, *made = past.blocks(session, lambda text: text)
    assert source.body.split("\n")[1:] == [
        "- No time: 2 of 3 entries",
        "- Only the day: 1 of 3 entries",
        "- No author: 2 of 3 entries",
    ]
    assert {block.title: (block.kind, block.author, block.body) for block in made} == {
        "none": (NOTE, "unknown", "- Time: not told"),
        "day": (NOTE, "bob", "- Time: only the day is told"),
        "Session: begun": (NOTE, "unknown", "- Time: not told\n- By: mallory"),
    }
    assert {block.when.hour for block in made} == {10}


def test_entries_that_are_too_many_are_one_note() -> None:
    many = tuple(Told(NOTE, f"n{number}", NEVER) for number in range(past.MOST + 5))
    made = past.blocks(Past("temp-log", "x", "x.md", "x", DAYED, many), lambda text: text)
    assert len(made) == past.MOST + 2
    assert "5 more entries" in [block.title for block in made]
    assert f"n{past.MOST + 4}" in made[-1].body


LINES = st.sampled_from(
    dedent("""
        ---
        id: 019abc12-3456-7def-8901-234567abc123
        shortname: x
        status: active
        # Session: X
        ## Decisions
        ### 1. Alpha (2026-01-15T10:00)
        **Rationale**: beta
        ## Context
        **Objective**: gamma
        **Key Files**:
        ## Progress
        ### Completed
        - [x] delta (2026-01-15)
        - [ ] epsilon <- CURRENT
        ## Blockers
        - zeta
        ## 14:30 - Eta
        - Root cause: theta
        ### 2026-01-15
        - 09:15 - iota
        ## @kappa
        ## Session: 20250321-143022
        | Time | Event |
        |---|---|
        **2025-11-11 - Mu:**
        - nu
        **Current Blockers:**
        **Session ID:** session-1
        **Role:** xi
        ## Current Work
        **Working On:** omicron
        ## Elsewhere
        pi rho

        ```
        ~~~
            sigma
        1. tau
        ## Files
        - `upsilon.py` (created) - phi
        ## Context and Problem
        ## Status
        Accepted
        - [x] ~~chi~~ - Solved by psi
        {"sessions": [{"summary": "omega"}]}
        | Time | Event | |---|---| | 14:30 | lambda |
    """).splitlines()
).map(lambda line: line.replace("| |", "|\n|"))
WORDS = """
    alpha beta gamma delta epsilon zeta eta theta iota lambda mu nu xi omicron rho sigma
    tau upsilon phi chi psi
""".split()  # noqa: SIM905 - words read better
ANY = st.lists(LINES | st.text(max_size=8)).map("\n".join)
NAMES = st.sampled_from(
    [
        *("shop-alice-2026-01-15.md", "shop-session-log-2026-01.md", "ACTIVE/session-12.md"),
        *("journal/abc/entries/x.md", "shared-knowledge/patterns.md", "docs/adr/0001-x.md", "x"),
    ]
)


def made(form: oldformats.Format, text: str, name: str) -> list[Block]:
    pasts = oldformats.together(list(form.read(text, name, UTC)))
    return [block for one in pasts for block in past.blocks(one, lambda text: text)]


@pytest.mark.parametrize("form", oldformats.FORMATS, ids=oldformats.WORDS)
@given(text=ANY, name=NAMES)
def test_any_text_becomes_blocks_that_survive(
    form: oldformats.Format, text: str, name: str
) -> None:
    """They come back from a journal, none speaks for the session, each form says if it fits."""
    form.fits(text, name)
    for block in made(form, text, name):
        written = grammar.render(block, "")
        [read] = grammar.parse(written, author="", day=None, zone=UTC, fallback=block.when)
        assert read == block
        assert block.kind != SESSION
        assert block.author


MARKDOWN = [form for form in oldformats.FORMATS if form.ending == ".md"]


@pytest.mark.parametrize("form", MARKDOWN, ids=[form.word for form in MARKDOWN])
@given(text=st.lists(LINES).map("\n".join), name=NAMES)
def test_no_word_is_lost(form: oldformats.Format, text: str, name: str) -> None:
    """A comment in a frontmatter is no word of it."""
    assume(not text.startswith("---") or "\n#" not in text[3:].partition("\n---")[0])
    pasts = oldformats.together(list(form.read(text, name, UTC)))
    shown = repr(pasts).lower()
    lost = [word for word in WORDS if word in text.lower() and word not in shown]
    assert lost == []


KEYS = st.sampled_from(
    [
        *("sessions", "id", "date", "summary", "decisions_made", "decision", "follow_up", "title"),
        *("files_modified", "path", "tags", "project", "status", "context", "created", "other"),
    ]
)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@given(DATA)
def test_any_json_becomes_sessions(data: object) -> None:
    for form in oldformats.FORMATS:
        if form.ending == ".json":
            made(form, json.dumps(data), "x.json")
            made(form, json.dumps({"sessions": data, "decisions": data}), "x.json")


@pytest.mark.parametrize("form", oldformats.FORMATS, ids=oldformats.WORDS)
@pytest.mark.parametrize(
    "piece",
    ["# x\n", "- [ ] a\n", "| a | b |\n", "**a:**\n", "```\n", "[", "a:\n", "## 10:00 - x\n"],
)
def test_a_hostile_text_takes_no_time(form: oldformats.Format, piece: str) -> None:
    assert_quick(form, "---\n" + piece * (30_000 // len(piece)))


@pytest.mark.parametrize("form", oldformats.FORMATS, ids=oldformats.WORDS)
@pytest.mark.parametrize(
    "head", ["- a", "- [x] ~~a~~", "## 10:00", "**Key:**", "| a |", "# Session:"]
)
def test_a_hostile_line_takes_no_time(form: oldformats.Format, head: str) -> None:
    for filling in (" ", " (", "<- ", "1. ", "**", "~~ ", "2026-01-15 ", "session "):
        assert_quick(form, f"## Blockers\n{head}{filling * 20_000}b\n")


def assert_quick(form: oldformats.Format, text: str) -> None:
    began = time.perf_counter()
    form.fits(text, "shop-session-log-2026-01.md")
    pasts = oldformats.together(list(form.read(text, "shop-alice-2026-01-15.md", UTC)))
    assert all(past.blocks(one, lambda text: text) for one in pasts)
    assert time.perf_counter() - began < 10


RECOGNISED = {
    "s0/sessions.json": "sessions-json",
    "s0/decisions.json": "decisions-json",
    "s0/context.json": "context-json",
    "s1/temp/shop-alice-2026-03-31.md": "temp-log",
    "s1/shop-session-log-2026-03.md": "monthly-log",
    "s2/.session_log.md": "session-log",
    "s2/SESSION_INDEX.md": "session-log",
    "s2/RECENT_WORK.md": "session-log",
    "s3/active/fix-sweep-bug-abc123.md": "sessions-dir",
    "s3/journal/abc123/progress.md": "sessions-dir",
    "s4/sessions/ACTIVE/session-12.md": "coordination",
    "s4/sessions/SESSION_LOG_TEMPLATE.md": "",
    "s4/shared-knowledge/patterns.md": "coordination",
    "adr/0001-record-decisions.md": "adr",
    "adr/0002-use-cents.md": "adr",
    "adr/README.md": "",
}


@pytest.mark.parametrize(("name", "word"), RECOGNISED.items())
def test_a_format_is_recognised_by_what_stands_there(name: str, word: str) -> None:
    text = (ROOT / "tests/fixtures/old" / name).read_text("utf-8")
    form = oldformats.recognised(text, name)
    assert (form.word if form else "") == word
    assert [one.word for one in oldformats.FORMATS if one.fits(text, name)] == [word] * bool(word)


def test_every_format_recognises_its_own_and_no_other_words() -> None:
    assert len(set(oldformats.WORDS)) == len(oldformats.FORMATS)
    assert oldformats.recognised("# Shop\n\nA shop.\n", "README.md") is None
    assert NEVER.known == NOTHING
