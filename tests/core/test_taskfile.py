"""A task's file: read whatever it holds, and changed without touching another byte."""

from __future__ import annotations

import pytest
from conftest import dedent
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import steps, taskfile
from git_session.errors import BadText

TASK = dedent("""
    ---
    id: 01234567-89ab-7cde-f012-456789abcdef
    shortname: fix-auth   # the short one
    title: 'Fix authentication: login'
    priority: P1
    status: ready
    blocks: []  # tasks that wait for this one
    assignee:
    ---

    # Task: Brief

    ## Description
    Tokens expire
    too early.

    ### Why
    Nobody knows.

    ## Acceptance Criteria
    - [ ] Tokens live an hour
      * [X] Clock skew is tolerated
    - [x] Reproduced
    1. [ ] Tokens   LIVE an hour
    - no box
    - [-] odd box
    ```
    - [ ] code
    ```

    ## Other
    - [ ] elsewhere
""")


def read(text: str) -> taskfile.Task:
    return taskfile.read(text, "fix-auth-0123", ".tasks/active/fix-auth-0123.md")


def test_what_a_task_says() -> None:
    task = read(TASK)
    assert (task.id, task.name) == ("01234567-89ab-7cde-f012-456789abcdef", "fix-auth")
    assert (task.title, task.status) == ("Fix authentication: login", "ready")
    assert (task.session, task.description) == ("", "Tokens expire too early.")
    assert [(one.text, one.met) for one in task.criteria] == [
        ("Tokens live an hour", False),
        ("Clock skew is tolerated", True),
        ("Reproduced", True),
        ("Tokens LIVE an hour", False),
    ]
    assert all(TASK[one.at] in " xX" and TASK[one.at - 1] == "[" for one in task.criteria)
    assert taskfile.unmet(task, []) == ["Tokens live an hour", "Tokens LIVE an hour"]
    assert taskfile.unmet(task, ["tokens live  an hour"]) == []


def test_what_a_task_does_not_say_comes_from_its_file() -> None:
    task = read("---\nid: 1.10\nstatus: [a]\n---\ntext\n")
    assert (task.id, task.name, task.title) == ("1.10", "fix-auth-0123", "fix-auth-0123")
    assert (task.status, task.description, task.criteria) == ("", "", ())
    assert read("---\nx: 1\n---\n# Task: Brief\n").title == "Brief"
    assert read("---\nx: 1\n---\n").id == "fix-auth-0123"
    assert task.is_called("1.10")
    assert task.is_called("FIX-AUTH-0123")
    assert not task.is_called("fix")


def test_only_the_status_and_the_session_change() -> None:
    for text in (TASK, TASK.replace("\n", "\r\n"), "\ufeff" + TASK):
        taken = taskfile.taken(text, "x.md", "0190-session")
        newline = "\r\n" if "\r\n" in text else "\n"
        assert taken == text.replace("status: ready", "status: in_progress").replace(
            f"assignee:{newline}---", f"assignee:{newline}session_id: '0190-session'{newline}---"
        )
        assert read(taken).session == "0190-session"
        assert taskfile.released(taken, "x.md") == text


def test_completed_the_criteria_that_steps_met_are_checked() -> None:
    done = taskfile.completed(TASK, "x.md", ["Tokens live an hour", "another"])
    assert done == TASK.replace("status: ready", "status: completed").replace(
        "- [ ] Tokens live", "- [x] Tokens live"
    ).replace("1. [ ] Tokens", "1. [x] Tokens")
    assert taskfile.completed(TASK, "x.md", []) == TASK.replace(
        "status: ready", "status: completed"
    )


def test_a_status_that_is_no_word_is_left_to_its_owner() -> None:
    for status in ("[ready]", "{a: b}", "*alias"):
        text = TASK.replace("status: ready", f"x: &alias 1\nstatus: {status}")
        with pytest.raises(BadText, match=r"x\.md:7: the status is no word"):
            taskfile.taken(text, "x.md", "s")


def test_what_would_steer_a_terminal_or_fill_it_is_not_taken() -> None:
    long = "word " * 1000
    text = (
        dedent(f"""
        ---
        id: "a\\x1b[2J"
        title: "{long}"
        ---
        ## Description
        \x1b]0;owned\x07 \u202egnp {long}
        ## Acceptance Criteria
        - [ ] \x9b31m {long}
    """)
        + "- [ ] one\n" * 500
    )
    task = read(text)
    assert task.id == "a\\x1b[2J"
    assert len(task.title) <= taskfile.LINE
    assert task.description.startswith("\\x1b]0;owned\\x07 \\u202egnp word")
    assert len(task.description) <= taskfile.TEXT
    assert task.criteria[0].text.startswith("\\x9b31m word")
    assert len(task.criteria) == taskfile.MOST


BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]"
        for old, new in zip("abcdefg", "bcdefgh", strict=True)
    ]
)


def test_a_tower_of_aliases_costs_nothing() -> None:
    task = read(f"---\n{BOMB}\nstatus: ready\n---\n")
    assert task.status == "ready"


LINES = st.lists(
    st.sampled_from(
        ["---", "status: ready", "status:", "id: 7", "title: x", "a: [", "- [ ] one", "- [x] two",
         "## Acceptance Criteria", "## Description", "# Task: T", "```", "  - [ ] deep", "", "\t",
         "- [ ]", "session_id: s", "acceptance criteria", "\x1b[0m", "- [ ] é\udcff \x1b[0m"]
    ) | st.text(max_size=12),
    max_size=25,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_text_is_read_or_refused_and_only_what_must_be_is_changed(
    lines: list[str], newline: str, plain: bool
) -> None:
    text = newline.join(["---", "status: ready", "---", *lines] if plain else lines)
    try:
        task = read(text)
        done = taskfile.completed(text, "x.md", [one.text for one in task.criteria])
        taken = taskfile.taken(text, "x.md", "s-1")
    except BadText:
        assert not plain
        return
    assert [one.met for one in read(done).criteria] == [True] * len(task.criteria)
    assert [one.text for one in read(done).criteria] == [one.text for one in task.criteria]
    again = taskfile.taken(taken, "x.md", "s-1")
    assert again == taken
    assert (read(taken).status, read(taken).session) == ("in_progress", "s-1")
    assert taskfile.unmet(read(done), []) == []
    if task.status == "ready" and "session_id" not in text:
        assert taskfile.released(taken, "x.md") == text
    assert all(steps.key(one.text) for one in task.criteria)
    assert all("\x1b" not in one.text and "\udcff" not in one.text for one in task.criteria)
