"""When an agent that notes nothing is reminded, and in how many words."""

from __future__ import annotations

from git_session.model import record

STRONG = "strong"
LIGHT = "light"
SILENCE = 20 * 60  # seconds without a note, in which files changed, before the first reminder
AGAIN = 10  # prompts between two reminders


@record
class Silence:
    """How long nothing was noted: in seconds, and whether files changed since the last note.

    ``ever``: something was noted in this conversation. ``since`` is the number of prompts since
    the last reminder, None where there was none since the last note.
    """

    seconds: float
    changed: bool
    ever: bool
    since: int | None = None


def due(silence: Silence) -> str:
    """``STRONG`` the first time and where nothing was ever noted, ``LIGHT`` later, else ""."""
    if not silence.changed or silence.seconds < SILENCE:
        return ""
    if silence.since is None:
        return LIGHT if silence.ever else STRONG
    return LIGHT if silence.since >= AGAIN else ""


def text(strength: str, minutes: int) -> str:
    """The reminder itself, "" for none."""
    if strength == STRONG:
        return (
            f"Files changed and nothing was noted for {minutes} minutes. Note now what you decided "
            "and why, what you tried and what blocks:\n"
            '  git session log --decision "…" --rationale "…"\n'
            '  git session log --tried "…" --outcome "…"\n'
            "Leave out searches that led nowhere and trivial edits."
        )
    if strength == LIGHT:
        return f'Nothing noted for {minutes} minutes: git session log "…"'
    return ""
