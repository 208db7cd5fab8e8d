"""What ``git session log`` can note: the kinds, their options, and the blocks they become."""

from __future__ import annotations

from git_session.core import begun, grammar, markdown
from git_session.errors import NoSession, UsageError
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    FILE,
    LEARNING,
    NEXT,
    NOTE,
    PROGRESS,
    RESOLVED,
    STEP,
    TRIED,
    Block,
    record,
    replace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime


# What some options may say; compared without case.
SEVERITIES = ("low", "medium", "high", "critical")
LEARNINGS = ("learning", "pattern", "troubleshooting", "best-practice")
ACTIONS = ("created", "modified", "deleted", "renamed", "read")
PERCENT, PORT, SPAN = "percent", "port", "span"  # other forms that a text is held to
RANGES = {PERCENT: (0, 100), PORT: (1, 65535)}


@record
class Detail:
    """An option that says more about one kind of entry: ``--rationale`` of ``--decision``.

    ``choices`` are all the words it may be and ``form`` is one of the constants above, () and ""
    for any text. ``needed``: its kind cannot be noted without it.
    """

    option: str
    help: str
    metavar: str = "TEXT"
    choices: tuple[str, ...] = ()
    form: str = ""
    needed: bool = False


@record
class Noted:
    """A kind of entry and the option that notes it.

    ``type`` is what the block's field of that name says where several options note one kind, else
    "". ``many``: may be noted several times at once although it has details.
    """

    option: str
    kind: str
    help: str
    details: tuple[Detail, ...] = ()
    type: str = ""
    many: bool = False


NOTED = (
    Noted(
        "decision",
        DECISION,
        "what was decided",
        (
            Detail("rationale", "why this and not another way"),
            Detail("context", "what made a decision necessary"),
            Detail("options", "what was weighed, separated by ';'"),
            Detail("choice", "the option taken, where the decision does not say it"),
            Detail("supersedes", "the decision that it replaces: id, words, ADR-007", "DECISION"),
        ),
    ),
    Noted("tried", TRIED, "what was tried", (Detail("outcome", "how it went, and why"),)),
    Noted("discovery", DISCOVERY, "what was found out"),
    Noted(
        "learning",
        LEARNING,
        "what others should know too",
        (
            Detail("topic", "what it is about"),
            Detail("why", "why it is so"),
            Detail("impact", "what it changes"),
            Detail("category", "where to file it"),
            Detail("type", ", ".join(LEARNINGS), "TYPE", LEARNINGS),
        ),
    ),
    Noted("blocker", BLOCKER, "what blocks", (Detail("waiting-on", "on whom it waits", "WHO"),)),
    Noted(
        "issue",
        BLOCKER,
        "what is wrong and does not block; --resolve ends it, too",
        (Detail("severity", ", ".join(SEVERITIES), "HOW", SEVERITIES),),
        "issue",
    ),
    Noted("resolve", RESOLVED, "B1, words of a blocker, or 'latest'", (Detail("how", "how"),)),
    Noted("progress", PROGRESS, "what was finished (with --current: is being done)"),
    Noted(
        "step",
        STEP,
        "a step still to do",
        (
            Detail(
                "estimate", "how long it will take: 30m, 2h, 1h30m, 1d (8 hours)", "SPAN", (), SPAN
            ),
        ),
        many=True,
    ),
    Noted("done", DONE, "finish an open step: its words, or a part that fits one only"),
    Noted("next", NEXT, "what comes next"),
    Noted("follow-up", NEXT, "what is to be done after this session", (), "follow-up"),
    Noted(
        "file",
        FILE,
        "a file that matters",
        (
            Detail("action", "created, modified, deleted, renamed or read", "ACTION", ACTIONS),
            Detail("description", "what about it"),
        ),
    ),
    Noted(
        "deliverable",
        NOTE,
        "what is built: its name; noted again it is brought up to date",
        (
            Detail("location", "where it is", "PATH"),
            Detail("status", "how far it is, in a word"),
            Detail("percent", "how far it is, from 0 to 100", "N", (), PERCENT),
            Detail("port", "where it listens", "N", (), PORT),
        ),
        "deliverable",
    ),
    Noted(
        "sent",
        NOTE,
        "a message to others",
        (
            Detail("to", "who gets it", "WHO", needed=True),
            Detail("priority", "how much it matters"),
        ),
        "sent",
    ),
    Noted(
        "received",
        NOTE,
        "a message from others",
        (
            Detail("from", "who sent it", "WHO", needed=True),
            Detail("action", "what is done about it", "ACTION"),
        ),
        "received",
    ),
    Noted("collab", NOTE, "with whom something is done together", (), "collaboration"),
    Noted("note", NOTE, "anything else"),
)
# A title of nothing but these says nothing, whatever its kind.
EMPTY_WORDS = frozenset(
    """
    a again all an and another at bit bug bugs change changed changes changing clean cleaned cleanup
    code commit did do doing done edit edited edits error errors etc few file files fix fixed fixes
    fixing fixup for found improve improved improvement improvements in issue issues it little lots
    made make making misc miscellaneous minor more of on other problem problems progress refactor
    refactored refactoring small some something stuff that the thing things this to tried try tweak
    tweaked tweaks up update updated updates updating various was wip with work worked working works
    """.split()  # noqa: SIM905 - words read better
)
PLAIN = ("", PROGRESS, NOTE)  # what the title alone has to explain
GUESSED = (*PLAIN, BLOCKER, DECISION, DISCOVERY, LEARNING, TRIED)  # the others are names or plans
FEW = 3  # words that a title without a kind needs
SHORT = 40  # characters; a longer text says something
# Scripts that put no blanks between words: Thai to Myanmar, Khmer, Chinese to Hangul and beyond.
UNSPACED = ((0x0E00, 0x10A0), (0x1780, 0x1800), (0x2E80, 0xD800), (0xF900, 0xFB00))
# What is said of the session beside its entries: the option, the word of its block, the answer.
MARKS = (("tag", "tagged", "Tags"), ("tool", "used", "Tools"))
PHASES = ("planning", "building", "testing", "deploying", "complete")


@record
class Wanted:
    """One ``log`` invocation: the words of the command line, by option name."""

    title: str
    bullets: tuple[str, ...]
    given: Mapping[str, object]
    current: bool = False


def blocks(wanted: Wanted, when: datetime, author: str) -> list[Block]:
    """The blocks to append, in the order of the options table; ``UsageError`` if there are none.

    The bullets given with ``-m`` belong to the first entry. Tags and tools come last.
    """
    _refuse_stray(wanted)
    marks = [block for mark in MARKS for block in _marked(*mark[:2], wanted, when, author)]
    made: list[tuple[str, str, list[str]]] = []
    if wanted.title.strip():
        made.append(("", wanted.title, []))
    for noted in NOTED:
        made += _of_kind(noted, wanted)
    if not made and (wanted.bullets or not marks):
        raise UsageError(
            "nothing to note: give a title or one of --decision, --tried, --done …",
            "see: git session log -h",
        )
    for _, _, lines in made[:1]:
        lines.extend(_bullet(text) for text in wanted.bullets if text.strip())
    entries = [
        grammar.made(when, kind, title, author, "\n".join(lines)) for kind, title, lines in made
    ]
    return [*entries, *marks]


def _marked(option: str, word: str, wanted: Wanted, when: datetime, author: str) -> list[Block]:
    """The ``Session:`` block that says all that was given with a repeatable option, if any was."""
    given = wanted.given.get(option)
    names = [markdown.one_line(text) for text in given] if isinstance(given, list) else []
    if not all(names):
        raise UsageError(f"--{option} needs a text", "see: git session log -h")
    return [begun.session_block(word, when, author, **{option: "\n".join(names)})] if names else []


def _refuse_stray(wanted: Wanted) -> None:
    """UsageError where it cannot be told which entry an option says more about."""
    for option in dict.fromkeys(one.option for noted in NOTED for one in noted.details):
        if not _text(wanted, option):
            continue
        owners = [noted for noted in NOTED if any(one.option == option for one in noted.details)]
        noted = [owner for owner in owners for _ in _titles(owner, wanted)]
        names = " or ".join(f"--{owner.option}" for owner in owners)
        if not noted:
            raise UsageError(f"--{option} says more about {names}, which is missing")
        if len(noted) > 1:
            raise UsageError(
                f"--{option} says more about one {names}, and there are {len(noted)}",
                "note them in separate commands",
            )


def _titles(noted: Noted, wanted: Wanted) -> list[str]:
    given = wanted.given.get(_dest(noted.option))
    return list(given) if isinstance(given, list | tuple) else []


def _text(wanted: Wanted, option: str) -> str:
    return str(wanted.given.get(_dest(option)) or "").strip()


def _of_kind(noted: Noted, wanted: Wanted) -> list[tuple[str, str, list[str]]]:
    titles = _titles(noted, wanted)
    if not titles:
        return []
    if any(not title.strip() for title in titles):
        raise UsageError(f"--{noted.option} needs a text", "see: git session log -h")
    lines = [grammar.bullet("Type", noted.type)] if noted.type else []
    lines += [grammar.bullet(_key(option), value) for option, value in _details(noted, wanted)]
    if noted.kind == PROGRESS and wanted.current:
        lines.append(grammar.bullet("State", "current"))
    return [(noted.kind, title, list(lines)) for title in titles]


def _details(noted: Noted, wanted: Wanted) -> list[tuple[str, str]]:
    found = []
    for one in noted.details:
        if _text(wanted, one.option):
            found.append((one.option, _checked(one, str(wanted.given[_dest(one.option)]))))
        elif one.needed:
            raise UsageError(f"--{noted.option} needs --{one.option} {one.metavar}: {one.help}")
    return found


def _checked(detail: Detail, text: str) -> str:
    """``text`` as it is kept; UsageError where it is not what the option may say."""
    if detail.choices:
        return one_of(f"--{detail.option}", text, detail.choices)
    if detail.form in RANGES:
        first, last = RANGES[detail.form]
        digits = text.strip().removesuffix("%" if detail.form == PERCENT else "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
            digits = "-1"
        if not first <= int(digits) <= last:
            raise UsageError(f"--{detail.option} {text}: not a number from {first} to {last}")
        return str(int(digits))
    if detail.form == SPAN:
        from git_session.core import spans  # only where somebody says how long

        if spans.minutes(text, day=spans.WORKDAY) is None:
            raise UsageError(f"--{detail.option} {text}: not a time like {spans.FORMS}")
        return "".join(text.lower().split())
    return text


def one_of(option: str, text: str, choices: Sequence[str]) -> str:
    """The one of ``choices`` that ``text`` is, without regard to case; UsageError for none."""
    known = next((one for one in choices if one.lower() == text.strip().lower()), None)
    if known is None:
        raise UsageError(f"{option} {text}: not one of {', '.join(choices)}")
    return known


def details(noted: Noted, mark: str = "--") -> list[tuple[Detail, str]]:
    """The options that say more about this kind and not about one before it, each with its help.

    ``mark`` stands before the names of options there. What may be any text for another kind has
    no choices.
    """
    found = []
    for one in noted.details:
        said = [(owner, it) for owner in NOTED for it in owner.details if it.option == one.option]
        if said[0][0] is noted:
            text = "; ".join(f"of {mark}{owner.option}: {it.help}" for owner, it in said)
            choices = one.choices if all(it.choices for _, it in said) else ()
            found.append((replace(one, choices=choices), text))
    return found


def name_of(block: Block) -> str:
    """What a block is called when it was just noted: its kind, or the type that refines it."""
    line = block.body.split("\n", 1)[0]
    typed = (noted.type for noted in NOTED if noted.type and noted.kind == block.kind)
    name = next((one for one in typed if line == grammar.bullet("Type", one)), block.kind)
    return name[:1].upper() + name[1:] or PROGRESS


def _dest(option: str) -> str:
    return option.replace("-", "_")


def _key(option: str) -> str:
    return option.replace("-", " ").capitalize()


def _bullet(text: str) -> str:
    """A free bullet: continuation lines are indented, so that none of them opens a block."""
    return "- " + grammar.indented(text.strip())


def vague(block: Block) -> bool:
    """Whether the title will say too little to whoever reads it later: "did stuff", "wip".

    One of few words may be all there is to say of a step, a file or a decision; of what has no kind
    it is too little, unless more stands below it.
    """
    title = block.title
    if block.kind not in GUESSED or len(title) > SHORT or _unspaced(title):
        return False
    words = ["".join(c for c in word if c.isalnum()) for word in title.lower().split()]
    said = [word for word in words if word]
    few = block.kind in PLAIN and not block.body and len(said) < FEW
    return few or EMPTY_WORDS.issuperset(said)


def _unspaced(text: str) -> bool:
    """Whether blanks do not tell how many words it has."""
    return not text.isascii() and any(
        ord(c) >= 0x20000 or any(first <= ord(c) < end for first, end in UNSPACED) for c in text
    )


def hint_for(blocks: Sequence[Block]) -> str:
    """What would help the readers of these blocks; "" if their titles are clear."""
    title = next((block.title for block in blocks if vague(block)), "")
    return f'"{title}" will tell little later; next time say what, where and why' if title else ""


def pick(wanted: str, candidates: list[str], what: str) -> str:
    """The one candidate meant: exact, else without case, else a unique part of it.

    Raises ``NoSession`` (exit 3) listing the candidates when none or several fit.
    """
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: text == wanted,
        lambda text: text.casefold() == wanted.casefold(),
        lambda text: wanted.casefold() in text.casefold(),
    )
    for fits in tests:
        matches = [text for text in dict.fromkeys(candidates) if fits(text)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise NoSession(f"several {what}s fit '{wanted}':\n{_lines(matches)}", "say more of it")
    if not candidates:
        raise NoSession(f"no open {what} fits '{wanted}': there is none open")
    raise NoSession(f"no open {what} fits '{wanted}'; open are:\n{_lines(candidates)}")


def _lines(texts: list[str]) -> str:
    return "\n".join(f"  {text}" for text in texts)
