"""What this worktree remembers: is it whole, and does it fit where HEAD is and what is staged?"""

from __future__ import annotations

import os

from git_session import git, plumbing, remains
from git_session.core import checks, document, grammar, journal
from git_session.core.document import Document
from git_session.errors import BadText, NoSession, SessionError
from git_session.lifecycle import current, documents, pending, sessions, settle, stage
from git_session.lifecycle.checkup.fault import LATER, NOTE, WRONG, Fault, relative
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from git_session.lifecycle.checkup.fault import Check
    from git_session.state import Staged


GONE = "which is gone"


def damaged_state(ctx: Context) -> Iterator[Fault]:
    """State files that are torn or not ours; without them everything is looked at once more."""
    private = ctx.store.private
    for name, what in remains.damaged(private):
        path = os.path.join(private, name)
        cure = f"remove {path}: it only saves time"
        yield Fault("state", relative(ctx, path), what, cure, _mended(private, name))


def _mended(private: str, name: str) -> Callable[[], str]:
    return lambda: remains.mended(private, name)


def swept(ctx: Context) -> Iterator[Fault]:
    """Documents that ``git clean -x`` took, and whose copy is here."""

    def mend() -> str:
        sessions.restore(ctx)
        return "gave it back as it was last written here"

    for stem in ctx.store.swept():
        copy = ctx.store.copied_document(stem)
        if copy is not None:
            path = ctx.store.relative_document(copy[0], stem)
            cure = "the next writing command gives it back"
            yield Fault("swept", path, "was swept away", cure, mend, level=LATER)


def moved(ctx: Context) -> Iterator[Fault]:
    """HEAD was moved by something that runs no hook of ours."""
    busy = plumbing.busy(ctx.wt.git_dir)
    if busy:
        what = f"a {busy} is under way; where HEAD is, is looked at when it is over"
        yield Fault("head", "HEAD", what, f"finish the {busy}", level=NOTE)
        return
    if _has_moved(ctx):
        what = "moved without our hooks; documents and scratch are behind"
        cure = "the next hook or writing command makes it good"
        yield Fault("head", "HEAD", what, cure, _settle(ctx), level=LATER)


def _has_moved(ctx: Context) -> bool:
    return ctx.store.in_use() and ctx.store.settled() != (ctx.wt.head or "", ctx.branch)


def _settle(ctx: Context) -> Callable[[], str]:
    def mend() -> str:
        settle.settle(ctx)
        return "brought document, commit table and scratch in line with HEAD"

    return mend


def commit_table(ctx: Context) -> Iterator[Fault]:
    """The current session's document names HEAD, its branch and every commit of the session.

    One that says what we wrote last is no fault: it was resumed, and the next commit brings it on.
    """
    if plumbing.busy(ctx.wt.git_dir) or _has_moved(ctx):
        return
    session = _current(ctx)
    if session is None or checks.missing_keys(session.doc, is_open=True):
        return
    if wrong := _out_of_line(ctx, session):
        path = ctx.store.relative_document(session.place, session.stem)
        level = NOTE if _as_written(ctx, session) else WRONG
        yield Fault("commits", path, wrong, "bring it in line with HEAD", _settle(ctx), level=level)


def _as_written(ctx: Context, session: Found) -> bool:
    copy = ctx.store.copied_document(session.stem)
    try:
        known = document.read(copy[1], session.stem) if copy else None
    except BadText:
        return False
    return known is not None and _facts(known) == _facts(session.doc)


def _facts(doc: Document) -> tuple[object, ...]:
    return doc.get("git_last_commit"), doc.get("git_branch"), document.commits(doc)


def _current(ctx: Context) -> Found | None:
    """This branch's session, if its document can be read; what hinders is told elsewhere."""
    try:
        stem = current.current(ctx)
    except SessionError:
        return None
    return documents.readable(ctx, stem) if stem else None


def _out_of_line(ctx: Context, session: Found) -> str:
    doc, head = session.doc, ctx.wt.head
    if doc.get("git_last_commit") != head:
        return f"git_last_commit is {doc.get('git_last_commit') or 'missing'}, and HEAD is {head}"
    if (doc.get("git_branch") or "") != ctx.branch:
        return f"git_branch is {doc.get('git_branch')}, and the branch is {ctx.branch or 'none'}"
    shown = {row.hash for row in document.commits(doc)}
    wanted = {row.hash for row in settle.rows_of(ctx, session)}
    if wanted - shown:
        return f"the commit table lacks {min(wanted - shown)[:10]}"
    strange = sorted(one for one in shown - wanted if not git.is_ancestor(ctx.wt, one, head or ""))
    return f"the commit table has {strange[0][:10]}, which HEAD does not reach" if strange else ""


def pointer(ctx: Context) -> Iterator[Fault]:
    """The pointer names a session that can be gone on with, and the branch that HEAD is on."""
    pointed = ctx.store.pointer()
    if pointed is None or plumbing.busy(ctx.wt.git_dir):
        return
    path = relative(ctx, os.path.join(ctx.store.private, "pointer"))
    stem, branch = pointed
    why = _why_stale(ctx, stem, branch)
    known = _known(ctx, stem) if why == GONE else None
    if known is not None:
        path = ctx.store.relative_document(known.place, stem)
        what = "is gone, and the session goes on: the pointer names it"
        cure = "the next writing command gives it back"
        yield Fault("swept", path, what, cure, _given_back(ctx, known), level=LATER)
    elif why:
        cure = "continue a session: git session resume NAME"
        yield Fault("pointer", path, f"points at {stem}, {why}", cure, _repointed(ctx))


def _known(ctx: Context, stem: str) -> Found | None:
    """The document as its copy or its journal tells it."""
    try:
        return sessions.load(ctx, stem)
    except SessionError:
        return None


def _given_back(ctx: Context, known: Found) -> Callable[[], str]:
    def mend() -> str:
        sessions.save(ctx, known, [])
        return "gave it back as this clone knows it"

    return mend


def _why_stale(ctx: Context, stem: str, branch: str) -> str:
    if branch != ctx.branch:
        return f"for {branch or 'a detached HEAD'}, and HEAD is on {ctx.branch or 'no branch'}"
    if ctx.store.has_document("active", stem) or stem in ctx.store.swept():
        return ""
    return "which is archived" if ctx.store.has_document("archive", stem) else GONE


def _repointed(ctx: Context) -> Callable[[], str]:
    def mend() -> str:
        ctx.store.clear_pointer()
        stem = settle.repoint(ctx)
        return f"points at {stem} now" if stem else "points at no session now"

    return mend


def which_session(ctx: Context) -> Iterator[Fault]:
    """One branch has one session at a time; of two nobody can tell which is meant."""
    try:
        current.current(ctx)
    except NoSession as error:
        yield Fault("which-session", f"{ctx.wt.folder}/active", error.message, error.hint)


def staged_by_us(ctx: Context) -> Iterator[Fault]:
    """Journal files that are staged, on record, and in no commit: it was given up."""
    if git.merging(ctx.wt.git_dir) or plumbing.busy(ctx.wt.git_dir):
        return
    index = set(git.index_files(ctx.wt, ctx.wt.journal))
    for old in ctx.store.staged():
        there = old.path in index or ctx.store.read_journal(old.path) is not None
        if not there or stage.in_head(ctx, old):
            continue
        held = _held(ctx, old)
        what = "is staged and in no commit: one was given up, or git session consolidate has run"
        cure = "the next commit takes it along, or replaces it"
        yield Fault("staged", old.path, what, cure, _taken_back(ctx, old) if held else None,
                    level=LATER)  # fmt: skip


def _held(ctx: Context, old: Staged) -> bool:
    """Whether every block of the file stands somewhere else, so that it may go."""
    try:
        text = _on_disk(ctx, old.path)
        blocks = journal.parse(text, old.path).blocks if text is not None else ()
        wanted = {*old.ids, *map(grammar.identity, blocks)}
        return wanted <= _elsewhere(ctx, old.stem)
    except SessionError:
        return False


def _on_disk(ctx: Context, path: str) -> str | None:
    text = ctx.store.read_journal(path)
    return git.read_blobs(ctx.wt, [f":{path}"]).get(f":{path}") if text is None else text


def _elsewhere(ctx: Context, stem: str) -> set[str]:
    """The identities that scratch, its copy, the kept journal files or HEAD's hold."""
    texts = pending.read_tracked(ctx, stem, pending.tracked(ctx, stem))
    blocks = pending.blocks_of({**ctx.store.kept_journals(stem), **texts})
    return {grammar.identity(block) for block in [*blocks, *pending.noted(ctx, stem)]}


def _taken_back(ctx: Context, old: Staged) -> Callable[[], str]:
    def mend() -> str:
        stage.take_back(ctx, lambda other: other.path == old.path)
        return f"unstaged and removed; its {len(old.ids)} entries are pending as before"

    return mend


def staged_unknown(ctx: Context) -> Iterator[Fault]:
    """Journal files in the index that no record names, while all they hold is pending still.

    The record was lost. Others (a merge, ``reset --soft``, ``git add``) are in the index rightly.
    """
    if git.merging(ctx.wt.git_dir) or plumbing.busy(ctx.wt.git_dir):
        return
    on_record = {old.path for old in ctx.store.staged()}
    in_head = set(git.tree_files(ctx.wt, ctx.wt.head, ctx.wt.journal))
    for path in git.index_files(ctx.wt, ctx.wt.journal):
        if path not in on_record and path not in in_head and _all_pending(ctx, path):
            what = "is staged although no commit was under way; all it holds is pending still"
            cure = f"git reset -q -- {path}, and remove it"
            yield Fault("staged", path, what, cure, _unstaged(ctx, path))


def _all_pending(ctx: Context, path: str) -> bool:
    stem = stem_of(path, ctx.wt.journal)
    text = _on_disk(ctx, path) if stem else None
    if text is None or not journal.is_intact(text, path):
        return False
    try:
        blocks = journal.parse(text, path).blocks
    except BadText:
        return False
    noted = {grammar.identity(block) for block in pending.noted(ctx, stem)}
    return {grammar.identity(block) for block in blocks} <= noted


def _unstaged(ctx: Context, path: str) -> Callable[[], str]:
    def mend() -> str:
        git.unstage(ctx.wt, [path])
        ctx.store.remove_journal(path)
        return "unstaged and removed; its entries are pending as before"

    return mend


STATE: tuple[Check, ...] = (damaged_state, swept)
CHECKS: tuple[Check, ...] = (
    moved,
    commit_table,
    pointer,
    which_session,
    staged_by_us,
    staged_unknown,
)
