"""Take the git hooks out of this clone again; .sessions/ and your notes stay.

With --completions: remove the manual pages and completion from your own
directories instead.
"""

from __future__ import annotations

from git_session import config, output
from git_session.lifecycle import framework, hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session uninstall
  git session uninstall --pre-commit   # our entry in .pre-commit-config.yaml
  git session uninstall --completions
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``uninstall`` understands."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--pre-commit", action="store_true", help=f"take our entry out of {framework.CONFIG}"
    )
    what.add_argument(
        "--completions", action="store_true", help="manual pages and completion, no hooks"
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say what would be done, and do nothing")


def run(*, pre_commit: bool, completions: bool, dry_run: bool) -> int:
    """Restore every hook file to what it was, and forget the choice that ``init`` made."""
    if completions:
        from git_session.lifecycle import linking  # needs no repository

        return linking.uninstall(dry_run=dry_run)
    ctx = open_context()
    if pre_commit:
        return _pre_commit(ctx, dry_run=dry_run)
    changes = hooking.uninstall(ctx, dry_run=dry_run)
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("no hook of ours is installed here; nothing changed")
    if ctx.settings.share and not dry_run:
        config.unset_local(ctx.wt, "session.share")
    output.remark(f"what was noted stays, in .sessions and in {ctx.store.private}")
    if changes:
        output.remark("git session install brings the hooks back")
    return 0


def _pre_commit(ctx: Context, *, dry_run: bool) -> int:
    """Our entry goes; the framework and its hook files are the project's."""
    changes = framework.remove(ctx, dry_run=dry_run)
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say(f"no entry of ours is in {framework.CONFIG}; nothing changed")
    for hook in framework.listed(ctx) if not dry_run else ():
        output.remark(f"{framework.CONFIG}:{hook.line}: {hook.id} was written by hand, and stays")
    if changes:
        output.remark(f"commit {framework.CONFIG}, so that others lose the hooks too")
        output.remark("the framework's own hook files stay: pre-commit uninstall -t TYPE")
    output.remark(f"what was noted stays, in .sessions and in {ctx.store.private}")
    return 0
