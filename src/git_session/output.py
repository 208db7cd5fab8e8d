"""The one door to the terminal: texts to stdout, remarks to stderr, control characters escaped.

``rich`` is imported only where a table is drawn on a terminal; everywhere else lines are plain,
so that other programs can read them.
"""

from __future__ import annotations

import os
import sys
import time

from git_session.core.markdown import folded, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.progress import Progress

PATIENCE = 0.5  # seconds before a bar is drawn


def say(text: str = "") -> None:
    """Print ``text`` and a newline on stdout; what would steer a terminal is shown escaped."""
    sys.stdout.write(_safe(text) + "\n")


def say_lines(lines: Sequence[str]) -> None:
    """Print each line with ``say``."""
    for line in lines:
        say(line)


def say_folded(lines: Sequence[str]) -> None:
    """Print lines; on a terminal broken at blanks, so that no word is, and indented."""
    rows = [row for line in lines for row in line.split("\n")]
    if sys.stdout.isatty():
        columns = width()
        rows = [part for row in rows for part in folded(row, columns)]
    say_lines(rows)


def remark(text: str) -> None:
    """Print a remark on stderr, every line of it prefixed ``session:``, after what was said."""
    sys.stdout.flush()
    for line in _safe(text).splitlines() or [""]:
        sys.stderr.write(f"session: {line}\n" if line else "session:\n")


def _safe(text: str) -> str:
    """Escaped, and with bytes that were no UTF-8 shown as such instead of failing to print."""
    return visible(text).encode("utf-8", "backslashreplace").decode("utf-8")


def say_json(data: object) -> None:
    """Print ``data`` as JSON; JSON escapes control characters by itself."""
    import json  # only for --json

    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=True, default=str) + "\n")


def interactive() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(question: str) -> str:
    """Ask on the terminal; an empty answer (or end of input) is ""."""
    sys.stdout.write(_safe(question) + " ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def width() -> int:
    """Columns of the terminal, 80 where there is none."""
    import shutil  # only where a table is drawn

    return shutil.get_terminal_size((80, 24)).columns


def columns() -> int:
    """Columns that lines are cut to, 80 where there is no terminal; without an import."""
    try:
        return max(20, int(os.environ.get("COLUMNS", "")))
    except ValueError:
        return max(20, os.get_terminal_size().columns) if sys.stdout.isatty() else 80


class Bar:
    """``with Bar(text, total) as bar:`` shows on a terminal how far something slow is.

    Nothing is shown for half a second, and nothing at all where stderr is no terminal.
    """

    def __init__(self, text: str, total: int) -> None:
        self._text = text
        self._total = total
        self._done = 0
        self._begun = time.monotonic()
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
        elif sys.stderr.isatty() and time.monotonic() - self._begun > PATIENCE:
            self._drawn = _bar(self._text, self._total, self._done)


def _bar(text: str, total: int, done: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    made = Progress(console=Console(stderr=True), transient=True)
    made.add_task(_safe(text), total=total, completed=done)
    made.start()
    return made


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn by rich on a terminal, tab-separated lines otherwise."""
    if not sys.stdout.isatty():
        for row in [headers, *rows]:
            say("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    _draw([_safe(header) for header in headers], [[_safe(cell) for cell in row] for row in rows])


def _draw(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box  # 33 ms to import: only where a table is drawn
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        drawn.add_column(header, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(no_color="NO_COLOR" in os.environ, width=width(), highlight=False).print(drawn)
