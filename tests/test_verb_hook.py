"""``git session hook``: the arguments are git's, whoever hands them over."""

from __future__ import annotations

import pytest

from git_session import hooks
from git_session.commands import hook

CASES = [
    ("post-checkout", {"FROM_REF": "a", "TO_REF": "b", "CHECKOUT_TYPE": "1"}, ["a", "b", "1"]),
    ("post-checkout", {"FROM_REF": "a", "TO_REF": "b"}, []),
    ("post-merge", {"IS_SQUASH_MERGE": "0"}, ["0"]),
    ("post-merge", {"IS_SQUASH_MERGE": "1"}, ["1"]),
    ("post-merge", {"SQUASH_MERGE": "1"}, ["1"]),  # as prek says it, and only of a squash
    ("post-merge", {}, []),
    ("post-rewrite", {"REWRITE_COMMAND": "rebase"}, ["rebase"]),
    ("pre-commit", {"REWRITE_COMMAND": "rebase"}, []),
    ("commit-msg", {"COMMIT_MSG_SOURCE": "message"}, []),
]


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What was dispatched."""
    calls: list[tuple[str, list[str]]] = []

    def dispatch(name: str, args: list[str]) -> int:
        calls.append((name, args))
        return 0

    monkeypatch.setattr(hooks, "dispatch", dispatch)
    return calls


@pytest.mark.parametrize(("name", "variables", "expected"), CASES)
def test_the_frameworks_variables_become_arguments(
    name: str,
    variables: dict[str, str],
    expected: list[str],
    called: list[tuple[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in variables.items():
        monkeypatch.setenv(f"PRE_COMMIT_{variable}", value)
    hook.run(name=name, args=[])
    monkeypatch.setenv("PRE_COMMIT", "1")
    hook.run(name=name, args=[])
    assert called == [(name, []), (name, expected)]


def test_what_git_passes_itself_comes_first(
    called: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that some hook of the framework's makes has hooks of its own."""
    monkeypatch.setenv("PRE_COMMIT", "1")
    monkeypatch.setenv("PRE_COMMIT_REWRITE_COMMAND", "rebase")
    hook.run(name="post-rewrite", args=["amend"])
    assert called == [("post-rewrite", ["amend"])]
