"""Install the git hooks in this clone; what is there stays and keeps running."""

from __future__ import annotations

from git_session import config, output
from git_session.lifecycle import hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session install
  git session uninstall        # undoes it, byte for byte
"""


def options(_parser: argparse.ArgumentParser) -> None:
    """``install`` needs no words."""


def run() -> int:
    """Idempotent; typing it also chooses a tracked journal unless somebody chose already."""
    ctx = open_context()
    changes = [change for change in hooking.install(ctx) if change.action != "unchanged"]
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("the git hooks are installed already; nothing changed")
    if ctx.settings.share is None:
        config.set_local(ctx.wt, "session.share", "true")
        output.remark(f"commits will carry the journal under {ctx.wt.journal}/")
        output.remark("to keep it in this clone: git config session.share false")
    output.remark("undo with: git session uninstall")
    return 0
