"""The texts of our hooks: read by every shell and by git as they were meant."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_session.core import hooklines
from git_session.core.hooklines import HOOKS, with_block_last, without_block

SHELLS = [shell for shell in ("dash", "bash", "busybox", "ksh", "mksh") if shutil.which(shell)]
PATHS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\0"), min_size=1
)


@given(PATHS)
def test_a_quoted_path_is_one_word(path: str) -> None:
    assert shlex.split(hooklines.quoted(path)) == [path]


@given(st.text().filter(lambda text: hooklines.BEGIN not in text), st.sampled_from(["\n", "\r\n"]))
def test_taking_out_undoes_putting_at_the_end(text: str, end: str) -> None:
    block = hooklines.settings("/opt/git-hooks", "/opt/python").replace("\n", end)
    once = with_block_last(text, block)
    assert with_block_last(once, block) == once
    assert without_block(once) == text


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(PATHS, PATHS)
def test_git_reads_back_the_command_that_was_meant(shims: str, python: str) -> None:
    got = subprocess.run(
        ["git", "config", "-f", "-", "-z", "--list"],
        input=hooklines.settings(shims, python).encode(),
        capture_output=True,
        check=True,
    )
    rows = dict(row.split("\n", 1) for row in got.stdout.decode().split("\0")[:-1])
    for name in HOOKS:
        assert rows[f"hook.git-session-{name}.event"] == name
        assert rows[f"hook.git-session-{name}.command"] == hooklines.command(name, shims, python)


def run(shell: str, script: str, place: Path, *args: str) -> subprocess.CompletedProcess[str]:
    words = [shell, "sh"] if shell == "busybox" else [shell]
    return subprocess.run(
        [*words, "-euc", script, "hook", *args],
        cwd=place,
        env={"PATH": os.environ["PATH"].partition(os.pathsep)[2], "HOME": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", HOOKS)
def test_shared_lines_do_nothing_where_we_are_not(tmp_path: Path, shell: str, name: str) -> None:
    (tmp_path / ".sessions").mkdir()
    done = run(shell, f"{hooklines.shared(name)}echo after", tmp_path, "one")
    assert (done.returncode, done.stdout, done.stderr) == (0, "after\n", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_shared_lines_source_the_file_of_the_clone(tmp_path: Path, shell: str) -> None:
    shims, private = tmp_path / "it's shims", tmp_path / ".git/git-session"
    shims.mkdir()
    private.mkdir(parents=True)
    (shims / "common.sh").write_text("")
    (shims / "commit-msg").write_text('echo "$git_session_python $1"\n')
    (private / "hook").write_text(hooklines.of_clone(str(shims), "/opt/my python"))
    done = run(shell, f"{hooklines.shared('commit-msg')}echo after", tmp_path, "MSG")
    assert (done.returncode, done.stdout) == (0, "/opt/my python MSG\nafter\n"), done.stderr


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", HOOKS)
def test_a_command_of_the_config_takes_words_and_never_fails(
    tmp_path: Path, shell: str, name: str
) -> None:
    """git runs it as `sh -c '<command> "$@"'`."""
    (tmp_path / ".sessions").mkdir()
    command = hooklines.command(name, "/nowhere", "/nowhere/python")
    done = run(shell, f'{command} "$@"', tmp_path, "one", "two")
    assert (done.returncode, done.stdout) == (0, "")
    told = "nothing was recorded: git-session is gone from /nowhere" in done.stderr
    assert told == (name in hooklines.SPEAKING)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_command_of_the_config_hands_its_words_on(tmp_path: Path, shell: str) -> None:
    (tmp_path / "common.sh").write_text("")
    (tmp_path / "post-rewrite").write_text('echo "$# $2"; cat\n')
    command = hooklines.command("post-rewrite", str(tmp_path), "/nowhere/python")
    assert run(shell, f'{command} "$@"', tmp_path, "one", "two words").stdout == "2 two words\n"
