"""`install --completions`: manual pages and completion for one person, and how a shell finds them.

For installers that put a command on PATH and leave its manual aside. No repository is needed, and
no file that a person writes (a .zshrc, say) is changed: the line for it is told.
"""

from __future__ import annotations

import os
import shutil

from git_session import output, sharefiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from git_session.hookfiles import Change

WOULD = {"created": "create", "updated": "update", "deleted": "delete"}


def install(*, dry_run: bool) -> int:
    """Write what is missing or old; says so, and what to type to have it now."""
    changes = sharefiles.install(os.environ, dry_run=dry_run)
    _tell(changes, dry_run=dry_run)
    if not any(map(_counts, changes)):
        output.say("manual pages and completion are installed already; nothing changed")
    for line in _how_to_use(os.environ):
        output.remark(line)
    if not dry_run:
        output.remark("undo with: git session uninstall --completions")
    return 0


def uninstall(*, dry_run: bool) -> int:
    """Remove what ``install`` wrote."""
    changes = sharefiles.uninstall(os.environ, dry_run=dry_run)
    _tell(changes, dry_run=dry_run)
    if not changes:
        output.say("no manual page or completion of ours is in your directories; nothing changed")
    return 0


def _counts(change: Change) -> bool:
    return change.action != "unchanged"


def _tell(changes: list[Change], *, dry_run: bool) -> None:
    """A line for each file, one for all manual pages together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for change in filter(_counts, changes):
        key = os.path.dirname(change.path) if change.path.endswith(".1") else change.path
        groups.setdefault((change.action, key), []).append(change.path)
    for (action, key), paths in groups.items():
        what = paths[0] if len(paths) == 1 else f"{len(paths)} manual pages in {key}"
        output.say(f"would {WOULD[action]} {what}" if dry_run else f"{action} {what}")


def _how_to_use(environ: Mapping[str, str]) -> Iterator[str]:
    """For each shell that is here what it needs; nothing where all goes by itself."""
    own = sharefiles.folders(environ)
    if not _searched(own[sharefiles.MAN], environ):
        place = os.path.dirname(own[sharefiles.MAN])
        yield f'man: add to your profile: export MANPATH="{_home(place)}:"'
    if shutil.which("bash"):
        path = os.path.join(own["bash-completion/completions"], "git-session")
        yield "bash: new shells with bash-completion find it; else add to ~/.bashrc, or type now:"
        yield f"  . {_home(path)}"
    if shutil.which("zsh") and own["zsh/site-functions"] not in environ.get("FPATH", "").split(":"):
        yield "zsh: unless that directory is in your fpath, add to ~/.zshrc above compinit:"
        yield f"  fpath=({_home(own['zsh/site-functions'])} $fpath)"
        yield "  then: exec zsh"
    if shutil.which("fish"):
        yield "fish: new shells find it; here type: exec fish"


def _searched(folder: str, environ: Mapping[str, str]) -> bool:
    """Whether man looks there: MANPATH says so, or a directory `bin` on PATH stands beside it."""
    top = os.path.dirname(folder)
    beside = os.path.join(os.path.dirname(os.path.dirname(top)), "bin")
    return top in environ.get("MANPATH", "").split(":") or beside in environ.get("PATH", "").split(
        os.pathsep
    )


def _home(path: str) -> str:
    """``path`` as one word to type: with $HOME for the home directory, quoted where it must be."""
    home = os.path.expanduser("~")
    inside = path.startswith(home.rstrip(os.sep) + os.sep)
    rest = path[len(home) :] if inside else path
    plain = rest.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()
    if not plain:
        import shlex  # only for odd names

        rest = shlex.quote(rest)
    return f"$HOME{rest}" if inside else rest
