"""What git calls: run one git hook by hand, or from a hook manager."""

from __future__ import annotations

import os

from git_session import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session hook post-commit
"""


# The pre-commit framework hands over in variables what git passes as arguments; prek calls one
# of them otherwise.
OF_FRAMEWORK = {
    "post-checkout": (
        ("PRE_COMMIT_FROM_REF",),
        ("PRE_COMMIT_TO_REF",),
        ("PRE_COMMIT_CHECKOUT_TYPE",),
    ),
    "post-merge": (("PRE_COMMIT_IS_SQUASH_MERGE", "PRE_COMMIT_SQUASH_MERGE"),),
    "post-rewrite": (("PRE_COMMIT_REWRITE_COMMAND",),),
}


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``hook`` understands."""
    parser.add_argument("name", choices=hooks.NAMES, metavar="NAME", help=", ".join(hooks.NAMES))
    parser.add_argument("args", nargs="*", metavar="ARG", help="what git passes to that hook")


def run(*, name: str, args: list[str]) -> int:
    """Always 0: a hook of ours never stops git."""
    return hooks.dispatch(name, args or _of_framework(name))


def _of_framework(name: str) -> list[str]:
    """The arguments that git gave the pre-commit framework (or prek), [] without one."""
    if os.environ.get("PRE_COMMIT") != "1":
        return []
    given = [_first(variables) for variables in OF_FRAMEWORK.get(name, ())]
    known = [value for value in given if value is not None]
    return known if len(known) == len(given) else []


def _first(variables: tuple[str, ...]) -> str | None:
    """The value of the first of these variables that is set."""
    return next((os.environ[name] for name in variables if name in os.environ), None)
