"""``git session consolidate``: the journal file now, the commit later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import dedent
from story import assert_explained, begin, blocks, journal_files, note, the_document

from git_session.core import document

if TYPE_CHECKING:
    from conftest import Repo


def test_it_stages_the_journal_file_and_the_commit_carries_it(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    note(repo, "Use two")
    done = repo.session("consolidate")
    [staged] = repo.git("diff", "--cached", "--name-only").lines
    assert done.out == f"Staged 2 entries in {staged}\n"
    head = repo.head
    assert repo.session("consolidate").out == "nothing to consolidate\n"
    assert repo.git("diff", "--cached", "--name-only").lines == [staged]
    assert repo.head == head
    repo.commit("Change")
    assert staged in repo.tree()
    assert_explained(repo, "Use a mutex", "Use two")


def test_what_comes_later_goes_into_the_same_file(repo: Repo) -> None:
    begin(repo)
    repo.commit("Begin")
    note(repo, "Use a mutex")
    repo.session("consolidate")
    note(repo, "Use two")
    assert repo.session("consolidate").out.startswith("Staged 2 entries in ")
    assert len(repo.git("diff", "--cached", "--name-only").lines) == 1
    repo.commit("Change")
    assert_explained(repo, "Use a mutex", "Use two")


def test_a_dry_run_says_what_would_be_staged(repo: Repo) -> None:
    name = begin(repo)
    repo.commit("Begin")
    assert repo.session("consolidate", "--dry-run").out == "nothing to consolidate\n"
    note(repo, "Use a mutex")
    repo.session("log", "Worked")
    assert repo.session("consolidate", "--dry-run").out == dedent(f"""
        2 entries would go into .sessions/journal/{name}/:
          14:30  Decision: Use a mutex
          14:30  Progress: Worked
    """)
    assert repo.status() == ""


def test_a_dry_run_remarks_on_a_title_that_tells_little(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "Moved the lock down", "--note", "did stuff", "--note", "wip")
    done = repo.session("consolidate", "--dry-run")
    assert (done.code, done.out.splitlines()[0][:9]) == (0, "4 entries")
    assert done.err == (
        'session: "did stuff" will tell little later; next time say what, where and why\n'
    )
    assert repo.session("consolidate").err == ""


def test_nothing_at_all_is_nothing_to_do(repo: Repo) -> None:
    assert repo.session("consolidate").out == "nothing to consolidate\n"
    assert repo.status() == ""


def test_scratch_of_three_days_and_two_people_goes_in_one_run(repo: Repo) -> None:
    name = begin(repo)
    repo.commit("Begin")
    tmp = f".sessions/tmp/{name}"
    repo.append(f"{tmp}/alice-2026-01-13.md", "## 09:00 - Tuesday\n- Root cause: float\n")
    repo.append(f"{tmp}/bob-2026-01-14.md", "\ufeff## 09:00:30 – Decision: Wednesday\r\n- x\r\n")
    repo.append(
        ".sessions/tmp/alice-2026-01-15.md", "## 08:00 — Thursday\n```\n## 08:01 - no\n```\n"
    )
    repo.append(f"{tmp}/bob-2026-01-15.md", "just a line\n")
    assert repo.session("consolidate").out.startswith("Staged 4 entries in ")
    repo.commit("Change")
    found = [(f"{b.when:%d %H:%M:%S}", b.kind, b.title, b.author) for b in blocks(repo)]
    assert sorted(found)[:4] == [
        ("13 09:00:00", "", "Tuesday", "alice"),
        ("14 09:00:30", "Decision", "Wednesday", "bob"),
        ("15 00:00:00", "Note", "(untitled)", "bob"),
        ("15 08:00:00", "", "Thursday", "alice"),
    ]
    doc = the_document(repo)
    assert [one.title for one in document.discoveries(doc)] == ["float"]
    assert [one.text for one in document.notes(doc)] == ["just a line"]
    assert len(journal_files(repo)) == 2


def test_where_the_journal_is_not_shared_it_says_so(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    done = repo.session("consolidate")
    assert done.out == (
        "nothing to consolidate (the journal is not shared here: "
        "the next commit keeps it in this clone)\n"
    )
    assert repo.status() == ""
