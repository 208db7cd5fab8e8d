"""What people kept before: one reader for each format, from text to sessions with entries.

A reader never fails and concludes nothing. What has no time or no author says so; a line that is
not understood is kept in a note, word by word.
"""

from __future__ import annotations

from git_session.core import adr
from git_session.core.oldformats import (
    coordination,
    past,
    records,
    sessionlog,
    sessionsdir,
    sessionsjson,
    templog,
)
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from git_session.core.oldformats.past import Reader


@record
class Format:
    """A format: the word for it, what it is, whether a text certainly is one, and its reader.

    ``ending`` is how its files' names end.
    """

    word: str
    what: str
    ending: str
    fits: Callable[[str, str], bool]
    read: Reader


# In this order a text is recognised.
FORMATS = (
    Format(
        sessionsjson.SESSIONS,
        "sessions.json: a project's sessions",
        ".json",
        sessionsjson.fits_sessions,
        sessionsjson.read_sessions,
    ),
    Format(
        sessionsjson.DECISIONS,
        "decisions.json: a project's decisions",
        ".json",
        sessionsjson.fits_decisions,
        sessionsjson.read_decisions,
    ),
    Format(
        sessionsjson.CONTEXT,
        "context.json: what a project is about",
        ".json",
        sessionsjson.fits_context,
        sessionsjson.read_context,
    ),
    Format(
        sessionsdir.NAME,
        "a .sessions folder of documents with frontmatter",
        ".md",
        sessionsdir.fits,
        sessionsdir.read,
    ),
    Format(
        coordination.NAME,
        "work logs ACTIVE/session-12.md, shared knowledge",
        ".md",
        coordination.fits,
        coordination.read,
    ),
    Format(
        sessionlog.NAME,
        ".session_log.md, SESSION_INDEX.md, RECENT_WORK.md",
        ".md",
        sessionlog.fits,
        sessionlog.read,
    ),
    Format(
        templog.MONTHLY,
        "a project's log of a month, shop-session-log-2026-01.md",
        ".md",
        templog.fits_monthly,
        templog.read_monthly,
    ),
    Format(
        templog.TEMP,
        "one person's log of a day, shop-alice-2026-01-15.md",
        ".md",
        templog.fits_temp,
        templog.read_temp,
    ),
    Format(
        records.NAME,
        "decision records (ADR) as Markdown files",
        ".md",
        adr.is_adr,
        records.read,
    ),
)
WORDS = tuple(form.word for form in FORMATS)


def called(word: str) -> Format:
    """The format that is called ``word``, one of ``WORDS``."""
    return next(form for form in FORMATS if form.word == word)


def recognised(text: str, path: str) -> Format | None:
    """The first format that a file certainly is of; None where that cannot be told."""
    fitting = (form for form in FORMATS if path.endswith(form.ending) and form.fits(text, path))
    return next(fitting, None)


def together(pasts: list[past.Past]) -> list[past.Past]:
    """The sessions that all files of a folder tell of, each once."""
    return past.merged(sessionsdir.owners(pasts))
