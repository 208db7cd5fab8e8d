"""Documents and journal files: old text or new, never something in between, never elsewhere."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from conftest import store_of

from git_session import store as store_module
from git_session.errors import BadText, Refused, SessionError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

    from git_session.store import Store

STEM = "fix-12345678"
ACTIVE = f".sessions/active/{STEM}.md"
ARCHIVE = f".sessions/archive/{STEM}.md"
JOURNAL = f".sessions/journal/{STEM}/20260115T140000Z-aaaaaaaa.md"
NAME = JOURNAL.rpartition("/")[2]
ODD_TEXT = "\ufeff---\r\nid: 1\r\n---\r\n\udcff é\x00 end without a line end"


class TestPrepare:
    def test_the_directories_are_made_and_ignored(self, repo: Repo, store: Store) -> None:
        for _ in range(2):
            store.prepare()
        assert repo.files(".sessions") == [
            f".sessions/{place}/.gitignore" for place in ("active", "archive", "tmp", "views")
        ]
        assert repo.read(".sessions/tmp/.gitignore") == "*\n"
        repo.write(".sessions/views/x.md", "x")
        assert repo.status() == ""

    def test_an_ignore_file_of_ones_own_stays(self, repo: Repo, store: Store) -> None:
        repo.write(".sessions/tmp/.gitignore", "mine\n")
        store.prepare()
        assert repo.read(".sessions/tmp/.gitignore") == "mine\n"

    def test_what_is_in_the_way_is_named(self, repo: Repo, store: Store) -> None:
        repo.write(".sessions", "x")
        with pytest.raises(SessionError, match=r"repo/\.sessions") as caught:
            store.prepare()
        assert caught.value.hint == "check its permissions and the space left"


class TestDocuments:
    @pytest.mark.parametrize("text", ["", "x\n", ODD_TEXT])
    def test_every_byte_comes_back(self, repo: Repo, store: Store, text: str) -> None:
        store.write_document("active", STEM, text)
        assert store.read_document("active", STEM) == (ACTIVE, text)
        assert repo.read(ACTIVE) == text
        assert store.stems("active") == [STEM]
        assert store.has_document("active", STEM)
        assert not store.has_document("archive", STEM)

    def test_stems_are_sorted_and_only_documents_count(self, repo: Repo, store: Store) -> None:
        for name in ("b.md", "a.md", ".hidden.md", "c.txt", ".gitignore"):
            repo.write(f".sessions/archive/{name}", "x")
        assert store.stems("archive") == ["a", "b"]
        assert store.stems("active") == []

    def test_the_mode_stays(self, repo: Repo, store: Store) -> None:
        store.write_document("active", STEM, "one")
        repo.path(ACTIVE).chmod(0o640)
        store.write_document("active", STEM, "two")
        assert stat.S_IMODE(repo.path(ACTIVE).stat().st_mode) == 0o640

    def test_a_large_document_is_refused_by_path_and_line(self, repo: Repo, store: Store) -> None:
        with repo.write(ACTIVE, "").open("r+b") as file:
            file.truncate(50 * 1024 * 1024)
        with pytest.raises(
            BadText, match=r"active/fix-12345678\.md:1: has 52428800 bytes"
        ) as caught:
            store.read_document("active", STEM)
        assert caught.value.hint

    def test_a_missing_document_is_named(self, store: Store) -> None:
        with pytest.raises(SessionError, match=f"{ACTIVE}: No such file"):
            store.read_document("active", STEM)

    def test_what_is_no_file_is_named_and_not_waited_for(self, repo: Repo, store: Store) -> None:
        repo.path(ACTIVE).parent.mkdir(parents=True)
        os.mkfifo(repo.path(ACTIVE))
        with pytest.raises(BadText, match=f"{ACTIVE}:1: is not a regular file"):
            store.read_document("active", STEM)

    def test_a_link_inside_is_written_through(self, repo: Repo, store: Store) -> None:
        repo.write(".sessions/mine.md", "old")
        repo.path(ACTIVE).parent.mkdir(parents=True)
        repo.path(ACTIVE).symlink_to("../mine.md")
        store.write_document("active", STEM, "new")
        assert (repo.read(".sessions/mine.md"), repo.path(ACTIVE).is_symlink()) == ("new", True)

    def test_a_link_out_is_refused(self, repo: Repo, store: Store, tmp_path: Path) -> None:
        (tmp_path / "out.md").write_text("old")
        repo.path(ACTIVE).parent.mkdir(parents=True)
        repo.path(ACTIVE).symlink_to(tmp_path / "out.md")
        with pytest.raises(Refused, match="leads out"):
            store.write_document("active", STEM, "new")
        assert (tmp_path / "out.md").read_text() == "old"

    @pytest.mark.parametrize("stem", ["../x", "a/b", "", ".x"])
    def test_a_name_leads_nowhere_else(self, store: Store, stem: str) -> None:
        for act in (
            lambda: store.write_document("active", stem, "x"),
            lambda: store.read_document("active", stem),
            lambda: store.move_document(stem, "archive"),
            lambda: store.journal_dir(stem),
            lambda: store.keep_journal(STEM, stem, "x"),
            lambda: store.set_pointer(stem, "main"),
        ):
            with pytest.raises(Refused):
                act()

    def test_a_copy_survives_git_clean(self, repo: Repo, store: Store) -> None:
        assert store.copied_document(STEM) is None
        store.write_document("active", STEM, ODD_TEXT)
        repo.git("clean", "-fdxq")
        assert store.copied_document(STEM) == ("active", ODD_TEXT)

    def test_a_broken_copy_is_none(self, repo: Repo, store: Store) -> None:
        repo.write(f".git/git-session/documents/{STEM}.md", "nonsense")
        assert store.copied_document(STEM) is None

    def test_worktrees_have_documents_of_their_own(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        linked = store_of(repo.worktree(tmp_path / "linked", "-b", "side"))
        linked.write_document("active", STEM, "x")
        assert (store.stems("active"), linked.stems("active")) == ([], [STEM])
        assert linked.private == f"{repo.top}/.git/worktrees/linked/git-session"
        assert linked.common == store.common


class TestMoving:
    def test_a_document_goes_to_the_archive_and_back(self, repo: Repo, store: Store) -> None:
        store.write_document("active", STEM, "x")
        assert store.move_document(STEM, "archive") == str(repo.path(ARCHIVE))
        assert (store.stems("active"), store.stems("archive")) == ([], [STEM])
        assert store.copied_document(STEM) == ("archive", "x")
        store.move_document(STEM, "archive")
        store.move_document(STEM, "active")
        assert repo.read(ACTIVE) == "x"
        assert store.stems("archive") == []

    @pytest.mark.parametrize("links", ["hard links", "no hard links"])
    def test_another_document_is_never_overwritten(
        self, repo: Repo, store: Store, links: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if links == "no hard links":
            monkeypatch.setattr(os, "link", _cannot_link)
        repo.write(ACTIVE, "one")
        repo.write(ARCHIVE, "another")
        with pytest.raises(Refused, match=f"{ARCHIVE}: is there already"):
            store.move_document(STEM, "archive")
        assert (repo.read(ACTIVE), repo.read(ARCHIVE)) == ("one", "another")

    def test_without_hard_links_it_is_renamed(
        self, repo: Repo, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "link", _cannot_link)
        repo.write(ACTIVE, "x")
        store.move_document(STEM, "archive")
        assert repo.files(".sessions") == [ARCHIVE]

    def test_what_a_crash_left_twice_is_completed(self, repo: Repo, store: Store) -> None:
        repo.write(ACTIVE, "x")
        repo.path(ARCHIVE).parent.mkdir()
        repo.path(ARCHIVE).hardlink_to(repo.path(ACTIVE))
        store.move_document(STEM, "archive")
        assert repo.files(".sessions") == [ARCHIVE]

    def test_a_place_that_leads_out_is_refused(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        (tmp_path / "outside").mkdir()
        repo.write(ACTIVE, "x")
        repo.path(".sessions/archive").symlink_to(tmp_path / "outside")
        with pytest.raises(Refused, match="leads out"):
            store.move_document(STEM, "archive")
        assert repo.read(ACTIVE) == "x"


def _cannot_link(*_: object, **__: object) -> None:
    raise PermissionError(1, "Operation not permitted")


class TestPlaces:
    def test_where_things_stand(self, repo: Repo, store: Store) -> None:
        scratch = store.place_of("scratch", STEM, "alice-2026-01-15.md")
        assert scratch == f"{repo.top}/.sessions/tmp/{STEM}/alice-2026-01-15.md"
        assert os.path.isdir(os.path.dirname(scratch))
        assert repo.status() == ""
        assert store.place_of("journal", STEM, "") == f"{repo.top}/.sessions/journal/{STEM}"
        assert store.place_of("document", STEM, "") == f"{repo.top}/{ARCHIVE}"
        store.write_document("active", STEM, "x")
        assert store.place_of("document", STEM, "") == f"{repo.top}/{ACTIVE}"

    def test_a_message_is_replaced(self, repo: Repo, store: Store) -> None:
        path = repo.write(".git/COMMIT_EDITMSG", "one\n")
        store.write_message(str(path), "two\n")
        assert path.read_text() == "two\n"


class TestJournal:
    def test_a_journal_file_is_written_with_its_attributes(self, repo: Repo, store: Store) -> None:
        paths = store.write_journal(STEM, NAME, "text\n")
        assert paths == [JOURNAL, ".sessions/.gitattributes"]
        assert store.write_journal(STEM, NAME, "text\n") == paths
        assert repo.read(JOURNAL) == "text\n"
        assert repo.read(".sessions/.gitattributes") == "journal/** linguist-generated\n"
        assert store.journal_on_disk(STEM) == [NAME]
        repo.git("add", ".sessions/.gitattributes")
        attribute = repo.git("check-attr", "linguist-generated", JOURNAL).out
        assert attribute == f"{JOURNAL}: linguist-generated: set\n"

    def test_attributes_of_ones_own_are_left_alone(self, repo: Repo, store: Store) -> None:
        repo.write(".sessions/.gitattributes", "mine\n")
        assert store.write_journal(STEM, NAME, "text\n") == [JOURNAL]
        assert repo.read(".sessions/.gitattributes") == "mine\n"

    def test_taking_back_leaves_no_empty_directory(self, repo: Repo, store: Store) -> None:
        store.write_journal(STEM, NAME, "text\n")
        store.write_journal(STEM, "other.md", "text\n")
        store.remove_journal(JOURNAL)
        assert store.journal_on_disk(STEM) == ["other.md"]
        for _ in range(2):
            store.remove_journal(f".sessions/journal/{STEM}/other.md")
        assert not repo.exists(f".sessions/journal/{STEM}")

    @pytest.mark.parametrize(
        "path", ["code.py", ".sessions/active/x.md", ".sessions/journal/../../code.py"]
    )
    def test_only_journal_files_are_taken_back(self, repo: Repo, store: Store, path: str) -> None:
        repo.write(".sessions/journal/x/y.md", "")
        with pytest.raises(Refused, match="is no journal file"):
            store.remove_journal(path)
        assert repo.exists("code.py")

    def test_a_journal_that_leads_out_is_refused(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        (tmp_path / "outside").mkdir()
        repo.path(".sessions").mkdir()
        repo.path(".sessions/journal").symlink_to(tmp_path / "outside")
        with pytest.raises(Refused, match="leads out"):
            store.write_journal(STEM, NAME, "text\n")
        assert os.listdir(tmp_path / "outside") == []

    def test_kept_copies_belong_to_all_worktrees(
        self, repo: Repo, store: Store, tmp_path: Path
    ) -> None:
        assert store.kept_journals(STEM) == {}
        store.keep_journal(STEM, NAME, ODD_TEXT)
        store.keep_journal(STEM, "other.md", "x")
        linked = store_of(repo.worktree(tmp_path / "linked", "-b", "side"))
        assert linked.kept_journals(STEM) == {NAME: ODD_TEXT, "other.md": "x"}
        for _ in range(2):
            linked.drop_kept(STEM, NAME)
        assert store.kept_journals(STEM) == {"other.md": "x"}


def test_the_store_says_what_it_offers() -> None:
    assert all(hasattr(store_module, name) for name in store_module.__all__)
