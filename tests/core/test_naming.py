"""Names: slugs, identifiers, labels, handles, scratch files."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import FILES, ODD

from git_session.core import naming

DAY = date(2026, 1, 15)

SLUGS = [
    ("Fix sweep bug", "fix-sweep-bug"),
    ("feature/JIRA-12_x", "feature-jira-12-x"),
    ("  --a  b--  ", "a-b"),
    ("Überprüfung der Größe", "uberprufung-der-grosse"),
    ("café ﬁx №1", "cafe-fix-no1"),
    ("../../etc/passwd", "etc-passwd"),
    ("a" * 39 + " b", "a" * 39),
    ("漢字", "session"),
    ("", "session"),
]


@pytest.mark.parametrize(("text", "slug"), SLUGS)
def test_a_slug_is_plain(text: str, slug: str) -> None:
    assert naming.slug(text) == slug


@given(st.one_of(ODD, FILES, st.text()), st.integers(1, 60))
@example("İ", 40)
def test_any_text_has_a_slug(text: str, limit: int) -> None:
    slug = naming.slug(text, limit)
    assert naming.valid_stem(slug)
    assert len(slug) <= max(limit, len("session"))
    assert naming.slug(slug) == naming.slug(naming.slug(slug))
    assert slug.strip("-") == slug


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=12))
def test_a_uuid7_is_one(ms: int, randomness: bytes) -> None:
    text = naming.uuid7(ms, randomness)
    parsed = uuid.UUID(text)
    assert (str(parsed), parsed.version, parsed.variant) == (text, 7, uuid.RFC_4122)
    assert parsed.int >> 80 == ms
    assert naming.id8(text) == parsed.hex[-8:]
    assert naming.valid_stem(naming.stem("fix", text))


def test_a_stem_ends_in_the_last_digits() -> None:
    one = "019ABC12-3456-7def-8901-234567890abc"
    assert naming.stem("fix-sweep-bug", one) == "fix-sweep-bug-67890abc"


@pytest.mark.parametrize("text", ["", "a/b", "a\\b", "..", "a.b", "A", "é", "a b", "-a", "a" * 65])
def test_what_is_no_stem(text: str) -> None:
    assert not naming.valid_stem(text)


def test_labels_of_one_second_differ() -> None:
    when = datetime(2025, 1, 18, 14, 30, 22, tzinfo=UTC)
    first = naming.label(when, set())
    second = naming.label(when, {first})
    assert [first, second, naming.label(when, {first, second})] == [
        "session-20250118-143022",
        "session-20250118-143022-2",
        "session-20250118-143022-3",
    ]


HANDLES = [
    ("the setting", ("Al Ice", "octo", "a@b.c", "root"), "al-ice"),
    ("the GitHub user", ("", "Octo-Cat", "a@b.c", "root"), "octo-cat"),
    ("a no-reply address", ("", " ", "123+Alice@users.noreply.github.com", "root"), "alice"),
    ("an old one", ("", "", "alice@users.noreply.github.com", "root"), "alice"),
    ("an address", ("", "", "bob.b+x@example.com", "root"), "bob-b-x"),
    ("the login", ("", "", "", "DOMAIN\\root"), "domain-root"),
    ("one that can be written", ("李雷", "", "lilei@example.com", ""), "lilei"),
    ("nobody", ("", "", "", "李雷"), "unknown"),
]


@pytest.mark.parametrize(("given", "name"), [c[1:] for c in HANDLES], ids=[c[0] for c in HANDLES])
def test_somebody_has_a_handle(given: tuple[str, str, str, str], name: str) -> None:
    user, github_user, email, os_user = given
    found = naming.handle(user=user, github_user=github_user, email=email, os_user=os_user)
    assert found == name


AGENTS = [
    ("0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "2e3f4a5b"),
    ("ABCDEFGH-1", "bcdefgh1"),
    ("short", hashlib.sha256(b"short").hexdigest()[:8]),
    ("漢", hashlib.sha256("漢".encode()).hexdigest()[:8]),
]


@pytest.mark.parametrize(("agent", "short"), AGENTS)
def test_an_agent_has_eight_characters(agent: str, short: str) -> None:
    assert naming.agent8(agent) == short


SCRATCHES = [
    ("alice-2026-01-15.md", ("alice", "")),
    ("alice.1a2b3c4d-2026-01-15.md", ("alice", "1a2b3c4d")),
    ("a-b-2026-01-15.md", ("a-b", "")),
    ("2026-01-15.md", ("", "")),
    ("-2026-01-15.md", ("", "")),
    ("alice.md", ("", "")),
    ("alice-2026-02-30.md", ("", "")),
    ("../x-2026-01-15.md", ("", "")),
    ("", ("", "")),
]


@pytest.mark.parametrize(("name", "writer"), SCRATCHES)
def test_a_scratch_file_tells_its_writer(name: str, writer: tuple[str, str]) -> None:
    assert naming.writer_of(name) == writer
    assert naming.author_of(name) == writer[0]


@given(FILES.map(naming.slug), FILES)
def test_a_scratch_name_gives_its_writer_back(author: str, agent: str) -> None:
    name = naming.scratch_name(author, agent, DAY)
    assert naming.writer_of(name) == (author, naming.agent8(agent) if agent else "")
    assert name.endswith("-2026-01-15.md")
