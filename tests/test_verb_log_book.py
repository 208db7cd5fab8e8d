"""``git session log-book``: a month, a section per contributor, a line per entry."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from story import begin, note
from terminal import at_terminal

from git_session.core.views import logbook
from git_session.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def titles(repo: Repo, month: str, *words: str) -> list[str]:
    """What the log of a month holds, but for sessions that were begun."""
    told = json.loads(
        repo.ask("log-book", "--month", month, "--json", *words) or '{"projects": []}'
    )
    return [
        entry["title"]
        for project in told["projects"]
        for section in project["contributors"]
        for entry in section["entries"]
        if entry["kind"] != "Session"
    ]


def spring(repo: Repo) -> None:
    """Notes of the last minute of March and the first of April, in three zones."""
    repo.config("session.project", "web")
    repo.tell("2026-03-31T23:50:00+02:00")
    begin(repo, "--name", "night", "--goal", "Fix it")
    repo.session("log", "--decision", "In March", "--rationale", "late")
    repo.session("log", "March in New York", env={"GIT_SESSION_NOW": "2026-03-31T20:00:00-04:00"})
    repo.session("log", "April in Tokyo", env={"GIT_SESSION_NOW": "2026-04-01T06:00:00+09:00"})
    repo.tell("2026-04-01T00:10:00+02:00")
    repo.session("log", "In April")
    repo.commit("Fix", {"a.py": "1\n"})


def test_s1_20_the_last_of_march_and_the_first_of_april_stand_in_two_months(repo: Repo) -> None:
    spring(repo)
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo"):
        repo.env["TZ"] = zone
        assert titles(repo, "2026-03") == ["In March", "March in New York"]
        assert titles(repo, "2026-04") == ["April in Tokyo", "In April"]
    repo.env["TZ"] = "Europe/Berlin"
    done = repo.session("log-book", "--write", "--month", "2026-03", "--project", "web")
    assert done.out == (
        ".sessions/views/web-session-log-2026-03.md is written; it is not this month's,"
        " so no commit changes it\n"
    )
    said = ".sessions/views/web-session-log-2026-04.md is kept up to date after each commit\n"
    assert repo.session("log-book", "--write").out == said
    march, april = (repo.read(f".sessions/views/web-session-log-2026-0{n}.md") for n in (3, 4))
    assert march.startswith(
        "# Session log of web, 2026-03\n\n## alice\n\n- [2026-03-31 23:50 Session"
    )
    [line] = [one for one in march.splitlines() if "In March" in one]
    assert line.startswith("- [2026-03-31 23:50 Decision: In March](../../.sessions/journal/night-")
    assert "2026-03-31 20:00 March in New York" in march
    assert "2026-04-01 06:00 April in Tokyo" in april
    assert repo.session("log-book").lines[:4] == [
        "Session log of web, 2026-04",
        "",
        "alice",
        f"  2026-04-01 06:00 April in Tokyo  {repo.head[:10]}, night",
    ]


def test_s1_31_a_line_leads_to_the_raw_text(repo: Repo) -> None:
    """Also where the journal is not tracked, and on another branch."""
    repo.config("session.share", "false")
    repo.config("session.project", "web")
    begin(repo, "--name", "first")
    repo.session("log", "--note", "Short", "-m", "and all of the rest")
    repo.commit("Fix")
    repo.session("log-book", "--write")
    kept = repo.read(".sessions/views/web-session-log-2026-01.md")
    links = [
        line.partition("](")[2].partition(")")[0] for line in kept.splitlines() if "](" in line
    ]
    assert len(links) == 1
    raw = (repo.top / ".sessions/views" / links[0]).resolve()
    assert "- and all of the rest\n" in raw.read_text()
    assert "and all of the rest" not in kept
    assert "- and all of the rest" in repo.session("view", "first", "--raw").out


def test_s1_24_two_contributors_merge_without_conflict_and_have_a_section_each(
    repo: Repo, tmp_path: Path
) -> None:
    repo.config("session.project", "web")
    repo.config("session.share", "true")
    bob = repo.clone(tmp_path / "bob")
    bob.env["EMAIL"] = "bob@example.com"
    for name, value in (("session.user", "bob"), ("session.project", "web")):
        bob.config(name, value)
    for who, name in ((repo, "alice"), (bob, "bob")):
        who.git("switch", "-qc", name)
        begin(who, "--name", f"of-{name}")
        note(who, f"Said by {name}")
        who.commit(f"Of {name}", {f"{name}.py": "1\n"})
    bob.git("fetch", "-q", "origin", "alice")
    bob.git("merge", "-q", "--no-edit", "FETCH_HEAD")
    lines = [
        line.split("  ")[1 if line[:2] == "  " else 0] for line in bob.session("log-book").lines
    ]
    assert lines == [
        "Session log of web, 2026-01",
        "",
        "alice",
        "2026-01-15 14:30 Decision: Said by alice",
        "",
        "bob",
        "2026-01-15 14:30 Decision: Said by bob",
    ]


def test_s1_23_a_new_month_is_a_new_file(repo: Repo) -> None:
    """By the writer's own clock; the month that is over stays as it is."""
    repo.config("session.project", "web")
    repo.env["TZ"] = "Europe/Berlin"
    repo.tell("2026-01-31T23:00:00+01:00")
    begin(repo, "--name", "first")
    note(repo, "January")
    repo.commit("One")
    repo.session("log-book", "--write")
    january = repo.read(".sessions/views/web-session-log-2026-01.md")
    repo.tell("2026-02-01T00:30:00+01:00")
    note(repo, "February")
    repo.commit("Two")
    assert repo.read(".sessions/views/web-session-log-2026-01.md") == january
    february = repo.read(".sessions/views/web-session-log-2026-02.md")
    assert "January" in january
    assert "February" not in january
    assert "January" not in february
    assert "February" in february


def test_projects_have_sections_and_files_of_their_own(repo: Repo) -> None:
    rules = "projects:\n  - {name: web, paths: ['web/**']}\n  - {name: api, paths: ['api/**']}\n"
    repo.config("session.project", "home")
    repo.commit("Rules", {".sessions/config.yml": rules})
    begin(repo, "--name", "first")
    note(repo, "Of both")
    repo.commit("Both", {"web/a.ts": "1\n", "api/b.go": "1\n"})
    note(repo, "Of none")
    repo.commit("None", {"README": "1\n"})
    lines = repo.session("log-book").lines
    assert [line for line in lines if line and line[0] != " "] == [
        "Session log, 2026-01", "web", "alice", "api", "alice", "home", "alice",
    ]  # fmt: skip
    assert titles(repo, "2026-01", "--project", "api") == ["Of both"]
    repo.session("log-book", "--write", "--project", "api")
    note(repo, "Of all")
    repo.commit("All", {"web/a.ts": "2\n", "api/b.go": "2\n", "README": "2\n"})
    assert repo.files(".sessions/views")[1:] == [".sessions/views/api-session-log-2026-01.md"]
    assert "Of all" in repo.read(".sessions/views/api-session-log-2026-01.md")
    assert max(map(len, at_terminal(repo, "log-book", columns=60).lines)) <= 60


def test_an_empty_month_says_so_and_a_wrong_one_is_refused(repo: Repo) -> None:
    done = repo.session("log-book", "--month", "2025-12", check=False)
    assert (done.code, done.lines[-1]) == (1, "Nothing was noted that a commit carries.")
    for month in ("2025-13", "2025", "2025-1", "yesterday"):
        assert repo.session("log-book", "--month", month, check=False).code == 2
    assert repo.session("log-book", "--write", check=False).code == 1
    assert repo.session("log-book", "--project", "other", check=False).code == 4


@given(st.text(max_size=8) | st.from_regex(r"[0-9]{4}-[0-9]{2}", fullmatch=True))
def test_a_month_is_one_or_refused(text: str) -> None:
    try:
        found = logbook.month(text, date(2026, 1, 15))
    except UsageError:
        return
    assert found == (text or "2026-01")
    since, until = logbook.around(found)
    assert since < until


@given(st.dates())
def test_every_month_has_bounds(day: object) -> None:
    since, until = logbook.around(f"{day:%Y-%m}".zfill(7))
    assert since < until
    assert since.date() <= day <= until.date()  # type: ignore[operator]


@given(st.text(max_size=12), st.dates())
def test_a_file_name_tells_its_project(project: str, day: object) -> None:
    name = logbook.file_name(project, f"{day:%Y-%m}".zfill(7))
    assert logbook.project_of(name) == project


def test_what_a_journal_says_of_itself_leads_nowhere(repo: Repo) -> None:
    repo.config("session.project", "web")
    name = begin(repo, "--name", "first", "--goal", "Fix it")
    repo.commit("One")
    document = f".sessions/active/{name}.md"
    text = (
        repo.read(document)
        .replace("created_at: '2026", "created_at: '0001")
        .replace("shortname: first\n", "shortname: first\nproject: ../../evil\n")
    )
    text = text.replace(
        "updated_at: '2026-01-15T14:30:00+01:00'", "updated_at: '9999-12-31T23:59:59-12:00'"
    )
    assert ("evil" in text, "'9999-" in text, "'0001-" in text) == (True, True, True)
    repo.write(document, text)
    repo.env["TZ"] = "Asia/Tokyo"
    repo.session("log-book", "--write")
    assert repo.files(".sessions/views")[1:] == [".sessions/views/web-session-log-2026-01.md"]
    for verb in ("recent", "index", "digest", "status"):
        repo.session(verb, "--write")
    repo.write(".sessions/config.yml", "projects: {- broken\n")
    assert repo.session("log-book").lines[0] == "Session log of web, 2026-01"
