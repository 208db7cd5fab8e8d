"""Make a session of what an agent's host wrote down of a conversation.

Times, files that were changed and the names of commands are taken from the
transcript; what it calls a decision, a blocker or a next step is noted as a
quotation. Secrets are left out. A second import of it adds nothing.
"""

from __future__ import annotations

from git_session import output, transcripts
from git_session.lifecycle import importing, upkeep
from git_session.lifecycle.context import open_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.transcript import Transcript
    from git_session.lifecycle.importing import Import

EXAMPLE = """\
  git session import --from claude ~/.claude/projects/-shop/4f35e220.jsonl
  git session import --from codex rollout-2026-01-15.jsonl --name cart-fix
  git session import --from claude 4f35e220.jsonl --dry-run
"""
HOSTS = ("claude", "codex")


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``import`` understands."""
    add = parser.add_argument
    add("transcript", metavar="FILE", help="the transcript: JSON, one object a line")
    add("--from", dest="host", choices=HOSTS, required=True, help="whose transcript it is")
    add("--session", default="", metavar="NAME", help="add to this session, make none")
    add("--name", default="", metavar="NAME", help="short name of the session that is made")
    add("--dry-run", action="store_true", help="say what would be noted")


def run(*, transcript: str, host: str, session: str, name: str, dry_run: bool) -> int:
    """Import; exit 1 where there is no such file, 3 for a wrong NAME, 4 for another host's file."""
    ctx = open_context()
    told = importing.read(host, transcript, transcripts.lines(transcript))
    if not dry_run:
        upkeep.make_good(ctx)
    given = importing.plan(ctx, host, told, session=session, name=name)
    _tell(given, told, dry_run=dry_run)
    if not dry_run and (given.facts or given.blocks):
        importing.carry_out(ctx, given)
    if there := importing.elsewhere(ctx, told):
        output.remark(f"none of the files that it changed is in this worktree; it was in {there}")
    if told.broken:
        output.remark(_broken(transcript, told.broken))
    return 0


def _tell(given: Import, told: Transcript, *, dry_run: bool) -> None:
    count = f"{len(given.blocks)} {'entry' if len(given.blocks) == 1 else 'entries'}"
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
