"""A review as Markdown for the description of a pull request; no text of it breaks out."""

from __future__ import annotations

from git_session.core import inert, telling
from git_session.model import PROGRESS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.recall import Recalled
    from git_session.core.review import Section


def lines(sections: Sequence[Section], limit: int) -> list[str]:
    """The sections, at most ``limit`` entries of each."""
    told: list[str] = []
    for section in sections:
        told += [*([""] if told else []), f"### {section.title}", ""]
        for one in section.entries[:limit]:
            told += _entry(one)
        rest = len(section.entries) - limit
        told += [f"- … and {rest} more"] if rest > 0 else []
    return told


def _entry(one: Recalled) -> list[str]:
    entry = one.entry
    said = [_labelled(key.capitalize(), value) for key, value in telling.facts(entry)]
    said += [_item(bullet) for bullet in entry.bullets]
    text = ["", inert.block(entry.text, "  ")] if entry.text else []
    title = inert.inline(telling.title(entry))
    head = f"**{title}**" if said or text or entry.kind != PROGRESS else title
    return [f"- {head} ({inert.inline(telling.noted(entry))})", *said, *text]


def _labelled(label: str, value: str) -> str:
    if "\n" not in value:
        return f"  - {label}: {inert.inline(value)}"
    return f"  - {label}:\n\n{inert.block(value, '    ')}\n"


def _item(text: str) -> str:
    if "\n" not in text:
        return f"  - {inert.inline(text)}"
    return f"  - {inert.block(text, '    ').lstrip(' ')}"
