"""A document taken apart into sections and lines, changed in place, and put together again.

What nobody changes keeps its bytes. New lines end as the document's first line does.
"""

from __future__ import annotations

from git_session.core import frontmatter
from git_session.core.markdown import closed, heading, heading_text, lines_of, open_lines
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from git_session.core.scalars import Value

TLDR = "TL;DR (Read This First)"
CONTEXT = "Context"
PROGRESS = "Progress"
DECISIONS = "Decisions"
TRIED = "Tried"
DISCOVERIES = "Discoveries"
BLOCKERS = "Blockers"
NEXT_STEPS = "Next Steps"
FILES = "Files"
COMMITS = "Commits"
WORK_LOG = "Work Log"
NOTES = "Notes"
LEARNINGS = "Learnings"
DELIVERABLES = "Deliverables"
COORDINATION = "Coordination"
HANDOFF = "Handoff"
RESUME_PROMPT = "Resume Prompt"
SECTIONS = (
    TLDR,
    CONTEXT,
    PROGRESS,
    DECISIONS,
    TRIED,
    DISCOVERIES,
    BLOCKERS,
    NEXT_STEPS,
    FILES,
    COMMITS,
    WORK_LOG,
    NOTES,
    LEARNINGS,
    DELIVERABLES,
    COORDINATION,
    HANDOFF,
    RESUME_PROMPT,
)
# Every name under which people know these sections, in lower case.
NAMES = {title.lower(): title for title in SECTIONS}
NAMES |= {
    "tl;dr": TLDR,
    "tldr": TLDR,
    "files modified this session": FILES,
    "blockers & issues": BLOCKERS,
}


class _Dropped:
    """Marks a key that a draft takes away."""


DROPPED = _Dropped()


class Part:
    """A heading of level one or two with the lines below it; the first part has no heading.

    Every line has its line end. Line 0 is the heading, unless ``level`` is 0. ``name`` is the one
    in ``SECTIONS`` that a part goes by, else its own title; "" where ``level`` is not two.
    """

    def __init__(self, level: int, title: str, lines: list[str], newline: str) -> None:
        self.level = level
        self.title = title
        self.name = NAMES.get(title.lower(), title) if level == 2 else ""
        self.lines = lines
        self.newline = newline

    def insert(self, at: int, texts: list[str]) -> None:
        """Put ``texts``, lines without line ends, before line ``at``."""
        self.lines[at:at] = [text + self.newline for text in texts]

    def bare(self, at: int) -> str:
        """Line ``at`` without its line end."""
        return self.lines[at].rstrip("\r\n")

    def rewrite(self, at: int, text: str) -> None:
        """Give line ``at`` another text; its line end stays, and so does an equal line."""
        old = self.bare(at)
        self.lines[at] = text + self.lines[at][len(old) :]

    def body(self) -> tuple[int, int]:
        """The lines below the heading up to the first heading of level three or deeper."""
        start = 1 if self.level else 0
        heads = self.heads()
        return start, heads[0][0] if heads else len(self.lines)

    def heads(self) -> list[tuple[int, int, str]]:
        """The deeper headings: line, level, title."""
        lines = self.lines
        marked = [at for at, line in enumerate(lines) if line[:3] == "###"]
        if not marked:
            return []  # most sections have none, and each change of one asks for them
        outside = open_lines(lines)
        begin = 1 if self.level else 0
        heads = ((at, *heading(lines[at])) for at in marked if at >= begin and outside[at])
        return [head for head in heads if head[1]]

    def below(self, title: str) -> tuple[int, int] | None:
        """The lines below the heading of level three called ``title``, up to the next such one."""
        return self.each_below((title,))[0]

    def each_below(self, titles: Sequence[str]) -> list[tuple[int, int] | None]:
        """The same for several titles."""
        heads = [(at, title.lower()) for at, level, title in self.heads() if level == 3]
        ends = [*(at for at, _ in heads[1:]), len(self.lines)]
        spans: dict[str, tuple[int, int]] = {}
        for (at, title), end in zip(heads, ends, strict=False):
            spans.setdefault(title, (at + 1, end))
        return [spans.get(title.lower()) for title in titles]

    def text_end(self, start: int, end: int) -> int:
        """Where the last line with text between ``start`` and ``end`` ends; else ``start``."""
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        return end


class Draft:
    """A document while it is changed: keys and parts. ``text()`` puts it together again.

    ``said`` remembers, while blocks are folded in, who wrote a section's text last, and when.
    """

    def __init__(
        self,
        text: str,
        name: str,
        compose: frontmatter.Compose | None = None,
        known: frontmatter.Frontmatter | None = None,
    ) -> None:
        """Take ``text`` apart; ``known`` is its frontmatter where somebody has read it already."""
        fm = known or frontmatter.scan(text, name, compose)
        self.name = name
        self.newline = fm.newline
        self._compose = compose
        self._fm = replace(fm, text=text[: fm.body_start])
        self._changes: dict[str, Value | _Dropped] = {}
        self._unended = bool(text) and not text.endswith("\n")
        self.said: dict[str, tuple[str, datetime]] = {}
        self.parts = _parts(text[fm.body_start :] + self.newline * self._unended, self.newline)

    def get(self, key: str) -> Value:
        """The value of ``key``; None where it is missing."""
        if key in self._changes:
            value = self._changes[key]
            return None if isinstance(value, _Dropped) else value
        return frontmatter.get(self._fm, key)

    def get_text(self, key: str) -> str:
        """The value of ``key`` as text, "" where it is missing."""
        value = self.get(key)
        return "" if value is None or isinstance(value, list) else str(value)

    def get_list(self, key: str) -> list[str]:
        """The entries of ``key``; one where somebody wrote a single word instead of a list."""
        value = self.get(key)
        if isinstance(value, list):
            return value
        return [] if value in (None, "") else [str(value)]

    def set(self, key: str, value: Value) -> None:
        """Give ``key`` another value."""
        self._changes[key] = value

    def drop(self, *keys: str) -> None:
        """Take ``keys`` away."""
        self._changes.update(dict.fromkeys(keys, DROPPED))

    def part(self, title: str) -> Part | None:
        """The section ``title`` or None; the first one if there are several."""
        for part in self.parts:
            if part.name == title:
                return part
        return None

    def ensure(self, title: str) -> Part:
        """The section ``title``, created at its place if it is missing."""
        return self.part(title) or self._created(title)

    def _created(self, title: str) -> Part:
        return self.add(2, title, self._place(title))

    def add(self, level: int, title: str, at: int) -> Part:
        """A new section with a heading of level one or two before the part numbered ``at``."""
        if at:
            self._blank_line_before(at)
        part = Part(
            level, title, [f"{'#' * level} {heading_text(title)}{self.newline}"], self.newline
        )
        if at < len(self.parts):
            part.lines.append(self.newline)
        self.parts.insert(at, part)
        return part

    def _place(self, title: str) -> int:
        """Behind the last section that stands before ``title`` in the template's order."""
        rank = SECTIONS.index(title)
        places = []
        for at, part in enumerate(self.parts):
            if part.name in SECTIONS and SECTIONS.index(part.name) < rank:
                places.append(at + 1)
        return places[-1] if places else self._first_place()

    def _first_place(self) -> int:
        for at, part in enumerate(self.parts):
            if part.level == 2:
                return at
        return len(self.parts)

    def _blank_line_before(self, at: int) -> None:
        lines = self.parts[at - 1].lines
        if lines and lines[-1].strip():
            lines.append(self.newline)

    def text(self) -> str:
        """The whole document."""
        body = "".join([line for part in self.parts for line in part.lines])
        return self._head() + (body.removesuffix(self.newline) if self._unended else body)

    def _head(self) -> str:
        dropped = [key for key, value in self._changes.items() if isinstance(value, _Dropped)]
        changes = {k: v for k, v in self._changes.items() if not isinstance(v, _Dropped)}
        text = frontmatter.drop_keys(self._fm, dropped) if dropped else self._fm.text
        fm = frontmatter.scan(text, self.name, self._compose) if dropped else self._fm
        return frontmatter.set_keys(fm, changes)


def _parts(body: str, newline: str) -> list[Part]:
    lines = lines_of(body)
    heads = [(0, 0, "")]
    outside = open_lines(lines)
    for at, line in enumerate(lines):
        if line[0] == "#" and outside[at]:
            level, title = heading(line)
            if 0 < level < 3:
                heads.append((at, level, title))
    ends = [at for at, _, _ in heads[1:]] + [len(lines)]
    spans = zip(heads, ends, strict=True)
    return [Part(level, title, lines[at:end], newline) for (at, level, title), end in spans]


def clean(text: str) -> str:
    """``text`` as a document holds it: LF, no blanks at line ends, no outer blank lines, and
    no code fence left open."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return closed("\n".join(lines).strip("\n")).lstrip()


def indented(text: str, width: int, first: str) -> list[str]:
    """The lines of ``text``, the first behind ``first``, the others indented by ``width``."""
    lines = text.split("\n")
    rest = [" " * width + line if line else "" for line in lines[1:]]
    return [(first + lines[0]).rstrip(" "), *rest]


def unindented(lines: list[str], width: int) -> str:
    """The text that ``indented`` was given, from its lines without the first one's beginning."""
    found = lines[:1]
    for line in lines[1:]:
        blanks = len(line) - len(line.lstrip(" "))
        found.append(line[min(width, blanks) :])
    return "\n".join(found)
