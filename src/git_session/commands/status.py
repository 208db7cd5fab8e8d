"""Show what is being recorded right now, who runs the hooks, and what to do next.

Nothing is changed. The exit code is 0 in every worktree, for this is no test.
"""

from __future__ import annotations

from git_session import output
from git_session.core import standing
from git_session.lifecycle import standing as looked_up
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session status
  git session status --json
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``status`` understands."""
    add = parser.add_argument
    add("--session", default="", metavar="NAME", help="another session than the current one")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, session: str, as_json: bool, color: str) -> int:
    """Print to stdout."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=False)
    found = looked_up.now(ctx, session)
    if as_json:
        output.say_json(standing.data(found))
    else:
        output.say_all(standing.lines(found, ctx.now, output.columns()))
    return 0
