"""Commands that lead back into a session: those that its document holds, else what fits.

They are shown and never run: a document is made of a journal, which came with a repository.
"""

from __future__ import annotations

from git_session.core import document, markdown
from git_session.core.document import Document

SECTION = "Resume Commands"
SHOWN = 20  # lines; a section may be as long as somebody likes


def written(doc: Document) -> list[str]:
    """The lines of the section ``Resume Commands`` that somebody wrote, without code fences."""
    parts = (part for part in document.draft(doc).parts if part.level == 2)
    found = next((part for part in parts if part.title.lower() == SECTION.lower()), None)
    if found is None:
        return []
    bare = (found.bare(at).rstrip() for at in range(1, len(found.lines)))
    lines = [line for line in bare if line and not markdown.fence_of(line)]
    left = len(lines) - SHOWN
    more = [f"… ({left} more, in the section {SECTION} of the document)"] if left > 0 else []
    return [*lines[:SHOWN], *more]


def fitting(doc: Document, branch: str, *, dirty: bool) -> list[str]:
    """What to type on ``branch`` ("": detached) where the document names no commands.

    ``dirty``: something is not committed.
    """
    home = str(doc.get("git_branch") or "")
    lines = [f"git switch {_quoted(home)}"] if home and home != branch else []
    lines += ["git status"] if dirty else []
    return [*lines, "git session view"]


def _quoted(word: str) -> str:
    import shlex  # a branch may be called `a;b`; only where a command is shown

    return shlex.quote(word)
