"""What views of effort are given: signs of life from the journal, pending notes and commits."""

from __future__ import annotations

from git_session import output, walk
from git_session.cache import opening
from git_session.core import entries, grammar, moments, naming, query
from git_session.core.views import work
from git_session.core.views.work import COMMIT, Sign, Work
from git_session.lifecycle import arrived, changes, projects, recollect
from git_session.lifecycle.context import Context
from git_session.model import BLOCKER, DONE, PROGRESS, RESOLVED, SESSION, STEP, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from git_session.cache.opening import Cache
    from git_session.cache.telling import Carrier, Glimpse
    from git_session.core.query import Piece
    from git_session.model import Block

    Fields = tuple[tuple[str, str], ...]

# Of which kinds a view needs the title, and of which what was said below it.
TITLED = (DONE,)
WHOLE = (BLOCKER, RESOLVED, STEP, SESSION)
STRIDE = 500  # blocks between two looks at the bar


def gather(ctx: Context) -> Work:
    """The signs of every session, all of one moment."""
    tips = walk.tips(ctx.wt)
    notes = [*recollect.pending_notes(ctx)]

    def use(known: Cache) -> Work:
        recollect.bring_up(ctx, known, tips)
        signs = _of_journal(ctx, known)
        fresh = [*_pending(known, notes)]
        signs = sorted([*signs, *fresh], key=lambda sign: sign.when) if fresh else signs
        archived = known.documents.stems_in(ctx.store.root, "archive")
        here = {*archived, *known.documents.stems_in(ctx.store.root, "active")}
        over = frozenset(archived) | arrived.merged_stems(ctx, known, here)
        idle = ctx.settings.idle_minutes * moments.MINUTE
        return Work(ctx.now, ctx.zone, over, tuple(signs), idle)

    return opening.through(ctx.store.cache, use)


def by_project(ctx: Context, known: Work) -> Work:
    """The same with the projects of its commits; without rules all belong to one."""
    rules = projects.rules(ctx)
    home = rules.default or projects.home(ctx).value
    found = projects.by_commit(ctx, _named(known)) if rules.projects else {}
    return replace(known, home=home, projects=tuple(found.items()))


def by_file(ctx: Context, known: Work) -> Work:
    """The same with the paths that its commits changed."""
    wanted = _named(known)

    def use(cache: Cache) -> dict[str, tuple[str, ...]]:
        found = {name: paths for name, (paths, _) in cache.changed.known(wanted).items()}
        missing = [name for name in wanted if name not in found]
        fresh = changes.recalled(ctx, cache, missing) if missing else {}
        return found | {name: one.paths for name, one in fresh.items()}

    found = opening.through(ctx.store.cache, use)
    return replace(known, paths=tuple(found.items()))


def subjects(ctx: Context, commits: Iterable[str]) -> dict[str, str]:
    """The subjects of commits that carry notes, as far as they were asked for by ``gather``."""
    wanted = set(commits)
    there = opening.through(ctx.store.cache, lambda known: known.history.made())
    return {commit: subject for commit, (_, subject) in there.items() if commit in wanted}


def _named(known: Work) -> list[str]:
    return [*filter(None, dict.fromkeys([sign.commit for sign in known.signs]))]


def _of_journal(ctx: Context, known: Cache) -> list[Sign]:
    """The signs of all that is committed, in the order of time, made once for one journal."""
    told = known.history.signs()
    if told and (found := work.unpacked(told)) is not None:
        return found
    files = known.telling.carriers()
    fresh, there = _made(ctx, known, files)
    signs = [*_entries(known, files), *_commits(files, there)]
    signs.sort(key=lambda sign: sign.when)
    known.end()
    known.begin(writing=True)
    known.history.add_made(fresh)
    known.history.keep_signs(work.packed(signs))
    known.end()
    known.begin(writing=False)
    return signs


def _entries(known: Cache, files: dict[int, Carrier]) -> Iterator[Sign]:
    """Signs of what is in the journal; a block that several files hold counts once, by its first.

    What is told of one block stands together.
    """
    order = {number: at for at, number in enumerate(files)}
    kept: Glimpse | None = None
    for seen in _told(known):
        if seen[-1] not in order:
            continue
        if kept is None or kept[0] != seen[0]:
            if kept is not None:
                yield from _signs(kept, files[kept[-1]])
            kept = seen
        elif order[seen[-1]] < order[kept[-1]]:
            kept = seen
    if kept is not None:
        yield from _signs(kept, files[kept[-1]])


def _told(known: Cache) -> Iterator[Glimpse]:
    """All that is in the journal, in short; on a terminal one sees how far that is."""
    with output.Bar("reading what was noted", known.telling.glimpsed()) as bar:
        for number, seen in enumerate(known.telling.glimpses(TITLED, WHOLE), 1):
            yield seen
            if number % STRIDE == 0:
                bar.advance(STRIDE)


def _signs(seen: Glimpse, carrier: Carrier) -> Iterable[Sign]:
    """The signs of one block: mostly one, of a block without a kind one for each of its entries."""
    _, epoch, kind, title, who, agent, body, _ = seen
    client = naming.parted(agent)[0] if agent else ""
    if not body:
        return (Sign(epoch, who, carrier.stem, kind, title, client, carrier.commit),)
    when = moments.of_epoch(epoch)
    block = grammar.again(when, "" if kind == PROGRESS else kind, title, who, body, agent)
    return _of_block(block, epoch, carrier.stem, carrier.commit)


def _of_block(block: Block, epoch: int, stem: str, commit: str) -> list[Sign]:
    client = naming.parted(block.agent)[0]
    return [
        Sign(epoch, one.author, stem, one.kind, one.title, client, commit, _kept(one.fields))
        for one in entries.entries(block)
    ]


def _kept(fields: Fields) -> Fields:
    """Those of the fields that a view looks at: the rest may be long."""
    return tuple(field for field in fields if field[0] in work.KEPT) if fields else ()


def _pending(known: Cache, notes: list[tuple[str, Piece]]) -> Iterator[Sign]:
    """Signs of what no commit carries yet."""
    for identity, piece in notes:
        if not known.history.knows(identity):
            block = query.block_of(piece, moments.of_epoch(piece.epoch))
            yield from _of_block(block, piece.epoch, piece.stem, "")


def _commits(files: dict[int, Carrier], made: dict[str, tuple[int, str]]) -> list[Sign]:
    """Signs of commits that carry notes, by whoever their journal files say: once per session."""
    found: dict[tuple[str, str], Sign] = {}
    for one in files.values():
        key = (one.commit, one.stem)
        if one.commit in made and key not in found:
            epoch = made[one.commit][0]
            found[key] = Sign(epoch, one.author, one.stem, COMMIT, "", one.client, one.commit)
    return [*found.values()]


def _made(
    ctx: Context, known: Cache, files: dict[int, Carrier]
) -> tuple[list[tuple[str, int, str]], dict[str, tuple[int, str]]]:
    """When the commits were made that carry notes: what git was asked of now, and all."""
    there = known.history.made()
    wanted = {one.commit for one in files.values() if one.commit} - there.keys()
    fresh = walk.made(ctx.wt, known.telling.in_order(wanted))
    return fresh, there | {commit: (epoch, subject) for commit, epoch, subject in fresh}
