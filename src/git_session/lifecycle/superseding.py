"""Which of the decisions that were found hold no more, as HEAD's journal and pending notes say.

Asked only where a decision is told. The cache of searches answers, where there is one, and git says
which of the journal files that it names HEAD's tree holds; else git looks through HEAD's journal,
once.
"""

from __future__ import annotations

import os

from git_session import annotate
from git_session.core import grammar, journal, ruled, rulings
from git_session.errors import BadText
from git_session.lifecycle import pending, sharing
from git_session.lifecycle.context import Context
from git_session.model import DECISION, replace
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from git_session.core.recall import Recalled
    from git_session.model import Block, Entry

    Told = tuple[str, Entry]

FEW = 1000  # journal files that are read faster than git looks through all there are


def marked(ctx: Context, groups: Sequence[Sequence[Recalled]]) -> list[tuple[Recalled, ...]]:
    """The entries, decisions that hold no more with the field ``superseded by``."""
    every = [one for group in groups for one in group]
    wanted = {
        name
        for one in every
        if one.entry.kind == DECISION
        for name in (one.id, one.entry.field(rulings.ADR))
        if name
    }
    if not wanted:
        return [tuple(group) for group in groups]
    found = [*_elsewhere(ctx, wanted), *((one.id, one.entry) for one in every)]
    known = rulings.superseded(dict(found).items())
    return [
        tuple(replace(one, entry=rulings.marked(one.entry, one.id, known)) for one in group)
        for group in groups
    ]


def _elsewhere(ctx: Context, wanted: set[str]) -> list[Told]:
    """What journal and pending notes say of ``wanted``."""
    noted = [
        told
        for identity, _, block in pending.every(ctx)
        for told in ruled.entries_of(identity, block)
    ]
    if not os.path.isfile(ctx.store.cache):  # making one would take as long as a search's first
        return [*_in_head(ctx), *noted]
    remembered = _remembered(ctx)
    found = [one for one in remembered if not wanted.isdisjoint(rulings.superseded([one[1:]]))]
    paths = {path for path, _, _ in found}
    if found and sharing.shared(ctx):
        paths = annotate.held(ctx.wt, sorted(paths))
    return [*((name, entry) for path, name, entry in found if path in paths), *noted]


def _remembered(ctx: Context) -> list[tuple[str, str, Entry]]:
    """Journal file, id and entry of all that the cache knows, brought up to HEAD if need be."""
    from git_session.cache.opening import Cache
    from git_session.cache.telling import Wanted
    from git_session.cache.trouble import Spoilt, Unusable

    try:
        with Cache(ctx.store.cache) as known:
            known.begin(writing=False)
            if ctx.wt.head in known.history.tips():
                told = known.telling.blocks(Wanted(rulings.KINDS, says=rulings.WORDS))
                pieces = ((one, ruled.said([(one.identity, one.piece)])) for one in told)
                return [(one.path, *pair) for one, said in pieces for pair in said]
    except (Spoilt, Unusable):  # mended, or done without, where it is asked below
        pass
    from git_session.lifecycle import gathering

    given = gathering.gather(ctx, gathering.Ask(None, sessions=False, rulings=True))
    return [(one.source.path, one.id, one.entry) for one in given.rulings if one.source.path]


def _in_head(ctx: Context) -> list[Told]:
    return [
        told
        for path, text in _saying(ctx).items()
        if stem_of(path, ctx.wt.journal)
        for block in _blocks(path, text)
        for told in ruled.entries_of(grammar.identity(block), block)
    ]


def _saying(ctx: Context) -> dict[str, str]:
    """The files of HEAD's journal that may say something of a decision, each with its text.

    Which they are is remembered with the journal's tree: only what came since is looked at.
    """
    tree = annotate.journal_tree(ctx.wt)
    if not tree:
        return {}
    before, paths = ctx.store.superseding()
    if before != tree:
        came = annotate.since(ctx.wt, before, tree)
        if came is None or len(came) > FEW:
            paths, came = annotate.saying(ctx.wt, rulings.WORD), []
        paths = [*paths, *came]
    texts = annotate.texts(ctx.wt, list(dict.fromkeys(paths)))
    said = {path: text for path, text in texts.items() if rulings.WORD in text.lower()}
    if before != tree:
        ctx.store.set_superseding(tree, [*said])
    return said


def _blocks(path: str, text: str) -> Iterable[Block]:
    try:
        return journal.parse(text, path).blocks
    except BadText:
        return ()  # who reads the whole journal says so
