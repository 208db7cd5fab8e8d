"""The workflows that other machines run: what they name exists, and they may do little."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import tomllib
from typing import Any

import pytest
from conftest import ROOT
from ruamel.yaml import YAML

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CI: dict[str, Any] = YAML(typ="safe").load(ROOT / ".github/workflows/ci.yml")
JOBS: dict[str, dict[str, Any]] = CI["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
COMMANDS = [
    pytest.param(line, id=f"{name}: {line}")
    for name, step in STEPS
    for line in step.get("run", "").splitlines()
]
FROM_THE_SYSTEM = ("sudo", "git")
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def test_the_pythons_are_those_that_the_project_names() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert named == PYTHONS == JOBS["tests"]["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    used = {
        step["with"]["python-version"]
        for _, step in STEPS
        if "python-version" in step.get("with", {})
    }
    assert used - {"${{ matrix.python }}"} <= set(PYTHONS)


def test_every_platform_is_tried_and_one_failure_hides_no_other() -> None:
    platforms = {"ubuntu-latest", "macos-latest", "windows-latest"}
    strategy = JOBS["tests"]["strategy"]
    assert set(strategy["matrix"]["os"]) == platforms
    assert JOBS["tests"]["runs-on"] == "${{ matrix.os }}"
    assert all(job["strategy"]["fail-fast"] is False for job in JOBS.values() if "strategy" in job)


def test_they_may_read_and_nothing_else() -> None:
    assert CI["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "permissions" in job] == []
    assert "secrets" not in (ROOT / ".github/workflows/ci.yml").read_text()
    assert set(CI["on"]) == {"push", "pull_request"}


def test_none_runs_for_ever_or_beside_its_successor() -> None:
    assert [name for name, job in JOBS.items() if "timeout-minutes" not in job] == []
    assert CI["concurrency"]["group"] == "${{ github.workflow }}-${{ github.ref }}"


@pytest.mark.parametrize("used", sorted({step["uses"] for _, step in STEPS if "uses" in step}))
def test_actions_are_githubs_own_of_a_major_version(used: str) -> None:
    assert re.fullmatch(r"actions/[a-z-]+@v\d+", used)


def test_downloads_are_kept_by_what_pyproject_says() -> None:
    kept = [step["with"] for _, step in STEPS if "setup-python" in step.get("uses", "")]
    assert len(kept) == len(JOBS)
    assert all(
        (one["cache"], one["cache-dependency-path"]) == ("pip", "pyproject.toml") for one in kept
    )


@pytest.mark.parametrize("line", COMMANDS)
def test_what_is_run_exists(line: str, pytestconfig: pytest.Config) -> None:
    words = shlex.split(line)
    if words[0] == "python":
        assert words[1] == "-m"
        assert importlib.util.find_spec(words[2]), words[2]
    elif words[0] not in FROM_THE_SYSTEM:
        assert os.access(ROOT / words[0], os.X_OK)
    assert "${{" not in line, "what others wrote is never part of a script"
    if "pytest" in words[2:3]:
        pytestconfig._parser.parse(words[3:])
    if "-e" in words:
        assert words[-1] == ".[dev]"
        assert "dev" in PROJECT["optional-dependencies"]


def test_the_readmes_command_is_what_the_platforms_run() -> None:
    readme = (ROOT / "README.md").read_text()
    [command] = re.findall(r"^.*&& \.venv/bin/(pytest .*)$", readme, re.MULTILINE)
    runs = [step.get("run", "") for step in JOBS["tests"]["steps"]]
    assert runs[-1] == f"python -m {command}"
    assert "pip install -q -e '.[dev]'" in runs[-2]
    assert "pip install -q -e '.[dev]'" in readme
