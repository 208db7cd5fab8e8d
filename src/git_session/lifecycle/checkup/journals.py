"""The journal in the worktree and in HEAD: is it what its names say, and does HEAD hold all of it?

Nothing here is ever moved or removed but empty directories: these files are the facts.
"""

from __future__ import annotations

import os

from git_session import files, git, remains
from git_session.core import grammar, journal, naming
from git_session.errors import BadText, SessionError
from git_session.lifecycle import current, documents, pending, sharing
from git_session.lifecycle import journals as known_by
from git_session.lifecycle.checkup.fault import NOTE, WRONG, Fault, unreadable
from git_session.lifecycle.context import Context
from git_session.model import record
from git_session.places import stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from git_session.lifecycle.checkup.fault import Check

LIMIT = 16 * 1024 * 1024  # bytes of one file; ours hold what was noted between two commits


@record
class File:
    """A journal file: its path as git names it, whether HEAD and the worktree hold it."""

    path: str
    in_head: bool
    on_disk: bool


def found(ctx: Context) -> dict[str, list[File]]:
    """The journal files of HEAD and of the worktree, by session."""
    sessions: dict[str, list[File]] = {}
    for file in _all(ctx):
        if stem := stem_of(file.path, ctx.wt.journal):
            sessions.setdefault(stem, []).append(file)
    return sessions


def _all(ctx: Context) -> list[File]:
    head = set(git.tree_files(ctx.wt, ctx.wt.head, ctx.wt.journal))
    folder = os.path.join(ctx.wt.top, ctx.wt.journal)
    ours = remains.below(folder) if files.leads_into(folder, ctx.wt.top) else ()
    disk = {os.path.relpath(path, ctx.wt.top).replace(os.sep, "/") for path in ours}
    shown = sorted(path for path in head | disk if not path.rpartition("/")[2].startswith("."))
    return [File(path, path in head, path in disk) for path in shown]


def strangers(ctx: Context) -> Iterator[Fault]:
    """What stands below the journal's directory and is no journal file of any session."""
    cure = "move it to where it belongs; git session reads nothing there"
    for file in _all(ctx):
        if not stem_of(file.path, ctx.wt.journal):
            yield Fault("journal", file.path, "is no journal file of a session", cure)
    for stem, held in found(ctx).items():
        if not _can_be_stem(stem) and documents.readable(ctx, stem) is None:
            what = "is no name of a session: <name>-<last eight of its id>"
            yield Fault(
                "journal",
                f"{ctx.wt.journal}/{stem}",
                what,
                f"rename it: {_told_name(ctx, stem, held)}",
            )


def _can_be_stem(stem: str) -> bool:
    return naming.valid_stem(stem) and stem[-9:-8] == "-" and naming.is_id8(stem[-8:])


def _told_name(ctx: Context, stem: str, held: list[File]) -> str:
    """What the directory would be called by what its files say."""
    committed = _committed(ctx, stem, held)
    for file in held:
        try:
            told = journal.parse(_text(ctx, file, committed), file.path)
        except SessionError:
            continue  # ``contents`` tells
        name = naming.stem(naming.slug(told.shortname), told.session)
        return name if _can_be_stem(name) else "as its session is called"
    return "as its session is called"


def empty(ctx: Context) -> Iterator[Fault]:
    """Directories of sessions without a file: git does not carry them, and neither do we."""
    folder = os.path.join(ctx.wt.top, ctx.wt.journal)
    for name in remains.folders(folder):
        path = os.path.join(folder, name)
        if remains.is_empty(path):
            yield Fault("journal", f"{ctx.wt.journal}/{name}", "is an empty directory", "remove it",
                        _emptied(path))  # fmt: skip


def _emptied(path: str) -> Callable[[], str]:
    def mend() -> str:
        remains.remove_empty(path)
        return "removed the empty directory"

    return mend


def contents(ctx: Context) -> Iterator[Fault]:
    """Each journal file says what its name and its directory say."""
    for stem, held in found(ctx).items():
        uuid = _uuid(ctx, stem)
        committed = _committed(ctx, stem, held)
        for file in held:
            yield from _content(ctx, stem, uuid, file, committed)


def _uuid(ctx: Context, stem: str) -> str:
    """The id of the session called ``stem``, as far as it is known: its last eight at least."""
    session = documents.readable(ctx, stem)
    told = str(session.doc.get("id") or "") if session else ""
    return told or (stem[-8:] if _can_be_stem(stem) else "")


def _committed(ctx: Context, stem: str, held: list[File]) -> dict[str, str]:
    """The texts, by path, of those files that only HEAD holds (a sparse checkout), in one go."""
    if all(file.on_disk for file in held):
        return {}
    sizes = git.tree_sizes(ctx.wt, "HEAD", f"{ctx.wt.journal}/{stem}")
    wanted = [file.path for file in held if not file.on_disk and sizes.get(file.path, 0) <= LIMIT]
    texts = git.read_blobs(ctx.wt, [f"HEAD:{path}" for path in wanted])
    return {spec.partition(":")[2]: text for spec, text in texts.items()}


def _content(
    ctx: Context, stem: str, uuid: str, file: File, committed: dict[str, str]
) -> Iterator[Fault]:
    try:
        text = _text(ctx, file, committed)
        told = journal.parse(text, file.path)
    except BadText as error:
        cure = f"git log -p -- {file.path} shows what it was" if file.in_head else "move it away"
        yield unreadable("journal", file.path, error, cure)
        return
    except SessionError as error:
        yield unreadable("journal", file.path, error)
        return
    if not _intact(text, file.path):
        yield _changed(ctx, file)
    if uuid and naming.id8(told.session) != naming.id8(uuid):
        what = f"says it is of the session {told.session}, not of {stem}"
        cure = "move it into that session's directory"
        line = text[: text.find("\nsession:") + 1].count("\n") + 1
        yield Fault("journal", file.path, what, cure, line=line)


def _text(ctx: Context, file: File, committed: dict[str, str]) -> str:
    """The file as the worktree has it, else as HEAD has it."""
    if file.on_disk:
        return ctx.store.read_text(os.path.join(ctx.wt.top, file.path), LIMIT)
    if file.path not in committed:
        raise BadText(file.path, 1, f"is too long: at most {LIMIT} bytes are read")
    return committed[file.path]


def _intact(text: str, path: str) -> bool:
    """As its name says, line ends aside: git may check files out with CRLF."""
    return journal.is_intact(text, path) or journal.is_intact(text.replace("\r\n", "\n"), path)


def _changed(ctx: Context, file: File) -> Fault:
    """The fault of a file that is not what its name says."""
    what = "is not what its name says: it was changed after it was written"
    if not file.in_head:
        return Fault("journal", file.path, what, "undo the change, or move it away")
    if file.on_disk and _intact(git.blob(ctx.wt, "HEAD", file.path), file.path):
        return Fault("journal", file.path, what, f"git restore --source=HEAD -- {file.path}")
    cure = f"see what it was, and commit that: git log -p -- {file.path}"
    return Fault("journal", file.path, what, cure)


def uncommitted(ctx: Context) -> Iterator[Fault]:
    """Journal files that lie in the worktree and that neither HEAD nor the index holds.

    Those of this branch's session go with its next commit, once that is marked.
    """
    index = set(git.index_files(ctx.wt, ctx.wt.journal))
    on_record = {old.path for old in ctx.store.staged()}
    own = _own(ctx)
    for stem, held in found(ctx).items():
        loose = [one.path for one in held if not one.in_head and one.path not in index]
        for path in sorted(set(loose) - on_record):
            yield _loose(ctx, stem, path, is_own=stem == own)


def _own(ctx: Context) -> str | None:
    try:
        return current.current(ctx)
    except SessionError:
        return None


def _loose(ctx: Context, stem: str, path: str, *, is_own: bool) -> Fault:
    if is_own and sharing.shared(ctx):
        marked = ctx.store.owed()
        what = "is in no commit"
        cure = "the next commit takes it along"
        return Fault("uncommitted", path, what, cure, None if marked else _owed(ctx),
                     level=NOTE if marked else WRONG)  # fmt: skip
    session = documents.readable(ctx, stem)
    if session is None:
        what = "is in no commit, and no document here is of its session"
        return Fault("uncommitted", path, what, f"git add -f {path} and commit, or move it away")
    branch = session.doc.get("git_branch") or "a detached HEAD"
    what = f"is in no commit, and its session is on {branch}"
    return Fault("uncommitted", path, what, f"git add -f {path} and commit it there")


def _owed(ctx: Context) -> Callable[[], str]:
    def mend() -> str:
        ctx.store.set_owed(True)
        return "marked: the next commit takes it along"

    return mend


def lost(ctx: Context) -> Iterator[Fault]:
    """Journal files that history lost (``reset --hard``) and that no commit is going to carry."""
    own = _own(ctx)
    if own is None or ctx.store.owed() or not sharing.shared(ctx):
        return
    for name in _lost(ctx, own):
        what = "was lost by history; a copy is here, and no commit is going to carry it"
        cure = "mark it, so that the next commit carries what it held"
        yield Fault("lost", f"{ctx.wt.journal}/{own}/{name}", what, cure, _owed(ctx))


def _lost(ctx: Context, stem: str) -> list[str]:
    """As ``pending.lost``, which remembers what it finds; a check changes nothing."""
    in_head = pending.tracked(ctx, stem)
    on_disk = set(ctx.store.journal_on_disk(stem))
    kept = ctx.store.kept_journals(stem)
    names = kept.keys() - {*in_head, *on_disk}
    names -= pending.reverted(ctx, stem, names)
    missing = {name: kept[name] for name in sorted(names)}
    if not missing:
        return []
    blocks = pending.blocks_of(pending.read_tracked(ctx, stem, in_head))
    held = {grammar.identity(block) for block in blocks}
    return [
        name
        for name, text in missing.items()
        if pending.without(pending.blocks_of({name: text}), held)
    ]


def only_here(ctx: Context) -> Iterator[Fault]:
    """Sessions of HEAD's journal without a document: as it should be in a clone."""
    for stem in known_by.without_document(ctx):
        if _can_be_stem(stem):
            cure = f"git session resume {stem}"
            what = "only in the journal: no document here"
            yield Fault("no-document", f"{ctx.wt.journal}/{stem}", what, cure, level=NOTE)


CHECKS: tuple[Check, ...] = (strangers, empty, contents, uncommitted, lost, only_here)
