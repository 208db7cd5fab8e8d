"""Take the git hooks out of this clone again; .sessions/ and your notes stay.

With --completions: remove the manual pages and completion from your own
directories instead.
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
  git session uninstall
  git session uninstall --completions
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``uninstall`` understands."""
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, and do nothing")
    add("--completions", action="store_true", help="manual pages and completion, no hooks")


def run(*, dry_run: bool, completions: bool) -> int:
    """Restore every hook file to what it was, and forget the choice that ``init`` made."""
    if completions:
        from git_session.lifecycle import linking  # needs no repository

        return linking.uninstall(dry_run=dry_run)
    if dry_run:
        raise UsageError("--dry-run goes with --completions", "see: git session uninstall -h")
    ctx = open_context()
    changes = hooking.uninstall(ctx)
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("no hook of ours is installed here; nothing changed")
    if ctx.settings.share:
        config.unset_local(ctx.wt, "session.share")
    output.remark(f"what was noted stays, in .sessions and in {ctx.store.private}")
    if changes:
        output.remark("git session install brings the hooks back")
    return 0
