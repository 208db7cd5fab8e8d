"""Colour, pager and width as git has them: decided alone, then seen at real terminals."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import terminal
from conftest import Repo
from link import three

from git_session import cli, screen
from git_session.core import cells
from git_session.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

XTERM = {"TERM": "xterm"}
BOLD, DIM, YELLOW, CYAN, RED, OFF = (
    "\x1b[1m",
    "\x1b[2m",
    "\x1b[33m",
    "\x1b[36m",
    "\x1b[31m",
    "\x1b[m",
)


@pytest.mark.parametrize(("when", "look", "environ", "usable", "painted"), [
    ("", {}, {"TERM": "xterm"}, True, True),
    ("", {}, {"TERM": "xterm"}, False, False),
    ("", {}, {"TERM": "dumb"}, True, False),
    ("", {}, {}, True, False),
    ("", {}, {"TERM": "xterm", "NO_COLOR": "1"}, True, False),
    ("", {}, {"TERM": "xterm", "NO_COLOR": ""}, True, True),
    ("", {"color.ui": "always"}, {"NO_COLOR": "1"}, True, False),
    ("always", {"color.ui": "never"}, {"NO_COLOR": "1"}, False, True),
    ("never", {"color.session": "always"}, {"TERM": "xterm"}, True, False),
    ("auto", {}, {"TERM": "xterm", "NO_COLOR": "1"}, True, False),
    ("", {"color.session": "always"}, {}, False, True),
    ("", {"color.ui": "always"}, {}, False, True),
    ("", {"color.ui": "Always"}, {}, False, True),
    ("", {"color.session": "auto", "color.ui": "always"}, {"TERM": "xterm"}, False, False),
    ("", {"color.session": "never", "color.ui": "always"}, {"TERM": "xterm"}, True, False),
    ("", {"color.session": "false"}, {"TERM": "xterm"}, True, False),
    ("", {"color.session": ""}, {"TERM": "xterm"}, True, False),
    ("", {"color.session": None}, {"TERM": "xterm"}, True, True),
    ("", {"color.session": "true"}, {"TERM": "xterm"}, False, False),
    ("", {"color.ui": "1"}, {"TERM": "xterm"}, True, True),
])  # fmt: skip
def test_when_to_paint(
    when: str, look: dict[str, str | None], environ: dict[str, str], usable: bool, painted: bool
) -> None:
    assert screen.colour(when, look, environ, usable=usable) is painted


@pytest.mark.parametrize("value", ["auto", "always", "never", "true", "false", "1", "0", ""])
@pytest.mark.parametrize("name", ["color.session", "color.ui"])
@pytest.mark.parametrize("usable", [True, False])
def test_settings_mean_what_they_mean_to_git(
    repo: Repo, name: str, value: str, usable: bool
) -> None:
    repo.config(name, value)
    asked = ("config", "--get-colorbool", "color.session", str(usable).lower())
    gits = repo.git(*asked, env=XTERM).out.strip() == "true"
    assert screen.colour("", {name: value}, XTERM, usable=usable) is gits


def test_a_setting_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match=r"color\.ui is 'purple'"):
        screen.colour("", {"color.ui": "purple"}, XTERM, usable=True)
    with pytest.raises(Refused, match=r"color\.pager is 'x'"):
        screen.paints_pager({"color.pager": "x"})
    with pytest.raises(Refused, match=r"color\.session\.dim is 'x'"):
        screen.codes({"color.session.dim": "x"})


@pytest.mark.parametrize(("look", "environ", "wanted", "command"), [
    ({}, {"GIT_PAGER": "mine"}, True, "mine"),
    ({}, {"GIT_PAGER": "mine"}, False, ""),
    ({}, {"GIT_PAGER": "cat"}, True, ""),
    ({}, {"GIT_PAGER": ""}, True, ""),
    ({}, {"PAGER": "yours"}, True, "yours"),
    ({}, {"GIT_PAGER": "mine", "PAGER": "yours"}, True, "mine"),
    ({"pager.session": "false"}, {"GIT_PAGER": "mine"}, True, ""),
    ({"pager.session": "true"}, {"GIT_PAGER": "mine"}, False, "mine"),
    ({"pager.session": None}, {"GIT_PAGER": "mine"}, False, "mine"),
    ({"pager.session": "less -S"}, {"PAGER": "yours"}, False, "less -S"),
    ({"pager.session": "less -S"}, {"GIT_PAGER": "mine"}, True, "mine"),
    ({}, {"GIT_PAGER": "mine", "GIT_PAGER_IN_USE": "1"}, True, ""),
    ({"pager.session": "less -S"}, {"GIT_PAGER_IN_USE": "true"}, True, ""),
])  # fmt: skip
def test_which_pager(
    monkeypatch: pytest.MonkeyPatch,
    look: dict[str, str | None],
    environ: dict[str, str],
    wanted: bool,
    command: str,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert screen.pager(look, os.environ, wanted=wanted) == command


def test_the_usual_pager_is_gits(repo: Repo, inside: Callable[[Repo], None]) -> None:
    inside(repo)
    usual = repo.git("var", "GIT_PAGER").out.strip()
    assert screen.pager({}, os.environ, wanted=True) == usual.removeprefix("cat")
    repo.config("core.pager", "less -+F")
    assert screen.pager({}, os.environ, wanted=True) == "less -+F"


# At terminals.


def told(repo: Repo) -> None:
    """A session with a commit, and a blocker that is open."""
    three(repo)
    repo.session("log", "--done", "Begin", "--add")
    repo.session("log", "--blocker", "Redis is not configured", "--waiting-on", "ops")


@pytest.fixture
def feat(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return copied(told)


READING = [
    ("view",), ("view", "--decisions"), ("view", "--blockers"), ("view", "--progress"),
    ("view", "--commits"), ("list",), ("show",), ("why", "a.py:1"), ("search", "redis"),
    ("resume",), ("resume", "--quick"), ("doctor",),
]  # fmt: skip
LOUD = {**XTERM, "GIT_PAGER": "cat"}


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_colours_add_nothing_but_colours(feat: Repo, words: tuple[str, ...]) -> None:
    plain = terminal.at_terminal(feat, *words, "--no-color", env=LOUD, columns=300)
    painted = terminal.at_terminal(feat, *words, env=LOUD, columns=300)
    assert "\x1b[" in painted.out
    assert without(painted.out) == without(plain.out)
    assert (painted.code, painted.err) == (plain.code, plain.err)
    assert "\x1b" not in plain.out


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_where_no_terminal_is_nothing_is_painted(feat: Repo, words: tuple[str, ...]) -> None:
    plain = feat.session(*words, check=False, env=XTERM)
    assert "\x1b" not in plain.out
    painted = feat.session(*words, "--color", check=False)
    assert "\x1b[" in painted.out or words == ("view", "--commits"), "columns for programs"
    assert without(painted.out) == without(plain.out)


def without(text: str) -> str:
    """The text without colours, and without what a check's duration was this time."""
    text = re.sub(r"\d+ ms", "N ms", text)
    for code in ("1", "2", "31", "32", "33", "35", "36", ""):
        text = text.replace(f"\x1b[{code}m", "")
    return text


def test_what_is_painted_how(feat: Repo) -> None:
    out = feat.session("view", "--color=always").out
    assert out.startswith(f"{BOLD}")
    assert f"Last commit: {YELLOW}{feat.head[:10]}{OFF}\n" in out
    assert f"{BOLD}Open blockers{OFF}\n  {RED}B1: Redis is not configured{OFF}{DIM} (since " in out
    stem = feat.session("list").lines[1].strip()
    assert f"  {CYAN}{stem}{OFF}\n    {DIM}" in feat.session("list", "--color").out


def test_colours_are_chosen_as_gits_are(feat: Repo) -> None:
    feat.config("color.session.commit", "bold ul #ff8700")
    feat.config("color.session.heading", "")
    feat.config("color.session", "always")
    out = feat.session("view").out
    assert f"\x1b[1;4;38;2;255;135;0m{feat.head[:10]}{OFF}" in out
    assert "\nOpen blockers\n" in out
    feat.config("color.session.commit", "purple")
    done = feat.session("view", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "session: color.session.commit is 'purple', which is no colour\n"
        "session: say a colour in git's words: git config color.session.commit 'bold green'\n"
    )
    assert feat.session("view", "--no-color").out, "who wants no colours is not asked for them"
    assert feat.session("log", "noted").code == 0


def test_no_text_brings_colours_of_its_own(feat: Repo) -> None:
    feat.session("log", "--decision", "\x1b[31mred\x1b[m", "--rationale", "\x1b]0;title\x07 x")
    out = feat.session("view", "--decisions", "--color").out
    assert f"{BOLD}\\x1b[31mred\\x1b[m{OFF}\n" in out
    assert "\\x1b]0;title\\x07 x" in out
    assert "\x1b]" not in out


def test_data_are_never_painted_nor_paged(feat: Repo) -> None:
    for words in (("view",), ("list",), ("show",), ("search", "redis"), ("doctor",), ("resume",)):
        env = {**XTERM, "GIT_PAGER": "exit 1"}
        done = terminal.at_terminal(feat, *words, "--json", "--color", env=env)
        json.loads(done.out)


def test_no_color_is_heeded_at_a_terminal(feat: Repo) -> None:
    out = terminal.at_terminal(feat, "view", env={**LOUD, "NO_COLOR": "1"}).out
    assert out == feat.session("view").out


def test_color_takes_no_word_behind_it(feat: Repo) -> None:
    stem = feat.session("list").lines[1].strip()
    assert feat.session("view", "--color", stem).out == feat.session("view", stem, "--color").out
    done = feat.session("view", "--color=purple", check=False)
    assert done.code == 2
    assert "invalid choice: 'purple'" in done.err
    assert "--color[=WHEN]" in feat.session("view", "-h").out
    assert feat.session("search", "--", "--color", check=False).code == 1, "a word to search for"


PAGED = [("view",), ("list",), ("show",), ("why", "a.py:1"), ("search", "redis"), ("doctor",)]


@pytest.mark.parametrize("words", PAGED, ids=" ".join)
def test_what_may_be_long_goes_through_the_pager(
    feat: Repo, tmp_path: Path, words: tuple[str, ...]
) -> None:
    kept = tmp_path / "kept"
    pager = {**XTERM, "GIT_PAGER": f"echo \"paged $LESS $LV $GIT_PAGER_IN_USE\"; tee '{kept}'"}
    done = terminal.at_terminal(feat, *words, env=pager, columns=300)
    plain = feat.session(*words, check=False)
    assert done.out.startswith("paged FRX -c 1\n")
    assert done.out.removeprefix("paged FRX -c 1\n") == kept.read_text()
    assert without(kept.read_text()) == without(plain.out)
    assert "\x1b[" in kept.read_text(), "a pager shows colours, unless color.pager says no"
    assert done.code == plain.code
    feat.config("color.pager", "false")
    assert "\x1b[" not in terminal.at_terminal(feat, *words, env=pager).out


@pytest.mark.parametrize("words", [("log", "noted"), ("path",), ("resume",), ("checkpoint",)])
def test_what_does_something_is_not_paged(feat: Repo, words: tuple[str, ...]) -> None:
    done = terminal.at_terminal(feat, *words, env={**XTERM, "GIT_PAGER": "echo paged; cat"})
    assert "paged" not in done.out


def test_git_has_its_say_of_the_pager(feat: Repo) -> None:
    pager = {**XTERM, "GIT_PAGER": "echo paged; cat"}
    plain = feat.session("list").out
    quiet = terminal.typed(feat, "git", "--no-pager", "session", "list", env=pager)
    assert without(quiet.out) == plain
    once = terminal.typed(feat, "git", "-p", "session", "list", env=pager)
    assert once.out.count("paged") == 1, "git started it, so we did not"
    assert "\x1b[" in once.out, "and painted nevertheless"
    feat.config("color.pager", "false")
    assert "\x1b[" not in terminal.typed(feat, "git", "-p", "session", "list", env=pager).out
    feat.config("pager.session", "false")
    assert "paged" not in terminal.at_terminal(feat, "list", env=pager).out
    feat.config("pager.session", "echo mine; cat")
    alone = terminal.typed(feat, "git-session", "list", env=XTERM)
    assert alone.out.startswith("mine\n")
    assert "mine\n" in terminal.at_terminal(feat, "list", env=XTERM).out


@pytest.mark.skipif(not shutil.which("less"), reason="needs less")
def test_less_leaves_what_fits_on_the_screen(feat: Repo) -> None:
    done = terminal.at_terminal(feat, "list", env={**XTERM, "GIT_PAGER": "less"})
    assert feat.session("list").out in without(done.out)


def test_who_quits_the_pager_hears_nothing_of_it(feat: Repo) -> None:
    for number in range(60):
        feat.session("log", "--note", f"{number} " + "x" * 2000)
    done = terminal.typed(feat, "git", "session", "view", "--raw", env={"GIT_PAGER": "head -n 1"})
    assert (done.code, len(done.out.splitlines())) == (0, 1)


def test_the_verbs_exit_code_stays(feat: Repo) -> None:
    done = terminal.typed(
        feat, "git", "session", "search", "nowhere", env={"GIT_PAGER": "cat; exit 3"}
    )
    assert done.code == 1
    assert "session: nothing found in " in done.out, "remarks are seen"


def test_a_remark_is_paged_at_its_place_or_stays_on_stderr(feat: Repo) -> None:
    pager = {"GIT_PAGER": "sed s/^/paged:/"}
    both = terminal.typed(feat, "git", "session", "search", "nowhere", env=pager)
    assert both.out.startswith("paged:session: nothing found in ")
    apart = terminal.at_terminal(feat, "search", "nowhere", env=pager)
    assert apart.err.startswith("session: nothing found in ")
    assert apart.out == ""


def test_an_error_is_told_after_what_was_said(feat: Repo) -> None:
    done = terminal.typed(
        feat, "git", "session", "view", "nowhere", env={"GIT_PAGER": "echo paged"}
    )
    assert (done.code, done.out) == (3, (
        "session: no session fits 'nowhere'\n"
        "session: see all of them with: git session list --all\n"
    ))  # fmt: skip


@pytest.mark.parametrize("pager", ["no-such-pager", "no-such-pager -R", "/dev/null"])
def test_without_its_program_the_text_is_there_all_the_same(feat: Repo, pager: str) -> None:
    done = terminal.at_terminal(feat, "list", env={"GIT_PAGER": pager})
    assert (done.code, done.out) == (0, feat.session("list").out)


def test_without_a_shell_the_text_is_there_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert screen.page("cat", b"text") is False


WAITING = """\
import os, sys
sys.path[:0] = {path!r}
from git_session import cli, screen
print(screen.page("echo $$ >pid; exec sleep 60", b"text"), flush=True)
"""


def started(tmp_path: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A process whose pager waits, and the pager's number."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            WAITING.format(path=[str(screen.__file__).rsplit("git_session", 1)[0]]),
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    for _ in range(1000):
        if (tmp_path / "pid").exists() and (text := (tmp_path / "pid").read_text()):
            return process, int(text)
        time.sleep(0.01)
    raise AssertionError("the pager did not start")


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_interrupt_is_the_pagers(tmp_path: Path) -> None:
    process, pager = started(tmp_path)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert process.poll() is None, "we wait for the pager"
    os.kill(pager, signal.SIGINT)
    assert process.communicate(timeout=10)[0] == b"True\n"
    assert not is_there(pager)


def test_who_ends_us_ends_the_pager(tmp_path: Path) -> None:
    process, pager = started(tmp_path)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 128 + signal.SIGTERM
    assert not is_there(pager)
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_no_word_is_broken(feat: Repo, words: tuple[str, ...], columns: int) -> None:
    feat.session("log", "--decision", "A title that is so long that forty columns are too few",
                 "--rationale", "日本語のとても長い文章は空白を知りません " * 3)  # fmt: skip
    flat = feat.session(*words, check=False, env={"COLUMNS": "10000"}).out
    if "--commits" in words:
        flat = flat.partition("\n")[2]  # the table's head is not always there
    shown = terminal.at_terminal(feat, *words, env={"GIT_PAGER": "cat"}, columns=columns).out
    if words[0] != "search":  # which cuts its lines
        apart = shown.split()
        assert [
            word
            for word in flat.split()
            if word.isascii() and not word.isdigit() and word not in apart
        ] == []
    wide = [line for line in shown.splitlines() if cells.wide(line) > columns]
    assert [line for line in wide if len(line.split()) > 1] == []


@pytest.mark.parametrize("columns", [40, 80, 300])
def test_no_word_of_a_remark_is_broken(feat: Repo, columns: int) -> None:
    """Whoever says it: a verb, the door for errors, argparse, a hook; and in the pager."""
    feat.session("checkpoint")
    for words in (
        ("checkpoint",),
        ("log", "--done", "日本語のとても長い文章は空白を知りません"),
        ("log", "--nought", "some words", "and more of them, too many to fit"),
        ("search", "nowhere", "to be found"),
    ):
        flat = feat.session(*words, check=False)
        shown = terminal.typed(
            feat, "git", "session", *words, env={"GIT_PAGER": "cat"}, columns=columns
        ).out
        assert "".join(shown.split()) == "".join((flat.out + flat.err).split())
        rows = shown.splitlines()
        wide = [row for row in rows if cells.wide(row) > columns and len(row.split()) > 1]
        assert [row for row in wide if not row.startswith("         git ")] == []
        assert columns < 300 or shown == flat.out + flat.err
    feat.config("session.dir", "/etc")
    feat.stage("code.py", "one\n")
    said = terminal.typed(feat, "git", "commit", "-q", "-m", "One", columns=columns).out
    assert "session: session.dir is '/etc' (name a" in " ".join(said.split())
    assert [row for row in said.splitlines() if len(row) > columns] == []


def test_a_row_of_a_remark_stands_below_its_text(feat: Repo) -> None:
    long = "x" * 50
    done = terminal.typed(feat, "git", "session", "log", "--done", long, columns=40)
    assert done.out == (
        "session: no open step fits\n"
        f"'{long}':\n"
        "         there is none open\n"
        "session: to note it as a finished step\n"
        "         anyway, add: --add\n"
    )


def test_a_command_in_a_remark_stays_in_one_row(feat: Repo) -> None:
    feat.session("log", "--decision", "A title that is so long that a record of it is called so")
    words = ("decision", "promote", "A title")
    cat = {"GIT_PAGER": "cat"}
    done = terminal.typed(feat, "git", "session", *words, env=cat, columns=60)
    [path] = [word for word in done.out.split() if word.startswith("docs/")][:1]
    assert done.out.splitlines()[-2:] == [
        "session: read it, then:",
        f"git add {path} && git commit",  # too long to stand below the text
    ]
    promoted = terminal.typed(feat, "git", "session", *words, env=cat, columns=30)
    assert promoted.out.endswith("session: edit that file\n")


def test_columns_may_be_told(feat: Repo) -> None:
    feat.session("log", "--decision", "A title that is so long that forty columns are too few")
    cat = {"GIT_PAGER": "cat"}
    by_size = terminal.at_terminal(feat, "view", "--decisions", env=cat, columns=40).out
    told = terminal.at_terminal(feat, "view", "--decisions", env={**cat, "COLUMNS": "40"}).out
    assert told == by_size != feat.session("view", "--decisions").out
    assert "\n    columns are too few\n" in told


@pytest.mark.parametrize("verb", ["", *cli.VERBS])
def test_help_fits_a_narrow_terminal(feat: Repo, verb: str) -> None:
    words = [verb, "-h"] if verb else ["-h"]
    done = terminal.at_terminal(feat, *words, columns=40)
    assert done.code == 0
    assert [line for line in done.out.splitlines() if len(line) > 40] == []
