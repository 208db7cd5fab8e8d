"""The one door to the terminal: texts to stdout, remarks to stderr, control characters escaped.

Colour, pager and width are settled here alone, as git has it: a text is escaped first and painted
then, so that no text can bring colours of its own. Where stdout is no terminal lines are plain,
for other programs to read. ``rich`` is imported only where a bar is drawn on a terminal.
"""

from __future__ import annotations

import os
import sys
import time

from git_session.core.markdown import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from rich.progress import Progress

MANY = 1000  # lines that are written at once
PATIENCE = 0.5  # seconds before a bar is drawn
COMMAND = ": git "  # begins a command in a remark
JOINED = "\0"  # stands for a blank that ends no row; ``visible`` left none


class _Manners:
    """How the verb at work prints.

    ``codes`` switch each role on (none without colour); ``pager`` will get what is ``held``.
    """

    def __init__(self, codes: Mapping[str, str] | None = None, pager: str = "") -> None:
        self.codes = codes or {}
        self.pager = pager
        self.held: list[str] = []


_now = [_Manners()]  # one process prints for one verb


def options(parser: argparse.ArgumentParser) -> None:
    """The options of every verb whose text has colours."""
    add = parser.add_argument
    whens = ("always", "auto", "never")
    text = "paint: always, auto (at a terminal) or never"
    add("--color", nargs="?", const="always", default="", choices=whens, metavar="WHEN", help=text)
    text = "the same as --color=never"
    add("--no-color", dest="color", action="store_const", const="never", help=text)


def begin(look: Sequence[tuple[str, str | None]], color: str, *, paged: bool) -> None:
    """From now on what is said is painted, and kept for the pager, as the person wants it.

    ``look`` are the settings (config.Settings), ``color`` what --color says. Raises Refused for
    a setting that git would not take either.
    """
    at_terminal = sys.stdout.isatty()
    if not (at_terminal or color or look or "GIT_PAGER_IN_USE" in os.environ):
        return  # for a program, and nobody said otherwise
    from git_session import screen  # where a person may read

    settings = dict(look)
    pager = screen.pager(settings, os.environ, wanted=paged) if at_terminal else ""
    through = bool(pager) or screen.in_pager(os.environ)
    usable = (at_terminal and not pager) or (through and screen.paints_pager(settings))
    painted = screen.colour(color, settings, os.environ, usable=usable)
    _now[0] = _Manners(screen.codes(settings) if painted else {}, pager)


def finish() -> None:
    """The verb has said all: what was kept for the pager is shown. Returns when it was read."""
    done, _now[0] = _now[0], _Manners()
    text = "".join(done.held)
    if text:
        from git_session import screen  # only where a person reads

        if not screen.page(done.pager, text.encode(sys.stdout.encoding, "backslashreplace")):
            sys.stdout.write(text)


def forget() -> None:
    """The verb was interrupted: nobody wants to read what it began to say."""
    _now[0] = _Manners()


def say(text: str = "") -> None:
    """Print ``text`` for people; what would steer a terminal is shown escaped.

    On a terminal its lines are broken at blanks, so that no word is, and indented.
    """
    width = columns() if on_screen() else 0
    plain = _safe(text)
    if _now[0].codes or (width and not (plain.isascii() and len(plain) <= width)):
        _paint(text, width)
    else:
        _write(f"{plain}\n")


def say_all(lines: Sequence[str]) -> None:
    """Print each line with ``say``, for a program many at once."""
    if _now[0].codes or on_screen():
        for line in lines:
            say(line)
    else:
        say_lines(lines)


def say_lines(lines: Sequence[str]) -> None:
    """Print lines for whoever copies them: escaped too, but neither painted nor broken."""
    for at in range(0, len(lines), MANY):
        some = lines[at : at + MANY]
        text = "\n".join(some)
        told = (
            "\n".join(map(_safe, some)) if "\r" in text else _safe(text)
        )  # \r\n ends no line here
        _write(f"{told}\n")


def _paint(text: str, width: int) -> None:
    """Print ``text`` in colours, its rows broken to ``width`` if that is not 0."""
    from git_session.core import cells, paint  # only at a terminal

    tab = "    " if width else "\t"
    escaped = [(role, _safe(part).replace("\t", tab)) for role, part in paint.parts(text)]
    for row in paint.rows(escaped):
        plain = "".join(part for _, part in row)
        for indent, start, end in cells.folds(plain, width or len(plain) * 2):
            drawn = paint.drawn(paint.cut(row, start, end), _now[0].codes)
            _write(f"{' ' * indent}{drawn}\n")


def _write(text: str) -> None:
    if _now[0].pager:
        _now[0].held.append(text)
    else:
        sys.stdout.write(text)


def on_screen() -> bool:
    """Whether a person reads: a terminal, or the pager that git started."""
    if sys.stdout.isatty():
        return True
    return "GIT_PAGER_IN_USE" in os.environ and _in_gits_pager()


def _in_gits_pager() -> bool:
    from git_session import screen  # not for `log`

    return screen.in_pager(os.environ)


def remark(text: str) -> None:
    """Print a remark on stderr, every line of it prefixed ``session:``, after what was said.

    At a terminal its lines are broken at blanks, and the pager shows it, at its place, as git
    has it.
    """
    lines = [
        f"session: {line}" if line else "session:" for line in _safe(text).splitlines() or [""]
    ]
    if sys.stderr.isatty():
        lines = [row for line in lines for row in _rows(line, columns(sys.stderr))]
    if _now[0].pager and sys.stderr.isatty():
        _now[0].held.extend(f"{line}\n" for line in lines)
        return
    sys.stdout.flush()
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _rows(line: str, width: int) -> list[str]:
    """The rows that a line of a remark takes, further ones below where its text begins.

    A command stays in one row, however long: it is there to be copied.
    """
    line = line.replace("\t", "    ")
    if line.isascii() and len(line) <= width:
        return [line]
    from git_session.core import cells  # only at a terminal

    _, _, text = line.partition(" ")
    folds = cells.folds(_whole(line, cells.GAP), width, len(line) - len(text.lstrip(" ")))
    return [" " * indent + line[start:end] for indent, start, end in folds]


def _whole(line: str, gap: str) -> str:
    """``line`` with its commands (": git …", up to a gap) as one word of as many characters."""
    parts = [phrase.partition(COMMAND) for phrase in line.split(gap)]
    return gap.join(
        f"{before}: {(found[2:] + command).replace(' ', JOINED)}" if found else before
        for before, found, command in parts
    )


def _safe(text: str) -> str:
    """Escaped, and with bytes that were no UTF-8 shown as such instead of failing to print."""
    return visible(text).encode("utf-8", "backslashreplace").decode("utf-8")


def say_json(data: object) -> None:
    """Print ``data`` as JSON; JSON escapes control characters by itself."""
    from git_session.core import prettyjson  # only for --json

    for piece in prettyjson.pieces(data):  # bit by bit: an export may be large
        sys.stdout.write(piece)
    sys.stdout.write("\n")


def interactive() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(question: str) -> str:
    """Ask on the terminal; an empty answer (or end of input) is ""."""
    from git_session.core import cells  # only where a person is asked

    asked = _safe(question)
    rows = cells.folds(asked, columns())
    sys.stdout.write("\n".join(" " * deep + asked[start:end] for deep, start, end in rows) + " ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def columns(stream: TextIO | None = None) -> int:
    """Columns that lines are cut to: COLUMNS, else those of the terminal that ``stream`` is
    (None: stdout), 80 where it is none."""
    try:
        return max(20, int(os.environ.get("COLUMNS", "")))
    except ValueError:
        stream = stream or sys.stdout
        size = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 80
        return max(20, size or 80)  # a terminal that does not know its size says 0


class Bar:
    """``with Bar(text, total) as bar:`` shows on a terminal how far something slow is.

    Nothing is shown for half a second, and nothing at all where stderr is no terminal.
    """

    def __init__(self, text: str, total: int) -> None:
        self._text = text
        self._total = total
        self._done = 0
        self._begun = time.monotonic()
        self._seen = sys.stderr.isatty()
        self._drawn: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._drawn.stop()

    def advance(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        if self._drawn:
            self._drawn.update(self._drawn.task_ids[0], completed=self._done)
        elif self._seen and time.monotonic() - self._begun > PATIENCE:
            self._drawn = _bar(self._text, self._total, self._done)


def _bar(text: str, total: int, done: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    made = Progress(console=Console(stderr=True), transient=True)
    made.add_task(_safe(text), total=total, completed=done)
    made.start()
    return made


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, tab-separated lines otherwise."""
    if not on_screen():
        for row in [headers, *rows]:
            say("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from git_session.core import columns as sheet  # only at a terminal

    ruler = "─" if "utf" in (sys.stdout.encoding or "").lower() else "-"
    safe = [[_safe(cell).replace("\t", " ") for cell in row] for row in rows]
    say_all(sheet.laid_out(headers, safe, columns(), ruler))
