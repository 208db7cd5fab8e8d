"""Make every document of this worktree anew, from the journal."""

from __future__ import annotations

from git_session import plumbing
from git_session.core import carry, document, moments
from git_session.core.document import Document
from git_session.errors import BadText, Locked, Refused, SessionError
from git_session.lifecycle import archive, current, pending, sessions, settle, upkeep
from git_session.lifecycle.checkup import papers
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import Block, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@record
class Rebuilt:
    """One document: its path, its text before and after, and where the old text is kept.

    ``alone`` says why it was left as it is; then nothing else is said. ``failed``: that is a
    fault, not a session without a journal.
    """

    path: str
    before: str = ""
    after: str = ""
    kept: str = ""
    alone: str = ""
    failed: bool = False

    @property
    def changed(self) -> bool:
        """The document is another one now."""
        return self.before != self.after


def rebuild(ctx: Context) -> list[Rebuilt]:
    """Make each document anew and bring it in line with HEAD; the lock is held.

    Raises ``Locked`` when somebody else holds it.
    """
    with ctx.store.lock():
        _settled(ctx)
        done = [_rebuilt(ctx, place, stem) for place, stem in list(_documents(ctx))]
        done += _in_line(ctx)
        return [_as_it_is(ctx, one) for one in done]


def _settled(ctx: Context) -> None:
    """Make good first, so that what the documents say of HEAD can be taken over.

    A document that hinders that is about to be replaced.
    """
    try:
        upkeep.make_good(ctx)
    except Locked:
        raise
    except SessionError:
        return  # settled again afterwards, where the error would rise


def _in_line(ctx: Context) -> list[Rebuilt]:
    """Settle; what hinders that is told beside the documents."""
    try:
        if not plumbing.busy(ctx.wt.git_dir):
            settle.settle(ctx)
    except SessionError as error:
        return [Rebuilt("HEAD", alone=error.message, failed=True)]
    return []


def _documents(ctx: Context) -> Iterator[tuple[str, str]]:
    for place in papers.PLACES:
        for stem in ctx.store.stems(place):
            yield place, stem


def _rebuilt(ctx: Context, place: str, stem: str) -> Rebuilt:
    path = f"{ctx.wt.folder}/{place}/{stem}.md"
    other = "archive" if place == "active" else "active"
    try:
        if ctx.store.has_document(other, stem):
            both = f"stands in {other} as well; first: git session doctor --fix"
            return Rebuilt(path, alone=both, failed=True)
        _, before = ctx.store.read_document(place, stem)
    except SessionError as error:
        return Rebuilt(path, alone=error.message, failed=True)
    try:
        fresh = sessions.rebuilt(_of_session(ctx, stem), stem)
    except Refused:
        return Rebuilt(path, alone="no journal and no scratch tells what its session is")
    except SessionError as error:
        return Rebuilt(path, alone=error.message, failed=True)
    try:
        return _replaced(ctx, Found(stem, place, Document(path, before)), fresh)
    except SessionError as error:
        return Rebuilt(path, alone=error.message, failed=True)


def _of_session(ctx: Context, stem: str) -> Context:
    """The surroundings of one session: scratch that names none is the current one's."""
    try:
        own = current.current(ctx)
    except SessionError:
        own = None
    return ctx if stem == own else papers.alone(ctx)


def _replaced(ctx: Context, old: Found, fresh: Document) -> Rebuilt:
    facts = _facts(ctx, old)
    if facts is not None:
        fresh = carry.carried(fresh, facts, ended=old.place == "archive")
    path, before = old.doc.name, old.doc.text
    if fresh.text == before:
        return Rebuilt(path, before, before)
    ctx.store.inside(ctx.store.place_of("document", old.stem, ""))
    kept = ctx.store.keep_replaced(old.stem, before, moments.utc_stamp(ctx.now))
    ctx.store.forget_folded(old.stem)
    sessions.save(ctx, replace(old, doc=fresh), _blocks(_of_session(ctx, old.stem), old.stem))
    if facts is None or old.place == "active":
        archive.put_in_place(ctx, old.stem, fresh)
    return Rebuilt(path, before, fresh.text, kept)


def _facts(ctx: Context, old: Found) -> Document | None:
    """The old document, or the copy of it as we last wrote it where it cannot be read any more."""
    copy = ctx.store.copied_document(old.stem)
    for text in (old.doc.text, copy[1] if copy else ""):
        try:
            return document.read(text, old.doc.name)
        except BadText:
            continue  # the next best
    return None


def _blocks(ctx: Context, stem: str) -> list[Block]:
    """What the document made anew shows."""
    texts = papers.journal_texts(ctx, stem)
    return [*pending.blocks_of(texts), *pending.noted(ctx, stem)]


def _as_it_is(ctx: Context, one: Rebuilt) -> Rebuilt:
    """With the text and at the place that it has by now."""
    if one.alone:
        return one
    place, _, name = one.path.removeprefix(f"{ctx.wt.folder}/").partition("/")
    stem = name.removesuffix(".md")
    here = place if ctx.store.has_document(place, stem) else ""
    now = here or ("archive" if place == "active" else "active")
    path, text = ctx.store.read_document(now, stem)
    return replace(one, path=path, after=text)
