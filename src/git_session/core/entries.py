"""Entries: the typed pieces of reasoning that a block holds."""

from __future__ import annotations

from git_session.core import markdown
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
    body = taken_apart(block.body)
    fields, others = _fields(body.bullets)
    own = Entry(
        block.when,
        block.kind or PROGRESS,
        block.title,
        block.author,
        tuple(fields),
        tuple(others),
        body.text,
    )
    return [own] if block.kind else [own, *_typed(block, body.bullets)]


def taken_apart(body: str) -> Body:
    """Top-level bullets with their continuation (nested bullets, fenced code), and the rest.

    A bullet goes on over indented lines, and over blank lines that an indented one follows.
    """
    bullets: list[list[str]] = []
    text: list[str] = []
    target = text
    fence = ""
    for line in body.split("\n"):
        if not fence and line.startswith(MARKERS):
            bullets.append([line[2:]])
            target = bullets[-1]
        elif not fence and line and not line.startswith((" ", "\t")):
            target = text
            text.append(line)
        else:
            target.append(line)
        fence = _fence_after(line, fence)
    return Body(tuple(_joined(lines) for lines in bullets), "\n".join(text).strip("\n"))


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after ``line``."""
    mark = markdown.fence_of(line)
    if not fence:
        return mark
    closes = mark[:1] == fence[0] and len(mark) >= len(fence) and line.strip() == mark
    return "" if closes else fence


def _joined(lines: list[str]) -> str:
    """A bullet's text with the indentation of its further lines taken off."""
    further = [line[2:] if line.startswith("  ") else line.lstrip() for line in lines[1:]]
    return "\n".join([lines[0].strip(), *further]).rstrip("\n")


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
    spaced = not value or value[0] in " \n"
    if not colon or not spaced or len(key) > KEY_LIMIT or not key.replace(" ", "").isalpha():
        return "", bullet
    return key.lower(), value[1:] if value[:1] == " " else value


def _typed(block: Block, bullets: tuple[str, ...]) -> list[Entry]:
    found = [_from_bullet(block, bullet) for bullet in bullets]
    return [entry for entry in found if entry is not None]


def _from_bullet(block: Block, bullet: str) -> Entry | None:
    key, value = key_and_value(bullet)
    kind = PREFIXES.get(key)
    if kind and value.strip():
        title, _, more = value.partition("\n")
        return Entry(block.when, kind, title.strip(), block.author, text=more)
    return _choice(block, bullet) if bullet[:6].lower() == "chose " else None


def _choice(block: Block, bullet: str) -> Entry | None:
    """'Chose A over B for C' is a decision between A and B, with C for its rationale."""
    line = markdown.one_line(bullet)[6:]
    lowered = line.lower()
    over = lowered.find(" over ")
    if over < 1:
        return None
    purpose = lowered.find(" for ", over + 6)
    chosen = line[:over]
    other = line[over + 6 : purpose if purpose > 0 else len(line)]
    fields = [("choice", chosen), ("options", f"{chosen}; {other}")]
    if purpose > 0:
        fields.append(("rationale", line[purpose + 5 :]))
    return Entry(block.when, DECISION, f"{chosen} over {other}", block.author, tuple(fields))


def summary(entry: Entry) -> str:
    """One line for a work log: kind, title, and what the bullets add."""
    kind = "" if entry.kind == PROGRESS else f"{entry.kind}: "
    extra = [f"{key}: {value}" for key, value in entry.fields] + list(entry.bullets)
    if entry.text:
        extra.append(entry.text)
    return markdown.one_line("; ".join([kind + entry.title, *extra]))
