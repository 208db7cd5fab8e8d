"""A ``.sessions/`` folder: documents with a frontmatter, and journals beside them."""

from __future__ import annotations

from git_session.core import front, grammar, markdown, outline
from git_session.core.oldformats import past, reading
from git_session.core.oldformats.past import Past, Told
from git_session.errors import BadText
from git_session.model import ABANDONED, ACTIVE, CHECKPOINT, COMPLETED, NOTE, PAUSED, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from git_session.core.outline import Part

NAME = "sessions-dir"
STATUSES = (ACTIVE, PAUSED, COMPLETED, ABANDONED)
KNOWN = """
    id shortname status task_ids created_at updated_at closed_at git_branch tags client role summary
    close_reason pause_reason context_for_next_session
""".split()  # noqa: SIM905 - words read better
DERIVED = ("progress", "current", "blocker")  # lines of the TL;DR that tell what sections say


def fits(text: str, path: str) -> bool:
    """Whether the text is certainly one of these: a document, or a journal's note in its place."""
    keys = _front(text, path)[0]
    return {"id", "shortname", "status"} <= keys.keys() or bool(journal_of(path))


def journal_of(path: str) -> str:
    """What a journal's folder is called: 'abc123' for 'journal/abc123/progress.md'; else ""."""
    parts = path.replace("\\", "/").split("/")
    if "journal" not in parts[:-2]:
        return ""
    at = len(parts) - 1 - parts[::-1].index("journal")
    return parts[at + 1] if at + 2 < len(parts) else ""


def read(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """The session that a document, or a note in a journal's folder, tells of."""
    if owner := journal_of(path):
        return (_journal(text, path, owner, zone),)
    keys, body = _front(text, path)
    return (_document(keys, body, path, zone),)


def _front(text: str, path: str) -> tuple[dict[str, object], str]:
    if not text.startswith(("---\n", "---\r\n")):
        return {}, text
    try:
        fm = front.read(text, path)
    except BadText:
        return {}, text
    raw = {item.key: text[item.colon : item.end].strip() for item in fm.items}
    return {i.key: i.value if i.ok else raw[i.key] for i in fm.items}, text[fm.body_start :]


def _word(keys: dict[str, object], key: str) -> str:
    value = keys.get(key)
    return "" if value is None or isinstance(value, list) else str(value)


def _words(keys: dict[str, object], key: str) -> tuple[str, ...]:
    value = keys.get(key)
    found = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in found if one not in (None, ""))


def _document(keys: dict[str, object], body: str, path: str, zone: tzinfo | None) -> Past:
    stem = path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")
    began = past.at(_word(keys, "created_at"), zone) or past.NEVER
    updated = past.at(_word(keys, "updated_at"), zone) or past.NEVER
    ended = past.at(_word(keys, "closed_at"), zone) or updated
    status = _word(keys, "status").lower()
    others = [(key.replace("_", " ").capitalize(), value) for key, value in keys.items()]
    facts = [
        (label, "; ".join(value) if isinstance(value, list) else str(value))
        for (label, value), key in zip(others, keys, strict=True)
        if key not in KNOWN and value not in (None, "", [])
    ]
    found = Past(
        form=NAME,
        key=_word(keys, "id") or stem,
        path=path,
        name=_word(keys, "shortname") or stem,
        began=began,
        entries=(),
        ended=ended,
        status=status if status in STATUSES else "",
        branch=_word(keys, "git_branch"),
        client=_word(keys, "client"),
        role=_word(keys, "role"),
        tags=_words(keys, "tags"),
        tasks=_words(keys, "task_ids"),
        summary=_word(keys, "summary"),
        reason=_word(keys, "close_reason") or _word(keys, "pause_reason"),
        context_next=_word(keys, "context_for_next_session"),
        facts=(
            *((("Updated", _word(keys, "updated_at")),) if updated.known else ()),
            *((("Status", status),) if status not in STATUSES else ()),
            *facts,
        ),
    )
    return _with_sections(found, outline.parts(body), zone)


def _with_sections(found: Past, parts: list[Part], zone: tzinfo | None) -> Past:
    """``found`` with what its sections tell."""
    others: list[Part] = []
    tldr: tuple[Told, ...] = ()
    for part in parts:
        name = reading.plain(part.title)
        if part.level == 1 and not found.title:
            title = part.title.partition(":")[2] if name.startswith("session:") else part.title
            found = replace(found, title=markdown.one_line(title))
            others.append(outline.Part(0, "", part.lines))
        elif name in ("tl;dr", "tldr"):
            tldr += _tldr(found, part)
        elif name == "context" and not (found.goal or found.key_files or found.key_context):
            found, rest = _context(found, part)
            others.append(rest)
        else:
            others.append(part)
    told = reading.entries_of((one for one in others if _says(one)), found.began, zone)
    return replace(found, entries=(*tldr, *told))


def _says(part: Part) -> bool:
    return part.level > 0 or any(line.strip() for line in part.lines)


def _tldr(found: Past, part: Part) -> tuple[Told, ...]:
    """The paragraph, and below it the lines that tell what sections say, too."""
    derived = [line for line in part.lines if outline.meta(line)[0] in DERIVED]
    paragraph = grammar.clean("\n".join(line for line in part.lines if line not in derived))
    if not paragraph:
        return ()
    when = found.ended if found.ended.known else found.began
    fields = (("Tldr", paragraph),)
    return (Told(CHECKPOINT, "TL;DR", when, fields=fields, text=grammar.clean("\n".join(derived))),)


def _context(found: Past, part: Part) -> tuple[Past, Part]:
    """``found`` with its goal, key files and key context, and what else the section tells."""
    goal = ""
    files: list[str] = []
    contexts: list[str] = []
    rest: list[str] = []
    for head, lines in _heads(part.lines):
        key, value = outline.meta(head)
        bullets = outline.listed("\n".join(lines))
        if key == "objective":
            goal = grammar.clean("\n".join([value, *lines]))
        elif key == "key_files":
            files += bullets.bullets
            rest += [bullets.text] if bullets.text else []
        elif key == "key_context" or head.lower().startswith("**key context**"):
            contexts += [markdown.one_line(text) for text in bullets.bullets]
            rest += [bullets.text] if bullets.text else []
        else:
            rest += [head, *lines]
    told = replace(
        found,
        goal=goal,
        key_files=tuple(map(markdown.one_line, files)),
        key_context=tuple(contexts),
    )
    return told, outline.Part(part.level if rest else 0, part.title, tuple(rest))


def _heads(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """``lines`` in groups, each begun by a line like ``**Objective**: …``."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        if line.startswith("**"):
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return [pair for pair in found if pair[0] or any(map(str.strip, pair[1]))]


def _journal(text: str, path: str, owner: str, zone: tzinfo | None) -> Past:
    """A file of a session's journal: a note of the time in its name, word by word."""
    keys, body = _front(text, path)
    name = path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")
    when = past.at(name, zone) or past.at(_word(keys, "last_updated"), zone) or past.NEVER
    fields = tuple((key.replace("_", " ").capitalize(), str(value)) for key, value in keys.items())
    told = Told(NOTE, f"Journal: {name}", when, fields=fields, text=body)
    key = _word(keys, "session_id") or owner
    return Past(NAME, key, path, _word(keys, "shortname") or owner, past.NEVER, (told,))


def owners(pasts: Iterable[Past]) -> list[Past]:
    """``pasts`` with journals under the key of their session.

    That is told by a file of the journal, or by the document whose id or name the folder is.
    """
    found = list(pasts)
    ours = [one for one in found if one.form == NAME]
    keys = [(one.key, one.path) for one in ours if not journal_of(one.path)]
    told = {f: one.key for one in ours if (f := journal_of(one.path)) and one.key != f}
    return [
        replace(one, key=told.get(one.key) or _owner(one.key, keys))
        if one.form == NAME and journal_of(one.path)
        else one
        for one in found
    ]


def _owner(called: str, keys: list[tuple[str, str]]) -> str:
    fitting = {
        key
        for key, path in keys
        if key == called
        or (len(called) > 3 and (key.startswith(called) or path.endswith(f"{called}.md")))
    }
    return fitting.pop() if len(fitting) == 1 else called
