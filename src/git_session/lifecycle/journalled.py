"""Sessions as views need them: those with a document here, and those that only a journal knows.

Of the second kind there are thousands in a fresh clone. Each is glanced at; only those that a view
shows are folded, and both are remembered until the session's journal changes.
"""

from __future__ import annotations

from git_session import output, walk
from git_session.cache.telling import Wanted
from git_session.core import grammar, query, unopened
from git_session.core.glance import Glance
from git_session.core.sheet import Sheet
from git_session.core.views.given import OF_JOURNAL
from git_session.lifecycle import arrived, shelf
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from git_session.cache.opening import Cache
    from git_session.core.glance import Arrival

FEW = 20  # sessions are folded as fast as all that there is of all of them is looked at


class Standing:
    """Every session that a document ``here`` or a journal knows, as of one moment.

    ``glances`` are those without a document here. What was found out is remembered by ``keep``.
    """

    def __init__(self, ctx: Context, known: Cache, here: list[Sheet]) -> None:
        self.here = here
        self._known = known
        self._told: dict[str, Sheet] = {}
        self._made: list[Sheet] = []
        there = known.documents.glances()
        states = self._states(ctx, {one.stem for one in here})
        fresh = [stem for stem, state in states.items() if not _is(there.get(stem), state)]
        self._gone = [stem for stem in there if stem not in states]
        self._fresh = self._glanced(ctx, {stem: states[stem] for stem in fresh})
        found = there | {one.stem: one for one in self._fresh}
        self.glances = [found[stem] for stem in states]

    def _states(self, ctx: Context, here: set[str]) -> dict[str, str]:
        """By session what tells its journal from any other, and whether it is merged."""
        known = self._known
        others = not here.issuperset(known.telling.stems())
        self._base = arrived.base(ctx, known) if others else arrived.Base()
        states = known.telling.states({*known.telling.stems()} - here)  # of the moment after that
        self._merged = self._base.holding(states)
        return {
            stem: f"{state} {self._base.branch}" if stem in self._merged else state
            for stem, state in sorted(states.items())
        }

    def _glanced(self, ctx: Context, fresh: dict[str, str]) -> list[Glance]:
        if not fresh:
            return []
        known = self._known
        worked = _worked(ctx, known, fresh.keys())
        came = arrived.arrivals(ctx, known, self._base, self._merged & fresh.keys())
        many = len(fresh) > FEW
        newest = known.telling.newest_of_each() if many else {}
        marks = known.telling.marks() if many else {}
        found = []
        for stem, state in fresh.items():
            blocks = [block for one in marks.get(stem, ()) if (block := query.block_in(one))]
            at, merge = worked.get(stem), came.get(stem)
            one = (
                unopened.glance(stem, state, blocks, newest.get(stem, 0), at, merge)
                if many
                else None
            )
            if one is None:
                made = self._take(_folded(known, stem, state, at, merge))
                one = unopened.of_sheet(made, at, merge)
            found.append(one)
        return found

    def sheets(self, wanted: Sequence[Sheet | Glance]) -> list[Sheet]:
        """These sessions as their documents say, or would say, in this order."""
        glances = [one for one in wanted if isinstance(one, Glance)]
        self._fold([one for one in glances if one.stem not in self._told])
        return [self._told[one.stem] if isinstance(one, Glance) else one for one in wanted]

    def _fold(self, glances: list[Glance]) -> None:
        stems = [one.stem for one in glances]
        there = {one.stem: one for one in self._known.documents.sheets_of(shelf.JOURNAL, stems)}
        fresh = [one for one in glances if not _is(there.get(one.stem), one.facts)]
        self._told |= there
        with output.Bar("reading sessions", len(fresh)) as bar:
            for one in fresh:
                self._take(_folded(self._known, one.stem, one.facts, one.worked, one.came))
                bar.advance(1)

    def _take(self, made: Sheet) -> Sheet:
        self._told[made.stem] = made
        self._made.append(made)
        return made

    def keep(self) -> None:
        """Let the cache remember what it did not know."""
        if self._fresh or self._made or self._gone:
            self._known.remember(self._write)

    def _write(self) -> None:
        documents = self._known.documents
        documents.set_glances(self._fresh, self._gone)
        documents.drop(shelf.JOURNAL, [(OF_JOURNAL, stem) for stem in self._gone])
        for made in self._made:
            documents.set_sheet(shelf.JOURNAL, made)


def _is(known: Sheet | Glance | None, state: str) -> bool:
    return known is not None and known.facts == state


def _worked(ctx: Context, known: Cache, stems: Collection[str]) -> dict[str, datetime]:
    """When the newest commit was made that carries notes of each of these sessions."""
    carried = [(stem, sha) for stem, sha, _ in known.telling.files() if stem in stems and sha]
    made = walk.when(ctx.wt, known.telling.in_order({sha for _, sha in carried}))
    found: dict[str, datetime] = {}
    for stem, sha in carried:
        when = made.get(sha)
        if when and (stem not in found or found[stem] < when):
            found[stem] = when
    return found


def _folded(
    known: Cache, stem: str, state: str, worked: datetime | None, came: Arrival | None
) -> Sheet:
    told = known.telling.blocks(Wanted(stems=(stem,)))
    blocks = grammar.ordered(block for one in told if (block := query.block_in(one.piece)))
    return unopened.folded(stem, state, blocks, worked, came)
