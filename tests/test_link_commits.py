"""Every form a commit can take: the line it changes leads to what was noted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from link import ABC, assert_explains, assert_linked, change, plain, work
from story import assert_recorded, decisions, note, pending, titles

if TYPE_CHECKING:
    from conftest import Repo

# Whole stories in many processes: what they reach is measured by the tests of each part.
pytestmark = pytest.mark.usefixtures("unmeasured")

# An editor that writes a subject above whatever git prepared.
WRITING = {"GIT_EDITOR": "sed -i '1s/^/Do d\\n/'"}
LINKED = {**ABC, "d.py": "d"}


@pytest.mark.parametrize("cleanup", ["default", "strip", "whitespace", "verbatim", "scissors"])
@pytest.mark.parametrize("how", ["typed", "edited", "edited with the diff", "from a file"])
def test_every_cleanup_of_the_message(feat: Repo, cleanup: str, how: str) -> None:
    """The trailer stands once, as a trailer, where the mode leaves room for one."""
    stem = titles_of_trailer(feat)[0]
    feat.config("commit.cleanup", cleanup)
    change(feat, "d")
    if how == "typed":
        feat.git("commit", "-m", "Do d")
    elif how == "from a file":
        feat.git("commit", "-F", "-", stdin="Do d\n\n# a heading, not a comment\n\nBody\n")
    else:
        verbose = ["-v"] if how == "edited with the diff" else []
        feat.git("commit", *verbose, env=WRITING)
    assert feat.subjects()[0] == "Do d"
    assert_linked(feat, LINKED)
    assert feat.message().count(f"Session: {stem}") == 1
    if cleanup not in ("verbatim", "whitespace") or how in ("typed", "from a file"):
        assert titles_of_trailer(feat) == [stem]


def titles_of_trailer(repo: Repo) -> list[str]:
    """The sessions that the last commit's trailers name."""
    return repo.git("log", "-1", "--format=%(trailers:key=Session,valueonly)").out.split()


@pytest.mark.parametrize("cleanup", ["default", "strip", "whitespace", "verbatim", "scissors"])
def test_a_commit_given_up_in_the_editor_and_made_again(feat: Repo, cleanup: str) -> None:
    feat.config("commit.cleanup", cleanup)
    change(feat, "d")
    assert feat.git("commit", "-v", env={"GIT_EDITOR": "false"}, check=False).code == 1
    assert feat.git("commit", "-v", env={"GIT_EDITOR": "truncate -s 0"}, check=False).code == 1
    assert feat.status() == "A  d.py\n", "nothing of ours is left behind"
    feat.git("commit", "-v", env=WRITING)
    assert_linked(feat, LINKED)


def test_a_part_of_what_is_changed_by_path(feat: Repo) -> None:
    change(feat, "e")
    note(feat, "d")
    feat.append("a.py", "d = 1\n")
    feat.git("commit", "a.py", "-m", "Do d")
    assert feat.status() == "A  e.py\n", "what was staged beside stays staged, and nothing else"
    feat.git("commit", "-m", "Do e")
    assert_linked(feat, {**ABC, "a.py:2": "d"}, beside=("e",), together=("d", "e"))


def test_a_part_of_what_is_changed_by_path_and_what_is_staged_too(feat: Repo) -> None:
    feat.stage("e.py", "e = 1\n")
    note(feat, "d")
    feat.append("a.py", "d = 1\n")
    feat.git("commit", "--include", "a.py", "-m", "Do d")
    assert_linked(feat, {**ABC, "a.py:2": "d", "e.py": "d"})


def test_a_part_of_a_file_by_patch(feat: Repo) -> None:
    feat.commit("Room", {"d.py": "".join(f"{number}\n" for number in range(30))})
    text = feat.read("d.py")
    note(feat, "d")
    feat.write("d.py", f"d = 1\n{text}e = 1\n")
    feat.git("commit", "-p", "-m", "Do d", stdin="y\nn\n")
    assert feat.status() == " M d.py\n"
    note(feat, "e")
    feat.git("commit", "-a", "-m", "Do e")
    assert_linked(feat, {**ABC, "d.py:1": "d", "d.py:32": "e"})


def test_a_part_of_a_file_added_by_patch(feat: Repo) -> None:
    feat.commit("Room", {"d.py": "".join(f"{number}\n" for number in range(30))})
    text = feat.read("d.py")
    note(feat, "d")
    feat.write("d.py", f"d = 1\n{text}e = 1\n")
    feat.git("add", "-p", stdin="y\nn\n")
    feat.git("commit", "-m", "Do d")
    assert feat.status() == " M d.py\n"
    work(feat, "e", file="f.py")
    feat.git("checkout", "d.py")
    assert_linked(feat, {**ABC, "d.py:1": "d", "f.py": "e"})


def test_all_that_is_tracked(feat: Repo) -> None:
    note(feat, "d")
    for name in "abc":
        feat.append(f"{name}.py", "d = 1\n")
    feat.git("commit", "-a", "-m", "Do d")
    assert_linked(feat, {**ABC, "a.py:2": "d", "b.py:2": "d", "c.py:2": "d"})


def test_a_hurried_commit_leaves_its_entry_to_the_next_one(feat: Repo) -> None:
    """Nothing was told before the commit; `why` finds the entry in the session's next commit."""
    change(feat, "d")
    feat.git("commit", "--no-verify", "-m", "Do d in a hurry")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    plain(feat, "e")
    assert_linked(feat, LINKED, later=("d",))


def test_two_hurried_commits_in_a_row(feat: Repo) -> None:
    for name in "de":
        change(feat, name)
        feat.git("commit", "--no-verify", "-m", f"Do {name} in a hurry")
    assert_linked(feat, ABC)
    work(feat, "f")
    lines = {**ABC, "d.py": "d", "f.py": "f"}
    assert_linked(feat, lines, beside=("e",), later=("d",), together=("d", "e", "f"))


def test_a_hurried_commit_amended_in_peace(feat: Repo) -> None:
    change(feat, "d")
    feat.git("commit", "--no-verify", "-m", "Do d in a hurry")
    feat.append("d.py", "more = 1\n")
    feat.git("commit", "-a", "--amend", "-m", "Do d")
    assert_linked(feat, {**LINKED, "d.py:2": "d"})


def test_a_commit_of_a_program_without_hooks(feat: Repo) -> None:
    """What libraries do: no hook at all runs; the next command follows."""
    change(feat, "d")
    tree = feat.git("write-tree").out.strip()
    made = feat.git("commit-tree", tree, "-p", "HEAD", "-m", "Do d").out.strip()
    feat.git("update-ref", "HEAD", made)
    assert pending(feat) == 1
    work(feat, "e")
    lines = {**LINKED, "e.py": "e"}
    assert_linked(feat, lines, later=("d",), together=("d", "e"))


def test_empty_on_purpose(feat: Repo) -> None:
    """Nothing is staged where nothing else is: the note waits for a commit with content."""
    note(feat, "d")
    feat.git("commit", "--allow-empty", "-m", "Nothing")
    assert_linked(feat, ABC)
    assert pending(feat) == 1
    plain(feat, "e")
    assert_linked(feat, ABC | {"e.py": "d"})


def test_with_a_template_and_a_message_of_another_commit(feat: Repo) -> None:
    feat.write("../template", "# Why?\n")
    feat.config("commit.template", str(feat.path("../template")))
    change(feat, "d")
    feat.git("commit", env=WRITING)
    change(feat, "e")
    feat.git("commit", "-C", "HEAD~2")
    change(feat, "f")
    feat.git("commit", "-c", "HEAD~2", env={"GIT_EDITOR": "true"})
    assert_linked(feat, {**LINKED, "e.py": "e", "f.py": "f"})


def test_only_a_mode_or_a_name_changes(feat: Repo) -> None:
    """The line is as old as before: its reason is what it was."""
    note(feat, "d")
    feat.git("mv", "a.py", "d.py")
    feat.git("commit", "-m", "Rename a")
    note(feat, "e")
    feat.path("b.py").chmod(0o755)
    feat.git("commit", "-a", "-m", "Make b executable")
    lines = {"d.py": "a", "b.py": "b", "c.py": "c"}
    assert_linked(feat, lines, beside=("d", "e"))


def test_a_file_is_removed(feat: Repo) -> None:
    note(feat, "d")
    feat.git("rm", "-q", "b.py")
    feat.git("commit", "-m", "Remove b")
    assert_linked(feat, {"a.py": "a", "c.py": "c"}, beside=("b", "d"))


def test_several_notes_for_one_commit(feat: Repo) -> None:
    for name in "def":
        change(feat, name)
    feat.git("commit", "-m", "Do all three")
    lines = {**LINKED, "e.py": "e", "f.py": "f"}
    assert_linked(feat, lines, together=("d", "e", "f"))


def test_commits_with_nothing_noted_in_between(feat: Repo) -> None:
    for name in "xyz":
        plain(feat, name)
        assert_linked(feat, ABC)
    work(feat, "d")
    assert_linked(feat, LINKED)


def test_a_commit_that_another_hook_refused(feat: Repo) -> None:
    own = feat.read(".git/hooks/pre-commit")
    feat.write(".git/hooks/pre-commit", f"{own}\ntest ! -e refuse || exit 1\n")
    feat.write(".git/info/exclude", "refuse\n")
    change(feat, "d")
    feat.write("refuse", "")
    assert feat.git("commit", "-m", "Do d", check=False).code == 1
    assert decisions(feat) == ["a", "b", "c"]
    assert_recorded(feat)
    assert titles(feat) == ["a", "b", "c"]
    feat.path("refuse").unlink()
    feat.git("commit", "-m", "Do d")
    assert_linked(feat, LINKED)


@pytest.mark.parametrize("away", ["reset", "stash", "switch"])
def test_a_refused_commit_thought_better_of(feat: Repo, away: str) -> None:
    """Its journal file lies staged and is taken along in no foreign commit; the note waits."""
    own = feat.read(".git/hooks/pre-commit")
    feat.write(".git/hooks/pre-commit", f"{own}\ntest ! -e refuse || exit 1\n")
    feat.write(".git/info/exclude", "refuse\n")
    change(feat, "d")
    feat.write("refuse", "")
    assert feat.git("commit", "-m", "Do d", check=False).code == 1
    feat.path("refuse").unlink()
    if away == "reset":
        feat.git("reset", "-q", "--hard")
    elif away == "stash":
        feat.git("stash", "-q")
    else:
        feat.git("switch", "-q", "-c", "side", "main")
        feat.git("commit", "-m", "Aside")
        assert titles(feat) == []
        assert feat.tree() == ["code.py", "d.py"]
        feat.git("switch", "-q", "feat")
    assert pending(feat) == 1
    work(feat, "e")
    assert_linked(feat, {**ABC, "e.py": "e"}, beside=("d",), together=("d", "e"))
    if away == "stash":
        # the stash held the journal file of the refused commit: now two files hold the entry
        feat.git("stash", "pop", "-q")
        feat.git("commit", "-m", "Do d after all")
        assert_linked(feat, ABC, twice=("d",), beside=("d", "e"))
        assert_explains(feat, "d.py", "d")
        assert_explains(feat, "e.py", "d", "e")
