"""The list of sessions, grouped: what ``list``, ``view list`` and ``resume --list`` show."""

from __future__ import annotations

from git_session import output
from git_session.core import document, moments
from git_session.core.document import Document
from git_session.errors import BadText, NoSession
from git_session.lifecycle import documents, journals, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import PAUSED, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

RECENT = 5


@record
class Wish:
    """Which sessions: a group ("" for the usual ones), a branch, a tag."""

    which: str = ""
    branch: str = ""
    tag: str = ""


@record
class Catalog:
    """Groups by heading, stems that only a journal knows, and documents that cannot be read."""

    groups: tuple[tuple[str, tuple[Found, ...]], ...]
    in_journal: tuple[str, ...]
    wrong: tuple[BadText, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.in_journal and not any(group for _, group in self.groups)


def catalog(ctx: Context, wish: Wish) -> Catalog:
    """Everything that fits ``wish``, the latest first."""
    survey = documents.survey(ctx)
    found = [replace(session, doc=sessions.seen(ctx, session)) for session in survey.found]
    chosen = [session for session in found if _fits(session, wish)]
    chosen.sort(key=_updated, reverse=True)
    wrong = (*survey.wrong, *doubles(survey.found))
    return Catalog(_groups(chosen, wish.which), _in_journal(ctx, wish), wrong)


def doubles(found: Iterable[Found]) -> list[BadText]:
    """Documents with an id that another one has: a copy made by hand, say."""
    first: dict[str, Found] = {}
    wrong = []
    for session in found:
        uuid = session.doc.get("id")
        if not isinstance(uuid, str):
            continue
        other = first.setdefault(uuid, session)
        if other is not session:
            what = f"has the same id as {other.doc.name}"
            hint = "give one of them another id, or move it away"
            wrong.append(BadText(session.doc.name, _line_of_id(session.doc), what, hint))
    return wrong


def _line_of_id(doc: Document) -> int:
    before = doc.text.partition("\nid:")[0]
    return before.count("\n") + 2


def latest(ctx: Context) -> Found:
    """The session updated last, before those that have ended. ``NoSession`` without any."""
    listed = catalog(ctx, Wish("all"))
    working = [session for _, group in listed.groups[:2] for session in group]
    ended = listed.groups[2][1]
    if not working and not ended:
        raise _nothing_here(ctx)
    return max(working or ended, key=_updated)


def _nothing_here(ctx: Context) -> NoSession:
    names = "\n".join(f"  {stem}" for stem in journals.without_document(ctx))
    if not names:
        return NoSession("there is no session yet", "begin one with: git session init")
    hint = "name one: git session resume NAME"
    return NoSession(f"there are sessions in the journal only:\n{names}", hint)


def _fits(session: Found, wish: Wish) -> bool:
    tags = session.doc.get("tags")
    return (not wish.branch or session.doc.get("git_branch") == wish.branch) and (
        not wish.tag or (isinstance(tags, list) and wish.tag in tags)
    )


def _updated(session: Found) -> float:
    when = moments.parse_iso(str(session.doc.get("updated_at") or ""))
    return when.timestamp() if when else 0.0


def _groups(found: list[Found], which: str) -> tuple[tuple[str, tuple[Found, ...]], ...]:
    working = [session for session in found if session.place == "active"]
    active = tuple(s for s in working if s.doc.get("status") != PAUSED)
    paused = tuple(s for s in working if s.doc.get("status") == PAUSED)
    archived = tuple(s for s in found if s.place == "archive")
    groups = {
        "": (
            ("Active", active),
            ("Paused", paused),
            ("Recently archived", archived[:RECENT]),
        ),
        "all": (("Active", active), ("Paused", paused), ("Archived", archived)),
        "active": (("Active", active),),
        "paused": (("Paused", paused),),
        "archived": (("Archived", archived),),
    }
    return groups[which]


def _in_journal(ctx: Context, wish: Wish) -> tuple[str, ...]:
    """Stems without a document here; nothing is known of their branch or tags before a resume."""
    if wish.branch or wish.tag or wish.which not in ("", "all"):
        return ()
    stems = tuple(reversed(journals.without_document(ctx)))
    return stems if wish.which == "all" else stems[:RECENT]


def show(ctx: Context, wish: Wish, *, as_json: bool = False) -> int:
    """Print the list; the exit code is 1 when nothing fits."""
    listed = catalog(ctx, wish)
    for wrong in listed.wrong:
        output.remark(wrong.message)
    if as_json:
        output.say_json(data(ctx, listed))
    else:
        output.say_lines(lines(ctx, listed))
    if listed.empty:
        fits = "no session fits" if any((wish.which, wish.branch, wish.tag)) else "no sessions"
        output.remark(f'{fits}; begin one with: git session init --goal "…"')
    return 1 if listed.empty else 0


def lines(ctx: Context, listed: Catalog) -> list[str]:
    """The groups as text: two lines per session."""
    shown: list[str] = []
    for head, group in listed.groups:
        if group:
            shown += [head, *(line for session in group for line in _two_lines(ctx, session)), ""]
    if listed.in_journal:
        shown += ["Only in the journal (git session resume NAME opens one)"]
        shown += [*(f"  {stem}" for stem in listed.in_journal), ""]
    return shown[:-1]


def _two_lines(ctx: Context, session: Found) -> list[str]:
    doc = session.doc
    done, total, _ = document.progress(doc)
    when = moments.parse_iso(str(doc.get("updated_at") or ""))
    merged = doc.get("merged_into")
    parts = [
        f"{done}/{total} steps" if total else "no steps",
        moments.ago(when, ctx.now) if when else "",
        f"on {doc.get('git_branch') or 'a detached HEAD'}",
        str(doc.get("pause_reason") or ""),
        f"merged into {merged}" if merged else _how_it_ended(session),
        _tasks(doc),
    ]
    return [f"  {session.stem}", "    " + ", ".join(part for part in parts if part)]


def _how_it_ended(session: Found) -> str:
    """'abandoned: the upstream fix made it needless'; "" for one that goes on."""
    if session.place != "archive":
        return ""
    why = session.doc.get("close_reason")
    return f"{session.doc.get('status')}: {why}" if why else str(session.doc.get("status") or "")


def _tasks(doc: Document) -> str:
    tasks = doc.get("task_ids")
    return f"tasks: {', '.join(map(str, tasks))}" if isinstance(tasks, list) and tasks else ""


def data(ctx: Context, listed: Catalog) -> list[dict[str, object]]:
    """The same as data: every frontmatter key and the progress, in the order shown.

    A session that only a journal knows has no ``document`` yet.
    """
    known = [_data(ctx, session) for _, group in listed.groups for session in group]
    return known + [{"stem": stem, "document": None} for stem in listed.in_journal]


def _data(ctx: Context, session: Found) -> dict[str, object]:
    done, total, step = document.progress(session.doc)
    return {
        **session.doc.values(),
        "stem": session.stem,
        "document": ctx.store.relative_document(session.place, session.stem),
        "done": done,
        "total": total,
        "current": step,
    }
