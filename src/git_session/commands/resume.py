"""Continue a session, with a briefing on where it stands.

It may be active, paused, archived or, in a fresh clone, known by its journal.
"""

from __future__ import annotations

from git_session import git, output
from git_session.core import briefing, paint
from git_session.lifecycle import catalog, hooking, resuming, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session resume
  git session resume fix-sweep
  git session resume --prompt     # a few lines to paste into a new conversation
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``resume`` understands."""
    add = parser.add_argument
    add("wanted", nargs="?", default="", metavar="ID", help="name, id, id prefix or label")
    add("--list", dest="as_list", action="store_true", help="what could be resumed")
    add("--last", action="store_true", help="the session updated last")
    add("--quick", action="store_true", help="the short form")
    add("--prompt", action="store_true", help="at most eight lines to paste")
    add("--after-compaction", action="store_true", help="say which compaction this is")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(
    *,
    wanted: str,
    as_list: bool,
    last: bool,
    quick: bool,
    prompt: bool,
    after_compaction: bool,
    as_json: bool,
    color: str,
) -> int:
    """Make the session this worktree's and print the briefing; exit 3 when none or several fit."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=as_list and not as_json)
    if as_list:
        return catalog.show(ctx, catalog.Wish(), as_json=as_json)
    upkeep.make_good(ctx)
    session = resuming.resume(ctx, wanted, output.remark, last=last)
    state = _git_state(ctx)
    for line in hooking.missing(ctx):
        output.remark(line)
    if as_json:
        output.say_json(_data(ctx, session, state))
        return 0
    if after_compaction:
        compactions = session.doc.get("compaction_count") or 0
        output.say(paint.heading(f"Resumed after compaction #{compactions}"))
    if prompt:
        output.say_lines(briefing.prompt(session.doc))  # to be pasted: not broken
    elif quick:
        output.say_all(briefing.quick(session.doc, state))
    else:
        output.say_all(briefing.resume(session.doc, state, ctx.now))
    return 0


def _git_state(ctx: Context) -> briefing.GitState:
    """Branch, HEAD and the number of uncommitted files, as they are now."""
    return briefing.GitState(ctx.branch, ctx.wt.head, git.status_counts(ctx.wt))


def _data(ctx: Context, session: Found, state: briefing.GitState) -> dict[str, object]:
    return {
        **session.doc.values(),
        "stem": session.stem,
        "briefing": briefing.resume(session.doc, state, ctx.now),
        "prompt": briefing.prompt(session.doc),
    }
