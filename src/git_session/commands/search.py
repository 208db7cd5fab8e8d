"""Search what was noted: journals of all branches, documents, pending notes.

All words must occur, in any order and case; the last may be a beginning. In
knowledge (--in) TEXT is taken as it stands, and entries are shown whole.
"""

from __future__ import annotations

from git_session import output
from git_session.core import naming, paint, query, rulings, telling
from git_session.core.query import Matcher, Query
from git_session.core.views import saying
from git_session.errors import UsageError
from git_session.lifecycle import recollect, searching
from git_session.lifecycle.context import open_context
from git_session.lifecycle.recollect import PENDING, Hit, Recollection

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.views.given import Noted

EXAMPLE = """\
  git session search mutex
  git session search sweep race --kind tried --since '2 weeks ago'
  git session search --file 'src/auth/**' --author alice
  git session search --kind decision -n 1000    # every decision
  git session search --file src/auth --oldest   # for who is new to a path
  git session search gather --in knowledge:patterns
  git session search --last
"""
LIMIT = 20
SHORT = 10  # digits of a commit that are shown


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``search`` understands."""
    add = parser.add_argument
    add("text", nargs="*", metavar="TEXT", help="words, taken literally")
    add("--regex", action="store_true", help="TEXT is a regular expression as Python has them")
    add("--kind", action="append", default=[], metavar="K", help="decision, tried, …; repeatable")
    add("--author", default="", metavar="WHO", help="noted by this handle")
    add("--file", default="", metavar="GLOB", help="names a file that fits, from the top on")
    add(
        "--since", default="", metavar="WHEN", help="not older than this: 2026-01-15, 2w, yesterday"
    )
    add(
        "--session",
        default="",
        metavar="NAME",
        help="of this session: name or its last eight digits",
    )
    text = "what was learned, maybe of one category"
    add("--in", dest="within", default="", metavar="knowledge[:CATEGORY]", help=text)
    add(
        "--last", action="store_true", help="the newest first; the last entries of all without TEXT"
    )
    add("--oldest", action="store_true", help="the oldest first: how it came to be")
    add("-n", "--limit", type=int, default=LIMIT, metavar="N", help=f"show so many ({LIMIT})")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(
    *,
    text: list[str],
    regex: bool,
    kind: list[str],
    author: str,
    file: str,
    since: str,
    session: str,
    within: str,
    last: bool,
    oldest: bool,
    limit: int,
    as_json: bool,
    color: str,
) -> int:
    """Print what fits, the best first; exit 1 when nothing does, 2 when nothing is asked for."""
    wanted = " ".join(text)
    kinds = tuple(query.kind_of(name) for name in kind)
    if limit < 1:
        raise UsageError(f"--limit {limit}: shows nothing", "say 1 or more")
    if last and oldest:
        raise UsageError("--last and --oldest: choose one of the two")
    if within:
        narrowed = bool(regex or kinds or author or file or since or session or last or oldest)
        return _known(wanted, within, narrowed=narrowed, as_json=as_json, color=color)
    if not (wanted.strip() or kinds or author or file or since or session or last or oldest):
        raise UsageError("what shall be searched for?", "give a word, a filter or --last")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=not as_json)
    asked = Query(
        words=() if regex else tuple(wanted.split()),
        pattern=wanted if regex else "",
        kinds=kinds,
        author=author,
        file=searching.from_top(ctx, file),
        since=searching.moment(ctx, since) if since else None,
        session=session,
        newest=last,
        oldest=oldest,
    )
    matcher = Matcher(asked)
    with searching.Patience(wanted=regex or bool(file)) as patience:
        found = recollect.recollect(ctx, matcher, limit, patience.begin)
        return _show(found, matcher, as_json=as_json)


def _known(wanted: str, within: str, *, narrowed: bool, as_json: bool, color: str) -> int:
    """What was learned and says ``wanted``, whole; exit 1 when nothing does."""
    from git_session.core.views import knowledge  # only for who asks
    from git_session.lifecycle import gathering, viewing

    place, _, category = within.partition(":")
    if place != "knowledge":
        raise UsageError(f"--in {within}: no such place", "say knowledge or knowledge:CATEGORY")
    if narrowed or not wanted.strip():
        raise UsageError("--in knowledge goes with TEXT alone", "see all: git session knowledge")
    ctx = open_context()
    form = "json" if as_json else ""
    viewing.begin(ctx, form, color)
    given = gathering.gather(ctx, gathering.Ask(knowledge.KINDS, sessions=False))
    found = knowledge.rows(given, category, wanted)
    if as_json:
        output.say_json([_hit(noted) for row in found for noted in row.noted])
        return 0 if found else 1
    hint = "see all of it: git session knowledge"
    return viewing.show(len(found), lambda: knowledge.page(found, 0), list, form, hint)


def _hit(noted: Noted) -> dict[str, object]:
    """An entry of the knowledge as one that was found, all of its lines the reason."""
    told = saying.data(noted)
    return {
        **{key: told[key] for key in ("kind", "title", "when", "author", "client", "agent")},
        "session": noted.source.stem or None,
        "branch": noted.source.branch or None,
        "commit": noted.source.commit or None,
        "file": noted.source.path or PENDING,
        "snippet": [line for text in saying.item(noted, "").below for line in text.split("\n")],
        "fields": told["fields"],
        "superseded_by": None,
    }


def _show(found: Recollection, matcher: Matcher, *, as_json: bool) -> int:
    for wrong in found.wrong:
        output.remark(f"{wrong}; this document is left out")
    if as_json:
        output.say_json([_data(matcher, hit) for hit in found.hits])
    else:
        width = output.columns()
        for at, hit in enumerate(found.hits):
            output.say_all([*([""] if at else []), *_lines(matcher, hit, width)])
    if not found.total:
        output.remark(f"nothing found in {found.searched}; try fewer or shorter words")
        return 1
    if found.total > len(found.hits):
        output.remark(f"{len(found.hits)} of {found.total} are shown; all: -n {found.total}")
    return 0


def _lines(matcher: Matcher, hit: Hit, width: int) -> list[str]:
    kind, title, _ = searching.as_asked(matcher, hit)
    head = query.shortened(f"{kind}: {title}", width)
    kind, title = head[: len(kind) + 1], head[len(kind) + 1 :]
    below = query.snippet(matcher, hit.piece, width - 4)
    return [
        paint.line(paint.role(paint.KIND, kind), title),
        _facts(hit),
        *([f"    Superseded by {rulings.said(hit.superseded)}"] if hit.superseded else []),
        *(f"    {line}" for line in below),
    ]


def _facts(hit: Hit) -> str:
    stem, piece = hit.piece.stem, hit.piece
    name = paint.role(paint.SESSION, stem) if stem else "no session yet"
    where = paint.commit(hit.commit[:SHORT]) if hit.commit else _where(hit)
    who = telling.writer(piece.author, piece.agent)
    said = [f", {fact}" for fact in (piece.when, who) if fact]
    return paint.line("  ", name, *map(paint.dim, said), ", " if where else "", where)


def _where(hit: Hit) -> str:
    if hit.path == PENDING:
        return PENDING
    return hit.path if hit.piece.kind == query.DOCUMENT else "commit not known here"


def _data(matcher: Matcher, hit: Hit) -> dict[str, object]:
    kind, title, fields = searching.as_asked(matcher, hit)
    client, agent = naming.parted(hit.piece.agent)
    return {
        "kind": kind,
        "title": title,
        "when": hit.piece.when,
        "author": hit.piece.author,
        "client": client,
        "agent": agent,
        "session": hit.piece.stem or None,
        "branch": hit.branch,
        "commit": hit.commit,
        "file": hit.path,
        "snippet": query.snippet(matcher, hit.piece, query.PATTERN_LIMIT),
        "fields": fields,
        "superseded_by": rulings.data(hit.superseded) if hit.superseded else None,
    }
