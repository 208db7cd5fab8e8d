"""Which project something belongs to: by the paths of a change, else by what is set or called so.

Of git hooks none comes here, and `log` does not either: whoever asks for a project pays for it.
"""

from __future__ import annotations

import os

from git_session import files, git, output
from git_session.core import called, projects
from git_session.core.digest import sha256_hex
from git_session.core.projects import Router, Rules
from git_session.errors import BadText, NoSession, Refused, SessionError
from git_session.lifecycle import changes, current, sessions
from git_session.lifecycle.context import Context
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from git_session.cache.opening import Cache
    from git_session.core.document import Document
    from git_session.core.repoconfig import Complaint, RepoConfig

# Where a project's name is from, in the order in which that decides.
SESSION = "session"
SETTING = "session.project"
ROUTE = "route"
DEFAULT = "default_project"
REMOTE = "remote"
DIRECTORY = "directory"
PACKAGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("package.json", called.of_package_json),
    ("pyproject.toml", called.of_pyproject),
)
PACKAGE_LIMIT = 256 * 1024  # bytes
NAMELESS = "project"  # where not even the directory has a name that can be shown
FIRST_REMOTE = "origin"


@record
class Inferred:
    """A project's name, where that is from, and (two or more) all that fit equally well."""

    value: str
    source: str
    choices: tuple[str, ...] = ()


def told(ctx: Context) -> RepoConfig:
    """What `config.yml` says and what is wrong with it, read once. Nothing is printed.

    A file that cannot be read is told as one that is wrong.
    """
    if ctx.repo_config is None:
        ctx.repo_config = _read(ctx)
    return ctx.repo_config


def _read(ctx: Context) -> RepoConfig:
    from git_session.core import repoconfig  # with YAML, 20 ms: only where there is such a file

    try:
        text = ctx.store.read_config(repoconfig.LIMIT)
    except SessionError as error:
        line = f":{error.line}" if isinstance(error, BadText) else ""
        path = os.path.join(ctx.store.root, os.path.basename(ctx.store.config))
        wrong = repoconfig.Complaint(0, error.message.removeprefix(f"{path}{line}: "), error.hint)
        return repoconfig.RepoConfig(complaints=(wrong,))
    return repoconfig.read(text or "", ctx.store.config)


def exists(ctx: Context) -> bool:
    """Whether there is a `config.yml`, whatever it is."""
    return os.path.lexists(os.path.join(ctx.wt.top, ctx.store.config))


def where(ctx: Context, complaint: Complaint) -> str:
    """``path:line`` of what is wrong with `config.yml`."""
    return f"{ctx.store.config}:{complaint.line}" if complaint.line else ctx.store.config


def rules(ctx: Context) -> Rules:
    """The projects of `config.yml`; none where there is no such file.

    A file that cannot be used is told of once, and everything goes on without it.
    """
    fresh = ctx.repo_config is None
    if fresh and not exists(ctx):
        return Rules()
    found = told(ctx)
    if fresh and found.grave:
        first = found.grave[0]
        output.remark(f"{where(ctx, first)}: {first.what}; the file counts for nothing")
        output.remark("see all of it: git session config projects")
    return found.rules


def router(ctx: Context) -> Router:
    """What tells the projects of many changes: by the rules, and `rest` where none fits."""
    return Router(replace(rules(ctx), default=rest(ctx).value), ctx.wt.folder)


def rest(ctx: Context) -> Inferred:
    """Where a path belongs that fits no rule: as `config.yml` says, else `home`."""
    found = rules(ctx)
    if found.default:
        return Inferred(found.default, DEFAULT)
    known = home(ctx)
    # names become parts of file names, and not every file system tells case apart
    same = [name for name in found.names if name.casefold() == known.value.casefold()]
    return Inferred(same[0], known.source) if same else known


def of_commits(ctx: Context, paths: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The projects of each commit by the paths that it changed.

    A commit without any (or only with ours) belongs to none.
    """
    known = router(ctx)
    return {commit: known.route(changed) for commit, changed in paths.items()}


def by_commit(ctx: Context, commits: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The same of commits by their full names; what is no commit of this clone is left out."""
    from git_session.cache import opening  # SQLite takes 4 ms

    wanted = [*commits]
    return opening.through(ctx.store.cache, lambda known: recalled(ctx, known, wanted))


def recalled(ctx: Context, known: Cache, commits: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The same for who has the cache open."""
    route, wanted = router(ctx), [*dict.fromkeys(commits)]
    by = sha256_hex(repr((ctx.wt.folder, route.rules)))
    found = known.changed.routed(by, wanted)
    changed = changes.recalled(ctx, known, [one for one in wanted if one not in found])
    fresh = {commit: route.route(change.paths) for commit, change in changed.items()}
    if fresh:
        known.remember(lambda: known.changed.set_routed(by, fresh))
    found |= fresh
    return {commit: found[commit] for commit in wanted if commit in found}


def infer(ctx: Context, named: str = "", paths: Iterable[str] | None = None) -> Inferred:
    """The one project that is meant.

    As ``named`` for the session; as set; by what is changed (else ``paths``); as the repository
    is called. Refused for a name that can be none.
    """
    if named:
        return Inferred(checked(named, "the session's project"), SESSION)
    if ctx.settings.project:
        return home(ctx)
    known = rules(ctx)
    routed = _routed(ctx, known, paths) if known.projects else ()
    if routed:
        return Inferred(routed[0], ROUTE, routed if len(routed) > 1 else ())
    return Inferred(known.default, DEFAULT) if known.default else home(ctx)


def here(ctx: Context) -> Inferred:
    """The project that is worked on here: of the current session, else as `infer` says."""
    try:
        stem = current.current(ctx)
    except NoSession:
        stem = None  # of several sessions none is meant
    return infer(ctx, of_document(sessions.load(ctx, stem).doc) if stem else "")


def of_document(doc: Document) -> str:
    """The project that somebody named for a session, "" where nobody did.

    A name that can be none is told of and counts for nothing: it may be from anybody's journal.
    """
    named = str(doc.get("project") or "")
    if not named or projects.is_name(named):
        return named
    output.remark(f"{doc.name}: the project {named!r} is no name; it counts for nothing")
    return ""


def undecided(found: Inferred) -> tuple[str, str]:
    """Remarks for who cannot be asked: several projects fit, which one is taken, what to do."""
    names = ", ".join(found.choices)
    return (
        f"what is changed here fits several projects: {names}; where one is needed it is "
        f"{found.value}",
        "to say which: git session init --project NAME   or: git config session.project NAME",
    )


def open_to(ctx: Context, found: Inferred) -> tuple[str, ...]:
    """What a person can choose of: all that fit equally, or all there are where nothing decides."""
    if found.source in (SESSION, SETTING, DEFAULT) or (found.source == ROUTE and not found.choices):
        return ()
    names = found.choices or rules(ctx).names
    return names if len(names) > 1 else ()


def _routed(ctx: Context, known: Rules, paths: Iterable[str] | None) -> tuple[str, ...]:
    """The projects that what is changed fits, the one with most paths first."""
    route = Router(replace(known, default=""), ctx.wt.folder)
    changed = [*paths] if paths is not None else at_work(ctx)
    counts = dict.fromkeys(known.names, 0)
    for path in changed:
        for name in route.of_path(path):
            counts[name] += 1
    return tuple(sorted(filter(counts.get, counts), key=lambda name: -counts[name]))


def at_work(ctx: Context) -> list[str]:
    """The tracked paths that are staged; where none is, those that are changed."""
    staged, changed = git.changed_paths(ctx.wt)
    return staged or changed


def home(ctx: Context) -> Inferred:
    """The project that the repository is as a whole, whatever was changed.

    Refused for a setting that can be no name.
    """
    if ctx.settings.project:
        return Inferred(checked(ctx.settings.project, SETTING), SETTING)
    named = ((projects.as_name(text), source) for text, source in _called(ctx))
    return next((Inferred(*found) for found in named if found[0]), Inferred(NAMELESS, DIRECTORY))


def _called(ctx: Context) -> Iterator[tuple[str, str]]:
    """What the repository is called, and where; each is looked up when it is its turn."""
    yield _of_remote(ctx), REMOTE
    for name, read in PACKAGES:
        yield _of_package(ctx, name, read), name
    yield _of_directory(ctx), DIRECTORY


def checked(name: str, given_as: str) -> str:
    """``name``, if it can be a project's. Refused where it cannot."""
    if projects.is_name(name):
        return name
    raise Refused(f"{given_as} is {name!r}", f"a project's name has {projects.AS_NAME}")


def _of_remote(ctx: Context) -> str:
    urls = git.remote_urls(ctx.wt)
    first = [FIRST_REMOTE] if FIRST_REMOTE in urls else sorted(urls)
    return called.remote_name(urls[first[0]]) if first else ""


def _of_package(ctx: Context, name: str, read: Callable[[str], str]) -> str:
    path = os.path.join(ctx.wt.top, name)
    if not os.path.isfile(path) or not files.leads_into(path, ctx.wt.top):
        return ""
    if os.path.getsize(path) > PACKAGE_LIMIT:  # it is not ours to complain of
        return ""
    return read(ctx.store.read_text(path, PACKAGE_LIMIT))


def _of_directory(ctx: Context) -> str:
    """What the main worktree's directory is called: a linked one is called after its branch."""
    above, name = os.path.split(ctx.wt.common_dir)
    return os.path.basename(above if name == ".git" else ctx.wt.top)
