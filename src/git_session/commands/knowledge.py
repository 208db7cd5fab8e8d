"""What was learned and found out, by topic and impact, the same text once.

CATEGORY is a type (learnings, patterns, best-practices, troubleshooting,
discoveries), or a category or topic that somebody gave; TEXT is taken as it is.
"""

from __future__ import annotations

from git_session.core.views import knowledge
from git_session.lifecycle import gathering, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session knowledge
  git session knowledge patterns
  git session knowledge performance gather
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``knowledge`` understands."""
    add = parser.add_argument
    add("category", nargs="?", default="", metavar="CATEGORY", help="a type, category or topic")
    add("text", nargs="*", metavar="TEXT", help="only what says this, in any case")
    text = f"all there is, not the first {knowledge.FEW} of each group"
    add("--all", dest="everything", action="store_true", help=text)
    viewing.options(parser, written=False)


def run(*, category: str, text: list[str], everything: bool, form: str, color: str) -> int:
    """Print what is known; exit 1 where that is nothing."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    given = gathering.gather(ctx, Ask(knowledge.KINDS, sessions=False))
    if category and knowledge.key(category) not in knowledge.categories(given):
        category, text = "", [category, *text]  # no category is called so: it is looked for
    found = knowledge.rows(given, category, " ".join(text))
    most = 0 if everything or form else knowledge.FEW
    page, data = (lambda: knowledge.page(found, most)), (lambda: knowledge.data(found))
    return viewing.show(len(found), page, data, form, _hint(category, text))


def _hint(category: str, text: list[str]) -> str:
    if category or text:
        return "all of it: git session knowledge"
    return f"note it with: {knowledge.HOW}"
