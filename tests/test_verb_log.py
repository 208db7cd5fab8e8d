"""``git session log``: each kind of entry, what it answers, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, stem, the_document, titles

from git_session.core import document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

NOW = "2026-01-15T14:30+01:00"
ODD = 'a "quoted" text\nwith ---\n# hash, | pipe, ünïcode = and `code`'


def scratch(repo: Repo) -> str:
    """What the scratch of the one session holds behind the block that began it."""
    text = "\n".join(repo.read(path) for path in repo.files(f".sessions/tmp/{stem(repo)}"))
    return "## " + text.split("\n## ", 1)[1]


def shown(repo: Repo, part: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        repo.session("view", f"--{part}", "--json", check=False).out
    )
    return found


def test_a_title_with_bullets_is_one_block(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "Fixed cart", "-m", "Root cause: float", "-m", "Used cents")
    assert done.out == "Progress: Fixed cart\nProgress 1/1 (100%)\n"
    assert done.err == ""
    assert scratch(repo) == (
        "## 2026-01-15T14:30:00+01:00 - Fixed cart\n- Root cause: float\n- Used cents\n"
    )


def test_without_a_session_one_named_after_the_branch_begins(repo: Repo) -> None:
    repo.git("switch", "-q", "-c", "fix/cart")
    done = repo.session("log", "Fixed cart")
    assert done.out == "Progress: Fixed cart\nProgress 1/1 (100%)\n"
    assert done.err == dedent(f"""
        session: began the session {stem(repo)} on fix/cart
        session: no hooks in this clone, so commits carry nothing yet; git session install adds them
        session: "Fixed cart" will tell little later; next time say what, where and why
    """)
    assert stem(repo).startswith("fix-cart-")
    assert document.steps(the_document(repo)) == [], "the document is left to who holds the lock"


def test_without_a_session_and_without_auto_init_it_says_what_to_do(repo: Repo) -> None:
    repo.config("session.autoInit", "false")
    done = repo.session("log", "Fixed cart", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent("""
        session: no session on main
        session: begin one with: git session init   or continue one with: git session resume NAME
    """)
    assert not repo.exists(".sessions")


def test_what_cannot_be_noted_begins_no_session(repo: Repo) -> None:
    done = repo.session("log", "--done", "Nothing like it", check=False)
    assert done.code == 3
    assert not repo.exists(".sessions")


def test_a_vague_title_is_noted_with_one_remark(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "did stuff", "--progress", "wip", "--decision", "fix it")
    assert (done.code, done.out.splitlines()[0]) == (0, "Progress: did stuff")
    assert done.err == dedent("""
        session: no rationale was given; next time add --rationale "…"
        session: "did stuff" will tell little later; next time say what, where and why
    """)
    assert repo.session("log", "--step", "Reproduce", "--file", "a.py").err == ""
    repo.session("checkpoint")
    assert repo.session("log", "--done", "Reproduce", "--next", "Fix").err == ""


def test_a_decision_has_its_reasons(repo: Repo) -> None:
    begin(repo)
    repo.session(
        "log", "--decision", "Use sync.Mutex", "--rationale", "Simplest", "--context", "A race",
        "--options", "mutex; channels", "--choice", "mutex",
    )  # fmt: skip
    repo.commit("Change")
    assert (
        dedent(f"""
        ## Decisions
        ### 1. Use sync.Mutex ({NOW})
        **Context**: A race
        **Options**: mutex; channels
        **Choice**: mutex
        **Rationale**: Simplest
        **By**: alice

        ## Tried
    """)
        in the_document(repo).text
    )


def test_a_decision_without_a_rationale_is_noted_with_a_remark(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "--decision", "Use a mutex")
    assert done.out == "Decision: Use a mutex\n"
    assert done.err == 'session: no rationale was given; next time add --rationale "…"\n'


def test_numbers_go_on_after_a_person_edited_them(repo: Repo) -> None:
    name = begin(repo)
    path = f".sessions/active/{name}.md"
    repo.write(path, repo.read(path).replace("## Decisions\n", "## Decisions\n### 7. Mine\n"))
    repo.session("log", "--decision", "Next one", "--rationale", "why")
    assert [d["decision"] for d in shown(repo, "decisions")] == ["Mine", "Next one"]
    repo.session("checkpoint")
    assert f"### 8. Next one ({NOW})" in repo.read(path)


def test_every_kind_goes_where_it_belongs(repo: Repo) -> None:
    begin(repo)
    repo.session(
        "log", "--tried", "HS256", "--outcome", "rejected: key rotation",
        "--discovery", "It races", "--learning", "gather() is 10x", "--topic", "Async",
        "--why", "one loop", "--impact", "big", "--category", "Performance",
        "--next", "Tell ops", "--note", "Coffee helps", "--file", "a|b.py", "--action", "read",
        "--description", "The | parser",
    )  # fmt: skip
    repo.session("checkpoint")
    text = the_document(repo).text
    for expected in (
        f"## Tried\n1. **HS256** ({NOW}): rejected: key rotation\n",
        f"## Discoveries\n1. **It races** ({NOW})\n",
        "## Learnings\n- **2026-01-15 - Async:** gather() is 10x\n  - Why: one loop\n"
        "  - Impact: big\n  - Category: Performance\n",
        "## Next Steps\n1. Tell ops\n",
        f"## Notes\n- Coffee helps ({NOW})\n",
        "| `a\\|b.py` | Read | The \\| parser |\n",
    ):
        assert expected in text


def test_bullets_of_a_free_entry_yield_typed_entries(repo: Repo) -> None:
    begin(repo)
    repo.session(
        "log", "Worked", "-m", "Blocked on: Redis", "-m", "Root cause: float",
        "-m", "Chose RS256 over HS256 for key rotation", "-m", "Tried: caching",
        "-m", "Next: Tell ops", "-m", "Something else",
    )  # fmt: skip
    assert [b["blocker"] for b in shown(repo, "blockers")] == ["B1: Redis"]
    assert [d["discovery"] for d in shown(repo, "discoveries")] == ["float"]
    assert [(d["decision"], d["rationale"]) for d in shown(repo, "decisions")] == [
        ("RS256 over HS256", "key rotation")
    ]
    assert [t["tried"] for t in shown(repo, "tried")] == ["caching"]
    assert "Something else" in repo.session("view", "--format", "log").out


def test_a_blocker_is_numbered_and_resolved(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "--blocker", "No Redis", "--waiting-on", "ops")
    assert done.out == (
        "Blocker: No Redis\n"
        '  when it is gone: git session log --resolve B1 --how "…"\n'
    )  # fmt: skip
    repo.session("log", "--blocker", "No key")
    repo.session("log", "--resolve", "b1", "--how", "ops opened the port")
    done = repo.session("log", "--blocker", "No time")
    assert "--resolve B3" in done.out, "a number is given once"
    repo.session("checkpoint")
    assert (
        dedent(f"""
        ## Blockers
        - [ ] B2: No key ({NOW})
        - [ ] B3: No time ({NOW})

        ### Resolved
        - [x] ~~B1: No Redis ({NOW}) - waiting on ops~~ - Solved by ops opened the port ({NOW})
    """)
        in the_document(repo).text
    )


@pytest.mark.parametrize("words", ["latest", "B1", "redis", "No Redis"])
def test_the_last_blocker_resolved_leaves_none(repo: Repo, words: str) -> None:
    begin(repo)
    repo.session("log", "--blocker", "No Redis")
    assert repo.session("log", "--resolve", words).out == "Resolved: No Redis\n"
    repo.session("checkpoint")
    assert "## Blockers\n- None currently\n" in the_document(repo).text


def test_an_unknown_blocker_is_refused_with_the_open_ones(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--blocker", "No Redis", "--blocker", "No key")
    done = repo.session("log", "--resolve", "B9", check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent("""
        session: no open blocker fits 'B9'; open are:
        session:   No Redis
        session:   No key
    """)
    done = repo.session("log", "--resolve", "No", check=False)
    assert done.code == 3
    assert done.err.startswith("session: several blockers fit 'No':\n")


def test_progress_moves_from_step_to_step(repo: Repo) -> None:
    begin(repo, "--step", "Reproduce bug")
    done = repo.session("log", "--step", "Fix bug")
    assert done.out == "Step: Fix bug\nProgress 0/2 (0%), current: Reproduce bug\n"
    done = repo.session("log", "--done", "reproduce")
    assert done.out == "Done: Reproduce bug\nProgress 1/2 (50%), current: Fix bug\n"
    done = repo.session("log", "--progress", "Write test", "--current")
    assert done.out == "Progress: Write test\nProgress 1/3 (33%), current: Write test\n"
    done = repo.session("log", "--progress", "Wrote docs")
    assert done.out == "Progress: Wrote docs\nProgress 2/4 (50%), current: Write test\n"
    repo.session("checkpoint")
    text = the_document(repo).text
    assert text.count("<- CURRENT") == 1
    assert f"### Completed\n- [x] Reproduce bug ({NOW})\n- [x] Wrote docs ({NOW})\n" in text


@pytest.mark.parametrize(("words", "message"), [
    ("Deploy", "no open step fits 'Deploy'; open are:"),
    ("fix", "several steps fit 'fix':"),
])  # fmt: skip
def test_a_step_that_is_none_or_several_is_refused(repo: Repo, words: str, message: str) -> None:
    begin(repo, "--step", "Fix the bug", "--step", "Fix the test")
    before = repo.files(".sessions"), repo.read(f".sessions/active/{stem(repo)}.md")
    done = repo.session("log", "--decision", "Not noted either", "--done", words, check=False)
    assert (done.code, done.out) == (3, "")
    assert done.err == dedent(f"""
        session: {message}
        session:   Fix the bug
        session:   Fix the test
        session: to note it as a finished step anyway, add: --add
    """)
    assert (repo.files(".sessions"), repo.read(f".sessions/active/{stem(repo)}.md")) == before
    assert shown(repo, "decisions") == []


def test_an_exact_step_wins_over_a_part_of_another(repo: Repo) -> None:
    begin(repo, "--step", "Fix", "--step", "Fix the test", "--step", "fix")
    assert repo.session("log", "--done", "Fix").out.startswith("Done: Fix\n")


def test_with_add_a_step_that_is_none_is_noted_as_done(repo: Repo) -> None:
    begin(repo)
    assert repo.session("log", "--done", "Deploy", "--add").out.startswith("Done: Deploy\n")
    assert shown(repo, "progress")[-1]["step"] == "[x] Deploy"


def test_what_is_done_is_no_next_step_any_more(repo: Repo) -> None:
    begin(repo, "--step", "Tell ops")
    repo.session("log", "--next", "Tell ops", "--next", "Rest", "--next", "rest")
    repo.session("log", "--done", "Tell ops")
    assert json.loads(repo.session("view", "--json").out)["next_steps"] == ["Rest"]


def test_one_command_may_plan_and_finish(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "--step", "Reproduce", "--done", "reproduce", "--blocker", "B",
                        "--resolve", "latest")  # fmt: skip
    assert done.code == 0
    assert "Done: Reproduce\n" in done.out


def test_several_entries_are_one_append(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "a", "--rationale", "b", "--tried", "c", "--next", "d")
    assert scratch(repo) == dedent("""
        ## 2026-01-15T14:30:00+01:00 - Decision: a
        - Rationale: b

        ## 2026-01-15T14:30:00+01:00 - Tried: c

        ## 2026-01-15T14:30:00+01:00 - Next: d
    """)


@pytest.mark.parametrize("form", ["=", " "])
def test_any_text_comes_back_as_it_was_given(repo: Repo, form: str) -> None:
    begin(repo)
    flag = ["--decision=D: x", f"--rationale={ODD}"]
    words = flag if form == "=" else ["--decision", "D: x", "--rationale", ODD]
    repo.session("log", *words)
    repo.commit("Change")
    assert [(d["decision"], d["rationale"]) for d in shown(repo, "decisions")] == [("D: x", ODD)]


def test_a_title_may_begin_with_a_dash(repo: Repo) -> None:
    begin(repo)
    assert repo.session("log", "--", "--force was wrong").out.startswith(
        "Progress: --force was wrong\n"
    )
    assert repo.session("log", "--note=--force").out.startswith("Note: --force\n")


def test_each_fifth_entry_since_the_last_checkpoint_asks_for_one(repo: Repo) -> None:
    begin(repo)
    remarks = [repo.session("log", f"Moved lock number {n}").err for n in range(11)]
    hint = "session: {} entries since the session began; time for: git session checkpoint\n"
    assert remarks == ["", "", "", "", hint.format(5), "", "", "", "", hint.format(10), ""]
    repo.session("checkpoint")
    many = [word for n in range(6) for word in ("--tried", f"Lock {n}")]
    assert repo.session("log", *many[:6]).err == ""
    repo.commit("Change")
    assert repo.session("log", "--file", "a.py", "--tag", "b", "--tool", "c").err == ""
    assert repo.session("log", *many[6:]).err == (
        "session: 6 entries since the last checkpoint; time for: git session checkpoint\n"
    )


def test_each_45_minutes_without_a_checkpoint_ask_for_one_once(repo: Repo) -> None:
    begin(repo)
    said = {}
    for at in ("14:50", "15:14", "15:15", "15:15:59", "15:59", "16:20", "16:21"):
        repo.tell(f"2026-01-15T{f'{at}:00'[:8]}+01:00")
        done = repo.session("log", f"Moved the lock at {at}")
        if "since the session began" in done.err and "entries" not in done.err:
            said[at] = done.err
    assert said == {
        at: f"session: {span} since the session began; time for: git session checkpoint\n"
        for at, span in (("15:15", "45m"), ("16:20", "1h 50m"))
    }


def test_a_pause_is_no_work_that_wants_a_checkpoint(repo: Repo) -> None:
    name = begin(repo)
    repo.session("pause")
    repo.tell("2026-01-16T09:00:00+01:00")
    repo.session("resume", name)
    assert repo.session("log", "Moved the lock down").err == ""


def test_tags_are_added_once(repo: Repo) -> None:
    begin(repo, "--tag", "auth")
    done = repo.session("log", "--tag", "feature", "--tag", "auth")
    assert done.out == "Tags: auth, feature\n"
    repo.session("log", "Worked", "--tag", "feature")
    assert json.loads(repo.session("view", "--json").out)["tags"] == ["auth", "feature"]


def test_tools_are_kept_each_once_and_shown(repo: Repo) -> None:
    begin(repo)
    done = repo.session("log", "--tool", "pytest", "--tool", "ruff", "--tool", "pytest")
    assert (done.out, done.err) == ("Tools: pytest, ruff\n", "")
    assert repo.session("log", "--tag", "ci", "--tool", "mypy").lines == [
        "Tags: ci",
        "Tools: pytest, ruff, mypy",
    ]
    assert "\nTools:       pytest, ruff, mypy\n" in repo.session("view").out
    assert json.loads(repo.session("view", "--json").out)["tools"] == ["pytest", "ruff", "mypy"]
    assert "- Tool: pytest\n  ruff\n" in repo.session("view", "--raw").out


def test_a_clone_knows_the_tools_and_a_rebuild_keeps_those_of_agents(
    repo: Repo, tmp_path: Path
) -> None:
    repo.git("switch", "-q", "-c", "fix")
    name = begin(repo)
    repo.session("log", "--tool", "pytest")
    repo.commit("Change")
    path = f".sessions/active/{name}.md"
    repo.write(path, repo.read(path).replace("tools: [pytest]", "tools: [pytest, Bash]"))
    repo.session("doctor", "--rebuild")
    assert the_document(repo).get("tools") == ["pytest", "Bash"]
    clone = repo.clone(tmp_path / "clone")
    clone.session("resume", name)
    assert the_document(clone).get("tools") == ["pytest"]


def test_an_empty_tool_or_tag_is_refused(repo: Repo) -> None:
    begin(repo)
    for option in ("--tool", "--tag"):
        done = repo.session("log", "Worked on the lock", option, " ", check=False)
        assert (done.code, done.err.splitlines()[0]) == (2, f"session: {option} needs a text")


WRONG = {
    "nothing": ((), "nothing to note: give a title or one of --decision, --tried, --done …"),
    "a bullet of nothing": (("-m", "x"), "nothing to note: give a title or one of"),
    "a reason of nothing": (("--rationale", "x"), "--rationale says more about --decision"),
    "an empty entry": (("--decision", " "), "--decision needs a text"),
    "an action that is none": (("--file", "a", "--action", "eaten"), "--action eaten: not one of"),
    "a reason of two": (
        ("--decision", "a", "--decision", "b", "--rationale", "c"),
        "--rationale says more about one --decision, and there are 2",
    ),
    "an unknown option": (
        ("--descision", "x"),
        "unrecognized arguments: --descision\nsession: did you mean: --decision\n",
    ),
}


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_words_that_do_not_fit_are_wrong_usage(
    repo: Repo, words: tuple[str, ...], message: str
) -> None:
    done = repo.session("log", *words, check=False)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"session: {message}")
    assert not repo.exists(".sessions")


HANDLES = {
    "the setting": ({"session.user": "Ali Ce", "github.user": "octo"}, "ali-ce"),
    "the GitHub user": ({"github.user": "Octo"}, "octo"),
    "a no-reply address": ({"user.email": "123+carol@users.noreply.github.com"}, "carol"),
    "an address": ({"user.email": "bob.b@example.com"}, "bob-b"),
}


@pytest.mark.parametrize(("settings", "handle"), HANDLES.values(), ids=HANDLES)
def test_an_entry_is_signed_by(repo: Repo, settings: dict[str, str], handle: str) -> None:
    for name, value in settings.items():
        repo.config(name, value)
    repo.session("log", "--decision", "a", "--rationale", "b")
    assert repo.files(f".sessions/tmp/{stem(repo)}") == [
        f".sessions/tmp/{stem(repo)}/{handle}-2026-01-15.md"
    ]
    assert shown(repo, "decisions")[0]["by"] == handle


def test_the_system_user_signs_where_git_knows_nobody(repo: Repo, home: Path) -> None:
    (home / ".gitconfig").write_text("")
    env = {"GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_EMAIL": "", "USER": "dave"}
    repo.session("log", "Worked", env=env)
    assert repo.exists(f".sessions/tmp/{stem(repo)}/dave-2026-01-15.md")


def test_two_writers_share_a_session(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "a", "--rationale", "b")
    repo.session("log", "--decision", "c", "--rationale", "d",
                 env={"CLAUDE_CODE_SESSION_ID": "01234567-89ab", "CLAUDECODE": "1"})  # fmt: skip
    assert len(repo.files(f".sessions/tmp/{stem(repo)}")) == 2
    assert [d["decision"] for d in shown(repo, "decisions")] == ["a", "c"]


def test_the_time_is_that_of_the_system_zone(repo: Repo) -> None:
    begin(repo)
    env = {"TZ": "America/New_York", "GIT_SESSION_NOW": ""}
    repo.session("log", "Now", env=env)
    [heading] = [line for line in scratch(repo).splitlines() if line.endswith(" - Now")]
    assert heading[22:28] in ("-05:00", "-04:00")


def test_the_time_is_that_of_the_configured_zone(repo: Repo) -> None:
    repo.config("session.timezone", "America/New_York")
    begin(repo)
    repo.session("log", "Now")
    assert scratch(repo) == "## 2026-01-15T08:30:00-05:00 - Now\n"
    assert the_document(repo).get("created_at") == "2026-01-15T08:30:00-05:00"


def test_a_zone_that_does_not_exist_is_refused(repo: Repo) -> None:
    repo.config("session.timezone", "Mars/Olympus")
    done = repo.session("log", "Now", check=False)
    assert done.code == 4
    assert done.err.startswith("session: session.timezone: ")
    assert done.err.endswith(
        "session: use a name such as Europe/Berlin: git config session.timezone NAME\n"
    )


def test_midnight_falls_into_one_session(repo: Repo) -> None:
    repo.tell("2026-01-31T23:50:00+01:00")
    begin(repo)
    repo.session("log", "Before midnight")
    repo.tell("2026-02-01T00:10:00+01:00")
    repo.session("log", "After midnight")
    assert [name.rsplit("/", 1)[1] for name in repo.files(f".sessions/tmp/{stem(repo)}")] == [
        "alice-2026-01-31.md",
        "alice-2026-02-01.md",
    ]
    assert (
        dedent("""
        **Duration:** 20m

        ### Progress Log

        | Time | Event |
        |---|---|
        | 2026-01-31 23:50 | Before midnight |
        | 2026-02-01 00:10 | After midnight |
    """)
        in repo.session("view", "--format", "log").out
    )


def test_it_works_from_a_subdirectory(repo: Repo) -> None:
    begin(repo)
    repo.write("deep/down/file", "")
    repo.at = "deep/down"
    repo.session("log", "Worked")
    repo.at = "."
    assert scratch(repo).endswith(" - Worked\n")
    assert not repo.exists("deep/down/.sessions")


def test_another_session_may_be_named(repo: Repo) -> None:
    first = begin(repo, "--name", "one")
    repo.git("switch", "-q", "-c", "fix")
    repo.session("init", "--name", "two")
    repo.session("log", "--session", "one", "--decision", "a", "--rationale", "b")
    repo.session("log", "--decision", "c", "--rationale", "d", env={"GIT_SESSION": first[-8:]})
    found = json.loads(repo.session("view", "one", "--decisions", "--json").out)
    assert [d["decision"] for d in found] == ["a", "c"]
    done = repo.session("log", "--session", "three", "x", check=False)
    assert (done.code, done.err) == (3, dedent("""
        session: no session fits 'three'
        session: see all of them with: git session list --all
    """))  # fmt: skip


def test_a_document_that_cannot_be_read_keeps_nobody_from_noting(repo: Repo) -> None:
    name = begin(repo)
    path = f".sessions/active/{name}.md"
    whole = repo.read(path)
    repo.write(path, whole.replace("status: active", "status: [active"))
    done = repo.session("log", "--decision", "Noted all the same", "--rationale", "why not")
    assert done.out.startswith("Decision: Noted all the same\n")
    assert done.err.startswith(f"session: {path}:")
    assert "noted all the same" in done.err
    repo.write(path, whole)
    repo.commit("Mended")
    assert titles(repo) == ["Noted all the same"]


def test_a_repository_may_ask_for_the_rationale_of_every_decision(repo: Repo) -> None:
    begin(repo)
    repo.config("session.requireRationale", "true")
    done = repo.session("log", "--decision", "Just so", check=False)
    assert (done.code, done.err) == (2, dedent("""
        session: a decision needs a rationale here
        session: say why: --rationale "…"   (git config session.requireRationale asks for it)
    """))  # fmt: skip
    repo.session("log", "--decision", "Use a mutex", "--rationale", "simpler")
    repo.commit("Change")
    assert titles(repo) == ["Use a mutex"]
