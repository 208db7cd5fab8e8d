"""Where effort goes, counted by hand on small fixtures: DST, midnight, month ends, three zones."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core.views import blocking, clients, effort, switching, work
from git_session.core.views.work import COMMIT, Sign, Work
from git_session.model import BLOCKER, DECISION, DONE, NOTE, RESOLVED, SESSION, STEP, replace

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
MINUTE, HOUR = 60, 3600
A, B = "fix-aaaaaaaa", "docs-bbbbbbbb"


def at(text: str) -> int:
    """Seconds since 1970 of a moment written with its offset."""
    return int(datetime.fromisoformat(text).timestamp())


def sign(when: int | str, who: str = "alice", stem: str = A, kind: str = NOTE, **rest: str) -> Sign:
    title, client, commit = (rest.pop(key, "") for key in ("title", "client", "commit"))
    fields = tuple((key.replace("_", " "), value) for key, value in rest.items())
    seconds = at(when) if isinstance(when, str) else when
    return Sign(seconds, who, stem, kind, title, client, commit, fields)


def mark(when: int | str, word: str, who: str = "alice", stem: str = A, **rest: str) -> Sign:
    made = sign(when, who, stem, SESSION, title=word)
    return made._replace(fields=tuple(rest.items()))


def given_(*signs: Sign, zone: ZoneInfo = BERLIN, archived: tuple[str, ...] = ()) -> Work:
    ordered = tuple(sorted(signs, key=lambda one: one.when))
    return Work(NOW, zone, frozenset(archived), ordered)


def minutes(of: Work, by: str = "author", since: str = "", until: str = "") -> dict[str, int]:
    edges = [at(text) if text else None for text in (since, until)]
    told = effort.rows(of, by, *edges)
    return {row.name: row.seconds // MINUTE for row in told.rows} | {"": told.total // MINUTE}


DAY = (
    mark("2026-01-15T09:00+01:00", "begun", task="T-1", tag="auth"),
    sign("2026-01-15T09:20+01:00"),  # 20
    sign("2026-01-15T09:50+01:00"),  # 30: the limit itself counts
    sign("2026-01-15T10:21+01:00"),  # 31 later: nothing
    mark("2026-01-15T10:30+01:00", "paused"),  # 9
    sign("2026-01-15T10:40+01:00"),  # inside the pause: nothing
    mark("2026-01-15T10:50+01:00", "resumed"),
    sign("2026-01-15T11:00+01:00", kind=COMMIT, commit="c" * 40),  # 10
)


def test_s1_26_time_is_what_a_hand_count_says() -> None:
    """20 + 30 + 9 + 10 minutes; the idle half hour and the pause are out."""
    assert minutes(given_(*DAY)) == {"alice": 69, "": 69}
    assert minutes(given_(*DAY), "task") == {"T-1": 69, "": 69}
    assert minutes(given_(*DAY), "tag") == {"auth": 69, "": 69}
    hour = replace(given_(*DAY), idle=HOUR)
    assert minutes(hour) == {"alice": 100, "": 100}
    none = replace(given_(*DAY), idle=0)
    assert minutes(none) == {"": 0}


def test_s1_41_time_by_task_tag_project_file_and_author() -> None:
    """Two people, two sessions: what overlaps for one person counts once in the total."""
    other = (
        mark("2026-01-15T09:10+01:00", "begun", stem=B, task="T-2\nT-3", tag="auth"),
        sign("2026-01-15T09:30+01:00", stem=B, commit="d" * 40),  # 20, 10 of them overlap
        sign("2026-01-15T09:10+01:00", "bob", stem=B),
        sign("2026-01-15T09:30+01:00", "bob", stem=B),  # 20, bob's own
    )
    both = replace(
        given_(*DAY[:2], *other),
        home="home",
        projects=(("d" * 40, ("web", "api")),),
        paths=(("d" * 40, ("a.py", "b.py")),),
    )
    assert minutes(both) == {"alice": 30, "bob": 20, "": 50}
    assert minutes(both, "task") == {"T-2": 40, "T-3": 40, "T-1": 20, "": 50}
    assert minutes(both, "tag") == {"auth": 50, "": 50}
    assert minutes(both, "project") == {"home": 40, "web": 20, "api": 20, "": 50}
    assert minutes(both, "file") == {
        "a.py": 20,
        "b.py": 20,
        "(not committed yet)": 40,
        "": 50,
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2026-03-29T01:50+01:00", "2026-03-29T03:10+02:00", 20),  # the hour that is skipped
        ("2026-10-25T02:50+02:00", "2026-10-25T02:10+01:00", 20),  # the hour that comes twice
        ("2026-10-25T02:10+02:00", "2026-10-25T02:10+01:00", 0),  # an hour apart, same clock
        ("2026-03-08T01:50-05:00", "2026-03-08T03:10-04:00", 20),  # New York's
        ("2026-01-31T23:50+01:00", "2026-02-01T00:10+01:00", 20),  # midnight and a month's end
        ("2028-02-29T23:55+09:00", "2028-03-01T00:05+09:00", 10),  # a leap day in Tokyo
        ("2026-01-15T09:00-05:00", "2026-01-15T15:10+01:00", 10),  # two zones
        ("2026-01-15T23:10+09:00", "2026-01-15T09:20-05:00", 10),  # a day's other side
    ],
)
def test_clocks_that_jump_cost_nothing(before: str, after: str, expected: int) -> None:
    for zone in (BERLIN, NEW_YORK, TOKYO):
        assert minutes(given_(sign(before), sign(after), zone=zone))[""] == expected


def test_a_window_cuts_at_its_edges() -> None:
    night = given_(sign("2026-01-31T23:50+01:00"), sign("2026-02-01T00:10+01:00"))
    assert minutes(night, until="2026-02-01T00:00+01:00")[""] == 10
    assert minutes(night, since="2026-02-01T00:00+01:00")[""] == 10
    assert minutes(night, since="2026-02-01T00:10+01:00")[""] == 0
    tokyo = minutes(night, since="2026-02-01T08:00+09:00", until="2026-02-01T08:05+09:00")
    assert tokyo[""] == 5


def test_a_sign_alone_counts_nothing() -> None:
    assert minutes(given_(sign(0))) == {"": 0}
    assert minutes(given_(sign(0), sign(60, stem=B), sign(60, "bob"))) == {"": 0}


def test_how_it_is_counted_stands_below() -> None:
    told = effort.rows(given_(*DAY), "tag")
    page = effort.page(given_(*DAY), told)
    assert page.rows == 1
    [below] = [thing for thing in page.things if "How it is counted" in str(thing)]
    for fact in ("at most 30 minutes", "session.idleMinutes", "Pauses are taken out", "alone"):
        assert fact in str(below)


STEPS = (
    mark("2026-01-15T09:00+01:00", "begun"),
    sign("2026-01-15T09:00+01:00", kind=STEP, title="Measure", estimate="30m"),
    sign("2026-01-15T09:00+01:00", kind=STEP, title="Fix it", estimate="1h30m"),
    sign("2026-01-15T09:00+01:00", kind=STEP, title="Test", estimate="2h"),
    sign("2026-01-15T09:00+01:00", kind=STEP, title="Ship", estimate="soon"),
    sign("2026-01-15T09:20+01:00", kind=DONE, title="Measure"),
    sign("2026-01-15T09:45+01:00"),
    sign("2026-01-15T10:05+01:00", kind=DONE, title="fix IT"),
    sign("2026-01-15T10:15+01:00"),
)


def test_s1_41_an_estimate_stands_beside_what_it_took() -> None:
    told = effort.rows(given_(*STEPS), "task").estimates
    assert [(one.step, one.estimated, one.actual, one.finished) for one in told] == [
        ("Measure", 30 * MINUTE, 20 * MINUTE, True),
        ("Fix it", 90 * MINUTE, 45 * MINUTE, True),
        ("Test", 2 * HOUR, 10 * MINUTE, False),
    ]
    earlier = effort.rows(given_(*STEPS), "task", None, at("2026-01-15T08:00+01:00"))
    assert earlier.estimates == ()


def test_estimates_are_read_as_people_write_them() -> None:
    known = {"30m": 30, "2h": 120, "1h30m": 90, "1h 30m": 90, "1d": 480, "1.5h": 90, "90min": 90}
    assert {text: effort.parsed(text) for text in known} == {
        text: number * MINUTE for text, number in known.items()
    }
    for text in ("", "soon", "2 weeks", "-1h", "0m", "h", "1h?", "٣h"):
        assert effort.parsed(text) is None, text


def test_s0_13_a_duration_as_people_say_it() -> None:
    expected = {
        0: "",
        -5: "",
        1: "~5min",
        30 * MINUTE: "~30min",
        33 * MINUTE: "~35min",
        57 * MINUTE: "~55min",
        58 * MINUTE: "~1h",
        80 * MINUTE: "~1.5h",
        2 * HOUR: "~2h",
        2 * HOUR + 20 * MINUTE: "~2.5h",
        10 * HOUR + 20 * MINUTE: "~10h",
        40 * HOUR: "~40h",
    }
    assert {seconds: effort.estimate(seconds) for seconds in expected} == expected


def test_s0_13_pauses_are_no_part_of_it() -> None:
    assert effort.of_session(given_(*DAY).signs, A, 30 * MINUTE) == 69 * MINUTE
    assert effort.of_session(given_(*DAY).signs, B, 30 * MINUTE) == 0


WHENS = st.integers(0, 20 * HOUR)
SIGNS = st.lists(
    st.builds(
        lambda when, who, stem, word: (
            mark(when, word, who, stem) if word else sign(when, who, stem)
        ),
        WHENS,
        st.sampled_from(["alice", "bob"]),
        st.sampled_from([A, B]),
        st.sampled_from(["", "", "", "paused", "resumed", "begun"]),
    ),
    max_size=30,
)


@given(SIGNS, st.integers(0, 120 * MINUTE), st.tuples(WHENS, WHENS))
def test_time_is_never_negative_nor_more_than_the_clock(
    signs: list[Sign], idle: int, edges: tuple[int, int]
) -> None:
    of = replace(given_(*signs), idle=idle)
    told = effort.rows(of, "author")
    whens = [one.when for one in signs] or [0]
    for row in told.rows:
        assert 0 < row.seconds <= max(whens) - min(whens)
    assert sum(row.seconds for row in told.rows) == told.total
    for by in ("task", "tag", "project", "file"):
        assert effort.rows(of, by).total == told.total
    first, last = sorted(edges)
    parts = [(None, first), (first, last), (last, None)]
    assert sum(effort.rows(of, "author", *part).total for part in parts) == told.total


@given(SIGNS, WHENS, st.integers(2, HOUR), st.integers(1, HOUR), st.sampled_from(["alice", "bob"]))
def test_an_entry_inside_a_pause_changes_nothing(
    signs: list[Sign], start: int, length: int, within: int, who: str
) -> None:
    plain = [one for one in signs if not work.mark(one)]
    paused = [mark(start, "paused"), mark(start + length, "resumed")]
    inside = sign(start + 1 + within % (length - 1), who)
    before = effort.rows(given_(*plain, *paused), "author")
    assert effort.rows(given_(*plain, *paused, inside), "author") == before


@given(SIGNS)
def test_signs_that_are_kept_come_back(signs: list[Sign]) -> None:
    odd = [sign(5, "a\udcffb", kind=STEP, title="x\ny", estimate="2h", tag="ä")]
    assert work.unpacked(work.packed([*signs, *odd])) == [*signs, *odd]


def test_what_another_kind_of_machine_kept_is_made_anew() -> None:
    kept = work.packed([sign(5)]).replace(f'"{work.ORDER}"', '"other"')
    assert work.unpacked(kept) is None


@given(st.integers(-(2**62), 2**62))
def test_no_moment_is_too_far_away_to_be_told(when: int) -> None:
    for zone in (TOKYO, NEW_YORK):
        told = work.moment(given_(zone=zone), when)
        assert told.tzinfo is not None
        assert effort.rows(given_(sign(when), zone=zone), "author").total == 0


BLOCKED = (
    sign("2026-01-01T10:00+01:00", kind=BLOCKER, title="Redis is down", waiting_on="ops"),
    sign("2026-01-01T12:00+01:00", kind=BLOCKER, title="VPN"),
    sign("2026-01-01T13:00+01:00", kind=RESOLVED, title="redis IS down", how="restarted"),
    sign("2026-01-03T12:00+01:00", kind=RESOLVED, title="B2"),
    sign("2026-02-01T10:00+01:00", stem=B, kind=BLOCKER, title="redis down again"),
    sign("2026-02-02T10:00+01:00", "bob", B, BLOCKER, title="Port 5432 closed", waiting_on="ops"),
)


def test_s1_27_blockers_are_counted_with_their_age() -> None:
    of = given_(*BLOCKED)
    told = blocking.rows(of)
    assert [(one.text, one.state, one.age) for one in told.blocked] == [
        ("Redis is down", "resolved", 3 * HOUR),
        ("VPN", "resolved", 48 * HOUR),
        ("redis down again", "open", at("2026-12-01T12:00+00:00") - at("2026-02-01T10:00+01:00")),
        ("Port 5432 closed", "open", at("2026-12-01T12:00+00:00") - at("2026-02-02T10:00+01:00")),
    ]
    data = blocking.data(of, told, blocking.grouped(told.blocked))
    assert (data["open"], data["resolved"], data["left"]) == (2, 2, 0)
    assert data["median_resolved_age_seconds"] == (3 * HOUR + 48 * HOUR) // 2
    assert blocking.waits(told.of("open"))[0][:2] == ("ops", 1)
    over = blocking.rows(given_(*BLOCKED, archived=(B,)))
    assert [one.state for one in over.blocked] == ["resolved", "resolved", "left", "left"]
    january = blocking.rows(of, None, at("2026-02-01T00:00+01:00"))
    assert len(january.blocked) == 2


def test_an_issue_has_a_number_and_is_no_blocker() -> None:
    of = given_(
        sign("2026-01-01T10:00+01:00", kind=BLOCKER, title="Slow", type="issue"),
        sign("2026-01-01T12:00+01:00", kind=BLOCKER, title="VPN"),
        sign("2026-01-01T13:00+01:00", kind=RESOLVED, title="B2"),
    )
    assert [(one.text, one.state) for one in blocking.rows(of).blocked] == [("VPN", "resolved")]


def test_s1_40_what_keeps_coming_back() -> None:
    of = given_(*BLOCKED)
    [group] = blocking.grouped(blocking.rows(of).blocked)
    assert group.words == ("redis", "down")
    assert [one.text for one in group.members] == ["Redis is down", "redis down again"]
    page = blocking.page(of, blocking.rows(of), [group])
    assert page.rows == 1
    assert "2 times: Redis is down" in str(page.things)


TEXTS = st.text(st.sampled_from("redis vpn ops 12"), max_size=25)


@given(st.lists(TEXTS, max_size=12))
def test_groups_hold_each_blocker_once_and_only_what_is_alike(texts: list[str]) -> None:
    signs = [sign(at_, kind=BLOCKER, title=text or "x") for at_, text in enumerate(texts)]
    found = blocking.rows(given_(*signs)).blocked
    groups = blocking.grouped(found)
    members = [one for group in groups for one in group.members]
    assert len(members) == len({one.since for one in members}) <= len(found)
    firsts: list[set[str]] = []  # the same by looking at every pair
    sizes: list[int] = []
    for one in found:
        words = set(blocking.normalised(one.text))
        near = [
            i for i, other in enumerate(firsts) if len(words & other) >= 0.6 * len(words | other)
        ]
        if words and near:
            sizes[near[0]] += 1
        elif words:
            firsts.append(words)
            sizes.append(1)
    assert sorted(len(group.members) for group in groups) == sorted(n for n in sizes if n > 1)


SWITCHED = (
    sign("2026-01-15T09:00+01:00"),
    mark("2026-01-15T09:10+01:00", "paused"),  # pause, 5 minutes
    sign("2026-01-15T09:15+01:00", stem=B),
    sign("2026-01-15T09:20+01:00", stem=B),  # then the first is resumed: that counts, once
    mark("2026-01-15T09:40+01:00", "resumed"),  # resume, 10 minutes
    sign("2026-01-15T09:50+01:00"),
    sign("2026-01-15T23:50+01:00"),  # other session, 20 minutes, on the day it began
    sign("2026-01-16T00:10+01:00", stem=B),
    sign("2026-01-15T10:00+01:00", "bob"),
    sign("2026-01-16T10:00+01:00", "bob", B),
)


def test_s1_28_switches_and_the_gap_after_each() -> None:
    days = switching.rows(given_(*SWITCHED))
    told = [
        (str(day.date), day.who, [(one.kind, (one.gap or 0) // MINUTE) for one in day.switches])
        for day in days
    ]
    alice = [("pause", 5), ("resume", 10), ("other-session", 20)]
    assert told == [
        ("2026-01-15", "alice", alice),
        ("2026-01-15", "bob", [("other-session", 24 * 60)]),
    ]
    tokyo = switching.rows(given_(*SWITCHED, zone=TOKYO))
    assert [(str(day.date), day.who, len(day.switches)) for day in tokyo] == [
        ("2026-01-16", "alice", 1),
        ("2026-01-15", "alice", 2),
        ("2026-01-15", "bob", 1),
    ]


def test_the_last_pause_has_no_gap() -> None:
    [day] = switching.rows(given_(sign(0), mark(60, "paused")))
    assert [one.gap for one in day.switches] == [None]


def test_s1_29_each_client_by_what_it_achieved() -> None:
    of = given_(
        mark("2026-01-01T10:00+01:00", "begun", stem=A, client="codex"),
        sign("2026-01-01T10:10+01:00", stem=A, kind=DONE, client="codex"),
        sign("2026-01-01T10:10+01:00", stem=A, kind=DECISION, client="codex"),
        sign("2026-01-01T10:10+01:00", stem=A, kind=DECISION),
        sign("2026-01-01T10:20+01:00", stem=A, kind=COMMIT, client="codex", commit="c" * 40),
        mark("2026-01-01T10:30+01:00", "abandoned", stem=A),
        mark("2026-01-02T10:00+01:00", "begun", stem=B, client="codex"),
        sign("2026-01-02T10:20+01:00", stem=B, kind=COMMIT, client="codex", commit="c" * 40),
        mark("2026-01-03T10:00+01:00", "begun", stem="mine-cccccccc"),
        archived=(B,),
    )
    assert clients.rows(of) == (
        clients.Row("codex", 2, 2, 1, 1, 1, 1),
        clients.Row("person", 1, 0, 0, 0, 0, 1),
    )
    [codex, person] = clients.rows(of)
    assert (codex.ratio, person.ratio) == (0.5, None)
    second = clients.rows(of, at("2026-01-02T00:00+01:00"))
    assert [(row.client, row.sessions, row.commits) for row in second] == [
        ("codex", 1, 1),
        ("person", 1, 0),
    ]
