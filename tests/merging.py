"""Stories of branches that come together: what they begin with and what they end in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from conftest import Repo
from link import work
from story import blocks

from git_session.core import document, grammar

if TYPE_CHECKING:
    from pathlib import Path

    from git_session.core.document import Document

RECORDED = "recorded with this commit"


def feature(repo: Repo, name: str = "feat") -> None:
    """A branch with a session and two commits, a decision and a file of its own in each."""
    repo.git("switch", "-q", "-c", name)
    repo.session("init", "--name", name)
    for minute, what in enumerate((f"{name}-a", f"{name}-b")):
        repo.tell(f"2026-01-15T14:3{minute}:00+01:00")
        work(repo, what)


def on_main(repo: Repo) -> None:
    """The feature, then main checked out again."""
    feature(repo)
    repo.git("switch", "-q", "main")


def plain(repo: Repo, name: str) -> str:
    """A commit for which nobody noted anything; its hash."""
    return repo.commit(f"Do {name}", {f"{name}.py": f"{name}\n"})


def lines(*names: str) -> dict[str, str]:
    """The lines that ``feature`` explains, with their decisions."""
    whats = [f"{name}-{which}" for name in names or ("feat",) for which in "ab"]
    return {f"{what}.py": what for what in whats}


def stem_of(repo: Repo, name: str = "feat") -> str:
    """The stem of the session called ``name``, wherever its document is."""
    found = [*repo.files(".sessions/active"), *repo.files(".sessions/archive")]
    names = [path.rsplit("/", 1)[1].removesuffix(".md") for path in found if path.endswith(".md")]
    [one] = [known for known in names if known[:-9] == name]
    return one


def place_of(repo: Repo, name: str = "feat") -> str:
    """Whether the session's document is in ``active`` or ``archive``."""
    path = f"{stem_of(repo, name)}.md"
    [place] = [at for at in ("active", "archive") if repo.exists(f".sessions/{at}/{path}")]
    return place


def document_of(repo: Repo, name: str = "feat") -> Document:
    """The document of the session called ``name``."""
    path = f".sessions/{place_of(repo, name)}/{stem_of(repo, name)}.md"
    return document.read(repo.read(path), path)


def reasons(repo: Repo, place: str) -> tuple[list[str], str]:
    """What ``git session why PLACE`` says: the titles it gives, sorted, and how it knows.

    ``place`` is a path, whatever it is called, or one with a line's number (`a.py:2`).
    """
    numbered = place.rpartition(":")[2].isdecimal()
    asked = place if numbered else f"{place}:1"
    given = json.loads(repo.ask("why", "--json", "--", asked))
    [answer] = given["answers"]
    return sorted(entry["title"] for entry in answer["entries"]), answer["how"]


def assert_answers(repo: Repo, explained: dict[str, str], *, at_once: bool = False) -> None:
    """1. each entry once in HEAD's journal; 2. each line answers; 3. the tree is clean.

    ``at_once``: one commit brought all of them, so each line answers with all.
    """
    found = [block for block in blocks(repo) if block.kind == "Decision"]
    expected = sorted(set(explained.values()))
    assert sorted({block.title for block in found}) == expected, "1. every entry is in the journal"
    ids = [grammar.identity(block) for block in found]
    assert len(ids) == len(set(ids)), "1. in one file"
    for place, title in explained.items():
        titles = expected if at_once else [title]
        assert reasons(repo, place) == (titles, RECORDED), f"2. why {place}"
    assert repo.status() == "", "3. the tree is clean"


def assert_ended(
    repo: Repo,
    commits: list[str],
    entries: list[str],
    *,
    name: str = "feat",
    into: str = "main",
    by: str = "",
) -> None:
    """4. the document says what merged it and knows the branch's commits; 5. it has each entry."""
    doc = document_of(repo, name)
    assert place_of(repo, name) == "archive", "4. the session is archived"
    assert (doc.get("status"), doc.get("merged_into")) == ("completed", into), "4. merged"
    assert doc.get("merge_commit") == repo.rev(by or into), "4. by this commit"
    assert (doc.get("git_branch"), doc.get("git_last_commit")) == (name, commits[-1]), "4. its end"
    assert [row.hash for row in document.commits(doc)] == commits, "4. its commits"
    assert sorted(item.title for item in document.decisions(doc)) == sorted(entries), "5. once"
    assert len(document.work_log(doc)) >= len(entries), "5. and in its work log"


def assert_merged(
    repo: Repo,
    commits: list[str],
    explained: dict[str, str],
    *,
    name: str = "feat",
    into: str = "main",
    by: str = "",
    at_once: bool = False,
) -> None:
    """The five questions about a session that was merged; ``commits`` are those of its branch.

    ``by`` is the commit of ``into`` that merged it, if that is not its last.
    """
    assert_answers(repo, explained, at_once=at_once)
    assert_ended(repo, commits, list(explained.values()), name=name, into=into, by=by)


class Server:
    """A bare repository, and a colleague there who has no hooks and presses the buttons."""

    def __init__(self, repo: Repo, place: Path) -> None:
        self.bare = repo.clone(place / "server.git", "--bare")
        self.bare.git("symbolic-ref", "HEAD", "refs/heads/main")
        repo.git("remote", "add", "origin", str(self.bare.top))
        repo.git("fetch", "-q", "origin")
        repo.git("branch", "-q", "--set-upstream-to=origin/main", "main")
        self.colleague = self.bare.clone(place / "colleague")

    def move_main(self) -> None:
        """Somebody else's change gets in first."""
        plain(self.colleague, "meanwhile")
        self.colleague.git("push", "-q", "origin", "main")

    def merge(self, how: str) -> None:
        """The pull request is merged by ``how``, and its branch deleted."""
        self.colleague.git("fetch", "-q")
        BUTTONS[how](self.colleague)
        self.colleague.git("push", "-q", "origin", "main", ":feat")


def _by_merge(colleague: Repo) -> None:
    colleague.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1", "origin/feat")


def _by_squash(colleague: Repo) -> None:
    colleague.git("merge", "-q", "--squash", "origin/feat")
    colleague.git("commit", "-q", "-m", "Feature (#1)")


def _by_rebase(colleague: Repo) -> None:
    colleague.git("cherry-pick", "main..origin/feat")


BUTTONS = {"merge": _by_merge, "squash": _by_squash, "rebase": _by_rebase}
