"""The log of a month: for each project a section per contributor, for each entry a line.

The day that an entry stands under is the one on which its writer noted it, by the writer's own
clock: so it is in the same month for whoever reads, wherever.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from git_session.core.page import Heading, Item, Items, Page, Text
from git_session.core.views import given as words
from git_session.core.views import saying
from git_session.core.views.given import Given, Noted
from git_session.errors import UsageError
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.views.belonging import Belonging

    Sections = tuple[tuple[str, tuple[Noted, ...]], ...]

ENDING = "-session-log-"  # of a file's name, between the project and the month
MARGIN = timedelta(days=2)  # no clock is farther from UTC


@record
class Book:
    """A project's month: by contributor the entries, in the order of time."""

    project: str
    sections: Sections


def month(text: str, today: date) -> str:
    """'2026-03'; that of ``today`` for "". UsageError for what is no month."""
    if not text:
        return f"{today:%Y-%m}"
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = None
    if found is None or f"{found:%Y-%m}" != text:
        raise UsageError(f"--month {text}: is no month", "say it like 2026-03")
    return text


def around(text: str) -> tuple[datetime, datetime]:
    """Moments between which every entry of a month was noted, on whatever clock."""
    first = date.fromisoformat(f"{text}-01")
    begin = datetime(first.year, first.month, 1, tzinfo=UTC)
    last = datetime.max.replace(tzinfo=UTC) - MARGIN
    end = begin + timedelta(days=31) if begin < last - timedelta(days=31) else last
    return (begin - MARGIN if first > date.min + MARGIN else begin), end + MARGIN


def rows(given: Given, month: str, belonging: Belonging, project: str = "") -> tuple[Book, ...]:
    """The books of a month, in the projects' order; of ``project`` alone if that is not ""."""
    found: dict[str, dict[str, list[Noted]]] = {name: {} for name in belonging.known}
    first = date.fromisoformat(f"{month}-01")
    for one in given.noted:
        if one.day.replace(day=1) == first:
            for name in belonging.of(one):
                found.setdefault(name, {}).setdefault(one.entry.author, []).append(one)
    return tuple(
        Book(name, tuple((author, tuple(noted)) for author, noted in sorted(authors.items())))
        for name, authors in found.items()
        if authors and project in ("", name)
    )


def file_name(project: str, month: str) -> str:
    """'web-session-log-2026-03.md'."""
    return f"{project}{ENDING}{month}.md"


def project_of(name: str) -> str:
    """The project that a file of such a name is of, "" for any other name."""
    project, ending, rest = name.rpartition(ENDING)
    return project if ending and len(rest) == len("2026-03.md") else ""


def page(given: Given, books: tuple[Book, ...], month: str, project: str = "") -> Page:
    """The books for people; of one project without saying at every section which."""
    alone = project or (books[0].project if len(books) == 1 else "")
    things: list[Heading | Text | Items] = []
    names = words.names(given)
    for book in books:
        things += [] if alone else [Heading(book.project)]
        for author, noted in book.sections:
            items = tuple(_line(one, names) for one in noted)
            things += [Heading(author, 2 if alone else 3), Items(items, short=True)]
    if not books:
        things.append(Text("Nothing was noted that a commit carries.", dim=True))
    of = f" of {alone}" if alone else ""
    return Page(f"Session log{of}, {month}", tuple(things), count(books))


def count(books: tuple[Book, ...]) -> int:
    """How many lines the books have."""
    return sum(len(noted) for book in books for _, noted in book.sections)


def _line(noted: Noted, names: dict[str, str]) -> Item:
    """One line, and where the whole of it stands."""
    stem = noted.source.stem
    client = noted.entry.agent.partition("/")[0]
    note = (saying.where(noted), names.get(stem, stem), f"via {client}" if client else "")
    stamp = f"{noted.entry.when:%Y-%m-%d %H:%M}"
    return saying.item(noted, stamp, ", ".join(filter(None, note)), full=False)


def data(books: tuple[Book, ...], month: str) -> dict[str, object]:
    """The books for programs."""
    return {
        "month": month,
        "projects": [
            {
                "project": book.project,
                "contributors": [
                    {"author": author, "entries": [saying.data(one) for one in noted]}
                    for author, noted in book.sections
                ],
            }
            for book in books
        ],
    }
