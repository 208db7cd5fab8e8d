"""A document put into another order of its blocks without touching what a person wrote by hand."""

from __future__ import annotations

from git_session.core import document
from git_session.core.document import Document
from git_session.core.sections import Draft, Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def reordered(mine: Document, *, base: Document, wanted: Document, otherwise: Document) -> Document:
    """``otherwise`` with every key and section of ``wanted`` that ``mine`` has as ``base`` has it.

    ``base`` is what the blocks alone make in the order in which ``mine`` took them in, ``wanted``
    what they and the new ones make in the order all clones agree on, ``otherwise`` is ``mine`` with
    the new ones behind the others. Where ``mine`` and ``base`` differ (by more than empty lines
    at a section's ends) somebody wrote by hand, and nothing but what is new is added.
    """
    draft, new = document.draft(otherwise), document.draft(wanted)
    _take_keys(draft, mine, base, wanted, otherwise)
    known, before = dict(_sections(document.draft(mine))), dict(_sections(document.draft(base)))
    after = dict(_sections(new))
    for name, part in list(_sections(draft)):
        if name in after and _text(known.get(name)) == _text(before.get(name)):
            _take(draft, part, after[name])
    for name, part in after.items():
        if name not in before and name not in dict(_sections(draft)):
            draft.parts.insert(_place(draft, new, part), part)
    return Document(mine.name, draft.text())


def _take_keys(
    draft: Draft, mine: Document, base: Document, wanted: Document, otherwise: Document
) -> None:
    now, old, new = mine.values(), base.values(), wanted.values()
    for key in dict.fromkeys([*new, *old, *otherwise.values()]):
        if now.get(key) == old.get(key) and key in new:
            draft.set(key, new[key])
        elif now.get(key) == old.get(key):
            draft.drop(key)


def _sections(draft: Draft) -> Iterator[tuple[tuple[int, str, int], Part]]:
    """Each part by level, title and which of several of that title it is."""
    seen: dict[tuple[int, str], int] = {}
    for part in draft.parts:
        name = (part.level, part.name or part.title)
        seen[name] = seen.get(name, 0) + 1
        yield (*name, seen[name]), part


def _text(part: Part | None) -> str:
    if part is None:
        return ""
    return "\n".join(part.bare(at).rstrip() for at in range(len(part.lines))).strip("\n")


def _take(draft: Draft, part: Part, other: Part) -> None:
    """Give ``part`` the lines of ``other``, and an empty line before what follows."""
    lines = _text(other).split("\n")
    if _text(part) == "\n".join(lines):
        return
    del part.lines[:]
    part.insert(0, [*lines, *([] if part is draft.parts[-1] else [""])])


def _place(draft: Draft, new: Draft, part: Part) -> int:
    """Where a section that ``mine`` lacks goes: behind the one it follows in ``wanted``."""
    names = [name for name, known in _sections(new) if known is not part]
    at = new.parts.index(part)
    here = [name for name, _ in _sections(draft)]
    before = [name for name in names[:at] if name in here]
    return here.index(before[-1]) + 1 if before else len(here)
