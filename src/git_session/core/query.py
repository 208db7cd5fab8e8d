"""What a person looks for, and whether a piece of reasoning is it. Pure: the plain scan.

An index may answer faster and must answer the same; so what a word is is decided here alone. A
word is a run of letters and digits in Unicode's sense, without case, accents as they are; each
letter of a script that writes no blanks is a word. What a person types is taken literally: `a:b`
is the words a and b in a row, `->` the characters themselves.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import datetime

from git_session.core import cells, grammar, markdown
from git_session.errors import UsageError
from git_session.model import FILE, KINDS, NamedTuple, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from git_session.model import Block

DOCUMENT = "Document"  # the kind of a person's own text in a session document
SEARCHED = (*KINDS, DOCUMENT)
PATTERN_LIMIT = 1000  # characters of a regular expression or of a glob
LINES = 3  # of one piece that are shown
TITLE_WEIGHT = 5.0
K1, B = 1.2, 0.75  # as SQLite's bm25() has them
# Hiragana to katakana, ideographs: written without blanks.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# The same of what is ASCII, in half the time: all that is in no word is a blank.
_PLAIN = {code: " " for code in range(128) if not chr(code).isalnum()}


@functools.cache
def _word() -> re.Pattern[str]:
    """Made where it is needed: nearly every text is ASCII, and this takes a millisecond."""
    return re.compile(rf"[{_DENSE}]|[^\W_{_DENSE}]+")


class _Shapes(NamedTuple):
    """What may be a path: with a slash in it, or a name with an ending; or named as a file."""

    run: re.Pattern[str]
    name: re.Pattern[str]
    field: re.Pattern[str]
    between: re.Pattern[str]
    lines_of: re.Pattern[str]


@functools.cache
def _shapes() -> _Shapes:
    return _Shapes(
        re.compile(r"[\w./@+~-]+"),
        re.compile(r"[^/]+\.[A-Za-z]\w{0,9}\.?"),
        re.compile(r"^[-*+ ]*(?:key )?files?:(.*)$", re.MULTILINE | re.IGNORECASE),
        re.compile(r"[\s,;]+"),
        re.compile(r":\d[\d,:-]*$"),
    )


@record
class Query:
    """What is asked: all that is given must fit.

    ``words`` must all occur, the last one as the beginning of a word; ``pattern`` is a regular
    expression instead. ``since`` counts seconds since 1970; ``session`` is a stem, a shortname
    or an id8; ``newest`` asks for the order of time where words would rank, ``oldest`` for the same
    from the beginning.
    """

    words: tuple[str, ...] = ()
    pattern: str = ""
    kinds: tuple[str, ...] = ()
    author: str = ""
    file: str = ""
    since: int | None = None
    session: str = ""
    newest: bool = False
    oldest: bool = False

    @property
    def in_text(self) -> bool:
        """Whether it asks for something that a text says."""
        return bool(self.words or self.pattern or self.file)


@record
class Piece:
    """What is searched: a block, or a person's own text in a document.

    ``kinds`` are those of all entries it yields, ``epoch`` and ``when`` the same moment, ``stem``
    the session ("" where notes wait for one), ``agent`` the block's.
    """

    kind: str
    kinds: tuple[str, ...]
    when: str
    epoch: int
    title: str
    author: str
    body: str
    stem: str
    agent: str = ""


def words(text: str) -> list[str]:
    """The words of ``text``, in their order, comparable."""
    if not text.isascii():
        return _word().findall(unicodedata.normalize("NFC", text.casefold()))
    return text.lower().translate(_PLAIN).split()


def kind_of(text: str) -> str:
    """The kind that a person names in any case. UsageError for one that there is not."""
    known = {kind.lower(): kind for kind in SEARCHED}
    if text.lower() not in known:
        raise UsageError(f"--kind {text}: no such kind", f"there are: {', '.join(SEARCHED)}")
    return known[text.lower()]


class Matcher:
    """A query made ready to look at many texts. UsageError for a pattern that is none."""

    def __init__(self, query: Query) -> None:
        self.query = query
        parts = [(word, tuple(words(word))) for text in query.words for word in text.split()]
        self.phrases = tuple(phrase for _, phrase in parts if phrase)
        self.literals = tuple(word.casefold() for word, phrase in parts if not phrase)
        self.open_end = bool(parts and parts[-1][1])  # the last word may go on
        self._regex = _regex(query.pattern) if query.pattern else None
        self._glob = _glob(query.file) if query.file else None

    @property
    def needs_scan(self) -> bool:
        """Whether the words alone do not decide: each text has to be looked at."""
        return bool(self.literals or self._regex or self._glob)

    @property
    def literal_of_file(self) -> str:
        """What stands in every text that names a file that fits, "" where that is not known."""
        runs = re.split(r"[*?\[\]]+", self.query.file)
        return max((run.strip("/") for run in runs), key=len) if "[" not in self.query.file else ""

    def scan(self, piece: Piece) -> bool:
        """The whole question, asked of one piece."""
        return self.facts_fit(piece) and self.words_fit(piece) and self.text_fits(piece)

    def facts_fit(self, piece: Piece) -> bool:
        """Kind, author, time and session."""
        query = self.query
        return (
            (not query.kinds or not set(query.kinds).isdisjoint(piece.kinds))
            and (not query.author or query.author.lower() == piece.author.lower())
            and (query.since is None or piece.epoch >= query.since)
            and (not query.session or names_session(query.session, piece.stem))
            and (query.in_text or piece.kind != DOCUMENT)
        )

    def words_fit(self, piece: Piece) -> bool:
        """All words stand in it, those of one phrase in a row and not across title and body."""
        found = [words(piece.title), words(piece.body)] if self.phrases else []
        last = len(self.phrases) - 1
        return all(
            any(_count(text, phrase, open_end=self.open_end and at == last) for text in found)
            for at, phrase in enumerate(self.phrases)
        )

    def text_fits(self, piece: Piece) -> bool:
        """What no index of words can tell: marks, the regular expression, the file."""
        if self.literals:
            text = f"{piece.title}\n{piece.body}".casefold()
            if not all(literal in text for literal in self.literals):
                return False
        if self._regex and not self._regex.search(f"{piece.title}\n{piece.body}"):
            return False
        return not self._glob or any(self._glob(path) for path in paths(piece))

    def line_fits(self, line: str) -> bool:
        """Whether a line of the body is a reason why the piece was found."""
        if self._regex:
            return bool(self._regex.search(line))
        if self.phrases or self.literals:
            return self._says(line)
        return bool(self._glob and any(self._glob(path) for path in _in_text(line)))

    def _says(self, line: str) -> bool:
        found, folded = words(line), line.casefold()
        last = len(self.phrases) - 1
        return any(literal in folded for literal in self.literals) or any(
            _count(found, phrase, open_end=self.open_end and at == last)
            for at, phrase in enumerate(self.phrases)
        )

    def frequencies(self, piece: Piece) -> list[float]:
        """How often each phrase occurs, once in the title counting as often as its weight."""
        title, body = words(piece.title), words(piece.body)
        last = len(self.phrases) - 1
        return [
            TITLE_WEIGHT * _count(title, phrase, open_end=self.open_end and at == last)
            + _count(body, phrase, open_end=self.open_end and at == last)
            for at, phrase in enumerate(self.phrases)
        ]


def _count(found: Sequence[str], phrase: tuple[str, ...], *, open_end: bool) -> int:
    """How often ``phrase`` stands in ``found``; its last word may go on where ``open_end``."""
    *firsts, final = phrase
    size = len(firsts)
    ends = str.startswith if open_end else str.__eq__
    return sum(
        1
        for at in range(size, len(found))
        if ends(found[at], final) and found[at - size : at] == firsts
    )


def bm25(frequencies: Iterable[float], idfs: Iterable[float], relative_length: float) -> float:
    """The rank of a piece as SQLite reckons it: the smaller the better.

    ``relative_length`` is the piece's length by the mean of all.
    """
    norm = K1 * (1 - B + B * relative_length)
    return -sum(
        idf * often * (K1 + 1) / (often + norm)
        for often, idf in zip(frequencies, idfs, strict=True)
    )


def _regex(pattern: str) -> re.Pattern[str]:
    if len(pattern) > PATTERN_LIMIT:
        raise UsageError(f"the pattern is longer than {PATTERN_LIMIT} characters", "shorten it")
    try:
        return re.compile(pattern, re.MULTILINE)
    except (re.error, OverflowError, RecursionError, MemoryError) as error:
        hint = "see https://docs.python.org/3/library/re.html, or leave out --regex"
        raise UsageError(f"the pattern is no regular expression: {error}", hint) from error


def names_session(wanted: str, stem: str) -> bool:
    """Whether a person who says ``wanted`` means the session ``stem``."""
    return wanted in (stem, stem[:-9], stem[-8:]) and bool(stem)


def _glob(text: str) -> Callable[[str], bool]:
    """Whether a path fits a glob relative to the top; one without a slash fits in any directory.

    A directory means all that is in it; `**` goes through directories, `*` and `?` do not.
    """
    if len(text) > PATTERN_LIMIT:
        raise UsageError(f"--file: longer than {PATTERN_LIMIT} characters", "shorten it")
    bare = text.removeprefix("./").rstrip("/")
    body = "".join(_glob_part(part) for part in re.findall(r"(?:\*\*/)+|\*+|\?|\[[^]/]+]|.", bare))
    head = "" if "/" in bare else "(?:.*/)?"
    try:
        pattern = re.compile(f"{head}{body}(?:/.*)?", re.DOTALL)
    except re.error as error:
        raise UsageError(f"--file {text}: {error}", "a bracket is written [[]") from error
    known: dict[str, bool] = {}  # the same files are named again and again

    def fits(path: str) -> bool:
        if path not in known:
            known[path] = pattern.fullmatch(path) is not None
        return known[path]

    return fits


def _glob_part(part: str) -> str:
    if part.startswith("**"):
        return "(?:.*/)?" if part.endswith("/") else ".*"
    if part == "*":
        return "[^/]*"
    if part == "?":
        return "[^/]"
    if len(part) > 2 and part[0] == "[":
        inner = part[1:-1]
        sign, inner = ("^/", inner[1:]) if inner[0] in "!^" else ("", inner)
        return f"[{sign}{re.escape(inner).replace(re.escape('-'), '-')}]" if inner else r"\[!]"
    return re.escape(part)


def paths(piece: Piece) -> list[str]:
    """The files that a piece names: of kind File its title, and whatever reads as a path."""
    named = [piece.title] if piece.kind == FILE else []
    return [*named, *_in_text(piece.title), *_in_text(piece.body)]


def _in_text(text: str) -> list[str]:
    """The paths in ``text``; `File: Makefile` names one that does not look like it."""
    shapes = _shapes()
    runs = shapes.run.findall(text) if "/" in text or "." in text else []
    found = [run for run in runs if "/" in run or ("." in run and shapes.name.fullmatch(run))]
    for value in shapes.field.findall(text):
        found += [path for path in shapes.between.split(value) if path]
    return [_bare(path) for path in found]


def _bare(path: str) -> str:
    """A path without the quotes, the full stop or the line numbers that stood beside it."""
    bare = path.strip("`'\"()<>[],;")
    bare = _shapes().lines_of.sub("", bare) if ":" in bare else bare
    return bare.rstrip(".:/").removeprefix("./")


def snippet(matcher: Matcher, piece: Piece, width: int) -> list[str]:
    """The lines of the body that fit, at most three, else its first one, cut to ``width``."""
    lines = [line for line in piece.body.split("\n") if line.strip()]
    found = [line for line in lines if matcher.line_fits(line)] or lines[:1]
    return [_cut(matcher, markdown.one_line(line), width) for line in found[:LINES]]


def _cut(matcher: Matcher, line: str, width: int) -> str:
    """``line`` in at most ``width`` columns, with what fits in sight."""
    if cells.wide(line) <= width:
        return line
    start = 0
    if not matcher.line_fits(line[: cells.fitting(line, width - 1)]) and matcher.line_fits(line):
        seen = line[: _end_of_fit(matcher, line)]
        start = len(seen) - cells.fitting(seen[::-1], width - 2)
    rest = line[start:]
    end = cells.fitting(rest, width - (2 if start else 1))
    return ("…" if start else "") + rest[:end] + ("…" if end < len(rest) else "")


def _end_of_fit(matcher: Matcher, line: str) -> int:
    """How much of ``line`` is needed for it to fit, found by halving."""
    low, high = 0, len(line)
    while low < high:
        middle = (low + high) // 2
        if matcher.line_fits(line[:middle]):
            high = middle
        else:
            low = middle + 1
    return low


def shortened(text: str, width: int) -> str:
    """``text`` on one line of at most ``width`` columns."""
    return cells.cut(markdown.one_line(text), width)


def of_block(block: Block, kinds: tuple[str, ...], stem: str) -> Piece:
    """The piece that a block is."""
    when = block.when.isoformat(timespec="seconds")
    epoch = int(block.when.timestamp())
    said = (block.title, block.author, block.body)
    return Piece(kinds[0], kinds, when, epoch, *said, stem, block.agent)


def block_in(piece: Piece) -> Block | None:
    """The block that a piece of a journal is; None where its time is none that we wrote."""
    try:
        when = datetime.fromisoformat(piece.when)
    except ValueError:
        return None
    return block_of(piece, when)


def block_of(piece: Piece, when: datetime) -> Block:
    """The block that a piece of a journal is; ``when`` is its moment."""
    kind = "" if len(piece.kinds) > 1 else piece.kind  # only a block without one yields more
    return grammar.again(when, kind, piece.title, piece.author, piece.body, piece.agent)
