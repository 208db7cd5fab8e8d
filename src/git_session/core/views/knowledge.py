"""What was learned and found out, the same text once: learnings, patterns, best practices."""

from __future__ import annotations

from git_session.core import markdown, paint, telling
from git_session.core.page import Heading, Item, Page, Table, Text, items
from git_session.core.views import saying
from git_session.model import DISCOVERY, LEARNING, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from git_session.core.page import Items
    from git_session.core.views.given import Given, Noted

KINDS = (LEARNING, DISCOVERY)
TYPES = ("learning", "pattern", "best-practice", "troubleshooting", "discovery")
IMPACTS = ("critical", "high", "medium", "low")
RANKS = {impact: rank for rank, impact in enumerate(IMPACTS)}
FEW = 40  # of a group that are shown to a person without --all
FILED = ("type", "category", "topic", "impact")  # said in the line, not below it
HOW = 'git session log --learning "…" --topic "…" --why "…" --impact high'


@record
class Row:
    """Something that is known: all the entries that say it, the newest first, and its facts.

    ``type`` is one of ``TYPES`` or what else was said; ``impact`` may be one of ``IMPACTS``, in any
    case, or a text; ``category`` and ``topic`` are "" where none was given.
    """

    noted: tuple[Noted, ...]
    type: str
    category: str
    topic: str
    impact: str

    @property
    def title(self) -> str:
        """What it says."""
        return self.noted[0].entry.title

    @property
    def heading(self) -> str:
        """Its category, else its type: 'Performance', 'Patterns'."""
        return self.category or _plural(self.type)

    @property
    def group(self) -> str:
        """What it stands under: 'Performance: Async'."""
        return f"{self.heading}: {self.topic}" if self.topic else self.heading

    @property
    def rank(self) -> int:
        """The greater its impact the smaller."""
        return RANKS.get(self.impact.lower(), len(IMPACTS))


def rows(given: Given, category: str = "", text: str = "") -> list[Row]:
    """What is known of a category (or type, or topic) and says ``text``, literally and in any case.

    Categories stand in the order of their newest entry, so do the topics of each; in a topic, what
    matters most comes first.
    """
    same: dict[str, list[Noted]] = {}
    for one in reversed(given.noted):
        if one.entry.kind in KINDS:
            same.setdefault(markdown.one_line(one.entry.title).casefold(), []).append(one)
    every = [_row(found) for found in same.values()]
    wanted, words = key(category), text.casefold()
    found: dict[str, dict[str, list[Row]]] = {}
    for row in every:
        if (not wanted or wanted in keys(row)) and (not words or words in _whole(row)):
            topics = found.setdefault(row.heading.casefold(), {})
            topics.setdefault(row.topic.casefold(), []).append(row)
    groups = (group for topics in found.values() for group in topics.values())
    return [row for group in groups for row in sorted(group, key=lambda row: row.rank)]


def _row(found: list[Noted]) -> Row:
    said: dict[str, str] = {}
    for one in reversed(found):
        said |= {name: value for name, value in one.entry.fields if name in FILED and value.strip()}
    own = "discovery" if found[0].entry.kind == DISCOVERY else "learning"
    told = {name: markdown.one_line(value) for name, value in said.items()}
    facts = (told.get(name, "") for name in ("category", "topic", "impact"))
    return Row(tuple(found), told.get("type", own), *facts)


def key(name: str) -> str:
    """A category as it is compared: 'Best Practices' is 'best-practice'."""
    words = "-".join(name.lower().replace("_", " ").replace("-", " ").split())
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def keys(row: Row) -> tuple[str, ...]:
    """What a person may call the category of ``row``."""
    return (key(row.type), key(row.category), key(row.topic))


def categories(given: Given) -> set[str]:
    """Every name of a category that there is, as it is compared."""
    return {name for row in rows(given) for name in keys(row) if name} | {*map(key, TYPES)}


def _plural(name: str) -> str:
    word = name.replace("-", " ").capitalize()
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return word if word.endswith(("s", "g")) else f"{word}s"


def _whole(row: Row) -> str:
    texts = []
    for one in row.noted:
        entry = one.entry
        texts += [entry.title, *(value for _, value in entry.fields), *entry.bullets, entry.text]
    return "\n".join(texts).casefold()


def page(found: Sequence[Row], most: int) -> Page:
    """What is known, for people, ``most`` of each group (0: all); and how much of it there is."""
    things: list[Heading | Text | Items | Table] = []
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.group.casefold(), []).append(row)
    for group in groups.values():
        shown = group[: most or None]
        things += [Heading(group[0].group), *items([_item(row) for row in shown])]
        if left := len(group) - len(shown):
            things.append(Text(f"  {left} more are left out (--all).", dim=True))
    things += [_table(totals(found))] if found else [Text("None.", dim=True)]
    return Page("Knowledge", tuple(things), len(found))


def _item(row: Row) -> Item:
    return Item(row.title, _below(row), _facts(row), row.noted[0].source.path, _role(row))


def _role(row: Row) -> str:
    return paint.WARNING if row.rank < IMPACTS.index("medium") else ""


def _facts(row: Row) -> str:
    """Impact, who said it and when, how often: '[high] alice, bob (3 times), 2026-01-15'."""
    impact = f"[{row.impact.lower()}] " if row.rank < len(IMPACTS) else ""
    often = f" ({len(row.noted)} times)" if len(row.noted) > 1 else ""
    who = ", ".join(authors(row))
    return f"{impact}{who}{often}, {row.noted[0].day}, {row.noted[0].id[: saying.BRIEF]}"


def authors(row: Row) -> tuple[str, ...]:
    """Who said it, the last one first."""
    return tuple(dict.fromkeys(saying.who(one) for one in row.noted))


def _below(row: Row) -> tuple[str, ...]:
    """The whole of what was said of it, whoever did, each sentence once."""
    shown = []
    for one in row.noted:
        entry = one.entry
        for name, value in telling.telling(entry):
            if name not in FILED or (name == "impact" and row.rank == len(IMPACTS)):
                shown.append(f"{name.capitalize()}: {value}")
        shown += [*(f"- {bullet}" for bullet in entry.bullets), *filter(None, [entry.text])]
    if row.category and row.type not in ("learning", "discovery"):
        shown.append(f"Type: {row.type}")
    return tuple(dict.fromkeys(shown))


@record
class Total:
    """How much is known in a category, and how much of it matters how much."""

    category: str
    count: int
    impacts: tuple[int, ...]  # as many as ``IMPACTS``


def totals(found: Iterable[Row]) -> list[Total]:
    """By category (else type), in the order of the rows."""
    counted: dict[str, tuple[str, list[int]]] = {}
    for row in found:
        name = row.heading
        counted.setdefault(name.casefold(), (name, []))[1].append(row.rank)
    return [
        Total(name, len(ranks), tuple(map(ranks.count, range(len(IMPACTS)))))
        for name, ranks in counted.values()
    ]


def _table(found: Sequence[Total]) -> Table:
    heads = ("Category", "Entries", *(impact.capitalize() for impact in IMPACTS))
    shown = tuple((one.category, *map(str, (one.count, *one.impacts))) for one in found)
    return Table(heads, shown, right=tuple(range(1, len(heads))))


def data(found: Sequence[Row]) -> dict[str, object]:
    """What is known, for programs."""
    return {
        "entries": [_data(row) for row in found],
        "totals": [
            {
                "category": one.category,
                "count": one.count,
                **dict(zip(IMPACTS, one.impacts, strict=True)),
            }
            for one in totals(found)
        ],
    }


def _data(row: Row) -> dict[str, object]:
    return {
        "title": row.title,
        "type": row.type,
        "category": row.category,
        "topic": row.topic,
        "impact": row.impact,
        "count": len(row.noted),
        "authors": list(authors(row)),
        "noted": [saying.data(one) for one in row.noted],
    }
