"""Begin a session on this branch.

On first use in a clone it also installs the git hooks and says how to undo it.
"""

from __future__ import annotations

from git_session import config, output
from git_session.core.document import Facts
from git_session.core.projects import AS_NAME, is_name
from git_session.errors import Refused, UsageError
from git_session.lifecycle import current, ending, hooking, projects, secrecy, sessions, upkeep
from git_session.lifecycle.context import Context, open_context
from git_session.model import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from git_session.core.taskfile import Task

EXAMPLE = """\
  git session init
  git session init --goal "Fix the sweep" --step "Reproduce" --step "Fix it"
  git session init --name sweep --task T-17 --tag bug --key-file sweeper.go
  git session init --goal "Rename a field" --dir ../api --dir ../web
  git session init --tasks fix-auth,web-login   # two of .tasks/active
"""


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``init`` understands."""
    add = parser.add_argument
    add("--name", default="", help="short name (default: from the task, the goal, the branch)")
    add("--goal", default="", help="what this session is for")
    text = "a task it works on (the first is what it is for): one of .tasks/, else any id"
    add("--task", "--tasks", action="append", default=[], metavar="ID", help=text)
    add("--tag", action="append", default=[], help="a tag to find it by")
    add("--step", action="append", default=[], metavar="TEXT", help="a planned step, in order")
    add("--key-file", action="append", default=[], metavar="PATH", help="a file that matters")
    text = "another directory or repository it works in: log --file records api:src/x"
    add("--dir", dest="directory", action="append", default=[], metavar="DIR", help=text)
    add("--key-context", action="append", default=[], metavar="TEXT", help="must never be lost")
    add("--project", default="", metavar="P", help="the project it belongs to, whatever it changes")
    add("--role", default="", help="the role you work in")
    add("--client", default="", help="the agent at work (default: by the environment)")
    add("--force", action="store_true", help="complete the session this branch has, then begin")
    add("--pause-current", action="store_true", help="pause the session this branch has first")
    add("--no-install", action="store_true", help="leave the git hooks alone")
    secrecy.option(parser)


def run(
    *,
    name: str,
    goal: str,
    task: list[str],
    tag: list[str],
    step: list[str],
    key_file: list[str],
    key_context: list[str],
    directory: list[str],
    project: str,
    role: str,
    client: str,
    force: bool,
    pause_current: bool,
    no_install: bool,
    allow_secret: bool,
) -> int:
    """Begin; exit 4 where the branch already has a session and nothing says what to do with it.

    With nothing changed: exit 3 where a task is named that ``.tasks/`` does not hold, exit 2 where
    a directory is.
    """
    if not all(text.strip() for text in (*task, *tag, *step, *key_file, *key_context)):
        raise UsageError("an option of init has an empty text", "see: git session init -h")
    if project and not is_name(project):
        raise UsageError(f"--project {project!r} cannot be a project's name", AS_NAME)
    ctx = open_context()
    ctx.allow_secrets = allow_secret
    upkeep.make_good(ctx)
    places = _places(ctx, directory)
    tasks = _tasks(ctx, task)
    if not _make_room(ctx, name, force=force, pause_current=pause_current):
        return 0
    if (
        not any((name, goal, task, tag, step, key_file, key_context, places))
        and output.interactive()
    ):
        goal, task, key_file = _ask()
        secrecy.refuse({"goal": goal, "task": task, "allow_secret": allow_secret})
        tasks = _tasks(ctx, task)
    project = project or _project(ctx)
    choice = _choose_sharing(ctx)
    facts = sessions.facts_for(ctx, name or _title(ctx, tasks), goal)
    facts = replace(
        facts,
        steps=tuple(step),
        key_files=tuple(key_file),
        key_context=tuple(key_context),
        tags=tuple(dict.fromkeys(tag)),
        task_ids=_ids(task),
        directories=places,
        project=project,
        role=role,
        client=client or facts.client,
    )
    facts = _with_tasks(ctx, facts, tasks)
    stem = sessions.begin(ctx, facts)
    _report(facts, stem, tasks)
    _take(ctx, stem, tasks)
    for line in [choice, sessions.template(ctx)[1], *([] if no_install else hooking.ensure(ctx))]:
        if line:
            output.remark(line)
    return 0


def _places(ctx: Context, words: list[str]) -> tuple[str, ...]:
    """The directories beside this worktree, as they are recorded."""
    if not words:
        return ()
    from git_session.lifecycle import elsewhere  # seldom

    return elsewhere.directories(ctx, words)


def _ids(words: list[str]) -> tuple[str, ...]:
    """The tasks that are named, each once; several may stand in one word, with commas."""
    parts = (part.strip() for ids in words for part in ids.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _tasks(ctx: Context, words: list[str]) -> list[Task]:
    """The tasks of ``.tasks/`` that are named; [] where none is kept there."""
    if not words:
        return []
    from git_session.lifecycle import tasking  # only for who names a task, here and below

    return tasking.find(ctx, _ids(words))


def _title(ctx: Context, tasks: list[Task]) -> str:
    if not tasks:
        return ""
    from git_session.lifecycle import tasking

    return tasking.title_of(ctx, tasks)


def _with_tasks(ctx: Context, facts: Facts, tasks: list[Task]) -> Facts:
    if not tasks:
        return facts
    from git_session.lifecycle import tasking

    return tasking.told(ctx, facts, tasks)


def _take(ctx: Context, stem: str, tasks: list[Task]) -> None:
    if tasks:
        from git_session.lifecycle import tasking

        tasking.take(ctx, sessions.load(ctx, stem).doc, output.remark)


def _ask() -> tuple[str, list[str], list[str]]:
    goal = output.ask("What is this session for?")
    task = output.ask("Task it belongs to (empty for none):")
    files = output.ask("Files that matter, separated by blanks (empty for none):")
    return goal, [task] if task else [], files.split()


def _project(ctx: Context) -> str:
    """The project that a person chooses where several fit; "" leaves it to the commits."""
    if not projects.exists(ctx):
        return ""
    found = projects.infer(ctx)
    if output.interactive():
        return _chosen(projects.open_to(ctx, found))
    for line in projects.undecided(found) if found.choices else ():
        output.remark(line)
    return ""


def _chosen(names: tuple[str, ...]) -> str:
    numbered = ", ".join(f"{number}) {name}" for number, name in enumerate(names, 1))
    while names:
        output.say(f"{numbered}; nothing: as its commits say")
        answer = output.ask("Which project should I log this session to?")
        if answer.isdecimal() and 0 < int(answer) <= len(names):
            return names[int(answer) - 1]
        if not answer or answer in names:
            return answer
        output.say(f"There is no project {answer}.")
    return ""


def _make_room(ctx: Context, name: str, *, force: bool, pause_current: bool) -> bool:
    """Deal with the session that this branch already has, as the person says; False: keep it."""
    stem = current.current(ctx)
    if stem is None or not ctx.store.has_document("active", stem):
        if not (force or pause_current):
            _refuse_beside_journal(ctx)
        return True
    wish = "close" if force else "pause" if pause_current else _wish(stem)
    if wish == "close":
        ending.complete(ctx, stem, summary="", context_next="")
        output.remark(f"completed {stem}")
    elif wish == "pause":
        ending.pause(ctx, stem, reason=f"{name or 'another session'} began", context_next="")
        output.remark(f"paused {stem}")
    elif wish == "continue":
        output.say(f"Going on with {stem}. See it: git session view")
    else:
        raise _taken(ctx, stem)
    return wish != "continue"


def _refuse_beside_journal(ctx: Context) -> None:
    """In a fresh clone the branch may have a session that only its journal knows."""
    from git_session.lifecycle import continuing  # only where a branch has no session

    known = continuing.of_journal(ctx)
    if known:
        raise Refused(
            f"{ctx.branch} already has a session, which the journal knows: {known.stem}",
            f"join it: git session resume {known.stem}\n"
            "begin another one all the same: git session init --force",
        )


def _wish(stem: str) -> str:
    """What a person at a terminal wants done with the session; "" where nobody can be asked."""
    if not output.interactive():
        return ""
    answer = output.ask(f"{stem} is active here: close, pause or continue it? [continue]").lower()
    meant = [word for word in ("continue", "close", "pause") if word.startswith(answer)]
    return meant[0] if meant else "continue"


def _taken(ctx: Context, stem: str) -> Refused:
    return Refused(
        f"{ctx.branch or 'this detached HEAD'} already has a session: {stem}",
        'join it: git session log "…"\n'
        "put it aside: git session pause   (or: git session init --pause-current)\n"
        "end it: git session close --complete   (or: git session init --force)",
    )


def _choose_sharing(ctx: Context) -> str:
    """Typing ``init`` in a clone chooses a tracked journal, unless somebody chose already."""
    if ctx.settings.share is not None:
        return "" if ctx.settings.share else "the journal stays in this clone (session.share)"
    config.set_local(ctx.wt, "session.share", "true")
    return (
        f"commits will carry the journal under {ctx.wt.journal}/; "
        "to keep it in this clone: git config session.share false"
    )


def _report(facts: Facts, stem: str, tasks: list[Task]) -> None:
    names = [f"{one.name} ({one.id})" for one in tasks] or facts.task_ids
    output.say(
        f"Session {facts.label.removeprefix('session-')} started. "
        "Tracking files, decisions, and progress."
    )
    output.say()
    output.say(f"  ID:        {stem}  ({facts.id})")
    output.say(f"  Branch:    {facts.branch or 'detached HEAD'}")
    if facts.project:
        output.say(f"  Project:   {facts.project}")
    output.say(f"  Objective: {facts.goal or '(none given)'}")
    if facts.directories:
        output.say(f"  Dirs:      {', '.join(facts.directories)}")
    output.say(f"  Tasks:     {', '.join(names) or '(none)'}")
    output.say()
    output.say('  Note as you go:  git session log --decision "…" --rationale "…"')
    output.say("  See it:          git session view")
    output.say("  Keep it:         git commit")
