"""``git session recent`` and ``index``: sessions one below the other, newest first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin
from terminal import at_terminal

from git_session.core.views import listed

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def archived(repo: Repo, count: int) -> list[str]:
    """So many finished sessions, a day after the other; the newest first."""
    names: list[str] = []
    for number in range(count):
        name = f"s{number:03}-0000{number:04x}"
        day = f"20{10 + number // 336:02}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        repo.write(
            f".sessions/archive/{name}.md",
            dedent(f"""
                ---
                id: 019abc12-3456-7def-8901-00000000{number:04x}
                shortname: s{number:03}
                status: completed
                created_at: '{day}T10:00:00+01:00'
                updated_at: '{day}T14:30:00+01:00'
                git_branch: main
                authors: [alice]
                summary: It works
                ---
                # Session: Number {number}

                ## Context
                **Objective**: Do number {number}, and all that belongs to it, however long it takes

                ## Blockers
                - [ ] B1: nobody answers ({day}T11:00+01:00)
            """),
        )
        names.insert(0, name)
    return names


def stems(repo: Repo, *words: str) -> list[str]:
    return [one["session"] for one in json.loads(repo.ask(*words, "--json"))["sessions"]]


def test_s2_17_twenty_sessions_in_a_hundred_lines(repo: Repo) -> None:
    names = archived(repo, 50)
    told = repo.session("recent").lines
    assert len(told) <= 100
    heads = [at for at, line in enumerate(told) if line.startswith("  s0")]
    assert [told[at].split()[0] for at in heads] == [name[:4] for name in names[:20]]
    assert max(b - a for a, b in zip(heads, [*heads[1:], len(told)], strict=True)) <= 5
    assert told[2:6] == [
        "  s049 (completed)  2010-02-22, alice",
        "      Do number 49, and all that belongs to it, however long it takes",
        "      It works",
        "      Blocker: nobody answers",
    ]
    assert stems(repo, "recent", "-n", "3") == names[:3]
    for count in (33, 50):
        assert len(repo.ask("recent", "-n", str(count)).splitlines()) <= 100
        assert stems(repo, "recent", "-n", str(count)) == names[:count]
    narrow = at_terminal(repo, "recent", columns=60).lines
    assert len(narrow) == len(told)
    assert max(map(len, narrow)) <= 60


def test_what_goes_on_comes_first_and_says_what_is_next(repo: Repo) -> None:
    archived(repo, 1)
    begin(repo, "--name", "now", "--goal", "Fix it", "--step", "Measure")
    assert repo.session("recent").lines == [
        "Recent sessions",
        "",
        "  now (active, 0/1 steps)  2026-01-15, alice",
        "      Fix it",
        "      Next: Measure",
        "  s000 (completed)  2010-01-01, alice",
        "      Do number 0, and all that belongs to it, however long it takes",
        "      It works",
        "      Blocker: nobody answers",
    ]
    repo.session("pause", "--note", "lunch")
    assert repo.session("recent").lines[4] == "      Paused: lunch"


@pytest.mark.parametrize("verb", ["recent", "index"])
def test_without_sessions_it_is_said_how_to_begin(repo: Repo, verb: str) -> None:
    done = repo.session(verb, check=False)
    assert (done.code, done.lines[-1]) == (1, "No sessions.")
    assert done.err == 'session: begin one with: git session init --goal "…"\n'
    assert repo.session("recent", "-n", "0", check=False).code == 2


def test_s2_15_one_row_per_session_newest_first(repo: Repo) -> None:
    archived(repo, 2)
    begin(repo, "--name", "now", "--goal", "Fix it", "--step", "Measure")
    assert repo.session("index").lines == [
        "Index of sessions",
        "",
        "Session  Updated     Status     Steps  By     Goal or summary",
        "─" * 61,
        "now      2026-01-15  active       0/1  alice  Fix it",
        "s001     2010-01-02  completed         alice  It works",
        "s000     2010-01-01  completed         alice  It works",
    ]
    long = "Do all that belongs to it, however long it takes"
    repo.session("close", "--complete", "--force", "--summary", " ".join([long] * 3))
    cut = " ".join([long] * 3)[:99]
    assert repo.session("index").lines[4] == f"now      2026-01-15  completed    0/1  alice  {cut}…"
    shown = at_terminal(repo, "index").lines
    assert len(shown) == 7
    first = "now      2026-01-15  completed    0/1  alice"
    assert shown[4] == f"{first}  Do all that belongs to it, howeve…"
    assert at_terminal(repo, "index", columns=50).lines[4] == first


def rows(repo: Repo, name: str) -> list[str]:
    """The sessions of a kept index, from the top."""
    if not repo.exists(f".sessions/views/{name}"):
        return []
    table = repo.read(f".sessions/views/{name}").splitlines()[4:]
    found = [line.partition("](")[2].partition(".md)")[0] for line in table if "](" in line]
    return [link.rpartition("/")[2] for link in found]


def test_s2_16_the_index_has_a_cap_and_older_ones_an_index_of_their_own(repo: Repo) -> None:
    names = archived(repo, 205)
    repo.session("index", "--write")
    assert rows(repo, "INDEX.md") == names[:200]
    assert rows(repo, "INDEX_ARCHIVE.md") == names[200:]
    before = {name: repo.read(name) for name in repo.files(".sessions/views")}
    repo.session("index", "--write")
    assert {name: repo.read(name) for name in repo.files(".sessions/views")} == before
    for cap, older in ((3, names[3:]), (204, names[204:]), (300, []), (0, []), (200, names[200:])):
        repo.config("session.indexCap", str(cap))
        repo.session("index", "--write")
        assert rows(repo, "INDEX.md") == names[: cap or 205]
        assert rows(repo, "INDEX_ARCHIVE.md") == older
    assert {name: repo.read(name) for name in repo.files(".sessions/views")} == before


def test_s2_24_cap_and_directory_are_honoured_on_the_screen_and_by_hooks(
    repo: Repo, tmp_path: Path
) -> None:
    repo.config("session.dir", "notes")
    repo.config("session.indexCap", "2")
    begin_at(repo, "one", "2026-01-15T10:00:00+01:00")
    begin_at(repo, "two", "2026-01-15T11:00:00+01:00")
    repo.session("index", "--write")
    assert rows_of(repo, "notes/views/INDEX.md") == ["two", "one"]
    repo.tell("2026-01-15T12:00:00+01:00")
    repo.session("init", "--name", "three")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simple")
    repo.commit("Fix")
    assert rows_of(repo, "notes/views/INDEX.md") == ["three", "two"]
    assert rows_of(repo, "notes/views/INDEX_ARCHIVE.md") == ["one"]
    told = json.loads(repo.ask("index", "--json"))
    assert ([one["name"] for one in told["sessions"]], told["older"]) == (["three", "two"], True)
    told = json.loads(repo.ask("index", "--archive", "--json"))
    assert ([one["name"] for one in told["sessions"]], told["older"]) == (["one"], False)
    assert repo.session("index").lines[-1] == "Older ones: git session index --archive"
    assert not repo.exists(".sessions")


def begin_at(repo: Repo, name: str, when: str) -> None:
    """A session that is begun and completed."""
    repo.tell(when)
    repo.session("init", "--name", name)
    repo.session("close", "--complete", "--summary", "done")


def rows_of(repo: Repo, path: str) -> list[str]:
    """The names in the table of a kept index."""
    lines = [line for line in repo.read(path).splitlines() if line.startswith("| [")]
    return [line.removeprefix("| [").partition("]")[0].replace("\\", "") for line in lines]


def test_two_sessions_of_one_name_are_told_apart(repo: Repo) -> None:
    archived(repo, 1)
    repo.write(
        ".sessions/archive/s000-0000ffff.md",
        repo.read(".sessions/archive/s000-00000000.md").replace("2010-01-01", "2010-01-02"),
    )
    lines = repo.session("index").lines
    assert [line.split()[0] for line in lines[4:6]] == ["s000-0000ffff", "s000-00000000"]


def test_a_view_that_is_kept_has_no_options(repo: Repo) -> None:
    archived(repo, 1)
    for words in (("recent", "-n", "3"), ("index", "--archive"), ("index", "--json")):
        assert repo.session(*words, "--write", check=False).code == 2
    assert not repo.exists(".sessions/views")
    assert listed.SHOWN == 20
