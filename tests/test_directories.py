"""One session in several directories: ``init --dir``, and how files of others are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Repo, dedent
from story import begin, stem, the_document

from git_session.core import document
from git_session.lifecycle import elsewhere
from git_session.lifecycle.context import open_context
from git_session.model import FILE, Block

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def beside(repo: Repo) -> Repo:
    """Two repositories beside this one, and a package in it."""
    for name in ("api", "web"):
        (repo.top.parent / name / "src").mkdir(parents=True)
        Repo(repo.top.parent / name).git("init", "-q")
    repo.write("package/x.py", "x = 1\n")
    return repo


def files(repo: Repo) -> list[str]:
    return [path for path, _, _ in document.files(the_document(repo))]


def test_s2_18_files_of_another_repository_say_whose_they_are(beside: Repo, tmp_path: Path) -> None:
    beside.at = "package"
    done = beside.session("init", "--dir", "../../api", "--dir", "../../web/", "--dir", ".")
    assert "  Dirs:      ../api, ../web, package\n" in done.out
    assert the_document(beside).get("directories") == ["../api", "../web", "package"]
    assert "\ndirectories: ['../api', '../web', package]\n" in the_document(beside).text
    beside.session("log", "--file", "../../api/src/x", "--action", "modified")
    beside.at = "."
    beside.session("log", "--file", "../web/src/new.ts", "--file", "package/x.py",
                   "--file", "../elsewhere/y")  # fmt: skip
    expected = ["api:src/x", "web:src/new.ts", "package/x.py", "../elsewhere/y"]
    assert beside.session("log", "--note", "x").code == 0
    beside.commit("Change")
    assert [path for path in files(beside) if path != "code.py"] == expected
    assert "Directories: ../api, ../web, package\n" in beside.session("view").out
    clone = beside.clone(tmp_path / "clone")
    clone.session("resume", stem(beside))
    assert the_document(clone).get("directories") == ["../api", "../web", "package"]
    assert [path for path in files(clone) if path != "code.py"] == expected


def test_s2_18_a_directory_that_is_not_there_is_a_wrong_word(beside: Repo) -> None:
    (beside.top.parent / "more/api").mkdir(parents=True)
    (beside.top.parent / "two  blanks").mkdir()
    refused = {
        "../gone": "there is no such directory",
        "code.py": "there is no such directory",
        "../more/api": "another directory is called so, too",
        "../two  blanks": "has a name that cannot be written on a line",
    }
    for word, what in refused.items():
        done = beside.session("init", "--dir", "../api", "--dir", word, check=False)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"session: --dir {word}: {what}\n")
    assert not beside.exists(".sessions")


def test_a_session_of_one_directory_records_paths_as_they_are_typed(beside: Repo) -> None:
    begin(beside)
    beside.session("log", "--file", "../api/src/x")
    assert files(beside) == []
    assert "../api/src/x\t" in beside.ask("view", "--files")
    assert the_document(beside).get("directories") is None


def test_what_a_document_says_of_directories_may_be_anything(
    beside: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have come with a journal, or from an editor."""
    monkeypatch.chdir(beside.top)
    ctx = open_context()
    when = ctx.now
    blocks = [
        Block(when, FILE, "../api/src/x", "alice", ""),
        Block(when, FILE, "a\0b", "alice", ""),
        Block(when, "Note", "../api/src/x", "alice", ""),
    ]

    def titles(held: object) -> list[str]:
        return [one.title for one in elsewhere.recorded(ctx, held, "", blocks)]

    same = [one.title for one in blocks]
    for held in (None, "../api", [], ["", ".", "api", "~/api"], 7, ["../gone"]):
        assert titles(held) == same
    assert titles(["../api"]) == ["api:src/x", *same[1:]]
    assert titles([".."]) == [f"{beside.top.parent.name}:api/src/x", *same[1:]]
    assert titles(["..", "../api", "/"]) == ["api:src/x", *same[1:]], "the innermost counts"
    (beside.top.parent / "link").symlink_to("api")
    assert titles(["../link"]) == ["api:src/x", *same[1:]]


def test_files_of_a_document_made_by_hand(beside: Repo) -> None:
    begin(beside)
    [name] = [name for name in beside.files(".sessions/active") if name.endswith(".md")]
    text = beside.read(name).replace("authors:", "directories:\n- ../web\nauthors:")
    beside.write(name, text)
    assert beside.session("log", "--file", "../web/a").out == dedent("""
        File: web:a
    """)
