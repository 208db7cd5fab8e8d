"""Everything as data for other programs: sessions, decisions and the context of the project.

The keys of `sessions.json`, `decisions.json` and `context.json` are those that session logs of
agents have used before; what they have no word for stands beside them under keys of ours. Nothing
is invented: what is not known is "", [] or null.
"""

from __future__ import annotations

from datetime import datetime

from git_session.core import adr, moments, naming, rulings
from git_session.core.page import Heading, Item, Items, Page, Text
from git_session.core.views import saying
from git_session.core.views.decisions import number_of
from git_session.core.views.given import Given, Noted, Sitting
from git_session.model import BLOCKER, DECISION, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from git_session.core.rulings import Superseding
    from git_session.core.views.decisions import Row

    Data = dict[str, object]

CLIENTS = ("claude-code", "cursor")  # that sessions.json has words for
OTHER = "other"


@record
class Repository:
    """What is known of the project. ``created`` is aware, None where nobody knows.

    ``repository`` is the remote's URL without credentials; ``tech_stack`` names what its package
    files are of; ``architecture`` and ``conventions`` are paths of what describes them.
    """

    project: str
    description: str = ""
    repository: str = ""
    created: datetime | None = None
    tech_stack: tuple[str, ...] = ()
    architecture: str = ""
    conventions: tuple[str, ...] = ()


def sessions(given: Given, spent: Mapping[str, str]) -> Iterator[Data]:
    """Every session, the oldest first. ``spent`` says by stem how long it took ('~30min')."""
    noted = by_session(given.noted)
    ordered = sorted(given.sessions, key=lambda one: (one.text("created_at"), one.stem))
    for one in ordered:
        yield session(one, noted.get(one.stem, []), spent.get(one.stem, ""))


def by_session(noted: Iterable[Noted]) -> dict[str, list[Noted]]:
    """Entries by the stem of their session."""
    found: dict[str, list[Noted]] = {}
    for one in noted:
        found.setdefault(one.source.stem, []).append(one)
    return found


def session(one: Sitting, noted: Sequence[Noted], spent: str) -> Data:
    """One session with its entries."""
    begun = one.when("created_at")
    return {
        "id": one.text("label") or one.stem,
        "date": begun.date().isoformat() if begun else None,
        "client": client(one.text("client")),
        "duration_estimate": spent or None,
        "summary": summary(one),
        "files_modified": list(one.files),
        "decisions_made": [_decision(each) for each in noted if each.entry.kind == DECISION],
        "follow_up": list(follow_up(one)),
        "tags": list(one.texts("tags")),
        "context_for_next_session": one.text("context_for_next_session"),
        "session": one.stem,
        "uuid": one.text("id") or None,
        "status": one.status,
        "goal": one.goal,
        "branch": one.text("git_branch") or None,
        "created_at": _moment(one, "created_at"),
        "updated_at": _moment(one, "updated_at"),
        "closed_at": _moment(one, "closed_at"),
        "authors": list(one.texts("authors")),
        "agent": one.text("client") or None,
        "tasks": list(one.texts("task_ids")),
        "blockers": [each.text for each in one.blockers],
        "entries": [saying.data(each) for each in noted],
    }


def _moment(one: Sitting, key: str) -> str | None:
    when = one.when(key)
    return moments.iso(when) if when else None


def client(known: str) -> str:
    """The client in the words of sessions.json."""
    named = naming.client_of(known, CLIENTS) if known else ""
    return named if named in CLIENTS else OTHER


def summary(one: Sitting) -> str:
    """What came of a session: what was said of it at its end, else how far it is."""
    return one.text("summary") or one.tldr or one.goal


def follow_up(one: Sitting) -> tuple[str, ...]:
    """What is left to do: follow-ups, next steps, and steps that are not done."""
    return tuple(dict.fromkeys([*one.follow_ups, *one.next, *one.left]))


def _decision(noted: Noted) -> Data:
    return {"decision": noted.entry.title, "rationale": noted.entry.field("rationale")}


def decisions(found: Sequence[Row]) -> list[Data]:
    """Every decision, in the order of time, with the fields of an architecture decision record.

    A number that a record has is kept; all others are given the next ones, by their dates.
    """
    free = max((number_of(row.number) for row in found), default=0)
    told = []
    for row in reversed(found):
        free += not row.number
        told.append((row, row.number or adr.adr_id(free)))
    names = {name: number for row, number in told for name in _names(row)}
    return [decision(row, number, names) for row, number in told]


def _names(row: Row) -> tuple[str, ...]:
    """What others name a decision by: its entry, its record, or that from the same directory."""
    return (row.id, row.path, row.path.rpartition("/")[2]) if row.path else (row.id,)


def _superseded_by(by: Superseding | None, names: Mapping[str, str]) -> str | None:
    """The number of what took a decision's place, in words where nothing has that number here."""
    if by is None:
        return None
    told = names.get(by.by) or (by.title if number_of(by.title) else rulings.said(by))
    return told or None


def decision(row: Row, number: str, names: Mapping[str, str]) -> Data:
    """A decision as a record; ``names`` are the numbers of all by what others name them by."""
    return {
        "id": number,
        "date": row.day or None,
        "title": row.title,
        "context": row.field("context"),
        "decision": row.field("decision") or row.field("choice") or row.title,
        "rationale": row.field("rationale"),
        "alternatives_considered": _without(row.field("choice"), row.alternatives),
        "consequences": list(row.consequences),
        "status": row.status,
        "superseded_by": _superseded_by(row.superseded, names),
        "related_sessions": list(row.sessions),
        "tags": list(row.tags),
        "entry": row.noted.id if row.noted else None,
        "author": row.author,
        "commit": (row.noted.source.commit or None) if row.noted else None,
        "adr": row.path or None,
    }


def _without(choice: str, options: Iterable[str]) -> list[str]:
    return [option for option in options if option.lower() != choice.lower()]


def context(given: Given, known: Repository) -> Data:
    """What somebody must know who comes to the project."""
    going = [one for one in given.sessions if one.is_open]
    return {
        "project": known.project,
        "created": known.created.date().isoformat() if known.created else None,
        "description": known.description,
        "repository": known.repository or None,
        "tech_stack": list(known.tech_stack),
        "architecture": known.architecture or None,
        "current_focus": [focus(one) for one in going],
        "active_branches": sorted({name for one in going if (name := one.text("git_branch"))}),
        "known_issues": [issue(one) for one in issues(given)],
        "team_conventions": list(known.conventions),
    }


def focus(one: Sitting) -> str:
    """What a session is about right now."""
    about = one.goal or one.name
    return f"{about}: {one.now}" if one.now and one.now != about else about


def issues(given: Given) -> list[Noted]:
    """Known issues: what blocks in sessions that go on, and issues of any that nobody resolved.

    The end of a session does not make an issue go away.
    """
    standing = {
        (one.stem, known.text): one.is_open or known in one.issues
        for one in given.sessions
        for known in (*one.blockers, *one.issues)
    }
    return [
        one
        for one in given.noted
        if one.entry.kind == BLOCKER and standing.get((one.source.stem, one.entry.title))
    ]


def issue(noted: Noted) -> Data:
    """A known issue with its severity ("" where nobody said), its day and its session."""
    return {
        "issue": noted.entry.title,
        "severity": noted.entry.field("severity"),
        "date": noted.day.isoformat(),
        "session": noted.source.stem or None,
        "waiting_on": noted.entry.field("waiting on") or None,
    }


def merged(old: object, fresh: Sequence[Data]) -> list[Data]:
    """``fresh`` and those of an earlier export that it has nothing for, in order of their dates.

    What is the same session is replaced, so a second export changes nothing.
    """
    known = [one for one in old if isinstance(one, dict)] if isinstance(old, list) else []
    new = {key(one) for one in fresh}
    kept = [one for one in known if one and key(one) not in new]
    return sorted([*kept, *fresh], key=_order) if kept else list(fresh)


def key(one: Data) -> object:
    """A session is the same one by its stem; one of another's making by its id."""
    return one.get("session") or one.get("id")


def _order(one: Data) -> tuple[str, str]:
    return str(one.get("date") or ""), str(one.get("created_at") or "")


def page(one: Sitting, noted: Sequence[Noted], spent: str) -> Page:
    """A session to read: what came of it, what was decided, what is left, all that was noted."""
    told = session(one, noted, spent)
    facts = [
        (label, _shown(told[key]))
        for label, key in (
            ("Date", "date"),
            ("Status", "status"),
            ("Goal", "goal"),
            ("Branch", "branch"),
            ("Authors", "authors"),
            ("Client", "agent"),
            ("Time", "duration_estimate"),
            ("Tags", "tags"),
            ("Tasks", "tasks"),
        )
    ]
    things: list[Heading | Text | Items] = [
        Items(tuple(Item(f"{label}: {text}") for label, text in facts if text)),
    ]
    things += [Text(summary(one))] if summary(one) else []
    lists = (
        ("Decisions", [_decided(each) for each in noted if each.entry.kind == DECISION]),
        ("Follow-up", [Item(text) for text in follow_up(one)]),
        ("Open blockers", [Item(each.text, role=saying.ROLES[BLOCKER]) for each in one.blockers]),
        ("Files", [Item(path) for path in one.files]),
        ("Noted", [_unlinked(saying.item(each, _stamp(each))) for each in noted]),
    )
    for head, found in lists:
        things += [Heading(head), Items(tuple(found))] if found else []
    return Page(one.name, tuple(things), 1)


def _decided(noted: Noted) -> Item:
    return _unlinked(saying.item(noted, ""))._replace(text=noted.entry.title)


def _unlinked(item: Item) -> Item:
    """A page of an export stands where no journal is beside it."""
    return item._replace(link="")


def _stamp(noted: Noted) -> str:
    return moments.iso_minute(noted.entry.when)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def lines(told: Sequence[Data]) -> Iterator[Data]:
    """Sessions and their entries one by one, each saying what it is."""
    for one in told:
        yield {"type": "session", **{key: value for key, value in one.items() if key != "entries"}}
        entries = one["entries"]
        assert isinstance(entries, list)  # noqa: S101  of ``session``
        yield from ({"type": "entry", **entry} for entry in entries)
