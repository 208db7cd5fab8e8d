"""What ``git session log`` notes, from the words of the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from git_session.core import grammar, notes
from git_session.core.entries import entries
from git_session.core.notes import NOTED, Wanted
from git_session.errors import NoSession, UsageError
from git_session.model import KINDS, Block

WORDS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ("a", "", "## 14:31 - b", "```", "~~~", "- By: eve", "  c", "- Next: d", "\udcff", "\0")
        )
    ).map("\n".join),
)
AT = datetime(2026, 1, 15, 14, 30, tzinfo=UTC)


def noted(title: str = "", *bullets: str, current: bool = False, **given: object) -> list[Block]:
    wanted = Wanted(title=title, bullets=bullets, given=given, current=current)
    return notes.blocks(wanted, AT, "alice")


def told(blocks: list[Block]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.title, one.body) for one in blocks]


FROM: dict[str, Any] = {"from": "c"}  # a word of Python's
CASES: list[tuple[str, list[Block], list[tuple[str, str, str]]]] = [
    ("a title", noted("a"), [("", "a", "")]),
    ("a title of a kind", noted("Tried: a"), [("Tried", "a", "")]),
    ("bullets", noted("a", "b", "Root cause: c", " "), [("", "a", "- b\n- Root cause: c")]),
    ("bullets of several lines", noted("a", "b\n## 14:30 - c"), [("", "a", "- b\n  ## 14:30 - c")]),
    ("a decision", noted(decision=["a"], rationale="b\nc", choice="d"),
     [("Decision", "a", "- Rationale: b\n  c\n- Choice: d")]),
    ("a blocker", noted(blocker=["a"], waiting_on="Bob"), [("Blocker", "a", "- Waiting on: Bob")]),
    ("a file", noted(file=["a.py"], action="Created"), [("File", "a.py", "- Action: created")]),
    ("what is being done", noted(progress=["a"], current=True),
     [("Progress", "a", "- State: current")]),
    ("several kinds", noted("a", "b", step=["c", "d"], done=["e"]),
     [("", "a", "- b"), ("Step", "c", ""), ("Step", "d", ""), ("Done", "e", "")]),
    ("tags and tools", noted("a", tag=["b"], tool=["c", "d"]),
     [("", "a", ""), ("Session", "tagged", "- Tag: b"), ("Session", "used", "- Tool: c\n  d")]),
    ("tools alone", noted(tool=["c\n d"]), [("Session", "used", "- Tool: c d")]),
    ("steps with an estimate", noted(step=["a"], estimate="1H 30m"),
     [("Step", "a", "- Estimate: 1h30m")]),
    ("a follow-up", noted(follow_up=["a"]), [("Next", "a", "- Type: follow-up")]),
    ("an issue", noted(issue=["a"], severity="High"),
     [("Blocker", "a", "- Type: issue\n- Severity: high")]),
    ("a sort of learning", noted(learning=["a"], type="Best-Practice", impact="High"),
     [("Learning", "a", "- Impact: High\n- Type: best-practice")]),
    ("what is built", noted(deliverable=["a"], location="b", percent="60%", port="08401"),
     [("Note", "a", "- Type: deliverable\n- Location: b\n- Percent: 60\n- Port: 8401")]),
    ("a message", noted(sent=["a"], to="b", priority="high"),
     [("Note", "a", "- Type: sent\n- To: b\n- Priority: high")]),
    ("an answer", noted(received=["a"], action="Eaten", **FROM),
     [("Note", "a", "- Type: received\n- From: c\n- Action: Eaten")]),
    ("work with others", noted(collab=["a"]), [("Note", "a", "- Type: collaboration")]),
    ("empty details", noted(tried=["a"], outcome=" "), [("Tried", "a", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_words_become_blocks(blocks: list[Block], found: list[tuple[str, str, str]]) -> None:
    assert told(blocks) == found
    assert {(one.when, one.author) for one in blocks} == {(AT, "alice")}


WRONG: list[tuple[dict[str, object], str]] = [
    ({}, "nothing to note: give a title or one of --decision, --tried, --done …"),
    ({"rationale": "a"}, "--rationale says more about --decision, which is missing"),
    (
        {"tried": ["a", "b"], "outcome": "c"},
        "--outcome says more about one --tried, and there are 2",
    ),
    ({"decision": [" "]}, "--decision needs a text"),
    (
        {"file": ["a"], "action": "eaten"},
        "--action eaten: not one of created, modified, deleted, renamed, read",
    ),
    (
        {"file": ["a"], "received": ["b"], "from": "c", "action": "read"},
        "--action says more about one --file or --received, and there are 2",
    ),
    ({"sent": ["a"]}, "--sent needs --to WHO: who gets it"),
    ({"step": ["a"], "estimate": "soon"}, "--estimate soon: not a time like 30m, 2h, 1h30m, 1d"),
    (
        {"step": ["a", "b"], "estimate": "2h"},
        "--estimate says more about one --step, and there are 2",
    ),
    ({"issue": ["a"], "severity": "odd"}, "--severity odd: not one of low, medium, high, critical"),
    ({"deliverable": ["a"], "percent": "101"}, "--percent 101: not a number from 0 to 100"),
    ({"deliverable": ["a"], "port": "-1"}, "--port -1: not a number from 1 to 65535"),
    ({"deliverable": ["a"], "port": "٣"}, "--port ٣: not a number from 1 to 65535"),
    (
        {"learning": ["a"], "type": "x"},
        "--type x: not one of learning, pattern, troubleshooting, best-practice",
    ),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_words_that_do_not_fit_are_told(given: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as told:
        notes.blocks(Wanted(title="", bullets=(), given=given), AT, "alice")
    assert told.value.message == message


def test_every_option_names_a_kind() -> None:
    assert {one.kind for one in NOTED} == set(KINDS) - {"Checkpoint", "Session"}


@given(WORDS, WORDS)
@example("```\n## 2026-01-15T14:31:05Z - x", "```sh\na")
@example("- By: eve", "  code\r\n## 14:31 - x")
def test_any_words_survive(title: str, detail: str) -> None:
    blocks = noted(title or "a", decision=["b"], rationale=detail or "c", context=title or "d")
    text = "\n".join(grammar.render(one, "alice") for one in blocks)
    found = grammar.parse(text, author="alice", day=None, zone=UTC, fallback=AT)
    assert found == blocks
    rationale = grammar.clean(detail or "c")
    assert entries(found[-1])[0].field("rationale") == (rationale if rationale.strip() else "")


OPEN = ["Fix the parser", "fix the parser", "Write docs", "Write tests"]
PICKS = [
    ("Fix the parser", "Fix the parser"),
    ("WRITE DOCS", "Write docs"),
    ("docs", "Write docs"),
]


@pytest.mark.parametrize(("wanted", "found"), PICKS)
def test_one_is_picked(wanted: str, found: str) -> None:
    assert notes.pick(wanted, [*OPEN, found], "step") == found


UNCLEAR = [
    ("FIX THE PARSER", OPEN, "several steps fit 'FIX THE PARSER':\n"
     "  Fix the parser\n  fix the parser"),
    ("write", OPEN, "several steps fit 'write':\n  Write docs\n  Write tests"),
    ("deploy", OPEN[2:], "no open step fits 'deploy'; open are:\n  Write docs\n  Write tests"),
    ("deploy", [], "no open step fits 'deploy': there is none open"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "candidates", "message"), UNCLEAR)
def test_an_unclear_pick_lists_the_candidates(
    wanted: str, candidates: list[str], message: str
) -> None:
    with pytest.raises(NoSession) as told:
        notes.pick(wanted, candidates, "step")
    assert told.value.message == message


VAGUE = (
    "did stuff", "fixed bug", "wip", "WIP.", "Fixed the bug", "work in progress", "🚀 wip", "???",
    "Updated some files", "Sửa lỗi", "made it work again", "Fixed cart", "fix", "исправил баг",
)  # fmt: skip
CLEAR = (
    "Added JWT middleware", "Sweep takes the lock first", "fixed bug in the sweep trigger",
    "修复了登录重试", "ログインの再試行を直した", "แก้ไขการเข้าสู่ระบบ", "로그인 재시도",
    "Fix 竞态条件", "did some more stuff on the code and various other things",
)  # fmt: skip


@pytest.mark.parametrize("title", VAGUE)
def test_a_title_that_says_nothing_is_vague(title: str) -> None:
    assert [notes.vague(one) for one in noted(title, progress=[title], note=[title])] == [True] * 3


@pytest.mark.parametrize("title", CLEAR)
def test_a_title_that_says_something_is_not(title: str) -> None:
    assert [notes.vague(one) for one in noted(title, note=[title])] == [False] * 2


def each(kinds: tuple[str, ...], title: str) -> list[Block]:
    wanted = Wanted(title="", bullets=(), given={kind: [title] for kind in kinds})
    return notes.blocks(wanted, AT, "alice")


def test_a_kind_makes_few_words_clear_but_not_empty_ones() -> None:
    kinds = ("decision", "tried", "discovery", "learning", "blocker")
    assert [notes.vague(one) for one in each(kinds, "Redis sentinels")] == [False] * 5
    assert [notes.vague(one) for one in each(kinds, "the bug")] == [True] * 5


def test_the_name_of_a_plan_or_a_file_is_never_vague() -> None:
    kinds = ("done", "next", "step", "file", "resolve")
    assert [notes.vague(one) for one in each(kinds, "Fix")] == [False] * 5


def test_what_stands_below_a_short_title_explains_it() -> None:
    assert not notes.vague(noted("Fixed cart", "Root cause: float")[0])
    assert not notes.vague(noted(progress=["Write tests"], current=True)[0])
    assert notes.vague(noted("wip", "Root cause: float")[0]), "lists show the title alone"


def test_one_hint_names_the_first_vague_title() -> None:
    hint = notes.hint_for(noted("Added JWT middleware", note=["wip"], progress=["stuff"]))
    assert hint == '"stuff" will tell little later; next time say what, where and why'
    assert notes.hint_for(noted("Added JWT middleware")) == ""


@given(st.text())
def test_any_title_is_vague_or_not(title: str) -> None:
    for block in noted(note=[title or "x"], decision=[title or "x"]) if title.strip() else []:
        assert notes.vague(block) in (True, False)
        assert not notes.vague(block) or len(block.title) <= notes.SHORT
