"""Take the git hooks out of this clone again; .sessions/ and your notes stay.

With --completions: remove the manual pages and completion from your own
directories instead.
"""

from __future__ import annotations

from git_session import agents, config, output, planned
from git_session.errors import UsageError
from git_session.lifecycle import framework, hooking, purging
from git_session.lifecycle.context import open_context
from git_session.planned import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context
    from git_session.lifecycle.installing import Plan
    from git_session.lifecycle.purging import Holdings

EXAMPLE = """\
  git session uninstall
  git session uninstall --purge        # what was noted goes too
  git session uninstall --pre-commit   # our entry in .pre-commit-config.yaml
  git session uninstall --agent all
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
    what.add_argument(
        "--purge", action="store_true", help="remove .sessions/ and everything noted here as well"
    )
    what.add_argument(
        "--agent",
        action="append",
        default=[],
        choices=(*agents.HOSTS, "all"),
        metavar="HOST",
        help=f"our hooks in an agent's host: {', '.join(agents.HOSTS)}, or all",
    )
    add = parser.add_argument
    add("--user", action="store_true", help="with --agent: those for all your projects")
    add("--force", action="store_true", help="with --purge: even notes that stand nowhere else")
    add("--dry-run", action="store_true", help="say what would be done, and do nothing")


def run(
    *,
    pre_commit: bool,
    completions: bool,
    purge: bool,
    agent: list[str],
    user: bool,
    force: bool,
    dry_run: bool,
) -> int:
    """Restore every file to what it was, and forget the choice that ``init`` made."""
    if force and not purge:
        raise UsageError("--force goes with --purge", "see: git session uninstall -h")
    if completions:
        from git_session.lifecycle import linking  # needs no repository

        return linking.uninstall(dry_run=dry_run)
    if user and not agent:
        raise UsageError("--user goes with --agent", "see: git session uninstall -h")
    if agent:
        from git_session.lifecycle import hosting  # only agents

        return hosting.uninstall(agent, of_user=user, dry_run=dry_run)
    ctx = open_context()
    if pre_commit:
        return _pre_commit(ctx, dry_run=dry_run)
    found = _holdings(ctx, may_lose=force or dry_run) if purge else None
    plan = _hooks(ctx, dry_run=dry_run)
    if found:
        _purge(ctx, found, dry_run=dry_run)
        return 0
    _unused(ctx, dry_run=dry_run)
    output.remark(f"what was noted stays, in {ctx.wt.folder} and in {ctx.store.private}")
    if plan.changes and not dry_run:
        output.remark("git session install brings the hooks back")
    return 0


def _hooks(ctx: Context, *, dry_run: bool) -> Plan:
    plan = hooking.plan_uninstall(ctx)
    changes = plan.changes if dry_run else plan.perform()
    output.say_lines(planned.told(changes, dry_run=dry_run))
    if not changes:
        output.say("no hook of ours is installed here; nothing changed")
    if plan.shared:
        output.remark("others share some of these files: commit what git tracks of them")
    if ctx.settings.share and not dry_run:
        config.unset_local(ctx.wt, "session.share")
    return plan


def _unused(ctx: Context, *, dry_run: bool) -> None:
    """What ``install`` made for notes, where none was ever written."""
    gone = purging.unused(ctx) if dry_run else purging.remove_unused(ctx)
    output.say_lines(planned.told([Change(path, "deleted") for path in gone], dry_run=dry_run))


def _holdings(ctx: Context, *, may_lose: bool) -> Holdings:
    """What a purge takes; refused, before anything is done, where words would be lost."""
    found = purging.holdings(ctx)
    if not may_lose:
        purging.refuse_loss(found)
    return found


def _purge(ctx: Context, found: Holdings, *, dry_run: bool) -> None:
    if not dry_run:
        purging.purge(ctx)
    for folder in found.folders:
        output.say(f"{'would remove' if dry_run else 'removed'} {folder}")
    if found.lines:
        output.remark(f"with {', '.join(found.lines)}")
    if found.others:
        output.remark(f"{found.others} files below {ctx.wt.folder} are not ours: they stay")
    if found.tracked:
        output.remark(f"{found.tracked} files below {ctx.wt.folder} are tracked by git: they stay")
        output.remark(f"to take them out of the next commit: git rm -r {ctx.wt.folder}")


def _pre_commit(ctx: Context, *, dry_run: bool) -> int:
    """Our entry goes; the framework and its hook files are the project's."""
    changes = framework.remove(ctx, dry_run=dry_run)
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say(f"no entry of ours is in {framework.CONFIG}; nothing changed")
    for hook in framework.listed(ctx) if not dry_run else ():
        output.remark(f"{framework.CONFIG}:{hook.line}: {hook.id} was written by hand, and stays")
    if changes and not dry_run:
        output.remark(f"commit {framework.CONFIG}, so that others lose the hooks too")
        output.remark("the framework's own hook files stay: pre-commit uninstall -t TYPE")
    output.remark(f"what was noted stays, in {ctx.wt.folder} and in {ctx.store.private}")
    return 0
