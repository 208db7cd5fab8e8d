"""How to work with sessions, beyond what one verb does: ``git session help workflow``."""

from __future__ import annotations

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 78  # columns
COMMAND = 48  # columns of what is typed, its meaning stands behind it


@record
class Part:
    """A heading, a paragraph (what stands between backticks is typed), and what is listed below.

    ``typed`` are commands and what they are for, ``listed`` sentences.
    """

    title: str
    text: str = ""
    listed: tuple[str, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()


WORKFLOW = (
    Part(
        "When a session is worth it",
        "Begin one for work that somebody takes up again, or asks about later:",
        (
            "work of several hours, over several days or several conversations",
            "debugging in which more than one idea will fail",
            "a change with ways to weigh, or with people to wait for",
            "work that is handed over: to a colleague, to an agent, to yourself later",
        ),
    ),
    Part(
        "When it is not",
        "A typo, a new version of a dependency, a question that one look answers: just commit. "
        "Should there be something to say after all, `git session log` begins a session by itself.",
    ),
    Part(
        "The daily round",
        typed=(
            ('git session init --goal "…" --step "…"', "begin, once for a branch"),
            ('git session log --decision "…" --rationale "…"', "note it as it happens"),
            ("git commit", "it carries the notes along"),
            ('git session checkpoint --tldr "…"', "after a milestone, each hour"),
            ("git session status", "what to do next"),
            ("git session pause --eod", "in the evening"),
            ("git session resume", "in the morning: a briefing"),
            ('git session close --complete --summary "…"', "when it is done"),
            ("git session why FILE:LINE", "why a line is as it is"),
        ),
    ),
    Part(
        "Note at the latest",
        listed=(
            "before you switch to another task, and before you end",
            "before an agent's context is compacted",
            "before a question that stops the work until it is answered",
            "after a big decision, and before a risky change",
        ),
    ),
    Part(
        "What not to note",
        listed=(
            "searches that led nowhere and taught nothing",
            "formatting, typos, what the diff shows anyway",
            "secrets: say where they are kept, never what they are",
        ),
    ),
    Part(
        "What to note all the same",
        "What was tried and rejected is worth most, if there is a lesson: nobody tries it again.",
        typed=(('git session log --tried "…" --outcome "…"', "what failed, and why"),),
    ),
)


TOPICS = {"workflow": WORKFLOW}


def page(topic: str) -> str:
    """The text for a terminal of eighty columns."""
    return "\n".join("".join(f"{line}\n" for line in _lines(part)) for part in TOPICS[topic])


def _lines(part: Part) -> Iterator[str]:
    yield part.title
    yield from _wrapped(part.text.replace("`", "'"))
    yield from (f"  - {text}" for text in part.listed)
    yield from (f"  {command:<{COMMAND}}{meaning}" for command, meaning in part.typed)


def _wrapped(text: str) -> Iterator[str]:
    line = " "
    for word in text.split():
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = " "
        line = f"{line} {word}"
    if line.strip():
        yield line
