"""Why lines are as they are, and what commits carried: the questions that ``why`` and ``show`` ask.

An answer says how it is known. What cannot be known is not guessed.
"""

from __future__ import annotations

from git_session import annotate, git, walk
from git_session.annotate import Change
from git_session.core import begun, document, journal, paint, recall, telling, trailer
from git_session.core.recall import Recalled, Source
from git_session.errors import BadText, NoSession
from git_session.lifecycle import asked, current, documents, pending, sharing, superseding
from git_session.lifecycle.asked import Asked
from git_session.lifecycle.context import Context
from git_session.model import Journal, record, replace
from git_session.places import is_plain, stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from git_session.core.blame import Line
    from git_session.core.template import Facts

RECORDED = "recorded with this commit"
LATER = "same session, later commit"
PENDING = "noted, not committed yet"
SHALLOW = "history ends here (shallow clone)"
NOTHING = "no reasoning was recorded"
UNSHALLOW = "see further back with: git fetch --unshallow"
HISTORY = 20  # commits that --history goes back
FOLLOWERS = 50  # commits that the notes of one may have waited for theirs
FIRST_FILES = 8  # of a session's journal, in which its begin is looked for


@record
class Answer:
    """Why some lines are as they are. ``change`` is None for lines that are in no commit yet.

    ``how`` is one of the texts above; ``entries`` are the best first; ``carried_by`` is the later
    commit that holds them, None if they are the commit's own. ``known`` are sessions that
    the commit names and that have a journal.
    """

    lines: tuple[int, ...]
    change: Change | None
    how: str
    entries: tuple[Recalled, ...] = ()
    carried_by: Change | None = None
    known: tuple[str, ...] = ()

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that the entries are of."""
        return tuple(dict.fromkeys(one.source.stem for one in self.entries))


@record
class Carried:
    """A journal file that a commit added, read."""

    change: Change
    stem: str
    path: str
    journal: Journal

    @property
    def source(self) -> Source:
        """Its blocks and where they are from."""
        return Source(self.stem, self.path, self.change.hash, self.journal.blocks)


def why(ctx: Context, place: Asked, *, history: bool = False) -> list[Answer]:
    """One answer for each commit that the lines are from: uncommitted ones, then newest first.

    With ``history`` one for each earlier commit of these lines too, HISTORY of them at most.
    """
    groups: dict[str, list[Line]] = {}
    for line in asked.lines(ctx, place):
        groups.setdefault(line.commit, []).append(line)
    fresh = groups.pop("", [])
    if history:
        groups = _with_earlier(ctx, groups)
    changes = annotate.changes(ctx.wt, list(groups))
    ordered = sorted(changes.values(), key=lambda change: change.when, reverse=True)
    called = {sha: _paths(place, groups[sha]) for sha in groups}
    explained = [
        replace(answer, lines=_numbers(groups[change.hash]))
        for change, answer in zip(ordered, explain(ctx, ordered, called), strict=True)
    ]
    answers = [*([_uncommitted(ctx, place, fresh)] if fresh else []), *explained]
    marked = superseding.marked(ctx, [answer.entries for answer in answers])
    return [replace(answer, entries=found) for answer, found in zip(answers, marked, strict=True)]


def _with_earlier(ctx: Context, groups: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """The groups of lines by commit, with the earlier commits of the same lines."""
    from git_session import history  # 60 ms, for those who ask for it

    found = dict(groups)
    for commit, lines in groups.items():
        for path, span in _stretches(lines):
            for sha in history.line_commits(ctx.wt, commit, path, span, HISTORY):
                own = [line for line in lines if line.path == path]
                known = found.setdefault(sha, [])
                found[sha] = known + [line for line in own if line not in known]
        if len(found) >= HISTORY:
            break
    return dict(list(found.items())[: max(HISTORY, len(groups))])


def _stretches(lines: list[Line]) -> list[tuple[str, tuple[int, int]]]:
    """The path and the first and last number that the lines had there."""
    ats: dict[str, list[int]] = {}
    for line in lines:
        ats.setdefault(line.path, []).append(line.at)
    return [(path, (min(found), max(found))) for path, found in ats.items()]


def _numbers(lines: Iterable[Line]) -> tuple[int, ...]:
    return tuple(line.number for line in lines)


def _paths(place: Asked, lines: Iterable[Line]) -> tuple[str, ...]:
    """What the file is called, and was called then."""
    return tuple(dict.fromkeys([place.path, *(line.path for line in lines)]))


def _uncommitted(ctx: Context, place: Asked, lines: Sequence[Line]) -> Answer:
    """What the current session has noted for the next commit."""
    stem = _current(ctx)
    blocks = pending.noted(ctx, stem) if stem else []
    found = recall.recalled([Source(stem or "", "", "", tuple(blocks))], (place.path,))
    entries = tuple(recall.ranked(found))
    return Answer(_numbers(lines), None, PENDING if entries else NOTHING, entries)


def _current(ctx: Context) -> str | None:
    try:
        return current.current(ctx)
    except NoSession as several:
        from git_session import output  # only where there is something to say

        output.remark(several.message)
        return None


def explain(
    ctx: Context, changes: Sequence[Change], called: Mapping[str, tuple[str, ...]]
) -> list[Answer]:
    """What was recorded for each of ``changes`` (the newest first), in their order.

    ``called`` are the paths, by commit, whose mention makes an entry a better answer.
    """
    ends = walk.boundary(ctx.wt) if any(not one.parents for one in changes) else ()
    carried = read(ctx, [change for change in changes if change.hash not in ends])
    empty = [one for one in changes if one.hash not in ends and not one.added]
    late = _later(ctx, empty) if empty else {}
    kept = _kept(ctx, empty) if empty else {}
    answers = []
    for change in changes:
        paths = called.get(change.hash, ())
        if change.hash in ends:
            answers.append(Answer((), change, SHALLOW))
        elif change.added:
            answers.append(_answer(change, RECORDED, carried.get(change.hash, ()), paths))
        elif change.hash in kept:
            answers.append(_answer(change, RECORDED, kept[change.hash], paths))
        else:
            answers.append(_answer(change, LATER, late.get(change.hash, ()), paths))
    return [_pointed(ctx, answer) for answer in answers]


def _answer(change: Change, how: str, carried: Sequence[Carried], paths: tuple[str, ...]) -> Answer:
    found = recall.recalled([one.source for one in carried], paths)
    if not found:
        return Answer((), change, NOTHING)
    later = carried[0].change if how == LATER else None
    return Answer((), change, how, tuple(recall.ranked(found)), later)


def _pointed(ctx: Context, answer: Answer) -> Answer:
    """An answer without entries, with the sessions that its commit names and that there are."""
    if answer.how != NOTHING or answer.change is None:
        return answer
    stems = [stem for stem in trailer.pointed(answer.change.message) if is_plain(stem)]
    known = [stem for stem in stems if pending.tracked(ctx, stem)]
    return replace(answer, known=tuple(known))


def read(ctx: Context, changes: Iterable[Change]) -> dict[str, list[Carried]]:
    """The journal files that each of ``changes`` added, by commit; broken ones with a remark."""
    wanted = [(change, *added) for change in changes for added in change.added]
    wanted = [
        (change, path, blob) for change, path, blob in wanted if stem_of(path, ctx.wt.journal)
    ]
    texts = git.read_blobs(ctx.wt, dict.fromkeys(blob for _, _, blob in wanted))
    found: dict[str, list[Carried]] = {}
    for change, path, blob in wanted:
        try:
            parsed = journal.parse(texts.get(blob, ""), path)
        except BadText as error:
            pending.left_out(error)
            continue
        found.setdefault(change.hash, []).append(
            Carried(change, stem_of(path, ctx.wt.journal), path, parsed)
        )
    return found


def _kept(ctx: Context, changes: Sequence[Change]) -> dict[str, list[Carried]]:
    """The journal files that this clone kept for commits where the journal is not tracked.

    The commit tables of its documents say which belong to which.
    """
    if sharing.shared(ctx):
        return {}
    by_hash = {change.hash: change for change in changes}
    found: dict[str, list[Carried]] = {}
    for session in documents.survey(ctx).found:
        rows = [row for row in document.commits(session.doc) if row.hash in by_hash]
        texts = ctx.store.kept_journals(session.stem) if any(row.journal for row in rows) else {}
        for row in rows:
            for name in row.journal:
                if name in texts:
                    read = journal.parse(texts[name], name)
                    carried = Carried(by_hash[row.hash], session.stem, name, read)
                    found.setdefault(row.hash, []).append(carried)
    return found


def _later(ctx: Context, changes: Sequence[Change]) -> dict[str, list[Carried]]:
    """The journal files that took along what was noted for commits which hold none, by commit.

    Nothing is walked where HEAD has no journal.
    """
    if not git.has_file(ctx.wt, ctx.wt.head, ctx.wt.journal):
        return {}
    next_ones = annotate.followers(ctx.wt, changes, FOLLOWERS)
    every = dict.fromkeys(sha for shas in next_ones.values() for sha in shas)
    carried = read(ctx, annotate.changes(ctx.wt, list(every)).values())
    begins: dict[str, Facts | None] = {}
    found = {}
    for change in changes:
        stems = trailer.pointed(change.message)
        for sha in next_ones.get(change.hash, ()):
            files = carried.get(sha, [])
            fits = (
                [one for one in files if one.stem in stems]
                if stems
                else [one for one in files if _took_along(ctx, change, one, begins)]
            )
            if fits:
                found[change.hash] = fits
                break
    return found


def _took_along(
    ctx: Context, change: Change, carried: Carried, begins: dict[str, Facts | None]
) -> bool:
    """Whether a journal file is of the session that was under way when ``change`` was made.

    The same person's commits on one line of history, none of them moved since (the journal file
    still names its parent), on the branch of a session that had begun before ``change``.
    """
    made, later = carried.journal, carried.change
    if change.email != later.email or made.parent not in later.parents[:1] or not made.branch:
        return False
    if carried.stem not in begins:
        begins[carried.stem] = _begin(ctx, carried.stem, later.hash)
    begin = begins[carried.stem]
    if begin is None or begin.branch != made.branch or begin.head == change.hash:
        return False
    return not begin.head or git.is_ancestor(ctx.wt, begin.head, change.hash)


def _begin(ctx: Context, stem: str, rev: str) -> Facts | None:
    """The facts that a session began with, as its journal in the commit ``rev`` tells them."""
    names = sorted(pending.tracked(ctx, stem, rev))[:FIRST_FILES]
    blocks = pending.blocks_of(pending.read_tracked(ctx, stem, names, rev))
    return next((facts for block in blocks if (facts := begun.begin_facts(block))), None)


def known(how: str, carried_by: Change | None) -> str:
    """How an answer is known, for people: with the later commit that holds it."""
    if carried_by is None:
        return how
    return paint.line(f"{how}: ", telling.commit(carried_by.hash, carried_by.subject))


def views(stems: Iterable[str]) -> list[str]:
    """The commands that show these sessions."""
    return [f"git session view {stem}" for stem in stems]


def tries(commands: Iterable[str]) -> str:
    """A remark with what may help further."""
    return "try: " + "   ".join(commands)
