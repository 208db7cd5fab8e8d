"""What a person wrote into a session document by hand, which no block holds."""

from __future__ import annotations

import re

from git_session.core import context, document, query
from git_session.core.sections import CONTEXT, SECTIONS, TLDR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from git_session.core.document import Document
    from git_session.core.sections import Part

_LABEL = re.compile(r"^(?:[-*+] )?\*\*[^*]+\*\*(?: \([^)]*\))?:?")


def own_text(doc: Document, blocks: Iterable[str]) -> list[tuple[str, str]]:
    """(section, text) for the TL;DR, the context and sections of a person's own.

    Lines that the texts ``blocks`` hold, word for word, are left out: those are found there.
    """
    written = [(title, text) for title, text in _sections(doc) if text.strip()]
    if not written:
        return []
    held = _held(blocks)
    found = [(title, _own_lines(text, held)) for title, text in written]
    return [(title, text) for title, text in found if text]


def without(text: str, blocks: Iterable[str]) -> str:
    """``text`` without the lines that one of ``blocks`` holds."""
    return _own_lines(text, _held(blocks))


def _held(blocks: Iterable[str]) -> str:
    """The words of all blocks, those of each on a line."""
    return "\n".join([f" {' '.join(query.words(block))} " for block in blocks])


def _own_lines(text: str, held: str) -> str:
    return "\n".join([line.rstrip() for line in text.split("\n") if _is_own(line, held)])


def _sections(doc: Document) -> Iterator[tuple[str, str]]:
    draft = document.draft(doc)
    for part in draft.parts:
        name = part.name
        if name == TLDR:
            yield "TL;DR", context.own_tldr(draft)
        elif name == CONTEXT or name not in SECTIONS:
            yield part.title or "Document", _text(part)


def _text(part: Part) -> str:
    """What stands below the heading."""
    return "\n".join(part.bare(at) for at in range(1 if part.level else 0, len(part.lines)))


def _is_own(line: str, held: str) -> bool:
    if not line or line.isspace():
        return False
    said = " ".join(query.words(_LABEL.sub("", line.strip())))
    return bool(said) and f" {said} " not in held
