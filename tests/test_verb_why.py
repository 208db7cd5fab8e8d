"""``git session why``: stories of a line, and what is said of it honestly."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, dedent
from story import begin, journal_files, note
from terminal import at_terminal

from git_session.lifecycle import reasons

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = """\
def sweep(inputs):
    ready = [one for one in inputs if one.ready]
    with LOCK:
        return [take(one) for one in ready]
"""


def started(repo: Repo) -> None:
    begin(repo, "--name", "fix")


@pytest.fixture
def working(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """A repository with a session on main."""
    return copied(started)


def why(repo: Repo, *words: str, code: int | None = 0) -> dict[str, Any]:
    done = repo.session("why", *words, "--json", check=False)
    assert code is None or done.code == code, done.err
    answer: dict[str, Any] = json.loads(done.out)
    return answer


def only(repo: Repo, *words: str, code: int | None = 0) -> dict[str, Any]:
    [answer] = why(repo, *words, code=code)["answers"]
    assert isinstance(answer, dict)
    return answer


def titles(answer: dict[str, Any]) -> list[str]:
    return [entry["title"] for entry in answer["entries"]]


def explained(repo: Repo, title: str, files: dict[str, str]) -> str:
    """A decision, and the commit that carries it."""
    note(repo, title)
    return repo.commit(f"Do {title}", files)


def unhooked(repo: Repo, message: str, files: dict[str, str], *words: str) -> str:
    for name, text in files.items():
        repo.stage(name, text)
    repo.git("commit", "-q", "--no-verify", "-m", message, *words)
    return repo.head


def test_a_line_is_explained_by_the_commit_it_is_from(working: Repo) -> None:
    sha = explained(working, "Lock first", {"src/a.py": "one\ntwo\n"})
    done = working.session("why", "src/a.py:2")
    stem = only(working, "src/a.py:2")["sessions"][0]
    assert (done.code, done.err) == (0, "")
    assert done.out == dedent(f"""
        Line 2: {sha[:10]} Do Lock first
          Alice, 2026-01-15T14:00+01:00
          session {stem}
          recorded with this commit

          Decision: Lock first
            Rationale: because of Lock first
            alice, 2026-01-15T14:30+01:00
    """)


def test_the_data_has_the_shape_that_others_rely_on(working: Repo) -> None:
    working.session("log", "--decision", "Lock", "--rationale", "simple", "-m", "in src/a.py")
    sha = working.commit("Change", {"src/a.py": "one\ntwo\n"})
    stem = journal_files(working)[0].split("/")[2]
    assert why(working, "src/a.py:1-2") == {
        "path": "src/a.py",
        "first": 1,
        "last": 2,
        "answers": [
            {
                "lines": [1, 2],
                "commit": sha,
                "subject": "Change",
                "author": "Alice",
                "when": "2026-01-15T14:00:00+01:00",
                "how": "recorded with this commit",
                "carried_by": None,
                "sessions": [stem],
                "entries": [
                    {
                        "kind": "Decision",
                        "title": "Lock",
                        "when": "2026-01-15T14:30:00+01:00",
                        "author": "alice",
                        "client": "",
                        "agent": "",
                        "session": stem,
                        "fields": {"rationale": "simple"},
                        "bullets": ["in src/a.py"],
                        "text": "",
                        "names_file": True,
                    }
                ],
            }
        ],
    }
    whole = why(working, "src/a.py")
    assert (whole["first"], whole["last"]) == (None, None)


def test_a_line_without_reasoning_says_so(repo: Repo) -> None:
    done = repo.session("why", "code.py:1", check=False)
    sha = repo.head[:10]
    assert done.code == 1
    assert done.out == dedent(f"""
        Line 1: {sha} First
          Alice, 2026-01-15T14:00+01:00
          no reasoning was recorded for this line
    """)
    assert done.err == (
        f"session: try: git session show {sha}   git show {sha}   git session why … --history\n"
    )
    answer = only(repo, "code.py:1", code=1)
    assert (answer["how"], answer["entries"]) == ("no reasoning was recorded", [])


def test_a_whole_file_has_an_answer_for_each_commit_the_newest_first(working: Repo) -> None:
    explained(working, "one", {"a.py": "1\n2\n3\n"})
    working.tell("2026-01-16T10:00:00+01:00")
    explained(working, "two", {"a.py": "1\nx\n3\n"})
    answers = why(working, "a.py")["answers"]
    assert [(titles(answer), answer["lines"]) for answer in answers] == [
        (["two"], [2]), (["one"], [1, 3]),
    ]  # fmt: skip
    out = working.session("why", "a.py").out
    assert "Line 2: " in out
    assert "Lines 1, 3: " in out


def test_many_commits_are_counted_not_printed(working: Repo) -> None:
    for number in range(25):
        explained(working, str(number), {"a.py": "".join(f"{n}\n" for n in range(number + 1))})
    done = working.session("why", "a.py")
    assert done.out.count("Line ") == 20
    assert "session: 5 more commits; ask for fewer lines" in done.err
    assert len(why(working, "a.py")["answers"]) == 25


def test_commits_that_recorded_nothing_are_one_line(repo: Repo) -> None:
    for number in range(3):
        repo.commit(str(number), {"a.py": "".join(f"{n}\n" for n in range(number + 1))})
    done = repo.session("why", "a.py", check=False)
    assert done.code == 1
    assert done.out.count("Line ") == 1
    assert done.out.endswith("\n2 lines of 2 other commits: no reasoning was recorded\n")
    assert "session: try: git session show" in done.err
    assert len(why(repo, "a.py", code=1)["answers"]) == 3


def test_what_names_the_file_comes_first(working: Repo) -> None:
    working.session("log", "--tried", "x", "--outcome", "bad")
    working.session("log", "--decision", "general", "--rationale", "r")
    working.session("log", "--note", "mind old.py")
    working.commit("c", {"src/old.py": FUNCTION})
    working.git("mv", "src/old.py", "src/new.py")
    working.git("commit", "-q", "-m", "rename")
    answer = only(working, "src/new.py:2")
    assert titles(answer) == ["mind old.py", "general", "x"]
    assert [entry["names_file"] for entry in answer["entries"]] == [True, False, False]


# What git does to commits


def test_it_survives_a_rename(working: Repo) -> None:
    sha = explained(working, "Lock", {"a.py": FUNCTION})
    working.git("mv", "a.py", "b.py")
    working.git("commit", "-q", "-m", "rename")
    assert only(working, "b.py:3")["commit"] == sha


@pytest.mark.parametrize("keep", [True, False], ids=["copied", "moved"])
def test_a_function_in_another_file_is_followed_line_by_line(working: Repo, keep: bool) -> None:
    head = "".join(f"x{number} = {number}\n" for number in range(30))
    sha = explained(working, "Lock", {"a.py": head + FUNCTION, "b.py": "import os\n"})
    kept = f"y = 1\n{head}{FUNCTION if keep else ''}"
    working.commit("move", {"a.py": kept, "b.py": f"import os\n\n\n{FUNCTION}"})
    for number in (4, 5, 6, 7):
        assert only(working, f"b.py:{number}")["commit"] == sha, number
    assert only(working, "b.py:1")["commit"] == sha
    assert only(working, "a.py:1", code=1)["subject"] == "move"


def test_it_survives_amend_rebase_and_pick(working: Repo) -> None:
    working.git("switch", "-q", "-c", "feat")
    explained(working, "Lock", {"a.py": FUNCTION})
    working.stage("a.py", FUNCTION + "# end\n")
    working.git("commit", "-q", "--amend", "--no-edit")
    assert titles(only(working, "a.py:5")) == ["Lock"]
    working.git("switch", "-q", "main")
    working.commit("other", {"other.py": "1\n"})
    working.git("rebase", "-q", "main", "feat")
    assert titles(only(working, "a.py:5")) == ["Lock"]
    working.git("switch", "-q", "-c", "picks", "main")
    working.git("cherry-pick", "feat")
    answer = only(working, "a.py:1")
    assert (titles(answer), answer["commit"]) == (["Lock"], working.head)


def test_two_sessions_squashed_into_one_commit_are_both_told(repo: Repo) -> None:
    for branch in ("one", "two"):
        repo.git("switch", "-q", "-c", branch, "main")
        repo.session("init", "--name", branch)
        explained(repo, branch, {f"{branch}.py": "x\n"})
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-edit", "one")
    repo.git("merge", "-q", "--no-edit", "two")
    repo.git("reset", "-q", "--soft", repo.git("rev-list", "--max-parents=0", "HEAD").out.strip())
    repo.git("commit", "-q", "--no-verify", "-m", "Both")
    answer = only(repo, "one.py:1")
    assert sorted(titles(answer)) == ["one", "two"]
    assert [stem[:3] for stem in sorted(answer["sessions"])] == ["one", "two"]


def test_it_works_after_the_session_was_archived(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "feat")
    repo.session("init", "--name", "feat")
    explained(repo, "Lock", {"a.py": FUNCTION})
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "feat")
    assert repo.files(".sessions/archive")
    assert titles(only(repo, "a.py:1")) == ["Lock"]


def test_a_merge_with_conflicts_tells_what_was_noted_for_it_alone(working: Repo) -> None:
    explained(working, "base", {"a.py": "one\n"})
    working.git("switch", "-q", "-c", "feat")
    working.session("init", "--name", "feat")
    explained(working, "theirs", {"a.py": "two\n"})
    working.git("switch", "-q", "main")
    explained(working, "ours", {"a.py": "three\n"})
    working.git("merge", "-q", "feat", check=False)
    note(working, "both")
    working.stage("a.py", "two and three\n")
    working.git("commit", "-q", "--no-edit")
    answer = only(working, "a.py:1")
    assert (answer["commit"], titles(answer)) == (working.head, ["both"])


def test_revisions_to_ignore_are_ignored_and_a_missing_file_of_them_is_no_fault(
    working: Repo,
) -> None:
    sha = explained(working, "Lock", {"a.py": FUNCTION})
    working.commit("Indent", {"a.py": FUNCTION.replace("    ", "\t")})
    assert only(working, "a.py:2", code=1)["subject"] == "Indent"
    working.write("ignored", working.head + "\n")
    working.config("blame.ignoreRevsFile", "ignored")
    assert only(working, "a.py:2")["commit"] == sha
    working.git("config", "--global", "blame.ignoreRevsFile", "gone")
    assert only(working, "a.py:2", code=0)["commit"] == sha
    working.config("blame.ignoreRevsFile", "gone")
    done = working.session("why", "a.py:2", check=False)
    assert (done.code, done.out, done.err) == (
        1,
        "",
        dedent("""
        session: blame.ignoreRevsFile names gone, which is missing
        session: make it, or: git config --unset-all blame.ignoreRevsFile
    """),
    )


# A commit past the hooks


def test_what_went_along_with_the_next_commit_says_so(working: Repo) -> None:
    note(working, "Lock")
    sha = unhooked(working, "past the hooks", {"a.py": FUNCTION})
    carrier = working.commit("next", {"b.py": "1\n"})
    answer = only(working, "a.py:1")
    assert (answer["how"], titles(answer)) == ("same session, later commit", ["Lock"])
    assert (answer["commit"], answer["carried_by"]) == (sha, carrier)
    assert (
        f"  same session, later commit: {carrier[:10]} next\n"
        in working.session("why", "a.py:1").out
    )


def test_several_lines_find_their_later_commits_whatever_their_dates(working: Repo) -> None:
    note(working, "one")
    working.env["GIT_AUTHOR_DATE"] = "2026-01-20T10:00:00+01:00"
    unhooked(working, "first past", {"a.py": "1\n"})
    first = working.commit("carries one", {"b.py": "1\n"})
    note(working, "two")
    working.env["GIT_AUTHOR_DATE"] = "2026-01-10T10:00:00+01:00"
    unhooked(working, "second past", {"a.py": "1\n2\n"})
    second = working.commit("carries two", {"b.py": "2\n"})
    answers = why(working, "a.py")["answers"]
    assert [(one["lines"], one["carried_by"]) for one in answers] == [([1], first), ([2], second)]


def test_a_commit_before_the_session_began_has_no_part_in_it(repo: Repo) -> None:
    begin(repo, "--name", "fix")
    explained(repo, "Lock", {"a.py": FUNCTION})
    assert only(repo, "code.py:1", code=1)["how"] == "no reasoning was recorded"


def test_somebody_elses_commit_in_between_is_not_of_the_session(working: Repo) -> None:
    bob = ("--author", "Bob <bob@example.com>")
    unhooked(working, "bob's", {"a.py": FUNCTION}, *bob)
    explained(working, "Lock", {"b.py": "1\n"})
    assert only(working, "a.py:1", code=1)["how"] == "no reasoning was recorded"


def test_a_branch_rebased_onto_a_commit_does_not_explain_it(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "feat")
    repo.session("init", "--name", "feat")
    explained(repo, "Lock", {"a.py": FUNCTION})
    repo.git("switch", "-q", "main")
    unhooked(repo, "mine", {"b.py": "1\n"})
    repo.git("rebase", "-q", "main", "feat")
    assert only(repo, "b.py:1", code=1)["subject"] == "mine"


def test_a_trailer_leads_to_the_later_commit_of_its_session(working: Repo) -> None:
    explained(working, "first", {"x.py": "1\n"})
    stem = journal_files(working)[0].split("/")[2]
    note(working, "Lock")
    bob = ("--author", "Bob <bob@example.com>")
    unhooked(working, f"picked\n\nSession: {stem}", {"a.py": FUNCTION}, *bob)
    carrier = working.commit("next", {"b.py": "1\n"})
    answer = only(working, "a.py:1")
    assert (answer["how"], answer["carried_by"]) == (reasons.LATER, carrier)


def test_a_trailer_alone_proves_nothing(working: Repo) -> None:
    explained(working, "Lock", {"b.py": "1\n"})
    stem = journal_files(working)[0].split("/")[2]
    unhooked(working, f"forged\n\nSession: {stem}", {"a.py": "1\n"})
    unhooked(working, "forged\n\nSession: none-12345678", {"c.py": "1\n"})
    unhooked(working, "forged\n\nSession: ../../x", {"d.py": "1\n"})
    done = working.session("why", "a.py:1", check=False)
    assert done.code == 1
    assert f"session: try: git session view {stem}   git session show " in done.err
    for name in ("c.py", "d.py"):
        done = working.session("why", f"{name}:1", check=False)
        assert done.code == 1
        assert "session view" not in done.err


def test_a_session_in_the_middle_of_a_message_is_no_trailer(working: Repo) -> None:
    explained(working, "first", {"x.py": "1\n"})
    stem = journal_files(working)[0].split("/")[2]
    bob = ("--author", "Bob <bob@example.com>")
    unhooked(working, f"quoted\n\nSession: {stem}\n\nand more", {"a.py": "1\n"}, *bob)
    explained(working, "Lock", {"b.py": "1\n"})
    assert only(working, "a.py:1", code=1)["how"] == "no reasoning was recorded"


# What is in no commit yet


def test_uncommitted_lines_are_explained_by_what_is_pending(working: Repo) -> None:
    explained(working, "old", {"a.py": "one\n"})
    note(working, "new")
    working.write("a.py", "one\ntwo\n")
    working.write("untracked.py", "x\ny")
    working.stage("staged.py", "x\n")
    for place, lines in (("a.py:2", [2]), ("untracked.py:1-9", [1, 2]), ("staged.py", [1])):
        answer = only(working, place)
        assert (answer["how"], titles(answer)) == ("noted, not committed yet", ["new"])
        assert (answer["commit"], answer["when"], answer["lines"]) == (None, None, lines)
    first, second = why(working, "a.py")["answers"]
    assert (titles(first), titles(second)) == (["new"], ["old"])
    assert working.session("why", "a.py:2").out.startswith("Line 2: not committed yet\n")


def test_uncommitted_lines_without_notes_or_session_have_no_answer(repo: Repo, empty: Repo) -> None:
    repo.write("a.py", "one\n")
    done = repo.session("why", "a.py:1", check=False)
    assert done.code == 1
    assert done.out == "Line 1: not committed yet\n  no reasoning was recorded for this line\n"
    assert "git session log --decision" in done.err


def test_before_the_first_commit_nothing_is_known(empty: Repo) -> None:
    empty.write("a.py", "one\n")
    assert only(empty, "a.py:1", code=1)["commit"] is None


def test_an_empty_file_has_no_line(repo: Repo) -> None:
    repo.commit("empty", {"e.py": ""})
    done = repo.session("why", "e.py", check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err == "session: e.py is empty: it has no line to explain\n"


# Where history ends, and other places


def test_a_shallow_clone_claims_nothing(working: Repo, tmp_path: Path) -> None:
    explained(working, "Lock", {"a.py": FUNCTION})
    working.git("clone", "-q", "--depth", "1", f"file://{working.top}", str(tmp_path / "s"))
    clone = Repo(tmp_path / "s", dict(working.env))
    done = clone.session("why", "a.py:1", check=False)
    assert done.code == 1
    assert "  history ends here (shallow clone)\n" in done.out
    assert done.err == "session: see further back with: git fetch --unshallow\n"
    answer = only(clone, "a.py:1", code=1)
    assert (answer["how"], answer["entries"]) == ("history ends here (shallow clone)", [])


def test_paths_are_relative_to_where_one_stands(working: Repo) -> None:
    explained(working, "Lock", {"src/a.py": "1\n", "top.py": "1\n"})
    inner = Repo(working.top, working.env, at="src")
    for place in ("a.py:1", "../top.py:1", f"{working.top}/src/a.py:1", "./a.py"):
        assert titles(only(inner, place)) == ["Lock"]
    assert why(inner, "a.py:1")["path"] == "src/a.py"


def test_links_to_directories_are_followed(working: Repo, tmp_path: Path) -> None:
    explained(working, "Lock", {"src/a.py": "1\n"})
    working.path("link").symlink_to("src")
    (tmp_path / "other").symlink_to(working.top)
    assert titles(only(working, "link/a.py:1")) == ["Lock"]
    assert titles(only(working, f"{tmp_path}/other/src/a.py:1")) == ["Lock"]


NAMES = [
    "a b.py",
    "a:3",
    "a:b:7",
    'quote"d.py',
    "back\\slash",
    "ä.py",
    "new\nline",
    "tab\t.py",
    "-x.py",
    "*",
    "\udcff",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_names(working: Repo, name: str) -> None:
    explained(working, "Lock", {name: FUNCTION})
    place = f"./{name}" if name.startswith("-") else name
    answer = only(working, f"{place}:3")
    assert (titles(answer), answer["lines"]) == (["Lock"], [3])
    assert why(working, place)["path"] == name
    working.git("mv", "--", name, "plain.py")
    working.git("commit", "-q", "-m", "rename")
    assert titles(only(working, "plain.py:3")) == ["Lock"]


def test_an_existing_file_wins_over_a_line(working: Repo) -> None:
    explained(working, "one", {"a": "1\n2\n3\n"})
    explained(working, "two", {"a:3": "1\n"})
    assert titles(only(working, "a:3")) == ["two"]
    assert titles(only(working, "./a:2")) == ["one"]
    assert titles(only(working, "a:3:1")) == ["two"]


def test_a_sparse_checkout_and_a_removed_file_are_asked_in_head(working: Repo) -> None:
    explained(working, "Lock", {"src/a.py": "1\n", "gone.py": "1\n"})
    working.git("sparse-checkout", "set", "--no-cone", "/gone.py", "/.sessions/")
    assert not working.exists("src/a.py")
    working.path("gone.py").unlink()
    for place in ("src/a.py:1", "gone.py"):
        assert titles(only(working, place)) == ["Lock"]


def test_a_linked_worktree_and_a_bare_index_of_the_callers_own(
    working: Repo, tmp_path: Path
) -> None:
    explained(working, "Lock", {"a.py": "1\n"})
    other = working.worktree(tmp_path / "linked", "-b", "other")
    assert titles(only(other, "a.py:1")) == ["Lock"]


def test_sha256_repositories(tmp_path: Path) -> None:
    tmp_path.joinpath("r").mkdir()
    repo = Repo(tmp_path / "r")
    repo.git("init", "-q", "--object-format=sha256")
    repo.commit("First", {"x": "1\n"})
    begin(repo)
    explained(repo, "Lock", {"a.py": FUNCTION})
    assert titles(only(repo, "a.py:2")) == ["Lock"]
    assert len(only(repo, "a.py:2")["commit"]) == 64


@pytest.mark.parametrize(("place", "code", "message"), [
    ("nothing.py", 1, "there is no file nothing.py"),
    ("nothing.py:3", 1, "there is no file nothing.py"),
    ("code.py:2", 1, "code.py has no line 2"),
    ("code.py:2-4", 1, "code.py has no lines 2-4"),
    ("code.py:99999999999999999999", 1, "code.py has no line 99999999999999999999"),
    ("code.py:0", 2, "'0' is no range of lines of code.py"),
    ("code.py:0-1", 2, "'0-1' is no range of lines of code.py"),
    ("code.py:3-1", 2, "'3-1' is no range of lines of code.py"),
    ("code.py:x", 2, "'x' is no line of code.py"),
    ("code.py:", 2, "'' is no line of code.py"),
    ("code.py:1-", 2, "'1-' is no line of code.py"),
    ("code.py:²", 2, "'²' is no line of code.py"),
    ("src", 2, "src is a directory"),
    (".", 2, ". is a directory"),
    ("../x.py", 2, "../x.py is outside of this worktree"),
    ("/etc/passwd:1", 2, "/etc/passwd:1 is outside of this worktree"),
    ("pipe", 2, "pipe is no regular file"),
    ("inner/x.py:1", 2, "inner/x.py is no file of this repository"),
    (".git/config:1", 2, ".git/config is no file of this repository"),
])  # fmt: skip
def test_what_cannot_be_asked_says_why(repo: Repo, place: str, code: int, message: str) -> None:
    repo.write("src/x.py", "1\n")
    os.mkfifo(repo.path("pipe"))
    repo.write("inner/x.py", "1\n")
    repo.git("init", "-q", "inner")
    done = repo.session("why", place, check=False)
    assert (done.code, done.out) == (code, "")
    assert done.err.splitlines()[0] == f"session: {message}"
    assert repo.session("why", place, "--json", check=False).out == ""


def test_the_end_of_a_range_may_lie_beyond_the_files(working: Repo) -> None:
    explained(working, "Lock", {"a.py": "1\n2\n"})
    assert only(working, "a.py:2-40")["lines"] == [2]


# What is wrong, hostile, or not shared


def test_a_broken_journal_file_is_left_out_with_a_remark(working: Repo) -> None:
    note(working, "Lock")
    working.stage(".sessions/journal/odd-12345678/20260115T133000Z-00000000.md", "no journal\n")
    working.commit("c", {"a.py": "1\n"})
    done = working.session("why", "a.py:1")
    assert "Decision: Lock" in done.out
    assert "odd-12345678/20260115T133000Z-00000000.md:1: " in done.err
    assert done.err.rstrip().endswith("this file is left out")


def test_control_characters_reach_no_terminal(working: Repo) -> None:
    working.session("log", "--decision", "x\x1b[31m", "--rationale", "y\x07\u202e")
    working.commit("sub\x1b[2Jject", {"a.py": "1\n"})
    done = working.session("why", "a.py:1")
    assert not set(done.out) & {"\x1b", "\x07", "\u202e"}
    assert "\x1b" not in working.session("why", "a.py:1", "--json").out
    assert "\x1b" not in at_terminal(working, "why", "a.py:1").out


def test_long_lines_are_folded_at_a_terminal_only(working: Repo) -> None:
    words = "word " * 60
    working.session("log", "--decision", "x", "--rationale", words)
    working.commit("c", {"a.py": "1\n"})
    working.env["COLUMNS"] = "80"
    folded = at_terminal(working, "why", "a.py:1").out
    assert max(map(len, folded.splitlines())) <= 80
    plain = working.session("why", "a.py:1").out
    assert f"    Rationale: {words.strip()}\n" in plain
    assert plain.split() == folded.split()


def test_without_a_shared_journal_nothing_is_guessed(repo: Repo, tmp_path: Path) -> None:
    """Another clone has neither the journal nor the commit table."""
    repo.config("session.share", "false")
    begin(repo)
    explained(repo, "Lock", {"a.py": "1\n"})
    assert journal_files(repo) == []
    clone = repo.clone(tmp_path / "clone")
    assert only(clone, "a.py:1", code=1)["how"] == "no reasoning was recorded"


def test_asking_changes_nothing(working: Repo) -> None:
    explained(working, "Lock", {"a.py": "1\n"})
    before = {name: working.path(name).stat().st_mtime_ns for name in working.files()}
    index = working.path(".git/index").stat().st_mtime_ns
    working.session("why", "a.py:1")
    assert {name: working.path(name).stat().st_mtime_ns for name in working.files()} == before
    assert working.path(".git/index").stat().st_mtime_ns == index


# The earlier commits of the same lines


def test_history_goes_on_to_the_earlier_commits(working: Repo) -> None:
    for number, name in enumerate(("a.py", "a.py", "b.py")):
        working.tell(f"2026-01-{16 + number}T10:00:00+01:00")
        if name == "b.py":
            working.git("mv", "a.py", "b.py")
        text = FUNCTION.replace("LOCK", f"LOCK{number}")
        explained(working, f"d{number}", {name: text})
    assert [titles(one) for one in why(working, "b.py:3")["answers"]] == [["d2"]]
    answers = why(working, "b.py:3", "--history")["answers"]
    assert [titles(one) for one in answers] == [["d2"], ["d1"], ["d0"]]
    assert [one["lines"] for one in answers] == [[3], [3], [3]]


def test_history_is_bounded(repo: Repo) -> None:
    for number in range(23):
        repo.commit(f"c{number}", {"a.py": f"{number}\n"})
    done = repo.session("why", "a.py:1", "--history", check=False)
    assert done.out.count("Line 1: ") == 20
    assert "20 commits back" in done.err


@pytest.mark.parametrize("rewritten", [False, True])
def test_what_a_clone_kept_for_itself_is_known_by_the_commit_table(
    working: Repo, *, rewritten: bool
) -> None:
    working.config("session.share", "false")
    explained(working, "one", {"a.py": "1\n"})
    explained(working, "two", {"b.py": "1\n"})
    if rewritten:
        working.git("switch", "-q", "main")
        working.commit("Meanwhile", {"c.py": "1\n"})
        working.git("switch", "-q", "-")
        working.git("rebase", "-q", "main")
    for path, title in (("a.py", "one"), ("b.py", "two")):
        [answer] = why(working, f"{path}:1")["answers"]
        assert (titles(answer), answer["how"]) == ([title], "recorded with this commit")
    assert working.status() == ""
