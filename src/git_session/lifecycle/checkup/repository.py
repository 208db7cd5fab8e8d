"""What the repository says of itself: `config.yml`."""

from __future__ import annotations

from git_session import files
from git_session.lifecycle import projects
from git_session.lifecycle.checkup.fault import NOTE, WRONG, Fault
from git_session.lifecycle.context import Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from git_session.lifecycle.checkup.fault import Check


def config_file(ctx: Context) -> Iterator[Fault]:
    """`config.yml` can be read, and all of it has an effect."""
    path = ctx.store.config
    # a link that leads out is told already
    if not projects.exists(ctx) or not files.leads_into(f"{ctx.wt.top}/{path}", ctx.store.root):
        return
    for found in projects.told(ctx).complaints:
        level = WRONG if found.grave else NOTE
        yield Fault("config", path, found.what, found.hint, line=found.line, level=level)


CHECKS: tuple[Check, ...] = (config_file,)
