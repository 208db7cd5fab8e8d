"""One line of a transcript, in the same words for every host."""

from __future__ import annotations

from git_session.core import moments
from git_session.core.event import Touched
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

AGENT = "agent"
PERSON = "person"


@record
class Turn:
    """What one line tells: of which conversation, when, where, who said what, what tools did."""

    when: datetime | None
    id: str = ""
    cwd: str = ""
    who: str = AGENT
    texts: tuple[str, ...] = ()
    touched: tuple[Touched, ...] = ()
    commands: tuple[str, ...] = ()


def moment(text: object) -> datetime | None:
    """A time as hosts write it, ``2026-01-15T13:30:00.123Z``; None for anything else."""
    return moments.parse_iso(text) if isinstance(text, str) else None
