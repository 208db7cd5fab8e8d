"""A session as ``core.checklist`` asks about it: the document as it is now, and its entries."""

from __future__ import annotations

from git_session.core import checklist
from git_session.core.checklist import Asked, Item
from git_session.lifecycle import change, sessions
from git_session.lifecycle.context import Context
from git_session.lifecycle.documents import Found
from git_session.model import replace

NAMED = {"tldr": "TL;DR", "next-first": "Next"}


def asked(ctx: Context, session: Found, profile: str = "") -> Asked:
    """What is known of a session; ``profile`` "" asks little of a short one. Nothing is written."""
    doc = sessions.seen(ctx, session)
    if session.place == "active":
        doc = change.with_files(ctx, session.stem, doc)
    _, blocks = sessions.known_blocks(ctx, session.stem, tell=False)
    profile = profile or checklist.profile_of(doc)
    return Asked(doc, tuple(blocks), ctx.now, profile)


def items(wanted: Asked) -> list[Item]:
    """The seven, then the conventions that the document does not keep."""
    odd = [one for one in checklist.conventions(wanted) if not one.met]
    return [*checklist.seven(wanted), *(replace(one, name=_name(one.name)) for one in odd)]


def _name(name: str) -> str:
    return NAMED.get(name, name.replace("-", " ").capitalize())


def remarks(ctx: Context, session: Found, profile: str = "") -> list[str]:
    """What is missing and needed, a line each, for whoever just closed or handed it over."""
    missing = checklist.unmet(checklist.seven(asked(ctx, session, profile)))
    return [f"incomplete: {one.said} ({one.name})" for one in missing]
