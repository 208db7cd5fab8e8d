"""The documents: can they be read, do they say what they must, do they stand where they belong?"""

from __future__ import annotations

import os

from git_session import git
from git_session.core import checks, document, fold, moments, naming
from git_session.core.document import Document
from git_session.errors import BadText, Refused, SessionError
from git_session.lifecycle import archive, pending, sessions
from git_session.lifecycle.checkup.fault import NOTE, Fault, relative, unreadable
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import ACTIVE, COMPLETED, PAUSED, SESSION, replace
from git_session.places import is_plain
from git_session.store import Chunk, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from git_session.core.scalars import Value
    from git_session.lifecycle.checkup.fault import Check

PLACES = ("active", "archive")
# What the journal may tell beside the keys that a document needs.
FACTS = ("id", "shortname", "label", "status", "created_at", "git_branch", "git_base", "git_start")


class _NamedOnly(Store):
    """A store without the scratch that names no session: that is the current one's."""

    def pending(self, stem: str) -> list[Chunk]:
        """As the store has it, less what stands in `.sessions/tmp` itself."""
        return super().pending(stem) if stem else []


def alone(ctx: Context) -> Context:
    """The same surroundings for a session that is not the current one."""
    store = _NamedOnly(ctx.wt.top, ctx.wt.git_dir, ctx.wt.common_dir)
    return Context(ctx.wt, ctx.settings, store)


def readable(ctx: Context) -> Iterator[Found]:
    """Every document that can be read, those in the archive last."""
    for place in PLACES:
        for stem in ctx.store.stems(place):
            try:
                yield _read(ctx, place, stem)
            except SessionError:
                continue  # ``broken`` tells


def _read(ctx: Context, place: str, stem: str) -> Found:
    path, text = ctx.store.read_document(place, stem)
    return Found(stem, place, document.read(text, path))


def broken(ctx: Context) -> Iterator[Fault]:
    """Documents that cannot be read; they are left as they are."""
    cure = "mend it by hand, or make it anew: git session doctor --rebuild"
    for place in PLACES:
        for stem in ctx.store.stems(place):
            path = f"{ctx.wt.folder}/{place}/{stem}.md"
            if not is_plain(stem):
                yield Fault("document", path, "has a name that is none", "rename it")
                continue
            try:
                _read(ctx, place, stem)
            except BadText as error:
                yield unreadable("document", path, error, cure)
            except SessionError as error:
                yield unreadable("document", path, error)


def each(ctx: Context) -> Iterator[Fault]:
    """What can be said of one document alone, each read once."""
    for session in readable(ctx):
        for look in (_missing, _odd, _values, _two_marks, _status, _base, _conventions):
            yield from look(ctx, session)


def _missing(ctx: Context, session: Found) -> Iterator[Fault]:
    doc = session.doc
    missing = checks.missing_keys(doc, is_open=session.place == "active")
    if missing:
        names = ", ".join(missing)

        def fill(old: Document) -> Document:
            return document.set_keys(old, **_filled(ctx, replace(session, doc=old)))

        yield Fault("keys", doc.name, f"the frontmatter lacks {names}", "add the keys",
                    _edited(ctx, session, fill, f"filled in {names}"), line=1)  # fmt: skip


def _odd(_: Context, session: Found) -> Iterator[Fault]:
    for key, line in checks.odd_keys(session.doc):
        what = f"the value of `{key}` is no plain text"
        yield Fault("keys", session.doc.name, what, "write it on one line, in quotes", line=line)


def _values(_: Context, session: Found) -> Iterator[Fault]:
    for key, line, what in checks.wrong_values(session.doc):
        told = f"the value of `{key}` is not what it must be"
        yield Fault("values", session.doc.name, told, f"write {what}", line=line)


def _two_marks(ctx: Context, session: Found) -> Iterator[Fault]:
    lines = checks.surplus_marks(session.doc)
    if lines:
        number = f"{len(lines)} mark{'s' * (len(lines) > 1)}"
        what = "more than one step is marked <- CURRENT; the first open one counts"
        mend = _edited(ctx, session, checks.with_one_mark, f"took {number} away")
        yield Fault("current", session.doc.name, what, "take the mark away here", mend, lines[0])


def _edited(
    ctx: Context, session: Found, edit: Callable[[Document], Document], did: str
) -> Callable[[], str]:
    """Read the document as it is by then, edit it, write it."""

    def mend() -> str:
        now = _read(ctx, session.place, session.stem)
        sessions.save(ctx, replace(now, doc=edit(now.doc)), [])
        return did

    return mend


def _status(ctx: Context, session: Found) -> Iterator[Fault]:
    doc, place = session.doc, checks.belongs_in(session.doc)
    line = checks.line_of_key(doc, "status")
    status = doc.get("status")
    if not place and status not in (None, ""):
        what = f"the status {status} is none: {', '.join(checks.STATUSES)}"
        yield Fault("status", doc.name, what, "write one of these", line=line)
    elif place and place != session.place and not ctx.store.has_document(place, session.stem):
        what = f"the status is {status}, and it stands in {session.place}"
        cure = f"move it to {ctx.wt.folder}/{place}"
        yield Fault("place", doc.name, what, cure, _moved(ctx, session), line)


def _moved(ctx: Context, session: Found) -> Callable[[], str]:
    def mend() -> str:
        now = _read(ctx, session.place, session.stem)
        archive.put_in_place(ctx, now.stem, now.doc)
        place = checks.belongs_in(now.doc)
        if place == "archive":
            archive.leave(ctx, now.stem)
        return f"moved to {ctx.wt.folder}/{place}"

    return mend


def _base(ctx: Context, session: Found) -> Iterator[Fault]:
    base = session.doc.get("git_base")
    names = (str(base), f"origin/{base}") if base and session.place == "active" else ()
    if names and not any(git.branch_exists(ctx.wt, name) for name in names):
        what = f"git_base is {base}, and there is no such branch here (any more)"
        cure = "name another one there, or: git config session.base BRANCH"
        line = checks.line_of_key(session.doc, "git_base")
        yield Fault("base", session.doc.name, what, cure, line=line, level=NOTE)


def _conventions(_: Context, session: Found) -> Iterator[Fault]:
    """Of a session that goes on: how its document is to be written. Nothing is wrong with it."""
    for odd in checks.conventions(session.doc) if session.place == "active" else ():
        yield Fault(odd.name, session.doc.name, odd.what, odd.cure, line=odd.line, level=NOTE)


def same_id(ctx: Context) -> Iterator[Fault]:
    """Two documents with one id: a copy made by hand, say. Which one is meant only people know."""
    seen: dict[str, Found] = {}
    for session in readable(ctx):
        seen.setdefault(session.stem, session)
    for error in _doubled(seen.values()):
        yield unreadable("same-id", error.path, error)


def two_places(ctx: Context) -> Iterator[Fault]:
    """Documents that stand in active and in archive at once."""
    for stem in sorted({*ctx.store.stems("active")} & {*ctx.store.stems("archive")}):
        path = ctx.store.relative_document("archive", stem)
        cure = "keep the right one, and move the other away"
        what = f"stands in {ctx.wt.folder}/active/{stem}.md as well"
        yield Fault("two-places", path, what, cure, _united(ctx, stem))


def _united(ctx: Context, stem: str) -> Callable[[], str]:
    def mend() -> str:
        both = [_read(ctx, place, stem) for place in PLACES]
        kept = _right_one(both)
        other = both[0] if kept is both[1] else both[1]
        aside = ""
        if kept.doc.text != other.doc.text:
            aside = ctx.store.keep_replaced(stem, other.doc.text, moments.utc_stamp(ctx.now))
        ctx.store.remove_double(other.place, stem)
        _refold(ctx, kept)
        place = f"kept the one in {kept.place}"
        return f"{place}; the other one is in {relative(ctx, aside)}" if aside else place

    return mend


def _right_one(both: list[Found]) -> Found:
    """The one that stands where its status belongs; else the one updated last."""
    fitting = [one for one in both if checks.belongs_in(one.doc) == one.place]
    return max(fitting or both, key=_updated)


def _updated(session: Found) -> float:
    when = moments.parse_iso(str(session.doc.get("updated_at") or ""))
    return when.timestamp() if when else 0.0


def _refold(ctx: Context, session: Found) -> None:
    """Show all that the journal tells: some of it may have stood in the other document only."""
    texts = journal_texts(ctx, session.stem)
    blocks = pending.blocks_of(texts)
    doc = fold.fold(session.doc, [block for block in blocks if block.kind != SESSION])
    sessions.save(ctx, replace(session, doc=doc), blocks)


def journal_texts(ctx: Context, stem: str) -> dict[str, str]:
    """The session's journal files by name: this clone's copies and those of HEAD."""
    names = pending.tracked(ctx, stem)
    return {**ctx.store.kept_journals(stem), **pending.read_tracked(ctx, stem, names)}


def _filled(ctx: Context, session: Found) -> dict[str, Value]:
    """Values for what the document lacks: from the journal, else from its name and from git."""
    doc = session.doc
    needed = checks.missing_keys(doc, is_open=session.place == "active")
    told = _told(ctx, session)
    absent = [key for key in FACTS if key not in doc.keys()]  # noqa: SIM118  keys of a document
    known = {key: told[key] for key in [*needed, *absent] if told.get(key) not in (None, "")}
    guessed = _guessed(ctx, session, known) if set(needed) - known.keys() else {}
    return {**known, **{key: guessed[key] for key in needed if key not in known}}


def _told(ctx: Context, session: Found) -> dict[str, Value]:
    """The keys that the journal tells; {} if it knows nothing of the session."""
    try:
        told = sessions.rebuilt(alone(ctx), session.stem)
    except Refused:
        return {}
    values = told.values()
    if checks.belongs_in(told) != session.place:
        del values["status"]  # merged, or ended by hand: no block says so
    return values


def _guessed(ctx: Context, session: Found, known: dict[str, Value]) -> dict[str, Value]:
    """What file name and git say: the stem is ``<shortname>-<id8>``."""
    stem = session.stem
    named = stem[-9:-8] == "-" and naming.is_id8(stem[-8:])
    created = known.get("created_at") or session.doc.get("created_at") or _first_seen(ctx, session)
    when = moments.parse_iso(str(created)) or ctx.now
    uuid = naming.uuid7(int(when.timestamp() * 1000), os.urandom(10))
    return {
        "id": uuid[:-8] + stem[-8:] if named else uuid,
        "shortname": stem[:-9] if named else stem,
        "created_at": created,
        "git_branch": ctx.wt.branch,
        "status": _status_of(session),
    }


def _first_seen(ctx: Context, session: Found) -> str:
    """The time of its first commit; else of its last update, else now."""
    rows = document.commits(session.doc)
    updated = moments.parse_iso(str(session.doc.get("updated_at") or ""))
    return moments.iso(rows[0].when if rows else updated or ctx.now)


def _status_of(session: Found) -> str:
    """What its place says the status is."""
    if session.place == "archive":
        return COMPLETED
    return PAUSED if session.doc.get("paused_at") else ACTIVE


CHECKS: tuple[Check, ...] = (broken, each, two_places, same_id)


def _doubled(found: Iterable[Found]) -> list[BadText]:
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
            line = session.doc.text.partition("\nid:")[0].count("\n") + 2
            hint = "give one of them another id, or move it away"
            wrong.append(BadText(session.doc.name, line, what, hint))
    return wrong
