"""``git session config``: which project this is, which paths are whose, and the file for it."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import dedent
from story import begin, journal_files, note, stem, the_document
from terminal import at_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

CONFIG = dedent("""
    projects:
      - {name: frontend, paths: [web/**]}
      - name: backend
        paths:
          - api/**
          - "!api/docs/**"
""")


def project(repo: Repo) -> tuple[str, str]:
    """Value and source, as ``config project --json`` has them."""
    told = json.loads(repo.ask("config", "project", "--json"))
    return told["project"], told["source"]


def rules(repo: Repo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(repo.ask("config", "projects", "--json"))
    return found


@pytest.fixture
def several(repo: Repo) -> Repo:
    """A repository with a frontend, a backend and the rules for them, all committed."""
    repo.write(".sessions/config.yml", CONFIG)
    repo.git("add", "-f", ".sessions/config.yml")
    files = {"web/a.ts": "a\n", "web/b.ts": "b\n", "api/a.go": "a\n", "api/docs/x.md": "x\n"}
    repo.commit("Several", files)
    return repo


def editor(repo: Repo, script: str) -> None:
    """``$1`` is the file; the command has a blank and quotes in it, as people's have."""
    path = repo.top.parent / "the editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    repo.env["GIT_EDITOR"] = f"'{path}' --wait"


def test_s0_5_the_project_is_named_by_the_first_that_knows_it(repo: Repo) -> None:
    assert project(repo) == ("repo", "directory")  # no remote, no package file
    repo.write("pyproject.toml", '[project]\nname = "of-pyproject"\n')
    assert project(repo) == ("of-pyproject", "pyproject.toml")
    repo.write("package.json", '{"name": "@acme/of-package"}')
    assert project(repo) == ("of-package", "package.json")
    repo.git("remote", "add", "another", "/srv/another.git")
    repo.git("remote", "add", "origin", "https://alice:secret@example.com/acme/of-remote.git")
    assert project(repo) == ("of-remote", "remote")
    repo.write(".sessions/config.yml", "projects: {routed: code.py}\n")
    assert project(repo) == ("of-remote", "remote")  # nothing is changed
    repo.append("code.py", "# changed\n")
    assert project(repo) == ("routed", "route")
    repo.config("session.project", "of-setting")
    assert project(repo) == ("of-setting", "session.project")
    begin(repo, "--project", "of-flag")
    assert project(repo) == ("of-flag", "session")
    repo.session("pause")
    assert project(repo) == ("of-setting", "session.project")


def test_s0_5_value_and_source_are_printed(repo: Repo) -> None:
    def said() -> str:
        return repo.ask("config", "project")

    assert repo.session("config", "project").out == "repo  (the name of the directory)\n"
    repo.write("package.json", '{"name": "web"}')
    assert said() == "web  (the name in package.json)\n"
    repo.git("remote", "add", "origin", "https://alice:secret@example.com/acme/of-remote.git")
    assert said() == "of-remote  (the name of the remote)\n"
    repo.write(".sessions/config.yml", "projects: {routed: code.py}\ndefault_project: rest\n")
    assert said() == "rest  (where the rest belongs, .sessions/config.yml)\n"
    repo.append("code.py", "# changed\n")
    assert said() == "routed  (by what is changed here, .sessions/config.yml)\n"
    repo.config("session.project", "set")
    assert said() == "set  (set by session.project)\n"
    begin(repo, "--project", "named")
    assert said() == "named  (named for the session that is current here)\n"


def test_a_remote_that_shows_who_logs_in_is_never_shown(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "https://alice:secret@example.com")
    done = repo.session("config", "project", "--json")
    assert json.loads(done.out)["source"] == "directory"
    assert "secret" not in done.out + done.err


@pytest.mark.parametrize("name", ["package.json", "pyproject.toml"])
def test_a_package_file_that_cannot_be_used_says_nothing(
    repo: Repo, tmp_path: Path, name: str
) -> None:
    (tmp_path / "outside").write_text('{"name": "outside"}')
    repo.path(name).symlink_to(tmp_path / "outside")
    assert project(repo) == ("repo", "directory")
    repo.path(name).unlink()
    repo.write(name, "[" * 300_000)
    assert project(repo) == ("repo", "directory")
    repo.path(name).unlink()
    repo.path(name).mkdir()
    assert project(repo) == ("repo", "directory")


def test_a_linked_worktree_is_the_same_project(repo: Repo, tmp_path: Path) -> None:
    assert project(repo.worktree(tmp_path / "of-a-branch", "-b", "x")) == ("repo", "directory")


def test_what_is_staged_or_changed_is_what_git_says(several: Repo) -> None:
    """Not what was only touched, is not tracked, or is ours."""
    several.session("init", "--no-install")
    os.utime(several.path("api/a.go"), (1, 1))
    several.write("api/new.go", "x\n")
    several.append(".sessions/config.yml", "# ours\n")
    assert project(several) == ("repo", "directory")
    several.git("mv", "web/a.ts", "web/c.ts")
    several.git("rm", "-q", "--cached", "api/docs/x.md")
    assert project(several) == ("frontend", "route")


def test_the_rest_is_written_as_the_project_of_that_name_is(repo: Repo) -> None:
    repo.write(".sessions/config.yml", "projects: {Repo: web/**}\n")
    assert rules(repo)["rest"] == {"project": "Repo", "source": "directory", "files": 1}
    assert repo.session("config", "projects").out == "Project\tFiles\tPaths\nRepo\t1\tweb/**\n"


def test_a_document_may_name_anything(repo: Repo) -> None:
    begin(repo, "--project", "2024")
    assert project(repo) == ("2024", "session")
    path = f".sessions/active/{stem(repo)}.md"
    text = repo.read(path)
    assert "project: '2024'\n" in text
    repo.write(path, text.replace("'2024'", "2024"))
    assert project(repo) == ("2024", "session")
    for named in ("'../x'", '"\\e[31m"', "[a]"):
        repo.write(path, text.replace("'2024'", named))
        done = repo.session("config", "project")
        assert done.out == "repo  (the name of the directory)\n"
        assert done.err.startswith(f"session: {path}: the project ")
        assert "\x1b" not in done.err


def test_a_name_that_can_be_none_is_refused(repo: Repo) -> None:
    repo.config("session.project", "../x")
    done = repo.session("config", "project", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("session: session.project is '../x'\nsession: a project's name has ")
    done = repo.session("init", "--project", "a b", check=False)
    assert (done.code, done.out) == (2, "")
    assert "'a b' cannot be a project's name" in done.err
    assert not repo.exists(".sessions"), "nothing was begun"


def test_s0_6_two_routes_that_fit_are_asked_about_at_a_terminal(several: Repo) -> None:
    several.append("web/a.ts", "changed\n")
    several.append("api/a.go", "changed\n")
    done = at_terminal(
        several, "init", "--goal", "x", "--no-install", answers=("3", "toolbox", "2")
    )
    assert done.code == 0
    question = "Which project should I log this session to?"
    assert done.out.count(question) == 3
    assert done.out.startswith(
        f"1) frontend, 2) backend; nothing: as its commits say\n{question} There is no project 3.\n"
    )
    assert "  Project:   backend\n" in done.out
    assert the_document(several).get("project") == "backend"
    for answer, expected in (("frontend", "frontend"), ("", None)):
        words = ("init", "--goal", "x", "--force", "--name", answer or "none")
        assert at_terminal(several, *words, answers=(answer,)).code == 0
        assert the_document(several, stem(several)).get("project") == expected


def test_s0_6_without_a_terminal_nothing_is_asked_and_the_same_is_taken(several: Repo) -> None:
    several.append("web/a.ts", "changed\n")
    several.append("api/a.go", "changed\n")
    remarks = [
        "session: what is changed here fits several projects: frontend, backend; where one is "
        "needed it is frontend",
        "session: to say which: git session init --project NAME   or: git config session.project "
        "NAME",
    ]
    done = several.session("init", "--goal", "x", "--no-install")
    assert done.code == 0
    assert "Which project" not in done.out
    assert done.err.splitlines()[:2] == remarks
    assert the_document(several).get("project") is None
    done = several.session("config", "project")
    assert done.out == "frontend  (by what is changed here, .sessions/config.yml)\n"
    assert done.err.splitlines() == remarks
    several.git("add", "api/a.go")  # what is staged comes before what is changed
    assert several.session("config", "project").err == ""
    assert project(several) == ("backend", "route")
    several.append("web/b.ts", "changed\n")
    several.stage("api/b.go", "b\n")
    several.git("add", "web")
    several.stage("api/c.go", "c\n")
    told = json.loads(several.ask("config", "project", "--json"))
    assert told == {"project": "backend", "source": "route", "choices": ["backend", "frontend"]}


def test_s0_6_where_nothing_decides_a_person_may_choose_of_all(several: Repo) -> None:
    done = at_terminal(several, "init", "--goal", "x", answers=("frontend",))
    assert done.out.startswith("1) frontend, 2) backend; nothing: as its commits say\n")
    assert the_document(several).get("project") == "frontend"
    several.session("close", "--complete")
    assert several.session("init").err.count("project") == 0, "and nobody else hears of it"
    several.session("close", "--complete")
    several.append(".sessions/config.yml", "default_project: rest\n")
    done = at_terminal(several, "init", "--goal", "x")
    assert "Which project" not in done.out, "it is decided"
    several.session("close", "--complete")
    several.config("session.project", "set")
    several.append("web/a.ts", "changed\n")
    several.append("api/a.go", "changed\n")
    assert "Which project" not in at_terminal(several, "init", "--goal", "x").out


def test_s0_6_no_hook_asks_and_log_does_not_either(several: Repo, inside: Any) -> None:
    """``log`` begins a session, hooks run; the file is not even opened, or it would be told of."""
    several.write(".sessions/config.yml", "projects: [\n")
    several.session("install")
    several.append("web/a.ts", "changed\n")
    done = several.session("log", "--decision", "Use a mutex", "--rationale", "simple")
    done_too = several.git("commit", "-qam", "Change")
    assert "config.yml" not in done.err + done_too.err
    assert journal_files(several)


def test_the_project_of_a_session_travels_to_other_clones(repo: Repo, tmp_path: Path) -> None:
    begin(repo, "--name", "one", "--project", "größe.x")
    note(repo, "Use one")
    repo.commit("Change")
    assert "- Project: größe.x\n" in repo.show(journal_files(repo)[0])
    clone = repo.clone(tmp_path / "clone")
    clone.session("resume", "one")
    doc = the_document(clone)
    assert doc.get("project") == "größe.x"
    keys = [*doc.values()]
    assert keys[keys.index("label") : keys.index("status") + 1] == ["label", "project", "status"]


def test_a_session_without_a_project_has_no_such_key(repo: Repo) -> None:
    begin(repo)
    assert "project" not in the_document(repo).values()
    note(repo, "Use one")
    repo.commit("Change")
    assert "Project:" not in repo.show(journal_files(repo)[0])


def test_s1_32_paths_route_and_words_do_not(several: Repo) -> None:
    begin(several, "--goal", "backend: rework the api")
    several.session("log", "--decision", "backend only", "--rationale", "the api is slow")
    several.append("web/a.ts", "backend api\n")
    several.git("add", "web/a.ts")
    assert project(several) == ("frontend", "route")
    several.git("commit", "-qm", "backend: rework the api")
    several.git("commit", "-q", "--allow-empty", "-m", "frontend")
    assert project(several) == ("repo", "directory"), "nothing is changed, whatever was said"


def test_s1_32_what_is_mixed_is_split_and_the_rest_has_its_own(several: Repo) -> None:
    from git_session.lifecycle import projects
    from git_session.lifecycle.context import open_context

    mixed = several.commit("mixed", {"web/a.ts": "1\n", "api/b.go": "1\n", "Makefile": "1\n"})
    rest = several.commit("frontend", {"api/docs/x.md": "backend\n"})

    def of(commit: str) -> tuple[str, ...]:
        return projects.by_commit(open_context(str(several.top)), [commit])[commit]

    assert of(mixed) == ("frontend", "backend", "repo")
    assert of(rest) == ("repo",)
    several.append(".sessions/config.yml", "default_project: tools\n")
    assert of(mixed) == ("frontend", "backend", "tools")
    assert of(rest) == ("tools",)


def test_s1_38_the_rules_are_printed_with_what_they_fit(several: Repo) -> None:
    done = several.session("config", "projects")
    assert done.out == (
        "Project\tFiles\tPaths\nfrontend\t2\tweb/**\nbackend\t1\tapi/**, !api/docs/**\n"
        "repo\t2\t(the rest)\n"
    )
    assert done.err == ""
    assert rules(several) == {
        "file": ".sessions/config.yml",
        "projects": [
            {"project": "frontend", "paths": ["web/**"], "files": 2, "line": 2},
            {"project": "backend", "paths": ["api/**", "!api/docs/**"], "files": 1, "line": 3},
        ],
        "rest": {"project": "repo", "source": "directory", "files": 2},
        "ignored": [],
    }
    several.write(
        ".sessions/config.yml", "projects: {a: code.py, b: gone/**}\ndefault_project: a\n"
    )
    done = several.session("config", "projects")
    assert done.out == "Project\tFiles\tPaths\na\t5\tcode.py\nb\t0\tgone/**\n"
    assert done.err == "session: .sessions/config.yml:1: b fits no file that git tracks\n"


def test_s1_38_what_is_wrong_is_told_by_line(several: Repo) -> None:
    several.write(".sessions/config.yml", f"{CONFIG}  - {{name: x, paths: 'a['}}\nredact: y\n")
    done = several.session("config", "projects", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "session: .sessions/config.yml:7: the glob `a[` has a bracket that is not closed; "
        "the character itself is written \\[\n"
        "session: how to write globs: git help gitignore\n"
        "session: .sessions/config.yml:8: `redact` is not known here, so it has no effect\n"
        "session: there are: projects, default_project\n"
    )
    assert several.ask("config", "projects", "--json") == ""
    found = json.loads(several.ask("doctor", "--json", "--no-trial"))
    assert [
        (one["path"], one["line"], one["level"]) for one in found if one["check"] == "config"
    ] == [
        (".sessions/config.yml", 7, "wrong"),
        (".sessions/config.yml", 8, "note"),
    ]
    assert several.session("doctor", "--no-trial", check=False).code == 4
    done = several.session("config", "project")
    assert done.out == "repo  (the name of the directory)\n", "everything goes on without it"
    assert done.err.startswith("session: .sessions/config.yml:7: the glob `a[`")
    assert done.err.count("\n") == 2
    several.write(".sessions/config.yml", f"redact: y\n{CONFIG}")
    told = rules(several)
    assert len(told["projects"]) == 2
    assert [(one["line"], one["cure"]) for one in told["ignored"]] == [
        (1, "there are: projects, default_project")
    ]


def test_s1_38_the_editor_opens_the_file_and_it_is_looked_at(repo: Repo) -> None:
    done = repo.session("config", "projects")
    assert done.out == ".sessions/config.yml names no projects: all of it is repo.\n"
    editor(repo, 'cp "$2" "$2.seen"; echo "projects: {code: code.py}" > "$2"')
    done = repo.session("config", "projects", "--edit")
    assert done.out == "Project\tFiles\tPaths\ncode\t1\tcode.py\n" + "repo\t0\t(the rest)\n"
    assert done.err == (
        "session: other clones see it once it is committed: git add -f .sessions/config.yml\n"
    )
    assert repo.read(".sessions/config.yml.seen").startswith("# Which paths are which project's")
    repo.git("add", "-f", ".sessions/config.yml")
    editor(repo, 'grep -q "^projects: {code" "$2" && echo "x: [" >> "$2"')
    done = repo.session("config", "projects", "--edit", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("session: .sessions/config.yml:3: no YAML: ")


def test_s1_38_an_editor_that_changes_nothing_leaves_nothing(repo: Repo) -> None:
    editor(repo, ":")
    repo.session("config", "projects", "--edit")
    assert not repo.exists(".sessions")
    editor(repo, "exit 3")
    done = repo.session("config", "projects", "--edit", check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("session: the editor ended with 3: '")
    assert not repo.exists(".sessions")
    done = repo.session("config", "project", "--edit", check=False)
    assert done.code == 2


def test_a_link_that_leads_out_is_neither_read_nor_written(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("projects: {secret: x}\n")
    repo.write(".sessions/x", "")
    repo.path(".sessions/config.yml").symlink_to(outside)
    editor(repo, 'echo changed > "$2"')
    done = repo.session("config", "projects", "--edit", check=False)
    assert done.code == 4
    assert "leads out of .sessions" in done.err
    assert outside.read_text() == "projects: {secret: x}\n"
    assert project(repo) == ("repo", "directory")


@pytest.mark.parametrize("text", [
    'projects: {web: "\\e]0;x\\a"}\n',
    "projects: {'\\': x}\n",
    "\x00\x1b[31m\n",
    "projects: !!python/object/apply:os.system [touch ran]\n",
    "projects: &a {x: [*a, *a]}\n",
    "x" * 70_000,
    "\udcff: y\n",
])  # fmt: skip
def test_a_hostile_file_is_shown_escaped_and_nothing_runs(repo: Repo, text: str) -> None:
    repo.write(".sessions/config.yml", text)
    begun = time.monotonic()
    for words in (("config", "projects"), ("init", "--no-install")):
        done = repo.session(*words, check=False)
        assert done.code == (4 if words[-1] == "projects" else 0)
        assert ".sessions/config.yml" in done.err
        assert not {"\x1b", "\x00", "\x07"} & set(done.out + done.err)
        assert "bug" not in done.err
    assert not repo.exists("ran")
    assert time.monotonic() - begun < 20


def test_it_reads_well_at_a_terminal(several: Repo) -> None:
    done = at_terminal(several, "config", "projects")
    assert done.out == dedent("""
        Project   Files  Paths
        ─────────────────────────────────────
        frontend  2      web/**
        backend   1      api/**, !api/docs/**
        repo      2      (the rest)
    """)


def test_a_fifo_is_no_file(repo: Repo) -> None:
    repo.write(".sessions/x", "")
    os.mkfifo(repo.path(".sessions/config.yml"))
    done = repo.session("config", "projects", check=False)
    assert done.code == 4
    assert "session: .sessions/config.yml: is not a regular file\n" in done.err
