"""lefthook: a job of ours in each hook of its YAML."""

from __future__ import annotations

import os

from git_session import hookfiles, planned
from git_session.core import hooklines
from git_session.core.hooklines import HOOKS
from git_session.errors import Refused
from git_session.lifecycle.installing.placements import Placement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.lifecycle.installing.site import Site
    from git_session.planned import Edit

STEMS = ("lefthook", ".lefthook", ".config/lefthook")
YAMLS = (".yml", ".yaml")
OTHERS = (".toml", ".json", ".jsonc")


class InLefthook(Placement):
    """lefthook is at home here: its config file is, whether its hooks are installed or not."""

    manager = "lefthook"

    def __init__(self, site: Site, mains: list[str], locals_: list[str]) -> None:
        super().__init__(site)
        self.files = [*locals_, *mains]
        self.where = _target(site, mains, locals_)

    @property
    def written(self) -> tuple[str, ...]:
        """The hooks of ours that its files name."""
        texts = [hookfiles.text_of(path) for path in self.files]
        return tuple(name for name in HOOKS if any(hooklines.calls(text, name) for text in texts))

    @property
    def names(self) -> tuple[str, ...]:
        """Those among them that lefthook has installed."""
        return tuple(name for name in self.written if name not in self._absent())

    @property
    def taken(self) -> bool:
        """Our jobs are in its files."""
        return bool(self.written)

    @property
    def shared(self) -> bool:
        """Git tracks the file, or would."""
        return not self.site.is_ours_alone(self.where)

    def _absent(self) -> list[str]:
        """The hooks that lefthook has not installed in this clone."""
        paths = {name: os.path.join(self.site.hooks, name) for name in HOOKS}
        return [name for name in HOOKS if "lefthook" not in hookfiles.text_of(paths[name])]

    def edits(self) -> list[Edit]:
        """One of the YAML, one of the file that our jobs source."""
        if set(self.written) >= set(HOOKS) and not _holds_lines(self.files):
            return []  # a person wrote them in
        from git_session.core import lefthook  # ruamel.yaml costs 20 ms

        if not self.where.endswith(YAMLS):
            raise Refused(f"{self.where}: only YAML is written into", lefthook.hint(HOOKS))
        if os.path.islink(self.where) or not self.site.is_inside(self.where):
            raise Refused(f"{self.where}: is a link", lefthook.hint(HOOKS))
        before = planned.read(self.where) or ""
        after = lefthook.with_hooks(before, self.where)
        ours = hooklines.BEGIN in before
        return [self.site.clone_edit(), planned.text_edit(self.where, after, ours=ours)]

    def remarks(self) -> list[str]:
        """Whose file it is, and what lefthook still has to install."""
        name = os.path.relpath(self.where, self.site.wt.top)
        found = [f"lefthook runs the hooks here, from {name}"]
        if self.shared:
            found.append(
                "the team shares that file: commit it; ours does nothing without git-session"
            )
        if self._absent():
            found.append("lefthook has not installed all of these hooks yet; type:")
            found.append("lefthook install")
        return found


def _holds_lines(paths: list[str]) -> bool:
    return any(hooklines.BEGIN in hookfiles.text_of(path) for path in paths)


def lefthook(site: Site) -> InLefthook | None:
    """lefthook, if the worktree has a config file of its."""
    mains = _there(site, "")
    locals_ = _there(site, "-local")
    return InLefthook(site, mains, locals_) if mains or locals_ else None


def files_of_lefthook(site: Site) -> list[str]:
    """All its config files in the worktree."""
    return [*_there(site, ""), *_there(site, "-local")]


def _there(site: Site, ending: str) -> list[str]:
    names = [stem + ending + kind for kind in (*YAMLS, *OTHERS) for stem in STEMS]
    paths = [os.path.join(site.wt.top, name) for name in names]
    return [path for path in paths if os.path.isfile(path)]


def _target(site: Site, mains: list[str], locals_: list[str]) -> str:
    """The file to write into: one that has our lines, the personal one where there is one or may
    be, else the main one."""
    held = [path for path in (*locals_, *mains) if _holds_lines([path])]
    if held:
        return held[0]
    if locals_:
        return next((path for path in locals_ if path.endswith(YAMLS)), locals_[0])
    stem = os.path.splitext(mains[0])[0]
    local = f"{stem}-local.yml"
    return local if site.is_ours_alone(local) else mains[0]
