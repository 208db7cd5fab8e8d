"""What a session owes to whoever reads it later: seven things, said or not said.

Summary, files, decisions with their reasons, follow-ups, on whom blockers
wait, what the next one must know, and entries that are clear. Little is asked
of a session of less than an hour. Nothing is changed.
"""

from __future__ import annotations

from git_session import output
from git_session.core import checklist, paint
from git_session.errors import EXIT_REFUSED
from git_session.lifecycle import current, examining, journals, sessions
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.documents import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.checklist import Item

EXAMPLE = """\
  git session check
  git session check fix-sweep --strict   # exit 4 if something is missing
  git session check --profile handoff
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``check`` understands."""
    add = parser.add_argument
    add("wanted", nargs="?", default="", metavar="ID", help="name, id, id prefix or label")
    add("--strict", action="store_true", help="exit 4 if something is missing")
    text = "what to ask for: little, all, what whoever continues needs (default: by how long it is)"
    add("--profile", default="", choices=("", *checklist.PROFILES), metavar="PROFILE", help=text)
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, wanted: str, strict: bool, profile: str, as_json: bool, color: str) -> int:
    """Print the list; exit 4 with ``strict`` where something that is needed is missing."""
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    session = journals.find(ctx, wanted) if wanted else sessions.load(ctx, current.need(ctx))
    asked = examining.asked(ctx, session, profile)
    items = examining.items(asked)
    if as_json:
        output.say_json(_data(ctx, session, asked.profile, items))
    else:
        _say(session.stem, asked.profile, items)
    return EXIT_REFUSED if strict and checklist.unmet(items) else 0


def _say(stem: str, profile: str, items: list[Item]) -> None:
    asked_of = f" (asked of it: {profile})" if profile else ""
    output.say(paint.line(paint.role(paint.SESSION, stem), asked_of))
    output.say_all(checklist.lines(items))
    missing = checklist.unmet(items)
    output.say(f"{len(missing)} missing" if missing else "nothing is missing")


def _data(ctx: Context, session: Found, profile: str, items: list[Item]) -> dict[str, object]:
    return {
        "stem": session.stem,
        "document": ctx.store.relative_document(session.place, session.stem),
        "profile": profile,
        "met": not checklist.unmet(items),
        "items": checklist.data(items),
    }
