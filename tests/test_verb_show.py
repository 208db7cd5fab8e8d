"""``git session show``: what a commit, a merge, a range recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Repo, dedent
from markdown_it import MarkdownIt
from story import begin, note
from terminal import at_terminal


def explained(repo: Repo, title: str, files: dict[str, str] | None = None) -> str:
    """A decision, and the commit that carries it."""
    note(repo, title)
    return repo.commit(f"Do {title}", files)


def show(repo: Repo, *words: str, code: int = 0) -> dict[str, Any]:
    done = repo.session("show", *words, "--json", check=False)
    assert done.code == code, done.err
    data: dict[str, Any] = json.loads(done.out)
    return data


def titles(data: dict[str, Any]) -> list[str]:
    return [entry["title"] for entry in data["entries"]]


def test_a_commit_shows_what_it_recorded(repo: Repo) -> None:
    begin(repo, "--goal", "Fix the race")
    repo.session("log", "--tried", "Atomic flag", "--outcome", "still races")
    repo.session("log", "--decision", "Lock", "--options", "lock; flag", "--rationale", "simple")
    sha = repo.commit("Take the lock")
    done = repo.session("show")
    assert (done.code, done.err) == (0, "")
    assert done.out == dedent(f"""
        {sha[:10]} Take the lock
          Alice, 2026-01-15T14:00+01:00
          recorded with this commit

        Decisions
          Lock
            Rationale: simple
            Options: lock; flag
            alice, 2026-01-15T14:30+01:00

        Tried
          Atomic flag
            Outcome: still races
            alice, 2026-01-15T14:30+01:00

        Sessions
          Session begun
            Goal: Fix the race
            alice, 2026-01-15T14:30+01:00
    """)
    assert repo.session("show", "HEAD").out == done.out
    assert repo.session("show", sha[:12]).out == done.out
    assert repo.session("show", "main").out == done.out


def test_a_pull_request_shows_what_its_branch_adds(repo: Repo) -> None:
    begin(repo)
    explained(repo, "of main")
    repo.git("switch", "-q", "-c", "feat")
    repo.session("init", "--name", "feat")
    one = explained(repo, "one", {"a.py": "1\n"})
    repo.commit("nothing noted", {"b.py": "1\n"})
    repo.tell("2026-01-15T15:00:00+01:00")
    two = explained(repo, "two", {"a.py": "2\n"})
    repo.git("switch", "-q", "main")
    explained(repo, "later on main", {"c.py": "1\n"})
    for words in ("main..feat", "main...feat"):
        data = show(repo, words)
        assert titles(data) == ["one", "two"]
        assert len(data["commits"]) == 3
    assert repo.session("show", "main..feat").out == dedent(f"""
        2 of 3 commits recorded something
          {one[:10]} Do one
          {two[:10]} Do two

        Decisions
          one
            Rationale: because of one
            alice, 2026-01-15T14:30+01:00
          two
            Rationale: because of two
            alice, 2026-01-15T15:00+01:00
    """)
    repo.git("switch", "-q", "feat")
    assert titles(show(repo, "main..")) == ["one", "two"]
    assert titles(show(repo, "..main")) == ["later on main"]


def test_a_merge_shows_what_it_brought_its_first_parent(repo: Repo) -> None:
    begin(repo)
    explained(repo, "of main")
    repo.git("switch", "-q", "-c", "feat")
    repo.session("init", "--name", "feat")
    explained(repo, "of feat", {"a.py": "1\n"})
    repo.git("switch", "-q", "main")
    explained(repo, "also of main", {"c.py": "1\n"})
    repo.git("merge", "-q", "--no-edit", "feat")
    assert titles(show(repo)) == ["of feat"]


def test_what_was_resolved_or_done_in_the_range_is_not_open(repo: Repo) -> None:
    begin(repo)
    for words in (
        ("--blocker", "no port"), ("--blocker", "no disk"),
        ("--step", "measure"), ("--next", "ship"),
    ):  # fmt: skip
        repo.session("log", *words)
    start = repo.head
    repo.commit("one")
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("log", "--resolve", "B1", "--how", "ops")
    repo.session("log", "--done", "measure")
    repo.commit("two", {"b.py": "1\n"})
    sections = show(repo, f"{start}..HEAD")["sections"]
    found = {
        name: [one["title"] for one in entries] for name, entries in sections.items() if entries
    }
    assert found["open_blockers_and_risks"] == ["no disk"]
    assert found["next_steps"] == ["ship"]
    assert found["finished"] == ["measure"]
    assert found["resolved"] == ["no port"]
    before = show(repo, "HEAD~1")["sections"]["open_blockers_and_risks"]
    assert [one["title"] for one in before] == ["no port", "no disk"]


def test_what_went_along_with_the_next_commit_says_so(repo: Repo) -> None:
    begin(repo)
    note(repo, "Lock")
    repo.stage("a.py", "1\n")
    repo.git("commit", "-q", "--no-verify", "-m", "past the hooks")
    carrier = repo.commit("next", {"b.py": "1\n"})
    data = show(repo, "HEAD~1")
    assert (titles(data), data["carried_by"]) == (["Lock"], carrier)
    done = repo.session("show", "HEAD~1")
    assert f"  same session, later commit: {carrier[:10]} next\n" in done.out


def test_nothing_recorded_says_what_to_try(repo: Repo) -> None:
    done = repo.session("show", check=False)
    sha = repo.head[:10]
    assert done.code == 1
    assert done.out == dedent(f"""
        {sha} First
          Alice, 2026-01-15T14:00+01:00
          no reasoning was recorded
    """)
    assert done.err == dedent(f"""
        session: no reasoning was recorded with HEAD
        session: try: git show {sha}
    """)
    repo.commit("Second")
    repo.commit("Third")
    done = repo.session("show", "HEAD~2..HEAD", check=False)
    assert done.code == 1
    assert "session: no reasoning was recorded in HEAD~2..HEAD\n" in done.err
    for range_ in ("HEAD..HEAD", "HEAD~1..HEAD"):
        data = show(repo, range_, code=1)
        assert data["entries"] == []
    assert repo.session("show", "HEAD", "--markdown", check=False).code == 1


@pytest.mark.parametrize("word", [
    "nope", "nope..HEAD", "HEAD..nope", "--output=x", "--all", "-1", "^HEAD", "HEAD^{tree}", "a b",
    "HEAD..--output=x", "HEAD:code.py", "..", "...", "HEAD...", "\n", "",
])  # fmt: skip
def test_what_is_no_commit_is_said_and_obeyed_by_nobody(repo: Repo, word: str) -> None:
    before = repo.files()
    done = repo.session("show", "--", word, check=False)
    assert done.code == 1
    assert done.err.startswith("session: ")
    assert "bug" not in done.err
    if word.strip(".") != "" and word != "HEAD...":
        assert done.err == (
            f"session: '{word}' is no commit and no range of commits here\n".replace(
                "'\n'", "'\nsession: '"
            )
            + "session: say a hash, a branch, a tag, or main..BRANCH\n"
        )
    assert repo.files() == before


def test_an_unborn_branch_has_no_commit(empty: Repo) -> None:
    assert empty.session("show", check=False).code == 1


def test_a_shallow_clone_claims_nothing(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    explained(repo, "Lock")
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.top}", str(tmp_path / "s"))
    done = Repo(tmp_path / "s").session("show", check=False)
    assert done.code == 1
    assert "history ends here (shallow clone)" in done.out
    assert "git fetch --unshallow" in done.err


def test_a_range_that_a_shallow_clone_cuts_off_says_so(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    for title in ("one", "two", "three"):
        explained(repo, title)
    repo.git("switch", "-q", "--orphan", "other")
    repo.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "root")
    repo.git(
        "clone",
        "-q",
        "--depth",
        "2",
        "--no-single-branch",
        f"file://{repo.top}",
        str(tmp_path / "s"),
    )
    clone = Repo(tmp_path / "s")
    done = clone.session("show", "origin/other..origin/main")
    assert "three" in done.out
    assert "one" not in done.out.split()
    assert "git fetch --unshallow" in done.err


HOSTILE = (
    "</details><img src=x onerror=alert(1)> @everyone fixes #1 **b** `c` [x](javascript:y) | # h"
)


def test_markdown_stays_in_its_place(repo: Repo) -> None:
    begin(repo)
    code = "# heading\n\n- item\n```\ncode @all\n```\n</pre>"
    repo.session(
        "log", "--decision", HOSTILE, "--rationale", f"{HOSTILE}\n{code}",
        "--options", f"one\n# {HOSTILE}", "-m", f"- nested\n{HOSTILE}",
    )  # fmt: skip
    repo.session("log", "--note", "Plain", "-m", "1. list")
    repo.commit("c")
    text = repo.session("show", "--markdown").out
    tokens = MarkdownIt("commonmark").parse(text)
    inner = [child for token in tokens for child in token.children or []]
    assert [token.content for token in tokens if token.type == "inline" and token.level == 1] == [
        "Decisions", "Notes",
    ]  # fmt: skip
    assert {child.type for child in inner} <= {
        "text", "text_special", "strong_open", "strong_close", "softbreak", "hardbreak",
    }  # fmt: skip
    outside = text.split("````")[0] + text.split("````")[-1]
    assert "@everyone" not in outside
    assert "#1" not in outside
    strong = [child.type for child in inner].count("strong_open")
    assert strong == 2, "only our own titles are bold"


def test_markdown_reads_well(repo: Repo) -> None:
    begin(repo)
    note(repo, "Lock first")
    repo.session("log", "--next", "Measure")
    repo.commit("c")
    assert repo.session("show", "--markdown").out == dedent("""
        ### Decisions

        - **Lock first** (alice, 2026-01-15T14:30+01:00)
          - Rationale: because of Lock first

        ### Next steps

        - **Measure** (alice, 2026-01-15T14:30+01:00)
    """)


def test_two_forms_at_once_are_refused(repo: Repo) -> None:
    assert repo.session("show", "--markdown", "--json", check=False).code == 2


def test_control_characters_reach_no_terminal(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "x\x1b[31m", "--rationale", "y\x07\u202e")
    repo.commit("sub\x1b[2Jject")
    for words in ((), ("--markdown",), ("--json",)):
        assert not set(repo.session("show", *words).out) & {"\x1b", "\x07", "\u202e"}
    assert "\x1b" not in at_terminal(repo, "show").out


def test_many_entries_are_counted_not_printed(repo: Repo) -> None:
    begin(repo)
    scratch = Path(repo.session("path", "scratch").out.strip())
    notes = "".join(f"## 14:{n // 60:02}:{n % 60:02} - Decision: d{n}\n" for n in range(103))
    scratch.write_text(notes)
    repo.commit("c")
    assert "  … and 3 more; --json has all\n" in repo.session("show").out
    assert "- … and 3 more\n" in repo.session("show", "--markdown").out
    assert len(show(repo)["entries"]) == 103
