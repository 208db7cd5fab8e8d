"""Entries: the typed pieces of reasoning that a block holds."""

from __future__ import annotations

from git_session.core import grammar, markdown
from git_session.model import (
    BLOCKER,
    DECISION,
    DISCOVERY,
    DONE,
    NEXT,
    PROGRESS,
    TRIED,
    Block,
    Entry,
    record,
)

MARKERS = ("- ", "* ", "+ ")
KEY_LIMIT = 30
PREFIXES = {
    "blocked on": BLOCKER,
    "root cause": DISCOVERY,
    "decision": DECISION,
    "tried": TRIED,
    "next": NEXT,
    "done": DONE,
}


@record
class Body:
    """A body taken apart: its top-level bullets, and the text that stands before and between."""

    bullets: tuple[str, ...]
    text: str


def entries(block: Block) -> list[Entry]:
    """The block's own entry, then those that the bullets of a block without a kind yield."""
    bullets, text = _apart(block.body)
    fields, others = _fields(bullets)
    own = Entry(
        block.when,
        block.kind or PROGRESS,
        block.title,
        block.author,
        tuple(fields),
        tuple(others),
        text,
        block.agent,
    )
    return [own] if block.kind else [own, *_typed(block, bullets)]


def kinds(block: Block) -> tuple[str, ...]:
    """The kinds of all its entries, each once, its own first; one of a kind has no other."""
    if block.kind:
        return (block.kind,)
    return tuple(dict.fromkeys(entry.kind for entry in entries(block)))


def taken_apart(body: str) -> Body:
    """Top-level bullets with their continuation (nested bullets, fenced code), and the rest.

    A bullet goes on over indented and blank lines. A code fence at the start of a line is text,
    whatever it holds.
    """
    return Body(*_apart(body))


def _apart(body: str) -> tuple[tuple[str, ...], str]:
    if body.startswith("- ") and body.count("\n") == body.count("\n- "):  # as commands write it
        return tuple([line[2:].strip(grammar.BLANKS) for line in body.split("\n")]), ""
    bullets: list[list[str]] = []
    text: list[str] = []
    target = text
    fence = ""
    for line in body.split("\n"):
        if not fence and line.startswith(MARKERS):
            bullets.append([line[2:]])
            target = bullets[-1]
        elif target is not text and (not line or line.startswith((" ", "\t"))):
            target.append(line)
        else:
            text += [line] if target is text else ["", line]
            target = text
            fence = grammar.fence_after(line, fence)
    return tuple(_joined(lines) for lines in bullets), "\n".join(text).strip("\n")


def _joined(lines: list[str]) -> str:
    """A bullet's text with the indentation of its further lines taken off."""
    further = [_unindented(line) for line in lines[1:]]
    return "\n".join([lines[0].strip(grammar.BLANKS), *further]).rstrip("\n")


def _unindented(line: str) -> str:
    if line.startswith("\t"):
        return line[1:]
    return line[2:] if line.startswith("  ") else line.removeprefix(" ")


def _fields(bullets: tuple[str, ...]) -> tuple[list[tuple[str, str]], list[str]]:
    """Bullets of the form ``Key: value``, keys in lower case, and the other bullets."""
    fields: list[tuple[str, str]] = []
    others: list[str] = []
    for bullet in bullets:
        key, value = key_and_value(bullet)
        if key:
            fields.append((key, value))
        else:
            others.append(bullet)
    return fields, others


def key_and_value(bullet: str) -> tuple[str, str]:
    """('rationale', 'simpler') of 'Rationale: simpler'; ('', bullet) where there is no such key."""
    head, colon, value = bullet.partition(":")
    key = head.strip()
    spaced = not value or value[0] in " \t\n"
    if not colon or not spaced or len(key) > KEY_LIMIT or not key.replace(" ", "").isalpha():
        return "", bullet
    return key.lower(), value.lstrip(grammar.BLANKS).lstrip("\n")


def _typed(block: Block, bullets: tuple[str, ...]) -> list[Entry]:
    return [entry for bullet in bullets for entry in _from_bullet(block, bullet)]


def _from_bullet(block: Block, bullet: str) -> list[Entry]:
    key, value = key_and_value(bullet)
    if key in PREFIXES:
        told = [value] if _lead(value)[0] else taken_apart(value).bullets
        return [_told(block, PREFIXES[key], text) for text in told if text.strip()]
    chosen = _choice(block, bullet) if bullet[:6].lower() == "chose " else None
    return [chosen] if chosen else []


def _told(block: Block, kind: str, text: str) -> Entry:
    """An entry whose title is the first paragraph of ``text``, and what stands below its body."""
    title, below = _lead(text)
    body = taken_apart(below if title else "")
    fields, others = _fields(body.bullets)
    title = title or markdown.one_line(text)
    facts = (tuple(fields), tuple(others), body.text, block.agent)
    return Entry(block.when, kind, title, block.author, *facts)


def _lead(text: str) -> tuple[str, str]:
    """The first paragraph on one line, and what follows it; "" where a list or code comes first."""
    lines = text.split("\n")
    count = 0
    while count < len(lines) and _is_prose(lines[count]):
        count += 1
    return markdown.one_line(" ".join(lines[:count])), "\n".join(lines[count:]).strip("\n")


def _is_prose(line: str) -> bool:
    return bool(line) and not line.startswith((" ", "\t", *MARKERS, *grammar.FENCES))


def _choice(block: Block, bullet: str) -> Entry | None:
    """'Chose A over B for C' is a decision between A and B, with C for its rationale."""
    sentence, below = _lead(bullet)
    chosen, over, rest = sentence[6:].partition(" over ")
    if not over or not chosen or not rest:
        return None
    other, _, reason = rest.partition(" for ")
    fields = [("choice", chosen), ("options", f"{chosen}; {other}")]
    fields += [("rationale", reason)] if reason else []
    title = f"{chosen} over {other}"
    return Entry(block.when, DECISION, title, block.author, tuple(fields), (), below, block.agent)


def summary(entry: Entry) -> str:
    """One line for a work log: kind, title, and what the bullets add."""
    kind = "" if entry.kind == PROGRESS else f"{entry.kind}: "
    extra = [f"{key}: {value}" for key, value in entry.fields] + list(entry.bullets)
    if entry.text:
        extra.append(entry.text)
    return markdown.one_line("; ".join([kind + entry.title, *extra]))
