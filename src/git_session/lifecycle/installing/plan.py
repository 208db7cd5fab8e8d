"""Which placement, and what is to change: the same list for a dry run, for install, and back."""

from __future__ import annotations

import os

from git_session import hookfiles, planned
from git_session.core import hooklines
from git_session.lifecycle.installing import placements
from git_session.lifecycle.installing.lefthook import files_of_lefthook, lefthook
from git_session.model import record
from git_session.planned import Change, Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.lifecycle.installing.placements import Placement
    from git_session.lifecycle.installing.site import Site


@record
class Plan:
    """What is to change here, in order, and what to say of it.

    ``manager`` and ``where`` name the placement that was chosen, "" in a plan that takes us out.
    ``shared`` holds the files that are not this clone's alone: a team's, or another clone's.
    """

    edits: tuple[Edit, ...]
    remarks: tuple[str, ...] = ()
    manager: str = ""
    where: str = ""
    shared: tuple[str, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """What it changes, without what stays as it is."""
        return [edit.change for edit in self.edits if edit.change.action != "unchanged"]

    def perform(self) -> list[Change]:
        """Do it. Raises Refused, before anything is changed, where a file changed meanwhile."""
        planned.perform(list(self.edits))
        return self.changes


def running(site: Site) -> list[Placement]:
    """The placements from which hooks of ours run now, the usual ones first."""
    return [found for found in _all(site) if found.names]


def _all(site: Site) -> list[Placement]:
    others = [placements.framework(site), placements.husky(site), lefthook(site)]
    managers: list[Placement] = [found for found in others if found]
    return [placements.in_config(site), placements.folder(site), *managers]


def to_install(site: Site, *, in_files: bool = False) -> Plan:
    """What makes our hooks run here, once each; ``in_files`` leaves git's config alone."""
    chosen = _chosen(site, in_files=in_files)
    edits = chosen.edits()
    touched = frozenset(edit.path for edit in edits)
    elsewhere = _removals(site, touched) if chosen.whole else []
    if not site.recorded() and site.of_clone not in touched:
        elsewhere += _own_files([site.of_clone])  # nothing sources it
    gone = [edit for edit in elsewhere if site.is_ours_alone(edit.path)]
    return _plan(site, [*edits, *gone], chosen.remarks(), chosen)


def to_uninstall(site: Site) -> Plan:
    """What takes every line of ours out of this clone, whoever manages its hooks now."""
    edits = [*_removals(site, frozenset()), *_own_files([site.of_clone, site.record])]
    return _plan(site, edits, [], None)


def _plan(site: Site, edits: list[Edit], remarks: list[str], chosen: Placement | None) -> Plan:
    changed = [edit.path for edit in edits if edit.changes]
    return Plan(
        tuple(edits),
        tuple(remarks),
        chosen.manager if chosen else "",
        chosen.where if chosen else "",
        tuple(path for path in changed if not site.is_ours_alone(path)),
    )


def _chosen(site: Site, *, in_files: bool) -> Placement:
    """Who runs us for others too stays; else git's config; else whoever manages the hooks."""
    framework = placements.framework(site)
    if framework:
        return framework
    managers = [placements.husky(site), lefthook(site), placements.folder(site)]
    there = [found for found in managers if found]
    settled = [found for found in there if found.shared and found.taken]
    config = [placements.in_config(site)] if site.runs_config and not in_files else []
    return [*settled, *config, *there][0]


def _removals(site: Site, but: frozenset[str]) -> list[Edit]:
    """What takes our lines out of every file that can hold some, except those in ``but``."""
    edits = []
    for folder in site.folders():
        edits += hookfiles.plan_uninstall(folder, but)
    edits += _without_lines(files_of_lefthook(site), but)
    return [*edits, *_without_lines([site.config], but, locks=True)]


def _own_files(paths: list[str]) -> list[Edit]:
    """What removes those of our own files that are there."""
    return [planned.text_edit(path, None) for path in paths if os.path.lexists(path)]


def _without_lines(paths: list[str], but: frozenset[str], *, locks: bool = False) -> list[Edit]:
    """Edits of files that belong to others; one that held nothing but our lines goes."""
    edits = []
    for path in paths:
        if path in but or (os.path.islink(path) and not locks):
            continue
        before = planned.read(path) or ""
        if not hooklines.block_in(before):
            continue
        after = hooklines.without_block(before)
        gone = hooklines.MADE in before and not after
        change = Change(path, "deleted" if gone else "removed")
        edits.append(Edit(change, before, None if gone else after, locks=locks))
    return edits
