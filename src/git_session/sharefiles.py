"""Manual pages and completion in a person's own directories, where an installer linked none.

The files are those of the project's ``share``; each says in its first lines that it is ours. A file
of another origin that bears the name of one of them is never touched.
"""

from __future__ import annotations

import os

from git_session import files
from git_session.errors import Refused, SessionError
from git_session.hookfiles import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "Made by git-session"
HEAD = 3  # lines that the mark is looked for in; zsh has a use of its own for the first two
MAN = "man/man1"
LIMIT = 1024 * 1024  # bytes; a larger file is none of ours


def share_dir() -> str:
    """The project's ``share``: inside the installed package, else in the clone."""
    package = os.path.dirname(os.path.abspath(__file__))
    for place in (package, os.path.dirname(os.path.dirname(package))):
        found = os.path.join(place, "share")
        if os.path.isdir(os.path.join(found, MAN)):
            return found
    raise SessionError(f"{package}: the manual pages are missing", "install git-session again")


def folders(environ: Mapping[str, str]) -> dict[str, str]:
    """By directory below ``share``, the directory of this person's own that stands for it."""
    data = _base(environ, "XDG_DATA_HOME", ".local/share")
    fish = os.path.join(_base(environ, "XDG_CONFIG_HOME", ".config"), "fish")
    return {
        MAN: os.path.join(data, MAN),
        "bash-completion/completions": os.path.join(data, "bash-completion/completions"),
        "zsh/site-functions": os.path.join(data, "zsh/site-functions"),
        "fish/vendor_completions.d": os.path.join(fish, "completions"),
        "fish/vendor_conf.d": os.path.join(fish, "conf.d"),
    }


def _base(environ: Mapping[str, str], name: str, default: str) -> str:
    """A base directory; one that is not absolute does not count, as its specification says."""
    given = environ.get(name, "")
    return given if os.path.isabs(given) else os.path.join(os.path.expanduser("~"), default)


def install(environ: Mapping[str, str], *, dry_run: bool = False) -> list[Change]:
    """Write every file, and remove pages of ours that are no more; a second time changes nothing.

    Actions are 'created', 'updated', 'unchanged' and 'deleted'. Raises Refused, before anything
    is written, where a file of another origin is in the way.
    """
    wanted = _wanted(environ)
    changes = [_plan(path, text) for path, text in wanted.items()]
    changes += [Change(path, "deleted") for path in _ours(environ) if path not in wanted]
    if not dry_run:
        for change in changes:
            _carry_out(change, wanted)
    return changes


def uninstall(environ: Mapping[str, str], *, dry_run: bool = False) -> list[Change]:
    """Remove every file of ours; files of another origin stay and are not named."""
    changes = [Change(path, "deleted") for path in _ours(environ)]
    if not dry_run:
        for change in changes:
            _carry_out(change, {})
    return changes


def _wanted(environ: Mapping[str, str]) -> dict[str, str]:
    """Every path of this person's own with the text it gets."""
    share = share_dir()
    return {
        os.path.join(target, name): files.read(os.path.join(share, source, name))
        for source, target in folders(environ).items()
        for name in files.names(os.path.join(share, source), "")
    }


def _ours(environ: Mapping[str, str]) -> list[str]:
    """The files of ours that stand there now, also those that this version does not have."""
    return [
        path
        for folder in folders(environ).values()
        for name in files.names(folder, "")
        if name.lstrip("_").startswith("git-session")
        and _is_ours(path := os.path.join(folder, name))
    ]


def _plan(path: str, text: str) -> Change:
    if not os.path.lexists(path):
        return Change(path, "created")
    if not _is_ours(path):
        raise Refused(
            f"{path}: is not of git-session's making; nothing was changed",
            "move it away, then install again",
        )
    return Change(path, "unchanged" if files.read(path) == text else "updated")


def _is_ours(path: str) -> bool:
    """Whether the file says so itself; a link does not count, for what it leads to is another's."""
    if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > LIMIT:
        return False
    with files.told(path):
        return any(MARK in line for line in files.read(path).split("\n")[:HEAD])


def _carry_out(change: Change, wanted: Mapping[str, str]) -> None:
    with files.told(change.path):
        if change.action == "deleted":
            files.remove(change.path)
        elif change.action != "unchanged":
            files.replace(change.path, wanted[change.path], durable=False)
