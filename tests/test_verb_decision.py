"""``git session decision``: records written of decisions, what took their place, what is there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, dedent
from story import begin, note, stem

from git_session import annotate
from git_session.core import adr

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

    from git_session.plumbing import Worktree

PATH = "docs/adr/2026-01-15-use-a-mutex.md"
NEW = "docs/adr/2026-01-16-use-channels.md"
LATER = "2026-01-16T09:00:00+01:00"
FIELDS = (
    *("--rationale", "simple", "--context", "two writers", "--options", "mutex; channels"),
    *("--choice", "sync.Mutex", "-m", "Consequences: one writer"),
)


def decided(repo: Repo) -> None:
    begin(repo, "--name", "sweep")
    repo.session("log", "--decision", "Use a mutex", *FIELDS)
    repo.commit("Mutex", {"src/a.py": "1\n"})


@pytest.fixture
def told(copied: Callable[[Callable[[Repo], None]], Repo]) -> Repo:
    return copied(decided)


@pytest.fixture
def two(told: Repo) -> Repo:
    """Two decisions written down, the older one to be superseded."""
    told.session("decision", "promote", "mutex")
    told.tell(LATER)
    note(told, "Use channels")
    told.session("decision", "promote", "Use channels", "--status", "proposed")
    told.git("add", "docs")
    told.commit("Write down", {"src/b.py": "2\n"})
    return told


def rows(repo: Repo, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(repo.ask("decision", "list", "--json", *words))
    return found


def test_s0_19_a_decision_is_written_down_linked_both_ways(told: Repo) -> None:
    [before] = rows(told)
    done = told.session("decision", "promote", before["id"][:6])
    assert done.out == f"Wrote {PATH}\n"
    assert done.err == f"session: read it, then: git add {PATH} && git commit\n"
    text = told.read(PATH)
    assert f"- Session: {stem(told)}\n- Journal: {before['journal']}\n- Commit: {told.head}" in text
    assert told.status() == "?? docs/\n", "the person commits it"
    assert f"Promoted: {before['id']} Use a mutex" in told.session("view", "--raw").out
    assert rows(told)[0]["adr"] == PATH
    told.git("add", "docs")
    told.git("commit", "-qm", "Write it down")
    [carried] = [path for path in told.tree() if "journal" in path and PATH in told.show(path)]
    assert f"- Adr: {PATH}" in told.show(carried)


def test_nothing_is_written_over(told: Repo) -> None:
    told.write(PATH, "mine\n")
    told.session("decision", "promote", "mutex")
    assert told.read(PATH) == "mine\n"
    assert told.exists(PATH.replace(".md", "-2.md"))
    done = told.session("decision", "promote", "mutex", check=False)
    assert (done.code, "is written down in" in done.err) == (4, True)


def test_s0_20_every_field_is_in_the_frontmatter_and_comes_back(told: Repo) -> None:
    [before] = rows(told)
    told.session("decision", "promote", "mutex", "--tag", "locks", "--consequence", "Wait: maybe")
    fields = told.read(PATH).split("---\n")[1]
    assert fields == dedent(f"""
        id: '{before["id"]}'
        title: Use a mutex
        date: '2026-01-15'
        status: accepted
        context: two writers
        decision: sync.Mutex
        rationale: simple
        alternatives_considered: [mutex, channels]
        consequences: [one writer, 'Wait: maybe']
        related_sessions: [{stem(told)}]
        tags: [locks]
        deciders: [alice]
    """)
    [after] = rows(told)
    more = {"consequences": ["one writer", "Wait: maybe"], "tags": ["locks"], "adr": PATH}
    assert after == {**before, **more, "number": "ADR-001"}
    shutil.rmtree(told.top / ".sessions")
    shutil.rmtree(told.top / ".git/git-session")
    told.git("checkout", "-q", "--orphan", "fresh")
    told.git("rm", "-qrf", "--cached", ".")
    told.git("branch", "-qD", "main")
    [alone] = rows(told)
    same = ("title", "date", "status", "context", "decision", "rationale", "consequences")
    assert {key: alone[key] for key in (*same, "alternatives_considered", "tags")} == {
        key: after[key] for key in (*same, "alternatives_considered", "tags")
    }


def test_s0_21_files_are_named_by_date_and_numbers_given_in_its_order(two: Repo) -> None:
    assert two.files("docs") == [PATH, NEW]
    assert [(one["number"], one["title"]) for one in rows(two)] == [
        ("ADR-002", "Use channels"),
        ("ADR-001", "Use a mutex"),
    ]
    two.write(
        "docs/adr/0007-use-cents.md", "# 7. Cents\n\n## Status\n\nAccepted\n\n## Decision\nx\n"
    )
    numbers = {one["title"]: one["number"] for one in rows(two)}
    assert numbers == {"Cents": "ADR-007", "Use a mutex": "ADR-008", "Use channels": "ADR-009"}


def test_s0_22_superseding_sets_both_ends(two: Repo) -> None:
    done = two.session("decision", "supersede", "ADR-001", "--by", "ADR-002")
    assert done.lines == [
        '"Use a mutex" is superseded by "Use channels"',
        f"  changed {PATH}",
        f"  changed {NEW}",
    ]
    assert done.err == "session: the next commit carries the note; the files are yours to commit\n"
    old, new = (adr.parse(two.read(path), path) for path in (PATH, NEW))
    assert (old.status, old.superseded_by) == ("superseded", NEW.rpartition("/")[2])
    assert f"Supersedes {PATH.rpartition('/')[2]}" in new.rest
    assert (new.status, new.related_sessions) == ("proposed", (stem(two),))
    [row] = [one for one in rows(two, "--all") if one["status"] == "superseded"]
    assert (row["title"], row["superseded_by"]["title"]) == ("Use a mutex", "Use channels")
    assert [one["title"] for one in rows(two)] == ["Use channels"]
    again = two.session("decision", "supersede", PATH, "--by", NEW)
    assert again.out == '"Use a mutex" is superseded by "Use channels" already\n'
    wrong = two.session("decision", "promote", "mutex", "--status", "fine", check=False)
    assert wrong.code == 2
    assert two.session("decision", "supersede", PATH, "--by", PATH, check=False).code == 2


def test_what_is_superseded_is_marked_wherever_it_is_told(two: Repo) -> None:
    said = 'Superseded by: "Use channels" ('
    [old] = [one for one in rows(two) if one["title"] == "Use a mutex"]
    two.session("decision", "supersede", "mutex", "--by", "channels")
    assert said in two.session("why", "src/a.py:1").out, "noted and not committed yet"
    two.git("add", "docs")
    two.commit("Supersede", {"src/b.py": "3\n"})
    for where in (two, two.clone(two.top.parent / "clone")):
        for _ in ("without a cache in the clone", "with one"):
            assert said in where.session("why", "src/a.py:1").out
            assert said in where.session("show", old["commit"]).out
            assert said.replace(":", "") in where.session("search", "mutex").out
        assert said.replace(":", "") in where.session("decisions", "--all").out
    [found] = [
        one
        for one in json.loads(two.ask("search", "mutex", "--kind", "decision", "--json"))
        if one["title"] == "Use a mutex"
    ]
    assert found["superseded_by"]["title"] == "Use channels"
    two.git("switch", "-q", "--detach", "HEAD~1")
    assert said not in two.session("why", "src/a.py:1").out, "HEAD's journal does not say it"


def test_git_looks_through_the_journal_once(two: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    said = 'Superseded by: "Use channels" ('
    clone = two.clone(two.top.parent / "clone")
    whole, looked = annotate.saying, list[str]()

    def counted(wt: Worktree, word: str) -> list[str]:
        looked.append(word)
        return whole(wt, word)

    monkeypatch.setattr(annotate, "saying", counted)
    for _ in range(2):
        assert said not in clone.ask("why", "src/a.py:1")
    assert len(looked) == 1
    two.session("decision", "supersede", "mutex", "--by", "channels")
    two.commit("Supersede", {"src/b.py": "3\n"})
    clone.git("pull", "-q")
    assert said in clone.ask("why", "src/a.py:1")
    clone.git("switch", "-q", "--detach", "HEAD~1")
    assert said not in clone.ask("why", "src/a.py:1")
    clone.git("switch", "-q", "main")
    assert said in clone.ask("why", "src/a.py:1")
    assert len(looked) == 1
    found = clone.path(".git/git-session/superseding")
    found.write_text(found.read_text().splitlines(keepends=True)[0])
    assert said in clone.ask("why", "src/a.py:1"), "a torn file tells nothing"
    assert len(looked) == 2


def test_a_decision_says_itself_what_it_supersedes(told: Repo) -> None:
    told.tell(LATER)
    told.session("log", "--decision", "Use channels", "--supersedes", "use a MUTEX")
    assert [one["title"] for one in rows(told)] == ["Use channels"]
    told.commit("Channels", {"src/b.py": "2\n"})
    assert 'Superseded by: "Use channels"' in told.session("why", "src/a.py").out
    old = next(one for one in rows(told, "--all") if one["title"] == "Use a mutex")
    assert f"Supersedes: {old['id']} Use a mutex" in told.session("show").out


def test_without_a_shared_journal_it_is_marked_too(repo: Repo) -> None:
    repo.config("session.share", "false")
    begin(repo)
    note(repo, "Use a mutex")
    repo.commit("Mutex", {"src/a.py": "1\n"})
    repo.session("log", "--decision", "Use channels", "--supersedes", "mutex")
    repo.commit("Channels", {"src/b.py": "1\n"})
    note(repo, "Use neither")
    done = repo.session("decision", "supersede", "Use channels", "--by", "neither")
    said = "session: the note stays in this clone, for the journal is not shared here"
    assert done.err == f"{said} (session.share)\n"
    assert 'Superseded by: "Use channels"' in repo.session("why", "src/a.py").out
    repo.path(".git/git-session/cache.db").write_text("spoilt")
    assert 'Superseded by: "Use channels"' in repo.session("why", "src/a.py").out


def test_what_is_written_steers_no_terminal_and_breaks_out_of_nothing(repo: Repo) -> None:
    begin(repo)
    title = "Use \x1b]0;it\x07 ../../etc --- # \u202e"
    repo.session("log", "--decision", title, "--rationale", "---\nid: x\n\n## Status\n\nfine")
    [path] = [line[6:] for line in repo.session("decision", "promote", "Use ").lines]
    assert path == "docs/adr/2026-01-15-use-0-it-etc.md"
    text = repo.read(path)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    told = adr.parse(text, path)
    assert (told.status, told.rationale) == ("accepted", "---\nid: x\n\n## Status\n\nfine")


def test_where_none_or_several_fit_the_candidates_are_listed(told: Repo) -> None:
    note(told, "Use a muffler")
    done = told.session("decision", "promote", "use a mu", check=False)
    assert done.code == 3
    shown = sorted(f"  {one['brief']} {one['title']}" for one in rows(told))
    assert sorted(line.removeprefix("session: ") for line in done.err.splitlines()[1:3]) == shown
    for words in (
        ("decision", "supersede", "ADR-009", "--by", "mutex"),
        ("log", "--decision", "x", "--supersedes", "nothing"),
    ):
        done = told.session(*words, check=False)
        assert (done.code, "Use a mutex" in done.err) == (3, True)
    assert "Decision: x" not in told.session("view", "--raw").out


@pytest.mark.parametrize(
    "words",
    [
        ("promote",),
        ("promote", "mutex", "--by", "x"),
        ("supersede", "mutex"),
        ("promote", "mutex", "--to", "../elsewhere"),
        ("promote", "mutex", "--to", ".git/adr"),
        ("promote", "mutex", "--dry-run"),
        ("burn", "mutex"),
    ],
)
def test_words_that_do_not_fit_are_refused(told: Repo, words: tuple[str, ...]) -> None:
    assert told.session("decision", *words, check=False).code == 2
    assert "docs" not in "".join(told.files())


def test_s0_26_records_are_imported_once(repo: Repo) -> None:
    shutil.copytree(ROOT / "tests/fixtures/old/adr", repo.top / "docs/adr")
    repo.git("add", "docs")
    repo.git("commit", "-qm", "Records")
    dry = repo.session("decision", "import", "docs/adr", "--dry-run")
    assert dry.lines[0] == "3 decisions would be noted:"
    assert "  Use cents" in dry.lines
    assert not (repo.top / ".sessions").exists()
    done = repo.session("decision", "import", "docs/adr")
    assert done.out.startswith("3 decisions noted in ")
    assert done.err.splitlines()[1:] == [
        "session: they stay in this clone, for the journal is not shared here (session.share);"
        " see them with: git session decision list"
    ]
    before = rows(repo, "--all")
    assert sorted(one["number"] for one in before) == ["ADR-001", "ADR-002", "ADR-003"]
    again = repo.session("decision", "import", "docs/adr")
    assert again.out == "Nothing new: all of it is known\n"
    assert rows(repo, "--all") == before
    [cents] = [one for one in before if one["title"] == "Use cents"]
    assert (cents["status"], cents["superseded_by"]["title"]) == ("superseded", "ADR-003")


def test_a_record_that_was_promoted_is_not_told_twice_when_it_is_imported(two: Repo) -> None:
    before = rows(two, "--all")
    two.session("decision", "import", "docs/adr")
    assert [one["title"] for one in rows(two, "--all")] == [one["title"] for one in before]


@pytest.mark.parametrize("words", [(), ("--from", "adr")])
def test_a_folder_of_promoted_records_holds_nothing_new(two: Repo, words: tuple[str, ...]) -> None:
    before = two.files()
    done = two.session("import", *words, "docs/adr")
    assert done.out == "Nothing new: 2 records here already\n"
    assert [line.partition(": tells ")[2] for line in done.err.splitlines()] == [
        f"a decision of {stem(two)}; left alone",
        f"a decision of {stem(two)}; left alone",
    ]
    alone = two.session("import", *words, next(name for name in before if "docs/adr" in name))
    assert alone.out == "Nothing new: 1 record here already\n"
    assert (two.files(), two.status()) == (before, "")


def test_records_that_are_known_are_counted_beside_sessions(two: Repo) -> None:
    shutil.copy(ROOT / "tests/fixtures/old/adr/0002-use-cents.md", two.path("docs/adr"))
    two.session("import", "docs/adr")
    assert two.session("import", "docs/adr").out == (
        "Nothing new: 1 session and 2 records here already\n"
    )
