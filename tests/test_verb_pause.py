"""``git session pause``: put aside, with a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import dedent
from story import begin, the_document

from git_session.core import document

if TYPE_CHECKING:
    from conftest import Repo


def test_it_brings_the_document_up_to_date_and_says_how_to_go_on(repo: Repo) -> None:
    name = begin(repo, "--goal", "Fix the sweep", "--step", "Reproduce")
    repo.write("new.py", "")
    repo.tell("2026-01-15T15:00:00+01:00")
    done = repo.session("pause", "--note", "lunch: back soon", "--context-next", "Go on at retry")
    assert done.out == dedent(f"""
        Paused {name}: lunch: back soon
        Progress: 0/1 (0%), current: Reproduce
        Next session hint: Go on at retry
        Continue it with: git session resume {name}
    """)
    assert done.err == dedent("""
        session: no next steps are noted; git session log --next "…" helps whoever continues
    """)
    doc = the_document(repo)
    assert {key: doc.get(key) for key in ("status", "paused_at", "pause_reason")} == {
        "status": "paused",
        "paused_at": "2026-01-15T15:00:00+01:00",
        "pause_reason": "lunch: back soon",
    }
    assert "\n**PAUSED**: 2026-01-15 15:00 - lunch: back soon\n" in doc.text
    assert [row[0] for row in document.files(doc)] == ["new.py"]
    assert "> State: paused, 0/1 steps done, working on: Reproduce\n" in doc.text


def test_without_a_reason_it_is_paused_too(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--next", "Rest")
    done = repo.session("pause")
    assert done.err == ""
    assert the_document(repo).get("pause_reason") is None


def test_where_nothing_was_noted_it_says_what_would_help(repo: Repo) -> None:
    name = begin(repo)
    done = repo.session("pause", "--note", "lunch")
    assert (done.code, done.out.splitlines()[0]) == (0, f"Paused {name}: lunch")
    assert done.err == dedent("""
        session: no next steps are noted; git session log --next "…" helps whoever continues
        session: nothing noted since the session began; what was decided, tried, found?
        session:   git session log --decision "…" --rationale "…"   (more: git session log -h)
    """)
    repo.tell("2026-01-15T15:00:00+01:00")
    repo.session("resume", name)
    assert "nothing noted since the last checkpoint;" in repo.session("pause").err
    repo.tell("2026-01-15T16:00:00+01:00")
    repo.session("resume", name)
    repo.session("log", "--next", "Rest")
    assert repo.session("pause").err == ""


def test_the_branch_is_free_for_another_session(repo: Repo) -> None:
    begin(repo)
    repo.session("pause")
    assert repo.session("init").code == 0


def test_what_is_paused_or_has_ended_cannot_be_paused(repo: Repo) -> None:
    name = begin(repo)
    repo.session("pause")
    done = repo.session("pause", "--session", name, check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == dedent(f"""
        session: {name} is paused, so it cannot become paused
        session: continue it first: git session resume {name}
    """)
    repo.session("close", "--complete", "--session", name)
    done = repo.session("pause", "--session", name, check=False)
    assert (done.code, done.err.splitlines()[0]) == (
        4,
        f"session: {name} is completed, so it cannot become paused",
    )


def test_without_a_session_it_is_exit_three(repo: Repo) -> None:
    assert repo.session("pause", check=False).code == 3
