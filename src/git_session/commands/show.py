"""Show what a commit, a merge or a range of commits recorded.

A name is the commit it names, as for `git show`; a whole branch, or a pull
request, is BASE..BRANCH (BASE...BRANCH is the same). A merge shows what it
brought its first parent.
"""

from __future__ import annotations

from git_session import output
from git_session.core import moments, paint, pullrequest, review, telling
from git_session.core.review import Section
from git_session.errors import UsageError
from git_session.lifecycle import reasons, reviewing
from git_session.lifecycle.context import open_context
from git_session.lifecycle.reviewing import Reviewed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.annotate import Change

EXAMPLE = """\
  git session show
  git session show main..fix
  git session show main...fix --markdown    # for a pull request's description
"""
SHOWN = 100  # entries of a section, and commits; --json has all of them


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``show`` understands."""
    add = parser.add_argument
    add("rev", nargs="?", default="HEAD", metavar="COMMIT|RANGE", help="HEAD if left out")
    add("--markdown", action="store_true", help="for a pull request's description")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, rev: str, markdown: bool, as_json: bool, color: str) -> int:
    """Print what was recorded; exit 1 where nothing was."""
    if markdown and as_json:
        raise UsageError("--markdown and --json exclude each other")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    found = reviewing.review(ctx, rev)
    sections = review.sections(found.entries)
    if as_json:
        output.say_json(_data(found, sections))
    elif markdown:
        output.say_lines(pullrequest.lines(sections, SHOWN))
    else:
        output.say_all(_lines(found, sections))
    if not found.entries:
        _hint(found, rev)
    elif found.cut_off:
        output.remark(f"history ends within {rev} (shallow clone); {reasons.UNSHALLOW}")
    return 0 if found.entries else 1


def _data(found: Reviewed, sections: list[Section]) -> dict[str, object]:
    keyed = {section.title: section.entries for section in sections}
    return {
        "commits": [_commit(change) for change in found.changes],
        "how": found.how or None,
        "carried_by": found.carried_by.hash if found.carried_by else None,
        "sessions": list(dict.fromkeys(one.source.stem for one in found.entries)),
        "sections": {
            review.key(title): [telling.data(one) for one in keyed.get(title, ())]
            for title in review.ORDER
        },
        "entries": [telling.data(one) for one in found.entries],
    }


def _commit(change: Change) -> dict[str, object]:
    return {
        "commit": change.hash,
        "subject": change.subject,
        "author": change.author,
        "when": moments.iso(change.when),
        "journal": [path for path, _ in change.added],
    }


def _lines(found: Reviewed, sections: list[Section]) -> list[str]:
    told = _head(found)
    for section in sections:
        told += ["", paint.heading(section.title)]
        for one in section.entries[:SHOWN]:
            told += [_titled(section, telling.title(one.entry)), *telling.below(one.entry, "    ")]
        rest = len(section.entries) - SHOWN
        told += [f"  … and {rest} more; --json has all"] if rest > 0 else []
    return told


def _titled(section: Section, title: str) -> str:
    role = paint.BLOCKER if section.title == review.BLOCKED else ""
    return paint.line("  ", paint.role(role, title))


def _head(found: Reviewed) -> list[str]:
    """The commits that were looked at, those of a range only if they recorded something."""
    if len(found.changes) == 1:
        [change] = found.changes
        told = [
            telling.commit(change.hash, change.subject),
            paint.dim(f"  {change.author}, {moments.iso_minute(change.when)}"),
        ]
        how = reasons.known(found.how, found.carried_by)
        return [*told, *([paint.line("  ", how)] if how else [])]
    held = found.sources
    told = [f"{len(held)} of {len(found.changes)} commits recorded something"]
    told += [paint.line("  ", telling.commit(one.hash, one.subject)) for one in held[:SHOWN]]
    return told + ([f"  … and {len(held) - SHOWN} more"] if len(held) > SHOWN else [])


def _hint(found: Reviewed, rev: str) -> None:
    """What to try where nothing was recorded."""
    if found.cut_off:
        output.remark(reasons.UNSHALLOW)
    elif len(found.changes) == 1:
        output.remark(f"no reasoning was recorded with {rev}")
        sha = found.changes[0].hash[:10]
        output.remark(reasons.tries([*reasons.views(found.known), f"git show {sha}"]))
    else:
        output.remark(f"no reasoning was recorded in {rev}")
        output.remark(reasons.tries(["git session list --all", f"git log --oneline {rev}"]))
