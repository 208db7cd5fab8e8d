"""How long something takes, as a person says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import spans

SAID = {
    "30m": 30,
    "2h": 120,
    "1h30m": 90,
    "1d": 1440,
    "1D 2h": 1560,
    " 90 m ": 90,
    "": None,
    "0m": None,
    "h": None,
    "2": None,
    "30m1h": None,
    "1h1h": None,
    "1.5h": None,
    "-1h": None,
    "2 weeks": None,
    "٣h": None,
    "9999999h": None,
}


@pytest.mark.parametrize(("text", "minutes"), SAID.items(), ids=[repr(text) for text in SAID])
def test_a_span_is_minutes_or_none(text: str, minutes: int | None) -> None:
    assert spans.minutes(text) == minutes


def test_a_day_of_work_has_eight_hours() -> None:
    assert spans.minutes("1d4h", day=spans.WORKDAY) == 720


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_what_is_said_in_parts_is_their_sum(days: int, hours: int, minutes: int) -> None:
    total = days * 1440 + hours * 60 + minutes
    assert spans.minutes(f"{days}d{hours}h{minutes}m") == (total or None)


@given(st.text(max_size=12))
def test_any_text_is_minutes_or_none(text: str) -> None:
    found = spans.minutes(text)
    assert found is None or found > 0
