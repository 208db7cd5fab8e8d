"""``git session init``: with nothing, with everything, where a session is, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, journal_files, stem, the_document
from terminal import at_terminal

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

HINTS = """\
  Note as you go:  git session log --decision "…" --rationale "…"
  See it:          git session view
  Keep it:         git commit
"""


def test_with_no_words_it_begins_a_session_named_after_the_branch(repo: Repo) -> None:
    done = repo.session("init")
    name = stem(repo)
    doc = the_document(repo)
    assert name.startswith("main-")
    assert done.out == (
        "Session 20260115-143000 started. Tracking files, decisions, and progress.\n\n"
        f"  ID:        {name}  ({doc.get('id')})\n"
        "  Branch:    main\n"
        "  Objective: (none given)\n"
        f"  Tasks:     (none)\n\n{HINTS}"
    )
    assert done.err == (
        "session: commits will carry the journal under .sessions/journal/; "
        "to keep it in this clone: git config session.share false\n"
        f"session: installed the git hooks in {repo.top}/.git/hooks; "
        "undo with: git session uninstall\n"
    )
    assert repo.status() == "", "what it made is ignored"


def test_start_is_another_word_for_it(repo: Repo) -> None:
    assert repo.session("start").out.startswith("Session 20260115-143000 started.")


def test_everything_given_stands_in_the_document(repo: Repo) -> None:
    done = repo.session(
        "init", "--goal=Fix the sweep: \"trigger\" | now", "--name", "Größe & Co", "--task", "a",
        "--task=b,c", "--tag", "auth", "--tag", "security", "--tag", "auth", "--role", "DevOps",
        "--step", "Reproduce", "--step", "Fix", "--key-file", "sweep/sweeper.go",
        "--key-context", "Lock order: a, then b", "--client", "codex",
    )  # fmt: skip
    doc = the_document(repo)
    name = stem(repo)
    assert "  Tasks:     a, b, c\n" in done.out
    assert doc.text == dedent(f"""
        ---
        id: {doc.get("id")}
        shortname: grosse-co
        label: session-20260115-143000
        status: active
        task_ids: [a, b, c]
        created_at: '2026-01-15T14:30:00+01:00'
        updated_at: '2026-01-15T14:30:00+01:00'
        compaction_count: 0
        git_branch: main
        git_last_commit: '{repo.head}'
        git_base: main
        git_start: '{repo.head}'
        authors: [alice]
        client: codex
        role: DevOps
        tags: [auth, security]
        ---
        # Session: Fix the sweep: "trigger" | now

        ## TL;DR (Read This First)
        _Fix the sweep: "trigger" | now._

        **Progress**: 0/2 steps complete (0%)
        **Current**: Reproduce (step 1)
        **Blocker**: None

        ## Context
        **Objective**: Fix the sweep: "trigger" | now

        **Key Files**:
        - `sweep/sweeper.go`

        **Key Context** (survives compaction):
        - Lock order: a, then b

        ## Progress
        ### Completed
        ### In Progress
        - [ ] Reproduce          <- CURRENT
        ### Remaining
        - [ ] Fix

        ## Decisions

        ## Tried

        ## Discoveries

        ## Blockers
        - None currently

        ## Next Steps

        ## Files
        | File | Action | Notes |
        |---|---|---|

        ## Commits
        | # | Commit | When | Subject | Journal |
        |---|---|---|---|---|
    """)
    assert name == f"grosse-co-{str(doc.get('id'))[-8:]}"


def test_the_id_is_a_uuid_of_version_seven_in_order_of_time(repo: Repo) -> None:
    begin(repo)
    first = str(the_document(repo).get("id"))
    repo.tell("2026-01-15T14:30:01+01:00")
    repo.session("init", "--force")
    second = str(repo.session("view", "--json").out.split('"id": "')[1][:36])
    assert first[14] == second[14] == "7"
    assert first < second


def test_two_sessions_in_one_second_have_distinct_labels(repo: Repo) -> None:
    repo.session("init", "--name", "one")
    repo.session("init", "--name", "two", "--pause-current")
    shown = repo.session("view", "session-20260115-143000", "--json").out
    assert '"shortname": "one"' in shown
    shown = repo.session("view", "session-20260115-143000-2", "--json").out
    assert '"shortname": "two"' in shown


def test_a_second_session_on_the_branch_is_refused_with_the_ways_out(repo: Repo) -> None:
    name = begin(repo)
    done = repo.session("init", "--name", "other", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == dedent(f"""
        session: main already has a session: {name}
        session: join it: git session log "…"
        session: put it aside: git session pause   (or: git session init --pause-current)
        session: end it: git session close --complete   (or: git session init --force)
    """)
    assert stem(repo) == name


def test_force_completes_the_session_that_is_there(repo: Repo) -> None:
    name = begin(repo, "--step", "Never done")
    done = repo.session("init", "--name", "other", "--force")
    assert f"session: completed {name}\n" in done.err
    assert "status: completed" in repo.read(f".sessions/archive/{name}.md")
    assert stem(repo).startswith("other-")


def test_pause_current_puts_the_session_that_is_there_aside(repo: Repo) -> None:
    name = begin(repo)
    done = repo.session("init", "--name", "other", "--pause-current")
    assert f"session: paused {name}\n" in done.err
    text = repo.read(f".sessions/active/{name}.md")
    assert "status: paused" in text
    assert "pause_reason: other began" in text


def test_another_branch_and_another_worktree_have_sessions_of_their_own(
    repo: Repo, tmp_path: Path
) -> None:
    begin(repo)
    repo.git("switch", "-q", "-c", "fix")
    assert repo.session("init").code == 0
    other = repo.worktree(tmp_path / "linked", "-b", "feature")
    assert other.session("init").code == 0
    assert [name.split("/")[-1][:8] for name in other.files(".sessions/active")] == [
        ".gitigno",
        "feature-",
    ]


@pytest.mark.parametrize(("state", "keys"), [
    ("detached", {"git_branch": None, "detached": True}),
    ("unborn", {"git_branch": "main", "git_last_commit": None, "git_base": None}),
])  # fmt: skip
def test_a_head_that_is_no_branch_or_no_commit_is_recorded_as_that(
    repo: Repo, empty: Repo, state: str, keys: dict[str, object]
) -> None:
    if state == "detached":
        repo.git("checkout", "-q", "--detach")
    else:
        repo.git("update-ref", "-d", "HEAD")
    begin(repo)
    doc = the_document(repo)
    assert {key: doc.get(key) for key in keys} == keys


def test_a_hash_of_digits_only_stays_a_string(repo: Repo) -> None:
    begin(repo)
    assert f"git_last_commit: '{repo.head}'\n" in the_document(repo).text


def test_it_works_from_a_subdirectory(repo: Repo) -> None:
    repo.write("deep/down/file", "")
    repo.at = "deep/down"
    begin(repo)
    assert not repo.exists("deep/down/.sessions")
    assert repo.exists(".sessions/active")


def test_without_install_the_hooks_are_left_alone(repo: Repo) -> None:
    repo.session("init", "--no-install")
    assert not repo.exists(".git/hooks/pre-commit")


def test_what_was_decided_about_sharing_stays_decided(repo: Repo) -> None:
    repo.config("session.share", "false")
    done = repo.session("init", "--no-install")
    assert done.err == "session: the journal stays in this clone (session.share)\n"
    repo.commit("Change")
    assert journal_files(repo) == []


def test_without_a_terminal_nothing_is_asked(repo: Repo) -> None:
    done = repo.session("init", stdin="Fix the sweep\n\n\n")
    assert "Objective: (none given)" in done.out


def test_at_a_terminal_it_asks_for_goal_task_and_files(repo: Repo) -> None:
    done = at_terminal(repo, "init", answers=("Fix the sweep", "T-1", "a.py b.py"))
    assert done.code == 0
    assert done.out.startswith(
        "What is this session for? Task it belongs to (empty for none): "
        "Files that matter, separated by blanks (empty for none): Session 20260115-143000 started."
    )
    doc = the_document(repo)
    assert document.objective(doc) == "Fix the sweep"
    assert doc.get("task_ids") == ["T-1"]
    assert document.key_files(doc) == ["a.py", "b.py"]


def test_empty_answers_are_no_answers(repo: Repo) -> None:
    assert at_terminal(repo, "init", answers=("", "", "")).code == 0
    assert stem(repo).startswith("main-")
    assert the_document(repo).get("task_ids") == []


def test_what_was_said_on_the_command_line_is_not_asked(repo: Repo) -> None:
    done = at_terminal(repo, "init", "--goal", "Fix the sweep")
    assert done.out.startswith("Session 20260115-143000 started.")


@pytest.mark.parametrize(("answer", "said", "places"), [
    ("close", "completed", {"archive": 1, "active": 1}),
    ("p", "paused", {"archive": 0, "active": 2}),
    ("", "", {"archive": 0, "active": 1}),
    ("c", "", {"archive": 0, "active": 1}),
])  # fmt: skip
def test_at_a_terminal_it_asks_what_becomes_of_the_session_that_is_there(
    repo: Repo, answer: str, said: str, places: dict[str, int]
) -> None:
    name = begin(repo)
    done = at_terminal(repo, "init", "--goal", "Other", answers=(answer,))
    assert done.code == 0
    question = f"{name} is active here: close, pause or continue it? [continue] "
    assert done.out.startswith(question)
    if said:
        assert done.err == f"session: {said} {name}\n"
    else:
        assert done.out == f"{question}Going on with {name}. See it: git session view\n"
    found = {
        place: sum(file.endswith(".md") for file in repo.files(f".sessions/{place}"))
        for place in places
    }
    assert found == places
