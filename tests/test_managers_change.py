"""What is chosen where, and what happens when git or the hook manager changes afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import managers
import pytest
from conftest import SRC
from story import begin, journal_files, note, titles

from git_session import hookfiles
from git_session.core import hooklines
from git_session.hookfiles import HOOKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

NEW_GIT = os.environ.get("GIT_SESSION_TEST_GIT", "")
new_git = pytest.mark.skipif(
    not NEW_GIT, reason="set GIT_SESSION_TEST_GIT to the directory of a git of 2.54 or newer"
)
# What Python has loaded before it runs anything.
BARE = set(
    subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
)
# The lines as the version before wrote them (0.1.0), for a hook file that it made.
OF_BEFORE = """\
#!/bin/sh
# >>> git-session >>>
# Takes the notes of `git session` along with commits; `git session uninstall` removes these lines.
# This file was made by git-session.
git_session_python=/old/python
git_session_shims=/old/git-hooks
if [ -r "$git_session_shims/common.sh" ] && [ -r "$git_session_shims/pre-commit" ]; then
    . "$git_session_shims/pre-commit" || :
elif [ ! -d "$(git config session.dir || echo .sessions)" ]; then
    :
elif command -v git-session >/dev/null 2>&1; then
    git-session hook pre-commit "$@" </dev/null || :
fi
# <<< git-session <<<
"""


def upgraded(repo: Repo) -> None:
    """From now on git is one that runs the hooks of its config."""
    repo.env["PATH"] = f"{NEW_GIT}{os.pathsep}{os.environ['PATH']}"


def actions(lines: list[str]) -> list[str]:
    return sorted({line.rsplit(" /", 1)[0] for line in lines})


def works(repo: Repo, title: str = "Use a mutex") -> None:
    """A note goes along with the next commit, once."""
    if not repo.exists(".sessions/active"):
        begin(repo)
    note(repo, title)
    repo.commit(title)
    assert title in titles(repo)


def test_the_lines_of_the_version_before_are_updated_and_taken_out(repo: Repo) -> None:
    repo.hook("pre-commit", "").write_text(OF_BEFORE)
    repo.hook("post-merge", "").write_text(OF_BEFORE.replace("#!/bin/sh\n", "#!/bin/sh\nmine\n"))
    repo.session("install")
    assert repo.read(".git/hooks/pre-commit") == hooklines.SHEBANG + hookfiles.as_written_now(
        "pre-commit", repo.read(".git/hooks/pre-commit")
    )
    assert sys.executable in repo.read(".git/hooks/pre-commit")
    repo.session("uninstall")
    assert not repo.exists(".git/hooks/pre-commit")
    assert repo.read(".git/hooks/post-merge") == "#!/bin/sh\nmine\n"


def test_the_lines_of_the_version_before_are_those_of_now() -> None:
    text = hooklines.block("pre-commit", "/old/git-hooks", "/old/python", made=True)
    assert hooklines.SHEBANG + text == OF_BEFORE


@new_git
def test_after_an_upgrade_of_git_the_lines_move_into_its_config(repo: Repo, home: Path) -> None:
    managers.plain(repo, home)
    hooks, config = repo.path(".git/hooks"), repo.read(".git/config")
    before = managers.snapshot(hooks)
    repo.session("install")
    upgraded(repo)
    done = repo.session("install")
    assert actions(done.lines) == ["added our lines to", "deleted", "took our lines out of"]
    assert "runs our hooks from this clone's config" in done.err
    assert repo.git("hook", "list", "pre-commit").out.splitlines() == [
        "git-session-pre-commit",
        "hook from hookdir",
    ]
    works(repo)
    repo.session("uninstall")
    assert managers.snapshot(hooks) == before
    assert repo.read(".git/config") == config


@new_git
def test_files_can_be_wanted_for_a_second_older_git(repo: Repo) -> None:
    upgraded(repo)
    repo.session("install")
    done = repo.session("install", "--files")
    assert actions(done.lines) == ["created", "took our lines out of"]
    assert "git-session" not in repo.read(".git/config")
    works(repo)


@new_git
def test_hooks_in_config_are_of_no_use_to_an_older_git(repo: Repo) -> None:
    path = dict(repo.env)
    upgraded(repo)
    repo.session("install")
    repo.env = path
    assert "no hooks in this clone" in repo.session("log", "Worked").err
    assert actions(repo.session("install").lines) == ["created", "took our lines out of"]


@new_git
def test_an_agent_that_blanks_the_hooks_path_commits_with_config(repo: Repo) -> None:
    upgraded(repo)
    repo.session("install")
    begin(repo)
    note(repo, "Use a mutex")
    repo.stage("more.py", "")
    repo.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Blanked")
    assert titles(repo) == ["Use a mutex"]


@new_git
def test_config_keeps_what_a_person_writes_around_ours(repo: Repo) -> None:
    upgraded(repo)
    text = repo.read(".git/config").rstrip("\n")
    repo.write(".git/config", text)  # without the newline at its end
    repo.session("install")
    repo.config("hook.mine.command", "true")
    repo.config("hook.git-session-pre-commit.enabled", "true")
    repo.session("install")
    repo.session("uninstall")
    assert repo.read(".git/config") == f'{text}\n[hook "mine"]\n\tcommand = true\n'


@new_git
def test_a_config_that_git_is_writing_is_let_alone(repo: Repo) -> None:
    upgraded(repo)
    lock = repo.write(".git/config.lock", "")
    done = repo.session("install", check=False)
    assert done.code == 4
    assert f"{lock}: is there already" in done.err
    assert lock.read_text() == ""


def test_an_agent_that_blanks_the_hooks_path_installs_where_git_looks(repo: Repo) -> None:
    repo.git("-c", "core.hooksPath=/dev/null", "session", "init")
    assert repo.exists(".git/hooks/pre-commit")


def test_a_framework_that_comes_later_runs_ours_from_beside_it(repo: Repo, home: Path) -> None:
    repo.session("install")
    managers.framework(repo, home)
    assert hooklines.BEGIN in repo.read(".git/hooks/pre-commit.legacy")
    assert "nothing changed" in repo.session("install").out
    works(repo)
    tool = managers.tool("pre-commit")
    repo.run(tool, "uninstall")
    assert hooklines.BEGIN in repo.read(".git/hooks/pre-commit")
    works(repo, "Count to ten")
    repo.run(tool, "install")
    repo.session("uninstall")
    assert os.listdir(repo.path(".git/hooks")) == ["pre-commit"]


def test_every_hook_type_of_the_framework_runs_ours(repo: Repo, home: Path) -> None:
    """Also post-rewrite, whose list does not reach what was there before the framework."""
    repo.session("install")
    managers.framework(repo, home)
    types = [word for name in HOOKS for word in ("-t", name)]
    repo.run(managers.tool("pre-commit"), "install", *types)
    works(repo)
    note(repo, "Count to ten")
    repo.stage("more.py", "")
    repo.git("commit", "-q", "--amend", "--no-edit")
    repo.git("rebase", "-q", "--force-rebase", "HEAD~1")
    assert sorted(titles(repo)) == ["Count to ten", "Use a mutex"]
    assert "nothing changed" in repo.session("install").out
    repo.session("uninstall")
    assert sorted(os.listdir(repo.path(".git/hooks"))) == sorted(HOOKS)


def test_a_program_kept_by_us_and_then_by_the_framework_comes_back(repo: Repo, home: Path) -> None:
    managers.program(repo, home)
    theirs = repo.path(".git/hooks/pre-commit").read_bytes()
    repo.session("install")
    managers.framework(repo, home)
    (home / "ran").unlink()
    works(repo)
    assert (home / "ran").read_text() == "theirs\n" * 2
    repo.session("uninstall")
    assert repo.path(".git/hooks/pre-commit.legacy").read_bytes() == theirs
    assert sorted(os.listdir(repo.path(".git/hooks"))) == ["pre-commit", "pre-commit.legacy"]


@pytest.mark.parametrize("new", [False, True])
def test_a_framework_that_runs_us_is_enough(repo: Repo, home: Path, new: bool) -> None:
    """The ids of ours are local hooks here: what they start is the framework's matter."""
    if new and not NEW_GIT:
        pytest.skip("set GIT_SESSION_TEST_GIT to the directory of a git of 2.54 or newer")
    ids = "".join(
        f"  - id: git-session-{name}\n    name: {name}\n    language: system\n"
        f"    entry: git-session hook {name}\n    stages: [{name}]\n    always_run: true\n"
        f"    pass_filenames: {str(name == 'commit-msg').lower()}\n"
        for name in HOOKS
    )
    repo.commit("Hooks", {".pre-commit-config.yaml": managers.FRAMEWORK + ids})
    types = [word for name in HOOKS[:3] for word in ("-t", name)]
    repo.run(managers.tool("pre-commit"), "install", *types)
    if new:
        upgraded(repo)
    done = repo.session("install")
    assert done.lines[-1] == "the git hooks are installed already"
    assert "pre-commit install -t post-merge -t post-checkout -t post-rewrite" in done.err
    works(repo)


def test_a_framework_that_runs_some_takes_none_of_the_rest_away(repo: Repo, home: Path) -> None:
    repo.session("install")
    one = "  - id: git-session-pre-commit\n    name: us\n    language: system\n    entry: true\n"
    repo.commit("Hooks", {".pre-commit-config.yaml": managers.FRAMEWORK + one})
    repo.run(managers.tool("pre-commit"), "install")
    before = managers.snapshot(repo.path(".git/hooks"))
    done = repo.session("install")
    assert "pre-commit install -t commit-msg" in done.err
    assert managers.snapshot(repo.path(".git/hooks")) == before


def test_who_runs_us_is_told_without_a_library_for_yaml(repo: Repo, home: Path) -> None:
    """It is asked when a session begins, which is on the way of `git session log`."""
    managers.lefthook(repo, home)
    repo.session("install")
    script = (
        "import sys; from git_session.lifecycle import hooking;"
        "from git_session.lifecycle.context import open_context;"
        "hooking.missing(open_context()); print(*sorted(sys.modules))"
    )
    loaded = repo.run(sys.executable, "-c", script, env={"PYTHONPATH": str(SRC)}).out.split()
    assert "git_session.lifecycle.installing.lefthook" in loaded
    dear = {"ruamel", "ruamel.yaml", "re", "subprocess", "contextlib", "shlex", "json"}
    assert dear & set(loaded) - BARE == set()


def test_a_list_of_hooks_that_is_a_link_is_not_written_through(repo: Repo, home: Path) -> None:
    (home / "theirs.yml").write_text("pre-commit:\n")
    repo.path("lefthook.yml").symlink_to(home / "theirs.yml")
    done = repo.session("install", check=False)
    assert done.code == 4
    assert f"{repo.top}/lefthook.yml: is a link" in done.err
    assert (home / "theirs.yml").read_text() == "pre-commit:\n"


def test_husky_whose_files_are_ignored_runs_them_all_the_same(repo: Repo, home: Path) -> None:
    managers.husky(repo, home)
    repo.append(".gitignore", ".husky/\n")
    repo.git("rm", "-q", "-r", "--cached", ".husky")
    repo.git("commit", "-q", "-a", "-m", "Ignore")
    (home / "ran").unlink(missing_ok=True)
    repo.session("install")
    works(repo)
    assert (home / "ran").read_text() == "theirs\n"


def test_lefthook_that_puts_ours_aside_gets_a_job(repo: Repo, home: Path) -> None:
    repo.session("install")
    managers.lefthook(repo, home)
    assert repo.exists(".git/hooks/pre-commit.old")
    done = repo.session("install")
    assert not repo.exists(".git/hooks/pre-commit.old")
    assert "lefthook install" in done.err
    repo.run(managers.tool("lefthook"), "install")
    assert "lefthook install" not in repo.session("install").err
    works(repo)


def test_what_is_personal_goes_into_the_personal_file(repo: Repo, home: Path) -> None:
    repo.write(".git/info/exclude", "lefthook-local.yml\n")
    managers.lefthook(repo, home)
    done = repo.session("install")
    assert f"created {repo.top}/lefthook-local.yml" in done.lines
    assert repo.status() == ""
    repo.run(managers.tool("lefthook"), "install")
    works(repo)
    repo.session("uninstall")
    assert not repo.exists("lefthook-local.yml")


LEFTHOOKS = {
    "jobs in parallel": (
        "pre-commit:\n  parallel: true\n  jobs:\n    - run: git status\n    - run: ls\n"
    ),
    "piped commands": (
        "pre-commit:\n  piped: true\n  commands:\n    1_first:\n      run: ls\n"
        "post-commit:\n  scripts: {}\n"
    ),
    "staged files that are fixed": (
        'pre-commit:\n  commands:\n    fix:\n      glob: "*.py"\n      run: true {staged_files}\n'
        "      stage_fixed: true\n"
    ),
}


@pytest.mark.parametrize("text", LEFTHOOKS.values(), ids=LEFTHOOKS.keys())
def test_every_form_of_commit_passes_through_lefthook(repo: Repo, text: str) -> None:
    repo.write("lefthook.yml", text)
    repo.session("install")
    repo.commit("Hooks", {"lefthook.yml": repo.read("lefthook.yml")})
    repo.run(managers.tool("lefthook"), "install")
    works(repo)
    note(repo, "With -a")
    repo.append("code.py", "# a\n")
    repo.git("commit", "-q", "-a", "-m", "All")
    note(repo, "With a path")
    repo.append("code.py", "# b\n")
    repo.git("commit", "-q", "-m", "Path", "code.py")
    note(repo, "With half of the file staged")
    repo.append("code.py", "# c\n")
    repo.git("add", "code.py")
    repo.append("code.py", "# d\n")
    repo.git("commit", "-q", "-m", "Half")
    assert repo.read("code.py").endswith("# c\n# d\n")
    found = {"Use a mutex", "With -a", "With a path", "With half of the file staged"}
    assert set(titles(repo)) == found
    assert repo.status() == " M code.py\n"


@pytest.mark.parametrize("name", ["lefthook.toml", ".lefthook.json", ".config/lefthook.jsonc"])
def test_what_is_no_yaml_is_left_to_a_person(repo: Repo, name: str) -> None:
    repo.write(name, "")
    before = managers.snapshot(repo.top)
    done = repo.session("install", check=False)
    assert done.code == 4
    assert f"{repo.top}/{name}: only YAML is written into" in done.err
    assert "git-session hook post-rewrite" in done.err
    assert managers.snapshot(repo.top) == before


def test_jobs_that_a_person_wrote_are_enough(repo: Repo) -> None:
    rows = [f'[{name}.commands.ours]\nrun = "git-session hook {name}"\n' for name in HOOKS]
    repo.write("lefthook.toml", "".join(rows))
    done = repo.session("install")
    assert done.lines[-1] == "the git hooks are installed already"


def test_init_changes_nothing_that_a_team_shares(repo: Repo, home: Path) -> None:
    managers.tracked_path(repo, home)
    done = repo.session("init")
    assert "git session install" in done.err
    assert repo.status() == ""
    assert not repo.exists(".git/git-session/hook")


def test_init_changes_nothing_that_serves_other_repositories(repo: Repo, home: Path) -> None:
    managers.global_path(repo, home)
    before = managers.snapshot(home / "all hooks")
    assert "git session install" in repo.session("init").err
    assert managers.snapshot(home / "all hooks") == before


def test_init_takes_up_the_lines_that_the_team_has_already(repo: Repo, home: Path) -> None:
    managers.tracked_path(repo, home)
    repo.session("install")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "git-session")
    other = repo.clone(home / "clone")
    other.config("core.hooksPath", ".githooks")
    works(other)
    assert other.status() == ""


def test_init_goes_on_where_the_hooks_cannot_be_installed(repo: Repo) -> None:
    repo.write("lefthook.toml", "")
    done = repo.session("init")
    assert "only YAML is written into" in done.err
    assert "Session" in done.out


def test_colleagues_without_us_notice_nothing(repo: Repo, home: Path) -> None:
    managers.tracked_path(repo, home)
    repo.session("install")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "git-session")
    other = repo.clone(home / "clone")
    other.config("core.hooksPath", ".githooks")
    other.write(".sessions/journal/x/y.md", "")  # they have what others noted
    other.stage("code.py", "")
    done = other.git("commit", "-q", "-m", "Theirs", env={"PATH": "/usr/bin:/bin"})
    assert (done.out, done.err) == ("", "")
    text = other.read(".githooks/post-commit")
    assert str(repo.top) not in text
    assert hookfiles.shims_dir() not in text


def test_a_colleague_with_us_on_path_alone_has_journal_files(repo: Repo, home: Path) -> None:
    managers.tracked_path(repo, home)
    repo.session("install")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "git-session")
    other = repo.clone(home / "clone")
    other.config("core.hooksPath", ".githooks")
    other.session("init", "--no-install")
    note(other, "Use a mutex")
    other.commit("Theirs")
    assert len(journal_files(other)) == 1


def test_when_husky_has_gone_its_files_are_found_still(repo: Repo, home: Path) -> None:
    managers.husky(repo, home)
    before = managers.snapshot(repo.path(".husky"))
    repo.session("install")
    repo.git("config", "--unset", "core.hooksPath")
    repo.session("uninstall")
    assert managers.snapshot(repo.path(".husky")) == before


def test_a_hooks_path_that_was_taken_back_is_remembered(repo: Repo, home: Path) -> None:
    managers.global_path(repo, home)
    before = managers.snapshot(home / "all hooks")
    done = repo.session("install")
    assert f"core.hooksPath (global) is {home}/all hooks" in done.err
    assert "every repository of yours" in done.err
    repo.git("config", "--global", "--unset", "core.hooksPath")
    done = repo.session("uninstall")
    assert managers.snapshot(home / "all hooks") == before
    assert "others share some of these files" in done.err


def test_a_program_that_the_team_tracks_is_not_put_aside(repo: Repo, home: Path) -> None:
    managers.tracked_path(repo, home)
    repo.path(".githooks/pre-commit").write_text("#!/usr/bin/env python3\n")
    before = managers.snapshot(repo.top)
    done = repo.session("install", check=False)
    assert done.code == 4
    assert f"{repo.top}/.githooks/pre-commit: " in done.err
    assert "git-session hook pre-commit" in done.err
    assert managers.snapshot(repo.top) == before


def test_husky_in_a_worktree_where_it_was_not_set_up(repo: Repo, home: Path) -> None:
    managers.husky(repo, home)
    linked = repo.worktree(home / "linked", "-b", "side")
    done = linked.session("install")
    assert f"created {linked.top}/.husky/post-commit" in done.lines
    shutil.copytree(repo.path(".husky/_"), linked.path(".husky/_"))
    linked.git("add", ".husky")
    works(linked)


def test_a_directory_that_cannot_be_written_is_refused(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from git_session import planned
    from git_session.errors import Refused

    plan = hookfiles.plan_install(str(repo.path(".git/hooks")), hookfiles.of_this_clone("/s", "/p"))
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(Refused) as refused:
        planned.perform(plan)
    assert "cannot be written" in refused.value.message
    assert not repo.exists(".git/hooks/pre-commit")


def test_a_file_that_changed_since_the_plan_is_not_written_over(repo: Repo) -> None:
    from git_session import planned
    from git_session.errors import Refused

    repo.hook("pre-commit", "one")
    plan = hookfiles.plan_install(str(repo.path(".git/hooks")), hookfiles.of_this_clone("/s", "/p"))
    repo.hook("pre-commit", "two")
    with pytest.raises(Refused, match="changed just now"):
        planned.perform(plan)
    assert repo.read(".git/hooks/pre-commit") == "#!/bin/sh\ntwo\n"
    assert not repo.exists(".git/hooks/commit-msg")


PLACES = {
    "hook files": (managers.plain, ".git/hooks/post-rewrite", "#!/bin/sh\n"),
    "tracked hooksPath": (managers.tracked_path, ".githooks/post-rewrite", "#!/bin/sh\nset -eu\n"),
    "husky": (managers.husky, ".husky/post-rewrite", ""),
}


@pytest.mark.parametrize(("make", "path", "first"), PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("new", [False, True], ids=["this git", "git 2.54 or newer"])
def test_the_list_of_rewritten_commits_reaches_both(
    repo: Repo, home: Path, make: Callable[[Repo, Path], Repo], path: str, first: str, new: bool
) -> None:
    if new and not NEW_GIT:
        pytest.skip("set GIT_SESSION_TEST_GIT to the directory of a git of 2.54 or newer")
    if new:
        upgraded(repo)
    make(repo, home)
    repo.write(path, f'{first}cat >> "$HOME/list"\n').chmod(0o755)
    repo.session("install")
    works(repo)
    note(repo, "Count to ten")
    before = repo.head
    repo.stage("more.py", "")
    repo.git("commit", "-q", "--amend", "--no-edit")
    assert (home / "list").read_text() == f"{before} {repo.head}\n"
    assert sorted(titles(repo)) == ["Count to ten", "Use a mutex"]
    note(repo, "Then once more")
    repo.git("add", "-A")
    repo.git("commit", "-q", "--allow-empty", "-m", "All else")
    before = repo.head
    repo.git("rebase", "-q", "--force-rebase", "HEAD~1")
    assert f"{before} {repo.head}\n" in (home / "list").read_text()


@new_git
def test_lines_that_a_team_shares_stay_although_git_could_run_its_config(
    repo: Repo, home: Path
) -> None:
    managers.tracked_path(repo, home)
    repo.session("install")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "git-session")
    upgraded(repo)
    done = repo.session("install")
    assert done.out == "the git hooks are installed already; nothing changed\n"
    assert "git-session" not in repo.read(".git/config")
    works(repo)
