"""Scratch and its copy: what was noted is pending until it is released, whatever happens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from git_session.errors import Refused, SessionError
from git_session.scratch import AT_ONCE

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

    from git_session.store import Store

STEM = "fix-12345678"
NAME = "alice-2026-01-15.md"
SCRATCH = f".sessions/tmp/{STEM}/{NAME}"
COPY = f".git/git-session/scratch/{STEM}/{NAME}"


def pending(store: Store, stem: str = STEM) -> dict[str, str]:
    return {chunk.key: chunk.text for chunk in store.pending(stem)}


def offsets_total(repo: Repo) -> int:
    return int(repo.read(".git/git-session/offsets").split("\n")[0])


def bytes_on_disk(repo: Repo) -> int:
    folders = (repo.top / ".sessions/tmp", repo.top / ".git/git-session/scratch")
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*.md"))


def test_an_entry_stands_in_scratch_and_in_the_copy(repo: Repo, store: Store) -> None:
    assert store.append(STEM, NAME, "## one\n") == ""
    assert store.append(STEM, NAME, "## two\n") == ""
    assert repo.read(SCRATCH) == repo.read(COPY) == "## one\n## two\n"
    text = "## one\n## two\n"
    assert pending(store) == {f"tmp/{STEM}/{NAME}": text, f"copy/{STEM}/{NAME}": text}


def test_an_entry_begins_a_line_of_its_own(repo: Repo, store: Store) -> None:
    repo.write(SCRATCH, "## by hand, no line end")
    store.append(STEM, NAME, "## one\n")
    assert repo.read(SCRATCH) == "## by hand, no line end\n## one\n"


def test_an_entry_is_one_write_to_each_place(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = os.write

    def counted(descriptor: int, data: bytes) -> int:
        written.append(data)
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", counted)
    store.append(STEM, NAME, "## one\n" + "x" * 200_000 + "\n")
    assert [len(data) for data in written] == [200_008] * 2


def test_what_was_released_is_not_pending(repo: Repo, store: Store) -> None:
    store.append(STEM, NAME, "## one é\n")
    store.release(store.pending(STEM))
    assert pending(store) == {}
    assert offsets_total(repo) == bytes_on_disk(repo)
    repo.append(SCRATCH, "## two\n")
    assert pending(store) == {f"tmp/{STEM}/{NAME}": "## two\n"}
    assert offsets_total(repo) != bytes_on_disk(repo)


def test_a_release_of_nothing_writes_the_offsets_once(repo: Repo, store: Store) -> None:
    store.release([])
    assert repo.read(".git/git-session/offsets") == "0\n"
    before = repo.path(".git/git-session/offsets").stat().st_ino
    store.release([])
    assert repo.path(".git/git-session/offsets").stat().st_ino == before


def test_what_came_after_reading_stays_pending_and_is_seen_by_the_total(
    repo: Repo, store: Store
) -> None:
    store.append(STEM, NAME, "## one\n")
    chunks = store.pending(STEM)
    store.append(STEM, NAME, "## two\n")
    store.release(chunks)
    assert set(pending(store).values()) == {"## two\n"}
    assert offsets_total(repo) == bytes_on_disk(repo) - 2 * len("## two\n")


def test_scratch_without_a_session_is_for_whatever_session_there_is(
    repo: Repo, store: Store
) -> None:
    repo.write(".sessions/tmp/notes.md", "## 14:30 - by hand\n")
    [chunk] = store.pending("")
    assert (chunk.key, chunk.filename, chunk.text) == (
        "tmp/notes.md",
        "notes.md",
        "## 14:30 - by hand\n",
    )
    assert chunk.unnamed
    assert pending(store) == {}
    store.append(STEM, NAME, "## one\n")
    assert not any(chunk.unnamed for chunk in store.pending(STEM))
    store.release([chunk])
    assert store.pending("") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("short\n", id="shrunk"),
        pytest.param(
            "an editor put a line above\n## one, which is long enough\n", id="grown above"
        ),
        pytest.param("## ONE, which is long enough\n", id="changed, as long as before"),
        pytest.param("## ONE, which is long enough\n## two\n", id="changed and grown"),
    ],
)
def test_a_file_that_is_not_the_one_we_read_is_read_from_the_start(
    repo: Repo, store: Store, text: str
) -> None:
    repo.write(SCRATCH, "## one, which is long enough\n")
    store.release(store.pending(STEM))
    repo.write(SCRATCH, text)
    assert pending(store) == {f"tmp/{STEM}/{NAME}": text}


def test_git_clean_leaves_the_copy(repo: Repo, store: Store) -> None:
    store.append(STEM, NAME, "## one\n")
    store.release(store.pending(STEM))
    store.append(STEM, NAME, "## two\n")
    repo.git("clean", "-fdxq")
    assert pending(store) == {f"copy/{STEM}/{NAME}": "## two\n"}
    store.release(store.pending(STEM))
    assert offsets_total(repo) == bytes_on_disk(repo)
    store.append(STEM, NAME, "## three\n")
    assert set(pending(store).values()) == {"## three\n"}


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "\n",
        "nonsense",
        "12\n\\\t\t\n\t\t\t\t\n",
        f"9\ntmp/{STEM}/{NAME}\t99999999999999999999\t00\n",
        f"9\ntmp/{STEM}/{NAME}\t-1\t00\n",
        f"9\ntmp/{STEM}/{NAME}\t7\tzz\n",
        f"9\ntmp/{STEM}/{NAME}\t7",
        "\udcff\x00\x00\x00",
    ],
)
def test_broken_offsets_mean_that_nothing_was_consumed(
    repo: Repo, store: Store, garbage: str
) -> None:
    store.append(STEM, NAME, "## one\n")
    store.release(store.pending(STEM))
    repo.write(".git/git-session/offsets", garbage)
    assert set(pending(store).values()) == {"## one\n"}
    store.release(store.pending(STEM))
    assert pending(store) == {}


def test_offsets_that_are_no_file_mean_unknown(repo: Repo, store: Store) -> None:
    store.append(STEM, NAME, "## one\n")
    repo.path(".git/git-session/offsets").mkdir()
    assert set(pending(store).values()) == {"## one\n"}


def test_a_huge_file_is_taken_in_whole_lines_one_part_after_the_other(
    repo: Repo, store: Store
) -> None:
    line = "x" * 99 + "\n"
    text = line * (AT_ONCE // 100 + 10)
    repo.write(SCRATCH, text)
    taken = ""
    while chunks := store.pending(STEM):
        assert chunks[0].text.endswith("\n")
        taken += chunks[0].text
        store.release(chunks)
    assert taken == text


def test_a_line_larger_than_a_part_is_taken_in_parts(repo: Repo, store: Store) -> None:
    repo.write(SCRATCH, "x" * (AT_ONCE + 5))
    sizes = []
    while chunks := store.pending(STEM):
        sizes.append(len(chunks[0].text))
        store.release(chunks)
    assert sizes == [AT_ONCE, 5]


class TestTidying:
    def test_only_consumed_files_of_days_before_yesterday_go(
        self, repo: Repo, store: Store
    ) -> None:
        days = ["alice-2026-01-13.md", "alice-2026-01-14.md", "alice-2026-01-15.md"]
        for name in [*days, "alice.md", "bob-2026-01-13.md"]:
            store.append(STEM, name, "## one\n")
        chunks = [chunk for chunk in store.pending(STEM) if not chunk.filename.startswith("bob")]
        store.release(chunks, today="2026-01-15")
        kept = ["alice-2026-01-14.md", "alice-2026-01-15.md", "alice.md", "bob-2026-01-13.md"]
        assert repo.files(".sessions/tmp") == [f".sessions/tmp/{STEM}/{name}" for name in kept]
        assert {chunk.filename for chunk in store.pending(STEM)} == {"bob-2026-01-13.md"}

    def test_a_file_that_grew_meanwhile_stays(self, store: Store) -> None:
        store.append(STEM, "alice-2026-01-01.md", "## one\n")
        chunks = store.pending(STEM)
        store.append(STEM, "alice-2026-01-01.md", "## late\n")
        store.release(chunks, today="2026-01-15")
        assert set(pending(store).values()) == {"## late\n"}

    def test_without_a_day_nothing_is_removed(self, repo: Repo, store: Store) -> None:
        store.append(STEM, "alice-2001-01-01.md", "## one\n")
        store.release(store.pending(STEM))
        assert repo.files(".sessions/tmp") == [f".sessions/tmp/{STEM}/alice-2001-01-01.md"]

    def test_the_empty_directories_of_sessions_that_are_over_go(
        self, repo: Repo, store: Store
    ) -> None:
        for stem in ("old-1", "new-2", "own-3", "kept-4"):
            store.append(stem, "alice-2026-01-13.md", "## one\n")
        store.append("new-2", NAME, "## two\n")
        repo.write(".sessions/active/own-3.md", "")
        repo.write(".sessions/tmp/kept-4/picture.png", "")
        stems = ("old-1", "new-2", "own-3", "kept-4")
        store.release([chunk for stem in stems for chunk in store.pending(stem)], "2026-01-15")
        assert sorted(path.name for path in repo.path(".sessions/tmp").iterdir()) == [
            "kept-4",
            "new-2",
            "own-3",
        ]
        copies = repo.path(".git/git-session/scratch")
        assert sorted(path.name for path in copies.iterdir()) == ["new-2", "own-3"]

    def test_a_session_is_written_to_after_its_directories_went(self, store: Store) -> None:
        store.append(STEM, "alice-2026-01-01.md", "## one\n")
        store.release(store.pending(STEM), "2026-01-15")
        assert store.append(STEM, NAME, "## two\n") == ""
        assert set(pending(store).values()) == {"## two\n"}


class TestTrouble:
    def test_without_sessions_the_copy_holds_it(self, repo: Repo, store: Store) -> None:
        repo.write(".sessions", "a file in the way")
        remark = store.append(STEM, NAME, "## one\n")
        assert remark.startswith("noted in one place only: ")
        assert ".sessions" in remark
        assert pending(store) == {f"copy/{STEM}/{NAME}": "## one\n"}

    def test_where_git_is_closed_scratch_holds_it(self, repo: Repo, store: Store) -> None:
        repo.write(".git/git-session", "a file in the way")
        assert "git-session" in store.append(STEM, NAME, "## one\n")
        assert pending(store) == {f"tmp/{STEM}/{NAME}": "## one\n"}

    def test_with_both_closed_it_is_refused_by_path(self, repo: Repo, store: Store) -> None:
        repo.write(".git/git-session", "a file in the way")
        repo.write(".sessions", "a file in the way")
        with pytest.raises(SessionError, match=r"/\.sessions"):
            store.append(STEM, NAME, "## one\n")

    def test_a_full_disk_is_no_acknowledgement(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = os.write
        monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
        with pytest.raises(SessionError, match="No space left"):
            store.append(STEM, NAME, "## one\n")

    @pytest.mark.parametrize(
        "name", ["../x.md", "a/b.md", "a\\b.md", "", ".", "..", ".x", "a\0b", "a\nb"]
    )
    def test_names_lead_nowhere_else(self, store: Store, name: str) -> None:
        for stem, filename in ((name, NAME), (STEM, name)):
            with pytest.raises(Refused, match="is no name"):
                store.append(stem, filename, "## one\n")

    def test_a_link_out_is_neither_written_nor_read(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        secret = tmp_path / "secret.md"
        secret.write_text("secret\n")
        repo.path(f".sessions/tmp/{STEM}").mkdir(parents=True)
        repo.path(SCRATCH).symlink_to(secret)
        remark = store.append(STEM, NAME, "## one\n")
        assert "leads out of .sessions" in remark
        assert secret.read_text() == "secret\n"
        assert pending(store) == {f"copy/{STEM}/{NAME}": "## one\n"}

    def test_a_directory_that_leads_out_is_neither_written_nor_read(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "other.md").write_text("secret\n")
        repo.path(".sessions/tmp").mkdir(parents=True)
        repo.path(f".sessions/tmp/{STEM}").symlink_to(outside)
        assert "leads out" in store.append(STEM, NAME, "## one\n")
        assert os.listdir(outside) == ["other.md"]
        assert pending(store) == {f"copy/{STEM}/{NAME}": "## one\n"}

    def test_sessions_itself_may_not_lead_out_of_the_worktree(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        (tmp_path / "outside").mkdir()
        repo.path(".sessions").symlink_to(tmp_path / "outside")
        assert "leads out" in store.append(STEM, NAME, "## one\n")
        assert os.listdir(tmp_path / "outside") == []

    def test_a_link_inside_is_written_through(self, repo: Repo, store: Store) -> None:
        real = repo.write(".sessions/mine.md", "")
        repo.path(f".sessions/tmp/{STEM}").mkdir(parents=True)
        repo.path(SCRATCH).symlink_to(real)
        assert store.append(STEM, NAME, "## one\n") == ""
        assert (real.read_text(), repo.path(SCRATCH).is_symlink()) == ("## one\n", True)

    def test_what_is_no_file_is_passed_by(self, repo: Repo, store: Store) -> None:
        repo.path(SCRATCH).mkdir(parents=True)
        os.mkfifo(repo.path(f".sessions/tmp/{STEM}/pipe.md"))
        repo.write(f".sessions/tmp/{STEM}/.hidden.md", "x")
        repo.path(f".sessions/tmp/{STEM}/dangling.md").symlink_to("nothing.md")
        assert pending(store) == {}


class TestInUse:
    def test_a_fresh_worktree_is_not(self, store: Store) -> None:
        assert not store.in_use()
        store.prepare()
        assert not store.in_use()

    @pytest.mark.parametrize(
        "path",
        [
            ".git/git-session/pointer",
            ".git/git-session/staged",
            ".sessions/active/x.md",
            ".sessions/tmp/x.md",
            f".sessions/tmp/{STEM}/x.md",
            COPY,
        ],
    )
    def test_each_of_these_is(self, repo: Repo, store: Store, path: str) -> None:
        repo.write(path, "")
        assert store.in_use()

    def test_the_sessions_that_have_something_unread(self, repo: Repo, store: Store) -> None:
        for stem in ("b-2", "a-1", "c-3"):
            store.append(stem, NAME, "## one\n")
        repo.write(".sessions/tmp/x.md", "unnamed\n")
        store.release(store.pending("c-3"))
        assert store.unread_stems() == ["a-1", "b-2"]
