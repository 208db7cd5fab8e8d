"""argv to verb. Builds only the parser of the verb that was asked for; the only catch."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys

from git_session import __version__
from git_session.errors import EXIT_FAILED, EXIT_USAGE, SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType
    from typing import NoReturn

VERBS = {
    "init": "begin a session on this branch",
    "log": "note what was decided, tried, found, done",
    "status": "what is being recorded right now, and what to do next",
    "view": "show a session, or one part of it",
    "list": "list sessions",
    "search": "search what was noted, on every branch",
    "today": "what was noted today",
    "standup": "yesterday, today, what is next, what blocks",
    "recent": "the sessions worked on last, in a few lines each",
    "index": "every session, a row each",
    "digest": "what was finished and decided in a week, or since when you say",
    "log-book": "the log of a month, a section per contributor",
    "decisions": "what was decided, and what holds no more",
    "decision": "write decisions down, say what took their place",
    "onboard": "what a newcomer to a path should know",
    "knowledge": "what was learned and found out, by topic",
    "report": "where time and effort went, what blocked",
    "resume": "continue a session, with a briefing",
    "checkpoint": "bring the document up to date",
    "pause": "put a session aside",
    "handoff": "hand a session to somebody else",
    "close": "complete or abandon a session",
    "export": "everything that was noted, for other programs",
    "import": "make a session of what an agent's host wrote down",
    "check": "what a session owes to whoever reads it later",
    "stale": "which active sessions nothing was noted in for long",
    "why": "why a line is as it is",
    "show": "what a commit or a range of commits recorded",
    "diff": "what was learned between two releases",
    "consolidate": "stage the journal file without committing",
    "config": "which project this is, and which paths are whose",
    "path": "print where scratch, document and journal are",
    "install": "install the git hooks in this clone",
    "uninstall": "remove them again",
    "doctor": "look whether all is in order, and mend what is not",
    "hook": "what git calls on commit, merge, checkout, rewrite",
    "agent": "what an agent's host calls on its events",
    "mcp": "serve a session to an agent over MCP",
    "demo": "play the whole story on a throw-away repository",
}
HIDDEN = ("complete",)  # asked by programs, not by people: no overview names it
TOPICS = {"workflow": "When a session is worth it, and what to note when"}
ALIASES = {"start": "init", "update": "checkpoint", "end": "close"}
EXAMPLE = """\
example:
  git session init --goal "Fix the sweep trigger"
  git session log --decision "Use a mutex" --rationale "simplest"
  git commit -am "Fix the sweep trigger"    # carries the notes into the commit
  git session view
"""


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Left to itself argparse imports shutil for every option, 4 ms, to know the width."""
    return argparse.RawDescriptionHelpFormatter(prog, width=max(38, _columns() - 2))


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        return (os.get_terminal_size().columns if sys.stdout.isatty() else 0) or 80


def _fitted(text: str) -> str:
    """``text`` with lines that are too long for a narrow terminal broken at blanks."""
    width, lines = max(40, _columns()), text.split("\n")
    if len(max(lines, key=len)) <= width:
        return text
    from git_session.core import cells  # seldom

    rows = [(line, row) for line in lines for row in cells.folds(line, width)]
    return "\n".join(" " * indent + line[start:end] for line, (indent, start, end) in rows)


class Parser(argparse.ArgumentParser):
    """argparse that speaks like the rest of us and keeps its examples' line breaks."""

    def __init__(self, verb: str, about: str, example: str) -> None:
        super().__init__(
            prog=f"git session {verb}".rstrip(),
            description=about,
            epilog=example,
            formatter_class=_formatter,
            allow_abbrev=False,
        )

    def format_help(self) -> str:
        """argparse's, but an optional value is written as git writes and reads it."""
        return _fitted(super().format_help().replace("--color [WHEN]", "--color[=WHEN]"))

    def error(self, message: str) -> NoReturn:
        """A wrong word on the command line: what, and where help is; exit 2."""
        from git_session import output  # as below

        near = self._near(message)
        hint = f"did you mean: {near}\n" if near else ""
        output.remark(f"{message}\n{hint}see: {self.prog} -h")
        raise SystemExit(EXIT_USAGE)

    def _near(self, message: str) -> str:
        """The option that the first word argparse did not know is like, or ""."""
        _, _, words = message.partition("unrecognized arguments: ")
        return _nearest(words.split(" ")[0].split("=")[0], self._option_string_actions)


def main(argv: list[str] | None = None) -> int:
    """Run one verb; returns the exit code of the design's table."""
    _print_anything()
    gc.disable()  # while modules load there is nothing to collect, and looking costs 2 ms
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except SessionError as error:
        return _complain(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except OSError as error:
        return _complain(SessionError(str(error), "nothing was noted by this command"))
    except Exception as error:  # noqa: BLE001  the last door: a bug of ours says so
        return _bug(error)


def _print_anything() -> None:
    """A terminal that cannot show a letter shows its number instead; nothing breaks off.

    What goes elsewhere on Windows is UTF-8, as all of git's is, not the code page of the day.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            elsewhere = os.name == "nt" and not stream.isatty()
            encoding = "utf-8" if elsewhere else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        return _help(words)
    if words[0] in ("--version", "version"):
        sys.stdout.write(f"git-session {__version__}\n")
        return 0
    verb = ALIASES.get(words[0], words[0])
    if verb not in VERBS and verb not in HIDDEN:
        return _unknown(words[0])
    module = load(verb)
    made = parser(verb, module)
    options = made.parse_args(_as_git_reads(made, words[1:]))
    gc.freeze()  # what is loaded by now stays, and need not be looked at
    gc.enable()
    given = vars(options)
    if "allow_secret" in given:
        from git_session.lifecycle import secrecy  # every verb that notes has loaded it

        secrecy.refuse(given)
    return _in_manners(module, _finished(given, words[0]))


def _as_git_reads(made: Parser, words: list[str]) -> list[str]:
    """``--color`` alone means always, and takes no word behind it: git wants ``--color=WHEN``."""
    if "--color" not in words or "--color" not in made._option_string_actions:
        return words
    end = words.index("--") if "--" in words else len(words)
    return [*("--color=always" if w == "--color" else w for w in words[:end]), *words[end:]]


def _in_manners(module: ModuleType, options: dict[str, object]) -> int:
    """Run the verb; what it said goes through the pager, if it wanted one, whatever its end."""
    from git_session import output  # every verb but `hook` prints

    try:
        code: int = module.run(**options)
    except KeyboardInterrupt:
        output.forget()
        raise
    finally:
        output.finish()
    return code


def _help(words: list[str]) -> int:
    """``help VERB`` is ``VERB -h``, which git cannot turn into a man page; or a topic's page."""
    if words[:1] == ["help"] and words[1:] and words[1] in TOPICS:
        from git_session.core import guide  # only for who asks

        sys.stdout.write(_fitted(guide.page(words[1])))
        return 0
    if len(words) > 1 and words[0] == "help":
        return _run([words[1], "-h"])
    sys.stdout.write(_fitted(overview()))
    return 0 if words else EXIT_USAGE


def load(verb: str) -> ModuleType:
    """The module of a verb: its options, an example, ``run``."""
    name = f"git_session.commands.{verb.replace('-', '_')}"
    __import__(name)
    return sys.modules[name]


def _finished(options: dict[str, object], word: str) -> dict[str, object]:
    """``end`` is ``close --complete``: the only alias that carries a flag.

    Where no session was begun, it may close one retroactively.
    """
    if word != "end":
        return options
    perhaps = options["retroactive"] or None
    return {**options, "complete": not options["abandon"], "retroactive": perhaps}


def parser(verb: str, module: ModuleType) -> Parser:
    """The parser of one verb, from the options that stand beside it."""
    made = Parser(verb, str(module.__doc__).strip(), f"example:\n{module.EXAMPLE}")
    module.options(made)
    return made


def overview() -> str:
    """What ``git session -h`` prints."""
    aliases = {verb: f"  (alias {alias})" for alias, verb in ALIASES.items()}
    verbs = "".join(
        f"  {verb:<12} {about}{aliases.get(verb, '')}\n" for verb, about in VERBS.items()
    )
    topics = "".join(f"{about}: git session help {topic}\n" for topic, about in TOPICS.items())
    return (
        "usage: git session VERB [OPTION]...\n\n"
        "Keeps the reasoning of a coding session beside the code: notes made while you\n"
        "work travel inside the commit they explain.\n\n"
        f"verbs:\n{verbs}\n{EXAMPLE}\n"
        "Each verb has its own help: git session VERB -h\n"
        f"{topics}"
    )


def _unknown(word: str) -> int:
    near = _nearest(word, [*VERBS, *ALIASES])
    hint = f"did you mean: git session {near}" if near else "see the verbs: git session -h"
    return _complain(SessionError(f"'{word}' is not a verb", hint), EXIT_USAGE)


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib  # only when a word was mistyped

    return next(iter(difflib.get_close_matches(word, known, 1, 0.7)), "")


def _complain(error: SessionError, code: int = 0) -> int:
    from git_session import output  # only when there is something to say

    output.remark(error.message)
    if error.hint:
        output.remark(error.hint)
    return code or error.code


def _bug(error: Exception) -> int:
    if os.environ.get("GIT_SESSION_DEBUG"):
        raise error
    where = f"{type(error).__name__}: {error}"
    return _complain(
        SessionError(
            f"this is a bug in git-session {__version__}: {where}",
            "what you noted before is safe; GIT_SESSION_DEBUG=1 shows the traceback to report",
        )
    )
