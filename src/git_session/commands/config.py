"""Which project this is, and which paths are whose.

`project` tells the one that work done here belongs to, and how that is known.
`projects` tells the rules of `.sessions/config.yml`, how many tracked files
each fits, and what is wrong with it. Your own settings are git's:
git config session.project NAME.
"""

from __future__ import annotations

from git_session import git, output, screen
from git_session.core import paint
from git_session.errors import EXIT_REFUSED, SessionError, UsageError
from git_session.lifecycle import projects
from git_session.lifecycle.context import Context, open_context
from git_session.lifecycle.projects import Inferred
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  git session config project
  git session config projects
  git session config projects --edit
"""
# What each source is called in a sentence.
FROM = {
    projects.SESSION: "named for the session that is current here",
    projects.SETTING: "set by session.project",
    projects.ROUTE: "by what is changed here",
    projects.DEFAULT: "where the rest belongs",
    projects.REMOTE: "the name of the remote",
    projects.DIRECTORY: "the name of the directory",
}


@record
class Counted:
    """How many tracked files belong to each project of the rules, and to the rest."""

    files: dict[str, int]
    rest: Inferred


def options(parser: argparse.ArgumentParser) -> None:
    """The words that ``config`` understands."""
    add = parser.add_argument
    add("what", choices=("project", "projects"), help="the one that is meant here, or the rules")
    add("--edit", action="store_true", help="with projects: open the file in git's editor first")
    add("--json", dest="as_json", action="store_true", help="as data")
    output.options(parser)


def run(*, what: str, edit: bool, as_json: bool, color: str) -> int:
    """Print to stdout; exit 4 where the file is wrong and its rules were asked for."""
    if edit and what == "project":
        raise UsageError("--edit is for projects", "git session config projects --edit")
    ctx = open_context()
    output.begin(ctx.settings.look, color, paged=False)
    if what == "project":
        return _project(ctx, as_json=as_json)
    if edit:
        _edit(ctx)
    return _rules(ctx, as_json=as_json)


def _project(ctx: Context, *, as_json: bool) -> int:
    found = projects.here(ctx)
    if as_json:
        output.say_json(_inferred(found))
    else:
        how = FROM.get(found.source, f"the name in {found.source}")
        file = f", {ctx.store.config}" if found.source in (projects.ROUTE, projects.DEFAULT) else ""
        output.say(paint.line(paint.heading(found.value), paint.dim(f"  ({how}{file})")))
    for line in projects.undecided(found) if found.choices else ():
        output.remark(line)
    return 0


def _inferred(found: Inferred) -> dict[str, object]:
    return {"project": found.value, "source": found.source, "choices": list(found.choices)}


def _rules(ctx: Context, *, as_json: bool) -> int:
    told = projects.told(ctx)
    if not told.grave:
        counted = _counted(ctx)
        if as_json:
            output.say_json(_data(ctx, counted))
        else:
            _say(ctx, counted)
    for one in told.complaints:
        output.remark(f"{projects.where(ctx, one)}: {one.what}")
        if one.hint:
            output.remark(one.hint)
    return EXIT_REFUSED if told.grave else 0


def _counted(ctx: Context) -> Counted:
    """Every tracked file is counted for each project that it fits."""
    route = projects.router(ctx)
    files = dict.fromkeys(route.rules.names, 0)
    for path in git.index_files(ctx.wt, "."):
        for name in route.of_path(path):
            files[name] += 1
    return Counted(files, projects.rest(ctx))


def _say(ctx: Context, counted: Counted) -> None:
    found = projects.rules(ctx).projects
    file = ctx.store.config
    if not found:
        output.say(f"{file} names no projects: all of it is {counted.rest.value}.")
        output.remark("say which paths are whose: git session config projects --edit")
        return
    rows = [(one.name, str(counted.files[one.name]), ", ".join(one.globs)) for one in found]
    if counted.rest.value not in [one.name for one in found]:
        rows.append((counted.rest.value, str(counted.files[counted.rest.value]), "(the rest)"))
    output.table(("Project", "Files", "Paths"), rows)
    for one in found:
        if not counted.files[one.name]:
            output.remark(f"{file}:{one.line}: {one.name} fits no file that git tracks")


def _data(ctx: Context, counted: Counted) -> dict[str, object]:
    told = projects.told(ctx)
    listed = [
        {
            "project": one.name,
            "paths": list(one.globs),
            "files": counted.files[one.name],
            "line": one.line,
        }
        for one in told.rules.projects
    ]
    rest = {
        "project": counted.rest.value,
        "source": counted.rest.source,
        "files": counted.files[counted.rest.value],
    }
    return {
        "file": ctx.store.config if projects.exists(ctx) else None,
        "projects": listed,
        "rest": rest,
        "ignored": [
            {"line": one.line, "what": one.what, "cure": one.hint} for one in told.complaints
        ],
    }


def _edit(ctx: Context) -> None:
    """The file in git's editor; one that was made for this and is left as it is goes again."""
    from git_session.core import repoconfig  # with YAML, 20 ms

    path, command = ctx.store.config_path, screen.editor()
    made = not projects.exists(ctx)
    if made:
        ctx.store.write_config(repoconfig.EXAMPLE)
    ended = screen.edit(command, path)
    if made and ctx.store.read_config(repoconfig.LIMIT) == repoconfig.EXAMPLE:
        ctx.store.remove_config()
    if ended:
        raise SessionError(f"the editor ended with {ended}: {command}", "git config core.editor")
    if projects.exists(ctx) and not git.index_files(ctx.wt, ctx.store.config):
        output.remark(f"other clones see it once it is committed: git add -f {ctx.store.config}")
