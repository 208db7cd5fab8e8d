"""The door to settings, and to what the environment says of who is asking.

All settings are one question to git.
"""

from __future__ import annotations

from git_session.core import naming
from git_session.errors import Refused
from git_session.model import record
from git_session.plumbing import ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from git_session.git import Worktree

PATTERN = (
    r"^(session\.(share|trailer|timezone|base|autoinit|requirerationale|user|client|reminders|contextbytes)"
    r"|user\.email|github\.user"
    r"|core\.comment(char|string)|commit\.(template|cleanup)|init\.defaultbranch)$"
)
# git's own words, lower case; a name without `= value` is yes too.
BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# Client, what shows in the environment that it is at work, and where the id of its session is.
AGENTS = (
    ("claude-code", ("CLAUDECODE",), ("CLAUDE_CODE_SESSION_ID",)),
    ("codex", (), ("CODEX_SESSION_ID", "CODEX_THREAD_ID")),
    ("copilot", (), ("COPILOT_AGENT_SESSION_ID",)),
    ("gemini", ("GEMINI_CLI",), ()),
    ("opencode", ("OPENCODE",), ()),
    ("cursor", ("CURSOR_AGENT",), ()),
    ("other", ("AI_AGENT",), ()),
)


@record
class Settings:
    """What git's configuration says; "" and None where it says nothing.

    ``share`` and ``trailer`` are None unless somebody decided. ``comment_char`` begins a comment
    in commit messages ('auto': git chooses for each). ``default_branch`` is init.defaultBranch.
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


def read(wt: Worktree) -> Settings:
    """Ask git once. Raises Refused for a setting that is neither true nor false but should be."""
    answer = ask(wt, ["config", "-z", "--get-regexp", PATTERN], check=False).text
    found = dict(_setting(row) for row in answer.split("\0")[:-1])
    comment = found.get("core.commentstring") or found.get("core.commentchar") or "#"
    return Settings(
        share=_boolean(found, "session.share"),
        trailer=_boolean(found, "session.trailer"),
        timezone=found.get("session.timezone") or "",
        base=found.get("session.base") or "",
        auto_init=_boolean(found, "session.autoinit") is not False,
        require_rationale=_boolean(found, "session.requirerationale") is True,
        user=found.get("session.user") or "",
        client=found.get("session.client") or "",
        reminders=_boolean(found, "session.reminders") is not False,
        context_bytes=_number(found, "session.contextbytes", 2048),
        user_email=found.get("user.email") or "",
        github_user=found.get("github.user") or "",
        comment_char=comment,
        template=found.get("commit.template") or "",
        cleanup=found.get("commit.cleanup") or "",
        default_branch=found.get("init.defaultbranch") or "",
    )


def _setting(row: str) -> tuple[str, str | None]:
    """Name (git gives it in lower case) and value, None for a name without `= value`."""
    name, equals, value = row.partition("\n")
    return name, value if equals else None


def _boolean(found: Mapping[str, str | None], name: str) -> bool | None:
    """None where nothing is set. Raises Refused for what git would not take either."""
    value = found.get(name, "unset")
    if value == "unset":
        return None
    if value is None or not value:
        return value is None
    if value.lower() in BOOLEANS:
        return BOOLEANS[value.lower()]
    if value.removeprefix("-").isdecimal():
        return int(value) != 0
    raise Refused(f"{name} is {value!r}", f"say `git config {name} true`, or false")


def _number(found: Mapping[str, str | None], name: str, default: int) -> int:
    """``default`` where nothing is set. Raises Refused for what is no number of ours."""
    value = found.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise Refused(f"{name} is {value!r}", f"say `git config {name} {default}`")
    return int(value)


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
    names = ("GIT_COMMITTER_EMAIL", "GIT_AUTHOR_EMAIL", "EMAIL")
    email = settings.user_email or next((environ[name] for name in names if environ.get(name)), "")
    return naming.handle(
        user=settings.user,
        github_user=settings.github_user,
        email=email,
        os_user=next((environ[name] for name in ("USER", "USERNAME") if environ.get(name)), ""),
    )


def client(settings: Settings, environ: Mapping[str, str]) -> str:
    """Which agent is at work, "" for a person: by ``GIT_SESSION_CLIENT``, setting, environment."""
    return environ.get("GIT_SESSION_CLIENT") or settings.client or _agent(environ)[0]


def agent_id(environ: Mapping[str, str]) -> str:
    """The calling agent's own id of its conversation, "" if it gives none."""
    return _agent(environ)[1]


def _agent(environ: Mapping[str, str]) -> tuple[str, str]:
    for name, marks, ids in AGENTS:
        found = next((environ[key] for key in ids if environ.get(key)), "")
        if found or any(environ.get(key) for key in marks):
            return name, found
    return "", ""
