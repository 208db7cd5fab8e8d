"""Help, misspelt words, places where there is no session to be had, and no network anywhere."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import SRC, Repo, dedent
from story import begin

from git_session import __version__, cli
from git_session.core import guide

if TYPE_CHECKING:
    from pathlib import Path

VERBS = [*cli.VERBS]


def test_the_overview_names_every_verb_and_an_example(repo: Repo) -> None:
    done = repo.session("-h")
    assert (done.code, done.err) == (0, "")
    for verb, about in cli.VERBS.items():
        assert f"  {verb:<12} {about}" in done.out
    assert "example:\n  git session init --goal " in done.out
    assert repo.session("help").out == done.out
    bare = repo.session(check=False)
    assert (bare.code, bare.out) == (2, done.out)


@pytest.mark.parametrize("verb", ["", *VERBS, *cli.ALIASES])
def test_help_is_readable_at_eighty_columns(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [verb, "-h"] if verb else ["-h"]
    code = helped(words)
    out = capsys.readouterr().out
    assert code == 0
    assert [line for line in out.splitlines() if len(line) > 80] == []
    assert "example:\n  " in out
    about = cli.load(cli.ALIASES.get(verb, verb)).__doc__ if verb else ""
    assert (about or "").strip() in out, "no line of it is too long to stand as it is written"
    assert f"git session {cli.ALIASES.get(verb, verb)}".rstrip() in out


def helped(words: list[str]) -> int:
    try:
        return cli.main(words)
    except SystemExit as done:  # what argparse does behind its help
        return int(str(done.code or 0))


def test_help_of_a_verb_has_a_second_name(repo: Repo) -> None:
    assert repo.session("help", "log").out == repo.session("log", "-h").out
    assert repo.session("help", "lgo", check=False).code == 2


def test_a_page_tells_when_a_session_is_worth_it_and_what_to_note(tmp_path: Path) -> None:
    done = Repo(tmp_path).run("git-session", "help", "workflow")
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.lines if len(line) > 78] == []
    assert len(done.lines) <= 60
    for said in (
        "several hours", "several conversations", "debugging", "handed over", "When it is not",
        "switch to another task", "before you end", "compacted", "a question", "a big decision",
        "led nowhere", "formatting", "secrets", "--tried", "git session init", "git commit",
        "git session checkpoint", "git session pause", "git session resume",
        "git session close", "git session why",
    ):  # fmt: skip
        assert said in done.out
    assert cli.overview().endswith("git session help workflow\n")


@pytest.mark.parametrize("columns", [40, 60])
def test_a_page_fits_a_narrow_terminal(repo: Repo, columns: int) -> None:
    done = repo.session("help", "workflow", env={"COLUMNS": str(columns)})
    assert [line for line in done.lines if len(line) > columns] == []


def test_each_command_on_a_page_is_one() -> None:
    """What is typed there is understood by the verb's own parser."""
    for topic in cli.TOPICS:
        for part in guide.TOPICS[topic]:
            for command, _ in part.typed:
                words = shlex.split(command)
                if words[:2] == ["git", "session"]:
                    cli.parser(words[2], cli.load(words[2])).parse_args(words[3:])
    assert sorted(cli.TOPICS) == sorted(guide.TOPICS)


def test_help_needs_no_repository(tmp_path: Path) -> None:
    assert Repo(tmp_path).run("git-session", "init", "-h").code == 0
    assert Repo(tmp_path).run("git-session", "--version").out == f"git-session {__version__}\n"


@pytest.mark.parametrize(("word", "hint"), [
    ("veiw", "did you mean: git session view"),
    ("strat", "did you mean: git session start"),
    ("consolidte", "did you mean: git session consolidate"),
    ("xyzzy", "see the verbs: git session -h"),
])  # fmt: skip
def test_an_unknown_verb_suggests_the_nearest(repo: Repo, word: str, hint: str) -> None:
    done = repo.session(word, check=False)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"session: '{word}' is not a verb\nsession: {hint}\n"


def test_an_unknown_option_suggests_the_nearest(repo: Repo) -> None:
    done = repo.session("init", "--gaol=x", check=False)
    assert (done.code, done.err) == (2, dedent("""
        session: unrecognized arguments: --gaol=x
        session: did you mean: --goal
        session: see: git session init -h
    """))  # fmt: skip


READING_OR_WRITING = [
    ("init",), ("log", "x"), ("view",), ("list",), ("resume",), ("checkpoint",), ("pause",),
    ("close", "--complete"), ("consolidate",), ("path",), ("doctor",), ("install",), ("uninstall",),
    ("why", "x"), ("show",), ("search", "x"), ("status",),
]  # fmt: skip


@pytest.mark.parametrize("words", READING_OR_WRITING, ids=lambda words: str(words[0]))
def test_outside_of_a_repository_every_verb_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = Repo(tmp_path).run("git-session", *words, check=False)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("session: not a git repository")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", READING_OR_WRITING, ids=lambda words: str(words[0]))
def test_a_bare_repository_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    repo = Repo(tmp_path)
    repo.git("init", "-q", "--bare")
    before = sorted(tmp_path.rglob("*"))
    done = repo.session(*words, check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == dedent("""
        session: this repository has no work tree, so there is nothing to note a session in
        session: run it in a clone or in a linked worktree (git worktree add)
    """)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.usefixtures("unmeasured")
def test_no_verb_touches_the_network(repo: Repo, tmp_path: Path) -> None:
    """A remote that leaves a trace when it is asked, and a Python without sockets."""
    repo.config("protocol.ext.allow", "always")
    repo.config("remote.origin.url", f"ext::touch {tmp_path}/asked")
    repo.config("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "socket.py").write_text("raise SystemExit('the network was asked for')\n")
    env = {"PYTHONPATH": str(guard)}
    begin(repo)
    for words in (
        ("log", "--decision", "a", "--rationale", "b"), ("view",), ("list", "--json"),
        ("checkpoint",), ("search", "a"), ("pause",), ("resume",), ("consolidate",),
        ("close", "--complete"), ("doctor", "--fix"), ("doctor",), ("doctor", "--rebuild"),
        ("status",), ("install",), ("uninstall",),
    ):  # fmt: skip
        repo.session(*words, env=env)
    for words in (("why", "code.py:1"), ("show",)):
        assert repo.session(*words, check=False, env=env).code == 1
    assert not (tmp_path / "asked").exists()


def test_the_command_as_it_is_installed_ends_as_its_verb_did(repo: Repo) -> None:
    run = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); "
        "from git_session import entry; entry.start()"
    )
    start = [sys.executable, "-c", run, str(SRC)]
    done = repo.run(*start, "--version")
    assert (done.code, done.out) == (0, f"git-session {__version__}\n")
    assert repo.run(*start, "frobnicate", check=False).code == 2
    full = repo.run("sh", "-c", 'exec "$@" >/dev/full', "sh", *start, "--version", check=False)
    assert full.code == 1, "what could not be printed is no success"
