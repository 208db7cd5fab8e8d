"""What every story about history ends in: five questions about the link from code to reasoning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from story import assert_recorded, begin, blocks, decisions, note, the_document, titles

from git_session.core import document, grammar

if TYPE_CHECKING:
    from conftest import Repo

BESIDE = "recorded with this commit"
LATER = "same session, later commit"
NOTHING = "no reasoning was recorded"
ABC = {"a.py": "a", "b.py": "b", "c.py": "c"}  # what `three` explains


def work(repo: Repo, name: str, *, file: str = "", text: str = "") -> str:
    """Note the decision ``name`` and commit the change it explains; the commit's hash.

    The change is one new line in ``file`` (`<name>.py`), which says ``text`` (`<name> = 1`).
    """
    change(repo, name, file=file, text=text)
    repo.git("commit", "-m", f"Do {name}")
    return repo.head


def change(repo: Repo, name: str, *, file: str = "", text: str = "") -> None:
    """The same up to the commit: noted, changed, staged."""
    note(repo, name)
    path = file or f"{name}.py"
    repo.append(path, f"{text or f'{name} = 1'}\n")
    repo.git("--literal-pathspecs", "add", "--", path)


def plain(repo: Repo, name: str) -> str:
    """Commit the change ``name`` with nothing noted for it; the commit's hash."""
    repo.append(f"{name}.py", f"{name} = 1\n")
    repo.git("add", f"{name}.py")
    repo.git("commit", "-m", f"Do {name}")
    return repo.head


def three(repo: Repo) -> None:
    """On branch `feat`: a session and three commits, a decision and a file of its own in each."""
    repo.git("switch", "-q", "-c", "feat")
    begin(repo, "--name", "feat")
    for minute, name in enumerate("abc"):
        repo.tell(f"2026-01-15T14:3{minute}:00+01:00")
        work(repo, name)


def move_main(repo: Repo, name: str = "base") -> None:
    """Meanwhile somebody commits on main, which has no session; back on the branch."""
    branch = repo.branch
    repo.git("switch", "-q", "main")
    plain(repo, name)
    repo.git("switch", "-q", branch)


def interactive(
    repo: Repo, todo: str, *onto: str, editor: str = "true", check: bool = True
) -> None:
    """``git rebase -i``, the list replaced by ``todo``, where {a} is the commit `Do a`."""
    known = (line.split(" ", 1) for line in repo.git("log", "--format=%H %s").lines)
    picks = {subject.removeprefix("Do "): made for made, subject in known if "Do " in subject}
    path = repo.write("../todo", "".join(f"{line.strip()}\n" for line in todo.split(",")))
    path.write_text(path.read_text().format(**picks))
    env = {"GIT_SEQUENCE_EDITOR": f"cp '{path}'", "GIT_EDITOR": editor}
    repo.git("rebase", "-q", "-i", *(onto or ("main",)), env=env, check=check)


def session_of(repo: Repo) -> str:
    """The stem of this branch's session."""
    return repo.session("path", "document").out.strip().rsplit("/", 1)[1].removesuffix(".md")


def explained(repo: Repo, path: str, line: int = 1) -> tuple[str, str]:
    """What ``git session why PATH:LINE`` says first: the entry's title, and how that is known."""
    found, how = explanation(repo, path, line)
    assert found, f"nothing explains {path}:{line}: {how}"
    return found[0], how


def explanation(repo: Repo, path: str, line: int = 1) -> tuple[list[str], str]:
    """All that ``git session why PATH:LINE`` says: the titles in its order, and how it knows."""
    given = json.loads(repo.ask("why", f"{path}:{line}", "--json"))
    [answer] = given["answers"]
    return [entry["title"] for entry in answer["entries"]], answer["how"]


def assert_linked(
    repo: Repo,
    lines: dict[str, str],
    *,
    of: str = "",
    twice: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    past: tuple[str, ...] = (),
    together: tuple[str, ...] = (),
    later: tuple[str, ...] = (),
) -> None:
    """The five questions. ``lines`` maps each explained line (`a.py`, `b.py:2`) to its decision.

    ``of`` is the session's stem where the worktree has several. These are decisions:
    ``twice``: rightly in more than one journal file (a revert of a revert, say), shown once;
    ``beside``: in HEAD's journal without a line of their own (dropped code, a rewording);
    ``past``: taken back by a revert, so in history and in the document, not in HEAD's journal;
    ``together``: brought by one commit, so they answer for one another's lines too;
    ``later``: journalled by a later commit than their line's.
    """
    assert_carried(repo, lines, of=of, twice=twice, beside=beside, together=together, later=later)
    assert_recorded(repo, of)  # 4. branch, last commit and commit table
    expected = sorted({*lines.values(), *beside, *past})
    assert decisions(repo, of) == expected, "5. each entry stands in the document once"
    shown = document.work_log(the_document(repo, of))
    assert len(shown) >= len(expected), "5. and in its work log"


def assert_carried(
    repo: Repo,
    lines: dict[str, str],
    *,
    of: str = "",
    twice: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    together: tuple[str, ...] = (),
    later: tuple[str, ...] = (),
) -> None:
    """The first three: all that can be asked on a branch which has no session of its own."""
    expected = sorted({*lines.values(), *beside})
    assert sorted(set(titles(repo, of=of))) == expected, "1. every entry is in the journal of HEAD"
    ids = [grammar.identity(block) for block in blocks(repo, of=of) if block.title not in twice]
    assert len(ids) == len(set(ids)), "1. in one file"
    for place, title in lines.items():  # 2.
        group = together if title in together else (title,)
        assert_explains(repo, place, *group, how=LATER if title in later else BESIDE)
    assert repo.status() == "", "3. the tree is clean"


def assert_explains(repo: Repo, place: str, *group: str, how: str = BESIDE) -> None:
    """The second: `git session why` answers for the line ``place`` with just these decisions.

    None of them means that it has no answer. Asked only once there is such a verb.
    """
    path, _, number = place.partition(":")
    found, known = explanation(repo, path, int(number or 1))
    expected = (sorted(group), how if group else NOTHING)
    assert (sorted(found), known) == expected, f"2. why {place}"
