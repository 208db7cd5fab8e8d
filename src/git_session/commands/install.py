"""Install the git hooks in this clone; what is there stays and keeps running."""

from __future__ import annotations

from git_session import config, output
from git_session.errors import UsageError
from git_session.lifecycle import framework, hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session install
  git session install --pre-commit   # through the pre-commit framework, or prek
  git session uninstall              # undoes it, byte for byte
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``install`` understands."""
    parser.add_argument(
        "--pre-commit", action="store_true",
        help=f"no hook files: put an entry into {framework.CONFIG}",
    )  # fmt: skip
    parser.add_argument("--repo", default="", metavar="URL", help="where the entry gets us from")
    parser.add_argument("--rev", default="", help="the tag or commit of it")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, no more")


def run(*, pre_commit: bool, repo: str, rev: str, dry_run: bool) -> int:
    """Idempotent; typing it also chooses a tracked journal unless somebody chose already."""
    ctx = open_context()
    if pre_commit:
        return _pre_commit(ctx, repo, rev, dry_run=dry_run)
    if repo or rev:
        raise UsageError("--repo and --rev say where an entry for pre-commit gets us from",
                         "add --pre-commit")  # fmt: skip
    changes = [
        change for change in hooking.install(ctx, dry_run=dry_run) if change.action != "unchanged"
    ]
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("the git hooks are installed already; nothing changed")
    if ctx.settings.share is None and not dry_run:
        config.set_local(ctx.wt, "session.share", "true")
        output.remark("commits will carry the journal under .sessions/journal/")
        output.remark("to keep it in this clone: git config session.share false")
    output.remark("undo with: git session uninstall")
    return 0


def _pre_commit(ctx: Context, repo: str, rev: str, *, dry_run: bool) -> int:
    """The entry, and what a person must type: the framework is theirs to run."""
    origin = framework.origin(ctx, repo=repo, rev=rev)
    [change] = framework.add(ctx, origin, dry_run=dry_run)
    output.say(f"{change.action} {change.path}")
    if change.action != "unchanged" and not dry_run:
        output.remark(f"commit {framework.CONFIG}, so that everybody has the hooks")
    if origin and origin.remark:
        output.remark(origin.remark)
    if command := framework.to_type(ctx):
        output.remark("git must call the framework at each of these; type, in every clone:")
        output.say(command)
    else:
        output.remark("git calls the framework at all that our hooks need; nothing else to do")
    output.remark("undo with: git session uninstall --pre-commit")
    return 0
