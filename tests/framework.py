"""The real pre-commit framework, and prek, with this project at hand as the hooks' repository.

Both come from PyPI (pyproject's extra ``dev``). They install the project and what it needs into
an environment of their own, once for all tests of a process; where PyPI cannot be had the tests
that need them are skipped and say so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Repo

from git_session.core import precommit

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIG = ".pre-commit-config.yaml"
TYPES = [word for name in precommit.STAGES for word in ("-t", name)]
# What installers say when they do not reach PyPI; anything else is a fault of ours.
OUT_OF_REACH = (
    "Could not find a version that satisfies",
    "No matching distribution",
    "Failed to fetch",
    "Failed to download",
    "error sending request",
    "Temporary failure in name resolution",
    "client error (Connect)",
    "HTTPSConnectionPool",
)
# How this machine reaches PyPI, as far as that is set in its environment.
REACHING = ("PIP_", "UV_", "SSL_", "REQUESTS_", "CURL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def own_settings() -> dict[str, str]:
    """The environment's own words about proxies, indexes and certificates."""
    return {name: value for name, value in os.environ.items() if name.upper().startswith(REACHING)}


REACH = own_settings()  # before any test seals the environment


@dataclass(frozen=True)
class Framework:
    """One of the two: its ``name`` and ``command``, the PATH there is, and where its own stands."""

    name: str
    command: tuple[str, ...]
    path: str
    place: Path

    @property
    def env(self) -> dict[str, str]:
        return {
            "PATH": self.path,
            "HOME": str(self.place),
            "PRE_COMMIT_HOME": str(self.place / "pre-commit"),
            "PREK_HOME": str(self.place / "prek"),
        }

    def prepared(self, name: str) -> Repo:
        """A place for a repository that many tests begin with."""
        return Repo(self.place / name, dict(self.env))

    def run(self, top: Path, *words: str, check: bool = True, net: bool = False) -> str:
        """``pre-commit WORDS`` in a worktree; ``net`` lets it reach PyPI."""
        reach = {**REACH, "UV_SYSTEM_CERTS": "1", "UV_COMPILE_BYTECODE": "1"} if net else {}
        environment = {**os.environ, **self.env, **reach}
        if net:
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
        given = subprocess.run(
            [*self.command, *words],
            cwd=top,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = given.stdout + given.stderr
        if given.returncode and net and any(words in said for words in OUT_OF_REACH):
            pytest.skip(f"{self.name} could not reach PyPI: {said.strip().splitlines()[-1]}")
        assert not (check and given.returncode), said
        return said

    def configure(self, repo: Repo, before: str = "", after: str = "") -> None:
        """Write the configuration: our entry, and what stands before and behind it."""
        hooks = self.place / "hooks"
        start = f"repos:\n{before}" if before else None
        made = precommit.add(start, CONFIG, hooks.as_uri(), Repo(hooks).head)
        repo.write(CONFIG, (made.text or "") + after)


def hooks_repository(place: Path) -> None:
    """A repository that holds what the project's worktree holds now."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    repo = Repo(place)
    repo.git("init", "-q")
    repo.git("add", "-A")
    who = ["-c", "user.name=Alice", "-c", "user.email=alice@example.com"]
    repo.git(*who, "commit", "-q", "-m", "Hooks")


def command_of(name: str) -> tuple[str, ...]:
    """How ``name`` is started: the venv's that runs the tests. Skips where it is not there."""
    if name == "pre-commit":
        if importlib.util.find_spec("pre_commit") is None:
            pytest.skip("pre-commit is not installed: pip install pre-commit")
        return (sys.executable, "-m", "pre_commit")
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {name}")
    return (found,)


def without_us(path: str) -> str:
    """A PATH on which there is no ``git session``."""
    places: Sequence[str] = path.split(os.pathsep)
    kept = [one for one in places if not (Path(one) / "git-session").exists()]
    return os.pathsep.join(kept)
