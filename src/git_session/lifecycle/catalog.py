"""The list of sessions, grouped: what ``list``, ``view list`` and ``resume --list`` show."""

from __future__ import annotations

from git_session import output
from git_session.core import markdown, moments, paint, sheet
from git_session.core.sheet import Sheet
from git_session.core.views.given import OF_JOURNAL
from git_session.errors import NoSession
from git_session.lifecycle import journals, sessions, shelf
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import PAUSED, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.sheet import Values
    from git_session.core.views.given import Sitting

    Group = tuple[str, tuple[Sheet, ...]]

RECENT = 5
HERE = "Only in the journal (git session resume NAME opens one)"
AWAY = "Only on other branches (check one out, then git session resume NAME)"


@record
class Wish:
    """Which sessions: a group ("" for the usual ones), a branch, a tag, the id of a task (one of
    several), to whom they were handed; ``blocked``: only those that something blocks."""

    which: str = ""
    branch: str = ""
    tag: str = ""
    tasks: tuple[str, ...] = ()
    heir: str = ""
    blocked: bool = False


@record
class Catalog:
    """Groups by heading, what is wrong with documents, and what only a journal knows.

    ``told`` are such sessions as their journals tell of them, ``in_journal`` the stems of those of
    which no more is asked.
    """

    groups: tuple[Group, ...]
    wrong: tuple[str, ...]
    told: tuple[Group, ...] = ()
    in_journal: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.in_journal and not any(group for _, group in (*self.groups, *self.told))


def catalog(ctx: Context, wish: Wish) -> Catalog:
    """All documents that fit ``wish``, the latest first."""
    sheets = shelf.sheets(ctx)
    found = [one for one in sheets if not one.wrong]
    chosen = [one for one in found if _fits(one, wish)]
    chosen.sort(key=lambda one: one.updated, reverse=True)
    wrong = [one.wrong for one in sheets if one.wrong]
    wrong += _doubles(ctx, found)
    cap = ctx.settings.list_cap or len(chosen)
    return Catalog(_groups(chosen, wish.which, cap), tuple(wrong))


def _doubles(ctx: Context, found: list[Sheet]) -> list[str]:
    """Documents with an id that another one has: a copy made by hand, say."""
    first: dict[str, Sheet] = {}
    wrong = []
    for one in found:
        if one.uuid is None:
            continue
        other = first.setdefault(one.uuid, one)
        if other is not one:
            what = f"has the same id as {_name(ctx, other)}"
            wrong.append(f"{_name(ctx, one)}:{one.id_line}: {what}")
    return wrong


def _name(ctx: Context, one: Sheet) -> str:
    return ctx.store.relative_document(one.place, one.stem)


def latest(ctx: Context) -> Found:
    """The session updated last, before those that have ended. ``NoSession`` without any."""
    listed = catalog(ctx, Wish("all"))
    working = [one for _, group in listed.groups[:2] for one in group]
    ended = listed.groups[2][1]
    if not working and not ended:
        raise _nothing_here(ctx)
    found = sessions.load(ctx, max(working or ended, key=lambda one: one.updated).stem)
    return replace(found, doc=sessions.seen(ctx, found))


def _nothing_here(ctx: Context) -> NoSession:
    names = "\n".join(f"  {stem}" for stem in journals.without_document(ctx))
    if not names:
        return NoSession("there is no session yet", "begin one with: git session init")
    hint = "name one: git session resume NAME"
    return NoSession(f"there are sessions in the journal only:\n{names}", hint)


def _fits(one: Sheet, wish: Wish) -> bool:
    if wish.branch and one.branch != wish.branch:
        return False
    if wish.blocked and not (one.blockers and one.place == "active"):
        return False
    if not (wish.tag or wish.tasks or wish.heir):
        return True
    keys = sheet.values(one)
    return (
        (not wish.tag or wish.tag in _listed(keys, "tags"))
        and (not wish.tasks or not set(wish.tasks).isdisjoint(_listed(keys, "task_ids")))
        and (not wish.heir or wish.heir.casefold() == str(keys.get("handoff_to")).casefold())
    )


def _listed(keys: Values, key: str) -> list[str]:
    value = keys.get(key)
    return list(map(str, value)) if isinstance(value, list) else []


def _groups(found: list[Sheet], which: str, cap: int) -> tuple[Group, ...]:
    working = [one for one in found if one.place == "active"]
    active = tuple(one for one in working if one.status != PAUSED)
    paused = tuple(one for one in working if one.status == PAUSED)
    archived = tuple(one for one in found if one.place == "archive")
    groups = {
        "": (
            ("Active", active),
            ("Paused", paused),
            ("Recently archived", archived[:cap]),
        ),
        "all": (("Active", active), ("Paused", paused), ("Archived", archived)),
        "active": (("Active", active),),
        "paused": (("Paused", paused),),
        "archived": (("Archived", archived),),
    }
    return groups[which]


def _with_journals(ctx: Context, wish: Wish, known: Catalog) -> Catalog:
    """The same with the sessions without a document here: a few by name where none is sought."""
    here = journals.without_document(ctx)
    if wish == Wish():
        return replace(known, in_journal=tuple(reversed(here[-RECENT:])))
    found = _told(ctx, wish)
    there = (HERE, tuple(one for one in found if one.stem in here))
    return replace(known, told=(there, (AWAY, tuple(one for one in found if one.stem not in here))))


def _told(ctx: Context, wish: Wish) -> list[Sheet]:
    """Those that fit, as the journals of all branches tell of them."""
    from git_session.lifecycle import gathering  # is slow to load, and most lists are plain

    every = gathering.gather(ctx, gathering.Ask(kinds=None, pending=False)).sessions
    sheets = [_of_journal(one) for one in every if one.place == OF_JOURNAL]
    fit = [one for one in sheets if _fits(one, wish)]
    return [one for _, group in _groups(fit, wish.which or "all", len(fit)) for one in group]


def _of_journal(one: Sitting) -> Sheet:
    """A session without a document, where its document would stand."""
    import json  # 2 ms, and only for what is sought

    return Sheet(
        "active" if one.is_open else "archive",
        one.stem,
        "",
        status=one.status,
        branch=one.text("git_branch"),
        done=one.done,
        total=one.total,
        current=one.current,
        keys=json.dumps(one.keys),
        blockers=len(one.blockers),
    )


def show(ctx: Context, wish: Wish, *, as_json: bool = False) -> int:
    """Print the list; the exit code is 1 when nothing fits."""
    listed = _with_journals(ctx, wish, catalog(ctx, wish))
    for wrong in listed.wrong:
        output.remark(wrong)
    if as_json:
        output.say_json(data(ctx, listed))
    else:
        output.say_all(lines(ctx, listed))
    if listed.empty:
        fits = "no session fits" if wish != Wish() else "no sessions"
        output.remark(f'{fits}; begin one with: git session init --goal "…"')
    return 1 if listed.empty else 0


def lines(ctx: Context, listed: Catalog) -> list[str]:
    """The groups as text: two lines per session."""
    shown: list[str] = []
    for head, group in (*listed.groups, *listed.told):
        if group:
            shown += [
                paint.heading(head),
                *(line for one in group for line in _two_lines(ctx, one)),
                "",
            ]
    if listed.in_journal:
        shown += [paint.heading(HERE)]
        shown += [*(_name_line(stem) for stem in listed.in_journal), ""]
    return shown[:-1]


def _two_lines(ctx: Context, one: Sheet) -> list[str]:
    keys = sheet.values(one)
    when = moments.parse_iso(str(keys.get("updated_at") or ""))
    merged = keys.get("merged_into")
    parts = [
        f"{one.done}/{one.total} steps" if one.total else "no steps",
        moments.ago(when, ctx.now) if when else "",
        f"on {keys['git_branch'] or 'a detached HEAD'}" if "git_branch" in keys else "",
        f"handed to {keys['handoff_to']}" if keys.get("handoff_to") else "",
        str(keys.get("pause_reason") or ""),
        f"{one.blockers} blocker{'s' * (one.blockers > 1)}" if one.blockers else "",
        f"merged into {merged}" if merged else _how_it_ended(one, keys),
        _tasks(keys),
    ]
    said = markdown.one_line(", ".join(part for part in parts if part))
    return [_name_line(one.stem), paint.line("    ", paint.dim(said))]


def _name_line(stem: str) -> str:
    return paint.line("  ", paint.role(paint.SESSION, stem))


def _how_it_ended(one: Sheet, keys: Values) -> str:
    """'abandoned: the upstream fix made it needless'; "" for one that goes on."""
    if one.place != "archive":
        return ""
    why = keys.get("close_reason")
    return f"{keys.get('status')}: {why}" if why else str(keys.get("status") or "")


def _tasks(keys: Values) -> str:
    tasks = keys.get("task_ids")
    return f"tasks: {', '.join(map(str, tasks))}" if isinstance(tasks, list) and tasks else ""


def data(ctx: Context, listed: Catalog) -> list[dict[str, object]]:
    """The same as data: every frontmatter key and the progress, in the order shown.

    A session that only a journal knows has no ``document`` yet.
    """
    known = [_data(ctx, one) for _, group in listed.groups for one in group]
    told = [_data(ctx, one) | {"document": None} for _, group in listed.told for one in group]
    return known + told + [{"stem": stem, "document": None} for stem in listed.in_journal]


def _data(ctx: Context, one: Sheet) -> dict[str, object]:
    return {
        **sheet.values(one),
        "stem": one.stem,
        "document": _name(ctx, one),
        "done": one.done,
        "total": one.total,
        "current": one.current,
        "blockers": one.blockers,
    }
