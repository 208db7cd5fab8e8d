"""What was ever noted and fits a question: journal of all branches, documents, pending notes.

The cache remembers the tips of the last walk through history. If they are the same, git is asked
nothing more; else only what came and what went is looked at, and only blobs that are new are read.
"""

from __future__ import annotations

from git_session import output, walk
from git_session.cache import opening
from git_session.cache.finding import Place
from git_session.cache.opening import Cache
from git_session.cache.telling import Wanted
from git_session.core import (
    document,
    entries,
    grammar,
    journal,
    moments,
    personal,
    query,
    ruled,
    rulings,
)
from git_session.core.query import DOCUMENT, Matcher, Piece
from git_session.errors import BadText, GitFailed
from git_session.lifecycle import pending, shelf
from git_session.lifecycle.context import Context
from git_session.model import DECISION, Journal, record, replace
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from git_session.core.rulings import Superseding
    from git_session.walk import Tips

    T = TypeVar("T")
    Brought = tuple[list[tuple[str, str, str, str]], list[tuple[str, str | None]]]

PORTION = 2500  # commits that are looked at together: git keeps what it unpacked for them
UNDATED = "1970-01-01T00:00:00+00:00"
PENDING = "pending"


@record
class Hit:
    """A piece that fits, and where it stands; ``commit`` is None where no commit is known.

    ``superseded`` says what took the place of a decision that holds no more.
    """

    piece: Piece
    path: str
    commit: str | None
    branch: str | None
    superseded: Superseding | None = None


@record
class Recollection:
    """The best hits, how many fit in all, and what was looked through, in words."""

    hits: tuple[Hit, ...]
    total: int
    searched: str
    wrong: tuple[str, ...]


def recollect(
    ctx: Context, matcher: Matcher, limit: int, ready: Callable[[], None]
) -> Recollection:
    """Everything that fits, the best (or the newest) ``limit`` of it in full.

    ``ready`` is called when the cache is, and what follows is matching only.
    """
    tips = walk.tips(ctx.wt)
    notes = list(pending_notes(ctx))

    def ask(known: Cache) -> Recollection:
        bring_up(ctx, known, tips)
        ready()
        return _asked(ctx, known, tips, notes, matcher, limit)

    return opening.through(ctx.store.cache, ask)


def _asked(
    ctx: Context,
    known: Cache,
    tips: Tips,
    notes: list[tuple[str, Piece]],
    matcher: Matcher,
    limit: int,
) -> Recollection:
    root = ctx.store.root
    ranked: list[tuple[float, int, int, Piece | None]] = [
        (rank, -epoch, number, None) for rank, epoch, number in known.finding.find(matcher, root)
    ]
    if said_twice := _said_twice(known, root, notes, matcher):
        ranked = [hit for hit in ranked if hit[2] not in said_twice]
    for at, (identity, piece) in enumerate(notes):
        if matcher.scan(piece) and not known.history.knows(identity):
            rank = known.finding.rank(matcher, piece) if matcher.phrases else 0.0
            ranked.append((rank, -piece.epoch, -1 - at, piece))
    by_time = matcher.query.newest or matcher.query.oldest or not matcher.phrases
    ranked.sort(key=lambda hit: hit[1:3] if by_time else hit[:3], reverse=matcher.query.oldest)
    shown = [_standing(ctx, known, number, piece) for _, _, number, piece in ranked[:limit]]
    searched = "" if ranked else _told(known, root, tips, len(notes))
    hits = tuple(_marked(known, notes, list(_with_commits(ctx, shown))))
    return Recollection(hits, len(ranked), searched, tuple(known.documents.wrong(root)))


def _marked(known: Cache, notes: list[tuple[str, Piece]], hits: list[Hit]) -> list[Hit]:
    """The hits, decisions that hold no more with what took their place."""
    if not any(DECISION in hit.piece.kinds for hit in hits):
        return hits
    told = known.telling.blocks(Wanted(rulings.KINDS, says=rulings.WORDS))
    gone = ruled.superseded([*((one.identity, one.piece) for one in told), *notes])
    return [replace(hit, superseded=ruled.superseded_by(gone, hit.piece)) for hit in hits]


def _said_twice(
    known: Cache, root: str, notes: list[tuple[str, Piece]], matcher: Matcher
) -> set[int]:
    """The pieces of documents that fit only by what a pending note of the session says too."""
    texts: dict[str, list[str]] = {}
    for _, note in notes:
        texts.setdefault(note.stem, []).extend((note.title, note.body))
    return {
        number
        for stem in texts
        for number, piece in known.documents.own_pieces(root, stem)
        if not (rest := personal.without(piece.body, texts[stem]))
        or not matcher.scan(replace(piece, body=rest))
    }


def _told(known: Cache, root: str, tips: Tips, notes: int) -> str:
    entries_, sessions, documents = known.finding.counts(root)
    return (
        f"{_number(entries_, 'entry', 'entries')} of {_number(sessions, 'session')}"
        f" on {_number(tips.branches, 'branch', 'branches')},"
        f" {_number(documents, 'document')}, {_number(notes, 'pending note')}"
    )


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def _standing(
    ctx: Context, known: Cache, number: int, piece: Piece | None
) -> tuple[Piece, list[Place]]:
    """A piece with all the places where it stands."""
    if piece is not None:
        return piece, [Place(PENDING, None, ctx.branch, piece.stem)]
    return known.finding.piece(number), known.finding.places(number, ctx.wt.folder)


def _with_commits(ctx: Context, shown: list[tuple[Piece, list[Place]]]) -> Iterator[Hit]:
    """Each piece with one of its places: one that HEAD reaches, if there is a choice."""
    asked = {
        place.commit
        for _, places in shown
        if len(places) > 1
        for place in places
        if place.commit is not None
    }
    elsewhere = walk.off_head(ctx.wt, sorted(asked)) if len(asked) > 1 else set()
    for piece, places in shown:
        best = min(places, key=lambda place: (place.commit is None, place.commit in elsewhere))
        yield Hit(piece, best.path, best.commit, best.branch or None)


def pending_notes(ctx: Context) -> Iterator[tuple[str, Piece]]:
    """Identity and piece of every note that no commit has carried, once; of "" for no session."""
    for identity, stem, block in pending.every(ctx):
        yield identity, query.of_block(block, entries.kinds(block), stem)


def bring_up(ctx: Context, known: Cache, tips: Tips) -> shelf.Facts:
    """Let the cache know what is now, and see it all as of one moment.

    Returns what tells whether each document here is still the same.
    """
    documents, kept = shelf.facts(ctx), ctx.store.kept_facts()
    known.begin(writing=False)
    if _is_fresh(ctx, known, tips, documents, kept):
        return documents
    known.end()
    known.begin(writing=True)
    stems = _walk(ctx, known, tips) | _take_kept(ctx, known, kept)
    known.documents.unsearched(stems)
    for name, doc in shelf.take_in(ctx, known, documents):
        _take_own(ctx, known, name, doc)
    _read_own(ctx, known)
    known.documents.settle(ctx.store.root, documents)
    known.end()
    known.begin(writing=False)
    return documents


def _is_fresh(
    ctx: Context,
    known: Cache,
    tips: Tips,
    documents: dict[tuple[str, str], str],
    kept: dict[str, str],
) -> bool:
    return (
        known.history.tips() == list(tips.commits)
        and known.history.state("boundary") == " ".join(tips.boundary)
        and known.history.kept() == kept
        and "" not in kept.values()
        and "" not in documents.values()
        and known.documents.settled(ctx.store.root, documents)
    )


def _walk(ctx: Context, known: Cache, tips: Tips) -> set[str]:
    """Follow history from the tips of the last time to those of now; the sessions concerned."""
    old = known.history.tips()
    if old == list(tips.commits) and known.history.state("boundary") == " ".join(tips.boundary):
        return set()
    came, went = _difference(ctx, known, old, tips)
    known.history.drop_commits(went)
    stems = _take_commits(ctx, known, came, set(tips.boundary))
    if went or not known.history.tips():
        known.history.sweep()
    known.history.set_tips(tips.commits)
    known.history.remember("boundary", " ".join(tips.boundary))
    return stems


def _difference(
    ctx: Context, known: Cache, old: list[str], tips: Tips
) -> tuple[list[str], list[str]]:
    """The commits that came since ``old`` and those that went; all came where that cannot be told.

    That is so where old commits are gone for good, and where a shallow clone ends elsewhere now.
    """
    if known.history.state("boundary") == " ".join(tips.boundary):
        try:
            gone = [tip for tip in old if tip not in tips.commits]
            came = walk.commits(ctx.wt, tips.commits, old)
            return came, walk.commits(ctx.wt, gone, tips.commits) if gone else []
        except GitFailed:
            pass
    known.history.clear_history()
    return walk.commits(ctx.wt, tips.commits, []), []


def _take_commits(ctx: Context, known: Cache, came: list[str], boundary: set[str]) -> set[str]:
    stems = set()
    with output.Bar("reading the journal", len(came)) as bar:
        for rows, texts in _ahead(_brought(ctx, known, came)):
            _take_blobs(known, texts, {blob: (stem, path) for _, blob, path, stem in rows})
            known.history.add_places(
                (blob, stem, path, None if commit in boundary else commit)
                for commit, blob, path, stem in rows
            )
            stems |= {row[3] for row in rows}
            bar.advance(PORTION)
    return stems


def _brought(ctx: Context, known: Cache, came: list[str]) -> Iterator[Brought]:
    """What the commits brought, in portions, with the texts that are not known yet."""
    seen = known.history.blobs() if came else set()
    for rows in _ahead(_listed(ctx, came)):
        fresh = list(dict.fromkeys(blob for _, blob, _, _ in rows if blob not in seen))
        seen.update(fresh)
        yield rows, list(walk.texts(ctx.wt, fresh))


def _listed(ctx: Context, came: list[str]) -> Iterator[list[tuple[str, str, str, str]]]:
    """(commit, blob, path, session) of the journal files that the commits brought, in portions."""
    for at in range(0, len(came), PORTION):
        found = walk.brought(ctx.wt, came[at : at + PORTION])
        yield [(*row, stem) for row in found if (stem := stem_of(row[2], ctx.wt.journal))]


def _take_blobs(
    known: Cache, texts: Iterable[tuple[str, str | None]], named: dict[str, tuple[str, str]]
) -> None:
    """Add blobs; ``named`` tells the session and the path of each."""
    known.history.add_blobs((blob, *_blocks(text or "", *named[blob])) for blob, text in texts)


def _blocks(text: str, stem: str, path: str) -> tuple[tuple[str, ...], list[tuple[str, Piece]]]:
    """Branch, author and client of a journal file, and its blocks; of what is none, nothing."""
    try:
        found = journal.parse(text, path)
    except BadText:
        return ("", "", ""), []
    return (found.branch or "", found.author, found.client), _pieces(found, stem)


def _pieces(found: Journal, stem: str) -> list[tuple[str, Piece]]:
    return [
        (grammar.identity(block), query.of_block(block, entries.kinds(block), stem))
        for block in found.blocks
    ]


def _take_kept(ctx: Context, known: Cache, now: dict[str, str]) -> set[str]:
    """Read the copies of journal files that this clone keeps, where they changed."""
    old = known.history.kept()
    changed = {stem for stem, told in now.items() if not told or old.get(stem) != told}
    gone = old.keys() - now.keys()
    for stem in gone:
        known.history.set_kept(stem, None)
    seen = known.history.blobs() if changed else set()
    with output.Bar("reading copies of the journal", len(changed)) as bar:
        for stem in sorted(changed):
            known.history.set_kept(stem, now[stem])
            _take_copies(ctx, known, stem, seen)
            bar.advance(1)
    if changed or gone:
        known.history.sweep()
    return changed | gone


def _take_copies(ctx: Context, known: Cache, stem: str, seen: set[str]) -> None:
    """The copies of one session; ``seen`` are the blobs that are known."""
    folder = ctx.store.journal_dir(stem)
    texts = ctx.store.kept_journals(stem)
    named = {walk.blob_name(ctx.wt, text): name for name, text in texts.items()}
    fresh = [(blob, texts[name]) for blob, name in named.items() if blob not in seen]
    seen.update(named)
    places = {blob: (stem, f"{folder}/{name}") for blob, name in named.items()}
    _take_blobs(known, fresh, places)
    known.history.add_places((blob, *places[blob], "kept") for blob in named)


def _read_own(ctx: Context, known: Cache) -> None:
    """Find what people wrote into documents that are as they were, but not their journal."""
    for (place, stem), (told, searched) in sorted(known.documents.facts(ctx.store.root).items()):
        if not searched:
            _take_own(ctx, known, (place, stem), shelf.read(ctx, place, stem, told)[1])


def _take_own(
    ctx: Context, known: Cache, name: tuple[str, str], doc: document.Document | None
) -> None:
    place, stem = name
    own = _own(doc, known.history.texts_of(stem), stem) if doc else []
    known.documents.set_pieces(ctx.store.root, place, stem, own)


def _own(doc: document.Document, blocks: list[str], stem: str) -> list[Piece]:
    written = str(doc.get("updated_at") or doc.get("created_at") or "")
    when = moments.parse_iso(written) or moments.parse_iso(UNDATED)
    assert when is not None  # noqa: S101  a constant
    epoch, told = int(when.timestamp()), moments.iso(when)
    return [
        Piece(DOCUMENT, (DOCUMENT,), told, epoch, title, "", text, stem)
        for title, text in personal.own_text(doc, blocks)
    ]


def _ahead(portions: Iterator[T]) -> Iterator[T]:
    """The same, each portion fetched while the one before is worked on."""
    import threading  # only where history is walked

    box: list[T | BaseException | None] = [None]

    def fetch() -> None:
        try:
            box[0] = next(portions, None)
        except BaseException as error:  # noqa: BLE001  risen again where it is waited for
            box[0] = error

    fetch()
    while (portion := box[0]) is not None:
        if isinstance(portion, BaseException):
            raise portion
        fetching = threading.Thread(target=fetch)
        fetching.start()
        try:
            yield portion
        finally:
            fetching.join()
