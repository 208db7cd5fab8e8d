"""The session document: what a new one looks like, what a story makes of it, what it answers."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import document, fold, grammar, scalars
from git_session.core.document import Blocker, Document, Facts, Item, Step
from git_session.core.markdown import one_line
from git_session.errors import BadText
from git_session.model import Block, Commit

START = datetime.fromisoformat("2026-01-15T10:00:00+01:00")
FACTS = Facts(
    id="019abc12-3456-7def-8901-234567890abc",
    shortname="fix-sweep-bug",
    label="session-20260115-100000",
    created=START,
    branch="fix/sweep-trigger",
    head="9f3c2ab0" * 5,
    base="main",
    author="alice",
    client="claude-code",
    goal="Fix sweep trigger bug",
    steps=("Reproduce bug in test", "Implement fix"),
    key_files=("sweep/sweeper.go", "sweep/chain.go - the watcher"),
    key_context=("Lock order: chain_watcher -> sweeper, never the reverse",),
    tags=("sweep",),
)
NEW = """\
---
id: 019abc12-3456-7def-8901-234567890abc
shortname: fix-sweep-bug
label: session-20260115-100000
status: active
task_ids: []
created_at: '2026-01-15T10:00:00+01:00'
updated_at: '2026-01-15T10:00:00+01:00'
compaction_count: 0
git_branch: fix/sweep-trigger
git_last_commit: '9f3c2ab09f3c2ab09f3c2ab09f3c2ab09f3c2ab0'
git_base: main
git_start: '9f3c2ab09f3c2ab09f3c2ab09f3c2ab09f3c2ab0'
authors: [alice]
client: claude-code
tags: [sweep]
---
# Session: Fix sweep trigger bug

## TL;DR (Read This First)
_Fix sweep trigger bug._

**Progress**: 0/2 steps complete (0%)
**Current**: Reproduce bug in test (step 1)
**Blocker**: None

## Context
**Objective**: Fix sweep trigger bug

**Key Files**:
- `sweep/sweeper.go`
- sweep/chain.go - the watcher

**Key Context** (survives compaction):
- Lock order: chain_watcher -> sweeper, never the reverse

## Progress
### Completed
### In Progress
- [ ] Reproduce bug in test          <- CURRENT
### Remaining
- [ ] Implement fix

## Decisions

## Tried

## Discoveries

## Blockers
- None currently

## Next Steps

## Files
| File | Action | Notes |
|---|---|---|

## Commits
| # | Commit | When | Subject | Journal |
|---|---|---|---|---|
"""
STORY = """\
## 2026-01-15T10:07:00+01:00 - Next: Add regression test

## 2026-01-15T10:08:00+01:00 - Next: Implement fix

## 2026-01-15T12:15:00+01:00 - Decision: Lock-first approach
- Context: The trigger races with the watcher
- Options: (1) Lock before check, (2) Atomic state
- Choice: Lock before check
- Rationale: Simplest fix

## 2026-01-15T12:30:00+01:00 - Blocker: CI is down
- Waiting on: bob

## 2026-01-15T13:05:00+01:00 - Done: Reproduce bug in test

## 2026-01-15T13:10:00+01:00 - Tried: Atomic state
- By: bob
- Outcome: too slow | 3x

## 2026-01-15T13:20:00+01:00 - Note: Odd log line
The watcher prints this:
```
## 13:00 - not a heading
```

## 2026-01-15T13:30:00+01:00 - Learning: gather() is 10x faster
- Topic: Async
- Why: one round trip

## 2026-01-15T13:40:00+01:00 - File: sweep/sweeper.go
- Action: modified
- Description: takes the lock

## 2026-01-15T14:00:00+01:00 - Resolved: CI is down
- How: restarting the runner

## 2026-01-15T14:30:00+01:00 - Implemented the lock
- Added a mutex around the trigger
- Root cause: check before lock
"""
TOLD = """\
# Session: Fix sweep trigger bug

## TL;DR (Read This First)
_Fix sweep trigger bug. Last: Implemented the lock. Next: Add regression test. \
Noted: 1 decision, 1 attempt, 1 discovery._

**Progress**: 2/3 steps complete (66%)
**Current**: Implement fix (step 3)
**Blocker**: None

## Context
**Objective**: Fix sweep trigger bug

**Key Files**:
- `sweep/sweeper.go`
- sweep/chain.go - the watcher

**Key Context** (survives compaction):
- Lock order: chain_watcher -> sweeper, never the reverse

## Progress
### Completed
- [x] Reproduce bug in test (2026-01-15T13:05+01:00)
- [x] Implemented the lock (2026-01-15T14:30+01:00)
### In Progress
- [ ] Implement fix          <- CURRENT
### Remaining

## Decisions
### 1. Lock-first approach (2026-01-15T12:15+01:00)
**Context**: The trigger races with the watcher
**Options**: (1) Lock before check, (2) Atomic state
**Choice**: Lock before check
**Rationale**: Simplest fix
**By**: alice

## Tried
1. **Atomic state** (2026-01-15T13:10+01:00): too slow | 3x

## Discoveries
1. **check before lock** (2026-01-15T14:30+01:00)

## Blockers
- None currently

### Resolved
- [x] ~~B1: CI is down (2026-01-15T12:30+01:00) - waiting on bob~~ - Solved by \
restarting the runner (2026-01-15T14:00+01:00)

## Next Steps
1. Add regression test
2. Implement fix

## Files
| File | Action | Notes |
|---|---|---|
| `sweep/sweeper.go` | Modified | takes the lock |

## Commits
| # | Commit | When | Subject | Journal |
|---|---|---|---|---|
| 1 | `0123456789abcdef0123456789abcdef01234567` | 2026-01-15T14:31+01:00 | Lock \\| check | \
20260115T133000Z-1a2b3c4d.md |

## Work Log
| Time | Event |
|---|---|
| 2026-01-15 10:07 | Next: Add regression test |
| 2026-01-15 10:08 | Next: Implement fix |
| 2026-01-15 12:15 | Decision: Lock-first approach; context: The trigger races with the watcher; \
options: (1) Lock before check, (2) Atomic state; choice: Lock before check; \
rationale: Simplest fix |
| 2026-01-15 12:30 | Blocker: CI is down; waiting on: bob |
| 2026-01-15 13:05 | Done: Reproduce bug in test |
| 2026-01-15 13:10 | Tried: Atomic state; outcome: too slow \\| 3x |
| 2026-01-15 13:20 | Note: Odd log line; The watcher prints this: ``` ## 13:00 - not a heading ``` |
| 2026-01-15 13:30 | Learning: gather() is 10x faster; topic: Async; why: one round trip |
| 2026-01-15 14:00 | Resolved: CI is down; how: restarting the runner |
| 2026-01-15 14:30 | Implemented the lock; root cause: check before lock; \
Added a mutex around the trigger |

## Notes
- Odd log line (2026-01-15T13:20+01:00)
  The watcher prints this:
  ```
  ## 13:00 - not a heading
  ```

## Learnings
- **2026-01-15 - Async:** gather() is 10x faster
  - Why: one round trip
"""
COMMIT = Commit(
    "0123456789abcdef0123456789abcdef01234567",
    datetime.fromisoformat("2026-01-15T14:31:00+01:00"),
    "Lock | check",
    ("20260115T133000Z-1a2b3c4d.md",),
)


def story(text: str) -> list[Block]:
    return grammar.parse(text, author="alice", day=None, zone=UTC, fallback=START)


def told() -> Document:
    return fold.add_commit(fold.fold(document.new(FACTS), story(STORY)), COMMIT)


def note(kind: str, title: str, *lines: str, minute: int = 0) -> Block:
    when = START.replace(hour=15, minute=minute)
    return grammar.made(when, kind, title, "alice", "\n".join(lines))


def part(doc: Document, title: str) -> str:
    """The text of one section, without its heading and outer blank lines."""
    return doc.text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0].strip("\n")


def test_a_new_document_follows_the_template_to_the_letter() -> None:
    assert document.new(FACTS) == Document("fix-sweep-bug.md", NEW)


def test_a_session_without_anything_has_a_document_too() -> None:
    facts = Facts("1", "x", "", START, None, None, None, "", "", role="DevOps", title="C #")
    doc = document.new(facts)
    assert doc.values() == {
        "id": "1",
        "shortname": "x",
        "status": "active",
        "task_ids": [],
        "created_at": "2026-01-15T10:00:00+01:00",
        "updated_at": "2026-01-15T10:00:00+01:00",
        "compaction_count": 0,
        "git_branch": None,
        "git_last_commit": None,
        "git_base": None,
        "git_start": None,
        "detached": True,
        "authors": [],
        "client": None,
        "role": "DevOps",
        "tags": [],
    }
    assert document.title(doc) == "C #"
    assert "# Session: C \\#\n" in doc.text
    assert (document.objective(doc), document.progress(doc)) == ("", (0, 0, ""))
    assert "_C #._\n\n**Progress**: 0/0 steps complete (0%)\n**Current**: None\n" in doc.text


def test_a_story_is_told_whole() -> None:
    doc = told()
    assert doc.text.split("---\n", 2)[2] == TOLD
    assert doc.get("authors") == ["alice", "bob"]
    assert doc.get("updated_at") == "2026-01-15T14:30:00+01:00"


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
def test_a_document_answers_every_question(newline: str, bom: str) -> None:
    doc = document.read(bom + told().text.replace("\n", newline), "a.md")
    assert document.title(doc) == document.objective(doc) == "Fix sweep trigger bug"
    assert document.tldr(doc).startswith("Fix sweep trigger bug. Last: Implemented the lock.")
    assert document.key_files(doc) == ["sweep/sweeper.go", "sweep/chain.go - the watcher"]
    assert document.key_context(doc) == ["Lock order: chain_watcher -> sweeper, never the reverse"]
    assert document.progress(doc) == (2, 3, "Implement fix")
    assert document.steps(doc) == [
        Step("Reproduce bug in test", "completed", False, "2026-01-15T13:05+01:00"),
        Step("Implemented the lock", "completed", False, "2026-01-15T14:30+01:00"),
        Step("Implement fix", "in progress", True),
    ]
    (decision,) = document.decisions(doc)
    assert (decision.number, decision.title) == (1, "Lock-first approach")
    assert decision.when == "2026-01-15T12:15+01:00"
    assert dict(decision.fields) == {
        "context": "The trigger races with the watcher",
        "options": "(1) Lock before check, (2) Atomic state",
        "choice": "Lock before check",
        "rationale": "Simplest fix",
        "by": "alice",
    }
    assert decision.field("nothing") == ""
    assert document.tried(doc) == [
        Item(1, "Atomic state", "2026-01-15T13:10+01:00", "too slow | 3x")
    ]
    assert document.discoveries(doc) == [Item(1, "check before lock", "2026-01-15T14:30+01:00", "")]
    assert document.learnings(doc) == [
        Item(0, "Async", "2026-01-15", "gather() is 10x faster", (("why", "one round trip"),))
    ]
    code = "The watcher prints this:\n```\n## 13:00 - not a heading\n```"
    assert document.notes(doc) == [Item(0, "Odd log line", "2026-01-15T13:20+01:00", code)]
    assert document.blockers(doc) == [
        Blocker(
            "B1",
            "CI is down",
            "2026-01-15T12:30+01:00",
            "bob",
            True,
            "restarting the runner",
            "2026-01-15T14:00+01:00",
        )
    ]
    assert document.next_steps(doc) == ["Add regression test", "Implement fix"]
    assert document.files(doc) == [("sweep/sweeper.go", "Modified", "takes the lock")]
    assert document.commits(doc) == [COMMIT]
    assert document.work_log(doc)[5] == (
        "2026-01-15 13:10",
        "Tried: Atomic state; outcome: too slow | 3x",
    )


BY_HAND = """\
---
id: 1
shortname: x
status: active
---
## Progress
- [X] ticked
* [ ] open <- CURRENT
1. plain
### Completed
- in its place
### In Progress
- [ ] doing   <- CURRENT
## Decisions
### Just so (at noon)
**Rationale**: none
more
## Tried
- **bold** words: here
- plain
1. **a ** (b)
## Notes
- note (2026-01-15T10:00Z) and more
## Learnings
- words
- **2026-01-15:** learnt
  - x
## Blockers
- rain
- [x] ~~snow~~ - Solved
- [ ] B2: hail (some day)
"""


def test_a_document_made_by_hand_is_understood() -> None:
    doc = document.read(BY_HAND, "a.md")
    assert document.steps(doc) == [
        Step("ticked", "completed"),
        Step("open", "in progress", True),
        Step("plain", "remaining"),
        Step("in its place", "completed"),
        Step("doing", "in progress"),
    ]
    assert [(d.number, d.title, d.when) for d in document.decisions(doc)] == [
        (0, "Just so (at noon)", "")
    ]
    assert document.decisions(doc)[0].field("rationale") == "none"
    assert [(t.number, t.title, t.text) for t in document.tried(doc)] == [
        (0, "bold", "words: here"),
        (0, "plain", ""),
        (1, "a ", "(b)"),
    ]
    assert document.notes(doc) == [Item(0, "note (2026-01-15T10:00Z) and more")]
    assert document.learnings(doc) == [
        Item(0, "", "", "words"),
        Item(0, "", "2026-01-15", "learnt"),
    ]
    assert document.blockers(doc) == [
        Blocker("", "rain"),
        Blocker("", "snow", resolved=True),
        Blocker("B2", "hail (some day)"),
    ]


def test_three_keys_are_a_document() -> None:
    doc = document.read("---\nid: 1\nshortname: x\nstatus: active\n---\n", "a.md")
    assert doc.keys() == ["id", "shortname", "status"]
    answers = (
        document.title(doc), document.tldr(doc), document.objective(doc), document.key_files(doc),
        document.key_context(doc), document.steps(doc), document.decisions(doc),
        document.tried(doc), document.discoveries(doc), document.learnings(doc),
        document.notes(doc), document.blockers(doc), document.next_steps(doc),
        document.files(doc), document.commits(doc), document.work_log(doc),
    )  # fmt: skip
    assert not any(answers)
    assert document.progress(doc) == (0, 0, "")
    assert fold.generated_summary(doc) == "x"
    assert fold.fold(doc, []) == doc


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.md:1: no frontmatter: the first line is not `---`"),
        ("\x7fELF\x00\udcff", "a.md:1: no frontmatter: the first line is not `---`"),
        (
            "---\nid: [\n---\n",
            "a.md:3: no YAML: expected the node content, but found '<stream end>'",
        ),
        ("---\nid: 1\n" + "x" * 50_000_000, "a.md:1: no session document: longer than 2 MiB"),
    ],
    ids=["empty", "binary", "broken YAML", "50 MB"],
)
def test_what_is_no_document_is_refused_by_path_and_line(text: str, message: str) -> None:
    start = time.process_time()
    with pytest.raises(BadText) as caught:
        document.read(text, "a.md")
    assert str(caught.value).startswith(message.split(":")[0] + ":")
    assert (
        str(caught.value).split(":", 2)[2].split(" ")[1:3]
        == message.split(":", 2)[2].split(" ")[1:3]
    )
    assert caught.value.hint
    assert time.process_time() - start < 2


def test_a_document_at_the_limit_costs_linear_time() -> None:
    body = "## Progress\n" + "- [ ] x\n```x\n### y\n| a |\n" * 10_000
    doc = document.read("---\nid: 1\n---\n" + body, "a.md")
    start = time.process_time()
    folded = fold.fold(doc, [note("Decision", "a"), note("Done", "x")])
    assert document.progress(folded)[0] == 1
    assert time.process_time() - start < 15


def test_keys_are_set_and_dropped_without_touching_another_byte() -> None:
    doc = document.set_keys(document.new(FACTS), status="paused", zeal=["a"])
    assert doc.text == NEW.replace("status: active", "status: paused").replace(
        "tags: [sweep]\n", "tags: [sweep]\nzeal: [a]\n"
    )
    assert document.drop_keys(doc, "zeal", "none").get("zeal", "gone") == "gone"


def test_a_table_is_made_for_any_rows() -> None:
    assert document.table(["A", "B"], [["x|y", "two\nlines"]]) == [
        "| A | B |",
        "|---|---|",
        "| x\\|y | two lines |",
    ]


# What the words of a session do


def status(doc: Document, *blocks: Block) -> dict[str, scalars.Value]:
    """The keys that folding ``blocks`` changed; None for one that went away."""
    folded = fold.fold(doc, blocks)
    assert fold.fold(folded, blocks) == folded
    old, new = doc.values(), folded.values()
    return {key: new.get(key) for key in {**old, **new} if old.get(key) != new.get(key)}


def word(what: str, minute: int = 0, **fields: str) -> Block:
    return fold.session_block(what, START.replace(hour=15, minute=minute), "alice", **fields)


def test_a_pause_is_recorded_when_it_ends() -> None:
    doc = fold.fold(document.new(FACTS), [word("paused", reason="lunch")])
    assert doc.get("status") == "paused"
    assert doc.get("paused_at") == "2026-01-15T15:00:00+01:00"
    assert "\n**PAUSED**: 2026-01-15 15:00 - lunch\n**Progress**" in doc.text
    assert status(doc, word("resumed", 30)) == {
        "status": "active",
        "updated_at": "2026-01-15T15:30:00+01:00",
        "paused_at": None,
        "pause_reason": None,
        "pauses": ["2026-01-15T15:00:00+01:00/2026-01-15T15:30:00+01:00"],
    }
    assert "**PAUSED**" not in fold.fold(doc, [word("resumed", 30)]).text


def test_a_pause_without_a_reason_says_so_little() -> None:
    doc = fold.fold(document.new(FACTS), [word("paused", reason="a"), word("paused", 1)])
    assert "\n**PAUSED**: 2026-01-15 15:01\n" in doc.text
    assert doc.get("pause_reason", "none") == "none"


def test_completion_counts_the_hours_without_the_pauses() -> None:
    blocks = (word("paused"), word("resumed", 30), word("completed", 45, summary="It's done"))
    assert status(document.new(FACTS), *blocks) == {
        "status": "completed",
        "updated_at": "2026-01-15T15:45:00+01:00",
        "summary": "It's done",
        "pauses": ["2026-01-15T15:00:00+01:00/2026-01-15T15:30:00+01:00"],
        "closed_at": "2026-01-15T15:45:00+01:00",
        "duration_hours": 5.25,
    }


def test_an_abandoned_session_can_be_reopened() -> None:
    given_up = fold.fold(document.new(FACTS), [word("abandoned", reason="too hard")])
    assert given_up.get("close_reason") == "too hard"
    back = fold.fold(given_up, [word("reopened", 5)])
    assert back.text == NEW.replace(
        "updated_at: '2026-01-15T10:00", "updated_at: '2026-01-15T15:05"
    )


def test_a_compaction_counts_once_however_often_it_is_reported() -> None:
    doc = document.new(FACTS)
    block = fold.compaction(doc, START, "alice")
    assert block is not None
    doc = fold.fold(doc, [block, block])
    assert doc.get("compaction_count") == 1
    assert fold.compaction(doc, START.replace(second=59), "alice") is None
    again = fold.compaction(doc, START.replace(minute=1), "alice")
    assert again is not None
    assert fold.fold(doc, [block, again, block]).get("compaction_count") == 2
    assert fold.fold(doc, [word("compacted")]).get("compaction_count") == 1


def test_tools_are_kept_each_once() -> None:
    doc = fold.fold(document.new(FACTS), [word("used", tool="pytest\nruff")])
    again = fold.fold(doc, [word("used", tool="pytest"), word("used", tool="mypy")])
    assert again.get("tools") == ["pytest", "ruff", "mypy"]
    assert fold.add_tools(again, ["mypy", " "]).text == again.text
    assert fold.add_tools(again, ["Bash"]).get("tools") == ["pytest", "ruff", "mypy", "Bash"]


def test_tags_and_handoffs_come_from_any_session_block() -> None:
    doc = fold.fold(
        document.new(FACTS),
        [word("tagged", tag="sweep\nlock"), word("paused", context_next="see B1")],
    )
    assert doc.get("tags") == ["sweep", "lock"]
    assert doc.get("context_for_next_session") == "see B1"
    assert part(doc, "Handoff") == "- see B1 (2026-01-15T15:00+01:00)"


def test_a_merge_ends_a_session() -> None:
    doc = fold.merged(told(), into="main", commit="1" * 40, when=START.replace(hour=16))
    assert {
        key: doc.get(key) for key in ("status", "merged_into", "merge_commit", "closed_at")
    } == {
        "status": "completed",
        "merged_into": "main",
        "merge_commit": "1" * 40,
        "closed_at": "2026-01-15T16:00:00+01:00",
    }
    assert (
        doc.get("summary") == "Fix sweep trigger bug: Reproduce bug in test; Implemented the lock"
    )
    assert doc.get("updated_at") == "2026-01-15T16:00:00+01:00"
    kept = document.set_keys(told(), summary="mine")
    assert fold.merged(kept, into="main", commit="", when=START).get("summary") == "mine"


TEXTS = st.text("ab# `-:|'\"\\é", max_size=10).map(one_line)
MANY = st.lists(TEXTS.filter(bool), max_size=3).map(tuple)


@given(st.builds(
    Facts, id=TEXTS, shortname=TEXTS, label=TEXTS, created=st.just(START),
    branch=TEXTS.map(lambda text: text or None), head=st.sampled_from([None, "a" * 40]),
    base=TEXTS.map(lambda text: text or None), author=st.just("alice"), client=TEXTS, goal=TEXTS,
    steps=MANY, key_files=MANY, key_context=MANY, tags=MANY, task_ids=MANY, role=TEXTS,
    title=TEXTS, directories=MANY,
))  # fmt: skip
def test_the_facts_of_a_session_travel_as_a_block(facts: Facts) -> None:
    block = fold.begun_block(facts)
    (again,) = story(grammar.render(block, "alice"))
    assert fold.begin_facts(again) == facts
    doc = document.new(facts)
    assert document.read(doc.text, "a.md").get("id") == facts.id
    keys = fold.fold(doc, [block]).values()
    assert {**keys, **{k: v for k, v in doc.values().items() if v}} == keys


def test_the_begin_of_a_session_adds_what_a_document_lacks() -> None:
    doc = document.read("---\nmine: 1\n---\n# Session: x\n", "a.md")
    assert fold.begin_facts(note("Note", "begun")) is None
    folded = fold.fold(doc, [fold.begun_block(FACTS)])
    expected = document.new(FACTS).values()
    for key in ("updated_at", "compaction_count", "git_last_commit", "task_ids"):
        expected.pop(key)
    assert {key: folded.get(key) for key in expected} == expected
    assert document.objective(folded) == FACTS.goal
    assert document.key_files(folded) == list(FACTS.key_files)
    assert document.key_context(folded) == list(FACTS.key_context)
    assert [step.text for step in document.steps(folded)] == list(FACTS.steps)


def test_what_a_person_took_away_after_the_begin_stays_away() -> None:
    text = NEW.replace("- [ ] Implement fix\n", "").replace("- `sweep/sweeper.go`\n", "")
    doc = fold.refresh_tldr(Document("a.md", text))
    assert fold.fold(doc, [fold.begun_block(FACTS)]) == doc


# Steps


def plan(doc: Document) -> str:
    return part(doc, "Progress")


def test_the_current_mark_goes_from_step_to_step() -> None:
    doc = document.new(FACTS)
    doc = fold.fold(doc, [note("Done", "implement FIX", minute=1)])
    assert "In Progress\n- [ ] Reproduce bug in test          <- CURRENT\n" in plan(doc)
    doc = fold.fold(doc, [note("Step", "third", minute=2), note("Step", "Third", minute=3)])
    doc = fold.fold(doc, [note("Done", "Reproduce bug in test", minute=4)])
    assert plan(doc) == (
        "### Completed\n"
        "- [x] Implement fix (2026-01-15T15:01+01:00)\n"
        "- [x] Reproduce bug in test (2026-01-15T15:04+01:00)\n"
        "### In Progress\n"
        "- [ ] third          <- CURRENT\n"
        "### Remaining"
    )


def test_another_step_can_be_made_current() -> None:
    doc = document.new(FACTS)
    current = [note("Progress", title, "- State: current", minute=at) for at, title in
               enumerate(["Implement fix", "new", "Reproduce bug in test"])]  # fmt: skip
    doc = fold.fold(doc, current)
    assert plan(doc) == (
        "### Completed\n"
        "### In Progress\n"
        "- [ ] Reproduce bug in test          <- CURRENT\n"
        "- [ ] Implement fix\n"
        "- [ ] new\n"
        "### Remaining"
    )
    done = fold.fold(doc, [note("Done", "Reproduce bug in test", minute=9)])
    assert document.progress(done) == (1, 3, "Implement fix")
    again = fold.fold(done, [note("Progress", "reproduce BUG in test", "- State: current")])
    assert document.progress(again) == (1, 3, "Implement fix")


def test_a_second_mark_of_a_person_is_taken_away() -> None:
    text = NEW.replace("- [ ] Implement fix\n", "- [ ] Implement fix <- CURRENT\n- [ ] c\n")
    doc = Document("a.md", text)
    assert document.progress(doc) == (0, 3, "Reproduce bug in test")
    doc = fold.fold(doc, [note("Progress", "c", "- State: current")])
    assert doc.text.split("## Decisions")[0].count("<- CURRENT") == 1
    assert document.progress(doc)[2] == "c"


def test_what_was_done_is_no_next_step_any_more() -> None:
    doc = fold.fold(
        document.new(FACTS), [note("Next", "a b"), note("Next", "c"), note("Next", "A B")]
    )
    assert document.next_steps(doc) == ["a b", "c"]
    doc = fold.fold(doc, [note("Done", "A  b", minute=1)])
    assert part(doc, "Next Steps") == "2. c"
    assert "- [x] A b (2026-01-15T15:01+01:00)" in doc.text
    doc = fold.fold(doc, [note("Next", "d", minute=2)])
    assert part(doc, "Next Steps") == "2. c\n3. d"


# Blockers


def test_blockers_come_and_go() -> None:
    doc = fold.fold(
        document.new(FACTS), [note("Blocker", "rain", "of all days"), note("Blocker", "snow")]
    )
    assert part(doc, "Blockers") == (
        "- [ ] B1: rain (2026-01-15T15:00+01:00)\n  of all days\n"
        "- [ ] B2: snow (2026-01-15T15:00+01:00)"
    )
    assert "**Blocker**: B1: rain; B2: snow\n" in doc.text
    doc = fold.fold(doc, [note("Resolved", "b1", minute=1)])
    doc = fold.fold(doc, [note("Resolved", "SNOW", "- How: sun", minute=2)])
    assert part(doc, "Blockers") == (
        "- None currently\n\n### Resolved\n"
        "- [x] ~~B1: rain (2026-01-15T15:00+01:00)~~ - Solved (2026-01-15T15:01+01:00)\n"
        "  of all days\n"
        "- [x] ~~B2: snow (2026-01-15T15:00+01:00)~~ - Solved by sun (2026-01-15T15:02+01:00)"
    )
    doc = fold.fold(doc, [note("Resolved", "never noted", minute=3), note("Blocker", "hail")])
    assert part(doc, "Blockers").startswith("- [ ] B4: hail (2026-01-15T15:00+01:00)\n\n### Res")
    assert part(doc, "Blockers").endswith(
        "- [x] ~~B3: never noted (2026-01-15T15:03+01:00)~~ - Solved (2026-01-15T15:03+01:00)"
    )


# Texts that could break something


def test_texts_on_several_lines_keep_every_word_and_the_structure() -> None:
    rationale = "- Rationale: first\n  # second\n\n  ```\n  ## code\n  ```\n  ---"
    doc = fold.fold(document.new(FACTS), [
        note("Decision", "a | b <- CURRENT", rationale, "- Files: x.py", "- more"),
        note("Tried", "b", "- Result: ```\n  code"),
        note("Learning", "c", "- Category: x", "- Odd: y", "- z"),
        note("Learning", "d"),
        note("Checkpoint", "e", "- Key context: one\n  two", "- TLDR: # mine\n  all",
             "- Context next: go"),
        note("Checkpoint", "f", "- Key context: one\n  two"),
        note("Note", "(untitled)", "just words"),
    ])  # fmt: skip
    assert part(doc, "Decisions") == (
        "### 1. a | b <- CURRENT (2026-01-15T15:00+01:00)\n"
        "**Rationale**: first\n    # second\n\n    ```\n    ## code\n    ```\n    ---\n"
        "**Files**: x.py\n**Details**: more\n**By**: alice"
    )
    (decision,) = document.decisions(doc)
    assert decision.field("rationale") == "first\n# second\n\n```\n## code\n```\n---"
    assert part(doc, "Tried") == ("1. **b** (2026-01-15T15:00+01:00):\n   ```\n   code\n   ```")
    assert part(doc, "Learnings") == (
        "- **2026-01-15:** c\n  - Category: x\n  - Odd: y\n  - Details: z\n- **2026-01-15:** d"
    )
    assert document.key_context(doc)[1:] == ["one\ntwo"]
    assert "\n\\# mine all\n" in doc.text
    assert document.tldr(doc) == "# mine all"
    assert doc.get("context_for_next_session") == "go"
    assert part(doc, "Notes") == "- (2026-01-15T15:00+01:00)\n  just words"


def test_a_paragraph_that_a_person_wrote_stays() -> None:
    text = NEW.replace("_Fix sweep trigger bug._", "My own words,\non two lines.")
    doc = fold.fold(Document("a.md", text), [note("Decision", "a")])
    assert document.tldr(doc) == "My own words,\non two lines."
    emptied = Document("a.md", NEW.replace("_Fix sweep trigger bug._\n\n", ""))
    assert fold.refresh_tldr(emptied).text == NEW
    assert (
        fold.refresh_tldr(
            Document("a.md", NEW.replace("**Progress**: 0/2", "**Progress**: 9"))
        ).text
        == NEW
    )
    bare = Document("a.md", NEW.replace("**Current**: Reproduce bug in test (step 1)\n", ""))
    assert fold.refresh_tldr(bare).text == NEW
    first = Document("a.md", NEW.replace("**Progress**: 0/2 steps complete (0%)\n", ""))
    assert fold.refresh_tldr(first).text == NEW
    odd = NEW.replace("_Fix sweep trigger bug._", "\0 is what it begins with,\nno more.")
    paused = fold.fold(Document("a.md", odd), [fold.session_block("paused", START, "alice")])
    assert document.tldr(paused) == "\0 is what it begins with,\nno more."


# Tables


def test_files_are_merged_by_path() -> None:
    doc = fold.fold(document.new(FACTS), [
        note("File", "a|b.py", "- Action: created", "- Description: x"),
        note("File", "a|b.py", "- Action: modified", "- Description: y"),
        note("File", "a|b.py", "- Action: read", "- Description: x"),
        note("File", "`c`"),
    ])  # fmt: skip
    assert document.files(doc) == [("a|b.py", "Created", "x; y"), ("c", "Modified", "")]
    doc = fold.set_files(doc, [("a|b.py", "deleted"), ("src/__init__.py", "Created")])
    assert document.files(doc) == [
        ("a|b.py", "Deleted", "x; y"),
        ("c", "Modified", ""),
        ("src/__init__.py", "Created", ""),
    ]
    assert fold.set_files(doc, [("a|b.py", "deleted")]) == doc


def test_commits_are_added_once_and_can_be_replaced() -> None:
    doc = told()
    assert fold.add_commit(doc, COMMIT) == doc
    other = Commit("f" * 64, START, "Other")
    both = fold.add_commit(doc, other)
    assert document.commits(both) == [COMMIT, other]
    assert "\n| 2 | `ffff" in both.text
    assert fold.set_commits(both, [COMMIT]) == doc
    assert document.commits(fold.set_commits(doc, [])) == []


def test_the_work_log_is_in_order_of_time() -> None:
    doc = fold.fold(told(), [note("", "late", minute=9)])
    early = grammar.made(START, "", "early", "alice", "")
    doc = fold.fold(doc, [early])
    log = document.work_log(doc)
    assert (log[0][1], log[-1][1]) == ("early", "late")
    text = doc.text.replace("| early |\n", "| early |\nwords\n")
    odd = Document("a.md", text.split("| 2026-01-15 10:07")[0])
    assert document.work_log(fold.fold(odd, [note("", "x")]))[-1][1] == "x"


# Checkpoints and prompts


def test_a_checkpoint_says_where_things_stand() -> None:
    doc = told()
    block = fold.checkpoint_block(doc, "Half way\nmore", START, "bob", "f" * 40, {"TLDR": "So far"})
    assert grammar.render(block, "bob") == (
        "## 2026-01-15T10:00:00+01:00 - Checkpoint: Half way\n"
        "- TLDR: So far\n- Progress: 2/3\n- Current: Implement fix\n"
        f"- Commit: {'f' * 40}\nmore\n"
    )
    assert document.tldr(fold.fold(doc, [block])) == "So far"
    assert fold.checkpoint_block(doc, "", START, "bob", None, {}).title == "checkpoint"


def test_a_resume_prompt_is_written_and_replaced() -> None:
    doc = fold.resume_prompt(told())
    prompt = part(doc, "Resume Prompt")
    assert all(line.startswith("> ") for line in prompt.split("\n"))
    assert 0 < len(prompt.split("\n")) <= 8
    assert fold.resume_prompt(doc) == doc
    doc = fold.resume_prompt(fold.fold(doc, [note("Next", "Ship it")]))
    assert "Ship it" in part(doc, "Resume Prompt")


def test_time_never_goes_back() -> None:
    doc = document.new(FACTS)
    bare = document.read("---\na: 1\n---\n", "a")
    for before, hour, found in ((doc, 9, 10), (doc, 11, 11), (bare, 10, 10)):
        stamped = fold.stamped(before, "feat", None, [START.replace(hour=hour)])
        assert stamped.get("updated_at") == f"2026-01-15T{found}:00:00+01:00"


def test_a_single_word_counts_as_a_list() -> None:
    doc = document.read("---\ntags: one\nauthors:\n---\n", "a.md")
    folded = fold.fold(doc, [word("tagged", tag="two")])
    assert (folded.get("tags"), folded.get("authors")) == (["one", "two"], ["alice"])
