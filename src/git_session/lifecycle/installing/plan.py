"""Which placement, and what is to change: the same list for a dry run, for install, and back."""

from __future__ import annotations

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
    gone = [edit for edit in _removals(site, touched) if site.is_ours_alone(edit.path)]
    return _plan(site, [*edits, *gone], chosen.remarks(), chosen)


def to_uninstall(site: Site) -> Plan:
    """What takes every line of ours out of this clone, whoever manages its hooks now."""
    return _plan(site, _removals(site, frozenset()), [], None)


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
    edits += _without_lines([site.config], but, locks=True)
    if not but or (site.of_clone not in but and not site.recorded()):
        edits += [planned.text_edit(site.of_clone, None)]
    if not but:
        edits += [planned.text_edit(site.record, None)]
    return [edit for edit in edits if edit.before is not None]


def _without_lines(paths: list[str], but: frozenset[str], *, locks: bool = False) -> list[Edit]:
    """Edits of files that belong to others; one that held nothing but our lines goes."""
    edits = []
    for path in paths:
        before = planned.read(path) or ""
        if path in but or not hooklines.block_in(before):
            continue
        after = hooklines.without_block(before)
        gone = hooklines.MADE in before and not after
        change = Change(path, "deleted" if gone else "removed")
        edits.append(Edit(change, before, None if gone else after, locks=locks))
    return edits
