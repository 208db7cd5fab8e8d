"""Installed by pipx and by uv as people do it: the command, its hooks, and what is left of both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from building import build
from conftest import ROOT, Repo

pytestmark = pytest.mark.skipif(os.name == "nt", reason="looks at the POSIX places of both tools")
PLAIN = ("/usr/local/bin", "/usr/bin", "/bin")
MANUALS = sorted(path.name for path in ROOT.glob("share/man/man1/*.1"))


@dataclass(frozen=True)
class Tool:
    """What an installer is told; ``elsewhere`` is the variable that says where it keeps things."""

    name: str
    install: tuple[str, ...]
    again: tuple[str, ...]
    uninstall: tuple[str, ...]
    elsewhere: str
    links_manuals: bool


PIPX = Tool(
    "pipx",
    ("install",),
    ("reinstall", "git-session"),
    ("uninstall", "git-session"),
    "PIPX_HOME",
    links_manuals=True,
)
UV = Tool(
    "uv",
    ("tool", "install"),
    ("tool", "upgrade", "--reinstall", "git-session"),
    ("tool", "uninstall", "git-session"),
    "UV_TOOL_DIR",
    links_manuals=False,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with our wheel and those that it needs: from there on no network."""
    wheel = build(tmp_path_factory.mktemp("wheel"), "wheel")
    place = tmp_path_factory.mktemp("house")
    words = [sys.executable, "-m", "pip", "download", "-q", "-d", str(place), str(wheel)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs pip and the packages of pyproject.toml from PyPI: {done.stderr[-200:]}")
    return place


@pytest.fixture(params=[PIPX, UV], ids=["pipx", "uv"])
def tool(request: pytest.FixtureRequest) -> Tool:
    found: Tool = request.param
    return found


@pytest.fixture
def person(tool: Tool, house: Path, tmp_path: Path, home: Path) -> Repo:
    """A repository of a person who has git and the tool, and no git-session anywhere."""
    beside = Path(sys.executable).with_name(tool.name)
    command = str(beside) if beside.exists() else shutil.which(tool.name)
    if command is None:
        pytest.skip(f"needs {tool.name}: pip install {tool.name}")
    places = tmp_path / "places"
    places.mkdir()
    (places / tool.name).symlink_to(command)
    git = shutil.which("git")
    assert git
    path = [home / ".local/bin", places, Path(git).parent, *PLAIN]
    repo = Repo(tmp_path, {
        "PATH": os.pathsep.join(map(str, path)),
        "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(house), "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIPX_DEFAULT_PYTHON": sys.executable,
        "UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(house),
        "UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never",
    })  # fmt: skip
    assert repo.run("sh", "-c", "command -v git-session", check=False).code
    repo.git("init", "-q")
    return repo


def wheel_of(house: Path) -> str:
    [wheel] = house.glob("git_session-*.whl")
    return str(wheel)


def commits_a_note(repo: Repo, name: str, env: dict[str, str] | None = None) -> None:
    """Noted and committed: one journal file more is in HEAD, and nobody complained."""
    before = len(repo.git("ls-files", ".sessions/journal").lines)
    repo.session("log", "--note", name)
    repo.stage("code.py", f"{name}\n")
    done = repo.git("commit", "-q", "-m", name, env=env)
    assert done.err == ""
    assert len(repo.git("ls-files", ".sessions/journal").lines) == before + 1


def test_a_tool_installs_a_command_whose_hooks_outlive_its_reinstalling(
    tool: Tool, person: Repo, house: Path, home: Path, tmp_path: Path
) -> None:
    person.run(tool.name, *tool.install, wheel_of(house))
    person.session("init", "--goal", "Installed")
    commits_a_note(person, "first")
    bare = {"PATH": os.pathsep.join((str(Path(shutil.which("git") or "").parent), *PLAIN))}
    commits_a_note(person, "from a program that knows no PATH of mine", bare)
    person.run(tool.name, *tool.again)
    commits_a_note(person, "installed again", bare)
    linked = sorted(path.name for path in home.glob(".local/share/man/man1/git-session*"))
    assert linked == (MANUALS if tool.links_manuals else [])

    person.run(tool.name, *tool.uninstall)
    person.env[tool.elsewhere] = str(tmp_path / "elsewhere")
    person.run(tool.name, *tool.install, wheel_of(house))
    commits_a_note(person, "the old place is gone, and PATH knows the new one")
    person.session("install")
    commits_a_note(person, "and now the hooks do", bare)


def test_a_command_that_was_uninstalled_blocks_no_commit(
    tool: Tool, person: Repo, house: Path
) -> None:
    person.run(tool.name, *tool.install, wheel_of(house))
    person.session("init", "--goal", "Left")
    person.run(tool.name, *tool.uninstall)
    person.stage("code.py", "1\n")
    done = person.git("commit", "-q", "-m", "Without")
    [line] = done.err.splitlines()
    assert line.startswith("session: nothing was recorded: git-session is gone from ")
    assert person.subjects() == ["Without"]
