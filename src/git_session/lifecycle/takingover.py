"""What people kept before becomes sessions here, once: planned by reading alone, then carried out.

The blocks are a function of the files, and so is a session's id, made of what the source calls it.
Whoever takes the same over again, here or in a clone, finds that all of it is known.
"""

from __future__ import annotations

import hashlib
import os

from git_session import git, oldfiles, output
from git_session.core import (
    adr,
    begun,
    document,
    entries,
    fold,
    grammar,
    journal,
    naming,
    oldformats,
)
from git_session.core.oldformats import past as pasts
from git_session.core.oldformats import records
from git_session.core.oldformats.past import Past
from git_session.errors import NoSession, Refused, UsageError
from git_session.lifecycle import (
    archive,
    change,
    current,
    documents,
    journals,
    secrecy,
    sessions,
    upkeep,
)
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import (
    ABANDONED,
    ACTIVE,
    COMPLETED,
    DECISION,
    PAUSED,
    Block,
    record,
    replace,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from git_session.core.document import Facts
    from git_session.core.oldformats import Format
    from git_session.oldfiles import Old

ASIDE = "it was active where it was imported from"
HEX = frozenset("0123456789abcdef")
PLACES = ("active", "archive")
OURS = ("tmp", "views", "templates")  # of the worktree's own folder: made of what is here


@record
class Taken:
    """A session that is made (``facts``), or one that is here (None) with what is new of it."""

    past: Past
    stem: str
    status: str
    facts: Facts | None
    blocks: tuple[Block, ...]

    @property
    def entries(self) -> list[Block]:
        """What is new, without what the session says of itself and the note on where it is from."""
        return [block for block in self.blocks if not pasts.is_ours(block)]


@record
class Sources:
    """What files tell; ``skipped`` are those that are left alone, and why.

    ``replaced`` are documents (place, stem and text) of the worktree's own folder that others
    wrote: new ones take their place. ``known`` counts the records that tell a decision of here.
    """

    told: tuple[Past, ...]
    skipped: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str, str], ...]
    known: int


@record
class Plan:
    """What is to be taken over of ``sources``."""

    taken: tuple[Taken, ...]
    sources: Sources

    @property
    def fresh(self) -> list[Taken]:
        """The sessions of which something is new."""
        return [one for one in self.taken if one.blocks]


def read(ctx: Context, place: str, word: str = "") -> Sources:
    """What the file or folder ``place`` tells; nothing is written.

    ``word`` names the format; "" recognises it. ``UsageError`` where no file is recognised. It is
    read before anything here is brought up to date, which may change documents that others wrote.
    """
    seen = [_seen(ctx, old, word, place) for old in _files(ctx, place)]
    skipped = tuple((one.old.path, one.why) for one in seen if one.why)
    known = sum(bool(one.form and one.why) for one in seen)
    new = [(one, one.form) for one in seen if one.form and not one.why]
    told = [past for one, form in new for past in _told(ctx, form, one.old)]
    if not told and not known:
        raise UsageError(f"{place}: {_unknown(skipped)}", _words())
    replaced = tuple((*one.here, one.old.text) for one, _ in new if one.here)
    return Sources(tuple(oldformats.together(told)), skipped, replaced, known)


def _told(ctx: Context, form: Format, old: Old) -> tuple[Past, ...]:
    return form.read(old.text, old.path, ctx.zone)


def _files(ctx: Context, place: str) -> list[Old]:
    """The files to look at, by their paths in the worktree or below what was named."""
    endings = tuple({form.ending for form in oldformats.FORMATS})
    inner = _inner(ctx, place)
    root = inner or os.path.basename(os.path.realpath(place))
    ours = tuple(f"{ctx.wt.folder}/{name}/" for name in OURS)
    found = [replace(old, path=_path(root, old)) for old in oldfiles.found(place, endings)]
    return [old for old in found if not (inner and old.path.startswith(ours))]


@record
class _Seen:
    """A file, the document that it is ``here`` (place and stem), its format, and why it is left
    alone: ("" if it is not) it has no format, or tells what is known."""

    old: Old
    here: tuple[str, str] | None
    form: Format | None
    why: str


def _seen(ctx: Context, old: Old, word: str, place: str) -> _Seen:
    here = _place_of(ctx, old.path) if _inner(ctx, place) else None
    if why := old.why or _own(ctx, old, here):
        return _Seen(old, here, None, why)
    form = _form(old, word, alone=not os.path.isdir(place))
    if form is None:
        return _Seen(old, here, None, "is of no format that is known for certain")
    if form.word == records.NAME and (stem := _promoted(ctx, old)):
        return _Seen(old, here, form, f"tells a decision of {stem}")
    return _Seen(old, here, form, "")


def _inner(ctx: Context, place: str) -> str:
    """Where ``place`` is in the worktree ("." for its top), "" outside of it."""
    try:
        inner = os.path.relpath(os.path.realpath(place), os.path.realpath(ctx.wt.top))
    except ValueError:  # on another drive
        inner = os.pardir
    outside = inner.split(os.sep, 1)[0] == os.pardir
    return "" if outside else inner.replace(os.sep, "/")


def _path(root: str, old: Old) -> str:
    """The file's path below ``root``, by which it is told."""
    _, _, rest = old.path.partition("/")
    return "/".join(part for part in ("" if root == os.curdir else root, rest) if part)


def _unknown(skipped: Sequence[tuple[str, str]]) -> str:
    if len(skipped) == 1:
        return skipped[0][1]
    return "holds no file of a format that is known for certain"


def _words() -> str:
    width = max(map(len, oldformats.WORDS))
    lines = [f"  {form.word:<{width}}  {form.what}" for form in oldformats.FORMATS]
    return "\n".join(["say which it is with --from:", *lines])


def _form(old: Old, word: str, *, alone: bool) -> Format | None:
    """The format to read a file in. A file that is named alone is what the person says it is."""
    if not word:
        return oldformats.recognised(old.text, old.path)
    form = oldformats.called(word)
    fits = old.path.endswith(form.ending) and (alone or form.fits(old.text, old.path))
    return form if fits else None


def _own(ctx: Context, old: Old, here: tuple[str, str] | None) -> str:
    """Why a file is nothing to take over although it looks so: it is ours."""
    if journal.is_intact(old.text, old.path):
        return "is a journal file of git session, which comes with its commit"
    return "is a session of this clone" if here and _is_noted(ctx, here[1]) else ""


def _promoted(ctx: Context, old: Old) -> str:
    """The session whose decision a record tells: it was made of that; "" for any other record."""
    record = adr.parse(old.text, old.path)
    for name in record.related_sessions:
        try:
            stem = journals.find(ctx, name).stem
        except NoSession:
            continue
        blocks = sessions.known_blocks(ctx, stem, tell=False)[1]
        found = (entry for block in blocks for entry in entries.entries(block))
        if any((entry.kind, entry.title) == (DECISION, record.title) for entry in found):
            return stem
    return ""


def _is_noted(ctx: Context, stem: str) -> bool:
    """Whether anything was ever noted in a session; in a document that others wrote nothing was."""
    return bool(sessions.known_blocks(ctx, stem, tell=False)[1])


def _place_of(ctx: Context, path: str) -> tuple[str, str] | None:
    """Place and stem of a document in the worktree's own folder of sessions.

    Where it stayed there beside the one that is made of it, there would be two of one session.
    """
    for place in PLACES:
        folder = f"{ctx.wt.folder}/{place}/"
        name = path.removeprefix(folder).removesuffix(".md")
        if path.startswith(folder) and naming.valid_stem(name):
            return place, name
    return None


def take(ctx: Context, place: str, word: str = "", *, dry_run: bool = False) -> Plan:
    """Take over what the file or folder ``place`` holds; ``dry_run`` only says what that would be.

    See ``read``. ``Refused`` where HEAD is detached: no branch's next commit would carry it.
    """
    sources = read(ctx, place, word)
    if not ctx.branch:
        raise Refused("HEAD is detached, so no branch would carry it", "git switch BRANCH first")
    if not dry_run:
        upkeep.make_good(ctx)
    given = plan(ctx, sources)
    if not dry_run:
        carry_out(ctx, given)
    return given


def plan(ctx: Context, sources: Sources) -> Plan:
    """What is to be made of the sources, and what of it is known; nothing is written."""
    gone = {stem for _, stem, _ in sources.replaced}
    known = _index(ctx, gone)
    awake = _awake(ctx, sources.told, gone)
    base = sessions.facts_for(ctx, "base")
    taken = (_one(ctx, past, known, base, is_awake=past is awake) for past in sources.told)
    return Plan(tuple(taken), sources)


def _index(ctx: Context, gone: set[str]) -> dict[str, str]:
    """The stems of the sessions that are known here, by the part of their id that is no time."""
    found = [one for one in documents.survey(ctx).found if one.stem not in gone]
    shown = {_tail(str(one.doc.get("id"))): one.stem for one in found}
    unseen = {stem[-8:]: stem for stem in journals.without_document(ctx)}
    return {**unseen, **shown}


def _tail(uuid: str) -> str:
    return uuid[15:]


def _awake(ctx: Context, told: Sequence[Past], gone: set[str]) -> Past | None:
    """The one that stays active: the latest of those that can be, if none of ours is."""
    if (current.current(ctx) or "") not in {"", *gone}:
        return None
    able = [one for one in told if one.status == ACTIVE and one.branch in ("", ctx.branch)]
    return max(able, key=lambda one: one.ended.when, default=None)


def _one(ctx: Context, past: Past, known: dict[str, str], base: Facts, *, is_awake: bool) -> Taken:
    uuid = _uuid(past)
    stem = known.get(_tail(uuid)) or known.get(naming.id8(uuid))
    blocks = secrecy.without(pasts.blocks(past, secrecy.masked))
    status = past.status or COMPLETED
    status = PAUSED if status == ACTIVE and not is_awake else status
    if stem:
        ends = _end(past, status) if past.status in (COMPLETED, ABANDONED) else []
        return Taken(past, stem, status, None, _new(ctx, stem, [*blocks, *ends]))
    [first] = secrecy.without([begun.begun_block(_facts(past, uuid, status, base))])
    facts = begun.begin_facts(first) or base  # without the secrets, as clones will read them
    made = [first, *blocks, *_end(past, status)]
    return Taken(past, sessions.stem_of(facts), status, facts, tuple(made))


def _new(ctx: Context, stem: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Those of ``blocks`` that a session lacks; none where it was noted here, not taken over."""
    known = sessions.known_blocks(ctx, stem)[1]
    if not any(pasts.is_source(block) for block in known):
        return ()
    there = {pasts.wall(block) for block in known}
    new = [block for block in blocks if pasts.wall(block) not in there]
    return tuple(new if any(not pasts.is_source(block) for block in new) else ())


def _uuid(past: Past) -> str:
    """The source's own id, if it is one; else one made of what the source calls the session."""
    parts = past.key.lower().split("-")
    if [len(part) for part in parts] == [8, 4, 4, 4, 12] and set("".join(parts)) <= HEX:
        return past.key.lower()
    mark = hashlib.sha256(f"{past.form}:{past.key}".encode("utf-8", "surrogateescape")).digest()
    return naming.uuid7(_milliseconds(past.began.when), mark[:10])


def _milliseconds(when: datetime) -> int:
    """Of the time on the clock, which is the same in whatever zone it is read."""
    days = when.date().toordinal() - 719163  # those before 1970
    return ((days * 24 + when.hour) * 3600 + when.minute * 60 + when.second) * 1000


def _facts(past: Past, uuid: str, status: str, base: Facts) -> Facts:
    """The session as its source tells it, on the branch of ``base``: a commit there carries it."""
    called = past.key if past.key.startswith("session-") else f"session-{past.key}"
    labelled = len(called) == 23 and past.began.known == pasts.TIME
    return replace(
        base,
        id=uuid,
        shortname=naming.slug(past.name),
        label=called if labelled else naming.label(past.began.when, set()),
        created=past.began.when,
        author=past.author or pasts.UNKNOWN,
        client=naming.slug(past.client) if past.client else "",
        goal=past.goal,
        title=past.title,
        role=past.role,
        tags=past.tags,
        task_ids=past.tasks,
        key_files=past.key_files,
        key_context=past.key_context,
        retroactive=status in (COMPLETED, ABANDONED),
    )


def _end(past: Past, status: str) -> list[Block]:
    """How the session stood in its source; nothing for one that goes on here."""
    author = past.author or pasts.UNKNOWN
    reason = past.reason or ("not told" if past.status != ACTIVE else ASIDE)
    said = {
        COMPLETED: ("completed", {"summary": past.summary, "context_next": past.context_next}),
        ABANDONED: ("abandoned", {"reason": reason, "context_next": past.context_next}),
        PAUSED: ("paused", {"reason": reason, "context_next": past.context_next}),
    }
    if status not in said:
        return []
    word, fields = said[status]
    return secrecy.without([begun.session_block(word, past.ended.when, author, **fields)])


def carry_out(ctx: Context, given: Plan) -> None:
    """Make the sessions, note what is new; the next commit carries all of it."""
    with output.Bar("taking over", len(given.fresh)) as bar:
        with ctx.store.lock():
            for place, stem, text in given.sources.replaced:
                ctx.store.keep_replaced(stem, text, f"{ctx.now:%Y%m%dT%H%M%S}")
                ctx.store.take_away(place, stem)
                archive.leave(ctx, stem)
            for one in given.fresh:
                if one.facts:
                    _make(ctx, one, one.facts)
                    bar.advance(1)
        for one in given.fresh:
            if not one.facts:
                found = change.change(ctx, one.stem, list(one.blocks))
                archive.put_in_place(ctx, one.stem, found.doc)
                bar.advance(1)


def _make(ctx: Context, one: Taken, facts: Facts) -> None:
    """The blocks first: from them the document can be made again, not the other way round."""
    ctx.store.prepare()
    sessions.note(ctx, one.stem, list(one.blocks))
    blocks = grammar.ordered(one.blocks)
    doc = fold.resume_prompt(fold.fold(document.new(facts), blocks))
    place = "archive" if one.status in (COMPLETED, ABANDONED) else "active"
    sessions.save(ctx, Found(one.stem, place, doc), blocks)
    if one.status == ACTIVE:
        sessions.point(ctx, one.stem)


def tracked(ctx: Context, given: Plan) -> list[str]:
    """The documents among those replaced that git tracks: their removal is the person's."""
    paths = [ctx.store.relative_document(place, stem) for place, stem, _ in given.sources.replaced]
    in_head = set(git.tree_files(ctx.wt, ctx.wt.head, ctx.wt.folder)) if ctx.wt.head else set()
    return [path for path in paths if path in in_head]


@record
class Gaps:
    """How many entries of a session have no time, only a day, or no author."""

    no_time: int
    only_day: int
    no_author: int


def gaps(one: Taken) -> Gaps:
    """What is not told of the new entries of a session."""
    times = [line for block in one.entries for line in block.body.split("\n")[:3]]
    return Gaps(
        times.count(f"- {pasts.GAP}: {pasts.UNTOLD}"),
        times.count(f"- {pasts.GAP}: {pasts.DAY_ONLY}"),
        sum(block.author == pasts.UNKNOWN for block in one.entries),
    )
