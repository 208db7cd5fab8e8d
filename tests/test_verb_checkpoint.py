"""``git session checkpoint``: what it brings up to date, and what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, the_document

from git_session.core import document

if TYPE_CHECKING:
    from conftest import Repo

NOW = "2026-01-15T14:30+01:00"


def test_it_says_how_much_there_is(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce")
    repo.write("one.py", "")
    repo.session("log", "--file", "two.py", "--action", "read")
    repo.session("log", "--decision", "a", "--decision", "c")
    assert repo.session("checkpoint").out == (
        "Checkpoint saved. 1 file modified, 2 decisions logged.\n"
        "Progress: 0/1 (0%), current: Reproduce\n"
    )
    assert repo.session("update").out.startswith("Checkpoint saved. 1 file modified, 2 decisions")
    assert [row[:2] for row in document.files(the_document(repo))] == [
        ("two.py", "Read"),
        ("one.py", "Created"),
    ]


def test_what_is_derived_is_refreshed_and_what_a_person_wrote_is_kept(repo: Repo) -> None:
    name = begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce", "--step", "Fix")
    path = f".sessions/active/{name}.md"
    text = repo.read(path).replace("_Fix the sweep._", "Mine, *all* mine.")
    repo.write(path, f"{text}\n## My own section\n- kept   \n")
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("log", "--done", "Reproduce", "--blocker", "No Redis")
    repo.session("checkpoint")
    text = repo.read(path)
    assert (
        dedent("""
        ## TL;DR (Read This First)
        Mine, *all* mine.

        **Progress**: 1/2 steps complete (50%)
        **Current**: Fix (step 2)
        **Blocker**: B1: No Redis
    """)
        in text
    )
    assert "## My own section\n- kept   \n" in text
    assert "updated_at: '2026-01-15T15:00:00+01:00'\n" in text
    repo.session("checkpoint", "--tldr", "Now this.")
    assert "## TL;DR (Read This First)\nNow this.\n" in repo.read(path)


SILENT = """\
session: nothing noted since {}; what was decided, tried, found?
session:   git session log --decision "…" --rationale "…"   (more: git session log -h)
"""


@pytest.mark.parametrize("words", [(), ("--pre-compact",)])
def test_where_nothing_was_noted_it_says_what_would_help(repo: Repo, words: list[str]) -> None:
    begin(repo)
    done = repo.session("checkpoint", *words)
    assert (done.code, done.err) == (0, SILENT.format("the session began"))
    assert done.out.startswith("Checkpoint saved.")
    repo.session("log", "--next", "Rest")
    assert repo.session("checkpoint", *words).err == ""
    repo.commit("Change")
    assert repo.session("checkpoint", *words).err == SILENT.format("the last checkpoint")


def test_what_a_checkpoint_says_itself_is_noted(repo: Repo) -> None:
    begin(repo)
    assert repo.session("checkpoint", "--key-context", "Lock order").err == ""
    assert repo.session("checkpoint").err == SILENT.format("the last checkpoint")


def test_a_document_made_anew_knows_the_last_checkpoint(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--next", "Rest")
    repo.session("checkpoint")
    repo.session("doctor", "--rebuild")
    doc = the_document(repo)
    assert (doc.get("checkpoint_at"), doc.get("checkpoint_entries")) == (
        "2026-01-15T14:30:00+01:00",
        1,
    )


def test_git_facts_are_brought_up_to_date(repo: Repo) -> None:
    begin(repo, "--no-install")
    repo.commit("Change")
    repo.session("checkpoint")
    doc = the_document(repo)
    assert (doc.get("git_branch"), doc.get("git_last_commit")) == ("main", repo.head)


def where_it_is(repo: Repo, stem: str) -> tuple[object, ...]:
    doc = the_document(repo, stem)
    paths = [row[0] for row in document.files(doc)]
    return doc.get("git_branch"), doc.get("git_last_commit"), paths


def test_a_session_of_another_branch_stays_there(repo: Repo) -> None:
    other, home = begin(repo, "--name", "other"), repo.head
    repo.git("switch", "-q", "-c", "fix")
    repo.commit("Change", {"fix.py": "1\n"})
    repo.session("init", "--name", "own")
    repo.session("checkpoint", "--session", "other", "--note", "Half way")
    assert where_it_is(repo, other) == ("main", home, [])
    assert f"- Commit: {home}\n" in repo.session("view", "other", "--raw").out
    assert "fix.py" not in repo.session("view", "other", "--files", check=False).out
    repo.session("pause", "--eod", "--session", "other")
    assert where_it_is(repo, other) == ("main", home, [])


def test_a_session_of_a_detached_head_is_of_no_branch(repo: Repo) -> None:
    repo.git("switch", "-q", "--detach")
    other = begin(repo, "--name", "other")
    repo.git("switch", "-q", "-")
    repo.session("init", "--name", "own")
    repo.session("checkpoint", "--session", "other")
    assert the_document(repo, other).get("git_branch") is None
    repo.session("pause", "--session", "other")
    assert the_document(repo, other).get("git_branch") is None


def test_a_note_keeps_how_things_stood(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce")
    repo.session("checkpoint", "--note", "Half way")
    assert repo.session("view", "--raw").out.endswith(
        dedent(f"""
        ## 2026-01-15T14:30:00+01:00 - Checkpoint: Half way
        - By: alice
        - Progress: 0/1
        - Current: Reproduce
        - Commit: {repo.head}
    """)
    )


def test_context_is_added(repo: Repo) -> None:
    begin(repo)
    repo.session("checkpoint", "--key-context", "Lock order", "--context-next", "Go on at retry")
    doc = the_document(repo)
    assert document.key_context(doc) == ["Lock order"]
    assert doc.get("context_for_next_session") == "Go on at retry"
    assert f"## Handoff\n- Go on at retry ({NOW})\n" in doc.text


def test_a_compaction_is_counted_once(repo: Repo) -> None:
    begin(repo)
    for when, count in (
        ("14:31:00", 1),
        ("14:31:30", 1),
        ("14:45:00", 2),
        ("14:45:01", 2),
    ):
        repo.tell(f"2026-01-15T{when}+01:00")
        repo.session("checkpoint", "--pre-compact")
        assert the_document(repo).get("compaction_count") == count


def test_the_resume_prompt_is_made_again_each_time(repo: Repo) -> None:
    begin(repo, "--goal", "Fix the sweep", "--name", "sweep", "--key-file", "a.py")
    repo.session("checkpoint")
    repo.session("log", "--next", "Tell ops")
    repo.session("checkpoint")
    text = the_document(repo).text
    assert text.count("## Resume Prompt") == 1
    assert (
        dedent("""
        ## Resume Prompt
        > Continue the session sweep: Fix the sweep
        > Last session: Fix the sweep. Next: Tell ops.
        > State: active, 0/0 steps done
        > Next: Tell ops
        > Key files: a.py
        > Read more with: git session view --decisions
    """)
        in text
    )


def test_a_second_checkpoint_changes_no_byte(repo: Repo) -> None:
    begin(repo, "--step", "a")
    repo.session("log", "--done", "a", "--decision", "b", "--rationale", "c")
    repo.session("checkpoint")
    before = the_document(repo).text
    repo.session("checkpoint")
    assert the_document(repo).text == before


def test_without_a_session_it_is_exit_three(repo: Repo) -> None:
    assert repo.session("checkpoint", check=False).code == 3


@pytest.mark.parametrize("status", ["active", "paused"])
def test_the_status_stays(repo: Repo, status: str) -> None:
    name = begin(repo)
    if status == "paused":
        repo.session("pause")
    repo.session("checkpoint", "--session", name)
    assert the_document(repo).get("status") == status


def test_what_is_worked_on_and_the_phase_are_kept_and_shown(repo: Repo) -> None:
    begin(repo)
    repo.session("checkpoint", "--working-on", "Email service", "--phase", "Building")
    doc = the_document(repo)
    assert (doc.get("working_on"), doc.get("phase")) == ("Email service", "building")
    assert "Working on:  Email service, building\n" in repo.session("view").out
    wrong = repo.session("checkpoint", "--phase", "dreaming", check=False)
    assert wrong.code == 2
    assert "planning" in wrong.err
