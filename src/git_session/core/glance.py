"""What is told of a session that only a journal knows before its blocks are folded.

It is enough to choose which sessions a view shows, so that only those have to be folded
(``unopened.py``).
"""

from __future__ import annotations

from git_session.core.views.given import OF_JOURNAL
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


@record
class Arrival:
    """Where all of a session's journal came to: the branch, and the commit that did it with its
    time. Unless it is the session's own, that merged it."""

    branch: str
    commit: str
    when: datetime


@record
class Glance:
    """A session in short. ``facts`` tell its journal from any other.

    ``updated`` (seconds since 1970) is what its sheet says, and so is the ``status`` of one that
    is over; of any other that is ``ACTIVE``. ``worked`` is when the newest commit was made that
    carries notes of it.
    """

    stem: str
    facts: str
    updated: float
    status: str | None
    worked: datetime | None = None
    came: Arrival | None = None

    place = OF_JOURNAL
    wrong = ""
