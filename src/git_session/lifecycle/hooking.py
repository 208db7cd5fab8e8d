"""Whether this clone's git hooks are ours, who runs them, and how they become so."""

from __future__ import annotations

from git_session.core.hooklines import HOOKS
from git_session.errors import SessionError
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.lifecycle.installing import Plan
    from git_session.planned import Change


def plan_install(ctx: Context, *, in_files: bool = False) -> Plan:
    """What makes our hooks run here; ``in_files`` leaves git's config alone.

    Raises Refused where whoever manages the hooks here cannot be told of ours.
    """
    from git_session.lifecycle import installing

    return installing.to_install(installing.Site(ctx), in_files=in_files)


def plan_uninstall(ctx: Context) -> Plan:
    """What takes our lines out again, restoring every byte that was there before."""
    from git_session.lifecycle import installing

    return installing.to_uninstall(installing.Site(ctx))


def install(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Carry ``plan_install`` out, or only say what it would change."""
    plan = plan_install(ctx)
    return plan.changes if dry_run else carry_out(ctx, plan)


def carry_out(ctx: Context, plan: Plan) -> list[Change]:
    """Change what ``plan`` says, and tell the shell hooks where sessions are kept here."""
    ctx.store.name_folder()
    return plan.perform()


def prepare(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Make the directories that people and agents write into, or only say which."""
    from git_session.planned import Change  # HOT: `log` only asks whether hooks are here

    made = [Change(folder, "created") for folder in ctx.store.unmade()]
    if not dry_run:
        ctx.store.prepare()
    return made


def uninstall(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Carry ``plan_uninstall`` out, or only say what it would change."""
    plan = plan_uninstall(ctx)
    return plan.changes if dry_run else plan.perform()


@record
class Hooked:
    """A place where somebody runs the hooks ``names`` of ours.

    ``manager`` is 'git' (hook files), 'git config', or the name of the hook manager ('husky',
    'lefthook', 'pre-commit', 'prek'); ``where`` the directory or file that says so, as an
    absolute path.
    """

    manager: str
    where: str
    names: tuple[str, ...]


def hooked(ctx: Context) -> tuple[Hooked, ...]:
    """Who runs our hooks in this clone; empty where nobody does."""
    from git_session.lifecycle import installing

    found = installing.running(installing.Site(ctx))
    return tuple(Hooked(one.manager, one.where, one.names) for one in found)


def installed(ctx: Context) -> bool:
    """Whether every hook of ours runs."""
    return {name for one in hooked(ctx) for name in one.names} >= set(HOOKS)


def ensure(ctx: Context) -> list[str]:
    """Install on first use in a clone; returns the remarks to print, none when nothing changed.

    Only what is this clone's alone is changed. Where a team's files, or a directory that serves
    other repositories, would have to be, a person is to say so.
    """
    if installed(ctx):
        return []
    try:
        plan = plan_install(ctx)
        if plan.shared:
            return _asks(plan)
        if not carry_out(ctx, plan):
            return missing(ctx)
    except SessionError as error:
        hint = "no hooks were installed; see what to do: git session install"
        return [error.message, hint]
    return [f"installed the git hooks in {plan.where}; undo with: git session uninstall"]


def _asks(plan: Plan) -> list[str]:
    who = f"{plan.manager} runs the hooks" if plan.manager != "git" else "the hooks here are"
    return [
        f"{who} of {plan.where}, and others share them",
        "to add ours there: git session install",
    ]


def missing(ctx: Context) -> list[str]:
    """A remark where commits would not carry what is noted, because no hook runs."""
    found = hooked(ctx)
    if any(one.manager in ("pre-commit", "prek") for one in found):
        return []
    if {name for one in found for name in one.names} >= set(HOOKS):
        return []
    return ["no hooks in this clone, so commits carry nothing yet; git session install adds them"]
