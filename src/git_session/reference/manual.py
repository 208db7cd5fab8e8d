"""The manual pages: git-session(1), which `git session --help` opens, and one for each verb."""

from __future__ import annotations

import textwrap

from git_session import __version__, cli, config
from git_session.core import guide
from git_session.reference import settings
from git_session.reference.roff import (
    bold,
    example,
    italic,
    item,
    marked,
    paragraphs,
    plain,
    section,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.reference.settings import Setting, Variable
    from git_session.reference.verbs import Verb, Word

EDITION = "2026-11-21"  # the day of this version's texts, changed together with the version
# The first line of every file that install --completions may replace (sharefiles.py).
HEAD = r""".\" Made by git-session from its parsers: python -m git_session.reference
.TH {name} 1 {edition} "git\-session {version}" "Git Manual"
.nh
.ad l
"""
EXITS = (
    ("0", "Done."),
    ("1", "Nothing was found, or it failed."),
    ("2", "Wrong usage; what would be right is said."),
    ("3", "No session, or more than one fits: the candidates are listed."),
    ("4", "Refused: something is incomplete or invalid; nothing was changed."),
    ("5", "Another process held the lock for too long."),
)
LINE = "keep the reasoning of a coding session beside the code"
THREE = "Three words name what it handles:"
SET = "Settings are git's own: git config session.timezone Europe/Berlin. All are optional."
AGENTS = "Set by agents; by them a session knows who is at work."
ABOUT = """\
Reasoning belongs to a commit, so it travels inside the commit. While you work you note what was
decided and why, what was tried and failed, what was found, what blocks, what comes next;
`git commit` takes that along in one new file below `.sessions/journal/`, which goes with amend,
rebase, squash, cherry-pick, push and clone. Any line of code can later be asked why it is as it is.

`git session init` begins a session on the branch and installs the git hooks; `log` notes;
`git commit` carries; `view` shows; `why`, `show` and `search` ask; a merge archives the session by
itself. There is no server, no daemon and no network.
"""
WORDS = (
    (
        "scratch",
        "What was noted since the last commit: Markdown that a command, an agent or `echo >>` may "
        "append to. Ignored by git.",
    ),
    ("journal", "One new file for each commit that had something to say, never changed. Tracked."),
    (
        "document",
        "The living description of a session, for people and agents to read and edit: goal, steps, "
        "decisions, blockers, files, commits. Ignored by git; any clone makes it again.",
    ),
)
FILES = (
    (".sessions/tmp/", "Scratch."),
    (".sessions/active/", "Documents of sessions that are active or paused."),
    (".sessions/archive/", "Documents of sessions that were completed, abandoned or merged."),
    (".sessions/journal/NAME/", "The journal files of a session."),
    ("$GIT_DIR/git-session/", "Private state: a copy of what was noted, what was committed of it."),
    ("$GIT_COMMON_DIR/git-session/cache.db", "A cache that may be deleted at any time."),
)


def pages(verbs: tuple[Verb, ...]) -> dict[str, str]:
    """Every page: its name without the section number, and its text."""
    made = {"git-session": _overview(verbs)}
    made |= {f"git-session-{verb.name}": _of_verb(verb, verbs) for verb in verbs}
    made |= {f"git-session-{topic}": _of_topic(topic) for topic in cli.TOPICS}
    return {name: _head(name) + _sections(parts) for name, parts in made.items()}


def _head(name: str) -> str:
    return HEAD.format(name=plain(name.upper()), edition=EDITION, version=plain(__version__))


def _sections(parts: dict[str, str]) -> str:
    return "".join(section(title) + text for title, text in parts.items() if text)


def _overview(verbs: tuple[Verb, ...]) -> dict[str, str]:
    words = "".join(item(bold(word), text) for word, text in WORDS)
    names = [*(verb.name for verb in verbs), *cli.TOPICS]
    return {
        "NAME": f"{plain('git-session')} \\- {plain(LINE)}\n",
        "SYNOPSIS": f"{bold('git session')} {italic('VERB')} [{italic('OPTION')}]...\n",
        "DESCRIPTION": f"{paragraphs(ABOUT)}.PP\n{plain(THREE)}\n{words}",
        "VERBS": "".join(map(_in_overview, verbs)),
        "CONFIGURATION": f"{plain(SET)}\n{''.join(map(_setting, settings.OURS))}",
        "ENVIRONMENT": "".join(map(_variable, settings.ENVIRONMENT)) + item(_agents(), AGENTS),
        "FILES": "".join(item(italic(path), text) for path, text in FILES),
        "EXIT STATUS": _exits(),
        "EXAMPLES": _example(cli.EXAMPLE.removeprefix("example:\n")),
        "SEE ALSO": _see([*(f"git-session-{name}(1)" for name in names), "githooks(5)"]),
    }


def _of_verb(verb: Verb, verbs: tuple[Verb, ...]) -> dict[str, str]:
    names = ", ".join(plain(f"git-session-{name}") for name in (verb.name, *verb.aliases))
    at = verbs.index(verb)
    near = [one for one in verbs[max(0, at - 2) : at + 3] if one != verb]
    return {
        "NAME": f"{names} \\- {plain(verb.about)}\n",
        "SYNOPSIS": _synopsis(verb),
        "DESCRIPTION": paragraphs(verb.text) + _aliases(verb),
        "OPTIONS": _words(verb),
        "EXIT STATUS": _exits(),
        "EXAMPLES": _example(verb.example),
        "SEE ALSO": _see(["git-session(1)", *(f"git-session-{one.name}(1)" for one in near)]),
    }


def _of_topic(topic: str) -> dict[str, str]:
    about = cli.TOPICS[topic]
    return {
        "NAME": f"{plain(f'git-session-{topic}')} \\- {plain(about[:1].lower() + about[1:])}\n",
        "SYNOPSIS": f"{bold(f'git session help {topic}')}\n",
        **{part.title.upper(): _part(part) for part in guide.TOPICS[topic]},
        "SEE ALSO": _see(["git-session(1)", "git-session-log(1)", "git-session-checkpoint(1)"]),
    }


def _part(part: guide.Part) -> str:
    listed = "".join(item(r"\(bu", text) for text in part.listed)
    typed = "".join(
        item(bold(command), f"{meaning[:1].upper()}{meaning[1:]}.")
        for command, meaning in part.typed
    )
    return paragraphs(part.text) + listed + typed


def _in_overview(verb: Verb) -> str:
    names = ", ".join(map(bold, (verb.name, *verb.aliases)))
    return item(names, f"{verb.about[:1].upper()}{verb.about[1:]}. `git-session-{verb.name}`(1)")


def _setting(one: Setting) -> str:
    default = f" Default: {one.default}." if one.default else ""
    return item(bold(one.name), f"{one.meaning} Values: {one.values}.{default}")


def _variable(one: Variable) -> str:
    return item(", ".join(map(bold, one.name.split(", "))), one.meaning)


def _agents() -> str:
    known = (name for _, marks, ids in config.AGENTS for name in (*marks, *ids))
    return ", ".join(map(bold, known))


def _exits() -> str:
    return "".join(item(bold(code), text) for code, text in EXITS)


def _example(text: str) -> str:
    return example(textwrap.dedent(text))


def _see(names: list[str]) -> str:
    pairs = (name.removesuffix(")").split("(") for name in names)
    return ",\n".join(f"{bold(name)}({number})" for name, number in pairs) + "\n"


def _aliases(verb: Verb) -> str:
    if not verb.aliases:
        return ""
    names = ", ".join(f"`git session {alias}`" for alias in verb.aliases)
    return f".PP\n{marked(f'{names} is the same.')}\n"


def _synopsis(verb: Verb) -> str:
    """As the verb writes it itself, else its options in brackets, rivals together, then words."""
    call = f"git session {verb.name}"
    if verb.usage:
        return f"{bold(call)}{plain(verb.usage.removeprefix(call))}\n"
    together: dict[object, list[Word]] = {}
    for word in (*verb.options, *verb.plain):
        together.setdefault(word.rivals or word, []).append(word)
    return "\n".join([bold(call), *map(_alternatives, together.values())]) + "\n"


def _alternatives(words: list[Word]) -> str:
    """`[--all | --active]`, `[-m BULLET]...`, `PATH`."""
    shown = " | ".join(_call(word, word.names[:1]) for word in words)
    more = "..." if words[0].many else ""
    return f"{shown}{more}" if words[0].needed else f"[{shown}]{more}"


def _call(word: Word, names: tuple[str, ...]) -> str:
    """An option with what it takes, or the name of a word that stands by itself."""
    name = ", ".join(map(bold, names))
    if word.optional:
        return f"{name}[={italic(word.metavar)}]"
    return " ".join(filter(None, (name, italic(word.metavar) if word.metavar else "")))


def _words(verb: Verb) -> str:
    made, group = "", ""
    for word in verb.words:
        if word.group != group:
            group = word.group
            made += f".SS {plain(group.capitalize())}\n"
        made += item(_call(word, word.names), _help(word))
    return made


def _help(word: Word) -> str:
    """The help text, and the choices where neither it nor the name says them."""
    unsaid = [choice for choice in word.choices if choice not in f"{word.help} {word.metavar}"]
    text = f"{word.help}; one of {', '.join(word.choices)}" if unsaid else word.help
    text = text.removeprefix("; ").strip()
    return f"{text[:1].upper()}{text[1:]}." if text else ""
