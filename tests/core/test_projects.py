"""To which projects paths belong, and what a project may be called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import called, projects
from git_session.core.projects import Router, Rule, Rules

RULES = Rules(
    (
        Rule("frontend", ("web/**", "*.css")),
        Rule("backend", ("api/**", "!api/generated/**", "api/generated/keep.go")),
        Rule("all-docs", ("**/*.md",)),
    ),
    "tools",
)


@pytest.mark.parametrize(("paths", "expected"), [
    (["web/a.ts"], ("frontend",)),
    (["api/a.go", "web/a.ts"], ("frontend", "backend")),  # the order of the rules
    (["web/README.md"], ("frontend", "all-docs")),  # every rule that fits counts
    (["api/x.css"], ("frontend", "backend")),
    (["api/generated/a.go"], ("tools",)),
    (["api/generated/keep.go"], ("backend",)),
    (["Makefile", "web/a.ts"], ("frontend", "tools")),
    (["backend/web.py"], ("tools",)),  # what a path is called means nothing
    ([".sessions/journal/web/x.md"], ()),
    ([".sessions/config.yml", "api/a"], ("backend",)),
    ([], ()),
])  # fmt: skip
def test_route(paths: list[str], expected: tuple[str, ...]) -> None:
    assert Router(RULES, ".sessions").route(paths) == expected


def test_without_a_default_the_rest_belongs_to_none() -> None:
    assert Router(Rules(RULES.projects), ".sessions").route(["Makefile"]) == ()
    assert Router(Rules(), ".sessions").route(["Makefile", "web/a"]) == ()


def test_where_sessions_are_kept_may_be_said() -> None:
    router = Router(Rules((), "all"), "notes/log")
    assert router.route(["notes/log/journal/x.md"]) == ()
    assert router.route(["notes/logbook", ".sessions/a"]) == ("all",)


@given(st.lists(st.text(st.sampled_from("webapi/.cs"), min_size=1, max_size=12), max_size=9))
def test_projects_of_paths_are_those_of_each(paths: list[str]) -> None:
    router = Router(RULES, ".sessions")
    each = {name for path in paths for name in Router(RULES, ".sessions").of_path(path)}
    assert set(router.route(paths)) == each
    assert router.route(reversed(paths)) == router.route(paths)


@pytest.mark.parametrize(("name", "valid"), [
    ("web", True),
    ("Web_2.0+x", True),
    ("größe", True),
    ("日本", True),
    ("_private", True),
    ("", False),
    (".", False),
    ("-web", False),
    ("web.", False),
    ("a b", False),
    ("a/b", False),
    ("a\\b", False),
    ("a\x1b", False),
    ("\udc80", False),
    ("___", False),
    ("a" * 65, False),
])  # fmt: skip
def test_what_a_project_may_be_called(name: str, valid: bool) -> None:
    assert projects.is_name(name) is valid


@pytest.mark.parametrize(("text", "name"), [
    ("my app!", "my-app"),
    ("@acme", "acme"),
    (".dotfiles", "dotfiles"),
    ("caf\u0065\u0301", "café"),
    ("---", ""),
    ("\x1b[31m", "31m"),
    ("x" * 100, "x" * 64),
])  # fmt: skip
def test_a_name_is_made_of_what_something_is_called(text: str, name: str) -> None:
    assert projects.as_name(text) == name


@given(st.text(max_size=80))
def test_a_name_that_was_made_is_one(text: str) -> None:
    name = projects.as_name(text)
    assert name == "" or projects.is_name(name)
    assert not projects.is_name(text) or projects.as_name(name) == name


@pytest.mark.parametrize(("url", "name"), [
    ("https://alice:secret@example.com/acme/web.git", "web"),
    ("https://example.com/acme/web/?token=secret#x", "web"),
    ("https://alice:secret@example.com", ""),
    ("https://alice:secret@example.com/", ""),
    ("ssh://git@example.com:22/~alice/web.git/", "web"),
    ("git@example.com:web.git", "web"),
    ("git@example.com:acme/web", "web"),
    ("alice:secret@example.com:web", "web"),
    ("alice:secret@example.com", ""),
    ("alice:s@cr:et@example.com:web", "web"),
    ("/srv/git/web.git", "web"),
    ("../web", "web"),
    (r"C:\repos\web.git", "web"),
    ("file:///home/alice/web/.git", "web"),
    ("ext::sh -c 'echo secret'", ""),
    ("", ""),
])  # fmt: skip
def test_what_a_remote_is_called(url: str, name: str) -> None:
    assert called.remote_name(url) == name


@pytest.mark.parametrize(("text", "name"), [
    ('{"name": "@acme/web"}', "web"),
    ('{"name": "web"}', "web"),
    ('{"name": 1}', ""),
    ("[]", ""),
    ("{", ""),
    ("[" * 100_000, ""),
])  # fmt: skip
def test_what_a_package_json_says(text: str, name: str) -> None:
    assert called.of_package_json(text) == name


@pytest.mark.parametrize(("text", "name"), [
    ('[project]\nname = "web"\n', "web"),
    ('[tool.poetry]\nname = "web"\n', "web"),
    ('[project]\nversion = "1"\n', ""),
    ("project = 1\ntool = 2\n", ""),
    ("project", ""),
    ("a = " + "[" * 100_000, ""),
])  # fmt: skip
def test_what_a_pyproject_says(text: str, name: str) -> None:
    assert called.of_pyproject(text) == name
