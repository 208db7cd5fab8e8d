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
        _tell(name, error.message, error.hint)
    except OSError as error:
        hint = "nothing is lost: what is pending goes along with the next commit"
        _tell(name, f"{name}: {error}", hint)
    return 0


def _run(name: str, args: list[str]) -> None:
    if name not in NAMES:
        _tell(name, f"no such hook: {name}", f"one of: {', '.join(NAMES)}")
        return
    module = f"git_session.hooks.{name.replace('-', '_')}"
    __import__(module)
    sys.modules[module].run(args)


def _tell(name: str, what: str, hint: str) -> None:
    """One line, with what others wrote shown escaped; once, though three hooks make a commit."""
    from git_session import output  # only when there is something to tell
    from git_session.core.markdown import visible

    line = visible(what + (f" ({hint})" if hint else "")).replace("\n", " ")
    if not _said_before(name, line):
        output.remark(line)
    if os.environ.get("GIT_SESSION_DEBUG"):
        import traceback  # a debugging aid, far from the hot path

        traceback.print_exc()


def _said_before(name: str, line: str) -> bool:
    """An earlier hook of the same commit said it; pre-commit is the first one."""
    from git_session import plumbing  # here, for the fault may have been in finding these
    from git_session.store import Store

    try:
        wt = plumbing.worktree()
    except SessionError:
        return False
    store = Store(wt.top, wt.git_dir, wt.common_dir)
    return store.said_before(line, anew=name == NAMES[0])
