"""Under the pre-commit framework and under prek, the real ones, without `git session` on PATH.

Every story ends in the same questions: each entry is in HEAD's journal once and in the document
once, the document names HEAD, and the tree is clean.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import framework as frameworks
import pytest
from conftest import Repo
from framework import CONFIG, TYPES, Framework
from story import assert_explained, decisions, journal_files, stem, the_document, titles

from git_session.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 600  # seconds until another process has built what this one needs
NOTES = ".sessions/tmp/notes.md"
EACH = pytest.mark.parametrize("framework", ["pre-commit", "prek"], indirect=True)
# What does not depend on which of the two runs it: the quicker one.
QUICK = pytest.mark.parametrize("framework", ["prek"], indirect=True)
# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for all processes of a test run: building an environment takes ten seconds."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def made(shelf: Path, sealed_environment: dict[str, str]) -> Callable[[str], Framework]:
    """Each framework with its environments built, and a repository that it was installed in."""

    def make(name: str) -> Framework:
        command, place = frameworks.command_of(name), shelf / name
        path = frameworks.without_us(sealed_environment["PATH"])
        with Lock(str(shelf / f"{name}.lock"), PATIENCE):
            if (place / "built").exists():
                return Framework(name, command, path, place)
            shutil.rmtree(place, ignore_errors=True)
            frameworks.hooks_repository(place / "hooks")
            built = Framework(name, command, path, place)
            installed(built)
            (place / "built").touch()
        return built

    return make


def installed(framework: Framework) -> None:
    """On branch `feat`, all hook types installed, the configuration committed, no session."""
    repo = framework.prepared("installed")
    repo.top.mkdir()
    repo.git("init", "-q")
    repo.commit("First", {"code.py": "print('hello')\n"})
    framework.configure(repo)
    repo.commit("Hooks", {CONFIG: repo.read(CONFIG)})
    framework.run(repo.top, "install", "--install-hooks", *TYPES, net=True)
    repo.git("switch", "-q", "-c", "feat")


@pytest.fixture
def framework(request: pytest.FixtureRequest, made: Callable[[str], Framework]) -> Framework:
    return made(getattr(request, "param", "pre-commit"))


@pytest.fixture
def after(framework: Framework, tmp_path: Path) -> Callable[[Callable[[Repo], None]], Repo]:
    """``after(story)``: a copy of the repository in which ``story`` was played, once for all."""

    def copy(story: Callable[[Repo], None]) -> Repo:
        known = framework.prepared(story.__name__)
        with Lock(f"{known.top}.lock", PATIENCE):
            if not known.top.exists():
                shutil.copytree(framework.prepared("installed").top, tmp_path / "new")
                story(Repo(tmp_path / "new", dict(framework.env)))
                (tmp_path / "new").rename(known.top)
        shutil.copytree(known.top, tmp_path / "repo")
        return Repo(tmp_path / "repo", dict(framework.env))

    return copy


def nothing(repo: Repo) -> None:
    """Nobody ever typed `git session` here, nor could they."""
    assert repo.git("session", "log", "x", check=False).code == 1


@pytest.fixture
def fresh(after: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return after(nothing)


def begun(repo: Repo) -> None:
    """The decision `a` was noted, and a commit made."""
    work(repo, "a")


@pytest.fixture
def user(after: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return after(begun)


def main_moved(repo: Repo) -> None:
    """Two explained commits on `feat`, and meanwhile one on main."""
    work(repo, "a")
    work(repo, "b")
    repo.git("switch", "-q", "main")
    repo.commit("Meanwhile", {"base.py": "base = 1\n"})
    repo.git("switch", "-q", "feat")


@pytest.fixture
def moved(after: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return after(main_moved)


def note(repo: Repo, title: str) -> None:
    """What somebody without the command does."""
    repo.append(NOTES, f"## 14:30 - Decision: {title}\n- Rationale: because of {title}\n\n")


def work(repo: Repo, title: str, *words: str) -> None:
    """Note, change, commit."""
    note(repo, title)
    repo.append(f"{title}.py", f"{title} = 1\n")
    repo.git("add", f"{title}.py")
    repo.git("commit", "-q", "-m", f"Do {title}", *words)


@EACH
def test_an_echo_is_all_it_takes(fresh: Repo) -> None:
    """A session named after the branch begins, and the commit carries the journal file."""
    work(fresh, "a")
    assert stem(fresh).startswith("feat-")
    assert_explained(fresh, "a")
    assert len(journal_files(fresh)) == 1
    assert fresh.message() == f"Do a\n\nSession: {stem(fresh)}\n\n"
    assert the_document(fresh).get("git_branch") == "feat"
    work(fresh, "b")
    assert_explained(fresh, "a", "b")


def test_a_commit_with_nothing_noted_begins_nothing(fresh: Repo) -> None:
    fresh.commit("Change")
    assert not fresh.exists(".sessions")
    assert fresh.message() == "Change\n\n"
    assert fresh.status() == ""


# commits in all forms


def all_of_it(repo: Repo) -> None:
    repo.git("commit", "-q", "-a", "-m", "More")


def one_path(repo: Repo) -> None:
    """The user's other change, staged, stays staged and is not in the commit."""
    repo.stage("other.py", "other = 1\n")
    repo.git("commit", "-q", "-m", "More", "code.py")
    assert repo.status() == "A  other.py\n"
    repo.git("commit", "-q", "-m", "Other")


def amended(repo: Repo) -> None:
    repo.git("add", "code.py")
    repo.git("commit", "-q", "--amend", "--no-edit")


def from_a_file(repo: Repo) -> None:
    repo.write("../message", "More\n\nand why\n")
    repo.git("commit", "-q", "-a", "-F", "../message")


def in_the_editor(repo: Repo) -> None:
    editor = 'sh -c \'echo More >"$0".new && cat "$0" >>"$0".new && mv "$0".new "$0"\''
    repo.git("commit", "-q", "-a", env={"GIT_EDITOR": editor})


def past_the_hooks(repo: Repo) -> None:
    """The next commit takes along what that one left."""
    repo.git("commit", "-q", "-a", "--no-verify", "-m", "More")
    assert titles(repo) == ["a"]
    repo.commit("Next", {"next.py": "next = 1\n"})


FORMS = (all_of_it, one_path, amended, from_a_file, in_the_editor, past_the_hooks)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: str(form.__name__))
def test_a_commit_in_every_form(user: Repo, form: Callable[[Repo], None]) -> None:
    note(user, "b")
    user.append("code.py", "more = 1\n")
    form(user)
    assert_explained(user, "a", "b")
    assert f"Session: {stem(user)}" in user.message()


@pytest.mark.parametrize("form", [all_of_it, one_path, amended], ids=lambda form: form.__name__)
@QUICK
def test_the_same_under_prek(user: Repo, form: Callable[[Repo], None]) -> None:
    test_a_commit_in_every_form(user, form)


def test_a_commit_that_the_user_gives_up_loses_nothing(user: Repo) -> None:
    note(user, "b")
    user.append("code.py", "more = 1\n")
    gone = user.git("commit", "-a", env={"GIT_EDITOR": "false"}, check=False)
    assert gone.code == 1
    empty = user.git("commit", "-a", env={"GIT_EDITOR": "true"}, check=False)
    assert empty.code == 1
    user.git("commit", "-q", "-a", "-m", "More")
    assert_explained(user, "a", "b")


# history


@EACH
@pytest.mark.parametrize("backend", ["--apply", "--merge"])
def test_a_rebase(moved: Repo, backend: str) -> None:
    """No map reaches the hooks on stdin here; HEAD's tree is enough."""
    before = moved.head
    moved.git("rebase", "-q", backend, "main")
    assert moved.head != before
    assert moved.exists("base.py")
    assert_explained(moved, "a", "b")
    work(moved, "c")
    assert_explained(moved, "a", "b", "c")


@EACH
def test_an_amend(user: Repo) -> None:
    user.git("commit", "-q", "--amend", "-m", "Do a better")
    assert_explained(user, "a")
    assert user.message().startswith("Do a better\n\nSession: ")


def test_a_cherry_pick(moved: Repo) -> None:
    moved.git("switch", "-q", "-c", "other", "main")
    moved.git("cherry-pick", "feat~", "feat")
    assert titles(moved) == ["a", "b"]
    assert moved.status() == ""
    moved.git("switch", "-q", "feat")
    assert_explained(moved, "a", "b")


def stem_of(repo: Repo) -> str:
    """The session's stem, as the one journal directory says."""
    [found] = {path.split("/")[2] for path in journal_files(repo)}
    return found


def forward(repo: Repo) -> None:
    repo.git("merge", "-q", "--ff-only", "feat")


def true_merge(repo: Repo) -> None:
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert len(repo.git("log", "-1", "--format=%p").out.split()) == 2


def squashed(repo: Repo) -> None:
    repo.git("merge", "-q", "--squash", "feat")
    assert repo.exists(".sessions/active")
    repo.git("commit", "-q", "--no-edit")


MERGES = (forward, true_merge, squashed)


@EACH
@pytest.mark.parametrize("way", MERGES, ids=lambda way: str(way.__name__))
def test_a_merge_archives_what_it_merged(user: Repo, way: Callable[[Repo], None]) -> None:
    work(user, "b")
    user.git("switch", "-q", "main")
    way(user)
    assert titles(user) == ["a", "b"]
    assert decisions(user) == ["a", "b"]
    assert user.status() == ""
    assert user.exists(f".sessions/archive/{stem_of(user)}.md")
    assert the_document(user).get("merged_into") == "main"


@EACH
def test_a_merge_with_a_conflict_carries_what_was_noted_meanwhile(user: Repo) -> None:
    user.commit("Ours", {"code.py": "ours = 1\n"})
    user.git("switch", "-q", "main")
    user.commit("Theirs", {"code.py": "theirs = 1\n"})
    user.git("switch", "-q", "feat")
    assert user.git("merge", "main", check=False).code == 1
    note(user, "both")
    user.stage("code.py", "ours = 1\ntheirs = 1\n")
    user.git("commit", "-q", "--no-edit")
    assert_explained(user, "a", "both")


def test_a_clean_merge_leaves_what_was_noted_to_the_next_commit(moved: Repo) -> None:
    """What a hook stages before such a merge would not be in it, so none of ours does."""
    note(moved, "c")
    moved.git("merge", "-q", "--no-edit", "main")
    assert titles(moved) == ["a", "b"]
    assert moved.status() == ""
    moved.commit("Next", {"next.py": "next = 1\n"})
    assert_explained(moved, "a", "b", "c")


# the user's own changes


@EACH
def test_what_is_not_staged_comes_back_byte_for_byte(user: Repo) -> None:
    """The framework puts such changes aside while hooks run; ours touch none of those files."""
    user.commit("Files", {"crlf.txt": "a\r\nb\r\n", "bytes": "\udcff\n"})
    edits = {"code.py": "print('mine')  \n\n", "crlf.txt": "a\r\nmine", "bytes": "\udcfe\x00\n"}
    for name, text in edits.items():
        user.write(name, text)
    user.write("untracked.py", "x")
    work(user, "b")
    assert titles(user) == ["a", "b"]
    assert {name: user.read(name) for name in edits} == edits
    assert user.status() == " M bytes\n M code.py\n M crlf.txt\n?? untracked.py\n"
    user.git("add", "-A")
    user.commit("Mine")
    assert_explained(user, "a", "b")


@QUICK
def test_a_document_edited_by_hand_is_not_put_aside(user: Repo) -> None:
    """It is ignored, so the framework leaves it; the edit travels with the next commit."""
    path = f".sessions/active/{stem(user)}.md"
    user.write(path, user.read(path) + "\n## Plans\nNone of ours.\n")
    user.write("code.py", "unstaged = 1\n")
    work(user, "b")
    assert "None of ours." in user.read(path)
    assert any("None of ours." in user.show(name) for name in journal_files(user))
    assert user.status() == " M code.py\n"


# other hooks


def local(name: str, entry: str, *more: str) -> str:
    """An entry with one hook of the user's own."""
    lines = [f"id: {name}", f"name: {name}", f"entry: {entry}", "language: system", *more]
    keys = "".join(f"        {line}\n" for line in lines)
    return f"  - repo: local\n    hooks:\n      - {keys[8:]}"


STRIP = """\
import sys
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        data = file.read()
    lines = b"".join(line.rstrip() + b"\\n" for line in data.rstrip().splitlines())
    if lines != data:
        with open(name, "wb") as file:
            file.write(lines)
        sys.exit(1)
"""


def placed(framework: Framework, user: Repo, entry: str, *, first: bool) -> None:
    """Another hook, before ours or behind."""
    framework.configure(user, **{"before" if first else "after": entry})
    user.git("add", CONFIG)
    user.git("commit", "-q", "--no-verify", "-m", "Configure")


@EACH
@pytest.mark.parametrize("first", [True, False], ids=["before ours", "behind ours"])
def test_a_hook_that_fails(framework: Framework, user: Repo, first: bool) -> None:
    """The commit fails, nothing is lost, and the next attempt carries each entry once.

    All the while an edit that is not staged comes and goes with the framework's stash.
    """
    entry = local("fails", "test ! -e stop", "always_run: true", "pass_filenames: false")
    placed(framework, user, entry, first=first)
    user.write("stop", "")
    note(user, "b")
    user.stage("code.py", "more = 1\n")
    user.append("a.py", "mine\n")
    for _ in range(2):
        assert user.git("commit", "-m", "More", check=False).code == 1
    assert titles(user) == ["a"]
    user.path("stop").unlink()
    note(user, "c")
    user.git("commit", "-q", "-m", "More")
    assert user.read("a.py") == "a = 1\nmine\n"
    user.git("restore", "--", "a.py")
    assert_explained(user, "a", "b", "c")
    assert len(journal_files(user)) == 2


@EACH
@pytest.mark.parametrize("first", [True, False], ids=["before ours", "behind ours"])
def test_a_hook_that_fixes(framework: Framework, user: Repo, first: bool) -> None:
    """It mends the user's file and leaves the journal as it is, also where that is all it sees."""
    script = user.write("../strip.py", STRIP)
    entry = local("strip", f"{sys.executable} {script}", "types: [text]")
    placed(framework, user, entry, first=first)
    note(user, "b")
    user.append(NOTES, "- trailing   \n- blanks\t\n\n\n\n")
    user.stage("code.py", "more = 1  \n")
    assert user.git("commit", "-m", "More", check=False).code == 1
    assert user.read("code.py") == "more = 1\n"
    user.git("add", "code.py")
    user.git("commit", "-q", "-m", "More")
    assert_explained(user, "a", "b")
    before = [user.read(name) for name in journal_files(user)]
    framework.run(user.top, "run", "strip", "--files", *journal_files(user))
    assert [user.read(name) for name in journal_files(user)] == before


REAL = """\
  - repo: local
    hooks:
"""
FIXERS = ("trailing-whitespace-fixer", "end-of-file-fixer", "mixed-line-ending",
          "check-merge-conflict", "fix-byte-order-marker")  # fmt: skip


@QUICK
def test_the_fixers_that_everybody_has(framework: Framework, user: Repo) -> None:
    """The package `pre-commit-hooks`, from PyPI, changes no byte of a journal file."""
    entry = REAL + "".join(
        f"      - {{id: {name}, name: {name}, entry: {name}, language: python, types: [text],"
        " additional_dependencies: [pre-commit-hooks==6.0.0]}\n"
        for name in FIXERS
    )
    placed(framework, user, entry, first=True)
    framework.run(user.top, "install", "--install-hooks", "-t", "pre-commit", net=True)
    note(user, "b")
    user.append(NOTES, "- blanks  \n\ttab\t\n```\n<<<<<<< ours\n```\n\n\n")
    work(user, "c")
    assert_explained(user, "a", "b", "c")
    framework.run(user.top, "run", "--all-files")
    assert user.status() == ""


@EACH
def test_a_linked_worktree_has_a_session_of_its_own(user: Repo) -> None:
    """Hooks are the clone's, and git tells them of the worktree by GIT_DIR."""
    side = user.worktree(user.top.parent / "side", "-b", "side")
    work(side, "there")
    assert stem(side).startswith("side-")
    assert titles(side, of="side-") == ["there"]
    assert decisions(side) == ["there"]
    assert side.status() == ""
    work(user, "here")
    assert_explained(user, "a", "here")


# without a commit


@EACH
def test_run_over_all_files_is_nothing_to_us(framework: Framework, user: Repo) -> None:
    """As continuous integration does, where no commit is under way."""
    note(user, "b")
    before = {name: user.read(name) for name in user.files()}
    said = framework.run(user.top, "run", "--all-files")
    assert "git session (check)" in said
    assert {name: user.read(name) for name in user.files()} == before
    assert user.status() == ""
    user.commit("Next")
    assert_explained(user, "a", "b")


@EACH
def test_the_check_names_a_journal_file_that_was_changed(framework: Framework, user: Repo) -> None:
    [path] = journal_files(user)
    user.append(path, "- added\n")
    user.git("add", path)
    done = user.git("commit", "-m", "Change it", check=False)
    assert done.code == 1
    assert f"{path}: is not what its name says" in done.out + done.err
    user.git("restore", "--staged", "--worktree", path)
    assert "Failed" not in framework.run(user.top, "run", "--all-files", "--hook-stage", "manual")


# hook files that were there before


@EACH
def test_a_hook_of_the_users_keeps_running_beside_both(framework: Framework, user: Repo) -> None:
    hooks = user.path(".git/hooks")
    shutil.rmtree(hooks)
    user.hook("pre-commit", "echo theirs >>.git/ran")
    framework.run(user.top, "install", *TYPES)
    assert (hooks / "pre-commit.legacy").exists()
    work(user, "b")
    assert user.read(".git/ran") == "theirs\n"
    assert_explained(user, "a", "b")


@EACH
def test_hook_files_of_ours_that_were_there_run_too_and_nothing_is_noted_twice(
    framework: Framework, user: Repo
) -> None:
    hooks = user.path(".git/hooks")
    shutil.rmtree(hooks)
    user.git("session", "install", env={"PATH": os.environ["PATH"]})
    framework.run(user.top, "install", *TYPES)
    assert "git_session" in (hooks / "pre-commit.legacy").read_text()
    work(user, "b")
    assert_explained(user, "a", "b")
    user.git("commit", "-q", "--amend", "-m", "Do b better")
    assert_explained(user, "a", "b")
    framework.run(user.top, "uninstall", *TYPES)
    work(user, "c")
    assert_explained(user, "a", "b", "c")
