"""``git session list``: groups, filters, data, and sessions that only a journal knows."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    found = json.loads(repo.session("list", *words, "--json").out)
    return [one.get("shortname", "") for one in found]


def test_s4_26_own_all_active_a_specific_one_and_a_search_of_all(several: Repo) -> None:
    names = {one["stem"] for one in json.loads(several.ask("list", "--all", "--json"))}
    active = {one["stem"] for one in json.loads(several.ask("list", "--active", "--json"))}
    assert active < names
    for name in names:
        assert json.loads(several.ask("view", name, "--json"))["stem"] == name
    current = json.loads(several.ask("status", "--json"))["session"]
    assert json.loads(several.ask("view", "--json"))["stem"] == (current or {"stem": ""})["stem"]
    several.session("log", "--decision", "Use a mutex", "--rationale", "simple")
    assert "Use a mutex" in several.session("search", "mutex").out


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


def test_a_clone_finds_what_only_journals_tell_of(repo: Repo, tmp_path: Path) -> None:
    """Whoever a session was handed to has no document of it, and looks for it all the same."""
    one = begin(repo, "--name", "one", "--tag", "auth", "--task", "T-1", "--step", "a")
    repo.session("log", "--blocker", "Redis")
    repo.session("handoff", "--to", "bob", "--note", "a holiday")
    repo.commit("One")
    repo.git("switch", "-q", "-c", "fix")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("init", "--name", "two", "--tag", "auth")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simple")
    repo.commit("Two", {"two.py": "2\n"})
    [two] = [one["stem"] for one in json.loads(repo.ask("list", "--active", "--json"))]
    repo.git("switch", "-q", "main")
    clone = repo.clone(tmp_path / "clone")
    clone.tell("2026-01-15T16:30:00+01:00")
    assert names(clone, "--all") == ["one", "two"]
    for words, found in (
        (("--for", "bob"), ["one"]),
        (("--blocked",), ["one"]),
        (("--paused",), ["one"]),
        (("--task", "T-1"), ["one"]),
        (("--branch", "fix"), ["two"]),
        (("--tag", "auth", "--active"), ["two"]),
    ):
        assert names(clone, *words) == found, words
    assert clone.session("list", "--tag", "auth").out == dedent(f"""
        Only in the journal (git session resume NAME opens one)
          {one}
            0/1 steps, 2 hours ago, on main, handed to bob, a holiday, 1 blocker, tasks: T-1

        Only on other branches (check one out, then git session resume NAME)
          {two}
            no steps, 1 hour ago, on fix
    """)
    [told] = json.loads(clone.ask("list", "--for", "bob", "--json"))
    assert (told["document"], told["status"], told["blockers"]) == (None, "paused", 1)
    for words in (("--for", "carol"), ("--archived",)):
        assert clone.session("list", *words, check=False).code == 1
    clone.session("resume", "one")
    assert names(clone, "--task", "T-1") == ["one"], "once"
    assert clone.session("list", "--for", "bob", check=False).code == 1, "it was taken up"


def test_of_a_session_whose_begin_no_journal_tells_no_branch_is_said(repo: Repo) -> None:
    name = begin(repo, "--step", "a")
    repo.commit("Begin")
    begun = [path for path in repo.tree() if path.endswith(".md")]
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simple")
    repo.commit("Go on", {"more.py": "1\n"})
    repo.git("rm", "-q", *begun)
    repo.git("commit", "-q", "--no-verify", "-m", "Lose it")
    clone = repo.clone(repo.top.parent / "shallow", "--depth", "1", "--no-local")
    shown = clone.session("list", "--all").out
    assert shown.splitlines()[1:] == [f"  {name}", "    no steps"]


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


def many(repo: Repo) -> None:
    """More documents than are read without the cache, none changed a moment ago."""
    repo.session("init", "--name", "one", "--step", "a", "--step", "b")
    [first] = json.loads(repo.session("list", "--json").out)
    text = repo.read(first["document"])
    for number in range(15):
        fresh = text.replace(first["id"][-8:], f"{number:08}").replace("one", f"s{number}")
        repo.write(f".sessions/archive/s{number}-{number:08}.md", fresh)
    settle(repo)


def settle(repo: Repo) -> None:
    """All documents changed a minute ago."""
    for path in repo.files(".sessions"):
        if path.endswith(".md") and "/tmp/" not in path:
            facts = repo.path(path).stat()
            os.utime(repo.path(path), ns=(facts.st_atime_ns, facts.st_mtime_ns - 60 * 10**9))


@pytest.fixture
def crowd(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return copied(many)


def test_a_crowd_is_listed_as_a_few_are(crowd: Repo) -> None:
    cold = crowd.session("list", "--all", "--json")
    assert crowd.exists(".git/git-session/cache.db")
    assert crowd.session("list", "--all", "--json") == cold
    crowd.write(".git/git-session/cache.db", "garbage " * 999)
    assert crowd.session("list", "--all", "--json") == cold
    crowd.path(".git/git-session/cache.db").unlink()
    crowd.path(".git/git-session/cache.db").mkdir()
    assert crowd.session("list", "--all", "--json") == cold, "without a usable cache"
    assert len(json.loads(cold.out)) == 16


def test_in_a_crowd_a_change_shows_at_once(crowd: Repo) -> None:
    assert "s3" in names(crowd, "--all")
    path = ".sessions/archive/s3-00000003.md"
    text = crowd.read(path)
    crowd.write(path, text.replace("shortname: s3", "shortname: x3"))
    assert "x3" in names(crowd, "--all")
    settle(crowd)
    assert "x3" in names(crowd, "--all")
    crowd.write(path, text.replace("shortname: s3", "shortname: y3"))
    assert "y3" in names(crowd, "--all"), "of the same size, a moment after"
    crowd.path(path).unlink()
    assert len(names(crowd, "--all")) == 15


def test_in_a_crowd_pending_notes_count(crowd: Repo) -> None:
    crowd.session("list")
    crowd.session("log", "--done", "a")
    assert "    1/2 steps, " in crowd.session("list", "--active").out


def test_in_a_crowd_what_is_wrong_is_named_each_time(crowd: Repo) -> None:
    crowd.write(".sessions/archive/bad-12345678.md", "---\nid: [\n---\n")
    twin = crowd.read(".sessions/archive/s3-00000003.md")
    crowd.write(".sessions/archive/twin-12345678.md", twin)
    settle(crowd)
    for _ in range(2):
        bad, double = crowd.session("list").err.splitlines()
        assert bad.startswith("session: .sessions/archive/bad-12345678.md:3: ")
        assert double == (
            "session: .sessions/archive/twin-12345678.md:2:"
            " has the same id as .sessions/archive/s3-00000003.md"
        )


def test_listing_a_crowd_writes_nothing_but_the_cache(crowd: Repo) -> None:
    def state() -> dict[str, bytes]:
        found = (path for path in crowd.top.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in found if path.name != "cache.db"}

    before = state()
    crowd.session("list")
    assert state() == before


def test_sessions_of_the_journal_are_listed_by_time(repo: Repo, tmp_path: Path) -> None:
    for number in range(14):
        repo.tell(f"2026-01-15T15:{number:02}:00+01:00")
        repo.session("init", "--name", f"{'zyxwvutsrqponm'[number]}-{number}", "--force")
        repo.tell(f"2026-01-15T15:{number:02}:30+01:00")
        repo.session("log", "the last of its session")
        repo.commit(f"Work {number}", {"code.py": f"# {number}\n"})
    clone = repo.clone(tmp_path / "clone")
    for _ in range(2):
        stems = [one["stem"] for one in json.loads(clone.session("list", "--all", "--json").out)]
        assert [stem.split("-")[1] for stem in stems] == [str(n) for n in range(13, -1, -1)]
    clone.git("reset", "-q", "--hard", "HEAD~1")
    stems = [one["stem"] for one in json.loads(clone.session("list", "--json").out)]
    assert [stem.split("-")[1] for stem in stems] == ["12", "11", "10", "9", "8"]
