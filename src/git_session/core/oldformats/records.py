"""A folder of decision records: together one session, each a decision."""

from __future__ import annotations

from git_session.core import adr
from git_session.core.oldformats import past
from git_session.core.oldformats.past import Past
from git_session.core.oldformats.sessionsjson import record_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

NAME = "adr"


def read(text: str, path: str, zone: tzinfo | None) -> tuple[Past, ...]:
    """The record as the one entry of its folder's session; others join it."""
    folder = path.replace("\\", "/").rpartition("/")[0]
    told = record_of(adr.parse(text, path.rpartition("/")[2]), path, zone)
    title = f"Decision records of {folder}" if folder else "Decision records"
    return (
        Past(NAME, folder, folder or path, "decision-records", past.NEVER, (told,), title=title),
    )
