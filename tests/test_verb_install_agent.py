"""``git session install --agent``: into each host's own files, beside what is there, and out."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from git_session import agents, cli

if TYPE_CHECKING:
    from conftest import Repo

FILES = {
    "claude": ".claude/settings.json",
    "codex": ".codex/hooks.json",
    "gemini": ".gemini/settings.json",
    "copilot": ".github/hooks/git-session.json",
    "opencode": ".opencode/plugins/git-session.js",
    "cursor": ".cursor/hooks.json",
}
OF_USER = {
    **FILES,
    "copilot": ".copilot/hooks/git-session.json",
    "opencode": ".config/opencode/plugins/git-session.js",
}
ASKING = {
    "codex": ["session: codex runs them once you have trusted them: type /hooks in it"],
    "copilot": [
        "session: copilot runs them in directories that it trusts only: its trustedFolders"
    ],
}
JSON_HOSTS = [host for host in agents.HOSTS if host != "opencode"]


@pytest.fixture
def repo(repo: Repo) -> Repo:
    """One in which the git hooks are installed."""
    repo.session("install")
    return repo


def files(repo: Repo) -> list[str]:
    """All files but what a worktree with our git hooks has anyway."""
    return [name for name in repo.files() if not name.startswith(".sessions/")]


def commands(value: object) -> list[str]:
    """Every command of ours in a host's settings."""
    if isinstance(value, str):
        return [value] if "git-session agent " in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [found for one in inner for found in commands(one)]


@pytest.mark.parametrize("host", agents.HOSTS)
def test_it_says_what_it_wrote_and_how_to_undo_it(repo: Repo, host: str) -> None:
    done = repo.session("install", "--agent", host)
    assert done.out == f"created {repo.top}/{FILES[host]}\n"
    assert done.err.splitlines() == [
        "session: a conversation that has begun already does not know of them",
        *ASKING.get(host, ()),
        "session: commit these files; where git-session is missing they do nothing",
        f"session: undo with: git session uninstall --agent {host}",
    ]
    assert files(repo) == sorted(["code.py", FILES[host]])


def test_the_git_hooks_come_along_for_without_them_no_commit_carries_anything(empty: Repo) -> None:
    done = empty.session("install", "--agent", "claude")
    assert done.lines[0] == f"created {empty.top}/.claude/settings.json"
    assert f"created {empty.top}/.git/hooks/pre-commit" in done.lines
    assert "session: undo with: git session uninstall --agent claude\n" in done.err
    assert done.err.endswith("session: undo with: git session uninstall\n")
    empty.session("uninstall", "--agent", "claude")
    assert empty.exists(".git/hooks/pre-commit")


@pytest.mark.parametrize("host", agents.HOSTS)
def test_twice_changes_nothing_and_uninstall_leaves_nothing(repo: Repo, host: str) -> None:
    repo.session("install", "--agent", host)
    before = repo.read(FILES[host])
    done = repo.session("install", "--agent", host)
    assert done.out == "the hosts have our hooks already; nothing changed\n"
    assert repo.read(FILES[host]) == before
    assert repo.session("uninstall", "--agent", host).out == f"deleted {repo.top}/{FILES[host]}\n"
    assert files(repo) == ["code.py"]
    done = repo.session("uninstall", "--agent", host)
    assert done.out == "no hook of ours is in the files of these hosts; nothing changed\n"


@pytest.mark.parametrize("host", JSON_HOSTS)
def test_what_is_there_stays_and_comes_back_byte_for_byte(repo: Repo, host: str) -> None:
    theirs = '{\n    "model": "x",\n    "hooks": {\n        "Stop": [{"hooks": []}]\n    }\n}'
    repo.write(FILES[host], theirs)
    done = repo.session("install", "--agent", host)
    assert done.out == f"added our lines to {repo.top}/{FILES[host]}\n"
    told = json.loads(repo.read(FILES[host]))
    assert told["model"] == "x"
    assert told["hooks"]["Stop"][0] == {"hooks": []}
    assert len(commands(told)) > 4
    repo.session("uninstall", "--agent", host)
    left = json.loads(repo.read(FILES[host]))
    left.pop("version", None)
    assert left == json.loads(theirs)
    if host in ("claude", "codex", "gemini"):
        assert repo.read(FILES[host]) == theirs


@pytest.mark.parametrize("host", JSON_HOSTS)
def test_each_command_is_guarded_and_names_an_event_of_ours(repo: Repo, host: str) -> None:
    repo.session("install", "--agent", host)
    repo.session("uninstall")  # nobody chose to have sessions here any more
    found = commands(json.loads(repo.read(FILES[host])))
    for command in found:
        if command.startswith("if (Get-Command"):  # PowerShell's
            continue
        bare = subprocess.run(
            [shutil.which("sh") or "sh", "-c", command],
            env={"PATH": "/nonexistent"},
            cwd=repo.top,
            input=b"{}",
            capture_output=True,
            check=False,
        )
        assert (bare.returncode, bare.stdout, bare.stderr) == (0, b"", b"")
        here = repo.run("sh", "-c", command, stdin="{}")
        assert (here.out, here.err) == ("", "")


def test_a_dry_run_has_nothing_to_undo(repo: Repo) -> None:
    assert repo.session("install", "--agent", "codex", "--dry-run").err == ""


def test_a_dry_run_writes_nothing(repo: Repo) -> None:
    done = repo.session("install", "--agent", "all", "--dry-run")
    assert done.lines == [f"would create {repo.top}/{FILES[host]}" for host in agents.HOSTS]
    assert files(repo) == ["code.py"]


def test_a_persons_own_files(repo: Repo, home: Path) -> None:
    done = repo.session("install", "--agent", "all", "--user")
    assert done.lines == [f"created {home}/{OF_USER[host]}" for host in agents.HOSTS]
    assert files(repo) == ["code.py"]
    assert len(repo.session("uninstall", "--agent", "all", "--user").lines) == len(agents.HOSTS)
    assert not (home / ".claude/settings.json").exists()


def test_settings_that_are_no_json_are_named_and_nothing_is_written(repo: Repo) -> None:
    repo.write(".cursor/hooks.json", '{\n  "version": 1,\n  hooks\n}\n')
    done = repo.session("install", "--agent", "all", check=False)
    assert done.code == 4
    assert done.err.startswith(f"session: {repo.top}/.cursor/hooks.json:3: ")
    assert files(repo) == [".cursor/hooks.json", "code.py"]


def test_a_link_that_leads_out_is_not_written_through(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    repo.path(".claude").symlink_to(outside)
    assert repo.session("install", "--agent", "claude", check=False).code == 4
    assert list(outside.iterdir()) == []


def test_a_link_to_settings_stays_and_what_it_leads_to_changes(repo: Repo, home: Path) -> None:
    """So do people who keep the settings of their home in a repository of their own."""
    kept = home / "dotfiles/claude.json"
    kept.parent.mkdir()
    kept.write_text('{"model": "x"}\n')
    (home / ".claude").mkdir()
    link = home / ".claude/settings.json"
    link.symlink_to(kept)
    done = repo.session("install", "--agent", "claude", "--user")
    assert done.out == f"added our lines to {kept}\n"
    assert link.is_symlink()
    assert "git-session agent" in kept.read_text()
    repo.session("uninstall", "--agent", "claude", "--user")
    assert link.is_symlink()
    assert kept.read_text() == '{"model": "x"}\n'


def test_instructions_of_one_host_that_are_a_link_to_another_ones_stand_once(repo: Repo) -> None:
    repo.write("AGENTS.md", "# Mine\n")
    repo.path("CLAUDE.md").symlink_to("AGENTS.md")
    repo.session("install", "--agent", "claude", "--agent", "codex", "--instructions")
    assert repo.path("CLAUDE.md").is_symlink()
    assert repo.read("AGENTS.md").count(">>> git-session >>>") == 1
    repo.session("uninstall", "--agent", "all")
    assert repo.path("CLAUDE.md").is_symlink()
    assert repo.read("AGENTS.md") == "# Mine\n"


def test_that_no_host_would_find_us_is_said(repo: Repo, command_dir: Path) -> None:
    path = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not Path(folder, "git-session").exists()
    )
    start = (sys.executable, str(command_dir / "git-session.py"))
    done = repo.run(*start, "install", "--agent", "claude", env={"PATH": path})
    assert done.err.startswith(
        "session: git-session is not on PATH, and hosts look nowhere else; add: "
    )


def test_hosts_may_be_several(repo: Repo) -> None:
    words = ("--agent", "codex", "--agent", "claude")
    done = repo.session("install", *words)
    assert files(repo) == [FILES["claude"], FILES["codex"], "code.py"]
    assert done.err.endswith(
        "session: undo with: git session uninstall --agent codex --agent claude\n"
    )
    repo.session("uninstall", *words)
    assert files(repo) == ["code.py"]
    wrong = repo.session("install", "--agent", "nobody", check=False)
    assert wrong.code == 2
    assert "(choose from 'claude', 'codex'" in wrong.err


def test_uninstall_takes_the_directories_along_that_hold_nothing_else(
    repo: Repo, home: Path
) -> None:
    (home / ".claude/skills").mkdir(parents=True)
    (home / ".claude/skills/mine.md").write_text("mine\n")
    before = sorted(home.rglob("*"))
    repo.session("install", "--agent", "all", "--user", "--skill")
    repo.session("uninstall", "--agent", "all", "--user")
    assert sorted(home.rglob("*")) == before


def test_line_ends_of_a_file_are_those_of_what_is_put_into_it(repo: Repo) -> None:
    theirs = {"CLAUDE.md": b"# Mine\r\n", ".claude/settings.json": b'{\r\n  "model": "x"\r\n}\r\n'}
    for name, data in theirs.items():
        repo.write(name, "")
        repo.path(name).write_bytes(data)
    repo.session("install", "--agent", "claude", "--instructions")
    for name in theirs:
        assert b"\n" not in repo.path(name).read_bytes().replace(b"\r\n", b"")
    repo.session("uninstall", "--agent", "claude")
    assert {name: repo.path(name).read_bytes() for name in theirs} == theirs


def test_a_plugin_of_another_origin_is_not_overwritten(repo: Repo) -> None:
    repo.write(FILES["opencode"], "export const Mine = 1;\n")
    done = repo.session("install", "--agent", "opencode", check=False)
    assert done.code == 4
    assert repo.read(FILES["opencode"]) == "export const Mine = 1;\n"
    assert "nothing changed" in repo.session("uninstall", "--agent", "opencode").out


def test_user_without_agent_is_wrong_usage(repo: Repo) -> None:
    for verb in ("install", "uninstall"):
        assert repo.session(verb, "--user", check=False).code == 2


def test_the_plugin_is_javascript(repo: Repo) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not here; install Node.js to have OpenCode's plugin checked")
    repo.session("install", "--agent", "opencode")
    text = repo.read(FILES["opencode"])
    repo.write("plugin.mjs", text)
    repo.run(node, "--check", "plugin.mjs")


def test_instructions_stand_in_a_block_that_is_updated_in_place(repo: Repo) -> None:
    theirs = "# Our project\n\nBe kind."
    repo.write("CLAUDE.md", theirs)
    done = repo.session("install", "--agent", "claude", "--instructions")
    assert done.lines[1] == f"added our lines to {repo.top}/CLAUDE.md"
    text = repo.read("CLAUDE.md")
    assert text.startswith(f"{theirs}\n<!-- >>> git-session >>> -->\n")
    assert "git session log --decision" in text
    again = repo.session("install", "--agent", "claude", "--instructions")
    assert again.out == "the hosts have our hooks already; nothing changed\n"
    repo.write("CLAUDE.md", text.replace("At the start", "In the beginning") + "\nMore.\n")
    repo.session("install", "--agent", "claude", "--instructions")
    assert repo.read("CLAUDE.md") == text + "\nMore.\n"
    repo.write("CLAUDE.md", text)
    repo.session("uninstall", "--agent", "claude")
    assert repo.read("CLAUDE.md") == theirs


def test_hosts_that_read_one_file_share_its_block(repo: Repo) -> None:
    done = repo.session("install", "--agent", "all", "--instructions", "--skill")
    made = [line.removeprefix(f"created {repo.top}/") for line in done.lines]
    assert made[len(agents.HOSTS) :] == [
        "CLAUDE.md", "AGENTS.md", "GEMINI.md",
        ".claude/skills/git-session/SKILL.md", ".agents/skills/git-session/SKILL.md",
        ".gemini/skills/git-session/SKILL.md", ".github/skills/git-session/SKILL.md",
        ".opencode/skills/git-session/SKILL.md", ".cursor/skills/git-session/SKILL.md",
    ]  # fmt: skip
    repo.session("uninstall", "--agent", "all")
    assert files(repo) == ["code.py"]


def test_half_a_block_is_named_with_its_file(repo: Repo) -> None:
    repo.write("CLAUDE.md", "# Mine\n<!-- >>> git-session >>> -->\n")
    for words in (("install", "--instructions"), ("uninstall",)):
        done = repo.session(*words, "--agent", "claude", check=False)
        assert done.code == 4
        assert done.err.startswith(f"session: {repo.top}/CLAUDE.md: the line `<!-- >>> git-session")
    assert files(repo) == ["CLAUDE.md", "code.py"]


def test_a_skill_of_another_origin_is_not_overwritten(repo: Repo) -> None:
    repo.write(".claude/skills/git-session/SKILL.md", "mine\n")
    done = repo.session("install", "--agent", "claude", "--skill", check=False)
    assert done.code == 4
    assert repo.read(".claude/skills/git-session/SKILL.md") == "mine\n"
    assert not repo.exists(".claude/settings.json")


def test_the_skill_names_commands_that_exist_and_fits_the_format(repo: Repo) -> None:
    repo.session("install", "--agent", "claude", "--skill")
    text = repo.read(".claude/skills/git-session/SKILL.md")
    front = YAML(typ="safe").load(text.split("---\n")[1])
    assert sorted(front) == ["description", "name"]
    assert len(front["name"]) <= 64
    assert len(front["description"]) <= 1024
    found = re.findall(r"`(git session [^`]+)`|^(git session [^#\n]+)", text, re.MULTILINE)
    words = [shlex.split(one or other) for one, other in found]
    assert len(words) > 15
    for _, _, verb, *options in words:
        cli.parser(verb, cli.load(verb)).parse_args(options)
