"""``git session doctor`` looks at the installation, and makes a trial commit."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from hypothesis import given
from hypothesis import strategies as st
from story import begin, note

from git_session import __version__, cli, hookfiles, process
from git_session.hookfiles import HOOKS
from git_session.lifecycle import hooking
from git_session.lifecycle.checkup import trial
from git_session.lifecycle.hooking import Hooked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CARRIED = re.compile(
    r"\.git/hooks: note: a trial commit carried its note"
    r" \(pre-commit \d+ ms, commit-msg \d+ ms, post-commit \d+ ms\)\n"
)
REMEMBERS = "and what this worktree remembers\n"


def everything(repo: Repo) -> dict[str, tuple[int, bytes]]:
    found = (path for path in repo.top.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def trials() -> list[str]:
    """The temporary directories of trials that are left."""
    return [name for name in os.listdir(tempfile.gettempdir()) if "git-session-trial-" in name]


def look(repo: Repo, *words: str, env: dict[str, str] | None = None) -> list[dict[str, object]]:
    """What ``doctor --json`` finds; nothing is changed and nothing is left behind."""
    before = everything(repo)
    done = repo.session("doctor", "--json", *words, check=False, env=env)
    assert everything(repo) == before, "looking changes nothing"
    assert trials() == []
    assert done.err == ""
    found: list[dict[str, object]] = json.loads(done.out)
    assert done.code == 4 * any(one["level"] != "note" for one in found)
    return found


def faults(repo: Repo, *words: str, env: dict[str, str] | None = None) -> list[dict[str, object]]:
    """The same without the trial, as far as they are more than remarks."""
    found = look(repo, "--no-trial", *words, env=env)
    return [one for one in found if one["level"] != "note"]


def only(repo: Repo, *words: str, env: dict[str, str] | None = None) -> dict[str, object]:
    [found] = faults(repo, *words, env=env)
    return found


def told(fault: dict[str, object]) -> tuple[object, object, object]:
    return fault["path"], fault["what"], fault["cure"]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary directories of this test alone, also of the commands that it starts."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def begun(repo: Repo) -> Repo:
    begin(repo, "--name", "sweep")
    repo.commit("Begin")
    return repo


# The trial


def test_a_trial_commit_carries_its_note(begun: Repo) -> None:
    before = everything(begun)
    done = begun.session("doctor")
    assert everything(begun) == before
    assert trials() == []
    carried, _, rest = done.out.partition("all is well: ")
    assert CARRIED.fullmatch(carried)
    assert rest.endswith(REMEMBERS)
    assert done.err == ""


def test_without_a_trial_there_is_none(begun: Repo) -> None:
    assert look(begun, "--no-trial") == []
    [carried] = look(begun)
    assert (carried["check"], carried["level"], carried["fixable"]) == ("trial", "note", False)


def test_where_no_hook_is_installed_nothing_is_tried(repo: Repo) -> None:
    assert look(repo) == []


def test_after_mending_the_trial_is_made_once(begun: Repo) -> None:
    begun.path(".git/hooks/commit-msg").unlink()
    out = begun.session("doctor", "--fix").out
    assert out.count("a trial commit carried its note") == 1
    assert "created .git/hooks/commit-msg" in out
    assert begun.session("doctor", "--fix").out.startswith(".git/hooks: note: a trial commit")


def test_a_hook_of_the_users_own_is_never_run(begun: Repo, tmp_path: Path) -> None:
    """Neither what stands around our block nor what it was chained to."""
    begun.hook("pre-commit", f"touch {tmp_path}/ran")
    begun.session("install")
    begun.write(
        ".git/hooks/commit-msg", f"#!/usr/bin/env python3\nopen({str(tmp_path / 'ran')!r}, 'w')\n"
    )
    begun.path(".git/hooks/commit-msg").chmod(0o755)
    begun.session("install")
    assert CARRIED.match(begun.session("doctor").out)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("old", "new"), [
    ("git_session_shims=", "touch ran\ngit_session_shims="),
    ("git_session_python=.*", "git_session_python={top}/evil"),
    ("git_session_shims=.*", "git_session_shims={top}/evil-shims"),
    ("git_session_shims=.*", "git_session_shims=evil-shims"),
    ("git_session_python=.*", 'git_session_python="$(touch ran)"'),
])  # fmt: skip
def test_what_a_work_tree_brings_is_never_run(begun: Repo, old: str, new: str) -> None:
    """A tracked hook directory may hold our markers and anything between them."""
    evil = f"#!/bin/sh\ntouch {shlex.quote(str(begun.top))}/ran\n"
    begun.write("evil", evil).chmod(0o755)
    for name in ("common.sh", "pre-commit"):
        begun.write(f"evil-shims/{name}", evil)
    ours = begun.read(".git/hooks/pre-commit")
    theirs = re.sub(old, new.format(top=begun.top), ours)
    begun.write(".githooks/pre-commit", theirs).chmod(0o755)
    begun.config("core.hooksPath", ".githooks")
    found = [one for one in look(begun) if one["check"] == "trial"]
    assert not begun.exists("ran")
    assert len(found) == 1
    assert str(found[0]["what"]).startswith("was not tried: ")


def test_a_command_of_the_work_tree_stands_in_for_nothing(begun: Repo, command_dir: Path) -> None:
    """Not even where a hook looks on PATH, because the Python that it names is gone."""
    with_python(begun, "")
    (begun.top.parent / "other python").unlink()
    env = with_program(begun.top / "bin", "git-session", "touch ran")
    done = begun.run(str(command_dir / "git-session"), "doctor", check=False, env=env)
    assert "the Python that it names is gone" in done.out
    assert "a trial commit with the bare PATH of a graphical client carried no journal" in done.out
    assert not begun.exists("ran")


def test_the_trial_is_sealed(begun: Repo, home: Path, tmp_path: Path) -> None:
    """Signing, templates, another editor, an agent at work, another repository in GIT_DIR."""
    settings = {
        "commit.gpgSign": "true",
        "gpg.program": "false",
        "commit.template": "/nowhere",
        "core.editor": "false",
        "alias.show": f"!touch {tmp_path}/ran",
        "core.pager": f"touch {tmp_path}/ran",
        "session.trailer": "false",
        "session.share": "false",
        "trailer.session.key": "Other",
    }
    for name, value in settings.items():
        begun.git("config", "--global", name, value)
    env = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "1a2b3c4d", "GIT_SESSION": "sweep"}
    before = begun.head
    done = begun.session("doctor", env=env, check=False)
    assert CARRIED.search(done.out)
    assert not (tmp_path / "ran").exists()
    assert begun.head == before
    assert sorted(path.name for path in home.iterdir()) == [".gitconfig"]


def with_python(repo: Repo, script: str) -> None:
    """From now on the hooks start another program in Python's place."""
    other = repo.top.parent / "other python"
    other.write_text(f"#!/bin/sh\n{script}\n")
    other.chmod(0o755)
    for name in HOOKS:
        path = repo.path(f".git/hooks/{name}")
        line = f"git_session_python={shlex.quote(str(other))}"
        path.write_text(re.sub("^git_session_python=.*$", line, path.read_text(), flags=re.M))


def test_hooks_that_do_nothing_are_found_out(begun: Repo) -> None:
    with_python(begun, "exit 0")
    [found] = look(begun)
    assert told(found) == (
        ".git/hooks",
        "a trial commit carried no journal file",
        "git session install, then look again",
    )


def test_what_a_hook_said_is_told(begun: Repo) -> None:
    with_python(begun, "echo 'session: the disk \x1b[31m is full' >&2; exit 1")
    [found] = look(begun)
    assert found["what"] == (
        "a trial commit carried no journal file; it said: session: the disk \x1b[31m is full"
    )
    assert "\x1b" not in begun.session("doctor", check=False).out


@pytest.mark.parametrize(("hook", "what"), [
    ("commit-msg", "a trial commit has no trailer"),
    ("post-commit", "a trial commit is not in the session's document"),
])  # fmt: skip
def test_one_hook_that_does_nothing_is_found_out(begun: Repo, hook: str, what: str) -> None:
    with_python(begun, f'[ "$3" = {hook} ] || exec {shlex.quote(sys.executable)} "$@"')
    [found] = look(begun)
    assert found["what"] == what


def test_a_bare_path_is_tried_too(begun: Repo) -> None:
    """As a client with windows starts git: here Python is only found by the PATH of a shell."""
    with_python(begun, f'PATH="$PATH:{os.path.dirname(sys.executable)}" exec python3 "$@"')
    assert look(begun)[0]["level"] == "note"
    with_python(begun, f'case $PATH in *{Path(shutil.which("git-session") or "").parent}*) '
                f'exec {shlex.quote(sys.executable)} "$@";; esac')  # fmt: skip
    [found] = look(begun)
    assert told(found) == (
        ".git/hooks",
        "a trial commit with the bare PATH of a graphical client carried no journal file",
        "git session install names the Python that hooks take",
    )


def processes(word: str) -> list[str]:
    """The command lines of this system's processes that hold ``word``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except OSError:  # it ended meanwhile
            continue
        if word in text and path.parent.name != str(os.getpid()):
            found.append(text)
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc to look at")
def test_hooks_that_hang_are_ended(
    begun: Repo,
    inside: Callable[[Repo], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With all that they started; and the temporary directory goes."""
    with_python(begun, "sleep 47.110815 & sleep 47.110815")
    monkeypatch.setattr(trial, "LIMIT", 1.0)
    inside(begun)
    began = time.monotonic()
    assert cli.main(["doctor"]) == 4
    assert time.monotonic() - began < 9
    out = capsys.readouterr().out
    assert ".git/hooks: a trial commit was not done after 10 seconds, and was ended\n" in out
    assert processes("47.110815") == []
    assert trials() == []


def test_a_manager_is_stood_in_for(
    begun: Repo,
    inside: Callable[[Repo], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = str(begun.path(".husky"))
    monkeypatch.setattr(hooking, "hooked", lambda _: (Hooked("husky", where, HOOKS),))
    inside(begun)
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(".husky: note: a trial commit carried its note (pre-commit ")
    assert ", with hooks of its own for husky)\n" in out


# Hooks that stand elsewhere


NEW_GIT = os.environ.get("GIT_SESSION_TEST_GIT", "")
IN_CONFIG = pytest.mark.skipif(
    not NEW_GIT, reason="set GIT_SESSION_TEST_GIT to the directory of a git of 2.54 or newer"
)


@pytest.fixture
def configured(begun: Repo) -> Repo:
    """Our hooks are in git's config, and hook files are somebody else's business."""
    begun.session("uninstall")
    begun.env["PATH"] = f"{NEW_GIT}{os.pathsep}{os.environ['PATH']}"
    begun.session("install")
    begun.config("core.hooksPath", "/dev/null")
    assert "[hook " in begun.read(".git/config")
    return begun


@IN_CONFIG
def test_hooks_in_gits_config_are_tried(configured: Repo) -> None:
    out = configured.session("doctor").out
    assert re.match(
        r"\.git/config: note: a trial commit carried its note"
        r" \(pre-commit \d+ ms, commit-msg \d+ ms, post-commit \d+ ms\)\n",
        out,
    )


@IN_CONFIG
def test_a_command_in_gits_config_that_is_not_ours_is_never_run(configured: Repo) -> None:
    text = configured.read(".git/config")
    configured.write(".git/config", text.replace("git_session() {", "touch ran; git_session() {"))
    [found] = look(configured)
    assert str(found["what"]).startswith("was not tried: the lines of ")
    assert not configured.exists("ran")


@IN_CONFIG
def test_what_gits_config_names_is_gone(configured: Repo) -> None:
    text = configured.read(".git/config")
    named = re.sub("git_session_python=[^\\\\]*", "git_session_python=/nowhere/python", text)
    configured.write(".git/config", named)
    found = only(configured)
    assert (found["path"], found["what"]) == (
        ".git/config",
        "the Python that it names is gone: /nowhere/python",
    )
    configured.session("doctor", "--fix", "--no-trial")
    assert configured.read(".git/config") == text


@pytest.fixture
def teams(begun: Repo) -> Repo:
    """The team's hook directory holds our lines, and they find us by a file of this clone."""
    begun.session("uninstall")
    begun.stage(".githooks/pre-commit", "#!/bin/sh\nexit 0\n")
    begun.path(".githooks/pre-commit").chmod(0o755)
    begun.config("core.hooksPath", ".githooks")
    begun.session("install")
    assert begun.exists(".git/git-session/hook")
    return begun


def test_lines_that_a_team_shares_are_tried(teams: Repo) -> None:
    assert re.match(
        r"\.githooks: note: a trial commit carried its note \(pre-commit \d+ ms, [^()]*\)\n",
        teams.session("doctor").out,
    )


def test_a_file_for_shared_lines_that_is_not_ours_is_never_run(teams: Repo) -> None:
    teams.append(".git/git-session/hook", "touch ran\n")
    [found] = look(teams)
    assert found["what"] == (
        "was not tried: the lines of .git/git-session/hook are not as this version writes them"
    )
    assert not teams.exists("ran")


def test_what_the_file_for_shared_lines_names_is_gone(teams: Repo) -> None:
    text = teams.read(".git/git-session/hook")
    named = re.sub("git_session_python=.*", "git_session_python=/nowhere/python", text)
    teams.write(".git/git-session/hook", named)
    found = only(teams)
    assert (found["path"], found["fixable"]) == (".git/git-session/hook", True)
    teams.session("doctor", "--fix", "--no-trial")
    assert teams.read(".git/git-session/hook") == text


def test_what_others_share_is_not_changed_unasked(teams: Repo) -> None:
    teams.path(".githooks/post-merge").unlink()
    found = only(teams)
    assert (found["what"], found["fixable"]) == (
        "not all of our hooks are run here; missing: post-merge",
        False,
    )


# Git and the command


def with_program(place: Path, name: str, script: str) -> dict[str, str]:
    """An environment in which ``name`` is another program."""
    place.mkdir()
    path = place / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(("version", "is_old"), [
    ("2.30.2", True), ("2.33.8", True), ("1.9.5.msysgit.0", True), ("2.34.0", False),
    ("2.45.1.windows.1", False), ("3.0.0", False), ("2.39.5 (Apple Git-154)", False),
])  # fmt: skip
def test_a_git_that_is_too_old(begun: Repo, tmp_path: Path, version: str, is_old: bool) -> None:
    said = f'echo "git version {version}"'
    script = f'case " $* " in *" version "*) {said};; *) exec {shutil.which("git")} "$@";; esac'
    env = with_program(tmp_path / "old", "git", script)
    done = begun.run("git-session", "doctor", "--no-trial", check=False, env=env)
    what = f"git: {version.split()[0]} is too old: `git add --sparse` came with 2.34\n"
    assert (what in done.out, done.code) == (is_old, 4 * is_old)


def test_another_version_on_path(begun: Repo, tmp_path: Path, command_dir: Path) -> None:
    env = with_program(tmp_path / "other", "git-session", "echo git-session 0.0.1")
    done = begun.run(str(command_dir / "git-session"), "doctor", "--no-trial", check=False, env=env)
    assert f"is first on PATH and is 0.0.1; this is {__version__}\n" in done.out
    assert done.code == 4


@pytest.mark.parametrize(("script", "what"), [
    ("exit 3", "one that fails"), ("echo hello", "hello"),
])  # fmt: skip
def test_another_program_on_path(
    begun: Repo, tmp_path: Path, command_dir: Path, script: str, what: str
) -> None:
    env = with_program(tmp_path / "other", "git-session", script)
    done = begun.run(str(command_dir / "git-session"), "doctor", "--no-trial", check=False, env=env)
    assert f"is first on PATH and is {what}; this is" in done.out


def test_a_command_of_the_work_tree_is_not_asked(begun: Repo, command_dir: Path) -> None:
    env = with_program(begun.top / "bin", "git-session", "touch ran; echo git-session 0.0.1")
    done = begun.run(str(command_dir / "git-session"), "doctor", "--no-trial", env=env)
    assert "bin/git-session: note: is on PATH and in this work tree" in done.out
    assert not begun.exists("ran")


def test_no_command_on_path(begun: Repo, command_dir: Path) -> None:
    """`git session` cannot work then, though the hooks do."""
    path = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not Path(folder, "git-session").exists()
    )
    start = (sys.executable, str(command_dir / "git-session.py"))
    done = begun.run(*start, "doctor", check=False, env={"PATH": path})
    assert "git-session: is not on PATH, so `git session` does not work\n" in done.out
    assert "a trial commit carried its note" in done.out


# Hooks


def test_missing_hooks_are_installed(begun: Repo) -> None:
    begun.path(".git/hooks/post-merge").unlink()
    begun.path(".git/hooks/post-rewrite").unlink()
    found = only(begun)
    assert told(found) == (
        ".git/hooks",
        "not all of our hooks are run here; missing: post-merge, post-rewrite",
        "git session install",
    )
    begun.session("doctor", "--fix", "--no-trial")
    assert faults(begun) == []


def test_no_hooks_at_all_are_told_where_there_are_sessions(begun: Repo) -> None:
    begun.session("uninstall")
    found = only(begun)
    assert found["what"] == "no hook of ours is run in this clone, so commits carry nothing"
    assert found["fixable"] is False, "somebody took them out"


def break_python(repo: Repo) -> str:
    with_python(repo, "")
    (repo.top.parent / "other python").unlink()
    return "the Python that it names is gone: "


def break_shims(repo: Repo) -> str:
    for name in HOOKS:
        path = repo.path(f".git/hooks/{name}")
        path.write_text(re.sub("(git_session_shims=).*", r"\1/nowhere", path.read_text()))
    return "git-session is gone from /nowhere"


def break_mode(repo: Repo) -> str:
    for name in HOOKS:
        repo.path(f".git/hooks/{name}").chmod(0o644)
    return "is not executable, so git passes it over"


def break_text(repo: Repo) -> str:
    for name in HOOKS:
        path = repo.path(f".git/hooks/{name}")
        path.write_text(path.read_text().replace("|| :\n", "\n", 1))
    return "is not as this version of git-session writes it"


@pytest.mark.parametrize("damage", [break_python, break_shims, break_mode, break_text])
def test_a_hook_file_that_does_not_work_is_written_again(
    begun: Repo, damage: Callable[[Repo], str]
) -> None:
    what = damage(begun)
    found = faults(begun)
    assert [one["path"] for one in found] == [f".git/hooks/{name}" for name in HOOKS]
    assert all(str(one["what"]).startswith(what) and one["fixable"] for one in found)
    begun.session("doctor", "--fix", "--no-trial")
    assert faults(begun) == []
    assert CARRIED.match(begun.session("doctor").out)


def test_a_block_without_its_end_is_named(begun: Repo) -> None:
    begun.write(".git/hooks/pre-commit", "#!/bin/sh\n# >>> git-session >>>\n")
    whats = [str(one["what"]) for one in faults(begun)]
    assert any(".git/hooks/pre-commit: the line `# >>> git-session >>>`" in one for one in whats)


def test_hooks_that_a_hooks_path_leaves_dead(begun: Repo, tmp_path: Path) -> None:
    begun.git("config", "--global", "core.hooksPath", str(tmp_path / "others"))
    dead, nobody = faults(begun)
    assert dead["what"] == (
        f"core.hooksPath is {tmp_path}/others: git looks there, and ours in .git/hooks rest"
    )
    assert str(dead["path"]).endswith(".gitconfig")
    assert nobody["path"] == f"{tmp_path}/others"


def test_a_hooks_path_that_is_empty(begun: Repo) -> None:
    begun.config("core.hooksPath", "")
    found = only(begun)
    assert told(found) == (
        ".git/config",
        "core.hooksPath is empty, so git runs no hook file at all",
        "take it out, then: git session install",
    )


def test_hooks_that_two_run(
    begun: Repo,
    inside: Callable[[Repo], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    runners = (
        Hooked("git", str(begun.path(".git/hooks")), HOOKS),
        Hooked("lefthook", str(begun.path("lefthook.yml")), ("pre-commit", "commit-msg")),
    )
    monkeypatch.setattr(hooking, "hooked", lambda _: runners)
    inside(begun)
    assert cli.main(["doctor", "--no-trial"]) == 0
    assert capsys.readouterr().out.startswith(
        "git (.git/hooks): note: runs pre-commit, commit-msg, and so does lefthook"
    )


def test_a_framework_that_lists_us_and_is_not_installed(begun: Repo) -> None:
    begun.session("uninstall")
    begun.write(".pre-commit-config.yaml", "repos:\n- hooks:\n  - id: git-session-pre-commit\n")
    found = only(begun)
    assert found["path"] == ".pre-commit-config.yaml"
    assert found["cure"] == "pre-commit install " + " ".join(f"-t {name}" for name in HOOKS)


# Settings


def test_a_setting_that_is_mistyped(begun: Repo) -> None:
    begun.config("session.trialer", "true")
    found = only(begun)
    assert told(found) == (
        ".git/config",
        "session.trialer is no setting of git-session",
        "did you mean session.trailer?",
    )
    begun.git("config", "--rename-section", "session", "other")
    begun.config("session.xyzzy", "1")
    assert only(begun)["cure"] == "git config --unset session.xyzzy"


def test_a_branch_that_does_not_exist_is_no_base(begun: Repo) -> None:
    begun.config("session.base", "mian")
    found = only(begun)
    assert (found["path"], found["what"]) == (
        "session.base",
        "there is no branch mian, so another one counts as the base",
    )
    begun.config("session.base", "main")
    assert faults(begun) == []


def test_a_journal_that_is_ignored_is_only_a_remark(begun: Repo) -> None:
    begun.write(".gitignore", "*.pyc\n.sessions\n")
    [found] = look(begun, "--no-trial")
    assert (found["path"], found["level"]) == (".gitignore", "note")
    assert str(found["what"]).startswith("ignores the journal (.gitignore:2: .sessions)")
    note(begun, "A")
    begun.commit("Still carried")
    assert any(name.startswith(".sessions/journal/") for name in begun.tree())


def test_a_database_without_an_index_of_words_is_only_a_remark(
    begun: Repo,
    inside: Callable[[Repo], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from git_session.cache import tables

    monkeypatch.setattr(tables, "INDEX", "fts99")
    inside(begun)
    assert cli.main(["doctor", "--no-trial"]) == 0
    assert capsys.readouterr().out.startswith("SQLite: note: has no FTS5, so every search reads")


# What the checks stand on


PATHS = st.text(st.characters(exclude_characters="\0\n", codec="utf-8"))


@given(PATHS, PATHS)
def test_what_a_block_names_is_read_back(python: str, shims: str) -> None:
    """Whatever a directory is called."""
    text = hookfiles.of_this_clone(shims, python).block("pre-commit", made=True)
    slashed = [path.replace(os.sep, "/") for path in (python, shims)]
    assert [*hookfiles.named_in(text)] == slashed
    assert hookfiles.as_written_now("pre-commit", text) == text


@given(st.text())
def test_any_text_between_the_markers_is_read(text: str) -> None:
    python, shims = hookfiles.named_in(text)
    assert isinstance(hookfiles.as_written_now("pre-commit", text), str)
    assert (python or shims) == "" or "git_session_" in text


def test_a_command_that_takes_its_time_is_ended(tmp_path: Path) -> None:
    env = dict(os.environ)
    assert process.within(["sh", "-c", "sleep 30 & sleep 30"], env, str(tmp_path), 0.2) is None
    given = process.within(["sh", "-c", "cat; pwd; echo no >&2; exit 3"], env, str(tmp_path), 9)
    assert given == process.Result(3, f"{tmp_path}\n".encode(), b"no\n")
    with pytest.raises(OSError, match="nosuchprogram"):
        process.within(["nosuchprogram"], env, str(tmp_path), 1)


@pytest.fixture
def interrupted() -> Iterator[None]:
    import signal

    before = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("interrupted")
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc to look at")
def test_who_interrupts_us_ends_it_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        process.within(["sleep", "48.110815"], dict(os.environ), str(tmp_path), 20)
    assert processes("48.110815") == []


def test_it_says_which_agents_are_plugged_in(repo: Repo, home: Path) -> None:
    repo.session("install")
    assert "agents" not in repo.session("doctor", "--no-trial").out
    repo.session("install", "--agent", "codex", "--agent", "claude")
    assert repo.session("doctor", "--no-trial").out.startswith(
        "agents: note: claude, codex (this repository)\n"
    )
    repo.session("install", "--agent", "opencode", "--agent", "claude", "--user")
    (home / ".cursor").mkdir()
    (home / ".cursor/hooks.json").symlink_to(os.devnull)
    repo.write(".gemini/settings.json", "{ mine\n")
    assert look(repo, "--no-trial") == [
        {
            "check": "agents",
            "path": "agents",
            "line": 0,
            "what": "claude, codex (this repository); claude, opencode (this user)",
            "cure": "",
            "level": "note",
            "fixable": False,
            "fixed": False,
        }
    ]
