"""Globs mean what `.gitignore` makes them mean, and none takes long."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_session.core import globs

if TYPE_CHECKING:
    from conftest import Repo

PARTS = st.text(st.sampled_from("ab.-*?[]!^\\"), min_size=1, max_size=6) | st.sampled_from(
    ["**", "***", "*", "a", "b", "ab", "[ab]*", "a**b"]
)
GLOBS = st.builds(
    lambda head, parts, tail: head + "/".join(parts) + tail,
    st.sampled_from(["", "/", "!"]),
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)
NAMES = st.text(st.sampled_from("ab.-]!\\c"), min_size=1, max_size=4).filter(
    lambda name: name not in (".", "..") and not name.startswith("\\")
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(("glob", "fitting", "others"), [
    ("web/**", ["web/a", "web/a/b"], ["web", "x/web/a", "webs/a"]),
    ("web", ["web", "web/a/b", "x/web", "x/web/a"], ["webs", "x/aweb"]),
    ("/web", ["web", "web/a"], ["x/web"]),
    ("./web", ["web", "web/a"], ["x/web"]),
    ("web/", ["web/a", "x/web/a"], ["web", "x/web"]),
    ("*.ts", ["a.ts", "x/y/.ts"], ["a.tsx", "ats"]),
    ("web/*.ts", ["web/a.ts"], ["web/x/a.ts", "x/web/a.ts"]),
    ("web/**/test/*", ["web/test/a", "web/x/y/test/a/b"], ["web/test", "test/a"]),
    ("**/doc/**", ["doc/a", "x/doc/a"], ["doc", "x/doc"]),
    ("a**b", ["ab", "axxb"], ["a/b"]),
    ("v?", ["v1", "vé"], ["v", "v12", "v/"]),
    ("[!a-c]x", ["dx", "]x"], ["ax", "x", "/x"]),
    ("[]a-]x", ["]x", "ax", "-x"], ["bx"]),
    (r"[\]]", ["]"], ["\\"]),
    (r"\*\[", ["*["], ["a["]),
    (r"\!a", ["!a"], ["a"]),
    ("**", ["a", "a/b"], []),
    ("**/", ["a/b"], ["a"]),
    ("*a*b*c", ["xaxbxbc", "abc"], ["acb", "ab/c"]),
])  # fmt: skip
def test_what_fits(glob: str, fitting: list[str], others: list[str]) -> None:
    fits = globs.compiled(glob).fits
    assert [path for path in [*fitting, *others] if fits(path)] == fitting


@pytest.mark.parametrize(("glob", "why"), [
    ("", "is empty"),
    ("!/", "is empty"),
    ("a" * 257, "is longer than 256 characters"),
    ("a//b", "has two slashes in a row"),
    ("../a", "leads out of the tree"),
    ("a/./b", "leads out of the tree"),
    ("a\x1b", "holds a control character"),
    ("[[:alpha:]]", "names a class of letters"),
    ("[a", "has a bracket that is not closed"),
    ("[a/b]", "has a bracket that is not closed"),
    ("[b-a]", "has the range b-a"),
    ("a\\", "has a backslash that nothing follows"),
])  # fmt: skip
def test_what_is_none(glob: str, why: str) -> None:
    with pytest.raises(globs.BadGlob) as told:
        globs.compiled(glob)
    assert str(told.value).startswith(why)


def ignored(repo: Repo, glob: str, paths: list[str]) -> list[str]:
    """Those of ``paths`` that git would ignore if ``glob`` stood in a `.gitignore`."""
    repo.write(".git/info/exclude", f"{glob}\n")
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z"],
        cwd=repo.top, input="".join(f"{path}\0" for path in paths).encode(),
        capture_output=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    return asked.stdout.decode().split("\0")[:-1]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GLOBS, st.lists(PATHS, max_size=12, unique=True))
def test_git_says_the_same(empty: Repo, glob: str, paths: list[str]) -> None:
    try:
        made = globs.compiled(glob)
    except globs.BadGlob:
        return
    bare = glob.removeprefix("!")
    assert made.excludes == (bare != glob)
    bare = f"\\{bare}" if bare.startswith("!") else bare
    assert [path for path in paths if made.fits(path)] == ignored(empty, bare, paths)


@given(st.text(max_size=30))
def test_any_text_is_a_glob_or_says_why_not(text: str) -> None:
    with contextlib.suppress(globs.BadGlob):
        globs.compiled(text).fits("a/b")


@pytest.mark.parametrize(("glob", "path"), [
    ("*a" * 127 + "b", "a" * 4000),
    ("**/a/" * 51 + "b", "a/" * 2000 + "a"),
    ("**/*a*/" * 36 + "b", "aaaa/" * 800 + "a"),
    ("[!b]*" * 51 + "b", "a" * 4000),
])  # fmt: skip
def test_a_hostile_glob_takes_no_time(glob: str, path: str) -> None:
    fits = globs.compiled(glob).fits
    begun = time.process_time()
    assert not fits(path)
    assert time.process_time() - begun < 1
