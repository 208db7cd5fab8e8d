"""What a session owes to whoever reads it later: seven things, each said or not said yet.

Which of them must be said is a matter of the profile: little of a session of less than an hour,
more of a long one, other things of one that is handed over.
"""

from __future__ import annotations

from git_session.core import checks, context, document, moments, notes, spans
from git_session.core.briefing import counted
from git_session.core.document import Document
from git_session.model import FILE, SESSION, Block, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

USUAL, SHORT, LONG, HANDOFF = "", "short", "long", "handoff"
PROFILES = (SHORT, LONG, HANDOFF)
BRIEF = 60 * 60  # seconds of work: below that little has to be said
SILENT = 4 * 60 * 60  # seconds of work without an entry that are too many
LABEL = 12  # columns


@record
class Item:
    """One of the seven, or a convention.

    ``said`` is what there is or what is missing, ``cure`` what to do about that ("" if nothing),
    ``needed`` whether the profile asks for it.
    """

    name: str
    met: bool
    said: str
    cure: str = ""
    needed: bool = True


@record
class Asked:
    """A session as it is now: its document and its blocks, in the order of time."""

    doc: Document
    blocks: tuple[Block, ...]
    now: datetime
    profile: str = USUAL


def profile_of(doc: Document) -> str:
    """What is asked of a session where nobody says: little of a short one."""
    return SHORT if spans.active_seconds(doc) < BRIEF else USUAL


def seven(asked: Asked) -> list[Item]:
    """The list: summary, files, decisions, follow-ups, blockers, context, entries."""
    return [look(asked) for look in LOOKS]


def conventions(asked: Asked) -> list[Item]:
    """How a document is to be written, each convention that it keeps or does not."""
    odd = {one.name: one for one in checks.conventions(asked.doc)}
    return [
        Item(name, name not in odd, odd[name].what if name in odd else "", _cure(odd.get(name)))
        for name in checks.CONVENTIONS
        if name != "rationale"  # is one of the seven
    ]


def _cure(odd: checks.Odd | None) -> str:
    return odd.cure if odd else ""


def unmet(items: Sequence[Item]) -> list[Item]:
    """What is missing and needed."""
    return [one for one in items if one.needed and not one.met]


def lines(items: Sequence[Item]) -> list[str]:
    """A line for each, and below what is missing and needed its cure."""
    told = []
    for one in items:
        box = "[x]" if one.met else "[ ]"
        more = "" if one.met or one.needed else " (not asked of this one)"
        told.append(f"{box} {one.name + ':':<{LABEL}} {one.said}{more}".rstrip())
        if one.cure and one.needed and not one.met:
            told.append(f"    {one.cure}")
    return told


def data(items: Sequence[Item]) -> list[dict[str, object]]:
    """The same for programs."""
    return [
        {
            "name": one.name.lower(),
            "met": one.met,
            "needed": one.needed,
            "said": one.said,
            "cure": one.cure,
        }
        for one in items
    ]


def _summary(asked: Asked) -> Item:
    doc = asked.doc
    own = context.paragraph(document.draft(doc))
    summary = str(doc.get("summary") or "")
    goal = document.objective(doc) or doc.get("working_on") or own or _own(doc, summary)
    outcome = summary or own or document.progress(doc)[0] or doc.get("close_reason")
    if asked.profile == HANDOFF:
        outcome = True  # is what whoever continues is to bring about
    missing = [*([] if goal else ["what it is for"]), *([] if outcome else ["what came of it"])]
    if missing:
        cure = 'git session checkpoint --tldr "…"'
        return Item("Summary", False, f"does not say {' and '.join(missing)}", cure)
    return Item("Summary", True, "what it is for and what came of it")


def _own(doc: Document, summary: str) -> str:
    """The summary, if somebody wrote it: one that was made says no more than the document."""
    done = [step.text for step in document.steps(doc) if step.state == "completed"]
    name = document.title(doc) or str(doc.get("shortname") or "")
    return "" if summary in (name, f"{name}: {'; '.join(done)}") else summary


def _files(asked: Asked) -> Item:
    number = sum(action != "Read" for _, action, _ in document.files(asked.doc))
    needed = asked.profile in (USUAL, LONG)
    if not number:
        cure = "git session log --file PATH"
        return Item("Files", False, "none was changed or noted", cure, needed)
    return Item("Files", True, counted(number, "file"), "", needed)


def _decisions(asked: Asked) -> Item:
    decided = document.decisions(asked.doc)
    silent = [one.title for one in checks.unexplained(asked.doc)]
    if silent:
        said = f"{len(silent)} of {len(decided)} do not say why: {silent[0]}"
        return Item("Decisions", False, said, 'note it again with --rationale "…"')
    if not decided and asked.profile == LONG:
        cure = 'git session log --decision "…" --rationale "…"'
        return Item("Decisions", False, "none was noted in all that time", cure)
    said = f"{counted(len(decided), 'decision')}, each with its reason" if decided else "none"
    return Item("Decisions", True, said)


def _follow_ups(asked: Asked) -> Item:
    doc = asked.doc
    coming = [*document.next_steps(doc), *document.follow_ups(doc)]
    left = [step.text for step in document.steps(doc) if step.state != "completed"]
    ended = doc.get("status") in ("completed", "abandoned")
    if asked.profile == HANDOFF and not (left or document.next_steps(doc)):
        said = "whoever continues is not told what comes first"
        return Item("Follow-ups", False, said, 'git session log --next "…"')
    if coming or left:
        return Item("Follow-ups", True, f"{len(coming)} noted, {counted(len(left), 'step')} open")
    if ended and doc.get("context_for_next_session"):
        return Item("Follow-ups", True, "none, and the next session has its hint")
    cure = 'git session log --next "…"   or, for later: --follow-up "…"'
    return Item("Follow-ups", False, "nothing says what comes next", cure)


def _blockers(asked: Asked) -> Item:
    blocking = [one for one in document.blockers(asked.doc) if not one.resolved and not one.issue]
    told = {checks.same(one.text) for one in blocking if one.waiting_on}
    vague = [one for one in blocking if not one.waiting_on and checks.same(one.text) not in told]
    if vague:
        said = f"{vague[0].number} does not say on whom it waits: {vague[0].text}"
        return Item("Blockers", False, said, "note it again with --waiting-on WHO, or --resolve it")
    said = f"{len(blocking)} open, each says on whom it waits" if blocking else "none open"
    return Item("Blockers", True, said)


def _context(asked: Asked) -> Item:
    doc = asked.doc
    hint, kept = doc.get("context_for_next_session"), document.key_context(doc)
    met = bool(hint) or (bool(kept) and asked.profile != HANDOFF)
    needed = asked.profile != SHORT
    if not met:
        cure = 'git session checkpoint --context-next "…"'
        return Item("Context", False, "nothing for whoever continues", cure, needed)
    return Item("Context", True, "what whoever continues must know", "", needed)


def _entries(asked: Asked) -> Item:
    vague = [block.title for block in asked.blocks if notes.vague(block)]
    if vague:
        said = f'{len(vague)} that will tell little later: "{vague[0]}"'
        return Item("Entries", False, said, "say what, where and why")
    start, seconds = silence(asked)
    if seconds > SILENT and start is not None:
        said = f"none for {moments.duration(seconds)} of work, since {moments.iso_minute(start)}"
        return Item("Entries", False, said, 'git session log "…"   or, to put it aside: pause')
    noted = sum(map(_is_entry, asked.blocks))
    return Item("Entries", True, f"{noted} noted, none of them vague")


def _is_entry(block: Block) -> bool:
    return block.kind not in (SESSION, FILE)


LOOKS: tuple[Callable[[Asked], Item], ...] = (
    _summary,
    _files,
    _decisions,
    _follow_ups,
    _blockers,
    _context,
    _entries,
)


def silence(asked: Asked) -> tuple[datetime | None, int]:
    """Since when nothing was noted, and for how many seconds of work.

    Pauses are taken out. A span that a night lies in was work as far as commits of the session
    show that.
    """
    last = max((at for at, one in enumerate(asked.blocks) if _is_entry(one)), default=0)
    times = [block.when for block in asked.blocks[last:]]
    end = _moment(asked.doc, "closed_at") or _moment(asked.doc, "paused_at") or asked.now
    made = [commit.when for commit in document.commits(asked.doc)]
    seconds = 0
    for start, until in zip(times, [*times[1:], max(end, times[-1])] if times else [], strict=True):
        stop = until
        if until.astimezone(start.tzinfo).date() != start.date():
            stop = max((when for when in made if start < when < until), default=start)
        seconds += int((stop - start).total_seconds()) - _paused(asked.doc, start, stop)
    return (times[0] if times else None), seconds


def _moment(doc: Document, key: str) -> datetime | None:
    return moments.parse_iso(str(doc.get(key) or ""))


def _paused(doc: Document, start: datetime, stop: datetime) -> int:
    """How many seconds between the two it was paused."""
    known = doc.get("pauses")
    total = 0
    for pause in known if isinstance(known, list) else []:
        begin, _, end = str(pause).partition("/")
        first, last = moments.parse_iso(begin), moments.parse_iso(end)
        if first and last:
            total += max(0, int((min(last, stop) - max(first, start)).total_seconds()))
    return total
