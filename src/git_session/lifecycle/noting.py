"""What somebody notes: into this branch's session, or the one that begins or goes on with it."""

from __future__ import annotations

from git_session.core import document, fold, notes
from git_session.core.document import Document, Facts
from git_session.errors import BadText, NoSession, UsageError
from git_session.lifecycle import current, hooking, secrecy, sessions
from git_session.lifecycle.context import Context
from git_session.model import DECISION, DONE, FILE, RESOLVED, SESSION, Block, record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from git_session.lifecycle.documents import Found

    Tell = Callable[[str], None]


@record
class Taken:
    """What was noted: the session, its document as it is now, and the blocks in full words.

    ``hints`` are remarks for whoever noted it, to be said behind what was noted.
    """

    stem: str
    doc: Document
    blocks: tuple[Block, ...]
    hints: tuple[str, ...] = ()


def take(
    ctx: Context, wanted: notes.Wanted, session: str, tell: Tell, *, add: bool, cwd: str = ""
) -> Taken:
    """Append what is wanted to scratch, in one write; remarks go to ``tell``.

    ``session`` is a name, "" for the current one; ``add`` makes a step of a ``--done`` that fits
    none; ``cwd`` is where files are named from ("": this process's directory). Raises NoSession
    where a step or blocker that was named does not exist; nothing is noted then.
    """
    blocks = notes.blocks(_citing(ctx, wanted), ctx.now, ctx.author)
    if ctx.settings.require_rationale and any(map(lacks_rationale, blocks)):
        hint = 'say why: --rationale "…"   (git config session.requireRationale asks for it)'
        raise UsageError("a decision needs a rationale here", hint)
    stem, facts, known = _session(ctx, session)
    doc = document.new(facts) if facts else known.doc if known else _seen(ctx, stem, tell)
    blocks = _with_places(ctx, doc, cwd, blocks)
    doc, blocks = _folded(doc, blocks, add=add)
    stem, blocks = _appended(ctx, (stem, facts, known), blocks, tell)
    hints = (notes.hint_for(blocks), _time_for_checkpoint(ctx, doc, blocks))
    return Taken(stem, doc, tuple(blocks), tuple(filter(None, hints)))


def put(ctx: Context, blocks: list[Block], tell: Tell) -> str:
    """Append ``blocks`` to the current session, as ``take`` does; the session's stem."""
    return _appended(ctx, _session(ctx, ""), blocks, tell)[0]


def _appended(
    ctx: Context,
    meant: tuple[str, Facts | None, Found | None],
    blocks: list[Block],
    tell: Tell,
) -> tuple[str, list[Block]]:
    """Append to the session ``meant``, which begins or goes on with it; its stem, and what went."""
    stem, facts, known = meant
    if facts:
        stem = _begin(ctx, facts, tell)
    elif known:
        _go_on(ctx, known, tell)
    blocks = secrecy.released(ctx, blocks)
    remark = sessions.note(ctx, stem, sessions.later(ctx, stem, blocks))
    if remark:
        tell(remark)
    return stem, blocks


def _citing(ctx: Context, wanted: notes.Wanted) -> notes.Wanted:
    """What is wanted, with the decision that it supersedes named as every clone knows it."""
    said = str(wanted.given.get("supersedes") or "").strip()
    if not said:
        return wanted
    from git_session.core import rulings  # only for who supersedes one
    from git_session.lifecycle import deciding

    old = deciding.pick(ctx, deciding.every(ctx), said)
    named = {"supersedes": rulings.citation(old.id, old.title)}
    return replace(wanted, given={**wanted.given, **named})


def _with_places(ctx: Context, doc: Document, cwd: str, blocks: list[Block]) -> list[Block]:
    """``blocks`` with the files of other directories of the session named as they are recorded."""
    if not any(block.kind == FILE for block in blocks) or not (held := doc.get("directories")):
        return blocks
    from git_session.lifecycle import elsewhere  # seldom

    return elsewhere.recorded(ctx, held, cwd, blocks)


def lacks_rationale(block: Block) -> bool:
    """A decision that does not say why."""
    return block.kind == DECISION and "\n- Rationale: " not in f"\n{block.body}"


def _time_for_checkpoint(ctx: Context, doc: Document, blocks: list[Block]) -> str:
    fresh = sum(block.kind not in (SESSION, FILE) for block in blocks)
    why = fold.due(doc, fresh, ctx.now) if fresh else ""
    return f"{why}; time for: git session checkpoint" if why else ""


def _session(ctx: Context, wanted: str) -> tuple[str, Facts | None, Found | None]:
    """The session meant; on a branch without one the facts of the one that is to begin, or the
    one that was merged, or that only the journal knows, and that goes on."""
    stem = current.current(ctx, wanted)
    if stem is not None:
        return stem, None, None
    if not ctx.settings.auto_init:
        return current.need(ctx, wanted), None, None
    from git_session.lifecycle import continuing  # only where a branch has no session

    known = continuing.of_branch(ctx)
    if known:
        return known.stem, None, known
    facts = sessions.facts_for(ctx)
    return sessions.stem_of(facts), facts, None


def _go_on(ctx: Context, known: Found, tell: Tell) -> None:
    """Take the branch's session up again; whoever came first has done so already."""
    from git_session.lifecycle import continuing

    with ctx.store.lock():
        if current.current(ctx) is not None:
            return
        continuing.go_on(ctx, known)
    merged = known.doc.get("merged_into")
    why = f"it was merged into {merged}" if merged else "the journal knows it"
    tell(f"going on with {known.stem}: {why}")
    for line in hooking.missing(ctx):
        tell(line)


def _seen(ctx: Context, stem: str, tell: Tell) -> Document:
    """The document as it is now; one that cannot be read keeps nobody from noting."""
    try:
        return sessions.seen(ctx, sessions.load(ctx, stem))
    except BadText as error:
        tell(error.message)
        tell(f"noted all the same; what to mend there: {error.hint}")
        return sessions.rebuilt(ctx, stem)


def _begin(ctx: Context, facts: Facts, tell: Tell) -> str:
    """Of several writers the first one begins a session, the others join it."""
    with ctx.store.lock():
        begun = current.current(ctx)
        if begun is not None:
            return begun
        stem = sessions.begin(ctx, facts)
    tell(f"began the session {stem} on {ctx.branch or 'this detached HEAD'}")
    for line in hooking.missing(ctx):
        tell(line)
    return stem


def _folded(doc: Document, blocks: list[Block], *, add: bool) -> tuple[Document, list[Block]]:
    """The document after each block in turn, and the blocks with the words they mean.

    In turn, because ``--step X --done X`` finishes what it has just planned.
    """
    meant = []
    for block in blocks:
        meant.append(_meant(doc, block, add=add))
        doc = fold.fold(doc, meant[-1:])
    return doc, meant


def _meant(doc: Document, block: Block, *, add: bool) -> Block:
    """The block with the step or blocker that its words mean, spelled out in full."""
    if block.kind == DONE:
        return replace(block, title=_step(doc, block.title, add=add))
    if block.kind == RESOLVED:
        return replace(block, title=_blocker(doc, block.title))
    return block


def _step(doc: Document, wanted: str, *, add: bool) -> str:
    open_steps = [step.text for step in document.steps(doc) if step.state != "completed"]
    try:
        return notes.pick(wanted, open_steps, "step")
    except NoSession as error:
        if add:
            return wanted
        raise NoSession(error.message, "to note it as a finished step anyway, add: --add") from None


def _blocker(doc: Document, wanted: str) -> str:
    unresolved = [blocker for blocker in document.blockers(doc) if not blocker.resolved]
    for blocker in unresolved:
        if wanted.upper() == blocker.number:
            return blocker.text
    if wanted.lower() == "latest" and unresolved:
        return unresolved[-1].text
    return notes.pick(wanted, [blocker.text for blocker in unresolved], "blocker")
