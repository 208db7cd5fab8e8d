"""The command line as values, read from the same parsers as `-h`."""

from __future__ import annotations

import argparse

from git_session import cli
from git_session.core import notes
from git_session.model import KINDS, SESSION, record

# What a word may be completed with, where the parser itself names no choices.
FILES = "files"
FOLDERS = "folders"
SESSIONS = "sessions"
STEPS = "steps"
BLOCKERS = "blockers"
BRANCHES = "branches"
REVISIONS = "revisions"
ASKED = (SESSIONS, STEPS, BLOCKERS)  # those that `git-session complete` knows
# By an option's name or, for a word that stands by itself, its metavar; else by any metavar.
NAMED = {
    "--session": SESSIONS,
    "--done": STEPS,
    "--resolve": BLOCKERS,
    "--branch": BRANCHES,
    "--file": FILES,
    "ID": SESSIONS,
    "COMMIT|RANGE": REVISIONS,
    "PATH[:LINE[-LINE]]": FILES,
}
TAKEN = {"PATH": FILES, "FILE": FILES, "DIR": FOLDERS}
# Words that a verb knows and its parser does not check.
CHOICES = {
    "--kind": tuple(kind.lower() for kind in KINDS if kind != SESSION),
    "--action": notes.ACTIONS,
}


@record
class Word:
    """An option, or with no ``names`` a word that stands by itself.

    ``metavar`` is what its value is called, "" for an option that takes none; ``many`` says that
    it may be given more than once, ``needed`` that it must; ``optional`` that an option's value
    may be left out, and is otherwise set behind a `=`. ``values`` is one of the constants
    above or "". Options of one ``group`` (a heading, "" for the usual ones) and ``rivals``
    (a number, 0 for none) exclude each other.
    """

    names: tuple[str, ...]
    metavar: str
    help: str
    choices: tuple[str, ...] = ()
    values: str = ""
    many: bool = False
    needed: bool = False
    optional: bool = False
    group: str = ""
    rivals: int = 0


@record
class Verb:
    """A verb: its line in the overview, what `-h` says of it, and its words in their order.

    ``usage`` is "" unless the verb writes its own; ``example`` are lines as one types them.
    """

    name: str
    aliases: tuple[str, ...]
    about: str
    text: str
    usage: str
    words: tuple[Word, ...]
    example: str

    @property
    def options(self) -> tuple[Word, ...]:
        """The words that begin with a dash."""
        return tuple(word for word in self.words if word.names)

    @property
    def plain(self) -> tuple[Word, ...]:
        """The words that stand by themselves."""
        return tuple(word for word in self.words if not word.names)


def read() -> tuple[Verb, ...]:
    """Every verb of the overview, in its order."""
    return tuple(_verb(name, about) for name, about in cli.VERBS.items())


def _verb(name: str, about: str) -> Verb:
    module = cli.load(name)
    parser = cli.parser(name, module)
    usage = (parser.usage or "").replace("%(prog)s", parser.prog)
    aliases = tuple(alias for alias, verb in cli.ALIASES.items() if verb == name)
    text = str(module.__doc__).strip()
    return Verb(name, aliases, about, text, usage, words(parser), str(module.EXAMPLE))


def words(parser: argparse.ArgumentParser) -> tuple[Word, ...]:
    """In the order of `-h`: words by themselves, the usual options, other groups."""
    rivals = {
        action: number
        for number, group in enumerate(parser._mutually_exclusive_groups, 1)
        for action in group._group_actions
    }
    titled = [
        (action, str(group.title) if number > 1 else "")  # argparse's own two groups come first
        for number, group in enumerate(parser._action_groups)
        for action in group._group_actions
        if action.help != argparse.SUPPRESS
    ]
    return tuple(_word(action, title, rivals.get(action, 0)) for action, title in titled)


def _word(action: argparse.Action, group: str, rivals: int) -> Word:
    names = tuple(action.option_strings)
    choices = tuple(str(choice) for choice in action.choices or () if choice != "")
    metavar = _metavar(action, choices)
    keys = names or (metavar,)
    known = next((CHOICES[key] for key in keys if key in CHOICES), ())
    values = next((NAMED[key] for key in keys if key in NAMED), "")
    return Word(
        names,
        metavar,
        (action.help or "") % vars(action),
        choices or known,
        values=values or TAKEN.get(metavar, ""),
        many=action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction),
        needed=action.required,
        optional=action.nargs == "?" and bool(names),
        group=group,
        rivals=rivals,
    )


def _metavar(action: argparse.Action, choices: tuple[str, ...]) -> str:
    """What the value is called, as `-h` has it but for choices, which are no name for one."""
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, str):
        return action.metavar
    if choices and not action.option_strings:
        return "|".join(choices)
    return action.dest.upper().replace("_", "-")
