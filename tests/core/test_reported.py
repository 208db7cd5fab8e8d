"""What the page of a report shows: counted with values, and inert whatever it says."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from git_session.core import reportpage
from git_session.core.reportpage import Chart, Decision, Report
from git_session.core.views import reported
from git_session.core.views.work import COMMIT, Sign, Work
from git_session.model import BLOCKER, NOTE, RESOLVED, SESSION

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = 86400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def sign(
    when: int, who: str = "alice", stem: str = "fix-aaaaaaaa", kind: str = NOTE, **rest: str
) -> Sign:
    return Sign(when, who, stem, kind, rest.get("title", ""), "", rest.get("commit", ""))


def of(*signs: Sign, zone: ZoneInfo = BERLIN) -> Work:
    return Work(NOW, zone, frozenset(), tuple(sorted(signs, key=lambda one: one.when)))


def page(work: Work, *decisions: Decision, left: int = 0, link: str = "") -> str:
    told = reported.rows(work)
    chart = Chart("<svg></svg>", "<svg></svg>")
    report = Report(
        "shop", work, None, None, told, decisions, left, link, {}, chart, chart, chart, "", "1.0"
    )
    return reportpage.text(report)


def test_bars_stand_for_days_of_the_reader() -> None:
    """23:50 to 00:10 in Berlin is the day it began on; in Tokyo it is the morning after."""
    night = (at("2026-01-31T23:50+01:00"), at("2026-02-01T00:10+01:00"))
    told = reported.rows(of(*(sign(when) for when in night)))
    assert (told.hours.unit, told.hours.labels) == ("day", ("2026-01-31", "2026-02-01"))
    assert told.hours.rows == (("alice", (20 / 60, 0.0)),)
    tokyo = reported.rows(of(*(sign(when) for when in night), zone=TOKYO))
    assert tokyo.hours.labels == ("2026-02-01",)


def test_bars_get_wider_where_there_are_too_many() -> None:
    start = at("2024-01-01T10:00+01:00")
    units = {}
    for days in (10, 31, 32, 400, 500, 1800, 9000):
        told = reported.rows(of(sign(start), sign(start + days * DAY)))
        units[days] = told.hours.unit
        assert 0 < len(told.hours.labels) <= reported.BARS
    assert units == {
        10: "day",
        31: "day",
        32: "week",
        400: "week",
        500: "month",
        1800: "year",
        9000: "year",
    }


def test_people_beyond_the_first_few_are_told_together() -> None:
    signs = [
        sign(at("2026-01-15T10:00+01:00") + minute * 60, f"person-{person}")
        for person in range(8)
        for minute in (0, 5 + person)
    ]
    told = reported.rows(of(*signs))
    names = [name for name, _ in told.hours.rows]
    assert names == [f"person-{person}" for person in (7, 6, 5, 4, 3)] + ["others"]
    total = sum(number for _, numbers in told.hours.rows for number in numbers)
    assert abs(total * 3600 - told.time.total) < 1


def test_the_timeline_has_the_last_sessions_and_says_what_it_leaves_out() -> None:
    signs = []
    for number in range(reported.SESSIONS + 5):
        stem = f"s{number}-aaaaaaaa"
        signs.append(sign(number * DAY, stem=stem, kind=SESSION, title="begun"))
        signs.append(sign(number * DAY + 60, stem=stem, kind=COMMIT, commit=f"{number:040x}"))
    told = reported.rows(of(*signs))
    assert (len(told.lanes), told.left, told.sessions) == (reported.SESSIONS, 5, 35)
    assert told.lanes[0].session.stem == "s34-aaaaaaaa"
    assert [one.commit for one in told.lanes[0].commits] == [f"{34:040x}"]
    ticks = reported.ticks(of(), told.lanes)
    assert 3 <= len(ticks) <= 2 * reported.TICKS
    assert [when for when, _ in ticks] == sorted(when for when, _ in ticks)
    assert "5 older ones are left out." in page(of(*signs))


def test_a_short_timeline_names_hours() -> None:
    told = reported.rows(of(sign(at("2026-10-25T01:00+02:00")), sign(at("2026-10-25T04:00+01:00"))))
    labels = [label for _, label in reported.ticks(of(), told.lanes)]
    assert labels == ["01:00", "02:00", "02:00", "03:00"]  # one hour comes twice


def test_blockers_are_counted_where_they_came_up_and_went() -> None:
    told = reported.rows(
        of(
            sign(at("2026-01-15T10:00+01:00"), kind=BLOCKER, title="VPN"),
            sign(at("2026-01-16T10:00+01:00"), kind=RESOLVED, title="VPN"),
            sign(at("2026-01-16T11:00+01:00"), kind=BLOCKER, title="Redis"),
        )
    )
    assert told.blocked.rows == (("came up", (1.0, 1.0)), ("resolved", (0.0, 1.0)))


def test_decisions_that_are_left_out_are_told() -> None:
    one = Decision("Lock", "2026-01-15", "alice", "fix", "", "accepted", ())
    made = page(of(sign(0)), one, left=7)
    assert "The newest 1 are here; 7 older ones are left out" in made
    gone = Decision("Lock", "2026-01-15", "alice", "fix", "", "superseded", (), in_force=False)
    assert "<strong>superseded</strong>" in page(of(sign(0)), gone)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert reportpage.escaped("x" * 2000).endswith(" … (cut)")
    assert reportpage.escaped("a\x1b[31m\udcff") == "a\\x1b[31m\\udcff"


class Texts(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "style")]
        assert all(
            (value or "").startswith(("#", "https://")) for name, value in attrs if name == "href"
        )


HOSTILE = st.text(
    st.sampled_from("<>\"'&/= scriptonload:javascript()\\\n\x00\x1b\udcff`{}"), max_size=40
)
PLAIN = page(of(sign(0, title="x")), Decision("x", "x", "x", "x", "x", "x", (("x", "x"),)))


@given(HOSTILE)
def test_no_text_is_ever_markup(text: str) -> None:
    """The same elements stand in the page whatever its texts say; the policy always does."""
    text = f"x{text}"
    said = Decision(text, text, text, text, text, text, ((text, text),))
    made = page(of(sign(0, title="x")), said)
    assert Texts(made).tags == Texts(PLAIN).tags
    assert made.count("default-src 'none'") == 1


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nor_is_one_of_a_session_or_a_blocker(who: str, stem: str, title: str) -> None:
    signs = [sign(when, who, f"{stem}-aaaaaaaa", BLOCKER, title=title) for when in (0, 60, 120)]
    linked = page(of(*signs), link="https://github.com/alice/shop/commit/")
    allowed = set(Texts(PLAIN).tags) | {"table", "caption", "tbody", "tr", "th", "td", "thead"}
    assert set(Texts(linked).tags) <= allowed | {
        "figure",
        "figcaption",
        "details",
        "summary",
        "svg",
    }
