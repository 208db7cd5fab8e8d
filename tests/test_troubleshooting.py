"""The commands that docs/troubleshooting.md names exist, and what it quotes is what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from git_session import cli, config
from git_session.core import standing
from git_session.lifecycle import standing as looked_up
from git_session.lifecycle.checkup import fault, installed, trial

PAGE = (Path(__file__).parent.parent / "docs/troubleshooting.md").read_text(encoding="utf-8")
ONE_LINE = " ".join(PAGE.split())


def commands() -> list[str]:
    """Every `git …` of the page, in blocks and in the text."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    inline = (" ".join(one.split()) for one in re.findall(r"`([^`]*)`", text))
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in [*lines, *inline] if line.startswith("git ")]


@pytest.mark.parametrize("command", sorted({one for one in commands() if "session " in one}))
def test_its_options_are_understood(command: str) -> None:
    words = shlex.split(command, comments=True)[1:]
    if words[0] == "config":
        assert words[1] in config.OURS
        return
    assert words[0] == "session"
    verb = words[1]
    if verb == "--version":
        return
    assert verb in cli.VERBS
    cli.parser(verb, cli.load(verb)).parse_args(words[2:])


def test_it_names_many() -> None:
    assert len(commands()) > 25


def test_every_symptom_that_people_come_with_has_its_part() -> None:
    assert re.findall("^## (.*)$", PAGE, re.MULTILINE) == [
        "The agent knows nothing after a compaction",
        "Progress is lost",
        "Working on something else for a while",
        "Old sessions are still listed",
        "A commit carried nothing",
        "A hook manager silenced the hooks",
        "Clients with windows",
        "Two gits, two git-sessions",
        "Sessions of others are not there",
        "How to read doctor",
    ]


SOURCES = [
    Path(str(module.__file__)).read_text(encoding="utf-8")
    for module in (standing, looked_up, fault, installed, trial, cli.load("doctor"))
]


@pytest.mark.parametrize("said", [
    "missing: ", "No session here", "is under way", "HEAD moved without our hooks",
    "a commit made here takes ", "git looks there, and ours in ", "core.hooksPath is empty",
    "these hook types are not installed", "with the bare PATH of a graphical client",
    "carried no journal file", "is first on PATH and is ", "is too old: ",
    "will be made good: ", "note: ", "(--fix does it)", "a trial commit carried its note",
])  # fmt: skip
def test_what_it_quotes_is_said(said: str) -> None:
    assert said.strip() in ONE_LINE
    assert any(said in source for source in SOURCES)
