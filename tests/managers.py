"""Clones in which somebody else runs hooks already: what each manager leaves on the disk.

In each of them a foreign pre-commit hook writes a line to `ran` in the home, and vetoes while the
file `veto` is there.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo

from git_session import hookfiles

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = 'echo theirs >> "$HOME/ran"; [ ! -e "$HOME/veto" ]'
PYTHON_HOOK = """\
#!{python}
import os, sys
home = os.environ["HOME"]
with open(home + "/ran", "a") as file:
    file.write("theirs\\n")
sys.exit(os.path.exists(home + "/veto"))
"""
LEFTHOOK = f"""\
# the team's
pre-commit:
  commands:
    theirs:
      run: {SCRIPT}  # a comment
"""
FRAMEWORK = f"""\
repos:
- repo: local
  hooks:
  - id: theirs
    name: theirs
    language: system
    entry: sh -c '{SCRIPT}'
    always_run: true
    pass_filenames: false
"""


@dataclass(frozen=True)
class Manager:
    """A row of the table: how a clone comes to it, and who runs our hooks there.

    ``make`` returns the worktree to work in. ``after`` is what a person types after the
    installation, because the manager wants it; ``needs`` are the programs that the manager itself
    looks for on PATH.
    """

    name: str
    make: Callable[[Repo, Path], Repo]
    manager: str = "git"
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def tool(name: str) -> str:
    """The program of that name beside the Python that runs the tests, else on PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed here: pip install {name}")
    return found


def plain(repo: Repo, home: Path) -> Repo:
    """A shell hook whose last line is an exec."""
    repo.hook("pre-commit", f"exec sh -c '{SCRIPT}'")
    return repo


def program(repo: Repo, home: Path) -> Repo:
    """A hook in Python."""
    hook = repo.hook("pre-commit", "")
    hook.write_text(PYTHON_HOOK.format(python=sys.executable))
    return repo


def link(repo: Repo, home: Path) -> Repo:
    """A symbolic link to a script elsewhere."""
    script = home / "check"
    script.write_text(f"#!/bin/sh\n{SCRIPT}\n")
    script.chmod(0o755)
    (repo.top / ".git/hooks").mkdir(exist_ok=True)
    (repo.top / ".git/hooks/pre-commit").symlink_to(script)
    return repo


def global_path(repo: Repo, home: Path) -> Repo:
    """One directory of hooks for all repositories of this person."""
    hooks = home / "all hooks"
    _hook(hooks / "pre-commit")
    repo.git("config", "--global", "core.hooksPath", str(hooks))
    return repo


def tracked_path(repo: Repo, home: Path) -> Repo:
    """A directory of hooks that the team tracks."""
    _hook(repo.top / ".githooks/pre-commit")
    repo.git("add", ".githooks")
    repo.git("commit", "-q", "-m", "Hooks")
    repo.config("core.hooksPath", ".githooks")
    return repo


def _hook(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nset -eu\n{SCRIPT}\n")
    path.chmod(0o755)


def lefthook(repo: Repo, home: Path) -> Repo:
    """The real one, installed for pre-commit."""
    repo.commit("Hooks", {"lefthook.yml": LEFTHOOK})
    repo.run(tool("lefthook"), "install")
    return repo


def framework(repo: Repo, home: Path) -> Repo:
    """The real pre-commit, without any hook of ours in its config."""
    return _framework(repo, "pre-commit")


def prek(repo: Repo, home: Path) -> Repo:
    """The real prek, likewise."""
    return _framework(repo, "prek")


def _framework(repo: Repo, name: str) -> Repo:
    repo.commit("Hooks", {".pre-commit-config.yaml": FRAMEWORK})
    repo.run(tool(name), "install")
    return repo


def husky(repo: Repo, home: Path) -> Repo:
    """The real one."""
    repo.write("package.json", '{"private": true}\n')
    repo.write(".gitignore", "node_modules/\n")
    shutil.copytree(husky_package(), repo.top / "node_modules/husky")
    repo.run("node", "node_modules/husky/bin.js")
    repo.write(".husky/pre-commit", f"{SCRIPT}\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Hooks")
    return repo


def worktree(repo: Repo, home: Path) -> Repo:
    """A linked worktree of a clone with a hook."""
    plain(repo, home)
    return repo.worktree(home / "linked worktree", "-b", "side")


def tracked_path_in_worktree(repo: Repo, home: Path) -> Repo:
    """A relative core.hooksPath, which every worktree takes as its own."""
    tracked_path(repo, home)
    return repo.worktree(home / "linked worktree", "-b", "side")


def submodule(repo: Repo, home: Path) -> Repo:
    """A repository within another one."""
    outer = home / "outer"
    outer.mkdir()
    whole = Repo(outer, dict(repo.env))
    whole.git("init", "-q")
    whole.git("submodule", "add", "-q", str(repo.top), "inner module")
    inner = Repo(outer / "inner module", dict(repo.env))
    inner.git("switch", "-q", "-C", "side")
    inner.hook("pre-commit", SCRIPT)
    return inner


# What the registry said: where the package is, or why it cannot be had. Asked once.
_packages: dict[str, Path | str] = {}
ENVIRONMENT = dict(os.environ)  # of this machine, before any test seals it: its proxies and caches


def husky_package() -> Path:
    """husky from the registry, once for all tests of a process."""
    if "husky" not in _packages:
        _packages["husky"] = _from_npm("husky", "9")
    found = _packages["husky"]
    if isinstance(found, str):
        pytest.skip(found)
    return found


def _from_npm(name: str, version: str) -> Path | str:
    if not shutil.which("npm"):
        return f"npm is not installed here, so {name} cannot be had"
    place = Path(os.environ["HOME"]).parent / "npm"
    place.mkdir(exist_ok=True)
    asked = ["--no-audit", "--no-fund", "--fetch-retries=0", f"{name}@{version}"]
    got = subprocess.run(
        ["npm", "install", "--prefix", str(place), *asked],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if got.returncode:
        return f"the npm registry did not give {name}: {got.stderr.strip()[:200]}"
    return place / "node_modules" / name


ROWS = [
    Manager("plain hook directory", plain),
    Manager("hook that is no shell script", program),
    Manager("hook that is a link", link),
    Manager("global hooksPath", global_path),
    Manager("tracked hooksPath", tracked_path),
    Manager("husky", husky, "husky"),
    Manager("lefthook", lefthook, "lefthook", ("lefthook", "install")),
    Manager("pre-commit framework", framework),
    Manager("prek", prek),
    Manager("linked worktree", worktree),
    Manager("linked worktree with a tracked hooksPath", tracked_path_in_worktree),
    Manager("submodule", submodule),
]
PLAIN = ROWS[0]


def snapshot(*folders: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below the folders with its mode and its bytes (of a link: its target)."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            mode = path.lstat().st_mode
            if path.is_symlink():
                found[str(path)] = (0, os.fsencode(path.readlink()))
            elif path.is_file():
                found[str(path)] = (stat.S_IMODE(mode), path.read_bytes())
    return found


def bare_path(*programs: str) -> str:
    """The PATH of a GUI client, with the directories of what a manager itself needs."""
    return os.pathsep.join(["/usr/bin", "/bin", *(str(Path(one).parent) for one in programs)])


def forget_us(*folders: Path) -> None:
    """Make every hook look for us where nothing is, as after `pip uninstall`."""
    ours = hookfiles.shims_dir().encode()
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and ours in path.read_bytes():
                path.write_bytes(path.read_bytes().replace(ours, b"/nowhere"))
