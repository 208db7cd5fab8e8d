"""What is printed for programs, and the bar that shows how far something slow is."""

from __future__ import annotations

import io

import pytest

from git_session import output


class Screen(io.StringIO):
    """A terminal, or what is none."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, patience: float) -> str:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(output, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with output.Bar("reading", 3) as bar:
        for _ in range(3):
            bar.advance(1)
    return screen.getvalue()


def test_a_bar_is_drawn_on_a_terminal_for_what_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "reading" in shown(monkeypatch, terminal=True, patience=-1)
    assert shown(monkeypatch, terminal=True, patience=9) == ""
    assert shown(monkeypatch, terminal=False, patience=-1) == ""


@pytest.mark.parametrize(("told", "expected"), [("50", 50), ("3", 20), ("", 80), ("x", 80)])
def test_columns(monkeypatch: pytest.MonkeyPatch, told: str, expected: int) -> None:
    monkeypatch.setattr("sys.stdout", Screen(terminal=False))
    monkeypatch.setenv("COLUMNS", told)
    assert output.columns() == expected


def test_many_lines_are_written_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A carriage return at the end of a line is shown, for it is not the line's own."""
    lines = [f"line {number}" for number in range(3 * output.MANY)]
    lines[5:8] = ["\r", "a\r", "\x1b[31m é \udcff"]
    written = []

    def each(some: list[str]) -> None:
        for one in some:
            output.say(one)

    for say in (output.say_all, output.say_lines, each):
        screen = Screen(terminal=False)
        monkeypatch.setattr("sys.stdout", screen)
        say(lines)
        written.append(screen.getvalue())
    assert written[0] == written[1] == written[2]
    assert written[0].split("\n")[5:8] == ["\\x0d", "a\\x0d", "\\x1b[31m é \\xff"]
