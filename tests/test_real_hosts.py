"""The real hosts, with ``--real-hosts``: from npm, sealed, with a model of ours on loopback.

pytest tests/test_real_hosts.py --real-hosts [--hosts-at DIR]
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import realhosts
from conftest import Repo
from modelserver import Call, Model
from realhosts import Stage
from story import begin, journal_files, pass_by, the_document, titles

from git_session.lifecycle.waiting import QUIET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REAL = dict(os.environ)  # before a test seals it: npm may need a proxy and certificates
BRIEFING = "git session `fix` is active on this branch"
AGAIN = "is active on this branch, after compaction #1"
COMMIT = (
    "git session log --decision 'From the agent' --rationale why"
    " && echo changed >> code.py && git add -A && git commit -qm 'By the agent'"
)
SHELLS = {
    "claude": lambda line: Call("Bash", {"command": line, "description": "run it"}),
    "codex": lambda line: Call("exec_command", {"cmd": line}),
    "copilot": lambda line: Call("bash", {"command": line, "description": "run it"}),
}
CLIENTS = {"claude": "claude-code", "codex": "codex", "copilot": "copilot"}


@pytest.fixture(scope="session")
def tools(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Callable[[str], Path]]:
    """``tools(host)``: where the host's command line is; installed once, skipped where it fails.

    They take a gigabyte: what was fetched into a directory of this run goes with its end.
    """
    kept = pytestconfig.getoption("hosts_at")
    place = Path(kept).absolute() if kept else tmp_path_factory.mktemp("hosts")
    place.mkdir(parents=True, exist_ok=True)
    tried: dict[str, str] = {}

    def get(host: str) -> Path:
        if host not in tried:
            tried[host] = realhosts.fetched(host, place, REAL)
        if tried[host]:
            pytest.skip(f"{host} cannot be had: {tried[host]}")
        return place

    yield get
    if not kept:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, repo: Repo, command_dir: Path, tmp_path: Path,
    home: Path, monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Stage]]:  # fmt: skip
    """``stage("claude", "codex")``: a branch with a session, our hooks, and these hosts."""
    if not request.config.getoption("real_hosts"):
        pytest.skip("the hosts' own command lines are fetched with --real-hosts only")
    for name in ("GIT_SESSION_NOW", "GIT_CONFIG_GLOBAL", "GIT_EDITOR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name)
    stages: list[Stage] = []
    with Model() as model:

        def make(*hosts: str) -> Stage:
            get = request.getfixturevalue("tools")
            place = [get(host) for host in hosts][-1]
            repo.git("switch", "-q", "-c", "fix")
            begin(repo, "--name", "fix", "--goal", "Fix the race", "--step", "Find it")
            repo.session("log", "--decision", "Lock first", "--rationale", "simplest")
            for host in hosts:
                repo.session("install", "--agent", host)
            repo.git("add", "-A")
            repo.git("commit", "-q", "-m", "Hooks of the hosts")
            made = Stage(repo, home, place, model)
            stages.append(made)
            made.prepare(command_dir / "git-session")
            return made

        yield make
        for one in stages:
            one.end()


def told(printed: str) -> list[dict[str, Any]]:
    """The JSON objects among the lines that a host printed."""
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def assert_no_fault(stage: Stage) -> None:
    """No hook of ours failed or said anything aside."""
    assert [(one.words, one.err) for one in stage.heard() if one.code or one.err] == []


def assert_told_anew(stage: Stage) -> None:
    """The model is sent what was true before, and behind it, said to be so, what is true now."""
    asked = json.dumps(stage.model.asked[0][1])
    before = asked.index(f"{BRIEFING}: 0 of 1 steps done.")
    now = f"{BRIEFING}: 1 of 1 steps done. What this conversation was told of it before is out"
    assert asked.index(now) > before
    assert_no_fault(stage)


def assert_carried(stage: Stage, client: str) -> None:
    """HEAD is the agent's commit, and carries its own entry."""
    assert stage.repo.git("log", "-1", "--format=%s").out.strip() == "By the agent"
    [path] = set(journal_files(stage.repo)) - set(journal_files(stage.repo, "HEAD~1"))
    text = stage.repo.show(path)
    assert f"client: '{client}'" in text
    assert "Decision: From the agent" in text


@pytest.mark.parametrize(("host", "client"), CLIENTS.items())
def test_an_agent_is_told_and_its_commit_carries_what_it_noted(
    stage: Callable[..., Stage], host: str, client: str
) -> None:
    on = stage(host)
    on.model.will(SHELLS[host](COMMIT))
    on.ask(host, "fix it, please")
    words = [one.event for one in on.heard()]
    assert sorted(words[:2]) == ["prompt", "session-start"], "Copilot starts both at once"
    assert words[-2:] == ["turn-end", "session-end"]
    assert_no_fault(on)
    assert BRIEFING in json.dumps(on.model.asked[0][1]), "the context is in the model's input"
    assert "> Decided: Lock first, because simplest" in on.model.heard()
    assert_carried(on, client)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are told by /proc")
def test_a_host_that_hangs_is_ended_with_all_that_it_started(
    repo: Repo, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(realhosts, "ANSWERING", 1)
    with Model() as model:
        on = Stage(repo, home, tmp_path, model)
        on.prepare(tmp_path / "git-session")
        with pytest.raises(AssertionError, match="took too long:\nbegun"):
            on.run("sh", "-c", "echo begun; setsid sleep 60 & sleep 60")
        assert on.left_behind() == []


def test_claude_tells_which_files_it_touched(stage: Callable[..., Stage]) -> None:
    on = stage("claude")
    top = str(on.repo.top)
    on.model.will(
        Call("Read", {"file_path": f"{top}/code.py"}),
        Call("Edit", {"file_path": f"{top}/code.py", "old_string": "hello", "new_string": "there"}),
        Call("Write", {"file_path": f"{top}/new.py", "content": "x = 1\n"}),
    )
    printed = on.ask("claude", "fix it, please")
    text = the_document(on.repo).text
    assert "| `code.py` | Modified |" in text
    assert "| `new.py` | Created |" in text
    ends = [row["outcome"] for row in told(printed) if row.get("subtype") == "hook_response"]
    assert ends
    assert set(ends) == {"success"}, "Claude Code has nothing against a hook or its answer"


def test_codex_tells_which_files_it_touched(stage: Callable[..., Stage]) -> None:
    on = stage("codex")
    patch = "*** Begin Patch\n*** Add File: new.py\n+x = 1\n*** End Patch"
    on.model.will(Call("apply_patch", patch))
    printed = on.ask("codex", "fix it, please")
    assert "| `new.py` | Created |" in the_document(on.repo).text
    wrong = [row for row in told(printed) if (row.get("item") or {}).get("type") == "error"]
    assert [row for row in wrong if "bypass-hook-trust" not in json.dumps(row)] == []


def test_codex_runs_no_hook_that_its_user_does_not_trust(stage: Callable[..., Stage]) -> None:
    on = stage("codex")
    on.run(*realhosts.COMMANDS["codex"][:-1], "fix it, please")
    assert on.heard() == []


def test_claude_survives_a_compaction(stage: Callable[..., Stage]) -> None:
    on = stage("claude")
    on.model.will(*(SHELLS["claude"](f"echo {number}") for number in range(3)))
    printed = on.ask("claude", "fix it, please")
    id_ = next(row["session_id"] for row in told(printed) if row.get("session_id"))
    on.forget()
    on.model.will()
    on.ask("claude", "/compact", "--resume", id_)
    words = [one.event for one in on.heard()]
    assert "pre-compact" in words
    assert "post-compact" in words
    assert BRIEFING in json.dumps(on.model.asked[-1][1]["messages"][-1]), "the summariser has it"
    assert "compaction_count: 1\n" in the_document(on.repo).text
    on.model.will()
    on.ask("claude", "and now?", "--resume", id_)
    assert AGAIN in on.model.heard()
    assert_no_fault(on)


@pytest.mark.parametrize(("words", "source"), [((), "resume"), (("--fork-session",), "fork")])
def test_claude_is_told_that_what_it_was_told_is_out_of_date(
    stage: Callable[..., Stage], words: tuple[str, ...], source: str
) -> None:
    on = stage("claude")
    on.model.will()
    on.ask("claude", "fix it, please")
    id_ = on.heard()[0].payload["session_id"]
    on.repo.session("log", "--done", "Find it")
    on.forget()
    on.model.will()
    on.ask("claude", "and now?", "--resume", id_, *words)
    start = on.heard()[0].payload
    assert (start["source"], start["session_id"] == id_) == (source, source == "resume")
    assert_told_anew(on)


def test_codex_is_told_that_what_it_was_told_is_out_of_date(stage: Callable[..., Stage]) -> None:
    on = stage("codex")
    on.model.will()
    on.ask("codex", "fix it, please")
    start = on.heard()[0].payload
    on.repo.session("log", "--done", "Find it")
    on.forget()
    on.model.will()
    on.ask("codex", "and now?", "resume", start["session_id"])
    assert on.heard()[0].payload["source"] == "resume"
    assert_told_anew(on)


def test_codex_survives_a_compaction(stage: Callable[..., Stage]) -> None:
    on = stage("codex")
    on.model.will(
        Call("exec_command", {"cmd": "true"}, tokens=500_000),
        Call("exec_command", {"cmd": "echo after"}),
    )
    on.ask("codex", "fix it, please", "-c", "model_auto_compact_token_limit=20000")
    words = [one.event for one in on.heard()]
    assert words[-5:-2] == ["pre-compact", "post-compact", "session-start"]
    assert AGAIN in json.dumps(on.model.asked[-1][1])
    assert "compaction_count: 1\n" in the_document(on.repo).text
    assert_no_fault(on)


@pytest.mark.parametrize(("first", "second"), [("claude", "codex"), ("codex", "claude")])
def test_what_a_killed_agent_knew_is_told_to_another(
    stage: Callable[..., Stage], first: str, second: str
) -> None:
    """SIGKILL in mid-turn; twenty minutes later another host goes on, and commits for both."""
    on = stage(first, second)
    on.model.silent = True
    noted = "git session log --decision 'Half done' --rationale why --next 'Write the test'"
    on.model.will(SHELLS[first](noted), SHELLS[first]("echo and on"))
    process = on.start(*realhosts.COMMANDS[first], *realhosts.BEFORE_PROMPT[first], "fix it")
    try:
        deadline = time.monotonic() + realhosts.ANSWERING
        while on.model.calls or "and on" not in on.model.heard():
            assert time.monotonic() < deadline, "the first agent never came so far"
            time.sleep(0.1)
    finally:
        on.end(process)
    assert on.left_behind() == []
    words = [one.event for one in on.heard()]
    assert words[:2] == ["session-start", "prompt"]
    assert not {"turn-end", "session-end"} & set(words)
    on.forget()
    pass_by(on.repo, QUIET)
    on.model.silent = False
    on.model.will(SHELLS[second](COMMIT))
    on.ask(second, "go on, please")
    asked = json.dumps(on.model.asked[0][1])
    assert BRIEFING in asked
    assert "> Current step: Find it" in asked
    assert "> Decided: Half done, because why" in asked
    assert "> Next: Write the test" in asked
    assert "Scratch file: " in asked
    assert "Local time: " in asked
    assert_no_fault(on)
    assert_carried(on, CLIENTS[second])
    assert {"Half done", "Write the test"} < set(titles(on.repo))


def test_copilot_runs_the_hooks_of_a_person(stage: Callable[..., Stage]) -> None:
    on = stage("copilot")
    on.repo.session("uninstall", "--agent", "copilot")
    on.repo.session("install", "--agent", "copilot", "--user")
    on.model.will(SHELLS["copilot"](COMMIT))
    on.ask("copilot", "fix it, please")
    assert BRIEFING in json.dumps(on.model.asked[0][1])
    assert sorted(one.event for one in on.heard())[-3:-1] == ["session-start", "tool-used"]
    assert_carried(on, "copilot")
    assert_no_fault(on)


def test_copilot_is_told_again_after_a_compaction(stage: Callable[..., Stage]) -> None:
    """It announces one, and says neither that there was any nor that there was nothing to do."""
    on = stage("copilot")
    on.model.will(SHELLS["copilot"]("echo 1"), SHELLS["copilot"]("echo 2"))
    on.ask("copilot", "fix it, please")
    id_ = on.heard()[0].payload["sessionId"]
    on.forget()
    for said in ("Compacted conversation history", "Nothing to compact"):
        on.model.will()  # after `/compact` the host sometimes waits for a minute before it exits
        words = (*realhosts.COMMANDS["copilot"], "--resume", id_, "-p", "/compact")
        assert said in on.run_for_a_while(*words)
    assert [one.event for one in on.heard()] == ["pre-compact", "pre-compact"]
    assert "compaction_count: 0\n" in the_document(on.repo).text
    on.model.will()
    on.ask("copilot", "and now?", "--resume", id_)
    assert BRIEFING in json.dumps(on.model.asked[0][1]["messages"][-3:])
    assert_no_fault(on)


def test_opencode_is_told_with_every_call_of_its_model(stage: Callable[..., Stage]) -> None:
    on = stage("opencode")
    top = str(on.repo.top)
    write = Call("write", {"filePath": f"{top}/new.py", "content": "x = 1\n"})
    on.model.will(write, SHELLS["copilot"](COMMIT))
    on.ask("opencode", "fix it, please")
    working = [body for _, body in on.model.asked if body.get("tools")]
    assert len(working) == 3
    assert all(BRIEFING in json.dumps(body) for body in working)
    assert_carried(on, "opencode")
    assert on.heard("tool-used")[0].payload["existed"] is False
    assert_no_fault(on)


def test_gemini_is_told_once_and_its_prompt_is_what_was_typed(stage: Callable[..., Stage]) -> None:
    on = stage("gemini")
    on.ask("gemini", "where were we?")
    assert [one.event for one in on.heard()][:2] == ["session-start", "prompt"]
    assert BRIEFING in json.dumps(on.model.asked[0][1])
    assert [one.out for one in on.heard("prompt")] == [""]
    assert_no_fault(on)
