"""What this worktree remembers between two commands; losing it costs a second look, no entry."""

from __future__ import annotations

import os
import time

from git_session import files
from git_session.model import record
from git_session.places import Places, is_plain, plain
from git_session.statelines import fields, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CONSUMED = "consumed"
FOLDED = "folded"
DISORDERED = "disordered"
REVERTED = "reverted"
OWED = "owed"
UNSHARED = "unshared"


@record
class Staged:
    """A journal file that a pre-commit hook staged, until post-commit finds it in HEAD.

    ``path`` is relative to the worktree; ``branch`` and ``parent`` are what stood there then
    ("": detached, unborn); ``ids`` the identities of its blocks; ``replaces`` the names of
    journal files whose blocks it took over; ``heal``: the commit used a private index, so the
    real one has to be told.
    """

    stem: str
    path: str
    branch: str
    parent: str
    ids: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    heal: bool = False


class State(Places):
    """The part of the store that remembers."""

    def pointer(self) -> tuple[str, str] | None:
        """The session this worktree is at and the branch ("": detached) it was set for."""
        pair = self._pair("pointer")
        return pair if pair and is_plain(pair[0]) else None

    def set_pointer(self, stem: str, branch: str) -> None:
        """Point this worktree at a session."""
        self._save("pointer", [line(plain(stem), branch)])

    def clear_pointer(self) -> None:
        """Point this worktree at no session."""
        self._remove("pointer")

    def settled(self) -> tuple[str, str] | None:
        """Commit ("": unborn) and branch ("": detached) up to which all was made good."""
        return self._pair("settled")

    def set_settled(self, head: str, branch: str) -> None:
        """All was made good up to here."""
        self._save("settled", [line(head, branch)])

    def bound(self, agent: str) -> str | None:
        """The session that an agent, by its own id, works in."""
        rows = [row for row in fields(self._at("agents")) if len(row) == 2]
        stem = next((stem for name, stem in reversed(rows) if name == agent), "")
        return stem if is_plain(stem) else None

    def agents(self) -> list[str]:
        """The ids of all agents that were bound to a session here, the latest last."""
        rows = [row[0] for row in fields(self._at("agents")) if len(row) == 2]
        return list(dict.fromkeys(rows))

    def bind(self, agent: str, stem: str) -> None:
        """From now on this agent works in ``stem``; "" unties it."""
        self._add("agents", line(agent, stem))

    def introduce(self, eight: str, client: str) -> None:
        """The agent with this agent8 is one of ``client``'s."""
        self._add("clients", line(eight, client))

    def clients(self) -> dict[str, str]:
        """The client of each agent that was introduced here, by its agent8."""
        return {row[0]: row[1] for row in fields(self._at("clients")) if len(row) == 2}

    def save_staged(self, staged: Iterable[Staged]) -> None:
        """Remember what the pre-commit hook staged, in place of what it staged before."""
        if lines := [_staged_line(one) for one in staged]:
            self._save("staged", lines)
        else:
            self.clear_staged()  # the shims look whether there is such a file

    def staged(self) -> list[Staged]:
        """What the last pre-commit hook staged."""
        rows = (row for row in fields(self._at("staged")) if len(row) == 7)
        return [
            Staged(stem, path, branch, parent, tuple(ids.split()), tuple(old.split()), bool(heal))
            for stem, path, branch, parent, ids, old, heal in rows
            if is_plain(stem) and is_journal_of(stem, path, self.folder)
        ]

    def clear_staged(self) -> None:
        """Nothing is staged any more."""
        self._remove("staged")

    def consumed(self, stem: str) -> set[str]:
        """The identities of a session's blocks that reached a journal file in HEAD."""
        return self._ids(stem, CONSUMED)

    def add_consumed(self, stem: str, ids: Iterable[str]) -> None:
        """These reached one."""
        self._add_ids(stem, CONSUMED, ids)

    def forget_consumed(self, stem: str, ids: Iterable[str]) -> None:
        """These are in no journal file that lasts: they are to be noted again."""
        left = self.consumed(stem) - set(ids)
        self._save(f"ids/{plain(stem)}.{CONSUMED}", [line(one) for one in sorted(left)])

    def folded(self, stem: str) -> dict[str, str]:
        """What the session's document shows: identity and time (UTC stamp) of each block.

        In the order in which they were folded in.
        """
        rows = fields(self._at(f"ids/{plain(stem)}.{FOLDED}"))
        return {row[0]: row[1] for row in rows if len(row) == 2}

    def add_folded(self, stem: str, blocks: Mapping[str, str]) -> None:
        """The document shows these too, behind the others."""
        if text := "".join(line(*row) for row in blocks.items()):
            self._add(f"ids/{plain(stem)}.{FOLDED}", text)

    def set_folded(self, stem: str, blocks: Mapping[str, str]) -> None:
        """The document shows exactly these, in this order."""
        self._save(f"ids/{plain(stem)}.{FOLDED}", [line(*row) for row in blocks.items()])

    def disordered(self, stem: str) -> bool:
        """The document took in blocks that are older than others it shows."""
        return os.path.exists(self._at(f"ids/{plain(stem)}.{DISORDERED}"))

    def set_disordered(self, stem: str, disordered: bool) -> None:
        """Say so, or that it was put in order."""
        name = f"ids/{plain(stem)}.{DISORDERED}"
        if disordered and not self.disordered(stem):
            self._save(name, [])
        elif not disordered:
            self._remove(name)

    def forget_folded(self, stem: str) -> None:
        """The document is to be made anew."""
        self._remove(f"ids/{plain(stem)}.{FOLDED}")

    def reverted(self, stem: str) -> set[str]:
        """The names of journal files that history holds although HEAD's tree does not."""
        return self._ids(stem, REVERTED)

    def add_reverted(self, stem: str, names: Iterable[str]) -> None:
        """These are such."""
        self._add_ids(stem, REVERTED, names)

    def forget_reverted(self, stem: str) -> None:
        """History was rewritten: look again."""
        self._remove(f"ids/{plain(stem)}.{REVERTED}")

    def owed(self, mark: str = OWED) -> bool:
        """Journal files are known that HEAD's tree lacks: the next commit may have to carry them.

        ``OWED``: they were lost (``reset --hard``); the shims look for this mark. ``UNSHARED``:
        they were kept in this clone, and sharing may have been chosen since.
        """
        return os.path.exists(self._at(mark))

    def set_owed(self, owed: bool, mark: str = OWED) -> None:
        """Say so, or that it is over."""
        if owed and not self.owed(mark):
            self._save(mark, [])
        elif not owed:
            self._remove(mark)

    def unmerged(self) -> set[tuple[str, ...]]:
        """What was looked at and found unmerged: session, what it was compared with, as given."""
        return {tuple(row) for row in fields(self._at("unmerged"))}

    def set_unmerged(self, found: Iterable[tuple[str, ...]]) -> None:
        """These were found unmerged, in place of all others."""
        self._save("unmerged", [line(*row) for row in sorted(found)])

    def superseding(self) -> tuple[str, list[str]]:
        """The tree of a journal, and its files that may say something of a decision; "" if none
        is known."""
        rows = fields(self._at("superseding"))
        if not rows or len(rows[0]) != 2 or rows[0][1] != str(len(rows) - 1):
            return "", []  # torn: what is missing would be taken for not being there
        return rows[0][0], [row[0] for row in rows[1:]]

    def set_superseding(self, tree: str, paths: Sequence[str]) -> None:
        """Remember them, if anything can be remembered: who asks changes nothing else."""
        rows = [line(tree, str(len(paths))), *map(line, paths)]
        try:
            files.make_folder(self.private)
            files.replace(self._at("superseding"), "".join(rows), durable=False)
        except OSError:
            return  # git looks through the journal again the next time

    def said_before(self, text: str, *, anew: bool = False) -> bool:
        """Whether ``text`` was said within the last minute: the hooks of one commit share a fault.

        ``anew`` forgets what was said before. Where nothing can be remembered it says no.
        """
        path = self._at("said")
        try:
            fresh = not anew and time.time() - os.stat(path).st_mtime < 60
        except OSError:
            fresh = False
        said = fields(path) if fresh else []
        if [text] in said:
            return True
        try:
            files.replace(path, "".join(line(*row) for row in [*said, [text]]), durable=False)
        except OSError:
            return False  # a fault of the very place: each hook says it for itself
        return False

    def _at(self, name: str) -> str:
        return os.path.join(self.private, name)

    def _pair(self, name: str) -> tuple[str, str] | None:
        rows = fields(self._at(name))
        if len(rows) != 1 or len(rows[0]) != 2:
            return None
        return rows[0][0], rows[0][1]

    def _save(self, name: str, lines: list[str]) -> None:
        with files.told(self._at(name)):
            files.replace(self._at(name), "".join(lines), durable=False)

    def _add(self, name: str, text: str) -> None:
        with files.told(self._at(name)):
            files.append(self._at(name), text)

    def _remove(self, name: str) -> None:
        with files.told(self._at(name)):
            files.remove(self._at(name))

    def _ids(self, stem: str, what: str) -> set[str]:
        return {row[0] for row in fields(self._at(f"ids/{plain(stem)}.{what}"))}

    def _add_ids(self, stem: str, what: str, ids: Iterable[str]) -> None:
        if text := "".join(f"{one}\n" for one in ids):
            self._add(f"ids/{plain(stem)}.{what}", text)


def is_journal_of(stem: str, path: str, sessions: str) -> bool:
    """``path`` can be that of a journal file of ``stem`` below the directory ``sessions``."""
    folder, _, name = path.rpartition("/")
    return folder == f"{sessions}/journal/{stem}" and is_plain(name)


def _staged_line(one: Staged) -> str:
    heal = "heal" if one.heal else ""
    lists = (" ".join(one.ids), " ".join(one.replaces))
    return line(one.stem, one.path, one.branch, one.parent, *lists, heal)
