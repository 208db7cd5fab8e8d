"""To which projects a change belongs: by the paths that it touches, and by nothing else."""

from __future__ import annotations

from git_session.core import globs
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_LIMIT = 64  # characters
AS_NAME = (
    "letters and digits, with - _ . + between them; "
    f"at most {NAME_LIMIT} characters: it becomes a part of file names"
)
_MARKS = frozenset("-_.+")


@record
class Rule:
    """A project of `config.yml`: its name, its globs in their order, the line it stands at."""

    name: str
    globs: tuple[str, ...]
    line: int = 0


@record
class Rules:
    """What `config.yml` says of projects; ``default`` ("" for none) is where the rest belongs."""

    projects: tuple[Rule, ...] = ()
    default: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every project that a path can belong to, in their order."""
        named = (*(rule.name for rule in self.projects), self.default)
        return tuple(name for name in dict.fromkeys(named) if name)


def is_name(text: str) -> bool:
    """Whether ``text`` can be a project's name: it is shown, and a part of file names.

    Letters and digits of any script, and `-_.+` within.
    """
    bare = "".join(letter for letter in text if letter not in _MARKS)
    ends = text[:1] + text[-1:]
    return bare.isalnum() and len(text) <= NAME_LIMIT and not set(ends) & (_MARKS - {"_", "+"})


def as_name(text: str) -> str:
    """A project's name made of what a remote, a package or a directory is called; "" if none."""
    if not text.isascii():
        import unicodedata  # 2 ms, paid only for names that need it

        text = unicodedata.normalize("NFC", text)
    kept = "".join(letter if letter.isalnum() or letter in _MARKS else "-" for letter in text)
    words = [word for word in kept.split("-") if word]
    name = "-".join(words)[:NAME_LIMIT].strip("-.")
    return name if is_name(name) else ""


class Router:
    """Rules made ready to look at many paths; each path is looked at once.

    ``folder`` is where sessions are kept: what stands there belongs to no project. Rules must be
    sound (``repoconfig.read``): ``globs.BadGlob`` rises for one that is not.
    """

    def __init__(self, rules: Rules, folder: str) -> None:
        self.rules = rules
        self._ours = f"{folder}/"
        self._names = rules.names
        self._globs = [
            (self._names.index(rule.name), tuple(map(globs.compiled, rule.globs)))
            for rule in rules.projects
        ]
        self._rest = (self._names.index(rules.default),) if rules.default else ()
        self._known: dict[str, tuple[int, ...]] = {}

    def route(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The projects of a change, in the order of the rules: all of which a path fits.

        A path that fits no rule belongs to the default; without one, and without paths, to none.
        """
        found: set[int] = set()
        for path in paths:
            known = self._known.get(path)
            found.update(self._numbers(path) if known is None else known)
        return tuple(self._names[number] for number in sorted(found))

    def of_path(self, path: str) -> tuple[str, ...]:
        """The projects of one path."""
        return self.route((path,))

    def _numbers(self, path: str) -> tuple[int, ...]:
        found: tuple[int, ...] = ()
        if not path.startswith(self._ours):
            found = tuple(number for number, rule in self._globs if _fits(rule, path))
            found = found or self._rest
        self._known[path] = found
        return found


def _fits(rule: tuple[globs.Glob, ...], path: str) -> bool:
    """The last glob that fits decides: one with `!` takes out what an earlier one took in."""
    last = next((glob for glob in reversed(rule) if glob.fits(path)), None)
    return last is not None and not last.excludes
