"""Blocks folded into documents: once, at their place, and with every other byte kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from git_session.core import document, fold, front, frontmatter, grammar, markdown
from git_session.core.document import Document, Facts
from git_session.model import KINDS, SESSION, Block

START = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
FACTS = Facts(
    id="019abc12-3456-7def-8901-234567890abc",
    shortname="fix-sweep-bug",
    label="session-20260115-100000",
    created=START,
    branch="fix/sweep-trigger",
    head="9f3c2ab0" * 5,
    base="main",
    author="alice",
    client="",
    goal="Fix sweep trigger bug",
    steps=("Reproduce bug", "Implement fix"),
    key_files=("sweep/sweeper.go",),
    key_context=("Lock order: watcher, then sweeper",),
)
FOREIGN = """\
---
mine: {deep: [1, 2]}   # a comment
id: 'abc'
tags:
  # why
  - one # first

status: "active"   # active | paused
---

Some words of a person before any heading.

# My own title #

## Journal of mine

```
## Progress
- [ ] not a step
```

* [ ] not a step either

## tl;dr

Written by hand, in *two*
lines.

## Next steps

3) Third
- bullet

Words after the list.

## Progress

### Remaining

* [ ] Implement fix
  with a second line

   - nested
- [X] Ticked by hand

### Elsewhere
text

## Blockers & Issues
- None currently.

## Decisions

### Not numbered
**Choice**: this
more of it
### 7. Numbered
text

# Another top heading

## Commits

Words before the table.

| # | Commit |
|:--|-------:|
| 4 | `abc`  |
| x

trailing words\
"""
MINIMAL = "---\nid: abc\nshortname: x\nstatus: active\n---\n"


def foreign(newline: str = "\n", bom: str = "") -> Document:
    return Document("a.md", bom + FOREIGN.replace("\n", newline))


TITLES = st.one_of(
    st.sampled_from(
        ["Reproduce bug", "implement  FIX", "Third", "Ticked by hand", "B1", "other", "more"]
    ),
    st.text("ab#|`*_-~>< \\1.()[]:!", min_size=1, max_size=12),
    st.sampled_from(
        [
            "x <- CURRENT",
            "<- CURRENT",
            "```sh",
            "~~~",
            "<!-- x",
            "<div>",
            "C #",
            "[x] y",
            "\u202eé",
            "(2026-01-15T10:00+00:00)",
            "a (2026-01-15T10:00+00:00) b",
            "~~ - Solved by me",
            "---",
        ]
    ),
)
BODY_LINES = st.sampled_from(
    [
        "- Rationale: because\n  ## of\n  ---\n  this",
        "- Choice: ```\n  code\n  ```",
        "- Outcome: ```sh\n  left open",
        "- Outcome: | a | b |\n  |---|---|",
        "- Why: x",
        "- Topic: y | z",
        "- Waiting on: bob",
        "- How: with care",
        "- State: current",
        "- Estimate: 2h",
        "- Estimate: ```",
        "- Type: issue\n- Severity: high",
        "- Type: Issue\n- Severity: (2026-01-15T10:00+00:00)",
        "- Type: follow-up",
        "- Type: deliverable\n- Location: a b|c\n- Percent: 60%",
        "- Type: deliverable\n- Status: # done",
        "- Type: sent\n- To: bob\n- Priority: high",
        "- Type: received\n- From: ```\n- Action: ~~~\n  # answered",
        "- Type: collaboration",
        "- TLDR: # all\n  of it",
        "- TLDR: **Progress**: mine",
        "- TLDR: ```",
        "- Key context: never\n  ```\n  forget",
        "- Context next: - go on",
        "- Tag: fast",
        "- Count: 2",
        "- Reason: tired",
        "- Step: Plan",
        "- Goal: # Big\n  ## goal",
        "- Key file: src/__init__.py",
        "- Id: 1\n- Name: n",
        "- Action: created",
        "- Description: a; b",
        "- Tried: the door",
        "- Next: more",
        "- Done: Implement fix",
        "- Blocked on: rain",
        "- Chose a over b for c",
        "text",
        "    indented",
        "# heading",
        "---",
        "| row |",
        "<!--",
        "```",
        "~~~~",
        "<- CURRENT",
        "",
    ]
)
SESSION_WORDS = st.sampled_from(
    ["begun", "paused", "resumed", "completed", "abandoned", "compacted", "reopened", "other"]
)


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    when = START
    made = []
    for _ in range(draw(st.integers(0, 7))):
        when += timedelta(seconds=draw(st.sampled_from([0, 10, 60, 3600])))
        kind = draw(st.sampled_from(["", *KINDS]))
        title = draw(SESSION_WORDS if kind == SESSION else TITLES)
        author = draw(st.sampled_from(["alice", "bob"]))
        body = "\n".join(draw(st.lists(BODY_LINES, max_size=3)))
        made.append(grammar.made(when, kind, title, author, body))
    return made


@st.composite
def documents(draw: st.DrawFn) -> Document:
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = draw(st.sampled_from([FOREIGN, MINIMAL, document.new(FACTS).text]))
    return Document("a.md", draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", newline))


@settings(max_examples=300, deadline=None)
@given(documents(), blocks())
def test_folding_the_same_blocks_again_changes_nothing(doc: Document, noted: list[Block]) -> None:
    once = fold.fold(doc, noted)
    assert fold.fold(once, noted).text == once.text


@settings(max_examples=150, deadline=None)
@given(documents(), blocks(), st.integers(0, 7))
def test_folding_in_two_goes_is_folding_in_one(doc: Document, noted: list[Block], cut: int) -> None:
    first = fold.fold(doc, noted[:cut])
    assert fold.fold(first, noted[cut:]).text == fold.fold(doc, noted).text


def outline(text: str) -> list[str]:
    """The headings of level one and two that a CommonMark renderer shows outside of lists."""
    fm = frontmatter.scan(text, "a.md", front.compose)
    tokens = MarkdownIt("commonmark").enable("table").parse(text[fm.body_start :])
    return [
        f"{token.tag} {tokens[at + 1].content}"
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2")
    ]


def our_outline(text: str) -> list[str]:
    fm = frontmatter.scan(text, "a.md", front.compose)
    return [f"h{s.level} {s.title}" for s in markdown.sections(text, fm.body_start) if s.level < 3]


SECTIONS = {
    "h2 TL;DR (Read This First)", "h2 Context", "h2 Progress", "h2 Decisions", "h2 Tried",
    "h2 Discoveries", "h2 Blockers", "h2 Next Steps", "h2 Files", "h2 Commits", "h2 Work Log",
    "h2 Notes", "h2 Learnings", "h2 Handoff", "h2 Deliverables", "h2 Coordination",
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(documents(), blocks())
def test_no_text_breaks_the_structure(doc: Document, noted: list[Block]) -> None:
    folded = fold.fold(doc, noted)
    before, after = outline(doc.text), our_outline(folded.text)
    assert [head for head in after if head in our_outline(doc.text)] == our_outline(doc.text)
    assert len(after) == len(set(after))
    assert set(after) - set(our_outline(doc.text)) <= SECTIONS
    assert len(outline(folded.text)) - len(before) == len(after) - len(our_outline(doc.text))
    assert sum(step.current for step in document.steps(folded)) <= 1


DERIVED = ("updated_at", "_", "**Progress**", "**Current**", "**Blocker**", "- None currently")


@settings(max_examples=200, deadline=None)
@given(blocks(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_a_fold_keeps_every_line_of_a_document_of_another_hand(
    noted: list[Block], newline: str, bom: str
) -> None:
    moving = ("Done", "Resolved", "File", SESSION, "Checkpoint")
    kept = [b for b in noted if b.kind not in moving and "state" not in b.body.lower()]
    kept = [b for b in kept if "done" not in b.body.lower() and "tag" not in b.body.lower()]
    doc = foreign(newline, bom)
    lines = fold.fold(doc, kept).text.split("\n")
    if newline == "\r\n":
        assert all(line.endswith("\r") for line in lines[:-1])
    bare = [line.rstrip("\r") for line in lines]
    at = 0
    for old in doc.text.split("\n"):
        line = old.rstrip("\r")
        if not line.startswith(DERIVED):
            assert line in bare[at:]
            at = bare.index(line, at) + 1
    assert lines[0] == f"{bom}---{newline[:-1]}"
    assert lines[-1] != ""


def logged(*minutes: int) -> Document:
    """A session that began at ten, and what was noted so many minutes later."""
    blocks = [
        Block(START + timedelta(minutes=m), "Tried", f"Way {m}", "alice", "") for m in minutes
    ]
    return fold.fold(document.new(FACTS), blocks)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def test_every_fifth_entry_is_time_for_a_checkpoint() -> None:
    doc = logged(1, 2, 3, 4, 5, 6)
    assert fold.due(doc, 2, at(6)) == "6 entries since the session began"
    assert fold.due(doc, 1, at(6)) == ""
    kept = fold.checkpointed(doc, at(7))
    assert (document.noted_since(doc), document.noted_since(kept)) == (6, 0)
    more = fold.fold(kept, [Block(at(8 + n), "Note", f"{n}", "alice", "") for n in range(5)])
    assert fold.due(more, 1, at(12)) == "5 entries since the last checkpoint"


def test_every_45_minutes_of_work_are_time_for_a_checkpoint_once() -> None:
    assert [fold.due(logged(1, m), 1, at(m)) for m in (44, 45, 91)] == [
        "",
        "45m since the session began",
        "1h 31m since the session began",
    ]
    assert [fold.due(logged(46, m), 1, at(m)) for m in (47, 89, 90)] == [
        "",
        "",
        "1h 30m since the session began",
    ]
    paused = [fold.session_block(what, at(m), "alice") for what, m in PAUSE]
    assert fold.due(fold.fold(logged(1, 120), paused), 1, at(120)) == ""


PAUSE = (("paused", 2), ("resumed", 100))


@given(st.dictionaries(
    st.sampled_from(("checkpoint_at", "checkpoint_entries", "created_at", "pauses")),
    st.one_of(st.text(max_size=30), st.integers(), st.none(), st.booleans(), st.just(["/", "x/y"]),
              st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)),
), st.text(max_size=80), st.integers(1, 9))  # fmt: skip
def test_whatever_a_person_wrote_there_it_is_time_or_not(
    keys: dict[str, str | int | bool | list[str] | None], row: str, fresh: int
) -> None:
    doc = document.set_keys(logged(1, 2), **keys)
    doc = document.read(f"{doc.text.rstrip()}\n| {row}\n", "a.md")
    assert document.noted_since(doc) >= 0
    assert isinstance(fold.due(doc, fresh, at(50)), str)
    assert document.noted_since(fold.checkpointed(doc, at(50))) == 0
