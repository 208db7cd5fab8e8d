"""After git moved HEAD: views that are kept as files are made anew. One listing where none is."""

from __future__ import annotations

from git_session.lifecycle.context import Context


def refresh(ctx: Context) -> None:
    """Make the views that are kept anew, in at most a second.

    The last thing that a hook does: whatever is wrong with a view is told in one line then, and
    keeps neither git nor the rest of ours from anything.
    """
    names = ctx.store.views()
    if names:
        from git_session.lifecycle import keeping  # SQLite and more, where somebody keeps a view

        keeping.again(names)
