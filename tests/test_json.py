"""What --json prints is what the schema says, in every state that a repository can be in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, SRC, Repo, dedent
from jsonschema import Draft202012Validator, FormatChecker
from story import begin, stem

from git_session import cli
from git_session.commands import report, view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Schema = dict[str, Any]

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

SCHEMA: Schema = json.loads((SRC / "git_session/schema/git-session.schema.json").read_text("utf-8"))
SHAPES = {
    command: name
    for name, shape in SCHEMA["$defs"].items()
    for command in shape.get("x-commands", ())
}
VERBS = sorted(
    verb
    for verb in cli.VERBS
    if "--json" in cli.parser(verb, cli.load(verb))._option_string_actions
)
OLD = str(ROOT / "tests/fixtures/old/adr")
# They want a word, or stand below with one.
WITH_WORDS = ("config", "decision", "diff", "import", "report", "resume", "search", "why")
# What is typed, and which command of the schema that is; every verb at least by itself.
ASKED = [
    *((verb, (verb,)) for verb in VERBS if verb not in WITH_WORDS),
    *((f"view --{part}", ("view", f"--{part}")) for part in (*view.PARTS, "raw")),
    ("list", ("list", "--all")),
    ("decisions", ("decisions", "--all")),
    ("diff", ("diff", "main~1..HEAD")),
    ("decision list", ("decision", "list", "--all")),
    ("view list", ("view", "list")),
    ("view NAME", ("view", "rich")),
    ("search", ("search", "--last", "-n", "100")),
    ("search", ("search", "mutex")),
    *((f"report {what}", ("report", what)) for what in report.REPORTS),
    ("why", ("why", "code.py")),
    ("why", ("why", "code.py:1", "--history")),
    ("show", ("show", "main~1..HEAD")),
    ("resume --list", ("resume", "--list")),
    ("resume", ("resume",)),
    ("resume NAME", ("resume", "rich")),
    ("config project", ("config", "project")),
    ("config projects", ("config", "projects")),
    ("import", ("import", OLD, "--dry-run")),
    ("stale", ("stale", "--older-than", "1m")),
    ("doctor", ("doctor", "--fix")),
    ("doctor", ("doctor", "--rebuild")),
]
LOGGED = (
    ("--decision", "Use a mutex", "--rationale", "simple", "--options", "a; b", "--choice", "a"),
    ("--tried", "HS256", "--outcome", "no key rotation"),
    ("--discovery", "code.py is read twice"),
    ("--learning", "Measure first", "--topic", "speed", "--why", "guesses fail"),
    ("--blocker", "redis", "--waiting-on", "ops"),
    ("--blocker", "vpn"),
    ("--resolve", "B1", "--how", "ops opened it"),
    ("--done", "Reproduce", "--next", "Test it", "--file", "code.py", "--action", "modified"),
    ("--note", "a note", "-m", "a bullet", "--tag", "auth"),
    ("--issue", "rounds down", "--severity", "low", "--follow-up", "tell ops"),
)


def rich(repo: Repo) -> None:
    """A session with all that can be noted; others completed, abandoned, merged and paused."""
    repo.session("init", "--name", "done", "--goal", "Done")
    repo.session("close", "--complete", "--summary", "it works", "--context-next", "go on")
    repo.session("init", "--name", "given-up")
    repo.session("close", "--abandon", "--reason", "needless")
    repo.session("init", "--name", "aside")
    repo.session("pause", "--note", "lunch")
    repo.git("switch", "-q", "-c", "merged")
    repo.session("init", "--name", "merged")
    repo.session("log", "--decision", "Merge")
    repo.commit("Merged")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "merged")
    repo.git("switch", "-q", "-c", "rich")
    repo.session(
        *("init", "--name", "rich", "--goal", "Fix it", "--task", "T-1", "--tag", "bug"),
        *("--step", "Reproduce", "--step", "Fix", "--key-file", "code.py"),
        *("--key-context", "lock order", "--role", "dev", "--client", "codex"),
    )
    for words in LOGGED:
        repo.session("log", *words)
    repo.commit("Fix", {"code.py": "print('fixed')\n", "new.py": "new\n"})
    repo.session("log", "--tool", "pytest", "--tool", "ruff")
    repo.session("checkpoint", "--tldr", "Nearly.", "--working-on", "Fix", "--phase", "testing")
    repo.session("checkpoint", "--pre-compact", "--context-next", "remember")
    repo.tell("2026-01-15T15:30:00+01:00")
    repo.session("pause", "--note", "tea")
    repo.tell("2026-01-15T16:30:00+01:00")
    repo.session("resume")
    repo.session("log", "--decision", "Not committed yet")
    repo.append("code.py", "print('not committed yet')\n")


def nothing(repo: Repo) -> None:
    """No session at all."""


def unborn(repo: Repo) -> None:
    """A session on a branch without a commit."""
    repo.git("switch", "-q", "--orphan", "unborn")
    begin(repo, "--name", "rich")
    repo.session("log", "--decision", "Use a mutex")


def detached(repo: Repo) -> None:
    """A session while HEAD is detached, with a commit."""
    repo.git("switch", "-q", "--detach")
    begin(repo, "--name", "rich", "--step", "Reproduce")
    repo.session("log", "--decision", "Use a mutex", "--progress", "begun")
    repo.commit("Detached")


def in_the_journal(repo: Repo) -> None:
    """Sessions whose documents are nowhere."""
    begin(repo, "--name", "rich", "--step", "Reproduce")
    repo.session("log", "--decision", "Use a mutex")
    repo.commit("Change")
    for name in repo.files(".sessions/active"):
        repo.path(name).unlink()
    for name in (".git/git-session/pointer", f".git/git-session/documents/{stem_of(repo)}.md"):
        repo.path(name).unlink()


def stem_of(repo: Repo) -> str:
    [folder] = [path.name for path in repo.path(".sessions/journal").iterdir() if path.is_dir()]
    return folder


def broken(repo: Repo) -> None:
    """A document that cannot be read, a journal file that is none, a note by hand."""
    begin(repo, "--name", "rich")
    name = stem(repo)
    repo.write(f".sessions/active/{name}.md", "no frontmatter\n")
    repo.write(f".sessions/journal/{name}/20260115T133000Z-00000000.md", "no journal\n")
    repo.append(f".sessions/tmp/{name}/alice-2026-01-15.md", "## 15:00 - Blocked on: mutex\n")


def by_hand(repo: Repo) -> None:
    """A document with every key as it should not be, and keys of a person's own."""
    repo.write(
        ".sessions/active/rich-12345678.md",
        dedent("""
            ---
            id: 12
            shortname: rich
            status: 2026-01-15
            task_ids: T-1
            created_at: yesterday
            updated_at: 3.5
            compaction_count: many
            git_branch: main
            tags: {a: [1, 2]}
            authors:
            mine: true
            stem: not this one
            briefing: nor this
            ---
            # Session: By hand

            ## Decisions
            ### Use a mutex

            ## Blockers
            - [ ] no number

            ## Commits
            | # | Commit | When | Subject | Journal |
            |---|---|---|---|---|
            | 1 | nothing | never | | |
        """),
    )


def squashed(repo: Repo) -> None:
    """Notes that a later commit carries, with a revert and an empty file."""
    begin(repo, "--name", "rich")
    repo.commit("Without notes")
    repo.session("log", "--tried", "mutex", "--outcome", "line\nline\ttab \x1b[31m")
    repo.commit("With", {"code.py": "print('x')\n", "empty": ""})
    repo.git("revert", "--no-edit", "HEAD")


STORIES = (nothing, unborn, detached, in_the_journal, broken, squashed, rich)


def validator(command: str, schema: Schema) -> Draft202012Validator:
    chosen = {"$ref": f"#/$defs/{SHAPES[command]}", "$defs": schema["$defs"]}
    return Draft202012Validator(chosen, format_checker=FormatChecker())


def faults(command: str, schema: Schema, data: Any) -> list[str]:
    """What is wrong where; of alternatives none of which fits, what is wrong with each."""
    found = list(validator(command, schema).iter_errors(data))
    for error in found:
        found += error.context
    return [f"{error.json_path}: {error.message[-200:]}" for error in found if not error.context]


def written_by_us() -> Schema:
    """The schema without leave for what a person writes in place of what we do."""
    return {**SCHEMA, "$defs": {**SCHEMA["$defs"], "by_hand": False}}


def printed(repo: Repo) -> Iterator[tuple[str, Any]]:
    """Each command and the data it printed; those that only complain are left out."""
    for command, words in ASKED:
        out = repo.ask(*words, "--json")
        if out:
            yield command, json.loads(out)


def undescribed(value: Any, shapes: list[Any], where: str = "") -> Iterator[str]:
    """The keys in ``value`` that none of ``shapes`` (alternatives and parts) describes."""
    shapes = [part for shape in shapes for part in parts(shape)]
    if isinstance(value, list):
        items = [shape["items"] for shape in shapes if "items" in shape]
        for one in value:
            yield from undescribed(one, items, f"{where}[]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            known = [s["properties"][key] for s in shapes if key in s.get("properties", {})]
            known += [s["additionalProperties"] for s in shapes if "additionalProperties" in s]
            if known:
                yield from undescribed(inner, known, f"{where}.{key}")
            else:
                yield f"{where}.{key}"


def parts(shape: Schema) -> Iterator[Schema]:
    """A shape with all it refers to and is composed of."""
    yield shape
    inner = [*shape.get("allOf", ()), *shape.get("anyOf", ())]
    if "$ref" in shape:
        inner.append(SCHEMA["$defs"][shape["$ref"].rpartition("/")[2]])
    for one in inner:
        yield from parts(one)


@pytest.mark.parametrize("story", STORIES)
def test_what_is_printed_is_what_the_schema_says(
    copied: Callable[[Callable[[Repo], None]], Repo], story: Callable[[Repo], None]
) -> None:
    repo = copied(story)
    seen = set()
    for command, data in printed(repo):
        assert (command, faults(command, written_by_us(), data)) == (command, [])
        shape = [SCHEMA["$defs"][SHAPES[command]]]
        assert (command, sorted(set(undescribed(data, shape)))) == (command, [])
        seen.add(command)
    if story is rich:
        assert seen == {command for command, _ in ASKED}, "this one leaves no question unanswered"


def test_what_a_person_wrote_is_allowed(repo: Repo) -> None:
    by_hand(repo)
    for command, data in printed(repo):
        assert (command, faults(command, SCHEMA, data)) == (command, [])
    assert json.loads(repo.ask("resume", "rich", "--json"))["stem"] == "rich-12345678"


def test_outside_of_a_repository_nothing_is_printed(tmp_path: Path) -> None:
    for command, words in ASKED:
        assert (command, Repo(tmp_path).ask(*words, "--json")) == (command, "")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    shapes = [f"#/$defs/{name}" for name in dict.fromkeys(SHAPES.values())]
    assert [ref["$ref"] for ref in SCHEMA["anyOf"]] == shapes


def test_the_schema_finds_a_fault(repo: Repo) -> None:
    """Guards the tests above."""
    begin(repo)
    [data] = json.loads(repo.ask("list", "--json"))
    for key, value in {"done": "1", "status": "over", "created_at": "today", "stem": None}.items():
        wrong = [{**data, key: value}]
        assert not validator("list", written_by_us()).is_valid(wrong), key
    assert list(undescribed([{**data, "new": 1}], [SCHEMA["$defs"]["list"]])) == ["[].new"]


def test_every_verb_with_data_has_a_shape() -> None:
    missing = set(VERBS) - {command.partition(" ")[0] for command in SHAPES}
    assert missing == set(), "describe its output: docs/json.md says how"
    assert {command for command, _ in ASKED} - set(SHAPES) == set()


def test_every_key_is_described() -> None:
    def keys(part: Any, where: str) -> Iterator[tuple[str, Schema]]:
        if isinstance(part, dict):
            for name, one in part.get("properties", {}).items():
                yield f"{where}.{name}", one
            for name, one in part.items():
                yield from keys(one, f"{where}/{name}")
        elif isinstance(part, list):
            for one in part:
                yield from keys(one, where)

    found = dict(keys(SCHEMA["$defs"], ""))
    assert len(found) > 100
    assert [name for name, one in found.items() if "description" not in one] == []


def test_the_page_names_every_shape() -> None:
    page = (ROOT / "docs/json.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `git session ")]
    named = {
        command.strip().removeprefix("`git session ").removesuffix("`"): cells[2].strip(" `")
        for cells in (row.split("|") for row in rows)
        for command in cells[1].split(", ")
    }
    assert named == SHAPES
