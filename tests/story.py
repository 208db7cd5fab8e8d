"""The questions that every story of a person and their repository ends in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from git_session.core import document, grammar, journal

if TYPE_CHECKING:
    from conftest import Repo

    from git_session.core.document import Document
    from git_session.model import Block


def begin(repo: Repo, *words: str) -> str:
    """``git session init`` as a person types it; returns the session's stem."""
    repo.session("init", *words)
    return stem(repo)


def stem(repo: Repo) -> str:
    """The stem of the one active session."""
    [found] = [name for name in repo.files(".sessions/active") if name.endswith(".md")]
    return found.rsplit("/", 1)[1].removesuffix(".md")


def note(repo: Repo, title: str) -> None:
    """Note a decision with a rationale."""
    repo.session("log", "--decision", title, "--rationale", f"because of {title}")


def journal_files(repo: Repo, rev: str = "HEAD", *, of: str = "") -> list[str]:
    """The journal files in a commit's tree; ``of`` is a session's stem, "" means any."""
    return [
        path
        for path in repo.tree(rev)
        if path.startswith(f".sessions/journal/{of}") and path.endswith(".md")
    ]


def blocks(repo: Repo, rev: str = "HEAD", *, of: str = "") -> list[Block]:
    """Every block of every journal file of a commit's tree, doubles included."""
    return [
        block
        for path in journal_files(repo, rev, of=of)
        for block in journal.parse(repo.show(path, rev), path).blocks
    ]


def titles(repo: Repo, rev: str = "HEAD", *, of: str = "") -> list[str]:
    """The titles in a commit's journal, without what the session says of itself."""
    return sorted(block.title for block in blocks(repo, rev, of=of) if block.kind != "Session")


def the_document(repo: Repo, of: str = "") -> Document:
    """The one session document, active or archived; the session's ``of`` if there are several."""
    [path] = [
        name
        for place in ("active", "archive")
        if repo.exists(f".sessions/{place}")
        for name in repo.files(f".sessions/{place}")
        if name.endswith(f"{of}.md")
    ]
    return document.read(repo.read(path), path)


def decisions(repo: Repo, of: str = "") -> list[str]:
    """The titles of the decisions that the document shows."""
    return sorted(item.title for item in document.decisions(the_document(repo, of)))


def pending(repo: Repo) -> int:
    """How many entries wait for a commit."""
    out = repo.session("consolidate", "--dry-run").out
    return 0 if out.startswith("nothing") else int(out.split()[0])


def assert_explained(repo: Repo, *expected: str) -> None:
    """Each decision is in HEAD's journal once and in the document once; the tree is clean."""
    assert titles(repo) == sorted(expected), "the journal of HEAD holds each entry once"
    ids = [grammar.identity(block) for block in blocks(repo)]
    assert len(ids) == len(set(ids)), "no entry stands in two journal files"
    assert decisions(repo) == sorted(expected), "the document shows each entry once"
    assert_recorded(repo)
    assert repo.status() == "", "the tree is as clean as it would be without us"


def assert_recorded(repo: Repo, of: str = "") -> None:
    """The document names the branch and the commit that HEAD is on."""
    doc = the_document(repo, of)
    assert doc.get("git_last_commit") == repo.head, "git_last_commit is HEAD"
    assert (doc.get("git_branch") or "") == repo.branch, "git_branch is the branch"
    rows = [row.hash for row in document.commits(doc)]
    assert rows, "the commit table has rows"
    assert rows[-1] == repo.head, "HEAD is the last row of the commit table"
    assert len(rows) == len(set(rows)), "no commit stands twice in the table"
    history = repo.git("rev-list", "HEAD").lines
    assert all(row in history for row in rows), "every row is a commit that HEAD reaches"


def pass_by(repo: Repo, seconds: float) -> None:
    """All that happened here happened so many seconds earlier."""
    paths = [repo.top / ".git/git-session", repo.top / ".sessions/tmp"]
    for path in [one for root in paths for one in (root, *root.rglob("*"))]:
        told = path.stat()
        os.utime(path, (told.st_atime - seconds, told.st_mtime - seconds))
    for path in (repo.top / ".git/git-session/talks").glob("*/facts"):
        when = path.stat()
        rows = [line.split("\t") for line in path.read_text().splitlines()]
        early = [
            (name, str(float(text) - seconds) if text else "")
            for name, text in rows
            if name != "prompts"
        ]
        path.write_text("".join(f"{name}\t{text}\n" for name, text in early))
        os.utime(path, (when.st_atime, when.st_mtime))
