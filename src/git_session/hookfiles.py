"""A directory of hook files: which of them hold our lines, and how they get and lose them.

A shell hook keeps its place and gets the lines right below its first one, so that a trailing
``exec`` or ``exit`` cannot cut us off. Anything else (Python, a binary, a symbolic link, a file
that git does not run because it is not executable) keeps its bytes, mode and link under
``<hook>.kept-by-git-session``; a small shell hook in its place runs ours, then theirs with the
same arguments and stdin. A symbolic link is never written through: what it points at is often
a script that git tracks. A hook file that a framework generated is left alone: it is generated
anew, and runs `<hook>.legacy` beside it, which holds our lines instead.
"""

from __future__ import annotations

import os

from git_session import planned
from git_session.core import hooklines
from git_session.core.hooklines import HOOKS, KEPT, LEGACY, MADE, Lines
from git_session.errors import Refused, SessionError
from git_session.planned import Change, Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HOOKS", "Change", "install", "installed", "plan_install", "plan_uninstall", "uninstall"]

LIMIT = 1024 * 1024  # no hook with lines of ours, no hook manager's file is larger
# What managers call a hook that was there before them: a framework runs it, lefthook does not.
ENDINGS = ("", LEGACY, ".old")


def shims_dir() -> str:
    """The directory of the shell shims: inside the installed package, else in the clone."""
    package = os.path.dirname(os.path.abspath(__file__))
    for place in (package, os.path.dirname(os.path.dirname(package))):
        if os.path.isfile(os.path.join(place, "git-hooks", "common.sh")):
            return os.path.join(place, "git-hooks")
    raise SessionError(f"{package}: the shell hooks are missing", "install git-session again")


def of_this_clone(shims: str, python: str) -> Lines:
    """Lines that name both paths; a shell wants forward slashes, on Windows too."""
    return Lines(shims.replace(os.sep, "/"), python.replace(os.sep, "/"))


def block_in(path: str) -> str:
    """Our lines as they stand in the hook file, "" where there are none. Refused without an end."""
    return _block_in(path)


def lines_of(folder: str, name: str) -> str:
    """Our lines with which the hook ``name`` runs in ``folder``, wherever they stand."""
    path = os.path.join(folder, name)
    return _block_in(path) or (_block_in(path + LEGACY) if _is_generated(path) else "")


def named_in(block: str) -> tuple[str, str]:
    """The Python and the directory of shell scripts that lines of ours name, "" for neither."""
    import shlex  # with ``re`` 3 ms, and ``status`` only asks who runs the hooks

    found = {}
    for line in block.split("\n"):
        name, equals, value = line.partition("=")
        if equals and name in ("git_session_python", "git_session_shims"):
            try:
                found[name] = "".join(shlex.split(value)[:1])
            except ValueError:
                continue  # somebody took a quote out
    return found.get("git_session_python", ""), found.get("git_session_shims", "")


def as_written_now(name: str, found: str) -> str:
    """What this version would write in place of the lines ``found``, for the same two places."""
    made = MADE in found
    if is_shared(found):
        return hooklines.shared_block(name, made=made)
    python, shims = named_in(found)
    return hooklines.block(name, shims, python, made=made, chain=f"{name}{KEPT}" in found)


def is_shared(found: str) -> bool:
    """These lines are the ones without a path, for hooks that a team shares."""
    return "git_session_event=" in found


def installed(folder: str) -> tuple[str, ...]:
    """The names of the hooks in ``folder`` with which our lines run."""
    return tuple(name for name in HOOKS if lines_of(folder, name))


def install(folder: str, shims: str, python: str, *, dry_run: bool = False) -> list[Change]:
    """Put the lines of this clone into every hook of ``folder``; a second time changes nothing.

    Raises Refused, before anything is changed, where a hook could not be kept safely.
    """
    return carried_out(plan_install(folder, of_this_clone(shims, python)), dry_run=dry_run)


def uninstall(folder: str, *, dry_run: bool = False) -> list[Change]:
    """Take everything of ours out of ``folder``; hooks without our lines are not named."""
    return carried_out(plan_uninstall(folder), dry_run=dry_run)


def carried_out(edits: list[Edit], *, dry_run: bool) -> list[Change]:
    """The changes of a plan, done unless ``dry_run``."""
    return [edit.change for edit in edits] if dry_run else planned.perform(edits)


def plan_install(folder: str, lines: Lines) -> list[Edit]:
    """What puts ``lines`` into every hook of ``folder``."""
    return [_plan_install(folder, name, lines) for name in HOOKS]


def plan_uninstall(folder: str, but: frozenset[str] = frozenset()) -> list[Edit]:
    """What takes our lines out of every file of ``folder`` whose path is not in ``but``."""
    return [_plan_uninstall(path) for path in _ours(folder) if path not in but]


def _ours(folder: str) -> Iterator[str]:
    for name in HOOKS:
        for ending in ENDINGS:
            path = os.path.join(folder, name + ending)
            if _block_in(path):
                yield path


def _plan_install(folder: str, name: str, lines: Lines) -> Edit:
    path = os.path.join(folder, name)
    kept = path + KEPT
    if _is_generated(path):
        path += LEGACY
    if not os.path.lexists(path):
        return _written(path, "created", lines.first + lines.block(name, made=True), lines)
    ours = _block_in(path)
    if ours:
        return _plan_update(path, name, ours, lines)
    if _takes_lines(path, lines):
        return _written(path, "added", hooklines.with_block(_read(path), lines.block(name)), lines)
    if not lines.chains:
        raise Refused(
            f"{path}: is no shell script, and it is shared: it cannot be kept aside",
            f'call `git-session hook {name} "$@"` in it by hand, or install for this clone'
            " alone with a git of 2.54 or newer",
        )
    if os.path.lexists(kept) and not _same(path, kept):
        raise Refused(
            f"{path}: not a shell hook, and {kept} already keeps another one",
            "move one of the two away, then install again",
        )
    wrapper = lines.first + lines.block(name, made=True, chain=True)
    return Edit(Change(path, "chained", kept), None, wrapper, lines.runs)


def _written(path: str, action: str, text: str, lines: Lines) -> Edit:
    return Edit(Change(path, action), planned.read(path), text, lines.runs)


def _plan_update(path: str, name: str, ours: str, lines: Lines) -> Edit:
    now = lines.block(name, made=MADE in ours, chain=f"{name}{KEPT}" in ours)
    before = _read(path)
    after = hooklines.with_block(before, now)
    same = after == before and (not lines.runs or os.access(path, os.X_OK))
    return Edit(Change(path, "unchanged" if same else "updated"), before, after, lines.runs)


def _plan_uninstall(path: str) -> Edit:
    before = _read(path)
    rest = hooklines.without_block(before)
    kept = _hook_of(path) + KEPT
    if os.path.basename(kept) in before and os.path.lexists(kept):
        action = "restored" if rest == hooklines.SHEBANG else "left"
        return Edit(Change(path, action, kept), before, None)
    if rest in (hooklines.SHEBANG, "") and MADE in before:
        return Edit(Change(path, "deleted"), before, None)
    return Edit(Change(path, "removed"), before, rest)


def _hook_of(path: str) -> str:
    """The path without what a manager put behind the hook's name."""
    return next((path.removesuffix(end) for end in ENDINGS[1:] if path.endswith(end)), path)


def _takes_lines(path: str, lines: Lines) -> bool:
    """Our lines can stand in the file, and run when git or the manager runs it."""
    if os.path.islink(path) or (lines.runs and not os.access(path, os.X_OK)):
        return False
    return hooklines.is_shell(_read(path))


def _is_generated(path: str) -> bool:
    return hooklines.generator(text_of(path)) != ""


def text_of(path: str) -> str:
    """The text of a file that may hold lines of ours; "" where there is none, or a huge one."""
    if not os.path.isfile(path) or os.path.getsize(path) > LIMIT:
        return ""
    return _read(path)


def _block_in(path: str) -> str:
    """Our lines as they stand in the hook file, "" where there are none."""
    if os.path.islink(path):
        return ""
    try:
        return hooklines.block_in(text_of(path))
    except Refused as error:
        raise Refused(f"{path}: {error.message}", error.hint) from None


def _same(path: str, kept: str) -> bool:
    """True if both names are one file or equal links: an install was cut short between them."""
    if os.path.islink(path) and os.path.islink(kept):
        return os.readlink(path) == os.readlink(kept)
    return os.path.samestat(os.lstat(path), os.lstat(kept))


def _read(path: str) -> str:
    return planned.read(path) or ""
