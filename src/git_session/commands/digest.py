"""What happened in a span of time: what was finished and decided, what blocks.

The last seven days, if nothing else is said. Days are those of your clock;
everything that commits of any branch carry counts, and what waits for one here.
"""

from __future__ import annotations

from git_session.core.views import digest
from git_session.core.views.digest import Span
from git_session.lifecycle import belongings, gathering, keeping, viewing
from git_session.lifecycle.context import Context, open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session digest
  git session digest --day
  git session digest --since 2026-03-01 --until 2026-03-31 --author alice
  git session digest --project web --format md > week.md
"""
HINT = 'note with: git session log --decision "…"; a longer span: --since 2026-01-01'


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``digest`` understands."""
    which = parser.add_mutually_exclusive_group()
    add = which.add_argument
    text = "the last seven days, today included (if left out)"
    add("--day", dest="days", action="store_const", const=1, default=0, help="today")
    add("--week", dest="days", action="store_const", const=digest.WEEK, help=text)
    add("--since", default="", metavar="WHEN", help="from then on: 2026-01-15, 2w, yesterday")
    add = parser.add_argument
    add("--until", default="", metavar="WHEN", help="up to then; a day is included")
    add("--project", default="", metavar="P", help="what belongs to this project")
    add("--author", default="", metavar="WHO", help="what this handle noted")
    viewing.options(parser)


def run(
    *,
    days: int,
    since: str,
    until: str,
    project: str,
    author: str,
    form: str,
    write: bool,
    color: str,
) -> int:
    """Print the digest; exit 1 where nothing was noted."""
    ctx = open_context()
    told = (("--day", days == 1), ("--since", since), ("--until", until))
    filters = (*told, ("--project", project), ("--author", author))
    viewing.begin(ctx, form, color, write=write, asked=[name for name, value in filters if value])
    if write:
        return keeping.write(ctx, keeping.DIGEST)
    span = _span(ctx, days, since, until)
    given = gathering.gather(ctx, keeping.of_span(span))
    whose = belongings.of(ctx, given) if project else None
    if whose:
        belongings.checked(whose, project)
    found = digest.rows(
        given,
        lambda one: (
            (not author or one.entry.author == author)
            and (whose is None or project in whose.of(one))
        ),
    )
    about = "".join((f" of {project}" if project else "", f" by {author}" if author else ""))
    page, data = (
        (lambda: digest.page(given, span, found, about)),
        (lambda: digest.data(span, found)),
    )
    return viewing.show(len(found), page, data, form, HINT, ctx)


def _span(ctx: Context, days: int, since: str, until: str) -> Span:
    if since or until:
        return digest.between(ctx.now, ctx.zone, since, until)
    return digest.days(ctx.now, ctx.zone, days or digest.WEEK)
