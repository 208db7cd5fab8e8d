"""Bad input is named by path and line with a next step; never a traceback, never carried out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from story import (
    assert_explained,
    begin,
    decisions,
    journal_files,
    note,
    pending,
    stem,
    the_document,
    titles,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Done, Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

LEADING_OUT = [
    "../evil",
    "../../etc/passwd",
    "/etc/passwd",
    "..",
    ".",
    "a/../../b",
    "a\nb",
    "x\\..\\y",
]


def begun(repo: Repo) -> None:
    repo.session("init", "--name", "sweep")
    note(repo, "Use a mutex")
    repo.commit("Begin")


@pytest.fixture
def sweep(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """A session with one decision in one commit."""
    return copied(begun)


def refused(done: Done, *codes: int) -> str:
    """It failed in words, each line ours; what it said."""
    assert done.code in codes, (done.code, done.err)
    lines = done.err.splitlines()
    assert [line for line in lines if not line.startswith("session:")] == []
    assert "bug in git-session" not in done.err
    return done.err


def commit(repo: Repo, message: str = "Go on") -> list[str]:
    """Commit one change; what was said, every line of it ours."""
    repo.append("code.py", f"# {message}\n")
    repo.git("add", "code.py")
    done = repo.git("commit", "-q", "-m", message)
    lines = done.err.splitlines()
    assert [line for line in lines if not line.startswith("session: ")] == []
    assert "met a fault" not in done.err
    return lines


def outside(repo: Repo) -> list[str]:
    """What stands beside the repository."""
    return sorted(path.name for path in repo.top.parent.iterdir())


@pytest.mark.parametrize("name", LEADING_OUT)
def test_a_name_that_leads_out_becomes_a_plain_one(repo: Repo, name: str) -> None:
    before = outside(repo)
    made = begin(repo, "--name", name)
    assert not set(made) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert outside(repo) == before


@pytest.mark.parametrize("name", LEADING_OUT)
def test_a_session_of_such_a_name_is_not_found(sweep: Repo, name: str) -> None:
    for words in (
        ["log", "--session", name, "x"],
        ["view", name],
        ["resume", name],
        ["pause", "--session", name],
        ["close", "--complete", "--session", name],
        ["path", "--session", name],
        ["path", "scratch", "--session", name],
    ):
        refused(sweep.session(*words, check=False), 1, 3, 4)
    before = outside(sweep)
    refused(sweep.session("log", "x", check=False, env={"GIT_SESSION": name}), 3, 4)
    assert outside(sweep) == before


@pytest.mark.parametrize("name", LEADING_OUT)
def test_such_a_name_in_the_environment_stops_no_commit(sweep: Repo, name: str) -> None:
    note(sweep, "Later")
    sweep.env["GIT_SESSION"] = name
    assert len(commit(sweep)) == 1
    del sweep.env["GIT_SESSION"]
    assert commit(sweep) == []
    assert_explained(sweep, "Later", "Use a mutex")


@pytest.mark.parametrize("name", ["../evil", "../../etc/passwd", "/etc/passwd", "..", "x\\y", ""])
def test_a_pointer_that_leads_out_points_at_nothing(sweep: Repo, name: str) -> None:
    note(sweep, "Later")
    sweep.write(".git/git-session/pointer", f"{name}\tmain\n".replace("\\", "\\\\"))
    assert commit(sweep) == []
    assert_explained(sweep, "Later", "Use a mutex")


def test_a_staged_record_that_leads_out_removes_and_unstages_nothing(sweep: Repo) -> None:
    target = sweep.write("../precious.md", "mine\n")
    for path in ("../precious.md", ".sessions/journal/../../../precious.md", "code.py"):
        sweep.write(".git/git-session/staged", f"sweep-1\t{path}\tother\t\t\t\t\n")
        assert commit(sweep, path) == []
        assert target.read_text() == "mine\n"
        assert sweep.exists("code.py")


@pytest.mark.parametrize("name", ["a\\b", "..x", ".hidden", "a b", "-rf", "sweep", "é", "a\nb"])
def test_scratch_directories_of_any_name_hurt_nobody(sweep: Repo, name: str) -> None:
    sweep.write(f".sessions/tmp/{name}/evil-2026-01-15.md", "## 10:00 - Note: Not this session\n")
    note(sweep, "Later")
    assert commit(sweep) == []
    assert "Later" in titles(sweep)
    assert sweep.session("list").code == 0
    assert sweep.session("view").code == 0


def tracked(repo: Repo, path: str, text: str, mode: str = "100644") -> None:
    """Commit a file without any checks, as a colleague's (or a hostile) clone may."""
    blob = repo.git("hash-object", "-w", "--stdin", stdin=text).out.strip()
    repo.git("update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}")
    tree = repo.git("write-tree").out.strip()
    made = repo.git("commit-tree", tree, "-p", "HEAD", "-m", f"Add {path!r}").out.strip()
    repo.git("update-ref", "HEAD", made)
    repo.git("checkout", "-q", "HEAD", "--", path, check=False)


GOOD = """\
---
session: '019abc12-3456-7def-8901-234567890abc'
shortname: 'other'
author: 'bob'
client: ''
branch: 'main'
parent: null
---
"""
GARBAGE = {
    "empty": "",
    "no frontmatter": "hello\n",
    "unclosed": "---\nsession: 'x'\n",
    "binary": "\0\x01\udcff" * 500,
    "a key too few": "---\nsession: 'x'\n---\n## 2026-01-15T10:00:00+01:00 - Note: x\n",
    "numbers for names": GOOD.replace("'other'", "17") + "## 2026-01-15T10:00:00+01:00 - Note: x\n",
    "a tag": GOOD.replace("'other'", "!!python/object/apply:os.system [touch evil]"),
    "an alias": GOOD.replace("'other'", "*x"),
    "a list of lists": GOOD.replace("'other'", "[[[[[[]]]]]]"),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_in_the_journal_is_named_and_left_out(sweep: Repo, what: str) -> None:
    """A colleague's file in this very session: everything else goes on."""
    folder = f".sessions/journal/{stem(sweep)}"
    tracked(sweep, f"{folder}/20260115T100000Z-00000000.md", GARBAGE[what])
    done = sweep.session("log", "--decision", "Go on", "--rationale", "it is not ours")
    assert f"session: {folder}/20260115T100000Z-00000000.md:" in done.err
    assert "Traceback" not in done.err
    assert commit(sweep) == []
    assert titles_of_ours(sweep, what) == ["Go on", "Use a mutex"]
    assert decisions(sweep) == ["Go on", "Use a mutex"]
    assert sweep.session("view", "--raw").err.startswith(f"session: {folder}/")


def titles_of_ours(repo: Repo, what: str) -> list[str]:
    path = next(path for path in journal_files(repo) if path.endswith("-00000000.md"))
    repo.git("rm", "-q", "--cached", path)
    repo.git("commit", "-q", "--no-verify", "-m", "Without")
    return titles(repo)


@pytest.mark.parametrize("what", GARBAGE)
def test_a_clone_resumes_past_garbage(sweep: Repo, tmp_path: Path, what: str) -> None:
    path = f".sessions/journal/{stem(sweep)}/20260115T100000Z-00000000.md"
    tracked(sweep, path, GARBAGE[what])
    clone = sweep.clone(tmp_path / "clone")
    done = clone.session("resume", "sweep")
    assert f"session: {path}:" in done.err
    assert decisions(clone) == ["Use a mutex"]


def test_a_clone_resumes_nothing_from_garbage_alone(repo: Repo) -> None:
    tracked(repo, ".sessions/journal/other-34567890/20260115T100000Z-00000000.md", "garbage\n")
    err = refused(repo.session("resume", "other", check=False), 1, 4)
    assert ".sessions/journal/other-34567890/20260115T100000Z-00000000.md:1: " in err
    assert "bug" not in err


def test_a_pull_of_garbage_goes_on(sweep: Repo, tmp_path: Path) -> None:
    clone = sweep.clone(tmp_path / "clone")
    clone.session("install")
    clone.session("resume", "sweep")
    path = f".sessions/journal/{stem(sweep)}/20260115T100000Z-00000000.md"
    tracked(sweep, path, "garbage\n")
    note(sweep, "Theirs")
    commit(sweep, "Theirs")
    done = clone.git("pull", "-q", "--ff-only")
    assert done.err.splitlines() == [
        f"session: {path}:1: no frontmatter: the first line is not `---`; this file is left out"
    ]
    assert decisions(clone) == ["Theirs", "Use a mutex"]


STRANGE_PATHS = [
    ".sessions/journal/.hidden/x.md",
    ".sessions/journal/a\\b/x.md",
    ".sessions/journal/a\nb/x.md",
    ".sessions/journal/x.md",
    ".sessions/journal/a/b/c/x.md",
    ".sessions/journal/\x1b[31m/x.md",
    ".sessions/journal/sweep/x.txt",
    ".sessions/journal",
]


@pytest.mark.parametrize("path", STRANGE_PATHS)
def test_strange_paths_in_the_journal_hurt_nobody(repo: Repo, path: str) -> None:
    repo.session("init", "--name", "sweep")
    tracked(repo, path, GOOD + "## 2026-01-15T10:00:00+01:00 - Note: x\n")
    repo.git("reset", "-q", "--hard")
    assert "\x1b" not in repo.session("list", "--all").out
    assert repo.session("view").code == 0
    done = repo.session("log", "--decision", "Go on", "--rationale", "x")
    assert "bug" not in done.err
    assert len(commit(repo)) <= 1
    if path != ".sessions/journal":
        assert "Go on" in titles(repo)


def link_out(repo: Repo, name: str) -> Path:
    """Replace a file or directory by a link to its copy beside the repository; that copy."""
    path = repo.path(name)
    target = repo.top.parent / "outside"
    if path.is_dir():
        shutil.copytree(path, target)
        shutil.rmtree(path)
    else:
        shutil.copy(path, target)
        path.unlink()
    path.symlink_to(target)
    return target


def everything_in(place: Path) -> dict[str, bytes]:
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    return {str(path): path.read_bytes() for path in files if path.is_file()}


LINKS: dict[str, Callable[[str], str]] = {
    "a document": lambda name: f".sessions/active/{name}.md",
    "the active directory": lambda _: ".sessions/active",
    "the scratch directory": lambda name: f".sessions/tmp/{name}",
    "all of scratch": lambda _: ".sessions/tmp",
    "a journal directory": lambda name: f".sessions/journal/{name}",
    "the whole journal": lambda _: ".sessions/journal",
    ".sessions itself": lambda _: ".sessions",
}


@pytest.mark.parametrize("what", LINKS)
def test_a_link_that_leads_out_is_never_written(sweep: Repo, what: str) -> None:
    note(sweep, "Noted before")
    target = link_out(sweep, LINKS[what](stem(sweep)))
    before = everything_in(target)
    sweep.session("log", "--decision", "Noted during", "--rationale", "x", check=False)
    for words in (["checkpoint"], ["consolidate"], ["pause"], ["init", "--name", "b", "--force"]):
        done = sweep.session(*words, check=False)
        if done.code:
            refused(done, 3, 4)
    assert len(commit(sweep)) <= 1
    assert everything_in(target) == before


def test_a_document_linked_out_is_refused_with_exit_4_and_entries_stay(sweep: Repo) -> None:
    name = f".sessions/active/{stem(sweep)}.md"
    note(sweep, "Later")
    target = link_out(sweep, name)
    err = refused(sweep.session("checkpoint", check=False), 4)
    assert f"{name}: leads out of .sessions" in err
    assert "replace the link by what it leads to" in err
    [said] = commit(sweep, "During")
    assert "leads out of .sessions" in said
    sweep.path(name).unlink()
    shutil.copy(target, sweep.path(name))
    assert commit(sweep, "After") == []
    assert_explained(sweep, "Later", "Use a mutex")


def test_a_link_inside_is_written_through(sweep: Repo) -> None:
    name = f".sessions/active/{stem(sweep)}.md"
    sweep.path(".sessions/mine").mkdir()
    sweep.path(name).rename(sweep.path(".sessions/mine/real.md"))
    sweep.path(name).symlink_to("../mine/real.md")
    note(sweep, "Later")
    sweep.write(".git/info/exclude", ".sessions/mine\n")
    assert commit(sweep) == []
    assert sweep.path(name).is_symlink()
    assert "Later" in sweep.read(".sessions/mine/real.md")


STEERING = "\x1b[31mred\x1b[0m \x07bell \x9b2J c1 \u202edeppilf \x08\x7f"
FORBIDDEN = ("\x1b", "\x07", "\x9b", "\u202e", "\x08", "\x7f")


def assert_harmless(done: Done) -> None:
    for text in (done.out, done.err):
        assert [char for char in FORBIDDEN if char in text] == []


def test_control_characters_are_shown_escaped(repo: Repo) -> None:
    """Whoever wrote them: titles, bullets, names, authors, documents, and the errors about them."""
    repo.config("session.user", f"al{STEERING}ice")
    begin(repo, "--goal", f"Goal {STEERING}", "--step", f"Step {STEERING}", "--tag", STEERING)
    assert_harmless(repo.session("log", f"Title {STEERING}", "-m", f"Bullet {STEERING}"))
    assert_harmless(repo.session("log", "--decision", f"Use {STEERING}", "--blocker", STEERING))
    assert_harmless(repo.session("log", "--file", f"{STEERING}.py", "--next", STEERING))
    name = f".sessions/active/{stem(repo)}.md"
    repo.append(name, f"\n## Mine {STEERING}\n{STEERING}\n")
    scratch = f".sessions/tmp/{stem(repo)}/ev\x1bil-2026-01-15.md"
    repo.append(scratch, f"## 10:00 - Discovery: {STEERING}\n- By: {STEERING}\n")
    assert commit(repo) == []
    for words in (
        ["view"],
        *(["view", f"--{part}"] for part in ("progress", "decisions", "files", "commits", "raw")),
        ["view", "--format", "log"],
        ["view", "--json"],
        ["list", "--all"],
        ["list", "--json"],
        ["resume"],
        ["resume", "--prompt"],
        ["resume", STEERING],
        ["view", STEERING],
        ["log", "--done", STEERING, "--session", STEERING],
        ["pause", "--note", STEERING],
        ["close", "--abandon", "--reason", STEERING],
    ):
        assert_harmless(repo.session(*words, check=False))


def test_control_characters_in_a_hook_s_line_are_shown_escaped(sweep: Repo) -> None:
    sweep.env["GIT_SESSION"] = STEERING
    [said] = commit(sweep)
    assert [char for char in FORBIDDEN if char in said] == []


@pytest.mark.parametrize(
    "when",
    [
        "2999-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "1969-12-31T23:59:59+00:00",
    ],
)
def test_a_time_far_away_is_kept(sweep: Repo, when: str) -> None:
    scratch = f".sessions/tmp/{stem(sweep)}/alice-2026-01-15.md"
    sweep.append(scratch, f"## {when} - Decision: Far away\n- Rationale: x\n")
    assert sweep.session("view").code == 0
    assert commit(sweep) == []
    assert_explained(sweep, "Far away", "Use a mutex")
    for words in (["list"], ["resume"], ["view", "--raw"], ["checkpoint"]):
        assert "bug" not in sweep.session(*words).err


def test_a_clock_that_was_wrong_in_the_document_is_no_obstacle(sweep: Repo) -> None:
    name = f".sessions/active/{stem(sweep)}.md"
    text = sweep.read(name)
    for key in ("created_at", "updated_at"):
        text = text.replace(f"{key}: '2026", f"{key}: '9999")
    sweep.write(name, text)
    for words in (["list"], ["view"], ["resume"], ["checkpoint"]):
        assert "bug" not in sweep.session(*words).err
    note(sweep, "Later")
    assert commit(sweep) == []
    assert_explained(sweep, "Later", "Use a mutex")


def test_two_documents_with_one_id_are_named_and_left_as_they_are(sweep: Repo) -> None:
    name = f".sessions/active/{stem(sweep)}.md"
    copy = ".sessions/active/copy-00000000.md"
    sweep.write(copy, sweep.read(name))
    done = sweep.session("list")
    assert done.err.splitlines() == [f"session: {name}:2: has the same id as {copy}"]
    uuid = str(_document(sweep, name)["id"])
    err = refused(sweep.session("view", uuid, check=False), 3)
    assert "more than one session fits" in err
    note(sweep, "Later")
    before = sweep.read(copy)
    assert commit(sweep) == []
    assert sweep.read(copy) == before
    assert "Later" in titles(sweep)


def _document(repo: Repo, name: str) -> dict[str, object]:
    from git_session.core import document

    return dict(document.read(repo.read(name), name).values())


BY_HAND = "---\nid: mine\nshortname: by-hand\nstatus: active\n---\n# By hand\n\nMy own words.\n"
FORMS: dict[str, Callable[[str], str]] = {
    "three keys": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a BOM": lambda text: f"\ufeff{text}",
    "a BOM and CRLF": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_document_made_by_hand_is_used(repo: Repo, form: str) -> None:
    repo.config("session.share", "true")
    repo.session("install")
    text = FORMS[form](BY_HAND)
    name = ".sessions/active/by-hand.md"
    repo.write(name, text)
    repo.write(".sessions/active/.gitignore", "*\n")
    assert repo.session("view").code == 0
    assert "by-hand" in repo.session("list").out
    note(repo, "Use a mutex")
    assert commit(repo) == []
    assert titles(repo) == ["Use a mutex"]
    assert decisions(repo) == ["Use a mutex"]
    assert the_document(repo).get("git_last_commit") == repo.head
    after = repo.read(name)
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    assert "My own words." in after
    if "CRLF" in form:
        assert after.count("\n") == after.count("\r\n")
    assert pending(repo) == 0


def test_binary_scratch_is_kept_byte_for_byte_where_it_can_be(sweep: Repo) -> None:
    scratch = sweep.path(f".sessions/tmp/{stem(sweep)}/alice-2026-01-15.md")
    with scratch.open("ab") as file:
        file.write(b"\0\x01\xff\xfe binary \x80\n## 10:00 - Decision: After it\n- Rationale: x\n")
    assert commit(sweep) == []
    [path] = [p for p in journal_files(sweep) if "After it" in sweep.show(p)]
    assert "\0\x01\udcff\udcfe binary \udc80" in sweep.show(path)
    assert pending(sweep) == 0
    for words in (["view"], ["view", "--raw"], ["resume"], ["view", "--json"]):
        done = sweep.session(*words)
        assert "bug" not in done.err
        assert "\0" not in done.out


def test_ten_megabytes_on_one_line_are_carried(sweep: Repo) -> None:
    scratch = f".sessions/tmp/{stem(sweep)}/alice-2026-01-15.md"
    line = "".join(map(str, range(1_500_000)))
    assert len(line) > 9_000_000
    sweep.append(scratch, f"## 10:00 - Decision: Huge\n- Rationale: x\n{line}\n")
    for number in range(5):
        assert commit(sweep, f"Part {number}") == []
    assert "Huge" in titles(sweep)
    assert sum(len(sweep.show(path)) for path in journal_files(sweep)) > len(line)
    assert pending(sweep) == 0
    note(sweep, "Later")
    assert commit(sweep) == []
    assert "Later" in titles(sweep)
    assert len(sweep.read(f".sessions/active/{stem(sweep)}.md")) < 200_000


def test_nothing_of_a_tracked_file_is_carried_out(repo: Repo, tmp_path: Path) -> None:
    """What looks like a command, a hook or a setting in .sessions stays text."""
    bait = f"touch {tmp_path}/evil"
    script = f"#!/bin/sh\n{bait}\n"
    for path in ("config.yml", "hooks/pre-commit", "journal/run.py", "common.sh", "pre-commit"):
        tracked(repo, f".sessions/{path}", script, "100755")
    tracked(repo, "git_session.py", f"import os; os.system({bait!r})\n")
    for name in ("typing.py", "argparse.py", "git.py", "sitecustomize.py", "errors.py"):
        tracked(repo, name, f"import os; os.system({bait!r})\n")
    tracked(
        repo,
        ".sessions/journal/other-34567890/20260115T100000Z-00000000.md",
        GOOD
        + f"## 2026-01-15T10:00:00+01:00 - Session: begun\n- Name: $({bait})\n- Branch: `{bait}`\n"
        + f"- Base: --upload-pack={bait}\n- Start: --output={tmp_path}/evil\n",
    )
    clone = repo.clone(tmp_path / "clone")
    clone.session("resume", "other")
    clone.session("log", "--decision", f"$({bait})", "--rationale", f"`{bait}`")
    assert len(commit(clone)) <= 1
    for words in (["checkpoint"], ["view"], ["view", "--files"], ["list"], ["close", "--complete"]):
        clone.session(*words, check=False)
    clone.git("switch", "-q", "-c", "other")
    commit(clone)
    assert not (tmp_path / "evil").exists()
