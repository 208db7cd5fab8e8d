"""What a git hook imports: every module costs every commit (docs/architecture.md)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import git_session
from git_session import agents
from git_session.hookfiles import HOOKS

RUN = Path(git_session.__file__).parent / "hooks/run.py"
# milliseconds over bare Python: argparse 6.5, subprocess 9, dataclasses 13, ruamel.yaml 20,
# rich 33, GitPython 62
TOO_DEAR = """
    argparse collections contextlib dataclasses enum functools git hashlib json pathlib re rich
    ruamel site subprocess typing
""".split()  # noqa: SIM905 - words read better
SCRATCH = "## 2026-01-15T10:00:00+01:00 - Decision: Lock first\n- Rationale: simplest fix\n"
ENTER = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from git_session.entry import main; main()"
)
ARGUMENTS = {
    "commit-msg": [".git/COMMIT_EDITMSG"],
    "post-merge": ["0"],
    "post-checkout": ["HEAD", "HEAD", "1"],
    "post-rewrite": ["amend"],
}


def git(top: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=top, env=sealed(top), check=True, capture_output=True)


def sealed(top: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(top.parent),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A U Thor",
        "GIT_AUTHOR_EMAIL": "author@example.com",
        "GIT_COMMITTER_NAME": "A U Thor",
        "GIT_COMMITTER_EMAIL": "author@example.com",
    }


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    """A repository with a decision that waits for the next commit."""
    top = tmp_path / "repository"
    scratch = top / ".sessions/tmp/alice-2026-01-15.md"
    scratch.parent.mkdir(parents=True)
    scratch.write_text(SCRATCH)
    (scratch.parent / ".gitignore").write_text("*\n")
    git(top, "init", "-q", "-b", "main")
    git(top, "config", "session.share", "true")
    git(top, "commit", "-q", "--allow-empty", "-m", "one")
    (top / "code.py").write_text("changed\n")
    git(top, "add", "code.py")
    return top


def imported(top: Path, name: str, **env: str) -> set[str]:
    """The top-level names of all that the hook ``name`` imports while it does its work."""
    result = subprocess.run(
        [sys.executable, "-IS", "-X", "importtime", str(RUN), name, *ARGUMENTS.get(name, [])],
        cwd=top,
        env={**sealed(top), "GIT_INDEX_FILE": ".git/index", **env},
        capture_output=True,
        text=True,
        check=True,
        input="",
    )
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    said = [line for line in result.stderr.splitlines() if "fault of git-session" in line]
    assert said == []
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines[1:]}


def test_a_commit_imports_nothing_dear(noted: Path) -> None:
    """One test, for each hook goes on from where the last one left the repository."""
    for name in HOOKS:
        if name == "post-commit":
            git(noted, "commit", "-q", "--allow-empty", "--no-verify", "-m", "two")
        names = imported(noted, name)
        assert "git_session" in names, f"{name} did not reach the package"
        assert sorted(names & set(TOO_DEAR)) == [], name


def test_a_commit_makes_views_anew_only_where_somebody_keeps_some(noted: Path) -> None:
    imported(noted, "pre-commit")
    git(noted, "commit", "-q", "--no-verify", "-m", "two")
    assert {"sqlite3", "signal"} & imported(noted, "post-commit") == set()
    git(noted, "commit", "-q", "--no-verify", "--allow-empty", "-m", "three")
    view = noted / ".sessions/views/RECENT.md"
    view.write_text("")
    assert "sqlite3" in imported(noted, "post-commit")
    assert view.read_text() == "", "without a cache nothing is begun"


def test_an_agent_commits_among_others_without_anything_dear(noted: Path) -> None:
    """It looks whose notes wait for a commit of their own."""
    imported(noted, "pre-commit")
    git(noted, "commit", "-q", "--no-verify", "-m", "two")
    imported(noted, "post-commit")
    [document] = noted.glob(".sessions/active/*.md")
    scratch = noted / f".sessions/tmp/{document.stem}/bob-2026-01-15.md"
    scratch.parent.mkdir(exist_ok=True)
    scratch.write_text(SCRATCH.replace("Lock first", "Of another"))
    (noted / "code.py").write_text("changed again\n")
    git(noted, "add", "code.py")
    names = imported(noted, "pre-commit", CODEX_SESSION_ID="5f2b8a4e-9c1d-4e6f-8a7b-0123456789ab")
    assert sorted(names & set(TOO_DEAR)) == []
    assert "Of another" not in "".join(
        path.read_text() for path in noted.glob(".sessions/journal/*/*.md")
    )


def test_a_configuration_of_the_framework_is_read_without_a_yaml_library(noted: Path) -> None:
    git(noted, "config", "--unset", "session.share")
    (noted / ".pre-commit-config.yaml").write_text("repos: []\n# - id: git-session-pre-commit\n")
    assert sorted(imported(noted, "pre-commit") & set(TOO_DEAR)) == []
    (noted / ".pre-commit-config.yaml").write_text("- id: git-session-pre-commit\n")
    assert sorted(imported(noted, "pre-commit") & set(TOO_DEAR)) == []
    assert list(noted.glob(".sessions/journal/*/*.md"))


def test_the_hooks_did_their_work(noted: Path) -> None:
    """Guards the test above: what it measures is the whole way, not an early return."""
    imported(noted, "pre-commit")
    staged = subprocess.run(
        ["git", "diff", "--cached", "--name-only"],
        cwd=noted,
        env=sealed(noted),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ".sessions/journal/" in staged.stdout


def taken(top: Path, *words: str, given: str, path: str = os.environ["PATH"]) -> set[str]:
    """The top-level names of all that ``git-session`` imports for ``words``."""
    result = subprocess.run(
        [sys.executable, "-IS", "-X", "importtime", "-c", ENTER, str(RUN.parents[2]), *words],
        cwd=top, env=sealed(top) | {"PATH": path}, capture_output=True, text=True, check=True,
        input=given,
    )  # fmt: skip
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines[1:]}


def test_a_tool_of_an_agent_costs_no_import_and_no_question_to_git(noted: Path) -> None:
    """An agent uses tools all the time; what it says of them is read and kept, no more."""
    given = json.dumps(
        {
            "session_id": "1", "cwd": str(noted), "tool_name": "Edit",
            "tool_input": {"file_path": str(noted / "code.py")},
        }
    )  # fmt: skip
    for host in agents.HOSTS:
        names = taken(noted, "agent", host, "tool-used", given=given, path="")
        assert "git_session" in names
        assert sorted(names & {*TOO_DEAR, "datetime"}) == [], host
    kept = list(noted.glob(".git/git-session/talks/*/touched"))
    assert [path.read_text() for path in kept][:1] == ["code.py\tmodified\n"]


@pytest.mark.parametrize("host", agents.HOSTS)
def test_a_prompt_imports_nothing_dear(noted: Path, host: str) -> None:
    given = json.dumps({"session_id": "1", "cwd": str(noted), "prompt": "continue"})
    names = taken(noted, "agent", host, "prompt", given=given)
    assert sorted(names & set(TOO_DEAR)) == []


def test_a_git_hook_of_a_manager_needs_no_parser(noted: Path) -> None:
    assert sorted(taken(noted, "hook", "pre-commit", given="") & set(TOO_DEAR)) == []
