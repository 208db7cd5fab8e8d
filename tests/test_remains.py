"""What lies below our directories: state files of every shape, what killed writes left."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from git_session import remains
from git_session.statelines import fields

NAMES = [
    "pointer", "settled", "staged", "offsets", "agents", "owed", "unshared", "said",
    "ids/x.consumed", "ids/x.folded", "ids/x.reverted",
]  # fmt: skip
IDENTITY = "0123456789abcdef"
ROW = f"x\t.sessions/journal/x/a.md\tmain\t\t{IDENTITY}\t\t\n"


def write(place: Path, name: str, text: str) -> Path:
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


@given(st.sampled_from(NAMES), st.text() | st.text(st.sampled_from("ab\t\n/.\\019f")))
@example("staged", ROW)
@example("staged", f"{ROW}half\n")
@example("offsets", "3\ntmp/x/a.md\t3\tff\n")
@example("ids/x.folded", f"{IDENTITY}\ntorn")
def test_what_was_mended_is_whole(name: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), name, text)
        before = fields(str(path))
        found = [told for told, _ in remains.damaged(folder)]
        assert found in ([], [name])
        if found:
            did = remains.mended(folder, name)
            assert remains.damaged(folder) == []
            assert path.exists() == did.startswith("kept ")
            assert all(row in before for row in fields(str(path)))


@pytest.mark.parametrize(("name", "text"), [
    ("pointer", "sweep-12345678\tmain\n"), ("settled", "\t\n"), ("staged", ROW), ("offsets", "0\n"),
    ("offsets", "3\ntmp/x/a.md\t3\tff\n"), ("agents", "id\tsweep-12345678\n"), ("owed", ""),
    ("ids/x.consumed", f"{IDENTITY}\n"), ("ids/x.reverted", "a.md\n"), ("said", "\x1b\n"),
    ("ids/x.md", "whatever"), ("scratch/x/a.md", "words"), ("unknown", "whatever"),
])  # fmt: skip
def test_what_is_whole_and_what_is_not_ours_is_no_damage(
    tmp_path: Path, name: str, text: str
) -> None:
    write(tmp_path, name, text)
    assert remains.damaged(str(tmp_path)) == []


def test_no_directory_has_no_damage(tmp_path: Path) -> None:
    assert remains.damaged(str(tmp_path / "none")) == []
    assert list(remains.below(str(tmp_path / "none"))) == []
    assert remains.folders(str(tmp_path / "none")) == []
    assert not remains.is_empty(str(tmp_path / "none"))


def test_a_pipe_in_the_place_of_a_state_file_is_removed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settled")
    assert remains.damaged(str(tmp_path)) == [("settled", "cannot be read")]
    assert remains.mended(str(tmp_path), "settled") == "removed"
    assert remains.damaged(str(tmp_path)) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, "a/.x.m-1.aside", "half")
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(outside)
    (root / "in").symlink_to(root)
    assert list(remains.below(str(root))) == [str(root / "in"), str(root / "out")]
    assert list(remains.leading_out(str(root))) == [str(root / "out")]
    assert list(remains.left_behind(str(root), age=-1)) == []
    assert list(remains.left_behind(str(outside), age=-1)) == [str(outside / "a/.x.m-1.aside")]
    assert not remains.is_empty(str(root))
    assert remains.folders(str(root)) == []


def test_what_is_full_by_now_is_not_removed(tmp_path: Path) -> None:
    write(tmp_path, "x/y/mine", "")
    with pytest.raises(OSError, match="not empty"):
        remains.remove_empty(str(tmp_path / "x"))
    assert (tmp_path / "x/y/mine").exists()
