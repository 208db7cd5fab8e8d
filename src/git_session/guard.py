"""The way in for git hooks, as ``cli.py`` is for verbs: no fault gets past it.

A fault of ours is one line on stderr and exit 0, for git takes any other code of pre-commit or
commit-msg as a veto. HOT: runs under ``python -IS``.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ELSEWHERE = ("_sha2", "_sha256")  # standard library of one version and unknown to the other
COVERAGE = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


class SiteOnDemand:
    """The last finder on ``sys.meta_path``: what nobody found may be where only ``site`` looks."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Run ``site.main()`` and look again, once in a process; not for the standard library."""
        if name in ELSEWHERE or name.partition(".")[0] in sys.stdlib_module_names:
            return None  # asked for on another platform or version, with a substitute at hand
        sys.meta_path.remove(SiteOnDemand)
        import site
        from importlib.machinery import PathFinder

        site.main()
        return PathFinder.find_spec(name, path, target)


def main(words: list[str]) -> None:
    """Run the hook ``words[0]`` with git's arguments for it; every fault ends here."""
    finish = _measured() if any(name in os.environ for name in COVERAGE) else _unmeasured()
    try:
        from git_session.hooks import dispatch

        dispatch(words[0], words[1:])
    except BaseException as error:  # noqa: BLE001 - git would take any exit code as a veto
        _tell(words, error)
    finish()


def _tell(words: list[str], error: BaseException) -> None:
    if os.environ.get("GIT_SESSION_DEBUG"):
        sys.excepthook(type(error), error, error.__traceback__)
    # os.write, for a closed or full stderr must not matter
    try:
        os.write(2, f"session: {_line(words, error)}\n".encode(errors="backslashreplace"))
    except OSError:
        return


def _line(words: list[str], error: BaseException) -> str:
    """One line of printable text about ``error``."""
    message = getattr(error, "message", "")
    if message:
        hint = getattr(error, "hint", "")
        text = f"{message}; {hint}" if hint else message
    elif isinstance(error, KeyboardInterrupt):
        text = f"{words[0]} was interrupted; what is left of it is done by the next commit"
    else:
        text = (
            f"{' '.join(words[:1])} met a fault of git-session ({type(error).__name__}: {error});"
            " git goes on, and GIT_SESSION_DEBUG=1 shows where it was"
        )
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(text.split()))


def _unmeasured() -> Callable[[], None]:
    sys.meta_path.append(SiteOnDemand)
    return _nothing


def _measured() -> Callable[[], None]:
    """Let coverage.py watch this process (the tests ask for it by its own variables)."""
    import site

    site.main()
    try:
        import coverage

        coverage.process_startup()
    except Exception:  # noqa: BLE001 - they measure a project of their own, in their own Python
        return _nothing
    running = coverage.Coverage.current()
    return running.save if running else _nothing


def _nothing() -> None:
    pass


def leave() -> None:  # pragma: no cover - coverage.py has written its data by now
    """End the process with 0; Python's own end says 120 where stdout is closed or full."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)
