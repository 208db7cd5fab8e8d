"""Text from a repository inside Markdown that others will render: it stays text.

Nothing in it becomes markup, raw HTML, a mention of somebody or a reference to an issue.
"""

from __future__ import annotations

from git_session.core.markdown import one_line

ACTIVE = "\\`*_[]<>&~|$"
JOINER = "\u2060"  # invisible, and no part of a name: what follows it is no mention any more
STARTS = "#+-=>:"
_ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in ACTIVE})


def inline(text: str) -> str:
    """``text`` on one line, fit for any place within a line of Markdown, its start included."""
    return _line(one_line(text))


def block(text: str, indent: str) -> str:
    """``text`` with its lines, as paragraphs behind ``indent``; code where it holds a fence."""
    rows = text.split("\n")
    if any(row.lstrip().startswith(("```", "~~~")) for row in rows):
        fence = "`" * (_longest_run(text) + 1)
        return "\n".join(f"{indent}{row}".rstrip() for row in [fence, *rows, fence])
    told = [_line(one_line(row)) for row in rows]
    return "\n".join(
        f"{indent}{row}{_break(row, after)}".rstrip(" ")
        for row, after in zip(told, [*told[1:], ""], strict=True)
    )


def _break(row: str, after: str) -> str:
    """The mark that keeps a line's end where a paragraph goes on."""
    return "\\" if row and after else ""


def _line(text: str) -> str:
    return _unreferred(_unstarted(text.translate(_ESCAPED)))


def _unstarted(text: str) -> str:
    """``text`` that begins no heading, list, quotation or underline."""
    digits = len(text) - len(text.lstrip("0123456789"))
    if text[:1] and text[:1] in STARTS:
        return f"\\{text}"
    if digits and text[digits : digits + 1] in (".", ")"):
        return f"{text[:digits]}\\{text[digits:]}"
    return text


def _unreferred(text: str) -> str:
    """``text`` in which `@name`, `#1` and `GH-1` are words only."""
    if "@" not in text and "#" not in text and "gh-" not in text.lower():
        return text  # nearly every one
    out = []
    for at, letter in enumerate(text):
        after = text[at + 1 : at + 2]
        out.append(letter)
        if (letter == "@" and after.isalnum()) or (letter in "#-" and after.isdigit()):
            out.append(JOINER if letter != "-" or text[:at].lower().endswith("gh") else "")
    return "".join(out)


def _longest_run(text: str) -> int:
    """The longest run of backticks in ``text``, two at least."""
    longest, run = 2, 0
    for letter in text:
        run = run + 1 if letter == "`" else 0
        longest = max(longest, run)
    return longest
