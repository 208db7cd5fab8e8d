"""Sessions and the task files of ``.tasks/``: read at begin, kept in step, never more than told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, stem, the_document

from git_session import files, taskfiles
from git_session.core import document, quoting
from git_session.errors import Locked, Refused
from git_session.lifecycle import tasking
from git_session.lifecycle.context import open_context
from git_session.taskfiles import TaskFiles

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

AUTH = "fix-auth-01234567-89ab-7cde-f012-456789abcdef"
LOGIN = "web-login-01234568-0000-7cde-f012-456789abcdef"
AUTH_ID, LOGIN_ID = AUTH.removeprefix("fix-auth-"), LOGIN.removeprefix("web-login-")
TASKS = {
    AUTH: dedent(f"""
        ---
        id: {AUTH_ID}
        shortname: fix-auth
        title: Fix authentication
        status: ready   # as planned
        blocks: []
        ---

        # Task: Fix authentication

        ## Description
        Tokens expire too early.

        ## Acceptance Criteria
        - [ ] Tokens live an hour
        - [x] Reproduced
        - [ ] All tests pass
    """),
    LOGIN: dedent(f"""
        ---
        id: {LOGIN_ID}
        shortname: web-login
        title: Log in on the web
        status: ready
        ---
        ## Acceptance Criteria
        - [ ] all tests pass
        - [ ] A form
    """),
}


def path_of(name: str, place: str = "active") -> str:
    return f".tasks/{place}/{name}.md"


@pytest.fixture
def tasks(repo: Repo) -> Repo:
    """A repository where two tasks are kept, in a commit."""
    for name, text in TASKS.items():
        repo.stage(path_of(name), text)
    repo.git("commit", "-qm", "Plan")
    return repo


def in_progress(text: str, repo: Repo) -> str:
    """The task's text as a session leaves that works on it."""
    at = text.index("\n---", 3)
    session = the_document(repo).get("id")
    text = f"{text[:at]}\nsession_id: {session}{text[at:]}"
    return text.replace("status: ready", "status: in_progress")


def steps(repo: Repo) -> list[str]:
    return [step.text for step in document.steps(the_document(repo))]


@pytest.mark.parametrize("wanted", ["fix-auth", "01234567", AUTH_ID, "FIX-A", AUTH])
def test_s3_18_a_task_says_what_the_session_is_for(tasks: Repo, wanted: str) -> None:
    done = tasks.session("init", "--task", wanted, "--step", "Reproduce")
    doc = the_document(tasks)
    assert stem(tasks).startswith("fix-authentication-")
    assert (document.title(doc), document.objective(doc)) == ("Fix authentication",) * 2
    assert document.key_context(doc) == ["Task fix-auth: Tokens expire too early."]
    assert steps(tasks) == ["Reproduce", "Tokens live an hour", "All tests pass"]
    assert doc.get("task_ids") == [AUTH_ID]
    assert f"  Tasks:     fix-auth ({AUTH_ID})\n" in done.out
    assert "session: task fix-auth: ready -> in_progress\n" in done.err


def test_s3_18_a_task_that_is_not_there_changes_nothing(tasks: Repo) -> None:
    done = tasks.session("init", "--task", "fix-aut-h", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent("""
        session: no task of .tasks/active fits 'fix-aut-h'; near it:
        session:   fix-auth  Fix authentication  (ready)
    """)
    assert not tasks.exists(".sessions")
    done = tasks.session("init", "--task", "0123456", check=False)
    assert (done.code, done.err) == (3, dedent("""
        session: more than one task fits '0123456':
        session:   fix-auth  Fix authentication  (ready)
        session:   web-login  Log in on the web  (ready)
        session: give the id, or the whole name of the file
    """))  # fmt: skip
    begin(tasks, "--name", "other")
    done = tasks.session("init", "--task", "zebra", "--force", check=False)
    assert (done.code, done.err.splitlines()[0]) == (
        3, "session: no task of .tasks/active fits 'zebra'; there are:",
    )  # fmt: skip
    assert stem(tasks).startswith("other-"), "what was active stays so"


def test_s3_18_without_a_folder_an_id_is_only_a_reference(repo: Repo) -> None:
    repo.write(".tasks/1-inbox/63/task.md", "another layout")
    begin(repo, "--task", "T-17")
    assert the_document(repo).get("task_ids") == ["T-17"]
    assert repo.session("pause").err.count("task") == 0


def test_s3_19_the_first_of_several_tasks_is_what_it_is_for(tasks: Repo) -> None:
    """A step that both ask for stands once; the second task is told of."""
    begin(tasks, "--task=web-login", "--task=fix-auth")
    doc = the_document(tasks)
    told = (doc.get("task_ids"), document.objective(doc), steps(tasks), document.key_context(doc))
    assert told == (
        [LOGIN_ID, AUTH_ID],
        "Log in on the web",
        ["all tests pass", "A form", "Tokens live an hour"],
        ["Task fix-auth: Fix authentication: Tokens expire too early."],
    )
    tasks.session("close", "--abandon", "--reason", "again")
    begin(tasks, "--tasks=fix-auth,web-login", "--goal", "Both")
    last = the_document(tasks, stem(tasks))
    assert last.get("task_ids") == [AUTH_ID, LOGIN_ID]
    assert document.title(last) == "Both"
    assert stem(tasks).startswith("fix-authentication-"), "a task's title comes before the goal"
    assert document.key_context(last) == [
        "Task fix-auth: Fix authentication: Tokens expire too early.",
        "Task web-login: Log in on the web",
    ]


def test_s3_18_a_clone_knows_the_same(tasks: Repo, tmp_path: Path) -> None:
    begin(tasks, "--task", "fix-auth")
    tasks.commit("Begin")
    clone = tasks.clone(tmp_path / "clone")
    clone.session("resume", "fix-auth")
    assert document.key_context(the_document(clone)) == document.key_context(the_document(tasks))
    assert steps(clone) == ["Tokens live an hour", "All tests pass"]


def test_s3_70_a_session_is_found_by_any_name_of_its_task(tasks: Repo) -> None:
    name = begin(tasks, "--task", "fix-auth")

    def finds(word: str) -> bool:
        return f"  {name}\n" in tasks.session("list", "--task", word, check=False).out

    for word in (AUTH_ID, "fix-auth", "Fix-Auth", AUTH):
        assert finds(word), word
    for word in ("web-login", "fix", "nothing"):
        assert not finds(word), word
    tasks.session("close", "--complete", "--force")
    assert finds("fix-auth"), "also when it is done"


def test_s3_24_a_task_follows_its_session(tasks: Repo) -> None:
    """In progress, ready again, in progress again: and no other byte of it changes."""
    begin(tasks, "--task", "fix-auth")
    working = in_progress(TASKS[AUTH], tasks)
    assert tasks.read(path_of(AUTH)) == working
    done = tasks.session("pause")
    assert "session: task fix-auth: in_progress -> ready\n" in done.err
    assert tasks.read(path_of(AUTH)) == TASKS[AUTH]
    assert "session: task fix-auth: ready -> in_progress\n" in tasks.session("resume").err
    assert tasks.read(path_of(AUTH)) == working
    assert tasks.read(path_of(LOGIN)) == TASKS[LOGIN]
    assert tasks.git("diff", "--cached", "--name-only").out == "", "none of it is staged"


def test_s3_24_a_setting_leaves_the_files_alone(tasks: Repo) -> None:
    tasks.config("session.updateTasks", "false")
    begin(tasks, "--task", "fix-auth")
    assert steps(tasks) == ["Tokens live an hour", "All tests pass"], "it is read all the same"
    tasks.session("pause")
    tasks.session("resume")
    tasks.session("log", "--done", "Tokens live an hour", "--done", "All tests pass")
    tasks.session("close", "--complete")
    assert tasks.status() == ""


def test_s3_53_a_pause_gives_tasks_back_unless_told_otherwise(tasks: Repo) -> None:
    begin(tasks, "--tasks", "fix-auth,web-login")
    working = tasks.read(path_of(AUTH))
    tasks.session("pause", "--keep-task-status")
    assert tasks.read(path_of(AUTH)) == working
    tasks.session("resume")
    tasks.session("close", "--abandon", "--reason", "x", "--keep-task-status")
    assert tasks.read(path_of(AUTH)) == working
    tasks.session("resume", stem_of_archived(tasks))
    tasks.session("close", "--abandon", "--reason", "x")
    assert tasks.status() == "", "both are as they were"


def stem_of_archived(repo: Repo) -> str:
    [name] = [name for name in repo.files(".sessions/archive") if name.endswith(".md")]
    return name.rsplit("/", 1)[1].removesuffix(".md")


def test_s3_53_pause_and_go_on_with_another_in_one_go(tasks: Repo) -> None:
    one = begin(tasks, "--task", "fix-auth")
    tasks.session("pause")
    tasks.session("init", "--task", "web-login")
    done = tasks.session("pause", "--switch-to", "nothing", check=False)
    assert (done.code, done.out) == (3, "")
    done = tasks.session("pause", "--switch-to", "log-in", check=False)
    assert (done.code, done.out) == (2, "")
    done = tasks.session("pause", "--switch-to", "fix-auth", "--note", "waits")
    assert done.lines[0].startswith("Paused log-in-on-the-web-")
    assert "Fix authentication: 0/2 (0%), current: Tokens live an hour" in done.lines
    assert tasks.session("path", "document").out.endswith(f"/{one}.md\n")
    assert "status: in_progress" in tasks.read(path_of(AUTH))
    assert tasks.read(path_of(LOGIN)) == TASKS[LOGIN]


def test_s3_59_criteria_that_are_not_met_are_in_the_way(tasks: Repo) -> None:
    name = begin(tasks, "--task", "fix-auth", "--step", "Ask ops")
    tasks.session("log", "--done", "Tokens live an hour")
    done = tasks.session("close", "--complete", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == dedent(f"""
        session: 1 step of {name} not done:
        session:   Ask ops
        session: acceptance criteria not met:
        session:   fix-auth: All tests pass
        session: finish one with: git session log --done "…"   or close anyway with --force
    """)
    tasks.session("close", "--complete", "--force")
    text = in_progress(TASKS[AUTH], tasks).replace("in_progress", "completed")
    text = text.replace("- [ ] Tokens", "- [x] Tokens")
    assert tasks.read(path_of(AUTH, "archive")) == text, "what is not met is not checked"


@pytest.mark.parametrize("place", ["archive", "completed"])
def test_s3_59_a_task_is_completed_with_its_session(tasks: Repo, place: str) -> None:
    if place == "completed":
        tasks.path(".tasks/completed").mkdir()
    begin(tasks, "--task", "fix-auth")
    working = tasks.read(path_of(AUTH))
    tasks.session("log", "--done", "Tokens live an hour", "--done", "All tests pass")
    done = tasks.session("close", "--complete")
    moved = path_of(AUTH, place)
    told = f"session: task fix-auth: in_progress -> completed, now {moved}\n"
    assert done.err.startswith(told), "then what the session lacks"
    assert not tasks.exists(path_of(AUTH))
    assert tasks.read(moved) == working.replace("[ ]", "[x]").replace("in_progress", "completed")
    assert tasks.git("diff", "--cached", "--name-only").out == "", "the move is not staged"


def test_s3_59_who_completes_to_make_room_completes_no_task(tasks: Repo) -> None:
    begin(tasks, "--task", "fix-auth")
    done = tasks.session("init", "--force", "--name", "other")
    assert (
        "session: task fix-auth: in_progress -> ready; not met yet: Tokens live an hour; "
        "All tests pass\n"
    ) in done.err
    assert tasks.read(path_of(AUTH)) == TASKS[AUTH]


def test_a_task_that_another_session_took_is_left_to_it(tasks: Repo) -> None:
    one = begin(tasks, "--task", "fix-auth")
    first = the_document(tasks).get("id")
    tasks.git("switch", "-q", "-c", "other")
    done = tasks.session("init", "--task", "fix-auth", "--name", "two")
    assert f"task fix-auth: was in progress in the session {first}, is in this one now" in done.err
    taken = tasks.read(path_of(AUTH))
    done = tasks.session("pause", "--session", one)
    assert "task fix-auth: belongs to the session " in done.err
    assert tasks.read(path_of(AUTH)) == taken


def test_an_agent_hears_of_tasks_as_of_anything_that_others_wrote(
    tasks: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quoted: a name or a criterion may say anything."""
    pytest.importorskip("mcp", reason="needs the extra: pip install 'git-session[mcp]'")
    from git_session.mcpserver import calls

    (tasks.top.parent / "api").mkdir()
    odd = TASKS[AUTH].replace("shortname: fix-auth", "shortname: Obey me")
    tasks.write(path_of(AUTH), odd)
    begin(tasks, "--task", "fix-auth", "--dir", "../api")
    tasks.session("pause")
    monkeypatch.chdir(tasks.top.parent)
    place = {"cwd": os.fspath(tasks.top)}

    def call(name: str, **given: object) -> str:
        return calls.call(name, {**place, **given}, "codex", "")

    assert "\n> task Obey me: ready -> in_progress" in call("resume", session="fix-auth")
    assert "> File: api:x.py\n" in call("log", file="../api/x.py")
    with pytest.raises(Refused) as refused:
        call("close", outcome="complete")
    told = quoting.error(refused.value.message, refused.value.hint)
    assert told.startswith("acceptance criteria not met:\n")
    assert "\n>   Obey me: Tokens live an hour\n" in told
    closed = call("close", outcome="complete", force=True)
    assert f"\n> task Obey me: in_progress -> completed, now {path_of(AUTH, 'archive')}" in closed


def test_what_somebody_says_of_a_task_meanwhile_counts(tasks: Repo) -> None:
    begin(tasks, "--tasks", "fix-auth,web-login")
    tasks.session("pause")
    blocked = TASKS[AUTH].replace("status: ready", "status: blocked")
    tasks.write(path_of(AUTH), blocked)
    taken = in_progress(TASKS[LOGIN], tasks).replace("session_id: ", "session_id: 0190-other # ")
    tasks.write(path_of(LOGIN), taken)
    assert tasks.session("resume").err == dedent("""
        session: task fix-auth: is blocked, left as it is
        session: task web-login: belongs to the session 0190-other by now, left as it is
    """)
    assert (tasks.read(path_of(AUTH)), tasks.read(path_of(LOGIN))) == (blocked, taken)
    done = tasks.session("close", "--complete", "--force")
    assert tasks.read(path_of(LOGIN)) == taken
    assert f"task fix-auth: blocked -> completed, now {path_of(AUTH, 'archive')}\n" in done.err


def test_an_id_comes_before_a_part_of_a_name(tasks: Repo) -> None:
    text = TASKS[AUTH].replace("shortname: fix-auth\n", "")
    tasks.write(path_of("117-other"), text.replace(AUTH_ID, "117"))
    tasks.write(path_of("plain"), text.replace(AUTH_ID, "17"))
    begin(tasks, "--task", "17")
    assert the_document(tasks).get("task_ids") == ["17"]
    assert "status: in_progress" in tasks.read(path_of("plain"))


def test_what_is_wrong_with_a_task_keeps_no_session_from_pausing(tasks: Repo) -> None:
    """The file is somebody's own: it may be anything by now."""
    begin(tasks, "--tasks", "fix-auth,web-login")
    broken = TASKS[AUTH].replace("\n---\n\n", "\n\n")
    tasks.write(path_of(AUTH), broken)
    tasks.path(path_of(LOGIN)).unlink()
    done = tasks.session("close", "--complete", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith(f"session: {path_of(AUTH)}:1: the frontmatter is not closed\n")
    done = tasks.session("pause")
    broken_at = f"{path_of(AUTH)}:1: the frontmatter is not closed"
    assert (
        f"session: task {AUTH_ID}: left as it is: {broken_at}\n"
        f"session: task {LOGIN_ID}: not in .tasks/active, so nothing was changed there\n"
    ) in done.err
    assert tasks.read(path_of(AUTH)) == broken


def test_where_nobody_may_look_or_another_is_at_it_it_is_told(
    tasks: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(tasks, "--task", "fix-auth")
    doc = the_document(tasks)
    monkeypatch.chdir(tasks.top)
    ctx = open_context()

    def refuse(path: str, ending: str = "") -> list[str]:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(files, "names", refuse)
    told: list[str] = []
    tasking.release(ctx, doc, told.append)
    with monkeypatch.context() as patched:
        patched.setattr(ctx.store, "lock", locked)
        tasking.release(ctx, doc, told.append)
    place = os.path.join(ctx.wt.top, ".tasks", "active")
    assert told == [
        f"task {AUTH_ID}: left as it is: {place}: Permission denied",
        f"task {AUTH_ID}: left as it is: another process held it",
    ]


def locked() -> None:
    raise Locked("another process held it")


def test_an_archive_that_has_such_a_task_is_not_overwritten(tasks: Repo) -> None:
    begin(tasks, "--task", "fix-auth")
    tasks.write(path_of(AUTH, "archive"), "another one")
    done = tasks.session("close", "--complete", "--force")
    assert f"task {AUTH_ID}: left as it is: " in done.err
    assert "is there already" in done.err
    assert tasks.read(path_of(AUTH, "archive")) == "another one"
    assert tasks.exists(path_of(AUTH))


@pytest.mark.parametrize("link", [path_of(AUTH), ".tasks/active", ".tasks"])
def test_a_link_out_of_the_worktree_is_neither_read_nor_written(
    tasks: Repo, tmp_path: Path, link: str
) -> None:
    """Whoever commits such a link would else have a file of this machine in the journal."""
    outside = tmp_path / "outside"
    tasks.path(link).rename(outside)
    tasks.path(link).symlink_to(outside)
    done = tasks.session("init", "--task", AUTH, check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        f"session: {path_of(AUTH)}: is reached through a link\n"
        "session: replace the link by what it leads to\n"
    )


def test_hostile_tasks(tasks: Repo) -> None:
    """A huge one, one that would steer the terminal, one that hides a secret."""
    token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    tasks.write(path_of("huge"), TASKS[AUTH] + "x" * 300_000)
    done = tasks.session("init", "--task", "huge", check=False)
    assert (done.code, done.out) == (4, "")
    assert "has 300" in done.err
    text = TASKS[AUTH].replace("Tokens live", f"Use \x1b[2J {token}")
    tasks.write(
        path_of("steer"), text.replace(AUTH_ID, "steer").replace("fix-auth", '"st-\\x1b]0;x"')
    )
    done = tasks.session("init", "--task", "steer")
    assert "\x1b" not in done.out + done.err
    doc = the_document(tasks)
    assert "\x1b" not in doc.text
    assert token not in doc.text
    assert steps(tasks)[0].startswith("Use \\x1b[2J ")


def test_a_merge_does_to_tasks_what_close_does(tasks: Repo) -> None:
    """What is met is done; with a criterion that is not, the task is somebody's to take again."""
    tasks.git("switch", "-q", "-c", "fix")
    begin(tasks, "--task", "fix-auth", "--task", "web-login")
    session = the_document(tasks).get("id")
    tasks.session("log", "--done", "Tokens live an hour", "--done", "All tests pass")
    tasks.commit("Change")
    tasks.git("switch", "-q", "main")
    said = tasks.git("merge", "-q", "--no-ff", "fix").err
    assert said == dedent(f"""
        session: task fix-auth: in_progress -> completed, now {path_of(AUTH, "archive")}
        session: task web-login: in_progress -> ready; not met yet: A form
    """)
    text = tasks.read(path_of(AUTH, "archive"))
    assert f"\nsession_id: {session}\n" in text
    assert "status: completed   # as planned\n" in text
    assert tasks.read(path_of(LOGIN)) == TASKS[LOGIN]


def test_what_was_closed_before_it_was_merged_is_left(tasks: Repo) -> None:
    tasks.git("switch", "-q", "-c", "fix")
    begin(tasks, "--task", "fix-auth")
    tasks.commit("Change")
    tasks.session("close", "--complete", "--force", "--keep-task-status")
    text = tasks.read(path_of(AUTH))
    tasks.git("switch", "-q", "main")
    assert tasks.git("merge", "-q", "--no-ff", "fix").err == ""
    assert tasks.read(path_of(AUTH)) == text


def test_a_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".tasks/active").mkdir(parents=True)
    path = tmp_path / ".tasks/active/x.md"
    path.write_text("one")
    door = TaskFiles(os.fspath(tmp_path))
    seen = []

    def edit(text: str) -> str:
        seen.append(text)
        if len(seen) == 1:
            path.write_text("two")
        return f"{text}!"

    assert door.change("x", edit)
    assert (seen, path.read_text()) == (["one", "two"], "two!")

    def racing(text: str) -> str:
        path.write_text(f"{text}.")
        return "mine"

    with pytest.raises(Refused, match="somebody else is writing to it"):
        door.change("x", racing)
    assert path.read_text() == "two!..."
    assert not door.change("x", lambda text: text)
    with pytest.raises(Refused):
        door.read("../x")


def test_who_keeps_no_tasks_pays_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """`log` never looks; a verb or a merge looks once, and only for a session that names a task."""
    asked: list[str] = []
    here = TaskFiles.here

    def counted(door: TaskFiles) -> bool:
        asked.append("x")
        return here(door)

    monkeypatch.setattr(TaskFiles, "here", counted)
    monkeypatch.setattr(TaskFiles, "stems", lambda _: pytest.fail("nothing is listed"))
    repo.ask("init", "--name", "plain")
    repo.ask("pause")
    repo.ask("resume")
    repo.ask("close", "--abandon", "--reason", "x")
    assert asked == []
    repo.ask("init", "--task", "T-1")
    assert asked == ["x"]
    repo.ask("log", "--decision", "x")
    repo.ask("consolidate")
    assert asked == ["x"]
    repo.ask("pause")
    assert asked == ["x", "x"]
    assert taskfiles.FOLDER == ".tasks"
