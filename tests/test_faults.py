"""A fault of ours never stops a commit: one line, exit 0, and the entry comes with a later one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from story import begin, decisions, note, pending, titles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Repo

    Mend = Callable[[], None]

WITHIN = 60.0  # seconds; not for ever, however busy the machine is


def document_path(repo: Repo) -> str:
    [path] = [name for name in repo.files(".sessions/active") if name.endswith(".md")]
    return path


def replaced(repo: Repo, name: str, text: str | None) -> Mend:
    """Put ``text`` (None: a directory) in the place of a file; the way back."""
    path = repo.path(name)
    kept = repo.path(".git/kept-aside")
    path.rename(kept)
    if text is None:
        path.mkdir()
    else:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))

    def mend() -> None:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
        kept.rename(path)

    return mend


def document_is_a_directory(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), None)


def document_has_broken_frontmatter(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "---\nid: [unclosed\n---\n# Title\n")


def document_has_no_frontmatter(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "# Title\n")


def document_is_huge(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "---\nid: x\n---\n" + "x" * 50_000_000)


def document_has_a_bomb(repo: Repo) -> Mend:
    """Nine aliases to nine aliases to …: five billion values, if anybody spelt them out."""
    rows = ["z: &a [x, x, x]"]
    for name, of in zip("bcdefghijk", "abcdefghij", strict=True):
        rows.append(f"y{name}: &{name} [{', '.join([f'*{of}'] * 9)}]")
    path = document_path(repo)
    text = repo.read(path)
    repo.write(path, text.replace("---\n", "---\n" + "\n".join(rows) + "\n", 1))
    return lambda: None


def document_is_binary(repo: Repo) -> Mend:
    return replaced(repo, document_path(repo), "\0\x01\udcff\udcfe" * 1000)


def blocked(repo: Repo, name: str) -> Mend:
    """A file where a directory should be."""
    path, kept = repo.path(name), repo.path(".git/kept-aside")
    path.rename(kept)
    path.write_text("in the way\n")

    def mend() -> None:
        path.unlink()
        kept.rename(path)

    return mend


def sessions_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions")


def active_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/active")


def journal_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/journal")


def tmp_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".sessions/tmp")


def private_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session")


def private_scratch_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/scratch")


def kept_journal_is_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/journal")


def ids_are_a_file(repo: Repo) -> Mend:
    return blocked(repo, ".git/git-session/ids")


def lock_is_a_directory(repo: Repo) -> Mend:
    return replaced(repo, ".git/git-session/lock", None)


def bad_share(repo: Repo) -> Mend:
    repo.config("session.share", "perhaps")
    return lambda: repo.config("session.share", "true")


def bad_zone(repo: Repo) -> Mend:
    repo.config("session.timezone", "Middle/Earth")
    return lambda: repo.config("session.timezone", "Europe/Berlin")


def nested_deep(repo: Repo) -> Mend:
    path = document_path(repo)
    text = repo.read(path)
    repo.write(path, text.replace("---\n", "---\nx: " + "[" * 5000 + "]" * 5000 + "\n", 1))

    def mend() -> None:
        repo.write(path, text)

    return mend


SPOKEN = [
    document_is_a_directory,
    document_has_broken_frontmatter,
    document_has_no_frontmatter,
    document_is_huge,
    document_is_binary,
    sessions_is_a_file,
    active_is_a_file,
    journal_is_a_file,
    tmp_is_a_file,
    private_is_a_file,
    kept_journal_is_a_file,
    ids_are_a_file,
    lock_is_a_directory,
    bad_share,
    bad_zone,
]
HARMLESS = [document_has_a_bomb, private_scratch_is_a_file]
SPEECHLESS = (private_is_a_file,)  # where nothing can be remembered each hook says it


def once_and_again(repo: Repo) -> None:
    begin(repo)
    note(repo, "Before")
    repo.commit("Begin")
    note(repo, "Acknowledged")


@pytest.fixture
def noted(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """A session that journalled once, with one entry pending."""
    return copied(once_and_again)


def commit(repo: Repo, message: str = "During the fault") -> list[str]:
    """Commit one change; what was said on stderr, every line of it ours. Not for ever."""
    repo.stage("code.py", f"# {message}\n")
    began = time.monotonic()
    done = repo.git("commit", "-q", "-m", message)
    assert time.monotonic() - began < WITHIN
    assert repo.subjects()[0] == message
    assert done.out == ""
    lines = done.err.splitlines()
    assert [line for line in lines if not line.startswith("session: ")] == []
    return lines


def assert_nothing_lost(repo: Repo, *more: str) -> None:
    """Each entry is in HEAD's journal once and in the document once; the tree is clean."""
    expected = sorted(["Acknowledged", "Before", *more])
    assert titles(repo) == expected
    assert decisions(repo) == expected
    assert pending(repo) == 0
    assert repo.status() == ""


@pytest.mark.parametrize("fault", SPOKEN, ids=lambda fault: str(fault.__name__))
def test_a_fault_is_one_line_and_the_commit_goes_through(
    noted: Repo, fault: Callable[[Repo], Mend]
) -> None:
    mend = fault(noted)
    said = commit(noted)
    assert len(set(said)) == 1, said
    assert len(said) == 1 or fault in SPEECHLESS, said
    mend()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


@pytest.mark.parametrize("fault", HARMLESS, ids=lambda fault: str(fault.__name__))
def test_what_does_no_harm_is_not_worth_a_word(noted: Repo, fault: Callable[[Repo], Mend]) -> None:
    mend = fault(noted)
    assert commit(noted) == []
    mend()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


@pytest.mark.parametrize("fault", SPOKEN, ids=lambda fault: str(fault.__name__))
def test_a_verb_says_what_is_wrong_and_what_to_do(
    noted: Repo, fault: Callable[[Repo], Mend]
) -> None:
    """No traceback and no bug; two remarks: what, and the next step."""
    mend = fault(noted)
    for words in (["checkpoint"], ["consolidate"], ["view"], ["list"], ["log", "--note", "More"]):
        done = noted.session(*words, check=False)
        assert done.code in (0, 1, 3, 4), words
        assert "bug in git-session" not in done.err
        assert "Traceback" not in done.err
        if done.code:
            assert len(done.err.splitlines()) >= 2, (words, done.err)
            assert [x for x in done.err.splitlines() if not x.startswith("session: ")] == []
    mend()
    commit(noted, "After the fault")
    assert {"Acknowledged", "Before"} <= set(titles(noted))


def test_the_line_is_said_again_by_the_next_commit(noted: Repo) -> None:
    document_has_no_frontmatter(noted)
    first = commit(noted, "One")
    assert commit(noted, "Two") == first


def test_nesting_without_end_is_refused_by_its_line(noted: Repo) -> None:
    mend = nested_deep(noted)
    [said] = commit(noted)
    assert said.startswith("session: .sessions/active/")
    assert ".md:2: nested more than" in said
    mend()
    commit(noted, "After the fault")
    assert_nothing_lost(noted)


def state_files(repo: Repo) -> list[Path]:
    """What the worktree remembers: without it everything is looked at again."""
    private = repo.path(".git/git-session")
    apart = {"scratch", "journal", "documents"}  # copies of what people wrote
    return sorted(
        path
        for path in private.rglob("*")
        if path.is_file() and path.relative_to(private).parts[0] not in apart
    )


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 3)


def paths_that_lead_out(path: Path) -> None:
    path.write_text("../../../evil\tmain\n9999999999999999999\t../x\t\n" * 2)


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def nothing(path: Path) -> None:
    path.unlink()


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


SPOILT = [garbage, paths_that_lead_out, nothing, empty_file]


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: str(spoil.__name__))
def test_spoilt_state_costs_a_second_look_and_no_entry(
    noted: Repo, spoil: Callable[[Path], None]
) -> None:
    for path in state_files(noted):
        if path.name != "lock":
            spoil(path)
    assert commit(noted) == []
    assert_nothing_lost(noted)
    note(noted, "Later")
    assert commit(noted, "Go on") == []
    assert_nothing_lost(noted, "Later")


def test_each_state_file_alone_may_be_spoilt(noted: Repo, tmp_path: Path) -> None:
    for number, name in enumerate(path.relative_to(noted.top) for path in state_files(noted)):
        copy = type(noted)(tmp_path / f"copy{number}", dict(noted.env))
        shutil.copytree(noted.top, copy.top, symlinks=True)
        garbage(copy.top / name)
        assert commit(copy) == [], name
        assert_nothing_lost(copy)


def test_state_files_that_became_directories_lose_no_entry(noted: Repo) -> None:
    paths = state_files(noted)
    for path in paths:
        a_directory(path)
    assert len(set(commit(noted))) == 1
    for path in paths:
        path.rmdir()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


HOLD = "import fcntl; fcntl.flock({descriptor}, 2); print('held', flush=True); input()"


@pytest.fixture
def held(noted: Repo) -> Iterator[Callable[[], None]]:
    """Another process holds the lock until the returned function is called."""
    with noted.path(".git/git-session/lock").open() as lock:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(descriptor=lock.fileno())],
            pass_fds=[lock.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
    yield lambda: _end(process)
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.communicate(b"\n")


@pytest.mark.usefixtures("unmeasured")  # what coverage.py takes is not ours
def test_a_lock_held_for_ever_costs_two_seconds_at_most(
    noted: Repo, held: Callable[[], None]
) -> None:
    began = time.monotonic()
    [said] = commit(noted)
    assert time.monotonic() - began < 2.0
    assert "another process held" in said
    assert titles(noted) == ["Before"]
    held()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


def test_log_notes_while_somebody_holds_the_lock(noted: Repo, held: Callable[[], None]) -> None:
    assert noted.session("log", "--decision", "Meanwhile", "--rationale", "no lock").err == ""
    held()
    commit(noted, "After the fault")
    assert_nothing_lost(noted, "Meanwhile")


def installed_hooks(repo: Repo, old: str, new: str) -> Mend:
    """Edit what `install` wrote into the hook files; the way back."""
    kept = {path: path.read_text() for path in repo.path(".git/hooks").iterdir()}
    for path, text in kept.items():
        assert old in text
        path.write_text(text.replace(old, new))

    def mend() -> None:
        for path, text in kept.items():
            path.write_text(text)

    return mend


def path_without_us(tmp_path: Path) -> dict[str, str]:
    """A PATH on which there is git and the shell's tools and no git-session."""
    place = tmp_path / "no-session-bin"
    place.mkdir()
    for name in ("git", "cat", "wc", "sh"):
        found = shutil.which(name)
        assert found
        (place / name).symlink_to(found)
    return {"PATH": str(place)}


def test_a_missing_python_is_one_line(noted: Repo, tmp_path: Path) -> None:
    mend = installed_hooks(noted, "git_session_python=", "git_session_python=/gone")
    noted.stage("code.py", "# without\n")
    done = noted.git("commit", "-q", "-m", "Without Python", env=path_without_us(tmp_path))
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("session: nothing was recorded: /gone")
    mend()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


def test_a_missing_package_is_one_line(noted: Repo, tmp_path: Path) -> None:
    mend = installed_hooks(noted, "git_session_shims=", "git_session_shims=/gone")
    noted.stage("code.py", "# without\n")
    done = noted.git("commit", "-q", "-m", "Without us", env=path_without_us(tmp_path))
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("session: nothing was recorded: git-session is gone from /gone")
    mend()
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


@pytest.mark.usefixtures("unmeasured")
def test_no_file_may_grow_any_more(noted: Repo) -> None:
    """What a full disk looks like to us: git's own files are small enough, ours is not."""
    noted.session("log", "--note", "x" * 90_000)
    noted.stage("code.py", "# full\n")
    done = noted.run("sh", "-c", "ulimit -f 100; exec git commit -q -m Full")
    assert noted.subjects()[0] == "Full"
    assert len(done.err.splitlines()) == 1, done.err
    assert titles(noted) == ["Before"]
    assert commit(noted, "After the fault") == []
    assert "Acknowledged" in titles(noted)
    assert decisions(noted) == ["Acknowledged", "Before"]
    assert pending(noted) == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount")
@pytest.mark.parametrize("where", [".sessions", ".git/git-session"])
@pytest.mark.parametrize("how", ["ro", "full"])
def test_a_directory_that_takes_nothing(noted: Repo, where: str, how: str) -> None:
    """A read-only or a full file system in the place of the directory (in a mount namespace)."""
    if not shutil.which("unshare") or noted.run("unshare", "-m", "true", check=False).code:
        pytest.skip("no mount namespaces here")
    place = noted.path(where)
    steps = {
        "ro": 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"',
        "full": 'cp -a "$1/." .git/kept && mount -t tmpfs -o size=256k tmpfs "$1"'
        ' && cp -a .git/kept/. "$1" && { cat /dev/zero >"$1/full" 2>/dev/null || :; }',
    }
    noted.path(".git/kept").mkdir()
    noted.stage("code.py", "# nothing can be written\n")
    script = f"{{ {steps[how]}; }} || exit 77; exec git commit -q -m Unwritable"
    done = noted.run("unshare", "-m", "sh", "-c", script, "sh", str(place), check=False)
    if done.code == 77:  # what the script says; a commit that we stopped would be another code
        pytest.skip(f"no mount here: {done.err}")
    assert noted.subjects()[0] == "Unwritable"
    assert 1 <= len(set(done.err.splitlines())) <= 2, done.err
    assert [line for line in done.err.splitlines() if not line.startswith("session: ")] == []
    shutil.rmtree(noted.path(".git/kept"))
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read anything")
def test_a_document_without_permission(noted: Repo) -> None:
    path = noted.path(document_path(noted))
    path.chmod(0)
    assert len(commit(noted)) == 1
    path.chmod(0o600)
    assert commit(noted, "After the fault") == []
    assert_nothing_lost(noted)
