"""Our jobs go into lefthook's YAML and come out again, whatever stands there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from git_session.core import hooklines, lefthook
from git_session.core.hooklines import HOOKS, without_block
from git_session.errors import BadText, Refused

TEXTS = {
    "empty": "",
    "a comment alone": "# nothing yet\n",
    "an empty hook": "pre-commit:\n",
    "an empty hook without newline": "pre-commit:",
    "an empty hook and a comment": "pre-commit: # later\n\n# the end\n",
    "commands": "pre-commit:\n  parallel: true\n  commands:\n    a:\n      run: x\n",
    "no commands yet": "pre-commit:\n    commands:\n",
    "scripts alone": 'pre-commit:\n  scripts:\n    "a.sh":\n      runner: bash\n',
    "jobs": "pre-commit:\n  piped: true\n  jobs:\n    - run: x\n    - run: y",
    "jobs at the column of their key": "pre-commit:\n  jobs:\n  - run: x\n\ncolors: false\n",
    "jobs and commands": "pre-commit:\n  commands:\n    a:\n      run: x\n  jobs:\n    - run: y\n",
    "quoted": "'pre-commit':\n  \"commands\": # o\n    a:\n      run: |\n        x\n\n        y\n",
    "CRLF": "pre-commit:\r\n  commands:\r\n    a:\r\n      run: x\r\n",
    "a document": "---\n# the team's\npost-merge:\n  commands:\n    a: {run: x}\n",
    "every hook": "".join(f"{name}:\n  commands:\n    a:\n      run: x\n" for name in HOOKS),
    "a block at the end": "pre-commit:\n  commands:\n    a:\n      run: |\n        x",
}


def parsed(text: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(text) or {}
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_job_of_ours_comes_into_every_hook_and_leaves_no_byte(text: str) -> None:
    ours = lefthook.with_hooks(text, "lefthook.yml")
    read = parsed(ours)
    for name in HOOKS:
        jobs, commands = read[name].get("jobs"), read[name].get("commands")
        named = jobs if jobs is not None else commands
        [run] = (
            [job["run"] for job in named if job.get("name") == "git-session"]
            if isinstance(named, list)
            else [named["git-session"]["run"]]
        )
        assert run.endswith(hooklines.shared(name))
    assert lefthook.with_hooks(ours, "lefthook.yml") == ours
    assert without_block(ours) == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_was_there_means_the_same(text: str) -> None:
    """But for the newline that a file's last line lacked: a block of text there gets it."""
    after = parsed(lefthook.with_hooks(text, "lefthook.yml"))
    assert without_ours(after, parsed(text)) == parsed(f"{text}\n" if text else "")


def without_ours(after: dict[str, dict[str, Any]], before: dict[str, Any]) -> dict[str, Any]:
    """What is left of the file without our jobs and the maps that were made for them."""
    left: dict[str, Any] = {}
    for name, hook in before.items():
        now = after[name]
        if not isinstance(now, dict):
            left[name] = now
            continue
        kept = {key: _without(value) for key, value in now.items()}
        known = hook or {}
        left[name] = {key: kept[key] or known[key] for key in known} or None
    return left


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [one for one in value if one.get("name") != "git-session"]
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if key != "git-session"}
    return value


def test_the_lines_stand_first_and_keep_the_line_ends() -> None:
    text = "pre-commit:\r\n  commands:\r\n    a:\r\n      run: x\r\n"
    ours = lefthook.with_hooks(text, "lefthook.yml")
    assert ours.startswith("pre-commit:\r\n  commands:\r\n    # >>> git-session >>>\r\n")
    assert ours.count("\n") == ours.count("\r\n")


def test_post_rewrite_gets_its_list() -> None:
    read = parsed(lefthook.with_hooks("", "lefthook.yml"))
    assert read["post-rewrite"]["commands"]["git-session"]["use_stdin"] is True


def test_a_call_that_a_person_wrote_is_enough() -> None:
    text = "pre-commit:\n  jobs:\n    - run: git-session hook pre-commit\n"
    assert (
        parsed(lefthook.with_hooks(text, "lefthook.yml"))["pre-commit"]
        == parsed(text)["pre-commit"]
    )


REFUSED = {
    "flow": "pre-commit: {commands: {a: {run: x}}}\n",
    "flow at the top": "{}\n",
    "flow commands": "pre-commit:\n  commands: {}\n",
    "flow jobs": "pre-commit:\n  jobs: [{run: x}]\n",
    "an anchor": "pre-commit: &a\n  commands:\n    a:\n      run: x\npre-push: *a\n",
    "an alias": "x: &a\n  commands:\n    a:\n      run: x\npre-commit: *a\n",
    "a word": "pre-commit: nothing\n",
    "a list": "- a\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_takes_no_line_is_refused_with_what_to_add(text: str) -> None:
    with pytest.raises(Refused) as refused:
        lefthook.with_hooks(text, "lefthook.yml")
    assert refused.value.message.startswith("lefthook.yml: ")
    assert "git-session hook pre-commit" in refused.value.hint


@pytest.mark.parametrize("text", ["a: [\n", "a: 1\n---\nb: 2\n", "a: 1\n...\n", "\0"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        lefthook.with_hooks(text, "lefthook.yml")


WORDS = st.text(alphabet="ab c#:-'\"", min_size=1, max_size=8)
NAMES = st.sampled_from([*HOOKS, "pre-push", "colors", "skip_output"])


@st.composite
def configs(draw: st.DrawFn) -> str:
    """A file as people write it: comments, blank lines, both forms, any indentation and end."""
    lines: list[str] = draw(st.sampled_from([[], ["---"], ["# ours", ""]]))[:]
    for name in draw(st.lists(NAMES, unique=True, max_size=4)):
        lines += [f"{draw(st.sampled_from(['', '# ']))}".rstrip() or f"# {name}"]
        lines += _hook(draw, name)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines) + draw(st.sampled_from(["", end, end + end, f"{end}# end"]))


def _hook(draw: st.DrawFn, name: str) -> list[str]:
    step = " " * draw(st.integers(1, 4))
    form = draw(st.sampled_from(["none", "commands", "jobs", "scripts", "empty commands"]))
    if form == "none":
        return [f"{name}: # {draw(WORDS)}"]
    lines = [f'"{name}":', f"{step}parallel: true"]
    if form == "empty commands":
        return [*lines, f"{step}commands:"]
    if form == "jobs":
        return [*lines, f"{step}jobs:", f"{step}{step}- run: 'x'", "", f"{step}{step}- run: y"]
    lines.append(f"{step}{form}:  # {draw(WORDS)}")
    return [
        *lines,
        f"{step}{step}theirs:",
        f"{step}{step}{step}run: |",
        f"{step * 4}a",
        "",
        f"{step * 4}b",
    ]


@settings(deadline=None)
@given(configs())
def test_taking_out_undoes_putting_in(text: str) -> None:
    ours = lefthook.with_hooks(text, "lefthook.yml")
    assert set(HOOKS) <= set(parsed(ours))
    assert lefthook.with_hooks(ours, "lefthook.yml") == ours
    assert without_block(ours) == text
