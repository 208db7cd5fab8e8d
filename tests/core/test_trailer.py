"""The trailer of a commit message; real git is asked what it reads in the commit."""

from __future__ import annotations

import sys
import time

import pytest
from conftest import SRC, Repo
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import FILES

from git_session.core import trailer

X = "fix-34567890"
SCISSORS = "# ------------------------ >8 ------------------------"
HELP = "# Please enter the commit message for your changes.\n#\n# On branch main\n"
PYTHON = sys.executable
SCRIPT = f"""
import sys
sys.path.insert(0, '{SRC}')
from git_session.core import trailer
text = open(sys.argv[1]).read()
open(sys.argv[1], 'w').write(trailer.add(text, '{X}', comment=sys.argv[2], editor=True))
"""
LINES = st.sampled_from(
    ("", "a", "# c", "#123", "A: b", "  c", "https://x", f"Session: {X}", SCISSORS, "a: b\r", "---")
)
MESSAGES = st.one_of(st.lists(LINES, max_size=8).map("\n".join), FILES)


def add(message: str, editor: bool = False, template: str = "") -> str:
    return trailer.add(message, X, comment="#", editor=editor, template=template)


WITHOUT_EDITOR = [
    ("a subject", "a", f"a\n\nSession: {X}\n"),
    ("a subject like a trailer", "fix: a\n", f"fix: a\n\nSession: {X}\n"),
    ("a body", "a\n\nb\n", f"a\n\nb\n\nSession: {X}\n"),
    ("a trailer", "a\n\nB-c: d\n", f"a\n\nB-c: d\nSession: {X}\n"),
    ("a long one", "a\n\nB: c\n d\n", f"a\n\nB: c\n d\nSession: {X}\n"),
    ("a pick", "a\n\n(cherry picked from commit 1)\n",
     f"a\n\n(cherry picked from commit 1)\nSession: {X}\n"),
    ("a remark among them", "a\n\n[bob: b]\nSigned-off-by: b\n",
     f"a\n\n[bob: b]\nSigned-off-by: b\nSession: {X}\n"),
    ("too many remarks", "a\n\nb\nc\nd\ne\nSigned-off-by: b\n",
     f"a\n\nb\nc\nd\ne\nSigned-off-by: b\n\nSession: {X}\n"),
    ("a remark among others'", "a\n\nb\nC: d\n", f"a\n\nb\nC: d\n\nSession: {X}\n"),
    ("an address", "a\n\nhttps://x\n", f"a\n\nhttps://x\n\nSession: {X}\n"),
    ("a number", "a\n\nB: c\n#123", f"a\n\nB: c\n#123\n\nSession: {X}\n"),
    ("blank lines", "a\n\n \n\n", f"a\n\nSession: {X}\n"),
    ("CRLF", "a\r\n\r\nB: c\r\n", f"a\r\n\r\nB: c\r\nSession: {X}\n"),
    ("scissors", f"a\n\n{SCISSORS}\nb", f"a\n\nSession: {X}\n\n{SCISSORS}\nb"),
    ("one that is quoted", f"a\n\n    Session: {X}\n", f"a\n\n    Session: {X}\n\nSession: {X}\n"),
    ("another session's", "a\n\nSession: b\n", f"a\n\nSession: b\nSession: {X}\n"),
    ("it is there", f"a\n\nSession: {X}\n", f"a\n\nSession: {X}\n"),
    ("nothing", "\n# c\n", "\n# c\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "whole"), [c[1:] for c in WITHOUT_EDITOR], ids=[c[0] for c in WITHOUT_EDITOR]
)
def test_a_trailer_is_added(message: str, whole: str) -> None:
    assert add(message) == whole


WITH_EDITOR = [
    ("comments below", f"a\n\n{HELP}", f"a\n\nSession: {X}\n\n{HELP}"),
    ("a trailer above them", f"a\n\nB: c\n{HELP}", f"a\n\nB: c\nSession: {X}\n\n{HELP}"),
    ("one among trailers", "a\n\nB: c\n# d\nE: f\n", f"a\n\nB: c\n# d\nE: f\nSession: {X}\n"),
    (
        "scissors",
        f"a\n\n{HELP}{SCISSORS}\ndiff\n",
        f"a\n\nSession: {X}\n\n{HELP}{SCISSORS}\ndiff\n",
    ),
    ("only comments", f"\n{HELP}", f"\n{HELP}"),
    ("only scissors", f"\n{SCISSORS}\ndiff", f"\n{SCISSORS}\ndiff"),
]


@pytest.mark.parametrize(
    ("message", "whole"), [c[1:] for c in WITH_EDITOR], ids=[c[0] for c in WITH_EDITOR]
)
def test_comments_stay_below_it(message: str, whole: str) -> None:
    assert add(message, editor=True) == whole


def test_an_untouched_template_stays_one() -> None:
    template = "Ticket:\n\n# why?\n"
    assert add(f"Ticket:\n\n{HELP}", editor=True, template=template) == f"Ticket:\n\n{HELP}"
    assert "Session" in add(f"Ticket: 1\n\n{HELP}", editor=True, template=template)


@given(MESSAGES, st.booleans(), st.sampled_from(("#", ";", "//")))
@example(f"a\n\n  Session: {X}\n{SCISSORS}", True, "#")
def test_adding_it_again_changes_nothing(message: str, editor: bool, comment: str) -> None:
    once = trailer.add(message, X, comment=comment, editor=editor)
    assert trailer.add(once, X, comment=comment, editor=editor) == once
    assert "".join(once.replace(f"Session: {X}", "").split()) == "".join(
        message.replace(f"Session: {X}", "").split()
    )


def committed(repo: Repo) -> list[str]:
    """The values that git itself finds in the newest commit."""
    format_ = "--format=%(trailers:key=Session,valueonly)"
    return repo.git("log", "-1", format_).out.split()


MODES: list[tuple[str, str, tuple[str, ...]]] = [
    ("a subject", "a\n", ()),
    ("a body", "a\n\nb: c d\ne\n", ()),
    ("a sign-off", "a\n\nb\n\nSigned-off-by: A <a@b.c>\n", ()),
    ("a sign-off to come", "a\n\nb\n", ("--signoff",)),
    ("a remark", "a\n\n[b: c]\nSigned-off-by: A <a@b.c>\n", ()),
    ("an address", "a\n\nsee\nhttps://example.com\n", ()),
    ("an address alone", "a\n\nhttps://example.com\n", ()),
    ("a number", "a\n\nB: c\n#123\n", ()),
    ("three dashes", "a\n\n---\nb\n", ()),
    ("scissors", f"a\n\n{SCISSORS}\nb\n", ()),
    ("as it is", "a\n\n\n# b\n", ("--cleanup=verbatim",)),
    ("blanks", "a\n\nb\n\n\n# c\n", ("--cleanup=whitespace",)),
    ("to the scissors", f"a\n\n# b\n{SCISSORS}\nc\n", ("--cleanup=scissors",)),
    ("no comments", "a\n\nB: c\n# d\n", ("--cleanup=strip",)),
]


@pytest.mark.parametrize(("message", "options"), [c[1:] for c in MODES], ids=[c[0] for c in MODES])
def test_git_reads_it_in_what_a_file_gives(
    repo: Repo, message: str, options: tuple[str, ...]
) -> None:
    repo.write("message", add(message))
    repo.git("commit", "-q", "--allow-empty", "-F", "message", *options)
    assert committed(repo) == [X]
    body = repo.message()
    assert all(line in body for line in message.splitlines() if line[:1] != "#")


EDITED: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    ("a subject", "a", (), ()),
    ("a trailer", "a\n\nB: c", (), ("B: c",)),
    ("a diff below", "a\n\nB: c", ("-v",), ("B: c",)),
    ("a number", "a\n\nB: c\n#123", (), ("B: c",)),
    ("another comment sign", "a\n\n#123", ("-c", "core.commentChar=;"), ("#123",)),
    ("another sign and a diff", "a\n\nB: c", ("-c", "core.commentChar=;", "-v"), ("B: c",)),
    ("a template", "a\n\nB: c", ("-t", "template"), ("B: c", "From: template")),
    ("to the scissors", "a\n\nB: c", ("--cleanup=scissors",), ("B: c",)),
]


@pytest.mark.parametrize(
    ("typed", "options", "kept"), [c[1:] for c in EDITED], ids=[c[0] for c in EDITED]
)
def test_git_reads_it_in_what_an_editor_gives(
    repo: Repo, typed: str, options: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    """The editor puts what is typed first; commit-msg is this function."""
    repo.write("typed", typed + "\n")
    repo.write("template", "From: template\n# hint\n")
    repo.write("editor", '#!/bin/sh\ncat "$1" >> typed\ncp typed "$1"\n').chmod(0o755)
    comment = ";" if "core.commentChar=;" in options else "#"
    repo.hook(
        "commit-msg",
        f'"{PYTHON}" -c "{SCRIPT}" "$1" "{comment}"',
    )
    settings = options[:2] if options[:1] == ("-c",) else ()
    rest = options[len(settings) :]
    repo.stage("code.py", "print('bye')\n")
    repo.git(*settings, "commit", "-q", *rest, env={"GIT_EDITOR": "./editor"})
    assert committed(repo) == [X]
    body = repo.message()
    assert all(line in body for line in kept)
    assert "diff --git" not in body


def test_an_editor_that_leaves_nothing_aborts(repo: Repo) -> None:
    repo.hook("commit-msg", f'"{PYTHON}" -c "{SCRIPT}" "$1" "#"')
    repo.stage("code.py", "print('bye')\n")
    done = repo.git("commit", "-q", "-v", check=False, env={"GIT_EDITOR": "true"})
    assert (done.code, repo.subjects()) == (1, ["First"])


def test_a_squash_message_tells_its_sessions() -> None:
    message = (
        f"Squashed\n\n    a\n\n    Session: {X}\n\n* Session: b\n- Session: {X}\n\nSession: \n"
    )
    assert trailer.session_of(message) == [X, "b"]
    assert trailer.session_of("Sessions: a\nMy Session: b") == []


def test_long_messages_cost_linear_time() -> None:
    texts = ["a\n\n" + "B: c\n" * 100_000, "a\n" * 200_000, "a" + "\n" * 500_000, "#\n" * 200_000]
    start = time.process_time()
    for text in texts:
        add(text)
        add(text, editor=True)
    assert time.process_time() - start < 10
