"""Entries told to people and to programs: as lines of text, and as data."""

from __future__ import annotations

from git_session.core import grammar, moments, naming, notes, paint
from git_session.core.recall import ABOUT_SESSIONS, TELLING
from git_session.model import PROGRESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.recall import Recalled
    from git_session.model import Entry

FIRST = ("superseded by", "rationale", "options", "choice", "context", "outcome")
REFINED = frozenset((one.kind, one.type) for one in notes.NOTED if one.type)
REPEATED = ("task", "directory", "tag", "step", "key file", "key context")


def data(one: Recalled) -> dict[str, object]:
    """An entry for JSON."""
    entry = one.entry
    client, agent = naming.parted(entry.agent)
    return {
        "kind": entry.kind,
        "title": entry.title,
        "when": moments.iso(entry.when),
        "author": entry.author,
        "client": client,
        "agent": agent,
        "session": one.source.stem,
        "fields": fields(entry),
        "bullets": list(entry.bullets),
        "text": entry.text,
        "names_file": one.names_file,
    }


def fields(entry: Entry) -> dict[str, str]:
    """The fields by key: of one that stands several times the last, or one value per line."""
    found: dict[str, str] = {}
    for key, value in entry.fields:
        joined = key in found and key in REPEATED
        found[key] = f"{found[key]}\n{value}" if joined else value
    return found


def lines(entry: Entry, indent: str = "") -> list[str]:
    """An entry for people: kind and title, what was said of it, who noted it and when."""
    word = kind(entry)
    said = f"{word}:" if word else ""
    head = paint.line(indent, paint.role(paint.KIND, said), " " * bool(said), entry.title)
    return [head, *below(entry, f"{indent}  ")]


def title(entry: Entry) -> str:
    """An entry's title among others of its kind."""
    if entry.kind in ABOUT_SESSIONS:
        return f"{entry.kind} {entry.title}"
    return f"{kind(entry)}: {entry.title}" if _refining(entry) else entry.title


def kind(entry: Entry) -> str:
    """The word before an entry's title: its kind, or what refines that (`Issue` of a blocker that
    blocks nothing); "" for progress."""
    refined = _refining(entry)
    return refined.capitalize() if refined else "" if entry.kind == PROGRESS else entry.kind


def _refining(entry: Entry) -> str:
    """The `type` that makes another thing of an entry's kind, "" where there is none."""
    said = entry.field("type")
    return said if (entry.kind, said) in REFINED else ""


def below(entry: Entry, indent: str) -> list[str]:
    """What stands below an entry's title: what was said of it, who noted it and when."""
    said = [*sayings(entry), *([entry.text] * bool(entry.text))]
    return [*(hung(text, indent) for text in said), paint.line(indent, paint.dim(noted(entry)))]


def sayings(entry: Entry) -> list[str]:
    """What was said of an entry, 'Rationale: …' each, and its bullets."""
    told = [f"{key.capitalize()}: {value}" for key, value in facts(entry)]
    return [*told, *(f"- {bullet}" for bullet in entry.bullets)]


def facts(entry: Entry) -> list[tuple[str, str]]:
    """The fields that are told below a title, without the type that stands before it."""
    before = "type" if _refining(entry) else ""
    return [fact for fact in telling(entry) if fact[0] != before]


def noted(entry: Entry) -> str:
    """Who noted an entry, and when."""
    who = writer(entry.author, entry.agent)
    return ", ".join(filter(None, (who, moments.iso_minute(entry.when))))


def writer(author: str, agent: str) -> str:
    """'alice via codex': the author, and the client of the agent that noted it for them."""
    client = naming.parted(agent)[0]
    return f"{author}{grammar.VIA}{client}" if client else author


def telling(entry: Entry) -> list[tuple[str, str]]:
    """The fields in the order they are told; of what a session says of itself its reasons."""
    found = fields(entry)
    chosen = TELLING if entry.kind in ABOUT_SESSIONS else dict.fromkeys((*FIRST, *found))
    return [(key, found[key]) for key in chosen if key in found and found[key].strip()]


def hung(text: str, indent: str) -> str:
    """``text`` with every line behind ``indent``, further ones two columns deeper."""
    first, *further = text.split("\n")
    return "\n".join([indent + first, *(f"{indent}  {line}".rstrip() for line in further)])


def spans(numbers: Sequence[int]) -> str:
    """'3, 5-7' of ascending numbers."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def commit(sha: str, subject: str) -> str:
    """A commit on one line."""
    return paint.line(paint.commit(sha[:10]), f" {subject}".rstrip())
