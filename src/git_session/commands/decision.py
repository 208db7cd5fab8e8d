"""Work with decisions and the records that they are written down in (ADRs).

list       every decision, those that stand in a record alone included
promote    write a decision down as a record; commit it yourself
supersede  say that another decision (--by) took the place of this one
import     take over the records of a folder, once

DECISION is the first characters of an entry's id (four at least), a record's
number (ADR-007) or path, or a part of the words that no other has.
"""

from __future__ import annotations

from git_session import output
from git_session.core import adr
from git_session.core.views import decisions
from git_session.errors import UsageError
from git_session.lifecycle import deciding, sharing, viewing
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.lifecycle.context import Context

EXAMPLE = """\
  git session decision list --all
  git session decision promote 0f9312eb --consequence "One writer at a time"
  git session decision supersede ADR-001 --by ADR-004
  git session decision import docs/adr
"""
LIST, PROMOTE, SUPERSEDE, IMPORT = "list", "promote", "supersede", "import"
KNOWN = "Nothing new: all of it is known"
NEEDED = {PROMOTE: "a decision", SUPERSEDE: "a decision", IMPORT: "a folder"}


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``decision`` understands."""
    add = parser.add_argument
    add("what", choices=(LIST, PROMOTE, SUPERSEDE, IMPORT), help="what to do")
    add("reference", nargs="?", default="", metavar="DECISION", help="which one; of import: DIR")
    add("--by", default="", metavar="DECISION", help="of supersede: what takes its place")
    text = f"of promote: the folder, from the top ({deciding.FOLDER})"
    add("--to", default=deciding.FOLDER, metavar="DIR", help=text)
    text = f"of promote: {', '.join(adr.STATUSES)} (accepted)"
    add("--status", default=decisions.ACCEPTED, choices=adr.STATUSES, metavar="STATUS", help=text)
    text = "of promote: what follows from it; repeatable"
    add("--consequence", action="append", default=[], metavar="TEXT", help=text)
    add("--tag", action="append", default=[], metavar="T", help="of promote: a tag; repeatable")
    add("--dry-run", action="store_true", help="of import: say what would be noted")
    add("--all", dest="everything", action="store_true", help="of list: what holds no more, too")
    viewing.options(parser, written=False)


def run(
    *,
    what: str,
    reference: str,
    by: str,
    to: str,
    status: str,
    consequence: list[str],
    tag: list[str],
    dry_run: bool,
    everything: bool,
    form: str,
    color: str,
) -> int:
    """Exit 1 where there is nothing to list, 3 where none or several decisions fit, 4 for what is
    written down already."""
    if what in NEEDED and not reference:
        raise UsageError(f"{what} needs {NEEDED[what]}", "see: git session decision -h")
    if bool(by) != (what == SUPERSEDE):
        raise UsageError("supersede needs --by, and nothing else does")
    if dry_run and what != IMPORT:
        raise UsageError("--dry-run is of import alone")
    ctx = open_context()
    viewing.begin(ctx, form, color)
    if what == LIST:
        return _list(ctx, form, everything=everything)
    from git_session.lifecycle import upkeep  # for what writes

    if what == IMPORT:
        return _import(ctx, reference, dry_run=dry_run)
    upkeep.make_good_if_free(ctx)
    if what == SUPERSEDE:
        return _supersede(ctx, reference, by)
    return _promote(ctx, reference, to, status, consequence, tag)


def _list(ctx: Context, form: str, *, everything: bool) -> int:
    every = deciding.every(ctx)
    found = every if everything else [row for row in every if row.in_force]
    most = 0 if everything or form else decisions.FEW
    left, hint = len(every) - len(found), f"note one: {decisions.HOW}"
    page, data = (lambda: decisions.page(found, left, most)), (lambda: decisions.data(found))
    return viewing.show(len(found), page, data, form, hint)


def _promote(
    ctx: Context, word: str, to: str, status: str, consequences: list[str], tags: list[str]
) -> int:
    from git_session.lifecycle import recording

    row = deciding.pick(ctx, deciding.every(ctx, folders=[to]), word)
    wish = recording.Wish(to, status, tuple(consequences), tuple(tags))
    path = recording.promote(ctx, row, wish, output.remark)
    output.say(f"Wrote {path}")
    if not (consequences or row.consequences):
        output.remark("what follows from it nobody said; write it there, under Consequences")
    output.remark(f"read it, then: git add {path} && git commit")
    return 0


def _supersede(ctx: Context, word: str, by: str) -> int:
    from git_session.lifecycle import recording

    every = deciding.every(ctx)
    old, new = deciding.pick(ctx, every, word), deciding.pick(ctx, every, by)
    if recording.known(old, new):
        output.say(f'"{old.title}" is superseded by "{new.title}" already')
        return 0
    changed = recording.supersede(ctx, old, new, output.remark)
    output.say(f'"{old.title}" is superseded by "{new.title}"')
    for path in changed:
        output.say(f"  changed {path}")
    files = "; the files are yours to commit" if changed else ""
    output.remark(_where(ctx, "the note", "the note stays") + files)
    return 0


def _where(ctx: Context, what: str, stays: str) -> str:
    """Where what was noted goes."""
    if sharing.shared(ctx):
        return f"the next commit carries {what}"
    return f"{stays} in this clone, for the journal is not shared here (session.share)"


def _import(ctx: Context, folder: str, *, dry_run: bool) -> int:
    from git_session.lifecycle import takingover, upkeep

    if deciding.all_known(ctx, folder):
        output.say(KNOWN)
        return 0
    sources = takingover.read(ctx, folder, "adr")
    if not dry_run:
        upkeep.make_good(ctx)
    plan = takingover.plan(ctx, sources)
    if not dry_run:
        takingover.carry_out(ctx, plan)
    for path, why in sources.skipped:
        output.remark(f"{path}: {why}; left alone")
    titles = [block.title for one in plan.fresh for block in one.entries]
    if not titles:
        output.say(KNOWN)
        return 0
    count = f"{len(titles)} decision{'' if len(titles) == 1 else 's'}"
    if dry_run:
        output.say(f"{count} would be noted:")
        for title in titles:
            output.say(f"  {title}")
        return 0
    output.say(f"{count} noted in {plan.fresh[0].stem}")
    where = _where(ctx, "them", "they stay")
    output.remark(f"{where}; see them with: git session decision list")
    return 0
