"""Whatever sweeps, stashes, switches or writes at once: each entry is there, exactly once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from story import (
    assert_explained,
    assert_recorded,
    begin,
    blocks,
    decisions,
    journal_files,
    note,
    pending,
    stem,
    the_document,
    titles,
)

from git_session.core import grammar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

WRITERS = 20
EACH = 20
# One process that logs many times, as `git session log` does each time (without 400 starts).
WRITER = """\
import contextlib, io, sys
sys.path.insert(0, {src!r})
from git_session import cli
for number in range({each}):
    with contextlib.redirect_stdout(io.StringIO()):
        code = cli.main(["log", "--discovery", f"{{sys.argv[1]}}-{{number}}"])
    if code:
        sys.exit(code)
"""


def commit(repo: Repo, message: str = "Go on", *words: str) -> list[str]:
    """Commit one change; what was said on stderr."""
    repo.append("code.py", f"# {message}\n")
    repo.git("add", "code.py")
    return repo.git("commit", "-q", "-m", message, *words).err.splitlines()


def test_twenty_processes_log_while_commits_are_made(repo: Repo, tmp_path: Path) -> None:
    """400 entries in the end, in HEAD's journal or pending: no more, no less."""
    from conftest import SRC

    begin(repo)
    commit(repo, "Begin")
    script = repo.write("../writer.py", WRITER.format(src=str(SRC), each=EACH))
    writers = [
        subprocess.Popen(
            [sys.executable, "-X", "frozen_modules=on", str(script), f"w{number}"],
            cwd=repo.top,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for number in range(WRITERS)
    ]
    made = 0
    while any(writer.poll() is None for writer in writers):
        made += 1
        for line in commit(repo, f"Meanwhile {made}"):
            assert "another process held" in line
    said = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, said
    expected = sorted(f"w{number}-{entry}" for number in range(WRITERS) for entry in range(EACH))
    assert len(titles(repo)) + pending(repo) == WRITERS * EACH
    commit(repo, "The rest")
    assert titles(repo) == expected
    ids = [grammar.identity(block) for block in blocks(repo)]
    assert len(ids) == len(set(ids)), "no entry stands in two journal files"
    assert pending(repo) == 0
    assert made > 1, "commits were made meanwhile"
    shown = repo.read(f".sessions/active/{stem(repo)}.md")
    for title in expected:
        assert shown.count(f"**{title}**") == 1, title
    assert repo.status() == ""


def test_s1_21_the_journal_holds_every_byte_and_scratch_waits_for_it(repo: Repo) -> None:
    """What a person appended by hand, whatever it is; and nothing is let go before it is held."""
    name = begin(repo)
    [scratch] = [path for path in repo.files(".sessions/tmp") if name in path]
    raw = (
        "odd: \u00e4\u65e5\U0001f600 \udcff\t| <b> `code`\n\n    indented\n```\n## 14:00 - fenced\n"
        "```\n- Key: value\n- no key\n\n> quoted  twice"
    )
    repo.append(scratch, f"\n## 14:29 - By hand\n{raw}\n")
    repo.hook("commit-msg", "exit 1")
    repo.append("code.py", "1\n")
    assert repo.git("commit", "-qam", "Refused", check=False).code == 1
    assert raw in repo.read(scratch)
    repo.path(".git/hooks/commit-msg").unlink()
    repo.session("install")
    repo.git("commit", "-qam", "Fix")
    held = [repo.show(path) for path in repo.tree() if path.startswith(".sessions/journal/")]
    assert any(f"\n{raw}\n" in text for text in held)
    assert raw.replace("\udcff", "\\xff") in repo.session("view", name, "--raw").out


def test_several_first_writers_begin_one_session(repo: Repo) -> None:
    repo.session("install")
    repo.config("session.share", "true")
    writers = [
        subprocess.Popen(
            ["git", "session", "log", "--discovery", f"w{number}"],
            cwd=repo.top,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(5)
    ]
    assert [writer.wait() for writer in writers] == [0] * 5
    stem(repo)
    commit(repo)
    assert titles(repo) == [f"w{number}" for number in range(5)]


def sweep_after_init(repo: Repo) -> None:
    begin(repo, "--goal", "Sweep")
    clean(repo)
    note(repo, "Noted")


def sweep_after_log(repo: Repo) -> None:
    begin(repo, "--goal", "Sweep")
    note(repo, "Noted")
    clean(repo)


def sweep_after_commit(repo: Repo) -> None:
    begin(repo, "--goal", "Sweep")
    note(repo, "Noted")
    repo.commit("Begin")
    clean(repo)


def sweep_with_one_committed_and_one_pending(repo: Repo) -> None:
    begin(repo, "--goal", "Sweep")
    repo.commit("Begin")
    note(repo, "Noted")
    clean(repo)


def sweep_twice(repo: Repo) -> None:
    begin(repo, "--goal", "Sweep")
    clean(repo)
    note(repo, "Noted")
    clean(repo)


SWEPT = [
    sweep_after_init,
    sweep_after_log,
    sweep_after_commit,
    sweep_with_one_committed_and_one_pending,
    sweep_twice,
]


def clean(repo: Repo) -> None:
    repo.git("clean", "-q", "-fdx")
    left = [name for name in repo.files(".sessions") if "/journal/" not in name]
    assert left in ([], [".sessions/.gitattributes"])


@pytest.mark.parametrize("then", ["log", "view", "commit", "list"])
@pytest.mark.parametrize("swept", SWEPT, ids=lambda swept: str(swept.__name__))
def test_git_clean_at_any_moment_takes_nothing_away(
    copied: Callable[[Callable[[Repo], None]], Repo], swept: Callable[[Repo], None], then: str
) -> None:
    """The next command shows or gives back the document; pending entries come from the copy."""
    repo = copied(swept)
    more = ["Later"] if then == "log" else []
    if then == "log":
        note(repo, "Later")
    elif then == "view":
        shown = repo.session("view").out
        assert "Sweep" in shown
        assert "Noted" in repo.session("view", "--decisions").out
    elif then == "list":
        assert "sweep-" in repo.session("list").out
    commit(repo)
    assert_explained(repo, "Noted", *more)
    assert pending(repo) == 0
    assert "Sweep" in repo.session("view").out


def test_git_clean_after_close_gives_the_archive_back(repo: Repo) -> None:
    name = begin(repo, "--goal", "Sweep")
    note(repo, "Noted")
    repo.session("close", "--complete")
    clean(repo)
    assert name in repo.session("list", "--all").out
    assert "Noted" in repo.session("view", name, "--decisions").out
    commit(repo)
    assert titles(repo) == ["Noted"]
    assert the_document(repo).get("status") == "completed"
    assert decisions(repo) == ["Noted"]
    assert repo.exists(f".sessions/archive/{name}.md")
    assert repo.status() == ""


def test_git_clean_and_the_loss_of_the_document_copies_rebuilds_from_the_journal(
    repo: Repo,
) -> None:
    begin(repo, "--goal", "Sweep")
    note(repo, "Noted")
    repo.commit("Begin")
    clean(repo)
    for path in repo.path(".git/git-session/documents").iterdir():
        path.unlink()
    note(repo, "Later")
    commit(repo)
    assert_explained(repo, "Later", "Noted")


@pytest.mark.parametrize("flag", ["-u", "-a"])
def test_a_stash_takes_nothing_away(repo: Repo, flag: str) -> None:
    """`stash -a` takes ignored files too; the copy and the documents' copies stay."""
    begin(repo)
    note(repo, "Before")
    repo.commit("Begin")
    note(repo, "Pending")
    repo.write("code.py", "edited\n")
    repo.write("new.py", "new\n")
    repo.git("stash", "-q", flag)
    assert "Pending" in repo.session("view", "--decisions").out
    note(repo, "While stashed")
    repo.write("other.py", "other\n")
    repo.git("add", "other.py")
    repo.git("commit", "-q", "-m", "While stashed")
    assert titles(repo) == ["Before", "Pending", "While stashed"]
    popped = repo.git("stash", "pop", "-q", check=False)
    if flag == "-u":
        assert popped.code == 0
        assert repo.read("code.py") == "edited\n"
    repo.git("add", "-A")
    repo.git("commit", "-q", "--allow-empty", "-m", "After")
    assert_explained(repo, "Before", "Pending", "While stashed")


def test_a_stash_of_everything_comes_back(repo: Repo) -> None:
    begin(repo)
    note(repo, "Before")
    repo.commit("Begin")
    note(repo, "Pending")
    repo.write("code.py", "edited\n")
    repo.git("stash", "-q", "-a")
    repo.git("stash", "pop", "-q")
    assert repo.read("code.py") == "edited\n"
    commit(repo)
    assert_explained(repo, "Before", "Pending")


def test_two_branches_with_sessions_and_pending_notes_keep_them_apart(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "one")
    repo.session("init", "--name", "one")
    note(repo, "On one")
    repo.git("switch", "-q", "-c", "two", "main")
    repo.session("init", "--name", "two")
    note(repo, "On two")
    for branch in ("one", "two", "one"):
        repo.git("switch", "-q", branch)
        assert branch in repo.session("path").out.rsplit("/", 1)[1]
    commit(repo, "One")
    assert titles(repo) == ["On one"]
    repo.git("switch", "-q", "two")
    note(repo, "More on two")
    commit(repo, "Two")
    assert titles(repo) == ["More on two", "On two"]
    assert repo.status() == ""
    repo.git("switch", "-q", "one")
    assert titles(repo) == ["On one"]
    assert pending(repo) == 0


def test_a_linked_worktree_has_its_own_session_and_its_journal_stays(
    repo: Repo, tmp_path: Path
) -> None:
    begin(repo)
    note(repo, "At home")
    linked = repo.worktree(tmp_path / "linked", "-b", "side")
    linked.session("init", "--name", "side")
    note(linked, "Aside")
    commit(linked, "Aside")
    assert_explained(linked, "Aside")
    commit(repo, "Home")
    assert_explained(repo, "At home")
    repo.git("worktree", "remove", "--force", str(linked.top))
    assert titles(repo, "side") == ["Aside"]
    repo.git("switch", "-q", "side")
    done = repo.session("resume", "side")
    assert done.code == 0
    assert "Aside" in repo.session("view", "--decisions").out
    note(repo, "Again")
    commit(repo, "Again")
    assert titles(repo) == ["Again", "Aside"]


AGENT = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "1a2b3c4d-0000-4000-8000-00000000beef"}
OTHER = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "1a2b3c4d-0000-4000-8000-00000000cafe"}


def test_an_agent_s_commit_takes_its_own_notes_and_a_person_s_takes_all(repo: Repo) -> None:
    begin(repo)
    note(repo, "Person")
    for who, env in (("Agent", AGENT), ("Other", OTHER)):
        repo.session("log", "--decision", who, "--rationale", "x", env=env)
    repo.env = dict(AGENT)
    commit(repo, "By the agent")
    assert titles(repo) == ["Agent"]
    kinds = {block.kind for block in blocks(repo)}
    assert "Session" in kinds, "what the session is goes along with whoever commits first"
    repo.env = dict(OTHER)
    commit(repo, "By the other one")
    assert titles(repo) == ["Agent", "Other"]
    repo.env = {}
    assert pending(repo) == 1
    commit(repo, "By the person")
    assert_explained(repo, "Agent", "Other", "Person")
    assert len(journal_files(repo)) == 3


def test_a_clone_of_a_repository_that_tracks_a_journal_shares(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    note(repo, "Here")
    commit(repo)
    clone = repo.clone(tmp_path / "clone")
    clone.git("switch", "-q", "-c", "topic")
    clone.session("install", "--help")
    hooks_by_an_agent(clone, repo)
    clone.session("log", "--decision", "There", "--rationale", "x", env=AGENT)
    commit(clone)
    assert titles(clone) == ["Here", "There"]
    assert "Session: " in clone.message()
    assert clone.status() == ""


def test_a_clone_of_any_other_repository_stays_wholly_local(repo: Repo, tmp_path: Path) -> None:
    """A session that an agent begins in somebody else's project."""
    donor = repo.clone(tmp_path / "donor")
    donor.session("install")
    clone = repo.clone(tmp_path / "clone")
    hooks_by_an_agent(clone, donor)
    clone.session("log", "--decision", "Local", "--rationale", "x", env=AGENT)
    assert clone.status() == ""
    clone.env = dict(AGENT)
    assert commit(clone) == []
    assert journal_files(clone) == []
    assert clone.tree() == ["code.py"]
    assert clone.message() == "Go on\n\n"
    assert clone.status() == ""
    assert decisions(clone) == ["Local"]
    assert_recorded(clone)
    assert clone.git("config", "--get", "session.share", check=False).code == 1
    clean(clone)
    clone.session("log", "--decision", "More", "--rationale", "x")
    commit(clone, "Two")
    assert decisions(clone) == ["Local", "More"]
    assert clone.status() == ""


def hooks_by_an_agent(clone: Repo, donor: Repo) -> None:
    """Hooks as a user-wide installation leaves them: nothing was chosen in this clone."""
    for path in donor.path(".git/hooks").iterdir():
        kept = clone.path(".git/hooks")
        kept.mkdir(exist_ok=True)
        (kept / path.name).write_bytes(path.read_bytes())
        (kept / path.name).chmod(0o755)
