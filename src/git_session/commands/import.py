"""Take over what was kept before: logs of other systems, ADRs, a transcript.

Of a file or a folder nothing is taken over twice. What has no time or no author
says so, and a line that is not understood is kept word by word.

Of a transcript of an agent's host, times, files that were changed and names of
commands are taken; what it calls a decision, a blocker or a next step is noted
as a quotation. Secrets are left out. The next commit on this branch carries it.
"""

from __future__ import annotations

import os

from git_session import output
from git_session.core.oldformats import WORDS
from git_session.errors import UsageError
from git_session.lifecycle import sharing, takingover, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.transcript import Transcript
    from git_session.lifecycle.context import Context
    from git_session.lifecycle.importing import Import
    from git_session.lifecycle.takingover import Plan, Taken

EXAMPLE = """\
  git session import docs/adr --dry-run
  git session import --from coordination docs/coordination/sessions
  git session import --from claude ~/.claude/projects/-shop/4f35e220.jsonl
"""
HOSTS = ("claude", "codex")
FEW = 5  # files left alone that are named; of more the number is told


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``import`` understands."""
    add = parser.add_argument
    add("place", metavar="PATH", help="the file or folder, or the transcript (JSON lines)")
    text = f"what it is: {', '.join(WORDS)}; claude or codex for a transcript"
    words = (*HOSTS, *WORDS)
    add("--from", dest="form", choices=words, default="", metavar="WHAT", help=text)
    text = "a transcript: add to this session, make none"
    add("--session", default="", metavar="NAME", help=text)
    text = "a transcript: short name of the session that is made"
    add("--name", default="", metavar="NAME", help=text)
    add("--dry-run", action="store_true", help="say what would be made")
    add("--json", dest="as_json", action="store_true", help="as data")


def run(*, place: str, form: str, session: str, name: str, dry_run: bool, as_json: bool) -> int:
    """Import; exit 1 without such a file, 2 where it is not recognised, 3 for a wrong NAME, 4 for
    another host's file."""
    ctx = open_context()
    if form in HOSTS:
        return _transcript(ctx, form, place, session, name, dry_run=dry_run, as_json=as_json)
    if session or name:
        raise UsageError("--session and --name are for a transcript: --from claude or codex")
    if place.endswith(".jsonl") and not form:
        raise UsageError(f"{place}: a transcript needs --from claude or --from codex")
    given = takingover.take(ctx, place, form, dry_run=dry_run)
    if as_json:
        output.say_json(_data(given, dry_run=dry_run))
    else:
        _tell(given, dry_run=dry_run)
    if given.fresh and not (dry_run or as_json):
        stay = "they stay in this clone, for the journal is not shared here (session.share)"
        carried = "the next commit on this branch carries them"
        output.say(carried if sharing.shared(ctx) else stay)
    _remark(ctx, given, dry_run=dry_run)
    return 0


def _tell(given: Plan, *, dry_run: bool) -> None:
    fresh = given.fresh
    if not fresh:
        here = ((len(given.taken), "session"), (given.sources.known, "record"))
        what = " and ".join(_count(number, one) for number, one in here if number)
        output.say(f"Nothing new: {what} here already")
        return
    made = [one for one in fresh if one.facts]
    would = "would be " if dry_run else ""
    entries = sum(len(one.entries) for one in fresh)
    output.say(
        f"{_count(entries, 'entry')} {would}noted, {_count(len(made), 'session')} {would}made"
    )
    output.table(
        ("Session", "Status", "Entries", "No time", "No author"),
        [_row(one) for one in fresh],
    )
    output.say("; ".join(f"{kind} {count}" for kind, count in _kinds(fresh).items()))
    if not dry_run:
        output.say(f"see one: git session view {fresh[0].stem}")


def _count(number: int, what: str) -> str:
    if number != 1:
        what = f"{what.removesuffix('y')}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what}"


def _row(one: Taken) -> tuple[str, ...]:
    gaps = takingover.gaps(one)
    counts = (str(number or "") for number in (len(one.entries), gaps.no_time, gaps.no_author))
    return (one.stem, one.status, *counts)


def _kinds(taken: list[Taken]) -> dict[str, int]:
    """How many entries there are of each kind."""
    found: dict[str, int] = {}
    for one in taken:
        for block in one.entries:
            kind = block.kind or "Log"
            found[kind] = found.get(kind, 0) + 1
    return dict(sorted(found.items()))


def _data(given: Plan, *, dry_run: bool) -> dict[str, object]:
    """What ``--json`` prints."""
    return {
        "dry_run": dry_run,
        "sessions": [
            {
                "stem": one.stem,
                "new": one.facts is not None,
                "format": one.past.form,
                "from": one.past.path,
                "status": one.status,
                "entries": len(one.entries),
                "kinds": _kinds([one]),
                **takingover.gaps(one).__dict__,
            }
            for one in given.taken
        ],
        "skipped": [{"path": path, "why": why} for path, why in given.sources.skipped],
    }


def _remark(ctx: Context, given: Plan, *, dry_run: bool) -> None:
    """What was left alone, and what the person has to do."""
    skipped = given.sources.skipped
    for path, why in skipped[:FEW]:
        output.remark(f"{path}: {why}; left alone")
    if len(skipped) > FEW:
        output.remark(f"{len(skipped) - FEW} more files were left alone (see --json)")
    for path in [] if dry_run else takingover.tracked(ctx, given):
        output.remark(f"{path} was taken over and is gone; git tracks it: git rm {path}")


def _transcript(
    ctx: Context,
    host: str,
    path: str,
    session: str,
    name: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    from git_session import transcripts
    from git_session.lifecycle import importing

    told = importing.read(host, path, transcripts.lines(path))
    if not dry_run:
        upkeep.make_good(ctx)
    given = importing.plan(ctx, host, told, session=session, name=name)
    if as_json:
        output.say_json(_data_of(given, host, path, dry_run=dry_run))
    else:
        _tell_transcript(given, told, dry_run=dry_run)
    if not dry_run and (given.facts or given.blocks):
        importing.carry_out(ctx, given)
    if there := importing.elsewhere(ctx, told):
        output.remark(f"none of the files that it changed is in this worktree; it was in {there}")
    if told.broken:
        output.remark(_broken(path, told.broken))
    return 0


def _data_of(given: Import, host: str, path: str, *, dry_run: bool) -> dict[str, object]:
    kinds: dict[str, int] = {}
    for block in given.blocks:
        kinds[block.kind] = kinds.get(block.kind, 0) + 1
    one = {
        "stem": given.stem,
        "new": given.facts is not None,
        "format": host,
        "from": os.path.basename(path),
        "status": "completed" if given.facts else "",
        "entries": len(given.blocks),
        "kinds": kinds,
        "no_time": 0,
        "only_day": 0,
        "no_author": 0,
    }
    return {"dry_run": dry_run, "sessions": [one], "skipped": []}


def _tell_transcript(given: Import, told: Transcript, *, dry_run: bool) -> None:
    count = _count(len(given.blocks), "entry")
    if not given.facts and not given.blocks:
        output.say(f"Nothing new: {given.stem} has all of it")
        return
    would = "would be " if dry_run else ""
    where = "a new session" if given.facts else "the session"
    output.say(f"{count} {would}noted in {where} {given.stem}")
    output.say(f"  {told.first:%Y-%m-%d %H:%M} to {told.last:%Y-%m-%d %H:%M}, UTC")
    for block in given.blocks if dry_run else ():
        output.say(f"  {block.when:%H:%M}  {block.kind}: {block.title}")
    if not dry_run:
        output.say(f"  see it: git session view {given.stem}")


def _broken(path: str, numbers: tuple[int, ...]) -> str:
    many = len(numbers) > 1
    lines = f"{len(numbers)} lines are no JSON objects" if many else "1 line is no JSON object"
    return f"{path}:{numbers[0]}: {lines}, or too long, and left out"
