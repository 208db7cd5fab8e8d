"""``git session doctor``: each fault made as life makes it, told, mended, and gone."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, store_of
from story import begin, decisions, journal_files, note, stem, the_document, titles

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
    said = repo.session("doctor", "--no-trial", check=False)
    told = repo.session("doctor", "--no-trial", "--json", check=False)
    assert everything(repo) == before, "looking changes nothing"
    found: list[dict[str, object]] = json.loads(told.out)
    wrong = [one for one in found if one["level"] != "note"]
    assert said.code == told.code == 4 * bool(wrong)
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
    done = repo.session("doctor", "--no-trial", "--fix")
    before = everything(repo)
    again = repo.session("doctor", "--no-trial", "--fix")
    assert "all is well, nothing to mend: " in again.out
    assert everything(repo) == before, "a second run changes nothing"
    return done.out


def left(repo: Repo) -> str:
    """``doctor --fix`` where a person is needed: it says so and changes no file of a person's."""
    done = repo.session("doctor", "--no-trial", "--fix", check=False)
    assert done.code == 4
    return done.out


def at(repo: Repo, clock: str) -> None:
    """It is that time of the day now."""
    repo.tell(f"2026-01-15T{clock}:00+01:00")


def sweep(repo: Repo) -> None:
    """A session with two commits, each with a decision."""
    repo.git("switch", "-q", "-c", "fix")
    at(repo, "10:00")
    begin(repo, "--name", "sweep", "--goal", "Fix the sweep", "--step", "Find", "--step", "Test")
    note(repo, "Use a mutex")
    repo.commit("One")
    at(repo, "10:10")
    note(repo, "Use two")
    repo.commit("Two")


@pytest.fixture
def swept(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(sweep)
    at(repo, "10:10")
    return repo


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
    done = swept.session("doctor", "--no-trial")
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
    assert only(clone)["what"] == "no hook of ours is run in this clone, so commits carry nothing"
    clone.session("install")
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
    assert look(repo) == []
    repo.commit("Four")
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
    repo.session("install")
    repo.write(".sessions/active/by-hand-0a1b2c3d.md", "---\nmine: kept\n---\n# By hand\n")
    repo.write(".sessions/archive/old.md", "---\nstatus: abandoned\n---\n")
    assert sorted(str(one["check"]) for one in look(repo)) == ["head", "keys", "keys"]
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


def test_s0_29_each_violation_is_named_by_its_line(swept: Repo) -> None:
    assert swept.session("doctor", "--no-trial").code == 0
    path = change(swept, "compaction_count: 0\n", "compaction_count: many\n")
    text = swept.read(path)
    text = text.replace("tags: []", "tags: 7").replace("created_at: '", "created_at: 'about ")
    text = text.replace("client: null", "client: null\ndetached: maybe\npauses: [yesterday]")
    swept.write(path, text)
    journal = swept.files(".sessions/journal")[-1]
    swept.write(journal, swept.read(journal).replace("\nauthor: ", "\nwriter: "))
    done = swept.session("doctor", "--no-trial", check=False)
    assert done.code == 4
    for key in ("created_at", "compaction_count", "tags", "detached", "pauses"):
        line = line_of(swept, path, f"{key}: ")
        assert f"{path}:{line}: the value of `{key}` is not what it must be\n" in done.out
    assert f"{journal}:" in done.out
    assert "author" in done.out.partition(f"{journal}:")[2].partition("\n")[0]


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
    swept.session("pause")
    swept.session("init", "--name", "second")
    swept.path(".git/git-session/pointer").unlink()
    for name in swept.files(".sessions/active"):
        if name.endswith(".md"):
            swept.write(name, swept.read(name).replace("status: paused", "status: active"))
    found = next(one for one in look(swept) if one["check"] == "which-session")
    assert found["fixable"] is False
    assert "pause --session" in str(found["cure"])
    left(swept)


# The journal


def journal_of(repo: Repo) -> str:
    return f".sessions/journal/{stem(repo)}"


def test_an_empty_directory_of_the_journal_goes(swept: Repo) -> None:
    swept.path(".sessions/journal/gone-12345678/deeper").mkdir(parents=True)
    found = only(swept)
    assert found["what"] == "is an empty directory"
    mend(swept)
    assert not swept.exists(".sessions/journal/gone-12345678")
    assert swept.exists(".sessions/journal")


def test_a_foreign_directory_of_the_journal_is_named_and_left(swept: Repo) -> None:
    [first, _] = journal_files(swept)
    text = swept.read(first)
    name = first.rsplit("/", 1)[1]
    for place in (f"other-12345678/{name}", f"No Stem/{name}", name, f"other-12345678/x/{name}"):
        swept.write(f".sessions/journal/{place}", text)
    found = {(one["path"], one["what"]) for one in look(swept)}
    root = ".sessions/journal"
    uuid = the_document(swept).get("id")
    assert found == {
        (f"{root}/{name}", "is no journal file of a session"),
        (f"{root}/other-12345678/x/{name}", "is no journal file of a session"),
        (f"{root}/No Stem", "is no name of a session: <name>-<last eight of its id>"),
        (f"{root}/No Stem/{name}", "is in no commit, and no document here is of its session"),
        (f"{root}/other-12345678/{name}",
         f"says it is of the session {uuid}, not of other-12345678"),
        (f"{root}/other-12345678/{name}",
         "is in no commit, and no document here is of its session"),
    }  # fmt: skip
    rename = next(one for one in look(swept) if one["path"] == f"{root}/No Stem")
    assert rename["cure"] == f"rename it: {stem(swept)}"
    before = everything(swept)
    left(swept)
    lock = {name: it for name, it in everything(swept).items() if not name.endswith("/lock")}
    assert lock == {name: it for name, it in before.items() if not name.endswith("/lock")}


@pytest.mark.parametrize("committed", [False, True])
def test_a_journal_file_that_was_changed_is_named_and_left(swept: Repo, committed: bool) -> None:
    [first, _] = journal_files(swept)
    swept.write(first, swept.read(first).replace("because", "beware"))
    if committed:
        swept.git("commit", "-q", "-a", "-m", "Spoil")
    found = next(one for one in look(swept) if one["check"] == "journal")
    assert (found["path"], found["fixable"]) == (first, False)
    assert str(found["what"]).startswith("is not what its name says")
    cure = str(found["cure"])
    assert cure.startswith("git restore " if not committed else "see what it was")
    text = swept.read(first)
    left(swept)
    assert swept.read(first) == text
    if not committed:
        swept.run("sh", "-c", cure)
        assert look(swept) == []


def test_a_journal_file_with_other_line_ends_is_the_same(swept: Repo) -> None:
    swept.config("core.autocrlf", "true")
    for path in journal_files(swept):
        swept.path(path).unlink()
    swept.git("checkout", "--", ".sessions/journal")
    [first, _] = journal_files(swept)
    assert "\r\n" in swept.read(first)
    assert look(swept) == []


@pytest.mark.parametrize(("text", "line"), [
    ("no journal\n", 1),
    ("---\nsession: 'x'\n---\n## 14:30 - x\n", 1),
    ("---\nsession: 'x'\nshortname: [1\n---\n", 3),
    ("\x00\x1b[31m" * 9, 1),
])  # fmt: skip
def test_a_journal_file_that_is_none_is_named_by_its_line(
    swept: Repo, text: str, line: int
) -> None:
    path = f"{journal_of(swept)}/20260115T133000Z-01234567.md"
    swept.stage(path, text)
    found = only(swept)
    assert (found["path"], found["line"], found["fixable"]) == (path, line, False)
    assert "\x1b" not in swept.session("doctor", "--no-trial", check=False).out
    left(swept)
    assert swept.read(path) == text


def test_a_journal_file_outside_of_a_sparse_checkout_is_read_from_head(swept: Repo) -> None:
    swept.git("status")  # git removes only what it knows to be unchanged
    swept.git("sparse-checkout", "set", "--no-cone", "/in/")
    assert not any(swept.exists(path) for path in journal_files(swept))
    assert look(swept) == []


def test_a_loose_journal_file_of_this_session_is_marked_and_carried(swept: Repo) -> None:
    """A mixed reset, after which the mark was lost."""
    [first, second] = journal_files(swept)
    swept.git("reset", "-q", "HEAD~1")
    swept.session("log", "Go on")
    swept.path(".git/git-session/owed").unlink()
    [loose] = [path for path in (first, second) if path not in journal_files(swept)]
    found = only(swept)
    assert (found["check"], found["path"], found["fixable"]) == ("uncommitted", loose, True)
    assert "marked: the next commit takes it along" in mend(swept)
    [noted] = look(swept)
    assert (noted["path"], noted["level"]) == (loose, "note")
    swept.commit("Two again", {"code.py": "again\n"})
    assert loose in journal_files(swept)
    assert titles(swept) == ["Go on", "Use a mutex", "Use two"]
    assert look(swept) == []


def test_a_loose_journal_file_of_another_branch_is_named_and_left(swept: Repo) -> None:
    swept.git("reset", "-q", "HEAD~1")
    swept.git("switch", "-q", "-f", "-c", "other", "main")
    found = [one for one in look(swept) if one["check"] == "uncommitted"]
    assert [one["fixable"] for one in found] == [False]
    assert str(found[0]["what"]).endswith("its session is on fix")
    left(swept)
    assert swept.exists(str(found[0]["path"]))


def test_what_history_lost_is_carried_again_once_that_is_marked(swept: Repo) -> None:
    swept.git("reset", "-q", "--hard", "HEAD~1")
    swept.session("log", "Go on")
    swept.path(".git/git-session/owed").unlink()
    found = only(swept)
    assert (found["check"], found["fixable"]) == ("lost", True)
    mend(swept)
    swept.commit("Two again", {"code.py": "again\n"})
    assert titles(swept) == ["Go on", "Use a mutex", "Use two"]


# What is staged, and what this worktree remembers


@pytest.mark.parametrize("words", [[], ["-a"]], ids=["index", "all"])
def test_a_journal_file_of_a_commit_that_was_given_up_is_taken_back(
    swept: Repo, words: list[str]
) -> None:
    """With -a git throws its index away, and the file lies in the worktree."""
    swept.session("uninstall")
    swept.hook("commit-msg", "exit 1")
    swept.session("install")
    note(swept, "Use three")
    swept.stage("code.py", "three\n")
    before = {*swept.files(".sessions/journal")}
    assert swept.git("commit", "-q", *words, "-m", "Three", check=False).code
    [path] = {*swept.files(".sessions/journal")} - before
    found = only(swept)
    assert (found["check"], found["path"], found["level"]) == ("staged", path, "later")
    assert "its 1 entries are pending as before" in mend(swept)
    assert not swept.exists(path)
    swept.git("commit", "-q", "--no-verify", "-m", "Past the hooks")
    swept.session("uninstall")
    swept.path(".git/hooks/commit-msg").unlink()
    swept.session("install")
    swept.commit("Three")
    assert titles(swept) == ["Use a mutex", "Use three", "Use two"]


def test_a_staged_file_that_holds_the_only_words_is_left(swept: Repo) -> None:
    note(swept, "Use three")
    swept.session("consolidate")
    for folder in (swept.path(".sessions/tmp"), swept.path(".git/git-session/scratch")):
        for scratch in folder.rglob("*.md"):
            scratch.unlink()
    found = only(swept)
    assert (found["check"], found["fixable"]) == ("staged", False)
    path = str(found["path"])
    left(swept)
    assert "Use three" in swept.read(path)
    swept.commit("Three")
    assert "Use three" in titles(swept)


def test_a_staged_journal_file_without_a_record_is_taken_back(swept: Repo) -> None:
    note(swept, "Use three")
    swept.session("consolidate")
    swept.path(".git/git-session/staged").unlink()
    found = only(swept)
    assert (found["check"], found["fixable"]) == ("staged", True)
    mend(swept)
    assert swept.status() == ""
    swept.commit("Three")
    assert titles(swept) == ["Use a mutex", "Use three", "Use two"]


def test_what_a_soft_reset_or_a_merge_staged_is_left_alone(swept: Repo) -> None:
    swept.git("reset", "-q", "--soft", "HEAD~1")
    swept.session("log", "Go on")
    staged = swept.git("diff", "--cached", "--name-only").lines
    assert [one for one in look(swept) if one["level"] != "note"] == []
    mend(swept)
    assert swept.git("diff", "--cached", "--name-only").lines == staged
    swept.git("commit", "-q", "-m", "Two again")
    swept.git("switch", "-q", "main")
    swept.git("merge", "-q", "--no-ff", "--no-commit", "fix")
    assert look(swept) == []


def test_a_pointer_to_a_session_that_is_archived_or_gone(swept: Repo) -> None:
    swept.session("close", "--complete", "--force")
    name = swept.files(".sessions/archive")[-1].rsplit("/", 1)[1].removesuffix(".md")
    pointer = ".git/git-session/pointer"
    for pointed, why in ((name, "which is archived"), ("gone-12345678", "which is gone")):
        swept.write(pointer, f"{pointed}\tfix\n")
        found = only(swept)
        assert (found["check"], found["path"]) == ("pointer", pointer)
        assert found["what"] == f"points at {pointed}, {why}"
        assert "points at no session now" in mend(swept)
        assert not swept.exists(pointer)


@pytest.mark.parametrize("copied_too", [True, False])
def test_a_removed_document_that_the_pointer_names_is_given_back(
    swept: Repo, copied_too: bool
) -> None:
    path = path_of(swept)
    swept.path(path).unlink()
    if not copied_too:
        swept.path(f".git/git-session/documents/{Path(path).name}").unlink()
    [found] = [one for one in look(swept) if one["level"] != "note"]
    assert (found["check"], found["path"], found["level"]) == ("swept", path, "later")
    mend(swept)
    assert decisions(swept) == ["Use a mutex", "Use two"]
    assert the_document(swept).get("git_last_commit") == swept.head


def test_a_pointer_for_another_branch(swept: Repo) -> None:
    swept.write(".git/git-session/pointer", f"{stem(swept)}\tmain\n")
    found = only(swept)
    assert str(found["what"]).endswith("for main, and HEAD is on fix")
    assert f"points at {stem(swept)} now" in mend(swept)
    assert swept.read(".git/git-session/pointer") == f"{stem(swept)}\tfix\n"


def test_head_that_moved_without_us_is_made_good(swept: Repo) -> None:
    swept.stage("code.py", "alone\n")
    swept.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Alone")
    found = only(swept)
    assert (found["check"], found["level"], found["fixable"]) == ("head", "later", True)
    assert "will be made good: " in swept.session("doctor", "--no-trial", check=False).out
    mend(swept)
    doc = the_document(swept)
    assert doc.get("git_last_commit") == swept.head
    assert [row.subject for row in document.commits(doc)] == ["One", "Two", "Alone"]


def test_a_last_commit_and_a_commit_table_that_were_changed(swept: Repo) -> None:
    path = path_of(swept)
    whole = swept.read(path)
    row = next(line for line in whole.splitlines(keepends=True) if line.startswith("| 1 | `"))
    for changed in (
        whole.replace(f"git_last_commit: '{swept.head}'", "git_last_commit: '0123'"),
        whole.replace(row, ""),
        whole.replace(row, row.replace(swept.rev("HEAD~1"), "f" * 40)),
        whole.replace("git_branch: fix", "git_branch: other"),
    ):
        assert changed != whole
        swept.write(path, changed)
        found = only(swept)
        assert (found["check"], found["path"]) == ("commits", path)
        mend(swept)
        assert swept.read(path) == whole


def test_swept_documents_are_given_back(swept: Repo) -> None:
    path = path_of(swept)
    text = swept.read(path)
    note(swept, "Use three")
    swept.git("clean", "-q", "-fdx")
    found = only(swept)
    assert (found["check"], found["path"], found["level"]) == ("swept", path, "later")
    mend(swept)
    assert swept.read(path) == text
    assert swept.status() == ""
    swept.commit("Three")
    assert titles(swept) == ["Use a mutex", "Use three", "Use two"]


@pytest.mark.parametrize(("name", "text"), [
    ("pointer", "garbage\n"), ("pointer", "../up\tfix\n"), ("settled", "torn"), ("settled", "\0"),
    ("staged", "one\ttwo\n"), ("offsets", "12\ncopy/x\tmany\tff\n"), ("agents", "lonely\n"),
    ("ids/*.consumed", "no identity\n"), ("ids/*.folded", "0123456789abcd"), ("said", "\xff"),
    ("settled", None), ("owed", None), ("staged", None),
])  # fmt: skip
def test_damaged_state_is_mended_and_no_entry_is_lost(
    swept: Repo, name: str, text: str | None
) -> None:
    note(swept, "Use three")
    name = f".git/git-session/{name.replace('*', stem(swept))}"
    good = swept.read(name) if "ids/" in name else ""
    if text is None:
        swept.path(name).unlink(missing_ok=True)
        swept.path(name).mkdir()
    else:
        swept.write(name, good + text)
    assert ("state", name) in {(one["check"], one["path"]) for one in look(swept)}
    mend(swept)
    if good:
        assert swept.read(name) == good, "what was good in it stays"
    swept.commit("Three")
    assert titles(swept) == ["Use a mutex", "Use three", "Use two"]
    assert decisions(swept) == ["Use a mutex", "Use three", "Use two"]


def test_a_state_file_that_is_a_full_directory_is_a_persons_to_see_to(swept: Repo) -> None:
    name = ".git/git-session/settled"
    swept.path(name).unlink()
    swept.write(f"{name}/mine.txt", "mine\n")
    assert "state" in {one["check"] for one in look(swept)}
    assert "mending it failed: " in left(swept)
    assert swept.read(f"{name}/mine.txt") == "mine\n"


# Around them


def test_missing_ignore_files_are_written(swept: Repo) -> None:
    swept.path(".sessions/archive/.gitignore").unlink()
    found = only(swept)
    assert (found["check"], found["path"]) == ("ignore-file", ".sessions/archive/.gitignore")
    assert "wrote .sessions/archive/.gitignore" in mend(swept)
    assert swept.read(".sessions/archive/.gitignore") == "*\n"
    swept.write(".sessions/tmp/.gitignore", "*.log\n")
    assert only(swept)["fixable"] is False
    left(swept)
    assert swept.read(".sessions/tmp/.gitignore") == "*.log\n"


def test_what_git_tracks_by_accident_is_named_with_the_command(swept: Repo) -> None:
    path = path_of(swept)
    swept.git("add", "-f", path)
    found = only(swept)
    assert (found["check"], found["path"]) == ("tracked", ".sessions/active")
    assert found["what"] == f"git tracks 1 file here, though they are local: {path}"
    left(swept)
    command = str(found["cure"]).partition(",")[0]
    swept.run("sh", "-c", command)
    assert look(swept) == []
    assert swept.exists(path)


def lead_out(repo: Repo, name: str, to: Path) -> None:
    path = repo.path(name)
    if path.is_dir() or path.is_file():
        path.rename(to)
    path.symlink_to(to)


@pytest.mark.parametrize(
    "name", [".sessions", ".sessions/active", "DOCUMENT", "SCRATCH", ".sessions/config.yml"]
)
def test_a_link_that_leads_out_is_named_and_left(swept: Repo, tmp_path: Path, name: str) -> None:
    note(swept, "Use three")
    name = {"DOCUMENT": path_of(swept), "SCRATCH": f".sessions/tmp/{stem(swept)}"}.get(name, name)
    outside = tmp_path / "outside"
    if name.endswith(".yml"):
        outside.write_text("project: x\n")
    lead_out(swept, name, outside)
    found = [one for one in look(swept) if one["check"] == "link-out"]
    assert [(one["path"], one["fixable"]) for one in found] == [(name, False)]

    def told() -> list[tuple[str, bytes]]:
        places = sorted(outside.rglob("*.md")) if outside.is_dir() else [outside]
        return [(str(path), path.read_bytes()) for path in places]

    before = told()
    left(swept)
    assert told() == before
    assert swept.path(name).is_symlink()


def test_what_a_killed_write_left_goes_after_an_hour(swept: Repo) -> None:
    names = (
        ".sessions/active/.x.md.machine-123.aside",
        ".git/git-session/.pointer.machine-4.aside",
        ".git/git-session/journal/a-12345678/.b.md.machine-5.aside",
    )
    for name in (*names, ".sessions/active/.fresh.machine-6.aside", ".sessions/tmp/.mine.aside"):
        swept.write(name, "half")
    for name in (*names, ".sessions/tmp/.mine.aside"):
        os.utime(swept.path(name), (time.time() - 3700,) * 2)
    found = look(swept)
    assert sorted(str(one["path"]) for one in found) == sorted(names)
    assert {one["check"] for one in found} == {"killed-write"}
    mend(swept)
    assert not any(swept.exists(name) for name in names)
    assert swept.exists(".sessions/active/.fresh.machine-6.aside")
    assert swept.exists(".sessions/tmp/.mine.aside")


def test_names_that_would_steer_a_terminal_are_shown_escaped(swept: Repo) -> None:
    swept.write(".sessions/journal/\x1b[31mred\nline/x.md", "text\n")
    done = swept.session("doctor", "--no-trial", check=False)
    assert done.code == 4
    assert "\x1b" not in done.out
    assert "\\x1b[31mred\\nline" in done.out


def test_a_worktree_of_its_own_is_looked_at_alone(swept: Repo, tmp_path: Path) -> None:
    linked = swept.worktree(tmp_path / "linked", "-b", "topic", "main")
    assert linked.session("doctor", "--no-trial").out.startswith("all is well: 0 documents")
    begin(linked, "--name", "other")
    note(linked, "Elsewhere")
    linked.commit("Other")
    assert look_at(linked) == []
    assert look(swept) == []


def look_at(repo: Repo) -> object:
    return json.loads(repo.session("doctor", "--no-trial", "--json").out)


def test_during_a_rebase_where_head_is_is_left_for_later(swept: Repo) -> None:
    swept.git("rebase", "-q", "-x", "false", "HEAD~1", check=False)
    assert [(one["check"], one["level"]) for one in look(swept)] == [("head", "note")]
    mend(swept)
    swept.git("rebase", "--abort")
    assert look(swept) == []


def test_it_waits_for_the_lock_and_gives_up(swept: Repo) -> None:
    change(swept, "status: active", "status: completed")
    with store_of(swept).lock():
        done = swept.session("doctor", "--no-trial", "--fix", check=False)
        assert done.code == 5
        assert look(swept)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(swept: Repo) -> None:
    swept.path(path_of(swept)).chmod(0)
    found = next(one for one in look_denied(swept) if one["check"] == "document")
    assert "denied" in str(found["what"])


def look_denied(repo: Repo) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        repo.session("doctor", "--no-trial", "--json", check=False).out
    )
    return found


def test_a_worktree_that_is_not_as_any_check_expects_ends_in_faults_not_in_a_bug(
    swept: Repo,
) -> None:
    """Directories where files should be, everywhere."""
    path = path_of(swept)
    ignore = ".sessions/active/.gitignore"
    odd = f"{journal_of(swept)}/20260115T133000Z-01234567.md"
    for name in (path, ignore, ".git/git-session/staged", odd):
        swept.path(name).unlink(missing_ok=True)
        swept.path(name).mkdir()
    swept.write(f"{odd}/x", "")
    done = swept.session("doctor", "--no-trial", check=False)
    assert done.code == 4
    assert "this is a bug" not in done.out + done.err
    assert "is not a regular file" in done.out
    done = swept.session("doctor", "--no-trial", "--fix", check=False)
    assert done.code == 4
    assert "this is a bug" not in done.out + done.err
    assert swept.path(path).is_dir()


def test_several_faults_at_once_are_all_mended(swept: Repo) -> None:
    change(swept, "- [ ] Test\n", "- [ ] Test <- CURRENT\n")
    change(swept, "shortname: sweep\n", "")
    swept.write(".git/git-session/settled", "torn")
    swept.path(".sessions/journal/gone-12345678").mkdir()
    swept.path(".sessions/tmp/.gitignore").unlink()
    said = swept.session("doctor", "--no-trial", check=False).out
    assert said.endswith("6 things are wrong; to mend all: git session doctor --fix\n")
    out = mend(swept)
    assert out.count("    mended: ") == 6
    assert "all is well, 6 mended: 1 document" in out


# Anew from the journal


def ended(repo: Repo) -> None:
    """One session merged, one closed by hand, one at work with notes of all kinds pending."""
    sweep(repo)
    at(repo, "10:20")
    repo.session("log", "--done", "Find", "--file", "code.py", "--note", "Mind the gap")
    repo.session("checkpoint", "--note", "half", "--tldr", "It races.")
    repo.commit("Three", {"code.py": "3\n", "more.py": "3\n"})
    at(repo, "10:30")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "fix")
    repo.session("init", "--name", "second")
    note(repo, "Close it")
    repo.commit("Four")
    at(repo, "10:40")
    repo.session("close", "--complete", "--summary", "It is closed")
    repo.commit("Five")
    at(repo, "10:50")
    repo.session("init", "--name", "third", "--step", "Go on")
    note(repo, "At work")
    repo.commit("Six")
    at(repo, "11:00")
    note(repo, "Not yet committed")
    repo.session("checkpoint", "--note", "where we are")


@pytest.fixture
def lived(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(ended)
    at(repo, "11:00")
    return repo


def documents_of(repo: Repo) -> dict[str, str]:
    return {
        name: repo.read(name)
        for place in ("active", "archive")
        for name in repo.files(f".sessions/{place}")
        if name.endswith(".md")
    }


def named(repo: Repo, shortname: str) -> str:
    [path] = [name for name in documents_of(repo) if f"/{shortname}-" in name]
    return path


def test_documents_that_equal_their_journal_are_not_touched(lived: Repo) -> None:
    before = documents_of(lived)
    done = lived.session("doctor", "--rebuild")
    assert done.out == "3 documents: 3 equal, 0 changed, 0 left alone\n", done.out
    assert documents_of(lived) == before
    assert not lived.exists(".git/git-session/documents/replaced")
    assert look(lived) == []


def test_spoilt_documents_are_made_anew_and_what_they_said_is_kept(lived: Repo) -> None:
    before = documents_of(lived)
    path = named(lived, "third")
    spoilt = before[path].replace("At work", "At play") + "\n## Mine\n\x1b[31mby hand\n"
    lived.write(path, spoilt)
    done = lived.session("doctor", "--rebuild")
    assert documents_of(lived) == before
    [aside] = lived.path(".git/git-session/documents/replaced").iterdir()
    assert aside.name == f"{Path(path).stem}.20260115T100000Z.md"
    assert aside.read_text() == spoilt
    lines = done.out.splitlines()
    assert lines[0] == (
        f"{path}: changed; the old text is in {aside.relative_to(lived.top).as_posix()}"
    )
    assert "    -### 1. At play (2026-01-15T10:50+01:00)" in lines
    assert "    +### 1. At work (2026-01-15T10:50+01:00)" in lines
    assert "    -\\x1b[31mby hand" in lines
    assert lines[-1] == "3 documents: 2 equal, 1 changed, 0 left alone"
    lived.write(path, spoilt)
    lived.session("doctor", "--rebuild")
    assert len(list(lived.path(".git/git-session/documents/replaced").iterdir())) == 2
    lived.commit("Seven")
    assert "Not yet committed" in titles(lived)
    assert look(lived) == []


def test_the_facts_of_the_archive_and_of_git_are_taken_over(lived: Repo) -> None:
    """What no journal holds stood in the frontmatter and in the tables."""
    before = documents_of(lived)
    for shortname in ("sweep", "second"):
        path = named(lived, shortname)
        lived.write(path, before[path].replace("### 1. ", "### 1. Spoilt "))
    lived.session("doctor", "--rebuild")
    assert documents_of(lived) == before
    doc = document.read(lived.read(named(lived, "sweep")), "x")
    assert (doc.get("status"), doc.get("merged_into")) == ("completed", "main")
    assert doc.get("merge_commit") == lived.rev("HEAD~3")
    assert len(document.commits(doc)) == 3
    assert {path for path, _, _ in document.files(doc)} >= {"code.py"}


def test_a_broken_frontmatter_is_cured_by_it(lived: Repo) -> None:
    before = documents_of(lived)
    for shortname in ("sweep", "third"):
        path = named(lived, shortname)
        lived.write(path, before[path].replace("---\nid", "---\nid: [\nid"))
    done = lived.session("doctor", "--rebuild")
    assert "3 documents: 1 equal, 2 changed, 0 left alone" in done.out
    assert documents_of(lived) == before, "the copy as last written tells what no journal does"
    assert look(lived) == []


def test_a_broken_document_without_a_copy_is_made_from_the_journal_alone(swept: Repo) -> None:
    path = path_of(swept)
    swept.write(path, "nothing left\n")
    swept.path(f".git/git-session/documents/{stem(swept)}.md").unlink()
    swept.session("doctor", "--rebuild")
    doc = the_document(swept)
    assert doc.get("git_last_commit") == swept.head
    assert [row.subject for row in document.commits(doc)] == ["One", "Two"]
    assert decisions(swept) == ["Use a mutex", "Use two"]
    assert look(swept) == []


def test_scratch_of_no_session_goes_to_the_current_one_alone(lived: Repo) -> None:
    lived.append(".sessions/tmp/alice-2026-01-15.md", "## 14:40 - Decision: Whose\n")
    before = documents_of(lived)
    lived.session("doctor", "--rebuild")
    after = documents_of(lived)
    assert [name for name in after if after[name] != before[name]] == [named(lived, "third")]
    assert "Whose" in after[named(lived, "third")]


def test_a_document_without_a_journal_is_left_alone_and_named(swept: Repo) -> None:
    other = ".sessions/archive/hand-12345678.md"
    text = "---\nid: x\nshortname: hand\nstatus: completed\ncreated_at: '2026-01-15'\n---\n# X\n"
    swept.write(other, text)
    done = swept.session("doctor", "--rebuild")
    assert done.out.splitlines() == [
        f"{other}: left alone: no journal and no scratch tells what its session is",
        "2 documents: 1 equal, 0 changed, 1 left alone",
    ]
    assert swept.read(other) == text


def test_what_cannot_be_written_or_told_is_a_failure(swept: Repo, tmp_path: Path) -> None:
    path = path_of(swept)
    swept.write(path, swept.read(path).replace("Use two", "Spoilt"))
    lead_out(swept, path, tmp_path / "outside.md")
    before = (tmp_path / "outside.md").read_bytes()
    done = swept.session("doctor", "--rebuild", check=False)
    assert done.code == 1
    assert "leads out of .sessions" in done.out
    assert (tmp_path / "outside.md").read_bytes() == before


def test_a_document_in_both_places_is_not_chosen_between(swept: Repo) -> None:
    path = path_of(swept)
    swept.write(path.replace("active", "archive"), swept.read(path))
    done = swept.session("doctor", "--rebuild", check=False)
    assert done.code == 1
    assert "first: git session doctor --fix" in done.out


def test_rebuilt_as_data(lived: Repo) -> None:
    path = named(lived, "third")
    lived.write(path, lived.read(path).replace("At work", "At play"))
    told = json.loads(lived.session("doctor", "--rebuild", "--json").out)
    assert [sorted(one) for one in told] == [
        ["check", "cure", "fixable", "fixed", "level", "line", "path", "what"]
    ] * 3
    assert {one["path"]: one["fixed"] for one in told} == {
        name: name == path for name in documents_of(lived)
    }


def test_sessions_only_in_the_journal_stay_there(swept: Repo, tmp_path: Path) -> None:
    clone = swept.clone(tmp_path / "clone")
    assert clone.session("doctor", "--rebuild").out == (
        "0 documents: 0 equal, 0 changed, 0 left alone\n"
    )
    assert clone.status() == ""


def test_fixed_as_data(swept: Repo) -> None:
    path = change(swept, "- [ ] Test\n", "- [ ] Test <- CURRENT\n")
    line = line_of(swept, path, "<- CURRENT", 2)
    change(swept, "git_base: main", "git_base: trunk")
    told = json.loads(swept.session("doctor", "--no-trial", "--fix", "--json").out)
    assert [(one["check"], one["fixed"], one["fixable"], one["line"]) for one in told] == [
        ("current", True, True, line),
        ("base", False, False, line_of(swept, path, "git_base")),
    ]
    assert told[0]["cure"] == "took 1 mark away"
