"""The tools that agents find over MCP: their words, the shape of these, and whether a call fits.

The words of ``log`` are those of the verb, from the same table.
"""

from __future__ import annotations

import re

from git_session.core import notes, query
from git_session.errors import UsageError
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT, TEXTS, FLAG, NUMBER = "text", "texts", "flag", "number"
LONGEST = 8 * 1024  # characters of one text
MOST = 50  # texts in a list
ORDERS = ("best", "newest", "oldest")
OUTCOMES = ("complete", "abandon")
_OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*\b")
KINDS = tuple(kind.lower() for kind in query.SEARCHED)


@record
class Parameter:
    """A word that a tool understands; ``choices`` are all the texts it may be, () for any.

    ``most`` limits a number, which counts from 1.
    """

    name: str
    help: str
    type: str = TEXT
    choices: tuple[str, ...] = ()
    most: int = 0
    required: bool = False


@record
class Tool:
    """What an agent can call; ``reads`` is True for one that changes nothing."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    reads: bool = False


SESSION = Parameter("session", "another session than this branch's: its name or last eight digits")
CWD = Parameter("cwd", "a directory in the repository meant; default: where the server was started")


def _name(option: str) -> str:
    return option.replace("-", "_")


def _of_log() -> tuple[Parameter, ...]:
    """The words of ``log``: a kind that has details is noted once in a call, others repeat."""
    words = [
        Parameter("title", "what happened, in a line"),
        Parameter("bullets", "more about the first entry, a bullet each", TEXTS),
    ]
    for noted in notes.NOTED:
        once = noted.details and not noted.many
        words.append(Parameter(_name(noted.option), noted.help, TEXT if once else TEXTS))
        for one, text in notes.details(noted, ""):
            words.append(Parameter(_name(one.option), text, TEXT, one.choices))
    return (
        *words,
        Parameter("current", "of progress: being done, not finished", FLAG),
        Parameter("add", "of done: create the step if none fits", FLAG),
        Parameter("tag", "a tag for the session", TEXTS),
        Parameter("tool", "a tool or a skill that was used", TEXTS),
        SESSION,
        CWD,
    )


TOOLS = (
    Tool(
        "log",
        "Note what was decided and why, tried and failed, found, done, what blocks, what comes "
        "next. The next commit carries it. Not for formatting, typos, searches without a lesson.",
        _of_log(),
    ),
    Tool(
        "why",
        "Why lines of a file are as they are: what was noted for the commits that they are from.",
        (
            Parameter("place", "PATH, PATH:LINE or PATH:FROM-TO, relative to cwd", required=True),
            Parameter("history", "and the earlier commits of these lines", FLAG),
            CWD,
        ),
        reads=True,
    ),
    Tool(
        "resume",
        "Continue a session of this repository and be told where it stands.",
        (SESSION, CWD),
    ),
    Tool(
        "search",
        "Search what was noted, on every branch: journals, documents, notes not committed yet.",
        (
            Parameter("text", "words that must all occur, in any order and case"),
            Parameter("kind", "only entries of these kinds", TEXTS, KINDS),
            Parameter("author", "noted by this handle"),
            Parameter("file", "names a file that fits this glob, from the top on"),
            Parameter("since", "not older than this: 2026-01-15, 2w, yesterday"),
            SESSION,
            Parameter("order", "best first, or by time", TEXT, ORDERS),
            Parameter("limit", "how many (10)", NUMBER, most=50),
            CWD,
        ),
        reads=True,
    ),
    Tool(
        "checkpoint",
        "Bring the session's document up to date; do it before context is lost.",
        (
            Parameter("note", "a remark, noted with the state of things"),
            Parameter("tldr", "the TL;DR paragraph, in your words"),
            Parameter("key_context", "what must survive compaction"),
            Parameter("context_next", "what whoever continues must know"),
            Parameter("working_on", "what is being worked on now"),
            Parameter("phase", "how far the work is", TEXT, notes.PHASES),
            SESSION,
            CWD,
        ),
    ),
    Tool(
        "close",
        "Complete or abandon a session; its document goes to the archive. Only when asked to.",
        (
            Parameter("outcome", "how it ends", TEXT, OUTCOMES, required=True),
            Parameter("summary", "of complete: what came of it (default: made from its steps)"),
            Parameter("reason", "of abandon, and needed there: why it is given up"),
            Parameter("context_next", "what the next session must know"),
            Parameter("force", "complete it although steps are open", FLAG),
            SESSION,
            CWD,
        ),
    ),
)


def called(name: str) -> Tool:
    """The tool of that name. UsageError where there is none."""
    found = next((tool for tool in TOOLS if tool.name == name), None)
    if found is None:
        names = ", ".join(tool.name for tool in TOOLS)
        raise UsageError(f"there is no tool {name[:80]!r}", f"there are: {names}")
    return found


def spoken(text: str) -> str:
    """``text`` in which options of verbs are called as the tools have them: `tried` for --tried.

    A whole command stays as it is typed.
    """
    return "\n".join(_spoken(line) for line in text.split("\n"))


def _spoken(line: str) -> str:
    said, command, rest = line.partition("git session ")
    return _OPTION.sub(lambda one: _named(one[0]), said) + command + rest


def _named(option: str) -> str:
    name = option.removeprefix("--").replace("-", "_")
    known = any(one.name == name for tool in TOOLS for one in tool.parameters)
    return f"`{name}`" if known else option


def schema(tool: Tool) -> dict[str, object]:
    """What a call may say, as JSON Schema."""
    return {
        "type": "object",
        "properties": {one.name: _schema(one) for one in tool.parameters},
        "required": [one.name for one in tool.parameters if one.required],
        "additionalProperties": False,
    }


def _schema(one: Parameter) -> dict[str, object]:
    text: dict[str, object] = {"type": "string", "maxLength": LONGEST}
    if one.choices:
        text = {"type": "string", "enum": list(one.choices)}
    shapes: dict[str, dict[str, object]] = {
        TEXT: text,
        TEXTS: {"type": "array", "items": text, "maxItems": MOST},
        FLAG: {"type": "boolean"},
        NUMBER: {"type": "integer", "minimum": 1, "maximum": one.most},
    }
    return {**shapes[one.type], "description": one.help}


def arguments(tool: Tool, given: Mapping[str, object]) -> dict[str, object]:
    """Every parameter by name, "", [], False and 0 for those not ``given``.

    UsageError for a call that does not fit the schema: which word, and what it may be.
    """
    known = {one.name: one for one in tool.parameters}
    if strange := [name for name in given if name not in known]:
        hint = f"{tool.name} understands: {', '.join(known)}"
        raise UsageError(f"{tool.name} does not understand {strange[0][:80]!r}", hint)
    for one in tool.parameters:
        if one.required and not given.get(one.name):
            raise UsageError(f"{tool.name} needs {one.name}", one.help)
    return {
        name: _fitting(one, given[name]) if given.get(name) is not None else _MISSING[one.type]
        for name, one in known.items()
    }


_MISSING: dict[str, object] = {TEXT: "", TEXTS: (), FLAG: False, NUMBER: 0}


def _fitting(one: Parameter, value: object) -> object:
    """``value`` if the parameter may be that."""
    if one.type == TEXT:
        return _text(one, value)
    if one.type == TEXTS:
        if not isinstance(value, list) or len(value) > MOST:
            raise UsageError(f"{one.name} is no list of at most {MOST} texts", one.help)
        return [_text(one, text) for text in value]
    if one.type == FLAG:
        if not isinstance(value, bool):
            raise UsageError(f"{one.name} is neither true nor false", one.help)
    elif not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= one.most:
        raise UsageError(f"{one.name} is no whole number from 1 to {one.most}", one.help)
    return value


def _text(one: Parameter, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{one.name} is no text", one.help)
    if len(value) > LONGEST:
        raise UsageError(f"{one.name} is longer than {LONGEST} characters", "say less")
    if "\0" in value:
        raise UsageError(f"{one.name} has a NUL in it", "no text and no path has")
    if not one.choices or not value:
        return value
    known = next((word for word in one.choices if word.lower() == value.lower()), None)
    if known is None:
        raise UsageError(f"{one.name} is {value[:80]!r}", f"it may be: {', '.join(one.choices)}")
    return known
