"""What views are given: gathered from the cache, from documents here and from pending notes.

Views read nothing by themselves. All of a gathering is of one moment.
"""

from __future__ import annotations

from git_session import walk
from git_session.cache import opening
from git_session.cache.telling import Wanted
from git_session.core import moments, query, rulings, sheet
from git_session.core.views import given
from git_session.core.views.given import Given, Noted, Sitting, Source
from git_session.lifecycle import changes, recollect, shelf
from git_session.lifecycle.context import Context
from git_session.lifecycle.journalled import Standing
from git_session.model import ACTIVE, PAUSED, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from git_session.cache.opening import Cache
    from git_session.core.glance import Glance
    from git_session.core.sheet import Sheet
    from git_session.model import Block

    Found = tuple[str, Block, Source]

COMMITS = 500  # that changed a path, and whose entries are told of it
OPEN, NOTED, EITHER = "open", "noted", "either"


@record
class Ask:
    """What a view needs: no entries where ``kinds`` is None, of all kinds where it is empty.

    ``since`` and ``until`` (not included) bound the entries; ``stems`` and ``commits`` (full
    hashes) name them; ``marks``: also those that only say that a session was paused and the like.
    ``pending``: also what no commit carries yet. ``only`` names which sessions: those that are
    ``OPEN``, those that the entries are of (``NOTED``), or ``EITHER``; ``newest`` (0: all) how
    many of them. ``rulings``: also what says of decisions that they hold no more, or where they
    are written down, whenever and wherever it was noted. ``files``: also the
    journal files.
    """

    kinds: tuple[str, ...] | None = ()
    since: datetime | None = None
    until: datetime | None = None
    stems: tuple[str, ...] | None = None
    commits: tuple[str, ...] | None = None
    marks: bool = False
    sessions: bool = True
    pending: bool = True
    only: str = ""
    newest: int = 0
    files: bool = False
    rulings: bool = False


def gather(ctx: Context, ask: Ask) -> Given:
    """Sessions and entries as ``ask`` wants them."""
    return gather_all(ctx, [ask])[0]


def gather_all(ctx: Context, asks: Sequence[Ask]) -> list[Given]:
    """The same for several views: what all of them need is read once, and is of one moment."""
    tips = walk.tips(ctx.wt)
    notes = _notes(ctx) if any(map(_wants_notes, asks)) else []

    def use(known: Cache) -> list[Given]:
        documents = recollect.bring_up(ctx, known, tips)
        standing = None
        if any(ask.sessions for ask in asks):
            standing = Standing(ctx, known, shelf.sheets_in(ctx, known, documents))
        found = [_given(ctx, known, ask, notes, standing) for ask in asks]
        if standing:
            standing.keep()
        return found

    return opening.through(ctx.store.cache, use)


def _wants_notes(ask: Ask) -> bool:
    return ask.pending and (ask.kinds is not None or ask.rulings)


def _given(
    ctx: Context, known: Cache, ask: Ask, notes: list[Found], standing: Standing | None
) -> Given:
    notes = notes if ask.pending else []
    found = _blocks(known, ask, notes) if ask.kinds is not None else []
    told = given.noted(found, ask.kinds or (), marks=ask.marks)
    sessions: tuple[Sitting, ...] = ()
    if ask.sessions and standing:
        sessions = _chosen(standing, ask, {one.source.stem for one in told})
    ruled = _rulings(known, notes) if ask.rulings else ()
    files = tuple(known.telling.files()) if ask.files else ()
    return Given(ctx.now, ctx.zone, sessions, tuple(told), rulings=ruled, files=files)


def of_path(
    ctx: Context, path: str, kinds: tuple[str, ...], more: tuple[str, ...], most: int
) -> Given:
    """The entries of ``kinds`` that may name ``path``, or stand in the commits that changed it.

    A directory ends in '/'; of "" the ``most`` newest blocks of each kind are given. ``touching``
    are these commits, at most ``COMMITS`` unless ``most`` is 0. Of the sessions of such entries
    those of the kinds ``more`` are given too, and what was noted on decisions.
    """
    tips = walk.tips(ctx.wt)
    notes = _notes(ctx)
    literal = path.rstrip("/") if path.endswith("/") else path.rpartition("/")[2]

    def use(known: Cache) -> Given:
        recollect.bring_up(ctx, known, tips)
        touching: set[str] = set()
        every = 0
        asked = [Wanted((kind,), newest=most) for kind in kinds]
        if path:
            touching = changes.touching(ctx, known, known.telling.commits(), path)
            every = len(touching)
            if most and every > COMMITS:
                touching = known.telling.newest(touching, COMMITS)
            asked = [Wanted(kinds, commits=tuple(touching)), Wanted(kinds, says=(literal,))]
        found = {one[0]: one for wanted in asked for one in _with_notes(known, wanted, notes)}
        stems = tuple({source.stem for _, _, source in found.values()})
        found |= {one[0]: one for one in _with_notes(known, Wanted(more, stems=stems), [])}
        told = tuple(given.noted(found.values(), (*kinds, *more)))
        ruled = _rulings(known, notes)
        now, zone, left = ctx.now, ctx.zone, every - len(touching)
        changed = frozenset(touching)
        return Given(now, zone, noted=told, rulings=ruled, touching=changed, older=left)

    return opening.through(ctx.store.cache, use)


def _notes(ctx: Context) -> list[Found]:
    """What is noted and in no commit yet."""
    return [
        (identity, block, Source(piece.stem, branch=ctx.branch))
        for identity, piece in recollect.pending_notes(ctx)
        if (block := query.block_in(piece))
    ]


def _blocks(known: Cache, ask: Ask, notes: list[Found]) -> list[Found]:
    wanted = Wanted(ask.kinds or (), _epoch(ask.since), _epoch(ask.until), ask.stems, ask.commits)
    return _with_notes(known, wanted, [one for one in notes if _fits(ask, one)])


def _with_notes(known: Cache, wanted: Wanted, notes: list[Found]) -> list[Found]:
    """The blocks that journals hold, and those of ``notes`` that none does."""
    carried = known.telling.noted(wanted)
    there = {identity for identity, _, _ in carried}
    fresh = [one for one in notes if one[0] not in there and not known.history.knows(one[0])]
    return [*carried, *fresh]


def _rulings(known: Cache, notes: list[Found]) -> tuple[Noted, ...]:
    wanted = Wanted(rulings.KINDS, says=rulings.WORDS)
    told = given.noted(_with_notes(known, wanted, notes), rulings.KINDS)
    return tuple(one for one in told if rulings.is_one(one.entry))


def _fits(ask: Ask, found: Found) -> bool:
    _, block, source = found
    return (
        ask.commits is None
        and (ask.stems is None or source.stem in ask.stems)
        and (ask.since is None or block.when >= ask.since)
        and (ask.until is None or block.when < ask.until)
    )


def _epoch(when: datetime | None) -> int | None:
    return None if when is None else int(moments.to_utc(when).timestamp())


def _chosen(known: Standing, ask: Ask, noted: Collection[str]) -> tuple[Sitting, ...]:
    """Those that are asked for, the one updated last first; what cannot be read is left out."""
    every: list[Sheet | Glance] = [*known.here, *known.glances]
    sound = (one for one in every if not one.wrong)
    fit = [one for one in sound if not ask.only or _may_be_meant(one, ask.only, noted)]
    fit.sort(key=lambda one: (-one.updated, one.stem))
    if ask.only not in (OPEN, EITHER):
        return tuple(sheet.sittings(known.sheets(fit[: ask.newest or None])))
    named = noted if ask.only == EITHER else ()
    sittings = sheet.sittings(known.sheets(fit))
    told = [one for one in sittings if one.is_open or one.stem in named]
    return tuple(told[: ask.newest or None])


def _may_be_meant(one: Sheet | Glance, only: str, noted: Collection[str]) -> bool:
    """As far as that can be told before its frontmatter is read."""
    return (only != OPEN and one.stem in noted) or (only != NOTED and _may_go_on(one))


def _may_go_on(one: Sheet | Glance) -> bool:
    return one.place != "archive" and one.status in (None, ACTIVE, PAUSED)
