"""A fault of ours never stops a commit: one line, exit 0, and the entry comes with a later one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from story import begin, decisions, journal_files, note, pending, the_document, titles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Done, Repo

    Mend = Callable[[], None]

BOMB = "\n".join(
    [
        "---",
        "id: 0",
        "a: &a [x, x, x, x, x, x, x, x, x]",
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "---",
        "# Bomb",
        "",
    ]
)


def document_path(repo: Repo) -> str:
    [path] = [name for name in repo.files(".sessions/active") if name.endswith(".md")]
    return path


def replaced(repo: Repo, name: str, text: str | None) -> Mend:
    """Put ``text`` (None: a directory) in the place of a file; the way back."""
    path = repo.path(name)
    kept = repo.path(".git/kept-aside")
    path.rename(kept)
    if text is None:
        path.mkdir()
    else:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))

    def mend() -> None:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
        kept.rename(path)

    return mend


def document_is_a_directory(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), None)


def document_has_broken_frontmatter(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "---\nid: [unclosed\n---\n# Title\n")


def document_has_no_frontmatter(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "# Title\n")


def document_is_huge(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "---\nid: x\n---\n" + "x" * 50_000_000)


def document_is_a_bomb(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), BOMB)


def document_is_binary(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "\0\x01\udcff\udcfe" * 1000)


def blocked(repo: Repo, name: str) -> Mend:
    """A file where a directory should be."""
    path, kept = repo.path(name), repo.path(".git/kept-aside")
    path.rename(kept)
    path.write_text("in the way\n")

    def mend() -> None:
        path.unlink()
        kept.rename(path)

    return mend


def sessions_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions")


def active_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/active")


def journal_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/journal")


def tmp_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/tmp")


def private_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session")


def private_scratch_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/scratch")


def kept_journal_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/journal")


def ids_are_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/ids")


def lock_is_a_directory(repo: Repo) -> Mend:
    return replaced(repo, ".git/git-session/lock", None)


def bad_share(repo: Repo) -> Mend:
    repo.config("session.share", "perhaps")
    return lambda: repo.config("session.share", "true")


def bad_zone(repo: Repo) -> Mend:
    repo.config("session.timezone", "Middle/Earth")
    return lambda: repo.config("session.timezone", "Europe/Berlin")


FAULTS = [
    document_is_a_directory,
    document_has_broken_frontmatter,
    document_has_no_frontmatter,
    document_is_huge,
    document_is_a_bomb,
    document_is_binary,
    sessions_is_a_file,
    active_is_a_file,
    journal_is_a_file,
    tmp_is_a_file,
    private_is_a_file,
    private_scratch_is_a_file,
    kept_journal_is_a_file,
    ids_are_a_file,
    lock_is_a_directory,
    bad_share,
    bad_zone,
]


@pytest.fixture
def noted(repo: Repo) -> Repo:
    """A session that journalled once, with one entry pending."""
    begin(repo)
    note(repo, "Before")
    repo.commit("Begin")
    note(repo, "Acknowledged")
    return repo


def commit(repo: Repo, message: str = "During the fault") -> tuple[Done, list[str]]:
    """Commit one change; what git said, and our lines on stderr."""
    repo.stage("code.py", f"# {message}\n")
    done = repo.git("commit", "-m", message)
    return done, [line for line in done.err.splitlines() if line.startswith("session:")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.__name__))
def test_a_fault_is_one_line_and_the_commit_goes_through(
    noted: Repo, fault: Callable[[Repo], Mend]
) -> None:
    mend = fault(noted)
    began = time.monotonic()
    done, ours = commit(noted)
    print(fault.__name__, round(time.monotonic() - began, 2), done.err)
    mend()
    _, after = commit(noted, "After the fault")
    print(after, titles(noted), decisions(noted), noted.status())
    assert 0
