"""docs/reports.md shows what views really print: of one story, played here.

``WRITE_DOCS=1 pytest tests/test_docs_reports.py`` writes what is printed into the page.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from conftest import ROOT

if TYPE_CHECKING:
    from conftest import Repo

WRITE = "WRITE_DOCS" in os.environ  # asked before the home is sealed
PAGE = ROOT / "docs/reports.md"
SHOWN = re.compile(r"```console\n\$ (?P<command>.+)\n(?P<out>(?:.*\n)*?)```\n")
AGENT = "019abc12-3456-7def-8901-23451a2b3c4d"
NOW = "2026-01-15T17:00:00+01:00"
# What differs from one run to the next: hashes, and the ends of sessions' names and ids.
CHANGING = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-f]{40}|[0-9a-f]{16}|[0-9a-f]{10}|[0-9a-f]{8})\b")
ALICE = {"GIT_AUTHOR_NAME": "Alice", "GIT_AUTHOR_EMAIL": "alice@example.com"}
BOB = {"GIT_AUTHOR_NAME": "Bob", "GIT_AUTHOR_EMAIL": "bob@example.com", "GIT_SESSION_USER": "bob"}
CONFIG = """\
projects:
  web: [web/**]
  api: [api/**]
"""


class Story:
    """Two people and an agent, two weeks, a repository of two projects."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.env: dict[str, str] = {}

    def at(self, moment: str, who: str = "alice", **more: str) -> None:
        """From now on it is this moment, and this person (or their agent) types."""
        stamp = f"2026-{moment}:00+01:00"
        self.repo.git("config", "session.user", who)
        self.env = {
            **(BOB if who == "bob" else ALICE),
            "GIT_SESSION_NOW": stamp,
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_DATE": stamp,
            **more,
        }

    def session(self, *words: str) -> None:
        self.repo.session(*words, env=self.env)

    def log(self, *words: str) -> None:
        self.session("log", *words)

    def git(self, *words: str) -> None:
        self.repo.git(*words, env=self.env)

    def commit(self, subject: str, **files: str) -> None:
        for name, text in files.items():
            self.repo.stage(name.replace("__", "/").replace("_dot_", "."), text)
        self.git("commit", "-q", "-m", subject)

    def play(self) -> None:
        """All of it."""
        self.repo.git("config", "session.timezone", "Europe/Berlin")
        self.repo.git("config", "session.project", "shop")
        self.at("01-07T08:00")
        self.repo.stage(".sessions/config.yml", CONFIG)
        self.git("commit", "-q", "-m", "Say which paths are whose")
        self.cart()
        self.tokens()
        self.search()

    def cart(self) -> None:
        """Last week: a session that was merged."""
        self.at("01-07T09:00")
        self.git("switch", "-qc", "cart-race")
        self.session("init", "--name", "cart-race", "--goal", "Stop the cart from losing items",
                     "--tag", "bug",
                     "--step", "Reproduce it", "--step", "Lock the cart")  # fmt: skip
        self.at("01-07T09:25")
        self.log("--tried", "Retry on conflict", "--outcome", "loses items under load")
        self.log("--discovery", "Two tabs share one cart", "--done", "Reproduce it")
        self.at("01-07T09:50")
        self.log("--decision", "Lock the cart per customer", "--rationale",
                 "one lock is simple, and carts are small",
                 "--options", "lock per item; lock per customer")  # fmt: skip
        self.log("--done", "Lock the cart")
        self.log("--learning", "Optimistic locking needs a version column", "--topic", "database",
                 "--category", "Performance", "--impact", "High")  # fmt: skip
        self.commit("Lock the cart", api__cart_dot_py="lock = True\n")
        self.git("switch", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", "Merge cart-race", "cart-race")

    def tokens(self) -> None:
        """Yesterday and today: Alice's agent, with something in the way."""
        agent = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": AGENT}
        self.at("01-14T14:00", **agent)
        self.git("switch", "-qc", "tokens")
        self.session("init", "--name", "tokens", "--goal", "Rotate the tokens", "--tag", "security",
                     "--task", "SHOP-12", "--step", "Choose a scheme", "--step", "Write the job",
                     "--step", "Test it")  # fmt: skip
        self.at("01-14T14:25", **agent)
        self.log("--decision", "RS256 instead of HS256", "--rationale", "keys can be rotated",
                 "--done", "Choose a scheme")  # fmt: skip
        self.at("01-14T14:50", **agent)
        self.commit("Sign with RS256", api__token_dot_py="alg = 'RS256'\n")
        self.at("01-15T09:10", **agent)
        self.log("--progress", "Job that rotates the keys", "--current")
        self.log("--blocker", "No access to the key store", "--waiting-on", "ops")
        self.commit("Begin the job", api__rotate_dot_py="pass\n")
        self.at("01-15T09:30", **agent)
        self.log("--next", "Ask ops for a test key")

    def search(self) -> None:
        """Today: Bob, on the other project."""
        self.at("01-15T11:00", "bob")
        self.git("stash", "-q", "--include-untracked")
        self.git("switch", "-qc", "search-box", "main")
        self.session("init", "--name", "search-box", "--goal", "A search box in the shop",
                     "--step", "Draw it", "--step", "Ask the index")  # fmt: skip
        self.at("01-15T11:25", "bob")
        self.log("--decision", "Search as you type", "--rationale", "people leave after two tries",
                 "--done", "Draw it")  # fmt: skip
        self.commit("Draw the search box", web__search_dot_ts="box()\n")
        self.at("01-15T11:40", "bob")
        self.log("--tried", "Query on every key", "--outcome", "too many requests; wait 200 ms")


def printed(repo: Repo, command: str) -> str:
    """What a person sees who types it in a pipe of 80 columns."""
    env = {"GIT_SESSION_NOW": NOW, "COLUMNS": "80"}
    words = command.removeprefix("git ").split()
    return repo.git(*words, check=False, env=env).out


def test_the_page_shows_what_is_printed(repo: Repo) -> None:
    Story(repo).play()
    page = PAGE.read_text("utf-8")
    found = list(SHOWN.finditer(page))
    assert len(found) > 10
    if WRITE:
        PAGE.write_text(SHOWN.sub(lambda one: _written(repo, one["command"]), page), "utf-8")
        return
    for one in found:
        now = CHANGING.sub("#", printed(repo, one["command"]))
        assert now == CHANGING.sub("#", one["out"]), one["command"]


def _written(repo: Repo, command: str) -> str:
    return f"```console\n$ {command}\n{printed(repo, command)}```\n"
