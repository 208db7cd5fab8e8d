"""``git session resume``: which one, what it says, and a document made again in a clone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import assert_recorded, begin, note, stem, the_document
from terminal import at_terminal

from git_session.core import briefing, comeback, document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo


def status(repo: Repo, name: str) -> str:
    return str(json.loads(repo.session("view", name, "--json").out)["status"])


@pytest.fixture
def paused(repo: Repo) -> Repo:
    """A session with a past, put aside for an hour and a half."""
    repo.session("init", "--name", "sweep", "--goal", "Fix the sweep", "--step", "Reproduce",
                 "--step", "Fix", "--key-file", "a.py", "--key-context", "Lock order")  # fmt: skip
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simpler", "--tried", "HS256",
                 "--outcome", "rejected", "--blocker", "No Redis", "--done", "Reproduce",
                 "--next", "Tell ops")  # fmt: skip
    repo.commit("Change")
    repo.session("pause", "--note", "lunch", "--context-next", "Start at the retry loop")
    repo.tell("2026-01-15T16:00:00+01:00")
    return repo


def test_the_briefing_says_all_that_matters(paused: Repo) -> None:
    paused.write("new.py", "")
    assert paused.session("resume").out == dedent(f"""
        Fix the sweep

        Status:  active
        Started: 2026-01-15T14:30+01:00 (1 hour ago)
        Updated: 2026-01-15T16:00+01:00 (just now)

        Where You Left Off
          Fix the sweep. Last: Reproduce. Next: Tell ops. Noted: 1 decision, 1 attempt.
          Current step: Fix
          Last entry:   2026-01-15 14:30 Next: Tell ops

        Key Context
          Lock order

        Key Files
          a.py

        Progress 1/2 (50%), current: Fix
          [x] Reproduce
          [ ] Fix   <- HERE

        Last Decisions
          Use a mutex

        Tried
          HS256: rejected

        Open Blockers
          B1: No Redis (since 2026-01-15T14:30+01:00)

        Next Steps
          Tell ops

        Handoff
          Next session hint: Start at the retry loop

        Git State
          Branch:      main ✓
          Last commit: {paused.head[:10]}
          Uncommitted: 1 file

        Checks
          ✓ branch as recorded
          ✓ HEAD as recorded
          ⚠ 1 file uncommitted
          ⚠ blocked
          ✓ next steps noted
    """)


def test_a_pause_is_closed_and_taken_out_of_the_duration(paused: Repo) -> None:
    paused.session("resume")
    doc = the_document(paused)
    assert (doc.get("status"), doc.get("paused_at"), doc.get("pause_reason")) == (
        "active", None, None,
    )  # fmt: skip
    assert doc.get("pauses") == ["2026-01-15T14:30:01+01:00/2026-01-15T16:00:00+01:00"]
    assert "**PAUSED**" not in doc.text
    paused.tell("2026-01-15T16:20:00+01:00")
    assert "Duration:     20m\n" in paused.session("close", "--complete", "--force").out


def test_the_short_form(paused: Repo) -> None:
    assert paused.session("resume", "--quick").out == dedent(f"""
        Fix the sweep: 1/2 (50%), current: Fix
        Steps
          [x] Reproduce
          [ ] Fix   <- HERE

        Key Context
          Lock order

        Current Position
          Step:        Fix (2 of 2)
          Last entry:  2026-01-15 14:30 Next: Tell ops
          Files:       code.py

        Open Blockers
          B1: No Redis (since 2026-01-15T14:30+01:00)

        Git
          Branch:      main ✓
          Last commit: {paused.head[:10]}
          Uncommitted: 0 files

        Resume Commands
          git session view
    """)


def test_s3_14_the_short_form_is_a_function_of_document_and_git(
    paused: Repo, tmp_path: Path
) -> None:
    """Whoever asks, how often and when: the same document and the same git say the same."""
    paused.session("resume")
    first = paused.session("resume", "--quick").out
    paused.tell("2026-03-01T09:00:00+01:00")
    shutil.rmtree(paused.path(".sessions/views"))
    assert paused.ask("resume", "--quick") == first
    doc = the_document(paused)
    state = briefing.GitState("main", paused.head, 0)
    assert first == "".join(f"{line}\n" for line in briefing.quick(doc, state))
    moved = briefing.quick(doc, briefing.GitState("fix", None, 2))
    assert moved[moved.index("Resume Commands") :] == [
        "Resume Commands", "  git switch main", "  git status", "  git session view",
    ]  # fmt: skip
    assert "  Branch:      fix ⚠ the session was on main" in moved


def test_s3_30_nothing_but_the_document_is_needed(paused: Repo) -> None:
    """No progress file is kept: what it would hold is computed each time."""
    assert not [name for name in paused.files(".sessions") if name.endswith("progress.md")]
    shutil.rmtree(paused.path(".sessions/views"))
    done = paused.session("resume", "--quick")
    assert done.lines[:3] == ["Fix the sweep: 1/2 (50%), current: Fix", "Steps", "  [x] Reproduce"]


def test_s3_31_commands_of_the_document_are_shown_and_never_run(paused: Repo) -> None:
    """Anybody who writes to the journal can write that section."""
    text = "\n## Resume Commands\n```bash\n# look first\ntouch ran-\x1b[2Jit\n```\n"
    [name] = [name for name in paused.files(".sessions/active") if name.endswith(".md")]
    paused.append(name, text)
    head = "Resume Commands (from the document; look before you run them)"
    shown = [head, "  # look first", "  touch ran-\\x1b[2Jit"]
    for words in ((), ("--quick",)):
        lines = paused.session("resume", *words).lines
        at = lines.index(head)
        assert lines[at : at + 3] == shown
    data = json.loads(paused.session("resume", "--json").out)
    assert data["resume_commands"] == ["# look first", "touch ran-\x1b[2Jit"]
    assert paused.status() == "", "nothing was run"
    assert paused.session("resume", "--run", check=False).code == 2, "there is no such option"


def test_a_long_section_of_commands_is_cut(repo: Repo) -> None:
    begin(repo)
    lines = "".join(f"make {number}\n" for number in range(30))
    doc = the_document(repo)
    found = comeback.written(document.read(f"{doc.text}\n## resume commands\n{lines}", "x.md"))
    assert found[-2:] == [
        "make 19", "… (10 more, in the section Resume Commands of the document)",
    ]  # fmt: skip
    assert comeback.written(doc) == []


def test_a_prompt_to_paste_has_at_most_eight_lines(paused: Repo) -> None:
    assert paused.session("resume", "--prompt").out == dedent("""
        Continue the session sweep: Fix the sweep
        Last session: Fix the sweep. Last: Reproduce. Next: Tell ops. Noted: 1 decision, \
1 attempt.
        State: active, 1/2 steps done, working on: Fix
        Next: Tell ops
        Key files: a.py
        Hint: Start at the retry loop
        Read more with: git session view --decisions
    """)


def test_as_data(paused: Repo) -> None:
    data = json.loads(paused.session("resume", "--json").out)
    assert data["status"] == "active"
    assert data["briefing"][0] == "Fix the sweep"
    assert len(data["prompt"]) <= 8


def test_after_a_compaction_it_says_which_and_counts_nothing(repo: Repo) -> None:
    begin(repo)
    repo.session("checkpoint", "--pre-compact")
    for _ in range(2):
        out = repo.session("resume", "--after-compaction").out
        assert out.startswith("Resumed after compaction #1\n")
    assert the_document(repo).get("compaction_count") == 1


def test_another_branch_is_pointed_out(paused: Repo) -> None:
    paused.git("switch", "-q", "-c", "fix")
    done = paused.session("resume", "sweep")
    assert "  Branch:      fix ⚠ the session was on main\n" in done.out
    assert "  ⚠ another branch\n" in done.out
    assert the_document(paused).get("git_branch") == "main"


@pytest.fixture
def strayed(paused: Repo) -> Repo:
    """The session was on main, and this is fix."""
    paused.git("switch", "-q", "-c", "fix")
    return paused


def test_s3_32_on_another_branch_there_are_three_ways(strayed: Repo) -> None:
    """Where nobody can be asked it goes on, and the recorded branch stays."""
    name = stem(strayed)
    done = strayed.session("resume", "sweep")
    assert done.err == dedent(f"""
        session: the session was on main, this is fix; it goes on here, and its branch stays \
recorded as it was
        session: to keep it here:    git session resume {name} --stay
        session: to go to its branch: git session resume {name} --checkout
        session: to put it aside:    git session pause
    """)
    assert the_document(strayed).get("git_branch") == "main"
    strayed.session("pause")
    done = strayed.session("resume", "sweep", "--stay")
    assert (done.err, the_document(strayed).get("git_branch")) == ("", "fix")
    assert "  Branch:      fix ✓\n" in done.out
    strayed.git("switch", "-q", "main")
    strayed.append("code.py", "not committed\n")
    done = strayed.session("resume", "sweep", "--checkout", check=False)
    assert (done.code, done.out, strayed.branch) == (4, "", "main")
    assert done.err == dedent(f"""
        session: not everything is committed on main, so fix is not checked out
        session: commit or stash it first (git status shows it)
        session: go on here: git session resume {name} --stay
    """)
    strayed.git("checkout", "-q", "code.py")
    done = strayed.session("resume", "sweep", "--checkout")
    assert (done.err, strayed.branch) == ("", "fix")
    assert "  Branch:      fix ✓\n" in done.out
    assert strayed.session("resume", "--stay", "--checkout", check=False).code == 2
    strayed.commit("More", {"more.py": "1\n"})
    strayed.git("switch", "-q", "main")
    strayed.write("more.py", "not tracked\n")
    done = strayed.session("resume", "sweep", "--checkout", check=False)
    assert (done.code, strayed.branch, strayed.read("more.py")) == (4, "main", "not tracked\n")
    assert done.err == dedent(f"""
        session: git switch: The following untracked working tree files would be overwritten by \
checkout: more.py
        session: see to that first, or go on here: git session resume {name} --stay
    """)


def test_s3_32_who_was_on_no_branch_is_not_sent_to_one(paused: Repo) -> None:
    paused.git("switch", "-q", "--detach")
    paused.session("resume", "sweep", "--stay")
    paused.git("switch", "-q", "main")
    told = paused.session("resume", "sweep").err.splitlines()
    assert [line.partition("    git")[0] for line in told] == [
        "session: the session was on a detached HEAD, this is main; it goes on here, "
        "and its branch stays recorded as it was",
        "session: to keep it here:",
        "session: to put it aside:",
    ]


@pytest.mark.parametrize(
    ("answer", "branch", "recorded"), [("s", "fix", "fix"), ("c", "main", "main")]
)
def test_s3_32_a_person_is_asked(strayed: Repo, answer: str, branch: str, recorded: str) -> None:
    done = at_terminal(strayed, "resume", "sweep", answers=(answer,))
    assert done.out.startswith("The session was on main, this is fix.\n")
    assert (done.code, done.err) == (0, "")
    assert (strayed.branch, the_document(strayed).get("git_branch")) == (branch, recorded)


def test_a_person_who_cancels_has_changed_nothing(strayed: Repo) -> None:
    before = the_document(strayed)
    done = at_terminal(strayed, "resume", "sweep", answers=("",))
    assert (done.code, done.err.splitlines()[0]) == (1, "session: nothing was resumed")
    assert the_document(strayed) == before


def test_a_branch_that_is_none_is_not_checked_out(strayed: Repo, tmp_path: Path) -> None:
    """The name comes from a document, and is no option and no expression of git's."""
    [name] = [name for name in strayed.files(".sessions/active") if name.endswith(".md")]
    text = strayed.read(name)
    for branch in ("gone", "@{-1}", "--detach", "-"):
        strayed.write(name, text.replace("git_branch: main", f"git_branch: '{branch}'"))
        done = strayed.session("resume", "sweep", "--checkout", check=False)
        assert (done.code, strayed.branch) == (4, "fix")
        assert done.err.startswith(f"session: there is no branch {branch} in this clone\n")
    strayed.write(name, text.replace("git_branch: main", "git_branch: null"))
    assert strayed.session("resume", "sweep", "--checkout", check=False).code == 4


def test_a_branch_that_only_a_remote_has_is_made(paused: Repo, tmp_path: Path) -> None:
    paused.commit("Paused")
    paused.git("switch", "-q", "-c", "other")
    clone = paused.clone(tmp_path / "clone")
    assert clone.branch == "other"
    clone.session("resume", "sweep", "--checkout")
    assert (clone.branch, clone.git("rev-parse", "main@{upstream}").code) == ("main", 0)


def test_without_a_name_the_current_session_is_meant(repo: Repo) -> None:
    name = begin(repo, "--goal", "Mine")
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--goal", "Other")
    repo.git("switch", "-q", "main")
    assert repo.session("resume").lines[0] == "Mine"
    assert status(repo, name) == "active"


def test_several_that_could_be_meant_are_listed_not_guessed(repo: Repo) -> None:
    first = begin(repo, "--name", "one")
    repo.session("pause")
    second = begin_beside(repo, "two")
    repo.session("pause")
    done = repo.session("resume", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent(f"""
        session: more than one session could be resumed:
        session:   {first}  paused  on main
        session:   {second}  paused  on main
        session: name one: git session resume NAME
    """)


def begin_beside(repo: Repo, name: str) -> str:
    repo.session("init", "--name", name)
    return str(json.loads(repo.session("view", "--json").out)["stem"])


def test_sessions_of_other_branches_are_listed_not_taken(paused: Repo) -> None:
    paused.git("switch", "-q", "-c", "fix")
    done = paused.session("resume", check=False)
    assert done.code == 3
    assert done.err.startswith(
        "session: no session of this branch, but one of these could be resumed:\n"
        f"session:   {stem(paused)}  paused  on main\n"
    )


def test_nothing_to_resume_says_so(repo: Repo) -> None:
    done = repo.session("resume", check=False)
    assert (done.code, done.err) == (3, dedent("""
        session: there is no session yet
        session: begin one with: git session init
    """))  # fmt: skip
    assert repo.session("resume", "--last", check=False).code == 3
    assert repo.session("resume", "nothing", check=False).code == 3


def test_last_is_the_one_updated_last_that_has_not_ended(repo: Repo) -> None:
    for number, name in enumerate(("one", "two", "three")):
        repo.tell(f"2026-01-15T15:0{number}:00+01:00")
        repo.session("init", "--name", name, "--pause-current")
    repo.session("close", "--complete")
    repo.session("resume", "--last")
    assert status(repo, "two") == "active"
    repo.session("close", "--complete")
    repo.session("resume", "one")
    repo.session("close", "--complete")
    repo.session("resume", "--last")
    assert [status(repo, name) for name in ("one", "two", "three")].count("active") == 1


def test_an_archived_session_comes_back(repo: Repo) -> None:
    name = begin(repo)
    repo.session("close", "--abandon", "--reason", "needless")
    repo.session("resume", name[-8:])
    assert stem(repo) == name
    assert repo.files(".sessions/archive") == [".sessions/archive/.gitignore"]
    keys = the_document(repo).keys()
    assert status(repo, name) == "active"
    assert not {"closed_at", "close_reason", "duration_hours"} & set(keys)
    repo.session("log", "Goes on")


def test_the_session_that_was_active_here_is_put_aside(repo: Repo) -> None:
    begin(repo, "--name", "one")
    repo.session("pause")
    two = begin_beside(repo, "two")
    done = repo.session("resume", "one")
    assert done.err == f"session: paused {two}: this branch has one session at a time\n"
    assert (status(repo, "one"), status(repo, "two")) == ("active", "paused")


def test_a_clone_has_the_whole_document_again(paused: Repo, tmp_path: Path) -> None:
    paused.session("resume")
    paused.session("log", "--resolve", "B1", "--how", "ops", "--note", "x\n## not a heading",
                   "--learning", "Locks", "--topic", "Go", "--tag", "late")  # fmt: skip
    paused.session("log", "Free entry", "-m", "Root cause: float")
    paused.session("checkpoint", "--tldr", "Nearly done.", "--key-context", "More")
    paused.commit("Second", {"new.py": "1\n"})
    paused.session("checkpoint")
    clone = paused.clone(tmp_path / "clone")
    clone.tell("2026-01-16T09:00:00+01:00")
    name = stem(paused)
    assert clone.session("list").out == dedent(f"""
        Only in the journal (git session resume NAME opens one)
          {name}
    """)
    assert json.loads(clone.session("list", "--json").out) == [{"stem": name, "document": None}]
    done = clone.session("resume", "sweep")
    assert done.err == (
        "session: no hooks in this clone, so commits carry nothing yet; "
        "git session install adds them\n"
    )
    ours, theirs = the_document(paused), the_document(clone)
    assert stem(clone) == name
    assert told(theirs) == told(ours)
    assert_recorded(clone)
    assert clone.status() == ""
    for repo in (paused, clone):
        repo.tell("2026-01-16T10:00:00+01:00")
        repo.session("checkpoint", "--session", name)
    assert the_document(clone).text == the_document(paused).text


OWN = ("updated_at:", "checkpoint_")


def told(doc: document.Document) -> str:
    """What the journal tells: all but what a checkpoint adds of its own (files, prompt, time)."""
    head, _, rest = doc.text.partition("## Files\n")
    lines = [line for line in head.splitlines() if not line.startswith(OWN)]
    return "\n".join(
        [*lines, rest[rest.index("## Commits") :].partition("## Resume Prompt")[0]]
    ).rstrip()


def test_a_clone_goes_on_where_the_other_left_off(paused: Repo, tmp_path: Path) -> None:
    paused.commit("Paused")
    clone = paused.clone(tmp_path / "clone")
    clone.session("install")
    clone.session("resume", "sweep")
    clone.session("log", "--done", "Fix")
    clone.commit("Fixed", {"code.py": "fixed\n"})
    assert_recorded(clone)
    paused.git("pull", "-q", str(clone.top), "main")
    assert "Progress:    2/2 (100%)\n" in paused.session("view").out


def test_a_shallow_clone_resumes_too(paused: Repo, tmp_path: Path) -> None:
    paused.commit("Paused")
    paused.commit("Later", {"later.py": "1\n"})
    clone = paused.clone(tmp_path / "clone", "--depth", "1", "--no-local")
    clone.session("resume", "sweep")
    assert clone.session("checkpoint").out.startswith("Checkpoint saved. ")
    assert document.decisions(the_document(clone))[0].title == "Use a mutex"


def test_it_works_from_a_subdirectory(paused: Repo) -> None:
    paused.write("deep/file", "")
    paused.at = "deep"
    assert paused.session("resume").lines[0] == "Fix the sweep"


def test_a_fresh_clone_names_the_sessions_that_only_its_journal_knows(
    repo: Repo, tmp_path: Path
) -> None:
    name = begin(repo, "--name", "feat")
    repo.commit("Begin")
    clone = repo.clone(tmp_path / "clone")
    for words in (("resume",), ("resume", "--last")):
        done = clone.session(*words, check=False)
        assert (done.code, done.err) == (3, dedent(f"""
            session: there are sessions in the journal only:
            session:   {name}
            session: name one: git session resume NAME
        """))  # fmt: skip


def test_a_part_of_the_name_is_enough_with_and_without_a_document(
    repo: Repo, tmp_path: Path
) -> None:
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--goal", "Fix the sweep race")
    note(repo, "Use a mutex")
    repo.commit("Change")
    clone = repo.clone(tmp_path / "clone", "--branch", "fix")
    for where in (repo, clone, clone):  # the second time the clone has a document
        assert where.session("resume", "sweep-ra").out.startswith("Fix the sweep race\n")


def test_a_name_that_fits_a_document_and_a_journal_lists_both(repo: Repo, tmp_path: Path) -> None:
    repo.git("switch", "-q", "-c", "fix")
    name = begin(repo, "--name", "fix-one")
    note(repo, "Use a mutex")
    repo.commit("Change")
    clone = repo.clone(tmp_path / "clone", "--branch", "fix")
    clone.git("switch", "-q", "-c", "other")
    other = begin(clone, "--name", "fix-two")
    done = clone.session("resume", "fix", check=False)
    assert (done.code, done.err) == (3, dedent(f"""
        session: more than one session fits 'fix':
        session:   {other}  active  on other
        session:   {name}
        session: give the whole name, or the eight characters it ends in
    """))  # fmt: skip
