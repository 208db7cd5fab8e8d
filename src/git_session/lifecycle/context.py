"""Where we are: the worktree, its settings and store, and who is asking, looked up once."""

from __future__ import annotations

import os

from git_session import config, plumbing
from git_session.errors import Refused
from git_session.model import replace
from git_session.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from git_session.config import Settings
    from git_session.core.repoconfig import RepoConfig
    from git_session.plumbing import Worktree


HOOK_PATIENCE = 0.6  # seconds; pre-commit, post-commit and post-rewrite together stay below 2


class Context:
    """One invocation's surroundings: two questions to git, the rest is looked up when asked for.

    Not every hook needs a clock or an author, and none should pay for what it does not use.
    """

    def __init__(self, wt: Worktree, settings: Settings, store: Store) -> None:
        self.wt = wt
        self.settings = settings
        self.store = store
        self._now: datetime | None = None
        self._asking: tuple[str, str] | None = None
        self._clients: dict[str, str] | None = None
        self.repo_config: RepoConfig | None = None  # kept here by ``projects.told``
        self.allow_secrets = False  # --allow-secret of a verb that notes

    def asked_by(self, client: str, agent: str) -> None:
        """It is this agent's host that asks: what it says of itself counts, not the environment."""
        self._asking = (client, agent)

    @property
    def now(self) -> datetime:
        """The moment of this invocation: asked once, the same ever after."""
        if self._now is None:
            from git_session import clock  # datetime costs 1.2 ms

            self._now = clock.now(self.settings)
        return self._now

    @property
    def author(self) -> str:
        """The handle of who is asking."""
        return config.author(self.settings, os.environ)

    @property
    def client(self) -> str:
        """The agent that is asking, "" for a person."""
        if self._asking:
            return self._asking[0]
        return config.client(self.settings, os.environ)

    @property
    def agent(self) -> str:
        """The asking agent's own id, "" for a person and for agents that give none."""
        if self._asking:
            return self._asking[1]
        return config.agent_id(os.environ)

    @property
    def clients(self) -> dict[str, str]:
        """The client of each agent that noted something in this worktree, by its agent8."""
        if self._clients is None:
            self._clients = self.store.clients()
        return self._clients

    @property
    def writers(self) -> tuple[str, ...]:
        """The ids under which the asking agent notes: its own, and its client's over MCP.

        An MCP server is not told which conversation it serves, a commit's environment is.
        """
        from git_session.core import naming  # only who carries notes needs it

        told = self._asking[0] if self._asking else config.agent_client(os.environ)
        return (self.agent, naming.over_mcp(told or self.client))

    def noted_at(self, stem: str) -> float:
        """When the asking agent noted something last today, in seconds since 1970; 0: never."""
        from git_session.core import naming  # only who carries notes needs it

        names = (naming.scratch_name(self.author, one, self.now.date()) for one in self.writers)
        return max(self.store.noted_at(stem, name) for name in names)

    @property
    def branch(self) -> str:
        """The branch's short name, "" while HEAD is detached."""
        return self.wt.branch or ""

    @property
    def zone(self) -> tzinfo | None:
        """The zone that ``HH:MM`` headings are read in; None is the system's, with its history."""
        from git_session.core import moments  # datetime costs 1.2 ms

        return moments.zone(self.settings.timezone or None)

    @property
    def scratch_name(self) -> str:
        """The scratch file that this writer appends to today."""
        from git_session.core import naming  # only who writes needs it

        return naming.scratch_name(self.author, self.agent, self.now.date())


def open_hook_context() -> Context:
    """The surroundings of a hook that has no need to ask git where HEAD is."""
    wt = plumbing.worktree_of_hook()
    return patient(_context(wt))


def open_in_hook() -> Context:
    """The surroundings of any other hook."""
    return patient(open_context())


def patient(ctx: Context) -> Context:
    """A hook waits less for the lock than a verb: a commit has up to three that do."""
    ctx.store.patience = HOOK_PATIENCE
    return ctx


def open_context(cwd: str | None = None) -> Context:
    """Ask git where we are. ``NotARepository`` outside, ``Refused`` without a work tree."""
    if cwd is not None and not os.path.isdir(cwd):
        raise plumbing.NotARepository(f"{cwd}: no such directory", "name a worktree of git's")
    wt = plumbing.worktree(cwd)
    if wt.bare:
        raise Refused(
            "this repository has no work tree, so there is nothing to note a session in",
            "run it in a clone or in a linked worktree (git worktree add)",
        )
    return _context(wt)


def _context(wt: Worktree) -> Context:
    settings = config.read(wt)
    if settings.dir != wt.folder:
        wt = replace(wt, folder=settings.dir)
    return Context(wt, settings, Store(wt.top, wt.git_dir, wt.common_dir, wt.folder))
