"""What git calls: run one git hook by hand, or from a hook manager."""

from __future__ import annotations

from git_session import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session hook post-commit
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``hook`` understands."""
    parser.add_argument("name", choices=hooks.NAMES, metavar="NAME", help=", ".join(hooks.NAMES))
    parser.add_argument("args", nargs="*", metavar="ARG", help="what git passes to that hook")


def run(*, name: str, args: list[str]) -> int:
    """Always 0: a hook of ours never stops git."""
    return hooks.dispatch(name, args)
