"""The ``Session:`` trailer of a commit message, written with code of our own.

``git interpret-trailers`` turns a last line ``https://x`` into ``https: //x``, obeys the person's
``trailer.*`` settings, stops at ``---`` and puts the trailer above a final ``#123`` (git 2.39).
"""

from __future__ import annotations

from git_session.model import record

KEY = "Session"
SCISSORS = "------------------------ >8 ------------------------"
PICKED = "(cherry picked from commit "
GITS_OWN = (PICKED, "Signed-off-by: ")


@record
class Message:
    """A message file: the lines that matter, and what git will cut off below the scissors."""

    lines: tuple[str, ...]
    below: tuple[str, ...]


def add(message: str, value: str, *, comment: str, editor: bool, template: str = "") -> str:
    """The message with ``Session: value`` in its last paragraph, once; or unchanged.

    Unchanged are an empty message (comments and what is below scissors do not count), one that is
    still the commit template, and one that has this trailer. ``editor`` says that git will strip
    comment lines: without one, ``#123`` is text. Scissors count in any case, for even where git
    leaves them in the message it reads trailers above them only.
    """
    taken = _cut(message, comment)
    said = _said(taken.lines, comment)
    if not said or said == _said(_cut(template, comment).lines, comment):
        return message
    if f"{KEY}: {value}" in said:
        return message
    lines = _with_trailer(list(taken.lines), f"{KEY}: {value}", comment if editor else "")
    return "\n".join([*lines, *taken.below])


def _cut(message: str, comment: str) -> Message:
    lines = message.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(comment) and line[len(comment) :].strip() == SCISSORS:
            return Message(tuple(lines[:number]), tuple(lines[number:]))
    return Message(tuple(lines), ())


def _said(lines: tuple[str, ...], comment: str) -> list[str]:
    """The lines that are neither blank nor comments."""
    return [line.rstrip() for line in lines if line.strip() and not line.startswith(comment)]


def _with_trailer(lines: list[str], trailer: str, comment: str) -> list[str]:
    """Insert below the last line that is text (comment lines stay below: git strips them)."""
    last = max(
        number for number, line in enumerate(lines) if line.strip() and not _is(comment, line)
    )
    joint = [trailer] if _ends_in_trailers(lines[: last + 1], comment) else ["", trailer]
    rest = lines[last + 1 :]
    following = next((at for at, line in enumerate(rest) if line.strip()), len(rest))
    return [*lines[: last + 1], *joint, "", *rest[following:]]


def _is(comment: str, line: str) -> bool:
    return bool(comment) and line.startswith(comment)


def _ends_in_trailers(lines: list[str], comment: str) -> bool:
    """Whether git takes the last paragraph, which must not be the first, for trailers.

    All its lines are, or a quarter of them with one of git's own among them (git's trailer.c).
    """
    kept = [line for line in lines if not _is(comment, line)]
    start = len(kept)
    while start and kept[start - 1].strip():
        start -= 1
    paragraph = kept[start:]
    if not any(line.strip() for line in kept[:start]) or paragraph[0][0] in " \t":
        return False
    heads = [line for line in paragraph if line[0] not in " \t"]
    count = sum(map(is_trailer, heads))
    ours = any(line.startswith(GITS_OWN) for line in heads)
    return count == len(heads) or (ours and count * 3 >= len(heads) - count)


def is_trailer(line: str) -> bool:
    """'Token: value' or git's own cherry-pick line; 'https://x' is none."""
    token, colon, value = line.partition(":")
    named = bool(token) and token.isascii() and token.replace("-", "").isalnum()
    return line.startswith(PICKED) or (bool(colon) and named and value[:1] in (" ", "\t"))


def session_of(message: str) -> list[str]:
    """The values of all ``Session:`` lines; squash messages hold them indented or as bullets.

    Text can forge a trailer: a value is a name to look up, never proof.
    """
    found = []
    for line in message.split("\n"):
        bare = line.lstrip(" \t*-")
        if bare.startswith(f"{KEY}: "):
            found.append(bare[len(KEY) + 2 :].strip())
    return list(dict.fromkeys(value for value in found if value))
