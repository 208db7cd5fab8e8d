"""A person at a terminal: the command sees a tty on both ends and gets typed answers."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
from typing import TYPE_CHECKING

from conftest import Done

if TYPE_CHECKING:
    from conftest import Repo


def at_terminal(repo: Repo, *words: str, answers: tuple[str, ...] = ()) -> Done:
    """``git session …`` at a terminal that does not echo; the answers are typed ahead."""
    master, slave = pty.openpty()
    silent = termios.tcgetattr(slave)
    silent[1] &= ~termios.OPOST
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, silent)
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    started = subprocess.Popen(
        ["git", "session", *words],
        cwd=repo.top / repo.at,
        env={**os.environ, **repo.env, "TERM": "dumb"},
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
    )
    os.close(slave)
    out = _all_of(master)
    err = started.communicate()[1]
    return Done(started.returncode, out, err.decode())


def _all_of(master: int) -> str:
    """Everything printed until the last process that held the terminal is gone."""
    found = b""
    try:
        while piece := os.read(master, 65536):
            found += piece
    except OSError:  # Linux says EIO where others say end of file
        pass
    os.close(master)
    return found.decode()
