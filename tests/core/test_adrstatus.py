"""A record's status changed in its text: no other byte of what a person wrote."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import adr, adrstatus
from git_session.core.adr import Adr
from git_session.errors import Refused
from git_session.model import replace

NYGARD = "# 1. Use files\n\nDate: 2016-02-12\n\n## Status\n\nAccepted\n\n## Decision\n\nFiles.\n"
MADR = (
    "---\nstatus: accepted # yet\ndate: 2020-05-01\n---\n\n# Use cents\n\n## Decision\n\nCents.\n"
)
STARRED = (
    "# Use cents\r\n\r\n* Status: proposed\r\n* Deciders: bob\r\n\r\n## Decision\r\n\r\nDo.\r\n"
)
SILENT = "# Use cents\n\n## Context\n\nFloats.\n\n## Decision\n\nCents."


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (NYGARD, "Accepted", "superseded by ADR-004"),
        (STARRED, "proposed", "superseded by ADR-004"),
        (SILENT, "Cents.", "Cents.\n\n## Status\n\nsuperseded by ADR-004\n"),
    ],
)
def test_of_a_persons_record_one_line_changes(text: str, old: str, new: str) -> None:
    made = adrstatus.superseded(text, "0001-a.md", "ADR-004")
    head, found, tail = text.rpartition(old)
    assert found
    assert made == head + new + tail
    told = adr.parse(made, "0001-a.md")
    assert (told.status, told.superseded_by) == ("superseded", "ADR-004")


def test_keys_of_a_frontmatter_are_set_and_comments_stay() -> None:
    made = adrstatus.superseded(MADR, "0001-a.md", "ADR-004")
    assert "status: superseded # yet\n" in made
    assert adr.parse(made, "x.md").superseded_by == "ADR-004"


@pytest.mark.parametrize("text", [NYGARD, MADR, STARRED, SILENT])
def test_what_takes_its_place_says_so_once(text: str) -> None:
    made = adrstatus.superseding(text, "0004-b.md", "ADR-001")
    assert made.startswith(text)
    assert "Supersedes ADR-001" in adr.parse(made, "0004-b.md").rest
    assert adrstatus.superseding(made, "0004-b.md", "ADR-001") == made


WORDS = st.text("ab #-*:>`~|\n1", max_size=30)
PLAIN = st.builds(
    Adr,
    title=st.just("A title"),
    status=st.sampled_from(("proposed", "accepted", "deprecated")),
    context=st.just("Why") | WORDS.map(lambda text: adr.of_mapping({"context": text}).context),
    decision=st.just("So"),
)


@given(PLAIN, st.sampled_from(("ADR-004", "2026-01-15-use-a-mutex.md")))
def test_of_a_record_of_ours_the_status_alone_changes(told: Adr, by: str) -> None:
    text = adr.render(told)
    meant = replace(adr.parse(text, "a.md"), status="superseded", superseded_by=by)
    assert adr.parse(adrstatus.superseded(text, "a.md", by), "a.md") == meant


@given(st.text("ab#-*: \n`>|", max_size=60) | st.text(max_size=40))
def test_any_text_is_changed_rightly_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        made = adrstatus.superseded(text, "a.md", "ADR-004")
        assert adr.parse(made, "a.md").superseded_by == "ADR-004"
