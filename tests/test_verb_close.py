"""``git session close``: completed or abandoned, refused or asked, and the archive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, journal_files, pending, the_document, titles
from terminal import at_terminal

if TYPE_CHECKING:
    from conftest import Repo


def test_completed_it_is_summed_up_and_archived(repo: Repo) -> None:
    repo.tell("2026-01-15T10:00:00+01:00")
    name = begin(repo, "--goal", "Fix the sweep", "--task", "T-1", "--step", "Reproduce")
    repo.session("log", "--done", "Reproduce", "--discovery", "It races",
                 "--decision", "Use a mutex", "--rationale", "c")  # fmt: skip
    repo.commit("Change")
    repo.session("checkpoint", "--pre-compact")
    repo.tell("2026-01-15T11:00:00+01:00")
    repo.session("pause")
    repo.tell("2026-01-15T11:45:00+01:00")
    repo.session("resume")
    repo.tell("2026-01-15T13:00:00+01:00")
    done = repo.session("close", "--complete", "--context-next", "Watch it")
    assert done.err == ""
    assert done.out == dedent(f"""
        Session finalized. Resume prompt ready.

        Session logged to: .sessions/archive/{name}.md
        Recorded:
        Duration:     2h 15m
        Compactions:  1
        Progress:     1/1 (100%)
        Summary:      Fix the sweep: Reproduce
        Decisions:    1
        Discoveries:  1
        Files:        1
        Follow-ups:   0
        Tasks:        T-1
        Archive:      .sessions/archive/{name}.md
        Next session hint: Watch it
    """)
    doc = the_document(repo)
    keys = ("status", "closed_at", "duration_hours", "summary", "context_for_next_session")
    assert [doc.get(key) for key in keys[:2]] == ["completed", "2026-01-15T13:00:00+01:00"]
    assert "\nduration_hours: 2.25\n" in doc.text
    assert [doc.get(key) for key in keys[3:]] == ["Fix the sweep: Reproduce", "Watch it"]
    assert "> State: completed, 1/1 steps done\n" in doc.text
    assert repo.files(".sessions/active") == [".sessions/active/.gitignore"]
    assert len(journal_files(repo)) == 1, "the journal stays"
    assert repo.status() == ""


def test_a_summary_of_ones_own_stays(repo: Repo) -> None:
    begin(repo)
    out = repo.session("close", "--complete", "--summary", "The sweep: waits").out
    assert "Summary:      The sweep: waits\n" in out
    assert the_document(repo).get("summary") == "The sweep: waits"


def test_a_summary_is_never_empty(repo: Repo) -> None:
    begin(repo)
    repo.session("close", "--complete")
    assert the_document(repo).get("summary") == "main"


def test_open_steps_are_in_the_way_unless_forced(repo: Repo) -> None:
    name = begin(repo, "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--done", "Reproduce")
    done = repo.session("close", "--complete", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == dedent(f"""
        session: 1 step of {name} not done:
        session:   Fix
        session: finish one with: git session log --done "…"   or close anyway with --force
    """)
    assert repo.exists(f".sessions/active/{name}.md")
    assert repo.session("close", "--complete", "--force").code == 0


def test_abandoned_it_says_why_and_what_is_left(repo: Repo) -> None:
    name = begin(repo, "--step", "Reproduce", "--step", "Fix")
    repo.session("log", "--done", "Reproduce")
    done = repo.session("close", "--abandon", "--reason", "the fix came from upstream")
    assert done.out.startswith("Session abandoned. Resume prompt ready.\n")
    assert done.out.endswith(f"Archive:      .sessions/archive/{name}.md\nLeft undone:\n  - Fix\n")
    assert "Summary:      the fix came from upstream\n" in done.out
    doc = the_document(repo)
    assert (doc.get("status"), doc.get("close_reason")) == (
        "abandoned",
        "the fix came from upstream",
    )


def test_end_is_close_complete(repo: Repo) -> None:
    begin(repo)
    assert repo.session("end").out.startswith("Session finalized. ")
    begin(repo)
    assert repo.session("end", "--abandon", "--reason", "x").out.startswith("Session abandoned. ")


WRONG = {
    "neither": ((), "how does it end?\nsession: git session close --complete [--summary TEXT]\n"
                    "session: git session close --abandon --reason TEXT\n"),
    "both": (("--complete", "--abandon"), "--complete and --abandon exclude each other\n"),
    "no reason": (
        ("--abandon",),
        "--abandon needs --reason TEXT: it is what the next one will ask\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_without_a_terminal_how_it_ends_must_be_said(
    repo: Repo, words: tuple[str, ...], message: str
) -> None:
    name = begin(repo)
    done = repo.session("close", *words, check=False, stdin="c\n")
    assert (done.code, done.out, done.err) == (2, "", f"session: {message}")
    assert repo.exists(f".sessions/active/{name}.md")


def test_at_a_terminal_it_asks_how_it_ends(repo: Repo) -> None:
    begin(repo)
    done = at_terminal(repo, "close", answers=("a", "needless"))
    assert done.out.startswith(
        "Is it complete, or abandoned? [c/a] Why is it given up? Session abandoned."
    )
    assert the_document(repo).get("close_reason") == "needless"


@pytest.mark.parametrize(("answers", "code", "end"), [
    (("c",), 0, "completed"),
    (("complete",), 0, "completed"),
    (("",), 2, "active"),
    (("what?",), 2, "active"),
    (("a", ""), 2, "active"),
])  # fmt: skip
def test_only_a_clear_answer_ends_it(
    repo: Repo, answers: tuple[str, ...], code: int, end: str
) -> None:
    begin(repo)
    assert at_terminal(repo, "close", answers=answers).code == code
    assert the_document(repo).get("status") == end


def test_what_was_noted_last_goes_with_the_next_commit(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "a", "--rationale", "b")
    repo.session("close", "--complete")
    repo.commit("Change")
    assert titles(repo) == ["a"]
    assert pending(repo) == 0
    assert repo.status() == ""


def test_a_paused_session_can_be_closed_by_name(repo: Repo) -> None:
    name = begin(repo)
    repo.session("pause")
    assert repo.session("close", "--complete", check=False).code == 3
    assert repo.session("close", "--complete", "--session", name).code == 0
    done = repo.session("close", "--complete", "--session", name, check=False)
    assert (done.code, done.err.splitlines()[0]) == (
        4,
        f"session: {name} is completed, so it cannot become completed",
    )


def test_what_is_never_closed_is_seen_all_the_same(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "Worked")
    repo.commit("Change")
    [data] = json.loads(repo.session("list", "--json").out)
    assert (data["status"], data["done"]) == ("active", 1)


def test_without_a_session_it_is_exit_three(repo: Repo) -> None:
    assert repo.session("close", "--complete", check=False).code == 3


def state(repo: Repo) -> dict[str, str]:
    """All that is ours, as it stands; what is computed anew each time left out."""
    paths = [
        path for top in (".sessions", ".git/git-session") for path in repo.path(top).rglob("*")
    ]
    return {str(path): path.read_text() for path in paths if path.is_file()}


@pytest.mark.parametrize("how", [("--complete",), ("--abandon", "--reason", "r")])
def test_without_room_in_the_archive_nothing_changes(repo: Repo, how: tuple[str, ...]) -> None:
    name = begin(repo)
    repo.write(f".sessions/archive/{name}.md", "Mine.\n")
    before = state(repo)
    done = repo.session("close", *how, check=False)
    assert (done.code, done.out) == (4, "")
    assert f".sessions/archive/{name}.md: is there already" in done.err
    assert state(repo) == before
    repo.session("pause")  # needs no room there
    assert "status: paused\n" in repo.read(f".sessions/active/{name}.md")


def test_a_merged_session_without_room_in_the_archive_stops_nothing(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "fix")
    name = begin(repo)
    repo.commit("Change")
    path = f".sessions/active/{name}.md"
    before = repo.read(path)
    repo.write(f".sessions/archive/{name}.md", "Mine.\n")
    repo.git("switch", "-q", "main")
    said = repo.git("merge", "-q", "--no-ff", "fix").err
    assert said.startswith(f"session: {name} is merged and not archived: ")
    assert said.count("\n") == 1
    assert repo.read(path) == before
    done = repo.session("log", "--note", "Go on")
    assert "archive" not in done.err
