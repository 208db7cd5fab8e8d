"""The door to settings, and to what the environment says of who is asking.

All settings are one question to git.
"""

from __future__ import annotations

from git_session.core import naming
from git_session.errors import Refused
from git_session.model import record
from git_session.plumbing import SESSIONS, ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from git_session.git import Worktree

    Look = Mapping[str, str | None]

RECENT = 5  # sessions of the archive that a list shows
IDLE = 30  # minutes without a sign of life after which nobody is taken to be at work
INDEXED = 200  # sessions that the index shows
TEXT, BOOLEAN, NUMBER, FOLDER = "text", "boolean", "number", "folder"
# Every setting that is read: its name as git's manuals spell it, the field of ``Settings`` that
# holds it, and what it must be. Of two for one field the first that says something counts.
# What they mean stands in reference/settings.py.
READ = (
    ("session.share", "share", BOOLEAN),
    ("session.trailer", "trailer", BOOLEAN),
    ("session.autoInit", "auto_init", BOOLEAN),
    ("session.requireRationale", "require_rationale", BOOLEAN),
    ("session.timezone", "timezone", TEXT),
    ("session.base", "base", TEXT),
    ("session.user", "user", TEXT),
    ("session.client", "client", TEXT),
    ("session.reminders", "reminders", BOOLEAN),
    ("session.contextBytes", "context_bytes", NUMBER),
    ("session.dir", "dir", FOLDER),
    ("session.listCap", "list_cap", NUMBER),
    ("session.indexCap", "index_cap", NUMBER),
    ("session.idleMinutes", "idle_minutes", NUMBER),
    ("session.project", "project", TEXT),
    ("session.updateTasks", "update_tasks", BOOLEAN),
    ("user.email", "user_email", TEXT),
    ("github.user", "github_user", TEXT),
    ("core.commentString", "comment_char", TEXT),
    ("core.commentChar", "comment_char", TEXT),
    ("commit.template", "template", TEXT),
    ("commit.cleanup", "cleanup", TEXT),
    ("init.defaultBranch", "default_branch", TEXT),
)
# What is said of colours and the pager: screen.py judges it.
LOOK = r"color\.(ui|pager|session|session\..*)|pager\.session"
PATTERN = f"^({'|'.join(name.lower().replace('.', '[.]') for name, _, _ in READ)}|{LOOK})$"
# Those of them that are ours.
OURS = tuple(name for name, _, _ in READ if name.startswith("session."))
# git's own words, lower case; a name without `= value` is yes too.
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# Where the environment says who is asking, the first one first.
CLIENT = "GIT_SESSION_CLIENT"
EMAILS = ("GIT_COMMITTER_EMAIL", "GIT_AUTHOR_EMAIL", "EMAIL")
USERS = ("USER", "USERNAME")
# Client, what shows in the environment that it is at work, and where the id of its session is.
AGENTS = (
    ("claude-code", ("CLAUDECODE",), ("CLAUDE_CODE_SESSION_ID",)),
    ("codex", (), ("CODEX_SESSION_ID", "CODEX_THREAD_ID")),
    ("copilot", (), ("COPILOT_AGENT_SESSION_ID",)),
    ("gemini", ("GEMINI_CLI",), ()),
    ("opencode", ("OPENCODE",), ("GIT_SESSION_AGENT_ID",)),
    ("cursor", ("CURSOR_AGENT",), ()),
    ("other", ("AI_AGENT",), ()),
)


@record
class Settings:
    """What git's configuration says; "" and None where it says nothing.

    ``share`` and ``trailer`` are None unless somebody decided. ``comment_char`` begins a comment
    in commit messages ('auto': git chooses for each). ``default_branch`` is init.defaultBranch.
    ``look`` is what is said of colours and the pager, as it stands there, for screen.py to judge.
    ``dir`` is where sessions are kept, below the worktree's top; ``list_cap`` how many of the
    archive a list shows, ``index_cap`` how many sessions the index (0: all); ``project`` the
    project of all that no rule claims; ``idle_minutes`` how long a gap between two signs of life
    may be and still count as work.
    """

    share: bool | None = None
    trailer: bool | None = None
    timezone: str = ""
    base: str = ""
    auto_init: bool = True
    require_rationale: bool = False
    user: str = ""
    client: str = ""
    reminders: bool = True
    context_bytes: int = 2048
    user_email: str = ""
    github_user: str = ""
    comment_char: str = "#"
    template: str = ""
    cleanup: str = ""
    default_branch: str = ""
    dir: str = SESSIONS
    list_cap: int = RECENT
    index_cap: int = INDEXED
    idle_minutes: int = IDLE
    project: str = ""
    update_tasks: bool = True
    look: tuple[tuple[str, str | None], ...] = ()


def read(wt: Worktree) -> Settings:
    """Ask git once. Raises Refused for a setting that is neither true nor false but should be."""
    answer = ask(wt, ["config", "-z", "--get-regexp", PATTERN], check=False).text
    found = dict(_setting(row) for row in answer.split("\0")[:-1])
    values: dict[str, Any] = {}
    for name, field, kind in READ:
        value = _KINDS[kind](found, name.lower())
        if value is not None:
            values.setdefault(field, value)
    values["look"] = tuple(row for row in found.items() if row[0].startswith(("color.", "pager.")))
    return Settings(**values)


def _setting(row: str) -> tuple[str, str | None]:
    """Name (git gives it in lower case) and value, None for a name without `= value`."""
    name, equals, value = row.partition("\n")
    return name, value if equals else None


def boolean(found: Mapping[str, str | None], name: str) -> bool | None:
    """None where nothing is set. Raises Refused for what git would not take either."""
    if name not in found:
        return None
    value = truth(found[name])
    if value is None:
        raise Refused(f"{name} is {found[name]!r}", f"say `git config {name} true`, or false")
    return value


def truth(value: str | None) -> bool | None:
    """What git takes for true or false (None is a name without `= value`); None for the rest."""
    if value is None or not value:
        return value is None
    if value.removeprefix("-").isdecimal():
        return int(value) != 0
    return BOOLEANS.get(value.lower())


def _text(found: Mapping[str, str | None], name: str) -> str | None:
    """None where nothing is set, or nothing is said by it."""
    return found.get(name) or None


def _number(found: Mapping[str, str | None], name: str) -> int | None:
    """None where nothing is set. Raises Refused for what is no whole number from 0 on."""
    value = found.get(name, "unset")
    if value == "unset":
        return None
    if not value or not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise Refused(f"{name} is {value!r}", f"say `git config {name} 100`, or any whole number")
    return int(value)


def written(wt: Worktree, section: str) -> list[tuple[str, str, str]]:
    """What is set below ``section``: where ('.git/config', 'command line:'), name, value.

    Git gives names in lower case; the file is absolute, or relative to the worktree's top.
    """
    asked = ["config", "-z", "--show-origin", "--get-regexp", rf"^{section}\."]
    fields = ask(wt, asked, check=False).text.split("\0")[:-1]
    pairs = zip(fields[::2], fields[1::2], strict=True)
    return [(origin.removeprefix("file:"), *row.partition("\n")[::2]) for origin, row in pairs]


def _folder(found: Mapping[str, str | None], name: str) -> str | None:
    """A directory of the work tree as git names it; None where nothing is said.

    Raises Refused for what leads out of it, or to git's own.
    """
    value = found.get(name)
    if not value:
        return None
    folder = value.removesuffix("/")
    outside = any(part.rstrip(" .").lower() in ("", ".git") for part in folder.split("/"))
    if outside or folder[0] in "-~" or "\\" in folder or not folder.isprintable():
        hint = f"name a directory inside the work tree: git config {name} {SESSIONS}"
        raise Refused(f"{name} is {value!r}", hint)
    return folder


_KINDS = {TEXT: _text, BOOLEAN: boolean, NUMBER: _number, FOLDER: _folder}


def set_local(wt: Worktree, name: str, value: str) -> None:
    """Write a setting into this clone's configuration, in place of all it had."""
    ask(wt, ["config", "--local", "--replace-all", name, value])


def unset_local(wt: Worktree, name: str) -> None:
    """Take a setting out of this clone's configuration, if it is there."""
    ask(wt, ["config", "--local", "--unset-all", name], check=False)


def author(settings: Settings, environ: Mapping[str, str]) -> str:
    """The handle of who notes something. No network.

    Not ``GIT_AUTHOR_EMAIL`` before the setting: in a hook of ``git commit --author`` or ``-C``
    that names whoever wrote the code.
    """
    email = settings.user_email or _first(environ, EMAILS)
    return naming.handle(
        user=settings.user,
        github_user=settings.github_user,
        email=email,
        os_user=_first(environ, USERS),
    )


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of the variables that says something, else ""."""
    return next((environ[name] for name in names if environ.get(name)), "")


def known_clients() -> tuple[str, ...]:
    """The clients that are known by name."""
    return tuple(name for name, _, _ in AGENTS if name != "other")


def client(settings: Settings, environ: Mapping[str, str]) -> str:
    """Which agent is at work, "" for a person: by ``GIT_SESSION_CLIENT``, setting, environment."""
    return environ.get(CLIENT) or settings.client or _agent(environ)[0]


def agent_client(environ: Mapping[str, str]) -> str:
    """The agent at work as the environment alone shows it, "" for a person."""
    return _agent(environ)[0]


def agent_id(environ: Mapping[str, str]) -> str:
    """The calling agent's own id of its conversation, "" if it gives none."""
    return _agent(environ)[1]


def _agent(environ: Mapping[str, str]) -> tuple[str, str]:
    for name, marks, ids in AGENTS:
        found = _first(environ, ids)
        if found or any(environ.get(key) for key in marks):
            return name, found
    return "", ""
