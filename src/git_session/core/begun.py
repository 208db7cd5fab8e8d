"""``Session:`` blocks: what a session is, as blocks that travel in the journal."""

from __future__ import annotations

from git_session.core import entries, grammar, markdown
from git_session.core.template import Facts
from git_session.model import SESSION, Block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.model import Entry

BEGUN = "begun"


def session_block(what: str, when: datetime, author: str, **fields: str) -> Block:
    """A block that says what became of the session; empty fields are left out."""
    return _block(what, when, author, list(fields.items()))


def _block(what: str, when: datetime, author: str, fields: list[tuple[str, str]]) -> Block:
    given = [(key.replace("_", " ").capitalize(), text) for key, text in fields]
    lines = [grammar.bullet(key, text) for key, text in given if text.strip()]
    return grammar.made(when, SESSION, what, author, "\n".join(lines))


def begun_block(facts: Facts) -> Block:
    """The block from which a clone can make the document again."""
    fields = [
        ("id", facts.id),
        ("name", facts.shortname),
        ("label", facts.label),
        ("project", facts.project),
        ("title", facts.title),
        ("goal", facts.goal),
        ("branch", facts.branch or ""),
        ("base", facts.base or ""),
        ("start", facts.head or ""),
        *_each("task", facts.task_ids),
        *_each("directory", facts.directories),
        *_each("tag", facts.tags),
        *_each("step", facts.steps),
        *_each("key file", facts.key_files),
        *_each("key context", facts.key_context),
        ("role", facts.role),
        ("client", facts.client),
        ("retroactive", "yes" if facts.retroactive else ""),
    ]
    return _block(BEGUN, facts.created, facts.author, fields)


def _each(key: str, texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, markdown.one_line(text)) for text in texts]


def begin_facts(block: Block) -> Facts | None:
    """The facts that a ``Session: begun`` block holds; None for any other block."""
    if block.kind != SESSION or block.title.lower() != BEGUN:
        return None
    entry = entries.entries(block)[0]
    return Facts(
        id=entry.field("id"),
        shortname=entry.field("name"),
        label=entry.field("label"),
        created=block.when,
        branch=entry.field("branch") or None,
        head=entry.field("start") or None,
        base=entry.field("base") or None,
        author=block.author,
        client=entry.field("client"),
        goal=entry.field("goal"),
        steps=texts(entry, "step"),
        key_files=texts(entry, "key file"),
        key_context=texts(entry, "key context"),
        tags=texts(entry, "tag"),
        task_ids=texts(entry, "task"),
        role=entry.field("role"),
        title=entry.field("title"),
        retroactive=entry.field("retroactive") == "yes",
        project=entry.field("project"),
        directories=texts(entry, "directory"),
    )


def texts(entry: Entry, key: str) -> tuple[str, ...]:
    """The values of a field that may stand several times or on several lines."""
    found = [line for name, value in entry.fields if name == key for line in value.split("\n")]
    return tuple(text.strip() for text in found if text.strip())
