"""``git session doctor --journal``: journal files alone, in any clone, and nothing is changed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from story import begin, journal_files, note

from git_session.lifecycle.checkup.journals import LIMIT

if TYPE_CHECKING:
    from conftest import Repo

CALLED = "    journal files are called .sessions/journal/<name>-<id8>/<time>-<hash8>.md\n"


@pytest.fixture
def noted(repo: Repo) -> Repo:
    """A session, and one commit that carries a journal file."""
    begin(repo, "--name", "sweep")
    note(repo, "Lock first")
    repo.commit("Change")
    return repo


def the_file(repo: Repo) -> str:
    [path] = journal_files(repo)
    return path


def doctor(repo: Repo, *words: str) -> tuple[int, str]:
    before = {name: repo.read(name) for name in repo.files() if repo.path(name).is_file()}
    done = repo.session("doctor", "--journal", *words, check=False)
    assert {name: repo.read(name) for name in before} == before, "nothing is changed"
    return done.code, done.out


def test_all_is_well_is_said_with_a_number(noted: Repo) -> None:
    assert doctor(noted) == (0, "all is well: 1 journal file\n")
    assert doctor(noted, the_file(noted)) == (0, "all is well: 1 journal file\n")
    assert doctor(noted, "--json") == (0, "[]\n")


def test_without_a_session_and_without_a_journal_all_is_well(repo: Repo) -> None:
    assert doctor(repo) == (0, "all is well: 0 journal files\n")
    assert repo.files() == ["code.py"]


def test_in_a_clone_without_a_document(noted: Repo) -> None:
    clone = noted.clone(noted.top.parent / "clone")
    assert doctor(clone) == (0, "all is well: 1 journal file\n")
    assert not clone.exists(".sessions/active")


def test_a_fault_is_named_with_place_and_cure(noted: Repo) -> None:
    path = the_file(noted)
    noted.write(path, noted.read(path).replace("parent: '", "parent: 'x"))
    noted.append(path, "- added \n")
    number = noted.read(path).count("\n")
    assert doctor(noted, path) == (
        4,
        f"{path}:7: `parent` is no full hash of a commit\n"
        "    make it what `git session` wrote; git log -p shows that\n"
        f"{path}: is not what its name says: it was changed after it was written\n"
        f"    git log -p -- {path} shows what it was, git restore gives it back\n"
        f"{path}:{number}: the line ends in blanks\n"
        "    take the blanks away\n"
        "3 things are wrong, for a person to see to\n",
    )
    noted.git("restore", "--", path)
    assert doctor(noted) == (0, "all is well: 1 journal file\n")


def test_as_data_it_is_what_doctor_gives(noted: Repo) -> None:
    path = the_file(noted)
    noted.append(path, "- added\n")
    code, out = doctor(noted, "--json", path)
    assert code == 4
    assert json.loads(out) == [
        {
            "check": "journal",
            "path": path,
            "line": 0,
            "what": "is not what its name says: it was changed after it was written",
            "cure": f"git log -p -- {path} shows what it was, git restore gives it back",
            "level": "wrong",
            "fixable": False,
            "fixed": False,
        }
    ]


def test_files_are_named_as_typed_from_where_one_stands(noted: Repo) -> None:
    path = the_file(noted)
    noted.at = ".sessions/journal"
    assert doctor(noted, path.removeprefix(".sessions/journal/"))[0] == 0
    noted.at = "."
    assert doctor(noted, str(noted.path(path)))[0] == 0


def test_what_is_no_journal_file_is_named(noted: Repo) -> None:
    outside = noted.top.parent / "outside.md"
    outside.write_text("x")
    noted.write(".sessions/journal/loose.md", "x")
    folder = os.path.dirname(the_file(noted))
    noted.path(f"{folder}/link.md").symlink_to(os.path.basename(the_file(noted)))
    noted.path(f"{folder}/folder.md").mkdir()
    words = ["code.py", "gone.py", str(outside), ".sessions/journal/loose.md", f"{folder}/gone.md",
             f"{folder}/link.md", f"{folder}/folder.md"]  # fmt: skip
    assert doctor(noted, *words) == (
        4,
        f"code.py: is no journal file of a session\n{CALLED}"
        f"gone.py: there is no such file\n{CALLED}"
        f"{outside}: is no journal file of a session\n{CALLED}"
        f".sessions/journal/loose.md: is no journal file of a session\n{CALLED}"
        f"{folder}/gone.md: there is no such file\n{CALLED}"
        f"{folder}/link.md: is no regular file of this worktree\n{CALLED}"
        f"{folder}/folder.md: is no regular file of this worktree\n{CALLED}"
        "7 things are wrong, for a person to see to\n",
    )


def test_whatever_git_tracks_below_the_journal_is_looked_at(noted: Repo) -> None:
    """A file that nobody would name is found, and shown so that it steers no terminal."""
    noted.write(".sessions/journal/\x1b[31m/y.md", "x\x1b[2J\n")
    noted.write(".sessions/journal/a\nb/y.md", "x\n")
    noted.git("add", "-f", ".sessions/journal")
    code, out = doctor(noted)
    assert code == 4
    assert out.splitlines()[::2][:2] == [
        ".sessions/journal/\\x1b[31m/y.md:1: no frontmatter: the first line is not `---`",
        ".sessions/journal/a\\nb/y.md: is no journal file of a session",
    ]
    assert "\x1b" not in out


def test_a_large_file_is_not_read(noted: Repo) -> None:
    path = the_file(noted)
    with noted.path(path).open("r+b") as file:
        file.truncate(LIMIT + 1)
    assert f"{path}: has {LIMIT + 1} bytes; at most" in doctor(noted, path)[1]


def test_line_ends_are_gits_to_change(noted: Repo) -> None:
    """Checked out with CRLF it is as it should be; committed with CRLF it is not."""
    path = the_file(noted)
    noted.write(path, noted.read(path).replace("\n", "\r\n"))
    assert doctor(noted) == (0, "all is well: 1 journal file\n")
    noted.git("-c", "core.autocrlf=false", "add", "-f", path)
    code, out = doctor(noted)
    assert code == 4
    assert f"{path}:1: the line ends in CR and LF" in out


def test_a_file_that_is_not_checked_out_is_read_as_git_has_it(noted: Repo) -> None:
    path = the_file(noted)
    noted.append(path, "- added\n")
    noted.git("add", "-f", path)
    noted.git("update-index", "--skip-worktree", path)
    noted.path(path).unlink()
    assert doctor(noted)[0] == 4
    assert doctor(noted, path)[0] == 4


def test_files_need_the_option(noted: Repo) -> None:
    done = noted.session("doctor", the_file(noted), check=False)
    assert done.code == 2
    assert "only with --journal" in done.err
    assert noted.session("doctor", "--journal", "--fix", check=False).code == 2
