"""Run checks; mend what can be mended, and look again."""

from __future__ import annotations

from git_session.errors import SessionError
from git_session.lifecycle.checkup import (
    fault,
    installed,
    journals,
    papers,
    places,
    remembered,
    repository,
    settings,
    trial,
)
from git_session.lifecycle.checkup.fault import LATER, NOTE, Fault
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.lifecycle.checkup.fault import Check

# In the order in which they are mended: what others stand on comes first.
SESSIONS: tuple[Check, ...] = (
    *places.CHECKS,
    *remembered.STATE,
    *papers.CHECKS,
    *journals.CHECKS,
    *remembered.CHECKS,
    *repository.CHECKS,
)
INSTALLATION: tuple[Check, ...] = (*installed.CHECKS, *settings.CHECKS)
TRIAL: tuple[Check, ...] = trial.CHECKS
# Mending one thing may bring another to light (a document that was given back), but not for ever.
ROUNDS = 4


@record
class Mended:
    """A fault that is no more, and what was done about it."""

    fault: Fault
    did: str


@record
class Outcome:
    """What was mended, what is left, and why mending that failed (by check and place)."""

    mended: tuple[Mended, ...]
    left: tuple[Fault, ...]

    @property
    def well(self) -> bool:
        """Nothing is left but remarks."""
        return all(fault.level == NOTE for fault in self.left)


def examine(ctx: Context, checks: Sequence[Check]) -> list[Fault]:
    """All that ``checks`` find; a check that cannot be made is a fault by itself."""
    return [found for check in checks for found in _made(ctx, check)]


def _made(ctx: Context, check: Check) -> list[Fault]:
    try:
        return list(check(ctx))
    except (SessionError, OSError) as error:
        name = check.__name__.replace("_", "-")
        told = error if isinstance(error, SessionError) else SessionError(str(error))
        return [fault.unreadable(name, ctx.wt.folder, told)]


def mend(ctx: Context, checks: Sequence[Check]) -> Outcome:
    """Mend whatever ``checks`` find and can mend, until they find nothing new; the lock is held.

    Raises ``Locked`` when somebody else holds it.
    """
    mended: list[Mended] = []
    failed: dict[tuple[str, str], str] = {}
    with ctx.store.lock():
        for _ in range(ROUNDS):
            done = _round(ctx, checks, failed)
            mended += done
            if not done:
                break
        left = [_explained(found, failed) for found in examine(ctx, checks)]
    return Outcome(tuple(mended), tuple(left))


def _round(
    ctx: Context, checks: Sequence[Check], failed: dict[tuple[str, str], str]
) -> list[Mended]:
    """Each check in turn, its faults mended before the next one looks."""
    done = []
    for check in checks:
        for found in _made(ctx, check):
            if found.mend is None or (found.check, found.where) in failed:
                continue
            try:
                done.append(Mended(found, found.mend()))
            except (SessionError, OSError) as error:
                failed[found.check, found.where] = str(error)
    return done


def _explained(found: Fault, failed: dict[tuple[str, str], str]) -> Fault:
    """A fault that could not be mended says why, and promises nothing any more."""
    why = failed.get((found.check, found.where))
    if why is None:
        return found
    cure = f"mending it failed: {why}"
    level = fault.WRONG if found.level == LATER else found.level
    return Fault(found.check, found.path, found.what, cure, None, found.line, level)


def looked_at(ctx: Context) -> str:
    """What there is to look at, in numbers: for the line that says all is well."""
    documents = sum(len(ctx.store.stems(place)) for place in ("active", "archive"))
    found = journals.found(ctx)
    files = sum(len(session) for session in found.values())
    return (
        f"{_count(documents, 'document')}, {_count(files, 'journal file')} of "
        f"{_count(len(found), 'session')}, and what this worktree remembers"
    )


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
