"""The rooms of the house and who may know whom (docs/architecture.md), read from the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import git_session

PACKAGE = Path(git_session.__file__).parent
LAYERS = {
    "errors": 1,
    "model": 1,
    "core": 2,
    "process": 3,
    "plumbing": 3,
    "git": 3,
    "history": 3,
    "annotate": 3,
    "walk": 3,
    "charts": 3,
    "clock": 3,
    "detector": 3,
    "config": 3,
    "output": 3,
    "screen": 3,
    "agents": 3,
    "files": 4,
    "patience": 4,
    "lock": 4,
    "places": 4,
    "scratch": 4,
    "state": 4,
    "statelines": 4,
    "store": 4,
    "cache": 4,
    "remains": 4,
    "planned": 4,
    "hookfiles": 4,
    "sharefiles": 4,
    "talks": 4,
    "taskfiles": 4,
    "transcripts": 4,
    "oldfiles": 4,
    "lifecycle": 5,
    "commands": 6,
    "hooks": 6,
    "mcpserver": 6,
    "guard": 7,
    "cli": 7,
    "entry": 8,
    "__main__": 9,
    "reference": 8,
    "hooks.run": 8,  # a script: nobody imports it
}
STRANGERS = ("commands", "hooks", "agents")  # whose files do not know each other
DOORS = {
    "ruamel": ("core.document", "core.yaml"),
    "git": ("history",),
    "gitdb": (),
    "rich": ("output",),
    "detect_secrets": ("detector",),
    "sqlite3": ("cache",),
    "matplotlib": ("charts",),
    "mcp": ("mcpserver",),
    "mcp_types": ("mcpserver",),
}
OUTSIDE = """
    builtins fcntl getpass glob importlib io locale logging msvcrt os pathlib platform pwd random
    secrets select shutil signal site socket subprocess sys tempfile threading time urllib
""".split()  # noqa: SIM905 - words read better
OUTSIDE_CALLS = ("print", "open", "input", "exec", "eval", "now", "today", "utcnow")


def modules() -> dict[str, Path]:
    """The dotted names below git_session, 'core.fold' for example; a package is its own name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return found


MODULES = modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def imports(name: str) -> Iterator[str]:
    """Absolute names of everything the module imports, inside functions and for types too."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(name, node)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def absolute(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = MODULES[name].name == "__init__.py"
    parts = ["git_session", *name.split(".")] if name else ["git_session"]
    parts = parts[: len(parts) - node.level + package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def inner(name: str) -> set[str]:
    """The modules of ours that the module imports; ``from package import thing`` is the package."""
    found = set()
    for target in imports(name):
        first, _, rest = target.partition(".")
        if first == "git_session":
            found.add(rest if rest in MODULES else rest.rpartition(".")[0])
    return found - {""}


def outer(name: str) -> set[str]:
    """Top-level names of everything else that it imports."""
    return {target.partition(".")[0] for target in imports(name)} - {"git_session", "__future__"}


def room(name: str) -> str:
    return name.partition(".")[0]


def layer(name: str) -> int:
    return LAYERS.get(name, LAYERS.get(room(name), 0))


ROOMS = sorted(name for name in MODULES if name)


@pytest.mark.parametrize("name", ROOMS)
def test_every_module_has_a_room(name: str) -> None:
    assert layer(name), "give the new room its layer, here and in docs/architecture.md"


@pytest.mark.parametrize("name", ROOMS)
def test_imports_only_go_down(name: str) -> None:
    up = [other for other in inner(name) if layer(other) > layer(name)]
    assert up == []


@pytest.mark.parametrize("name", [name for name in ROOMS if room(name) in STRANGERS])
def test_one_verb_and_one_hook_do_not_know_the_others(name: str) -> None:
    """The package itself, their table of contents, may know them all."""
    if name in STRANGERS:
        return
    known = {other for other in inner(name) if room(other) == room(name)} - {room(name)}
    assert known == set()


def test_there_is_no_circle() -> None:
    edges = {name: inner(name) - {name} for name in ROOMS}
    while edges:
        free = [name for name, known in edges.items() if not known & edges.keys()]
        assert free, f"these import each other: {edges}"
        for name in free:
            del edges[name]


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(name: str, library: str) -> None:
    if library in outer(name):
        assert any(name.startswith(door) for door in DOORS[library])


CORE = [name for name in ROOMS if room(name) in ("core", "model", "errors")]


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_nothing_of_the_world(name: str) -> None:
    assert sorted(outer(name) & set(OUTSIDE)) == []


@pytest.mark.parametrize("name", CORE)
def test_the_core_calls_nothing_that_reads_or_writes_the_world(name: str) -> None:
    called = [node.func for node in ast.walk(TREES[name]) if isinstance(node, ast.Call)]
    named = [getattr(func, "attr", getattr(func, "id", "")) for func in called]
    assert sorted(set(named) & set(OUTSIDE_CALLS)) == []
