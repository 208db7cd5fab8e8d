"""The pre-commit framework (or prek, which reads the same file): does it run our hooks here?

Its configuration is a file that the project tracks, so it speaks for everybody; which of git's
hooks start the framework is a matter of each clone.
"""

from __future__ import annotations

import os

from git_session import __version__, files, git, plumbing
from git_session.core import precommit
from git_session.errors import Refused
from git_session.lifecycle.context import Context
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from git_session.core.precommit import Listed
    from git_session.hookfiles import Change
    from git_session.process import Result

CONFIG = ".pre-commit-config.yaml"
# Read by prek alone, in other forms or under another name; where one stands without ours, a new
# file would be a second configuration.
ONLY_PREK = ("prek.toml", ".pre-commit-config.yml")
MANIFEST = ".pre-commit-hooks.yaml"
PACKAGE = "git-session"
TYPED = "git session install --pre-commit --repo URL --rev REV"
HERE_ONLY = "is a directory of this machine: others cannot get the hooks from there"


@record
class Origin:
    """Where the framework gets our hooks from."""

    repo: str
    rev: str

    @property
    def remark(self) -> str:
        """What to know about it, "" for nothing."""
        here = self.repo.startswith(("file:", "/", ".")) or os.path.isdir(self.repo)
        return f"{self.repo} {HERE_ONLY}" if here else ""


def path(ctx: Context) -> str:
    """The absolute path of the configuration, whether it is there or not."""
    return os.path.join(ctx.wt.top, CONFIG)


def listed(ctx: Context) -> tuple[Listed, ...]:
    """The hooks of ours that the configuration names; a stat, and one small read if there is one.

    A configuration that cannot be read (too long, no file) names none.
    """
    there = path(ctx)
    readable = os.path.isfile(there) and os.access(there, os.R_OK)
    if not readable or os.path.getsize(there) > precommit.LIMIT:
        return ()
    return precommit.listed(ctx.store.read_text(there))


def wanted(ctx: Context) -> bool:
    """Whether the configuration names the hook that writes the journal."""
    return any(hook.id == precommit.JOURNAL for hook in listed(ctx))


def callers(ctx: Context) -> dict[str, str]:
    """Those of git's hooks that start a framework in this clone and that ours need, with its name:
    'pre-commit' or 'prek'.
    """
    folder = git.hooks_dir(ctx.wt)
    if folder is None:
        return {}
    found = {name: _started_by(os.path.join(folder, name)) for name in precommit.STAGES}
    return {name: command for name, command in found.items() if command}


def _started_by(hook: str) -> str:
    """The framework that a hook file calls as one written by it does, "" where it calls none."""
    if not (os.path.isfile(hook) and os.access(hook, os.R_OK | os.X_OK)):
        return ""
    text = files.read(hook) if os.path.getsize(hook) <= precommit.LIMIT else ""
    if "hook-impl" not in text:
        return ""
    if "by pre-commit" not in text and "prek" in text:
        return "prek"
    return "pre-commit" if "pre-commit" in text else ""


def run_here(ctx: Context) -> tuple[str, ...]:
    """The git hooks at which the framework runs ours: configured, and installed in this clone."""
    named = {hook.id for hook in listed(ctx)}
    if not named:
        return ()
    return tuple(name for name in callers(ctx) if precommit.PREFIX + name in named)


def to_type(ctx: Context) -> str:
    """The command that installs the hook types which ours need and this clone lacks; "": none."""
    known = callers(ctx)
    missing = [f"-t {name}" for name in precommit.STAGES if name not in known]
    command = next(iter(known.values()), "pre-commit")
    return " ".join([command, "install", *missing]) if missing else ""


def origin(ctx: Context, *, repo: str = "", rev: str = "") -> Origin | None:
    """Where the hooks are to come from: as told, else from where this package was installed.

    None where nothing is told and an entry of ours is there already: that stays. Refused, with
    what to type, where nobody can tell.
    """
    return None if listed(ctx) and not (repo or rev) else _origin(repo, rev)


def add(ctx: Context, origin: Origin | None, *, dry_run: bool = False) -> list[Change]:
    """Put our entry into the configuration, which is made where there is none.

    BadText or Refused, and nothing changed, where that cannot be done without a guess.
    """
    if origin is None:
        return [_change(ctx, "unchanged")]
    text = _text(ctx)
    if text is None:
        _refuse_another(ctx)
    edit = precommit.add(text, CONFIG, origin.repo, origin.rev)
    if not dry_run and edit.action != "unchanged":
        _write(ctx, edit.text or "")
    return [_change(ctx, edit.action)]


def remove(ctx: Context, *, dry_run: bool = False) -> list[Change]:
    """Take our entry out again; [] where there is none. Raises as ``add`` does."""
    text = _text(ctx)
    edit = precommit.remove(text, CONFIG) if text is not None else None
    if edit is None or edit.action == "unchanged":
        return []
    if edit.emptied:
        _refuse_to_empty(ctx)
    if not dry_run and edit.text is None:
        files.remove(path(ctx))
    elif not dry_run:
        _write(ctx, edit.text or "")
    return [_change(ctx, edit.action)]


def _refuse_to_empty(ctx: Context) -> None:
    """Without a file both frameworks refuse every commit; prek also where no hook is left."""
    known = callers(ctx)
    if known:
        command = next(iter(known.values()))
        types = " ".join(f"-t {name}" for name in known)
        raise Refused(
            f"{CONFIG}: no other hook is left, and with none {command} would refuse every commit",
            f"type first: {command} uninstall {types}",
        )


def _text(ctx: Context) -> str | None:
    there = path(ctx)
    if not os.path.lexists(there):
        return None
    _inside(ctx)
    with files.told(there):
        return files.read(there, precommit.LIMIT)


def _refuse_another(ctx: Context) -> None:
    found = [name for name in ONLY_PREK if os.path.lexists(os.path.join(ctx.wt.top, name))]
    if found:
        hint = f"name these hooks there by hand: {' '.join(precommit.HOOKS)}"
        raise Refused(f"{found[0]}: prek is configured here, and only {CONFIG} is changed", hint)


def _write(ctx: Context, text: str) -> None:
    there = path(ctx)
    with files.told(there):
        files.replace(os.path.realpath(there), text)


def _inside(ctx: Context) -> None:
    if not files.leads_into(path(ctx), ctx.wt.top):
        raise Refused(f"{CONFIG}: leads out of the worktree", "change what it leads to by hand")


def _change(ctx: Context, action: str) -> Change:
    from git_session.hookfiles import Change  # contextlib and shlex: 4 ms that hooks can save

    return Change(path(ctx), action)


def _origin(repo: str, rev: str) -> Origin:
    known = Origin(repo, rev or f"v{__version__}") if repo else _own_origin()
    if known is None:
        raise Refused("nothing says which repository this git-session was made from",
                      f"tell it: {TYPED}")  # fmt: skip
    known = Origin(known.repo, rev or known.rev)
    for what, text in (("--repo", known.repo), ("--rev", known.rev)):
        if not text.isprintable() or text != text.strip() or text[:1] in ("", "-"):
            raise Refused(f"{what}: {text!r} is none", f"as in: {TYPED}")
    if _holds_password(known.repo):
        raise Refused("the address of the repository holds a password, and the file is tracked",
                      f"give it without: {TYPED}")  # fmt: skip
    return known


def _holds_password(repo: str) -> bool:
    scheme, _, rest = repo.partition("://")
    user, at, _ = rest.partition("/")[0].rpartition("@")
    return bool(scheme and at) and ":" in user


def _own_origin() -> Origin | None:
    import importlib.metadata as metadata  # 32 ms, and only here

    try:
        dist = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        return None
    return _installed_from(dist) or _published(dist)


def _installed_from(dist: Distribution) -> Origin | None:
    """What the installer wrote down (PEP 610): a repository, or a directory that is one."""
    import json  # see above

    written = dist.read_text("direct_url.json")
    told = json.loads(written) if written else {}
    url = str(told.get("url", ""))
    if told.get("vcs_info", {}).get("vcs") == "git" and not told.get("subdirectory"):
        return Origin(url, str(told["vcs_info"]["commit_id"]))
    return _directory(url) if "dir_info" in told else None


def _directory(url: str) -> Origin | None:
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    folder = url2pathname(urlsplit(url).path)
    if not os.path.isfile(os.path.join(folder, MANIFEST)):
        return None
    head = _head(folder)
    return None if head.code else Origin(url, head.text.strip())


def _head(folder: str) -> Result:
    asked = ["rev-parse", "--verify", "-q", "HEAD"]
    return plumbing.run(asked, cwd=folder, env=plumbing.clean_env(), check=False)


def _published(dist: Distribution) -> Origin | None:
    """The address that the package's metadata names ``Repository``."""
    for line in dist.metadata.get_all("Project-URL") or ():
        label, _, url = str(line).partition(",")
        if label.strip().lower() == "repository" and url.strip():
            return Origin(url.strip(), f"v{dist.version}")
    return None
