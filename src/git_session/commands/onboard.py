"""What a newcomer to a path should know, the oldest first: decisions that hold,
what was found out, what was tried, what blocks, and who knows.

What names the path is told, and what was noted in commits that changed it. PATH
is a file or a directory; without one the newest of each kind are told, of all
of the repository.
"""

from __future__ import annotations

from git_session.core.views import onboard
from git_session.lifecycle import asked, gathering, viewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.gathering import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session onboard src/auth
  git session onboard --all --format markdown > ONBOARDING.md
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``onboard`` understands."""
    add = parser.add_argument
    add("path", nargs="?", default="", metavar="PATH", help="a file or a directory")
    text = f"all there is, not the newest {onboard.FEW} of each kind"
    add("--all", dest="everything", action="store_true", help=text)
    viewing.options(parser, written=False)


def run(*, path: str, everything: bool, form: str, color: str) -> int:
    """Print it; exit 1 where nothing was noted."""
    ctx = open_context()
    viewing.begin(ctx, form, color)
    place = asked.place(ctx, path) if path else ""
    most = 0 if everything else onboard.FEW
    if most or place:
        given = gathering.of_path(ctx, place, onboard.TOLD, onboard.MORE, most)
    else:
        given = gathering.gather(ctx, Ask(onboard.KINDS, sessions=False, rulings=True))
    found = onboard.rows(given, place)
    page, data = (lambda: onboard.page(place, found, most)), (lambda: onboard.data(place, found))
    return viewing.show(found.count, page, data, form, f"note it with: {onboard.HOW}")
