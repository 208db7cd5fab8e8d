"""``git session install --completions``: manual pages and completion in a person's own home."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Repo

if TYPE_CHECKING:
    from pathlib import Path

WHERE = {
    "share/man/man1": ".local/share/man/man1",
    "share/bash-completion/completions": ".local/share/bash-completion/completions",
    "share/zsh/site-functions": ".local/share/zsh/site-functions",
    "share/fish/vendor_completions.d": ".config/fish/completions",
    "share/fish/vendor_conf.d": ".config/fish/conf.d",
}
PAGES = len(list((ROOT / "share/man/man1").iterdir()))


@pytest.fixture
def outside(tmp_path: Path) -> Repo:
    """No repository."""
    return Repo(tmp_path)


def completions(there: Repo, verb: str, *words: str, check: bool = True) -> tuple[int, str, str]:
    done = there.run("git-session", verb, "--completions", *words, check=check)
    return done.code, done.out, done.err


def installed(home: Path) -> dict[str, bytes]:
    files = (path for path in home.rglob("*") if path.is_file() and path.name != ".gitconfig")
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def expected() -> dict[str, bytes]:
    return {
        f"{target}/{path.name}": path.read_bytes()
        for source, target in WHERE.items()
        for path in (ROOT / source).iterdir()
    }


def told(home: Path, did: str) -> str:
    return (
        f"{did} {PAGES} manual pages in {home}/.local/share/man/man1\n"
        f"{did} {home}/.local/share/bash-completion/completions/git-session\n"
        f"{did} {home}/.local/share/zsh/site-functions/_git-session\n"
        f"{did} {home}/.config/fish/completions/git-session.fish\n"
        f"{did} {home}/.config/fish/conf.d/git-session.fish\n"
    )


def test_every_file_goes_where_its_reader_looks(outside: Repo, home: Path) -> None:
    code, out, err = completions(outside, "install")
    assert (code, out) == (0, told(home, "created"))
    assert err.endswith("session: undo with: git session uninstall --completions\n")
    assert installed(home) == expected()
    assert list(outside.top.iterdir()) == [], "nothing where it was typed"


def test_a_second_time_changes_nothing(outside: Repo, home: Path) -> None:
    completions(outside, "install")
    times = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    _, out, _ = completions(outside, "install")
    assert out == "manual pages and completion are installed already; nothing changed\n"
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == times


def test_the_plan_is_shown_and_nothing_is_done(outside: Repo, home: Path) -> None:
    assert completions(outside, "install", "--dry-run")[1] == told(home, "would create")
    assert installed(home) == {}
    completions(outside, "install")
    assert completions(outside, "uninstall", "--dry-run")[1] == told(home, "would delete")
    assert installed(home) == expected()


def test_uninstall_takes_all_of_it_away(outside: Repo, home: Path) -> None:
    completions(outside, "install")
    assert completions(outside, "uninstall") == (0, told(home, "deleted"), "")
    assert installed(home) == {}
    nothing = "no manual page or completion of ours is in your directories; nothing changed\n"
    assert completions(outside, "uninstall") == (0, nothing, "")


def test_an_older_version_is_brought_up_to_date(outside: Repo, home: Path) -> None:
    completions(outside, "install")
    pages = home / ".local/share/man/man1"
    old = (pages / "git-session-log.1").read_text().replace("log", "dog")
    (pages / "git-session-log.1").write_text(old)
    (pages / "git-session-gone.1").write_text(old)
    (pages / "git-session-own.1").write_text("a page of somebody's own\n")
    assert completions(outside, "install")[1] == (
        f"updated {pages}/git-session-log.1\ndeleted {pages}/git-session-gone.1\n"
    )
    assert (pages / "git-session-own.1").read_text() == "a page of somebody's own\n"
    completions(outside, "uninstall")
    assert list(installed(home)) == [".local/share/man/man1/git-session-own.1"]


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_a_file_of_somebody_else_is_refused_before_anything_is_written(
    outside: Repo, home: Path, kind: str
) -> None:
    path = home / ".local/share/zsh/site-functions/_git-session"
    path.parent.mkdir(parents=True)
    if kind == "file":
        path.write_text("#compdef git-session\n")
    elif kind == "link":
        path.symlink_to(ROOT / "share/zsh/site-functions/_git-session")
    else:
        path.mkdir()
    before = installed(home)
    code, out, err = completions(outside, "install", check=False)
    assert (code, out) == (4, "")
    assert err == (
        f"session: {path}: is not of git-session's making; nothing was changed\n"
        "session: move it away, then install again\n"
    )
    assert installed(home) == before
    completions(outside, "uninstall")
    assert os.path.lexists(path)


def test_the_base_directories_of_the_person_count(outside: Repo, home: Path) -> None:
    outside.env |= {"XDG_DATA_HOME": f"{home}/my data", "XDG_CONFIG_HOME": "not/absolute"}
    completions(outside, "install")
    assert (home / "my data/man/man1/git-session.1").exists()
    assert (home / ".config/fish/completions/git-session.fish").exists()
    assert not (outside.top / "not").exists()


def test_each_shell_is_told_what_it_needs(outside: Repo, home: Path) -> None:
    bare = home / "bare"
    bare.mkdir()
    for program in ("bash", "zsh", "fish"):
        (bare / program).write_text("#!/bin/sh\n")
        (bare / program).chmod(0o755)
    for name in ("git-session", "git"):
        (bare / name).symlink_to(str(shutil.which(name)))
    outside.env["PATH"] = str(bare)
    _, _, err = completions(outside, "install", "--dry-run")
    assert err.splitlines() == [
        'session: man: add to your profile: export MANPATH="$HOME/.local/share/man:"',
        "session: bash: new shells with bash-completion find it; else add to ~/.bashrc, "
        "or type now:",
        "session:   . $HOME/.local/share/bash-completion/completions/git-session",
        "session: zsh: unless that directory is in your fpath, add to ~/.zshrc above compinit:",
        "session:   fpath=($HOME/.local/share/zsh/site-functions $fpath)",
        "session:   then: exec zsh",
        "session: fish: new shells find it; here type: exec fish",
    ]
    (bare / "zsh").unlink()
    (bare / "fish").unlink()
    outside.env["PATH"] = f"{bare}{os.pathsep}{home}/.local/bin"
    _, _, err = completions(outside, "install", "--dry-run")
    assert len(err.splitlines()) == 2, "man looks beside bin, and only bash is here"


def test_a_home_that_cannot_be_written_is_named(outside: Repo, home: Path) -> None:
    (home / ".local").write_text("a file\n")
    code, out, err = completions(outside, "install", check=False)
    assert (code, out) == (1, "")
    assert f"{home}/.local" in err
    assert "check its permissions" in err


def test_git_opens_the_page(outside: Repo, home: Path) -> None:
    if not shutil.which("man"):
        pytest.skip("man is not here; install man-db or mandoc to open manual pages")
    completions(outside, "install")
    pages = f"{home}/.local/share/man"
    outside.env |= {"MANPATH": pages, "MANPAGER": "cat", "PAGER": "cat", "MANWIDTH": "80"}
    found = outside.run("man", "-w", "git-session").out.strip()
    assert found == f"{pages}/man1/git-session.1"
    shown = outside.git("session", "--help").out
    assert "keep the reasoning of a coding session beside the code" in shown
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    assert "note what was decided" in outside.run("man", "git-session-log").out


def test_it_is_told_apart_from_the_hooks(repo: Repo, home: Path) -> None:
    repo.session("install")
    hooks = repo.files(".git/hooks")
    repo.session("install", "--completions")
    repo.session("uninstall", "--completions")
    assert repo.files(".git/hooks") == hooks
