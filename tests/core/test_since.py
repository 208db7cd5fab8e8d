"""Moments as people name them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core.since import since

NOW = datetime(2026, 1, 15, 14, 30, tzinfo=timezone(timedelta(hours=1)))
ZONE = NOW.tzinfo


@pytest.mark.parametrize(("text", "expected"), [
    ("2026-01-10", "2026-01-10T00:00:00+01:00"),
    ("2026-01-10T12:00", "2026-01-10T12:00:00+01:00"),
    ("2026-01-10 12:00:30Z", "2026-01-10T12:00:30+00:00"),
    ("today", "2026-01-15T00:00:00+01:00"),
    (" Yesterday ", "2026-01-14T00:00:00+01:00"),
    ("2w", "2026-01-01T14:30:00+01:00"),
    ("3 days ago", "2026-01-12T14:30:00+01:00"),
    ("1 day", "2026-01-14T14:30:00+01:00"),
    ("an hour ago", "2026-01-15T13:30:00+01:00"),
    ("last  week", "2026-01-08T14:30:00+01:00"),
    ("90min", "2026-01-15T13:00:00+01:00"),
    ("2mo", "2025-11-16T14:30:00+01:00"),
    ("1y", "2025-01-15T14:30:00+01:00"),
])  # fmt: skip
def test_what_people_say(text: str, expected: str) -> None:
    when = since(text, NOW, ZONE)
    assert when is not None
    assert when.isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "2", "2 m", "w", "2026-02-30", "-3 days", "٣ days"])
def test_what_is_no_moment(text: str) -> None:
    assert since(text, NOW, ZONE) is None


def test_before_the_calendar_is_its_beginning() -> None:
    when = since("999999 years ago", NOW, ZONE)
    assert when is not None
    assert when.year == 1


@given(st.text(max_size=20))
def test_anything_may_be_asked(text: str) -> None:
    when = since(text, NOW, UTC)
    assert when is None or when.tzinfo is not None
