"""How each project stands: when it was worked on last, what goes on, is wrong, comes next."""

from __future__ import annotations

from git_session.core import moments, paint
from git_session.core.page import Heading, Item, Items, Page, Text
from git_session.core.views import day, listed, saying
from git_session.core.views.given import Given, Sitting
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.views.belonging import Belonging

STEPS = 3  # of a session that are told


@record
class Project:
    """A project: when something was noted in it last, and its sessions that go on."""

    name: str
    last: datetime | None
    sessions: tuple[Sitting, ...]


def rows(given: Given, belonging: Belonging) -> tuple[Project, ...]:
    """The projects that something was noted in, in the order of ``belonging``.

    A session belongs to all projects that one of its commits does.
    """
    stamps: dict[str, str] = {}
    projects: dict[str, dict[str, None]] = {}
    for stem, commit, name in given.files:
        for project in belonging.at(stem, commit):
            stamps[project] = max(stamps.get(project, ""), name.partition("-")[0])
            projects.setdefault(stem, {})[project] = None
    sessions: dict[str, list[Sitting]] = {}
    for one in given.sessions:
        for project in projects.get(one.stem) or belonging.at(one.stem, ""):
            sessions.setdefault(project, []).append(one)
    there = [name for name in belonging.known if name in stamps or name in sessions]
    return tuple(
        Project(name, _last(stamps.get(name, ""), found), tuple(found))
        for name in there
        for found in [sessions.get(name, [])]
    )


def _last(stamp: str, sessions: list[Sitting]) -> datetime | None:
    told = [moments.of_stamp(stamp), *(one.when("updated_at") for one in sessions)]
    return max((when for when in told if when), default=None)


def page(given: Given, projects: tuple[Project, ...]) -> Page:
    """The projects for people."""
    things: list[Heading | Text | Items] = []
    for project in projects:
        last = saying.moment(given, project.last)
        things.append(Heading(f"{project.name}, last activity {last or 'not known'}"))
        told = tuple(_session(given, one) for one in project.sessions)
        things.append(Items(told) if told else Text("No session goes on.", dim=True))
    if not projects:
        things.append(Text("Nothing was noted yet.", dim=True))
    return Page("Status", tuple(things), len(projects))


def _session(given: Given, one: Sitting) -> Item:
    how = ", ".join(filter(None, (one.status, saying.steps(one))))
    note = (", ".join(one.texts("authors")), saying.moment(given, one.when("updated_at")))
    blocked = [f"Blocker: {blocker.text}{_waiting(blocker.waiting_on)}" for blocker in one.blockers]
    wrong = [f"Issue: {issue.text}" for issue in one.issues]
    coming = [f"Next: {text}" for text in day.plan(one)[:STEPS]]
    told = ", ".join(filter(None, note))
    return Item(f"{one.name} ({how})", (*blocked, *wrong, *coming), told, role=paint.SESSION)


def _waiting(who: str) -> str:
    return f", waiting on {who}" if who else ""


def data(projects: tuple[Project, ...]) -> list[dict[str, object]]:
    """The projects for programs."""
    return [
        {
            "project": project.name,
            "last_activity": moments.iso(project.last) if project.last else None,
            "sessions": [listed.session_data(one) for one in project.sessions],
        }
        for project in projects
    ]
