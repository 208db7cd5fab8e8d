"""``git session view``: the whole, each part, every form, and no byte changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

NOW = "2026-01-15T14:30+01:00"
ACTIONS = """\
Quick actions
  git session log "…"    git session log --done "…"    git session checkpoint
"""


@pytest.fixture
def told(repo: Repo) -> Repo:
    """A session with something of everything, pending, and one commit."""
    repo.session("init", "--goal", "Fix the sweep", "--name", "sweep", "--task", "T-1",
                 "--step", "Reproduce", "--step", "Fix", "--tag", "bug",
                 "--key-file", "a.py")  # fmt: skip
    repo.commit("Begin")
    repo.tell("2026-01-15T16:45:00+01:00")
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simpler | safer",
                 "--tried", "HS256", "--outcome", "rejected", "--discovery", "It races",
                 "--blocker", "No Redis", "--waiting-on", "ops", "--done", "Reproduce",
                 "--next", "Tell ops")  # fmt: skip
    return repo


def state(repo: Repo) -> dict[str, bytes]:
    """Every byte below the worktree, git's own files included."""
    return {str(path): path.read_bytes() for path in repo.top.rglob("*") if path.is_file()}


def test_the_first_screen_says_all_that_matters(told: Repo) -> None:
    assert told.session("view").out == (
        "Fix the sweep\n\n"
        "Status:      active\n"
        f"Started:     {NOW} (2 hours ago)\n"
        "Updated:     2026-01-15T16:45+01:00 (just now)\n"
        "Branch:      main\n"
        f"Last commit: {told.head[:10]}\n"
        "Tasks:       T-1\n"
        "Tags:        bug\n"
        "Compactions: 0\n"
        "Progress:    1/2 (50%), current: Fix\n\n"
        "TL;DR\n"
        "  Fix the sweep. Last: Reproduce. Next: Tell ops. "
        "Noted: 1 decision, 1 attempt, 1 discovery.\n\n"
        "Open blockers\n"
        "  B1: No Redis (since 2026-01-15T16:45+01:00, waiting on ops)\n\n"
        f"Next\n  Tell ops\n\n{ACTIONS}"
    )


def test_a_session_with_nothing_in_it_says_so(repo: Repo) -> None:
    begin(repo)
    out = repo.session("view").out
    for line in ("Tasks:       none", "Progress:    no steps yet", "  none", "  none noted"):
        assert f"{line}\n" in out


PARTS = {
    "progress": "1/2 (50%), current: Fix\n[x] Reproduce\n[ ] Fix   <- HERE\n",
    "current": "[ ] Fix   <- HERE\n",
    "completed": "**2026-01-15:**\n- Reproduce\n",
    "decisions": "Use a mutex\n  Rationale: simpler | safer\n  By: alice\n  When: {late}\n",
    "tried": "HS256\n  Outcome: rejected\n  When: {late}\n",
    "discoveries": "It races\n  When: {late}\n",
    "blockers": "B1: No Redis\n  Since: {late}\n  Waiting on: ops\n",
    "files": "File\tAction\tNotes\ncode.py\tModified\t\n",
    "commits": "Commit\tWhen\tSubject\tJournal\n"
    "{head}\t2026-01-15T14:00:00+01:00\tBegin\t{journal}\n",
}


@pytest.mark.parametrize(("part", "expected"), PARTS.items(), ids=PARTS)
def test_each_part_alone(told: Repo, part: str, expected: str) -> None:
    [journal] = [path for path in told.tree() if path.endswith("Z-" + path[-11:])]
    values = {
        "late": "2026-01-15T16:45+01:00",
        "head": told.head[:10],
        "journal": journal.rsplit("/", 1)[1],
    }
    assert told.session("view", f"--{part}").out == expected.format(**values)
    assert told.session("view", "sweep", f"--{part}").out == expected.format(**values)


@pytest.mark.parametrize("part", [*PARTS])
def test_a_part_without_anything_in_it_is_exit_one(repo: Repo, part: str) -> None:
    begin(repo)
    done = repo.session("view", f"--{part}", check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("session: nothing to show: ")
    done = repo.session("view", f"--{part}", "--json", check=False)
    assert (done.code, json.loads(done.out)) == (1, [])


def test_raw_is_every_entry_as_it_was_noted(told: Repo) -> None:
    out = told.session("view", "--raw").out
    assert out.startswith("## 2026-01-15T14:30:00+01:00 - Session: begun\n- By: alice\n- Id: ")
    assert out.endswith(
        dedent("""
        ## 2026-01-15T16:45:00+01:00 - Done: Reproduce
        - By: alice

        ## 2026-01-15T16:45:00+01:00 - Next: Tell ops
        - By: alice
    """)
    )
    data = json.loads(told.session("view", "--raw", "--json").out)
    assert [block["kind"] for block in data] == [
        "Session", "Decision", "Tried", "Discovery", "Blocker", "Done", "Next",
    ]  # fmt: skip


def test_a_part_as_a_table(told: Repo) -> None:
    assert told.session("view", "--decisions", "--format", "table").out == dedent("""
        | Decision | Rationale | Options | Choice | Context | By | When |
        |---|---|---|---|---|---|---|
        | Use a mutex | simpler \\| safer |  |  |  | alice | 2026-01-15T16:45+01:00 |
    """)
    done = told.session("view", "--format", "table", check=False)
    assert (done.code, done.err) == (2, dedent("""
        session: --format table shows one part
        session: say which: --decisions, --files …
    """))  # fmt: skip


def test_the_whole_as_a_log_entry(told: Repo) -> None:
    assert told.session("view", "--format", "log").out == dedent(f"""
        ## Session: session-20260115-143000

        **Directory:** {told.top}
        **Duration:** 2h 15m

        ### Progress Log

        | Time | Event |
        |---|---|
        | 2026-01-15 16:45 | Decision: Use a mutex; rationale: simpler \\| safer |
        | 2026-01-15 16:45 | Tried: HS256; outcome: rejected |
        | 2026-01-15 16:45 | Discovery: It races |
        | 2026-01-15 16:45 | Blocker: No Redis; waiting on: ops |
        | 2026-01-15 16:45 | Done: Reproduce |
        | 2026-01-15 16:45 | Next: Tell ops |

        ### Files Tracker

        | File | Action | Notes |
        |---|---|---|
        | code.py | Modified |  |

        ### Decisions

        | Decision | Rationale |
        |---|---|
        | Use a mutex | simpler \\| safer |

        ### Resume Prompt

        > Continue the session sweep: Fix the sweep
        > Last session: Fix the sweep. Last: Reproduce. Next: Tell ops. Noted: 1 decision, \
1 attempt, 1 discovery.
        > State: active, 1/2 steps done, working on: Fix
        > Next: Tell ops
        > Key files: a.py
        > Read more with: git session view --decisions
    """)


def test_files_are_what_git_sees_and_what_was_noted(repo: Repo) -> None:
    for name in ("old.py", "gone.py", "tracked.py"):
        repo.stage(name, f"{name}\n" * 20)
    repo.write(".gitignore", "ignored.py\n")
    repo.git("add", ".gitignore")
    repo.git("commit", "-qm", "Second")
    begin(repo)
    repo.commit("Committed", {"committed.py": "1\n"})
    repo.stage("staged.py", "2\n")
    repo.write("tracked.py", "3\n")
    repo.write("deep/untracked ü.py", "4\n")
    repo.write("ignored.py", "5\n")
    repo.git("mv", "old.py", "new.py")
    repo.git("rm", "-q", "gone.py")
    repo.session("log", "--file", "read.py", "--action", "read", "--description", "the parser")
    repo.session("log", "--file", "read.py", "--description", "and the lexer")
    repo.session("log", "--file", "staged.py", "--action", "created")
    rows = json.loads(repo.session("view", "--files", "--json").out)
    assert sorted((row["file"], row["action"], row["notes"]) for row in rows) == [
        ("committed.py", "Created", ""),
        ("deep/untracked ü.py", "Created", ""),
        ("gone.py", "Deleted", ""),
        ("old.py → new.py", "Renamed", ""),
        ("read.py", "Modified", "the parser; and the lexer"),
        ("staged.py", "Created", ""),
        ("tracked.py", "Modified", ""),
    ]


def test_a_renamed_file_that_was_shown_before_is_one_row(repo: Repo) -> None:
    repo.commit("Second", {"old.py": "1\n2\n3\n4\n5\n6\n7\n8\n"})
    begin(repo)
    repo.append("old.py", "9\n")
    repo.session("checkpoint")
    repo.git("mv", "old.py", "new.py")
    rows = json.loads(repo.session("view", "--files", "--json").out)
    assert [row["file"] for row in rows] == ["old.py → new.py"]


def test_all_of_it_as_data(told: Repo) -> None:
    data = json.loads(told.session("view", "--json").out)
    assert data["shortname"] == "sweep"
    assert data["git_last_commit"] == told.head
    assert data["objective"] == "Fix the sweep"
    assert data["document"].endswith(f".sessions/active/{data['stem']}.md")
    assert data["next_steps"] == ["Tell ops"]
    assert data["decisions"][0]["rationale"] == "simpler | safer"
    assert set(PARTS) < set(data)


@pytest.mark.parametrize("words", [(), ("--json",), ("--files",), ("--raw",), ("list",)])
def test_reading_changes_no_byte(told: Repo, words: tuple[str, ...]) -> None:
    before = state(told)
    told.session("view", *words)
    assert state(told) == before


@pytest.mark.parametrize("name", ["id", "prefix", "label", "stem", "id8", "shortname"])
def test_a_session_has_many_names(told: Repo, name: str) -> None:
    data = json.loads(told.session("view", "--json").out)
    wanted = {**data, "prefix": data["id"][:13], "id8": data["id"][-8:]}[name]
    assert told.session("view", wanted, "--current").out == "[ ] Fix   <- HERE\n"


def test_an_archived_session_can_be_seen(told: Repo) -> None:
    told.session("close", "--complete", "--force")
    assert "Status:      completed\n" in told.session("view", "sweep").out


def test_view_list_is_the_list_whatever_sessions_are_called(repo: Repo) -> None:
    name = begin(repo, "--name", "list")
    assert repo.session("view", "list").out.startswith(f"Active\n  {name}\n")
    assert repo.session("view", name).out.startswith("list\n")


def test_two_sessions_of_one_name_are_listed_not_guessed(repo: Repo) -> None:
    first = begin(repo, "--name", "one")
    repo.session("close", "--complete")
    second = begin(repo, "--name", "one")
    done = repo.session("view", "one", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent(f"""
        session: more than one session fits 'one':
        session:   {second}  active  on main
        session:   {first}  completed  on main
        session: give the whole name, or the eight characters it ends in
    """)


def test_no_session_is_exit_three_with_what_to_do(repo: Repo) -> None:
    done = repo.session("view", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent("""
        session: no session on main
        session: begin one with: git session init   or continue one with: git session resume NAME
    """)
    assert repo.session("view", "nothing", check=False).code == 3


def test_a_session_that_is_put_aside_is_named(repo: Repo) -> None:
    name = begin(repo)
    repo.session("pause")
    done = repo.session("view", check=False)
    assert done.err.endswith(f"or continue one with: git session resume {name}\n")


def test_what_would_steer_a_terminal_is_shown_escaped(repo: Repo) -> None:
    begin(repo, "--goal", "Red \x1b[31m")
    assert repo.session("view").out.startswith("Red \\x1b[31m\n")


def test_a_clone_can_look_before_it_resumes(told: Repo, tmp_path: Path) -> None:
    told.commit("Change")
    clone = told.clone(tmp_path / "clone")
    before = state(clone)
    assert clone.session("view", "sweep", "--current").out == "[ ] Fix   <- HERE\n"
    assert state(clone) == before


def test_a_blocker_that_went_away_by_itself_is_shown_as_resolved(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--blocker", "CI is down")
    repo.session("log", "--resolve", "latest")
    assert "  Resolved: yes\n" in repo.session("view", "--blockers").out


def test_a_terminal_without_unicode_is_served_too(repo: Repo) -> None:
    begin(repo, "--goal", "Naïve")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert repo.session("view", env=plain).out.startswith("Na\\xefve\n")
