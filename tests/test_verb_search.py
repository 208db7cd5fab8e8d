"""``git session search``: what is found, where it looks, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Done, Repo
from story import begin, journal_files, stem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHECK, FLAG, MEASURE = "Lock before the check", "Atomic flag", "Measure the lock in src/lock.py"
HOSTILE = "evil \x1b]0;title\x07 \u202e text"


def noted(repo: Repo) -> None:
    """A session with two commits on a branch, and one note that waits."""
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--name", "sweep", "--goal", "Fix the sweep race")
    repo.session(
        "log", "--decision", "Lock before the check", "--rationale", "simplest fix that holds"
    )
    repo.commit("Lock")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("log", "--tried", "Atomic flag", "--outcome", "still races under the lock")
    repo.commit("Try")
    repo.tell("2026-01-15T16:30:00+01:00")
    repo.session("log", "--next", "Measure the lock in src/lock.py")


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    repo = copied(noted)
    repo.tell("2026-01-15T16:30:00+01:00")
    return repo


def found(repo: Repo, *words: str) -> list[dict[str, Any]]:
    done = repo.session("search", "--json", *words, check=False)
    assert done.code in (0, 1), done.err
    assert done.out, done.err
    data: list[dict[str, Any]] = json.loads(done.out)
    assert bool(data) is (done.code == 0)
    return data


def titles(repo: Repo, *words: str) -> list[str]:
    """What is found, documents and what the session says of itself left out."""
    hits = found(repo, *words)
    return [hit["title"] for hit in hits if hit["kind"] not in ("Document", "Session")]


def cache_of(repo: Repo) -> Path:
    return repo.path(".git/git-session/cache.db")


def test_a_result_is_a_block_with_its_references(told: Repo) -> None:
    done = told.session("search", "lock", "--kind", "decision")
    assert done.err == ""
    assert done.lines == [
        "Decision: Lock before the check",
        f"  {stem(told)}, 2026-01-15T14:30:00+01:00, alice, {told.rev('HEAD~1')[:10]}",
        "    - Rationale: simplest fix that holds",
    ]
    done = told.session("search", "--kind", "Next", "--kind", "tried")
    assert done.lines == [
        "Next: Measure the lock in src/lock.py",
        f"  {stem(told)}, 2026-01-15T16:30:00+01:00, alice, pending",
        "",
        "Tried: Atomic flag",
        f"  {stem(told)}, 2026-01-15T15:30:00+01:00, alice, {told.head[:10]}",
        "    - Outcome: still races under the lock",
    ]


def test_data_holds_what_a_program_wants(told: Repo) -> None:
    [path] = journal_files(told, "HEAD~1")
    assert found(told, "simplest") == [{
        "kind": "Decision",
        "title": "Lock before the check",
        "when": "2026-01-15T14:30:00+01:00",
        "author": "alice",
        "client": "",
        "agent": "",
        "session": stem(told),
        "branch": "fix",
        "commit": told.rev("HEAD~1"),
        "file": path,
        "snippet": ["- Rationale: simplest fix that holds"],
        "fields": {"rationale": "simplest fix that holds"},
        "superseded_by": None,
    }]  # fmt: skip
    [waiting] = found(told, "measure")
    assert (waiting["file"], waiting["commit"], waiting["branch"]) == ("pending", None, "fix")


@pytest.mark.parametrize(("words", "expected"), [
    (("lock",), {CHECK, FLAG, MEASURE}),
    (("LOCK", "races"), {"Atomic flag"}),
    (("simp",), {"Lock before the check"}),
    (("--author", "Alice", "atomic"), {"Atomic flag"}),
    (("--author", "bob", "atomic"), set()),
    (("--file", "src/**"), {"Measure the lock in src/lock.py"}),
    (("--file", "{top}/src"), {"Measure the lock in src/lock.py"}),
    (("--since", "2026-01-15T15:00+01:00", "lock"), {FLAG, MEASURE}),
    (("--since", "1h", "--kind", "Tried", "--kind", "Next"), {FLAG, MEASURE}),
    (("--session", "sweep", "atomic"), {"Atomic flag"}),
    (("--session", "{id8}", "atomic"), {"Atomic flag"}),
    (("--session", "other", "atomic"), set()),
    (("--regex", "^- Out.*lock$"), {"Atomic flag"}),
    (("--regex", "atomic"), set()),
    (("--regex", "(?i)atomic"), {"Atomic flag"}),
    (("a:b",), set()),
    (("NEAR(lock", "*"), set()),
    (("--", "-lock-"), {CHECK, FLAG, MEASURE}),
])  # fmt: skip
def test_all_that_is_asked_must_fit(told: Repo, words: tuple[str, ...], expected: set[str]) -> None:
    words = tuple(
        word.format(top=told.top, id8=stem(told)[-8:]) if "{" in word else word for word in words
    )
    hits = found(told, *words)
    assert {hit["title"] for hit in hits if hit["kind"] not in ("Document", "Session")} == expected


def test_the_newest_come_first_without_words_and_on_request(told: Repo) -> None:
    order = ["Measure the lock in src/lock.py", "Atomic flag", "Lock before the check"]
    assert titles(told, "--last") == order
    assert titles(told, "--last", "lock") == order
    assert titles(told, "--oldest", "lock") == order[::-1]
    assert titles(told, "--regex", "lock|Lock") == order
    assert titles(told, "lock")[-1] == "Atomic flag", "which has it in its body only"
    done = told.session("search", "--last", "-n", "2")
    assert [line for line in done.lines if line[:1] not in ("", " ")] == [
        f"Next: {order[0]}",
        f"Tried: {order[1]}",
    ]
    assert done.err == "session: 2 of 4 are shown; all: -n 4\n"


@pytest.mark.parametrize(("words", "said"), [
    ((), "what shall be searched for?"),
    (("  ",), "what shall be searched for?"),
    (("--kind", "decisions"), "--kind decisions: no such kind"),
    (("--regex", "("), "the pattern is no regular expression"),
    (("--since", "soon", "x"), "--since soon: is no moment"),
    (("-n", "0", "x"), "--limit 0: shows nothing"),
])  # fmt: skip
def test_what_cannot_be_asked_is_wrong_usage(told: Repo, words: tuple[str, ...], said: str) -> None:
    done = told.session("search", *words, check=False)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"session: {said}")


def test_nothing_found_names_the_places(told: Repo) -> None:
    done = told.session("search", "unicorn", check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "session: nothing found in 3 entries of 1 session on 2 branches, 1 document,"
        " 1 pending note; try fewer or shorter words\n"
    )


def test_nothing_at_all_is_found_in_an_empty_repository(empty: Repo) -> None:
    done = empty.session("search", "x", check=False)
    assert done.code == 1
    assert "in 0 entries of 0 sessions on 0 branches, 0 documents, 0 pending notes" in done.err


def test_a_pattern_that_never_ends_is_ended(told: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from git_session.commands import search
    from git_session.errors import UsageError
    from git_session.lifecycle import searching

    told.session("log", "--note", "a" * 60)
    monkeypatch.setattr(searching, "PATIENCE", 0.3)
    monkeypatch.chdir(told.top)
    with pytest.raises(UsageError, match="takes longer"):
        search.run(
            text=["(a+)+$x"], regex=True, kind=[], author="", file="", since="", session="",
            within="", last=False, oldest=False, limit=20, as_json=False, color="",
        )  # fmt: skip


def test_branches_of_this_clone_and_of_others_are_searched(told: Repo, tmp_path: Path) -> None:
    told.git("switch", "-q", "main")
    assert titles(told, "atomic") == ["Atomic flag"]
    clone = told.clone(tmp_path / "clone", "--branch", "main")
    assert titles(clone, "atomic") == ["Atomic flag"], "from origin/fix"
    told.git("switch", "-q", "fix")
    told.session("log", "--discovery", "A unicorn")
    told.commit("More")
    assert titles(clone, "unicorn") == []
    clone.git("fetch", "-q")
    assert titles(clone, "unicorn") == ["A unicorn"]


def bare_journal(repo: Repo) -> None:
    """Leave only what git holds: no documents, no scratch, no copies."""
    for place in (".sessions/active", ".sessions/archive", ".sessions/tmp", ".git/git-session"):
        repo.run("rm", "-rf", place)


def test_a_commit_that_is_gone_takes_its_entries_along(told: Repo) -> None:
    told.session("uninstall")
    bare_journal(told)
    assert titles(told, "atomic") == ["Atomic flag"]
    told.git("reset", "-q", "--hard", "HEAD~1")
    assert titles(told, "atomic") == []
    assert titles(told, "check") == ["Lock before the check"]
    told.git("switch", "-q", "main")
    told.git("branch", "-q", "-D", "fix")
    assert titles(told, "check") == []
    told.git("reflog", "expire", "--expire=now", "--all")
    told.git("gc", "-q", "--prune=now")
    assert titles(told, "check") == []


def test_what_is_known_is_found_again_after_old_commits_are_gone_for_good(told: Repo) -> None:
    told.session("uninstall")
    bare_journal(told)
    assert titles(told, "atomic") == ["Atomic flag"]
    told.git("reset", "-q", "--hard", "HEAD~1")
    told.git("reflog", "expire", "--expire=now", "--all")
    told.git("gc", "-q", "--prune=now")
    assert titles(told, "atomic") == []
    assert titles(told, "check") == ["Lock before the check"]


def test_a_rebased_commit_is_shown_by_its_new_name(told: Repo) -> None:
    old = told.head
    assert [hit["commit"] for hit in found(told, "atomic")] == [old]
    told.git("switch", "-q", "main")
    told.commit("Meanwhile", {"other.py": "1\n"})
    told.git("rebase", "-q", "main", "fix")
    assert told.head != old
    assert [hit["commit"] for hit in found(told, "atomic")] == [told.head]


def test_a_picked_entry_is_shown_once_by_the_commit_that_head_reaches(told: Repo) -> None:
    on_fix = told.head
    told.git("switch", "-q", "main")
    told.git("cherry-pick", "--strategy-option=theirs", "fix", check=False)
    told.git("checkout", "-q", "--theirs", "code.py", check=False)
    told.git("add", "code.py")
    told.git("-c", "core.editor=true", "cherry-pick", "--continue", check=False)
    assert told.head != on_fix
    assert [hit["commit"] for hit in found(told, "atomic")] == [told.head]
    told.git("switch", "-q", "fix")
    assert [hit["commit"] for hit in found(told, "atomic")] == [on_fix]


def test_a_file_that_only_a_merge_brought_is_found(told: Repo) -> None:
    told.git("switch", "-q", "main")
    told.commit("Other", {"other.py": "1\n"})
    told.git("merge", "-q", "--no-ff", "--no-commit", "fix", check=False)
    told.session("log", "--decision", "Merge as it is", "--rationale", "unicorn")
    told.git("commit", "-q", "-m", "Merge")
    assert len(told.git("rev-list", "--parents", "-1", "HEAD").out.split()) == 3
    [hit] = [hit for hit in found(told, "unicorn") if hit["kind"] == "Decision"]
    assert hit["commit"] == told.head


def test_what_was_reverted_is_in_history(told: Repo) -> None:
    commit = told.head
    told.git("revert", "--no-edit", "HEAD")
    assert not any("153000" in path for path in journal_files(told) if "atomic" in told.show(path))
    [hit] = found(told, "atomic")
    assert hit["commit"] == commit


def test_an_unshared_session_is_found_in_this_clone(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    repo.session("log", "--decision", "Stay local", "--rationale", "nobody's business")
    repo.commit("Work")
    assert journal_files(repo) == []
    [hit] = found(repo, "stay")
    assert (hit["commit"], hit["session"]) == (None, stem(repo))
    assert hit["file"].startswith(f".sessions/journal/{stem(repo)}/")
    assert "commit not known here" in repo.session("search", "stay").out


def test_what_a_person_wrote_into_the_document_is_found(told: Repo) -> None:
    path = f".sessions/active/{stem(told)}.md"
    text = told.read(path).replace("## Context\n", "## Context\nBeware of the gryphon\n")
    told.write(path, f"{text}\n## My own ideas\n- a basilisk, perhaps\n- Lock before the check\n")
    [hit] = found(told, "gryphon")
    assert (hit["kind"], hit["title"], hit["commit"]) == ("Document", "Context", None)
    assert (hit["file"], hit["snippet"]) == (path, ["Beware of the gryphon"])
    [hit] = found(told, "basilisk")
    assert hit["title"] == "My own ideas"
    assert found(told, "check", "--kind", "document") == [], "an entry says that line"
    told.write(path, told.read(path).replace("gryphon", "griffin"))
    assert found(told, "gryphon") == []
    assert len(found(told, "griffin")) == 1
    told.path(path).unlink()
    assert found(told, "griffin") == []


def test_what_block_and_document_both_say_is_shown_once(told: Repo) -> None:
    """The goal stands in the block that began the session and in the document's context."""
    kinds = [hit["kind"] for hit in found(told, "sweep", "race")]
    assert kinds == ["Session"]


def test_a_goal_that_is_pending_is_shown_once(repo: Repo) -> None:
    begin(repo, "--goal", "Catch the unicorn")
    assert [hit["kind"] for hit in found(repo, "unicorn")] == ["Session"]
    repo.commit("Begin")
    assert [hit["kind"] for hit in found(repo, "unicorn")] == ["Session"]


def test_a_bullet_that_decides_is_shown_as_a_decision(repo: Repo) -> None:
    begin(repo)
    repo.append(
        ".sessions/tmp/alice-2026-01-15.md",
        "## 14:30 - Authentication\n- Chose RS256 over HS256 for key rotation\n- Blocked on: ops\n",
    )
    [hit] = found(repo, "--kind", "decision")
    assert (hit["title"], hit["fields"]["choice"]) == ("RS256 over HS256", "RS256")
    [hit] = found(repo, "--kind", "blocker")
    assert hit["title"] == "ops"
    [hit] = found(repo, "rotation")
    assert (hit["kind"], hit["title"]) == ("Progress", "Authentication")


def test_nothing_steers_the_terminal(repo: Repo) -> None:
    begin(repo)
    repo.append(".sessions/tmp/alice-2026-01-15.md", f"## 14:30 - Note: {HOSTILE}\n{HOSTILE}\n")
    out = repo.session("search", "evil").out
    assert "evil" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_lines_are_cut_to_the_width(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "word " * 60, "--rationale", f"{'more ' * 60}needle")
    done = repo.session("search", "needle", env={"COLUMNS": "50"})
    head, _, *below = done.lines
    assert [line for line in (head, *below) if len(line) > 50] == []
    assert "needle" in done.out


def test_what_is_no_journal_is_left_out(told: Repo) -> None:
    folder = f".sessions/journal/{stem(told)}"
    for name, text in {
        "a.md": "no journal, unicorn",
        "b.txt": "unicorn",
        "c.md": "x" * 5_000_000,
    }.items():
        told.write(f"{folder}/{name}", text)
    told.git("add", "-f", ".sessions/journal")
    told.git("commit", "-q", "--no-verify", "-m", "Odd files")
    assert titles(told, "unicorn") == []
    assert titles(told, "atomic") == ["Atomic flag"]


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    top = tmp_path / "repo"
    top.mkdir()
    repo = Repo(top)
    repo.git("init", "-q", "--object-format=sha256")
    repo.commit("First")
    noted(repo)
    [hit] = found(repo, "atomic")
    assert hit["commit"] == repo.head
    assert len(hit["commit"]) == 64


def test_a_shallow_clone_does_not_know_the_commit_of_its_boundary(
    told: Repo, tmp_path: Path
) -> None:
    told.commit("Last")
    clone = told.clone(tmp_path / "clone", "--branch", "fix")
    shallow = Repo(tmp_path / "shallow", dict(told.env))
    told.git("clone", "-q", "--depth=1", "--branch", "fix", f"file://{told.top}", str(shallow.top))
    [hit] = found(shallow, "atomic")
    assert hit["commit"] is None
    [hit] = found(clone, "atomic")
    assert hit["commit"] == told.rev("HEAD~1")
    shallow.git("fetch", "-q", "--unshallow")
    assert [hit["commit"] for hit in found(shallow, "atomic")] == [told.rev("HEAD~1")]


def test_a_linked_worktree_has_its_own_documents_and_the_same_history(
    told: Repo, tmp_path: Path
) -> None:
    path = f".sessions/active/{stem(told)}.md"
    told.write(path, f"{told.read(path)}\n## Mine\nbasilisk\n")
    other = told.worktree(tmp_path / "other", "-b", "elsewhere", "main")
    other.write(path, told.read(path).replace("basilisk", "gryphon"))
    assert len(found(told, "basilisk")) == 1
    assert found(other, "basilisk") == []
    assert titles(other, "atomic") == ["Atomic flag"]
    assert len(found(other, "gryphon")) == len(found(told, "basilisk")) == 1
    told.git("worktree", "remove", "--force", str(other.top))
    told.write(path, told.read(path) + "more\n")
    assert len(found(told, "basilisk")) == 1
    with sqlite3.connect(cache_of(told)) as db:
        assert db.execute("SELECT count(DISTINCT root) FROM document").fetchone() == (1,)
    db.close()


def deleted(path: Path) -> None:
    path.unlink()


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [deleted, garbage, truncated, of_another_version, a_directory])
def test_the_cache_may_be_anything(told: Repo, spoil: Callable[[Path], None]) -> None:
    before = told.session("search", "lock")
    assert cache_of(told).is_file()
    spoil(cache_of(told))
    for _ in range(2):
        assert told.session("search", "lock") == before


def test_a_search_writes_nothing_but_the_cache(told: Repo) -> None:
    before = state(told)
    told.session("search", "lock")
    assert state(told) == before


def state(repo: Repo) -> dict[str, bytes]:
    kept = (path for path in repo.top.rglob("*") if path.is_file() and path.name != "cache.db")
    return {str(path): path.read_bytes() for path in kept}


def test_many_search_at_once(told: Repo) -> None:
    cache_of(told).unlink(missing_ok=True)
    answers: list[Done] = []

    def ask() -> None:
        answers.append(told.session("search", "lock", check=False))

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert {(done.code, done.err) for done in answers} == {(0, "")}
    assert len({done.out for done in answers}) == 1


@pytest.mark.usefixtures("unmeasured")
def test_a_warm_search_does_not_import_what_is_slow(told: Repo) -> None:
    told.session("search", "lock")
    done = told.session("search", "lock", env={"PYTHONPROFILEIMPORTTIME": "1"})
    names = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}
    assert "sqlite3" in names, "this measures the right process"
    assert not {"git", "rich", "ruamel", "subprocess", "dataclasses"} & names


def test_hooks_do_not_touch_the_cache(told: Repo) -> None:
    assert not cache_of(told).exists()
    told.commit("More")
    assert not cache_of(told).exists()
