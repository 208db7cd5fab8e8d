"""Hook files in a hook directory: our marked block goes in, and comes out byte for byte.

A shell hook keeps its place and gets the block right below its first line, so that a trailing
``exec`` or ``exit`` cannot cut us off. Anything else (Python, a binary, a symbolic link, a file
that git does not run because it is not executable) keeps its bytes, mode and link under
``<hook>.kept-by-git-session``; a small shell hook in its place runs ours, then theirs with the
same arguments and stdin. A symbolic link is never written through: what it points at is often
a script that git tracks.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from git_session.errors import Refused, SessionError
from git_session.model import record

HOOKS = ("pre-commit", "commit-msg", "post-commit", "post-merge", "post-checkout", "post-rewrite")
BEGIN = "# >>> git-session >>>"
END = "# <<< git-session <<<"
MADE = "# This file was made by git-session.\n"
KEPT = ".kept-by-git-session"
KEPT_DIR = "kept-by-git-session"
SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "mksh"))
SHEBANG = "#!/bin/sh\n"

BLOCK = """\
{begin}
# Takes the notes of `git session` along with commits; `git session uninstall` removes these lines.
{made}git_session_python={python}
git_session_shims={shims}
if [ -r "$git_session_shims/common.sh" ] && [ -r "$git_session_shims/{name}" ]; then
    . "$git_session_shims/{name}" || :
elif [ ! -d .sessions ]; then
    :
elif command -v git-session >/dev/null 2>&1; then
    git-session hook {name} "$@" </dev/null || :
{gone}fi
{chain}{end}
"""
# Three hooks make one commit; one line about it is enough, from a hook that always runs.
SPEAKING = ("post-commit", "post-merge", "post-checkout")
GONE = """\
else
    printf 'session: %s\\n' "nothing was recorded: git-session is gone from $git_session_shims;\
 install it again, or take its lines out of $0" >&2
"""
# Where links can be made the kept file is run through one that bears the hook's own name: a
# script that serves several hooks looks at the name it was called by.
CHAIN = """\
git_session_kept=${{0%/*}}
[ "$git_session_kept" != "$0" ] || git_session_kept=.
if [ -x "$git_session_kept/{kept_dir}/{name}" ]; then
    exec "$git_session_kept/{kept_dir}/{name}" "$@"
elif [ -x "$git_session_kept/{name}{kept}" ]; then
    exec "$git_session_kept/{name}{kept}" "$@"
fi
"""


@record
class Change:
    """What was done, or with ``dry_run`` would be done, to the hook file ``path``.

    ``action`` is 'created' (there was none), 'added' (our block, to a shell hook), 'chained' (the
    hook that was there is kept at ``kept``), 'updated' (our block was there) or 'unchanged';
    of an uninstall 'removed' (our block), 'deleted' (the whole file was ours), 'restored' (from
    ``kept``) or 'left' (someone edited the chaining hook; theirs still is at ``kept``).
    """

    path: str
    action: str
    kept: str = ""


@record
class Step:
    """A change with the text that the file gets; None where no text is written."""

    change: Change
    text: str | None = None


def shims_dir() -> str:
    """The directory of the shell shims: inside the installed package, else in the clone."""
    package = os.path.dirname(os.path.abspath(__file__))
    for place in (package, os.path.dirname(os.path.dirname(package))):
        if os.path.isfile(os.path.join(place, "git-hooks", "common.sh")):
            return os.path.join(place, "git-hooks")
    raise SessionError(f"{package}: the shell hooks are missing", "install git-session again")


def block(name: str, shims: str, python: str, *, made: bool = False, chain: bool = False) -> str:
    """Our lines for the hook ``name``; ``shims`` and ``python`` are absolute paths.

    ``made`` marks a file that holds nothing but these lines, ``chain`` one that goes on to the
    kept hook.
    """
    return BLOCK.format(
        begin=BEGIN,
        end=END,
        name=name,
        made=MADE if made else "",
        python=_quoted(python),
        shims=_quoted(shims),
        gone=GONE if name in SPEAKING else "",
        chain=CHAIN.format(kept_dir=KEPT_DIR, kept=KEPT, name=name) if chain else "",
    )


def block_in(path: str) -> str:
    """Our block as it stands in the hook file, "" where there is none. Refused if it has no end."""
    return _block_in(path)


def named_in(block: str) -> tuple[str, str]:
    """The Python and the directory of shell scripts that a block of ours names, "" for neither."""
    import shlex  # with ``re`` 3 ms, and ``status`` only asks who runs the hooks

    found = {}
    for line in block.split("\n"):
        name, equals, value = line.partition("=")
        if equals and name in ("git_session_python", "git_session_shims"):
            with contextlib.suppress(ValueError):  # somebody took a quote out
                found[name] = "".join(shlex.split(value)[:1])
    return found.get("git_session_python", ""), found.get("git_session_shims", "")


def as_written_now(name: str, found: str) -> str:
    """What this version would write in place of the block ``found``, for the same two places."""
    python, shims = named_in(found)
    return block(name, shims, python, made=MADE in found, chain=f"{name}{KEPT}" in found)


def with_block(text: str, block: str) -> str:
    """``text`` with ``block`` in place of the one it has, else below the ``#!`` line."""
    span = _span(text)
    if span:
        start, end = span
        tail = text[end:]
        lines = block if text[end - 1] == "\n" else block[:-1]
        return text[:start] + lines + tail
    place = text.find("\n") + 1 if text.startswith("#!") else 0
    if text.startswith("#!") and not place:
        return f"{text}\n{block[:-1]}"  # the last line keeps its missing newline
    return text[:place] + block + text[place:]


def without_block(text: str) -> str:
    """``text`` as it was before ``with_block``."""
    while span := _span(text):
        start, end = span
        cut = start if text[end - 1] == "\n" else max(start - 1, 0)
        text = text[:cut] + text[end:]
    return text


def installed(hooks_dir: str) -> tuple[str, ...]:
    """The names of the hooks in ``hooks_dir`` that hold our block."""
    return tuple(name for name in HOOKS if _block_in(os.path.join(hooks_dir, name)))


def install(hooks_dir: str, shims: str, python: str, *, dry_run: bool = False) -> list[Change]:
    """Put our block into every hook file of ``hooks_dir``; a second time changes nothing.

    Raises Refused, before anything is changed, where a hook could not be kept safely.
    """
    with _faults_named():
        steps = [_plan_install(hooks_dir, name, shims, python) for name in HOOKS]
        if not dry_run:
            os.makedirs(hooks_dir, exist_ok=True)
            for step in steps:
                _install(step)
    return [step.change for step in steps]


def uninstall(hooks_dir: str, *, dry_run: bool = False) -> list[Change]:
    """Take everything of ours out of ``hooks_dir``; hooks without our block are not named."""
    with _faults_named():
        names = installed(hooks_dir)
        steps = [_plan_uninstall(os.path.join(hooks_dir, name)) for name in names]
        if not dry_run:
            for step in steps:
                _uninstall(step)
    return [step.change for step in steps]


def _plan_install(hooks_dir: str, name: str, shims: str, python: str) -> Step:
    path = os.path.join(hooks_dir, name)
    if not os.path.lexists(path):
        return Step(Change(path, "created"), SHEBANG + block(name, shims, python, made=True))
    ours = _block_in(path)
    if ours:
        return _plan_update(path, ours, shims, python)
    if _is_plain_shell_hook(path):
        return Step(Change(path, "added"), with_block(_read(path), block(name, shims, python)))
    kept = path + KEPT
    if os.path.lexists(kept) and not _same(path, kept):
        raise Refused(
            f"{path}: not a shell hook, and {kept} already keeps another one",
            "move one of the two away, then install again",
        )
    wrapper = SHEBANG + block(name, shims, python, made=True, chain=True)
    return Step(Change(path, "chained", kept), wrapper)


def _plan_update(path: str, ours: str, shims: str, python: str) -> Step:
    name = os.path.basename(path)
    chain = f"{name}{KEPT}" in ours
    now = block(name, shims, python, made=MADE in ours, chain=chain)
    before = _read(path)
    after = with_block(before, now)
    if after == before and os.access(path, os.X_OK):
        return Step(Change(path, "unchanged"))
    return Step(Change(path, "updated"), after)


def _plan_uninstall(path: str) -> Step:
    before = _read(path)
    rest = without_block(before)
    kept = path + KEPT
    chained = f"{os.path.basename(path)}{KEPT}" in before and os.path.lexists(kept)
    if chained:
        return Step(Change(path, "restored" if rest == SHEBANG else "left", kept))
    if rest == SHEBANG and MADE in before:
        return Step(Change(path, "deleted"))
    return Step(Change(path, "removed"), rest)


def _install(step: Step) -> None:
    if step.change.kept:
        _keep(step.change.path, step.change.kept)
    if step.text is not None:
        _write(step.change.path, step.text)


def _uninstall(step: Step) -> None:
    path, kept = step.change.path, step.change.kept
    if step.text is not None:
        _write(path, step.text)
    elif step.change.action == "deleted":
        os.unlink(path)
    elif step.change.action == "restored":
        os.replace(kept, path)
        _unlink_named(path)


def _keep(path: str, kept: str) -> None:
    """Give the file a second name before its first one is taken, so that it is never missing."""
    if os.path.islink(path):
        if not os.path.lexists(kept):
            os.symlink(os.readlink(path), kept)
    else:
        try:
            os.link(path, kept)
        except FileExistsError:
            pass  # left by an install that was cut short
        except OSError:
            os.rename(path, kept)  # a file system without hard links
    _link_named(path, kept)


def _link_named(path: str, kept: str) -> None:
    """Make the link that bears the hook's own name; without links the kept file itself runs."""
    folder = os.path.join(os.path.dirname(path), KEPT_DIR)
    os.makedirs(folder, exist_ok=True)
    link = os.path.join(folder, os.path.basename(path))
    # there already, or a file system (Windows without the right) that makes no links
    with contextlib.suppress(OSError, NotImplementedError):
        os.symlink(os.path.join(os.pardir, os.path.basename(kept)), link)


def _unlink_named(path: str) -> None:
    folder = os.path.join(os.path.dirname(path), KEPT_DIR)
    with contextlib.suppress(OSError):
        os.unlink(os.path.join(folder, os.path.basename(path)))
        os.rmdir(folder)


def _is_plain_shell_hook(path: str) -> bool:
    """True for a file that git runs with a shell whose language is POSIX sh or a superset."""
    if os.path.islink(path) or not os.access(path, os.X_OK):
        return False
    text = _read(path)
    if "\0" in text:
        return False
    return not text.startswith("#!") or _interpreter(text) in SHELLS


def _interpreter(text: str) -> str:
    """The name of the program that the ``#!`` line of ``text`` starts: 'sh', 'python3', …"""
    words = text[2:].split("\n", 1)[0].replace("\\", "/").split()
    names = [word.rsplit("/", 1)[-1].removesuffix(".exe") for word in words]
    if names and names[0] in ("env", "busybox"):
        names = [name for name in names[1:] if not name.startswith("-") and "=" not in name]
    return names[0] if names else ""


def _block_in(path: str) -> str:
    """Our block as it stands in the hook file, "" where there is none."""
    if os.path.islink(path) or not os.path.isfile(path):
        return ""
    text = _read(path)
    try:
        span = _span(text)
    except Refused as error:
        raise Refused(f"{path}: {error.message}", error.hint) from None
    return text[span[0] : span[1]] if span else ""


def _span(text: str) -> tuple[int, int] | None:
    """Where our block begins and ends in ``text``, its last newline included."""
    at, start = 0, None
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if start is None and bare == BEGIN:
            start = at
        at += len(line)
        if start is not None and bare == END:
            return start, at
    if start is None:
        return None
    raise Refused(
        f"the line `{BEGIN}` has no `{END}` after it", "delete what is left of the block by hand"
    )


def _same(path: str, kept: str) -> bool:
    """True if both names are one file or equal links: an install was cut short between them."""
    if os.path.islink(path) and os.path.islink(kept):
        return os.readlink(path) == os.readlink(kept)
    return os.path.samestat(os.lstat(path), os.lstat(kept))


def _quoted(path: str) -> str:
    """``path`` as one word of the shell; Git for Windows wants forward slashes."""
    import shlex  # with ``re`` 3 ms, and ``status`` only asks who runs the hooks

    return shlex.quote(path.replace(os.sep, "/"))


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def _write(path: str, text: str) -> None:
    """Replace or create the file in one step: with the mode it had, but executable."""
    aside = f"{path}.{os.getpid()}.new"
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777)
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if os.path.isfile(path) and not os.path.islink(path):
            os.chmod(aside, _runnable(os.stat(path).st_mode & 0o7777))
        os.replace(aside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(aside)


def _runnable(mode: int) -> int:
    """``mode`` itself if anyone may run the file, else with leave for all who may read it."""
    return mode if mode & 0o111 else mode | (mode & 0o444) >> 2


@contextlib.contextmanager
def _faults_named() -> Iterator[None]:
    """Turn a fault of the file system into an error that names the file."""
    try:
        yield
    except OSError as error:
        raise SessionError(
            f"{error.filename}: {error.strerror}",
            "make the hook directory writable, then try again",
        ) from error
