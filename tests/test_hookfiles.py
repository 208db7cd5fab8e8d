"""Our block goes into hook files and comes out again, whatever was there before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session import hookfiles
from git_session.core import hooklines
from git_session.core.hooklines import with_block, without_block
from git_session.errors import Refused, SessionError
from git_session.hookfiles import HOOKS, Change, install, uninstall

BLOCK = hooklines.block("pre-commit", "/opt/git hooks", "/opt/it's/python")
SHIMS = "/opt/git-hooks"
PYTHON = "/opt/python"


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below ``folder`` with its mode and its bytes (of a link: its target)."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if path.is_symlink():
            found[str(path.relative_to(folder))] = (0, os.fsencode(path.readlink()))
        elif path.is_file():
            found[str(path.relative_to(folder))] = (stat.S_IMODE(mode), path.read_bytes())
    return found


def write(path: Path, content: bytes, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def actions(changes: list[Change]) -> dict[str, str]:
    return {Path(change.path).name: change.action for change in changes}


SHELL_HOOKS = {
    "plain": b"#!/bin/sh\necho mine\n",
    "trailing exec": b'#!/bin/bash\nset -eu\nexec mine "$@"\n',
    "options": b"#!/bin/sh -e\nfalse\n",
    "env": b"#!/usr/bin/env bash\nmine\n",
    "env with options": b"#!/usr/bin/env -S A=1 dash -e\nmine\n",
    "busybox": b"#!/bin/busybox sh\nmine\n",
    "windows path": b"#!C:\\Program\\sh.exe\nmine\n",
    "no first line": b"echo mine\n",
    "empty": b"",
    "only a first line": b"#!/bin/sh\n",
    "no newline at the end": b"#!/bin/sh\necho mine",
    "only a first line without newline": b"#!/bin/sh",
    "CRLF": b"#!/bin/sh\r\necho mine\r\n",
    "not UTF-8": b"#!/bin/sh\necho '\xff\xe9'\n",
}


@pytest.mark.parametrize("content", SHELL_HOOKS.values(), ids=SHELL_HOOKS.keys())
@pytest.mark.parametrize("mode", [0o755, 0o700, 0o744])
def test_a_shell_hook_gets_the_block_in_place_and_comes_back_byte_for_byte(
    tmp_path: Path, content: bytes, mode: int
) -> None:
    hook = write(tmp_path / "pre-commit", content, mode)
    before = snapshot(tmp_path)

    assert actions(install(str(tmp_path), SHIMS, PYTHON))["pre-commit"] == "added"
    assert hooklines.BEGIN.encode() in hook.read_bytes()
    assert stat.S_IMODE(hook.stat().st_mode) == mode
    assert uninstall(str(tmp_path))[0] == Change(str(hook), "removed")
    assert snapshot(tmp_path) == before


def test_the_block_stands_right_below_the_first_line() -> None:
    text = '#!/bin/sh\nexec mine "$@"\n'
    assert with_block(text, BLOCK) == f'#!/bin/sh\n{BLOCK}exec mine "$@"\n'


def test_the_block_quotes_its_paths() -> None:
    assert "git_session_shims='/opt/git hooks'\n" in BLOCK
    assert """git_session_python='/opt/it'"'"'s/python'\n""" in BLOCK


@given(st.text().filter(lambda text: hooklines.BEGIN not in text), st.booleans())
def test_without_block_undoes_with_block(text: str, shebang: bool) -> None:
    text = f"#!/bin/sh{text}" if shebang else text
    once = with_block(text, BLOCK)
    assert with_block(once, BLOCK) == once
    assert without_block(once) == text


def test_a_new_path_replaces_the_old_block_where_it_stands(tmp_path: Path) -> None:
    hook = write(tmp_path / "pre-commit", b"#!/bin/sh\nmine\n")
    install(str(tmp_path), SHIMS, PYTHON)
    moved = f"#!/bin/sh\nfirst\n{hook.read_text()[10:]}"
    hook.write_text(moved)

    changes = install(str(tmp_path), SHIMS, "/new/python")

    assert set(actions(changes).values()) == {"updated"}
    assert hook.read_text() == moved.replace(PYTHON, "/new/python")
    assert without_block(hook.read_text()) == "#!/bin/sh\nfirst\nmine\n"


def test_where_no_hook_is_one_is_made_and_taken_away_again(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    changes = install(str(hooks), SHIMS, PYTHON)

    assert changes == [Change(str(hooks / name), "created") for name in HOOKS]
    assert hookfiles.installed(str(hooks)) == HOOKS
    assert all(os.access(hooks / name, os.X_OK) for name in HOOKS)
    assert uninstall(str(hooks)) == [Change(str(hooks / name), "deleted") for name in HOOKS]
    assert snapshot(tmp_path) == {}


def test_installing_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "pre-commit", b"#!/bin/sh\nmine\n")
    write(tmp_path / "commit-msg", b"#!/usr/bin/python3\n")
    install(str(tmp_path), SHIMS, PYTHON)
    before = snapshot(tmp_path)

    assert set(actions(install(str(tmp_path), SHIMS, PYTHON)).values()) == {"unchanged"}
    assert snapshot(tmp_path) == before


def test_a_dry_run_tells_the_same_and_touches_nothing(tmp_path: Path) -> None:
    write(tmp_path / "hooks/pre-commit", b"#!/bin/sh\nmine\n")
    write(tmp_path / "hooks/commit-msg", b"#!/usr/bin/python3\n")
    hooks, before = str(tmp_path / "hooks"), snapshot(tmp_path)

    planned = install(hooks, SHIMS, PYTHON, dry_run=True)
    assert snapshot(tmp_path) == before
    assert install(hooks, SHIMS, PYTHON) == planned

    after = snapshot(tmp_path)
    planned = uninstall(hooks, dry_run=True)
    assert snapshot(tmp_path) == after
    assert uninstall(hooks) == planned
    assert snapshot(tmp_path) == before


FOREIGN_HOOKS = {
    "python": (b"#!/usr/bin/env python3\nprint('mine')\n", 0o755),
    "perl": (b"#!/usr/bin/perl -w\n", 0o755),
    "zsh": (b"#!/bin/zsh\n", 0o755),
    "binary": (b"\x7fELF\x02\x01\x01\x00\x00\xff", 0o755),
    "shell with a binary part": (b"#!/bin/sh\nexit\n\x00\x01", 0o755),
    "switched off": (b"#!/bin/sh\necho off\n", 0o644),
    "no interpreter": (b"#!\n", 0o755),
    "env without a program": (b"#!/usr/bin/env -S\n", 0o755),
}


@pytest.mark.parametrize(("content", "mode"), FOREIGN_HOOKS.values(), ids=FOREIGN_HOOKS.keys())
def test_any_other_hook_is_kept_beside_ours_and_comes_back(
    tmp_path: Path, content: bytes, mode: int
) -> None:
    hook = write(tmp_path / "commit-msg", content, mode)
    before = snapshot(tmp_path)
    kept = tmp_path / "commit-msg.kept-by-git-session"

    changes = {Path(change.path).name: change for change in install(str(tmp_path), SHIMS, PYTHON)}

    assert changes["commit-msg"] == Change(str(hook), "chained", str(kept))
    assert (stat.S_IMODE(kept.stat().st_mode), kept.read_bytes()) == (mode, content)
    assert os.access(hook, os.X_OK)
    assert uninstall(str(tmp_path))[1] == Change(str(hook), "restored", str(kept))
    assert snapshot(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["commit-msg"]


def test_a_link_is_kept_and_what_it_points_at_is_not_written(tmp_path: Path) -> None:
    script = write(tmp_path / "scripts/check", b"#!/bin/sh\necho tracked\n")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").symlink_to("../scripts/check")
    (hooks / "post-merge").symlink_to("nowhere")
    before = snapshot(tmp_path)

    changes = actions(install(str(hooks), SHIMS, PYTHON))

    assert (changes["pre-commit"], changes["post-merge"]) == ("chained", "chained")
    assert not (hooks / "pre-commit").is_symlink()
    assert script.read_bytes() == b"#!/bin/sh\necho tracked\n"
    uninstall(str(hooks))
    assert snapshot(tmp_path) == before


def test_a_link_to_a_file_that_holds_our_block_is_not_ours(tmp_path: Path) -> None:
    install(str(tmp_path / "other"), SHIMS, PYTHON)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").symlink_to("../other/pre-commit")
    assert uninstall(str(hooks)) == []


def test_an_install_that_was_cut_short_is_carried_on(tmp_path: Path) -> None:
    hook = write(tmp_path / "pre-commit", b"#!/usr/bin/python3\n")
    (tmp_path / "post-merge").symlink_to("nowhere")
    before = snapshot(tmp_path)
    os.link(hook, f"{hook}.kept-by-git-session")
    (tmp_path / "post-merge.kept-by-git-session").symlink_to("nowhere")

    assert actions(install(str(tmp_path), SHIMS, PYTHON))["pre-commit"] == "chained"
    uninstall(str(tmp_path))
    assert snapshot(tmp_path) == before


def test_without_hard_links_the_hook_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    write(tmp_path / "pre-commit", b"#!/usr/bin/python3\n", 0o744)
    before = snapshot(tmp_path)
    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "symlink", refuse)
    install(str(tmp_path), SHIMS, PYTHON)
    assert not (tmp_path / "kept-by-git-session" / "pre-commit").exists()
    uninstall(str(tmp_path))
    assert snapshot(tmp_path) == before


def test_a_second_kept_hook_is_refused_before_anything_changes(tmp_path: Path) -> None:
    hook = write(tmp_path / "post-rewrite", b"#!/usr/bin/python3\n")
    kept = write(tmp_path / "post-rewrite.kept-by-git-session", b"another")
    before = snapshot(tmp_path)

    with pytest.raises(Refused) as refused:
        install(str(tmp_path), SHIMS, PYTHON)

    assert (
        refused.value.message == f"{hook}: not a shell hook, and {kept} already keeps another one"
    )
    assert snapshot(tmp_path) == before


def test_half_a_block_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    hook = write(tmp_path / "pre-commit", b"#!/bin/sh\n# >>> git-session >>>\nmine\n")
    message = f"{hook}: the line `# >>> git-session >>>` has no `# <<< git-session <<<` after it"
    with pytest.raises(Refused) as refused:
        install(str(tmp_path), SHIMS, PYTHON)
    assert refused.value.message == message
    with pytest.raises(Refused) as refused:
        uninstall(str(tmp_path))
    assert refused.value.message == message


def test_lines_that_a_person_added_to_our_file_stay(tmp_path: Path) -> None:
    install(str(tmp_path), SHIMS, PYTHON)
    hook = tmp_path / "pre-commit"
    hook.write_text(f"{hook.read_text()}echo mine\n")
    assert uninstall(str(tmp_path))[0] == Change(str(hook), "removed")
    assert hook.read_text() == "#!/bin/sh\necho mine\n"


def test_a_chaining_hook_that_a_person_edited_is_left_to_them(tmp_path: Path) -> None:
    hook = write(tmp_path / "pre-commit", b"#!/usr/bin/python3\n")
    install(str(tmp_path), SHIMS, PYTHON)
    edited = hook.read_text().replace("#!/bin/sh\n", "#!/bin/sh\necho mine\n")
    hook.write_text(edited)
    kept = f"{hook}.kept-by-git-session"
    assert uninstall(str(tmp_path))[0] == Change(str(hook), "left", kept)
    assert hook.read_text() == edited


def test_a_chaining_hook_whose_kept_file_is_gone_is_deleted(tmp_path: Path) -> None:
    hook = write(tmp_path / "pre-commit", b"#!/usr/bin/python3\n")
    install(str(tmp_path), SHIMS, PYTHON)
    Path(f"{hook}.kept-by-git-session").unlink()
    assert uninstall(str(tmp_path))[0] == Change(str(hook), "deleted")


def test_a_hook_of_ours_that_was_switched_off_is_switched_on(tmp_path: Path) -> None:
    install(str(tmp_path), SHIMS, PYTHON)
    (tmp_path / "pre-commit").chmod(0o644)
    assert actions(install(str(tmp_path), SHIMS, PYTHON))["pre-commit"] == "updated"
    assert stat.S_IMODE((tmp_path / "pre-commit").stat().st_mode) == 0o755


def test_a_fault_of_the_file_system_names_the_file(tmp_path: Path) -> None:
    blocked = write(tmp_path / "file", b"") / "hooks"
    with pytest.raises(SessionError) as fault:
        install(str(blocked), SHIMS, PYTHON)
    assert fault.value.message == f"{blocked.parent}: Not a directory"


def test_a_hook_that_cannot_be_written_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    hook = write(tmp_path / "pre-commit", b"#!/bin/sh\nmine\n")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SessionError, match="No space left on device"):
        install(str(tmp_path), SHIMS, PYTHON)
    assert [path.name for path in tmp_path.iterdir()] == ["pre-commit"]
    assert hook.read_bytes() == b"#!/bin/sh\nmine\n"


def test_the_shims_of_this_package_are_found() -> None:
    shims = Path(hookfiles.shims_dir())
    assert sorted(path.name for path in shims.iterdir()) == sorted((*HOOKS, "common.sh"))


def test_a_package_without_shims_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hookfiles, "__file__", str(tmp_path / "a/b/c/hookfiles.py"))
    with pytest.raises(SessionError, match="the shell hooks are missing"):
        hookfiles.shims_dir()
