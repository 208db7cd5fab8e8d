"""Show what is being recorded right now, who runs the hooks, and what to do next.

Nothing is changed. The exit code is 0 in every worktree, for this is no test.
With --projects: how each project stands, with its sessions on all branches.
"""

from __future__ import annotations

from git_session import output
from git_session.core import standing
from git_session.errors import UsageError
from git_session.lifecycle import standing as looked_up
from git_session.lifecycle.context import Context, open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session status
  git session status --json
  git session status --projects
  git session status --write    # .sessions/views/STATUS.md
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``status`` understands."""
    add = parser.add_argument
    add("--session", default="", metavar="NAME", help="another session than the current one")
    text = "each project: last activity, sessions that go on, what blocks, what is next"
    add("--projects", action="store_true", help=text)
    text = "keep --projects as Markdown below .sessions/views/, up to date after each commit"
    add("--write", action="store_true", help=text)
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, session: str, projects: bool, write: bool, as_json: bool, color: str) -> int:
    """Print to stdout."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=projects and not (as_json or write))
    if write and (session or as_json):
        raise UsageError("--write keeps how projects stand", "leave --session and --json away")
    if projects or write:
        return _projects(ctx, session, write=write, as_json=as_json)
    found = looked_up.now(ctx, session)
    if as_json:
        output.say_json(standing.data(found))
    else:
        output.say_all(standing.lines(found, ctx.now, output.columns()))
    return 0


def _projects(ctx: Context, session: str, *, write: bool, as_json: bool) -> int:
    from git_session.core.views import overview  # only for who asks, as all of the cache
    from git_session.lifecycle import gathering, keeping, viewing

    if write:
        return keeping.write(ctx, keeping.STATUS)
    told = gathering.gather(ctx, keeping.PROJECTS)
    found = keeping.projects(ctx, told)
    if as_json:
        output.say_json(standing.data(looked_up.now(ctx, session), overview.data(found)))
    else:
        viewing.show(len(found), lambda: overview.page(told, found), dict, "text")
    return 0
