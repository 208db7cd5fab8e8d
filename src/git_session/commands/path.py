"""Print where the session's document (or its scratch, or its journal) is."""

from __future__ import annotations

from git_session import output
from git_session.lifecycle import current
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  $EDITOR "$(git session path)"
  printf '## %s - Found the race\\n' "$(date +%H:%M)" \\
      >> "$(git session path scratch)"
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``path`` understands."""
    add = parser.add_argument
    add("what", nargs="?", default="document", choices=("scratch", "document", "journal"))
    add("--session", default="", metavar="NAME", help="another session than the current one")


def run(*, what: str, session: str) -> int:
    """Print one absolute path; the scratch file is this writer's of today, made on first use."""
    ctx = open_context()
    stem = current.need(ctx, session)
    output.say_lines([ctx.store.place_of(what, stem, ctx.scratch_name)])
    return 0
