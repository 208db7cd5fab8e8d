"""Manual pages, completion and docs/configuration.md say what parsers and source say now."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, SRC, Repo
from hypothesis import given
from hypothesis import strategies as st

from git_session import cli, config, reference
from git_session.reference import bash, fish, manual, roff, settings, verbs, zsh
from git_session.reference.verbs import Verb, Word
from git_session.sharefiles import HEAD, MARK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = reference.files()
PAGES = sorted(name for name in FILES if name.endswith(".1"))
COMPLETION = sorted(name for name in FILES if name.startswith("share") and name not in PAGES)
OF_VERBS = [name for name in COMPLETION if "conf.d" not in name]


@pytest.mark.parametrize("name", FILES)
def test_what_is_committed_is_what_the_parsers_say(name: str) -> None:
    again = "make it anew: python -m git_session.reference"
    assert (ROOT / name).exists(), again
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name], again


def test_nothing_else_is_in_share() -> None:
    there = [path for path in (ROOT / "share").rglob("*") if path.is_file()]
    names = sorted(path.relative_to(ROOT).as_posix() for path in there)
    assert names == sorted(name for name in FILES if name.startswith("share/"))


@pytest.mark.parametrize("name", [*PAGES, *COMPLETION])
def test_each_file_says_that_it_is_ours(name: str) -> None:
    assert any(MARK in line for line in FILES[name].split("\n")[:HEAD])


def typed() -> Iterator[tuple[str, str]]:
    """Every verb and every option that argparse itself takes."""
    for verb in cli.VERBS:
        parser = cli.parser(verb, cli.load(verb))
        yield from ((verb, name) for name in parser._option_string_actions)


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_option_is_on_its_page(verb: str) -> None:
    page = FILES[f"share/man/man1/git-session-{verb}.1"]
    names = [name for one, name in typed() if one == verb]
    missing = [name for name in names if f"\\fB{roff.plain(name)}\\fR" not in page]
    assert missing == []


@pytest.mark.parametrize("name", OF_VERBS)
def test_every_verb_and_option_can_be_completed(name: str) -> None:
    text = FILES[name]
    assert [verb for verb in [*cli.VERBS, *cli.ALIASES] if verb not in text] == []
    written = {"fish": lambda n: f"-l {n[2:]} " if n.startswith("--") else f"-s {n[1]} "}
    form = next((written[shell] for shell in written if shell in name), lambda n: n)
    assert [(verb, one) for verb, one in typed() if form(one) not in text] == []


def test_a_value_that_may_be_left_out_stands_behind_its_sign() -> None:
    color = Word(("--color",), "WHEN", "paint", ("always", "never"), optional=True)
    verb = Verb("list", (), "list sessions", "List.", "", (color,), "git session list\n")
    page = manual.pages((verb,))["git-session-list"]
    assert page.count("\\fB\\-\\-color\\fR[=\\fIWHEN\\fR]\n") == 1
    assert "[\\fB\\-\\-color\\fR[=\\fIWHEN\\fR]]\n" in page
    assert "\t'list --color=') _gs_kind='always never' ;;\n" in bash.completion((verb,))
    assert "'--color=-[paint]::WHEN:(always never)'" in zsh.completion((verb,))
    assert "-l color -a 'always never' -d 'paint'\n" in fish.completion((verb,))


def test_the_parser_tells_which_value_may_be_left_out() -> None:
    parser = cli.Parser("list", "List.", "")
    parser.add_argument("--color", nargs="?", const="always", metavar="WHEN", help="paint")
    parser.add_argument("name", nargs="?", metavar="NAME", help="a name")
    found = {word.metavar: word.optional for word in verbs.words(parser)}
    assert found == {"NAME": False, "": False, "WHEN": True}


def test_the_overview_page_names_every_verb_setting_and_variable() -> None:
    page = FILES["share/man/man1/git-session.1"]
    variables = [name for one in settings.ENVIRONMENT for name in one.name.split(", ")]
    wanted = [*cli.VERBS, *cli.ALIASES, *(one.name for one in settings.OURS), *variables]
    assert [name for name in wanted if roff.bold(name) not in page] == []
    assert "complete" not in re.findall(r"\\fB([a-z]+)\\fR", page), "plumbing stays hidden"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("command", [
    ("mandoc", "-T", "lint", "-W", "warning"),
    ("groff", "-man", "-Tutf8", "-ww", "-z"),
])  # fmt: skip
def test_the_pages_are_valid(name: str, command: tuple[str, ...]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not here; install it to check the manual pages")
    done = subprocess.run([*command, str(ROOT / name)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_readable_at_eighty_columns(name: str) -> None:
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not here; install it to see manual pages rendered")
    command = ["mandoc", "-T", "utf8", str(ROOT / name)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = re.sub(".\b", "", shown).splitlines()
    assert [line for line in lines if len(line) > 80] == []


@pytest.fixture
def clone(tmp_path: Path) -> Repo:
    """What is generated and what generates it, somewhere else."""
    shutil.copytree(SRC / "git_session", tmp_path / "src/git_session")
    shutil.copytree(ROOT / "share", tmp_path / "share")
    for name in ("docs/configuration.md", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return Repo(tmp_path, {"PYTHONPATH": str(tmp_path / "src")})


def test_it_writes_what_differs_and_nothing_else(clone: Repo) -> None:
    again = [sys.executable, "-m", "git_session.reference"]
    assert clone.run(*again).out == ""
    clone.append("docs/configuration.md", "by hand\n")
    clone.path("share/fish/vendor_conf.d/git-session.fish").unlink()
    clone.write("share/man/man1/git-session-gone.1", "")
    assert clone.run(*again).lines == [
        "deleted share/man/man1/git-session-gone.1",
        "wrote share/fish/vendor_conf.d/git-session.fish",
        "wrote docs/configuration.md",
    ]
    assert clone.read("docs/configuration.md") == FILES["docs/configuration.md"]
    assert clone.run(*again).out == ""


def test_it_writes_nothing_where_it_is_installed(clone: Repo) -> None:
    clone.path("pyproject.toml").unlink()
    clone.append("docs/configuration.md", "by hand\n")
    done = clone.run(sys.executable, "-m", "git_session.reference", check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        f"session: {clone.top}: is no clone of git-session, so there is nothing to write\n"
    )
    assert clone.read("docs/configuration.md").endswith("by hand\n")


ODD = st.text(st.one_of(st.sampled_from("\\.-'`\"^~ …–é\n\t\x1b𝄞ab"), st.characters()), max_size=40)


@given(ODD)
def test_no_text_is_a_command_to_roff(text: str) -> None:
    for made in (roff.plain(text), roff.marked(text), roff.bold(text)):
        assert made.isascii()
        assert made.isprintable()
        assert not made.startswith((".", "'"))
        escapes = re.sub(r"\\(?:[e&-]|\((?:aq|ga|ha|ti|dq)|\[u[0-9A-F]{4,6}\]|f[BIR])", "", made)
        assert "\\" not in escapes


@given(ODD)
def test_what_roff_escapes_can_be_read_again(text: str) -> None:
    named = {
        "e": "\\",
        "&": "",
        "-": "-",
        "(aq": "'",
        "(ga": "`",
        "(ha": "^",
        "(ti": "~",
        "(dq": '"',
    }
    read = re.sub(
        r"\\(?:\[u([0-9A-F]+)\]|(\(..|.))",
        lambda found: chr(int(found[1], 16)) if found[1] else named[found[2]],
        roff.plain(text),
    )
    assert read == "".join(c if c.isprintable() or not c.isascii() else " " for c in text)


def test_what_is_escaped_is_shown_as_it_was(tmp_path: Path) -> None:
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not here; install it to see manual pages rendered")
    odd = '\'.so x \\fB -- "quoted" `tick` ^ ~ …'
    page = tmp_path / "odd.1"
    lines = [".TH ODD 1 2026-01-15", ".SH NAME", "odd \\- odd", ".SH TEXT", roff.plain(odd)]
    page.write_text("\n".join([*lines, ""]))
    command = ["mandoc", "-T", "utf8", str(page)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert odd in shown


def test_each_setting_that_is_read_is_described() -> None:
    described = {one.name for one in (*settings.OURS, *settings.GITS)}
    asked_elsewhere = {"blame.ignoreRevsFile", "core.hooksPath"}
    look = {name for name in described if re.fullmatch(config.LOOK, name)}
    assert described - asked_elsewhere - look == {name for name, _, _ in config.READ}
    assert [one.name for one in settings.OURS if not one.name.startswith("session.")] == []


def test_no_setting_is_asked_for_past_the_table() -> None:
    """A dotted name that git's configuration could have, anywhere in the source."""
    sections = "session|user|core|commit|init|blame|github|color|pager|merge|log|i18n"
    name = re.compile(rf"(?:{sections})\.[a-z][A-Za-z]+", re.ASCII)
    described = {one.name.lower() for one in (*settings.OURS, *settings.GITS)}
    found = {text for text in texts() if name.fullmatch(text)}
    assert {text for text in found if text.lower() not in described} == set()


def test_each_variable_that_is_read_is_described() -> None:
    """What the source looks up in the environment; coverage's own are for its tests."""
    looked_up = re.compile(
        r"environ(?:\.get\(|\[)\"([A-Z_0-9]+)\"|\"([A-Z_0-9]+)\" (?:not )?in os\.environ"
    )
    sources = [path.read_text(encoding="utf-8") for path in sorted(SRC.rglob("*.py"))]
    found = {name for text in sources for pair in looked_up.findall(text) for name in pair if name}
    found |= {config.CLIENT, *config.EMAILS, *config.USERS}
    described = {name for one in settings.ENVIRONMENT for name in one.name.split(", ")}
    assert found - described == set()


def test_no_description_is_of_something_that_is_gone() -> None:
    named = {word for text in texts() for word in re.findall(r"[A-Za-z_.]+", text)}
    described = [name for one in settings.ENVIRONMENT for name in one.name.split(", ")]
    described += [one.name.removesuffix("<role>") for one in (*settings.OURS, *settings.GITS)]
    assert set(described) - named - {"core.hooksPath"} == set(), "git itself reads that one"


def texts() -> Iterator[str]:
    """Every text constant of the package but for those of `reference` itself."""
    for path in sorted((SRC / "git_session").rglob("*.py")):
        if "reference" not in path.parts:
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            yield from (
                n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
            )


def test_each_agent_is_described() -> None:
    text = FILES["docs/configuration.md"]
    names = [name for one, marks, ids in config.AGENTS for name in (one, *marks, *ids)]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_no_verb_loads_any_of_it() -> None:
    """It reads all parsers: far too slow for a command, and needed by none."""
    users = [
        path.name
        for path in sorted((SRC / "git_session").rglob("*.py"))
        if "reference" not in path.parts and "git_session.reference" in path.read_text()
    ]
    assert users == []
