"""Note what was decided, tried, found or done; the next commit carries it.

Worth noting: why this way and not another, what failed and why, what blocks,
what comes next. Not worth it: formatting, typos, dead ends without a lesson.
One call is one atomic append, however many options it carries.
"""

from __future__ import annotations

from git_session import output
from git_session.core import document, fold, grammar, notes
from git_session.core.document import Document, Facts
from git_session.errors import BadText, NoSession, UsageError
from git_session.lifecycle import current, hooking, secrecy, sessions, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.model import BLOCKER, DECISION, DONE, PROGRESS, RESOLVED, SESSION, Block, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.documents import Found

EXAMPLE = """\
  git session log "Added JWT middleware" -m "Chose A over B for key rotation"
  git session log --decision "Use a mutex" --rationale "simpler" --choice mutex
  git session log --tried "HS256" --outcome "rejected: no key rotation"
  git session log --blocker "Redis is not configured" --waiting-on ops
  git session log --resolve B1 --how "ops opened the port"
  git session log --done "Reproduce" --next "Write the regression test"
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``log`` understands; several kinds in one call are one append."""
    add = parser.add_argument
    add("title", nargs="?", default="", metavar="TITLE", help="what happened, in a line")
    add("-m", dest="bullet", action="append", default=[], help="a bullet below the first entry")
    for noted in notes.NOTED:
        add(f"--{noted.option}", action="append", default=[], metavar="TEXT", help=noted.help)
        for detail in noted.details:
            text = f"of --{noted.option}: {detail.help}"
            add(f"--{detail.option}", default="", metavar=detail.metavar, help=text)
    add("--current", action="store_true", help="of --progress: being done, not finished")
    add("--add", action="store_true", help="of --done: create the step if none fits")
    add("--tag", action="append", default=[], help="a tag for the session")
    add("--session", default="", metavar="NAME", help="another session than the current one")
    secrecy.option(parser)


def run(
    *,
    title: str,
    bullet: list[str],
    current: bool,
    add: bool,
    tag: list[str],
    session: str,
    allow_secret: bool,
    **given: object,
) -> int:
    """Append the blocks; ``given`` are the options of ``notes.NOTED`` by name.

    Exit 3 where a step or blocker that was named does not exist; nothing is noted then.
    """
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good_if_free(ctx)
    wanted = notes.Wanted(title=title, bullets=tuple(bullet), given=given, current=current)
    blocks = notes.blocks(wanted, ctx.now, ctx.author) if _says_anything(wanted, tag) else []
    blocks += [fold.session_block("tagged", ctx.now, ctx.author, tag="\n".join(tag))] if tag else []
    if ctx.settings.require_rationale and any(map(_lacks_rationale, blocks)):
        hint = 'say why: --rationale "…"   (git config session.requireRationale asks for it)'
        raise UsageError("a decision needs a rationale here", hint)
    stem, facts, known = _session(ctx, session)
    doc = document.new(facts) if facts else known.doc if known else _seen(ctx, stem)
    doc, blocks = _folded(doc, blocks, add=add)
    if facts:
        stem = _begin(ctx, facts)
    elif known:
        _go_on(ctx, known)
    blocks = secrecy.released(ctx, blocks)
    remark = sessions.note(ctx, stem, sessions.later(ctx, stem, blocks))
    if remark:
        output.remark(remark)
    _report(doc, blocks)
    return 0


def _lacks_rationale(block: Block) -> bool:
    return block.kind == DECISION and "\n- Rationale: " not in f"\n{block.body}"


def _says_anything(wanted: notes.Wanted, tag: list[str]) -> bool:
    """``--tag`` alone is enough to say something; otherwise ``notes.blocks`` explains."""
    return not tag or bool(wanted.title or wanted.bullets or any(wanted.given.values()))


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


def _go_on(ctx: Context, known: Found) -> None:
    """Take the branch's session up again; whoever came first has done so already."""
    from git_session.lifecycle import continuing

    with ctx.store.lock():
        if current.current(ctx) is not None:
            return
        continuing.go_on(ctx, known)
    merged = known.doc.get("merged_into")
    why = f"it was merged into {merged}" if merged else "the journal knows it"
    output.remark(f"going on with {known.stem}: {why}")
    for line in hooking.missing(ctx):
        output.remark(line)


def _seen(ctx: Context, stem: str) -> Document:
    """The document as it is now; one that cannot be read keeps nobody from noting."""
    try:
        return sessions.seen(ctx, sessions.load(ctx, stem))
    except BadText as error:
        output.remark(error.message)
        output.remark(f"noted all the same; what to mend there: {error.hint}")
        return sessions.rebuilt(ctx, stem)


def _begin(ctx: Context, facts: Facts) -> str:
    """Of several writers the first one begins a session, the others join it."""
    with ctx.store.lock():
        begun = current.current(ctx)
        if begun is not None:
            return begun
        stem = sessions.begin(ctx, facts)
    output.remark(f"began the session {stem} on {ctx.branch or 'this detached HEAD'}")
    for line in hooking.missing(ctx):
        output.remark(line)
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


def _report(doc: Document, blocks: list[Block]) -> None:
    for block in grammar.unique(blocks):
        if block.kind == SESSION:
            output.say(f"Tags: {', '.join(map(str, _tags(doc)))}")
            continue
        output.say(f"{block.kind or PROGRESS}: {block.title}")
        if _lacks_rationale(block):
            output.remark('no rationale was given; next time add --rationale "…"')
        if block.kind == BLOCKER:
            output.say(_how_to_resolve(doc, block))
    done, total, current_step = document.progress(doc)
    if total:
        current_text = f", current: {current_step}" if current_step else ""
        output.say(f"Progress {done}/{total} ({round(100 * done / total)}%){current_text}")


def _tags(doc: Document) -> list[str]:
    tags = doc.get("tags")
    return tags if isinstance(tags, list) else []


def _how_to_resolve(doc: Document, block: Block) -> str:
    """Which number the document gave to a blocker that was just noted."""
    fits = [b.number for b in document.blockers(doc) if not b.resolved and b.text == block.title]
    number = fits[-1] if fits else "latest"
    return f'  when it is gone: git session log --resolve {number} --how "…"'
