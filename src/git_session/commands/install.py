"""Install the git hooks in this clone; what is there stays and keeps running.

With --completions: manual pages and completion for bash, zsh and fish, in your
own directories, where whatever installed the command did not put them.
"""

from __future__ import annotations

from git_session import config, output
from git_session.errors import UsageError
from git_session.lifecycle import hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session install
  git session uninstall        # undoes it, byte for byte
  git session install --completions
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``install`` understands."""
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, and do nothing")
    add("--completions", action="store_true", help="manual pages and completion, no hooks")


def run(*, dry_run: bool, completions: bool) -> int:
    """Idempotent; typing it also chooses a tracked journal unless somebody chose already."""
    if completions:
        from git_session.lifecycle import linking  # needs no repository

        return linking.install(dry_run=dry_run)
    if dry_run:
        raise UsageError("--dry-run goes with --completions", "see: git session install -h")
    ctx = open_context()
    changes = [change for change in hooking.install(ctx) if change.action != "unchanged"]
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("the git hooks are installed already; nothing changed")
    if ctx.settings.share is None:
        config.set_local(ctx.wt, "session.share", "true")
        output.remark("commits will carry the journal under .sessions/journal/")
        output.remark("to keep it in this clone: git config session.share false")
    output.remark("undo with: git session uninstall")
    return 0
