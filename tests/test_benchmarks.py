"""The repository that the benchmarks stand in is one that git and git-session take for real."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, SRC, Repo, store_of

from git_session.core import document, journal

if TYPE_CHECKING:
    from pathlib import Path

SIZE = {"commits": 61, "sessions": 7, "entries": 45, "files": 8}


def make(top: Path, **other: int) -> subprocess.CompletedProcess[str]:
    size = [word for name, count in {**SIZE, **other}.items() for word in (f"--{name}", str(count))]
    return subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/big.py"), str(top), *size],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests find one and the same repository, made by the first of them."""
    return tmp_path_factory.mktemp("benchmarks") / "big"


@pytest.fixture
def big(place: Path) -> Repo:
    done = make(place)
    assert done.returncode == 0, done.stderr
    return Repo(place)


def test_it_has_as_much_as_was_asked_for(big: Repo) -> None:
    journals = [name for name in big.tree() if name.startswith(".sessions/journal/")]
    blocks = [block for name in journals for block in journal.parse(big.read(name), name).blocks]
    assert len(big.git("rev-list", "HEAD").lines) == SIZE["commits"]
    assert len({name.split("/")[2] for name in journals}) == SIZE["sessions"]
    assert len([name for name in big.tree() if name.startswith("src/")]) == SIZE["files"]
    assert len([block for block in blocks if block.kind != "Session"]) == SIZE["entries"]
    assert len([block for block in blocks if block.kind == "Session"]) == SIZE["sessions"]
    assert len(big.git("rev-list", "--merges", "HEAD").lines) == SIZE["sessions"] // 2


def test_every_journal_file_is_what_its_name_says(big: Repo) -> None:
    journals = [name for name in big.tree() if name.startswith(".sessions/journal/")]
    for name in journals:
        text = big.read(name)
        found = journal.parse(text, name)
        assert journal.is_intact(text, name)
        assert journal.file_name(found) == name.rsplit("/", 1)[1]
        assert journal.render(found) == text
        [commit] = big.git("log", "--format=%H %P", "--diff-filter=A", "--", name).lines
        assert commit.split()[1:] == [found.parent], "added by one commit, on top of its parent"


def test_git_finds_nothing_wrong_with_it(big: Repo) -> None:
    done = big.git("fsck", "--full", "--strict")
    assert done.out + done.err == ""
    assert big.status() == ""
    assert big.git("for-each-ref", "--format=%(refname)").lines == ["refs/heads/main"]


def test_git_session_finds_nothing_wrong_with_it(big: Repo) -> None:
    big.session("install")  # whoever measures `list` and `why` needs no hooks
    assert big.session("doctor", "--no-trial").code == 0


def test_the_clone_has_the_document_of_every_session(big: Repo) -> None:
    store = store_of(big)
    stems = store.stems("archive")
    assert len(stems) == SIZE["sessions"]
    for stem in stems:
        path, text = store.read_document("archive", stem)
        doc = document.read(text, path)
        assert (doc.get("status"), doc.get("merged_into")) == ("completed", "main")
        assert store.copied_document(stem) == ("archive", text)
        names = [name for row in document.commits(doc) for name in row.journal]
        assert sorted(store.kept_journals(stem)) == sorted(names) == store.journal_on_disk(stem)
        assert store.consumed(stem) == store.folded(stem).keys() != set()
        for row in document.commits(doc):
            assert big.git("merge-base", "--is-ancestor", row.hash, "HEAD").code == 0


def test_the_line_to_ask_about_was_told_about(big: Repo, place: Path) -> None:
    path, _, line = make(place).stdout.split()[-1].rpartition(":")
    commit = big.git("blame", "-s", "-l", "-L", f"{line},{line}", "--", path).out.split()[0]
    added = big.git("show", "--format=", "--name-only", "--diff-filter=A", commit).lines
    assert [name for name in added if name.startswith(".sessions/journal/")] != []


def test_it_is_the_same_every_time_and_taken_as_it_is(big: Repo, tmp_path: Path) -> None:
    head, before = big.head, big.path(".git/HEAD").stat().st_mtime_ns
    assert make(tmp_path / "other").returncode == 0
    assert Repo(tmp_path / "other").head == head
    assert (
        make(big.top).stdout.partition(":")[2] == make(tmp_path / "other").stdout.partition(":")[2]
    )
    assert big.path(".git/HEAD").stat().st_mtime_ns == before


def test_what_is_something_else_is_left_alone(big: Repo, tmp_path: Path) -> None:
    done = make(big.top, commits=62)
    assert done.returncode == 1
    assert done.stderr == (
        f"{big.top} was made in another size: remove it, or name another directory\n"
    )
    (tmp_path / "notes").write_text("mine\n")
    done = make(tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path} is not empty, and no repository of the benchmarks\n"
    assert (tmp_path / "notes").read_text() == "mine\n"
