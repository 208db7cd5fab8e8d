"""``git session diff A..B``: what was learned between two releases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from story import begin, note, stem

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo


def released(repo: Repo) -> None:
    """Two releases; between them decisions, blockers, steps and learnings."""
    begin(repo, "--name", "sweep", "--step", "Measure")
    note(repo, "Use channels")
    repo.session("log", "--blocker", "redis")
    repo.commit("First")
    repo.git("tag", "v1")
    old = json.loads(repo.ask("decisions", "--json"))[0]["id"]
    note(repo, "Use a mutex")
    repo.append(
        f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md",
        f"## 15:00 - Note: out\n- Superseded: {old} Use channels\n"
        "- Superseded by: docs/adr/2026-01-15-use-a-mutex.md Use a mutex\n",
    )
    repo.session("log", "--resolve", "redis", "--how", "opened", "--blocker", "vpn")
    repo.commit("Second")
    repo.tell("2026-01-15T16:00:00+01:00")
    repo.session("log", "--blocker", "disk", "--done", "Measure", "--learning", "Locks <b>win</b>")
    repo.session("log", "--resolve", "disk", "--tried", "Spinning")
    repo.commit("Third")
    repo.git("tag", "v2")
    note(repo, "Later")
    repo.commit("Fourth")


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return copied(released)


def test_between_two_releases_is_told_what_was_decided_opened_closed_done_and_learned(
    told: Repo,
) -> None:
    second, third = told.rev("v2~1")[:10], told.rev("v2")[:10]
    assert told.session("diff", "v1..v2").lines == [
        "What was learned from v1 to v2",
        "",
        "2 commits",
        "",
        "Decisions",
        f"  Use a mutex  alice, {second}",
        "      Rationale: because of Use a mutex",
        "",
        "Decisions that hold no more",
        "  Use channels",
        '      Superseded by "Use a mutex" (docs/adr/2026-01-15-use-a-mutex.md) on 2026-01-15',
        "",
        "Blockers and risks opened",
        f"  vpn  alice, {second}",
        "",
        "Blockers and risks closed",
        f"  redis  alice, {second}",
        "      How: opened",
        f"  disk  alice, {third}",
        "",
        "Finished",
        f"  Measure  alice, {third}",
        "",
        "Learned",
        f"  Locks <b>win</b>  alice, {third}",
        "",
        "Tried",
        f"  Spinning  alice, {third}",
    ]


def test_as_markdown_it_can_be_pasted_and_as_data_it_names_the_commits(told: Repo) -> None:
    text = told.session("diff", "v1..v2", "--markdown").out
    assert text.startswith("# What was learned from v1 to v2\n\n2 commits\n\n## Decisions\n\n- [")
    assert "Locks \\<b\\>win" in text or "Locks \\<b>win" in text
    data = json.loads(told.ask("diff", "v1..v2", "--json"))
    assert (data["from"], data["to"], data["commits"]) == (told.rev("v1"), told.rev("v2"), 2)
    assert [one["title"] for one in data["superseded"]] == ["Use channels"]


def test_a_clone_tells_the_same_and_a_cherry_pick_nothing_twice(told: Repo) -> None:
    clone = told.clone(told.top.parent / "clone")
    assert clone.ask("diff", "v1..v2") == told.ask("diff", "v1..v2")
    told.git("switch", "-qc", "maintenance", "v1")
    told.git("cherry-pick", "v2~1", check=False)
    told.git("tag", "v1.1")
    out = told.session("diff", "v1.1..v2").out
    assert "Use a mutex" not in out
    assert "Measure" in out


def test_where_nothing_lies_between_the_end_is_1_and_a_wrong_name_is_said(told: Repo) -> None:
    done = told.session("diff", "v2..v2", check=False)
    assert (done.code, done.lines[-1]) == (1, "Nothing was noted.")
    done = told.session("diff", "v7..v8", check=False)
    assert done.code == 1
    assert "is no commit" in done.err
