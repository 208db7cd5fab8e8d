"""What a repository says of itself in its `config.yml`: which paths are which project's.

The text comes with the repository, so it may be anything. Nodes are looked at as they are written:
no alias is followed, no tag obeyed, nothing is ever run. Imports the YAML library, 20 ms.
"""

from __future__ import annotations

from git_session.core import globs, projects, yaml
from git_session.core.projects import Rule, Rules
from git_session.errors import BadText
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.yaml import Node

LIMIT = 64 * 1024  # bytes; one line a project needs fifty
PROJECTS = "projects"
DEFAULT = "default_project"
NAME, PATHS = "name", "paths"
GLOBS_LIMIT = 500  # of all projects together
SHOWN = 40  # characters of what is wrong
MOST = 20  # complaints; more of a kind help nobody
QUOTES = "put quotes around a text that begins with `*`, `!`, `&` or `[`"
AS_PROJECTS = "write `projects:`, and below it for each `  NAME: [GLOB, GLOB]`"
EXAMPLE = """\
# Which paths are which project's: each commit belongs to the projects that its paths fit.
# Globs are those of .gitignore: a name without a slash fits in any directory, `**` goes
# through directories, the last one that fits counts, and `!` takes out again.
#
# projects:
#   frontend: [web/**, "*.css"]
#   backend:
#     - api/**
#     - "!api/generated/**"
#
# Where the rest belongs:
# default_project: tools
"""


@record
class Complaint:
    """Something in the file: its line (0: all of it), what is wrong, what to do.

    What is ``grave`` makes the file void.
    """

    line: int
    what: str
    hint: str
    grave: bool = True


@record
class RepoConfig:
    """What a `config.yml` says. With a grave complaint it says nothing: ``rules`` are empty."""

    rules: Rules = Rules()
    complaints: tuple[Complaint, ...] = ()

    @property
    def grave(self) -> tuple[Complaint, ...]:
        """The complaints for which the file counts as nothing."""
        return tuple(one for one in self.complaints if one.grave)


def read(text: str, name: str) -> RepoConfig:
    """All that the text says, and all that is wrong with it; ``name`` is the file's."""
    reader = _Reader(text)
    try:
        rules = reader.config(yaml.tree(text.removeprefix("\ufeff"), name))
    except BadText as error:
        what = error.message.removeprefix(f"{error.path}:{error.line}: ")
        return RepoConfig(Rules(), (Complaint(error.line, what, QUOTES),))
    complaints = tuple(sorted(reader.complaints, key=lambda one: one.line))
    found = RepoConfig(rules, complaints)
    return RepoConfig(Rules(), complaints) if found.grave else found


class _Reader:
    """Reads nodes, and notes what is wrong with them."""

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.complaints: list[Complaint] = []
        self._globs = 0

    def wrong(self, node: Node, what: str, hint: str = "", *, grave: bool = True) -> None:
        if len(self.complaints) < MOST:
            self.complaints.append(Complaint(self.line(node), what, hint, grave))

    def line(self, node: Node) -> int:
        return self.text.count("\n", 0, node.start) + 1

    def config(self, root: Node | None) -> Rules:
        if root is None or root.empty:
            return Rules()
        found = self.keys(root, (PROJECTS, DEFAULT), AS_PROJECTS)
        rules = self.projects(*found[PROJECTS]) if PROJECTS in found else ()
        return Rules(rules, self.default(found[DEFAULT][1], rules) if DEFAULT in found else "")

    def default(self, node: Node, rules: tuple[Rule, ...]) -> str:
        name = "" if node.empty else self.name(node)
        for rule in rules:
            if rule.name.casefold() == name.casefold() and rule.name != name:
                what = f"`{DEFAULT}` names {name}; the project is called {rule.name}"
                self.wrong(node, what, "write it the same way")
        return name

    def keys(self, node: Node, known: tuple[str, ...], hint: str) -> dict[str, tuple[Node, Node]]:
        """The keys of a mapping with their nodes; what is not ``known`` has no effect."""
        if node.kind != "mapping" or any(node.mark):
            self.wrong(node, "this is no list of keys", hint)
            return {}
        found: dict[str, tuple[Node, Node]] = {}
        for key, value in node.pairs:
            text = self.text_of(key)
            if text in found:
                self.wrong(key, f"the key `{_short(text)}` stands twice", "delete one of them")
            elif text and known and text not in known:
                what = f"`{_short(text)}` is not known here, so it has no effect"
                self.wrong(key, what, f"there are: {', '.join(known)}", grave=False)
            elif text:
                found[text] = (key, value)
        return found

    def text_of(self, node: Node) -> str:
        """A text that is written there, "" (and a complaint) for anything else."""
        if node.kind != "scalar" or any(node.mark):
            self.wrong(node, f"here should be a text, not {_called(node)}", QUOTES)
        elif not node.value:
            self.wrong(node, "here is nothing where a text should be", AS_PROJECTS)
        else:
            return node.value
        return ""

    def name(self, node: Node) -> str:
        text = self.text_of(node)
        if text and not projects.is_name(text):
            self.wrong(node, f"`{_short(text)}` cannot be a project's name", projects.AS_NAME)
            return ""
        return text

    def projects(self, key: Node, node: Node) -> tuple[Rule, ...]:
        """The projects of a mapping, or of a list of mappings."""
        if node.empty:
            return ()
        if node.kind == "sequence" and not any(node.mark):
            found = [self.listed(item) for item in node.children]
        else:
            pairs = self.keys(node, (), AS_PROJECTS).values()
            found = [self.project(name, value) for name, value in pairs]
        rules = [rule for rule in found if rule is not None]
        if self._globs > GLOBS_LIMIT:
            what = f"has {self._globs} globs; at most {GLOBS_LIMIT} are read"
            self.wrong(key, what, "let one glob stand for several")
        return self.distinct(rules)

    def distinct(self, rules: list[Rule]) -> tuple[Rule, ...]:
        known: dict[str, Rule] = {}
        for rule in rules:
            first = known.setdefault(rule.name.casefold(), rule)
            if first is not rule and len(self.complaints) < MOST:
                what = f"the project {rule.name} is in line {first.line} too"
                self.complaints.append(Complaint(rule.line, what, "put their globs together"))
        return tuple(rules)

    def listed(self, item: Node) -> Rule | None:
        """`{name: …, paths: […]}`."""
        hint = "write `- name: NAME`, and below it `  paths: [GLOB, GLOB]`"
        found = self.keys(item, (NAME, PATHS), hint)
        missing = [key for key in (NAME, PATHS) if key not in found]
        if missing and item.kind == "mapping":
            self.wrong(item, f"this project has no `{missing[0]}`", hint)
        if missing:
            return None
        return self.rule(found[NAME][1], found[PATHS][1])

    def project(self, name: Node, value: Node) -> Rule | None:
        """`NAME: […]`, or `NAME: {paths: […]}`."""
        if value.kind != "mapping":
            return self.rule(name, value)
        found = self.keys(value, (PATHS,), AS_PROJECTS)
        if PATHS not in found:
            self.wrong(name, f"the project {_short(name.value)} has no `{PATHS}`", AS_PROJECTS)
            return None
        return self.rule(name, found[PATHS][1])

    def rule(self, name: Node, paths: Node) -> Rule | None:
        called = self.name(name)
        listed = paths.kind == "sequence" and not any(paths.mark)
        items = paths.children if listed else (paths,)
        if listed and not items:
            self.wrong(paths, "here is no glob, so nothing fits", AS_PROJECTS)
        said = [text for text in map(self.glob, items) if text]
        if said and said[0].startswith("!"):
            what = f"`{_short(said[0])}` takes out what nothing took in"
            self.wrong(items[0], what, "put another glob before it, such as `**`")
        return Rule(called, tuple(said), self.line(name)) if called and said else None

    def glob(self, node: Node) -> str:
        text = self.text_of(node)
        self._globs += 1
        if text and self._globs <= GLOBS_LIMIT:
            try:
                globs.compiled(text)
            except globs.BadGlob as error:
                self.wrong(
                    node,
                    f"the glob `{_short(text)}` {error}",
                    "how to write globs: git help gitignore",
                )
                return ""
        return text


def _called(node: Node) -> str:
    if node.kind == "alias":
        return "an alias"
    if node.mark[0]:
        return "one with a tag"
    if node.mark[1]:
        return "one with an anchor"
    return {"mapping": "keys", "sequence": "a list"}.get(node.kind, node.kind)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
