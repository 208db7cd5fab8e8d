"""Architecture decision records: Markdown as people write it (Nygard, MADR) and as we do.

Ours says everything in its frontmatter, for programs, and again in its sections, for people. A
section that somebody changed counts more than the frontmatter. What is not understood is kept in
``rest``, word by word; what the text does not say is "".
"""

from __future__ import annotations

import re
from itertools import pairwise

from git_session.core import front, grammar, markdown, moments, outline
from git_session.core.scalars import dump
from git_session.errors import BadText
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from git_session.core.frontmatter import Frontmatter

UNTITLED = grammar.UNTITLED
STATUSES = ("proposed", "accepted", "deprecated", "superseded")
LONG = 4 * 1024  # characters of a value in the frontmatter, which has 64 KiB; sections have all
SHORT = 500  # characters of a word for something; more than that is a text
LONGEST = 512 * 1024  # characters of a record; a long one has 20,000
MORE = "More Information"
TEXTS = ("context", "decision", "rationale")
LISTS = ("alternatives", "consequences")
HEADINGS = {
    "status": "Status",
    "context": "Context",
    "decision": "Decision",
    "rationale": "Rationale",
    "alternatives": "Alternatives Considered",
    "consequences": "Consequences",
    "rest": MORE,
}
# Every name under which people know these sections, in lower case.
SECTIONS = {title.lower(): field for field, title in HEADINGS.items()} | {
    "context and problem statement": "context",
    "problem statement": "context",
    "problem": "context",
    "background": "context",
    "decision outcome": "decision",
    "justification": "rationale",
    "considered options": "alternatives",
    "considered alternatives": "alternatives",
    "options considered": "alternatives",
    "alternatives": "alternatives",
    "options": "alternatives",
    "positive consequences": "consequences",
    "negative consequences": "consequences",
}
# Every key under which frontmatter, a line below the title or JSON holds them.
KEYS = {
    "id": "id",
    "number": "id",
    "date": "date",
    "title": "title",
    "status": "status",
    "context": "context",
    "decision": "decision",
    "rationale": "rationale",
    "alternatives": "alternatives",
    "alternatives_considered": "alternatives",
    "consequences": "consequences",
    "superseded_by": "superseded_by",
    "related_sessions": "related_sessions",
    "tags": "tags",
    "deciders": "deciders",
    "decision_makers": "deciders",
    "authors": "deciders",
    "author": "deciders",
}
ALWAYS = ("id", "title", "date", "status", *TEXTS, *LISTS)  # keys, in whatever is written
WRITTEN = {"alternatives": "alternatives_considered"}  # a field whose key is called otherwise
NAMES = ("related_sessions", "tags", "deciders")  # lists of words
BELOW_TITLE = ("status", "date", "superseded_by", "tags", "deciders")
_NUMBER = re.compile(r"(?:ADR[-_ #]?)?0*(\d{1,6})(?!\d)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:ADR[-_ #]?(\d{1,6})(?:[.:)]| ?[-–—])? +|(\d{1,6})(?:[.:)]| [-–—]) +)(.*)", re.IGNORECASE
)
_BY = re.compile(r"super[sc]eded[ -]by:?(.*)", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_CHOSEN = re.compile(
    r"""Chosen option: *(?:"([^"\n]+)"|'([^\n]+)')(?:, *because|\.)?(.*)""", re.DOTALL
)
_HEADED = re.compile(r" *#")


@record
class Adr:
    """A decision record. ``date`` is YYYY-MM-DD; ``id`` and ``superseded_by`` are 'ADR-005' where
    they name a number. Texts are clean; ``rest`` is all of the record that has no field here.
    """

    title: str
    id: str = ""
    date: str = ""
    status: str = ""
    context: str = ""
    decision: str = ""
    rationale: str = ""
    alternatives: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    superseded_by: str = ""
    related_sessions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()
    rest: str = ""


def parse(text: str, name: str) -> Adr:
    """The record that ``text`` is; ``name`` is its file's name, which may tell number and date.

    Never raises. What is beyond ``LONGEST`` is left out, and ``rest`` says so.
    """
    text = grammar.clean(text.removeprefix(grammar.BOM)[:LONGEST]) + _cut(text)
    known, body, odd = _front(text, name)
    told = of_mapping(known)
    lead, sections = _sections(body)
    heading, lead = _title(lead)
    lead, below = _below_title(lead)
    told = _with_title(_completed(told, below), heading, name)
    told = _with_sections(told, sections)
    rest = [odd, lead, told.rest, *(text for field, text in sections if field == "rest")]
    return replace(told, rest=_closed("\n\n".join(text for text in rest if text)))


def _closed(text: str) -> str:
    return markdown.closed(grammar.clean(text))


def _cut(text: str) -> str:
    return "\n\n(longer than 512 KiB: the rest was left out)" if len(text) > LONGEST else ""


def is_adr(text: str, name: str) -> bool:
    """Whether ``text`` is certainly a decision record: it has a decision, and a status or context.

    A template of one, whose file is called so, is none.
    """
    if "template" in name.lower():
        return False
    told = parse(text, name)
    return bool(told.decision and (told.status or told.context))


def of_mapping(given: Mapping[str, object]) -> Adr:
    """The record that a mapping of its keys holds, as JSON or a frontmatter has it.

    Unknown keys are told in ``rest``.
    """
    found: dict[str, object] = {}
    rest = []
    for key, value in given.items():
        field, said = field_of(key), _text(value)
        if field and field not in found and (field in (*TEXTS, *LISTS) or len(said) <= SHORT):
            found[field] = value
        elif said:
            rest.append(f"{key}: {said}")
    status, by = _status(_text(found.get("status")))
    day = _text(found.get("date"))[:10]
    by = _reference(_text(found.get("superseded_by"))) or by
    if day and not moments.is_date(day):
        rest.append(f"date: {_text(found['date'])}")
    return Adr(
        title=markdown.one_line(_text(found.get("title"))),
        id=_reference(_text(found.get("id"))),
        date=day if moments.is_date(day) else "",
        status=status or ("superseded" if by else ""),
        superseded_by=by,
        rest="\n".join(rest),
        context=_text(found.get("context")),
        decision=_text(found.get("decision")),
        rationale=_text(found.get("rationale")),
        alternatives=_texts(found.get("alternatives")),
        consequences=_texts(found.get("consequences")),
        related_sessions=_names(found.get("related_sessions")),
        tags=_names(found.get("tags")),
        deciders=_names(found.get("deciders")),
    )


def field_of(key: str) -> str:
    """The field that a record's ``key`` means, however it is written; "" for none of ours."""
    return KEYS.get(key.strip().lower().replace("-", "_").replace(" ", "_"), "")


def _text(value: object) -> str:
    if isinstance(value, str):
        return grammar.clean(value)
    if isinstance(value, list | tuple):
        return grammar.clean("\n".join(f"- {grammar.indented(_text(one))}" for one in value))
    return "" if value is None else grammar.clean(str(value))


def _texts(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list | tuple) else [value]
    return tuple(text for one in found if (text := _text(one)))


def _names(value: object) -> tuple[str, ...]:
    found = value.split(",") if isinstance(value, str) else value
    said = (markdown.one_line(text) for text in _texts(found))
    return tuple(dict.fromkeys(text for text in said if text))


def _status(text: str) -> tuple[str, str]:
    """The status, and what superseded the record ("" for nothing), of 'superseded by ADR-0004'."""
    text = markdown.one_line(text).strip("*_`. ")
    if by := _BY.fullmatch(text):
        return "superseded", _reference(by[1].strip("*_` "))
    word = {"superceded": "superseded"}.get(text.lower(), text.lower())
    return (word if word in STATUSES else text), ""


def _reference(text: str) -> str:
    """'ADR-005' for whatever names the fifth record, by number or as a link; else the words."""
    text = markdown.one_line(text)
    if link := _LINK.fullmatch(text):
        number = _NUMBER.match(link[1]) or _NUMBER.match(link[2].rpartition("/")[2])
        return adr_id(int(number[1])) if number else markdown.one_line(link[1] or link[2])
    found = _NUMBER.fullmatch(text)
    return adr_id(int(found[1])) if found else text


def adr_id(number: int) -> str:
    """'ADR-005'."""
    return f"ADR-{number:03}"


def _front(text: str, name: str) -> tuple[dict[str, object], str, str]:
    """Keys of the frontmatter, the text below it, and what of it could not be read."""
    if not text.startswith("---\n"):
        return {}, text, ""
    try:
        fm: Frontmatter = front.read(text, name)
    except BadText:
        return {}, text, ""
    odd = [fm.text[item.start : item.end] for item in fm.items if not item.ok]
    known: dict[str, object] = {item.key: item.value for item in fm.items if item.ok}
    return known, text[fm.body_start :], grammar.clean("".join(odd))


def _sections(body: str) -> tuple[str, list[tuple[str, str]]]:
    """The text before the first section, then each section: its field, and the text below it.

    A heading below that of a section belongs to it, unless its name is one of ours. A section that
    is none of ours belongs to ``rest``, with its heading. One of level one begins none where it may
    be the title.
    """
    lines = body.split("\n")
    parts: list[tuple[str, list[str]]] = [("", [])]
    around = 2
    for line, free in zip(lines, markdown.open_lines(lines), strict=True):
        level, title = markdown.heading(line) if free else (0, "")
        field = SECTIONS.get(title.lower(), "") if level > 1 else ""
        if field:
            parts.append((field, []))
            around = level
            continue
        if 0 < level <= around and (level > 1 or len(parts) > 1):
            parts.append(("rest", []))
            around = 2
        parts[-1][1].append(line)
    told = [(field, _unguarded("\n".join(found))) for field, found in parts]
    return told[0][1], told[1:]


def _title(lead: str) -> tuple[str, str]:
    """The first heading's words, and the text without it."""
    lines = lead.split("\n")
    for at, free in enumerate(markdown.open_lines(lines)):
        level, title = markdown.heading(lines[at]) if free else (0, "")
        if level == 1:
            return title, "\n".join(lines[:at] + lines[at + 1 :])
    return "", lead


def _below_title(lead: str) -> tuple[str, dict[str, object]]:
    """Lines like ``Date: 2016-02-12`` or ``* Status: accepted``, and the text without them."""
    found: dict[str, object] = {}
    kept = []
    for line in lead.split("\n"):
        key, value = outline.meta(line)
        field = field_of(key)
        dated = field != "date" or moments.is_date(value[:10])
        if field in BELOW_TITLE and value and dated and field not in found:
            found[field] = value
        else:
            kept.append(line)
    return grammar.clean("\n".join(kept)), found


def _completed(told: Adr, below: Mapping[str, object]) -> Adr:
    """``told`` with what ``below`` says of fields that it leaves empty."""
    more = of_mapping(below)
    given = {field: getattr(more, field) for field in BELOW_TITLE if not getattr(told, field)}
    rest = "\n".join(text for text in (told.rest, more.rest) if text)
    return replace(told, **given, rest=rest)


def _with_title(told: Adr, heading: str, name: str) -> Adr:
    """``told`` with the title and the number of its heading, else of its file's name."""
    is_ours = told.title != "" and heading == markdown.heading(_headline(told))[1]
    numbered = None if is_ours else _NUMBERED.fullmatch(heading)
    base = name.replace("\\", "/").rpartition("/")[2].removesuffix(".md")
    title = (numbered[3].strip() if numbered else heading) or told.title
    day, slug = _dated(base)
    in_name = None if day else re.match(r"(?:adr[-_ ]?)?(\d{1,6})(?:[-_ .]+|$)", base, re.I)
    number = (numbered[1] or numbered[2]) if numbered else (in_name[1] if in_name else "")
    slug = base[in_name.end() :] if in_name else slug
    words = markdown.one_line(slug.replace("-", " ").replace("_", " "))
    return replace(
        told,
        title=(told.title if is_ours else title) or words or UNTITLED,
        id=told.id or (adr_id(int(number)) if number else ""),
        date=told.date or day,
    )


def _dated(base: str) -> tuple[str, str]:
    """The day that a file's name begins with ("" for none), and the name without it."""
    digits = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?:[-_ ]+|$)", base)
    day = "-".join(digits.groups()) if digits else ""
    return (day, base[digits.end() :]) if digits and moments.is_date(day) else ("", base)


def _with_sections(told: Adr, sections: list[tuple[str, str]]) -> Adr:
    """``told`` with what its sections say; one that says what ``told`` does changes nothing."""
    found: dict[str, str] = {}
    for field, text in sections:
        if field != "rest" and text:
            found[field] = f"{found[field]}\n\n{text}" if field in found else text
    for field, text in found.items():
        if text != _below(told, field):
            told = _READ[field](told, field, text)
    return told


def _below(told: Adr, field: str) -> str:
    """What a reader finds below the heading of ``field`` where ``told`` was written."""
    return _unguarded(_shown(told, field))


def _read_text(told: Adr, field: str, text: str) -> Adr:
    chosen = _CHOSEN.fullmatch(text) if field == "decision" else None
    if chosen and not told.rationale:
        because = grammar.clean(chosen[3].lstrip())
        choice = markdown.one_line(chosen[1] or chosen[2])
        return replace(told, decision=choice, rationale=because)
    return replace(told, **{field: text})


def _read_list(told: Adr, field: str, text: str) -> Adr:
    return replace(told, **{field: tuple(_items(text))})


def _read_status(told: Adr, _field: str, text: str) -> Adr:
    """Its first line, unless a later one says that it is superseded, as adr-tools writes it.

    What the other lines say (what it supersedes, mostly) goes to ``rest``.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    said = [(line, *_status(line)) for line in lines]
    by = next((reference for _, _, reference in said if reference), "")
    first = said[0][1] if len(said[0][1]) <= SHORT else ""
    status = "superseded" if by or any(word == "superseded" for _, word, _ in said) else first
    words = [(told.status, told.status), *((line, word) for line, word, _ in said)]
    more = [f"Status: {line}" for line, word in words if word not in ("", *STATUSES, status)]
    rest = grammar.clean("\n".join([told.rest, *more]))
    return replace(told, status=status, superseded_by=by or told.superseded_by, rest=rest)


_READ: dict[str, Callable[[Adr, str, str], Adr]] = {
    "status": _read_status,
    **dict.fromkeys(TEXTS, _read_text),
    **dict.fromkeys(LISTS, _read_list),
}


def _items(text: str) -> Iterator[str]:
    """Text before the first bullet, each bullet or numbered item, each heading with its part."""
    lines = text.split("\n")
    outside = markdown.open_lines(lines)
    heads = [at for at, free in enumerate(outside) if free and markdown.heading(lines[at])[0]]
    heads.append(len(lines))
    body = outline.listed("\n".join(lines[: heads[0]]))
    for said in (body.text, *body.bullets):
        yield from _said(said)
    for start, end in pairwise(heads):
        yield from _said("\n".join([markdown.heading(lines[start])[1], *lines[start + 1 : end]]))


def _said(text: str) -> list[str]:
    return [cleaned] if (cleaned := grammar.clean(text)) else []


def _guarded(text: str) -> str:
    """``text`` for a place below a heading: its own headings get a blank, its last fence an end."""
    return _shifted(markdown.closed(text), lambda line: f" {line}")


def _unguarded(text: str) -> str:
    return grammar.clean(_shifted(text, lambda line: line.removeprefix(" ")))


def _shifted(text: str, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    outside = markdown.open_lines(lines)
    return "\n".join(
        change(line) if free and _HEADED.match(line) else line
        for line, free in zip(lines, outside, strict=True)
    )


def _headline(adr: Adr) -> str:
    """The number and the title; an id that is no number (an entry's) tells nobody anything."""
    numbered = adr.id and adr.id == _reference(adr.id) and adr.id.startswith("ADR-")
    return f"# {markdown.heading_text(f'{adr.id}: {adr.title}' if numbered else adr.title)}"


def _shown(adr: Adr, field: str) -> str:
    """What stands below the heading of ``field``; "" for nothing."""
    if field == "status":
        by = f" by {adr.superseded_by}" if adr.superseded_by else ""
        return _guarded(f"{adr.status}{by}")
    value = getattr(adr, field)
    if isinstance(value, tuple):
        value = "\n".join(f"- {grammar.indented(text)}" for text in value)
    return _guarded(value)


def render(adr: Adr) -> str:
    """The record as Markdown: everything in the frontmatter, then a section for each text.

    ``parse`` of it, under any name, is ``adr`` again.
    """
    keys = [f"{key}: {dump(value)}" for key, value in _keys(adr)]
    lines = ["---", *keys, "---", "", _headline(adr)]
    for field, title in HEADINGS.items():
        if shown := _shown(adr, field):
            lines += ["", f"## {title}", "", shown]
    return "\n".join([*lines, ""])


def _keys(adr: Adr) -> Iterator[tuple[str, str | list[str]]]:
    """The frontmatter's keys: those that every record has, and others that say something.

    What is too long for it stands in the sections alone.
    """
    order = ("id", "title", "date", "status", "superseded_by", *TEXTS, *LISTS, *NAMES)
    for field in order:
        value = getattr(adr, field)
        given = list(value) if isinstance(value, tuple) else value
        if (given or field in ALWAYS) and len(dump(given)) <= LONG:
            yield WRITTEN.get(field, field), given


def decision(adr: Adr, path: str) -> tuple[str, str]:
    """Title and body of the Decision entry that the record in ``path`` becomes.

    Options are separated by ';', consequences stand on lines of their own.
    """
    fields = [
        ("Context", adr.context),
        ("Options", "; ".join(map(markdown.one_line, adr.alternatives))),
        ("Choice", adr.decision),
        ("Rationale", adr.rationale),
        ("Consequences", "\n".join(map(markdown.one_line, adr.consequences))),
        ("Status", adr.status),
        ("Superseded by", adr.superseded_by),
        ("Deciders", ", ".join(adr.deciders)),
        ("Related sessions", ", ".join(adr.related_sessions)),
        *(("Tag", tag) for tag in adr.tags),
        ("ADR id", adr.id),
        ("ADR", path),
    ]
    lines = [grammar.bullet(key, value) for key, value in fields if value]
    return adr.title, "\n".join([*lines, *([f"\n{adr.rest}"] if adr.rest else [])])
