"""The session document: read, asked, and changed key by key.

``core.fold`` changes its sections. Every question copes with missing sections, CRLF, a BOM and
headings in code, down to a hand-made file with three keys.
"""

from __future__ import annotations

from git_session.core import blockers as _blockers
from git_session.core import context as _context
from git_session.core import front, frontmatter
from git_session.core import items as _items
from git_session.core import steps as _steps
from git_session.core import tables as _tables
from git_session.core import template as _template
from git_session.core.blockers import Blocker
from git_session.core.items import Item
from git_session.core.markdown import row
from git_session.core.sections import Draft
from git_session.core.steps import Step
from git_session.core.template import Facts
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from git_session.core.scalars import Value
    from git_session.model import Commit

__all__ = ["Blocker", "Document", "Facts", "Item", "Step", "draft", "new", "read"]

LIMIT = 2 * 1024 * 1024  # characters; a long session has 100,000


@record
class Document:
    """A session document; ``name`` is what messages call it, ``text`` every character of it."""

    name: str
    text: str

    def get(self, key: str, default: Value = None) -> Value:
        """The value of ``key`` in the frontmatter; ``default`` without one."""
        return frontmatter.get(_scan(self), key, default)

    def keys(self) -> list[str]:
        """The keys of the frontmatter, in their order."""
        return [item.key for item in _scan(self).items]

    def values(self) -> dict[str, Value]:
        """The frontmatter's keys and values; what is no value of ours is left out."""
        fm = _scan(self)
        return {item.key: frontmatter.get(fm, item.key) for item in fm.items if item.ok}


def _scan(doc: Document) -> frontmatter.Frontmatter:
    return front.read(doc.text, doc.name)


def read(text: str, name: str) -> Document:
    """The document ``text``; ``BadText`` where its frontmatter is broken or it is too long."""
    if len(text) > LIMIT:
        limit = f"longer than {LIMIT // 1024 // 1024} MiB"
        raise BadText(name, 1, f"no session document: {limit}", "move what is not ours elsewhere")
    doc = Document(name, text)
    _scan(doc)
    return doc


def new(facts: Facts, own: str = "") -> Document:
    """The document of a session that begins now, made of ``own``, a template, where there is one.

    What that has no place for gets one.
    """
    name = f"{facts.shortname}.md"
    begun = Draft(_template.render(facts, own), name)
    if own:
        _context.set_objective(begun, facts.goal)
        for text in facts.key_files:
            _context.add_key_file(begun, text)
        for text in facts.key_context:
            _context.add_key_context(begun, text)
        for text in facts.steps:
            _steps.add_step(begun, text, facts.created)
    _context.refresh(begun)
    return Document(name, begun.text())


def draft(doc: Document) -> Draft:
    """The document taken apart, to ask it many questions or to change it."""
    return Draft(doc.text, doc.name, front.compose, _scan(doc))


def set_keys(doc: Document, **changes: Value) -> Document:
    """The document with other values in its frontmatter, and no other byte changed."""
    return Document(doc.name, frontmatter.set_keys(_scan(doc), changes))


def drop_keys(doc: Document, *keys: str) -> Document:
    """The document without ``keys``."""
    return Document(doc.name, frontmatter.drop_keys(_scan(doc), keys))


def title(doc: Document) -> str:
    """What the first heading says the session is about."""
    return _context.title(draft(doc))


def tldr(doc: Document) -> str:
    """The paragraph of the TL;DR."""
    return _context.tldr(draft(doc))


def objective(doc: Document) -> str:
    """The goal of the session."""
    return _context.objective(draft(doc))


def key_files(doc: Document) -> list[str]:
    """The key files, each with what was said about it."""
    return _context.key_files(draft(doc))


def key_context(doc: Document) -> list[str]:
    """What must survive a compaction."""
    return _context.key_context(draft(doc))


def steps(doc: Document) -> list[Step]:
    """The plan, in the document's order."""
    return _steps.steps(draft(doc))


def progress(doc: Document) -> tuple[int, int, str]:
    """Steps done, steps in all, and the text of the current one or ""."""
    return _steps.progress(draft(doc))


def decisions(doc: Document) -> list[Item]:
    """What was decided."""
    return _items.decisions(draft(doc))


def tried(doc: Document) -> list[Item]:
    """What was tried; ``text`` is how it ended."""
    return _items.tried(draft(doc))


def discoveries(doc: Document) -> list[Item]:
    """What was found out."""
    return _items.discoveries(draft(doc))


def learnings(doc: Document) -> list[Item]:
    """What was learnt; ``title`` is the topic."""
    return _items.learnings(draft(doc))


def notes(doc: Document) -> list[Item]:
    """The notes."""
    return _items.notes(draft(doc))


def blockers(doc: Document) -> list[Blocker]:
    """What blocks and, after that, what blocked."""
    return _blockers.blockers(draft(doc))


def next_steps(doc: Document) -> list[str]:
    """What comes next."""
    return _items.next_steps(draft(doc))


def follow_ups(doc: Document) -> list[str]:
    """What is to be done after this session."""
    return _items.follow_ups(draft(doc))


def deliverables(doc: Document) -> list[tuple[str, str, str, str, str]]:
    """Name, location, status, progress ('60%') and port of what is built."""
    return _tables.deliverables(draft(doc))


def handoff(doc: Document) -> list[str]:
    """What whoever continues was told; what was handed over has lines below the first."""
    return _items.handoff(draft(doc))


def files(doc: Document) -> list[tuple[str, str, str]]:
    """Path, action and notes of each file."""
    return _tables.files(draft(doc))


def commits(doc: Document) -> list[Commit]:
    """The commits of the session, oldest first; their times are whole minutes."""
    return _tables.commits(draft(doc))


def work_log(doc: Document) -> list[tuple[str, str]]:
    """Time ('2026-01-15 14:30') and event of everything that was noted."""
    return _tables.work_log(draft(doc))


def noted_since(doc: Document) -> int:
    """How many entries are newer than the last checkpoint, or the session's begin without one."""
    return _tables.noted_since(draft(doc))


def since_when(doc: Document) -> str:
    """Since what ``noted_since`` counts, in words."""
    return "the last checkpoint" if doc.get("checkpoint_at") else "the session began"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    ruler = "|" + "---|" * len(headers)
    return [row(*headers), ruler, *[row(*texts) for texts in rows]]
