"""`install --agent`: our hooks in the settings of agents' hosts, of a project or of a person.

As with git's hooks it is a plan of edits first. What is in a host's file stays; a file that held
nothing before goes again with ours.
"""

from __future__ import annotations

import contextlib
import os
import sys

from git_session import agents, files, output, planned
from git_session.core import hooklines, hosthooks
from git_session.errors import Refused, SessionError
from git_session.lifecycle.context import open_context
from git_session.planned import Change, Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

PLUGIN_MARK = "// Made by git-session"
SKILL_MARK = "---\nname: git-session\n"
LIMIT = 1024 * 1024  # bytes; nobody's settings are larger


def install(
    given: Sequence[str],
    path: str,
    *,
    of_user: bool,
    instructions: bool,
    skill: bool,
    dry_run: bool,
) -> None:
    """Put our hooks into the files of these hosts (or of 'all'), and say what to know of them."""
    base = _base(path, of_user=of_user)
    hosts = _meant(given)
    edits = plan_install(hosts, base, of_user=of_user)
    if instructions:
        edits += _instructions(hosts, base)
    if skill:
        edits += _skills(hosts, base, of_user=of_user)
    changes = _carry_out(edits, dry_run=dry_run)
    if not changes:
        output.say("the hosts have our hooks already; nothing changed")
    elif dry_run:
        return
    else:
        _remark(hosts, of_user=of_user)
    words = [*(f"--agent {one}" for one in given), *(["--user"] if of_user else [])]
    output.remark(f"undo with: git session uninstall {' '.join(words)}")


def _remark(hosts: Sequence[str], *, of_user: bool) -> None:
    """What is left to do until these hosts run our hooks."""
    import shutil  # 4 ms, and only here

    if shutil.which("git-session") is None:
        here = os.path.dirname(sys.executable)
        output.remark(f"git-session is not on PATH, and hosts look nowhere else; add: {here}")
    output.remark("a conversation that has begun already does not know of them")
    for asks in filter(None, (getattr(_adapter(name), "ASKS", "") for name in hosts)):
        output.remark(asks)
    if not of_user:
        output.remark("commit these files; where git-session is missing they do nothing")


def uninstall(given: Sequence[str], *, of_user: bool, dry_run: bool) -> int:
    """Take them out again."""
    base = _base("", of_user=of_user)
    edits = plan_uninstall(_meant(given), base, of_user=of_user)
    changes = _carry_out(edits, dry_run=dry_run)
    if not changes:
        output.say("no hook of ours is in the files of these hosts; nothing changed")
    for change in changes if not dry_run else ():
        _remove_empty(os.path.dirname(change.path), base)
    return 0


def _remove_empty(folder: str, base: str) -> None:
    """Remove the directories of a file that is gone, up to ``base``, that hold nothing else."""
    while folder.startswith(base + os.sep):
        files.remove_empty(folder)
        folder = os.path.dirname(folder)


def _meant(given: Sequence[str]) -> Sequence[str]:
    return agents.HOSTS if "all" in given else tuple(dict.fromkeys(given))


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
            _refuse_outside(path, base)
            found.append(_uninstall(adapter, path, text))
    return [*found, *_without_lessons(hosts, base, of_user=of_user)]


def plugged(base: str, *, of_user: bool) -> list[str]:
    """The hosts whose file below ``base``, a worktree or a home, has our hooks; nothing is written.

    A file that cannot be read has none of ours: the host cannot read it either.
    """
    return [host for host in agents.HOSTS if _has_ours(_adapter(host), base, of_user=of_user)]


def _has_ours(adapter: ModuleType, base: str, *, of_user: bool) -> bool:
    try:
        text = _read(_place(adapter, base, of_user=of_user))
    except SessionError:
        return False
    return text is not None and _is_ours(adapter, text)


def _instructions(hosts: Sequence[str], base: str) -> list[Edit]:
    """Our block in the file of instructions that each host reads, each file once."""
    begin, end = hooklines.OF_MARKDOWN
    block = f"{begin}\n\n{_shipped('instructions.md')}\n{end}\n"
    edits = []
    for path in _taught(hosts, base):
        _refuse_outside(path, base)
        before = _read(path)
        fitting = block.replace("\n", "\r\n") if "\r\n" in (before or "") else block
        with _named(path):
            after = hooklines.with_block_last(before or "", fitting, hooklines.OF_MARKDOWN)
        edits.append(planned.text_edit(path, after, ours=begin in (before or "")))
    return edits


@contextlib.contextmanager
def _named(path: str) -> Iterator[None]:
    """What is refused of a text is refused of the file at ``path``."""
    try:
        yield
    except Refused as error:
        raise Refused(f"{path}: {error.message}", error.hint) from None


def _skills(hosts: Sequence[str], base: str, *, of_user: bool) -> list[Edit]:
    """The skill, where each host looks for skills, each place once."""
    edits = []
    for path in dict.fromkeys(_skill(host, base, of_user=of_user) for host in hosts):
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
    for path in () if of_user else _taught(hosts, base):
        text = _read(path)
        if text is not None and marks[0] in text:
            _refuse_outside(path, base)
            with _named(path):
                after = hooklines.without_block(text, marks)
            action = "removed" if after else "deleted"
            edits.append(Edit(Change(path, action), text, after or None))
    for path in dict.fromkeys(_skill(host, base, of_user=of_user) for host in hosts):
        text = _read(path)
        if text is not None and text.startswith(SKILL_MARK):
            _refuse_outside(path, base)
            edits.append(Edit(Change(path, "deleted"), text, None))
    return edits


def _skill(host: str, base: str, *, of_user: bool) -> str:
    folder = str(_adapter(host).SKILLS[1 if of_user else 0])
    return _followed(os.path.join(base, *folder.split("/"), "git-session", "SKILL.md"), base)


def _taught(hosts: Sequence[str], base: str) -> list[str]:
    """The files of instructions that the hosts read, each once: one may be a link to another."""
    names = (str(_adapter(host).INSTRUCTIONS) for host in hosts)
    return list(dict.fromkeys(_followed(os.path.join(base, name), base) for name in names))


def _shipped(name: str) -> str:
    """A text of ours, as it comes with this version."""
    return files.read(os.path.join(os.path.dirname(agents.__file__), name))


def _followed(path: str, base: str) -> str:
    """Where below ``base`` ``path`` leads: a link stays, what it leads to changes."""
    if not (os.path.islink(path) and files.leads_into(path, base)):
        return path
    way = os.path.relpath(os.path.realpath(path), os.path.realpath(base))
    return os.path.join(base, way)


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
    return _followed(os.path.join(base, *name.split("/")), base)


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
