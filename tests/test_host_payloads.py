"""What the hosts really send, event by event, and whether they take what they are answered.

The payloads in ``fixtures/hosts`` were recorded (README.md there says how, and which were written
from documentation); ``/work/project`` in them is the repository.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from story import begin, the_document

from git_session import agents
from git_session.core import event

if TYPE_CHECKING:
    from conftest import Done, Repo

    from git_session.core.event import Event

FIXTURES = Path(__file__).parent / "fixtures/hosts"
TOP = "/work/project"
FOUND = sorted(FIXTURES.glob("*/*.json"))
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())
# What of each payload our one vocabulary holds: the fields of ``Event`` that are not empty, without
# word, id and cwd, which every payload of a host has.
EXPECTED: dict[str, dict[str, Any]] = json.loads((FIXTURES / "expected.json").read_text())


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def word(path: Path) -> str:
    """Our word for the event: the first part of a fixture's name."""
    return path.stem.partition(".")[0]


def read(path: Path) -> Event | None:
    module = f"git_session.agents.{path.parent.name}"
    __import__(module)
    found: Event | None = sys.modules[module].read(word(path), json.loads(path.read_text()))
    return found


def facts(told: Event) -> dict[str, Any]:
    """The fields of an event that say something."""
    rows = {key: value for key, value in told.__dict__.items() if value}
    if told.touched:
        rows["touched"] = [[one.path, one.action] for one in told.touched]
    return rows


def send(repo: Repo, path: Path) -> Done:
    """Let the host of a payload send it in ``repo``."""
    given = path.read_text().replace(TOP, str(repo.top))
    return repo.session("agent", path.parent.name, word(path), stdin=given)


@pytest.fixture
def session(repo: Repo) -> Repo:
    """A branch with a session."""
    begin(repo, "--name", "fix", "--goal", "Fix the race", "--step", "Find it")
    return repo


def test_every_host_has_payloads_and_every_payload_is_expected() -> None:
    assert {path.parent.name for path in FOUND} == set(agents.HOSTS)
    assert {name(path) for path in FOUND} == EXPECTED.keys()
    assert {word(path) for path in FOUND} == set(event.WORDS)


@pytest.mark.parametrize("path", FOUND, ids=name)
def test_a_payload_is_understood(path: Path) -> None:
    told = read(path)
    assert told is not None
    assert facts(told) == EXPECTED[name(path)] | {"word": word(path)}


@pytest.mark.parametrize("path", FOUND, ids=name)
def test_a_host_takes_what_it_is_answered(session: Repo, path: Path) -> None:
    done = send(session, path)
    assert (done.code, done.err) == (0, "")
    schema = ANSWERS[path.parent.name].get(word(path), {"const": ""})
    told = json.loads(done.out) if done.out.startswith("{") else done.out
    jsonschema.validate(told, schema)


@pytest.mark.parametrize("path", FOUND, ids=name)
def test_no_path_of_a_machine_is_in_a_payload(path: Path) -> None:
    text = path.read_text()
    assert json.loads(text)
    for place in ("/dev/", "/root", '"/tmp', "/Users", "/private"):
        assert place not in text


def test_every_host_is_told_where_the_work_stands(session: Repo) -> None:
    for path in FIXTURES.glob("*/session-start.*.json"):
        shutil.rmtree(session.top / ".git/git-session/talks", ignore_errors=True)
        assert "git session `fix` is active on this branch" in send(session, path).out, name(path)


@pytest.mark.parametrize("first", ["claude", "copilot"])
def test_what_copilot_tells_in_two_shapes_counts_once(session: Repo, first: str) -> None:
    """Whichever of its two files of hooks it runs first."""
    pairs = (
        ("session-start.of-copilot", "session-start.startup"),
        ("prompt.of-copilot", "prompt.words"),
        ("tool-used.read-of-copilot", "tool-used.view"),
        ("tool-used.edit-of-copilot", "tool-used.edit"),
        ("tool-used.write-of-copilot", "tool-used.create"),
        ("turn-end.of-copilot", "turn-end.stop"),
    )
    hosts = ("claude", "copilot")
    answers = []
    for pair in pairs:
        paths = [FIXTURES / host / f"{stem}.json" for host, stem in zip(hosts, pair, strict=True)]
        order = paths if first == "claude" else paths[::-1]
        answers.append([send(session, path).out for path in order])
    assert [out for _, out in answers if out] == [], "the second of two is never answered"
    assert answers[0][0], "the first start is"
    text = the_document(session).text
    assert text.count("| `new.py` | Created |") == 1
    [tools] = [line for line in text.splitlines() if line.startswith("tools: ")]
    assert tools == "tools: [Read, Edit, Write]"


def test_a_compaction_of_which_no_more_is_heard_is_followed_by_a_briefing(session: Repo) -> None:
    """Copilot announces one, and then goes on as if nothing had been."""
    send(session, FIXTURES / "copilot/session-start.startup.json")
    prompt = FIXTURES / "copilot/prompt.words.json"
    assert send(session, prompt).out == ""
    assert send(session, FIXTURES / "copilot/pre-compact.manual.json").out == ""
    shutil.rmtree(next((session.top / ".git/git-session/talks").glob("*/heard")))
    said = json.loads(send(session, prompt).out)["additionalContext"]
    assert said.startswith("git session `fix` is active on this branch, after a compaction: ")
    shutil.rmtree(next((session.top / ".git/git-session/talks").glob("*/heard")))
    assert send(session, prompt).out == ""
    assert "compaction_count: 0" in the_document(session).text


def test_edits_of_one_turn_of_cursor_all_count(session: Repo) -> None:
    """Its generation is the turn's, not the tool's."""
    given = (FIXTURES / "cursor/tool-used.edit.json").read_text().replace(TOP, str(session.top))
    for changed in ("code.py", "other.py", "third.py"):
        session.session("agent", "cursor", "tool-used", stdin=given.replace("code.py", changed))
    send(session, FIXTURES / "cursor/turn-end.completed.json")
    for changed in ("code.py", "other.py", "third.py"):
        assert f"| `{changed}` | Modified |" in the_document(session).text


def test_a_host_without_an_id_in_its_shell_is_given_the_scratch_that_its_commits_take(
    session: Repo,
) -> None:
    out = send(session, FIXTURES / "gemini/session-start.startup.json").out
    shell = {"GEMINI_CLI": "1"}
    written = session.session("path", "scratch", env=shell).out.strip()
    assert f"Scratch file: {written}" in out


@pytest.mark.parametrize(
    ("host", "variables"),
    [
        ("claude", ("CLAUDE_CODE_SESSION_ID",)),
        ("codex", ("CODEX_SESSION_ID",)),
        ("copilot", ("COPILOT_AGENT_SESSION_ID",)),
        ("opencode", ("OPENCODE", "GIT_SESSION_AGENT_ID")),
    ],
)
def test_the_scratch_of_a_start_is_the_one_of_the_agents_commands(
    session: Repo, host: str, variables: tuple[str, ...]
) -> None:
    """What is seen in the environment of its shell is the id that the payload has."""
    path = FIXTURES / host / "session-start.startup.json"
    told = read(path)
    assert told is not None
    out = send(session, path).out
    env = dict.fromkeys(variables, told.id)
    assert f"Scratch file: {session.session('path', 'scratch', env=env).out.strip()}" in out
