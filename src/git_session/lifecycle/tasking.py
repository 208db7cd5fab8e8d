"""What sessions have to do with the task files of ``.tasks/``: read at begin, kept in step after.

Only what begins, continues or ends a session looks there (verbs, and the hook of a merge), and
only for a session that names a task. A task's file is somebody's own: what is wrong with it is told
and stops nothing, but for a criterion that is not met when somebody completes the session.
"""

from __future__ import annotations

from git_session.core import document, steps, taskfile
from git_session.core.taskfile import Task
from git_session.errors import Locked, NoSession, SessionError
from git_session.lifecycle import secrecy
from git_session.lifecycle.context import Context
from git_session.model import record, replace
from git_session.taskfiles import ACTIVE, ARCHIVES, FOLDER, TaskFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from git_session.core.document import Document, Facts

    Tell = Callable[[str], None]
    Act = Callable[["_Linked", Task], str]

PLACE = f"{FOLDER}/{ACTIVE}"
SHOWN = 10  # tasks that a message lists
NEAR = 0.6  # how like a name is that may have been meant, 1 for equal
MOST = 50  # tasks of one session


def find(ctx: Context, wanted: Sequence[str]) -> list[Task]:
    """The tasks called so: by id, short name or part of the file's name; [] without ``.tasks/``.

    Raises NoSession (exit 3), which lists what is near, where none or several fit; BadText where
    the one that does cannot be read.
    """
    door = TaskFiles(ctx.wt.top)
    if not wanted or not door.here():
        return []
    found = [_meant(door, one) for one in wanted]
    return list({task.stem: task for task in found}.values())


def _meant(door: TaskFiles, wanted: str) -> Task:
    stems = door.stems()
    named = [stem for stem in stems if wanted.casefold() in stem.casefold()]
    known = [task for stem in stems if (task := _readable(door, stem))]
    exact = [task for task in known if task.is_called(wanted)]
    if len(exact) == 1:
        return exact[0]
    if not exact and len(named) == 1:
        return _read(door, named[0])
    if exact or named:
        several = exact or [task for task in known if task.stem in named]
        raise NoSession(
            f"more than one task fits '{wanted}':\n{_listing(several)}",
            "give the id, or the whole name of the file",
        )
    raise _nothing(wanted, known)


def ids(ctx: Context, wanted: str) -> tuple[str, ...]:
    """``wanted`` as an id, and those of the tasks that it names in full, done ones too.

    Files whose names do not hold the word are not looked at, nor what cannot be read.
    """
    door = TaskFiles(ctx.wt.top)
    places = (ACTIVE, *ARCHIVES) if door.here() else ()
    named = (
        (stem, place)
        for place in places
        for stem in door.stems(place)
        if wanted.casefold() in stem.casefold()
    )
    tasks = (_readable(door, *one) for one in named)
    return (wanted, *(task.id for task in tasks if task and task.is_called(wanted)))


def _nothing(wanted: str, known: Sequence[Task]) -> NoSession:
    if not known:
        return NoSession(f"no task fits '{wanted}': {PLACE} holds none")
    near = [task for task in known if _likeness(wanted, task) >= NEAR]
    what = "near it:" if near else "there are:"
    return NoSession(f"no task of {PLACE} fits '{wanted}'; {what}\n{_listing(near or known)}")


def _likeness(wanted: str, task: Task) -> float:
    import difflib  # only where a name was mistyped

    beginning = task.stem[: len(wanted)]
    names = (task.id, task.shortname, task.stem, beginning)
    pairs = ((wanted.casefold(), name.casefold()) for name in names if name)
    return max(difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs)


def _listing(tasks: Sequence[Task]) -> str:
    lines = [f"  {task.name}  {task.title}  ({task.status or 'no status'})" for task in tasks]
    more = [f"  and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([*lines[:SHOWN], *more])


def _read(door: TaskFiles, stem: str, place: str = ACTIVE) -> Task:
    return taskfile.read(door.read(stem, place), stem, door.relative(stem, place))


def _readable(door: TaskFiles, stem: str, place: str = ACTIVE) -> Task | None:
    """The task, None for a file that cannot be read: what is beside the point stops nothing."""
    try:
        return _read(door, stem, place)
    except SessionError:
        return None


def told(ctx: Context, facts: Facts, tasks: Sequence[Task]) -> Facts:
    """``facts`` with what the tasks say: the goal, the steps to do and what to keep in mind.

    The first one is what the session is for. What looks like a secret is left out, for all of this
    goes into the journal.
    """
    if not tasks:
        return facts
    named = facts.goal or _free(ctx, tasks[0].title)
    criteria = [_free(ctx, one.text) for task in tasks for one in task.criteria if not one.met]
    context = [_free(ctx, _in_short(task, named)) for task in tasks]
    return replace(
        facts,
        goal=named,
        steps=_distinct((*facts.steps, *criteria)),
        key_context=(*facts.key_context, *filter(None, context)),
        task_ids=tuple(task.id for task in tasks),
    )


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each step once, at its first place."""
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(steps.key(text), text)
    return tuple(found.values())


def _in_short(task: Task, goal: str) -> str:
    """What to keep in mind of a task beside the goal, "" where the goal says it all."""
    said = [task.title if task.title != goal else "", task.description]
    text = ": ".join(filter(None, said))
    return f"Task {task.name}: {text}" if text else ""


def _free(ctx: Context, text: str) -> str:
    return text if ctx.allow_secrets else secrecy.masked(text)


def title_of(ctx: Context, tasks: Sequence[Task]) -> str:
    """What a session for these tasks is about, "" without one."""
    return _free(ctx, tasks[0].title) if tasks else ""


@record
class _Linked:
    """A session that works on tasks: its id and its document, and where the tasks are."""

    session: str
    doc: Document
    door: TaskFiles

    @property
    def done(self) -> list[str]:
        """The steps that are done."""
        return [step.text for step in document.steps(self.doc) if step.state == "completed"]


def take(ctx: Context, doc: Document, tell: Tell) -> None:
    """The session's tasks, which somebody named just now, are in progress in this session."""
    _each(ctx, doc, tell, _take)


def _take(linked: _Linked, task: Task) -> str:
    path = linked.door.relative(task.stem)
    linked.door.change(task.stem, lambda text: taskfile.taken(text, path, linked.session))
    if task.status == taskfile.IN_PROGRESS and not _is_ours(linked, task):
        return f"was in progress in the session {task.session}, is in this one now"
    return _moved(task, taskfile.IN_PROGRESS)


def take_again(ctx: Context, doc: Document, tell: Tell) -> None:
    """The session goes on, and with it those of its tasks that are ready."""
    _each(ctx, doc, tell, _take_again)


def _take_again(linked: _Linked, task: Task) -> str:
    """What somebody says of it meanwhile counts: blocked, say, or taken by another session."""
    if task.status == taskfile.IN_PROGRESS:
        return "" if _is_ours(linked, task) else _theirs(task)
    if task.status not in ("", taskfile.READY):
        return f"is {task.status}, left as it is"
    return _take(linked, task)


def _theirs(task: Task) -> str:
    return f"belongs to the session {task.session} by now, left as it is"


def release(ctx: Context, doc: Document, tell: Tell) -> None:
    """The session's tasks are ready for somebody again, unless another session has taken them."""
    _each(ctx, doc, tell, _release)


def _release(linked: _Linked, task: Task) -> str:
    if not _is_ours(linked, task):
        return _theirs(task)
    if task.status != taskfile.IN_PROGRESS:
        return ""
    path = linked.door.relative(task.stem)
    linked.door.change(task.stem, lambda text: taskfile.released(text, path))
    return _moved(task, taskfile.READY)


def complete(ctx: Context, doc: Document, tell: Tell, *, forced: bool) -> None:
    """The session's tasks are done, their criteria checked as far as its steps met them.

    Where one is not met, and nobody ``forced`` it, the task is ready again instead.
    """

    def act(linked: _Linked, task: Task) -> str:
        if not _is_ours(linked, task):
            return _theirs(task)
        if not forced and (left := taskfile.unmet(task, linked.done)):
            return f"{_release(linked, task) or task.status}; not met yet: {'; '.join(left)}"
        path = linked.door.relative(task.stem)
        linked.door.change(task.stem, lambda text: taskfile.completed(text, path, linked.done))
        return f"{_moved(task, taskfile.COMPLETED)}, now {linked.door.archive(task.stem)}"

    _each(ctx, doc, tell, act)


def unmet(ctx: Context, doc: Document) -> list[tuple[Task, list[str]]]:
    """The session's tasks with the criteria that are not met, if there are some.

    Raises BadText where a task cannot be read: nobody knows what it asks for.
    """
    linked = _linked(ctx, doc)
    if linked is None:
        return []
    known = [task for one in _ids(doc) if (task := _known(linked.door, one))]
    rows = [(task, taskfile.unmet(task, linked.done)) for task in known if _is_ours(linked, task)]
    return [(task, left) for task, left in rows if left]


def _moved(task: Task, status: str) -> str:
    return f"{task.status or 'no status'} -> {status}" if task.status != status else status


def _linked(ctx: Context, doc: Document) -> _Linked | None:
    """None for a session without tasks, where none are kept, and where they are left alone."""
    if not _ids(doc) or not ctx.settings.update_tasks:
        return None
    door = TaskFiles(ctx.wt.top)
    return _Linked(str(doc.get("id") or ""), doc, door) if door.here() else None


def _ids(doc: Document) -> list[str]:
    held = doc.get("task_ids")
    return list(dict.fromkeys(held))[:MOST] if isinstance(held, list) else []


def _is_ours(linked: _Linked, task: Task) -> bool:
    return task.session in ("", linked.session)


def _each(ctx: Context, doc: Document, tell: Tell, act: Act) -> None:
    """Let ``act`` change each task of the session; what it says, or what is wrong, is told."""
    linked = _linked(ctx, doc)
    if linked is None:
        return
    try:
        with ctx.store.lock():
            said = [_tried(linked, one, act) for one in _ids(doc)]
    except Locked as error:
        said = [f"{', '.join(_ids(doc))}: left as it is: {error.message}"]
    for text in filter(None, said):
        tell(f"task {text}")


def _tried(linked: _Linked, one: str, act: Act) -> str:
    try:
        task = _known(linked.door, one)
        if task is None:
            return f"{one}: not in {PLACE}, so nothing was changed there"
        said = act(linked, task)
        return f"{task.name}: {said}" if said else ""
    except SessionError as error:
        return f"{one}: left as it is: {error.message}"


def _known(door: TaskFiles, wanted: str) -> Task | None:
    """The task that is called exactly so, in most cases by the name of its file; None without.

    Raises BadText where only a file of that name could be it, and cannot be read.
    """
    stems = door.stems()
    named = [stem for stem in stems if wanted.casefold() in stem.casefold()]
    there = set(named)
    for stem in (*named, *(stem for stem in stems if stem not in there)):
        task = _readable(door, stem)
        if task and task.is_called(wanted):
            return task
    for stem in named:
        _read(door, stem)
    return None
