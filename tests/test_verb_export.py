"""``git session export``: sessions, decisions and context for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import SRC
from jsonschema import Draft202012Validator
from story import begin, note, stem

from git_session.lifecycle import deciding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conftest import Repo

    from git_session.core.views.decisions import Filed
    from git_session.lifecycle.context import Context

filed = deciding.filed
LATER = {"GIT_SESSION_NOW": "2026-01-15T16:00:00+01:00"}
SCHEMA = json.loads((SRC / "git_session/schema/git-session.schema.json").read_text("utf-8"))
WORD = "geheim"  # set in: no text of ours looks as if it held a secret


def exported(repo: Repo, *words: str) -> Any:
    told = json.loads(repo.session("export", *words).out)
    shape = {**SCHEMA, "$ref": "#/$defs/export", "anyOf": [{}]}
    Draft202012Validator(shape).validate(told)
    return told


def test_s0_7_one_entry_for_each_session(repo: Repo, tmp_path: Path) -> None:
    """Written, and written again: the same file; a session goes on: its entry is replaced."""
    begin(repo, "--name", "cart", "--goal", "Fix the cart", "--tag", "shop", "--step", "Measure")
    note(repo, "Lock first")
    repo.commit("Fix", {"src/cart.py": "1\n"})
    told = exported(repo)
    assert told["project"] == "repo"
    [session] = told["sessions"]
    assert session["id"] == "session-20260115-143000"
    assert session["tags"] == ["shop"]
    assert session["files_modified"] == ["src/cart.py"]
    assert [entry["title"] for entry in session["entries"]] == ["begun", "Lock first"]

    words = ("export", "--to", str(tmp_path / "out"))
    repo.session(*words)
    path = tmp_path / "out/repo/sessions.json"
    first = path.read_bytes()
    assert json.loads(first) == {"project": "repo", "sessions": [session]}
    assert repo.session(*words).out == f"nothing changed below {tmp_path / 'out'}\n"
    assert path.read_bytes() == first

    repo.session("log", "--done", "Measure")
    repo.git("commit", "-q", "--allow-empty", "-m", "None")
    other = {"id": "session-20250101-080000", "date": "2025-01-01", "summary": "of another clone"}
    path.write_text(json.dumps({"project": "repo", "sessions": [other, session]}))
    assert f"wrote {path}" in repo.session(*words).lines
    again = json.loads(path.read_text())["sessions"]
    assert again[0] == other
    assert [one["id"] for one in again[1:]] == [session["id"]]
    assert "Measure" in [entry["title"] for entry in again[1]["entries"]]


def test_s0_3_decisions_with_their_reasons(repo: Repo) -> None:
    begin(repo)
    repo.session("log", "--decision", "Used jose", "--rationale", "Type-safe",
                 "--options", "jose; jsonwebtoken", "--choice", "jose")  # fmt: skip
    told = exported(repo)
    [session] = told["sessions"]
    assert session["decisions_made"][0] == {"decision": "Used jose", "rationale": "Type-safe"}
    [decision] = told["decisions"]
    assert decision["id"] == "ADR-001"
    assert decision["alternatives_considered"] == ["jsonwebtoken"]
    assert (decision["status"], decision["date"]) == ("accepted", "2026-01-15")
    assert decision["related_sessions"] == [stem(repo)]


def test_records_keep_their_numbers_and_what_holds_no_more_says_so(repo: Repo) -> None:
    begin(repo)
    note(repo, "Use a mutex")
    flag = ("--decision", "Use a flag", "--rationale", "faster", "--supersedes", "mutex")
    repo.session("log", *flag, env=LATER)
    record = "# 7. Old one\n\nDate: 2020-02-02\n\n## Status\n\nAccepted\n\n## Decision\n\nIt.\n"
    repo.write("docs/adr/0007-old.md", record)
    told = exported(repo)["decisions"]
    assert [(one["id"], one["title"], one["status"]) for one in told] == [
        ("ADR-007", "Old one", "accepted"),
        ("ADR-008", "Use a mutex", "superseded"),
        ("ADR-009", "Use a flag", "accepted"),
    ]
    assert [one["superseded_by"] for one in told] == [None, "ADR-009", None]
    assert (told[0]["entry"], told[0]["adr"]) == (None, "docs/adr/0007-old.md")


def test_s0_22_what_took_a_decisions_place_is_named_as_the_export_names_it(repo: Repo) -> None:
    """By its number, also where a record alone says it, of one that is not there."""
    text = "# {}\n\nDate: 2020-02-0{}\n\n## Status\n\n{}\n\n## Decision\n\nIt.\n"
    repo.write("docs/adr/0002-pg.md", text.format("2. Postgres", 2, "Superseded by ADR-0003"))
    repo.write("docs/adr/0003-lite.md", text.format("3. SQLite", 3, "Superseded by ADR-0009"))
    begin(repo)
    note(repo, "Use channels")
    flag = ("--decision", "Use a flag", "--rationale", "faster", "--supersedes", "channels")
    repo.session("log", *flag, env=LATER)
    repo.session("decision", "promote", "channels")
    repo.session("decision", "promote", "Use a flag")
    told = exported(repo)["decisions"]
    assert {one["title"]: (one["id"], one["superseded_by"]) for one in told} == {
        "Postgres": ("ADR-002", "ADR-003"),
        "SQLite": ("ADR-003", "ADR-009"),
        "Use a flag": ("ADR-004", None),
        "Use channels": ("ADR-005", "ADR-004"),
    }


def test_s0_11_the_date_is_that_of_whoever_began_it(repo: Repo) -> None:
    begin_late = {"GIT_SESSION_NOW": "2026-01-15T23:50:00-08:00"}
    repo.session("init", "--name", "late", env=begin_late)
    [session] = exported(repo)["sessions"]
    assert (session["date"], session["id"]) == ("2026-01-15", "session-20260115-235000")


def test_s0_13_how_long_it_took_without_pauses(repo: Repo) -> None:
    def at(clock: str) -> dict[str, str]:
        return {"GIT_SESSION_NOW": f"2026-01-15T{clock}:00+01:00"}

    repo.session("init", "--name", "cart", env=at("09:00"))
    repo.session("log", "--note", "a", env=at("09:25"))
    repo.session("pause", env=at("09:30"))
    repo.session("resume", "cart", env=at("13:00"))
    repo.session("log", "--note", "b", env=at("13:05"))
    [session] = exported(repo)["sessions"]
    assert session["duration_estimate"] == "~35min"


def test_s0_4_follow_ups(repo: Repo) -> None:
    """What was noted as one, next steps and steps that are not done; at the end as well."""
    begin(repo, "--name", "cart", "--step", "Measure", "--step", "Test it")
    repo.session("log", "--done", "Measure", "--follow-up", "Add logout", "--next", "Ask ops")
    [session] = exported(repo)["sessions"]
    assert set(session["follow_up"]) == {"Add logout", "Ask ops", "Test it"}
    repo.session("close", "--complete", "--force")
    assert exported(repo)["sessions"][0]["follow_up"] == session["follow_up"]


def test_s0_17_issues_stand_until_somebody_resolves_them(repo: Repo) -> None:
    begin(repo, "--name", "cart")
    repo.session("log", "--issue", "Totals are off by a cent", "--severity", "high")
    repo.session("close", "--complete", "--force")
    [issue] = exported(repo)["context"]["known_issues"]
    assert issue["session"].startswith("cart-")
    assert (issue["issue"], issue["severity"], issue["date"]) == (
        "Totals are off by a cent",
        "high",
        "2026-01-15",
    )
    repo.session("init", "--name", "next")
    repo.session("log", "--issue", "Slow", "--severity", "low")
    repo.session("log", "--resolve", "Slow", "--how", "an index")
    told = exported(repo)["context"]["known_issues"]
    assert [one["issue"] for one in told] == ["Totals are off by a cent"]


@pytest.mark.parametrize(
    ("client", "said"),
    [("claude-code", "claude-code"), ("cursor", "cursor"), ("codex", "other"), ("", "other")],
)
def test_s0_12_clients_that_the_format_has_no_word_for_are_others(
    repo: Repo, client: str, said: str
) -> None:
    repo.session("init", "--name", "x", env={"GIT_SESSION_CLIENT": client} if client else {})
    [session] = exported(repo)["sessions"]
    assert (session["client"], session["agent"]) == (said, client or None)


def test_s0_16_and_s0_18_what_goes_on_and_on_which_branches(repo: Repo) -> None:
    """`current_focus` and `active_branches`: of sessions that are neither merged nor closed."""
    repo.git("switch", "-qc", "cart")
    repo.session("init", "--name", "cart", "--goal", "Fix the cart", "--step", "Measure")
    note(repo, "Lock first")
    repo.commit("Fix", {"src/cart.py": "1\n"})
    repo.git("switch", "-qc", "docs", "main")
    repo.session("init", "--name", "docs", "--goal", "Describe it")
    repo.session("log", "--blocker", "No words", "--waiting-on", "bob")
    repo.commit("Describe", {"README.md": "x\n"})
    context = exported(repo)["context"]
    assert sorted(context["current_focus"]) == ["Describe it", "Fix the cart: Measure"]
    assert context["active_branches"] == ["cart", "docs"]
    assert [issue["issue"] for issue in context["known_issues"]] == ["No words"]

    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "cart")
    repo.git("switch", "-q", "docs")
    repo.session("close", "--abandon", "--reason", "no words")
    context = exported(repo)["context"]
    assert (context["current_focus"], context["active_branches"]) == ([], [])


def test_s0_26_what_the_project_says_of_itself(repo: Repo) -> None:
    """Inferred from its own files; nothing is invented, and no password is told."""
    empty = exported(repo)["context"] if repo.session("export", check=False).code == 0 else None
    assert empty is None
    repo.git("remote", "add", "origin", f"https://alice:{WORD}@example.com/shop/cart.git")
    begin(repo)
    repo.commit("Files", {
        "pyproject.toml": '[project]\nname = "cart"\ndescription = "A cart"\n',
        "docs/architecture.md": "x\n",
        "AGENTS.md": "x\n",
    })  # fmt: skip
    told = exported(repo)
    assert WORD not in json.dumps(told)
    context = told["context"]
    assert context == {
        "project": "cart",
        "created": "2026-01-15",
        "description": "A cart",
        "repository": "https://example.com/shop/cart.git",
        "tech_stack": ["Python"],
        "architecture": "docs/architecture.md",
        "current_focus": context["current_focus"],
        "active_branches": ["main"],
        "known_issues": [],
        "team_conventions": ["AGENTS.md"],
    }


def test_the_other_forms_tell_the_same(repo: Repo, tmp_path: Path) -> None:
    begin(repo, "--name", "cart", "--goal", "Fix | the <cart>")
    note(repo, "Lock first")
    rows = [json.loads(line) for line in repo.session("export", "--format", "jsonl").lines]
    assert [row["type"] for row in rows] == ["session", "entry", "entry"]
    assert rows[2]["title"] == "Lock first"
    text = repo.session("export", "--format", "markdown").out
    assert text.startswith("# cart\n")
    assert "Fix \\| the \\<cart\\>" in text
    repo.session("export", "--format", "markdown", "--to", str(tmp_path / "out"))
    assert (tmp_path / f"out/repo/sessions/{stem(repo)}.md").read_text() == text.rstrip("\n") + "\n"


def test_another_programs_file_that_is_no_json_is_left_alone(repo: Repo, tmp_path: Path) -> None:
    begin(repo)
    path = tmp_path / "out/repo/sessions.json"
    path.parent.mkdir(parents=True)
    path.write_text("{ mine")
    done = repo.session("export", "--to", str(tmp_path / "out"), check=False)
    assert (done.code, path.read_text()) == (4, "{ mine")
    assert "no JSON that can be added to" in done.err


def test_a_monorepo_is_told_by_project(repo: Repo, tmp_path: Path) -> None:
    repo.write(".sessions/config.yml", "projects:\n  web: [web/**]\n  api: [api/**]\n")
    begin(repo, "--name", "both")
    note(repo, "Lock first")
    repo.commit("Both", {"web/a.ts": "1\n", "api/a.py": "1\n"})
    told = exported(repo)
    assert [one["project"] for one in told] == ["api", "web"]
    assert [len(one["sessions"]) for one in told] == [1, 1]
    assert exported(repo, "--project", "web")["project"] == "web"
    assert repo.session("export", "--project", "shop", check=False).code == 2
    repo.session("export", "--to", str(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["api", "web"]


def test_records_are_read_once_and_each_is_told_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record is of the project that its decision is of; one that nobody noted is the home's."""
    repo.write(".sessions/config.yml", "projects:\n  web: [web/**]\n")
    repo.config("session.project", "shop")
    begin(repo, "--name", "web")
    note(repo, "Lock first")
    repo.commit("Web", {"web/a.ts": "1\n"})
    repo.session("decision", "promote", "Lock first")
    repo.session("pause")
    repo.session("init", "--name", "home")
    note(repo, "Use channels")
    repo.write(
        "docs/adr/0002-use-cents.md", "# Use cents\n\n## Status\nAccepted\n\n## Decision\nc\n"
    )
    read: list[Iterable[str]] = []

    def counted(ctx: Context, folders: Iterable[str]) -> list[Filed]:
        read.append(folders)
        return filed(ctx, folders)

    monkeypatch.setattr(deciding, "filed", counted)
    told = json.loads(repo.ask("export"))
    found = {one["project"]: [row["title"] for row in one["decisions"]] for one in told}
    assert {name: sorted(titles) for name, titles in found.items()} == {
        "shop": ["Use cents", "Use channels"],
        "web": ["Lock first"],
    }
    assert len(read) == 1
