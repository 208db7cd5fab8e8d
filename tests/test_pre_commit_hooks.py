"""The manifest for the pre-commit framework says what the framework and the facts demand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from git_session.hookfiles import HOOKS

MANIFEST = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"


def test_the_framework_accepts_the_manifest(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        env={"HOME": str(tmp_path), "PATH": "", "PRE_COMMIT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


@pytest.mark.parametrize("name", HOOKS)
def test_every_git_hook_of_ours_is_offered_at_its_own_stage(name: str) -> None:
    hooks = {hook["id"]: hook for hook in YAML(typ="safe").load(MANIFEST)}
    hook = dict(hooks[f"git-session-{name}"])
    del hook["description"]
    assert hook == {
        "id": f"git-session-{name}",
        "name": f"git session ({name})",
        "entry": f"git-session hook {name}",
        "language": "python",
        "stages": [name],
        "always_run": True,  # post-* stages have no files and would never run
        "pass_filenames": name == "commit-msg",  # there it is the file with the message
        "require_serial": True,
        "minimum_pre_commit_version": "3.2.0",
    }


def test_the_check_looks_at_journal_files_and_at_nothing_else() -> None:
    hook, *_ = YAML(typ="safe").load(MANIFEST)
    assert hook == {
        "id": "git-session-check",
        "name": "git session (check)",
        "description": "journal files are what their names say",
        "entry": "git-session doctor --journal",
        "language": "python",
        "files": r"^\.sessions/journal/.*\.md$",
        "stages": ["pre-commit", "pre-push", "manual"],
        "minimum_pre_commit_version": "3.2.0",
    }


def test_the_manifest_offers_nothing_else() -> None:
    assert len(YAML(typ="safe").load(MANIFEST)) == len(HOOKS) + 1
