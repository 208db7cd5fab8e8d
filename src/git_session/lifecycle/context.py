"""Where we are: the worktree, its settings and store, and who is asking, looked up once."""

from __future__ import annotations

import os

from git_session import config, git
from git_session.config import Settings
from git_session.core import moments, naming
from git_session.errors import Refused
from git_session.git import Worktree
from git_session.model import record
from git_session.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@record
class Context:
    """One invocation's surroundings; two questions to git on the usual path."""

    wt: Worktree
    settings: Settings
    store: Store
    author: str
    client: str
    agent: str
    now: datetime

    @property
    def branch(self) -> str:
        """The branch's short name, "" while HEAD is detached."""
        return self.wt.branch or ""

    @property
    def zone(self) -> tzinfo | None:
        """The zone that ``HH:MM`` headings are read in; None is the system's, with its history."""
        return moments.zone(self.settings.timezone or None)

    @property
    def scratch_name(self) -> str:
        """The scratch file that this writer appends to today."""
        return naming.scratch_name(self.author, self.agent, self.now.date())


def open_context(cwd: str | None = None) -> Context:
    """Ask git where we are. ``NotARepository`` outside, ``Refused`` without a work tree."""
    wt = git.worktree(cwd)
    if wt.bare:
        raise Refused(
            "this repository has no work tree, so there is nothing to note a session in",
            "run it in a clone or in a linked worktree (git worktree add)",
        )
    settings = config.read(wt)
    environ = dict(os.environ)
    return Context(
        wt=wt,
        settings=settings,
        store=Store(wt.top, wt.git_dir, wt.common_dir),
        author=config.author(settings, environ),
        client=config.client(settings, environ),
        agent=config.agent_id(environ),
        now=config.now(settings),
    )
