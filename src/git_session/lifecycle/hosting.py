"""`install --agent`: our hooks in the settings of agents' hosts, of a project or of a person.

As with git's hooks it is a plan of edits first. What is in a host's file stays; a file that held
nothing before goes again with ours.
"""

from __future__ import annotations

import os
import sys

from git_session import agents, files, output, planned
from git_session.core import hooklines, hosthooks
from git_session.errors import Refused
from git_session.lifecycle.context import open_context
from git_session.planned import Change, Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

PLUGIN_MARK = "// Made by git-session"
SKILL_MARK = "---\nname: git-session\n"
LIMIT = 1024 * 1024  # bytes; nobody's settings are larger


def install(
    host: str, path: str, *, of_user: bool, instructions: bool, skill: bool, dry_run: bool
) -> None:
    """Put our hooks into the files of ``host`` (or of 'all'), and say what to know of it."""
    base = _base(path, of_user=of_user)
    hosts = _meant(host)
    edits = plan_install(hosts, base, of_user=of_user)
    if instructions:
        edits += _instructions(hosts, base)
    if skill:
        edits += _skills(hosts, base, of_user=of_user)
    changes = _carry_out(edits, dry_run=dry_run)
    if not changes:
        output.say("the hosts have our hooks already; nothing changed")
    elif not dry_run:
        output.remark("a conversation that has begun already does not know of them")
        if not of_user:
            output.remark("commit these files; where git-session is missing they do nothing")
    output.remark(f"undo with: git session uninstall --agent {host}{' --user' if of_user else ''}")


def uninstall(host: str, *, of_user: bool, dry_run: bool) -> int:
    """Take them out again."""
    edits = plan_uninstall(_meant(host), _base("", of_user=of_user), of_user=of_user)
    if not _carry_out(edits, dry_run=dry_run):
        output.say("no hook of ours is in the files of these hosts; nothing changed")
    return 0


def _meant(host: str) -> Sequence[str]:
    return agents.HOSTS if host == "all" else (host,)


def _base(path: str, *, of_user: bool) -> str:
    return os.path.expanduser("~") if of_user else open_context(path or None).wt.top


def _carry_out(edits: list[Edit], *, dry_run: bool) -> list[Change]:
    if not dry_run:
        planned.perform(edits)
    changes = [edit.change for edit in edits if edit.changes]
    output.say_lines(planned.told(changes, dry_run=dry_run))
    return changes


def plan_install(hosts: Sequence[str], base: str, *, of_user: bool) -> list[Edit]:
    """What puts our hooks into the hosts' files below ``base``, a worktree or a home.

    Raises BadText for a file that is no JSON, and nothing is changed then.
    """
    return [_install(_adapter(host), base, of_user=of_user) for host in hosts]


def plan_uninstall(hosts: Sequence[str], base: str, *, of_user: bool) -> list[Edit]:
    """What takes them out again; hosts whose file holds nothing of ours are left out."""
    found = []
    for host in hosts:
        adapter = _adapter(host)
        path = _place(adapter, base, of_user=of_user)
        text = _read(path)
        if text is not None and _is_ours(adapter, text):
            found.append(_uninstall(adapter, path, text))
    return [*found, *_without_lessons(hosts, base, of_user=of_user)]


def _instructions(hosts: Sequence[str], base: str) -> list[Edit]:
    """Our block in the file of instructions that each host reads, each file once."""
    names = dict.fromkeys(str(_adapter(host).INSTRUCTIONS) for host in hosts)
    begin, end = hooklines.OF_MARKDOWN
    block = f"{begin}\n\n{_shipped('instructions.md')}\n{end}\n"
    edits = []
    for name in names:
        path = os.path.join(base, name)
        _refuse_outside(path, base)
        before = _read(path)
        after = hooklines.with_block_last(before or "", block, hooklines.OF_MARKDOWN)
        edits.append(planned.text_edit(path, after, ours=begin in (before or "")))
    return edits


def _skills(hosts: Sequence[str], base: str, *, of_user: bool) -> list[Edit]:
    """The skill, where each host looks for skills, each place once."""
    places = dict.fromkeys(_skill(host, base, of_user=of_user) for host in hosts)
    edits = []
    for path in places:
        _refuse_outside(path, base)
        before = _read(path)
        if before is not None and not before.startswith(SKILL_MARK):
            raise Refused(f"{path}: is not ours", "move it away, then try again")
        edits.append(planned.text_edit(path, _shipped("SKILL.md"), ours=True))
    return edits


def _without_lessons(hosts: Sequence[str], base: str, *, of_user: bool) -> list[Edit]:
    """What takes out our block of instructions and our skill, where they are."""
    edits = []
    marks = hooklines.OF_MARKDOWN
    for name in dict.fromkeys(str(_adapter(host).INSTRUCTIONS) for host in hosts):
        path = os.path.join(base, name)
        text = None if of_user else _read(path)
        if text is not None and marks[0] in text:
            after = hooklines.without_block(text, marks)
            action = "removed" if after else "deleted"
            edits.append(Edit(Change(path, action), text, after or None))
    for path in dict.fromkeys(_skill(host, base, of_user=of_user) for host in hosts):
        text = _read(path)
        if text is not None and text.startswith(SKILL_MARK):
            edits.append(Edit(Change(path, "deleted"), text, None))
    return edits


def _skill(host: str, base: str, *, of_user: bool) -> str:
    folder = str(_adapter(host).SKILLS[1 if of_user else 0])
    return os.path.join(base, *folder.split("/"), "git-session", "SKILL.md")


def _shipped(name: str) -> str:
    """A text of ours, as it comes with this version."""
    return files.read(os.path.join(os.path.dirname(agents.__file__), name))


def _refuse_outside(path: str, base: str) -> None:
    if not files.leads_into(path, base):
        raise Refused(f"{path}: leads out of {base}", "change what it leads to by hand")


def _adapter(host: str) -> ModuleType:
    name = f"git_session.agents.{host}"
    __import__(name)
    return sys.modules[name]


def _place(adapter: ModuleType, base: str, *, of_user: bool) -> str:
    """The file's absolute path."""
    name = str(adapter.OF_USER if of_user else adapter.SETTINGS)
    return os.path.join(base, *name.split("/"))


def _read(path: str) -> str | None:
    if not os.path.lexists(path):
        return None
    with files.told(path):
        return files.read(path, LIMIT)


def _is_ours(adapter: ModuleType, text: str) -> bool:
    if hasattr(adapter, "PLUGIN"):
        return text.startswith(PLUGIN_MARK)
    return hosthooks.holds_ours(text)


def _install(adapter: ModuleType, base: str, *, of_user: bool) -> Edit:
    path = _place(adapter, base, of_user=of_user)
    _refuse_outside(path, base)
    before = _read(path)
    if hasattr(adapter, "PLUGIN"):
        if before is not None and not _is_ours(adapter, before):
            raise Refused(f"{path}: is not ours", "move it away, then try again")
        after = _shipped(adapter.PLUGIN)
    else:
        after = hosthooks.add(before or "", path, adapter.entries(), adapter.TOP)
    return planned.text_edit(path, after, ours=before is not None and _is_ours(adapter, before))


def _uninstall(adapter: ModuleType, path: str, text: str) -> Edit:
    if hasattr(adapter, "PLUGIN"):
        return Edit(Change(path, "deleted"), text, None)
    after = hosthooks.remove(text, path)
    if hosthooks.is_bare(after, path, adapter.TOP):
        return Edit(Change(path, "deleted"), text, None)
    return Edit(Change(path, "removed"), text, after)
