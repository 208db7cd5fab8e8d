"""Reading what a host sends: JSON of which nothing is certain, neither keys nor types nor size."""

from __future__ import annotations

from git_session.core.event import CREATED, DELETED, MODIFIED, SOURCES, STARTUP, Touched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Payload = Mapping[str, object]

NAME = 200  # characters of an id or a tool's name
PATH = 4096  # characters of a path, as of Linux
TEXT = 100_000  # characters of a prompt or a summary
FILES = 200  # files of one tool call
MOVED = "*** Move to: "
PATCHED = {
    "*** Add File: ": CREATED,
    "*** Update File: ": MODIFIED,
    "*** Delete File: ": DELETED,
    MOVED: CREATED,
}


def text(payload: Payload, *keys: str, limit: int = NAME) -> str:
    """The first of ``keys`` that holds a text which is not empty, cut to ``limit`` characters."""
    found = (payload.get(key) for key in keys)
    return next((value[:limit] for value in found if isinstance(value, str) and value), "")


def part(payload: Payload, *keys: str) -> Payload:
    """The first of ``keys`` that holds an object, else an empty one."""
    found = (payload.get(key) for key in keys)
    return next((value for value in found if isinstance(value, dict)), {})


def parts(payload: Payload, key: str) -> list[Payload]:
    """The objects in the list under ``key``; none where there is no list."""
    found = payload.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def source(payload: Payload, *keys: str) -> str:
    """What began a conversation; a word that is none of ours counts as its beginning."""
    said = text(payload, *keys).lower()
    return said if said in SOURCES else STARTUP


def files(given: Payload, action: str, *keys: str) -> tuple[Touched, ...]:
    """The file that a tool was given under one of ``keys``."""
    path = text(given, *keys, limit=PATH)
    return (Touched(path, action),) if path else ()


def patched(patch: str) -> tuple[Touched, ...]:
    """The files that a patch in the form of ``apply_patch`` names.

    One that is moved is deleted under its old name.
    """
    found: list[Touched] = []
    for line in patch[:TEXT].splitlines():
        for mark, action in PATCHED.items():
            path = line.removeprefix(mark).strip()[:PATH] if line.startswith(mark) else ""
            if path and mark == MOVED and found:
                found[-1] = Touched(found[-1].path, DELETED)
            if path:
                found.append(Touched(path, action))
    return tuple(dict.fromkeys(found[:FILES]))
