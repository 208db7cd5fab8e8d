"""What is shipped: all that is needed, and nothing else."""

from __future__ import annotations

import re
import tarfile
import zipfile
from pathlib import Path

import pytest
from building import build
from conftest import ROOT

from git_session import __version__

INFO = f"git_session-{__version__}.dist-info"
# Folder of the source, and where its files are in the wheel. A folder may go to several places.
SHIPPED = (
    ("src/git_session", "git_session"),
    ("git-hooks", "git_session/git-hooks"),
    ("share", "git_session/share"),
    ("share", f"git_session-{__version__}.data/data/share"),
)
ABOUT = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build(tmp_path_factory.mktemp("wheel"), "wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build(place / "dist", "sdist")) as archive:
        archive.extractall(place, filter="data")
    return place / f"git_session-{__version__}"


def shipped(folder: str, to: str) -> set[str]:
    """The names in the wheel of a folder's files, as they stand in the source."""
    names = {
        path.relative_to(ROOT / folder).as_posix(): path
        for path in ROOT.joinpath(folder).rglob("*")
    }
    return {
        f"{to}/{name}"
        for name, path in names.items()
        if path.is_file() and "__pycache__" not in name
    }


def test_the_wheel_holds_what_is_needed_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    expected = {name for folder, to in SHIPPED for name in shipped(folder, to)}
    expected |= {f"{INFO}/{name}" for name in ABOUT}
    assert sorted(wheel.namelist()) == sorted(expected)
    for needed in (
        "cli.py",
        "py.typed",
        "git-hooks/common.sh",
        "git-hooks/pre-commit",
        "hooks/run.py",
    ):
        assert f"git_session/{needed}" in expected


def test_the_wheel_is_one_for_all_platforms(wheel: zipfile.ZipFile) -> None:
    assert "Tag: py3-none-any\n" in wheel.read(f"{INFO}/WHEEL").decode()
    assert wheel.read(f"{INFO}/entry_points.txt").decode() == (
        "[console_scripts]\ngit-session = git_session.entry:start\n"
    )


def test_the_wheel_says_what_it_needs(wheel: zipfile.ZipFile) -> None:
    head, _, readme = wheel.read(f"{INFO}/METADATA").decode().partition("\n\n")
    required = re.findall(r"^Requires-Dist: ([\w.-]+)[^;\n]*$", head, re.MULTILINE)
    assert sorted(name.lower() for name in required) == ["gitpython", "rich", "ruamel-yaml"]
    assert "\nRequires-Python: >=3.11\n" in head
    assert "\nLicense-Expression: MIT\n" in head
    assert readme.startswith("# git-session\n")


def test_the_source_distribution_is_all_that_a_build_needs(
    wheel: zipfile.ZipFile, sdist: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(build(tmp_path, "wheel", sdist)) as again:
        ours = {name for name in wheel.namelist() if not name.endswith("/RECORD")}
        assert {name: again.read(name) for name in ours} == {
            name: wheel.read(name) for name in ours
        }


def test_the_source_distribution_can_be_tested(sdist: Path) -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "tests/conftest.py", ".ci/run"):
        assert (sdist / name).is_file(), name
    caches = [path for path in sdist.rglob("*") if path.name in ("__pycache__", ".git", ".venv")]
    assert caches == []
