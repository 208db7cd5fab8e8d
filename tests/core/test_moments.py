"""Points in time and spans of it, as text and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MOMENTS, ODD

from git_session.core import moments

BERLIN = timezone(timedelta(hours=1))
AT = datetime(2026, 1, 15, 14, 31, 5, tzinfo=BERLIN)

READ = [
    ("2026-01-15T14:31:05+01:00", AT),
    ("2026-01-15T14:31+01:00", AT.replace(second=0)),
    ("2026-01-15T13:31:05Z", AT),
    ("2026-01-15 14:31:05+0100", AT),
    ("2026-01-15T14:31:05.9+01:00", AT),
    ("2026-01-15T14:31:05.123456789+01:00", AT),
    ("2026-01-15T14:31:05", None),
    ("2026-01-15", None),
    ("2026-01-15T14:31:05,9+01:00", None),
    ("2026-01-15T14:31:05.+01:00", None),
    ("2026-01-15T14:31.5+01:00", None),
    ("2026-01-15T24:00:00Z", None),
    ("2026-01-15T14:31:05+24:00", None),
    ("2026-W03-4T14:31:05Z", None),
    ("2026-01-15T143105Z", None),
    ("2026-01-15T14:31:05 +01:00", None),
    ("２026-01-15T14:31:05Z", None),
    ("0000-01-15T14:31:05Z", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "when"), READ)
def test_a_moment_is_read(text: str, when: datetime | None) -> None:
    assert moments.parse_iso(text) == when


@given(MOMENTS)
def test_a_moment_survives_being_written_and_read(when: datetime) -> None:
    known = moments.fixed(when)
    assert moments.parse_iso(moments.iso(known)) == known
    assert moments.parse_iso(moments.iso_minute(known)) == known.replace(second=0)
    assert moments.utc_stamp(known)[8:9] == "T"


@given(ODD)
def test_readers_take_any_text(text: str) -> None:
    for around in (text, f"2026-01-15T{text}", f"2026-01-15T14:30{text}"):
        moments.parse_local(around, UTC)
        moments.clock(around)
        moments.day_in_name(around)


def test_moments_are_written() -> None:
    assert moments.iso(AT) == "2026-01-15T14:31:05+01:00"
    assert moments.iso_minute(AT) == "2026-01-15T14:31+01:00"
    assert moments.utc_stamp(AT) == "20260115T133105Z"


def test_the_ends_of_the_calendar_are_moments_too() -> None:
    first = datetime(1, 1, 1, tzinfo=BERLIN)
    assert moments.utc_stamp(first) == "00010101T000000Z"
    assert moments.to_utc(first) == datetime(1, 1, 1, tzinfo=UTC)
    assert moments.localised(datetime(1, 1, 1), None).tzinfo is not None
    last = moments.localised(datetime(9999, 12, 31, 23, 59), BERLIN)
    assert moments.iso(last) == "9999-12-31T23:59:00+01:00"


def test_a_zone_fixes_the_offset_of_its_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer = moments.fixed(datetime(2026, 7, 1, 12, 0, 0, 5, tzinfo=berlin))
    assert summer.isoformat() == "2026-07-01T12:00:00+02:00"
    again = moments.fixed(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin))
    assert again.isoformat() == "2026-10-25T02:30:00+01:00"


DAYS = [
    ("alice-2026-01-15.md", date(2026, 1, 15)),
    ("alice.1a2b3c4d-2026-01-15.md", date(2026, 1, 15)),
    ("2026-01-14-2026-01-15", date(2026, 1, 15)),
    ("from 2026-01-15 to 2026-02-30", date(2026, 1, 15)),
    ("alice.md", None),
    ("2026-1-15.md", None),
    ("20260115.md", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_a_file_name_tells_its_day(name: str, day: date | None) -> None:
    assert moments.day_in_name(name) == day


CLOCKS = [
    ("14:30", (14, 30, 0)),
    ("9:05:59", (9, 5, 59)),
    ("00:00", (0, 0, 0)),
    ("24:00", None),
    ("14:60", None),
    ("14:3", None),
    ("114:30", None),
    (":30", None),
    ("14:30:", None),
    ("14:30:00:00", None),
    ("１4:30", None),
    ("14:²0", None),
]


@pytest.mark.parametrize(("text", "found"), CLOCKS)
def test_a_clock_time_is_read(text: str, found: tuple[int, int, int] | None) -> None:
    assert moments.clock(text) == found


SPANS = [
    (-5, "0m"), (0, "0m"), (59, "0m"), (60, "1m"), (1200, "20m"), (3600, "1h 0m"),
    (8100, "2h 15m"), (86399, "23h 59m"), (86400, "1d 0h"), (273_600, "3d 4h"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "text"), SPANS)
def test_a_span_is_told(seconds: int, text: str) -> None:
    assert moments.duration(seconds) == text


PASTS = [
    (0, "just now"), (59, "just now"), (-59, "just now"), (-61, "in the future"),
    (60, "1 minute ago"), (300, "5 minutes ago"), (7200, "2 hours ago"), (86400, "1 day ago"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "text"), PASTS)
def test_how_long_ago_is_told(seconds: int, text: str) -> None:
    assert moments.ago(AT, AT + timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (None, None),
        ("", None),
        ("utc", UTC),
        ("Z", UTC),
        ("Asia/Kolkata", ZoneInfo("Asia/Kolkata")),
    ],
)
def test_a_zone_is_found_by_its_name(name: str | None, found: tzinfo | None) -> None:
    assert moments.zone(name) == found


@given(st.one_of(ODD, st.sampled_from(("Mars/Base", "../x", "/etc/passwd", "Europe", "a\0b"))))
def test_an_unknown_zone_is_told(name: str) -> None:
    if name.strip("\0") and name.upper() != "Z":
        with pytest.raises(ValueError, match=r".+"):
            moments.zone(name)
