"""A new session document: its keys and sections, in their order."""

from __future__ import annotations

from git_session.core import moments, steps
from git_session.core.frontmatter import QUOTED
from git_session.core.items import field_lines
from git_session.core.lists import code
from git_session.core.markdown import heading_text, one_line
from git_session.core.scalars import dump
from git_session.core.sections import TLDR, clean, indented
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.scalars import Value


@record
class Facts:
    """What is known of a session when it begins.

    ``created`` is aware and whole seconds; ``branch`` None while HEAD is detached; ``head`` the
    full hash of HEAD, None on an unborn branch; ``base`` the branch it will be merged into.
    ``client`` is "" for a person. ``retroactive``: it was put together after it was over.
    ``project`` is the one that somebody named; "" leaves that to its commits.
    ``directories`` are others that it works in, relative to the worktree's top.
    """

    id: str
    shortname: str
    label: str
    created: datetime
    branch: str | None
    head: str | None
    base: str | None
    author: str
    client: str
    goal: str = ""
    steps: tuple[str, ...] = ()
    key_files: tuple[str, ...] = ()
    key_context: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    role: str = ""
    title: str = ""
    retroactive: bool = False
    project: str = ""
    directories: tuple[str, ...] = ()


def render(facts: Facts, own: str = "") -> str:
    """The text of a new document; ``own`` is a template that takes the place of ours."""
    keys = [f"{key}: {dump(value, key in QUOTED)}" for key, value in _keys(facts)]
    body = [_filled(own, facts)] if own else _body(facts)
    return "\n".join(["---", *keys, "---", *body, ""])


def _filled(own: str, facts: Facts) -> str:
    """A template with what is known in its placeholders; any other ``{{word}}`` stays.

    Its frontmatter is left out, for the keys are ours.
    """
    text = own.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("---\n") and "\n---\n" in text[3:]:
        text = text[3:].partition("\n---\n")[2]
    told = {
        "id": facts.id,
        "name": facts.shortname,
        "label": facts.label,
        "title": title_of(facts),
        "goal": facts.goal,
        "branch": facts.branch or "",
        "base": facts.base or "",
        "author": facts.author,
        "client": facts.client,
        "role": facts.role,
        "tasks": ", ".join(facts.task_ids),
        "tags": ", ".join(facts.tags),
        "started": moments.iso_minute(facts.created),
        "date": moments.iso(facts.created)[:10],
    }
    first, *pieces = text.rstrip("\n").split("{{")
    made = first
    for piece in pieces:
        word, closing, rest = piece.partition("}}")
        known = told.get(word.strip().lower()) if closing else None
        made += "{{" + piece if known is None else _inline(known, made) + rest
    return made


def _inline(text: str, before: str) -> str:
    """On one line, and at the start of one no more than text."""
    text = one_line(text)
    at_start = not before or before.endswith("\n")
    return f"\\{text}" if at_start and text[:1] in tuple("#>|-+*=`~<_") else text


def _keys(facts: Facts) -> list[tuple[str, Value]]:
    created = moments.iso(facts.created)
    keys: list[tuple[str, Value]] = [
        ("id", facts.id),
        ("shortname", facts.shortname),
        ("label", facts.label),
        ("project", facts.project),
        ("status", "active"),
        ("task_ids", list(facts.task_ids)),
        ("created_at", created),
        ("updated_at", created),
        ("compaction_count", 0),
        ("git_branch", facts.branch),
        ("git_last_commit", facts.head),
        ("git_base", facts.base),
        ("git_start", facts.head),
        ("directories", list(facts.directories)),
        ("detached", facts.branch is None),
        ("retroactive", facts.retroactive),
        ("authors", [facts.author] if facts.author else []),
        ("client", facts.client or None),
        ("role", facts.role),
        ("tags", list(facts.tags)),
    ]
    optional = ("label", "project", "directories", "detached", "retroactive", "role")
    return [(key, value) for key, value in keys if value or key not in optional]


def title_of(facts: Facts) -> str:
    """What the document's heading says: the title, else the goal's first line, else the name."""
    return one_line(facts.title or facts.goal.strip().split("\n", 1)[0]) or facts.shortname


def _body(facts: Facts) -> list[str]:
    return [
        f"# Session: {heading_text(title_of(facts))}",
        "",
        f"## {TLDR}",
        "",
        *_context(facts),
        *_progress(facts),
        *_empty("Decisions", "Tried", "Discoveries"),
        "## Blockers",
        "- None currently",
        "",
        *_empty("Next Steps"),
        "## Files",
        "| File | Action | Notes |",
        "|---|---|---|",
        "",
        "## Commits",
        "| # | Commit | When | Subject | Journal |",
        "|---|---|---|---|---|",
    ]


def _context(facts: Facts) -> list[str]:
    return [
        "## Context",
        *field_lines("Objective", facts.goal),
        "",
        "**Key Files**:",
        *[f"- {code(path)}" for path in facts.key_files],
        "",
        "**Key Context** (survives compaction):",
        *[line for text in facts.key_context for line in indented(clean(text), 2, "- ")],
        "",
    ]


def _progress(facts: Facts) -> list[str]:
    lines = [steps.line(text, current=not at) for at, text in enumerate(facts.steps)]
    return [
        "## Progress",
        "### Completed",
        "### In Progress",
        *lines[:1],
        "### Remaining",
        *lines[1:],
        "",
    ]


def _empty(*titles: str) -> list[str]:
    return [line for title in titles for line in (f"## {title}", "")]
