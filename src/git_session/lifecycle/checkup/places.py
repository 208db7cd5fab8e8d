"""Around the sessions: links that lead out, ignore files, what git tracks, killed writes."""

from __future__ import annotations

import os

from git_session import files, git, remains
from git_session.errors import SessionError
from git_session.lifecycle.checkup.fault import LATER, Fault, relative, unreadable
from git_session.lifecycle.context import Context
from git_session.store import IGNORED, TEMPLATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from git_session.lifecycle.checkup.fault import Check


OURS = (*IGNORED, "journal", ".gitattributes", "config.yml", "templates")


def links_out(ctx: Context) -> Iterator[Fault]:
    """Nothing is written through a link that leads out of ``.sessions``."""
    store = ctx.store
    cure = "replace the link by what it leads to"
    if not files.leads_into(store.root, store.top):
        yield Fault("link-out", store.folder, "is a link that leads out of the worktree", cure)
        return
    for path in _leading_out(ctx):
        what = f"is a link that leads out of {store.folder}, so nothing is written there"
        yield Fault("link-out", relative(ctx, path), what, cure)


def _leading_out(ctx: Context) -> Iterator[str]:
    """Of what is ours: ``session.dir`` may name a directory that holds other things too."""
    root = ctx.store.root
    for path in remains.leading_out(root):
        if os.path.relpath(path, root).split(os.sep)[0] in OURS:
            yield path


def ignore_files(ctx: Context) -> Iterator[Fault]:
    """Each directory that git must not see has its ``.gitignore`` holding ``*``."""
    for place in IGNORED:
        folder = os.path.join(ctx.store.root, place)
        ignore = os.path.join(folder, ".gitignore")
        path = f"{ctx.wt.folder}/{place}/.gitignore"
        if not os.path.isdir(folder) or not files.leads_into(folder, ctx.store.root):
            continue
        if not os.path.lexists(ignore):
            cure = "write `*` into it"
            yield Fault("ignore-file", path, "is missing, so git sees what is local", cure,
                        _prepare(ctx, path))  # fmt: skip
        elif "*" not in ctx.store.read_text(ignore).split():
            what = "does not ignore everything, so git sees what is local"
            yield Fault("ignore-file", path, what, "give it a line that says `*`")


def _prepare(ctx: Context, path: str) -> Callable[[], str]:
    def mend() -> str:
        ctx.store.prepare()
        return f"wrote {path}"

    return mend


def tracked(ctx: Context) -> Iterator[Fault]:
    """Documents and scratch are this worktree's alone; the journal is what git tracks."""
    for place in IGNORED:
        folder = f"{ctx.wt.folder}/{place}"
        known = git.index_files(ctx.wt, folder)
        if known:
            number = f"{len(known)} file{'s' * (len(known) > 1)}"
            what = f"git tracks {number} here, though they are local: {known[0]}"
            cure = f"git rm -r --cached {folder}, then commit"
            yield Fault("tracked", folder, what, cure)


def template(ctx: Context) -> Iterator[Fault]:
    """A template of this repository's own that new documents cannot be made of."""
    try:
        ctx.store.template()
    except SessionError as error:
        path = f"{ctx.wt.folder}/{TEMPLATE}"
        yield unreadable("template", path, error)


def killed_writes(ctx: Context) -> Iterator[Fault]:
    """What a write left that was killed before the file got its name; the old file is whole."""
    store = ctx.store
    roots = [store.root] if files.leads_into(store.root, store.top) else []
    for root in dict.fromkeys([*roots, store.private, store.common]):
        for path in remains.left_behind(root):
            what = "was left by a write that was killed"
            yield Fault("killed-write", relative(ctx, path), what, "remove it", _removed(path))


def _removed(path: str) -> Callable[[], str]:
    def mend() -> str:
        files.remove(path)
        return "removed"

    return mend


def named_folder(ctx: Context) -> Iterator[Fault]:
    """The shell hooks look where sessions are kept."""
    told = ctx.store.named_folder()
    if told != ctx.store.folder and ctx.store.in_use():
        what = f"is where the hooks look for sessions, and they are kept in {ctx.store.folder}"
        cure = "the next command that writes tells them"
        yield Fault("folder", told, what, cure, _told(ctx), level=LATER)


def _told(ctx: Context) -> Callable[[], str]:
    def mend() -> str:
        ctx.store.name_folder()
        return f"they look in {ctx.store.folder} now"

    return mend


CHECKS: tuple[Check, ...] = (
    links_out,
    ignore_files,
    tracked,
    template,
    killed_writes,
    named_folder,
)
