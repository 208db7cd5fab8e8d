"""``git session import``: a session made of what an agent's host wrote down."""

from __future__ import annotations

import json
import re
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import dedent
from story import begin, blocks, journal_files, stem, the_document

from git_session.core import document, transcript

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conftest import Repo

ID = "4f35e220-c435-4cf7-b9b9-f40426042847"
TOKEN = "ghp_" + "k3Jd9Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0aS3dF5g"


class Line(str):
    """A line whose end can be watched."""


def claude(repo: Repo) -> list[dict[str, object]]:
    """A conversation as Claude Code 2 writes it down."""
    common = {
        "isSidechain": False,
        "userType": "external",
        "cwd": str(repo.top),
        "sessionId": ID,
        "version": "2.1.84",
        "gitBranch": "main",
    }

    def row(kind: str, minute: int, content: object, **more: object) -> dict[str, object]:
        message = {"role": kind, "content": content}
        stamp = f"2026-01-15T12:{minute:02}:07.160Z"
        return {**common, "type": kind, "message": message, "timestamp": stamp, **more}

    def used(number: int, name: str, **given: str) -> dict[str, object]:
        return {"type": "tool_use", "id": f"toolu_0{number}", "name": name, "input": given}

    def done(number: int) -> list[dict[str, object]]:
        return [{"tool_use_id": f"toolu_0{number}", "type": "tool_result", "content": "ok"}]

    cart = str(repo.path("cart.py"))
    result = {"filePath": cart, "content": "1\n", "structuredPatch": []}
    said = f"Looked at it.\n\n**Decision:** use cents\nNext steps:\n- ask with {TOKEN}\n"
    return [
        {"type": "queue-operation", "operation": "dequeue", "sessionId": ID},
        {"type": "summary", "summary": "Cart", "leafUuid": "1"},
        row("user", 0, "Make the cart exact.\nDecision: no floats"),
        row("assistant", 1, [{"type": "text", "text": said}, used(1, "Write", file_path=cart)]),
        row("user", 2, done(1), toolUseResult={"type": "create", **result}),
        row("assistant", 3, [used(2, "Bash", command=f"TOKEN={TOKEN} pytest -q && git commit")]),
        row("user", 4, done(2), toolUseResult={"stdout": "", "stderr": "", "interrupted": False}),
        row("user", 5, done(3), toolUseResult={**result, "filePath": "/etc/passwd"}),
        row("assistant", 6, [{"type": "text", "text": "Blocked on: the price list"}]),
    ]


def codex(repo: Repo) -> list[dict[str, object]]:
    """The same as Codex writes it down."""

    def row(kind: str, minute: int, payload: Mapping[str, object]) -> dict[str, object]:
        return {"timestamp": f"2026-01-15T12:{minute:02}:07.160Z", "type": kind, "payload": payload}

    def message(role: str, text: str) -> dict[str, object]:
        kind = "output_text" if role == "assistant" else "input_text"
        return {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}

    told = json.dumps({"cmd": f"TOKEN={TOKEN} pytest -q && git commit"})
    patch = "*** Begin Patch\n*** Add File: cart.py\n+1\n*** End Patch"
    said = f"Looked at it.\n\n**Decision:** use cents\nNext steps:\n- ask with {TOKEN}\n"
    run = {"type": "function_call", "name": "exec_command", "arguments": told, "call_id": "c1"}
    changed = {"type": "custom_tool_call", "status": "completed", "name": "apply_patch"}
    return [
        row("session_meta", 0, {"id": ID, "cwd": str(repo.top), "cli_version": "0.169.0"}),
        row("response_item", 0, message("user", "<environment_context>\nNext: no\n")),
        row("response_item", 0, message("user", "Make the cart exact.\nDecision: no floats")),
        row("event_msg", 0, {"type": "user_message", "message": "Decision: no floats"}),
        row("response_item", 1, message("assistant", said)),
        row("response_item", 2, {**changed, "call_id": "c0", "input": patch}),
        row("response_item", 3, run),
        row("response_item", 6, message("assistant", "Blocked on: the price list")),
    ]


HOSTS = {"claude": claude, "codex": codex}
CLIENTS = {"claude": "claude-code", "codex": "codex"}


def write(repo: Repo, host: str, tmp_path: Path) -> str:
    path = tmp_path / f"{host}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in HOSTS[host](repo)))
    return str(path)


@pytest.fixture(params=["claude", "codex"])
def host(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(repo: Repo) -> Repo:
    """A repository that shares its journal, hooks and all, and a commit of that hour."""
    repo.session("install")
    repo.config("session.share", "true")
    repo.tell("2026-01-15T13:04:00+01:00")
    repo.git("commit", "-q", "--amend", "--no-edit", "--date", "2026-01-15T10:00:00+01:00")
    repo.commit("Count in cents", {"cart.py": "1\n"})
    repo.tell("2026-01-15T14:30:00+01:00")
    return repo


def test_a_session_is_made_of_it(there: Repo, host: str, tmp_path: Path) -> None:
    done = there.session("import", "--from", host, write(there, host, tmp_path), "--name", "cart")
    assert done.err == ""
    assert done.out.startswith("6 entries noted in a new session cart-")
    assert re.search(r"\n  see it: git session view cart-[0-9a-f]{8}\n$", done.out)
    doc = the_document(there)
    expected = {
        "status": "completed",
        "retroactive": True,
        "client": CLIENTS[host],
        "created_at": "2026-01-15T12:00:07+00:00",
        "closed_at": "2026-01-15T12:06:07+00:00",
        "git_branch": "main",
    }
    assert {key: doc.get(key) for key in expected} == expected
    assert [note.title for note in document.notes(doc)] == [
        '"no floats" (decision, from a transcript)',
        '"use cents" (decision, from a transcript)',
        '"ask with [GitHub token, left out]" (next step, from a transcript)',
        '"the price list" (blocker, from a transcript)',
        "Commands that were run (from a transcript)",
    ]
    assert document.decisions(doc) == [], "nobody decided anything here: it is a quotation"
    assert document.blockers(doc) == []
    assert [row[:2] for row in document.files(doc)] == [("cart.py", "Created")]
    assert [row.subject for row in document.commits(doc)] == ["Count in cents"]


def test_its_journal_travels_with_the_next_commit(there: Repo, host: str, tmp_path: Path) -> None:
    there.session("import", "--from", host, write(there, host, tmp_path))
    there.commit("Later")
    by_title = {block.title: block.body for block in blocks(there) if block.kind == "Note"}
    assert by_title['"no floats" (decision, from a transcript)'] == dedent(f"""
        - Said by: the person
        - Conversation: {CLIENTS[host]} {ID}
    """).rstrip("\n")
    assert by_title["Commands that were run (from a transcript)"] == "- Commands: git 1; pytest 1"
    text = "".join(there.show(path) for path in journal_files(there))
    assert TOKEN not in text
    assert "passwd" not in text


def test_a_second_import_adds_nothing(there: Repo, host: str, tmp_path: Path) -> None:
    path = write(there, host, tmp_path)
    there.session("import", "--from", host, path)
    before = {name: there.read(name) for name in there.files(".sessions")}
    for message in ("Second", "Third"):
        again = there.session("import", "--from", host, path)
        assert again.out.startswith("Nothing new: ")
        assert {name: there.read(name) for name in there.files(".sessions")} == before
        there.commit(message)
        before = {name: there.read(name) for name in there.files(".sessions")}


def test_it_can_be_added_to_a_session_that_there_is(there: Repo, host: str, tmp_path: Path) -> None:
    begin(there, "--name", "mine")
    path = write(there, host, tmp_path)
    name = stem(there)
    done = there.session("import", "--from", host, path, "--session", "mine")
    assert done.out.startswith(f"6 entries noted in the session {name}\n")
    assert there.session("import", "--from", host, path, "--session", "mine").out == (
        f"Nothing new: {name} has all of it\n"
    )
    assert the_document(there).get("status") == "active"


def test_the_branchs_own_session_stays_the_current_one(
    there: Repo, host: str, tmp_path: Path
) -> None:
    begin(there, "--name", "mine")
    there.session("import", "--from", host, write(there, host, tmp_path))
    there.session("log", "--decision", "Mine", "--rationale", "x")
    assert stem(there).startswith("mine-")
    there.commit("Later")
    mine = {block.title for block in blocks(there, of=stem(there))}
    assert "Mine" in mine
    assert not any("transcript" in title for title in mine)


def test_what_another_clone_imported_is_known_by_its_journal(
    there: Repo, host: str, tmp_path: Path
) -> None:
    path = write(there, host, tmp_path)
    there.session("import", "--from", host, path)
    there.commit("Later")
    other = there.clone(tmp_path / "other")
    other.session("install")
    assert other.session("import", "--from", host, path, "--name", "mine").out.startswith(
        "Nothing new: "
    )
    other.config("session.user", "bob")
    assert other.session("import", "--from", host, path).out.startswith("Nothing new: ")
    with open(path, "a", encoding="utf-8") as file:
        more = HOSTS[host](there)[-1]
        file.write(json.dumps(more).replace("the price list", "the tax") + "\n")
    done = other.session("import", "--from", host, path)
    assert done.out.startswith("1 entry noted in the session ")
    other.commit("Later still")
    titles = [block.title for block in blocks(other)]
    assert titles.count('"the price list" (blocker, from a transcript)') == 1
    assert titles.count('"the tax" (blocker, from a transcript)') == 1
    assert titles.count("begun") == 1
    assert the_document(other).get("status") == "completed"


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00+14:00", "1969-07-20T20:17:40Z"])
def test_a_time_before_all_computers_is_no_bug(there: Repo, tmp_path: Path, stamp: str) -> None:
    path = tmp_path / "old.jsonl"
    row = {"type": "user", "sessionId": ID, "message": {"content": "Next: land"}}
    path.write_text(json.dumps({**row, "timestamp": stamp}))
    assert there.session("import", "--from", "claude", str(path)).out.startswith("1 entry noted")
    there.commit("Later")
    assert '"land" (next step, from a transcript)' in [block.title for block in blocks(there)]


def test_a_dry_run_changes_nothing(there: Repo, host: str, tmp_path: Path) -> None:
    before = there.files()
    path = write(there, host, tmp_path)
    done = there.session("import", "--from", host, path, "--dry-run", "--name", "cart")
    first, *rest = done.lines
    assert first.startswith("6 entries would be noted in a new session cart-")
    assert rest == [
        "  2026-01-15 12:00 to 2026-01-15 12:06, UTC",
        '  12:00  Note: "no floats" (decision, from a transcript)',
        '  12:01  Note: "use cents" (decision, from a transcript)',
        '  12:01  Note: "ask with [GitHub token, left out]" (next step, from a transcript)',
        "  12:02  File: cart.py",
        '  12:06  Note: "the price list" (blocker, from a transcript)',
        "  12:06  Note: Commands that were run (from a transcript)",
    ]
    assert there.files() == before


def test_broken_lines_are_named_and_the_rest_counts(there: Repo, host: str, tmp_path: Path) -> None:
    path = write(there, host, tmp_path)
    with open(path, "ab") as file:
        file.write(b'{"type": "user", "mess\n\xff\xfe\n[1]\n\x00')
    done = there.session("import", "--from", host, path)
    number = len(HOSTS[host](there)) + 1
    assert done.err == (
        f"session: {path}:{number}: 4 lines are no JSON objects, or too long, and left out\n"
    )
    assert done.out.startswith("6 entries noted")


def test_a_conversation_that_was_elsewhere_is_remarked_on(
    there: Repo, host: str, tmp_path: Path
) -> None:
    path = write(there, host, tmp_path)
    done = there.clone(tmp_path / "other").session("import", "--from", host, path)
    assert done.err == (
        f"session: none of the files that it changed is in this worktree; it was in {there.top}\n"
    )


def test_what_is_no_transcript_is_refused(there: Repo, tmp_path: Path) -> None:
    path = write(there, "claude", tmp_path)
    wrong = there.session("import", "--from", "codex", path, check=False)
    assert (wrong.code, wrong.err.split("\n")[0]) == (
        4,
        f"session: {path}:1: no line of it is of a transcript of codex",
    )
    gone = there.session("import", "--from", "codex", f"{path}x", check=False)
    assert (gone.code, gone.err.split("\n")[0]) == (
        1,
        f"session: {path}x: No such file or directory",
    )
    assert there.session("import", "--from", "claude", str(tmp_path), check=False).code == 4
    assert there.session("import", "--from", "vim", path, check=False).code == 2
    none = there.session("import", "--from", "claude", path, "--session", "no", check=False)
    assert none.code == 3
    assert [name for name in there.files(".sessions/archive") if name.endswith(".md")] == []


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ('git commit -m "fix; hunter2 rules" && pytest', ["git", "pytest"]),
        ("cat > .env <<EOF\nhunter2 is\nEOF", ["cat"]),
        ('PASSWORD="correct horse9" "/usr/bin/pytest" -q', ["pytest"]),
        ("python -c 'import os; hunter2()' | tee log", ["python", "tee"]),
        ('echo "left open; hunter2', ["echo"]),
        ("echo it\\'s; ls \\\n  -l", ["echo", "ls"]),
    ],
)
def test_what_a_command_quotes_is_no_command(command: str, named: list[str]) -> None:
    assert transcript.names(command) == named


def test_a_secret_does_not_pass_because_a_saying_is_cut_in_its_middle(
    there: Repo, host: str, tmp_path: Path
) -> None:
    path = write(there, host, tmp_path)
    long = f"Next: {'x ' * 190}{TOKEN} and more"
    text = Path(path).read_text().replace("Decision: no floats", long)
    Path(path).write_text(text)
    there.session("import", "--from", host, path)
    there.commit("Later")
    notes = [block.title for block in blocks(there) if block.title.startswith('"x x')]
    assert [note.count("[GitHub token") for note in notes] == [1]
    assert TOKEN[:12] not in "".join(there.show(path) for path in journal_files(there))


def test_a_transcript_is_read_in_little_memory() -> None:
    """Each line is gone before the next one comes."""
    row = {"type": "assistant", "sessionId": ID, "timestamp": "2026-01-15T12:00:07Z"}
    alive: list[weakref.ref[Line]] = []
    most = 0

    def lines() -> Iterator[tuple[int, str]]:
        nonlocal most
        for number in range(50):
            said = [{"type": "text", "text": f"Decision: number {number}"}]
            line = Line(json.dumps({**row, "message": {"content": said}}))
            alive.append(weakref.ref(line))
            most = max(most, sum(ref() is not None for ref in alive))
            yield number, line
            del line

    told = transcript.read("claude", lines())
    assert told is not None
    assert len(told.sayings) == 50
    assert most <= 2
