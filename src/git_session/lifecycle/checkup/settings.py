"""What is set: ``session.*`` as it should be, ignore rules, and what this SQLite can do."""

from __future__ import annotations

from git_session import config, git
from git_session.core import moments
from git_session.lifecycle.checkup.fault import NOTE, Fault, relative
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from git_session.lifecycle.checkup.fault import Check

CLOSE = 0.7  # how like a mistyped name is to the one that was meant, of 1


def names(ctx: Context) -> Iterator[Fault]:
    """Each ``session.*`` is a setting of ours: one that is mistyped has no effect."""
    known = {name.lower(): name for name in config.OURS}
    for origin, name, _ in config.written(ctx.wt, "session"):
        if name not in known:
            meant = _nearest(name, known)
            cure = f"did you mean {meant}?" if meant else f"git config --unset {name}"
            where = relative(ctx, origin)
            yield Fault("setting", where, f"{name} is no setting of git-session", cure)


def _nearest(name: str, known: dict[str, str]) -> str:
    import difflib  # only when a name was mistyped

    found = difflib.get_close_matches(name, known, 1, CLOSE)
    return known[found[0]] if found else ""


def values(ctx: Context) -> Iterator[Fault]:
    """What is named exists. (What should be true or false and is neither, every verb refuses.)"""
    try:
        moments.zone(ctx.settings.timezone or None)
    except ValueError as error:
        cure = "git config session.timezone Europe/Berlin, or another name of its kind"
        yield Fault("setting", "session.timezone", str(error), cure)
    base = ctx.settings.base
    if base and git.base_branch(ctx.wt, base) != base and ctx.wt.head:
        what = f"there is no branch {base}, so another one counts as the base"
        yield Fault("setting", "session.base", what, "git config session.base NAME")


def ignored(ctx: Context) -> Iterator[Fault]:
    """No rule of the user's hides the journal from ``git add``."""
    rule = (
        git.ignored_by(ctx.wt, f"{ctx.store.journal_dir('x')}/x.md") if ctx.store.in_use() else ""
    )
    if rule:
        what = f"ignores the journal ({rule}); hooks add it all the same, by hand `git add -f` does"
        yield Fault("ignored", rule.partition(":")[0], what, "", level=NOTE)


def index_of_words(_ctx: Context) -> Iterator[Fault]:
    """Searching has an index."""
    from git_session.cache import tables  # SQLite takes 4 ms

    if not tables.indexes():
        what = "has no FTS5, so every search reads all notes: slower, and the same answers"
        yield Fault("search", "SQLite", what, "", level=NOTE)


CHECKS: tuple[Check, ...] = (names, values, ignored, index_of_words)
