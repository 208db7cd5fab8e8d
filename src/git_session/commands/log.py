"""Note what was decided, tried, found or done; the next commit carries it.

Worth noting: why this way and not another, what failed and why, what blocks,
what comes next. Not worth it: formatting, typos, dead ends without a lesson.
One call is one atomic append, however many options it carries.
"""

from __future__ import annotations

from git_session import output
from git_session.core import document, grammar, notes
from git_session.core.document import Document
from git_session.lifecycle import noting, secrecy, upkeep
from git_session.lifecycle.context import open_context
from git_session.model import BLOCKER, SESSION, Block

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

EXAMPLE = """\
  git session log "Added JWT middleware" -m "Chose A over B for key rotation"
  git session log --decision "Use a mutex" --rationale "simpler" --choice mutex
  git session log --tried "HS256" --outcome "rejected: no key rotation"
  git session log --blocker "Redis is not configured" --waiting-on ops
  git session log --resolve B1 --how "ops opened the port"
  git session log --done "Reproduce" --next "Write the regression test"
  git session log --step "Write tests" --estimate 2h --follow-up "Tell ops"
  git session log --issue "Rounds down" --severity low
  git session log --deliverable api --location services/api --percent 60
  git session log --sent "The port moves" --to bob --priority high
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``log`` understands; several kinds in one call are one append."""
    add = parser.add_argument
    add("title", nargs="?", default="", metavar="TITLE", help="what happened, in a line")
    add("-m", dest="bullet", action="append", default=[], help="a bullet below the first entry")
    for noted in notes.NOTED:
        add(f"--{noted.option}", action="append", default=[], metavar="TEXT", help=noted.help)
        for detail, text in notes.details(noted):
            add(f"--{detail.option}", default="", metavar=detail.metavar, help=text)
    add("--current", action="store_true", help="of --progress: being done, not finished")
    add("--add", action="store_true", help="of --done: create the step if none fits")
    add("--tag", action="append", default=[], help="a tag for the session")
    add("--tool", action="append", default=[], help="a tool or a skill that was used")
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(
    *,
    title: str,
    bullet: list[str],
    current: bool,
    add: bool,
    session: str,
    allow_secret: bool,
    **given: object,
) -> int:
    """Append the blocks; ``given`` are the options of ``notes`` by name.

    Exit 3 where a step or blocker that was named does not exist; nothing is noted then.
    """
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good_if_free(ctx)
    wanted = notes.Wanted(title=title, bullets=tuple(bullet), given=given, current=current)
    taken = noting.take(ctx, wanted, session, output.remark, add=add)
    _report(taken.doc, taken.blocks)
    for hint in taken.hints:
        output.remark(hint)
    return 0


def _report(doc: Document, blocks: Sequence[Block]) -> None:
    for block in grammar.unique(list(blocks)):
        if block.kind == SESSION:
            output.say(_marks(doc, block))
            continue
        output.say(f"{notes.name_of(block)}: {block.title}")
        if noting.lacks_rationale(block):
            output.remark('no rationale was given; next time add --rationale "…"')
        if block.kind == BLOCKER:
            output.say(_how_to_resolve(doc, block))
    done, total, current_step = document.progress(doc)
    if total:
        current_text = f", current: {current_step}" if current_step else ""
        output.say(f"Progress {done}/{total} ({round(100 * done / total)}%){current_text}")


def _marks(doc: Document, block: Block) -> str:
    """All tags, or all tools, that the session has now."""
    [name] = [name for _, word, name in notes.MARKS if word == block.title]
    held = doc.get(name.lower())
    return f"{name}: {', '.join(map(str, held if isinstance(held, list) else []))}"


def _how_to_resolve(doc: Document, block: Block) -> str:
    """Which number the document gave to a blocker that was just noted."""
    fits = [b.number for b in document.blockers(doc) if not b.resolved and b.text == block.title]
    number = fits[-1] if fits else "latest"
    return f'  when it is gone: git session log --resolve {number} --how "…"'
