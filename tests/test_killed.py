"""SIGKILL at every file-system call: each acknowledged entry is there, exactly once."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from story import begin, blocks, decisions, note, pending, titles

from git_session.core import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Repo

KILLING = Path(__file__).with_name("killing.py")


@pytest.fixture
def prepared(repo: Repo, unmeasured: None) -> Repo:
    """A session that journalled once and has one entry pending.

    Hundreds of processes are started here and most are killed: measuring them costs minutes and
    adds nothing to what the other tests cover.
    """
    begin(repo)
    note(repo, "Carried before")
    repo.commit("Begin")
    note(repo, "Acknowledged")
    return repo


def moments(repo: Repo, tmp_path: Path) -> Iterator[tuple[int, Repo, Path]]:
    """A fresh copy of the repository for every N until a run ends without being killed."""
    report = tmp_path / "calls"
    for number in range(1, 1000):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(repo.top, copy, symlinks=True)
        yield number, type(repo)(copy, dict(repo.env)), report
        if report.exists():
            assert number > 5, "the calls were really counted"
            return


def carry_on(repo: Repo, *maybe: str) -> None:
    """The next commit goes through and holds everything acknowledged, once."""
    repo.commit("Carry on")
    expected = ["Acknowledged", "Carried before"]
    assert [title for title in titles(repo) if title not in maybe] == expected
    ids = [grammar.identity(block) for block in blocks(repo)]
    assert len(ids) == len(set(ids)), "no entry stands in two journal files"
    assert [title for title in decisions(repo) if title not in maybe] == expected
    assert len(decisions(repo)) == len(set(decisions(repo)))
    assert pending(repo) == 0
    assert repo.status() == ""


def test_log_killed_at_every_call(prepared: Repo, tmp_path: Path) -> None:
    for number, repo, report in moments(prepared, tmp_path):
        words = ["cli", "log", "--decision", "Cut short", "--rationale", "killed"]
        repo.run(sys.executable, str(KILLING), str(number), str(report), *words, check=False)
        carry_on(repo, "Cut short")
        if report.exists():
            assert "Cut short" in titles(repo), "what was acknowledged is there"


@pytest.mark.parametrize("hook", ["pre-commit", "post-commit"])
def test_a_hook_killed_at_every_call(prepared: Repo, tmp_path: Path, hook: str) -> None:
    for number, repo, report in moments(prepared, tmp_path):
        kept = repo.read(f".git/hooks/{hook}")
        command = f"'{sys.executable}' '{KILLING}' {number} '{report}' hook {hook} \"$@\" || :"
        repo.hook(hook, command)
        repo.stage("code.py", "committed while something is killed\n")
        repo.git("commit", "-q", "-m", "Killed")
        repo.write(f".git/hooks/{hook}", kept)
        carry_on(repo)
