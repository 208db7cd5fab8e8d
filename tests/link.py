"""What every story about history ends in: five questions about the link from code to reasoning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from story import assert_recorded, blocks, decisions, note, the_document, titles

from git_session.cli import VERBS
from git_session.core import document, grammar

if TYPE_CHECKING:
    from conftest import Repo


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


def explained(repo: Repo, path: str, line: int = 1) -> tuple[str, str]:
    """What ``git session why PATH:LINE`` says first: the entry's title, and how that is known."""
    given = json.loads(repo.session("why", f"{path}:{line}", "--json").out)
    [answer] = given["answers"]
    return answer["entries"][0]["title"], answer["how"]


def assert_linked(repo: Repo, lines: dict[str, str], *, twice: tuple[str, ...] = ()) -> None:
    """The five questions. ``lines`` maps each explained line (`a.py`, `b.py:2`) to its decision.

    ``twice`` are decisions whose blocks rightly came twice (a revert of a revert, say): they stand
    in more than one journal file and are shown once.
    """
    expected = sorted(set(lines.values()))
    assert sorted(set(titles(repo))) == expected, "1. every entry is in the branch's journal"
    ids = [grammar.identity(block) for block in blocks(repo) if block.title not in twice]
    assert len(ids) == len(set(ids)), "1. in one file"
    if "why" in VERBS:
        for place, title in lines.items():
            path, _, number = place.partition(":")
            found = explained(repo, path, int(number or 1))
            assert found == (title, "recorded with this commit"), f"2. why {place}"
    assert repo.status() == "", "3. the tree is clean"
    assert_recorded(repo)  # 4. branch, last commit and commit table
    assert decisions(repo) == expected, "5. each entry stands in the document once"
    assert len(document.work_log(the_document(repo))) >= len(expected), "5. and in its work log"
