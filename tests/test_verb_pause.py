"""``git session pause``: put aside, with a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import dedent
from story import begin, blocks, the_document
from terminal import at_terminal

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

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


ASKED = "What comes next? (empty line: no more) "
EVENING = "2026-01-15T18:00:00+01:00"


def test_s4_24_at_the_end_of_the_day_it_asks_what_comes_next(repo: Repo) -> None:
    name = begin(repo, "--step", "Reproduce")
    repo.session("log", "--decision", "Lock first", "--rationale", "simplest")
    repo.session("checkpoint")
    repo.tell(EVENING)
    done = at_terminal(repo, "pause", "--eod", answers=("Measure the lock", "Tell ops", ""))
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{ASKED * 3}" + dedent(f"""
        Paused {name}
        Progress: 0/1 (0%), current: Reproduce
        Not shared yet:
          5 entries in no commit   git session consolidate && git commit
        Continue it with: git session resume {name}
    """)
    doc = the_document(repo)
    assert document.next_steps(doc) == ["Measure the lock", "Tell ops"]
    assert (doc.get("status"), doc.get("checkpoint_at")) == ("paused", EVENING)


def test_what_is_noted_is_not_asked_for_and_what_is_left_open_is_remarked_on(repo: Repo) -> None:
    begin(repo)
    assert "no next steps are noted" in at_terminal(repo, "pause", "--eod", answers=("",)).err
    repo.tell("2026-01-16T09:00:00+01:00")
    repo.session("resume")
    repo.session("log", "--next", "Rest", "--learning", "Locks are slow")
    done = at_terminal(repo, "pause", "--eod")
    assert (ASKED in done.out, done.err) == (False, "")
    assert [item.text for item in document.learnings(the_document(repo))] == ["Locks are slow"]


def test_nobody_is_asked_where_nobody_sits(repo: Repo) -> None:
    name = begin(repo)
    repo.write("code.py", "changed\n")
    done = repo.session("pause", "--eod")
    assert done.out == dedent(f"""
        Paused {name}
        Progress: no steps yet
        Not shared yet:
          2 entries in no commit   git commit
        Continue it with: git session resume {name}
    """)
    assert done.err.splitlines()[0] == (
        'session: no next steps are noted; git session log --next "…" helps whoever continues'
    )
    assert "nothing noted since the session began;" in done.err


def test_a_secret_that_was_answered_is_noted_nowhere(repo: Repo) -> None:
    begin(repo)
    key = f"AKIA{'Q7RZ' * 4}"
    done = at_terminal(repo, "pause", "--eod", answers=(f"Use {key}", ""))
    assert (done.code, "looks like a secret" in done.err) == (4, True)
    doc = the_document(repo)
    assert (doc.get("status"), key in doc.text) == ("active", False)


def test_it_says_how_to_share_what_no_remote_has(repo: Repo, tmp_path: Path) -> None:
    repo.git("switch", "-q", "-c", "fix/a$b")
    name = begin(repo)
    repo.session("log", "--next", "Rest")
    repo.commit("One", {"one.py": "1\n"})
    assert "on no remote" not in evening(repo, name, 16), "there is none"
    repo.git("init", "-q", "--bare", str(tmp_path / "server.git"))
    repo.git("remote", "add", "up", str(tmp_path / "server.git"))
    assert "  1 commit of notes on no remote   git push -u up 'fix/a$b'\n" in evening(
        repo, name, 17
    )
    repo.git("push", "-q", "-u", "up", "fix/a$b")
    assert "on no remote" not in evening(repo, name, 18)
    repo.commit("Two", {"two.py": "2\n"})
    repo.session("log", "--session", name, "--note", "Nothing that waits")
    assert evening(repo, name, 19).splitlines()[2:5] == [
        "Not shared yet:",
        "  3 entries in no commit           git session consolidate && git commit",
        "  1 commit of notes on no remote   git push",
    ]
    repo.git("switch", "-q", "--detach")
    assert "   git push up HEAD:refs/heads/NAME\n" in evening(repo, name, 20)


def evening(repo: Repo, name: str, hour: int) -> str:
    """What the pause of this hour says; the session goes on before it."""
    repo.tell(f"2026-01-15T{hour}:00:00+01:00")
    repo.session("resume", name, check=False)
    repo.tell(f"2026-01-15T{hour}:30:00+01:00")
    return repo.session("pause", "--eod", "--session", name).out


def test_where_the_journal_is_not_shared_there_is_nothing_to_push(
    repo: Repo, tmp_path: Path
) -> None:
    repo.config("session.share", "false")
    begin(repo)
    repo.session("log", "--next", "Rest")
    repo.commit("One", {"one.py": "1\n"})
    repo.git("remote", "add", "origin", str(tmp_path))
    out = repo.session("pause", "--eod").out
    assert "  1 entry in no commit   git commit\n" in out
    assert "push" not in out


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


def test_what_happens_again_within_a_second_happens_again(repo: Repo) -> None:
    name = begin(repo)
    for status, words in (
        ("paused", ["pause"]),
        ("active", ["resume", name]),
        ("paused", ["pause"]),
        ("active", ["resume", name]),
        ("completed", ["close", "--complete"]),
        ("active", ["resume", name]),
        ("completed", ["close", "--complete"]),
        ("active", ["resume", name]),
        ("abandoned", ["close", "--abandon", "--reason", "r"]),
    ):
        repo.session(*words)
        assert the_document(repo).get("status") == status
    repo.session("resume", name)
    repo.commit("Change")
    repo.session("pause")
    repo.commit("Another")
    assert the_document(repo).get("status") == "paused"
    assert "1 equal, 0 changed" in repo.session("doctor", "--rebuild").out
    assert [block.title for block in blocks(repo) if block.kind == "Session"] == [
        *("begun", "paused", "resumed", "paused", "resumed", "completed", "reopened"),
        *("completed", "reopened", "abandoned", "reopened", "paused"),
    ]
