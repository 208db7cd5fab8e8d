"""The installation: git itself, the command on PATH, and whether our hooks are run.

Hook files are read here and never run; ``trial.py`` tries them out.
"""

from __future__ import annotations

import os
import sys

from git_session import __version__, config, git, hookfiles, process
from git_session.errors import SessionError
from git_session.hookfiles import HOOKS
from git_session.lifecycle import framework, hooking, hosting
from git_session.lifecycle.checkup.fault import LATER, NOTE, Fault, relative
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from git_session.lifecycle.checkup.fault import Check
    from git_session.lifecycle.hooking import Hooked

# `git add --sparse` came with 2.34; nothing that we ask for is younger.
OLDEST = (2, 34)
INSTALL = "git session install"
PATIENCE = 5.0  # seconds that another git-session has to say its version


def git_version(ctx: Context) -> Iterator[Fault]:
    """Git is young enough for what hooks and verbs ask of it."""
    told = git.version(ctx.wt)
    numbers = tuple(int(part) for part in told.split(".")[:2] if part.isdecimal())
    if numbers < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        what = f"{told or 'this version'} is too old: `git add --sparse` came with {wanted}"
        yield Fault("git-version", "git", what, f"install git {wanted} or newer")


def command(ctx: Context) -> Iterator[Fault]:
    """``git session`` starts this program, not another version of it."""
    import shutil  # 4 ms, and only here

    found = shutil.which("git-session")
    if found is None:
        beside = os.path.join(os.path.dirname(sys.executable), "git-session")
        there = os.path.dirname(beside) if os.path.exists(beside) else "the directory it is in"
        what = "is not on PATH, so `git session` does not work"
        yield Fault("command", "git-session", what, f"add to PATH: {there}")
    elif _inside(ctx, found):
        what = "is on PATH and in this work tree, so it was not asked for its version"
        yield Fault("command", relative(ctx, os.path.abspath(found)), what, "", level=NOTE)
    elif not _is_this(found) and (version := _version(found)) != __version__:
        what = f"is first on PATH and is {version}; this is {__version__}"
        yield Fault("command", found, what, "take one of the two out, or change the order of PATH")


def _inside(ctx: Context, path: str) -> bool:
    return os.path.realpath(path).startswith(os.path.realpath(ctx.wt.top) + os.sep)


def _is_this(path: str) -> bool:
    """``path`` is the program that is running."""
    return os.path.exists(sys.argv[0]) and os.path.samefile(path, sys.argv[0])


def _version(path: str) -> str:
    """What another git-session calls its version, or how it failed to."""
    try:
        given = process.within(
            [path, "--version"], git.clean_env(), os.path.dirname(path), PATIENCE
        )
    except OSError as error:
        return f"no program ({error.strerror})"
    if given is None or given.code:
        return "one that fails" if given else "one that does not answer"
    return given.text.removeprefix("git-session ").strip()


def hooks_path(ctx: Context) -> Iterator[Fault]:
    """``core.hooksPath`` does not lead away from our hooks."""
    rows = [row for row in config.written(ctx.wt, "core") if row[1] == "core.hookspath"]
    if not rows:
        return
    origin, _, value = rows[-1]
    usual = os.path.join(ctx.wt.common_dir, "hooks")
    if not value:
        what = "core.hooksPath is empty, so git runs no hook file at all"
        yield Fault("hooks-path", relative(ctx, origin), what, f"take it out, then: {INSTALL}")
    elif not _run_by(ctx) and hookfiles.installed(usual):
        what = (
            f"core.hooksPath is {value}: git looks there, and ours in {relative(ctx, usual)} rest"
        )
        yield Fault("hooks-path", relative(ctx, origin), what, f"{INSTALL} puts them there too")


def runners(ctx: Context) -> tuple[Hooked, ...]:
    """Who runs our hooks; nobody where ``core.hooksPath`` is none, which ``hooks_path`` tells."""
    try:
        return hooking.hooked(ctx)
    except SessionError:
        return ()


def _run_by(ctx: Context) -> set[str]:
    """The hooks of ours that somebody runs."""
    return {name for one in runners(ctx) for name in one.names}


def missing(ctx: Context) -> Iterator[Fault]:
    """Each of the six is run by somebody, where there are sessions or where some are."""
    run = _run_by(ctx)
    absent = [name for name in HOOKS if name not in run]
    folder = git.hooks_dir(ctx.wt)
    if not absent or folder is None:
        return
    if framework.wanted(ctx) and (cure := framework.to_type(ctx)):
        what = f"lists git-session, and these hook types are not installed: {', '.join(absent)}"
        yield Fault("hooks", framework.CONFIG, what, cure)
    elif run:
        [*others, first] = [one.where for one in reversed(runners(ctx))]
        what = f"not all of our hooks are run here; missing: {', '.join(absent)}"
        mend = None if others else _installed(ctx)
        yield Fault("hooks", relative(ctx, first), what, INSTALL, mend)
    elif ctx.store.in_use():
        what = "no hook of ours is run in this clone, so commits carry nothing"
        yield Fault("hooks", relative(ctx, folder), what, INSTALL)


def _installed(ctx: Context) -> Callable[[], str] | None:
    """What installs anew; None where files would be changed that others share."""
    try:
        if hooking.plan_install(ctx).shared:
            return None
    except SessionError:
        return None

    def mend() -> str:
        done = [f"{one.action} {relative(ctx, one.path)}" for one in hooking.install(ctx)]
        return ", ".join(done) or "nothing to do"

    return mend


def twice(ctx: Context) -> Iterator[Fault]:
    """No hook of ours is run by two: it would do nothing the second time, and cost as much."""
    found = runners(ctx)
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if both := [name for name in one.names if name in other.names]:
                what = f"runs {', '.join(both)}, and so does {other.manager} ({other.where})"
                cure = "harmless, but it costs twice; take one of the two out"
                where = f"{one.manager} ({relative(ctx, one.where)})"
                yield Fault("hooks-twice", where, what, cure, level=NOTE)


def hook_files(ctx: Context) -> Iterator[Fault]:
    """Our block in each hook file can be run, and says what this version would have it say."""
    folder = git.hooks_dir(ctx.wt)
    if folder is None:
        return
    for name in HOOKS:
        path = os.path.join(folder, name)
        ours = hookfiles.lines_of(folder, name)
        what = _wrong_with(path, ours) if ours else ""
        if what:
            yield Fault("hook-file", relative(ctx, path), what, INSTALL, _installed(ctx))
        elif ours and ours != hookfiles.as_written_now(name, ours):
            what = "is not as this version of git-session writes it"
            yield Fault(
                "hook-file", relative(ctx, path), what, INSTALL, _installed(ctx), level=LATER
            )


def _wrong_with(path: str, ours: str) -> str:
    if not os.access(path, os.X_OK):
        return "is not executable, so git passes it over"
    # what others share names no place: ``named_places`` looks at the file that does
    return "" if hookfiles.is_shared(ours) else _gone(*hookfiles.named_in(ours))


def _gone(python: str, shims: str) -> str:
    if not os.path.isfile(os.path.join(shims, "common.sh")):
        return f"git-session is gone from {shims or 'where it names it'}"
    if not os.access(python, os.X_OK):
        return f"the Python that it names is gone: {python}"
    return ""


def named_places(ctx: Context) -> Iterator[Fault]:
    """What git's config names, and the file for hooks that others share, is there to be run."""
    for path, text in [*commands(ctx).items(), (of_clone(ctx), shared_by(ctx))]:
        if text and (what := _gone(*hookfiles.named_in(text))):
            yield Fault("hook-file", relative(ctx, path), what, INSTALL, _installed(ctx))


def commands(ctx: Context) -> dict[str, str]:
    """What git's config has for our hooks, if this git runs it: the file, the first command."""
    in_config = [one for one in runners(ctx) if one.manager == "git config"]
    return {one.where: configured(ctx).get(one.names[0], "") for one in in_config}


def configured(ctx: Context) -> dict[str, str]:
    """The command of each of our hooks that git's config has."""
    rows = {name: value for _, name, value in config.written(ctx.wt, "hook")}
    found = {name: rows.get(f"hook.git-session-{name}.command", "") for name in HOOKS}
    return {name: value for name, value in found.items() if value}


def of_clone(ctx: Context) -> str:
    """The file that hooks which others share look into, to find git-session on this machine."""
    return os.path.join(ctx.store.common, "hook")


def shared_by(ctx: Context) -> str:
    """Its text, "" where there is none."""
    path = of_clone(ctx)
    return ctx.store.read_text(path) if os.path.isfile(path) else ""


def plugged_in(ctx: Context) -> Iterator[Fault]:
    """Which agents' hosts call us, by the settings of this repository and of this person."""
    places = ((ctx.wt.top, False, "this repository"), (os.path.expanduser("~"), True, "this user"))
    found = [(hosting.plugged(base, of_user=own), name) for base, own, name in places]
    if told := [f"{', '.join(hosts)} ({name})" for hosts, name in found if hosts]:
        yield Fault("agents", "agents", "; ".join(told), "", level=NOTE)


CHECKS: tuple[Check, ...] = (
    git_version,
    command,
    hooks_path,
    missing,
    twice,
    hook_files,
    named_places,
    plugged_in,
)
