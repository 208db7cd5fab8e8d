"""The frontmatter of a session document, whoever wrote it."""

from __future__ import annotations

from git_session.core import frontmatter
from git_session.core.frontmatter import Frontmatter

# A document is asked many questions in a row, and each begins here.
_last: list[tuple[str, Frontmatter]] = []


def read(text: str, name: str) -> Frontmatter:
    """The keys of ``text``; ``BadText`` where its frontmatter is broken."""
    if not _last or _last[0][0] is not text or _last[0][1].name != name:
        _last[:] = [(text, frontmatter.scan(text, name, compose))]
    return _last[0][1]


def compose(text: str, name: str, first_line: int) -> list[frontmatter.Item]:
    """What the fast reader gives up on, read by a YAML library."""
    from git_session.core import yaml  # 20 ms, and only for what people wrote by hand

    return yaml.compose(text, name, first_line)
