"""What is taken from a host's transcript, and that none of its lines can do harm."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import transcript
from git_session.core.event import CREATED, DELETED, MODIFIED

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
KEYS = """type message content timestamp sessionId cwd role text toolUseResult filePath name input
payload id arguments command action user assistant tool_use Bash response_item function_call
session_meta custom_tool_call apply_patch isMeta""".split()  # noqa: SIM905 - words read better
SHAPED = st.recursive(
    st.sampled_from([*KEYS, "2026-01-15T13:30:00.123Z", '{"cmd": "ls"}', "Decision: x", ""]) | JSON,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=25,
)


def read(host: str, *rows: object) -> transcript.Transcript:
    lines = [(number, json.dumps(row)) for number, row in enumerate(rows, 1)]
    told = transcript.read(host, lines)
    assert told is not None
    return told


@given(st.sampled_from(["claude", "codex"]), st.lists(SHAPED, max_size=5))
def test_any_json_is_read_without_a_fault(host: str, rows: list[object]) -> None:
    told = transcript.read(host, [(n, json.dumps(row)) for n, row in enumerate(rows, 1)])
    assert told is None or told.first <= told.last


@given(st.sampled_from(["claude", "codex"]), st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_read_without_a_fault(host: str, lines: list[str]) -> None:
    assert transcript.read(host, list(enumerate(lines, 1))) is None


@given(st.text(max_size=400))
def test_what_is_quoted_stands_there_word_by_word(text: str) -> None:
    for what, said in transcript.labelled(text):
        assert what in ("decision", "blocker", "next step")
        assert all(word.strip("*_") in text for word in said.split(" "))
        assert 0 < len(said) <= transcript.LONGEST


@given(st.text(max_size=300))
def test_a_name_of_a_command_holds_none_of_its_arguments(command: str) -> None:
    for name in transcript.names(command):
        assert name in command
        assert " " not in name
        assert "=" not in name


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("git commit -m 'x'", ["git"]),
        ("cd src && FOO=bar pytest -q | tail -3; echo done", ["cd", "pytest", "tail", "echo"]),
        ("bash -lc 'rg token=abc'", ["rg"]),
        ("""/bin/sh -c "git commit -m 'a; b' && ls" """, ["git", "ls"]),
        ("/usr/local/bin/node --version", ["node"]),
        ("TOKEN=s3cret", []),
        ("$(cat key)", []),
        ("", []),
    ],
)
def test_commands_are_known_by_name_alone(command: str, names: list[str]) -> None:
    assert transcript.names(command) == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Decision: use cents", [("decision", "use cents")]),
        ("- **Decision:** use cents", [("decision", "use cents")]),
        ("**Decided**: use cents", [("decision", "use cents")]),
        ("## Next steps:\n- test it\n- ship it\n\nThat is all.\n- not this", [
            ("next step", "test it"),
            ("next step", "ship it"),
        ]),
        ("Next steps:\n\n1. [ ] test it", [("next step", "test it")]),
        ("Blocked on: the port", [("blocker", "the port")]),
        ("BLOCKER: the port", [("blocker", "the port")]),
        ("I think the decision: is yours", []),
        ("We decided to use cents", []),
        ("Decision:", []),
        ("Decision:x", []),
        ("Nextel: a phone", []),
        ("```\nDecision: in code\n```", []),
    ],
)  # fmt: skip
def test_only_what_says_so_in_so_many_words_is_quoted(
    text: str, said: list[tuple[str, str]]
) -> None:
    assert list(transcript.labelled(text)) == said


def at(minute: int) -> str:
    return f"2026-01-15T13:{minute:02}:00.123Z"


def when(minute: int) -> datetime:
    return datetime(2026, 1, 15, 13, minute, tzinfo=UTC)


def test_what_a_subagent_or_the_host_said_is_nobodys_word() -> None:
    for flag in ("isMeta", "isCompactSummary", "isSidechain"):
        row = {"type": "user", "timestamp": at(0), flag: True, "message": {"content": "Next: x"}}
        assert read("claude", row).sayings == ()
    told = {"role": "user", "content": [{"type": "input_text", "text": "<user>\nNext: x"}]}
    given = {"type": "message", **told}
    row = {"type": "response_item", "timestamp": at(0), "payload": given}
    assert read("codex", row).sayings == ()


def test_a_tool_that_was_refused_changed_nothing() -> None:
    used = {"type": "tool_use", "name": "Write", "input": {"file_path": "a.py"}}
    rows = (
        {"type": "assistant", "timestamp": at(0), "message": {"content": [used]}},
        {"type": "user", "timestamp": at(1), "toolUseResult": "Error: refused", "message": {}},
    )
    assert read("claude", *rows).changes == ()


def test_a_patch_is_read_wherever_codex_puts_it() -> None:
    patch = (
        "*** Begin Patch\n*** Add File: a\n*** Update File: b\n*** Delete File: c\n*** End Patch"
    )
    custom = {"type": "custom_tool_call", "name": "apply_patch", "input": patch}
    asked = json.dumps({"input": patch})
    function = {"type": "function_call", "name": "apply_patch", "arguments": asked}
    shell = {"type": "function_call", "name": "shell", "arguments": json.dumps(
        {"command": ["bash", "-lc", f"apply_patch <<'EOF'\n{patch}\nEOF"]}
    )}  # fmt: skip
    for payload in (custom, function, shell):
        told = read("codex", {"type": "response_item", "timestamp": at(0), "payload": payload})
        found = [(one.touched.path, one.touched.action) for one in told.changes]
        assert found == [("a", CREATED), ("b", MODIFIED), ("c", DELETED)]


def test_a_hostile_transcript_is_bounded() -> None:
    start = time.perf_counter()
    text = "\n".join(f"Decision: number {number} {'x' * 900}" for number in range(5_000))
    calls = [
        {"type": "tool_use", "name": "Bash", "input": {"command": f"run{number} x"}}
        for number in range(5_000)
    ]
    rows = [
        {"type": "assistant", "timestamp": at(0), "message": {"content": text}},
        {"type": "assistant", "timestamp": at(1), "message": {"content": calls}},
    ]
    lines = [(1, "[" * 100_000), (2, None), *((n, json.dumps(r)) for n, r in enumerate(rows, 3))]
    told = transcript.read("claude", lines)
    assert told is not None
    assert told.broken == (1, 2)
    assert (told.first, told.last) == (when(0), when(1))
    assert len(told.sayings) <= transcript.QUOTES
    assert len(told.commands) == transcript.QUOTES
    assert time.perf_counter() - start < 10
