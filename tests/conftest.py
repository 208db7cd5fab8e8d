"""A sealed home, and repositories whose story a test tells as a person would type it."""

from __future__ import annotations

import compileall
import contextlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import link
import platforms
import pytest

import git_session
from git_session import cli, git
from git_session.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
# From the first minute to the last, as a person goes; played against an installed wheel too.
JOURNEY = ["readme", "demo", "verb_init", "verb_list", "verb_install", "commit_hooks"]
SEALED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TEMPLATE_DIR": "",  # no sample hooks: `git init` in 2 ms
    "GIT_AUTHOR_NAME": "Alice",
    "GIT_AUTHOR_EMAIL": "alice@example.com",
    "GIT_AUTHOR_DATE": "2026-01-15T14:00:00+0100",
    "GIT_COMMITTER_NAME": "Alice",
    "GIT_COMMITTER_EMAIL": "alice@example.com",
    "GIT_COMMITTER_DATE": "2026-01-15T14:00:00+0100",
    "GIT_EDITOR": "false",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_SESSION_NOW": "2026-01-15T14:30:00+01:00",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
}
GITCONFIG = """\
[user]
\tname = Alice
\temail = alice@example.com
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
[advice]
\tdetachedHead = false
"""
# The command as a person has it on PATH, run from the source at hand: for git and shells, and for
# whoever starts programs on Windows.
COMMAND = """\
#!/bin/sh
exec '{python}' '{script}' "$@"
"""
CMD = """\
@"{python}" "{script}" %*
"""
SCRIPT = """\
import os, sys
sys.path.insert(0, {src!r})
if "MEASURED_BY" in os.environ and sys.argv[1:2] not in (["init"], ["log"]):
    os.environ["COVERAGE_PROCESS_START"] = os.environ.pop("MEASURED_BY")
if "COVERAGE_PROCESS_START" in os.environ:
    import coverage
    coverage.process_startup()
from git_session.entry import main
sys.exit(main())
"""


# The tests of what all other stories begin with: `init`, `log`, and the hooks of a commit.
BEGINNINGS = """
    test_commit_hooks test_guard test_pre_commit_hooks test_secret_gate test_taking_over
    test_verb_consolidate test_verb_hook test_verb_init test_verb_log test_verb_pause
""".split()  # noqa: SIM905 - words read better


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Repo:
    """One worktree. Commands run as a person would type them; a failure shows all they printed.

    ``env`` is added to the environment of every command; ``at`` is where they are typed.
    """

    top: Path
    env: dict[str, str] = field(default_factory=dict)
    at: str = "."

    def run(
        self, *args: str, check: bool = True, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> Done:
        """Any command, in the directory ``at``."""
        surroundings = {**os.environ, **self.env, **(env or {})}
        given = subprocess.run(
            started(args, surroundings),
            cwd=self.top / self.at,
            env=surroundings,
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
        )
        out, err = (
            text.decode("utf-8", "surrogateescape") for text in (given.stdout, given.stderr)
        )
        assert not check or given.returncode == 0, f"{args} gave {given.returncode}:\n{out}{err}"
        return Done(given.returncode, out, err)

    def git(
        self, *args: str, check: bool = True, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> Done:
        return self.run("git", *args, check=check, stdin=stdin, env=env)

    def session(
        self, *args: str, check: bool = True, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> Done:
        """``git session …``, through git."""
        return self.run("git", "session", *args, check=check, stdin=stdin, env=env)

    def ask(self, *words: str) -> str:
        """What ``git session WORDS`` prints, answered within this process.

        For questions that many tests ask and that their own tests ask through git.
        """
        before, place = dict(os.environ), Path.cwd()
        said = io.StringIO()
        os.environ.update(self.env)
        os.chdir(self.top / self.at)
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                cli.main(list(words))
        finally:
            os.chdir(place)
            os.environ.clear()
            os.environ.update(before)
        return said.getvalue()

    def path(self, name: str) -> Path:
        return self.top / name

    def write(self, name: str, text: str) -> Path:
        """Write a file, bytes as given, its directories made."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        return path

    def append(self, name: str, text: str) -> Path:
        """What ``echo … >> name`` does."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        return path

    def read(self, name: str) -> str:
        return (self.top / name).read_bytes().decode("utf-8", "surrogateescape")

    def exists(self, name: str) -> bool:
        return os.path.lexists(self.top / name)

    def files(self, folder: str = ".") -> list[str]:
        """The files below a folder of the worktree (not git's own), sorted."""
        found = (path for path in (self.top / folder).rglob("*") if not path.is_dir())
        names = (path.relative_to(self.top).as_posix() for path in found)
        return sorted(name for name in names if not name.startswith(".git/") and name != ".git")

    def stage(self, name: str, text: str) -> None:
        """Write a file and ``git add`` it."""
        self.write(name, text)
        self.git("--literal-pathspecs", "add", "--", name)

    def commit(self, message: str, files: Mapping[str, str] | None = None) -> str:
        """Commit ``files`` (else one change to `code.py`), hooks and all; the new hash."""
        for name, text in (files or {"code.py": f"# {message}\n"}).items():
            self.stage(name, text)
        self.git("commit", "-m", message)
        return self.head

    @property
    def head(self) -> str:
        return self.rev("HEAD")

    def rev(self, name: str) -> str:
        return self.git("rev-parse", "--verify", name).out.strip()

    @property
    def branch(self) -> str:
        """The branch's name, "" while HEAD is detached."""
        return self.git("symbolic-ref", "-q", "--short", "HEAD", check=False).out.strip()

    def status(self) -> str:
        """`git status --porcelain`: "" when all is clean."""
        return self.git("status", "--porcelain").out

    def tree(self, rev: str = "HEAD") -> list[str]:
        """The files of a commit."""
        return self.git("ls-tree", "-r", "-z", "--name-only", rev).out.split("\0")[:-1]

    def show(self, name: str, rev: str = "HEAD") -> str:
        """A file as a commit holds it."""
        return self.git("cat-file", "blob", f"{rev}:{name}").out

    def message(self, rev: str = "HEAD") -> str:
        return self.git("log", "-1", "--format=%B", rev).out

    def subjects(self, rev: str = "HEAD") -> list[str]:
        """The subjects of history, newest first."""
        return self.git("log", "--format=%s", rev).lines

    def config(self, name: str, value: str) -> None:
        self.git("config", name, value)

    def tell(self, when: str) -> None:
        """From now on it is ``when`` (ISO with an offset) for git and for the session."""
        for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_SESSION_NOW"):
            self.env[name] = when

    def hook(self, name: str, script: str) -> Path:
        """A hook of the user's own."""
        git_dir = self.git("rev-parse", "--path-format=absolute", "--git-common-dir").out.strip()
        path = self.write(f"{git_dir}/hooks/{name}", f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def worktree(self, path: Path, *args: str) -> Repo:
        """``git worktree add PATH …``: a linked worktree."""
        self.git("worktree", "add", "-q", str(path), *args)
        return Repo(path, self.env)

    def clone(self, path: Path, *args: str) -> Repo:
        self.git("clone", "-q", *args, str(self.top), str(path))
        return Repo(path, dict(self.env))


def started(words: tuple[str, ...], env: Mapping[str, str]) -> tuple[str, ...]:
    """What to start for ``words``: Windows looks for .exe alone, where a person has .cmd too."""
    found = shutil.which(words[0], path=env["PATH"]) if os.name == "nt" else None
    return (found or words[0], *words[1:])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stateful-examples",
        type=int,
        default=0,
        metavar="N",
        help="play N new random histories (tests/test_link_stateful.py) instead of the usual few",
    )
    parser.addoption(
        "--installed",
        action="store_true",
        help="play the journey with the git-session installed for this Python, not the source",
    )
    parser.addoption(
        "--real-hosts",
        action="store_true",
        help="fetch the command lines of agents' hosts from npm and try our hooks in them",
    )
    parser.addoption(
        "--hosts-at",
        metavar="DIR",
        help="with --real-hosts: where npm puts them, and whence they are taken the next time",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``--installed`` the journey alone is collected."""
    if not config.getoption("installed") or collection_path.is_dir():
        return None
    return collection_path.stem.removeprefix("test_") not in JOURNEY or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Windows: what stands on fork, FIFOs, signals or modes is skipped."""
    for item in items if os.name == "nt" else ():
        if names := platforms.lacking(getattr(item, "function", None)):
            reason = f"needs what Windows has not: {', '.join(sorted(names))}"
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_configure(config: pytest.Config) -> None:
    """Let processes that the tests start be measured too, where this one is.

    They are thousands, and none of them writes bytecode: it is made here, once.
    """
    installed = config.getoption("installed")
    if installed and Path(git_session.__file__).is_relative_to(SRC):
        raise pytest.UsageError(f"--installed: this Python finds the source itself, {SRC}")
    if importlib.util.find_spec("hypothesis"):  # the journey with the wheel does without it
        from hypothesis import HealthCheck, settings

        # how long an example takes tells how busy the machine is
        usual = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.register_profile("any machine", usual)
        settings.load_profile("any machine")
    if not installed and not hasattr(config, "workerinput"):
        compileall.compile_dir(SRC, quiet=2)
    if getattr(config.option, "cov_source", None):
        os.environ["COVERAGE_PROCESS_START"] = str(ROOT / "pyproject.toml")
        os.environ["COVERAGE_FILE"] = str(ROOT / ".coverage")


@pytest.fixture(scope="session")
def command_dir(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A directory for PATH that holds `git-session`."""
    if pytestconfig.getoption("installed"):
        return Path(sysconfig.get_path("scripts"))
    place = tmp_path_factory.mktemp("bin")
    script = place / "git-session.py"
    script.write_text(SCRIPT.format(src=str(SRC)))
    command = place / "git-session"
    command.write_text(COMMAND.format(python=sys.executable, script=script))
    command.chmod(0o755)
    if os.name == "nt":
        (place / "git-session.cmd").write_text(CMD.format(python=sys.executable, script=script))
    return place


@pytest.fixture(scope="session")
def sealed_environment(command_dir: Path) -> dict[str, str]:
    """All that a test's process and its children may know of this machine."""
    kept = ("PATH", "PATHEXT", "SYSTEMROOT", "TEMP", "COVERAGE_PROCESS_START", "COVERAGE_FILE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment.update(SEALED)
    environment["PATH"] = f"{command_dir}{os.pathsep}{environment['PATH']}"
    return environment


@pytest.fixture(autouse=True)
def home(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    sealed_environment: dict[str, str],
) -> Path:
    """A home of the test's own; nothing of the real one, and no agent, is seen."""
    place = tmp_path_factory.mktemp("home")
    (place / ".gitconfig").write_text(GITCONFIG)
    for name in list(os.environ):
        if name != "PYTEST_CURRENT_TEST":
            monkeypatch.delenv(name)
    for name, value in sealed_environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("USERPROFILE", str(place))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / ".config"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(place / ".gitconfig"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(place.parent))
    return place


@pytest.fixture(autouse=True)
def sampled(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every process is measured: coverage.py makes it take four times as long.

    Of a test with many cases those of the first one are; what a story begins with is in
    ``BEGINNINGS`` alone.
    """
    case = getattr(request.node, "callspec", None)
    if case is not None and any(case.indices.values()):
        request.getfixturevalue("unmeasured")
    elif request.path.stem not in BEGINNINGS and "COVERAGE_PROCESS_START" in os.environ:
        monkeypatch.setenv("MEASURED_BY", os.environ["COVERAGE_PROCESS_START"])
        monkeypatch.delenv("COVERAGE_PROCESS_START")


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of this test are not measured: coverage.py would take part in what it tests."""
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "MEASURED_BY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def empty(tmp_path: Path) -> Repo:
    """A repository without a commit, on branch main."""
    top = tmp_path / "repo"
    top.mkdir()
    repo = Repo(top)
    repo.git("init", "-q")
    return repo


@pytest.fixture
def repo(empty: Repo) -> Repo:
    """A repository on branch main with one commit that holds `code.py`."""
    empty.commit("First", {"code.py": "print('hello')\n"})
    return empty


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A place for each repository that many tests begin with."""
    place = tmp_path_factory.mktemp("prepared")
    return lambda name: place / name


@pytest.fixture
def copied(
    tmp_path: Path, prepared: Callable[[str], Path]
) -> Callable[[Callable[[Repo], None]], Repo]:
    """``copied(story)``: a repository in which ``story`` was played, once for all tests."""

    def copy(story: Callable[[Repo], None]) -> Repo:
        top = prepared(f"{story.__module__}.{story.__qualname__}")
        if not top.exists():
            top.mkdir()
            made = Repo(top)
            made.git("init", "-q")
            made.commit("First", {"code.py": "print('hello')\n"})
            story(made)
        shutil.copytree(top, tmp_path / "repo", symlinks=True)
        return Repo(tmp_path / "repo")

    return copy


@pytest.fixture
def feat(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    """On branch `feat`: a session and three commits that it explains; an hour later."""
    repo = copied(link.three)
    repo.tell("2026-01-15T15:30:00+01:00")
    return repo


@pytest.fixture
def store(repo: Repo) -> Store:
    """The store of ``repo``."""
    return store_of(repo)


def store_of(repo: Repo) -> Store:
    wt = git.worktree(str(repo.top))
    return Store(wt.top, wt.git_dir, wt.common_dir)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Callable[[Repo], None]:
    """``inside(repo)``: from now on this process stands in the repository."""
    return lambda repo: monkeypatch.chdir(repo.top / repo.at)


def dedent(text: str) -> str:
    """A text written indented in a test, its first line break left out."""
    return textwrap.dedent(text).removeprefix("\n")
