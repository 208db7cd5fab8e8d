"""``git session onboard``: what a newcomer to a path should know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from story import begin, note, stem

from git_session.lifecycle import gathering

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo


def told_of(repo: Repo) -> None:
    """Entries of two sessions: by commits that changed a path, by naming it, and of others."""
    begin(repo, "--name", "sweep", "--goal", "Fix the sweep")
    note(repo, "Use channels")
    repo.session("log", "--tried", "Spinning", "--outcome", "hot")
    repo.commit("Channels", {"src/a.py": "1\n"})
    repo.tell("2026-01-16T09:00:00+01:00")
    repo.session("log", "--decision", "Use a mutex", "--supersedes", "channels")
    repo.session("log", "--blocker", "redis", "--blocker", "vpn")
    repo.commit("Mutex", {"src/a.py": "2\n"})
    repo.session("log", "--resolve", "redis")
    repo.session("log", "--decision", "Other things entirely")
    repo.commit("Other", {"lib/b.py": "1\n"})
    repo.session("close", "--complete", "--summary", "done")
    repo.config("session.user", "bob")
    repo.tell("2026-01-17T09:00:00+01:00")
    repo.session("init", "--name", "later", "--goal", "Clean up")
    repo.session("log", "--learning", "src/a.py:12 is called twice", "--why", "retries")
    repo.session("log", "--discovery", "lib/a.py is another file")


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(told_of)
    repo.tell("2026-01-17T10:00:00+01:00")
    return repo


def data(repo: Repo, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(repo.ask("onboard", "--json", *words))
    return found


def titles(found: dict[str, Any]) -> dict[str, list[str]]:
    names = ("decisions", "learned", "tried", "blockers")
    return {name: [one["title"] for one in found[name]] for name in names}


def test_s1_42_a_newcomer_is_told_what_holds_was_found_and_tried_oldest_first(told: Repo) -> None:
    commits = [told.rev("HEAD~2")[:10], told.rev("HEAD~1")[:10]]
    later = stem(told)
    [old] = [one["session"] for one in data(told, "src/a.py")["sessions"][:1]]
    assert told.session("onboard", "src/a.py").lines == [
        "What to know of src/a.py",
        "",
        "Sessions",
        f"  2026-01-15 {old}  Fix the sweep, 5 entries",
        f"  2026-01-17 {later}  Clean up, 1 entry",
        "",
        "Decisions in force",
        f"  2026-01-16 Use a mutex  alice, {commits[1]}",
        f"      Supersedes: {data(told, 'src/a.py')['decisions'][0]['fields']['supersedes']}",
        "",
        "Found out and learned",
        "  2026-01-17 src/a.py:12 is called twice  bob, not committed yet",
        "      Why: retries",
        "",
        "Tried",
        f"  2026-01-15 Spinning  alice, {commits[0]}",
        "      Outcome: hot",
        "",
        "Open blockers and issues",
        f"  2026-01-16 vpn  alice, {commits[1]}",
        "",
        "Who knows",
        "Who    Entries  Last",
        "──────────────────────────",
        "alice        5  2026-01-16",
        "bob          1  2026-01-17",
    ]


def test_a_directory_means_what_is_in_it_and_no_path_everything(told: Repo) -> None:
    of_file = titles(data(told, "src/a.py"))
    assert titles(data(told, "src")) == of_file
    told.at = "src"
    assert titles(data(told, ".")) == titles(data(told, "a.py")) == of_file
    told.at = "."
    every = titles(data(told))
    assert every == titles(data(told, "--all"))
    assert every["decisions"] == ["Use a mutex", "Other things entirely"]
    assert every["learned"] == ["src/a.py:12 is called twice", "lib/a.py is another file"]
    assert every["blockers"] == ["vpn"]


def test_of_many_commits_the_newest_are_looked_at(
    told: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "COMMITS", 1)
    found = data(told, "src/a.py")
    assert (found["older_commits"], titles(found)["tried"]) == (1, [])
    assert titles(found)["decisions"] == ["Use a mutex"]
    assert "commits that changed it; left out (--all): 1 older." in told.ask("onboard", "src")
    found = data(told, "src/a.py", "--all")
    assert (found["older_commits"], titles(found)["tried"]) == (0, ["Spinning"])


def test_another_clone_tells_the_same_of_what_was_committed(told: Repo) -> None:
    told.commit("Rest", {"c.py": "1\n"})
    clone = told.clone(told.top.parent / "clone")
    for words in (("src",), ("src/a.py", "--json"), ()):
        assert clone.ask("onboard", *words) == told.ask("onboard", *words)


def test_where_nothing_was_noted_the_next_step_is_said(told: Repo) -> None:
    done = told.session("onboard", "nothing.py", check=False)
    lines = ["What to know of nothing.py", "", "Nothing was noted."]
    assert (done.code, done.lines) == (1, lines)
    assert done.err.startswith("session: note it with: git session log")
    assert told.session("onboard", "../elsewhere", check=False).code == 2
