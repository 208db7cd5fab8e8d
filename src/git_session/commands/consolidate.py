"""Stage the journal file now, without committing; the next commit carries it."""

from __future__ import annotations

from git_session import output
from git_session.core import grammar, notes
from git_session.lifecycle import change, current, pending, sharing, stage, upkeep
from git_session.lifecycle.context import Context, open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session consolidate --dry-run
  git session consolidate && git commit
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``consolidate`` understands."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be staged")


def run(*, dry_run: bool) -> int:
    """Stage and fold; a second run finds nothing to do and changes no byte."""
    ctx = open_context()
    if dry_run:
        return _tell(ctx)
    upkeep.make_good(ctx)
    with ctx.store.lock():
        before = {staged.path for staged in ctx.store.staged()}
        upkeep.claim(ctx)
        made = stage.stage(ctx, anyway=True)
        stem = current.current(ctx)
        if stem is not None:
            change.change(ctx, stem, [])
    fresh = [staged for staged in made if staged.path not in before]
    for staged in fresh:
        output.say(f"Staged {_count(len(staged.ids))} in {staged.path}")
    if not fresh:
        output.say("nothing to consolidate" + _where_it_stays(ctx, stem))
    return 0


def _where_it_stays(ctx: Context, stem: str | None) -> str:
    if stem is None or sharing.shared(ctx) or not pending.noted(ctx, stem):
        return ""
    return " (the journal is not shared here: the next commit keeps it in this clone)"


def _tell(ctx: Context) -> int:
    own = current.current(ctx)
    stems = [*([own] if own else []), *stage.leftovers(ctx, own)]
    waiting = {
        stem: blocks for stem in stems if (blocks := pending.of_writer(ctx, stem, tell=True))
    }
    for stem, blocks in waiting.items():
        output.say(f"{_count(len(blocks))} would go into {ctx.store.journal_dir(stem)}/:")
        for block in grammar.ordered(blocks):
            output.say(f"  {block.when:%H:%M}  {block.kind or 'Progress'}: {block.title}")
    if not waiting:
        output.say("nothing to consolidate")
    if hint := notes.hint_for([block for blocks in waiting.values() for block in blocks]):
        output.remark(hint)
    return 0


def _count(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"
