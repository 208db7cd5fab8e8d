"""The documents on disk: read one, survey all, find the one that a person means."""

from __future__ import annotations

from git_session import git
from git_session.core import document, naming
from git_session.core.document import Document
from git_session.errors import BadText, NoSession
from git_session.lifecycle.context import Context
from git_session.model import ACTIVE, record
from git_session.places import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


@record
class Found:
    """A session document on disk: its stem, its place (active or archive) and its text."""

    stem: str
    place: str
    doc: Document


def found(ctx: Context, stem: str) -> Found | None:
    """The document called ``stem`` in either place. Raises ``BadText`` when it is unreadable."""
    for place in ("active", "archive"):
        if ctx.store.has_document(place, stem):
            return read(ctx, place, stem)
    return None


def readable(ctx: Context, stem: str) -> Found | None:
    """The same, None also for a document that cannot be read or a name that can be none.

    For what is beside the point: one spoilt document must not stop the others.
    """
    try:
        return found(ctx, stem) if is_plain(stem) else None
    except BadText:
        return None


def read(ctx: Context, place: str, stem: str) -> Found:
    """The document of a session in one place. ``SessionError`` where it cannot be read."""
    path, text = ctx.store.read_document(place, stem)
    return Found(stem, place, document.read(text, path))


@record
class Survey:
    """The readable documents of some places, and what is wrong with the others."""

    found: tuple[Found, ...]
    wrong: tuple[BadText, ...]


def survey(ctx: Context, places: tuple[str, ...] = ("active", "archive")) -> Survey:
    """Read every document in ``places``; a bad one is reported beside the rest, never raised."""
    seen: list[Found] = []
    wrong: list[BadText] = []
    for place in places:
        for stem in ctx.store.stems(place):
            try:
                seen.append(read(ctx, place, stem))
            except BadText as error:
                wrong.append(error)
    return Survey((*seen, *_swept(ctx, places)), tuple(wrong))


def _swept(ctx: Context, places: tuple[str, ...]) -> list[Found]:
    """Documents that ``git clean`` took and that the next writing command gives back."""
    return [
        Found(stem, copy[0], document.read(copy[1], f"{stem}.md"))
        for stem in ctx.store.swept()
        if (copy := ctx.store.copied_document(stem)) and copy[0] in places
    ]


def find(ctx: Context, wanted: str) -> Found:
    """The session that a person calls ``wanted``, as ``naming.meant`` has it.

    Raises ``NoSession`` when nothing or more than one thing fits, listing the candidates.
    """
    known = survey(ctx).found
    fits = naming.meant([called(session) for session in known], wanted)
    return one([session for session in known if session.stem in fits], wanted)


def one(matches: list[Found], wanted: str, unread: Sequence[str] = ()) -> Found:
    """The only one of ``matches``, which are called ``wanted``; else ``NoSession`` lists them.

    ``unread`` are the stems of others that are called so, too.
    """
    if len(matches) == 1 and not unread:
        return matches[0]
    if matches or unread:
        names = [*([listing(matches)] if matches else []), *(f"  {stem}" for stem in unread)]
        raise NoSession(
            f"more than one session fits '{wanted}':\n" + "\n".join(names),
            "give the whole name, or the eight characters it ends in",
        )
    hint = "see all of them with: git session list --all"
    raise NoSession(f"no session fits '{wanted}'", hint)


def called(session: Found) -> naming.Called:
    """What the session is called by."""
    uuid, label, short = (str(session.doc.get(key) or "") for key in ("id", "label", "shortname"))
    return naming.Called(session.stem, uuid, label, short)


def listing(sessions: list[Found]) -> str:
    """One line per candidate: stem, status, branch."""
    return "\n".join(
        f"  {session.stem}  {session.doc.get('status')}"
        f"  on {session.doc.get('git_branch') or 'a detached HEAD'}"
        for session in sessions
    )


def of_branch(ctx: Context, status: str = ACTIVE) -> list[str]:
    """The stems of the active (or paused) sessions that say they belong to this branch.

    A hand-made document without ``git_branch`` belongs to whatever branch asks. A session whose
    branch was renamed to this one says so from the next writing command on.
    """
    homes = {
        session.stem: str(session.doc.get("git_branch", ctx.branch) or "")
        for session in survey(ctx, ("active",)).found
        if session.doc.get("status", ACTIVE) == status
    }
    return [stem for stem in homes if homes[stem] == ctx.branch] or _renamed(ctx, homes)


def _renamed(ctx: Context, homes: dict[str, str]) -> list[str]:
    """Those whose branch is gone and was called so before ``git branch -m`` made it this one."""
    gone = {stem: home for stem, home in homes.items() if home and not _exists(ctx, home)}
    former = git.former_names(ctx.wt, ctx.branch) if gone and ctx.branch else set()
    return [stem for stem, home in gone.items() if home in former]


def _exists(ctx: Context, branch: str) -> bool:
    return git.tip(ctx.wt, branch) is not None
