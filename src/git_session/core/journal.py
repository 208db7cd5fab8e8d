"""Journal files: a frontmatter of facts about the commit, then blocks in order of time."""

from __future__ import annotations

from datetime import UTC, datetime

from git_session.core import frontmatter, grammar, moments, naming, scalars
from git_session.core.digest import sha256_hex
from git_session.errors import BadText
from git_session.model import Journal

FACTS = ("session", "shortname", "author", "client", "agent", "branch", "parent")
IF_ANY = ("agent",)  # left out where there is none
REQUIRED = tuple(fact for fact in FACTS if fact not in IF_ANY)
END = "\n---\n"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HINT = "git log -p shows what the file was; git session view --raw shows every entry"


def render(journal: Journal) -> str:
    """The whole text; equal journals give equal bytes."""
    said = [(name, getattr(journal, name)) for name in FACTS]
    facts = [
        f"{name}: {scalars.dump(value, quoted=True)}\n"
        for name, value in said
        if value or name not in IF_ANY
    ]
    return f"---\n{''.join(facts)}---\n{_body(journal)}"


def _body(journal: Journal) -> str:
    blocks = grammar.ordered(journal.blocks)
    agent = _agent(journal.client, journal.agent)
    return "\n".join(grammar.render(block, journal.author, agent) for block in blocks)


def _agent(client: str, agent: str) -> str:
    """The committing agent's name, "" for a person."""
    return naming.agent_name(client, naming.agent8(agent)) if agent else ""


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
    head, end, body = text.partition(END)
    facts = _as_written(head) if end else {}
    if not facts:
        front = frontmatter.scan(text, name)
        known = {item.key: item for item in front.items}
        wanted = [fact for fact in FACTS if fact in known or fact not in IF_ANY]
        facts = {fact: _fact(front, known, fact, name) for fact in wanted}
        body = text[front.body_start :]
    author, agent = facts["author"] or "", facts.get("agent") or ""
    blocks = grammar.parse(
        body,
        author=author,
        day=None,
        zone=UTC,
        fallback=EPOCH,
        agent=_agent(facts["client"] or "", agent),
    )
    return Journal(
        session=facts["session"] or "",
        shortname=facts["shortname"] or "",
        author=author,
        client=facts["client"] or "",
        branch=facts["branch"],
        parent=facts["parent"],
        blocks=tuple(blocks),
        agent=agent,
    )


def _as_written(head: str) -> dict[str, str | None]:
    """The facts of a frontmatter that is exactly as ``render`` writes it; {} of any other.

    ``scan`` says the same, in twice the time that the blocks below take.
    """
    first, *lines = head.split("\n")
    wanted = FACTS if len(lines) == len(FACTS) else REQUIRED
    if first != "---" or len(lines) != len(wanted) or len(head) > frontmatter.LIMIT:
        return {}
    facts: dict[str, str | None] = {}
    for fact, line in zip(wanted, lines, strict=True):
        if line == f"{fact}: null":
            facts[fact] = None
            continue
        before, _, value = line.partition(": '")
        if before != fact or value.partition("'")[1:] != ("'", "") or not line.isprintable():
            return {}
        facts[fact] = value[:-1]
    return facts


def _fact(
    front: frontmatter.Frontmatter, known: dict[str, frontmatter.Item], fact: str, name: str
) -> str | None:
    if fact not in known:
        raise BadText(name, 1, f"a journal file must say `{fact}:` in its frontmatter", HINT)
    item = known[fact]
    if not item.ok or not (item.value is None or isinstance(item.value, str)):
        line = front.text.count("\n", 0, item.start) + 1
        raise BadText(name, line, f"`{fact}:` must be a quoted text or null", HINT)
    return item.value
