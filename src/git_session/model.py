"""The words of the domain: the values that every room passes around.

``record`` is ``dataclass(frozen=True)`` without the 15 ms that importing ``dataclasses`` adds
to every commit; type checkers see the real thing through PEP 681. For the same reason nothing
on the hook path imports ``typing``, ``re``, ``enum``, ``json`` or ``subprocess``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import NamedTuple as NamedTuple
    from typing import TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_options):
        return lambda function: function

    class _Rows(type):
        """Makes what is written like a ``NamedTuple``, without the 8 ms that ``typing`` adds."""

        def __new__(cls, name, bases, space):
            if not bases:
                return super().__new__(cls, name, bases, space)
            from collections import namedtuple  # not where no such class is made

            fields = [*type(name, (), dict(space)).__annotations__]
            space.pop("__annotations__", None)
            defaults = [space.pop(field) for field in fields if field in space]
            made = namedtuple(name, fields, defaults=defaults)
            return type(name, (made,), {**space, "__slots__": ()})

    class NamedTuple(metaclass=_Rows):
        """A value of which there are tens of thousands: a tuple with names."""


@dataclass_transform(frozen_default=True, eq_default=True)
def record(cls: type[T]) -> type[T]:
    """Make ``cls`` an immutable value: its annotations are its fields, in their order."""
    fields = tuple(cls.__annotations__)
    defaults = {name: getattr(cls, name) for name in fields if name in cls.__dict__}

    count = len(fields)
    usual = tuple(defaults.values())  # they stand at the end

    def __init__(self: object, *args: object, **kwargs: object) -> None:
        missing = count - len(args)  # mostly none: thousands of blocks are made so
        if not kwargs and 0 < missing <= len(usual):
            args += usual[-missing:]
        elif kwargs or missing:
            args = _completed(cls.__name__, fields, args, kwargs, defaults)
        self.__dict__.update(zip(fields, args))  # noqa: B905  as many of the one as of the other

    def __hash__(self: object) -> int:
        return hash(tuple(self.__dict__[name] for name in fields))

    def __repr__(self: object) -> str:
        inner = ", ".join(f"{name}={self.__dict__[name]!r}" for name in fields)
        return f"{cls.__name__}({inner})"

    for function in (__init__, _setattr, _eq, __hash__, __repr__):
        setattr(cls, f"__{function.__name__.strip('_')}__", function)
    return cls


def _setattr(self: object, name: str, _value: object) -> None:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be changed; use replace()")


def _eq(self: object, other: object) -> bool:
    return type(self) is type(other) and self.__dict__ == other.__dict__


def _completed(name, fields, args, kwargs, defaults):
    """The values of all ``fields`` in their order; TypeError for too many, too few or others."""
    values = {**defaults, **dict(zip(fields, args, strict=False)), **kwargs}
    if len(args) > len(fields) or len(values) != len(fields) or not set(kwargs) <= set(fields):
        raise TypeError(f"{name} takes {', '.join(fields)}")
    return tuple(values[field] for field in fields)


def replace(value: T, /, **changes: object) -> T:
    """A copy of the record ``value`` with some fields changed."""
    return type(value)(**{**value.__dict__, **changes})


DECISION = "Decision"
TRIED = "Tried"
DISCOVERY = "Discovery"
BLOCKER = "Blocker"
RESOLVED = "Resolved"
PROGRESS = "Progress"
STEP = "Step"
DONE = "Done"
NEXT = "Next"
LEARNING = "Learning"
FILE = "File"
NOTE = "Note"
CHECKPOINT = "Checkpoint"
SESSION = "Session"
KINDS = (
    DECISION,
    TRIED,
    DISCOVERY,
    BLOCKER,
    RESOLVED,
    PROGRESS,
    STEP,
    DONE,
    NEXT,
    LEARNING,
    FILE,
    NOTE,
    CHECKPOINT,
    SESSION,
)

UNTITLED = "checkpoint"  # the title of a checkpoint that nobody said anything of

ACTIVE = "active"
PAUSED = "paused"
COMPLETED = "completed"
ABANDONED = "abandoned"


@record
class Block:
    """One ``## time - title`` heading of a scratch or journal file with what stands below it.

    ``when`` is aware and whole seconds. ``kind`` is one of ``KINDS``, or "" where the heading
    names none (that is progress). ``author`` is the handle of who noted it. ``body`` is the text
    below the heading: LF line ends, no blanks at line ends, no blank line first or last.
    The five together are the block's identity (docs/format.md). ``agent`` is the agent that
    noted it for its author, 'codex/1a2b3c4d' (``naming.agent_name``), "" for a person.
    """

    when: datetime
    kind: str
    title: str
    author: str
    body: str
    agent: str = ""


@record
class Entry:
    """One typed piece of reasoning that a block holds; most blocks hold exactly one.

    ``fields`` are the block's ``- Key: value`` bullets, keys in lower case, in their order;
    ``bullets`` the other bullets; ``text`` whatever else stands in the body, verbatim. ``agent``
    is the block's.
    """

    when: datetime
    kind: str
    title: str
    author: str
    fields: tuple[tuple[str, str], ...] = ()
    bullets: tuple[str, ...] = ()
    text: str = ""
    agent: str = ""

    def field(self, *keys: str) -> str:
        """The value of the first of ``keys`` (lower case) that the entry carries, else ""."""
        found = dict(self.fields)
        return next((found[key] for key in keys if key in found), "")


@record
class Journal:
    """A journal file: facts about the commit that carries it, and the blocks it holds.

    ``session`` is the session's UUID, ``parent`` the full hash of HEAD before the commit
    (None on an unborn branch), ``branch`` None while HEAD is detached. ``agent`` is the
    committing agent's own id, "" for a person or an agent that gives none.
    """

    session: str
    shortname: str
    author: str
    client: str
    branch: str | None
    parent: str | None
    blocks: tuple[Block, ...]
    agent: str = ""


@record
class Commit:
    """A row of a document's commit table; ``when`` is aware, ``journal`` holds file names."""

    hash: str
    when: datetime
    subject: str
    journal: tuple[str, ...] = ()
