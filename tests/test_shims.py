"""The shell hooks in real repositories, with a Python in their place that writes down its calls."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from git_session import hookfiles
from git_session.hookfiles import HOOKS

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

SHELLS = [shell for shell in ("dash", "bash", "busybox", "ksh", "mksh") if shutil.which(shell)]
COMMIT = ["pre-commit", "commit-msg", "post-commit"]

RECORDER = """\
#!/bin/sh
# stands in for Python: NAME ARGS | what came on stdin
shift 2
{ echo "$*"; [ "$1" != post-rewrite ] || cat; } >> "$RECORD"
exit 0
"""


def without_ours() -> list[str]:
    """The directories of PATH that hold no git-session: here it is there only if a test says so."""
    folders = os.environ["PATH"].split(os.pathsep)
    return [folder for folder in folders if not Path(folder, "git-session").exists()]


class Story:
    """A repository with our hooks, told as a person would type it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.top = home / "the repository"
        self.record = home / "record"
        self.package = home / "it's a package" / "git_session"
        self.python = home / "it's python"
        self.env = {
            "PATH": os.pathsep.join([str(home / "bin"), *without_ours()]),
            "HOME": str(home),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_EDITOR": "false",
            "GIT_SEQUENCE_EDITOR": "true",
            "RECORD": str(self.record),
        }
        for role in ("AUTHOR", "COMMITTER"):
            self.env[f"GIT_{role}_NAME"] = "A U Thor"
            self.env[f"GIT_{role}_EMAIL"] = "author@example.com"
            self.env[f"GIT_{role}_DATE"] = "2026-01-15T10:00:00+01:00"

    def begin(self) -> None:
        (self.package / "hooks").mkdir(parents=True)
        (self.package / "hooks/run.py").write_text("")
        (self.home / "bin").mkdir()
        shutil.copytree(hookfiles.shims_dir(), self.package / "git-hooks")
        self.program(self.python, RECORDER)
        self.git("init", "-q", "-b", "main", str(self.top), cwd=self.home)
        (self.top / "file").write_text("one\n")
        self.git("add", "file")
        self.git("commit", "-q", "-m", "one")

    def program(self, path: Path, text: str) -> Path:
        path.write_text(text)
        path.chmod(0o755)
        return path

    def git(self, *words: str, cwd: Path | None = None, code: int = 0) -> str:
        """Run git; the return value is all that it printed."""
        result = subprocess.run(
            ["git", *words],
            cwd=cwd or self.top,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        assert result.returncode == code, result.stdout
        return result.stdout

    def hooks(self, cwd: Path | None = None) -> Path:
        where = cwd or self.top
        return where / self.git("rev-parse", "--git-path", "hooks", cwd=where).strip()

    def install(self, hooks: Path | None = None) -> None:
        folder = str(hooks or self.hooks())
        hookfiles.install(folder, str(self.package / "git-hooks"), str(self.python))

    def hook(self, name: str, text: str, hooks: Path | None = None) -> Path:
        folder = hooks or self.hooks()
        folder.mkdir(exist_ok=True)
        return self.program(folder / name, text)

    def note(self, top: Path | None = None, name: str = "alice-2026-01-15.md") -> None:
        """Something was noted and not committed yet."""
        scratch = (top or self.top) / ".sessions/tmp" / name
        scratch.parent.mkdir(parents=True, exist_ok=True)
        (scratch.parents[len(Path(name).parts)] / ".gitignore").write_text("*\n")
        scratch.write_text("## 10:00 - Noted\n")

    def commit(self, subject: str = "two", cwd: Path | None = None, code: int = 0) -> str:
        """Commit a change of the file; the return value is all that git and the hooks printed."""
        (cwd or self.top).joinpath("file").write_text(f"{subject}\n")
        return self.git("commit", "-q", "-a", "-m", subject, cwd=cwd, code=code)

    def calls(self) -> list[str]:
        """What Python was called with since the last time this was asked."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        self.record.unlink(missing_ok=True)
        return lines

    def names(self) -> list[str]:
        return [line.split()[0] for line in self.calls()]

    def head(self, *options: str) -> str:
        return self.git("rev-parse", *options, "HEAD").strip()


@pytest.fixture
def story(tmp_path: Path) -> Story:
    story = Story(tmp_path)
    story.begin()
    return story


def test_without_a_session_python_is_not_started(story: Story) -> None:
    story.install()
    assert story.commit() == ""
    story.git("commit", "-q", "--amend", "-m", "amended")
    story.git("switch", "-q", "-c", "other")
    story.commit("three")
    story.git("switch", "-q", "main")
    story.git("merge", "-q", "other")
    assert story.calls() == []


def test_without_a_session_nothing_at_all_is_started(story: Story) -> None:
    """The hooks work with an empty PATH: whatever decides is built into the shell."""
    story.install()
    for name in HOOKS:
        result = subprocess.run(
            [story.hooks() / name, "a", "b", "1"],
            cwd=story.top,
            env={"PATH": "/nonexistent"},
            capture_output=True,
            check=False,
        )
        assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_with_something_noted_every_hook_of_a_commit_starts_python(story: Story) -> None:
    story.install()
    story.note()
    assert story.commit() == ""
    assert story.calls() == ["pre-commit", "commit-msg .git/COMMIT_EDITMSG", "post-commit"]


SIGNS = {
    "a document": ".sessions/active/fix-34567890.md",
    "scratch of no session": ".sessions/tmp/alice-2026-01-15.md",
    "scratch of a session": ".sessions/tmp/fix-34567890/alice-2026-01-15.md",
    "the pointer": ".git/git-session/pointer",
    "a file staged before": ".git/git-session/staged",
    "a copy of scratch": ".git/git-session/scratch/fix-34567890/alice-2026-01-15.md",
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS.keys())
def test_each_sign_of_a_session_is_seen(story: Story, sign: str) -> None:
    story.install()
    (story.top / sign).parent.mkdir(parents=True)
    (story.top / sign).write_text("x\n")
    story.commit()
    assert story.names() == COMMIT


NO_SIGNS = {
    "an archived document": ".sessions/archive/fix-34567890.md",
    "a journal file": ".sessions/journal/fix-34567890/20260115T133105Z-12345678.md",
    "an ignore file": ".sessions/tmp/.gitignore",
    "where we settled": ".git/git-session/settled",
}


@pytest.mark.parametrize("path", NO_SIGNS.values(), ids=NO_SIGNS.keys())
def test_what_is_no_sign_of_a_session_starts_nothing(story: Story, path: str) -> None:
    story.install()
    (story.top / path).parent.mkdir(parents=True)
    (story.top / path).write_text("x\n")
    story.commit()
    assert story.calls() == []


def settle(story: Story, seen: int, head: str) -> None:
    own = story.top / ".git/git-session"
    own.mkdir(exist_ok=True)
    (own / "offsets").write_text(f"{seen}\nmore lines\n")
    (own / "settled").write_text(f"{head} main\n")


def test_pre_commit_leaves_when_nothing_is_unread_and_head_is_where_it_was(story: Story) -> None:
    story.install()
    story.note(name="fix-34567890/alice-2026-01-15.md")
    copy = story.top / ".git/git-session/scratch/fix-34567890/alice-2026-01-15.md"
    copy.parent.mkdir(parents=True)
    copy.write_text("## 10:00 - Noted\n")

    settle(story, 34, story.head())
    story.commit("two")
    assert story.names() == ["commit-msg", "post-commit"]

    settle(story, 33, story.head())
    story.commit("unread")
    assert story.names() == COMMIT

    settle(story, 34, story.head())
    story.git("reset", "-q", "--soft", "HEAD~1")
    story.commit("moved")
    assert story.names() == COMMIT

    settle(story, 34, story.head())
    (story.top / ".git/git-session/staged").write_text("x\n")
    story.commit("staged")
    assert story.names() == COMMIT


def test_a_session_without_scratch_counts_as_no_bytes(story: Story) -> None:
    story.install()
    (story.top / ".sessions/active").mkdir(parents=True)
    (story.top / ".sessions/active/fix-34567890.md").write_text("x")
    settle(story, 0, story.head())
    story.commit()
    assert story.names() == ["commit-msg", "post-commit"]


def test_post_checkout_speaks_of_branches_only(story: Story) -> None:
    story.install()
    story.note()
    head = story.head()
    story.git("switch", "-q", "-c", "other")
    assert story.calls() == [f"post-checkout {head} {head} 1"]
    story.git("checkout", "-q", "HEAD", "--", "file")
    assert story.calls() == []


def test_post_merge_is_passed_on(story: Story) -> None:
    story.git("switch", "-q", "-c", "other")
    story.commit()
    story.git("switch", "-q", "main")
    story.install()
    story.note()
    story.git("merge", "-q", "other")
    assert story.calls() == ["post-merge 0"]


def test_an_amend_passes_its_list_on(story: Story) -> None:
    story.install()
    story.note()
    old = story.head()
    story.git("commit", "-q", "--amend", "-m", "amended")
    assert story.calls()[-2:] == ["post-rewrite amend", f"{old} {story.head()}"]


def test_during_a_rebase_only_the_end_of_it_starts_python(story: Story) -> None:
    story.git("switch", "-q", "-c", "other")
    story.commit("two")
    story.commit("three")
    old = [story.head(), story.git("rev-parse", "HEAD~1").strip()]
    story.git("switch", "-q", "main")
    (story.top / "new").write_text("new\n")
    story.git("add", "new")
    story.git("commit", "-q", "-m", "new")
    story.git("switch", "-q", "other")
    story.install()
    story.note()

    story.git("rebase", "-q", "main")

    new = [story.head(), story.git("rev-parse", "HEAD~1").strip()]
    pairs = [f"{before} {after}" for before, after in zip(old, new, strict=True)]
    assert story.calls() == ["post-rewrite rebase", *reversed(pairs)]


def test_an_amend_in_the_middle_of_a_rebase_starts_nothing(story: Story) -> None:
    """Git runs post-rewrite for a fixup's commit at once, and again for all when it is over."""
    for name in ("two", "three", "four"):
        (story.top / name).write_text("new\n")
        story.git("add", name)
        story.git("commit", "-q", "-m", name)
    story.install()
    story.note()
    todo = "s/pick \\(.* three\\)/fixup \\1/"
    story.env["GIT_SEQUENCE_EDITOR"] = f"sed -i '{todo}'"
    for words in (["HEAD~3"], ["HEAD~2", "--exec", "git commit -q --amend -m x"]):
        story.git("rebase", "-q", "-i", *words)
        assert [line for line in story.calls() if "-" in line] == ["post-rewrite rebase"]


@pytest.mark.parametrize("verb", ["cherry-pick", "revert"])
def test_a_conflict_that_waits_keeps_the_other_hooks_quiet(story: Story, verb: str) -> None:
    story.commit("two")
    story.commit("three")
    story.install()
    story.note()
    story.git(verb, "HEAD~1", code=1)
    story.git("add", "file")
    assert story.hooks().joinpath("pre-commit").exists()
    story.git("commit", "-q", "--allow-empty", "-m", "resolved")
    assert story.names() == ["post-commit"], "git takes the mark away before post-commit"


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("verb", ["cherry-pick", "revert"])
def test_of_a_series_only_the_last_commit_starts_python(
    story: Story, verb: str, count: int
) -> None:
    """Nothing of git's comes after it, and no other hook runs at the end of a series."""
    story.commit("two")
    story.commit("three")
    story.commit("four")
    story.install()
    story.note()
    if verb == "revert":
        story.git("revert", "--no-edit", f"HEAD~{count}..HEAD")
    else:
        story.git("reset", "-q", "--hard", f"HEAD~{count}")
        story.git("commit", "-q", "--no-verify", "--amend", "-m", "another")
        story.calls()
        story.git("cherry-pick", f"HEAD@{{2}}~{count}..HEAD@{{2}}")
    assert story.names() == ["post-commit"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("left", "expected"), [(1, ["post-commit"]), (2, []), (3, [])])
def test_every_posix_shell_can_tell_the_last_commit_of_a_series(
    story: Story, shell: str, left: int, expected: list[str]
) -> None:
    words = [shell, "sh"] if shell == "busybox" else [shell]
    story.install()
    story.note()
    (story.top / ".git/sequencer").mkdir()
    (story.top / ".git/sequencer/todo").write_text("pick 1234567 two\n" * left)
    for name in COMMIT:
        subprocess.run(
            [*words, "-eu", story.hooks() / name, "a"], cwd=story.top, env=story.env, check=True
        )
    assert story.names() == expected


def test_a_bisect_keeps_the_hooks_quiet(story: Story) -> None:
    story.install()
    story.note()
    story.git("bisect", "start")
    story.commit()
    assert story.calls() == []


USERS = {
    "sh": '#!/bin/sh\necho "mine $*" >&2\n',
    "exec": '#!/bin/sh\nexec sh -c \'echo "mine $*" >&2\' sh "$@"\n',
    "exit": '#!/bin/sh\necho "mine $*" >&2\nexit 0\n',
    "strict": '#!/bin/sh -e\nset -u\necho "mine $*" >&2\n',
    "without globs": '#!/bin/sh -ef\necho "mine $*" >&2\n',
    "bash strict": '#!/usr/bin/env bash\nset -euo pipefail\necho "mine $*" >&2\n',
    "bash -eu": '#!/bin/bash -eu\necho "mine $*" >&2\n',
    "no first line": 'echo "mine $*" >&2\n',
    "python": '#!/usr/bin/env python3\nimport sys\nprint("mine", *sys.argv[1:], file=sys.stderr)\n',
}


@pytest.mark.parametrize("text", USERS.values(), ids=USERS.keys())
@pytest.mark.parametrize("noted", [True, False], ids=["session", "no session"])
def test_the_users_hook_runs_as_before_and_ours_too(story: Story, text: str, noted: bool) -> None:
    for name in COMMIT:
        story.hook(name, text)
    story.install()
    if noted:
        story.note()
    said = story.commit()
    assert said.splitlines() == ["mine ", "mine .git/COMMIT_EDITMSG", "mine "] or (
        said.splitlines() == ["mine", "mine .git/COMMIT_EDITMSG", "mine"]
    )
    assert story.names() == (COMMIT if noted else [])


@pytest.mark.parametrize("shell", ["sh", "python3"])
def test_a_hook_of_the_users_that_fails_still_stops_the_commit(story: Story, shell: str) -> None:
    story.hook(
        "pre-commit", f"#!/usr/bin/env {shell}\nexit(3)\n".replace("(3)", " 3", shell == "sh")
    )
    story.install()
    story.note()
    story.commit(code=1)
    assert story.names() == ["pre-commit"]


def test_a_hook_that_looks_at_its_own_name_still_finds_it(story: Story) -> None:
    """One script for all hooks, linked under their names, as some hook managers have it."""
    script = story.program(story.home / "all", '#!/bin/sh\necho "as ${0##*/}" >&2\n')
    for name in COMMIT:
        (story.hooks() / name).symlink_to(script)
    story.install()
    story.note()
    assert story.commit().splitlines() == [f"as {name}" for name in COMMIT]
    assert story.names() == COMMIT


def test_a_hook_that_was_switched_off_stays_off(story: Story) -> None:
    story.hook("pre-commit", "#!/bin/sh\nexit 1\n").chmod(0o644)
    story.install()
    story.note()
    assert story.commit() == ""
    assert story.names() == COMMIT


READERS = {
    "sh": '#!/bin/sh\necho "$0" >/dev/null\ncat > "$RECORD.mine"\n',
    "bash": '#!/bin/bash -eu\ncat > "$RECORD.mine"\n',
    "python": "#!/usr/bin/env python3\nimport os, sys\n"
    "open(os.environ['RECORD'] + '.mine', 'w').write(sys.stdin.read())\n",
}


@pytest.mark.parametrize("text", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize("lines", [0, 1, 5000])
def test_the_list_of_a_rewrite_goes_to_us_and_to_the_user(
    story: Story, text: str, lines: int
) -> None:
    hook = story.hook("post-rewrite", text)
    story.install()
    story.note()
    pairs = "".join(f"{'a' * 40} {number:040d}\n" for number in range(lines))
    subprocess.run(
        [hook, "rebase"], cwd=story.top, env=story.env, input=pairs, text=True, check=True
    )
    assert (story.home / "record.mine").read_text() == pairs
    assert "".join(f"{line}\n" for line in story.calls() if line) == f"post-rewrite rebase\n{pairs}"


def test_the_users_post_rewrite_reads_git_itself_where_no_session_is(story: Story) -> None:
    story.hook("post-rewrite", READERS["sh"])
    story.install()
    old = story.head()
    story.git("commit", "-q", "--amend", "-m", "amended")
    assert (story.home / "record.mine").read_text() == f"{old} {story.head()}\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_every_posix_shell_understands_the_shims(story: Story, shell: str) -> None:
    words = [shell, "sh"] if shell == "busybox" else [shell]
    story.install()
    story.note()
    settle(story, 1, story.head())
    for name in HOOKS:
        subprocess.run(
            [*words, "-eu", story.hooks() / name, "a", "b", "1"],
            cwd=story.top,
            env=story.env,
            input="old new\n",
            text=True,
            check=True,
        )
    expected = [f"{name} a b 1" for name in HOOKS]
    assert story.calls() == [*expected, "old new"]


def test_a_lost_interpreter_is_one_line_and_no_obstacle(story: Story) -> None:
    story.install()
    story.note()
    story.python.unlink()
    said = story.commit()
    assert said == (
        f"session: nothing was recorded: {story.python} is gone; "
        "install git-session, then run `git session install`\n"
    )
    assert story.head("--abbrev-ref") == "main"


def test_a_lost_package_is_one_line_and_no_obstacle(story: Story) -> None:
    story.install()
    story.note()
    shutil.rmtree(story.package)
    assert story.commit() == (
        f"session: nothing was recorded: git-session is gone from {story.package}/git-hooks; "
        "install it again, or take its lines out of .git/hooks/post-commit\n"
    )


def test_a_lost_package_is_not_worth_a_word_where_no_session_ever_was(story: Story) -> None:
    story.install()
    shutil.rmtree(story.package)
    assert story.commit() == ""


@pytest.mark.parametrize("lost", ["python", "package"])
def test_the_git_session_on_path_steps_in(story: Story, lost: str) -> None:
    recorder = 'shift\necho "on path $*" >> "$RECORD"\n'
    story.program(story.home / "bin/git-session", f"#!/bin/sh\n{recorder}")
    story.install()
    story.note()
    if lost == "python":
        story.python.unlink()
    else:
        shutil.rmtree(story.package)
    assert story.commit() == ""
    assert [line.split()[2] for line in story.calls()] == COMMIT


@pytest.mark.parametrize("broken", ["python", "git-session"])
def test_a_broken_program_is_one_line_and_no_obstacle(story: Story, broken: str) -> None:
    story.install()
    story.note()
    if broken == "python":
        story.program(story.python, "#!/bin/sh\nexit 1\n")
        what = f"{story.python} failed; run `git session install` again"
    else:
        story.python.unlink()
        story.program(story.home / "bin/git-session", "#!/bin/sh\nexit 1\n")
        what = "the git-session on PATH failed; install it again"
    assert story.commit() == f"session: nothing was recorded: {what}\n"


def test_the_users_hook_runs_though_our_package_is_lost(story: Story) -> None:
    story.hook("post-rewrite", READERS["bash"])
    story.hook("pre-commit", USERS["python"])
    story.install()
    story.note()
    shutil.rmtree(story.package)
    old = story.head()
    assert "mine\n" in story.git("commit", "-q", "--amend", "-m", "amended")
    assert (story.home / "record.mine").read_text() == f"{old} {story.head()}\n"


def test_a_linked_worktree_has_its_own_session(story: Story) -> None:
    story.install()
    linked = story.home / "a linked one"
    story.git("worktree", "add", "-q", "-b", "other", str(linked))
    story.note(linked)
    story.commit("main")
    assert story.calls() == []
    story.commit("linked", cwd=linked)
    message = story.top / ".git/worktrees/a-linked-one/COMMIT_EDITMSG"
    assert story.calls() == ["pre-commit", f"commit-msg {message}", "post-commit"]


def test_the_first_hook_of_a_linked_worktree_finds_its_git_directory(story: Story) -> None:
    """git leaves GIT_DIR unset in the post-checkout of `worktree add`, where .git is a file."""
    linked = story.home / "linked"
    story.git("worktree", "add", "-q", "-b", "other", str(linked))
    story.install()
    own = story.top / ".git/worktrees/linked/git-session"
    own.mkdir()
    (own / "pointer").write_text("x\n")
    subprocess.run([story.hooks() / "post-merge", "0"], cwd=linked, env=story.env, check=True)
    assert story.calls() == ["post-merge 0"]


def test_a_submodule_has_its_own_session(story: Story) -> None:
    above = story.home / "above"
    story.git("init", "-q", "-b", "main", str(above), cwd=story.home)
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(story.top), "sub")
    story.git(*add, cwd=above)
    inside = above / "sub"
    story.install(story.hooks(inside))
    story.commit("quiet", cwd=inside)
    assert story.calls() == []
    own = above / ".git/modules/sub/git-session"
    own.mkdir()
    (own / "pointer").write_text("x\n")
    story.commit("inside", cwd=inside)
    assert story.names() == COMMIT


@pytest.mark.parametrize("path", ["team hooks", "/absolute"])
def test_core_hooks_path_is_where_the_hooks_go(story: Story, path: str) -> None:
    path = f"{story.home}{path}" if path.startswith("/") else path
    story.git("config", "core.hooksPath", path)
    story.install()
    story.note()
    story.commit()
    assert story.names() == COMMIT
    sub = story.top / "sub"
    sub.mkdir()
    story.git("commit", "-q", "--allow-empty", "-m", "from below", cwd=sub)
    assert story.names() == COMMIT


def test_another_git_directory_and_work_tree_are_followed(story: Story) -> None:
    story.install()
    elsewhere = story.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("elsewhere\n")
    story.note(elsewhere)
    where = (f"--git-dir={story.top / '.git'}", f"--work-tree={elsewhere}")
    story.git(*where, "commit", "-q", "-a", "-m", "elsewhere", cwd=elsewhere)
    assert story.names() == COMMIT


def test_after_an_uninstall_nothing_of_ours_runs(story: Story) -> None:
    for name, text in zip(COMMIT, (USERS["exec"], USERS["python"], USERS["sh"]), strict=True):
        story.hook(name, text)
    story.install()
    story.note()
    hookfiles.uninstall(str(story.hooks()))
    assert story.commit().count("mine") == 3
    assert story.calls() == []
    assert shlex.quote(str(story.python)) not in (story.hooks() / "pre-commit").read_text()
