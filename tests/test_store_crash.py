"""Nothing acknowledged is lost: not by SIGKILL at any call, not by many writers at once."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import store_of

from git_session.errors import BadText
from git_session.store import Staged

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

    from git_session.store import Store

    Act = Callable[[Store], None]

STEM = "fix-12345678"
JOURNAL_FILE = f".sessions/journal/{STEM}/a.md"
NAME = "alice-2026-01-15.md"
CALLS = [
    "open",
    "write",
    "fsync",
    "replace",
    "unlink",
    "mkdir",
    "link",
    "rename",
    "rmdir",
    "close",
    "fchmod",
    "ftruncate",
    "makedirs",
]


def die_before(number: int) -> None:
    """From now on this process is killed right before its file-system call ``number``."""
    left = [number]

    def mortal(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return counted

    for name in CALLS:
        setattr(os, name, mortal(getattr(os, name)))


def run_and_kill(act: Act, repo: Repo, number: int) -> bool:
    """Do ``act`` in another process that dies before the call ``number``; False: it was done."""
    store = store_of(repo)
    pid = os.fork()
    if not pid:
        try:
            die_before(number)
            act(store)
        except BaseException as error:  # noqa: BLE001 - a fork must never go on as a test
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def at_every_call(act: Act, repo: Repo, check: Callable[[], None]) -> int:
    """Kill ``act`` before each of its calls, one after the other; how many calls it has."""
    number = 0
    while run_and_kill(act, repo, number):
        check()
        number += 1
    check()
    return number


def texts(store: Store, stem: str = STEM) -> str:
    return "".join(chunk.text for chunk in store.pending(stem))


def test_an_acknowledged_entry_is_pending_wherever_the_next_one_dies(
    repo: Repo, store: Store
) -> None:
    store.append(STEM, NAME, "## first\n")
    acknowledged, acknowledge = os.pipe()

    def two(store: Store) -> None:
        store.append(STEM, NAME, "## second\n")
        os.write(acknowledge, b"x")
        store.append(STEM, NAME, "## third\n")

    def check() -> None:
        assert "## first\n" in texts(store)
        for line in texts(store).splitlines():
            assert line in ("## first", "## second", "## third")

    os.set_blocking(acknowledged, False)
    number = 0
    while run_and_kill(two, repo, number):
        check()
        if os.path.exists(repo.path(".git/git-session/scratch")):
            said = _drain(acknowledged)
            assert not said or "## second\n" in texts(store)
        number += 1
    assert number > 10


def _drain(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 100)
    except BlockingIOError:
        return b""


def test_a_release_that_dies_consumes_all_of_it_or_nothing(repo: Repo, store: Store) -> None:
    store.append(STEM, NAME, "## taken\n")
    store.append(STEM, "alice-2026-01-01.md", "## old and taken\n")
    taken = store.pending(STEM)
    store.append(STEM, NAME, "## kept\n")

    def check() -> None:
        text = texts(store)
        assert text.count("## kept\n") == 2
        assert ("## taken\n" in text) == ("## old and taken\n" in text)

    assert at_every_call(lambda store: store.release(taken, "2026-01-15"), repo, check) > 5
    assert texts(store) == "## kept\n" * 2


def test_a_document_is_the_old_one_or_the_new_one(repo: Repo, store: Store) -> None:
    old, new = "old\n" * 1000, "new and longer\n" * 1000
    store.write_document("active", STEM, old)

    def check() -> None:
        assert store.read_document("active", STEM)[1] in (old, new)
        assert (store.copied_document(STEM) or ("", ""))[1] in (old, new)
        assert store.stems("active") == [STEM]

    assert at_every_call(lambda store: store.write_document("active", STEM, new), repo, check) > 5
    assert store.read_document("active", STEM)[1] == new
    assert repo.files(".sessions/active") == [f".sessions/active/{STEM}.md"]


def test_a_document_on_the_move_stands_somewhere(repo: Repo, store: Store) -> None:
    store.write_document("active", STEM, "x")

    def check() -> None:
        assert STEM in {*store.stems("active"), *store.stems("archive")}

    assert at_every_call(_move, repo, check) > 3
    assert (store.stems("active"), store.stems("archive")) == ([], [STEM])
    assert store.copied_document(STEM) == ("archive", "x")


def _move(store: Store) -> None:
    store.move_document(STEM, "archive")


def test_journal_files_and_kept_copies_are_whole_or_absent(repo: Repo, store: Store) -> None:
    text = "journal\n" * 1000

    def write(store: Store) -> None:
        store.keep_journal(STEM, "a.md", text)
        store.write_journal(STEM, "a.md", text)

    def check() -> None:
        assert store.kept_journals(STEM) in ({}, {"a.md": text})
        for name in store.journal_on_disk(STEM):
            assert repo.read(f".sessions/journal/{STEM}/{name}") == text

    assert at_every_call(write, repo, check) > 10
    assert store.kept_journals(STEM) == {"a.md": text}


STATES: list[tuple[str, Act, Callable[[Store], object], list[object]]] = [
    (
        "pointer",
        lambda store: store.set_pointer("new-1", "side"),
        lambda store: store.pointer(),
        [None, ("new-1", "side")],
    ),
    (
        "settled",
        lambda store: store.set_settled("a" * 40, "side"),
        lambda store: store.settled(),
        [None, ("a" * 40, "side")],
    ),
    (
        "staged",
        lambda store: store.save_staged([Staged(STEM, JOURNAL_FILE, "b", "c", ("d",))]),
        lambda store: store.staged(),
        [[], [Staged(STEM, JOURNAL_FILE, "b", "c", ("d",))]],
    ),
    (
        "agents",
        lambda store: store.bind("me", "new-1"),
        lambda store: store.bound("me"),
        [None, "new-1"],
    ),
    (
        "ids",
        lambda store: store.add_consumed(STEM, ["a", "b"]),
        lambda store: store.consumed(STEM),
        [set(), {"a", "b"}],
    ),
]


@pytest.mark.parametrize(
    ("act", "ask", "answers"), [state[1:] for state in STATES], ids=[state[0] for state in STATES]
)
def test_state_is_the_old_one_or_the_new_one(
    repo: Repo, store: Store, act: Act, ask: Callable[[Store], object], answers: list[object]
) -> None:
    def check() -> None:
        assert ask(store) in answers

    assert at_every_call(act, repo, check) > 2
    assert ask(store) == answers[-1]


def test_twenty_writers_and_a_reader_that_releases_lose_nothing(repo: Repo, store: Store) -> None:
    """Half of them write one file together; one hand writes with ``echo >>``."""
    pids = [_fork(_write_twenty, repo, number) for number in range(20)]
    seen: dict[str, str] = {"tmp": "", "copy": ""}
    while pids:
        pids = [pid for pid in pids if os.waitpid(pid, os.WNOHANG)[0] == 0]
        with store.lock(30):
            chunks = store.pending(STEM)
            for chunk in chunks:
                seen[chunk.key.partition("/")[0]] += chunk.text
            store.release(chunks, "2026-01-15")
    for chunk in store.pending(STEM):
        seen[chunk.key.partition("/")[0]] += chunk.text
    expected = sorted(f"## {writer}.{number}" for writer in range(20) for number in range(20))
    for text in seen.values():
        lines = [line for line in text.splitlines() if line.startswith("##")]
        assert sorted(line.split(" -")[0] for line in lines) == expected
        assert text.count("x" * 5000 + "\n") == 400


def _write_twenty(repo: Repo, writer: int) -> None:
    store = store_of(repo)
    name = NAME if writer % 2 else f"agent.{writer}-2026-01-15.md"
    for number in range(20):
        assert not store.append(STEM, name, f"## {writer}.{number} - x\n{'x' * 5000}\n")


def _fork(act: Callable[[Repo, int], None], repo: Repo, number: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        act(repo, number)
    except BaseException as error:  # noqa: BLE001 - a fork must never go on as a test
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def _save_five_times(repo: Repo, number: int) -> None:
    store = store_of(repo)
    for _ in range(5):
        store.write_document("active", STEM, f"{number}\n" * 2000)


def test_twenty_processes_that_save_one_document_leave_one_of_theirs(
    repo: Repo, store: Store
) -> None:
    pids = [_fork(_save_five_times, repo, number) for number in range(20)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert codes == [0] * 20
    lines = store.read_document("active", STEM)[1].split("\n")
    assert (len(lines), len(set(lines[:-1]))) == (2001, 1)
    assert repo.files(".sessions/active") == [f".sessions/active/{STEM}.md"]


def test_the_hot_path_imports_nothing_dear(repo: Repo) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from git_session import clock, config, git, store;"
        "wt = git.worktree(); clock.now(config.read(wt));"
        "s = store.Store(wt.top, wt.git_dir, wt.common_dir); s.append('a-1', 'b.md', 'x\\n');"
        "s.release(s.pending('a-1'));"
        "print(*sorted(name for name in sys.modules if '.' not in name))"
    )
    src = os.path.dirname(os.path.dirname(sys.modules["git_session"].__file__ or ""))
    loaded = repo.run(sys.executable, "-IS", "-c", code, src).out.split()
    dear = "typing re dataclasses enum json subprocess pathlib functools collections contextlib"
    assert not {*dear.split(), "hashlib", "signal", "zoneinfo", "shutil"} & set(loaded)


def test_bad_text_is_told_and_not_a_crash(repo: Repo, store: Store) -> None:
    repo.path(f".sessions/active/{STEM}.md").mkdir(parents=True)
    with pytest.raises(BadText, match="is not a regular file"):
        store.read_document("active", STEM)
