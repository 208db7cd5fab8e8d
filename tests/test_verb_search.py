"""``git session search``: what is found, where it looks, what it prints, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def noted(repo: Repo) -> None:
    """A session with two commits on a branch, and one note that waits."""
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--name", "sweep", "--goal", "Fix the sweep race")
    repo.session(
        "log", "--decision", "Lock before the check", "--rationale", "simplest fix that holds"
    )
    repo.commit("Lock")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("log", "--tried", "Atomic flag", "--outcome", "still races under the lock")
    repo.commit("Try")
    repo.tell("2026-01-15T16:30:00+01:00")
    repo.session("log", "--next", "Measure the lock in src/lock.py")


@pytest.fixture
def told(copied: Any) -> Repo:
    repo: Repo = copied(noted)
    repo.tell("2026-01-15T16:30:00+01:00")
    return repo


def found(repo: Repo, *words: str) -> list[dict[str, Any]]:
    done = repo.session("search", *words, "--json", check=False)
    assert done.code in (0, 1), done.err
    data: list[dict[str, Any]] = json.loads(done.out)
    return data


def titles(repo: Repo, *words: str) -> list[str]:
    return [hit["title"] for hit in found(repo, *words)]


def cache_of(repo: Repo) -> Path:
    return repo.path(".git/git-session/cache.db")


def test_a_result_is_a_block_with_its_references(told: Repo) -> None:
    done = told.session("search", "lock", "--kind", "decision")
    assert done.err == ""
    head, facts, line = done.lines
    assert head == "Decision: Lock before the check"
    stem, when, author, commit = facts.strip().split(", ")
    assert stem.startswith("sweep-")
    assert (when, author) == ("2026-01-15T14:30:00+01:00", "alice")
    assert commit == told.rev("HEAD~1")[:10]
    assert line == "    - Rationale: simplest fix that holds"
