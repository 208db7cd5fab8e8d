"""What a document made anew from the journal takes over from the one that it replaces.

The journal tells what was noted. Where HEAD is, the commits, the files that git saw, what agents
used, the last checkpoint, and how a merge ended the session stand in the document alone.
"""

from __future__ import annotations

from git_session.core import document, fold, moments, tables
from git_session.core.document import Document
from git_session.core.frontmatter import ORDER
from git_session.core.sections import RESUME_PROMPT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.scalars import Value

WHERE = ("git_branch", "git_last_commit", "detached", "checkpoint_at", "checkpoint_entries")
ENDED = (
    "status",
    "summary",
    "closed_at",
    "close_reason",
    "duration_hours",
    "merged_into",
    "merge_commit",
)


def carried(fresh: Document, old: Document, *, ended: bool) -> Document:
    """``fresh`` with the facts of ``old`` that no journal holds, and the keys of people's own.

    ``ended``: ``old`` stands in the archive, so it says how the session ended.
    """
    doc = document.set_keys(fresh, **_keys(fresh, old, ended=ended))
    draft = document.draft(doc)
    tables.set_commits(draft, tables.commits(document.draft(old)))
    tables.prepend_files(draft, document.files(old))
    doc = Document(fresh.name, draft.text())
    doc = fold.add_tools(doc, document.draft(old).get_list("tools"))
    doc = fold.refresh_tldr(doc)
    return fold.resume_prompt(doc) if document.draft(old).part(RESUME_PROMPT) else doc


def _keys(fresh: Document, old: Document, *, ended: bool) -> dict[str, Value]:
    told = old.values()
    own = [key for key in told if key not in ORDER]
    kept = [*WHERE, *own, *(ENDED if ended else ())]
    keys = {key: told[key] for key in kept if key in told}
    return {**keys, **_later(fresh, old)}


def _later(fresh: Document, old: Document) -> dict[str, Value]:
    """``updated_at`` of the old document if it is the later one: time never goes back."""
    before, now = (moments.parse_iso(str(doc.get("updated_at") or "")) for doc in (old, fresh))
    if before is None or (now is not None and now >= before):
        return {}
    return {"updated_at": old.get("updated_at")}
