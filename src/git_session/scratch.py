"""Scratch: what was noted since the last commit, in `.sessions/tmp`, and its write-ahead copy.

Scratch may be written by anyone with ``echo >>`` at any time, and ``git clean -fdx`` takes it
away; the copy in the git directory holds what came through ``append``. Neither is ever truncated
or renamed: ``release`` remembers how far each file was consumed. The file ``offsets`` has the
sum of these as its first line: while the sizes of all the files add up to it, nothing is new.
"""

from __future__ import annotations

import os
import stat

from git_session import files
from git_session.errors import SessionError
from git_session.model import record
from git_session.places import Places, is_plain, plain
from git_session.process import decode
from git_session.statelines import fields, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCRATCH = "tmp"
COPY = "copy"
# How many bytes before an offset are compared, to see that the file is still the one we read.
TAIL = 64
# How much of one file is taken at once; the rest is pending still after ``release``.
AT_ONCE = 4 * 1024 * 1024


@record
class Chunk:
    """What one file holds beyond the remembered offset.

    ``key`` is the file's place in ``offsets``, ``end`` the offset behind ``text`` in bytes, and
    ``tail`` the hex of the bytes before that.
    """

    key: str
    filename: str
    text: str
    end: int
    tail: str

    @property
    def unnamed(self) -> bool:
        """It stands in `.sessions/tmp` itself: for whatever session the branch has."""
        return self.key.count("/") == 1


class Scratch(Places):
    """The part of the store that appends, reads and releases scratch."""

    def append(self, stem: str, filename: str, text: str) -> str:
        """Note ``text`` (whole lines) in the scratch of a session; returns a remark, mostly "".

        Once this returns the text cannot be lost. Where one of the two places cannot be written
        (a sandbox may forbid ``.git``, a link may lead out) the other one holds it.
        """
        copy = os.path.join(self.private, "scratch", plain(stem), plain(filename))
        scratch = os.path.join(self.root, SCRATCH, stem, filename)
        trouble = []
        for path, durable in ((copy, True), (scratch, False)):
            try:
                with files.told(path):
                    files.append(self._writable(path), text, durable=durable)
            except SessionError as error:
                trouble.append(error)
        if len(trouble) == 2:
            raise trouble[1]
        return f"noted in one place only: {trouble[0].message}" if trouble else ""

    def _writable(self, path: str) -> str:
        if path.startswith(self.private):
            return path
        return os.path.realpath(self.inside(path))

    def pending(self, stem: str) -> list[Chunk]:
        """What was noted for a session and not released; "" is `.sessions/tmp/*.md`."""
        return list(self._chunks(stem, self._offsets()))

    def _chunks(self, stem: str, offsets: dict[str, tuple[int, str]]) -> Iterator[Chunk]:
        chunks = (self._unread(key, path, offsets) for key, path in self._files(stem))
        return (chunk for chunk in chunks if chunk is not None)

    def where(self, chunk: Chunk, words: str) -> tuple[str, int]:
        """The file that ``chunk`` is from, and the line (from 1) where ``words`` stand in it.

        What a write-ahead copy holds is looked for first in the scratch file that people edit.
        Line 0: they stand nowhere any more.
        """
        path = ""
        for place in (SCRATCH, chunk.key.partition("/")[0]):
            path = self._place(f"{place}/{chunk.key.partition('/')[2]}")
            text = files.read(path) if os.path.exists(path) else ""
            before, there, _ = text.partition(words)
            if there:
                return path, before.count("\n") + 1
        return path, 0

    def changed_at(self, chunk: Chunk) -> float:
        """When the file that ``chunk`` is from was written last, in seconds since 1970; 0: gone."""
        return files.changed_at(self._place(chunk.key))

    def unread_stems(self) -> list[str]:
        """The sessions for which something is pending, sorted."""
        offsets = self._offsets()
        return [stem for stem in self._scratch_stems() if any(self._chunks(stem, offsets))]

    def in_use(self) -> bool:
        """This worktree has a session, had one, or has notes for one."""
        marks = [os.path.join(self.private, name) for name in ("pointer", "staged")]
        return (
            any(os.path.exists(mark) for mark in marks)
            or bool(files.names(os.path.join(self.root, "active")))
            or any(True for stem in ["", *self._scratch_stems()] for _ in self._files(stem))
            or bool(files.names(os.path.join(self.root, "archive")))
        )

    def _scratch_stems(self) -> list[str]:
        """The sessions that have a directory for scratch, or for its copy."""
        places = (os.path.join(self.root, SCRATCH), os.path.join(self.private, "scratch"))
        found = {name for place in places for name in files.names(place, "")}
        return sorted(name for name in found if not name.endswith(".md") and is_plain(name))

    def _files(self, stem: str) -> Iterator[tuple[str, str]]:
        """Key and path of each file of a session; of none that leads out of `.sessions`."""
        places = [(SCRATCH, os.path.join(self.root, SCRATCH))]
        if stem:
            places = [
                (f"{SCRATCH}/{plain(stem)}", os.path.join(self.root, SCRATCH, stem)),
                (f"{COPY}/{stem}", os.path.join(self.private, "scratch", stem)),
            ]
        for key, folder in places:
            for name in files.names(folder):
                path = os.path.join(folder, name)
                if files.leads_into(path, self.private if key.startswith(COPY) else self.root):
                    yield f"{key}/{name}", path

    def _unread(self, key: str, path: str, offsets: dict[str, tuple[int, str]]) -> Chunk | None:
        """The file's text behind its offset; from the start again if it is not the file we read."""
        with files.told(path):
            try:
                descriptor = os.open(path, files.READ)
            except FileNotFoundError:
                return None  # gone since the directory was listed
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    return None
                start, tail = offsets.get(key, (0, ""))
                if _tail(descriptor, start) != tail:
                    start = 0
                size = min(AT_ONCE, files.settled_size(descriptor) - start)
                data = _whole_lines(files.read_from(descriptor, start, size))
                tail = _tail(descriptor, end := start + len(data))
            finally:
                os.close(descriptor)
        return Chunk(key, os.path.basename(path), decode(data), end, tail) if data else None

    def release(self, chunks: Iterable[Chunk], today: str = "") -> None:
        """Remember that these were consumed: their journal file is in HEAD, or kept otherwise.

        With ``today`` (YYYY-MM-DD) files that are wholly consumed and whose name has a day before
        yesterday are removed: whatever zone a writer lives in, nobody appends to those. So are
        the empty directories of sessions that are over.
        """
        with self.lock(), files.told(self._state):
            offsets = self._offsets()
            offsets.update((chunk.key, (chunk.end, chunk.tail)) for chunk in chunks)
            self._remember(offsets)
            if today and self._tidy(offsets, today):
                self._remember(offsets)
            if today:
                self._clear_out()

    def _clear_out(self) -> None:
        """Every hook of every commit looks into each directory, so empty ones go.

        Not that of an active session: people append to files in it that they name themselves.
        """
        for stem in self._scratch_stems():
            if not os.path.exists(os.path.join(self.root, "active", f"{stem}.md")):
                files.remove_empty(os.path.join(self.root, SCRATCH, stem))
                files.remove_empty(os.path.join(self.private, "scratch", stem))

    def _tidy(self, offsets: dict[str, tuple[int, str]], today: str) -> bool:
        """Remove what is wholly consumed and old; whether there was any."""
        old = [key for key in offsets if _past(key, today) and os.path.exists(self._place(key))]
        done = [key for key in old if os.path.getsize(self._place(key)) == offsets[key][0]]
        for key in done:
            files.remove(self._place(key))
        return bool(done)

    @property
    def _state(self) -> str:
        return os.path.join(self.private, "offsets")

    def _place(self, key: str) -> str:
        """The path of the file that ``key`` names."""
        place, _, rest = key.partition("/")
        folder = os.path.join(self.root, SCRATCH)
        return os.path.join(folder if place == SCRATCH else f"{self.private}/scratch", rest)

    def _remember(self, offsets: dict[str, tuple[int, str]]) -> None:
        """Write the offsets of those files that are there."""
        there = sorted(key for key in offsets if os.path.exists(self._place(key)))
        total = sum(offsets[key][0] for key in there)
        rows = [line(key, str(offsets[key][0]), offsets[key][1]) for key in there]
        text = "".join([f"{total}\n", *rows])
        if not os.path.exists(self._state) or files.read(self._state) != text:
            files.replace(self._state, text, durable=False)

    def _offsets(self) -> dict[str, tuple[int, str]]:
        """How far each file was consumed; whatever cannot be read here was not consumed."""
        rows = fields(self._state)[1:]
        good = (row for row in rows if len(row) == 3 and _is_size(row[1]) and ".." not in row[0])
        return {key: (int(end), tail) for key, end, tail in good}


def _is_size(text: str) -> bool:
    """It can be the size of a file; more digits than that make ``lseek`` or ``int`` fail."""
    return text.isascii() and text.isdecimal() and len(text) <= 15


def _tail(descriptor: int, end: int) -> str:
    """The hex of the bytes before the offset ``end``; "?" if the file is shorter than that."""
    size = min(TAIL, end)
    data = files.read_from(descriptor, end - size, size)
    return data.hex() if len(data) == size else "?"


def _whole_lines(data: bytes) -> bytes:
    """Of a text that was cut at ``AT_ONCE`` the whole lines, if it has any."""
    if len(data) < AT_ONCE:
        return data
    return data[: data.rfind(b"\n") + 1] or data


def _past(key: str, today: str) -> bool:
    """The day in the file's name lies before yesterday."""
    from datetime import date, timedelta  # only where something may be tidied

    day = key.removesuffix(".md")[-10:]
    try:
        return date.fromisoformat(day) < date.fromisoformat(today) - timedelta(days=1)
    except ValueError:  # a name without a day is not ours to remove
        return False
