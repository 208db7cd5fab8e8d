"""To which projects an entry belongs: as its session was named, as its commit's paths say."""

from __future__ import annotations

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from git_session.core.views.given import Noted, Sitting


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
        named = self.named.get(noted.source.stem)
        return (named,) if named else self.routed.get(noted.source.commit) or (self.home,)

    def of_session(self, one: Sitting, noted: Iterable[Noted]) -> tuple[str, ...]:
        """The projects of a session, by what was noted in it; by its name where nothing was."""
        found = dict.fromkeys(project for each in noted for project in self.of(each))
        return (*found,) or (self.named.get(one.stem) or self.home,)
