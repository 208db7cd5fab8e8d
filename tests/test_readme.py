"""The README's transcript is played as it stands; the two commands are what CI runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Repo

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SWEEP = "def sweep(inputs):\n    return [i for i in inputs if i.ready]\n"


def transcript() -> list[tuple[str, str]]:
    """Every command of the README's console block with the output that stands below it."""
    [block] = re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    steps: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        elif line:
            command, output = steps[-1]
            steps[-1] = (command, f"{output}{line}\n")
    return steps


def normal(text: str) -> str:
    """Output without what differs each time: hashes, ids, stamps, and blank lines."""
    text = re.sub(r"\d{8}T\d{6}Z", "STAMP", text)
    text = re.sub(r"\b\d{8}-\d{6}\b", "LABEL", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", "WHEN", text)
    text = re.sub(r"(\d+ (second|minute|hour|day)s? ago|just now)", "AGO", text)
    text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID", text)
    text = re.sub(r"\b[0-9a-f]{7,40}\b", "HASH", text)
    lines = [re.sub(r"[ +-]*\|.*", " |", line.rstrip()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def test_the_transcript_happens_as_it_is_written(repo: Repo) -> None:
    """A person who types these lines sees these lines."""
    repo.commit("Sweep ready inputs", {"sweep.py": SWEEP})
    steps = transcript()
    assert len(steps) > 8, "the whole story is told"
    for command, output in steps:
        done = repo.run("sh", "-c", f"{command} 2>&1")
        shown = done.out.replace(str(repo.top), "/home/you/sweeper")
        assert normal(shown) == normal(output), command


def test_the_story_covers_begin_to_merge() -> None:
    words = " ".join(command for command, _ in transcript())
    for part in ("session init", "session log", "commit", "session view", "merge"):
        assert f"git {part}" in words


def test_the_readme_tells_things_in_their_order() -> None:
    heads = re.findall(r"^## (.*)$", README, re.MULTILINE)
    assert heads == [
        "Two commands",
        "What happened",
        "It comes back",
        "Four words",
        "Agents",
        "How to undo it",
        "What it does not do",
        "How it compares",
        "Help",
    ]
