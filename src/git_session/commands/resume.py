"""Continue a session, with a briefing on where it stands.

It may be active, paused, archived or, in a fresh clone, known by its journal.
Commands that its document holds are shown, and never run.
"""

from __future__ import annotations

from git_session import git, output
from git_session.core import briefing, comeback, paint
from git_session.errors import SessionError, UsageError
from git_session.lifecycle import catalog, hooking, resuming, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session resume
  git session resume fix-sweep
  git session resume fix-sweep --checkout   # on the branch that it was on
  git session resume --prompt     # a few lines to paste into a new conversation
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``resume`` understands."""
    add = parser.add_argument
    add("wanted", nargs="?", default="", metavar="ID", help="name, id, id prefix or label")
    add("--list", dest="as_list", action="store_true", help="what could be resumed")
    add("--last", action="store_true", help="the session updated last")
    add("--quick", action="store_true", help="the short form")
    add("--stay", action="store_true", help="on another branch: this is the session's from now on")
    add("--checkout", action="store_true", help="on another branch: check out the session's first")
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
    stay: bool,
    checkout: bool,
    prompt: bool,
    after_compaction: bool,
    as_json: bool,
    color: str,
) -> int:
    """Make the session this worktree's and print the briefing; exit 3 when none or several fit.

    Exit 4 where ``checkout`` finds no branch, or a tree that is not clean.
    """
    if stay and checkout:
        raise UsageError("--stay and --checkout exclude each other")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=as_list and not as_json)
    if as_list:
        return catalog.show(ctx, catalog.Wish(), as_json=as_json)
    upkeep.make_good(ctx)
    chosen = resuming.chosen(ctx, wanted, last=last)
    if not (stay or checkout or as_json or prompt) and output.interactive():
        stay, checkout = _asked(ctx, chosen)
    ctx, session = _continued(ctx, chosen, stay=stay, checkout=checkout)
    state = _git_state(ctx)
    for line in hooking.missing(ctx):
        output.remark(line)
    if as_json:
        output.say_json(_data(ctx, session, state))
        return 0
    if after_compaction:
        compactions = session.doc.get("compaction_count") or 0
        output.say(paint.heading(f"Resumed after compaction #{compactions}"))
    _brief(ctx, session, state, quick=quick, prompt=prompt)
    return 0


def _continued(ctx: Context, chosen: Found, *, stay: bool, checkout: bool) -> tuple[Context, Found]:
    """The session, active again, and where that is now."""
    if checkout:
        ctx = resuming.checked_out(ctx, chosen)
        chosen = resuming.chosen(ctx, chosen.stem, last=False)
    session = resuming.continued(ctx, chosen, output.remark)
    if stay:
        session = resuming.settled_here(ctx, session)
    for line in resuming.ways_out(ctx, session):
        output.remark(line)
    return ctx, session


def _brief(
    ctx: Context, session: Found, state: briefing.GitState, *, quick: bool, prompt: bool
) -> None:
    """Say where it stands, in the form that is wanted."""
    if prompt:
        output.say_lines(briefing.prompt(session.doc))  # to be pasted: not broken
    elif quick:
        output.say_all(briefing.quick(session.doc, state))
    else:
        output.say_all(briefing.resume(session.doc, state, ctx.now))


def _asked(ctx: Context, session: Found) -> tuple[bool, bool]:
    """Whether to stay and whether to check out, as a person at a terminal says."""
    odd = resuming.strayed(ctx, session)
    if not odd:
        return False, False
    home = resuming.home_of(session)
    output.say(f"{odd[0].upper()}{odd[1:]}.")
    answer = output.ask(
        f"Stay here from now on, check out {home or 'its branch'}, or cancel? [s/c, else cancel]"
    ).lower()
    choices = [bool(answer) and word.startswith(answer) for word in ("stay", "checkout")]
    if not any(choices):
        raise SessionError("nothing was resumed", "say --stay or --checkout, or switch first")
    return choices[0], choices[1]


def _git_state(ctx: Context) -> briefing.GitState:
    """Branch, HEAD and the number of uncommitted files, as they are now."""
    return briefing.GitState(ctx.branch, ctx.wt.head, git.status_counts(ctx.wt))


def _data(ctx: Context, session: Found, state: briefing.GitState) -> dict[str, object]:
    return {
        **session.doc.values(),
        "stem": session.stem,
        "briefing": briefing.resume(session.doc, state, ctx.now),
        "prompt": briefing.prompt(session.doc),
        "resume_commands": comeback.written(session.doc),
    }
