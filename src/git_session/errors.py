"""What can go wrong, each with its facts, the next step, and the exit code it ends in.

Only ``cli.py`` (for verbs) and ``hooks/`` (for git hooks) catch these; everything else lets
them rise.
"""

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_NO_SESSION = 3
EXIT_REFUSED = 4
EXIT_LOCKED = 5


class SessionError(Exception):
    """Something a person can act on: ``message`` says what and where, ``hint`` what to do next."""

    code = EXIT_FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(SessionError):
    """The words of the command line do not fit together."""

    code = EXIT_USAGE


class NoSession(SessionError):
    """No session fits, or more than one does; the message lists the candidates."""

    code = EXIT_NO_SESSION


class Refused(SessionError):
    """Something is incomplete, invalid or unsafe, and so nothing was changed."""

    code = EXIT_REFUSED


class BadText(Refused):
    """A file's text is not what it should be; the message begins with ``path:line:``."""

    def __init__(self, path: str, line: int, what: str, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {what}", hint)
        self.path = path
        self.line = line


class Locked(SessionError):
    """Another process held the lock for longer than we were willing to wait."""

    code = EXIT_LOCKED


class GitFailed(SessionError):
    """Git refused a question that it should have answered."""
