"""``git session knowledge``: what was learned, the same text once; and a search in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from story import begin

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

LATER = "2026-01-16T09:00:00+01:00"
FASTER = ("log", "--learning", "gather() is 10x", "--category", "Performance")


def learned(repo: Repo) -> None:
    """Learnings of two people, one of them said twice, and a discovery."""
    begin(repo, "--name", "async")
    repo.session("log", "--learning", "Small locks win", "--category", "Performance")
    repo.session(*FASTER, "--topic", "Async", "--why", "one loop", "--impact", "High")
    repo.session("log", "--learning", "Retry with jitter", "--type", "pattern")
    repo.session("log", "--discovery", "The index is read twice")
    repo.commit("Learned")
    repo.tell(LATER)
    repo.config("session.user", "bob")
    repo.session("log", "--learning", "Gather() is  10x", "--category", "Performance", "-m", "See")
    repo.git("config", "--unset", "session.user")


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(learned)
    repo.tell(LATER)
    return repo


def found(repo: Repo, *words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(repo.ask("knowledge", "--json", *words))["entries"]
    return rows


def titles(repo: Repo, *words: str) -> list[str]:
    return [one["title"] for one in found(repo, *words)]


def test_s4_2_what_was_learned_is_told_by_category_newest_first(told: Repo) -> None:
    ids = {one["title"]: one["noted"][0]["id"][:8] for one in found(told)}
    assert told.session("knowledge").lines == [
        "Knowledge",
        "",
        "Performance: Async",
        f"  Gather() is 10x  [high] bob, alice (2 times), 2026-01-16, {ids['Gather() is 10x']}",
        "      - See",
        "      Why: one loop",
        "",
        "Performance",
        "  Small locks win  alice, 2026-01-15, " + ids["Small locks win"],
        "",
        "Discoveries",
        "  The index is read twice  alice, 2026-01-15, " + ids["The index is read twice"],
        "",
        "Patterns",
        "  Retry with jitter  alice, 2026-01-15, " + ids["Retry with jitter"],
        "",
        "Category     Entries  Critical  High  Medium  Low",
        "-------------------------------------------------".replace("-", "─"),
        "Performance        2         0     1       0    0",
        "Discoveries        1         0     0       0    0",
        "Patterns           1         0     0       0    0",
    ]
    assert titles(told, "performance") == ["Gather() is 10x", "Small locks win"]
    assert titles(told, "Patterns") == titles(told, "pattern") == ["Retry with jitter"]
    assert titles(told, "async") == ["Gather() is 10x"]
    assert titles(told, "performance", "locks") == ["Small locks win"]
    assert titles(told, "jitter") == ["Retry with jitter"], "no category is called so"


def test_s4_10_the_same_text_noted_twice_is_one_entry(told: Repo) -> None:
    [one] = found(told, "gather()")
    assert (one["count"], one["authors"]) == (2, ["bob", "alice"])
    assert (one["category"], one["topic"], one["impact"]) == ("Performance", "Async", "High")
    told.commit("Shared")
    clone = told.clone(told.top.parent / "clone")
    clone.tell(LATER)
    assert clone.ask("knowledge") == told.ask("knowledge"), "shared like every entry"


def test_s4_11_totals_are_counted(told: Repo) -> None:
    totals = json.loads(told.ask("knowledge", "--json"))["totals"]
    none = {"critical": 0, "medium": 0, "low": 0}
    assert totals[0] == {"category": "Performance", "count": 2, "high": 1, **none}
    assert sum(one["count"] for one in totals) == 4
    told.session("log", "--learning", "Measure", "--category", "Performance", "--impact", "high")
    totals = json.loads(told.ask("knowledge", "--json"))["totals"]
    assert (totals[0]["count"], totals[0]["high"]) == (3, 2)


def test_s4_12_a_search_in_the_knowledge_prints_whole_entries(told: Repo) -> None:
    done = told.session("search", "GATHER()", "--in", "knowledge")
    assert "  Gather() is 10x" in done.out
    assert "      Why: one loop" in done.lines
    assert "Small locks" not in done.out
    assert "Retry" in told.session("search", "retry", "--in", "knowledge:patterns").out
    for words in (("gather", "--in", "knowledge:patterns"), ("g.*er", "--in", "knowledge")):
        assert told.session("search", *words, check=False).code == 1
    hits = json.loads(told.ask("search", "gather()", "--in", "knowledge", "--json"))
    assert [(one["title"], one["author"]) for one in hits] == [
        ("Gather() is 10x", "bob"),
        ("gather() is 10x", "alice"),
    ]
    assert "Why: one loop" in hits[1]["snippet"]


@pytest.mark.parametrize(
    "words", [("x", "--in", "notes"), ("--in", "knowledge"), ("x", "--in", "knowledge", "--last")]
)
def test_what_cannot_be_searched_so_is_refused(repo: Repo, words: tuple[str, ...]) -> None:
    assert repo.session("search", *words, check=False).code == 2


def test_where_nothing_was_learned_the_next_step_is_said(repo: Repo) -> None:
    done = repo.session("knowledge", check=False)
    assert (done.code, done.out) == (1, "Knowledge\n\nNone.\n")
    assert done.err.startswith('session: note it with: git session log --learning "…"')
