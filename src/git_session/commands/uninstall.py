"""Take the git hooks out of this clone again; .sessions/ and your notes stay."""

from __future__ import annotations

from git_session import config, output
from git_session.lifecycle import hooking
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session uninstall
"""


def options(_parser: argparse.ArgumentParser) -> None:
    """``uninstall`` needs no words."""


def run() -> int:
    """Restore every hook file to what it was, and forget the choice that ``init`` made."""
    ctx = open_context()
    changes = hooking.uninstall(ctx)
    for change in changes:
        output.say(f"{change.action} {change.path}")
    if not changes:
        output.say("no hook of ours is installed here; nothing changed")
    if ctx.settings.share:
        config.unset_local(ctx.wt, "session.share")
    output.remark(f"what was noted stays, in {ctx.wt.folder} and in {ctx.store.private}")
    if changes:
        output.remark("git session install brings the hooks back")
    return 0
