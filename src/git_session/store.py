"""The door to the files under ``.sessions`` and to the private directories.

``places`` knows where things stand, ``scratch`` what was noted, ``state`` what is remembered;
here are the documents and the journal files. Sessions are named by their stem, ``<name>-<id8>``.
"""

from __future__ import annotations

import os
import time

from git_session import files
from git_session.errors import Refused
from git_session.places import plain, stem_of
from git_session.plumbing import SESSIONS
from git_session.scratch import SCRATCH, Chunk, Scratch
from git_session.state import Staged, State

__all__ = ["ACTIVE", "ARCHIVE", "Chunk", "Staged", "Store"]

ACTIVE = "active"
ARCHIVE = "archive"
VIEWS = "views"
IGNORED = (ACTIVE, ARCHIVE, "tmp", VIEWS)
TEMPLATE = "templates/session.md"
TEMPLATE_LIMIT = 64 * 1024  # bytes
DOCUMENT_LIMIT = 2 * 1024 * 1024
TICK = 2_000_000_000  # nanoseconds; no file system's clock is coarser
GENERATED = "journal/** linguist-generated\n"


class Store(Scratch, State):
    """All files of one worktree that are ours."""

    def prepare(self) -> None:
        """Make the directories that git ignores; SessionError with the path where it cannot be."""
        for folder in self.unmade():
            self.write_text(ignore_file(folder), "*\n")
        self.name_folder()

    def unmade(self) -> list[str]:
        """The directories that `prepare` has yet to make, or to hide from git."""
        folders = [os.path.join(self.root, place) for place in IGNORED]
        return [folder for folder in folders if not os.path.exists(ignore_file(folder))]

    def name_folder(self) -> None:
        """Tell the shell hooks where sessions are kept, which have no time to ask git."""
        if self.named_folder() == self.folder:
            return
        with files.told(self._folder_name):
            if self.folder == SESSIONS:
                files.remove(self._folder_name)
            else:
                files.replace(self._folder_name, f"{self.folder}\n")

    def named_folder(self) -> str:
        """What the shell hooks were told, else what they take it for."""
        if not os.path.exists(self._folder_name):
            return SESSIONS
        return self.read_text(self._folder_name).removesuffix("\n")

    @property
    def _folder_name(self) -> str:
        return os.path.join(self.common, "folder")

    def stems(self, place: str) -> list[str]:
        """The sessions whose document stands in `active` or `archive`, sorted."""
        return [name[:-3] for name in files.names(os.path.join(self.root, plain(place)))]

    def document_facts(self, place: str) -> dict[str, str]:
        """By stem, what tells whether the document in `active` or `archive` is still the same."""
        return _facts_of(os.path.join(self.root, plain(place)), ".md")

    def kept_facts(self) -> dict[str, str]:
        """By stem, what tells whether the kept copies of its journal files are still the same.

        A copy comes and goes by its name, which its directory's time tells.
        """
        return _facts_of(os.path.join(self.common, "journal"), "")

    @property
    def cache(self) -> str:
        """Where the search cache of the clone is; it may be deleted at any time.

        Another directory of sessions has another journal, and so another cache.
        """
        if self.folder == SESSIONS:
            return os.path.join(self.common, "cache.db")
        from git_session.core.digest import sha256_hex  # only with session.dir

        return os.path.join(self.common, f"cache-{sha256_hex(self.folder)[:8]}.db")

    @property
    def config(self) -> str:
        """What the repository says of itself, relative to the worktree."""
        return f"{self.folder}/config.yml"

    @property
    def config_path(self) -> str:
        """The same as a path. Refused where it is a link that leads out."""
        return self.inside(os.path.join(self.root, "config.yml"))

    def read_config(self, limit: int) -> str | None:
        """The text of the repository's `config.yml`, None without one.

        BadText beyond ``limit`` bytes.
        """
        path = self.config_path
        return self.read_text(path, limit) if os.path.lexists(path) else None

    def write_config(self, text: str) -> None:
        """Write the repository's `config.yml`."""
        self.write_text(self.config_path, text)

    def remove_config(self) -> None:
        """Remove it, and the directory that stood there for it alone."""
        with files.told(path := self.config_path):
            files.remove(path)
            files.remove_empty(self.root)

    def has_document(self, place: str, stem: str) -> bool:
        """The session's document stands in `active` or `archive`, whichever ``place`` is."""
        return os.path.exists(self._document(place, stem))

    def relative_document(self, place: str, stem: str) -> str:
        """Where the document stands, relative to the worktree: for messages."""
        return f"{self.folder}/{plain(place)}/{plain(stem)}.md"

    def read_document(self, place: str, stem: str) -> tuple[str, str]:
        """Relative path and text. SessionError without one, BadText beyond 2 MiB."""
        path = self._document(place, stem)
        return self.relative_document(place, stem), self.read_text(path, DOCUMENT_LIMIT)

    def write_document(self, place: str, stem: str, text: str) -> None:
        """Write the document of a session into `active` or `archive`, then its copy.

        The copy is the younger file of the two until a person edits the document: the shims look.
        """
        self.write_text(self.inside(self._document(place, stem)), text)
        self.copy_document(place, stem, text)

    def copied_document(self, stem: str) -> tuple[str, str] | None:
        """Place and text of the document as last written here, after ``git clean`` took it."""
        with files.told(path := self._document_copy(stem)):
            if not os.path.exists(path):
                return None
            place, _, text = files.read(path).partition("\n")
        return (place, text) if place in (ACTIVE, ARCHIVE) else None

    def swept(self) -> list[str]:
        """The sessions whose document was written here and is gone.

        Only where ``git clean -x`` has been: that takes the ignore files along; a person who
        removes a document does not.
        """
        if os.path.exists(os.path.join(self.root, ACTIVE, ".gitignore")):
            return []
        copies = [name[:-3] for name in files.names(os.path.join(self.private, "documents"))]
        return [
            stem
            for stem in copies
            if not self.has_document(ACTIVE, stem) and not self.has_document(ARCHIVE, stem)
        ]

    def edited(self, stem: str) -> bool:
        """Whether the active document is not as it was last written here."""
        if not self.has_document(ACTIVE, stem):
            return False
        copy = self.copied_document(stem)
        return copy is not None and copy[1] != self.read_document(ACTIVE, stem)[1]

    def copy_document(self, place: str, stem: str, text: str) -> None:
        """Remember the document as it is."""
        with files.told(path := self._document_copy(stem)):
            files.replace(path, f"{place}\n{text}", durable=False)

    def _document_copy(self, stem: str) -> str:
        return os.path.join(self.private, "documents", f"{plain(stem)}.md")

    def keep_replaced(self, stem: str, text: str, stamp: str) -> str:
        """Keep a document's text that another one is about to replace; the path it is kept at.

        It stands beside the copies, under the time ``stamp``, and nothing ever removes it.
        """
        folder = os.path.join(self.private, "documents", "replaced")
        path, number = os.path.join(folder, f"{plain(stem)}.{plain(stamp)}.md"), 1
        with files.told(path):
            while os.path.lexists(path):
                number += 1
                path = os.path.join(folder, f"{stem}.{stamp}-{number}.md")
            files.replace(path, text)
        return path

    def take_away(self, place: str, stem: str) -> None:
        """Take a document out of ``place``, and its copy; see ``keep_replaced``."""
        with files.told(path := self.inside(self._document(place, stem))):
            files.remove(path)
            files.remove(self._document_copy(stem))  # else it was given back after `git clean`

    def remove_double(self, place: str, stem: str) -> None:
        """Remove the document in ``place``, which stands in the other one as well."""
        other = ACTIVE if place == ARCHIVE else ARCHIVE
        if not self.has_document(other, stem):
            raise Refused(f"{self.relative_document(place, stem)}: is the only one")
        with files.told(path := self.inside(self._document(place, stem))):
            files.remove(path)

    def place_of(self, what: str, stem: str, scratch_name: str) -> str:
        """The absolute path of a session's 'scratch' file (its directory is made), 'document' or
        'journal' directory."""
        if what == "scratch":
            self.prepare()
            folder = os.path.join(self.root, "tmp", plain(stem))
            with files.told(folder):
                files.make_folder(self.inside(folder))
            return os.path.join(folder, plain(scratch_name))
        if what == "journal":
            return os.path.join(self.top, self.journal_dir(stem))
        return self._document(ACTIVE if self.has_document(ACTIVE, stem) else ARCHIVE, stem)

    def noted_at(self, stem: str, scratch_name: str) -> float:
        """When this writer noted something last today, in seconds since 1970; 0 for not at all.

        What was appended by hand counts; it has no write-ahead copy.
        """
        places = (os.path.join(self.private, "scratch"), os.path.join(self.root, SCRATCH))
        paths = (os.path.join(place, plain(stem), plain(scratch_name)) for place in places)
        return max(map(files.changed_at, paths))

    def relative_scratch(self, stem: str, name: str) -> str:
        """Where a writer's scratch file of a session stands, relative to the worktree."""
        return "/".join((self.folder, SCRATCH, plain(stem), plain(name)))

    def write_message(self, path: str, text: str) -> None:
        """Replace the commit message that git gave a hook to edit."""
        with files.told(path):
            files.replace(os.path.realpath(path), text, durable=False)

    def template(self) -> str:
        """The text of ``templates/session.md``, "" where there is none.

        Refused where it is a link that leads out of here, BadText where it is too large.
        """
        path = os.path.join(self.root, *TEMPLATE.split("/"))
        if not os.path.lexists(path):
            return ""
        return self.read_text(self.inside(path), TEMPLATE_LIMIT)

    def move_document(self, stem: str, to_place: str) -> str:
        """Move a document to `active` or `archive`; its new path.

        Never overwrites: Refused where another one stands there already. Carried out again
        after a crash, it completes what was begun.
        """
        source, target = self._move(stem, to_place)
        self.refuse_move(stem, to_place)
        with files.told(target):
            if os.path.lexists(source):
                files.make_folder(os.path.dirname(target))
                files.move(source, target)
                files.sync_folder(os.path.dirname(target))
            copy = self.copied_document(stem)
            if copy is None or copy[0] != to_place:
                self.copy_document(to_place, stem, files.read(target))
        return target

    def refuse_move(self, stem: str, to_place: str) -> None:
        """Raises Refused where `move_document` would; for who has something to write before it."""
        source, target = self._move(stem, to_place)
        if os.path.lexists(source):
            self.inside(source)
            files.refuse_taken(source, self.inside(target))

    def _move(self, stem: str, to_place: str) -> tuple[str, str]:
        """Where a document that goes ``to_place`` stands before and after."""
        other = ACTIVE if to_place == ARCHIVE else ARCHIVE
        return self._document(other, stem), self._document(to_place, stem)

    def _document(self, place: str, stem: str) -> str:
        return os.path.join(self.root, plain(place), f"{plain(stem)}.md")

    def journal_dir(self, stem: str) -> str:
        """Where the journal files of a session stand, relative to the worktree, as git names it."""
        return f"{self.folder}/journal/{plain(stem)}"

    def write_journal(self, stem: str, name: str, text: str) -> list[str]:
        """Write a journal file; the relative paths to stage.

        That is the file, and the `.gitattributes` as long as nobody changed it.
        """
        path = f"{self.journal_dir(stem)}/{plain(name)}"
        self.write_text(os.path.join(self.top, path), text)
        attributes = os.path.join(self.root, ".gitattributes")
        if not os.path.lexists(attributes):
            self.write_text(attributes, GENERATED)
        ours = os.path.isfile(attributes) and self.read_text(attributes) == GENERATED
        return [path, self.attributes] if ours else [path]

    @property
    def attributes(self) -> str:
        """The `.gitattributes` of the directory of sessions, as git names it."""
        return f"{self.folder}/.gitattributes"

    def journal_on_disk(self, stem: str) -> list[str]:
        """The names of the journal files in the worktree, sorted."""
        return files.names(os.path.join(self.top, self.journal_dir(stem)))

    def read_journal(self, path: str) -> str | None:
        """The text of a journal file in the worktree; None where it is not there."""
        full = os.path.join(self.top, path)
        return self.read_text(full) if os.path.isfile(full) else None

    def remove_journal(self, path: str) -> None:
        """Take back a journal file that no commit holds; ``path`` is relative to the worktree."""
        full = os.path.join(self.top, path)
        if not files.leads_into(os.path.dirname(full), os.path.join(self.root, "journal")):
            raise Refused(f"{path}: is no journal file")
        with files.told(full):
            files.remove(full)
            files.remove_empty(os.path.dirname(full))

    def views(self) -> list[str]:
        """The names of the views that are kept as files, sorted: one listing of a directory."""
        return files.names(os.path.join(self.root, VIEWS))

    def relative_view(self, name: str) -> str:
        """Where a view is kept, relative to the worktree: for messages."""
        return f"{self.folder}/{VIEWS}/{plain(name)}"

    def write_view(self, name: str, text: str) -> None:
        """Keep a view; nothing is written where it says the same already.

        It can be made again at any time, so it need not survive a power cut.
        """
        path = self.inside(os.path.join(self.root, VIEWS, plain(name)))
        with files.told(path):
            if not os.path.isfile(path) or files.read(path) != text:
                files.replace(os.path.realpath(path), text, durable=False)

    def remove_view(self, name: str) -> None:
        """Remove a view that has nothing to say any more, if it is there."""
        with files.told(path := self.inside(os.path.join(self.root, VIEWS, plain(name)))):
            files.remove(path)

    def has_file(self, path: str) -> bool:
        """Whether there is a file or directory at ``path``, relative to the worktree."""
        return os.path.exists(os.path.join(self.top, path))

    def kept_copy(self, path: str) -> str:
        """Where this clone's copy of the journal file ``path`` is, relative to the worktree.

        "" where it has none, where ``path`` is no journal file, or where that is another drive.
        """
        stem = stem_of(path, f"{self.folder}/journal")
        copy = os.path.join(self._kept(stem), path.rpartition("/")[2]) if stem else ""
        if not os.path.isfile(copy):
            return ""
        try:
            return os.path.relpath(copy, self.top).replace(os.sep, "/")
        except ValueError:  # Windows: another drive
            return ""

    def keep_journal(self, stem: str, name: str, text: str) -> None:
        """Keep a copy in the git directory, safe from ``git clean``, until ``drop_kept``."""
        path = os.path.join(self._kept(stem), plain(name))
        with files.told(path):
            files.replace(path, text)

    def kept_journals(self, stem: str) -> dict[str, str]:
        """Name and text of each kept copy."""
        folder = self._kept(stem)
        return {name: self.read_text(os.path.join(folder, name)) for name in files.names(folder)}

    def newest_kept(self, stem: str) -> str:
        """The name of the newest of these copies; "" without one."""
        return max(files.names(self._kept(stem)), default="")

    def drop_kept(self, stem: str, name: str) -> None:
        """A kept copy is needed no more: another journal file holds all its blocks."""
        path = os.path.join(self._kept(stem), plain(name))
        with files.told(path):
            files.remove(path)

    def _kept(self, stem: str) -> str:
        return os.path.join(self.common, "journal", plain(stem))


def _ignore(folder: str) -> str:
    return os.path.join(folder, ".gitignore")


def ignore_file(folder: str) -> str:
    """The file that hides a directory of ours from git."""
    return os.path.join(folder, ".gitignore")


def _facts_of(folder: str, ending: str) -> dict[str, str]:
    """By name without ``ending``: size and time of each file; hidden ones left out.

    What changed within the last two seconds has no facts (""): it may change again within the
    same tick of the file system's clock, and nobody would see it.
    """
    end = -len(ending) or None
    try:
        with os.scandir(folder) as found:
            names = [one for one in found if one.name.endswith(ending) and one.name[0] != "."]
            return {one.name[:end]: _facts(one) for one in names}
    except (FileNotFoundError, NotADirectoryError):
        return {}


def _facts(entry: os.DirEntry[str]) -> str:
    try:
        found = entry.stat()
    except OSError:  # a link to nowhere: whoever reads it says so
        return ""
    changed = found.st_mtime_ns
    settled = abs(time.time_ns() - changed) > TICK
    return f"{found.st_ino} {found.st_size} {changed}" if settled else ""
