"""Every decision, with what a person needs to cite it: noted in a journal, written in a record."""

from __future__ import annotations

from datetime import datetime

from git_session.core import adr, moments, paint, rulings
from git_session.core.page import Item, Page, Text, items
from git_session.core.views import saying
from git_session.errors import NoSession
from git_session.model import DECISION, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from git_session.core.adr import Adr
    from git_session.core.rulings import Superseding
    from git_session.core.views.given import Given, Noted
    from git_session.model import Entry

ACCEPTED = "accepted"
FEW = 200  # that are shown to a person without --all
GONE = ("deprecated", "superseded")  # the statuses of what holds no more
SHORTEST = 4  # characters of an id that name it
CANDIDATES = 10  # that are listed where none or several fit
MORE = "all of them: git session decision list --all"
HOW = 'git session log --decision "…" --rationale "…"'


NOT_FILED = adr.Adr("")


@record
class Filed:
    """A decision record in the worktree: its path from the top, and what stands in it.

    ``number`` is 'ADR-007': its own, else one in the order of date.
    """

    path: str
    adr: Adr
    number: str = ""


@record
class Row:
    """A decision: as it was ``noted``, as it is ``filed``, or both."""

    noted: Noted | None
    filed: Filed | None
    superseded: Superseding | None
    path: str
    status: str  # 'accepted', 'superseded', or what else its record says

    @property
    def id(self) -> str:
        """What names it: the entry's id, else the record's path."""
        return self.noted.id if self.noted else self.path

    @property
    def brief(self) -> str:
        """What a person cites it by."""
        if self.noted:
            return self.noted.id[: saying.BRIEF] + self.noted.id[rulings.IDENTITY :]
        return self.number

    @property
    def number(self) -> str:
        """'ADR-007', "" for what is in no record here."""
        return self.filed.number if self.filed else ""

    @property
    def title(self) -> str:
        """Its words."""
        return self.noted.entry.title if self.noted else self._adr.title

    @property
    def _adr(self) -> Adr:
        return self.filed.adr if self.filed else NOT_FILED

    @property
    def day(self) -> str:
        """The day it was made, by the clock of whoever made it; "" where nothing says it."""
        if self._adr.date:
            return self._adr.date
        return self.noted.day.isoformat() if self.noted else ""

    @property
    def author(self) -> str:
        """Who noted it, with the client; of what nobody noted here its deciders."""
        return saying.who(self.noted) if self.noted else ", ".join(self._adr.deciders)

    @property
    def in_force(self) -> bool:
        """Whether it still holds."""
        return self.status not in GONE

    def field(self, name: str) -> str:
        """A text of its record, else of the entry."""
        value = getattr(self._adr, name, "")
        return str(value) if value else (self.noted.entry.field(name) if self.noted else "")

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What was weighed."""
        noted = options(self.noted.entry) if self.noted else ()
        return tuple(self._adr.alternatives) or noted

    @property
    def consequences(self) -> tuple[str, ...]:
        """What follows from it."""
        noted = consequences(self.noted.entry) if self.noted else ()
        return tuple(self._adr.consequences) or noted

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its record."""
        return tuple(self._adr.tags)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The stems of the sessions that it is related to."""
        own = (self.noted.source.stem,) if self.noted and self.noted.source.stem else ()
        return tuple(dict.fromkeys([*own, *self._adr.related_sessions]))


def options(entry: Entry) -> tuple[str, ...]:
    """What a decision weighed, as its field separates it."""
    return _parts(entry.field("options"), ";")


def consequences(entry: Entry) -> tuple[str, ...]:
    """What follows from a decision: lines of one field, or several fields."""
    values = [value for key, value in entry.fields if key in ("consequence", "consequences")]
    return _parts("\n".join(values), "\n")


def _parts(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part for one in text.split(sign) if (part := one.strip(" \n").removeprefix("- ")))


def numbered(filed: Iterable[Filed]) -> list[Filed]:
    """Records in the order of their dates, those without a number given the next ones."""
    ordered = sorted(filed, key=lambda one: (one.adr.date or "9", one.path))
    own = [number for one in ordered if (number := number_of(one.adr.id))]
    free = max(own, default=0) + 1
    found = []
    for one in ordered:
        number = number_of(one.adr.id)
        found.append(Filed(one.path, one.adr, adr.adr_id(number or free)))
        free += not number
    return found


def number_of(name: str) -> int:
    """7 of 'ADR-007' in any case, 0 of what is no such number."""
    head, dash, digits = name.partition("-")
    fits = head.upper() == "ADR" and dash and digits.isascii() and digits.isdigit()
    return int(digits) if fits and len(digits) < rulings.BRIEF else 0


def rows(given: Given, filed: Sequence[Filed] = ()) -> list[Row]:
    """Every decision, each once, the newest first."""
    ruled = [(one.id, one.entry) for one in given.rulings]
    gone, written = rulings.superseded(ruled), rulings.promoted(ruled)
    there = {one.path: one for one in filed}
    by_id = {one.adr.id: one.path for one in filed}
    ids = {one.id for one in given.noted}
    found, taken = [], set()
    for one in given.noted:
        said = dict(one.entry.fields)
        if one.entry.kind == DECISION and said.get(rulings.ADR_ID) not in ids:
            path = by_id.get(one.id) or said.get(rulings.ADR) or written.get(one.id, "")
            by = gone.get(one.id) or gone.get(path)
            taken.add(path)
            found.append(_row(one, there.get(path), by, path, said.get("status", "")))
    alone = [file for file in filed if file.path not in taken]
    if alone:
        found += [_row(None, file, gone.get(file.path), file.path, "") for file in alone]
        found.sort(key=lambda row: _order(row, given.zone))
    return found[::-1]


def _row(
    noted: Noted | None, filed: Filed | None, by: Superseding | None, path: str, status: str
) -> Row:
    if filed:
        by, status = by or _told(filed), filed.adr.status or status
    return Row(noted, filed, by, path, "superseded" if by else status or ACCEPTED)


def _told(filed: Filed) -> Superseding | None:
    """What a record says of itself."""
    by = filed.adr.superseded_by
    if not by and filed.adr.status != "superseded":
        return None
    return rulings.Superseding(*rulings.cited(by)) if by else rulings.Superseding("", "")


def _order(row: Row, zone: tzinfo | None) -> tuple[float, str]:
    """Of a record alone, which says a day only, that day's midnight."""
    if row.noted:
        return row.noted.entry.when.timestamp(), row.id
    if not row.day:
        return 0.0, row.path
    return moments.localised(datetime.fromisoformat(row.day), zone).timestamp(), row.path


@record
class Filter:
    """Which decisions are meant; what is empty asks for nothing.

    ``names`` tells of a title and a text whether they name the files meant; ``since`` counts
    seconds since 1970; ``everything``: also what holds no more.
    """

    author: str = ""
    since: float | None = None
    names: Callable[[str, str], bool] | None = None
    everything: bool = False

    def fits(self, row: Row, zone: tzinfo | None) -> bool:
        """Whether a decision is meant."""
        author = row.noted.entry.author if row.noted else row.author
        return (
            (self.everything or row.in_force)
            and (not self.author or self.author.lower() == author.lower())
            and (self.since is None or _order(row, zone)[0] >= self.since)
            and (self.names is None or self.names(row.title, _text(row)))
        )


def _text(row: Row) -> str:
    entry = row.noted.entry if row.noted else None
    said = [value for _, value in entry.fields] if entry else []
    more = [*entry.bullets, entry.text] if entry else []
    lists = [*row.alternatives, *row.consequences]
    return "\n".join([*said, *more, row.field("context"), row.field("rationale"), *lists])


def pick(found: Sequence[Row], wanted: str, paths: Sequence[str] = ()) -> Row:
    """The one decision that ``wanted`` cites: its number, its record's path (or one of
    ``paths``), the first characters of its id, or a part of its words that no other has.

    Raises ``NoSession`` (exit 3) listing the candidates where none or several fit.
    """
    number, name = number_of(wanted), wanted.strip()
    digits, folded = name.lower(), name.casefold()
    short = len(digits) < SHORTEST
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: bool(number) and row.number == adr.adr_id(number),
        lambda row: bool(row.path) and row.path in (name, *paths),
        lambda row: not short and row.noted is not None and row.id.startswith(digits),
        lambda row: row.title == name,
        lambda row: row.title.casefold() == folded,
        lambda row: bool(folded) and folded in row.title.casefold(),
    )
    for fits in tests:
        fitting = [row for row in found if fits(row)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise NoSession(
                f"several decisions fit '{wanted}':\n{_cited(fitting)}", "say more of it"
            )
    if not found:
        raise NoSession(f"no decision fits '{wanted}': none was noted", f"note one with: {HOW}")
    raise NoSession(f"no decision fits '{wanted}'; there are:\n{_cited(found)}", MORE)


def _cited(found: Sequence[Row]) -> str:
    lines = [f"  {row.brief or row.number} {row.title}" for row in found[:CANDIDATES]]
    left = len(found) - CANDIDATES
    return "\n".join([*lines, *([f"  and {left} more"] if left > 0 else [])])


def page(found: Sequence[Row], left: int, most: int, title: str = "Decisions") -> Page:
    """The decisions for people, the ``most`` newest (0: all); ``left`` hold no more."""
    shown = found[: most or None]
    said = []
    if older := len(found) - len(shown):
        said.append(f"{older} older ones are left out (--all).")
    if left:
        hold = "holds" if left == 1 else "hold"
        said.append(
            f"{left} more {hold} no longer and {'is' if left == 1 else 'are'} left out (--all)."
        )
    told = [Text(text, dim=True) for text in (["None."] if not found else []) + said]
    return Page(title, (*items([_item(row) for row in shown]), *told), len(found))


def _item(row: Row) -> Item:
    names = " ".join(dict.fromkeys(filter(None, (row.brief, row.number))))
    below = []
    if row.superseded:
        by = rulings.said(row.superseded)
        below.append(f"Superseded by {by}" if by else "Superseded")
    elif row.status != ACCEPTED:
        below.append(f"Status: {row.status}")
    facts = [row.day, row.author, *row.sessions[:1], saying.where(row.noted) if row.noted else ""]
    below += [row.path] if row.path else []
    role = "" if row.in_force else paint.DIM
    link = row.path or (row.noted.source.path if row.noted else "")
    return Item(f"{names} {row.title}", tuple(below), ", ".join(filter(None, facts)), link, role)


def data(found: Sequence[Row]) -> list[dict[str, object]]:
    """The decisions for programs."""
    return [_data(row) for row in found]


def _data(row: Row) -> dict[str, object]:
    noted, by = row.noted, row.superseded
    said = dict(noted.entry.fields) if noted else {}
    record = row.filed.adr if row.filed else None

    def text(name: str) -> str:
        """As ``Row.field`` has it, with the fields looked up once."""
        return str(getattr(record, name, "") or said.get(name, ""))

    return {
        "id": row.id,
        "brief": row.brief,
        "number": row.number or None,
        "title": row.title,
        "date": row.day or None,
        "when": moments.iso(noted.entry.when) if noted else None,
        "status": row.status,
        "superseded_by": rulings.data(by) if by else None,
        "author": row.author,
        "session": (noted.source.stem or None) if noted else None,
        "commit": (noted.source.commit or None) if noted else None,
        "journal": (noted.source.path or None) if noted else None,
        "adr": row.path or None,
        "context": text("context"),
        "decision": text("decision") or said.get("choice", ""),
        "rationale": text("rationale"),
        "alternatives_considered": list(row.alternatives),
        "consequences": list(row.consequences),
        "related_sessions": list(row.sessions),
        "tags": list(row.tags),
    }
