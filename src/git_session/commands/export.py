"""Everything that was noted, for other programs and for safe keeping.

Sessions, decisions and the context of the project, in the shape that session
logs of agents have (sessions.json, decisions.json, context.json), with all
entries. A second export changes nothing that did not change.
"""

from __future__ import annotations

from git_session import output
from git_session.lifecycle import exporting
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.exporting import Export

EXAMPLE = """\
  git session export --format json > shop.json
  git session export --to ~/memory              # ~/memory/PROJECT/sessions.json ...
  git session export --format markdown --project web
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``export`` understands."""
    add = parser.add_argument
    text = "json (if left out), jsonl: one object a line, or markdown: one page a session"
    add("--format", dest="form", choices=exporting.FORMS, default="json", metavar="FORM", help=text)
    add("--json", dest="form", action="store_const", const="json", help="the same as --format json")
    add("--to", default="", metavar="DIR", help="write files below DIR/PROJECT instead of printing")
    add("--project", default="", metavar="P", help="only what belongs to this project")


def run(*, form: str, to: str, project: str) -> int:
    """Print or write it; exit 1 where nothing was ever noted."""
    ctx = open_context()
    found = exporting.exports(ctx, project)
    if to:
        _written(exporting.write(found, form, to), to)
    elif form == "json":
        output.say_json(exporting.whole(found))
    elif form == "jsonl":
        output.say_lines(exporting.lines(found))
    else:
        output.say_lines([line for one in found for line in _pages(one)])
    if not any(one.given.sessions or one.given.noted for one in found):
        output.remark('nothing was noted yet; begin with: git session init --goal "..."')
        return 1
    return 0


def _pages(one: Export) -> list[str]:
    return [line for page in exporting.pages(one).values() for line in [*page.splitlines(), ""]]


def _written(changed: list[str], to: str) -> None:
    for path in changed:
        output.say(f"wrote {path}")
    if not changed:
        output.say(f"nothing changed below {to}")
