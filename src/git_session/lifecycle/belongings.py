"""To which projects the entries of a view belong, looked up for just these."""

from __future__ import annotations

from git_session.core.projects import is_name
from git_session.core.views.belonging import Belonging
from git_session.errors import Refused
from git_session.lifecycle import projects
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.views.given import Given


def of(ctx: Context, given: Given) -> Belonging:
    """Whose each entry and journal file is; git is asked only where rules tell projects apart."""
    known = projects.rules(ctx)
    home = known.default or projects.home(ctx).value
    written = ((one.stem, one.text("project")) for one in given.sessions)
    named = {stem: name for stem, name in written if is_name(name)}  # a journal may say anything
    told = {*(one.source.commit for one in given.noted), *(commit for _, commit, _ in given.files)}
    commits = sorted(told - {""}) if known.projects else []
    routed = projects.by_commit(ctx, commits) if commits else {}
    names = dict.fromkeys([*known.names, home, *sorted(named.values())])
    return Belonging(home, named, routed, tuple(names))


def checked(belonging: Belonging, project: str) -> str:
    """``project``, if there is one of that name. Refused, with those that there are."""
    if project and project not in belonging.known:
        hint = f"there are: {', '.join(belonging.known)}"
        raise Refused(f"--project {project}: there is no such project", hint)
    return project
