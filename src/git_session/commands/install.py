"""Install the git hooks and .sessions/ in this clone, beside whatever runs hooks.

What is there stays and keeps running; a hook manager is told of ours in its
own files. With --agent an agent's host as well, and with --user that alone.

With --completions: manual pages and completion for bash, zsh and fish, in your
own directories, where whatever installed the command did not put them.
"""

from __future__ import annotations

from git_session import agents, config, output, planned
from git_session.errors import UsageError
from git_session.lifecycle import framework, hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session install
  git session install --dry-run      # says what it would do, and does nothing
  git session uninstall              # undoes it, byte for byte
  git session install --pre-commit   # through the pre-commit framework, or prek
  git session install --agent claude # so that the agent notes as it goes
  git session install --completions
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``install`` understands."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--pre-commit",
        action="store_true",
        help=f"no hook files: put an entry into {framework.CONFIG}",
    )
    what.add_argument(
        "--completions", action="store_true", help="manual pages and completion, no hooks"
    )
    what.add_argument(
        "--files", action="store_true", help="hook files, even where git runs hooks of its config"
    )
    what.add_argument(
        "--agent",
        action="append",
        default=[],
        choices=(*agents.HOSTS, "all"),
        metavar="HOST",
        help=f"hooks for an agent's host, may be repeated: {', '.join(agents.HOSTS)}, or all",
    )
    add = parser.add_argument
    add("--instructions", action="store_true", help="with --agent: also in CLAUDE.md or AGENTS.md")
    add("--skill", action="store_true", help="with --agent: also a skill that teaches to note")
    add("--user", action="store_true", help="with --agent: for all your projects")
    add("path", nargs="?", default="", metavar="PATH", help="in this worktree, not the current one")
    add("--repo", default="", metavar="URL", help="where the entry gets us from")
    add("--rev", default="", help="the tag or commit of it")
    add("--dry-run", action="store_true", help="say what would be done, and do nothing")


def run(
    *,
    path: str,
    pre_commit: bool,
    completions: bool,
    files: bool,
    agent: list[str],
    user: bool,
    instructions: bool,
    skill: bool,
    repo: str,
    rev: str,
    dry_run: bool,
) -> int:
    """Idempotent; typing it also chooses a tracked journal unless somebody chose already."""
    if completions:
        from git_session.lifecycle import linking  # needs no repository

        return linking.install(dry_run=dry_run)
    if user and instructions:
        raise UsageError("--instructions are a project's", "leave out --user, or --instructions")
    if agent:
        from git_session.lifecycle import hosting  # only agents

        hosting.install(
            agent, path, of_user=user, instructions=instructions, skill=skill, dry_run=dry_run
        )
    elif user or instructions or skill:
        what = "--user, --instructions and --skill go with --agent"
        raise UsageError(what, "see: git session install -h")
    if agent and (user or hooking.installed(open_context(path or None))):
        return 0
    return _into_clone(
        path, pre_commit=pre_commit, files=files, repo=repo, rev=rev, dry_run=dry_run
    )


def _into_clone(
    path: str, *, pre_commit: bool, files: bool, repo: str, rev: str, dry_run: bool
) -> int:
    ctx = open_context(path or None)
    if pre_commit:
        return _pre_commit(ctx, repo, rev, dry_run=dry_run)
    if repo or rev:
        raise UsageError("--repo and --rev say where an entry for pre-commit gets us from",
                         "add --pre-commit")  # fmt: skip
    _hooks(ctx, in_files=files, dry_run=dry_run)
    if not dry_run:
        _choose_sharing(ctx)
        output.remark("undo with: git session uninstall")
    return 0


def _hooks(ctx: Context, *, in_files: bool, dry_run: bool) -> None:
    plan = hooking.plan_install(ctx, in_files=in_files)
    changes = plan.changes if dry_run else hooking.carry_out(ctx, plan)
    made = hooking.prepare(ctx, dry_run=dry_run)
    output.say_lines(planned.told(changes + made, dry_run=dry_run))
    if not changes:
        nothing = "" if made else "; nothing changed"
        output.say(f"the git hooks are installed already{nothing}")
    for line in plan.remarks:
        output.remark(line)


def _choose_sharing(ctx: Context) -> None:
    if ctx.settings.share is None:
        config.set_local(ctx.wt, "session.share", "true")
        output.remark(f"commits will carry the journal under {ctx.wt.journal}/")
        output.remark("to keep it in this clone: git config session.share false")


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
