"""docs/agents.md: for each host the same five answers, with the names that the adapter knows."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from git_session import agents
from git_session.core import event

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
HEADINGS = {
    "claude": "Claude Code",
    "codex": "Codex",
    "gemini": "Gemini CLI",
    "copilot": "Copilot CLI",
    "opencode": "OpenCode",
    "cursor": "Cursor",
}


def section(host: str) -> str:
    return PAGE.partition(f"\n## {HEADINGS[host]}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("host", agents.HOSTS)
def test_each_host_has_the_same_five_answers(host: str) -> None:
    said = re.findall(r"^- \*\*(\w+)\*\*: ", section(host), re.MULTILINE)
    assert said == ["Install", "Captured", "Injected", "Cannot", "Leave"]
    adapter = importlib.import_module(f"git_session.agents.{host}")
    assert f"`{adapter.SETTINGS}`" in section(host)
    assert f"`git session install --agent {host}`" in section(host)
    assert f"`git session uninstall --agent {host}`" in section(host)


@pytest.mark.parametrize("host", agents.HOSTS)
def test_a_tool_that_is_said_to_be_captured_is_known_to_the_adapter(host: str) -> None:
    captured = section(host).partition("**Captured**")[2].partition("\n- **")[0]
    source = (ROOT / f"src/git_session/agents/{host}.py").read_text(encoding="utf-8")
    named = [one for one in re.findall(r"`(\w+)`", captured) if one.islower()]
    assert [one for one in named if one not in source] == []


def test_each_event_has_its_row() -> None:
    table = PAGE.partition("\n## What happens when\n")[2].partition("\n\nThe briefing")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert re.findall(r"`([a-z-]+)`", " ".join(row.split(" | ")[0] for row in rows)) == list(
        event.WORDS
    )
