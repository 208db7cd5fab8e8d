"""Names: fit for files everywhere, and telling who and when."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import naming
from git_session.core.digest import sha256_hex

DAY = date(2026, 1, 15)

SLUGS = [
    ("Fix sweep trigger bug!", "fix-sweep-trigger-bug"),
    ("feature/Größe_Straße", "feature-grosse-strasse"),
    ("Ĉirkaŭ", "cirkau"),
    ("ﬁx №5", "fix-no5"),
    ("修正", "session"),
    ("", "session"),
    ("--a--", "a"),
    ("x" * 39 + " yz", "x" * 39),
    ("x" * 50, "x" * 40),
]


@pytest.mark.parametrize(("text", "slug"), SLUGS)
def test_slugs(text: str, slug: str) -> None:
    assert naming.slug(text) == slug


@given(st.text(), st.integers(7, 60))
def test_a_slug_is_a_name_of_ours(text: str, limit: int) -> None:
    slug = naming.slug(text, limit)
    assert naming.valid_stem(slug)
    assert len(slug) <= limit
    assert naming.slug(slug, limit) == slug


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=16))
def test_identifiers_are_uuids_of_version_7(ms: int, randomness: bytes) -> None:
    found = uuid.UUID(naming.uuid7(ms, randomness))
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == ms
    assert naming.id8(str(found)) == found.hex[-8:]


def test_a_stem_ends_in_the_last_digits_of_the_id() -> None:
    stem = naming.stem("fix-sweep-bug", "019ABC12-3456-7DEF-8901-23451234567F")
    assert stem == "fix-sweep-bug-1234567f"
    assert naming.valid_stem(stem)


@pytest.mark.parametrize(
    "text", ["", "..", "a/b", "a\\b", "a.md", "A", "é", "-rf", "a" * 65, "a\n"]
)
def test_what_is_no_stem(text: str) -> None:
    assert not naming.valid_stem(text)


def test_labels_are_told_apart() -> None:
    when = datetime(2025, 1, 18, 14, 30, 22, tzinfo=UTC)
    plain = "session-20250118-143022"
    assert naming.label(when, set()) == plain
    assert naming.label(when, {plain, f"{plain}-2"}) == f"{plain}-3"


HANDLES = [
    ("the setting first", ("Al Ice", "octo", "x@y.z", "root"), "al-ice"),
    ("then GitHub", ("", "octo", "x@y.z", "root"), "octo"),
    ("a no-reply address", ("", "", "123+alice@users.noreply.github.com", "root"), "alice"),
    ("an old no-reply address", ("", "", "alice@users.noreply.GitHub.com", "root"), "alice"),
    ("an address", ("", "", "al.ice+git@y.z", "root"), "al-ice-git"),
    ("no address", ("", "", "", "root"), "root"),
    ("a name that is no word", ("李", "", "...@y.z", "li"), "li"),
    ("nobody", (" ", "", "", ""), "unknown"),
]


@pytest.mark.parametrize(("facts", "handle"), [c[1:] for c in HANDLES], ids=[c[0] for c in HANDLES])
def test_handles(facts: tuple[str, str, str, str], handle: str) -> None:
    user, github_user, email, os_user = facts
    found = naming.handle(user=user, github_user=github_user, email=email, os_user=os_user)
    assert found == handle


@given(st.text(), st.text(min_size=1))
def test_a_scratch_file_tells_who_wrote_it(author: str, agent: str) -> None:
    author = naming.slug(author)
    assert naming.writer_of(naming.scratch_name(author, "", DAY)) == (author, "")
    name = naming.scratch_name(author, agent, DAY)
    assert naming.writer_of(name) == (author, naming.agent8(agent))
    assert naming.author_of(name) == author


def test_scratch_files_in_an_example() -> None:
    assert naming.scratch_name("alice", "", DAY) == "alice-2026-01-15.md"
    agent = "0193-ABCD-1A2B3C4D"
    assert naming.scratch_name("alice", agent, DAY) == "alice.1a2b3c4d-2026-01-15.md"
    assert naming.agent8("short") == sha256_hex("short")[:8]


@pytest.mark.parametrize(
    "name",
    ["notes.md", "2026-01-15.md", "-2026-01-15.md", "a-2026-13-01.md", "A-2026-01-15.md", ""],
)
def test_other_names_tell_nobody(name: str) -> None:
    assert naming.writer_of(name) == ("", "")


KNOWN = (
    naming.Called("fix-sweep-aaaa1111", "0197aaaa-0000-7000-8000-0000aaaa1111", "", "fix-sweep"),
    naming.Called("fix-sweep-race-bbbb2222", "0198bbbb-0000-7000-8000-0000bbbb2222", "S-2", "race"),
    naming.Called("docs-cccc3333"),
    naming.Called("by-hand"),
    naming.Called("ui-dddd4444"),
)


@pytest.mark.parametrize(
    ("wanted", "stems"),
    [
        ("fix-sweep-aaaa1111", ["fix-sweep-aaaa1111"]),
        ("0197aaaa-0000-7000-8000-0000aaaa1111", ["fix-sweep-aaaa1111"]),
        ("S-2", ["fix-sweep-race-bbbb2222"]),
        ("cccc3333", ["docs-cccc3333"]),
        ("race", ["fix-sweep-race-bbbb2222"]),
        ("fix-sweep", ["fix-sweep-aaaa1111"]),
        ("Fix Sweep Race", ["fix-sweep-race-bbbb2222"]),
        ("0198", ["fix-sweep-race-bbbb2222"]),
        ("fix", ["fix-sweep-aaaa1111", "fix-sweep-race-bbbb2222"]),
        ("fix-sweep-r", ["fix-sweep-race-bbbb2222"]),
        ("by-h", ["by-hand"]),
        ("sweep", ["fix-sweep-aaaa1111", "fix-sweep-race-bbbb2222"]),
        ("hand", ["by-hand"]),
        ("ui", ["ui-dddd4444"]),
        ("UI", ["ui-dddd4444"]),
        ("u", []),
        ("ha", []),
        ("019", []),
        ("b", []),
        ("…", []),
        ("other", []),
        ("", []),
    ],
)
def test_what_a_person_calls_a_session(wanted: str, stems: list[str]) -> None:
    assert naming.meant(KNOWN, wanted) == stems


@given(st.text())
def test_whatever_a_person_types_names_sessions_that_are_there(wanted: str) -> None:
    assert set(naming.meant(KNOWN, wanted)) <= {one.stem for one in KNOWN}
