"""What looks like a secret, and above all what does not."""

from __future__ import annotations

import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import grammar, secrets, secretshapes

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k3Jd9" + "Qx7Lm2Vb8Rt5Wz1Yc6Nf4Hg0"  # put together, so that no scanner finds this file


def token(head: str, length: int) -> str:
    return head + (KEY * 9)[:length]


SECRETS = {
    "AWS access key": "AKIA" + "Q7RT2LWX5NPE4VZK",
    "GitHub token": token("ghp_", 36),
    "GitLab token": token("glpat-", 20),
    "Slack token": "xoxb-" + "123456789012-" + KEY[:24],
    "Stripe key": token("sk_live_", 24),
    "OpenAI key": token("sk-", 20) + "T3BlbkFJ" + token("", 20),
    "Anthropic key": token("sk-ant-api03-", 80),
    "Google key": token("AIza", 35),
    "npm token": token("npm_", 36),
    "PyPI token": token("pypi-AgEI", 70),
    "SendGrid key": "SG." + token("", 22) + "." + token("", 43),
    "Hugging Face token": token("hf_", 34),
    "Vault token": token("hvs.", 26),
    "JSON web token": token("eyJ", 20) + "." + token("eyJ", 40) + "." + token("", 30),
    "private key": "-----BEGIN EC " + "PRIVATE KEY-----\n" + token("", 64) + "\n",
    "password in a URL": "postgres://app:" + "tr0ub4dor" + "@db.internal/app",
    "bearer token": "Authorization: Bearer " + KEY,
    "password": "DB_PASSWORD" + "=hunter2",
    "key or token": "api_key" + f": '{KEY}'",
    "storage key": "AccountKey" + "=" + token("", 86) + "==",
}
INNOCENT = (
    "Chose RS256 over HS256 for key rotation support",
    "Added JWT token validation middleware; the token: is checked twice",
    "password: see vault: ci/deploy",
    "The password is asked for at the prompt, the secret: patience",
    "password hashing: argon2id, then sha256",
    "password: argon2id",
    "secret = os.environ['APP_SECRET_2']",
    "secret: ${CI_SECRET_TOKEN_1234567890}",
    "token=<your-token-goes-here-1234567890>",
    "api_key: XXXXXXXXXXXXXXXXXXXXXXXX1",
    "max_tokens: 4096, token count=1234567890123456",
    "token: 019abc12-3456-7def-8901-234567890abc",
    "access_token: refresh_token_v2_for_integration_tests",
    "pwd: /home/alice/src2/project",
    "pwd=src2/app/module3",
    "https://example.com/login?next=/a@b and ssh://git@example.com:22/x.git",
    "https://alice:password@example.com, https://user:${TOKEN}@example.com",
    "9f3c2ab04d5e6f708192a3b4c5d6e7f809192a3b made it, and so did 0f9312ebeacd0191",
    "sha256-" + "a3" * 32,
    "the task-runner asks sk-learn; risk-taking; disk_live_migration_of_all_volumes",
    "AKIA" + "IOSFODNN7EXAMPLE is the one from the handbook",
    "AKIA is how they begin; in Asia too; ASIAN_FLUSH_TEST_CASES_ARE_LONG",
    "-----BEGIN RSA " + "PRIVATE KEY----- is the line that such a file begins with",
    "Bearer tokens are refused; Bearer <token>; Bearer authentication_is_required_here",
    "eyJ is how every web token begins: eyJhbGci",
    "def token(secret: str, key: bytes = b'') -> Token:",
    "npm_config_registry=https://registry.example.org/some/path",
    "The pass rate: 98.5%; passes: 12of14",
)


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_found_and_named(kind: str) -> None:
    for text in (SECRETS[kind], f"we use {SECRETS[kind]} for it", f"- Rationale: {SECRETS[kind]}"):
        assert secrets.suspicious(text)
        assert kind in [secret.kind for secret in secretshapes.found(text)]


@pytest.mark.parametrize("kind", SECRETS)
def test_what_is_shown_is_the_beginning_alone_and_what_is_masked_is_gone(kind: str) -> None:
    text = f"before {SECRETS[kind]} behind"
    found = secretshapes.found(text)
    for secret in found:
        assert secret.text not in secret.shown
        assert len(secret.shown) <= 5
    without = secretshapes.masked(text, found)
    assert not any(secret.text in without for secret in found)
    assert secretshapes.found(without) == []
    assert without.startswith("before ")
    assert without.endswith(" behind") or kind == "private key"


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert secretshapes.found(text) == []


def repository_texts() -> list[str]:
    """Every text of this repository, its tests among them."""
    named = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    paths = [ROOT / name for name in named if name] or list((ROOT / "tests").rglob("*.py"))
    return [path.read_text("utf-8", "replace") for path in paths if path.is_file()]


def test_no_text_of_this_repository_is_taken_for_a_secret() -> None:
    texts = repository_texts()
    assert len(texts) > 60
    assert [found for text in texts for found in secretshapes.found(text)] == []


WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEF-_./:='\"@ \n", max_size=200)


@given(WORDS)
def test_words_without_digits_hold_no_key(text: str) -> None:
    """A password in a URL needs none, so what has an @ behind a colon is left out."""
    if not re.search(r"://[^\s/]*:[^\s/]*@", text):
        assert secretshapes.found(text) == []


@given(st.text(max_size=300), st.sampled_from(sorted(SECRETS)), st.text(max_size=300))
def test_what_the_quick_look_passes_nobody_finds(before: str, kind: str, behind: str) -> None:
    for text in (before + behind, before + SECRETS[kind] + behind):
        if not secrets.suspicious(text):
            assert secretshapes.found(text) == []


@given(st.text(max_size=50), st.sampled_from(sorted(SECRETS)), st.text(max_size=50))
def test_masking_leaves_nothing_to_be_found(before: str, kind: str, behind: str) -> None:
    text = f"{before} {SECRETS[kind]} {behind}"
    found = secretshapes.found(text)
    assert found
    masked = secretshapes.masked(text, found)
    assert not any(secret.text in masked for secret in found)


@pytest.mark.parametrize(
    "text",
    [
        "password" * 40_000,
        "token=" * 50_000,
        "://" + "a:" * 100_000 + "@",
        "-----BEGIN PRIVATE KEY-----\n" * 10_000,
        "eyJ" + "a" * 300_000,
        "secret_" * 40_000 + "=",
        "Bearer " + "a." * 150_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.perf_counter()
    secrets.suspicious(text)
    secretshapes.found(text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ("- Allow secret: yes", True),
        ("text\n* allow secret:  YES\nmore", True),
        ("- Allow secret: no", False),
        ("  - Allow secret: yes", False),
        ("Allow secret: yes", False),
        ("- Do not allow secret: yes", False),
        ("", False),
    ],
)
def test_a_person_allows_it_with_a_bullet_of_its_own(body: str, allowed: bool) -> None:
    block = grammar.made(datetime(2026, 1, 15, tzinfo=UTC), "Note", "x", "alice", body)
    assert secrets.is_allowed(block) is allowed
