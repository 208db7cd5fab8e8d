"""A shell at a terminal, as a person has it: what TAB makes of a line that is being typed."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import TracebackType

    from conftest import Repo

PATIENCE = 30  # seconds; the machine may be busy
DUMP = "\x18d"  # Ctrl-X d, bound below to write the line into a file
CLEAR = "\x15"  # Ctrl-U
SHARES = ("/usr/share", "/usr/local/share", "/opt/homebrew/share")
BASH = """\
PS1='$ '
bind 'set enable-bracketed-paste off'
bind 'set bell-style none'
dump () {{ printf '%s|' "$READLINE_LINE" >{dumped}; }}
bind -x '"\\C-xd": dump'
"""
ZSH = """\
PS1='$ '
unsetopt beep
dump () {{ printf '%s|' "$BUFFER" >{dumped} }}
zle -N dump
bindkey '^Xd' dump
"""
FISH = """\
function fish_prompt; echo '$ '; end
function fish_greeting; end
bind \\cxd 'printf "%s|" (commandline | string collect) >{dumped}'
"""


def git_completion() -> str:
    """Where git's own completion for bash is; the test is skipped where it is not."""
    for share in SHARES:
        path = Path(share, "bash-completion/completions/git")
        if path.exists():
            return str(path)
    pytest.skip("git's completion for bash is not here; install bash-completion and git's own")


def needed(program: str) -> str:
    """The program on PATH; the test is skipped where it is not."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not here; install it to test its completion")
    return found


@dataclass
class Shell:
    """``with Shell(…) as shell:`` is one at a terminal of 80 columns, in the repository."""

    name: str
    repo: Repo
    home: Path
    rc: str = ""
    shown: str = field(default="", init=False)

    def __enter__(self) -> Shell:
        words = self._prepared()
        env = {**os.environ, **self.repo.env, "TERM": "xterm", "COLUMNS": "80"}
        env |= {"ZDOTDIR": str(self.home)}
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            os.chdir(self.repo.top)
            os.execve(words[0], words, env)  # noqa: S606 - the shell that is tested
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def _prepared(self) -> list[str]:
        program = needed(self.name)
        self._dumped = self.home / "line"
        text = {"bash": BASH, "zsh": ZSH, "fish": FISH}[self.name]
        text = self.rc + text.format(dumped=self._dumped)
        if self.name == "fish":
            path = self.home / ".config/fish/config.fish"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return [program, "-i"]
        path = self.home / f".{self.name}rc"
        path.write_text(text)
        if self.name == "zsh":
            return [program, "-d", "-i"]  # without what the system sets up for all
        return [program, "--noprofile", "--rcfile", str(path), "-i"]

    def tab(self, line: str) -> str:
        """What stands on the line after it was typed and TAB pressed."""
        self._dumped.unlink(missing_ok=True)
        self.shown = ""
        os.write(self._terminal, f"{line}\t{DUMP}".encode())
        found = self._line()
        os.write(self._terminal, CLEAR.encode())
        return found

    def _line(self) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if select.select([self._terminal], [], [], 0.05)[0]:
                self.shown += os.read(self._terminal, 65536).decode("utf-8", "replace")
            if self._dumped.exists() and (text := self._dumped.read_text()).endswith("|"):
                return text.removesuffix("|")
        raise AssertionError(f"{self.name} said nothing for {PATIENCE} s but: {self.shown!r}")
