"""``git session status``: every state a worktree can be in, one screen, and no byte changed."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, dedent
from story import begin, note, stem
from terminal import at_terminal

from git_session.core import standing
from git_session.core.blockers import Blocker
from git_session.core.standing import Hooks, Pending, Session, Standing, Writer
from git_session.hookfiles import HOOKS
from git_session.model import replace

if TYPE_CHECKING:
    from pathlib import Path

AGENT = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "0b5e7d1c-aaaa-bbbb-cccc-1a2b3c4d5e6f"}
SCREEN = 24  # lines


def everything(repo: Repo) -> dict[str, tuple[int, bytes]]:
    """Time and bytes of every file below the worktree, git's own included."""
    found = (path for path in repo.top.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def status(repo: Repo, *words: str, env: dict[str, str] | None = None) -> str:
    """What ``git session status`` prints: quietly, on one screen, and without changing a byte."""
    before = everything(repo)
    done = repo.session("status", *words, env=env)
    assert everything(repo) == before, "looking changes nothing"
    assert done.err == ""
    assert len(done.lines) <= SCREEN
    assert [line for line in done.lines if len(line) > 80 and " (/" not in line] == []
    return re.sub(r"\b[0-9a-f]{10}\b", "HASH", re.sub(r"-[0-9a-f]{8}\b", "-ID", done.out))


def data(repo: Repo, *words: str, env: dict[str, str] | None = None) -> dict[str, object]:
    before = everything(repo)
    found: dict[str, object] = json.loads(repo.session("status", "--json", *words, env=env).out)
    assert everything(repo) == before, "looking changes nothing"
    return found


def proposed(repo: Repo) -> list[str]:
    """The commands that are proposed, each in full on the screen as well."""
    following = data(repo)["next"]
    assert isinstance(following, list)
    commands = [str(one["command"]) for one in following]
    out = repo.session("status").out
    assert 1 <= len(commands) <= standing.MOST
    assert all(f"\n  {command} " in out for command in commands)
    return commands


def sweep(repo: Repo) -> None:
    """On branch `fix` a session with a plan, two commits (one without notes) and a note."""
    repo.git("switch", "-q", "-c", "fix")
    begin(repo, "--name", "sweep", "--goal", "Fix the sweep", "--step", "Find", "--step", "Test")
    note(repo, "Use a mutex")
    repo.session("log", "--done", "Find")
    repo.commit("One")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.commit("Two")
    repo.session("log", "--blocker", "No Redis", "--waiting-on", "ops")
    repo.tell("2026-01-15T15:50:00+01:00")


@pytest.fixture
def swept(repo: Repo) -> Repo:
    sweep(repo)
    return repo


def test_all_of_it_on_one_screen(swept: Repo) -> None:
    swept.write("code.py", "changed\n")
    assert status(swept) == dedent("""
        On branch fix
        Session sweep-ID (active)
          Fix the sweep
          since 2026-01-15T14:30+01:00, 1 hour ago; this worktree's own

        Writing:   alice
        Progress:  1/2 steps, current: Test
        Blockers:  B1: No Redis (waiting on ops)
        Pending:   1 entry, the oldest 20 minutes ago
        Scratch:   .sessions/tmp/sweep-ID/alice-2026-01-15.md
        Journal:   shared: commits carry it, below .sessions/journal
        Hooks:     run by git (.git/hooks)
        Commits:   2 since it began, 1 of them without notes, the newest:
                   HASH Two (20 minutes ago)

        Next
          git commit                              # takes the notes along
          git session log --resolve B1 --how "…"  # when it blocks no more
    """)


def test_the_keys_of_the_data_are_stable(swept: Repo) -> None:
    told = data(swept)
    session, pending, hooks = told["session"], told["pending"], told["hooks"]
    assert isinstance(session, dict)
    assert isinstance(pending, dict)
    assert isinstance(hooks, dict)
    stem = session["stem"]
    assert told == {
        "branch": "fix",
        "head": swept.head,
        "operation": None,
        "session": {
            "stem": stem,
            "goal": "Fix the sweep",
            "status": "active",
            "since": "2026-01-15T14:30:00+01:00",
            "chosen_by": "pointer",
            "document": f".sessions/active/{stem}.md",
            "progress": {"done": 1, "total": 2, "current": "Test"},
            "blockers": [
                {
                    "number": "B1",
                    "text": "No Redis",
                    "since": "2026-01-15T15:30+01:00",
                    "waiting_on": "ops",
                }
            ],
            "issues": [],
        },
        "doubt": None,
        "behind": False,
        "writer": {"author": "alice", "client": "", "agent": ""},
        "pending": {
            "count": 1,
            "taken": 1,
            "held": 0,
            "oldest": "2026-01-15T15:30:00+01:00",
            "writers": [{"author": "alice", "client": "", "agent": "", "count": 1}],
            "scratch": f".sessions/tmp/{stem}/alice-2026-01-15.md",
        },
        "journal": {"shared": True, "folder": ".sessions/journal"},
        "hooks": {
            "runners": [{"manager": "git", "where": ".git/hooks", "hooks": [*HOOKS]}],
            "missing": [],
        },
        "commits": {
            "total": 2,
            "without_notes": 1,
            "newest": {
                "hash": swept.head,
                "when": "2026-01-15T15:30:00+01:00",
                "subject": "Two",
            },
        },
        "others": {"active": 0, "paused": 0},
        "paused_here": [],
        "next": [
            {
                "command": "git session consolidate && git commit",
                "why": "a commit of the notes alone",
            },
            {"command": 'git session log --resolve B1 --how "…"', "why": "when it blocks no more"},
        ],
        "projects": None,
    }


def test_s4_32_the_overview_tells_sessions_progress_blockers_notes_and_hooks(swept: Repo) -> None:
    swept.git("switch", "-qc", "other")
    swept.session("init", "--name", "other")
    swept.session("log", "Begun")
    swept.git("switch", "-q", "fix")
    shown = status(swept)
    for said in (
        "Session sweep-ID (active)",
        "Progress:  1/2 steps, current: Test",
        "Blockers:  B1: No Redis (waiting on ops)",
        "Pending:   1 entry",
        "Hooks:     run by git",
        "Others:    1 active on other branches",
    ):
        assert said in shown


def test_a_clone_is_led_to_the_sessions_of_its_journal(swept: Repo, tmp_path: Path) -> None:
    swept.session("handoff", "--to", "bob")
    swept.commit("Handed over")
    clone = swept.clone(tmp_path / "clone")
    assert status(clone).partition("Next\n")[2].splitlines() == [
        "  git session recent           # 1 session that the journal tells of",
        '  git session init --goal "…"  # begins one, and installs the hooks',
    ]
    clone.session("resume", "sweep")
    clone.session("pause")
    assert "recent" not in status(clone), "it has a document now"


def test_s1_22_each_project_tells_what_goes_on_what_blocks_and_what_is_next(swept: Repo) -> None:
    rules = "projects:\n  - {name: web, paths: ['web/**']}\n  - {name: api, paths: ['api/**']}\n"
    swept.write(".sessions/config.yml", rules)
    swept.config("session.project", "home")
    swept.tell("2026-01-15T16:00:00+01:00")
    swept.session("log", "--next", "Ask ops", "--issue", "Slow pages", "--severity", "high")
    swept.commit("Both", {"web/a.ts": "1\n", "api/b.go": "1\n"})
    swept.git("switch", "-qc", "over")
    swept.tell("2026-01-15T17:00:00+01:00")
    swept.session("init", "--name", "over")
    note(swept, "All done")
    swept.commit("API", {"api/b.go": "2\n"})
    swept.session("close", "--complete", "--summary", "done")
    sweep = [
        "  sweep (active, 1/2 steps)  alice, 2026-01-15 15:00",
        "      Blocker: No Redis, waiting on ops",
        "      Issue: Slow pages",
        "      Next: Test",
        "      Next: Ask ops",
    ]
    done = swept.session("status", "--projects")
    assert done.lines == [
        "Status",
        "",
        "web, last activity 2026-01-15 15:00",
        *sweep,
        "",
        "api, last activity 2026-01-15 16:00",
        *sweep,
        "",
        "home, last activity 2026-01-15 15:00",
        *sweep,
    ]
    told = json.loads(swept.session("status", "--projects", "--json").out)
    assert [(one["project"], len(one["sessions"])) for one in told["projects"]] == [
        ("web", 1), ("api", 1), ("home", 1),
    ]  # fmt: skip
    assert told["hooks"]["missing"] == []
    assert len(swept.session("status").lines) <= SCREEN
    swept.session("status", "--write")
    kept = swept.read(".sessions/views/STATUS.md")
    assert kept.startswith("# Status\n\n## web, last activity 2026-01-15 15:00\n\n- sweep (active")
    swept.session("init", "--name", "fresh")
    swept.commit("Fresh", {"web/a.ts": "2\n"})
    assert "fresh" in swept.read(".sessions/views/STATUS.md")
    for words in (("--write", "--json"), ("--write", "--session", "sweep")):
        assert swept.session("status", *words, check=False).code == 2


def test_projects_without_notes(repo: Repo) -> None:
    assert repo.session("status", "--projects").lines == ["Status", "", "Nothing was noted yet."]


def test_before_anything_it_says_how_to_begin(repo: Repo) -> None:
    assert status(repo) == dedent("""
        On branch main
        No session here: nothing is being recorded.

        Writing:   alice
        Pending:   nothing
        Journal:   local: it stays in this clone
        Hooks:     none here, so commits carry nothing

        Next
          git session init --goal "…"  # begins one, and installs the hooks
    """)


def test_before_the_first_commit(empty: Repo) -> None:
    assert status(empty).startswith("On branch main, no commits yet\nNo session here")
    begin(empty, "--name", "first")
    assert status(empty).startswith("On branch main, no commits yet\nSession first-ID (active)\n")
    assert data(empty)["head"] is None
    assert proposed(empty) == ['git session log "…"', "git session consolidate && git commit"]
    empty.stage("code.py", "x\n")
    assert proposed(empty) == ['git session log "…"', "git commit"]


def test_on_a_detached_head(swept: Repo) -> None:
    swept.git("switch", "-q", "--detach", "HEAD")
    assert status(swept).startswith("On a detached HEAD\nNo session here")
    told = data(swept)
    assert (told["branch"], told["session"]) == (None, None)
    assert told["others"] == {"active": 1, "paused": 0}


def test_what_decided_is_told(swept: Repo) -> None:
    """Flag, environment, agent, pointer, branch."""

    def how(*words: str, env: dict[str, str] | None = None) -> object:
        session = data(swept, *words, env=env)["session"]
        assert isinstance(session, dict)
        return session["chosen_by"]

    assert how() == "pointer"
    assert how("--session", "sweep") == "flag"
    assert how(env={"GIT_SESSION": "sweep"}) == "environment"
    assert how("--session", "sweep", env={"GIT_SESSION": "other"}) == "flag"
    swept.session("resume", "sweep", env=AGENT)
    assert how(env=AGENT) == "agent"
    swept.path(".git/git-session/pointer").unlink()
    assert how() == "branch"
    assert ", 1 hour ago; the only one of this branch\n" in status(swept)


def test_a_name_that_fits_nothing_is_no_failure(swept: Repo) -> None:
    out = status(swept, "--session", "nosuch")
    assert out.startswith("On branch fix\nno session fits 'nosuch'\n")
    assert data(swept, env={"GIT_SESSION": "nosuch"})["doubt"] == "no session fits 'nosuch'"


def test_two_sessions_of_one_branch(swept: Repo) -> None:
    swept.session("init", "--name", "second", "--pause-current")
    swept.path(".git/git-session/pointer").unlink()
    for path in (swept.top / ".sessions/active").glob("*.md"):
        path.write_text(path.read_text().replace("status: paused", "status: active"))
    assert "this branch has more than one active session:" in status(swept)
    assert proposed(swept) == ["git session doctor"]


def test_an_agents_commit_takes_its_own(swept: Repo) -> None:
    swept.session("log", "Mine", env=AGENT)
    out = status(swept, env=AGENT)
    assert "Writing:   alice (claude-code, agent 3c4d5e6f)\n" in out
    assert (
        "Pending:   2 entries, the oldest 20 minutes ago\n"
        "           from alice: 1, alice (claude-code, agent 3c4d5e6f): 1\n"
        "           a commit made here takes 1: an agent's commit takes its own\n"
    ) in out
    told = data(swept)["pending"]
    assert isinstance(told, dict)
    assert (told["count"], told["taken"]) == (2, 2), "a person's takes all"


def test_notes_written_for_no_session(repo: Repo) -> None:
    repo.session("install")
    repo.append(".sessions/tmp/bob-2026-01-15.md", "## 13:10 - Found it\n- In the sweep\n")
    out = status(repo)
    assert "No session here" in out
    assert "Pending:   1 entry, the oldest 20 minutes ago\n           from bob: 1\n" in out


def test_hooks_that_are_not_there(swept: Repo) -> None:
    swept.path(".git/hooks/post-commit").unlink()
    assert ("Hooks:     run by git (.git/hooks)\n           missing: post-commit\n") in status(
        swept
    )
    assert proposed(swept)[0] == "git session install"
    swept.session("uninstall")
    assert "Hooks:     none here, so commits carry nothing\n" in status(swept)
    assert proposed(swept)[0] == "git session install"


def test_hooks_that_cannot_be_told(swept: Repo) -> None:
    swept.config("core.hooksPath", "")
    assert "Hooks:     none here" in status(swept)
    assert proposed(swept)[0] == "git session install"
    swept.git("config", "--unset", "core.hooksPath")
    swept.write(".git/hooks/pre-commit", "#!/bin/sh\n# >>> git-session >>>\n")
    assert ".git/hooks/pre-commit: the line" in str(data(swept)["doubt"])
    assert proposed(swept)[1] == "git session doctor"


def test_a_document_that_cannot_be_read(swept: Repo) -> None:
    [path] = (swept.top / ".sessions/active").glob("*.md")
    path.write_text("---\nid: [\n---\n")
    told = data(swept)
    assert told["session"] is None
    assert ".sessions/active/" in str(told["doubt"])
    assert proposed(swept) == ["git session doctor"]


def test_a_paused_session_is_gone_on_with(swept: Repo) -> None:
    swept.commit("Three")
    swept.session("pause", "--note", "lunch")
    out = status(swept)
    assert "No session here: nothing is being recorded.\nPaused on this branch: sweep-ID\n" in out
    assert "Others:    1 paused\n" in out
    [command] = [one for one in proposed(swept) if "resume" in one]
    assert command.startswith("git session resume sweep-")


def test_other_sessions_are_counted(swept: Repo) -> None:
    swept.git("switch", "-q", "main")
    assert "Others:    1 active on other branches\n" in status(swept)


@pytest.mark.parametrize(("words", "operation", "command"), [
    (("rebase", "main"), "rebase", "git rebase --continue"),
    (("cherry-pick", "main"), "cherry-pick", "git cherry-pick --continue"),
    (("revert", "HEAD~1"), "revert", "git revert --continue"),
])  # fmt: skip
def test_while_git_is_in_the_middle_of_something(
    repo: Repo, words: tuple[str, ...], operation: str, command: str
) -> None:
    repo.git("switch", "-q", "-c", "fix")
    begin(repo, "--name", "sweep")
    repo.commit("Ours", {"code.py": "ours\n"})
    repo.commit("Ours again", {"code.py": "ours again\n"})
    repo.git("switch", "-q", "main")
    repo.commit("Theirs", {"code.py": "theirs\n"})
    repo.git("switch", "-q", "fix")
    assert repo.git(*words, check=False).code != 0
    assert f"A {operation} is under way; notes wait for its end.\n" in status(repo)
    assert data(repo)["operation"] == operation
    assert proposed(repo) == [command]


def test_a_bisect_ends_another_way(swept: Repo) -> None:
    swept.git("bisect", "start", "HEAD", "main")
    assert proposed(swept) == ["git bisect reset"]


def test_a_head_that_moved_without_us(swept: Repo) -> None:
    swept.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "Unseen")
    assert "HEAD moved without our hooks; the next command that writes catches up\n" in status(
        swept
    )
    told = data(swept)
    assert told["behind"] is True
    assert isinstance(told["commits"], dict)
    assert told["commits"]["newest"]["subject"] == "Unseen"


def test_commits_that_others_brought_are_not_counted(swept: Repo) -> None:
    """What the base branch holds is no commit of the session; a merge carries nothing by itself."""
    swept.git("switch", "-q", "main")
    swept.commit("Elsewhere", {"other.py": "x\n"})
    swept.git("switch", "-q", "fix")
    swept.git("merge", "-q", "--no-edit", "main")
    told = data(swept)["commits"]
    assert isinstance(told, dict)
    assert (told["total"], told["newest"]["subject"]) == (2, "Two")


def test_where_the_journal_is_local_the_table_tells(swept: Repo) -> None:
    swept.config("session.share", "false")
    swept.commit("Three")
    out = status(swept)
    assert "Journal:   local: it stays in this clone\n" in out
    assert "Commits:   3 since it began, 1 of them without notes" in out
    note(swept, "Another")
    assert proposed(swept)[0] == "git commit"


def test_without_a_session_since_the_first_that_carried_notes(swept: Repo) -> None:
    swept.commit("Three")
    swept.session("close", "--complete", "--force")
    out = status(swept)
    assert "Commits:   3 since the first with notes, 1 of them without notes" in out


def test_in_a_linked_worktree(swept: Repo, tmp_path: Path) -> None:
    linked = swept.worktree(tmp_path / "linked tree", "-b", "next")
    assert status(linked).startswith("On branch next\nNo session here")
    begin(linked, "--name", "other")
    out = status(linked)
    assert "Session other-ID" in out
    assert f"Hooks:     run by git ({swept.top}/.git/hooks)\n" in out, "a path is never cut"


def test_in_a_worktree_of_a_bare_repository(swept: Repo, tmp_path: Path) -> None:
    bare = swept.clone(tmp_path / "bare.git", "--bare")
    linked = bare.worktree(tmp_path / "linked", "fix")
    assert status(linked).startswith("On branch fix\n")


def test_in_a_submodule(swept: Repo, tmp_path: Path) -> None:
    top = tmp_path / "super"
    top.mkdir()
    outer = Repo(top, dict(swept.env))
    outer.git("init", "-q")
    outer.git("submodule", "add", "-q", str(swept.top), "sub")
    inner = Repo(top / "sub", dict(swept.env))
    assert status(inner).startswith("On branch ")


def test_from_a_directory_further_down(swept: Repo) -> None:
    (swept.top / "a/b").mkdir(parents=True)
    expected = status(swept)
    swept.at = "a/b"
    assert status(swept) == expected


def test_at_a_terminal_it_is_the_same(swept: Repo) -> None:
    swept.env["COLUMNS"] = "80"
    done = at_terminal(swept, "status")
    assert done.code == 0
    assert done.out.replace("\r", "") == swept.session("status").out


def test_hostile_text_steers_no_terminal(repo: Repo) -> None:
    begin(repo, "--name", "evil", "--goal", "Red \x1b[31m and \u202e back")
    repo.session("log", "--blocker", "Bell \x07", "--waiting-on", "\x1b]0;title\x07")
    repo.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "Clear \x1b[2J the screen")
    out = status(repo)
    assert "Clear \\x1b[2J the screen" in out
    assert not [char for char in out if char < " " and char != "\n"]
    assert "\u202e" not in out


# The words alone

QUIET = Standing(
    branch="main",
    head="f" * 40,
    operation="",
    writer=Writer("alice"),
    hooks=Hooks((("git", ".git/hooks", HOOKS),), ()),
    shared=True,
    folder=".sessions/journal",
)
SESSION = Session("sweep-1a2b3c4d", "", "active", None, "branch", ".sessions/active/x.md")


def test_nothing_to_do_proposes_to_note() -> None:
    commands = standing.following(replace(QUIET, session=SESSION))
    assert commands == [('git session log "…"', "notes what was decided or found")]


def test_two_commands_at_most() -> None:
    full = replace(
        QUIET,
        session=replace(SESSION, blockers=(Blocker("", "Without a number"),)),
        hooks=Hooks((), HOOKS),
        doubt="odd",
        pending=Pending(1, 1),
    )
    assert [command for command, _ in standing.following(full)] == [
        "git session install",
        "git session doctor",
    ]


def test_a_blocker_without_a_number_is_named_by_its_text() -> None:
    blocked = replace(QUIET, session=replace(SESSION, blockers=(Blocker("", "Redis"),)))
    assert standing.following(blocked)[-1][0] == 'git session log --resolve TEXT --how "…"'


@pytest.mark.usefixtures("unmeasured")  # coverage.py loads some of them
def test_start_up_costs_no_library(swept: Repo) -> None:
    """It is asked often, by people and prompts: nothing slow is loaded for it."""
    done = swept.run("git-session", "status", env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}
    assert not loaded & {"git", "ruamel.yaml", "rich", "subprocess", "json", "sqlite3"}
    assert os.path.basename("git_session.core.standing") in loaded


def test_what_looks_like_a_secret_is_told_as_held_back(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    name = f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md"
    repo.append(name, f"\n## 14:31 - Deploy with ghp_{'k3Jd9Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0aS3dF5g'}\n")
    told = status(repo)
    assert "\n           1 held back as a secret; the next commit says where\n" in told
    assert "a commit made here takes" not in told
    pending = data(repo)["pending"]
    assert isinstance(pending, dict)
    assert (pending["count"] - pending["taken"], pending["held"]) == (1, 1)
