"""``git session doctor``: each fault made as life makes it, told, mended, and gone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from story import begin, decisions, note, stem, the_document

from git_session.core import document

if TYPE_CHECKING:
    from collections.abc import Callable

State = dict[str, tuple[str, bytes]]


def everything(repo: Repo) -> State:
    """Kind and bytes of all below the worktree and below git's own directory for us.

    Of git's other files the index and the refs, too; objects are never read back.
    """
    found: State = {}
    for path in sorted(repo.top.rglob("*")):
        name = path.relative_to(repo.top).as_posix()
        if name.startswith(".git/objects"):
            continue
        if path.is_symlink():
            found[name] = ("link", os.readlink(path).encode())
        elif path.is_dir():
            found[name] = ("directory", b"")
        else:
            found[name] = ("file", path.read_bytes())
    return found


def look(repo: Repo) -> list[dict[str, object]]:
    """What plain ``doctor`` finds; it changes no byte, and both forms say the same."""
    before = everything(repo)
    said = repo.session("doctor", check=False)
    told = repo.session("doctor", "--json", check=False)
    assert everything(repo) == before, "looking changes nothing"
    found: list[dict[str, object]] = json.loads(told.out)
    wrong = [one for one in found if one["level"] != "note"]
    assert said.code == told.code == bool(wrong)
    assert ("all is well: " in said.out) == (not wrong)
    assert all(str(one["what"]).split("\n")[0] in said.out for one in found)
    assert not any(one["fixed"] for one in found)
    return found


def only(repo: Repo) -> dict[str, object]:
    """The one fault there is."""
    [found] = look(repo)
    return found


def mend(repo: Repo) -> str:
    """``doctor --fix`` until nothing is left; a second run finds nothing to do."""
    done = repo.session("doctor", "--fix")
    assert [one for one in look(repo) if one["level"] != "note"] == []
    before = everything(repo)
    again = repo.session("doctor", "--fix")
    assert "all is well, nothing to mend: " in again.out
    assert everything(repo) == before, "a second run changes nothing"
    return done.out


def left(repo: Repo) -> str:
    """``doctor --fix`` where a person is needed: it says so and changes no file of a person's."""
    done = repo.session("doctor", "--fix", check=False)
    assert done.code == 1
    return done.out


def sweep(repo: Repo) -> None:
    """A session with two commits, each with a decision."""
    repo.git("switch", "-q", "-c", "fix")
    begin(repo, "--name", "sweep", "--goal", "Fix the sweep", "--step", "Find", "--step", "Test")
    note(repo, "Use a mutex")
    repo.commit("One")
    note(repo, "Use two")
    repo.commit("Two")


@pytest.fixture
def swept(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return copied(sweep)


def path_of(repo: Repo, place: str = "active") -> str:
    return f".sessions/{place}/{stem(repo)}.md"


def change(repo: Repo, old: str, new: str) -> str:
    """What a person does to the document with an editor; returns its path."""
    path = path_of(repo)
    text = repo.read(path)
    assert old in text
    repo.write(path, text.replace(old, new, 1))
    return path


def line_of(repo: Repo, path: str, text: str, nth: int = 1) -> int:
    lines = repo.read(path).splitlines()
    return [at for at, line in enumerate(lines, 1) if text in line][nth - 1]


# Nothing wrong


def test_all_is_well_in_one_line(swept: Repo) -> None:
    assert look(swept) == []
    done = swept.session("doctor")
    assert (done.out, done.err) == (
        "all is well: 1 document, 2 journal files of 1 session, and what this worktree remembers\n",
        "",
    )
    assert mend(swept).startswith("all is well, nothing to mend: ")


def test_a_clean_repository_without_sessions_stays_so(repo: Repo) -> None:
    assert look(repo) == []
    assert mend(repo).startswith("all is well, nothing to mend: 0 documents")
    assert repo.status() == ""


def test_a_repository_without_a_commit(empty: Repo) -> None:
    assert look(empty) == []
    begin(empty)
    assert look(empty) == []


def test_a_fresh_clone_only_hears_of_sessions_in_the_journal(swept: Repo, tmp_path: Path) -> None:
    clone = swept.clone(tmp_path / "clone")
    found = only(clone)
    assert (found["check"], found["level"]) == ("no-document", "note")
    assert found["path"] == f".sessions/journal/{stem(swept)}"
    assert found["cure"] == f"git session resume {stem(swept)}"
    clone.session("resume", "sweep")
    assert look(clone) == []


@pytest.mark.parametrize("words", [[], ["--fix"], ["--rebuild"], ["--json"]])
def test_outside_of_a_repository_and_in_a_bare_one(tmp_path: Path, words: list[str]) -> None:
    done = Repo(tmp_path).run("git-session", "doctor", *words, check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("session: not a git repository")
    Repo(tmp_path).git("init", "-q", "--bare")
    before = sorted(tmp_path.rglob("*"))
    done = Repo(tmp_path).run("git-session", "doctor", *words, check=False)
    assert (done.code, done.out) == (4, "")
    assert sorted(tmp_path.rglob("*")) == before


def test_one_of_fix_and_rebuild(repo: Repo) -> None:
    assert repo.session("doctor", "--fix", "--rebuild", check=False).code == 2


def test_paused_ended_merged_and_resumed_sessions_are_all_well(repo: Repo) -> None:
    """The whole life of three sessions: at no point is anything wrong."""
    begin(repo, "--name", "first")
    note(repo, "a")
    assert look(repo) == []
    repo.commit("One")
    repo.session("pause", "--note", "later")
    assert look(repo) == []
    repo.session("init", "--name", "second")
    repo.commit("Two")
    assert look(repo) == []
    repo.session("close", "--complete")
    assert look(repo) == []
    repo.git("switch", "-q", "-c", "topic")
    repo.session("init", "--name", "third")
    note(repo, "b")
    repo.commit("Three")
    repo.git("commit", "-q", "--amend", "-m", "Three again")
    assert look(repo) == []
    repo.git("switch", "-q", "main")
    assert look(repo) == []
    repo.git("merge", "-q", "--no-ff", "--no-edit", "topic")
    assert look(repo) == []
    repo.session("resume", "first")
    assert [one["level"] for one in look(repo)] == ["note"], "the next commit brings it in line"
    repo.commit("Four")
    mend(repo)
    assert look(repo) == []


def test_a_commit_of_the_base_is_not_missed_in_the_table(swept: Repo) -> None:
    """The base has the first commit by now; its row stays and is no fault."""
    swept.git("branch", "-f", "main", "HEAD~1")
    assert look(swept) == []


# Documents


def test_a_document_without_its_keys_gets_them_from_the_journal(swept: Repo) -> None:
    path = path_of(swept)
    whole = swept.read(path)
    lines = whole.splitlines(keepends=True)
    gone = ("id:", "shortname:", "status:", "created_at:", "git_branch:", "label:", "git_start:")
    swept.write(path, "".join(line for line in lines if not line.startswith(gone)))
    found = only(swept)
    assert (found["check"], found["path"], found["line"]) == ("keys", path, 1)
    assert found["what"] == ("the frontmatter lacks id, shortname, status, created_at, git_branch")
    out = mend(swept)
    assert "mended: filled in id, shortname, status, created_at, git_branch" in out
    assert swept.read(path) == whole, "all of it came back, and no other byte changed"


def test_keys_that_no_journal_tells_come_from_the_name_and_from_git(repo: Repo) -> None:
    repo.write(".sessions/active/by-hand-0a1b2c3d.md", "---\nmine: kept\n---\n# By hand\n")
    repo.write(".sessions/archive/old.md", "---\nstatus: abandoned\n---\n")
    assert sorted(str(one["check"]) for one in look(repo)) == [
        "head", "ignore-file", "ignore-file", "keys", "keys",
    ]  # fmt: skip
    mend(repo)
    doc = document.read(repo.read(".sessions/active/by-hand-0a1b2c3d.md"), "x")
    assert str(doc.get("id")).endswith("0a1b2c3d")
    assert len(str(doc.get("id"))) == 36
    assert (doc.get("shortname"), doc.get("status")) == ("by-hand", "active")
    assert (doc.get("git_branch"), doc.get("mine")) == ("main", "kept")
    assert doc.get("created_at") == "2026-01-15T14:30:00+01:00"
    old = document.read(repo.read(".sessions/archive/old.md"), "x")
    assert (old.get("shortname"), old.get("status")) == ("old", "abandoned")


def test_a_value_that_is_none_is_named_and_left(swept: Repo) -> None:
    path = change(swept, "shortname: sweep\n", "shortname: {a: b}\n")
    found = only(swept)
    assert (found["check"], found["line"], found["fixable"]) == ("keys", 3, False)
    text = swept.read(path)
    left(swept)
    assert swept.read(path) == text


@pytest.mark.parametrize(("old", "new", "line"), [
    ("---\nid", "---\nid: [unclosed\nid", 3),
    ("---\nid", "--\nid", 1),
    ("\nstatus: active", "\nstatus: active\nstatus: paused", 6),
])  # fmt: skip
def test_a_broken_frontmatter_is_named_by_its_line_and_not_touched(
    swept: Repo, old: str, new: str, line: int
) -> None:
    path = change(swept, old, new)
    found = next(one for one in look(swept) if one["check"] == "document")
    assert (found["path"], found["fixable"]) == (path, False)
    assert isinstance(found["line"], int)
    assert found["line"] in (line, line - 1)
    assert "--rebuild" in str(found["cure"])
    text = swept.read(path)
    left(swept)
    assert swept.read(path) == text


def test_of_two_current_steps_the_first_stays(swept: Repo) -> None:
    path = change(swept, "- [ ] Test\n", "- [ ] Test  <- CURRENT\r\n- [ ] More <- CURRENT\n")
    found = only(swept)
    assert (found["check"], found["path"]) == ("current", path)
    assert found["line"] == line_of(swept, path, "<- CURRENT", 2)
    assert "took 2 marks away" in mend(swept)
    text = swept.read(path)
    assert "- [ ] Find          <- CURRENT\n" in text
    assert "- [ ] Test\r\n- [ ] More\n" in text, "and no other byte changed"


def test_a_mark_on_a_completed_step_goes_before_the_open_one_s(swept: Repo) -> None:
    path = change(swept, "### Completed\n", "### Completed\n- [x] Old <- CURRENT\n")
    only(swept)
    mend(swept)
    text = swept.read(path)
    assert "- [x] Old\n" in text
    assert "- [ ] Find          <- CURRENT\n" in text


@pytest.mark.parametrize(("status", "fits"), [
    ("completed", "archive"), ("abandoned", "archive"), ("paused", "active"),
])  # fmt: skip
def test_a_document_moves_to_where_its_status_belongs(swept: Repo, status: str, fits: str) -> None:
    path = change(swept, "status: active", f"status: {status}")
    if fits == "active":
        swept.path(".sessions/archive").mkdir(exist_ok=True)
        name = path.rsplit("/", 1)[1]
        swept.path(path).rename(swept.path(f".sessions/archive/{name}"))
        path = f".sessions/archive/{name}"
    text = swept.read(path)
    found = next(one for one in look(swept) if one["check"] == "place")
    assert (found["path"], found["line"]) == (path, line_of(swept, path, "status:"))
    assert f"moved to .sessions/{fits}" in mend(swept)
    assert swept.read(path.replace(path.split("/")[1], fits)) == text
    assert not swept.exists(path)
    assert decisions(swept) == ["Use a mutex", "Use two"]


def test_a_status_that_is_none_is_named(swept: Repo) -> None:
    change(swept, "status: active", "status: done")
    found = only(swept)
    assert (found["check"], found["fixable"]) == ("status", False)
    left(swept)


def test_of_a_document_in_both_places_the_one_whose_status_fits_is_kept(swept: Repo) -> None:
    path = path_of(swept)
    name = path.rsplit("/", 1)[1]
    swept.write(f".sessions/archive/{name}", swept.read(path) + "\nWritten here only.\n")
    [found] = look(swept)
    assert (found["check"], found["path"]) == ("two-places", f".sessions/archive/{name}")
    out = mend(swept)
    assert "kept the one in active; the other one is in .git/git-session/" in out
    assert not swept.exists(f".sessions/archive/{name}")
    [aside] = swept.path(".git/git-session/documents/replaced").iterdir()
    assert aside.read_text().endswith("\nWritten here only.\n")
    assert str(aside.relative_to(swept.top)) in out
    assert decisions(swept) == ["Use a mutex", "Use two"]


def test_what_only_the_other_document_showed_is_shown_by_the_one_that_stays(swept: Repo) -> None:
    """An archived copy of the first commit's time is in the way; nothing it lacks is lost."""
    path = path_of(swept)
    new = swept.read(path)
    name = path.rsplit("/", 1)[1]
    at, end = new.index("### 2. Use two"), new.index("## Tried")
    older = new[:at] + new[end:]
    swept.write(f".sessions/archive/{name}", older.replace("status: active", "status: completed"))
    swept.write(path, new.replace("status: active", "status: completed"))
    look(swept)
    mend(swept)
    assert decisions(swept) == ["Use a mutex", "Use two"]
    assert the_document(swept).get("status") == "completed"


def test_a_move_that_was_killed_between_two_names_is_completed(swept: Repo) -> None:
    path = path_of(swept)
    name = path.rsplit("/", 1)[1]
    swept.path(".sessions/archive").mkdir(exist_ok=True)
    change(swept, "status: active", "status: completed")
    os.link(swept.path(path), swept.path(f".sessions/archive/{name}"))
    assert {str(one["check"]) for one in look(swept)} >= {"two-places"}
    mend(swept)
    assert not swept.exists(path)
    assert swept.exists(f".sessions/archive/{name}")
    assert not swept.exists(".git/git-session/documents/replaced")


def test_two_documents_with_one_id_are_named_and_left(swept: Repo) -> None:
    path = path_of(swept)
    other = ".sessions/archive/other-12345678.md"
    swept.write(other, swept.read(path).replace("status: active", "status: completed"))
    found = only(swept)
    assert (found["check"], found["path"], found["line"]) == ("same-id", other, 2)
    assert found["fixable"] is False
    before = (swept.read(path), swept.read(other))
    left(swept)
    assert (swept.read(path), swept.read(other)) == before


def test_a_base_that_is_gone_is_worth_a_remark(swept: Repo) -> None:
    path = change(swept, "git_base: main", "git_base: 'trunk'")
    found = only(swept)
    assert (found["check"], found["level"]) == ("base", "note")
    assert found["line"] == line_of(swept, path, "git_base")
    assert mend(swept).count("trunk") == 1


def test_two_active_sessions_of_one_branch_are_named(swept: Repo) -> None:
    swept.session("init", "--name", "second", "--force")
    swept.path(".git/git-session/pointer").unlink()
    for name in swept.files(".sessions/active"):
        if name.endswith(".md"):
            swept.write(name, swept.read(name).replace("status: paused", "status: active"))
    found = next(one for one in look(swept) if one["check"] == "two-sessions")
    assert found["fixable"] is False
    assert "pause --session" in str(found["cure"])
    left(swept)
