"""List sessions: active, paused, and the latest of the archive."""

from __future__ import annotations

from git_session import output
from git_session.lifecycle import catalog
from git_session.lifecycle.context import Context, open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session list
  git session list --all --tag auth
  git session list --branch main --json
  git session list --blocked
  git session list --for bob
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``list`` understands."""
    which = parser.add_mutually_exclusive_group()
    for name, text in (
        ("all", "every session, the whole archive too"),
        ("active", "active ones only"),
        ("paused", "paused ones only"),
        ("archived", "the whole archive"),
    ):
        which.add_argument(
            f"--{name}", dest="which", action="store_const", const=name, default="", help=text
        )
    add = parser.add_argument
    add("--branch", default="", metavar="B", help="sessions of this branch")
    add("--tag", default="", metavar="T", help="sessions with this tag")
    add("--task", default="", metavar="ID", help="sessions that work on this task")
    add("--blocked", action="store_true", help="sessions that something blocks")
    add("--for", dest="heir", default="", metavar="WHO", help="sessions handed to them")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(
    *,
    which: str,
    branch: str,
    tag: str,
    task: str,
    blocked: bool,
    heir: str,
    as_json: bool,
    color: str,
) -> int:
    """Print the groups; exit 1 when nothing fits."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    wish = catalog.Wish(which, branch, tag, _ids(ctx, task), heir, blocked)
    return catalog.show(ctx, wish, as_json=as_json)


def _ids(ctx: Context, task: str) -> tuple[str, ...]:
    if not task:
        return ()
    from git_session.lifecycle import tasking  # most lists are of no task

    return tasking.ids(ctx, task)
