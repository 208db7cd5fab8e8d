"""A real commit in a repository of its own, with the hooks as they are installed here.

Nothing of this repository or its user takes part: no file of theirs is run, and what runs has
another home, another identity and no configuration but ours. Of a hook file only our block is
taken, and only if it is word for word what we write and starts nothing from this work tree.
Where a hook manager runs our hooks, the trial's own stand in for it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

from git_session import config, hookfiles, process
from git_session.core import document, trailer
from git_session.core.hooklines import HOOKS, SHEBANG
from git_session.errors import GitFailed, SessionError
from git_session.lifecycle.checkup.fault import NOTE, Fault, relative
from git_session.lifecycle.checkup.installed import INSTALL, runners
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from git_session.lifecycle.checkup.fault import Check
    from git_session.process import Result

LIMIT = 10.0  # seconds for all of it
SLOW = f"was not done after {LIMIT:.0f} seconds, and was ended"
TITLE = "Try the hooks"
NOTE_TEXT = "## {time} - Decision: " + TITLE + " {number}\n- Rationale: to see that they work\n"
# Sealed by these and by an environment without GIT_*; gc would go on after us.
CONFIG = """\
[user]
\tname = Trial
\temail = trial@example.com
[init]
\tdefaultBranch = trial
[core]
\thooksPath = {hooks}
[gc]
\tauto = 0
[maintenance]
\tauto = false
[session]
\tshare = true
"""


class TooSlow(SessionError):
    """The time was over before the trial was."""


@record
class Tried:
    """One commit of the trial: what is wrong with it ("" nothing), milliseconds by hook."""

    wrong: str
    took: dict[str, float]


def trial(ctx: Context) -> Iterator[Fault]:
    """A commit carries its note, with this PATH and with the bare one of a graphical client."""
    found = runners(ctx)
    if not found:
        return
    where = relative(ctx, found[0].where)
    scripts, strange = _scripts(ctx)
    if strange:
        yield Fault("trial", where, f"was not tried: {strange}", INSTALL, level=NOTE)
        return
    try:
        with tempfile.TemporaryDirectory(
            prefix="git-session-trial-", ignore_cleanup_errors=True
        ) as place:
            first, bare = _Repository(place, scripts, _path(ctx)).play()
    except TooSlow as slow:
        yield Fault("trial", where, f"a trial commit {slow.message}", f"{INSTALL}, then look again")
        return
    stands_in = (
        "" if found[0].manager == "git" else f", with hooks of its own for {found[0].manager}"
    )
    if first.wrong:
        what = f"a trial commit {first.wrong}"
        yield Fault("trial", where, what, f"{INSTALL}, then look again")
    elif bare.wrong:
        what = f"a trial commit with the bare PATH of a graphical client {bare.wrong}"
        yield Fault("trial", where, what, f"{INSTALL} names the Python that hooks take")
    else:
        took = ", ".join(f"{name} {ms:.0f} ms" for name, ms in first.took.items())
        what = f"a trial commit carried its note ({took}{stands_in})"
        yield Fault("trial", where, what, "", level=NOTE)


def _scripts(ctx: Context) -> tuple[dict[str, str], str]:
    """The text of each hook that somebody runs here, or why they cannot be tried."""
    scripts: dict[str, str] = {}
    for one in runners(ctx):
        for name in one.names:
            text = hookfiles.lines_of(one.where, name) if one.manager == "git" else ""
            if text and not hookfiles.is_shared(text):
                if why := _strange(ctx, name, text):
                    return {}, why
                scripts[name] = text
            else:
                mine = hookfiles.of_this_clone(hookfiles.shims_dir(), sys.executable)
                scripts.setdefault(name, mine.block(name))
    return scripts, ""


def _strange(ctx: Context, name: str, text: str) -> str:
    """Why a block is not run here, "" if it is ours: git would run whatever stands in it."""
    if text != hookfiles.as_written_now(name, text):
        return f"the lines of {name} are not as this version writes them"
    python, shims = hookfiles.named_in(text)
    ours = (sys.executable.replace(os.sep, "/"), hookfiles.shims_dir().replace(os.sep, "/"))
    for path, known in zip((python, shims), ours, strict=True):
        if path != known and (_inside(ctx, path) or not os.path.isabs(path)):
            return f"{name} starts what stands in this work tree: {path}"
    return ""


def _path(ctx: Context) -> str:
    """PATH without what stands in this work tree, but for where this program is."""
    own = os.path.dirname(sys.executable)
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(one for one in folders if one == own or not _inside(ctx, one))


def _inside(ctx: Context, path: str) -> bool:
    top = os.path.realpath(ctx.wt.top)
    return os.path.join(os.path.realpath(path), "").startswith(os.path.join(top, ""))


class _Repository:
    """The repository of a trial, below the directory ``place``; ``path`` is its PATH."""

    def __init__(self, place: str, scripts: dict[str, str], path: str) -> None:
        self._end = time.monotonic() + LIMIT
        self._place = place
        self._top = os.path.join(place, "repository")
        self._trace = os.path.join(place, "trace")
        self._git = _program(path)
        hooks = os.path.join(place, "hooks")
        for folder in (self._top, hooks):
            os.mkdir(folder)
        for name in HOOKS:
            if name in scripts:
                self._write(os.path.join(hooks, name), SHEBANG + scripts[name])
                os.chmod(os.path.join(hooks, name), 0o700)
        self._write(os.path.join(place, "config"), CONFIG.format(hooks=hooks.replace(os.sep, "/")))
        self._env = {**self._sealed(), "PATH": path}

    def play(self) -> tuple[Tried, Tried]:
        """Two commits: with the PATH at hand, and with one that has git's own programs only."""
        self._ask(["init", "-q", "--template="])
        first = self._commit(1)
        self._env["PATH"] = os.defpath
        return first, first if first.wrong else self._commit(2)

    def _sealed(self) -> dict[str, str]:
        """The environment without what tells of a repository, a session or an agent."""
        agents = {name for _, marks, ids in config.AGENTS for name in (*marks, *ids)}
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") and name not in agents
        }
        return {
            **kept,
            "HOME": self._place,
            "USERPROFILE": self._place,
            "XDG_CONFIG_HOME": self._place,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.path.join(self._place, "config"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CEILING_DIRECTORIES": self._place,
        }

    def _ask(self, args: list[str], env: dict[str, str] | None = None) -> Result:
        left = self._end - time.monotonic()
        try:
            given = process.within(
                [self._git, *args], {**self._env, **(env or {})}, self._top, left
            )
        except FileNotFoundError as missing:
            raise GitFailed("git was not found", "install git, or put it on PATH") from missing
        if given is None:
            raise TooSlow(SLOW)
        return given

    def _commit(self, number: int) -> Tried:
        scratch = os.path.join(self._top, ".sessions", "tmp")
        os.makedirs(scratch, exist_ok=True)
        moment = time.strftime("%H:%M")
        name = f"trial-{time.strftime('%Y-%m-%d')}.md"
        self._write(os.path.join(scratch, name), NOTE_TEXT.format(time=moment, number=number), "a")
        self._write(os.path.join(self._top, "code"), f"{number}\n")
        self._ask(["add", "code"])
        trace = f"{self._trace}-{number}"
        done = self._ask(["commit", "-q", "-m", f"Trial {number}"], {"GIT_TRACE2_EVENT": trace})
        wrong = self._wrong(done, f"{TITLE} {number}")
        return Tried(wrong + _said(done) if wrong else "", _times(trace))

    def _wrong(self, done: Result, title: str) -> str:
        """What is wrong with the commit just made, by what a person would look at."""
        if done.code:
            return f"failed with exit code {done.code}"
        shown = self._ask(["show", "--format=%H%n%B", "--name-only", "HEAD"]).text
        head = shown.partition("\n")[0]
        if "\n.sessions/journal/" not in shown:
            return "carried no journal file"
        if f"\n{trailer.KEY}: " not in shown:
            return "has no trailer"
        if not self._recorded(head, title):
            return "is not in the session's document"
        unclean = self._ask(["status", "--porcelain"]).text
        return f"left the work tree changed: {unclean.splitlines()[0]}" if unclean else ""

    def _recorded(self, head: str, title: str) -> bool:
        folder = os.path.join(self._top, ".sessions", "active")
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if name.endswith(".md"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    doc = document.read(file.read(), name)
                titles = {one.title for one in document.decisions(doc)}
                return doc.get("git_last_commit") == head and title in titles
        return False

    @staticmethod
    def _write(path: str, text: str, mode: str = "w") -> None:
        with open(path, mode, encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)


def _program(path: str) -> str:
    import shutil  # 4 ms, and only here

    return shutil.which("git", path=path) or "git"


def _said(done: Result) -> str:
    """The line of ours on stderr, else the first one: it says why."""
    lines = [line for line in process.decode(done.err).splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("session: ")]
    return f"; it said: {(ours or lines)[0]}" if lines else ""


def _times(trace: str) -> dict[str, float]:
    """How long each hook took, in milliseconds, by what git wrote of its children."""
    import json  # only here

    if not os.path.exists(trace):
        return {}
    names: dict[int, str] = {}
    took: dict[str, float] = {}
    with open(trace, encoding="utf-8", errors="replace") as file:
        for row in map(json.loads, file):
            if "/" in row.get("sid", "/"):
                continue  # of a git that a hook started
            if row["event"] == "child_start" and row.get("child_class") == "hook":
                names[row["child_id"]] = row["hook_name"]
            elif row["event"] == "child_exit" and row["child_id"] in names:
                name = names[row["child_id"]]
                took[name] = took.get(name, 0.0) + row["t_rel"] * 1000
    return took


CHECKS: tuple[Check, ...] = (trial,)
