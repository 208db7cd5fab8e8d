"""The paths that commits changed, and the projects that these lead to; git is asked once."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, dedent
from story import begin, note

from git_session import walk
from git_session.cache import changed, opening
from git_session.core.projects import Rules
from git_session.lifecycle import changes, projects
from git_session.lifecycle.changes import Change
from git_session.lifecycle.context import open_context

if TYPE_CHECKING:
    from pathlib import Path

    from git_session.lifecycle.context import Context

CONFIG = dedent("""
    projects:
      web: web/**
      api: [api/**]
    default_project: tools
""")


def here(repo: Repo) -> Context:
    return open_context(str(repo.top))


def ask_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on git must not be asked for what commits changed."""

    def refuse(_wt: object, commits: list[str], _most: int) -> None:
        raise AssertionError(f"git was asked again for {commits}")

    monkeypatch.setattr(walk, "changed", refuse)


@pytest.fixture
def several(repo: Repo) -> dict[str, str]:
    """Commits by a word: of one path, of several, of odd names, empty, only ours, a merge."""
    made = {"root": repo.head}
    made["both"] = repo.commit("both", {"web/a.ts": "a\n", "api/a.go": "a\n"})
    odd = {"M": "a\n", "é\n\t": "a\n", made["both"]: "a\n", "\udcff": "a\n"}
    made["odd"] = repo.commit("odd", odd)
    repo.git("commit", "-q", "--allow-empty", "-m", "empty")
    made["empty"] = repo.head
    repo.write(".sessions/config.yml", CONFIG)
    repo.git("add", "-f", ".sessions/config.yml")
    repo.git("commit", "-q", "-m", "ours")
    made["ours"] = repo.head
    repo.git("switch", "-q", "-c", "side", "HEAD~1")
    repo.commit("on the side", {"web/side.ts": "s\n"})
    repo.git("switch", "-q", "main")
    repo.commit("on main", {"api/main.go": "m\n"})
    repo.git("merge", "-q", "--no-ff", "--no-edit", "side")
    made["merge"] = repo.head
    repo.git("rm", "-q", "web/a.ts")
    repo.git("mv", "api/a.go", "web/a.go")
    repo.git("commit", "-q", "-m", "moved")
    made["moved"] = repo.head
    return made


def test_the_paths_of_commits(repo: Repo, several: dict[str, str]) -> None:
    found = changes.of(here(repo), several.values())
    assert [*found] == [*several.values()]
    assert {word: found[commit] for word, commit in several.items()} == {
        "root": Change(("code.py",)),
        "both": Change(("api/a.go", "web/a.ts")),
        "odd": Change((several["both"], "M", "é\n\t", "\udcff")),
        "empty": Change(()),
        "ours": Change(()),
        "merge": Change(("web/side.ts",)),
        "moved": Change(("api/a.go", "web/a.go", "web/a.ts")),
    }


def test_git_is_asked_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    known = changes.of(here(repo), [repo.head])
    ask_no_more(monkeypatch)
    assert changes.of(here(repo), [repo.head]) == known


def test_whoever_has_the_cache_open_may_ask(repo: Repo, several: dict[str, str]) -> None:
    """Before, while it is read and while it is written; and it is remembered each time."""
    ctx, commits = here(repo), [*several.values()]
    words = (None, False, True)
    with opening.Cache(str(repo.path(".git/cache.db"))) as known:
        for at, writing in enumerate(words):
            if writing is not None:
                known.begin(writing=writing)
            part = commits[at :: len(words)]
            assert [*projects.recalled(ctx, known, part)] == part
            if writing is not None:
                known.end()
    with opening.Cache(str(repo.path(".git/cache.db"))) as known:
        assert known.changed.known(commits).keys() == {*commits}
        assert known.changed.known([]) == {}


def test_a_cache_without_these_tables_is_built_anew(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = changes.of(here(repo), [repo.head])
    with sqlite3.connect(here(repo).store.cache) as db:
        db.execute("DROP TABLE changed")
    monkeypatch.setattr(changed, "FEW", 0)
    assert changes.of(here(repo), [repo.head]) == found
    ask_no_more(monkeypatch)
    assert changes.of(here(repo), [repo.head]) == found


def test_what_a_commit_that_went_changed_is_forgotten(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use one")
    gone = repo.commit("gone")
    repo.ask("search", "one")
    projects.by_commit(here(repo), [gone])
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.ask("search", "one")
    with opening.Cache(here(repo).store.cache) as known:
        assert known.changed.known([gone]) == {}
    assert projects.by_commit(here(repo), [gone]) == {gone: ("repo",)}, "it is still in this clone"


def test_what_is_no_commit_here_is_left_out(repo: Repo) -> None:
    blob = repo.rev("HEAD:code.py")
    odd = ["", "HEAD", repo.head[:12], "0" * 40, blob, "--output=x", "a\nb", repo.head.upper()]
    assert [*changes.of(here(repo), [*odd, repo.head, repo.head])] == [repo.head]
    assert projects.by_commit(here(repo), odd) == {}
    assert changes.of(here(repo), []) == {}


def test_of_a_huge_commit_the_first_paths_are_kept(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 3)
    monkeypatch.setattr(changes, "PORTION", 1)
    begin(repo)
    note(repo, "Many")
    large = repo.commit("large", {f"file{n}": "x\n" for n in range(4)})
    small = repo.commit("small", {f"file{n}": "y\n" for n in range(3)})
    for _ in range(2):  # asked of git, and remembered
        assert changes.of(here(repo), [large, small]) == {
            large: Change(("file0", "file1", "file2"), cut=True),
            small: Change(("file0", "file1", "file2")),
        }


def test_where_a_shallow_clone_ends_nothing_is_known(repo: Repo, tmp_path: Path) -> None:
    repo.commit("second")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.top}", str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow", dict(repo.env))
    last = shallow.commit("third")
    assert [*changes.of(here(shallow), [last, repo.head])] == [last]
    shallow.git("fetch", "-q", "--unshallow")
    assert changes.of(here(shallow), [repo.head]) == {repo.head: Change(("code.py",))}


def test_the_projects_of_commits(repo: Repo, several: dict[str, str]) -> None:
    commits = [*several.values()]
    found = projects.by_commit(here(repo), commits)
    assert {word: found[commit] for word, commit in several.items()} == {
        "root": ("tools",),
        "both": ("web", "api"),
        "odd": ("tools",),
        "empty": (),
        "ours": (),
        "merge": ("web",),
        "moved": ("web", "api"),
    }
    told = {commit: change.paths for commit, change in changes.of(here(repo), commits).items()}
    assert projects.of_commits(here(repo), told) == found
    repo.write(".sessions/config.yml", CONFIG.replace("web/**", "'*.go'"))
    other = projects.by_commit(here(repo), commits)
    assert other[several["both"]] == ("web", "api", "tools")
    assert other[several["merge"]] == ("tools",)
    assert projects.by_commit(here(repo), commits[:1]) == {commits[0]: ("tools",)}


def test_rules_that_change_ask_git_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert projects.by_commit(here(repo), [repo.head]) == {repo.head: ("repo",)}
    ask_no_more(monkeypatch)
    repo.write(".sessions/config.yml", "projects: {mine: code.py}\n")
    assert projects.by_commit(here(repo), [repo.head]) == {repo.head: ("mine",)}
    asked: list[list[str]] = []

    def recalled(_ctx: object, _known: object, commits: list[str]) -> dict[str, Change]:
        asked.append(commits)
        return {}

    monkeypatch.setattr(changes, "recalled", recalled)
    assert projects.by_commit(here(repo), [repo.head]) == {repo.head: ("mine",)}
    assert asked == [[]], "not even the paths are read again"


def test_without_rules_all_commits_are_one_project(repo: Repo, several: dict[str, str]) -> None:
    repo.path(".sessions/config.yml").unlink()
    found = projects.by_commit(here(repo), several.values())
    assert {*found.values()} == {("repo",), ()}
    repo.config("session.project", "acme")
    found = projects.by_commit(here(repo), several.values())
    assert found[several["both"]] == ("acme",)


def test_a_file_that_cannot_be_used_is_told_once_and_counts_for_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(".sessions/config.yml", "projects:\n  web: [\n")
    ctx = here(repo)
    for _ in range(2):
        assert projects.by_commit(ctx, [repo.head]) == {repo.head: ("repo",)}
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[0].startswith("session: .sessions/config.yml:3: no YAML: ")
    assert said[1] == "session: see all of it: git session config projects"
    for text in ("x" * 65_537, None):
        repo.path(".sessions/config.yml").unlink()
        if text:
            repo.write(".sessions/config.yml", text)
        else:
            repo.path(".sessions/config.yml").symlink_to("/etc/hostname")
        ctx = here(repo)
        for _ in range(2):
            assert projects.rules(ctx) == Rules()
        first, _ = capsys.readouterr().err.splitlines()
        assert first.startswith("session: .sessions/config.yml: ")
        assert first.endswith("; the file counts for nothing")
