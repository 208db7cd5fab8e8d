"""``git session demo`` plays the whole story with real git and leaves nothing behind."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from git_session.commands import demo
from git_session.errors import SessionError

if TYPE_CHECKING:
    from conftest import Repo


def test_the_demo_shows_every_command_and_what_it_did(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tmp_path / "tmp"
    rooms.mkdir()
    monkeypatch.setenv("TMPDIR", str(rooms))
    out = repo.session("demo").out
    commands = re.findall(r"^\$ (git .*)$", out, re.MULTILINE)
    for word in ("init", "session init", "session log", "commit", "session view", "merge"):
        assert any(command.startswith(f"git {word}") for command in commands), word
    assert "Decision: Lock before the check" in out
    assert "Session: fix-the-sweep-race-" in out, "the trailer is shown"
    assert "merged into main" in out, "the merge archived the session"
    assert len(re.findall(r"\.sessions/journal/\S+\.md$", out, re.MULTILINE)) == 2
    assert list(rooms.iterdir()) == [], "the throw-away repository is gone"
    assert repo.status() == "", "the repository that it was typed in is untouched"


def test_the_demo_is_played_outside_of_any_repository_too(tmp_path: Path, repo: Repo) -> None:
    repo.at = str(tmp_path)
    assert "merged into main" in repo.run("git-session", "demo").out


def test_the_demo_repository_can_be_kept(repo: Repo, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    out = repo.session("demo", "--keep", str(kept)).out
    assert f"cd {kept}" in out
    there = type(repo)(kept)
    assert there.subjects()[0].startswith("Merge branch")
    assert there.status() == ""


def test_the_demo_overwrites_nothing(repo: Repo) -> None:
    done = repo.session("demo", "--keep", str(repo.top), check=False)
    assert done.code == 4
    assert done.err == (
        f"session: {repo.top} exists and is not empty\n"
        "session: name a directory that does not exist\n"
    )


def test_a_command_that_fails_ends_the_demo_with_what_it_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SessionError, match="exit code 1: git frobnicate"):
        demo._command(["git", "frobnicate"], str(tmp_path), dict(os.environ))
    assert "is not a git command" in capsys.readouterr().out
