"""No secret reaches a journal: what is typed is refused, what was written by hand stays pending."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pytest
from story import begin, journal_files, stem, titles
from test_hot_path import TOO_DEAR, imported, noted

from git_session import detector
from git_session.core import secrets, secretshapes
from git_session.lifecycle import secrecy

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

TOKEN = "ghp_" + "k3Jd9Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0aS3dF5g"
KIND = "looks like a secret (GitHub token: ghp_…)"
__all__ = ["noted"]  # a fixture


def journal(repo: Repo) -> str:
    return "".join(repo.show(path) for path in journal_files(repo))


def everything(repo: Repo) -> str:
    """All that is in history, and what stands below `.sessions`."""
    return repo.git("log", "-p", "--all").out


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("log", f"use {TOKEN}"), "TITLE"),
        (("log", "x", "-m", f"with {TOKEN}"), "-m"),
        (("log", "--decision", "x", "--rationale", TOKEN), "--rationale"),
        (("log", "--blocker", "x", "--waiting-on", TOKEN), "--waiting-on"),
        (("log", "x", "--tag", TOKEN), "--tag"),
        (("init", "--goal", f"deploy with {TOKEN}"), "--goal"),
        (("checkpoint", "--key-context", TOKEN), "--key-context"),
        (("pause", "--note", TOKEN), "--note"),
        (("close", "--complete", "--summary", TOKEN), "--summary"),
        (("end", "--context-next", TOKEN), "--context-next"),
        (("close", "--abandon", "--reason", TOKEN), "--reason"),
    ],
)
def test_what_is_typed_is_refused_and_nothing_is_noted(
    repo: Repo, words: tuple[str, ...], option: str
) -> None:
    if words[0] != "init":
        begin(repo)
    before = {name: repo.read(name) for name in repo.files()}
    done = repo.session(*words, check=False)
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        f"session: {option} holds what {KIND}; nothing was noted\n"
        "session: note where it is kept instead, as in: see vault: ci/deploy\n"
        "session: if it is none, or may be read by everybody: add --allow-secret\n"
    )
    assert {name: repo.read(name) for name in repo.files()} == before


def test_what_is_allowed_goes_into_the_journal_and_says_so(repo: Repo) -> None:
    repo.session("init", "--goal", f"rotate {TOKEN}", "--allow-secret")
    repo.session("log", "--decision", f"keep {TOKEN}", "--rationale", "fake", "--allow-secret")
    repo.session("log", "--note", "nothing secret", "--allow-secret")
    done = repo.git("commit", "-q", "--allow-empty", "-m", "empty")
    repo.commit("Second")
    assert done.err == ""
    assert titles(repo) == [f"keep {TOKEN}", "nothing secret"]
    assert journal(repo).count("- Allow secret: yes") == 2
    assert repo.session("checkpoint", "--tldr", TOKEN, "--allow-secret").code == 0
    repo.session("close", "--complete", "--summary", TOKEN, "--allow-secret")
    repo.commit("Third")
    assert journal(repo).count("- Allow secret: yes") == 4


HAND = f"## 2026-01-15T14:31:00+01:00 - Wrote it down\n- the token is {TOKEN}\n"


def by_hand(repo: Repo) -> str:
    """A session with an entry by hand that holds a secret, and one that does not; its scratch."""
    begin(repo)
    name = f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md"
    repo.append(name, f"\n{HAND}\n## 2026-01-15T14:32:00+01:00 - Decision: Lock first\n")
    return name


def test_what_was_written_by_hand_stays_pending_and_the_commit_goes_on(repo: Repo) -> None:
    name = by_hand(repo)
    line = repo.read(name).split("\n").index(f"- the token is {TOKEN}") + 1
    repo.stage("code.py", "two\n")
    done = repo.git("commit", "-q", "-m", "Second")
    assert done.err == (
        f"session: {name}:{line}: {KIND}, so this entry stays pending; take it out, or let it go "
        "with a line below its heading: - Allow secret: yes\n"
    )
    assert titles(repo) == ["Lock first"]
    assert TOKEN not in everything(repo)
    assert TOKEN in repo.read(name)
    assert repo.status() == ""
    told = repo.session("consolidate", "--dry-run")
    assert (told.out, told.err) == ("nothing to consolidate\n", done.err)
    repo.stage("code.py", "three\n")
    assert repo.git("commit", "-q", "-m", "Third").err == done.err, "it is said again"


def test_a_bullet_lets_it_go(repo: Repo) -> None:
    name = by_hand(repo)
    repo.commit("Second")
    repo.write(name, repo.read(name).replace("- the token", "- Allow secret: yes\n- the token"))
    repo.stage("code.py", "three\n")
    assert repo.git("commit", "-q", "-m", "Third").err == ""
    assert titles(repo) == ["Lock first", "Wrote it down"]
    repo.stage("code.py", "four\n")
    assert repo.git("commit", "-q", "-m", "Fourth").err == ""
    assert titles(repo) == ["Lock first", "Wrote it down"], "once"


def test_no_agent_is_told_what_was_written_by_hand(repo: Repo) -> None:
    begin(repo)
    scratch = repo.session("path", "scratch").out.strip()
    with open(scratch, "a") as file:
        file.write(f"## 14:31 - Decision: use {TOKEN} for now\n- Rationale: quick\n")
        file.write(f"## 14:32 - Next: replace {TOKEN}\n")
    payload = json.dumps({"session_id": "1", "cwd": str(repo.top), "source": "startup"})
    said = repo.session("agent", "claude", "session-start", stdin=payload).out
    assert TOKEN not in said
    assert "> Decided: use [GitHub token, left out] for now, because quick (alice)" in said
    assert "> Next: replace [GitHub token, left out]" in said


def test_a_session_ends_for_everybody_although_its_last_entry_is_held_back(repo: Repo) -> None:
    """A summary that nobody typed quotes that entry."""
    begin(repo)
    name = f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md"
    repo.append(name, f"\n## 2026-01-15T14:31:00+01:00 - Call it with {TOKEN}\n")
    done = repo.session("close", "--complete")
    assert "Call it with [GitHub token, left out]" in done.out
    repo.commit("Second")
    assert "- Summary: main: Call it with [GitHub token, left out]" in journal(repo)
    assert TOKEN not in everything(repo)
    assert TOKEN in repo.read(name)


def test_a_checkpoint_goes_along_although_the_current_step_is_held_back(repo: Repo) -> None:
    begin(repo)
    name = f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md"
    repo.append(name, f"\n## 2026-01-15T14:31:00+01:00 - Step: Call it with {TOKEN}\n")
    repo.session("checkpoint", "--note", "Half way")
    repo.commit("Second")
    assert "Checkpoint: Half way" in journal(repo)
    assert "- Current: Call it with [GitHub token, left out]" in journal(repo)
    assert TOKEN not in everything(repo)


def test_taking_it_out_lets_the_rest_go(repo: Repo) -> None:
    name = by_hand(repo)
    repo.commit("Second")
    repo.write(name, repo.read(name).replace(TOKEN, "in the vault: ci/deploy"))
    repo.stage("code.py", "three\n")
    assert repo.git("commit", "-q", "-m", "Third").err == ""
    assert titles(repo) == ["Lock first", "Wrote it down"]
    assert TOKEN not in everything(repo)


def test_what_only_the_copy_still_holds_is_named_there(repo: Repo) -> None:
    """Else `status` would speak of an entry for ever that nobody can find."""
    begin(repo)
    repo.session("log", "--decision", "Lock first", "--rationale", "TOKEN")
    name = f".sessions/tmp/{stem(repo)}/alice-2026-01-15.md"
    copy = f".git/git-session/scratch/{stem(repo)}/alice-2026-01-15.md"
    noted = repo.read(name)
    assert repo.read(copy) == noted
    repo.write(copy, noted.replace("TOKEN", TOKEN))
    repo.write(name, noted.replace("TOKEN", "see vault: ci/deploy"))
    repo.stage("code.py", "two\n")
    done = repo.git("commit", "-q", "-m", "Second")
    line = noted.split("\n").index("- Rationale: TOKEN") + 1
    assert done.err.startswith(f"session: {copy}:{line}: {KIND}, so this entry stays pending")
    assert "held back" in repo.session("status").out
    repo.path(name).unlink()
    repo.stage("code.py", "three\n")
    assert repo.git("commit", "-q", "-m", "Again").err == done.err
    repo.write(copy, repo.read(copy).replace(TOKEN, "see vault: ci/deploy"))
    assert repo.commit("Third")
    assert "Pending:   nothing" in repo.session("status").out
    assert titles(repo) == ["Lock first"]


def test_where_the_journal_is_not_shared_it_stays_pending_too(repo: Repo) -> None:
    name = by_hand(repo)
    repo.config("session.share", "false")
    repo.stage("code.py", "two\n")
    done = repo.git("commit", "-q", "-m", "Second")
    assert done.err.startswith(f"session: {name}:")
    kept = list((repo.top / ".git/git-session/journal").rglob("*.md"))
    assert kept
    assert TOKEN not in "".join(path.read_text() for path in kept)


def test_a_secret_in_the_document_stays_in_the_document(repo: Repo) -> None:
    begin(repo)
    document = f".sessions/active/{stem(repo)}.md"
    text = repo.read(document)
    repo.write(document, f"{text}\n## Runbook\n\nCall it with {TOKEN} and wait.\n")
    repo.commit("Second")
    assert "Call it with [GitHub token, left out] and wait." in journal(repo)
    repo.session("checkpoint")
    assert f"Call it with {TOKEN} and wait." in repo.read(document)
    repo.write(document, repo.read(document).replace(TOKEN, "the key of the vault"))
    repo.commit("Third")
    assert "Call it with the key of the vault and wait." in journal(repo)
    assert TOKEN not in everything(repo)


def test_a_commit_without_a_secret_imports_nothing_for_it(noted: Path) -> None:
    """The words that only might go with a secret are no reason to load the library."""
    scratch = noted / ".sessions/tmp/alice-2026-01-15.md"
    scratch.write_text(scratch.read_text() + "- Note: the token is in the vault, so is the key\n")
    assert sorted(imported(noted, "pre-commit") & {*TOO_DEAR, "detect_secrets", "requests"}) == []


def test_the_library_knows_more_makers() -> None:
    text = "we call mailchimp with " + "0a1b2c3d4e5f60718293a4b5c6d7e8f9" + "-us12"
    assert [secret.kind for secret in detector.found(text)] == ["Mailchimp Access Key"]


@pytest.mark.parametrize("line", ["pwdpwd", "token", "api_key", "secret = ", "password: "])
def test_a_text_full_of_such_names_is_judged_at_once(line: str) -> None:
    """A host may wait a second and a half for us."""
    text = line * (100_000 // len(line)) + "="
    begun = time.perf_counter()
    assert secrecy.found(text) == []
    assert time.perf_counter() - begun < 5, "it took a minute and a half once"


@pytest.mark.parametrize("name", [*secrets.NAMES, "DB_PASS", "auth-key", "clientkey"])
def test_the_quick_look_and_the_table_know_the_same_names(name: str) -> None:
    text = f"{name} = 'k3Jd9Qx7Lm2Vb8Rt5Wz1'"
    assert secrets.suspicious(text)
    assert [secret.text for secret in secretshapes.found(text)] == ["k3Jd9Qx7Lm2Vb8Rt5Wz1"]


@pytest.mark.parametrize(
    "text",
    [
        "token: 2026-01-15T14:31:05Z",
        "api key: 2026-01-15T14:31:05+01:00",
        "service key: session-20260115-143000",
        "PWD: C:\\Users\\alice1",
        "db_password_env = DB_PASSWORD_2",
        f"secret_hash = {'9f86d081884c7d65' * 4}",
        f"token: sha512-{'oRJ1T1Rmn5Hw0bJ8' * 4}==",
        "key: private_key: ed25519.Ed25519PrivateKey",
        "token = OAuth2AccessToken",
        "db_key: UserV2Key",
    ],
)
def test_what_only_looks_so_is_no_secret(text: str) -> None:
    assert secretshapes.found(text) == []


def test_without_the_library_our_own_table_decides(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets", None)
    assert detector.found(f"token: {TOKEN}") == []
    repo.env["PYTHONNOUSERSITE"] = "1"
    begin(repo)
    assert repo.session("log", TOKEN, check=False).code == 4
