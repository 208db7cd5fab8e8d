"""Which files an agent read and changed, kept after each of its tools: so it has to be cheap.

No question to git, no setting, no clock: the worktree is told by its files, and one that has no
session is left at once.
"""

from __future__ import annotations

import os

from git_session import plumbing
from git_session.errors import SessionError
from git_session.lifecycle import within
from git_session.model import replace
from git_session.plumbing import SESSIONS
from git_session.store import Store
from git_session.talks import Talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.event import Event
    from git_session.plumbing import Worktree


def chosen(place: str) -> Store | None:
    """The store of the worktree around ``place``, None where no session ever was in it."""
    found = _around(place)
    return found[1] if found and found[1].in_use() else None


def keep(told: Event, client: str) -> None:
    """Remember the files and the skill of the tool that ``told`` is of, as far as they are ours.

    ``client`` stands for a conversation to which its host gives no id.
    """
    found = _around(told.cwd)
    if found is None:
        return
    wt, store = found
    if not store.in_use():
        return
    named = [(_named(wt, store, told, one.path), one.action) for one in told.touched]
    rows = [(path, action) for path, action in named if path]
    if not rows and not told.skill:
        return
    talk = Talk(store, told.id or client)
    if not talk.hear(told.word, *told.key):
        return
    if rows:
        talk.add_touched(rows)
    talk.add_tool(told.skill or told.tool)


def _named(wt: Worktree, store: Store, told: Event, path: str) -> str:
    """What a file is recorded as: relative to the worktree, or named after the directory that the
    session works in, too; "" for any other."""
    inner = within.inner(wt, told.cwd, path)
    if inner or not (outer := within.outer(wt, told.cwd, path)):
        return inner
    if not (held := _directories(wt, store, told.id)):
        return ""
    from git_session.lifecycle import elsewhere  # few sessions work in other directories

    return elsewhere.named(wt.top, held, outer)


def _directories(wt: Worktree, store: Store, agent: str) -> object:
    """The other directories of the session that the agent works in, as its document says."""
    pointer = store.pointer()
    here = pointer[0] if pointer and pointer[1] == (wt.branch or "") else ""
    stem = store.bound(agent) or here
    if not stem or not store.has_document("active", stem):
        return None
    from git_session.core import front, frontmatter  # only for files outside of the worktree

    try:
        path, text = store.read_document("active", stem)
        return frontmatter.get(front.read(text, path), "directories")
    except SessionError:
        return None  # whoever reads it next says so


def _around(place: str) -> tuple[Worktree, Store] | None:
    try:
        wt = plumbing.worktree_at(place or os.curdir)
    except SessionError:
        return None
    if not wt.top:
        return None
    store = Store(wt.top, wt.git_dir, wt.common_dir)
    folder = store.named_folder()
    if folder != SESSIONS:
        wt = replace(wt, folder=folder)
        store = Store(wt.top, wt.git_dir, wt.common_dir, folder)
    return wt, store
