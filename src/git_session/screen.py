"""How a person wants what we print: in colour or not, through which pager. As git decides it.

Git's own settings and variables are asked (`color.session`, `color.ui`, `color.pager`,
`pager.session`, GIT_PAGER, GIT_PAGER_IN_USE), and NO_COLOR before settings.
"""

from __future__ import annotations

import os

from git_session import config, plumbing, process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from git_session.config import Look

SLOT = "color.session."
PAGER_ENV = {"LESS": "FRX", "LV": "-c"}  # where they are unset, as git sets them
NOT_RUN = (126, 127)  # what a shell ends with that could not start the command


def in_pager(environ: Mapping[str, str]) -> bool:
    """Whether git (``git -p``, ``pager.session``) runs us inside of its pager."""
    return config.truth(environ.get("GIT_PAGER_IN_USE", "")) is True


def paints_pager(look: Look) -> bool:
    """Whether the pager shows colours (``color.pager``). Raises Refused as ``colour`` does."""
    return config.boolean(look, "color.pager") is not False


def colour(when: str, look: Look, environ: Mapping[str, str], *, usable: bool) -> bool:
    """Whether to paint: ``when`` is what --color says, "" without it.

    ``usable``: it goes to a terminal, or to a pager that shows colours. Raises Refused for a
    setting that is none.
    """
    if when in ("always", "never"):
        return when == "always"
    if environ.get("NO_COLOR"):
        return False
    name = next((name for name in ("color.session", "color.ui") if name in look), "")
    said = (look.get(name) or "").lower()
    if said in ("always", "never"):
        return said == "always"
    wanted = said == "auto" or not name or config.boolean(look, name)
    if not wanted or not usable or environ.get("TERM", "dumb") == "dumb":
        return False
    return os.name != "nt" or _console_paints()


def _console_paints() -> bool:
    """Let the console of Windows understand escape sequences; whether it does."""
    import ctypes  # only there

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  unknown to type checkers elsewhere
    out, mode = kernel.GetStdHandle(-11), ctypes.c_ulong()
    if not kernel.GetConsoleMode(out, ctypes.byref(mode)):
        return True  # no console but a pipe to a terminal or pager that paints by itself
    return bool(kernel.SetConsoleMode(out, mode.value | 4))


def codes(look: Look) -> dict[str, str]:
    """What switches each role on. Raises Refused for a colour that git would not take either."""
    from git_session.core import paint  # only where colours are wanted

    named = {role: look.get(SLOT + role) for role in paint.LOOKS}
    return {
        role: paint.code(usual if (said := named[role]) is None else said, SLOT + role)
        for role, usual in paint.LOOKS.items()
    }


def pager(look: Look, environ: Mapping[str, str], *, wanted: bool) -> str:
    """The command to page with, as `git var GIT_PAGER` has it; "" for none.

    ``wanted``: what is printed may be long; ``pager.session`` decides where it says something.
    """
    said = look.get("pager.session", "")
    truth = config.truth(said) if "pager.session" in look else wanted
    if truth is False or in_pager(environ):
        return ""
    command = said if truth is None and "GIT_PAGER" not in environ else None
    if command is None:
        command = plumbing.run(["var", "GIT_PAGER"], check=False).text.strip()
    return "" if command == "cat" else command


def page(command: str, data: bytes) -> bool:
    """Show ``data`` in a pager and wait for its end; False if there is no such program.

    An interrupt is the pager's, which shares the terminal with us. Who ends us ends it too.
    """
    import signal  # only where a person reads
    import subprocess

    running: list[subprocess.Popen[bytes]] = []
    ended: list[int] = []

    def quiet(_number: int, _frame: object) -> None:
        """Not SIG_IGN, which the pager would inherit."""

    def leave(number: int, _frame: object) -> None:
        ended.append(number)
        for started in running:
            started.terminate()

    told = {signal.SIGINT: quiet, signal.SIGTERM: leave}
    before = {number: signal.signal(number, handler) for number, handler in told.items()}
    surroundings = {**PAGER_ENV, **os.environ, "GIT_PAGER_IN_USE": "1"}
    try:
        words = [process.program("sh", os.environ), "-c", command]
        running.append(subprocess.Popen(words, stdin=subprocess.PIPE, env=surroundings))
        if ended:  # before it was known whom to end
            running[0].terminate()
        running[0].communicate(data)
    except FileNotFoundError:  # no shell either
        return False
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if ended:
        raise SystemExit(128 + ended[0])
    return running[0].returncode not in NOT_RUN


def editor() -> str:
    """The command to edit a text with, as git has it. Raises GitFailed where git knows none."""
    return plumbing.run(["var", "GIT_EDITOR"]).text.removesuffix("\n")


def edit(command: str, path: str) -> int:
    """Let a person edit a file and wait for the end; how the editor ended.

    An interrupt is the editor's, which shares the terminal with us.
    """
    import signal  # only where a person writes
    import subprocess

    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        words = [process.program("sh", os.environ), "-c", f'{command} "$@"', command, path]
        return subprocess.run(words, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)
