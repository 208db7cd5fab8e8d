"""docs/format.md says what the code does: its examples are read and written here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from git_session.core import edits, frontmatter, grammar, journal, sections
from git_session.model import DECISION, KINDS

DOC = (Path(__file__).parents[2] / "docs/format.md").read_text(encoding="utf-8")
CET = timezone(timedelta(hours=1))


def example(fence: str) -> str:
    return DOC.partition(f"\n{fence}markdown\n")[2].partition(f"\n{fence}\n")[0] + "\n"


def test_the_scratch_is_read() -> None:
    day = date(2026, 1, 15)
    now = datetime(2026, 1, 16, tzinfo=UTC)
    found = grammar.parse(example("```"), author="alice", day=day, zone=CET, fallback=now)
    assert [(block.when.isoformat(), block.kind, block.title) for block in found] == [
        ("2026-01-15T14:30:00+01:00", "", "Implemented user authentication"),
        ("2026-01-15T14:31:05+01:00", DECISION, "Use sync.Mutex over channels"),
    ]


def test_the_journal_is_what_we_write_under_the_name_it_says() -> None:
    text = example("````")
    read = journal.parse(text, "docs/format.md")
    assert journal.render(read) == text
    assert f"`{journal.file_name(read)}`" in DOC


def test_the_edit_is_what_we_write() -> None:
    text = DOC.partition("`Session: edited` says")[2].partition("\n````markdown\n")[2]
    text = text.partition("````\n")[0]
    when = datetime(2026, 1, 15, 16, 2, 11, tzinfo=CET)
    steps = "## Next Steps\n1. Add the regression test\n2. Ask ops"
    old, new = (
        sections.Draft(f"---\na: 1\n---\n{steps}{end}\n", "x") for end in ("", " about the port")
    )
    assert [grammar.render(block, "") for block in edits.found(old, new, when, "")] == [text]


def test_the_identity_is_right() -> None:
    when = datetime(2026, 1, 15, 12, tzinfo=CET)
    assert f"`{grammar.identity(grammar.made(when, DECISION, 'x', 'alice', 'y'))}`" in DOC


def test_kinds_keys_and_sections_are_all_named() -> None:
    assert f"`{' '.join(KINDS)}`" in DOC
    keys = DOC.partition("### Frontmatter")[2].partition("### Sections")[0]
    places = [keys.find(f"`{key}`") for key in frontmatter.ORDER]
    assert places == sorted(places)
    assert min(places) > 0
    titles = [DOC.find(f"`## {title}`") for title in sections.SECTIONS]
    assert min(titles) > 0
