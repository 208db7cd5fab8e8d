"""What a session document says of itself, without its text: enough for a list."""

from __future__ import annotations

from git_session.core import blockers, context, document, items, moments, steps, tables
from git_session.core.views.given import Open, Sitting
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from git_session.core.blockers import Blocker
    from git_session.core.document import Document
    from git_session.core.scalars import Value
    from git_session.core.sections import Draft

    Values = dict[str, Value]


@record
class Sheet:
    """``place`` and ``stem`` name the document; ``facts`` tell the state of its file.

    ``wrong`` says why it cannot be read ("" if it can). ``uuid`` is its id, on line ``id_line``;
    ``updated`` counts seconds since 1970; ``keys`` is its frontmatter as JSON; ``blockers`` are
    those that still block, ``stand`` is what views tell of it besides (``sitting``).
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
    stand: str = "{}"


def of(place: str, stem: str, doc: Document, facts: str = "") -> Sheet:
    """The sheet of a document."""
    import json  # 2 ms, and only for documents that changed

    draft = document.draft(doc)  # taken apart once for all questions
    done, total, current = steps.progress(draft)
    blocking = blockers.blockers(draft)
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
        blockers=sum(not one.resolved and not one.issue for one in blocking),
        keys=json.dumps(doc.values()),
        stand=json.dumps(_stand(draft, blocking)),
    )


def _stand(draft: Draft, blocking: list[Blocker]) -> dict[str, object]:
    """Goal, what is left and what blocks: the facts of ``views.given.Sitting``."""
    planned = steps.steps(draft)
    standing = [one for one in blocking if not one.resolved]
    return {
        "goal": context.objective(draft),
        "tldr": context.tldr(draft),
        "left": [step.text for step in planned if step.state != "completed"],
        "finished": [[step.text, step.when] for step in planned if step.state == "completed"],
        "blockers": [_open(one) for one in standing if not one.issue],
        "issues": [_open(one) for one in standing if one.issue],
        "next": items.next_steps(draft),
        "follow_ups": items.follow_ups(draft),
        "files": [path for path, action, _ in tables.files(draft) if action != tables.READ],
        "decisions": len(items.decisions(draft)),
    }


def _text(doc: Document, key: str) -> str | None:
    value = doc.get(key)
    return value if isinstance(value, str) else None


def values(sheet: Sheet) -> Values:
    """The keys of the frontmatter and their values."""
    import json  # 2 ms, and only for what is shown

    found: Values = json.loads(sheet.keys)
    return found


def _open(one: Blocker) -> list[str]:
    return [one.number, one.text, one.since, one.waiting_on]


def sittings(sheets: Sequence[Sheet]) -> list[Sitting]:
    """The sessions that sheets tell of, for views."""
    import json  # 2 ms, and only for what is shown

    told = json.loads(f"[{','.join([f'[{one.keys},{one.stand}]' for one in sheets])}]")
    return [_sitting(one, *pair) for one, pair in zip(sheets, told, strict=True)]


def _sitting(sheet: Sheet, keys: Values, stand: dict[str, Any]) -> Sitting:
    told = stand.get
    return Sitting(  # by place: of all of an archive names would take twice the time
        sheet.stem,
        sheet.place,
        keys,
        sheet.done,
        sheet.total,
        sheet.current,
        told("goal", ""),
        told("tldr", ""),
        tuple(told("left", ())),
        tuple([(text, when) for text, when in told("finished", ())]),
        tuple([Open(*one) for one in told("blockers", ())]),
        tuple([Open(*one) for one in told("issues", ())]),
        tuple(told("next", ())),
        tuple(told("follow_ups", ())),
        tuple(told("files", ())),
        told("decisions", 0),
    )
