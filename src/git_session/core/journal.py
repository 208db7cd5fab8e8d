"""Journal files: a frontmatter of facts about the commit, then blocks in order of time."""

from __future__ import annotations

from datetime import UTC, datetime

from git_session.core import frontmatter, grammar, moments, scalars
from git_session.core.digest import sha256_hex
from git_session.errors import BadText
from git_session.model import Journal

FACTS = ("session", "shortname", "author", "client", "branch", "parent")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HINT = "git log -p shows what the file was; git session view --raw shows every entry"


def render(journal: Journal) -> str:
    """The whole text; equal journals give equal bytes."""
    facts = [f"{name}: {scalars.dump(getattr(journal, name), quoted=True)}\n" for name in FACTS]
    return f"---\n{''.join(facts)}---\n{_body(journal)}"


def _body(journal: Journal) -> str:
    blocks = grammar.ordered(journal.blocks)
    return "\n".join(grammar.render(block, journal.author) for block in blocks)


def file_name(journal: Journal) -> str:
    """``<stamp of the newest block>-<hash8>.md``: a function of the blocks alone."""
    newest = max(block.when for block in journal.blocks)
    return f"{moments.utc_stamp(newest)}-{sha256_hex(_body(journal))[:8]}.md"


def is_intact(text: str, name: str) -> bool:
    """Whether the text below the frontmatter is what the file's name says it is."""
    body = text.partition("\n---\n")[2]
    return name.endswith(f"-{sha256_hex(body)[:8]}.md")


def parse(text: str, name: str) -> Journal:
    """Read a journal file called ``name`` in messages. Raises ``BadText`` where it is not one."""
    front = frontmatter.scan(text, name)
    facts = {fact: _fact(front, fact, name) for fact in FACTS}
    author = facts["author"] or ""
    blocks = grammar.parse(
        front.text[front.body_start :], author=author, day=None, zone=UTC, fallback=EPOCH
    )
    return Journal(
        session=facts["session"] or "",
        shortname=facts["shortname"] or "",
        author=author,
        client=facts["client"] or "",
        branch=facts["branch"],
        parent=facts["parent"],
        blocks=tuple(blocks),
    )


def _fact(front: frontmatter.Frontmatter, fact: str, name: str) -> str | None:
    known = {item.key: item for item in front.items}
    if fact not in known:
        raise BadText(name, 1, f"a journal file must say `{fact}:` in its frontmatter", HINT)
    item = known[fact]
    if not item.ok or not (item.value is None or isinstance(item.value, str)):
        line = front.text.count("\n", 0, item.start) + 1
        raise BadText(name, line, f"`{fact}:` must be a quoted text or null", HINT)
    return item.value
