"""TAB in bash, zsh and fish, at a terminal, with names that nobody should type into a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from story import begin

pytest.importorskip("pty", reason="completion is tested at a terminal of POSIX systems")
from shells import Shell, git_completion, needed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

SHELLS = ("bash", "zsh", "fish")
STEP = 'Bob\'s "quoted" step: a $(touch pwned) `touch pwned` \\ & ; | * ~'
NAME = "x y$(touch pwned)'\"-12345678"
LOCATE = "autoload -Uz compinit && compinit -u -d $ZDOTDIR/dump\n"


def story(repo: Repo) -> None:
    """A session with steps; a document and a branch with names that are commands to a shell."""
    begin(repo, "--name", "fix-sweep", "--step", "Reproduce it", "--step", STEP, "--no-install")
    repo.session("log", "--step", "Go: on", "--blocker", "redis is down")
    [name] = [name for name in repo.files(".sessions/active") if name.endswith(".md")]
    repo.write(f".sessions/archive/{NAME}.md", repo.read(name))
    repo.git("branch", "q$(touch${IFS}pwned)")


@pytest.fixture
def planned(copied: Callable[[Callable[[Repo], None]], Repo], home: Path) -> Repo:
    """The story, with completion installed for this home."""
    repo = copied(story)
    repo.session("install", "--completions")
    return repo


def shell(name: str, repo: Repo, home: Path) -> Shell:
    """The shell as `install --completions` says how to set it up."""
    needed(name)
    share = home / ".local/share"
    rc = ""
    if name == "bash":
        rc = f". {git_completion()}\n. {share}/bash-completion/completions/git-session\n"
    elif name == "zsh":
        rc = f"fpath=({share}/zsh/site-functions $fpath)\n{LOCATE}"
    return Shell(name, repo, home, rc)


LINES = {
    "checkp": "checkpoint ",
    "upd": "update ",
    "help cons": "consolidate ",
    "help work": "workflow ",
    "log --rat": "--rationale ",
    "init --key-f": "--key-file ",
    "end --abandon --sum": "--summary ",
    "list --arch": "--archived ",
    "path scr": "scratch ",
    "checkpoint --phase bu": "building ",
    "log --action del": "deleted ",
    "search --kind dis": "discovery ",
    "log --done Rep": "Reproduce\\ it ",
    "log --done Go": "Go:\\ on ",
    "log --done=Rep": "--done=Reproduce\\ it ",
    "log --resolve B": "B1 ",
    "list --branch mai": "main ",
    "show mai": "main ",
}


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("call", ["git session", "git-session", "git -C . session"])
def test_words_are_completed(planned: Repo, home: Path, name: str, call: str) -> None:
    with shell(name, planned, home) as there:
        for typed, last in LINES.items():
            whole = f"{call} {typed.rpartition(' ')[0]} {last}".replace("  ", " ")
            assert there.tab(f"{call} {typed}") == (whole if name != "zsh" else valued(whole))


def valued(line: str) -> str:
    """Zsh sets `=` behind an option that takes a value, and a blank typed there replaces it."""
    word = line.rstrip().rpartition(" ")[2]
    return f"{line.rstrip()}=" if word in ("--rationale", "--key-file", "--summary") else line


@pytest.mark.parametrize("name", SHELLS)
def test_sessions_are_completed(planned: Repo, home: Path, name: str) -> None:
    [stem] = [name for name in planned.session("complete", "sessions").out.split() if "fix" in name]
    with shell(name, planned, home) as there:
        for typed in ("resume fix", "view fix", "log --session fix"):
            call = f"git session {typed.removesuffix('fix')}"
            assert there.tab(f"{call}fix") == f"{call}{stem} "
        assert there.tab(f"git session log --session {stem} --done Rep").endswith("Reproduce\\ it ")


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_hostile_names_are_only_text(planned: Repo, home: Path, name: str, quote: str) -> None:
    with shell(name, planned, home) as there:
        for typed, wanted in {
            f"git session log --done {quote}Bo": STEP,
            f"git-session log --done {quote}Bo": STEP,
            f"git session resume {quote}x": NAME,
        }.items():
            line = there.tab(typed)
            assert line.startswith(typed.split(quote or "B")[0])
            assert said(name, planned, line) == wanted
        assert said(name, planned, there.tab("git session show q")) == "q$(touch${IFS}pwned)"
    assert not planned.exists("pwned")


def said(name: str, repo: Repo, line: str) -> str:
    """The last word of the line, as the shell itself understands it."""
    rest = line.removeprefix("git").lstrip("-").removeprefix(" ")
    show = f"printf '%s\\n' {rest}"
    done = subprocess.run(
        [needed(name), "-c", show], cwd=repo.top, capture_output=True, text=True, check=True
    )
    return done.stdout.rstrip("\n").rpartition("\n")[2]


NASTY = st.text(st.one_of(st.sampled_from("\"'\\$`!&;|()<>*?[]{}~#=:-+^% aé…𝄞"), st.characters(
    exclude_categories=("Cc", "Cs"))), min_size=1, max_size=30)  # fmt: skip
OFFERED = """
. "$1"; COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_gs_cur=$3; __git_session_begin ''; __git_session_offer "$2"; printf '%s' "${COMPREPLY[0]-}"
"""


@settings(max_examples=60, deadline=None)
@given(NASTY, st.sampled_from(["", '"', "'"]))
def test_bash_reads_back_whatever_is_offered(text: str, quote: str) -> None:
    """The very text, as one word; between double quotes nothing that bash takes for history."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not here; install it to test its completion")
    script = str(ROOT / "share/bash-completion/completions/git-session")
    env = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    words = [bash, "-c", OFFERED, "bash", script, text, quote]
    offered = subprocess.run(words, env=env, capture_output=True, check=True).stdout.decode()
    if quote == '"' and "!" in text:
        assert offered == ""
        return
    show = f"printf '<%s>' {quote}{offered.removesuffix(' ') if not quote else offered + quote}"
    shown = subprocess.run([bash, "-c", show], env=env, capture_output=True, check=True).stdout
    assert shown.decode() == f"<{text}>"


@pytest.mark.parametrize("name", SHELLS)
def test_an_exclamation_mark_is_no_history(planned: Repo, home: Path, name: str) -> None:
    planned.session("log", "--step", "Zap! it !!")
    with shell(name, planned, home) as there:
        line = there.tab('git session log --done "Za')
        assert (
            line
            == {
                "bash": 'git session log --done "Za',
                "zsh": 'git session log --done "Zap\\! it \\!\\!" ',
                "fish": 'git session log --done "Zap! it !!" ',
            }[name]
        )


@pytest.mark.parametrize("name", SHELLS)
def test_a_completed_step_is_the_step(planned: Repo, home: Path, name: str) -> None:
    with shell(name, planned, home) as there:
        line = there.tab("git session log --done Bo")
    done = planned.run(needed(name), "-c", line)
    assert done.lines[0] == f"Done: {STEP}"


@pytest.mark.parametrize("name", ["zsh", "fish"])
def test_what_a_name_is_stands_beside_it(planned: Repo, home: Path, name: str) -> None:
    with shell(name, planned, home) as there:
        there.tab("git session ch")
        assert there.tab("git session c", "complete or abandon a session") == "git session c"
        there.tab("git session resume ", "active or paused", "archived")


def test_bash_alone_needs_no_completion_of_git(planned: Repo, home: Path) -> None:
    share = home / ".local/share"
    rc = f". {share}/bash-completion/completions/git-session\n"
    with Shell("bash", planned, home, rc) as there:
        assert there.tab("git-session checkp") == "git-session checkpoint "
        assert there.tab("git-session log --done=Go:") == "git-session log --done=Go:\\ on "
        assert there.tab("git-session why co") == "git-session why code.py "
        assert there.tab("git-session log --done Rep --session nob") == (
            "git-session log --done Rep --session nob"
        )


def test_bash_completion_finds_the_file_by_itself(planned: Repo, home: Path) -> None:
    loader = git_completion().replace("completions/git", "bash_completion")
    if not os.path.exists(loader):
        pytest.skip(f"{loader} is not here; install bash-completion")
    with Shell("bash", planned, home, f". {loader}\n") as there:
        for call in ("git session", "git-session"):
            assert there.tab(f"{call} log --done Go:") == f"{call} log --done Go:\\ on "


def test_the_script_for_bash_is_clean(planned: Repo, home: Path) -> None:
    path = home / ".local/share/bash-completion/completions/git-session"
    planned.run(needed("bash"), "-n", str(path))
    planned.run(needed("shellcheck"), "-s", "bash", str(path))


@pytest.mark.parametrize("name", SHELLS)
def test_outside_of_a_repository_words_are_completed_all_the_same(
    planned: Repo, home: Path, name: str, tmp_path: Path
) -> None:
    outside = type(planned)(tmp_path)
    with shell(name, outside, home) as there:
        assert there.tab("git session path doc") == "git session path document "
        line = there.tab("git session resume fix")
        assert shlex.split(line) == ["git", "session", "resume", "fix"]
    assert "fatal" not in there.shown
