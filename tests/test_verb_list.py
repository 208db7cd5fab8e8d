"""``git session list``: groups, filters, data, and sessions that only a journal knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin

if TYPE_CHECKING:
    from conftest import Repo


@pytest.fixture
def several(repo: Repo) -> Repo:
    """A paused, a completed and an active session, in the order of time."""
    repo.session("init", "--name", "one", "--tag", "auth", "--step", "a", "--step", "b")
    repo.session("log", "--done", "a")
    repo.session("pause", "--note", "lunch")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("init", "--name", "two", "--task", "T-1")
    repo.session("close", "--abandon", "--reason", "needless")
    repo.tell("2026-01-15T16:30:00+01:00")
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--name", "three", "--tag", "auth")
    return repo


def names(repo: Repo, *words: str) -> list[str]:
    return [one["shortname"] for one in json.loads(repo.session("list", *words, "--json").out)]


def test_sessions_stand_in_groups(several: Repo) -> None:
    every = json.loads(several.session("list", "--json").out)
    three, one, two = (found["stem"] for found in every)
    expected = dedent(f"""
        Active
          {three}
            no steps, just now, on fix

        Paused
          {one}
            1/2 steps, 2 hours ago, on main, lunch

        Recently archived
          {two}
            no steps, 1 hour ago, on main, abandoned: needless, tasks: T-1
    """)
    assert several.session("list").out == expected
    assert several.session("resume", "--list").out == expected
    assert several.session("view", "list").out == expected


@pytest.mark.parametrize(("words", "found"), [
    (("--all",), ["three", "one", "two"]),
    (("--active",), ["three"]),
    (("--paused",), ["one"]),
    (("--archived",), ["two"]),
    (("--tag", "auth"), ["three", "one"]),
    (("--branch", "main"), ["one", "two"]),
    (("--branch", "main", "--paused"), ["one"]),
])  # fmt: skip
def test_a_filter_leaves_out_the_rest(
    several: Repo, words: tuple[str, ...], found: list[str]
) -> None:
    assert names(several, *words) == found


def test_what_is_pending_counts(repo: Repo) -> None:
    begin(repo, "--step", "a", "--step", "b")
    repo.session("log", "--done", "a", "--tag", "late")
    assert "    1/2 steps, " in repo.session("list", "--tag", "late").out


def test_data_holds_every_key_and_the_progress(several: Repo) -> None:
    [data] = json.loads(several.session("list", "--paused", "--json").out)
    assert (data["status"], data["pause_reason"]) == ("paused", "lunch")
    assert (data["done"], data["total"], data["current"]) == (1, 2, "b")
    assert data["document"] == f".sessions/active/{data['stem']}.md"


def test_only_the_latest_of_the_archive_are_shown_unless_all_are_wanted(repo: Repo) -> None:
    for minute in range(7):
        repo.tell(f"2026-01-15T15:0{minute}:00+01:00")
        repo.session("init", "--no-install", "--name", f"s{minute}")
        repo.session("close", "--complete")
    assert names(repo) == ["s6", "s5", "s4", "s3", "s2"]
    assert names(repo, "--all") == names(repo, "--archived") == [f"s{n}" for n in range(6, -1, -1)]


def test_time_counts_whatever_its_zone(repo: Repo) -> None:
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("init", "--name", "early")
    repo.session("close", "--complete")
    repo.tell("2026-01-15T14:30:00+00:00")
    repo.session("init", "--name", "late")
    repo.session("close", "--complete")
    assert names(repo) == ["late", "early"]


def test_nothing_is_exit_one(repo: Repo) -> None:
    done = repo.session("list", check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err == 'session: no sessions; begin one with: git session init --goal "…"\n'
    begin(repo)
    done = repo.session("list", "--paused", "--json", check=False)
    assert (done.code, json.loads(done.out)) == (1, [])
    assert done.err.startswith("session: no session fits; ")


def test_a_document_that_cannot_be_read_is_named_beside_the_rest(several: Repo) -> None:
    several.write(".sessions/active/bad-12345678.md", "---\nid: [\n---\n")
    done = several.session("list")
    assert done.err.startswith("session: ")
    assert "bad-12345678.md:" in done.err
    assert "three-" in done.out
