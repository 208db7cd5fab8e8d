"""A person at a terminal: the command sees a tty on both ends and gets typed answers."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import Done

if sys.platform != "win32":
    import fcntl
    import pty
    import termios

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Repo


def at_terminal(
    repo: Repo,
    *words: str,
    answers: tuple[str, ...] = (),
    env: Mapping[str, str] | None = None,
    columns: int = 80,
) -> Done:
    """``git session …`` at a terminal that does not echo; the answers are typed ahead.

    The terminal is a dumb one without a pager, unless ``env`` says otherwise; stderr is none.
    """
    words = ("git", "session", *words)
    env = {"GIT_PAGER": "cat"} if env is None else env
    return typed(repo, *words, answers=answers, env=env, columns=columns, alone=True)


def typed(
    repo: Repo,
    *words: str,
    answers: tuple[str, ...] = (),
    env: Mapping[str, str] | None = None,
    columns: int = 80,
    alone: bool = False,
) -> Done:
    """Any command at such a terminal; stderr is the terminal too, unless stdout is so ``alone``."""
    master, slave = _terminal(columns)
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    started = subprocess.Popen(
        words,
        cwd=repo.top / repo.at,
        env={**os.environ, **repo.env, "TERM": "dumb", **(env or {})},
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE if alone else slave,
        start_new_session=True,
    )
    os.close(slave)
    out = _all_of(master)
    err = started.communicate()[1] or b""
    return Done(started.returncode, out, err.decode())


def _terminal(columns: int) -> tuple[int, int]:
    """Both ends of a terminal so wide that changes nothing that it is told."""
    if sys.platform == "win32":
        pytest.skip("needs a pseudo-terminal, which Windows has not")
    master, slave = pty.openpty()
    silent = termios.tcgetattr(slave)
    silent[1] &= ~termios.OPOST
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, silent)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return master, slave


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
