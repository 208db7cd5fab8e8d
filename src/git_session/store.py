"""The door to the files under ``.sessions`` and to the private directories.

``places`` knows where things stand, ``scratch`` what was noted, ``state`` what is remembered;
here are the documents and the journal files. Sessions are named by their stem, ``<name>-<id8>``.
"""

from __future__ import annotations

import os

from git_session import files
from git_session.errors import Refused
from git_session.places import plain
from git_session.scratch import Chunk, Scratch
from git_session.state import Staged, State

__all__ = ["ACTIVE", "ARCHIVE", "Chunk", "Staged", "Store"]

ACTIVE = "active"
ARCHIVE = "archive"
IGNORED = (ACTIVE, ARCHIVE, "tmp", "views")
DOCUMENT_LIMIT = 2 * 1024 * 1024
ATTRIBUTES = ".sessions/.gitattributes"
GENERATED = "journal/** linguist-generated\n"


class Store(Scratch, State):
    """All files of one worktree that are ours."""

    def prepare(self) -> None:
        """Make the directories that git ignores; SessionError with the path where it cannot be."""
        for place in IGNORED:
            ignore = os.path.join(self.root, place, ".gitignore")
            if not os.path.exists(ignore):
                self.write_text(ignore, "*\n")

    def stems(self, place: str) -> list[str]:
        """The sessions whose document stands in `active` or `archive`, sorted."""
        return [name[:-3] for name in files.names(os.path.join(self.root, plain(place)))]

    def has_document(self, place: str, stem: str) -> bool:
        """Whether the session's document stands in `active` or `archive`."""
        return os.path.exists(self._document(place, stem))

    def in_use(self) -> bool:
        """Whether anything of a session is here: else every hook can leave at once."""
        return os.path.isdir(self.private) or os.path.isdir(os.path.join(self.root, "tmp"))

    def path_of(self, what: str, stem: str, scratch_name: str) -> str:
        """The absolute path of a session's `document`, `scratch` file or `journal` directory."""
        if what == "scratch":
            return os.path.join(self.root, "tmp", plain(stem), plain(scratch_name))
        if what == "journal":
            return os.path.join(self.top, self.journal_dir(stem))
        return self.document_path(stem) or self._document(ACTIVE, stem)

    def document_path(self, stem: str) -> str | None:
        """Where the document stands, `active` first; None if nowhere."""
        places = (self._document(place, stem) for place in (ACTIVE, ARCHIVE))
        return next((path for path in places if os.path.exists(path)), None)

    def read_document(self, place: str, stem: str) -> tuple[str, str]:
        """Path (relative to the worktree) and text. SessionError without one, BadText if huge."""
        path = self._document(place, stem)
        with files.told(path):
            return self.relative(path), files.read(path, DOCUMENT_LIMIT)

    def relative(self, path: str) -> str:
        """``path`` as a person in the worktree's top would name it."""
        return os.path.relpath(path, self.top)

    def write_document(self, place: str, stem: str, text: str) -> str:
        """Write the document of a session into `active` or `archive`; its path.

        A copy in the git directory gives it back after ``git clean``.
        """
        path = self._document(place, stem)
        self.write_text(path, text)
        self._copy_document(place, stem, text)
        return path

    def _copy_document(self, place: str, stem: str, text: str) -> None:
        with files.told(self.private):
            files.replace(self._copied(place, stem), text, durable=False)
            files.remove(self._copied(_other(place), stem))

    def copied_document(self, stem: str) -> tuple[str, str] | None:
        """Place and text of the document as it was last written here; None if it never was."""
        for place in (ACTIVE, ARCHIVE):
            if os.path.exists(self._copied(place, stem)):
                return place, self.read_text(self._copied(place, stem))
        return None

    def swept(self) -> list[tuple[str, str]]:
        """Place and stem of every document that was written here and is gone.

        Only where ``git clean -x`` has been: it takes the ignore files along, a person who
        removes a document does not.
        """
        if os.path.exists(os.path.join(self.root, ACTIVE, ".gitignore")):
            return []
        return [
            (place, name[:-3])
            for place in (ACTIVE, ARCHIVE)
            for name in files.names(os.path.join(self.private, "documents", place))
            if not self.has_document(place, name[:-3])
        ]

    def _copied(self, place: str, stem: str) -> str:
        return os.path.join(self.private, "documents", plain(place), f"{plain(stem)}.md")

    def move_document(self, stem: str, to_place: str) -> str:
        """Move a document to `active` or `archive`; its new path.

        Never overwrites: Refused where another one stands there already. Carried out again
        after a crash, it completes what was begun.
        """
        target = self._document(to_place, stem)
        source = self._document(_other(to_place), stem)
        with files.told(target):
            if os.path.lexists(source):
                files.make_folder(os.path.dirname(self.inside(target)))
                _move(self.inside(source), target)
                files.sync_folder(os.path.dirname(target))
            copied = self._copied(_other(to_place), stem)
            if os.path.exists(copied):
                files.make_folder(os.path.dirname(self._copied(to_place, stem)))
                os.replace(copied, self._copied(to_place, stem))
        return target

    def _document(self, place: str, stem: str) -> str:
        return os.path.join(self.root, plain(place), f"{plain(stem)}.md")

    def journal_dir(self, stem: str) -> str:
        """Where the journal files of a session stand, relative to the worktree, as git names it."""
        return f".sessions/journal/{plain(stem)}"

    def write_journal(self, stem: str, name: str, text: str) -> list[str]:
        """Write a journal file; the relative paths to stage.

        That is the file, and `.sessions/.gitattributes` as long as nobody changed it.
        """
        path = f"{self.journal_dir(stem)}/{plain(name)}"
        self.write_text(os.path.join(self.top, path), text)
        attributes = os.path.join(self.top, ATTRIBUTES)
        if not os.path.lexists(attributes):
            self.write_text(attributes, GENERATED)
        ours = os.path.isfile(attributes) and self.read_text(attributes) == GENERATED
        return [path, ATTRIBUTES] if ours else [path]

    def journal_on_disk(self, stem: str) -> list[str]:
        """The names of the journal files in the worktree, sorted."""
        return files.names(os.path.join(self.top, self.journal_dir(stem)))

    def remove_journal(self, path: str) -> None:
        """Take back a journal file that no commit holds; ``path`` is relative to the worktree."""
        full = os.path.join(self.top, path)
        if not files.leads_into(os.path.dirname(full), os.path.join(self.root, "journal")):
            raise Refused(f"{path}: is no journal file")
        with files.told(full):
            files.remove(full)
            _remove_empty(os.path.dirname(full))

    def write_message(self, path: str, text: str) -> None:
        """Replace the commit message file that git named."""
        with files.told(path):
            files.replace(path, text, durable=False)

    def keep_journal(self, stem: str, name: str, text: str) -> None:
        """Keep a copy in the git directory, safe from ``git clean``, until ``drop_kept``."""
        path = os.path.join(self._kept(stem), plain(name))
        with files.told(path):
            files.replace(path, text)

    def kept_journals(self, stem: str) -> dict[str, str]:
        """Name and text of each kept copy."""
        folder = self._kept(stem)
        return {name: self.read_text(os.path.join(folder, name)) for name in files.names(folder)}

    def drop_kept(self, stem: str, name: str) -> None:
        """A kept copy is needed no more: its blocks stand in another journal file."""
        folder = self._kept(stem)
        with files.told(folder):
            files.remove(os.path.join(folder, plain(name)))
            _remove_empty(folder)

    def _kept(self, stem: str) -> str:
        return os.path.join(self.common, "journal", plain(stem))


def _other(place: str) -> str:
    return ACTIVE if place == ARCHIVE else ARCHIVE


def _move(source: str, target: str) -> None:
    """Give a file its new name, then take the old one; both at once never name two files."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        if not os.path.samefile(source, target):
            raise Refused(f"{target}: is there already", "rename one of the two") from None
    except (OSError, NotImplementedError):  # a file system without hard links
        if os.path.lexists(target):
            raise Refused(f"{target}: is there already", "rename one of the two") from None
        os.rename(source, target)
        return
    os.unlink(source)


def _remove_empty(folder: str) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return  # something else stands in it, or it is gone: both are fine
