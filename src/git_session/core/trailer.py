"""The ``Session:`` trailer of a commit message, written with code of our own.

``git interpret-trailers`` turns a last line ``https://x`` into ``https: //x``, obeys the person's
``trailer.*`` settings, stops at ``---`` and puts the trailer above a final ``#123`` (git 2.39).
"""

from __future__ import annotations

from git_session.model import record

KEY = "Session"
SCISSORS = "------------------------ >8 ------------------------"
SIGNED = "Signed-off-by: "
PICKED = "(cherry picked from commit "
AUTO_COMMENTS = "#;@!$%^&|:"  # what core.commentChar=auto chooses from (git's builtin/commit.c)


@record
class Message:
    """A message file: the lines that matter, and what git will cut off below the scissors."""

    lines: tuple[str, ...]
    below: tuple[str, ...]


def add(message: str, value: str, *, comment: str = "#", editor: bool, template: str = "") -> str:
    """The message with ``Session: value`` in its last paragraph, once; or unchanged.

    Unchanged are one that git will find empty (comments, sign-offs and what is below scissors do
    not count), one that is still the commit template, and one that ends in this trailer. ``editor``
    says that git will strip comment lines: without one, ``#123`` is text. ``comment`` begins a
    comment line; 'auto' is the character that git chose for this message.
    """
    comment = _chosen(message) if comment == "auto" else comment
    taken = _cut(message, comment)
    if _is_untouched(taken, _cut(template, comment), comment):
        return message
    lines = _with_trailer(list(taken.lines), f"{KEY}: {value}", comment if editor else "")
    if len(lines) == len(taken.lines):
        return message
    text = "\n".join([*lines, *taken.below])
    return text if text.endswith("\n") or taken.below else f"{text}\n"


def is_refused(message: str, *, comment: str = "#", template: str = "") -> bool:
    """Whether git will refuse a commit with this message: it is empty, or still the template."""
    comment = _chosen(message) if comment == "auto" else comment
    return _is_untouched(_cut(message, comment), _cut(template, comment), comment)


def _chosen(message: str) -> str:
    """The comment character of git's own last lines, '#' where it wrote none."""
    lines = message.split("\n")
    cut = next((line[0] for line in lines if line[1:].strip() == SCISSORS), "")
    last = next((line for line in reversed(lines) if line.strip()), "#")
    own = last[0] if last[1:2].strip() == "" and last[0] in AUTO_COMMENTS else "#"
    return cut or own


def _cut(message: str, comment: str) -> Message:
    lines = message.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(comment) and line[len(comment) :].strip() == SCISSORS:
            return Message(tuple(lines[:number]), tuple(lines[number:]))
    return Message(tuple(lines), ())


def _is_untouched(message: Message, template: Message, comment: str) -> bool:
    """Whether git would refuse the commit for its message, were it not for our trailer.

    Git ignores sign-offs here, which ``commit -s`` adds before anybody wrote a word.
    """
    said, given = _said(message, comment), _said(template, comment)
    rest = said[len(given) :] if said[: len(given)] == given else said
    return all(line.startswith(SIGNED) for line in rest)


def _said(message: Message, comment: str) -> list[str]:
    """The lines that are neither blank nor comments."""
    return [line.rstrip() for line in message.lines if line.strip() and not _is(comment, line)]


def _with_trailer(lines: list[str], trailer: str, comment: str) -> list[str]:
    """Insert below the last line that is text (comment lines stay below when git strips them)."""
    last = max(
        number for number, line in enumerate(lines) if line.strip() and not _is(comment, line)
    )
    block = _last_trailers([line for line in lines[: last + 1] if not _is(comment, line)])
    if any(_same(line, trailer) for line in block):
        return lines
    end = "\r" if lines[last].endswith("\r") else ""
    new = [trailer + end] if block else [end, trailer + end]
    return [*lines[: last + 1], *new, *lines[last + 1 :]]


def _is(comment: str, line: str) -> bool:
    return bool(comment) and line.startswith(comment)


def _same(line: str, trailer: str) -> bool:
    """Tokens are equal in any case, as git has it."""
    token, _, value = line.partition(":")
    return token.lower() == KEY.lower() and f"{KEY}: {value.strip()}" == trailer


def _last_trailers(lines: list[str]) -> list[str]:
    """The last paragraph if it is a trailer block; the first paragraph, the subject, is none.

    Git's rule (trailer.c): all lines are trailers, or one is git's own and a quarter are any.
    """
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    paragraph = lines[start:]
    trailers = sum(map(is_trailer, paragraph))
    own = any(line.startswith((SIGNED, PICKED)) for line in paragraph)
    others = _others(paragraph)
    is_block = trailers and (not others or (own and trailers * 3 >= others))
    return paragraph if is_block and any(line.strip() for line in lines[:start]) else []


def _others(paragraph: list[str]) -> int:
    """How many lines neither are trailers nor go on with one."""
    count, follows = 0, False
    for line in paragraph:
        follows = is_trailer(line) or (follows and line[0] in " \t")
        count += not follows
    return count


def is_trailer(line: str) -> bool:
    """'Token: value' or git's own cherry-pick line; 'https://x' is none."""
    token, colon, value = line.partition(":")
    named = bool(token) and token.isascii() and token.replace("-", "").isalnum()
    return line.startswith(PICKED) or (bool(colon) and named and value[:1] in (" ", "\t"))


def session_of(message: str) -> list[str]:
    """The values of all ``Session:`` lines; squash messages hold them indented or as bullets.

    Text can forge a trailer: a value is a name to look up, never proof. A value of several words
    is a sentence and no name.
    """
    found = []
    for line in message.split("\n"):
        token, _, value = line.lstrip(" \t*->").partition(":")
        if token.lower() == KEY.lower() and value[:1].isspace() and len(value.split()) == 1:
            found.append(value.strip())
    return list(dict.fromkeys(found))


def pointed(message: str) -> list[str]:
    """The values of the ``Session:`` trailers in a commit's last paragraph, where trailers are.

    Less than ``session_of`` finds, and nothing that stands in the middle of a text. Still a name to
    look up, never proof.
    """
    lines = message.rstrip("\n").split("\n")
    return session_of("\n".join(line for line in _last_trailers(lines) if is_trailer(line)))
