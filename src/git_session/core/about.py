"""What a project's own files say of it: what it is, what it is built with, where that is described.

Read are files that other tools define; what they do not say is not guessed.
"""

from __future__ import annotations

from git_session.core import called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

PACKAGE_JSON, PYPROJECT, CARGO = "package.json", "pyproject.toml", "Cargo.toml"
MANIFESTS = (PYPROJECT, PACKAGE_JSON, CARGO)  # that describe a project, the first that does counts
STACK = {
    PYPROJECT: "Python",
    "setup.py": "Python",
    "requirements.txt": "Python",
    PACKAGE_JSON: "JavaScript",
    "tsconfig.json": "TypeScript",
    CARGO: "Rust",
    "go.mod": "Go",
    "pom.xml": "Java",
    "build.gradle": "Java",
    "build.gradle.kts": "Kotlin",
    "Gemfile": "Ruby",
    "composer.json": "PHP",
    "mix.exs": "Elixir",
    "Package.swift": "Swift",
    "CMakeLists.txt": "C/C++",
    "Dockerfile": "Docker",
}
ARCHITECTURE = ("docs/architecture.md", "ARCHITECTURE.md", "docs/ARCHITECTURE.md")
CONVENTIONS = ("CONTRIBUTING.md", ".github/CONTRIBUTING.md", "AGENTS.md", "CLAUDE.md")
LIMIT = 64 * 1024  # characters of a file that are read
HTTP = ("http", "https")


def stack(names: Collection[str]) -> tuple[str, ...]:
    """What is built with, by the names of the files at the top."""
    return tuple(dict.fromkeys(said for name, said in STACK.items() if name in names))


def description(name: str, text: str) -> str:
    """What a manifest says that the project is; "" where it says nothing or cannot be read."""
    if len(text) > LIMIT:
        return ""
    if name == PACKAGE_JSON:
        return _text(called.json_in(text), "description")
    table = "package" if name == CARGO else "project"
    return _text(called.toml_in(text).get(table), "description")


def _text(found: object, key: str) -> str:
    said = found.get(key) if isinstance(found, dict) else None
    return " ".join(said.split()) if isinstance(said, str) else ""


def public_url(url: str) -> str:
    """A remote's address without who logs in and with what; "" where that cannot be told apart.

    Of an address for a web server, and of any that holds a password, the login goes; `git@` of an
    SSH address is none. What follows `?` and `#` goes too: tokens stand there.
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        head, colon, path = url.partition(":")
        if not colon or "@" in path.partition("/")[0]:
            return "" if colon else url
        return f"{head}:{path}"
    place, slash, path = rest.partition("/")
    login, at, host = place.rpartition("@")
    user, password, _ = login.partition(":")
    keep = at and not password and scheme.lower() not in HTTP
    path = path.partition("?")[0].partition("#")[0]
    return f"{scheme}://{f'{user}@' if keep else ''}{host}{slash}{path}"
