"""What each client achieved: sessions, done steps, commits, decisions, what was abandoned."""

from __future__ import annotations

from git_session.core.page import Page, Table, Text
from git_session.core.views import work as working
from git_session.core.views.work import COMMIT, PERSON, Work
from git_session.model import ABANDONED, DECISION, DONE, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from git_session.core.page import Heading, Items
    from git_session.core.views.work import Session, Sign

COUNTED = (
    "How it is counted: a session is its client's that began it, a commit's its client's that made"
    " it, as far as it carries notes; done steps and decisions are the client's that noted them."
    f" '{PERSON}' is who worked without one; notes of a client that has no id for its"
    " conversations are counted there, too. Abandoned: of the sessions that ended."
)


@record
class Row:
    """What one client achieved; ``ended`` sessions were completed, merged or abandoned."""

    client: str
    sessions: int
    ended: int
    abandoned: int
    steps: int
    commits: int
    decisions: int

    @property
    def ratio(self) -> float | None:
        """How much of what ended was abandoned, None where nothing ended."""
        return self.abandoned / self.ended if self.ended else None


def rows(work: Work, since: int | None = None, until: int | None = None) -> tuple[Row, ...]:
    """Every client, the one with most sessions first; of a window: sessions begun in it."""
    signs = [one for one in work.signs if _fits(one.when, since, until)]
    begun = [one for one in working.sessions(work).values() if _fits(one.begun, since, until)]
    clients = {one.client or PERSON for one in begun}
    clients |= {one.client or PERSON for one in signs if one.kind in (DONE, COMMIT, DECISION)}
    found = [_row(client, begun, signs) for client in clients]
    return tuple(sorted(found, key=lambda row: (-row.sessions, row.client)))


def _fits(when: int, since: int | None, until: int | None) -> bool:
    return (since is None or when >= since) and (until is None or when < until)


def _row(client: str, begun: Iterable[Session], signs: Iterable[Sign]) -> Row:
    mine = [one for one in begun if (one.client or PERSON) == client]
    noted = [one for one in signs if (one.client or PERSON) == client]
    return Row(
        client,
        len(mine),
        sum(1 for one in mine if not one.is_open),
        sum(1 for one in mine if one.status == ABANDONED),
        sum(1 for one in noted if one.kind == DONE),
        len({one.commit for one in noted if one.kind == COMMIT}),
        sum(1 for one in noted if one.kind == DECISION),
    )


def page(found: Sequence[Row], where: str = "") -> Page:
    """The report for people; ``where`` names the window."""
    heads = ("Client", "Sessions", "Done steps", "Commits", "Decisions", "Abandoned")
    shown = tuple(
        (
            row.client,
            *(f"{number:,}" for number in (row.sessions, row.steps, row.commits, row.decisions)),
            "-" if row.ratio is None else f"{round(100 * row.ratio)}% of {row.ended:,}",
        )
        for row in found
    )
    things: list[Heading | Text | Items | Table] = [Text(where.capitalize())] if where else []
    if found:
        things.append(Table(heads, shown, (), (1, 2, 3, 4, 5)))
    things.append(Text(COUNTED, dim=True))
    return Page("Effectiveness by client", tuple(things), len(found))


def data(found: Sequence[Row]) -> dict[str, object]:
    """The report for programs."""
    return {
        "counted": COUNTED,
        "clients": [
            {
                "client": row.client,
                "sessions": row.sessions,
                "ended": row.ended,
                "abandoned": row.abandoned,
                "abandoned_ratio": row.ratio,
                "done_steps": row.steps,
                "commits": row.commits,
                "decisions": row.decisions,
            }
            for row in found
        ],
    }
