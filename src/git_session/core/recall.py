"""Reasoning found again: entries with where they are from, and which of them tell most.

An entry that names the file that is asked about comes first, then decisions, then the rest; each
in order of time. What a session says of itself comes last, and not at all if that is nothing.
"""

from __future__ import annotations

from git_session.core import entries, grammar, naming
from git_session.model import CHECKPOINT, DECISION, SESSION, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from git_session.model import Block, Entry

# What of a `Session:` or `Checkpoint:` block is reasoning; the rest is housekeeping.
TELLING = (
    "goal",
    "key context",
    "context next",
    "summary",
    "reason",
    "tldr",
    "working on",
    "phase",
)
ABOUT_SESSIONS = (SESSION, CHECKPOINT)


@record
class Source:
    """A journal file's blocks (or pending ones): its session's stem, its path, its commit.

    ``path`` and ``commit`` (a full hash) are "" for what is in no commit.
    """

    stem: str
    path: str
    commit: str
    blocks: tuple[Block, ...]


@record
class Recalled:
    """An entry and where it is from; ``names_file`` if it names the file that is asked about.

    ``id`` names it, as that of ``views.given.Noted`` does.
    """

    entry: Entry
    source: Source
    names_file: bool = False
    id: str = ""


def recalled(sources: Iterable[Source], paths: Collection[str] = ()) -> list[Recalled]:
    """Every entry of ``sources`` that says something, each block once, in order of time.

    ``paths`` are those that the file asked about has and had. Within one time the order is that
    of the journal files' names, then the place in the file.
    """
    seen: dict[str, tuple[Block, Source]] = {}
    for source in sorted(sources, key=lambda one: one.path.rpartition("/")[2]):
        for block in source.blocks:
            seen.setdefault(grammar.identity(block), (block, source))
    found = [
        Recalled(entry, source, names(entry, paths), naming.entry_id(identity, number))
        for identity, (block, source) in sorted(seen.items(), key=lambda one: one[1][0].when)
        for number, entry in enumerate(entries.entries(block), 1)
    ]
    return [one for one in found if says_something(one.entry)]


def ranked(found: Iterable[Recalled]) -> list[Recalled]:
    """The best answers to "why is this so" first; what is equally good keeps its order."""
    return sorted(found, key=_rank)


def in_time(found: Iterable[Recalled]) -> list[Recalled]:
    """The same in order of time."""
    return sorted(found, key=lambda one: one.entry.when)


def _rank(one: Recalled) -> int:
    if one.entry.kind in ABOUT_SESSIONS:
        return 3
    return 0 if one.names_file else 1 + (one.entry.kind != DECISION)


def says_something(entry: Entry) -> bool:
    """Whether the entry is reasoning and not merely a mark that a session began or went on."""
    return entry.kind not in ABOUT_SESSIONS or bool(
        entry.bullets or entry.text or entry.field(*TELLING)
    )


def names(entry: Entry, paths: Collection[str]) -> bool:
    """Whether the entry names one of ``paths``: whole, or its last parts, as words of their own."""
    if not paths:
        return False
    texts = [entry.title, *(value for _, value in entry.fields), *entry.bullets, entry.text]
    return any(mentions(text, path) for text in texts for path in paths)


def mentions(text: str, path: str) -> bool:
    """Whether ``text`` names the file ``path``: by its name, and by no directory of another's.

    ``src/a.py`` is named by `src/a.py`, `./src/a.py:42`, `repo/src/a.py` and `a.py`; not by
    `lib/a.py`, which is another file, nor by `data.py` or `a.pyc`.
    """
    folder, slash, name = path.rpartition("/")
    at = text.find(name)
    while name and at >= 0:
        if _ends(text, at + len(name)) and _leads(text[:at], folder + slash):
            return True
        at = text.find(name, at + 1)
    return False


def _ends(text: str, end: int) -> bool:
    """Whether a file's name can end here: not in the middle of a word, of `a.py.bak`, of a path."""
    after = text[end : end + 2]
    if after[:1] == ".":
        return not _in_word(after[1:])
    return not (_in_word(after[:1]) or after[:1] in ("/", "\\"))


def _leads(before: str, folder: str) -> bool:
    """Whether ``before`` a file's name stands no directory, or ``folder`` or its last parts."""
    if folder and before.endswith(folder):  # also one with blanks in it
        return not _in_word(before[: -len(folder)][-1:])
    start = len(before)
    while start and (_in_word(before[start - 1]) or before[start - 1] in "./\\"):
        start -= 1
    written = before[start:].replace("\\", "/")
    while written.startswith("./"):
        written = written[2:]
    return not written or (written[-1] == "/" and f"/{folder}".endswith(f"/{written}"))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or (letter != "" and letter in "_-")
