"""The only clock of the project."""

from __future__ import annotations

import os
from datetime import datetime

from git_session.core import moments
from git_session.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.config import Settings


def now(settings: Settings) -> datetime:
    """The moment, in whole seconds, in ``session.timezone`` or the system's zone.

    ``GIT_SESSION_NOW`` (ISO 8601 with an offset) stands in for the clock. Raises Refused for a
    zone that does not exist.
    """
    try:
        zone = moments.zone(settings.timezone or None)
    except ValueError as error:
        hint = "use a name such as Europe/Berlin: git config session.timezone NAME"
        raise Refused(f"session.timezone: {error}", hint) from error
    given = os.environ.get("GIT_SESSION_NOW")
    if not given:
        return datetime.now().astimezone(zone).replace(microsecond=0)
    when = moments.parse_iso(given)
    if when is None:
        raise Refused(f"GIT_SESSION_NOW is {given!r}", "use the form 2026-01-15T14:30:00+01:00")
    return when.astimezone(zone) if zone else when
