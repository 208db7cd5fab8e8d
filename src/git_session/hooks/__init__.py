"""One git hook per file; a fault of ours is one line on stderr and never stops git."""

from __future__ import annotations

import os
import sys

from git_session.errors import SessionError

NAMES = (
    "pre-commit",
    "commit-msg",
    "post-commit",
    "post-merge",
    "post-checkout",
    "post-rewrite",
)


def dispatch(name: str, args: list[str]) -> int:
    """Run the git hook ``name``; always 0, because no doubt of ours is worth a person's commit."""
    try:
        _run(name, args)
    except SessionError as error:
        _tell(error.message, error.hint)
    except OSError as error:
        _tell(
            f"{name}: {error}", "nothing is lost: what is pending goes along with the next commit"
        )
    return 0


def _run(name: str, args: list[str]) -> None:
    if name not in NAMES:
        _tell(f"no such hook: {name}", f"one of: {', '.join(NAMES)}")
        return
    module = f"git_session.hooks.{name.replace('-', '_')}"
    __import__(module)
    sys.modules[module].run(args)


def _tell(what: str, hint: str) -> None:
    """One line, with what others wrote shown escaped."""
    from git_session.core.markdown import visible  # only when there is something to tell

    line = visible(f"session: {what}" + (f" ({hint})" if hint else ""))
    sys.stderr.write(line.replace("\n", " ") + "\n")
    if os.environ.get("GIT_SESSION_DEBUG"):
        import traceback  # a debugging aid, far from the hot path

        traceback.print_exc()
