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
from git_session.core import document, hooklines, trailer
from git_session.core.hooklines import HOOKS, SHEBANG
from git_session.errors import GitFailed, SessionError
from git_session.lifecycle.checkup.fault import NOTE, Fault, relative
from git_session.lifecycle.checkup.installed import (
    INSTALL,
    configured,
    of_clone,
    runners,
    shared_by,
)
from git_session.lifecycle.context import Context
from git_session.model import record
from git_session.places import PRIVATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from git_session.lifecycle.checkup.fault import Check
    from git_session.lifecycle.hooking import Hooked
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


class Strange(SessionError):
    """Something that git would run is not what we write."""


@record
class Setup:
    """What a trial has of this clone: our lines of each hook file, our sections of git's config,
    the file that lines which others share source; and the managers that ours stand in for."""

    scripts: dict[str, str]
    settings: str = ""
    of_clone: str = ""
    absent: tuple[str, ...] = ()


def trial(ctx: Context) -> Iterator[Fault]:
    """A commit carries its note, with this PATH and with the bare one of a graphical client."""
    found = runners(ctx)
    if not found:
        return
    where = relative(ctx, found[0].where)
    try:
        setup = _setup(ctx, found)
        with tempfile.TemporaryDirectory(
            prefix="git-session-trial-", ignore_cleanup_errors=True
        ) as place:
            first, bare = _Repository(place, setup, _path(ctx)).play()
    except Strange as strange:
        what = f"was not tried: {strange.message}"
        yield Fault("trial", where, what, INSTALL, level=NOTE)
        return
    except TooSlow as slow:
        yield Fault("trial", where, f"a trial commit {slow.message}", f"{INSTALL}, then look again")
        return
    yield _judged(where, setup, first, bare)


def _judged(where: str, setup: Setup, first: Tried, bare: Tried) -> Fault:
    if first.wrong:
        what = f"a trial commit {first.wrong}"
        return Fault("trial", where, what, f"{INSTALL}, then look again")
    if bare.wrong:
        what = f"a trial commit with the bare PATH of a graphical client {bare.wrong}"
        return Fault("trial", where, what, f"{INSTALL} names the Python that hooks take")
    took = ", ".join(f"{name} {ms:.0f} ms" for name, ms in first.took.items())
    own = f", with hooks of its own for {' and '.join(setup.absent)}" if setup.absent else ""
    what = f"a trial commit carried its note ({took}{own})"
    return Fault("trial", where, what, "", level=NOTE)


def _setup(ctx: Context, found: tuple[Hooked, ...]) -> Setup:
    """Raises Strange where what git would run may not be run here."""
    scripts: dict[str, str] = {}
    settings, absent = "", []
    for one in found:
        if one.manager == "git config":
            settings = _settings(ctx, one)
            continue
        mine = hookfiles.of_this_clone(hookfiles.shims_dir(), sys.executable)
        for name in one.names:
            text = hookfiles.lines_of(one.where, name) if os.path.isdir(one.where) else ""
            if text:
                _refuse_strange(ctx, name, text, hookfiles.as_written_now(name, text))
            else:
                absent.append(one.manager)
            scripts.setdefault(name, text or mine.block(name))
    shared = any(map(hookfiles.is_shared, scripts.values()))
    return Setup(scripts, settings, _of_clone(ctx) if shared else "", tuple(dict.fromkeys(absent)))


def _settings(ctx: Context, one: Hooked) -> str:
    """The sections of git's config for our hooks, if each is as we write it."""
    found = configured(ctx)
    python, shims = hookfiles.named_in(found.get(one.names[0], ""))
    for name in one.names:
        wanted = hooklines.command(name, shims, python)
        _refuse_strange(ctx, f"{name} in git's config", found.get(name, ""), wanted)
    return hooklines.settings(shims, python)


def _of_clone(ctx: Context) -> str:
    text = shared_by(ctx)
    if text:
        python, shims = hookfiles.named_in(text)
        _refuse_strange(ctx, relative(ctx, of_clone(ctx)), text, hooklines.of_clone(shims, python))
    return text


def _refuse_strange(ctx: Context, name: str, text: str, wanted: str) -> None:
    """Git would run whatever stands there; an examination runs only what we wrote."""
    if text != wanted:
        raise Strange(f"the lines of {name} are not as this version writes them")
    if hookfiles.is_shared(text) and not hookfiles.named_in(text)[1]:
        return  # they name no place
    ours = (sys.executable.replace(os.sep, "/"), hookfiles.shims_dir().replace(os.sep, "/"))
    for path, known in zip(hookfiles.named_in(text), ours, strict=True):
        if path != known and (_inside(ctx, path) or not os.path.isabs(path)):
            raise Strange(f"{name} starts what stands in this work tree: {path}")


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

    def __init__(self, place: str, setup: Setup, path: str) -> None:
        self._end = time.monotonic() + LIMIT
        self._place = place
        self._top = os.path.join(place, "repository")
        self._trace = os.path.join(place, "trace")
        self._git = _program(path)
        hooks = os.path.join(place, "hooks")
        for folder in (self._top, hooks):
            os.mkdir(folder)
        for name in HOOKS:
            if name in setup.scripts:
                self._write(os.path.join(hooks, name), SHEBANG + setup.scripts[name])
                os.chmod(os.path.join(hooks, name), 0o700)
        settings = CONFIG.format(hooks=hooks.replace(os.sep, "/")) + setup.settings
        self._write(os.path.join(place, "config"), settings)
        self._of_clone = setup.of_clone
        self._env = {**self._sealed(), "PATH": path}

    def play(self) -> tuple[Tried, Tried]:
        """Two commits: with the PATH at hand, and with one that has git's own programs only."""
        self._ask(["init", "-q", "--template="])
        if self._of_clone:
            private = os.path.join(self._top, ".git", PRIVATE)
            os.makedirs(private)
            self._write(os.path.join(private, "hook"), self._of_clone)
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
