"""Views say the same in every clone: what a document says here, the journal says there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, store_of
from story import begin, note

from git_session.cache.opening import Cache
from git_session.core import sheet, unopened
from git_session.lifecycle import arrived, journalled, shelf

if TYPE_CHECKING:
    from git_session.core.sheet import Sheet

VIEWS = [
    *("recent", "index", "today", "status --projects", "standup --all", "decisions", "digest"),
    *("report time --by author", "report blockers", "report switches", "report effectiveness"),
]


def commit(repo: Repo, subject: str, moment: str) -> None:
    """A commit with a note, both made then."""
    stamp = f"2026-01-15T{moment}:00+0100"
    repo.session("log", "--note", subject, env={"GIT_SESSION_NOW": f"2026-01-15T{moment}:00+01:00"})
    repo.stage("code.py", f"# {subject}\n")
    env = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
    repo.git("commit", "-q", "-m", subject, env=env)


@pytest.fixture
def played(repo: Repo) -> Repo:
    """One session that a merge ended, one that somebody completed, one that goes on."""
    repo.git("config", "session.project", "shop")
    repo.git("switch", "-qc", "fix")
    begin(repo, "--name", "fix", "--goal", "Fix it", "--step", "Measure", "--step", "Mend")
    note(repo, "Lock first")
    commit(repo, "Fix", "15:00")
    repo.git("switch", "-q", "main")
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-01-15T15:10:00+0100")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "fix", env=dates)
    repo.git("switch", "-qc", "done")
    repo.session("init", "--name", "done", "--goal", "Do it")
    repo.session("close", "--complete", "--summary", "It is done.", "--force")
    commit_of_end = {"GIT_COMMITTER_DATE": "2026-01-15T15:20:00+0100"}
    repo.stage("code.py", "# done\n")
    repo.git("commit", "-q", "-m", "Done", env=commit_of_end)
    repo.git("switch", "-qc", "next", "main")
    repo.session("init", "--name", "next", "--goal", "Go on", "--step", "Ask ops")
    repo.session("log", "--blocker", "No key", "--waiting-on", "ops")
    commit(repo, "Next", "15:30")
    return repo


def test_a_clone_says_what_its_origin_says(played: Repo) -> None:
    clone = played.clone(played.top.parent / "clone")
    clone.git("config", "session.project", "shop")
    clone.git("remote", "set-head", "origin", "main")  # where a server's HEAD stands
    for words in VIEWS:
        there = clone.session(*words.split(), check=False)
        here = played.session(*words.split(), check=False)
        assert there.out == here.out, words
    told = {
        one["name"]: one for one in json.loads(clone.session("index", "--json").out)["sessions"]
    }
    assert {name: one["status"] for name, one in told.items()} == {
        "fix": "completed",
        "done": "completed",
        "next": "active",
    }


def test_one_that_goes_on_after_its_merge_is_open_again(played: Repo) -> None:
    played.git("switch", "-q", "fix")
    played.session("log", "--note", "Not yet")
    played.commit("More", {"code.py": "more\n"})
    clone = played.clone(played.top.parent / "clone")
    clone.git("remote", "set-head", "origin", "main")
    assert "fix (active" in clone.session("recent").out
    played.git("switch", "-q", "main")
    played.git("merge", "-q", "--no-ff", "-m", "Merge again", "fix")
    clone.git("fetch", "-q")
    assert "fix (completed" in clone.session("recent").out


def test_what_was_typed_on_several_lines_is_the_same_in_every_clone(repo: Repo) -> None:
    words = ("--goal", "Fix it\nfor good", "--step", "Measure\n\n  twice", "--key-file", "a\nb",
             "--key-context", "Lock order:\n- watcher\n- sweeper", "--tag", " x\n", "--role",
             "a\tb", "--task", "T-1\nT-2", "--client", "cursor")  # fmt: skip
    name = begin(repo, "--name", "fix", *words)
    commit(repo, "Fix", "15:00")
    clone = repo.clone(repo.top.parent / "clone")
    clone.session("resume", name)
    path = f".sessions/active/{name}.md"
    assert clone.read(path) == repo.read(path)
    assert "- Lock order: - watcher - sweeper\n" in repo.read(path)


ROWS = [
    *("status", "list --all", "recent", "index", "stale", "digest", "report blockers"),
    *("report time", "resume --list", "view one --files"),
]


def rows(repo: Repo, gap: str) -> dict[str, str]:
    """What tables and lists say of sessions whose every text holds ``gap``."""

    def said(text: str) -> str:
        return f"the{gap}{text}"

    first = begin(repo, "--name", "one", "--goal", said("goal"), "--task", said("task"))
    repo.session("log", "--blocker", said("blocker"), "--waiting-on", said("who"))
    repo.session("log", "--step", said("step"), "--next", said("next"), "--file", said("path"))
    repo.commit("Change")
    repo.session("pause", "--note", said("reason"))
    repo.session("init", "--name", "two", "--goal", said("other"))
    repo.session("handoff", "--to", said("heir"), "--note", said("note"))
    [second] = {path.stem for path in repo.path(".sessions/active").glob("*.md")} - {first}
    repo.session("init", "--name", "three")
    repo.session("close", "--abandon", "--reason", said("end"))
    [third] = [path.stem for path in repo.path(".sessions/archive").glob("*.md")]
    repo.env["GIT_SESSION_NOW"] = "2026-01-18T14:30:00+01:00"
    told = {words: repo.ask(*words.split()) for words in ROWS}
    for stem, short in ((first, "one"), (second, "two"), (third, "three")):
        told = {words: out.replace(stem, short) for words, out in told.items()}
    return {words: out.replace(repo.head[:10], "HEAD") for words, out in told.items()}


def test_a_line_end_in_a_text_ends_no_row(repo: Repo) -> None:
    other = repo.clone(repo.top.parent / "other")
    plain, broken = rows(repo, " "), rows(other, "\n")
    for words in ROWS:
        assert plain[words], words
        assert broken[words] == plain[words], words
    assert "  the goal, " in other.ask("onboard")


def test_a_clone_folds_what_a_view_shows_and_that_once(
    played: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ".sessions/journal/broken-11111111/20260115T133105Z-0546a9f1.md"
    played.commit("Break", {broken: "no journal\n"})
    clone = played.clone(played.top.parent / "clone")
    clone.git("config", "session.project", "shop")
    clone.git("remote", "set-head", "origin", "main")
    there = {words: played.ask(*words.split()) for words in VIEWS}
    monkeypatch.setattr(journalled, "FEW", 0)
    whole, folded = unopened.folded, list[str]()

    def counted(stem: str, *rest: Any) -> Sheet:
        folded.append(stem.rpartition("-")[0])
        return whole(stem, *rest)

    monkeypatch.setattr(unopened, "folded", counted)
    assert "next (active" in clone.ask("recent", "-n", "1")
    known = ["broken", "next", "fix"]  # what is no session at a glance, and one more than is shown
    assert folded == known
    clone.ask("status", "--projects")
    assert folded == known
    for words in VIEWS:
        assert clone.ask(*words.split()) == there[words], words
    assert folded == [*known, "done"]


@pytest.mark.parametrize("few", [0, 50])
@pytest.mark.parametrize("depth", [(), ("--depth", "1", "--no-single-branch")])
def test_what_a_squash_brought_is_merged_by_that_commit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, few: int, depth: tuple[str, ...]
) -> None:
    monkeypatch.setattr(arrived, "FEW", few)
    monkeypatch.setattr(journalled, "FEW", few)
    repo.git("switch", "-qc", "fix")
    begin(repo, "--name", "fix", "--goal", "Fix it")
    commit(repo, "Fix", "15:00")
    repo.git("switch", "-q", "main")
    repo.git("merge", "-q", "--squash", "fix")
    repo.git("commit", "-q", "-m", "Squash")
    squashed = repo.git("rev-parse", "main").out.strip()
    repo.commit("More", {"more.py": "more\n"})
    path = repo.top.parent / "clone"
    repo.git("clone", "-q", *depth, f"file://{repo.top}", str(path))
    clone = Repo(path, dict(repo.env))
    clone.git("remote", "set-head", "origin", "main")
    assert "fix (completed" in clone.ask("recent")
    with Cache(store_of(clone).cache) as known:
        [told] = map(sheet.values, known.documents.sheets(shelf.JOURNAL))
    here = repo.git("rev-parse", "main").out.strip() if depth else squashed
    assert (told["merged_into"], told["merge_commit"]) == ("main", here)
