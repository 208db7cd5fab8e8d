"""Starting one command and collecting what it says; knows nothing of git.

``subprocess`` costs 9 ms to import, three times a small git command. Where the platform has
``posix_spawn`` the two pipes are read here instead; elsewhere (Windows) ``subprocess`` does it.
``select``, a module of 0.5 ms, keeps a command that fills both pipes from waiting for us for ever.
"""

from __future__ import annotations

import os

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHUNK = 65536


@record
class Result:
    """How a command ended: its exit code (negative: killed by that signal) and what it said."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """What it said on stdout; bytes that are no UTF-8 survive as surrogates."""
        return decode(self.out)


def decode(data: bytes) -> str:
    """Bytes as text such that ``encode`` gives the same bytes again."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The bytes that ``decode`` made into ``text``."""
    return text.encode("utf-8", "surrogateescape")


def start(argv: Sequence[str], env: Mapping[str, str], data: bytes | None = None) -> Result:
    """Run ``argv`` in this directory with ``data`` (else nothing) on stdin.

    Raises FileNotFoundError where there is no such command.
    """
    if hasattr(os, "posix_spawnp"):
        return _spawn(argv, env, data)
    return _with_subprocess(argv, env, data)


def within(argv: Sequence[str], env: Mapping[str, str], cwd: str, seconds: float) -> Result | None:
    """Run ``argv`` in ``cwd`` with nothing on stdin; None where ``seconds`` were not enough.

    Then it is ended, and with it whatever it started. Raises OSError where it cannot be started.
    """
    import signal
    import subprocess  # with a time limit posix_spawn saves nothing, and this is no hook

    with subprocess.Popen(
        [program(argv[0], env), *argv[1:]],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # a group of its own, so that it can be ended as a whole
    ) as started:
        try:
            out, err = started.communicate(timeout=max(seconds, 0.0))
        except BaseException as error:
            if hasattr(os, "killpg"):
                os.killpg(started.pid, signal.SIGKILL)
            else:
                started.kill()
            started.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                return None
            raise
    return Result(started.returncode, out, err)


def program(name: str, env: Mapping[str, str]) -> str:
    """What to start for ``name``. FileNotFoundError where PATH has none (Windows).

    Windows looks into the current directory before it looks at PATH, and that is a repository
    with whatever somebody committed to it. So PATH is looked through here.
    """
    if os.name != "nt" or os.path.dirname(name):
        return name
    for folder in env.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, f"{name}.exe")
        if os.path.isabs(folder) and os.path.isfile(path):
            return path
    raise FileNotFoundError(2, "there is no such program on PATH", name)


def _with_subprocess(argv: Sequence[str], env: Mapping[str, str], data: bytes | None) -> Result:
    import subprocess  # only where the platform has no posix_spawn

    words = [program(argv[0], env), *argv[1:]]
    given = subprocess.run(words, env=env, input=data or b"", capture_output=True, check=False)
    return Result(given.returncode, given.stdout, given.stderr)


def _spawn(argv: Sequence[str], env: Mapping[str, str], data: bytes | None) -> Result:
    out, err = os.pipe(), os.pipe()
    feed = os.pipe() if data else ()
    ours, theirs = [out[0], err[0], *feed[1:]], [out[1], err[1], *feed[:1]]
    words = [encode(word) for word in argv]
    try:
        pid = os.posix_spawnp(argv[0], words, env, file_actions=_plugs(theirs))
    except OSError:
        _close(ours)
        raise
    finally:
        _close(theirs)
    try:
        said = _converse(ours, data or b"")
    finally:
        _close(ours)  # before waiting: a command that we no longer listen to must come to its end
        _, status = os.waitpid(pid, 0)
    return Result(os.waitstatus_to_exitcode(status), *said)


def _plugs(theirs: list[int]) -> list[tuple[object, ...]]:
    """What the command finds as its descriptors 0, 1 and 2."""
    out, err, *feed = theirs
    stdin: tuple[object, ...] = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    if feed:
        stdin = (os.POSIX_SPAWN_DUP2, feed[0], 0)
    return [stdin, (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, err, 2)]


def _close(descriptors: list[int]) -> None:
    """Close each once; the list is left empty."""
    while descriptors:
        os.close(descriptors.pop())


def _converse(ours: list[int], data: bytes) -> tuple[bytes, bytes]:
    """Feed ``data`` and read both pipes to their end, whichever is ready first.

    A descriptor that came to its end is closed and taken from ``ours``.
    """
    import select  # here, because nothing else on the hot path needs it

    heard: dict[int, list[bytes]] = {ours[0]: [], ours[1]: []}
    poll = select.poll()
    for descriptor in ours:
        poll.register(descriptor, select.POLLIN if descriptor in heard else select.POLLOUT)
    for descriptor in ours[2:]:
        os.set_blocking(descriptor, False)
    while ours:
        for descriptor, _ in poll.poll():
            if descriptor in heard:
                chunk = os.read(descriptor, CHUNK)
                heard[descriptor].append(chunk)
                done = not chunk
            else:
                data = _hand_over(descriptor, data)
                done = not data
            if done:
                poll.unregister(descriptor)
                ours.remove(descriptor)
                os.close(descriptor)
    out, err = heard.values()
    return b"".join(out), b"".join(err)


def _hand_over(descriptor: int, data: bytes) -> bytes:
    """Write what fits into the pipe; the rest comes back, nothing if the reader has gone."""
    try:
        return data[os.write(descriptor, data[:CHUNK]) :]
    except BrokenPipeError:
        return b""
