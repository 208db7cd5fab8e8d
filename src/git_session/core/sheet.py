"""What a session document says of itself, without its text: enough for a list."""

from __future__ import annotations

from git_session.core import document, moments
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.document import Document
    from git_session.core.scalars import Value

    Values = dict[str, Value]


@record
class Sheet:
    """``place`` and ``stem`` name the document; ``facts`` tell the state of its file.

    ``wrong`` says why it cannot be read ("" if it can). ``uuid`` is its id, on line ``id_line``;
    ``updated`` counts seconds since 1970; ``blockers`` are those that still block; ``keys`` is its
    frontmatter as JSON.
    """

    place: str
    stem: str
    facts: str
    wrong: str = ""
    uuid: str | None = None
    id_line: int = 0
    status: str | None = None
    branch: str | None = None
    updated: float = 0.0
    done: int = 0
    total: int = 0
    current: str = ""
    keys: str = "{}"
    blockers: int = 0


def of(place: str, stem: str, doc: Document, facts: str = "") -> Sheet:
    """The sheet of a document."""
    import json  # 2 ms, and only for documents that changed

    done, total, current = document.progress(doc)
    when = moments.parse_iso(str(doc.get("updated_at") or ""))
    return Sheet(
        place,
        stem,
        facts,
        uuid=_text(doc, "id"),
        id_line=doc.text.partition("\nid:")[0].count("\n") + 2,
        status=_text(doc, "status"),
        branch=_text(doc, "git_branch"),
        updated=when.timestamp() if when else 0.0,
        done=done,
        total=total,
        current=current,
        blockers=sum(not one.resolved and not one.issue for one in document.blockers(doc)),
        keys=json.dumps(doc.values()),
    )


def _text(doc: Document, key: str) -> str | None:
    value = doc.get(key)
    return value if isinstance(value, str) else None


def values(sheet: Sheet) -> Values:
    """The keys of the frontmatter and their values."""
    import json  # 2 ms, and only for what is shown

    found: Values = json.loads(sheet.keys)
    return found
