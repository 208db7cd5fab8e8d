"""To which projects an entry belongs: as its session was named, as its commit's paths say."""

from __future__ import annotations

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from git_session.core.views.given import Noted


@record
class Belonging:
    """``home`` is the project of all that nothing else claims.

    ``named`` holds the project of sessions for which somebody named one, by stem; ``routed`` those
    of commits, by their full hash; ``known`` every project that there is, in its order.
    """

    home: str
    named: Mapping[str, str]
    routed: Mapping[str, tuple[str, ...]]
    known: tuple[str, ...]

    def of(self, noted: Noted) -> tuple[str, ...]:
        """The projects of an entry: one at least."""
        return self.at(noted.source.stem, noted.source.commit)

    def at(self, stem: str, commit: str) -> tuple[str, ...]:
        """The projects of what a session noted for a commit ("" for none): one at least."""
        named = self.named.get(stem)
        return (named,) if named else self.routed.get(commit) or (self.home,)
