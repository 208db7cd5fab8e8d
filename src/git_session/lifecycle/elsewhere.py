"""Directories beside this worktree that a session works in, too: other repositories, as a rule.

They are recorded relative to the worktree's top, so that they are found in other clones that lie
side by side alike; a file in one of them is recorded as ``api:src/x``, after its last name.
"""

from __future__ import annotations

import os

from git_session.core.markdown import one_line
from git_session.errors import UsageError
from git_session.lifecycle import asked
from git_session.lifecycle.context import Context
from git_session.model import FILE, Block, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def directories(ctx: Context, words: Sequence[str]) -> tuple[str, ...]:
    """What is recorded of the directories ``words``, typed in this process's directory.

    Raises UsageError for what is no directory, for a name that does not fit on a line, and for
    two others of one name.
    """
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for word in words:
        if not os.path.isdir(word):
            raise UsageError(f"--dir {word}: there is no such directory", "name one that is there")
        path = _from(ctx.wt.top, os.path.realpath(word))
        if one_line(path) != path or not path.isprintable():
            raise UsageError(f"--dir {word}: has a name that cannot be written on a line")
        if _is_other(path) and names.setdefault(_name(ctx.wt.top, path), path) != path:
            raise UsageError(f"--dir {word}: another directory is called so, too", "name one alone")
        found[path] = word
    return tuple(found)


def recorded(ctx: Context, held: object, cwd: str, blocks: list[Block]) -> list[Block]:
    """``blocks`` with the files that are in one of the directories ``held`` named as recorded.

    ``held`` is what the document says of them; paths are relative to ``cwd`` ("": this process's).
    """
    roots = _roots(ctx.wt.top, held)
    if not roots:
        return blocks
    named = (_recorded(roots, os.path.join(cwd or os.getcwd(), one.title)) for one in blocks)
    return [
        replace(one, title=name) if one.kind == FILE and name else one
        for one, name in zip(blocks, named, strict=True)
    ]


def named(top: str, held: object, path: str) -> str:
    """What the file at the absolute ``path`` is recorded as if it is in one of the directories
    ``held`` of a worktree, else ""."""
    return _recorded(_roots(top, held), path)


def _roots(top: str, held: object) -> list[tuple[str, str]]:
    """Where the directories are and what each is called, the innermost first."""
    paths = [path for path in held if _is_other(path)] if isinstance(held, list) else []
    roots = [(os.path.realpath(os.path.join(top, path)), _name(top, path)) for path in paths]
    return sorted(roots, key=lambda root: -len(root[0]))


def _recorded(roots: list[tuple[str, str]], path: str) -> str:
    """``api:src/x`` for a path in one of the directories, else ""."""
    if "\0" in path:
        return ""
    real = os.path.realpath(path)
    for root, name in roots:
        inner = _from(root, real)
        if not _is_other(inner):
            return f"{name}:{inner}"
    return ""


def _from(folder: str, path: str) -> str:
    return asked.as_git_names(path, os.path.realpath(folder))


def _is_other(path: str) -> bool:
    """Whether a path relative to a directory leads out of it."""
    return path.split("/", 1)[0] == os.pardir or os.path.isabs(path)


def _name(top: str, path: str) -> str:
    """What a directory is called: ``..`` alone has a name too, wherever it leads."""
    return os.path.basename(os.path.realpath(os.path.join(top, path))) or "root"
