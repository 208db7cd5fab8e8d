"""What a test stands on that Windows has not, read from its code: it is skipped there."""

from __future__ import annotations

from types import CodeType, FunctionType

SIGNALS = frozenset(("SIGINT", "SIGKILL", "SIGSTOP", "SIGALRM", "pause", "setitimer"))
POSIX_ONLY = frozenset(("fork", "mkfifo", "uname", "getuid", "geteuid", "wait4")) | SIGNALS
MODES = frozenset((0o000, 0o400, 0o444, 0o500, 0o555))  # which keep nobody out there


def lacking(function: object, seen: set[int] | None = None) -> set[str]:
    """The names of POSIX that ``function``, or one of its module's that it calls, uses."""
    seen = set() if seen is None else seen
    if not isinstance(function, FunctionType) or id(function) in seen:
        return set()
    seen.add(id(function))
    found: set[str] = set()
    for code in _codes(function.__code__):
        found |= POSIX_ONLY & {*code.co_names}
        if "chmod" in code.co_names and MODES & {one for one in code.co_consts if type(one) is int}:
            found.add("chmod")
        for name in code.co_names:
            found |= lacking(function.__globals__.get(name), seen)
    return found


def _codes(code: CodeType) -> list[CodeType]:
    """The code of a function and of all that is defined in it."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return [code, *(deep for one in inner for deep in _codes(one))]
