"""The trailer: where git itself finds it, once, and never where a commit should be refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import trailer

VALUE = "fix-sweep-bug-34567890"
OURS = f"Session: {VALUE}"
CUT = "# ------------------------ >8 ------------------------"
HELP = "# Please enter the commit message for your changes.\n#\n# On branch main\n"
SIGNED = "Signed-off-by: A <a@example.com>"
ROLES = ("AUTHOR", "COMMITTER")
PICKED = "(cherry picked from commit 1234567)"


def add(message: str, *, editor: bool = False, comment: str = "#", template: str = "") -> str:
    return trailer.add(message, VALUE, comment=comment, editor=editor, template=template)


WITHOUT_EDITOR = [
    ("a subject", "one\n", f"one\n\n{OURS}\n"),
    ("no newline at the end", "one", f"one\n\n{OURS}\n"),
    ("a body", "one\n\ntext\n", f"one\n\ntext\n\n{OURS}\n"),
    ("blank lines at the end", "one\n\n\n", f"one\n\n{OURS}\n\n\n"),
    ("trailers", f"one\n\n{SIGNED}\n", f"one\n\n{SIGNED}\n{OURS}\n"),
    ("a trailer of several lines", "one\n\nA: b\n  c\n", f"one\n\nA: b\n  c\n{OURS}\n"),
    ("a picked commit", f"one\n\n{PICKED}\n", f"one\n\n{PICKED}\n{OURS}\n"),
    ("text beside a sign-off", f"one\n\ntext\n{SIGNED}\n", f"one\n\ntext\n{SIGNED}\n{OURS}\n"),
    ("much text beside it", f"one\n\na\nb\nc\nd\n{SIGNED}\n", None),
    ("text beside a trailer", "one\n\nA: b\ntext\n", None),
    ("an indented line first", "one\n\n text\nA: b\n", None),
    ("a subject like a trailer", "fix: one\n", f"fix: one\n\n{OURS}\n"),
    ("a subject of two lines", f"one\n{SIGNED}\n", f"one\n{SIGNED}\n\n{OURS}\n"),
    ("a subject below blank lines", "\n\nA: b\n", f"\n\nA: b\n\n{OURS}\n"),
    ("an address", "one\n\nhttps://x\n", f"one\n\nhttps://x\n\n{OURS}\n"),
    ("a hash of a ticket", "one\n\nA: b\n#123\n", f"one\n\nA: b\n#123\n\n{OURS}\n"),
    ("a word with a blank", "one\n\nSee also: b\n", None),
    ("three dashes", "one\n\n---\n\nA: b\n", f"one\n\n---\n\nA: b\n{OURS}\n"),
    ("the same trailer", f"one\n\n{OURS}\nA: b\n", f"one\n\n{OURS}\nA: b\n"),
    ("no newline after it", f"one\n\n{OURS}", f"one\n\n{OURS}"),
    ("in another case", f"one\n\nsession:  {VALUE}\n", f"one\n\nsession:  {VALUE}\n"),
    ("another session", "one\n\nSession: b-1\n", f"one\n\nSession: b-1\n{OURS}\n"),
    ("the same above other text", f"one\n\n{OURS}\n\nmore\n", f"one\n\n{OURS}\n\nmore\n\n{OURS}\n"),
    ("carriage returns", "one\r\n\r\nA: b\r\n", f"one\r\n\r\nA: b\r\n{OURS}\r\n"),
    ("a body with carriage returns", "one\r\n", f"one\r\n\r\n{OURS}\r\n"),
    ("scissors", f"one\n{CUT}\ndiff\n", f"one\n\n{OURS}\n{CUT}\ndiff\n"),
    ("nothing", "", ""),
    ("blank lines", "\n \n", "\n \n"),
    ("sign-offs only", f"\n{SIGNED}\n", f"\n{SIGNED}\n"),
    ("comments only", "#123\n", "#123\n"),
    ("nothing above scissors", f"\n{CUT}\ndiff\n", f"\n{CUT}\ndiff\n"),
]


@pytest.mark.parametrize(
    ("message", "after"), [c[1:] for c in WITHOUT_EDITOR], ids=[c[0] for c in WITHOUT_EDITOR]
)
def test_without_an_editor_comments_are_text(message: str, after: str | None) -> None:
    """None: the last paragraph is no trailer block, so one of its own follows."""
    assert add(message) == (f"{message}\n{OURS}\n" if after is None else after)


WITH_EDITOR = [
    ("a subject", f"one\n\n{HELP}", f"one\n\n{OURS}\n\n{HELP}"),
    ("help right below", f"one\n{HELP}", f"one\n\n{OURS}\n{HELP}"),
    ("trailers", f"one\n\n{SIGNED}\n\n{HELP}", f"one\n\n{SIGNED}\n{OURS}\n\n{HELP}"),
    ("one among them", "one\n\nA: b\n# x\nC: d\n# y", f"one\n\nA: b\n# x\nC: d\n{OURS}\n# y\n"),
    ("a comment above them", "one\n\n# x\nA: b\n", f"one\n\n# x\nA: b\n{OURS}\n"),
    ("a comment below the subject", "one\n# x\nA: b\n", f"one\n# x\nA: b\n\n{OURS}\n"),
    ("a comment for a subject", "# x\n\nA: b\n", f"# x\n\nA: b\n\n{OURS}\n"),
    ("scissors", f"one\n\nA: b\n{CUT}\n{HELP}diff\n", f"one\n\nA: b\n{OURS}\n{CUT}\n{HELP}diff\n"),
    ("help only", f"\n{HELP}", f"\n{HELP}"),
    ("a sign-off and help", f"\n\n{SIGNED}\n\n{HELP}", f"\n\n{SIGNED}\n\n{HELP}"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "after"), [c[1:] for c in WITH_EDITOR], ids=[c[0] for c in WITH_EDITOR]
)
@pytest.mark.parametrize("comment", ["#", ";", "//"])
def test_with_an_editor_comments_do_not_count(message: str, after: str, comment: str) -> None:
    before = message.replace("#", comment)
    assert add(before, editor=True, comment=comment) == after.replace("#", comment)


@pytest.mark.parametrize("char", "#;@")
def test_a_comment_character_that_git_chose_is_seen(char: str) -> None:
    helped = HELP.replace("#", char)
    text = f"one\n\n#1\n\n{helped}"
    assert add(text, editor=True, comment="auto") == add(text, editor=True, comment=char)
    assert add(f"\n{helped}", editor=True, comment="auto") == f"\n{helped}"
    cut = f"one\n{CUT.replace('#', char)}\ndiff\n"
    assert add(cut, editor=True, comment="auto") == f"one\n\n{OURS}\n{cut[4:]}"
    assert add("one\n", editor=False, comment="auto") == f"one\n\n{OURS}\n"
    assert add("", editor=False, comment="auto") == ""


TEMPLATES = [
    ("as it was", "why:\n\nhow:\n", "why:\n\nhow:\n", False),
    ("with git's help", "why:\n# x\nhow:\n", f"why:\nhow:\n\n{HELP}", False),
    ("with a sign-off", "why:\n", f"why:\n\n{SIGNED}\n", False),
    ("filled in", "why:\n", "why: because\n", True),
    ("with more below", "why:\n", "why:\n\nbecause\n", True),
    ("emptied", "why:\n", "", False),
]


@pytest.mark.parametrize(
    ("template", "message", "added"), [c[1:] for c in TEMPLATES], ids=[c[0] for c in TEMPLATES]
)
def test_an_untouched_template_stays_one(template: str, message: str, added: bool) -> None:
    assert (add(message, editor=True, template=template) != message) == added


MESSAGES = st.lists(
    st.sampled_from(
        [
            "one", "", " ", "text", "A: b", "  c", "#123", "# x", CUT, SIGNED, PICKED, OURS,
            "https://x", "---", "Session: other-1", "Conflicts:", "\tf.txt", "one\r", "\x00",
        ]
    ),
    max_size=8,
).map("\n".join)  # fmt: skip


@given(MESSAGES, st.booleans())
def test_adding_it_twice_is_adding_it_once(message: str, editor: bool) -> None:
    once = add(message, editor=editor)
    assert add(once, editor=editor) == once


@given(MESSAGES, st.booleans())
def test_nothing_else_of_the_message_changes(message: str, editor: bool) -> None:
    after = add(message, editor=editor)
    lines = after.split("\n")
    without = [
        lines[:at] + lines[at + 1 :] for at in range(len(lines)) if lines[at].strip() == OURS
    ]
    parted = [rest[: at - 1] + rest[at:] for rest in without for at in range(1, len(rest) + 1)]
    texts = ["\n".join(rest) for rest in without + parted]
    assert message == after or message in texts or f"{message}\n" in texts


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("repository")
    git(top, "init", "-q", "-b", "main")
    return top


def git(top: Path, *words: str, text: str = "", code: int = 0, **env: str) -> str:
    who = {f"GIT_{role}_{fact}": "a@example.com" for role in ROLES for fact in ("NAME", "EMAIL")}
    sealed = {"PATH": os.environ["PATH"], "HOME": str(top), "GIT_CONFIG_NOSYSTEM": "1", **who}
    result = subprocess.run(
        ["git", *words],
        cwd=top,
        env={**sealed, "GIT_EDITOR": "false", **env},
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert result.returncode == code, result.stderr.decode()
    return result.stdout.decode()


REAL = [case[1] for case in WITHOUT_EDITOR if add(case[1]) != case[1] and CUT not in case[1]]


@pytest.mark.parametrize("message", REAL)
def test_git_finds_it_in_the_commit_and_loses_no_other(repository: Path, message: str) -> None:
    def trailers(text: str) -> list[str]:
        git(repository, "commit", "-q", "--allow-empty", "-F", "-", text=text)
        shown = git(repository, "log", "-1", "--format=%(trailers:only,unfold)")
        return [line for line in shown.split("\n") if line]

    before, after = trailers(message), trailers(add(message))
    assert after[-1:] == [OURS] or OURS in after
    kept = [line for line in before if trailer.is_trailer(line) and "https" not in message]
    if not message.startswith("one\n\nA: b\n#123"):
        assert [line for line in kept if line not in after] == []


@pytest.mark.parametrize("message", REAL)
def test_interpret_trailers_finds_it(repository: Path, message: str) -> None:
    words = ("interpret-trailers", "--parse", "--no-divider")
    assert OURS.lower() in git(repository, *words, text=add(message)).lower()


def edited(repository: Path, typed: str, *words: str, code: int = 0, template: str = "") -> str:
    """A commit whose editor puts ``typed`` on top, with our trailer added in commit-msg."""
    (repository / "typed").write_text(typed)
    script = 'cat typed "$1" > both && cp both "$1"'
    hook = repository / ".git/hooks/commit-msg"
    hook.write_text(HOOK.format(python=sys.executable, value=VALUE, template=template))
    hook.chmod(0o755)
    words = ("commit", "-q", "--allow-empty", *words)
    source = str(Path(trailer.__file__).parents[2])
    git(repository, *words, code=code, GIT_EDITOR=f"f() {{ {script}; }}; f", PYTHONPATH=source)
    hook.unlink()
    return git(repository, "log", "-1", "--format=%B|%(trailers:only)")


HOOK = """\
#!{python}
import sys
from git_session.core import trailer
text = open(sys.argv[1]).read()
text = trailer.add(text, {value!r}, editor=True, template={template!r})
open(sys.argv[1], "w").write(text)
"""


def test_an_edited_commit_ends_in_one_block_of_trailers(repository: Path) -> None:
    block = f"Acked-by: b\n{OURS}\n"
    shown = edited(repository, "one\n\nAcked-by: b\n", "-v")
    assert shown == f"one\n\n{block}|{block}\n"


def test_what_git_refuses_for_its_message_it_refuses_still(repository: Path) -> None:
    (repository / "template").write_text("why:\n# help\n")
    git(repository, "config", "commit.template", "template")
    before = git(repository, "commit", "-q", "--allow-empty", "-m", "before")
    for words in ((), ("-s",), ("-v",)):
        edited(repository, "", *words, code=1, template="why:\n# help\n")
    git(repository, "config", "--unset", "commit.template")
    for words in ((), ("-s",), ("-v",)):
        shown = edited(repository, "# only a comment\n", *words, code=1)
    assert before == ""
    assert shown == "before\n|\n"


def test_sessions_are_found_in_squash_messages_too() -> None:
    message = (
        "one\n\n* two\n\n    Session: a-1\n* Session: b-2\n  - Session: a-1\nsession: c-3\n"
        "Session: is over\nSession:d-4\nSession: \n> Session: e-5\r\nNo Session: f-6\n"
    )
    assert trailer.session_of(message) == ["a-1", "b-2", "c-3", "e-5"]


@pytest.mark.parametrize(("message", "names"), [
    ("s\n\nSession: a-12345678\n", ["a-12345678"]),
    ("s\n\nsession: a-1\nSigned-off-by: x <y>\nSession: b-2\n", ["a-1", "b-2"]),
    ("Session: a-12345678\n", []),
    ("s\n\nSession: a-12345678\n\nand more text\n", []),
    ("s\n\nsome text\nSession: a-12345678\n", []),
    ("s\n\nSession: two words\n", []),
    ("", []),
])  # fmt: skip
def test_only_the_last_paragraph_points_to_a_session(message: str, names: list[str]) -> None:
    assert trailer.pointed(message) == names
