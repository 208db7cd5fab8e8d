"""Everything that was noted, for other programs: gathered once, told by project.

A session belongs to the projects that its commits do; one without commits to the project it was
begun for, else to the one that the repository is as a whole.
"""

from __future__ import annotations

import json
import os

from git_session import files, git, walk
from git_session.core import about, pagemarkdown, prettyjson
from git_session.core.views import effort, exported
from git_session.core.views.exported import Repository
from git_session.core.views.given import Given, Sitting
from git_session.errors import Refused, UsageError
from git_session.lifecycle import changes, deciding, gathering, projects, working
from git_session.lifecycle.context import Context
from git_session.lifecycle.gathering import Ask
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from git_session.core.views.decisions import Row

    Data = dict[str, object]

FORMS = ("json", "jsonl", "markdown")
ORIGIN = "origin"
LIMIT = 256 * 1024 * 1024  # bytes of an earlier export that is read


@record
class Export:
    """What was noted in a project."""

    project: str
    given: Given
    spent: tuple[tuple[str, str], ...]
    about: Repository
    decided: tuple[Row, ...]

    def sessions(self) -> list[Data]:
        """The sessions with their entries, the oldest first."""
        return list(exported.sessions(self.given, dict(self.spent)))

    def decisions(self) -> list[Data]:
        """Every decision, in the order of time."""
        return exported.decisions(self.decided)

    def context(self) -> Data:
        """What the project is, and what goes on in it."""
        return exported.context(self.given, self.about)

    def whole(self) -> Data:
        """All of it."""
        return {
            "project": self.project,
            "sessions": self.sessions(),
            "decisions": self.decisions(),
            "context": self.context(),
        }


def exports(ctx: Context, wanted: str = "") -> list[Export]:
    """One for each project that something was noted in; or only the one that is ``wanted``.

    UsageError where there is no such project.
    """
    told = gathering.gather(ctx, Ask(rulings=True))
    carried = _commits(told)
    told = replace(told, sessions=_with_files(ctx, told.sessions, carried))
    of_stem = _projects(ctx, told, carried)
    spent = tuple(effort.by_session(working.gather(ctx)).items())
    known = _about(ctx)
    names = sorted({name for found in of_stem.values() for name in found}) or [known.project]
    if wanted and wanted not in names:
        raise UsageError(f"no session belongs to a project {wanted}", f"known: {', '.join(names)}")
    decided = deciding.rows(ctx, told)
    made = []
    for name in names:
        if wanted in ("", name):
            alone = len(names) == 1 or name == known.project  # whose are records that nobody noted
            rows = tuple(row for row in decided if _is_of(row, name, of_stem, alone=alone))
            mine = _of(told, name, of_stem)
            made.append(Export(name, mine, spent, replace(known, project=name), rows))
    return made


def _is_of(row: Row, name: str, of_stem: Mapping[str, tuple[str, ...]], *, alone: bool) -> bool:
    """Whether a decision concerns a project; ``alone``: one that nobody noted does."""
    return name in of_stem[row.noted.source.stem] if row.noted else alone


def _commits(told: Given) -> dict[str, list[str]]:
    """The commits that carry what was noted in each session, by its stem, in order of time."""
    carried: dict[str, dict[str, None]] = {}
    for noted in told.noted:
        if noted.source.commit:
            carried.setdefault(noted.source.stem, {})[noted.source.commit] = None
    return {stem: [*commits] for stem, commits in carried.items()}


def _with_files(
    ctx: Context, sessions: tuple[Sitting, ...], carried: Mapping[str, list[str]]
) -> tuple[Sitting, ...]:
    """Sessions with the files that their commits changed, which every clone can say."""
    found = changes.of(ctx, (commit for commits in carried.values() for commit in commits))
    made = []
    for one in sessions:
        known = [found[commit] for commit in carried.get(one.stem, ()) if commit in found]
        paths = [path for change in known for path in change.paths]
        made.append(replace(one, files=tuple(sorted({*one.files, *paths}))))
    return tuple(made)


def _projects(
    ctx: Context, told: Given, carried: Mapping[str, list[str]]
) -> dict[str, tuple[str, ...]]:
    """The projects of each session, by its stem."""
    routed = projects.by_commit(ctx, [commit for found in carried.values() for commit in found])
    home = projects.home(ctx).value
    found: dict[str, tuple[str, ...]] = {}
    for one in told.sessions:
        named = {name for commit in carried.get(one.stem, ()) for name in routed.get(commit, ())}
        found[one.stem] = tuple(sorted(named)) or (one.text("project") or home,)
    loose = {noted.source.stem for noted in told.noted} - found.keys()
    return {**found, **dict.fromkeys(loose, (home,))}


def _of(told: Given, name: str, of_stem: Mapping[str, tuple[str, ...]]) -> Given:
    """What concerns a project."""
    mine = {stem for stem, found in of_stem.items() if name in found}
    sessions = tuple(one for one in told.sessions if one.stem in mine)
    noted = tuple(one for one in told.noted if one.source.stem in mine)
    return replace(told, sessions=sessions, noted=noted)


def _about(ctx: Context) -> Repository:
    """What HEAD's own files say of the project, and its remote without a password."""
    asked = (*about.STACK, *about.ARCHITECTURE, *about.CONVENTIONS)
    names = git.tree_sizes(ctx.wt, ctx.wt.head, *asked)
    read = [name for name in about.MANIFESTS if names.get(name, about.LIMIT) < about.LIMIT]
    specs = [f"HEAD:{name}" for name in read]
    texts = git.read_blobs(ctx.wt, specs)
    said = [about.description(spec.partition(":")[2], texts.get(spec, "")) for spec in specs]
    urls = git.remote_urls(ctx.wt)
    url = urls.get(ORIGIN) or next(iter(urls[name] for name in sorted(urls)), "")
    return Repository(
        project=projects.home(ctx).value,
        description=next(filter(None, said), ""),
        repository=about.public_url(url),
        created=walk.begun(ctx.wt),
        tech_stack=about.stack(names),
        architecture=next((path for path in about.ARCHITECTURE if path in names), ""),
        conventions=tuple(path for path in about.CONVENTIONS if path in names),
    )


def whole(found: list[Export]) -> Data | list[Data]:
    """All of it; of several projects a list."""
    told = [one.whole() for one in found]
    return told[0] if len(told) == 1 else told


def lines(found: list[Export]) -> list[str]:
    """Sessions and entries, one object a line."""
    rows = (row for one in found for row in exported.lines(one.sessions()))
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def write(found: list[Export], form: str, folder: str) -> list[str]:
    """Write each project below ``folder``; returns the files that are new or changed.

    What an earlier export says of sessions that are not known here is kept. Refused where that
    cannot be read.
    """
    changed = []
    for one in found:
        for name, made in _files(one, form).items():
            path = os.path.join(folder, one.project, name)
            old = _read(path)
            fresh = made(old or "", path)
            if fresh != old:
                files.make_folder(os.path.dirname(path))
                files.replace(path, fresh)
                changed.append(path)
    return changed


def _read(path: str) -> str | None:
    try:
        return files.read(path, LIMIT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", "name another directory: --to DIR") from None


def _files(one: Export, form: str) -> dict[str, Callable[[str, str], str]]:
    """What is written for a project: by file name, what makes the text from the old one."""
    if form == "jsonl":
        return {"sessions.jsonl": _always("\n".join([*lines([one]), ""]))}
    if form == "markdown":
        return {f"sessions/{stem}.md": _always(text) for stem, text in pages(one).items()}
    decisions = {"project": one.project, "decisions": one.decisions()}
    return {
        "sessions.json": lambda old, path: _joined(old, path, one),
        "decisions.json": _always(_text(decisions)),
        "context.json": _always(_text(one.context())),
    }


def _always(text: str) -> Callable[[str, str], str]:
    return lambda _old, _path: text


def _joined(old: str, path: str, one: Export) -> str:
    """The sessions of now and those of an earlier export that nothing is known of here."""
    now = _text({"project": one.project, "sessions": exported.sessions(one.given, dict(one.spent))})
    if old in ("", now):
        return now
    ours = {session.stem for session in one.given.sessions}

    def without_ours(found: Data) -> Data:
        return {} if exported.key(found) in ours and "entries" in found else found

    try:
        known = json.loads(old, object_hook=without_ours)  # what is ours would take much room
    except ValueError as error:
        hint = "mend it, or name another directory: --to DIR"
        raise Refused(f"{path}: no JSON that can be added to: {error}", hint) from None
    rows = known.get("sessions") if isinstance(known, dict) else known
    fresh = one.sessions()
    kept = exported.merged(rows, fresh)
    return _text({"project": one.project, "sessions": kept}) if len(kept) > len(fresh) else now


def pages(one: Export) -> dict[str, str]:
    """Each session as Markdown, by its stem."""
    noted = exported.by_session(one.given.noted)
    spent = dict(one.spent)
    return {
        each.stem: pagemarkdown.text(
            exported.page(each, noted.get(each.stem, []), spent.get(each.stem, "")), ""
        )
        for each in one.given.sessions
    }


def _text(data: Mapping[str, object]) -> str:
    """JSON as it stands in a file: the same bytes for the same data."""
    return "".join((*prettyjson.pieces(data, prettyjson.as_it_is), "\n"))
