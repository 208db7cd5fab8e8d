"""``git session close --retroactive``: a session that nobody began, made of what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from story import begin, blocks, journal_files, the_document, titles

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def feature(repo: Repo) -> Repo:
    """Three commits on a branch, without a session."""
    repo.session("install")
    repo.config("session.share", "true")
    repo.git("switch", "-q", "-c", "feat")
    for hour, name in ((9, "one"), (10, "two"), (11, "three")):
        repo.tell(f"2026-01-14T{hour:02}:15:00+01:00")
        repo.commit(f"Add {name}", {f"{name}.py": f"{name}\n"})
    repo.tell("2026-01-15T14:30:00+01:00")
    return repo


def test_it_is_put_together_from_the_commits(repo: Repo) -> None:
    base = repo.head
    feature(repo)
    done = repo.session("close", "--retroactive")
    assert done.out.startswith("Session finalized. Resume prompt ready.\n")
    doc = the_document(repo)
    told = '3 commits: "Add one"; "Add two"; "Add three"'
    expected = {
        "status": "completed",
        "retroactive": True,
        "created_at": "2026-01-14T09:15:00+01:00",
        "closed_at": "2026-01-14T11:15:00+01:00",
        "duration_hours": 2.0,
        "git_branch": "feat",
        "git_start": base,
        "git_base": "main",
        "git_last_commit": repo.head,
        "shortname": "feat",
        "summary": told,
    }
    assert {key: doc.get(key) for key in expected} == expected
    assert document.objective(doc) == told
    assert [row.subject for row in document.commits(doc)] == ["Add one", "Add two", "Add three"]
    assert [row[:2] for row in document.files(doc)] == [
        ("one.py", "Created"),
        ("three.py", "Created"),
        ("two.py", "Created"),
    ]
    assert document.decisions(doc) == []
    assert repo.status() == ""


def test_its_journal_travels_and_a_clone_makes_the_same_of_it(repo: Repo, tmp_path: Path) -> None:
    feature(repo).session("close", "--retroactive", "--summary", "The parser, in three steps")
    repo.commit("Fourth")
    assert [block.title for block in blocks(repo)] == ["begun", "completed"]
    other = repo.clone(tmp_path / "other", "-b", "feat")
    other.session("resume", "the-parser-in-three-steps")
    doc = the_document(other)
    assert doc.get("retroactive") is True
    assert doc.get("created_at") == "2026-01-14T09:15:00+01:00"
    assert document.objective(doc) == "The parser, in three steps"


@pytest.mark.parametrize(
    ("since", "subjects"),
    [
        ("HEAD~1", ["Add three"]),
        ("main", ["Add one", "Add two", "Add three"]),
        ("2026-01-14T08:30", ["Add two", "Add three"]),
        ("yesterday", ["Add one", "Add two", "Add three"]),
    ],
)
def test_since_says_where_it_begins(repo: Repo, since: str, subjects: list[str]) -> None:
    feature(repo).session("close", "--retroactive", "--since", since)
    assert [row.subject for row in document.commits(the_document(repo))] == subjects


def test_it_begins_where_the_branchs_last_session_ended(repo: Repo) -> None:
    feature(repo).session("close", "--retroactive")
    repo.commit("Add four", {"four.py": "4\n"})
    repo.session("close", "--retroactive", "--summary", "Four")
    [four] = [name for name in repo.files(".sessions/archive") if "/four-" in name]
    stem = four.rsplit("/", 1)[1].removesuffix(".md")
    doc = the_document(repo, of=stem)
    assert [row.subject for row in document.commits(doc)] == ["Add four"]


def test_notes_that_waited_for_a_session_are_its_own(repo: Repo) -> None:
    feature(repo)
    repo.append(
        ".sessions/tmp/alice-2026-01-14.md",
        "## 08:00 - Decision: Parse twice\n- Rationale: simpler\n\n## 12:30 - Wrote the docs\n",
    )
    repo.env["TZ"] = "Europe/Berlin"
    repo.session("close", "--retroactive")
    doc = the_document(repo)
    assert doc.get("created_at") == "2026-01-14T08:00:00+01:00"
    assert doc.get("closed_at") == "2026-01-14T12:30:00+01:00"
    assert [one.title for one in document.decisions(doc)] == ["Parse twice"]
    repo.commit("Fourth")
    assert titles(repo) == ["Parse twice", "Wrote the docs"]
    begin(repo, "--name", "next")
    repo.commit("Fifth")
    assert titles(repo) == ["Parse twice", "Wrote the docs"], "and nobody else's"


def test_end_without_a_session_is_retroactive(repo: Repo) -> None:
    done = feature(repo).session("end", "--summary", "All of it")
    assert done.out.startswith("Session finalized. ")
    assert the_document(repo).get("retroactive") is True
    again = repo.session("end", check=False)
    assert (again.code, again.out) == (3, "")
    assert again.err.startswith("session: no session on feat\n")


def test_it_can_be_given_up_too(repo: Repo) -> None:
    feature(repo).session("close", "--retroactive", "--abandon", "--reason", "too slow")
    doc = the_document(repo)
    assert (doc.get("status"), doc.get("close_reason")) == ("abandoned", "too slow")
    assert doc.get("closed_at") == "2026-01-14T11:15:00+01:00"


def test_a_subject_with_a_secret_is_quoted_without_it(repo: Repo) -> None:
    token = "ghp_" + "k3Jd9Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0aS3dF5g"
    feature(repo)
    repo.commit(f"Use {token}", {"four.py": "4\n"})
    repo.session("close", "--retroactive", "--since", "HEAD~1")
    goal = document.objective(the_document(repo))
    assert goal == '1 commit: "Use [GitHub token, left out]"'
    repo.commit("Fifth")
    assert token not in "".join(repo.show(path) for path in journal_files(repo))


def test_a_commit_is_of_one_session(repo: Repo) -> None:
    feature(repo)
    repo.session("close", "--retroactive", "--since", "main")
    again = repo.session("close", "--retroactive", "--since", "main", check=False)
    assert (again.code, again.out) == (1, "")
    repo.commit("Fifth", {"five.py": "5\n"})
    repo.session("close", "--retroactive", "--since", "main")
    names = [name for name in repo.files(".sessions/archive") if name.endswith(".md")]
    goals = sorted(document.objective(document.read(repo.read(name), name)) for name in names)
    assert [goal.partition(":")[0] for goal in goals] == ["1 commit", "3 commits"]


def test_what_cannot_be_is_refused(repo: Repo) -> None:
    none = repo.session("close", "--retroactive", check=False)
    assert none.code == 1
    assert none.err.splitlines() == [
        "session: no commits since the last session or the base branch, and no notes, "
        "to make a session of",
        "session: say since when: git session close --retroactive --since REF|TIME",
    ]
    assert not repo.exists(".sessions/active"), "nothing was begun"
    wrong = repo.session("close", "--retroactive", "--since", "nowhere", check=False)
    assert (wrong.code, wrong.err.split("\n")[0]) == (
        4,
        "session: --since nowhere: neither a commit here nor a time",
    )
    assert repo.session("close", "--complete", "--since", "HEAD", check=False).code == 2
    stem = begin(repo)
    taken = repo.session("close", "--retroactive", check=False)
    assert (taken.code, taken.err) == (
        4,
        f"session: main has a session that was begun: {stem}\n"
        "session: close that one: git session close --complete\n",
    )
