"""``git session path``: where things are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from story import begin

if TYPE_CHECKING:
    from conftest import Repo


@pytest.mark.parametrize(("words", "path"), [
    ((), "active/{stem}.md"),
    (("document",), "active/{stem}.md"),
    (("scratch",), "tmp/{stem}/alice-2026-01-15.md"),
    (("journal",), "journal/{stem}"),
])  # fmt: skip
def test_it_is_one_absolute_path(repo: Repo, words: tuple[str, ...], path: str) -> None:
    name = begin(repo)
    repo.write("deep/file", "")
    repo.at = "deep"
    out = repo.session("path", *words).out
    assert out == f"{repo.top}/.sessions/{path.format(stem=name)}\n"


def test_what_is_written_there_by_hand_is_noted(repo: Repo) -> None:
    begin(repo)
    path = repo.session("path", "scratch").out.strip()
    repo.append(path, "## 15:00 - Found the race\n")
    assert "[x] Found the race\n" in repo.session("view", "--progress").out


def test_an_agent_has_a_scratch_file_of_its_own(repo: Repo) -> None:
    begin(repo)
    env = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "0123-4567-89ab-cdef"}
    assert repo.session("path", "scratch", env=env).out.endswith("/alice.89abcdef-2026-01-15.md\n")


def test_an_archived_document_is_found_by_name(repo: Repo) -> None:
    name = begin(repo)
    repo.session("close", "--complete")
    assert repo.session("path", "--session", name).out.endswith(f"/archive/{name}.md\n")


def test_nothing_is_left_in_the_root_of_the_repository(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "Worked")
    assert sorted({name.split("/")[0] for name in repo.files()}) == [".sessions", "code.py"]


@pytest.mark.parametrize(("words", "code"), [((), 3), (("nowhere",), 2)])
def test_what_is_not_there_is_an_error(repo: Repo, words: tuple[str, ...], code: int) -> None:
    assert repo.session("path", *words, check=False).code == code
