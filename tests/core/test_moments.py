"""Points in time: what we write is what we read, and nothing exotic is taken for a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import moments

CET = timezone(timedelta(hours=1))
WHEN = datetime(2026, 1, 15, 14, 31, 5, tzinfo=CET)
ZONES = st.one_of(
    st.sampled_from([UTC, CET, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")]),
    st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
        lambda offset: timezone(timedelta(seconds=int(offset.total_seconds())))
    ),
)


@given(st.datetimes(timezones=ZONES, allow_imaginary=True))
def test_a_moment_comes_back(when: datetime) -> None:
    whole = moments.fixed(when)
    assert moments.parse_iso(moments.iso(when.replace(microsecond=0))) == whole
    assert moments.parse_iso(moments.iso_minute(when)) == whole.replace(second=0)
    assert moments.fixed(whole) == whole


@given(st.text("0123456789-:TZ+. W", max_size=28))
def test_no_text_raises(text: str) -> None:
    moments.parse_iso(text)
    moments.parse_local(text, None)
    moments.clock(text)
    moments.day_in_name(text)


TIMES = [
    ("2026-01-15T14:31:05+01:00", WHEN),
    ("2026-01-15T13:31:05Z", WHEN),
    ("2026-01-15 14:31:05+0100", WHEN),
    ("2026-01-15T14:31:05.999999+01", WHEN),
    ("2026-01-15T14:31+01:00", WHEN.replace(second=0)),
    ("2026-01-15T14:31:05", None),
    ("2026-01-15T14:31:05-", None),
    ("2026-01-15T14:31:05+1", None),
    ("2026-01-15T14:31:05+24:00", None),
    ("2026-01-15T14:31.5Z", None),
    ("2026-01-15T14:31:05.Z", None),
    ("2026-01-15T24:00Z", None),
    ("2026-01-15T14Z", None),
    ("2026-01-15Z", None),
    ("2026-01-15x14:31Z", None),
    ("2026-02-29T14:31Z", None),
    ("2026-W03-4T14:31Z", None),
    ("20260115T143105Z", None),
    ("2026-01-15T14:31:05Z ", None),
    ("2026-01-15T1٤:31:05Z", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "when"), TIMES)
def test_iso_times(text: str, when: datetime | None) -> None:
    assert moments.parse_iso(text) == when


def test_a_local_time_takes_the_zone() -> None:
    local = "2026-01-15T14:31:05"
    assert moments.parse_local(local, CET) == WHEN
    assert moments.parse_local(local, None) == datetime(2026, 1, 15, 14, 31, 5).astimezone()
    assert moments.parse_local(f"{local}Z", CET) == datetime(2026, 1, 15, 14, 31, 5, tzinfo=UTC)
    assert moments.parse_local("14:31", CET) is None


def test_how_moments_are_written() -> None:
    assert moments.iso(WHEN) == "2026-01-15T14:31:05+01:00"
    assert moments.iso_minute(WHEN) == "2026-01-15T14:31+01:00"
    assert moments.utc_stamp(WHEN) == "20260115T133105Z"
    assert moments.utc_stamp(datetime(1, 1, 1, tzinfo=CET)) == "00010101T000000Z"


def test_the_ends_of_the_calendar_are_times_too() -> None:
    for end in (datetime.min, datetime.max):
        found = moments.localised(end, None)
        assert found.replace(tzinfo=None) == end
        assert found.tzinfo is not None


DAYS = [
    ("alice-2026-01-15.md", date(2026, 1, 15)),
    ("2026-01-14-2026-01-15.md", date(2026, 1, 15)),
    ("2026-01-15-2026-13-01.md", date(2026, 1, 15)),
    ("2026-W03-4.md", None),
    ("notes.md", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_the_day_in_a_name(name: str, day: date | None) -> None:
    assert moments.day_in_name(name) == day


CLOCKS = [
    ("14:30", (14, 30, 0)),
    ("9:05", (9, 5, 0)),
    ("14:30:05", (14, 30, 5)),
    ("24:00", None),
    ("14:60", None),
    ("14:30:60", None),
    ("14", None),
    ("14:3", None),
    ("014:30", None),
    (":30", None),
    ("14:30:05:06", None),
    ("-1:30", None),
    ("१४:३०", None),
]


@pytest.mark.parametrize(("text", "at"), CLOCKS)
def test_times_of_day(text: str, at: tuple[int, int, int] | None) -> None:
    assert moments.clock(text) == at


DURATIONS = [
    (-5, "0m"),
    (59, "0m"),
    (1200, "20m"),
    (8100, "2h 15m"),
    (7200, "2h 0m"),
    (86399, "23h 59m"),
    (273600, "3d 4h"),
]


@pytest.mark.parametrize(("seconds", "text"), DURATIONS)
def test_durations(seconds: int, text: str) -> None:
    assert moments.duration(seconds) == text


AGES = [
    (-61, "in the future"),
    (-60, "just now"),
    (59, "just now"),
    (60, "1 minute ago"),
    (300, "5 minutes ago"),
    (3600, "1 hour ago"),
    (172800, "2 days ago"),
]


@pytest.mark.parametrize(("seconds", "text"), AGES)
def test_ages(seconds: int, text: str) -> None:
    assert moments.ago(WHEN, WHEN + timedelta(seconds=seconds)) == text


def test_zones() -> None:
    assert moments.zone(None) is None
    assert moments.zone("") is None
    assert moments.zone("utc") is UTC
    assert moments.zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "/etc/passwd", "America", "a\0b"])
def test_an_unknown_zone_is_an_error(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the library's for odd paths
        moments.zone(name)
