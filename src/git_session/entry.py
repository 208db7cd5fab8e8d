"""What ``git-session`` on PATH runs.

What programs call, again and again, comes with plain words that need no parser of options: for
those it goes straight to the verb. Everything else, and every word that is not understood, is for
``cli.py``, which imports argparse.
"""

from __future__ import annotations

import os
import sys

from git_session.errors import EXIT_FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn


def start() -> NoReturn:
    """``main``, then an end without Python's own tidying up.

    Nothing here needs that, and it costs every ``log`` 2 ms.
    """
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read us has gone, or the disk is full
        code = code or EXIT_FAILED
    os._exit(code)


def main(argv: list[str] | None = None) -> int:
    """Run one verb; returns the exit code of the design's table."""
    words = list(sys.argv[1:] if argv is None else argv)
    quick = QUICK.get(words[0]) if words else None
    code = quick(words[1:]) if quick else None
    if code is not None:
        return code
    from git_session import cli

    return cli.main(words)


def _agent(words: list[str]) -> int | None:
    from git_session import agents
    from git_session.core import event

    if len(words) != 2 or words[0] not in agents.HOSTS or words[1] not in event.WORDS:
        return None
    from git_session.commands import agent

    return agent.run(host=words[0], event=words[1])


def _hook(words: list[str]) -> int | None:
    from git_session import hooks

    if not words or words[0] not in hooks.NAMES or any(word[:1] == "-" for word in words):
        return None
    from git_session.commands import hook

    return hook.run(name=words[0], args=words[1:])


QUICK: dict[str, Callable[[list[str]], int | None]] = {"agent": _agent, "hook": _hook}
